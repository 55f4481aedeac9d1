-- owner: ax_api
-- Workers of a project (SPEC 8).

create function api.worker_list(project_id int, filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (kind text, worker_id bigint, invitation_id bigint, engagement_id bigint, name text, sex text,
               company_name text, team_name text, worker_kind text, worker_kind_name text, trade text, trade_name text,
               state text, state_name text, phone_masked text, document_kind text, id_masked text, started_on date,
               ended_on date, enrolled_at timestamptz, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'worker_read');
    return query select * from sec.worker_page($1, $2, $3, $4, $5, $6);
end
$$;

create function api.worker_count(project_id int, filters jsonb) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'worker_read');
    return sec.worker_count($1, $2);
end
$$;

-- One worker. Birth day, address and issuer only for who may reveal the number.
create function api.worker_get(project_id int, worker bigint)
returns table (worker_id bigint, name text, name_maybe_cut boolean, other_name text, sex text, birth_on date,
               nationality text, document_kind text, document_kind_name text, id_masked text, valid_from date,
               valid_until date, issuer text, address text, phone_masked text, worker_kind text, worker_kind_name text,
               trade text, trade_name text, participant_id int, company_name text, team_id bigint, team_name text,
               state text, state_name text, engagement_id bigint, invitation_id bigint, started_on date, ended_on date,
               enrolled_at timestamptz, enrolled_by text, consent_at timestamptz, consent_means text, consent_by text,
               same_person_by text, same_person_at timestamptz, changed_at timestamptz, changed_by text,
               may_reveal boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_full boolean;
begin
    perform sec.need(project_id, 'worker_read');
    v_full := sec.may($1, 'id_number_reveal');
    return query
    select w.worker_id, w.name, w.name_maybe_cut, d.other_name, w.sex, d.birth_on, d.nationality, w.document_kind,
           sec.word(k.name, k.name_en),
           d.id_masked, d.valid_from, d.valid_until, d.issuer, d.address, sec.phone_masked(w.phone),
           w.worker_kind, sec.word(wk.name, wk.name_en), w.trade, sec.word(t.name, t.name_en), w.participant_id, p.company_name, w.team_id, w.team_name,
           w.state, sec.word(s.name, s.name_en), w.engagement_id, w.invitation_id, w.started_on, w.ended_on, w.enrolled_at,
           sec.account_name(e.enrolled_by), c.at, c.means, sec.account_name(c.account_id),
           sec.account_name(e.same_person_by), e.same_person_at, w.changed_at, sec.account_name(w.changed_by), v_full
      from app.worker w
      join app.document_kind k on k.document_kind = w.document_kind
      join app.worker_kind wk on wk.worker_kind = w.worker_kind
      join app.trade t on t.trade = w.trade
      join app.code s on s.dict = 'employment_state' and s.code = w.state
      join app.participant p on p.project_id = w.project_id and p.participant_id = w.participant_id
      join sec.worker_papers($1, $2, v_full) d on true
      left join app.engagement e on e.project_id = w.project_id and e.engagement_id = w.engagement_id
      left join lateral (select q.at, q.means, q.account_id from app.consent q
                          where q.project_id = w.project_id and q.worker_id = w.worker_id and q.kind = 'personal_data'
                            and q.withdrawn_at is null order by q.at desc limit 1) c on true
     where w.project_id = $1 and w.worker_id = $2;
    if not found then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
end
$$;

create function api.worker_history(project_id int, worker bigint)
returns table (engagement_id bigint, company_name text, team_name text, trade_name text, started_on date, ended_on date)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'worker_read');
    return query
    select e.engagement_id, p.company_name, t.name, sec.word(k.name, k.name_en), e.started_on, e.ended_on
      from app.engagement e
      join app.participant p on p.project_id = e.project_id and p.participant_id = e.participant_id
      join app.team t on t.project_id = e.project_id and t.team_id = e.team_id
      join app.trade k on k.trade = e.trade
     where e.project_id = $1 and e.worker_id = $2
     order by e.started_on desc, e.engagement_id desc;
