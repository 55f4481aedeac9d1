-- owner: ax_search
-- Who belongs to a company: applying, roles, leaving, the directory (SPEC 4.3 to 4.5). Whatever changes a company's members locks its row
-- first, so that two at once see each other.

create function sec.company_role_list() returns text[] language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    select array['administrator', 'hr', 'staff', 'manager', 'seal_keeper', 'finance']
$$;

-- Roles as they are kept: known, each once, in order; at least one.
create function sec.company_roles_check(roles text[]) returns text[] language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_roles text[] := array(select distinct r from unnest(roles) r order by r);
begin
    if cardinality(v_roles) = 0 or not v_roles <@ sec.company_role_list() or array_position(v_roles, null) is not null then
        perform sec.fail('AX001', 'choose at least one role', 'roles');
    end if;
    return v_roles;
end
$$;

-- hr gives and takes the two plain roles; what gives power over wages, seals and others is the administrator's to give.
create function sec.company_roles_need(company int, roles text[]) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not roles <@ array['hr', 'staff'] and not sec.may_company(company, 'role_grant') then
        perform sec.fail('AX003', 'only an administrator gives or takes this role', 'roles');
    end if;
end
$$;

create function sec.company_roles(company int, account bigint) returns text[] language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select array(select m.role from app.company_member m
                  where m.company_id = $1 and m.account_id = $2 and m.until_at is null order by m.role)
$$;

create function sec.company_member_put(company int, account bigint, roles text[]) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update app.company_member m set until_at = clock_timestamp(), until_by = sec.me()
     where m.company_id = $1 and m.account_id = $2 and m.until_at is null and m.role <> all ($3);
    insert into app.company_member as m (company_id, account_id, role, from_at, from_by)
    select $1, $2, r, clock_timestamp(), sec.me() from unnest($3) r
    on conflict on constraint company_member_pk do update
       set from_at = excluded.from_at, from_by = excluded.from_by, until_at = null, until_by = null, end_reason = null
     where m.until_at is not null;
end
$$;

-- A company keeps at least one administrator (SPEC 4.4).
create function sec.company_keeps_administrator(company int, account bigint) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select 1 from app.company_member m join app.account a on a.account_id = m.account_id and a.state = 'active'
                    where m.company_id = $1 and m.account_id <> $2 and m.role = 'administrator' and m.until_at is null) then
        perform sec.fail('AX004', 'name another administrator of the company first', 'roles');
    end if;
end
$$;

-- ---- joining ----

create function sec.company_apply(company int, message text) returns bigint language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
    v_message text := sec.reason_check(message, 'message', false);
    c app.company;
    v_id bigint;
begin
    select * into c from app.company q where q.company_id = $1 for no key update;
    if c.company_id is null then
        perform sec.fail('AX001', 'choose a company out of the list', 'company_id');
    elsif c.certified_at is null then
        perform sec.fail('AX004', 'this company is not certified yet: whoever certifies it becomes its administrator', 'company_id');
    elsif sec.is_member($1, v_me) then
        perform sec.fail('AX002', 'you belong to this company already', 'company_id');
    end if;
    select a.application_id into v_id from app.company_application a
     where a.company_id = $1 and a.account_id = v_me and a.state = 'waiting';
    if found then
        return v_id;                                    -- asked again: it is the same one
    end if;
    if (select count(*) from app.company_application a where a.account_id = v_me and a.applied_at > now() - interval '1 day')
       >= sec.setting_int('applications_per_day') then
        perform sec.fail('AX005', 'you have applied to many companies today; go on tomorrow');
    end if;
    insert into app.company_application (company_id, account_id, message) values ($1, v_me, v_message) returning application_id into v_id;
    perform sec.audit(0, 'company_apply', jsonb_build_object('company_id', $1, 'application_id', v_id));
    return v_id;
end
$$;

create function sec.company_apply_withdraw(application bigint) returns boolean language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_company int;
begin
    update app.company_application a set state = 'withdrawn', decided_at = clock_timestamp()
     where a.application_id = $1 and a.account_id = sec.me() and a.state = 'waiting' returning a.company_id into v_company;
    if not found then
        return false;
    end if;
    perform sec.audit(0, 'company_apply_withdraw', jsonb_build_object('company_id', v_company, 'application_id', $1));
    return true;
end
$$;

