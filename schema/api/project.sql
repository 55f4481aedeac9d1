-- owner: ax_api
-- My projects, and the companies on one.

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

-- Companies on the project; mine: those the asker may enrol and make teams for.
create function api.participant_list(project_id int)
returns table (participant_id int, company_id int, company_name text, short_name text, kind_names text, entered_on date,
               exited_on date, initials text[], live_teams int, live_workers int, mine boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'project_read');
    return query
    select p.participant_id, p.company_id, p.company_name, p.short_name,
           (select string_agg(sec.word(k.name, k.name_en), sec.word(U&'\3001', ', ') order by k.sort) from app.participant_role r
              join app.participant_kind k on k.participant_kind = r.participant_kind
             where r.project_id = p.project_id and r.participant_id = p.participant_id),
           p.entered_on, p.exited_on, p.initials,
           (select count(*)::int from app.team t
             where t.project_id = p.project_id and t.participant_id = p.participant_id and t.exited_on is null),
           (select count(*)::int from app.engagement e
             where e.project_id = p.project_id and e.participant_id = p.participant_id and e.ended_on is null),
           sec.acts_for(p.project_id, p.participant_id)
      from app.participant p
     where p.project_id = $1
     order by p.general_contractor desc, p.company_name collate "zh-Hans-x-icu", p.participant_id;
end
$$;

revoke execute on function api.project_list(), api.participant_list(int) from public;
grant execute on function api.project_list(), api.participant_list(int) to app_user;
