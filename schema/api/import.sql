-- owner: ax_api
-- Workers invited by a table, and the record of it (SPEC 8.2).

-- What is wrong with which line, before anybody is invited. No row: all of them are good.
create function api.worker_import_check(project_id int, participant_id int, lines jsonb)
returns table (line int, field text, message text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'worker_invite');
    return query select * from sec.worker_import_check($1, $2, $3);
end
$$;

-- A row for each line: worker_id, or the field and the message that it was refused with.
create function api.worker_import(project_id int, request_id uuid, participant_id int, import bigint, file_name text, lines jsonb)
returns table (import_id bigint, line int, worker_id bigint, field text, message text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'worker_invite');
    return query
    select (a ->> 'import_id')::bigint, l.line, l.worker_id, l.field, l.message
      from sec.worker_import($1, $2, $3, $4, $5, $6) a,
           jsonb_to_recordset(a -> 'lines') as l (line int, worker_id bigint, field text, message text);
end
$$;

create function api.import_list(project_id int, filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (invitation_id bigint, name text, phone_masked text, id_masked text, invited_at timestamptz, company_name text,
               team_name text, state text, file_name text, invited_by text, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'worker_read');
    return query select * from sec.import_page($1, $2, $3, $4, $5, $6);
end
$$;

revoke execute on function api.worker_import_check(int, int, jsonb), api.worker_import(int, uuid, int, bigint, text, jsonb),
    api.import_list(int, jsonb, text, boolean, jsonb, int) from public;
grant execute on function api.worker_import_check(int, int, jsonb), api.worker_import(int, uuid, int, bigint, text, jsonb),
    api.import_list(int, jsonb, text, boolean, jsonb, int) to app_user;
