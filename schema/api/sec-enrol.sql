-- owner: ax_search
-- From a card or a typed number to the person, the worker and the engagement. These write tables of several companies and of
-- the region, which row-level security keeps from the api, so every condition is written out here.

-- The project must be approved and at work; the same words whichever step is missing, with its name.
create function sec.project_open(project int) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    j app.project;
begin
    select * into j from app.project q where q.project_id = $1;
    if j.approval is distinct from 'approved' then
        perform sec.fail('AX004', 'the project is not approved yet');
    end if;
    if j.state <> 'in_progress' then
        perform sec.fail('AX004', 'the project is not in progress; its administrator changes its state');
    end if;
end
$$;

-- Company and team that somebody is put into: there, not exited, each other's, and the asker's to write. Locked until the end, so
-- that neither exits meanwhile.
create function sec.place_check(project int, participant int, team bigint) returns app.team
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    t app.team;
begin
    perform sec.participant_live(project, participant);
    select * into t from app.team q where q.project_id = $1 and q.team_id = $3 for share;
    if not found or t.participant_id <> $2 then
        perform sec.fail('AX001', 'this team is not one of the company on this project', 'team_id');
    end if;
    if t.exited_on is not null then
        perform sec.fail('AX004', 'this team has left the project; make a new one', 'team_id');
    end if;
    return t;
end
$$;

-- A document number as it is kept, or refused.
create function sec.number_check(kind text, typed text) returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_number text := sec.number_of(typed);
begin
    case sec.number_fault(kind, v_number)
        when 'form' then perform sec.fail('AX001', 'not a number of this kind of document', 'document_number');
        when 'date' then perform sec.fail('AX001', 'the number holds a day that is not in the calendar', 'document_number');
        when 'check' then perform sec.fail('AX001', 'the last digit of the number does not fit the others', 'document_number');
        else null;
    end case;
    return v_number;
end
$$;

create function sec.worker_codes_check(worker_kind text, trade text) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select 1 from app.worker_kind k where k.worker_kind = $1) then
        perform sec.fail('AX001', 'not one of the list', 'worker_kind');
    end if;
    if not exists (select 1 from app.trade k where k.trade = $2) then
        perform sec.fail('AX001', 'not one of the list', 'trade');
    end if;
end
$$;

-- The name a card gives against the one the record has: with the field full (15 units) a longer recorded name that begins with it
-- is the same name.
create function sec.name_same(card text, record text) returns boolean language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select sec.fold_name(card) = sec.fold_name(record)
        or (char_length(card) >= 15 and starts_with(sec.fold_name(record), sec.fold_name(card)))
$$;

-- Sets a worker's spellings of initials.
create function sec.worker_initials_set(project int, worker bigint, name text) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    delete from app.worker_initial i where i.project_id = $1 and i.worker_id = $2;
    insert into app.worker_initial (project_id, initial, worker_id) select $1, u, $2 from unnest(sec.initials($3)) as u;
end
$$;

-- The person a number belongs to, made if nobody has it: one person, one record, whatever the site.
create function sec.person_of(number text, kind text, name text, sex text, birth date)
returns app.identity_document language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_blind bytea := sec.blind(number);
    d app.identity_document;
    v_person bigint;
begin
    loop
        select * into d from app.identity_document q where q.id_blind = v_blind for update;
        if found then
            return d;
        end if;
        insert into app.person (name, name_folded, sex, birth_on)
        values ($3, sec.fold_name($3), coalesce($4, sec.number_sex($1), 'unknown'), coalesce($5, sec.number_birth($1)))
        returning person_id into v_person;
        insert into app.identity_document (person_id, document_kind, id_blind, id_sealed, id_tail)
        values (v_person, $2, v_blind, sec.seal('id', $1), right($1, 4))
        on conflict on constraint identity_document_number_uq do nothing
        returning * into d;
        if found then
            return d;
        end if;
        delete from app.person p where p.person_id = v_person;   -- another was quicker by a moment
    end loop;
end
$$;

