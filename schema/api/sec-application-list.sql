-- owner: ax_search
-- Lists of applications (SPEC 5.2): mine, my company's, those my office is named in; by what has become of them.

-- The asker's applications, written out: the same condition as sec.application_sight, for a whole list at once.
create function sec.my_applications() returns int[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
begin
    return array(
        select a.project_id from app.application a
         where a.company_id in (select m.company_id from sec.my_company_roles() m
                                  join app.role_duty d on d.scope = 'company' and d.role = m.role
                                 where d.duty = 'application_care' or (d.duty = 'application_make' and a.made_by = v_me))
        union
        select j.project_id from app.project j
          join app.application a on a.project_id = j.project_id
          join app.regulator r on r.account_id = v_me and r.until_at is null
           and r.office_id = case r.bureau when 'hr' then j.hr_office_id else j.industry_office_id end
          join app.role_duty d on d.scope = 'regulator' and d.role = r.bureau and d.duty = 'application_decide'
         where j.approval <> 'draft');
end
$$;

create function sec.application_where(filters jsonb) returns text language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v text := 'j.project_id = any ($1)';
    k text;
begin
    for k in select * from jsonb_object_keys(filters) loop
        case
            when k = 'approval' then
                if filters ->> k not in ('draft', 'pending', 'approved', 'rejected') then
                    perform sec.fail('AX001', 'not one of the list', k);
                end if;
                v := v || ' and j.approval = $2 ->> ''approval''';
            when k in ('industry', 'state') then
                v := v || format(' and j.%I = $2 ->> %L', k, k);
            when k in ('hr_office_id', 'industry_office_id') then
                if filters ->> k !~ '^[0-9]{1,9}$' then
                    perform sec.fail('AX001', 'not a value of this kind', k);
                end if;
                v := v || format(' and j.%I = ($2 ->> %L)::int', k, k);
            when k = 'in_assessment_scope' then
                if filters ->> k not in ('yes', 'no') then
                    perform sec.fail('AX001', 'not one of the list', k);
                end if;
                v := v || ' and j.in_assessment_scope = ($2 ->> ''in_assessment_scope'' = ''yes'')';
            when k = 'search' then
                v := v || ' and (sec.fold_name(j.name) like $3 or sec.fold_name(c.name) like $3
                            or exists (select 1 from unnest(j.initials || c.initials) as i where starts_with(i, $4)))';
            else perform sec.fail('AX001', 'unknown field', k);
        end case;
    end loop;
    return v;
end
$$;

