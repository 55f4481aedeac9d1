-- owner: ax_search
-- The site from above: projects, their companies, a company's teams, each with its people counted; and what waits there.

-- People by where they are: as far as the asker sees them (SPEC 6.3). participant null: companies of the project; else its teams.
-- Teams of companies that the asker does not see are not listed; companies are, without figures.
create function sec.site_list(project int, participant int)
returns table (id bigint, name text, note text, general_contractor boolean, entered_on date, exited_on date, employed int,
               invited int, gone int, sees boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_sees record := sec.sees(project);
begin
    if participant is null then
        return query
        select p.participant_id::bigint, p.company_name,
               (select string_agg(k.name, U&'\3001' order by k.sort) from app.participant_role r
                  join app.participant_kind k on k.participant_kind = r.participant_kind
                 where r.project_id = p.project_id and r.participant_id = p.participant_id),
               p.general_contractor, p.entered_on, p.exited_on, case when s.sees then c.employed end,
               case when s.sees then c.invited end, case when s.sees then c.gone end, s.sees
          from app.participant p
          cross join lateral (select coalesce(v_sees.whole, false) or coalesce(p.participant_id = any (v_sees.mine), false) as sees) s
          left join lateral (select count(*) filter (where w.state = 'employed')::int as employed,
                                    count(*) filter (where w.state = 'invited')::int as invited,
                                    count(*) filter (where w.state = 'left')::int as gone
                               from app.worker w where s.sees and w.participant_id = p.participant_id) c on true
         where p.project_id = $1
         order by p.exited_on is not null, p.general_contractor desc, p.company_name collate "zh-Hans-x-icu", p.participant_id;
        return;
    end if;
    return query
    select t.team_id, t.name, t.leader_name, false, t.entered_on, t.exited_on, c.employed, c.invited, c.gone, true
      from app.team t
      left join lateral (select count(*) filter (where w.state = 'employed')::int as employed,
                                count(*) filter (where w.state = 'invited')::int as invited,
                                count(*) filter (where w.state = 'left')::int as gone
                           from app.worker w where w.project_id = t.project_id and w.team_id = t.team_id) c on true
     where t.project_id = $1 and t.participant_id = $2 and (v_sees.whole or t.participant_id = any (v_sees.mine))
     order by t.exited_on is not null, t.name collate "zh-Hans-x-icu", t.team_id;
end
$$;

-- Applications to decide, exits to approve, claims to decide.
create function sec.waiting_site() returns table (kind text, project_id int, project_name text, count int, since timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    with may as materialized (
        select distinct r.project_id, d.duty from sec.my_roles() r
          join app.role_duty d on d.scope = r.scope and d.role = r.role and d.duty in ('member_write', 'exit_decide')
    )
    select 'member_application', j.project_id, j.name, count(*)::int, min(a.applied_at)
      from may join app.project j on j.project_id = may.project_id
      join app.member_application a on a.project_id = j.project_id and a.state = 'open'
     where may.duty = 'member_write' group by j.project_id
    union all
    select 'exit_proposed', j.project_id, j.name, count(*)::int, min(x.proposed_at)
      from may join app.project j on j.project_id = may.project_id
      join app.exit_proposal x on x.project_id = j.project_id and x.state = 'proposed' and x.proposed_by <> sec.me()
     where may.duty = 'exit_decide' and sec.acts_for(j.project_id, x.participant_id) group by j.project_id
    union all
    select 'project_claim', null, c.name, count(*)::int, min(k.applied_at)
      from (select distinct r.company_id from sec.my_company_roles() r
              join app.role_duty d on d.scope = 'company' and d.role = r.role and d.duty = 'claim_decide') m
      join app.company c on c.company_id = m.company_id
      join app.participant p on p.company_id = m.company_id
      join app.project_claim k on k.project_id = p.project_id and k.participant_id = p.participant_id and k.state = 'open'
     group by c.company_id;
end
$$;

revoke execute on function sec.site_list(int, int), sec.waiting_site() from public;
grant execute on function sec.site_list(int, int), sec.waiting_site() to ax_api;
