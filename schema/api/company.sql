-- owner: ax_api
-- Companies (SPEC 4.1, 4.6).

-- Those I am a member of, with my roles and what they let me do there.
create function api.company_mine()
returns table (company_id int, name text, short_name text, uscc text, certified boolean, roles text[], duties text[])
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query select * from sec.company_mine();
end
$$;

-- As one types. Only what a public register says, for whoever the person check has seen; mine: I belong to it.
create function api.company_find(typed text, n int) returns setof app.company_found
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query select * from sec.company_find($1, $2);
end
$$;

create function api.company_get(company_id int) returns setof app.company_page
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_company(company_id, 'company_read');
    return query select * from sec.company_get($1);
end
$$;

create function api.company_save(company_id int, request_id uuid, fields jsonb) returns table (changed_at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_company(company_id, 'company_write');
    return query select sec.company_save($1, $2, $3);
end
$$;

create function api.company_look_up(request_id uuid, name text) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return sec.company_look_up($1, $2);
end
$$;

create function api.company_add(request_id uuid, fields jsonb) returns int
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return sec.company_add($1, $2);
end
$$;

revoke execute on function api.company_mine(), api.company_find(text, int), api.company_get(int), api.company_save(int, uuid, jsonb),
    api.company_look_up(uuid, text), api.company_add(uuid, jsonb) from public;
grant execute on function api.company_mine(), api.company_find(text, int), api.company_get(int), api.company_save(int, uuid, jsonb),
    api.company_look_up(uuid, text), api.company_add(uuid, jsonb) to app_user;
