-- owner: ax_api
-- Companies (SPEC 4).

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

revoke execute on function api.company_mine() from public;
grant execute on function api.company_mine() to app_user;
