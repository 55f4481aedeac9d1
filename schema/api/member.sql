-- owner: ax_api
-- Members of a project (SPEC 6.2), and how one becomes one.

create function api.project_find(typed text)
returns table (kind text, project_id int, participant_id int, project_name text, region_name text, company_name text,
               contractor_name text, member boolean, state text, reason text, since timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query select * from sec.project_find($1);
end
$$;

create function api.member_apply(request_id uuid, participant_id int, message text) returns table (application_id int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query select (a ->> 'application_id')::int from sec.member_apply($1, $2, $3) a;
end
$$;

-- Takes back what is not decided yet: an application to join, or a claim.
create function api.member_apply_withdraw(participant_id int) returns table (withdrawn boolean)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query select sec.member_apply_withdraw($1) or sec.claim_withdraw($1);
end
$$;

create function api.application_list(project_id int)
returns table (application_id int, account_id bigint, name text, phone_masked text, company_name text, general_contractor boolean,
               message text, applied_at timestamptz, before text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'member_write');
    return query select * from sec.application_list($1);
end
$$;

-- done is false where another was quicker; the rest says what was decided.
create function api.application_decide(project_id int, request_id uuid, application_id int, accept boolean, role text, remark text,
                                       reason text)
returns table (done boolean, state text, decided_by text, decided_at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'member_write');
    return query
    select (a ->> 'done')::boolean, a ->> 'state', sec.account_name((a ->> 'decided_by')::bigint),
           (a ->> 'decided_at')::timestamptz
      from sec.application_decide($1, $2, $3, $4, $5, $6, $7) a;
end
$$;

create function api.member_list(project_id int, filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (member_id int, account_id bigint, name text, phone_masked text, role text, role_name text, remark text,
               participant_id int, company_name text, general_contractor boolean, from_at timestamptz, until_at timestamptz,
               end_kind text, me boolean, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'member_read');
    return query select * from sec.member_page($1, $2, $3, $4, $5, $6);
end
$$;

create function api.member_change(project_id int, request_id uuid, member_id int, role text, remark text)
returns table (now_id int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'member_write');
    return query select (a ->> 'member_id')::int from sec.member_change($1, $2, $3, $4, $5) a;
end
$$;

create function api.member_remove(project_id int, request_id uuid, member_id int, reason text) returns table (was_id int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'member_write');
    return query select (a ->> 'member_id')::int from sec.member_end($1, $2, $3, 'removed', $4) a;
end
$$;

create function api.member_leave(project_id int, request_id uuid) returns table (was_id int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'project_read');
    return query select (a ->> 'member_id')::int from sec.member_end($1, $2, null, 'left', null) a;
end
$$;

revoke execute on function api.project_find(text), api.member_apply(uuid, int, text), api.member_apply_withdraw(int),
    api.application_list(int), api.application_decide(int, uuid, int, boolean, text, text, text),
    api.member_list(int, jsonb, text, boolean, jsonb, int), api.member_change(int, uuid, int, text, text),
    api.member_remove(int, uuid, int, text), api.member_leave(int, uuid) from public;
grant execute on function api.project_find(text), api.member_apply(uuid, int, text), api.member_apply_withdraw(int),
    api.application_list(int), api.application_decide(int, uuid, int, boolean, text, text, text),
    api.member_list(int, jsonb, text, boolean, jsonb, int), api.member_change(int, uuid, int, text, text),
    api.member_remove(int, uuid, int, text), api.member_leave(int, uuid) to app_user;
