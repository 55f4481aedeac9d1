-- owner: ax_api
-- Recorded projects and their claims (SPEC 5.6).

create function api.project_record(request_id uuid, fields jsonb) returns table (project_id int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('project_record');
    return query select (a ->> 'project_id')::int from sec.project_record($1, $2) a;
end
$$;

create function api.project_claim(request_id uuid, recorded int, message text) returns table (claim_id int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query select (a ->> 'claim_id')::int from sec.project_claim($1, $2, $3) a;
end
$$;

create function api.claim_list(company_id int)
returns table (claim_id int, project_id int, project_name text, region_name text, account_id bigint, name text,
               phone_masked text, message text, applied_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_company(company_id, 'claim_decide');
    return query select * from sec.claim_list($1);
end
$$;

create function api.claim_decide(company_id int, request_id uuid, claim_id int, accept boolean, reason text)
returns table (done boolean, state text, decided_by text, decided_at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_company(company_id, 'claim_decide');
    return query
    select (a ->> 'done')::boolean, a ->> 'state', sec.account_name((a ->> 'decided_by')::bigint),
           (a ->> 'decided_at')::timestamptz
      from sec.claim_decide($1, $2, $3, $4, $5) a;
end
$$;

revoke execute on function api.project_record(uuid, jsonb), api.project_claim(uuid, int, text),
    api.claim_list(int), api.claim_decide(int, uuid, int, boolean, text) from public;
grant execute on function api.project_record(uuid, jsonb), api.project_claim(uuid, int, text),
    api.claim_list(int), api.claim_decide(int, uuid, int, boolean, text) to app_user;
