-- owner: ax_api
-- Exits of workers and teams, and invitations taken back (SPEC 7.3, 8.4). Each row of an answer is one of those asked for, with its
-- result as a word (sec-exit.sql).

create function api.worker_exit(project_id int, request_id uuid, workers bigint[], ended_on date, reason text)
returns table (id bigint, name text, result text, people int, day date)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'worker_exit');
    return query select * from jsonb_to_recordset(sec.worker_exit($1, $2, $3, $4, $5))
                          as a (id bigint, name text, result text, people int, day date);
end
$$;

create function api.team_exit(project_id int, request_id uuid, teams bigint[], exited_on date)
returns table (id bigint, name text, result text, people int, day date)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'team_write');
    return query select * from jsonb_to_recordset(sec.team_exit($1, $2, $3, $4))
                          as a (id bigint, name text, result text, people int, day date);
end
$$;

-- Exits that wait for a reviewer, as far as the asker sees their companies.
create function api.exit_list(project_id int)
returns table (exit_id int, worker_id bigint, name text, company_name text, team_name text, started_on date, ended_on date,
               reason text, proposed_by text, proposed_at timestamptz, own boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'exit_read');
    return query select * from sec.exit_list($1);
end
$$;

create function api.exit_decide(project_id int, request_id uuid, exits bigint[], accept boolean, reason text)
returns table (id bigint, name text, result text, people int, day date)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'exit_decide');
    return query select * from jsonb_to_recordset(sec.exit_decide($1, $2, $3, $4, $5))
                          as a (id bigint, name text, result text, people int, day date);
end
$$;

create function api.exit_withdraw(project_id int, exit_id int) returns table (withdrawn boolean)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'worker_exit');
    return query select sec.exit_withdraw($1, $2);
end
$$;

create function api.invitation_withdraw(project_id int, invitation_id bigint) returns table (withdrawn boolean)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'worker_invite');
    return query select sec.invitation_withdraw($1, $2);
end
$$;

revoke execute on function api.worker_exit(int, uuid, bigint[], date, text), api.team_exit(int, uuid, bigint[], date),
    api.exit_list(int), api.exit_decide(int, uuid, bigint[], boolean, text), api.exit_withdraw(int, int),
    api.invitation_withdraw(int, bigint) from public;
grant execute on function api.worker_exit(int, uuid, bigint[], date, text), api.team_exit(int, uuid, bigint[], date),
    api.exit_list(int), api.exit_decide(int, uuid, bigint[], boolean, text), api.exit_withdraw(int, int),
    api.invitation_withdraw(int, bigint) to app_user;
