-- owner: ax_api
-- A company's members, and my own place in companies (SPEC 4.3 to 4.5).

create function api.company_desk()
returns table (kind text, company_id int, name text, uscc text, certified boolean, roles text[], application_id bigint,
               certification_id bigint, state text, note text, since timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query select * from sec.company_desk();
end
$$;

create function api.company_answers_seen() returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    perform sec.company_answers_seen();
end
$$;

create function api.company_apply(company_id int, message text) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return sec.company_apply($1, $2);
end
$$;

create function api.company_apply_withdraw(application_id bigint) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return sec.company_apply_withdraw($1);
end
$$;

create function api.company_member_list(company_id int, filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (id bigint, kind text, account_id bigint, application_id bigint, name text, phone_masked text, roles text[],
               since timestamptz, until_at timestamptz, note text, me boolean, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_company(company_id, 'company_read');
    return query select * from sec.company_member_page($1, $2, $3, $4, $5, $6);
end
$$;

create function api.company_decide(company_id int, application_id bigint, accept boolean, roles text[], reason text)
returns table (outcome text, by_name text, at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_company(company_id, 'member_accept');
    return query select * from sec.company_decide($1, $2, $3, $4, $5);
end
$$;

create function api.company_roles_set(company_id int, account_id bigint, roles text[], seen text[]) returns text[]
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_company(company_id, 'member_accept');
    return sec.company_roles_set($1, $2, $3, $4);
end
$$;

create function api.company_member_remove(company_id int, account_id bigint, reason text) returns int
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_company(company_id, 'member_accept');
    return sec.company_member_end($1, $2, $3);
end
$$;

create function api.company_leave(company_id int) returns int
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_company(company_id, 'company_read');
    return sec.company_member_end($1, sec.me(), null);
end
$$;

create function api.company_self_grants(company_id int)
returns table (grant_id bigint, account_id bigint, name text, role text, role_name text, at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_company(company_id, 'role_grant');
    return query select * from sec.company_self_grants($1);
end
$$;

create function api.company_self_grants_seen(company_id int, up_to bigint) returns int
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_company(company_id, 'role_grant');
    return sec.company_self_grants_seen($1, $2);
end
$$;

create function api.company_export_note(company_id int, list text, filters jsonb, row_count int, sha256 text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_company(company_id, 'list_export');
    perform sec.export_note(0, list, filters, row_count, sha256, jsonb_build_object('company_id', $1));
end
$$;

revoke execute on function api.company_desk(), api.company_answers_seen(), api.company_apply(int, text),
    api.company_apply_withdraw(bigint), api.company_member_list(int, jsonb, text, boolean, jsonb, int),
    api.company_decide(int, bigint, boolean, text[], text), api.company_roles_set(int, bigint, text[], text[]),
    api.company_member_remove(int, bigint, text), api.company_leave(int), api.company_self_grants(int),
    api.company_self_grants_seen(int, bigint), api.company_export_note(int, text, jsonb, int, text) from public;
grant execute on function api.company_desk(), api.company_answers_seen(), api.company_apply(int, text),
    api.company_apply_withdraw(bigint), api.company_member_list(int, jsonb, text, boolean, jsonb, int),
    api.company_decide(int, bigint, boolean, text[], text), api.company_roles_set(int, bigint, text[], text[]),
    api.company_member_remove(int, bigint, text), api.company_leave(int), api.company_self_grants(int),
    api.company_self_grants_seen(int, bigint), api.company_export_note(int, text, jsonb, int, text) to app_user;
