-- owner: ax_search
-- Companies as their members see them.

create function sec.company_mine()
returns table (company_id int, name text, short_name text, uscc text, certified boolean, roles text[], duties text[])
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select c.company_id, c.name, c.short_name, c.uscc, c.certified_at is not null, r.roles,
           array(select distinct d.duty from app.role_duty d where d.scope = 'company' and d.role = any (r.roles) order by 1)
      from (select m.company_id, array_agg(m.role order by m.role) as roles from sec.my_company_roles() m group by 1) r
      join app.company c on c.company_id = r.company_id
     order by c.name collate "zh-Hans-x-icu";
end
$$;

revoke execute on function sec.company_mine() from public;
grant execute on function sec.company_mine() to ax_api;