end
$$;

create function api.worker_reveals(project_id int, worker bigint)
returns table (at timestamptz, by_name text, what text, reason text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'worker_read');
    return query
    select v.at, sec.account_name(v.account_id), v.what, v.reason
      from app.reveal v where v.project_id = $1 and v.worker_id = $2 order by v.at desc, v.reveal_id desc;
end
$$;

-- A card on the reader: who it is here, what speaks against enrolling, what is worth a second look. Counted.
create function api.card_look(project_id int, fields jsonb)
returns table (known boolean, worker_id bigint, name text, phone_masked text, phone text, worker_kind text, trade text,
               participant_id int, team_id bigint, live_here boolean, live_team_name text, live_since date,
               live_elsewhere int, invitation_id bigint, blocks text[], warnings text[])
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'worker_enrol');
    return query select * from sec.card_look($1, $2);
end
$$;

create function api.worker_enrol(project_id int, request_id uuid, fields jsonb)
returns table (worker_id bigint, engagement_id bigint, "returning" boolean)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'worker_enrol');
    return query
    select (a ->> 'worker_id')::bigint, (a ->> 'engagement_id')::bigint, (a ->> 'returning')::boolean
      from sec.worker_enrol($1, $2, $3) a;
end
$$;

create function api.invitation_save(project_id int, request_id uuid, fields jsonb)
returns table (invitation_id bigint, worker_id bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'worker_invite');
    return query
    select (a ->> 'invitation_id')::bigint, (a ->> 'worker_id')::bigint from sec.invitation_save($1, $2, $3) a;
end
$$;

create function api.worker_phone_save(project_id int, request_id uuid, worker bigint, phone text, seen_at timestamptz)
returns table (changed_at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_phone text;
    v_first jsonb;
    w app.worker;
begin
    perform sec.need(project_id, 'worker_phone_write');
    v_first := sec.request_begin($1, $2, 'worker_phone_save');
    if v_first is not null then
        return query select (v_first ->> 'changed_at')::timestamptz;
        return;
    end if;
    v_phone := sec.phone_check(phone, 'phone');
    select * into w from app.worker q where q.project_id = $1 and q.worker_id = $3 for update;
    if not found then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    if w.changed_at is distinct from $5 then
        perform sec.fail('AX006', 'somebody has changed this meanwhile', 'changed_at', 'at=' || w.changed_at);
    end if;
    update app.worker q set phone = v_phone, changed_at = clock_timestamp(), changed_by = sec.me()
     where q.project_id = $1 and q.worker_id = $3 returning q.* into w;
    perform sec.request_end($1, $2, jsonb_build_object('changed_at', w.changed_at));
    perform sec.audit($1, 'worker_phone_save', jsonb_build_object('worker_id', $3, 'request_id', $2));
    return query select w.changed_at;
end
$$;

-- Asked twice: the first call records who looks and why and answers null; made again at once, in a transaction of its own, it
-- answers. What is seen so leaves its trace, whatever is rolled back.
create function api.reveal(project_id int, worker bigint, what text, reason text) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, case what when 'phone' then 'phone_reveal' else 'id_number_reveal' end);
    return sec.reveal($1, $2, $3, $4);
end
$$;

-- A list was exported: which, with what filters, how many rows, their digest.
create function api.export_note(project_id int, list text, filters jsonb, row_count int, sha256 text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'list_export');
    perform sec.export_note(project_id, list, filters, row_count, sha256, '{}');
end
$$;

revoke execute on all functions in schema api from public;
grant execute on function api.worker_list(int, jsonb, text, boolean, jsonb, int), api.worker_count(int, jsonb),
    api.worker_get(int, bigint), api.worker_history(int, bigint), api.worker_reveals(int, bigint),
    api.card_look(int, jsonb), api.worker_enrol(int, uuid, jsonb), api.invitation_save(int, uuid, jsonb),
    api.worker_phone_save(int, uuid, bigint, text, timestamptz), api.reveal(int, bigint, text, text),
    api.export_note(int, text, jsonb, int, text) to app_user;