-- What a card that has been read says becomes the person's record, here and in every project that knows the person. Answers
-- the projects where the name changed.
create function sec.card_wins(document app.identity_document, f app.enrol_fields) returns int[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    p app.person;
    v_name text := f.name;
    v_changed int[] := '{}';
    w record;
begin
    select * into p from app.person q where q.person_id = document.person_id for update;
    if p.verified and not coalesce(f.name_extended, false) and sec.name_same(v_name, p.name)
       and char_length(p.name) > char_length(v_name) then
        v_name := p.name;                                        -- extended before; the card cannot hold it
    end if;
    update app.person q
       set name = v_name, name_folded = sec.fold_name(v_name), verified = true,
           other_name = coalesce(f.other_name, q.other_name), nationality = coalesce(f.nationality, q.nationality),
           sex = coalesce(f.sex, q.sex), birth_on = coalesce(f.birth_on, q.birth_on), changed_at = clock_timestamp()
     where q.person_id = p.person_id;
    update app.identity_document q
       set document_kind = f.document_kind, valid_from = f.valid_from, valid_until = f.valid_until, issuer = f.issuer,
           address = f.address, travel_document = f.travel_document, card_version = f.card_version, verified = true,
           read_at = clock_timestamp()
     where q.document_id = document.document_id;
    if v_name <> p.name then
        for w in
            update app.worker q
               set name = v_name, name_folded = sec.fold_name(v_name), changed_at = clock_timestamp(), changed_by = sec.me()
             where q.worker_id = p.person_id and q.state <> 'invited' and q.name <> v_name
            returning q.project_id
        loop
            perform sec.worker_initials_set(w.project_id, p.person_id, v_name);
            v_changed := v_changed || w.project_id;
        end loop;
    end if;
    return v_changed;
end
$$;

-- The fields of an enrolment, each in order by itself; answers them as they are kept.
create function sec.enrol_check(fields jsonb, today date) returns app.enrol_fields language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    f app.enrol_fields := jsonb_populate_record(null::app.enrol_fields, fields);
begin
    perform sec.required(fields, 'document_kind', 'document_number', 'name', 'sex', 'birth_on', 'phone', 'participant_id',
                         'team_id', 'worker_kind', 'trade', 'started_on');
    f.document_number := sec.number_check(f.document_kind, f.document_number);
    f.phone := sec.phone_check(f.phone, 'phone');
    f.name := sec.name_check(f.name, 'name');
    if f.sex not in ('male', 'female', 'unknown') then
        perform sec.fail('AX001', 'not one of the list', 'sex');
    end if;
    if f.started_on not between date '2000-01-01' and today + 366 then
        perform sec.fail('AX001', 'this day is too far away', 'started_on');
    end if;
    if sec.age_on(greatest(f.birth_on, sec.number_birth(f.document_number)), f.started_on) < 16 then
        perform sec.fail('AX001', 'nobody under 16 may be enrolled', 'birth_on');
    end if;
    perform sec.worker_codes_check(f.worker_kind, f.trade);
    if f.same_person is not true then
        perform sec.fail('AX004', 'look from the card to the person and confirm that they are the same', 'same_person');
    end if;
    if f.consent_text_version is null or f.consent_means is null then
        perform sec.fail('AX004', 'consent is missing', 'consent_means');
    end if;
    if char_length(f.consent_text_version) > 40 then
        perform sec.fail('AX001', 'too long', 'consent_text_version');
    end if;
    if f.consent_means <> 'signed_paper' then
        perform sec.fail('AX001', 'not one of the list', 'consent_means');
    end if;
    return f;
end
$$;

-- The person's row on the project, at work in this team.
create function sec.worker_put(project int, d app.identity_document, f app.enrol_fields, team app.team, name text) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into app.worker (project_id, worker_id, participant_id, team_id, team_name, name, name_folded, name_maybe_cut, sex,
                            phone, document_id, document_kind, id_tail, worker_kind, trade, state, started_on, enrolled_at,
                            changed_by)
    values ($1, d.person_id, f.participant_id, f.team_id, team.name, $5, sec.fold_name($5),
            char_length($5) = 15 and f.document_kind <> 'foreigner_id' and f.name_extended is not true, f.sex,
            f.phone, d.document_id, f.document_kind, d.id_tail, f.worker_kind, f.trade, 'employed', f.started_on, clock_timestamp(),
            sec.me())
    on conflict on constraint worker_pk do update
       set participant_id = excluded.participant_id, team_id = excluded.team_id, team_name = excluded.team_name,
           name = excluded.name, name_folded = excluded.name_folded, name_maybe_cut = excluded.name_maybe_cut,
           sex = excluded.sex, phone = excluded.phone, document_id = excluded.document_id,
           document_kind = excluded.document_kind, id_tail = excluded.id_tail, worker_kind = excluded.worker_kind,
           trade = excluded.trade, state = 'employed', started_on = excluded.started_on, ended_on = null,
           enrolled_at = excluded.enrolled_at, invitation_id = null, changed_at = clock_timestamp(),
           changed_by = excluded.changed_by;
    perform sec.worker_initials_set($1, d.person_id, $5);
end
$$;

create function sec.worker_enrol(project int, request_id uuid, fields jsonb) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
    f app.enrol_fields;
    d app.identity_document;
    t app.team;
    v_first jsonb;
    v_answer jsonb;
    v_returning boolean;
    v_renamed int[];
    v_engagement bigint;
    v_chain int;
begin
    fields := sec.parse(fields, 'app.enrol_fields');
    v_first := sec.request_begin(project, request_id, 'worker_enrol');
    if v_first is not null then
        return v_first;
    end if;
    perform sec.project_open(project);
    f := sec.enrol_check(fields, sec.today(project));
    t := sec.place_check(project, f.participant_id, f.team_id);
    d := sec.person_of(f.document_number, f.document_kind, f.name, f.sex, f.birth_on);
    if exists (select 1 from app.engagement e where e.project_id = $1 and e.worker_id = d.person_id and e.ended_on is null) then
        perform sec.fail('AX002', 'this worker already has a live engagement on the project', 'document_number');
    end if;
    v_returning := exists (select 1 from app.engagement e where e.project_id = $1 and e.worker_id = d.person_id);
    v_renamed := sec.card_wins(d, f);
    perform sec.worker_put(project, d, f, t, (select p.name from app.person p where p.person_id = d.person_id));
    begin
        insert into app.engagement (project_id, worker_id, participant_id, team_id, worker_kind, trade, started_on,
                                    enrolled_by, same_person_by, same_person_at)
        values ($1, d.person_id, f.participant_id, f.team_id, f.worker_kind, f.trade, f.started_on,
                v_me, v_me, clock_timestamp())
        returning engagement_id into v_engagement;
    exception when unique_violation then                         -- two clerks, one card, one moment
        perform sec.fail('AX002', 'this worker already has a live engagement on the project', 'document_number');
    end;
    update app.worker q set engagement_id = v_engagement where q.project_id = $1 and q.worker_id = d.person_id;
    update app.invitation i set joined_at = clock_timestamp()
     where i.project_id = $1 and i.worker_id = d.person_id and i.joined_at is null and i.withdrawn_at is null;
    insert into app.consent (project_id, worker_id, participant_id, kind, text_version, means, account_id)
    values ($1, d.person_id, f.participant_id, 'personal_data', f.consent_text_version, f.consent_means, v_me);

    v_answer := jsonb_build_object('worker_id', d.person_id, 'engagement_id', v_engagement, 'returning', v_returning);
    perform sec.request_end($1, $2, v_answer);
    foreach v_chain in array array(select distinct c from unnest(v_renamed || $1) as c order by c) loop
        if v_chain = any (v_renamed) then
            perform sec.audit(v_chain, 'name_correct', jsonb_build_object('worker_id', d.person_id));
        end if;
        if v_chain = $1 then
            perform sec.audit($1, 'worker_enrol', v_answer || jsonb_build_object(
                'participant_id', f.participant_id, 'team_id', f.team_id, 'request_id', $2, 'consent', f.consent_text_version));
        end if;
    end loop;
    return v_answer;
end
$$;

-- What an invitation is refused for, before anything of it is written; answers the fields as they are kept. The project is open.
create function sec.invite_check(project int, f app.invitation_fields) returns app.invitation_fields language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    w app.worker;
begin
    f.document_number := sec.number_check(f.document_kind, f.document_number);
    f.phone := case when f.phone is not null then sec.phone_check(f.phone, 'phone') end;
    f.name := sec.name_check(f.name, 'name');
    if sec.age_on(sec.number_birth(f.document_number), sec.today(project)) < 16 then
        perform sec.fail('AX001', 'nobody under 16 may be enrolled', 'document_number');
    end if;
    perform sec.worker_codes_check(f.worker_kind, f.trade);
    perform sec.place_check(project, f.participant_id, f.team_id);
    select q.* into w from app.identity_document d join app.worker q on q.project_id = $1 and q.worker_id = d.person_id
     where d.id_blind = sec.blind(f.document_number) for update of q;
    if w.state = 'employed' then
        perform sec.fail('AX002', 'this worker already has a live engagement on the project', 'document_number');
    end if;
    if w.invitation_id is not null then
        perform sec.fail('AX002', 'this person is already invited to the project', 'document_number');
    end if;
    return f;
end
$$;

-- Invited, and engaged only once the card has been read. The typed name stays this project's own until then: a number typed here
-- tells nothing about whose it is elsewhere. A phone that is known stays where none is given.
create function sec.invite(project int, given app.invitation_fields, import bigint) returns jsonb language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    f app.invitation_fields := sec.invite_check(project, given);
    d app.identity_document := sec.person_of(f.document_number, f.document_kind, f.name, null, null);
    v_team text := (select t.name from app.team t where t.project_id = $1 and t.team_id = f.team_id);
    v_new boolean;
    v_invitation bigint;
begin
    insert into app.worker as q (project_id, worker_id, participant_id, team_id, team_name, name, name_folded, sex, phone,
                                 document_id, document_kind, id_tail, worker_kind, trade, state, enrolled_at, changed_by)
    values ($1, d.person_id, f.participant_id, f.team_id, v_team, f.name, sec.fold_name(f.name),
            coalesce(sec.number_sex(f.document_number), 'unknown'), f.phone, d.document_id, f.document_kind,
            right(f.document_number, 4), f.worker_kind, f.trade, 'invited', clock_timestamp(), sec.me())
    on conflict on constraint worker_pk do update
       set participant_id = excluded.participant_id, team_id = excluded.team_id, team_name = excluded.team_name,
           phone = coalesce(excluded.phone, q.phone), worker_kind = excluded.worker_kind, trade = excluded.trade,
           state = 'invited', enrolled_at = excluded.enrolled_at, changed_at = clock_timestamp(), changed_by = excluded.changed_by
    returning q.xmax = 0 into v_new;
    if v_new then
        perform sec.worker_initials_set($1, d.person_id, f.name);
    end if;
    begin
        insert into app.invitation (project_id, worker_id, participant_id, team_id, name, phone, worker_kind, trade, invited_by, import_id)
        values ($1, d.person_id, f.participant_id, f.team_id, f.name, f.phone, f.worker_kind, f.trade, sec.me(), $3)
        returning invitation_id into v_invitation;
    exception when unique_violation then                         -- two clerks, one person, one moment
        perform sec.fail('AX002', 'this person is already invited to the project', 'document_number');
    end;
    update app.worker q set invitation_id = v_invitation where q.project_id = $1 and q.worker_id = d.person_id;
    perform sec.sms('invitation', f.phone, jsonb_build_object(
        'project', (select j.name from app.project j where j.project_id = $1), 'team', v_team,
        'company', (select p.short_name from app.participant p where p.project_id = $1 and p.participant_id = f.participant_id)),
        'invitation:' || $1 || ':' || v_invitation);
    return jsonb_build_object('invitation_id', v_invitation, 'worker_id', d.person_id);
end
$$;

-- By hand, when the reader is broken.
create function sec.invitation_save(project int, request_id uuid, fields jsonb) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb := sec.parse(fields, 'app.invitation_fields');
    f app.invitation_fields := jsonb_populate_record(null::app.invitation_fields, v_fields);
    v_first jsonb;
    v_answer jsonb;
begin
    perform sec.required(v_fields, 'name', 'document_kind', 'document_number', 'phone', 'participant_id', 'team_id',
                         'worker_kind', 'trade');
    v_first := sec.request_begin(project, request_id, 'invitation_save');
    if v_first is not null then
        return v_first;
    end if;
    perform sec.ask('project' || project, sec.setting_int('card_asks_per_project_hour'));
    perform sec.project_open(project);
    v_answer := sec.invite(project, f, null);
    perform sec.request_end($1, $2, v_answer);
    perform sec.audit($1, 'invitation_save', v_answer || jsonb_build_object(
        'participant_id', f.participant_id, 'team_id', f.team_id, 'request_id', $2));
    return v_answer;
end
$$;

revoke execute on function sec.project_open(int), sec.place_check(int, int, bigint), sec.number_check(text, text),
    sec.worker_codes_check(text, text), sec.name_same(text, text), sec.worker_initials_set(int, bigint, text),
    sec.person_of(text, text, text, text, date), sec.card_wins(app.identity_document, app.enrol_fields),
    sec.enrol_check(jsonb, date), sec.worker_put(int, app.identity_document, app.enrol_fields, app.team, text),
    sec.worker_enrol(int, uuid, jsonb), sec.invite_check(int, app.invitation_fields), sec.invite(int, app.invitation_fields, bigint),
    sec.invitation_save(int, uuid, jsonb) from public;
grant execute on function sec.project_open(int), sec.number_check(text, text), sec.worker_enrol(int, uuid, jsonb),
    sec.invitation_save(int, uuid, jsonb) to ax_api;
