-- owner: ax_api
-- The site from above, for going down into it: companies of a project, teams of a company.
create function api.site_list(project_id int, participant int)
returns table (id bigint, name text, note text, general_contractor boolean, entered_on date, exited_on date, employed int,
               invited int, gone int, sees boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'worker_read');
    return query select * from sec.site_list($1, $2);
end
$$;

revoke execute on function api.site_list(int, int) from public;
grant execute on function api.site_list(int, int) to app_user;
