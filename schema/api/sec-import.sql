-- owner: ax_search
-- Workers invited by a table (SPEC 8.2). A call brings up to 500 of its lines, each an object with its number in the file (line)
-- and the words that stand there; each is refused or taken by itself.

create function sec.import_lines(lines jsonb) returns void language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if jsonb_typeof(lines) is distinct from 'array' or jsonb_array_length(lines) = 0 then
        perform sec.fail('AX001', 'nothing is marked', 'lines');
    end if;
    if jsonb_array_length(lines) > 500 then
        perform sec.fail('AX001', 'too many at once; 500 at most', 'lines');
    end if;
    if exists (select 1 from jsonb_array_elements(lines) l where jsonb_typeof(l -> 'line') is distinct from 'number') then
        perform sec.fail('AX001', 'not a value of this kind', 'lines');
    end if;
end
$$;

-- The invitation that a line asks for: the team found by its name, worker kind and trade by name or code. Where they are left
-- out, it is a worker and a general labourer.
create function sec.import_fields(project int, participant int, line jsonb) returns app.invitation_fields
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb := sec.parse(line - 'line', 'app.import_fields');
    l app.import_fields := jsonb_populate_record(null::app.import_fields, v_fields);
    f app.invitation_fields;
begin
    perform sec.required(v_fields, 'name', 'document_kind', 'document_number', 'team_name');
    f.name := l.name;
    f.document_kind := l.document_kind;
    f.document_number := l.document_number;
    f.phone := l.phone;
    f.participant_id := participant;
    f.team_id := (select t.team_id from app.team t
                   where t.project_id = $1 and t.participant_id = $2 and t.name = l.team_name and t.exited_on is null);
    if f.team_id is null then
        perform sec.fail('AX001', 'no team of this name is at work for this company', 'team_name');
    end if;
    f.worker_kind := coalesce((select k.worker_kind from app.worker_kind k
                                where l.worker_kind in (k.worker_kind, k.name, k.name_en)), l.worker_kind, 'worker');
    f.trade := coalesce((select k.trade from app.trade k where l.trade in (k.trade, k.name, k.name_en)), l.trade, '390');
    return f;
end
$$;

-- Lines as they would be kept, with the person's record if there is one, and what each is refused for, if anything; all at once,
-- for 10,000 people come in this way. The conditions and their order are those of sec.import_fields and sec.invite_check.
create function sec.import_look(project int, participant int, lines jsonb)
returns table (line int, name text, document_kind text, document_number text, id_blind bytea, person_id bigint, document_id bigint,
               phone text, team_id bigint, team_name text, worker_kind text, trade text, field text, message text)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_today date := sec.today(project);
