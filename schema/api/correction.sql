-- owner: ax_api
-- Attendance put right (SPEC 10.3, 10.9): corrections, exceptions, manual import. Each row of an answer is one of those asked for, with
-- its result as a word (sec-correction.sql).

-- One punch added or voided: proposed by one, approved by another.
create function api.correction_save(project_id int, request_id uuid, fields jsonb) returns table (correction_id bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_correct');
    return query select (sec.correction_save($1, $2, $3) ->> 'correction_id')::bigint;
end
$$;

-- A team's day.
create function api.correction_team(project_id int, request_id uuid, fields jsonb)
returns table (id bigint, name text, result text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_correct');
    return query select * from jsonb_to_recordset(sec.correction_team($1, $2, $3)) as a (id bigint, name text, result text);
end
$$;

create function api.correction_list(project_id int, filters jsonb, after bigint, n int)
returns table (correction_id bigint, worker_id bigint, name text, company_name text, team_name text, kind text, at timestamptz, day date,
               direction text, reason text, after_close boolean, proposed_by text, proposed_at timestamptz, state text, decided_by text,
               decided_at timestamptz, decision text, batch uuid, own boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_read');
    return query select * from sec.correction_page($1, $2, $3, $4);
end
$$;

create function api.correction_decide(project_id int, request_id uuid, corrections bigint[], accept boolean, reason text)
returns table (id bigint, name text, result text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_review');
    return query select * from jsonb_to_recordset(sec.correction_decide($1, $2, $3, $4, $5)) as a (id bigint, name text, result text);
end
$$;

create function api.correction_withdraw(project_id int, corrections bigint[]) returns int
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_correct');
    return sec.correction_withdraw($1, $2);
end
$$;

create function api.exception_list(project_id int, filters jsonb, after jsonb, n int)
returns table (day date, worker_id bigint, name text, company_name text, team_name text, kinds text[], kind_names text[], first_in timestamptz,
               last_out timestamptz, punches int, held int, own boolean, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_read');
    return query select * from sec.exception_page($1, $2, $3, $4);
end
$$;

create function api.exception_decide(project_id int, request_id uuid, kind text, workers bigint[], days date[], accept boolean, reason text)
returns table (id bigint, day date, name text, result text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_review');
    return query select * from jsonb_to_recordset(sec.exception_decide($1, $2, $3, $4, $5, $6, $7)) as a (id bigint, day date, name text, result text);
end
$$;

-- Manual import, a result for each row: taken, again, or the column that is wrong (team, number, day, in, out), closed.
create function api.punch_import(project_id int, request_id uuid, teams text[], numbers text[], days date[], ins text[], outs text[])
returns table (id bigint, result text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_import');
    return query select * from jsonb_to_recordset(sec.punch_import($1, $2, $3, $4, $5, $6, $7)) as a (id bigint, result text);
end
$$;

revoke execute on function api.correction_save(int, uuid, jsonb), api.correction_team(int, uuid, jsonb),
    api.correction_list(int, jsonb, bigint, int), api.correction_decide(int, uuid, bigint[], boolean, text),
    api.correction_withdraw(int, bigint[]), api.exception_list(int, jsonb, jsonb, int),
    api.exception_decide(int, uuid, text, bigint[], date[], boolean, text),
    api.punch_import(int, uuid, text[], text[], date[], text[], text[]) from public;
grant execute on function api.correction_save(int, uuid, jsonb), api.correction_team(int, uuid, jsonb),
    api.correction_list(int, jsonb, bigint, int), api.correction_decide(int, uuid, bigint[], boolean, text),
    api.correction_withdraw(int, bigint[]), api.exception_list(int, jsonb, jsonb, int),
    api.exception_decide(int, uuid, text, bigint[], date[], boolean, text),
    api.punch_import(int, uuid, text[], text[], date[], text[], text[]) to app_user;