-- A page by name, or by what was done last. A place is [value, project_id]. mine: the asker's office still has to decide.
create function sec.application_list(filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (project_id int, approval text, name text, region_name text, company_name text, hr_office_name text,
               industry_name text, industry_office_name text, state_name text, programme text, client_name text,
               in_assessment_scope boolean, changed_at timestamptz, waits_for_me boolean, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_filters jsonb := sec.filters_of(filters);
    v_term text := coalesce(sec.fold_name(v_filters ->> 'search'), '');
    v_sort text := ltrim(coalesce(sort, 'name'), '-');
    v_down boolean := starts_with(coalesce(sort, 'name'), '-') <> coalesce(backwards, false);
    v_where text := sec.application_where(v_filters);
    v_key text;
    v_type text := 'text';
begin
    case v_sort
        when 'name' then v_key := 'j.name collate "zh-Hans-x-icu"';
        when 'company' then v_key := 'c.name collate "zh-Hans-x-icu"';
        when 'changed' then v_key := 'j.changed_at'; v_type := 'timestamptz';
        else perform sec.fail('AX001', 'not one of the list', 'sort');
    end case;
    v_where := v_where || sec.beyond(after, v_key, v_type, 'j.project_id', v_down);
    return query execute format(
        'select j.project_id, j.approval, j.name, g.name, j.company_name, h.name, n.name, i.name, s.name, j.programme,
                (select u.company_name from app.application_unit u where u.project_id = j.project_id and u.part = ''client''),
                j.in_assessment_scope, j.changed_at,
                j.approval = ''pending'' and exists (select 1 from unnest((sec.application_sight(j.project_id)).decides) b
                    where not exists (select 1 from app.application_decision d
                                       where d.project_id = j.project_id and d.round = j.round and d.bureau = b)),
                jsonb_build_array(j.at, j.project_id)
           from (select j.*, a.round, c.name as company_name, %1$s as at
                   from app.project j join app.application a on a.project_id = j.project_id
                   join app.company c on c.company_id = a.company_id
                  where %2$s order by %1$s %3$s, j.project_id %3$s limit %4$s) j
           join app.region g on g.region = j.region
           join app.code s on s.dict = ''project_state'' and s.code = j.state
           left join app.code n on n.dict = ''industry'' and n.code = j.industry
           left join app.regulator_office h on h.office_id = j.hr_office_id
           left join app.regulator_office i on i.office_id = j.industry_office_id
          order by j.at %5$s, j.project_id %5$s',
        v_key, v_where, case when v_down then 'desc' else 'asc' end, least(greatest(coalesce(n, 50), 1), 500),
        case when starts_with(coalesce(sort, 'name'), '-') then 'desc' else 'asc' end)
        using sec.my_applications(), v_filters, sec.like_part(v_term), v_term;
end
$$;

-- How many of each, whatever the filters say: what stands on the tabs.
create function sec.application_counts() returns table (approval text, count bigint) language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select c.code, count(j.project_id)
      from app.code c left join app.project j on j.approval = c.code and j.project_id = any (sec.my_applications())
     where c.dict = 'project_approval' group by c.code, c.sort order by c.sort
$$;

-- What waits (SPEC 20.8): for an office to decide, for the applicant to correct or to finish.
create function sec.waiting_application() returns table (kind text, project_id int, project_name text, count int, since timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
begin
    return query
    select 'application_decide', null::int, o.name, count(*)::int, min(a.submitted_at)
      from app.regulator r
      join app.role_duty d on d.scope = 'regulator' and d.role = r.bureau and d.duty = 'application_decide'
      join app.regulator_office o on o.office_id = r.office_id
      join app.project j on j.approval = 'pending'
       and r.office_id = case r.bureau when 'hr' then j.hr_office_id else j.industry_office_id end
      join app.application a on a.project_id = j.project_id
     where r.account_id = v_me and r.until_at is null
       and not exists (select 1 from app.application_decision q
                        where q.project_id = j.project_id and q.round = a.round and q.bureau = r.bureau)
     group by o.name
    union all
    select case j.approval when 'rejected' then 'application_rejected' else 'application_draft' end, null, c.name,
           count(*)::int, min(j.changed_at)
      from app.application a
      join app.project j on j.project_id = a.project_id and j.approval in ('rejected', 'draft')
      join app.company c on c.company_id = a.company_id
     where a.made_by = v_me and exists (select 1 from sec.my_company_roles(a.company_id))
     group by j.approval, c.name;
end
$$;

-- Members of a company for administrator and contact, by part of the name or initials; who is checked, no other.
create function sec.company_people(company int, typed text)
returns table (account_id bigint, name text, phone_masked text, roles text[], initials text[])
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_term text := coalesce(sec.fold_name(typed), '');
begin
    return query
    select a.account_id, a.name, sec.phone_masked(a.phone), array_agg(m.role order by m.role), sec.initials(a.name)
      from app.company_member m join app.account a on a.account_id = m.account_id and a.state = 'active'
     where m.company_id = $1 and m.until_at is null
       and (v_term = '' or sec.fold_name(a.name) like sec.like_part(v_term)
            or exists (select 1 from unnest(sec.initials(a.name)) as i where starts_with(i, v_term)))
     group by a.account_id, a.name, a.phone
     order by a.name collate "zh-Hans-x-icu", a.account_id limit 50;
end
$$;

revoke execute on function sec.my_applications(), sec.application_where(jsonb),
    sec.application_list(jsonb, text, boolean, jsonb, int), sec.application_counts(), sec.waiting_application(),
    sec.company_people(int, text) from public;
grant execute on function sec.application_list(jsonb, text, boolean, jsonb, int), sec.application_counts(),
    sec.waiting_application(), sec.company_people(int, text) to ax_api;