begin
    return query
    with raw as (
        select e, (e ->> 'line')::int as line, odd.unknown, odd.bad, odd.long
          from jsonb_array_elements(lines) e,
               lateral (select min(j.key) filter (where j.key not in ('line', 'name', 'document_kind', 'document_number', 'team_name',
                                                                      'phone', 'worker_kind', 'trade')) as unknown,
                               min(j.key) filter (where j.key <> 'line' and jsonb_typeof(j.value) not in ('string', 'null')) as bad,
                               min(j.key) filter (where length(j.value #>> '{}') > 500) as long
                          from jsonb_each(e) j) odd
    ), typed as (
        select r.*, f.*
          from raw r,
               lateral (select nullif(btrim(regexp_replace(e ->> 'name', '[\u0001-\u001F\u007F-\u009F]', '', 'g')), '') as t_name,
                               nullif(e ->> 'document_kind', '') as t_kind, nullif(btrim(e ->> 'document_number'), '') as t_number,
                               nullif(btrim(regexp_replace(e ->> 'team_name', '[\u0001-\u001F\u007F-\u009F]', '', 'g')), '') as t_team,
                               nullif(btrim(e ->> 'phone'), '') as t_phone, nullif(btrim(e ->> 'worker_kind'), '') as t_worker_kind,
                               nullif(btrim(e ->> 'trade'), '') as t_trade) f
    ), kept as materialized (
        select t.*, sec.name_dots(t.t_name) as k_name, sec.number_of(t.t_number) as k_number, sec.phone_of(t.t_phone) as k_phone,
               m.team_id as k_team, m.name as k_team_name,
               coalesce((select w.worker_kind from app.worker_kind w where t.t_worker_kind in (w.worker_kind, w.name, w.name_en)),
                        case when t.t_worker_kind is null then 'worker' end) as k_worker_kind,
               coalesce((select w.trade from app.trade w where t.t_trade in (w.trade, w.name, w.name_en)),
                        case when t.t_trade is null then '390' end) as k_trade
          from typed t
          left join app.team m on m.project_id = $1 and m.participant_id = $2 and m.name = t.t_team and m.exited_on is null
    ), formed as materialized (
        select k.*, sec.number_fault(k.t_kind, k.k_number) as fault, sec.blind(k.k_number) as k_blind,
               row_number() over (partition by k.k_number order by k.line) as nth
          from kept k
    ), found as (
        select f.*, d.person_id as k_person, d.document_id as k_document, w.state as k_state, w.invitation_id as k_invitation
          from formed f
          left join app.identity_document d on d.id_blind = f.k_blind
          left join app.worker w on w.project_id = $1 and w.worker_id = d.person_id
    ), judged as (
        select f.*, case
            when unknown is not null then array[unknown, 'unknown field']
            when bad is not null then array[bad, 'not a value of this kind']
            when long is not null then array[long, 'too long']
            when t_name is null then array['name', 'this field is required']
            when t_kind is null then array['document_kind', 'this field is required']
            when t_number is null then array['document_number', 'this field is required']
            when t_team is null then array['team_name', 'this field is required']
            when k_team is null then array['team_name', 'no team of this name is at work for this company']
            when fault = 'form' then array['document_number', 'not a number of this kind of document']
            when fault = 'date' then array['document_number', 'the number holds a day that is not in the calendar']
            when fault = 'check' then array['document_number', 'the last digit of the number does not fit the others']
            when t_phone is not null and k_phone is null then array['phone', 'not a mobile number']
            when k_name is null or sec.fold_name(k_name) = '' or char_length(k_name) > 100
                then array['name', 'a name is missing or too long']
            when sec.age_on(sec.number_birth(k_number), v_today) < 16
                then array['document_number', 'nobody under 16 may be enrolled']
            when k_worker_kind is null then array['worker_kind', 'not one of the list']
            when k_trade is null then array['trade', 'not one of the list']
            when k_state = 'employed' then array['document_number', 'this worker already has a live engagement on the project']
            when k_invitation is not null or nth > 1 then array['document_number', 'this person is already invited to the project']
        end as no
          from found f
    )
    select j.line, j.k_name, j.t_kind, j.k_number, j.k_blind, j.k_person, j.k_document, j.k_phone, j.k_team, j.k_team_name,
           j.k_worker_kind, j.k_trade, j.no[1], j.no[2]
      from judged j;
end
$$;

-- The lines that would be refused now, each with the first reason; nothing is written.
create function sec.worker_import_check(project int, participant int, lines jsonb)
returns table (line int, field text, message text) language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.import_lines(lines);
    perform sec.ask('project' || project, sec.setting_int('card_asks_per_project_hour'));
    perform sec.project_open(project);
    perform sec.participant_live(project, participant);
    return query select l.line, l.field, l.message from sec.import_look(project, participant, lines) l where l.message is not null;
end
$$;

-- Invites all lines that are good, in one statement. A person, a document or an invitation that another makes at the same moment
-- is a unique_violation, and nothing is done.
create function sec.import_many(project int, participant int, import bigint, lines jsonb) returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_company text := (select p.short_name from app.participant p where p.project_id = $1 and p.participant_id = $2);
    v_project text := (select j.name from app.project j where j.project_id = $1);
    v_answer jsonb;
begin
    perform 1 from app.team t where t.project_id = $1 and t.participant_id = $2 and t.exited_on is null for share;
    with look as materialized (
        select l.* from sec.import_look($1, $2, $4) l
    ), good as materialized (
        select l.*, l.person_id is null as new_person, sec.fold_name(l.name) as folded, sec.number_sex(l.document_number) as sex,
               coalesce(l.person_id, nextval('app.person_person_id_seq')) as person,
               coalesce(l.document_id, nextval('app.identity_document_document_id_seq')) as document,
               nextval('app.invitation_invitation_id_seq') as invitation
          from (select * from look k where k.message is null order by k.line) l
    ), person as (
        insert into app.person (person_id, name, name_folded, sex, birth_on) overriding system value
        select g.person, g.name, g.folded, coalesce(g.sex, 'unknown'), sec.number_birth(g.document_number) from good g where g.new_person
    ), document as (
        insert into app.identity_document (document_id, person_id, document_kind, id_blind, id_sealed, id_tail)
            overriding system value
        select g.document, g.person, g.document_kind, g.id_blind, sec.seal('id', g.document_number), right(g.document_number, 4)
          from good g where g.new_person
    ), worker as (
        insert into app.worker as q (project_id, worker_id, participant_id, team_id, team_name, name, name_folded, sex, phone,
                                     document_id, document_kind, id_tail, worker_kind, trade, state, enrolled_at, changed_by,
                                     invitation_id)
        select $1, g.person, $2, g.team_id, g.team_name, g.name, g.folded, coalesce(g.sex, 'unknown'), g.phone, g.document,
               g.document_kind, right(g.document_number, 4), g.worker_kind, g.trade, 'invited', clock_timestamp(), sec.me(),
               g.invitation
          from good g
        on conflict on constraint worker_pk do update
           set participant_id = excluded.participant_id, team_id = excluded.team_id, team_name = excluded.team_name,
               phone = coalesce(excluded.phone, q.phone), worker_kind = excluded.worker_kind, trade = excluded.trade,
               state = 'invited', enrolled_at = excluded.enrolled_at, changed_at = clock_timestamp(),
               changed_by = excluded.changed_by, invitation_id = excluded.invitation_id
        returning q.worker_id, q.xmax = 0 as is_new
    ), initial as (
        insert into app.worker_initial (project_id, initial, worker_id)
        select $1, u, g.person from good g join worker w on w.worker_id = g.person and w.is_new, unnest(sec.initials(g.name)) u
    ), invitation as (
        insert into app.invitation (project_id, invitation_id, worker_id, participant_id, team_id, name, phone, worker_kind, trade,
                                    invited_by, import_id)
        select $1, g.invitation, g.person, $2, g.team_id, g.name, g.phone, g.worker_kind, g.trade, sec.me(), $3 from good g
    ), message as materialized (
        select sec.sms('invitation', g.phone, jsonb_build_object('project', v_project, 'team', g.team_name, 'company', v_company),
                       'invitation:' || $1 || ':' || g.invitation) as job
          from good g where g.phone is not null
    )
    select jsonb_agg(case when l.message is null
                          then jsonb_build_object('line', l.line, 'worker_id', (select g.person from good g where g.line = l.line))
                          else jsonb_build_object('line', l.line, 'field', l.field, 'message', l.message) end)
      into v_answer
      from look l, (select count(m.job) from message m) sent;
    return v_answer;
end
$$;

-- The same one by one, where others write meanwhile: each line by itself.
create function sec.import_each(project int, participant int, import bigint, lines jsonb) returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_line jsonb;
    v_lines jsonb := '[]';
    v_field text;
    v_message text;
begin
    for v_line in select * from jsonb_array_elements(lines) loop
        begin
            v_lines := v_lines || jsonb_build_object('line', v_line -> 'line', 'worker_id',
                sec.invite(project, sec.import_fields(project, participant, v_line), import) -> 'worker_id');
        exception when sqlstate 'AX001' or sqlstate 'AX002' or sqlstate 'AX004' then
            get stacked diagnostics v_message = message_text, v_field = column_name;
            v_lines := v_lines || jsonb_build_object('line', v_line -> 'line', 'field', v_field, 'message', v_message);
        end;
    end loop;
    return v_lines;
end
$$;

-- Invites the good lines. import: null for the first lines of a table, then its number. Answers {import_id, lines: [{line,
-- worker_id} or {line, field, message}]}.
create function sec.worker_import(project int, request_id uuid, participant int, import bigint, file_name text, lines jsonb)
returns jsonb language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb;
    v_import bigint := import;
    v_lines jsonb;
    v_invited int;
    v_answer jsonb;
begin
    perform sec.import_lines(lines);
    v_first := sec.request_begin(project, request_id, 'worker_import');
    if v_first is not null then
        return v_first;
    end if;
    perform sec.ask('project' || project, sec.setting_int('card_asks_per_project_hour'));
    perform sec.project_open(project);
    perform sec.participant_live(project, participant);
    if v_import is null then
        insert into app.worker_import (project_id, participant_id, file_name, imported_by)
        values ($1, $3, left(coalesce(nullif(regexp_replace($5, '[\u0001-\u001F\u007F-\u009F]', '', 'g'), ''), '-'), 120), sec.me())
        returning import_id into v_import;
    else
        perform 1 from app.worker_import i
          where i.project_id = $1 and i.import_id = v_import and i.participant_id = $3 and i.imported_by = sec.me() for update;
        if not found then
            perform sec.fail('AX001', 'not one of the list', 'import_id');
        end if;
    end if;
    begin
        v_lines := sec.import_many(project, participant, v_import, lines);
    exception when unique_violation then
        v_lines := sec.import_each(project, participant, v_import, lines);
    end;
    v_invited := (select count(*) from jsonb_array_elements(v_lines) l where l ? 'worker_id');
    update app.worker_import i set lines = i.lines + jsonb_array_length($6), invited = i.invited + v_invited
     where i.project_id = $1 and i.import_id = v_import;
    v_answer := jsonb_build_object('import_id', v_import, 'lines', v_lines);
    perform sec.request_end($1, $2, v_answer);
    perform sec.audit($1, 'worker_import', jsonb_build_object('import_id', v_import, 'participant_id', $3, 'request_id', $2,
        'lines', jsonb_array_length($6), 'invited', v_invited), sha256(convert_to($6::text, 'UTF8')));
    return v_answer;
end
$$;

-- Who came by tables, the last first: state is joined, withdrawn or invited. A place is [invitation_id, invitation_id].
create function sec.import_page(project int, filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (invitation_id bigint, name text, phone_masked text, id_masked text, invited_at timestamptz, company_name text,
               team_name text, state text, file_name text, invited_by text, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_term text := coalesce(sec.fold_name(filters ->> 'search'), '');
    v_sees record := sec.sees(project);
    v_down boolean := starts_with(coalesce(sort, '-time'), '-') <> coalesce(backwards, false);
    k text;
begin
    if ltrim(coalesce(sort, '-time'), '-') <> 'time' then
        perform sec.fail('AX001', 'not one of the list', 'sort');
    end if;
    for k in select * from jsonb_object_keys(coalesce(filters, '{}')) loop
        if k <> 'search' then
            perform sec.fail('AX001', 'unknown field', k);
        end if;
    end loop;
    return query execute format(
        'select i.invitation_id, i.name, sec.phone_masked(i.phone), sec.id_masked(d.id_sealed), i.invited_at, p.company_name,
                t.name, case when i.joined_at is not null then ''joined'' when i.withdrawn_at is not null then ''withdrawn''
                             else ''invited'' end,
                m.file_name, sec.account_name(i.invited_by), jsonb_build_array(i.invitation_id, i.invitation_id)
           from (select i.* from app.invitation i
                  where i.project_id = $1 and i.import_id is not null and ($2 or i.participant_id = any ($3))
                    and ($4 = '''' or strpos(sec.fold_name(i.name), $4) > 0) %1$s
                  order by i.invitation_id %2$s limit %3$s) i
           join app.worker_import m on m.project_id = i.project_id and m.import_id = i.import_id
           join app.participant p on p.project_id = i.project_id and p.participant_id = i.participant_id
           join app.team t on t.project_id = i.project_id and t.team_id = i.team_id
           join app.worker w on w.project_id = i.project_id and w.worker_id = i.worker_id
           join app.identity_document d on d.document_id = w.document_id
          order by i.invitation_id %4$s',
        sec.beyond(after, 'i.invitation_id', 'bigint', 'i.invitation_id', v_down), case when v_down then 'desc' else 'asc' end,
        least(greatest(coalesce(n, 50), 1), 500), case when starts_with(coalesce(sort, '-time'), '-') then 'desc' else 'asc' end)
        using project, v_sees.whole, v_sees.mine, v_term;
end
$$;

revoke execute on function sec.import_lines(jsonb), sec.import_fields(int, int, jsonb), sec.import_look(int, int, jsonb),
    sec.import_many(int, int, bigint, jsonb), sec.import_each(int, int, bigint, jsonb), sec.worker_import_check(int, int, jsonb), sec.worker_import(int, uuid, int, bigint, text, jsonb),
    sec.import_page(int, jsonb, text, boolean, jsonb, int) from public;
grant execute on function sec.worker_import_check(int, int, jsonb), sec.worker_import(int, uuid, int, bigint, text, jsonb),
    sec.import_page(int, jsonb, text, boolean, jsonb, int) to ax_api;