-- Accepts with roles, or refuses with a reason. outcome: accepted, refused; was_accepted, was_refused, was_withdrawn when somebody was
-- faster, with who and when: an answer, not an error, since an error's text goes to the log.
create function sec.company_decide(company int, application bigint, accept boolean, roles text[], reason text)
returns table (outcome text, by_name text, at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.company_application;
    c app.company;
    v_roles text[];
    v_reason text;
    v_phone text;
begin
    select * into c from app.company q where q.company_id = $1 for no key update;
    select * into a from app.company_application q where q.company_id = $1 and q.application_id = $2;
    if a.application_id is null then
        perform sec.fail('AX003', 'you may not do this for this company');
    elsif accept is null then
        perform sec.fail('AX001', 'this field is required', 'accept');
    elsif a.state <> 'waiting' then
        return query select case when a.decided_by = sec.me() then '' else 'was_' end || a.state,
                            sec.account_name(a.decided_by), a.decided_at;
        return;
    elsif a.account_id = sec.me() then
        perform sec.fail('AX003', 'nobody decides on themselves');
    end if;
    if accept then
        v_roles := sec.company_roles_check(roles);
        perform sec.company_roles_need($1, v_roles);
        if not exists (select 1 from app.account q where q.account_id = a.account_id and q.state = 'active') then
            perform sec.fail('AX004', 'this account is closed', 'application_id');
        end if;
        perform sec.company_member_put($1, a.account_id, v_roles);
    else
        v_reason := sec.reason_check(reason, 'reason', true);
    end if;
    update app.company_application q
       set state = case when accept then 'accepted' else 'refused' end, roles = v_roles, reason = v_reason,
           decided_by = sec.me(), decided_at = clock_timestamp()
     where q.application_id = $2 returning * into a;
    select q.phone into v_phone from app.account q where q.account_id = a.account_id;
    perform sec.sms('company_' || a.state, v_phone, jsonb_build_object('company', c.name), 'company:' || a.application_id);
    perform sec.audit(0, 'company_' || a.state, jsonb_build_object('company_id', $1, 'application_id', a.application_id,
                      'account_id', a.account_id) || case when accept then jsonb_build_object('roles', v_roles) else '{}' end);
    return query select a.state, sec.account_name(a.decided_by), a.decided_at;
end
$$;

-- ---- roles ----

-- seen: the roles as they were on the screen; others meanwhile are not overwritten.
create function sec.company_roles_set(company int, account bigint, roles text[], seen text[]) returns text[]
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_roles text[] := sec.company_roles_check(roles);
    v_was text[];
    v_mine text[];
begin
    perform 1 from app.company q where q.company_id = $1 for no key update;
    v_was := sec.company_roles($1, $2);
    if v_was = '{}' then
        perform sec.fail('AX002', 'this person does not belong to the company any more');
    elsif v_was = v_roles then
        return v_was;
    elsif seen is not null and v_was <> array(select distinct r from unnest(seen) r order by r) then
        perform sec.fail('AX006', 'somebody has changed this meanwhile', 'roles');
    end if;
    perform sec.company_roles_need($1, array(select r from unnest(sec.company_role_list()) r
                                              where (r = any (v_was)) <> (r = any (v_roles))));
    if 'administrator' = any (v_was) and 'administrator' <> all (v_roles) then
        perform sec.company_keeps_administrator($1, $2);
    end if;
    perform sec.company_member_put($1, $2, v_roles);
    if $2 = sec.me() then
        v_mine := array(select r from unnest(v_roles) r where r in ('finance', 'seal_keeper') and r <> all (v_was));
        insert into app.company_self_grant (company_id, account_id, role) select $1, $2, r from unnest(v_mine) r;
    end if;
    perform sec.audit(0, case when v_mine <> '{}' then 'company_self_grant' else 'company_roles' end,
                      jsonb_build_object('company_id', $1, 'account_id', $2, 'roles', v_roles, 'was', v_was));
    return v_roles;
end
$$;

-- What administrators have given themselves and the asker has not seen yet.
create function sec.company_self_grants(company int)
returns table (grant_id bigint, account_id bigint, name text, role text, role_name text, at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select g.grant_id, g.account_id, sec.account_name(g.account_id), g.role, k.name, g.at
      from app.company_self_grant g join app.code k on k.dict = 'company_role' and k.code = g.role
     where g.company_id = $1 and g.account_id <> sec.me()
       and not exists (select 1 from app.company_self_grant_seen s where s.grant_id = g.grant_id and s.account_id = sec.me())
     order by g.at, g.grant_id
$$;

create function sec.company_self_grants_seen(company int, up_to bigint) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_count int;
begin
    insert into app.company_self_grant_seen (grant_id, account_id)
    select g.grant_id, sec.me() from sec.company_self_grants($1) g where g.grant_id <= $2 on conflict do nothing;
    get diagnostics v_count = row_count;
    return v_count;
end
$$;

-- ---- leaving ----

-- Leaves, or is removed by somebody with a reason. What the person is on projects for the company ends in the same transaction.
create function sec.company_member_end(company int, account bigint, reason text) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
    v_own boolean := account = v_me;
    v_reason text;
    v_was text[];
begin
    perform 1 from app.company q where q.company_id = $1 for no key update;
    v_was := sec.company_roles($1, $2);
    if v_was = '{}' then
        perform sec.fail('AX002', 'this person does not belong to the company any more');
    elsif not v_own then
        perform sec.company_roles_need($1, v_was);
        v_reason := sec.reason_check(reason, 'reason', true);
    end if;
    if 'administrator' = any (v_was) then
        perform sec.company_keeps_administrator($1, $2);
    end if;
    perform sec.audit(0, case when v_own then 'company_leave' else 'company_remove' end,
                      jsonb_build_object('company_id', $1, 'account_id', $2, 'was', v_was));
    perform sec.project_roles_end($1, $2);
    update app.company_member m set until_at = clock_timestamp(), until_by = v_me, end_reason = v_reason
     where m.company_id = $1 and m.account_id = $2 and m.until_at is null;
    return cardinality(v_was);
end
$$;

-- ---- the directory ----

-- Members, those who wait to be accepted, those who left. Place: [value, id]; the id of who waits is minus the application's.
create function sec.company_member_page(company int, filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (id bigint, kind text, account_id bigint, application_id bigint, name text, phone_masked text, roles text[],
               since timestamptz, until_at timestamptz, note text, me boolean, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_filters jsonb := sec.filters_of(filters);
    v_term text := coalesce(sec.fold_name(v_filters ->> 'search'), '');
    v_sort text := ltrim(coalesce(sort, 'name'), '-');
    v_down boolean := starts_with(coalesce(sort, 'name'), '-') <> coalesce(backwards, false);
    v_state text := coalesce(v_filters ->> 'state', 'member');
    v_accept boolean := sec.may_company(company, 'member_accept');
    v_key text;
    v_type text := 'text';
    v_where text := '';
    k text;
begin
    for k in select * from jsonb_object_keys(v_filters) loop
        if k not in ('search', 'state', 'role') then
            perform sec.fail('AX001', 'unknown field', k);
        end if;
    end loop;
    case v_sort
        when 'name' then v_key := 'v.name collate "zh-Hans-x-icu"';
        when 'since' then v_key := 'v.since'; v_type := 'timestamptz';
        else perform sec.fail('AX001', 'not one of the list', 'sort');
    end case;
    if v_state not in ('member', 'applicant', 'left', 'all') then
        perform sec.fail('AX001', 'not one of the list', 'state');
    end if;
    if v_state <> 'all' then
        v_where := v_where || format(' and v.kind = %L', v_state);
    end if;
    if v_filters ? 'role' then
        v_where := v_where || ' and $2 ->> ''role'' = any (v.roles)';
    end if;
    if v_term <> '' then
        v_where := v_where || ' and (strpos(sec.fold_name(v.name), $3) > 0 or v.phone = $3 or right(v.phone, 4) = $3'
                   || case when v_term ~ '^[a-z0-9]+$' then
                          ' or exists (select 1 from unnest(sec.initials(v.name)) i where starts_with(i, $3)))' else ')' end;
    end if;
    v_where := v_where || sec.beyond(after, v_key, v_type, 'v.id', v_down);
    return query execute format(
        'select v.id, v.kind, v.account_id, v.application_id, v.name, sec.phone_masked(v.phone), v.roles,
                v.since, v.until_at, v.note, v.account_id = sec.me(), jsonb_build_array(v.at, v.id)
           from (select v.*, %1$s as at from (
                    select m.account_id as id, case when bool_or(m.until_at is null) then ''member'' else ''left'' end as kind,
                           m.account_id, null::bigint as application_id, a.name, a.phone,
                           array_agg(m.role order by m.role) filter (where m.until_at is null or not m.live) as roles,
                           min(m.from_at) filter (where m.until_at is null or not m.live) as since,
                           case when not bool_or(m.until_at is null) then max(m.until_at) end as until_at,
                           max(m.end_reason) filter (where not m.live and $4) as note
                      from (select q.*, bool_or(q.until_at is null) over (partition by q.account_id) as live
                              from app.company_member q where q.company_id = $1) m
                      join app.account a on a.account_id = m.account_id group by m.account_id, a.name, a.phone
                    union all
                    select -p.application_id, ''applicant'', p.account_id, p.application_id, a.name, a.phone, ''{}''::text[], p.applied_at,
                           null, p.message
                      from app.company_application p join app.account a on a.account_id = p.account_id
                     where p.company_id = $1 and p.state = ''waiting'' and $4) v
                  where true %2$s
                  order by %1$s %3$s, v.id %3$s limit %4$s) v
          order by v.at %5$s, v.id %5$s',
        v_key, v_where, case when v_down then 'desc' else 'asc' end, least(greatest(coalesce(n, 50), 1), 500),
        case when starts_with(coalesce(sort, 'name'), '-') then 'desc' else 'asc' end)
        using company, v_filters, v_term, v_accept;
end
$$;

-- ---- mine ----

-- Where I belong, where I have applied, what I am certifying: one line each.
create function sec.company_desk()
returns table (kind text, company_id int, name text, uscc text, certified boolean, roles text[], application_id bigint,
               certification_id bigint, state text, note text, since timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
begin
    return query
    select v.kind, v.company_id, c.name, c.uscc, c.certified_at is not null, v.roles, v.application_id, v.certification_id, v.state,
           v.note, v.since
      from (select 'member' as kind, m.company_id, array_agg(m.role order by m.role) as roles, null::bigint as application_id,
                   null::bigint as certification_id, 'member' as state, null as note, min(m.from_at) as since, 1 as part
              from app.company_member m where m.account_id = v_me and m.until_at is null group by m.company_id
            union all
            select 'certification', t.company_id, '{}', null, t.certification_id,
                   case t.paid when 'sent' then 'deposit_sent' else 'deposit_asked' end, null, t.started_at, 2
              from app.certification t where t.account_id = v_me and t.state = 'open' and t.way = 'deposit'
            union all
            select 'application', a.company_id, '{}', a.application_id, null, a.state, a.reason, coalesce(a.decided_at, a.applied_at), 3
              from app.company_application a
             where a.account_id = v_me and (a.state = 'waiting' or (a.state = 'refused' and a.decided_at > now() - interval '90 days'
                   and not exists (select 1 from app.company_application b where b.account_id = v_me
                                      and b.company_id = a.company_id and b.application_id > a.application_id)))) v
      join app.company c on c.company_id = v.company_id
     order by v.part, c.name collate "zh-Hans-x-icu", v.since;
end
$$;

-- The decisions on my applications that were shown to me.
create function sec.company_answers_seen() returns void language sql security definer
set search_path = pg_catalog, pg_temp
as $$
    update app.company_application a set seen_at = clock_timestamp()
     where a.account_id = sec.me() and a.state in ('accepted', 'refused') and a.seen_at is null
$$;

create function sec.waiting_company() returns table (kind text, project_id int, project_name text, count int, since timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
begin
    return query
    select 'company_application', null::int, c.name, count(*)::int, min(a.applied_at)
      from app.company_application a join app.company c on c.company_id = a.company_id
     where a.state = 'waiting' and sec.may_company(a.company_id, 'member_accept')
     group by c.company_id, c.name
    union all
    select 'company_self_grant', null, c.name, count(*)::int, min(g.at)
      from app.company_member m join app.company c on c.company_id = m.company_id, lateral sec.company_self_grants(m.company_id) g
     where m.account_id = v_me and m.role = 'administrator' and m.until_at is null
     group by c.company_id, c.name
    union all
    select 'company_refused', null, c.name, 1, a.decided_at
      from app.company_application a join app.company c on c.company_id = a.company_id
     where a.account_id = v_me and a.state = 'refused' and a.seen_at is null
    union all
    select 'company_deposit', null, c.name, 1, t.started_at
      from app.certification t join app.company c on c.company_id = t.company_id
     where t.account_id = v_me and t.state = 'open' and t.paid = 'sent';
end
$$;

revoke execute on function sec.company_role_list(), sec.company_roles_check(text[]), sec.company_roles_need(int, text[]),
    sec.company_roles(int, bigint), sec.company_member_put(int, bigint, text[]), sec.company_keeps_administrator(int, bigint),
    sec.company_apply(int, text), sec.company_apply_withdraw(bigint), sec.company_decide(int, bigint, boolean, text[], text),
    sec.company_roles_set(int, bigint, text[], text[]), sec.company_self_grants(int), sec.company_self_grants_seen(int, bigint),
    sec.company_member_end(int, bigint, text), sec.company_member_page(int, jsonb, text, boolean, jsonb, int), sec.company_desk(),
    sec.company_answers_seen(), sec.waiting_company() from public;
grant execute on function sec.company_apply(int, text), sec.company_apply_withdraw(bigint),
    sec.company_decide(int, bigint, boolean, text[], text), sec.company_roles_set(int, bigint, text[], text[]),
    sec.company_self_grants(int), sec.company_self_grants_seen(int, bigint), sec.company_member_end(int, bigint, text),
    sec.company_member_page(int, jsonb, text, boolean, jsonb, int), sec.company_desk(), sec.company_answers_seen(),
    sec.waiting_company() to ax_api;
