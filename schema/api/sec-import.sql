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

-- The lines that would be refused now, each with the first reason; nothing is written.
create function sec.worker_import_check(project int, participant int, lines jsonb)
returns table (line int, field text, message text) language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_line jsonb;
begin
    perform sec.import_lines(lines);
    perform sec.ask('project' || project, sec.setting_int('card_asks_per_project_hour'));
    perform sec.project_open(project);
    perform sec.participant_live(project, participant);
    for v_line in select * from jsonb_array_elements(lines) loop
        begin
            perform sec.invite_check(project, sec.import_fields(project, participant, v_line));
        exception when sqlstate 'AX001' or sqlstate 'AX002' or sqlstate 'AX004' then
            get stacked diagnostics message = message_text, field = column_name;
            line := (v_line ->> 'line')::int;
            return next;
        end;
    end loop;
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
    v_line jsonb;
    v_lines jsonb := '[]';
    v_invited int := 0;
    v_field text;
    v_message text;
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
    for v_line in select * from jsonb_array_elements(lines) loop
        begin
            v_answer := sec.invite(project, sec.import_fields(project, participant, v_line), v_import);
            v_invited := v_invited + 1;
            v_lines := v_lines || jsonb_build_object('line', v_line -> 'line', 'worker_id', v_answer -> 'worker_id');
        exception when sqlstate 'AX001' or sqlstate 'AX002' or sqlstate 'AX004' then
            get stacked diagnostics v_message = message_text, v_field = column_name;
            v_lines := v_lines || jsonb_build_object('line', v_line -> 'line', 'field', v_field, 'message', v_message);
        end;
    end loop;
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

revoke execute on function sec.import_lines(jsonb), sec.import_fields(int, int, jsonb),
    sec.worker_import_check(int, int, jsonb), sec.worker_import(int, uuid, int, bigint, text, jsonb),
    sec.import_page(int, jsonb, text, boolean, jsonb, int) from public;
grant execute on function sec.worker_import_check(int, int, jsonb), sec.worker_import(int, uuid, int, bigint, text, jsonb),
    sec.import_page(int, jsonb, text, boolean, jsonb, int) to ax_api;
