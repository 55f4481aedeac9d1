-- owner: ax_api
-- Leave, terms of engagement, safety training (SPEC 8.5, 8.8).

create function api.leave_save(project_id int, request_id uuid, fields jsonb) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'leave_write');
    return sec.leave_save($1, $2, $3);
end
$$;

create function api.leave_end(project_id int, leave_id bigint, back_on date) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'leave_write');
    return sec.leave_end($1, $2, $3);
end
$$;

create function api.leave_list(project_id int, filters jsonb, after bigint, n int)
returns table (leave_id bigint, worker_id bigint, name text, company_name text, team_name text, from_on date, until_on date, reason text,
               made_by text, made_at timestamptz, now boolean, may_end boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_read');
    return query select * from sec.leave_page($1, $2, $3, $4);
end
$$;

create function api.terms_save(project_id int, request_id uuid, fields jsonb) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'terms_write');
    return sec.terms_save($1, $2, $3);
end
$$;

create function api.terms_list(project_id int, worker bigint)
returns table (terms_id bigint, company_name text, from_on date, agreement_kind text, agreement_kind_name text, number text, period text,
               period_name text, until_on date, pay_kind text, pay_kind_name text, rate_fen numeric, pay_day int, made_by text,
               made_at timestamptz, in_force boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'terms_read');
    return query select * from sec.terms_list($1, $2);
end
$$;

create function api.terms_missing(project_id int, after bigint, n int)
returns table (worker_id bigint, name text, company_name text, team_name text, last_day date, no_terms boolean, no_training boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'terms_read');
    return query select * from sec.terms_missing($1, $2, $3);
end
$$;

create function api.training_save(project_id int, request_id uuid, workers bigint[], trained_on date) returns int
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'terms_write');
    return sec.training_save($1, $2, $3, $4);
end
$$;

revoke execute on function api.leave_save(int, uuid, jsonb), api.leave_end(int, bigint, date), api.leave_list(int, jsonb, bigint, int),
    api.terms_save(int, uuid, jsonb), api.terms_list(int, bigint), api.terms_missing(int, bigint, int),
    api.training_save(int, uuid, bigint[], date) from public;
grant execute on function api.leave_save(int, uuid, jsonb), api.leave_end(int, bigint, date), api.leave_list(int, jsonb, bigint, int),
    api.terms_save(int, uuid, jsonb), api.terms_list(int, bigint), api.terms_missing(int, bigint, int),
    api.training_save(int, uuid, bigint[], date) to app_user;
