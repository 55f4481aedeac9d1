-- owner: ax_api
-- Jobs as their asker, the operator and the worker see them (SPEC 21).

-- How far my job is; its answer where the kind shows it.
create function api.job_state(job_id bigint) returns table (state text, answer jsonb, last_error text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query select * from sec.job_state($1);
end
$$;

create function api.service_on(service text) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return sec.service_on($1);
end
$$;

create function api.job_list(filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (job_id bigint, kind text, kind_name text, kind_name_en text, subject text, state text, attempt int, tries int,
               inquiries int, next_try_at timestamptz, lease_until timestamptz, made_at timestamptz, done_at timestamptz,
               expires_at timestamptz, last_error text, by_name text, project_id int, company_id int, key text, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('job_manage');
    return query select * from sec.job_page($1, $2, $3, $4, $5);
end
$$;

create function api.job_resend(job_id bigint) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('job_manage');
    perform sec.job_resend($1);
end
$$;

create function api.job_take()
returns table (job_id bigint, kind text, service text, key text, attempt int, mode text, payload jsonb, url text,
               timeout_s int, settings jsonb, lease_s int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_worker();
    return query select * from sec.job_take();
end
$$;

create function api.job_answer(job_id bigint, attempt int, outcome text, answer jsonb default null, error text default null)
returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_worker();
    return sec.job_answer($1, $2, $3, $4, $5);
end
$$;

create function api.job_sweep() returns int
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_worker();
    return sec.job_sweep();
end
$$;

create function api.lockout_run() returns table (locked int, unlocked int, error text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_worker();
    return query select * from sec.lockout_run();
end
$$;

create function api.lockout_state() returns table (read_at timestamptz, error text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('job_manage');
    return query select * from sec.lockout_state();
end
$$;

create function api.service_list()
returns table (service text, url text, enabled boolean, timeout_s int, client_id text, sign text, waiting bigint, failed bigint,
               changed_at timestamptz, changed_by_name text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('job_manage');
    return query select * from sec.service_page();
end
$$;

create function api.service_save(fields jsonb) returns timestamptz
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('job_manage');
    return sec.service_save($1);
end
$$;

-- Codes to tell by telephone while no SMS service is configured.
create function api.sms_code_list()
returns table (code_id bigint, phone_masked text, purpose text, made_at timestamptz, expires_at timestamptz, told_by_name text,
               told_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('job_manage');
    return query select * from sec.codes_by_hand();
end
$$;

-- Asked twice: what is seen is answered only after the look is on record.
create function api.sms_code_tell(code_id bigint) returns table (phone text, code text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('job_manage');
    return query select * from sec.code_tell($1);
end
$$;

revoke execute on function api.job_state(bigint), api.service_on(text), api.job_list(jsonb, text, boolean, jsonb, int),
    api.job_resend(bigint), api.job_take(), api.job_answer(bigint, int, text, jsonb, text), api.job_sweep(), api.lockout_run(),
    api.lockout_state(), api.service_list(), api.service_save(jsonb), api.sms_code_list(), api.sms_code_tell(bigint) from public;
grant execute on function api.job_state(bigint), api.service_on(text) to app_user;
grant execute on function api.job_list(jsonb, text, boolean, jsonb, int), api.job_resend(bigint), api.lockout_state(),
    api.service_list(), api.service_save(jsonb), api.sms_code_list(), api.sms_code_tell(bigint) to app_operator;
grant execute on function api.job_take(), api.job_answer(bigint, int, text, jsonb, text), api.job_sweep(), api.lockout_run()
    to ax_worker;
