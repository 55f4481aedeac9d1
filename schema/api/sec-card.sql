-- owner: ax_search
-- A card on the reader, before anything is written.

create function sec.card_look(project int, fields jsonb)
returns table (known boolean, worker_id bigint, name text, phone_masked text, phone text, worker_kind text, trade text,
               participant_id int, team_id bigint, live_here boolean, live_team_name text, live_since date,
               live_elsewhere int, invitation_id bigint, blocks text[], warnings text[])
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb := sec.parse(fields, 'app.card_fields');
    f app.card_fields := jsonb_populate_record(null::app.card_fields, v_fields);
    v_number text := sec.number_of(f.document_number);
    v_today date := sec.today(project);
    v_me bigint := sec.me();
    v_asks int;
    v_age int;
    v_person bigint;
    w app.worker;
    e app.engagement;
    v_mine boolean := false;
    v_limit text := case coalesce(nullif(f.sex, 'unknown'), sec.number_sex(v_number)) when 'female' then 'over_age_women'
                    else 'over_age_men' end;
begin
    perform sec.required(v_fields, 'document_kind', 'document_number', 'name');
    perform sec.ask('project' || project, sec.setting_int('card_asks_per_project_hour'));
    insert into app.card_ask as a (project_id, account_id, hour, asks)
    values ($1, v_me, date_trunc('hour', now()), 1)
    on conflict on constraint card_ask_pk do update set asks = a.asks + 1 returning a.asks into v_asks;
    if v_asks > sec.setting_int('card_asks_per_person_hour') then
        perform sec.fail('AX005', 'too many questions in an hour');
    end if;

    blocks := '{}';
    warnings := '{}';
    v_age := sec.age_on(greatest(f.birth_on, sec.number_birth(v_number)), v_today);
    if sec.number_fault(f.document_kind, v_number) is not null then
        blocks := blocks || 'number_check'::text;
    end if;
    if v_age < 16 then
        blocks := blocks || 'under_16'::text;
    elsif v_age < 18 then
        warnings := warnings || 'under_18'::text;
    elsif v_age >= sec.setting_int(v_limit) then
        warnings := warnings || 'over_age'::text;
    end if;
    if f.valid_until < v_today then
        warnings := warnings || 'card_expired'::text;
    end if;
    if f.document_kind <> 'foreigner_id' and char_length(f.name) >= 15 then
        warnings := warnings || 'name_maybe_cut'::text;
    end if;
    if f.birth_on <> sec.number_birth(v_number) then
        warnings := warnings || 'birth_mismatch'::text;
    end if;
    if f.sex in ('male', 'female') and f.sex <> sec.number_sex(v_number) then
        warnings := warnings || 'sex_mismatch'::text;
    end if;

    select d.person_id into v_person from app.identity_document d where d.id_blind = sec.blind(v_number);
    select * into w from app.worker q where q.project_id = $1 and q.worker_id = v_person;
    select * into e from app.engagement q where q.project_id = $1 and q.worker_id = v_person and q.ended_on is null;
    live_here := e.engagement_id is not null;
    live_elsewhere := (select count(*)::int from app.engagement q
                        where q.worker_id = v_person and q.ended_on is null and q.project_id <> $1);
    v_mine := w.worker_id is not null and sec.acts_for($1, w.participant_id);
    -- Somebody only another company knows here is a stranger to this one; that the engagement is taken must still be said.
    known := v_mine;
    if live_here then
        blocks := blocks || 'live_here'::text;
    end if;
    if live_elsewhere > 0 then
        warnings := warnings || 'live_elsewhere'::text;
    end if;
    if v_mine then
        worker_id := w.worker_id;
        name := w.name;
        phone_masked := sec.phone_masked(w.phone);
        phone := w.phone;
        worker_kind := w.worker_kind;
        trade := w.trade;
        participant_id := w.participant_id;
        team_id := w.team_id;
        invitation_id := w.invitation_id;
        if live_here then
            live_team_name := w.team_name;
            live_since := e.started_on;
        end if;
        if not sec.name_same(f.name, w.name) then
            warnings := warnings || 'name_differs'::text;
        end if;
    end if;
    perform sec.audit($1, 'card_look', case when v_mine then jsonb_build_object('worker_id', w.worker_id) else '{}' end);
    return next;
end
$$;

-- Two calls of two transactions: the first writes who looks at what and why, and answers null; the second answers what was asked
-- for. So a rollback takes back the look, not its trace.
create function sec.reveal(project int, worker bigint, what text, reason text) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
    v_reason text := btrim(coalesce(reason, ''));
    w app.worker;
begin
    select * into w from app.worker q where q.project_id = $1 and q.worker_id = $2;
    if not found or not exists (select 1 from sec.my_roles($1) r where r.whole or exists (
            select 1 from app.participant p
             where p.project_id = $1 and p.participant_id = w.participant_id and p.company_id = r.company_id)) then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    if what is null or what not in ('id_number', 'phone') then
        perform sec.fail('AX001', 'not one of the list', 'what');
    end if;
    if char_length(v_reason) not between 4 and 200 then
        perform sec.fail('AX001', 'give the reason in at least four characters', 'reason');
    end if;
    if not exists (select 1 from app.reveal v
                    where v.project_id = $1 and v.account_id = v_me and v.worker_id = $2 and v.what = $3
                      and v.reason = v_reason and v.at > clock_timestamp() - interval '1 minute'
                      and v.xact <> pg_current_xact_id()) then
        perform sec.ask('project' || project, sec.setting_int('card_asks_per_project_hour'));
        insert into app.reveal (project_id, worker_id, participant_id, account_id, what, reason)
        values ($1, $2, w.participant_id, v_me, $3, v_reason);
        perform sec.audit($1, 'reveal', jsonb_build_object('worker_id', $2, 'what', $3));
        return null;
    end if;
    if what = 'phone' then
        return w.phone;
    end if;
    return (select sec.unseal('id', d.id_sealed) from app.identity_document d where d.document_id = w.document_id);
end
$$;

revoke execute on function sec.card_look(int, jsonb), sec.reveal(int, bigint, text, text) from public;
grant execute on function sec.card_look(int, jsonb), sec.reveal(int, bigint, text, text) to ax_api;
