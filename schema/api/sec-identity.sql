-- owner: ax_search
-- Who asks, and what that person may. Identity is session_user alone: not current_user, which inside these functions is their
-- owner, and no setting, which anybody can make.

create function sec.me() returns bigint language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return (select a.account_id from app.account a where a.login = session_user and a.state = 'active' and not sec.is_locked(a));
end
$$;

-- Every role that the asker has on projects, or on one. whole: sees all workers there (SPEC 6.3, 17.1).
create function sec.my_roles(project int default null)
returns table (project_id int, participant_id int, company_id int, scope text, role text, whole boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
begin
    if v_me is null then
        return;
    end if;
    return query
    select m.project_id, m.participant_id, p.company_id, 'project', m.role, p.general_contractor
      from app.project_member m
      join app.participant p on p.project_id = m.project_id and p.participant_id = m.participant_id
      join app.project j on j.project_id = m.project_id and j.approval = 'approved'
     where m.account_id = v_me and m.until_at is null and (project is null or m.project_id = project)
    union all
    select p.project_id, p.participant_id, p.company_id, 'company', c.role, p.general_contractor
      from app.company_member c
      join app.role_duty d on d.scope = 'company' and d.role = c.role and d.duty = 'project_read'
      join app.participant p on p.company_id = c.company_id
      join app.project j on j.project_id = p.project_id and j.approval = 'approved'
     where c.account_id = v_me and c.until_at is null and (project is null or p.project_id = project)
    union all
    select j.project_id, null, null, 'regulator', r.bureau, true
      from app.regulator r
      join app.project j on j.region like regexp_replace(r.region, '(00)+$', '') || '%'
                        and j.approval = 'approved' and (r.industry is null or r.industry = j.industry)
     where r.account_id = v_me and r.until_at is null and (project is null or j.project_id = project);
end
$$;

create function sec.my_projects() returns int[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return array(select distinct r.project_id from sec.my_roles() r);
end
$$;

create function sec.my_whole_projects() returns int[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return array(select distinct r.project_id from sec.my_roles() r where r.whole);
end
$$;

-- All records of my company on my projects, exited ones, too.
create function sec.my_participants() returns int[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return array(select distinct p.participant_id
                   from sec.my_roles() r
                   join app.participant p on p.project_id = r.project_id and p.company_id = r.company_id);
end
$$;

-- What the asker sees of one project: everything, or the records of its own company.
create function sec.sees(project int, out whole boolean, out mine int[]) language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    select coalesce(bool_or(r.whole), false), array_agg(p.participant_id) into whole, mine
      from sec.my_roles(project) r
      left join app.participant p on p.project_id = r.project_id and p.company_id = r.company_id;
end
$$;

create function sec.my_duties(project int) returns text[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return array(select distinct d.duty from sec.my_roles(project) r
                   join app.role_duty d on d.scope = r.scope and d.role = r.role order by 1);
end
$$;

create function sec.may(project int, duty text) returns boolean language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return project is not null
       and exists (select 1 from sec.my_roles(project) r
                     join app.role_duty d on d.scope = r.scope and d.role = r.role and d.duty = $2);
end
$$;

-- First statement of every call about a project. A project that is not there and one that is not yours answer alike.
create function sec.need(project int, duty text) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not sec.may(project, duty) then
        perform sec.fail('AX003', 'you may not do this on this project', null, 'duty=' || coalesce(duty, ''));
    end if;
end
$$;

-- First statement of every call about no project: any signed-in person, or an operator.
create function sec.need_person() returns bigint language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
begin
    if v_me is null then
        perform sec.fail('AX003', 'this account may not do this');
    end if;
    return v_me;
end
$$;

create function sec.need_operator() returns void language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select 1 from app.operator o where o.account_id = sec.me() and o.until_at is null) then
        perform sec.fail('AX003', 'this account may not do this');
    end if;
end
$$;

-- The asker's roles in companies, or in one.
create function sec.my_company_roles(company int default null) returns table (company_id int, role text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
begin
    return query select c.company_id, c.role from app.company_member c
                  where c.account_id = v_me and c.until_at is null and (company is null or c.company_id = company);
end
$$;

create function sec.may_company(company int, duty text) returns boolean language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return company is not null
       and exists (select 1 from sec.my_company_roles(company) r
                     join app.role_duty d on d.scope = 'company' and d.role = r.role and d.duty = $2);
end
$$;

-- First statement of every call about a company. One that is not there and one that is not yours answer alike.
create function sec.need_company(company int, duty text) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not sec.may_company(company, duty) then
        perform sec.fail('AX003', 'you may not do this for this company', null, 'duty=' || coalesce(duty, ''));
    end if;
end
$$;

-- What the asker may do that is bound to no project or company: as an operator, as a regulator.
create function sec.my_own_duties() returns text[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
begin
    return array(
        select d.duty from app.role_duty d
         where d.scope = 'operator' and d.role = 'operator'
           and exists (select 1 from app.operator o where o.account_id = v_me and o.until_at is null)
        union
        select d.duty from app.role_duty d join app.regulator r on r.bureau = d.role
         where d.scope = 'regulator' and r.account_id = v_me and r.until_at is null
        order by 1);
end
$$;

create function sec.need_own(duty text) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if duty is null or duty <> all (sec.my_own_duties()) then
        perform sec.fail('AX003', 'this account may not do this', null, 'duty=' || coalesce(duty, ''));
    end if;
end
$$;

-- May the asker write for this company on the project? Its own, or any for the general contractor's members.
create function sec.acts_for(project int, participant int) returns boolean language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return exists (select 1 from sec.my_roles(project) r
                     join app.participant p on p.project_id = r.project_id
                      and p.participant_id = $2 and (r.whole or p.company_id = r.company_id));
end
$$;

create function sec.today(project int) returns date language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select (now() at time zone j.zone)::date from app.project j where j.project_id = $1
$$;

create function sec.account_name(account bigint) returns text language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select a.name from app.account a where a.account_id = $1
$$;

revoke execute on function sec.me(), sec.my_roles(int), sec.my_projects(), sec.my_whole_projects(), sec.my_participants(),
    sec.sees(int), sec.my_duties(int), sec.may(int, text), sec.need(int, text), sec.need_person(), sec.need_operator(),
    sec.my_company_roles(int), sec.may_company(int, text), sec.need_company(int, text), sec.my_own_duties(), sec.need_own(text),
    sec.acts_for(int, int), sec.today(int), sec.account_name(bigint) from public;
grant execute on function sec.me(), sec.my_roles(int), sec.my_projects(), sec.my_whole_projects(), sec.my_participants(),
    sec.sees(int), sec.my_duties(int), sec.may(int, text), sec.need(int, text), sec.need_person(), sec.need_operator(),
    sec.my_company_roles(int), sec.may_company(int, text), sec.need_company(int, text), sec.my_own_duties(), sec.need_own(text),
    sec.acts_for(int, int), sec.today(int), sec.account_name(bigint) to ax_api;
