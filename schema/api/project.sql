-- owner: ax_api
-- My projects.

create function api.project_list()
returns table (project_id int, name text, region_name text, state text, state_name text, role text, role_name text,
               participant_id int, company_name text, whole boolean, duties text[], workers int, enrolled_today int)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query
    with r as materialized (
        select * from sec.my_roles()
    ), one as (
        select distinct on (q.project_id) q.* from r q
         order by q.project_id, case q.scope when 'project' then 1 when 'company' then 2 else 3 end, q.role
    ), may as (
        select q.project_id, array_agg(distinct d.duty order by d.duty) as duties
          from r q join app.role_duty d on d.scope = q.scope and d.role = q.role group by q.project_id
    )
    select j.project_id, j.name, sec.word(g.name, g.name_en), j.state, sec.word(s.name, s.name_en), o.role,
           sec.word(n.name, n.name_en), o.participant_id, p.company_name, o.whole,
           may.duties, f.workers, f.enrolled_today
      from app.project j
      join one o on o.project_id = j.project_id
      join may on may.project_id = j.project_id
      join sec.project_figures() f on f.project_id = j.project_id
      join app.region g on g.region = j.region
      join app.code s on s.dict = 'project_state' and s.code = j.state
      left join app.participant p on p.project_id = j.project_id and p.participant_id = o.participant_id
      left join app.code n on n.dict = case o.scope when 'project' then 'member_role' when 'company' then 'company_role'
                                       else 'bureau' end and n.code = o.role
     order by j.name collate "zh-Hans-x-icu", j.project_id;
end
$$;

revoke execute on function api.project_list() from public;
grant execute on function api.project_list() to app_user;
