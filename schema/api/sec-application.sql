-- owner: ax_search
-- Applications for a project (SPEC 5.1, 5.2): who sees one and may work on it, and how one is shown. Row-level security shows
-- approved projects alone, so everything about applications passes it by and says its own condition, here.

-- What the asker has to do with an application: writes: it is the maker's, as long as the maker is a member of the general
-- contractor, and its company administrator's; decides: the bureaus the asker decides it for, as one of the offices it names, from
-- the day it is submitted. Reading goes with either.
create function sec.application_sight(project int, out writes boolean, out decides text[])
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
    j app.project;
    a app.application;
begin
    select * into j from app.project q where q.project_id = $1;
    select * into a from app.application q where q.project_id = $1;
    writes := v_me is not null and a.project_id is not null
              and ((a.made_by = v_me and sec.may_company(a.company_id, 'application_make'))
                   or sec.may_company(a.company_id, 'application_care'));
    decides := array(
        select distinct r.bureau from app.regulator r
          join app.role_duty d on d.scope = 'regulator' and d.role = r.bureau and d.duty = 'application_decide'
         where r.account_id = v_me and r.until_at is null and a.project_id is not null and j.approval <> 'draft'
           and r.office_id = case r.bureau when 'hr' then j.hr_office_id else j.industry_office_id end
         order by 1);
end
$$;

-- First statement of every call about an application. One that is not there and one that is not yours answer alike.
create function sec.application_need(project int, write boolean) returns void language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    s record := sec.application_sight(project);
    v_approval text := (select j.approval from app.project j where j.project_id = $1);
begin
    if s.writes is not true and cardinality(s.decides) = 0 or (write and s.writes is not true) then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    if write and v_approval = 'pending' then
        perform sec.fail('AX004', 'this application is being decided; withdraw it before you change it');
    elsif write and v_approval = 'approved' then
        perform sec.fail('AX004', 'this application is approved; the project''s own pages change it now');
    end if;
end
$$;

-- First statement of an office's calls. Answers the bureau for which the asker decides.
create function sec.application_need_office(project int) returns text language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    s record := sec.application_sight(project);
begin
    if cardinality(s.decides) = 0 then
        perform sec.fail('AX003', 'only the offices that the application names decide it');
    end if;
    return s.decides[1];
end
$$;

-- A certified company may apply, no other.
create function sec.application_company(company int) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select 1 from app.company c where c.company_id = $1 and c.certified_at is not null) then
        perform sec.fail('AX004', 'this company is not certified yet; certify it first');
    end if;
end
$$;

-- Is this account a live member of the company, and one that was checked? (SPEC 5.1: administrator and contact)
create function sec.company_has(company int, account bigint) returns boolean language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (select 1 from app.company_member m join app.account a on a.account_id = m.account_id and a.state = 'active'
                    where m.company_id = $1 and m.account_id = $2 and m.until_at is null)
$$;

-- The region with those above it, outermost first: for people.
create function sec.region_path(region text) returns text language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with recursive up(region, name, parent, n) as (
        select g.region, g.name, g.parent, 0 from app.region g where g.region = $1
        union all select g.region, g.name, g.parent, up.n + 1 from up join app.region g on g.region = up.parent
    )
    select string_agg(up.name, ' ' order by up.n desc) from up
$$;

create function sec.region_above(region text) returns table (above text, n int) language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with recursive up(region, parent, n) as (
        select g.region, g.parent, 0 from app.region g where g.region = $1
        union all select g.region, g.parent, up.n + 1 from up join app.region g on g.region = up.parent
    )
    select up.region, up.n from up
$$;

-- A region's bounds, or the nearest above that have some.
create function sec.bounds_of(region text) returns app.region_bounds language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select b from sec.region_above($1) u join app.region_bounds b on b.region = u.above order by u.n limit 1
$$;

-- In assessment scope by the region's rule (SPEC 5.1).
create function sec.assessment_of(j app.project) returns boolean language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce((select (r.government and j.nature = 'government') or j.ownership = any (r.ownerships)
                            or coalesce(j.contract_price_fen >= r.contract_fen, false)
                       from sec.region_above(j.region) u join app.assessment_rule r on r.region = u.above
                      order by u.n limit 1), false)
$$;

-- One application or project with the names behind its numbers; writes and decides as the caller found them. A contact's phone is
-- whole for who works on it and who may reveal phones, else masked.
create function sec.application_row(project int, whole_phone boolean, writes boolean, decides text) returns app.application_view
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    j app.project;
    a app.application;
    v jsonb;
begin
    select * into j from app.project q where q.project_id = $1;
    select * into a from app.application q where q.project_id = $1;
    v := to_jsonb(j) || coalesce(to_jsonb(a), '{}') || jsonb_build_object(
        'project_id', $1,
        'contact_phone', case when $2 then j.contact_phone else sec.phone_masked(j.contact_phone) end,
        'confirmed_phone', case when $3 then a.confirmed_phone end,
        'assessment_by_name', sec.account_name(j.assessment_by),
        'region_name', (select g.name from app.region g where g.region = j.region),
        'region_path', sec.region_path(j.region),
        'hr_office_name', (select o.name from app.regulator_office o where o.office_id = j.hr_office_id),
        'industry_office_name', (select o.name from app.regulator_office o where o.office_id = j.industry_office_id),
        'company_name', (select c.name from app.company c where c.company_id = a.company_id),
        'made_by_name', sec.account_name(a.made_by), 'submitted_by_name', sec.account_name(a.submitted_by),
        'administrator_name', sec.account_name(a.administrator_id),
        'geocoded', coalesce(abs(j.longitude - a.geocoded_longitude) < 0.00001 and abs(j.latitude - a.geocoded_latitude) < 0.00001, false),
        'may_write', $3 and j.approval in ('draft', 'rejected'), 'may_decide', $4)
        || coalesce((select jsonb_object_agg(u.part, u.company_id) || jsonb_object_agg(u.part || '_name', u.company_name)
                       from app.application_unit u where u.project_id = $1), '{}')
        || coalesce((select jsonb_object_agg('changed_at_' || p.page, p.changed_at)
                            || jsonb_object_agg('changed_by_' || p.page, sec.account_name(p.changed_by))
                       from app.application_page p where p.project_id = $1), '{}');
    return jsonb_populate_record(null::app.application_view, v);
end
$$;

create function sec.application_decisions(project int)
returns table (round int, bureau text, office_name text, decision text, reason text, decided_by text, decided_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select d.round, d.bureau, o.name, d.decision, d.reason, sec.account_name(d.decided_by), d.decided_at
      from app.application_decision d join app.regulator_office o on o.office_id = d.office_id
     where d.project_id = $1 order by d.round desc, d.decided_at
$$;

revoke execute on function sec.application_sight(int), sec.application_need(int, boolean), sec.application_need_office(int),
    sec.application_company(int), sec.company_has(int, bigint), sec.region_path(text), sec.region_above(text),
    sec.bounds_of(text), sec.assessment_of(app.project), sec.application_row(int, boolean, boolean, text),
    sec.application_decisions(int) from public;
grant execute on function sec.application_sight(int), sec.application_need(int, boolean), sec.application_need_office(int),
    sec.application_row(int, boolean, boolean, text), sec.application_decisions(int) to ax_api;
