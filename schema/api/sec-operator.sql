-- owner: ax_search
-- What an operator sees and does (SPEC 1): accounts, the offices of regulators and their people, terminals.

create function sec.operator_add(login text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_account bigint;
begin
    update app.account a set checked_how = 'install', checked_by = 'install' where a.login = $1 returning a.account_id into v_account;
    insert into app.operator as o (account_id) values (v_account)
    on conflict on constraint operator_pk do update set until_at = null;
    perform sec.audit(0, 'operator_make', jsonb_build_object('account_id', v_account));
end
$$;

create function sec.has_operator() returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select exists (select 1 from app.operator o join app.account a on a.account_id = o.account_id
                    where o.until_at is null and a.state = 'active')
$$;

-- ---- accounts ----

create function sec.account_lock_word(a app.account) returns text language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select case when a.locked_until > clock_timestamp() then case when a.locked_by is null then 'failures' else 'operator' end end
$$;

create function sec.account_page(filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (account_id bigint, name text, phone_masked text, state text, part text, place text, checked_how text, checked_by text,
               checked_at timestamptz, made_at timestamptz, last_login_at timestamptz, locked text, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_filters jsonb := sec.filters_of(filters);
    v_term text := coalesce(sec.fold_name(v_filters ->> 'search'), '');
    v_sort text := ltrim(coalesce(sort, 'name'), '-');
    v_down boolean := starts_with(coalesce(sort, 'name'), '-') <> coalesce(backwards, false);
    v_state text := coalesce(v_filters ->> 'state', 'live');
    v_key text;
    v_type text := 'text';
    v_where text := 'a.state <> ''stock''';
    k text;
begin
    for k in select * from jsonb_object_keys(v_filters) loop
        if k not in ('search', 'state') then
            perform sec.fail('AX001', 'unknown field', k);
        end if;
    end loop;
    case v_sort
        when 'name' then v_key := 'a.name collate "zh-Hans-x-icu"';
        when 'made' then v_key := 'a.made_at'; v_type := 'timestamptz';
        else perform sec.fail('AX001', 'not one of the list', 'sort');
    end case;
    case v_state
        when 'live' then v_where := v_where || ' and a.state in (''new'', ''active'')';
        when 'new', 'active', 'closed' then v_where := v_where || format(' and a.state = %L', v_state);
        when 'locked' then v_where := v_where || ' and a.locked_until > clock_timestamp()';
        when 'regulator' then v_where := v_where || ' and r.account_id is not null';
        when 'operator' then v_where := v_where || ' and o.account_id is not null';
        when 'all' then null;
        else perform sec.fail('AX001', 'not one of the list', 'state');
    end case;
    if v_term ~ '^[0-9]+$' then                       -- what the list shows of a phone, or the whole; never digit by digit
        v_where := v_where || ' and (a.phone = $1 or char_length($1) <= 4 and right(a.phone, char_length($1)) = $1)';
    elsif v_term <> '' then
        v_where := v_where || ' and strpos(sec.fold_name(a.name), $1) > 0';
    end if;
    v_where := v_where || sec.beyond(after, v_key, v_type, 'a.account_id', v_down);
    return query execute format(
        'select a.account_id, a.name, sec.phone_masked(a.phone), a.state, a.part, a.place, a.checked_how, a.checked_by, a.checked_at,
                a.made_at, a.last_login_at, a.locked, jsonb_build_array(a.key, a.account_id)
           from (select a.*, %1$s as key, sec.account_lock_word(a) as locked,
                        case when o.account_id is not null then ''operator'' when r.account_id is not null then ''regulator''
                             when c.names is not null then ''member'' end as part,
                        coalesce(f.name, c.names) as place
                   from app.account a
                   left join app.operator o on o.account_id = a.account_id and o.until_at is null
                   left join lateral (select q.account_id, max(q.office_id) as office_id from app.regulator q
                                       where q.account_id = a.account_id and q.until_at is null group by 1) r on true
                   left join app.regulator_office f on f.office_id = r.office_id
                   left join lateral (select string_agg(distinct p.short_name, '' '') as names from app.company_member m
                                        join app.company p on p.company_id = m.company_id
                                       where m.account_id = a.account_id and m.until_at is null) c on true
                  where %2$s order by %1$s %3$s, a.account_id %3$s limit %4$s) a
          order by a.key %5$s, a.account_id %5$s',
        v_key, v_where, case when v_down then 'desc' else 'asc' end, least(greatest(coalesce(n, 50), 1), 500),
        case when starts_with(coalesce(sort, 'name'), '-') then 'desc' else 'asc' end)
        using v_term;
end
$$;

create function sec.account_facts(account bigint)
returns table (account_id bigint, name text, login text, phone_masked text, state text, document_kind text, document_tail text,
               checked_how text, checked_by text, checked_at timestamptz, made_at timestamptz, last_login_at timestamptz,
               last_login_from text, locked text, locked_until timestamptz, locked_by text, closed_at timestamptz, is_operator boolean,
               regulator_office text, companies text[], password_release timestamptz, phone_release timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select a.account_id, a.name, a.login, sec.phone_masked(a.phone), a.state, a.document_kind, a.id_tail, a.checked_how, a.checked_by,
           a.checked_at, a.made_at, a.last_login_at, a.last_login_from, sec.account_lock_word(a),
           case when isfinite(a.locked_until) and a.locked_by is null then a.locked_until end,
           sec.account_name(a.locked_by), a.closed_at,
           exists (select 1 from app.operator o where o.account_id = a.account_id and o.until_at is null),
           (select coalesce(f.name, max(g.name)) from app.regulator r left join app.regulator_office f on f.office_id = r.office_id
              join app.region g on g.region = r.region
             where r.account_id = a.account_id and r.until_at is null group by f.name limit 1),
           array(select c.name || ' ' || string_agg(coalesce(k.name, m.role), '、' order by m.role) from app.company_member m
                   join app.company c on c.company_id = m.company_id
                   left join app.code k on k.dict = 'company_role' and k.code = m.role
                  where m.account_id = a.account_id and m.until_at is null group by c.company_id, c.name order by c.name),
           (select r.expires_at from app.account_release r where r.account_id = a.account_id and r.purpose = 'password' and r.expires_at > now()),
           (select r.expires_at from app.account_release r where r.account_id = a.account_id and r.purpose = 'phone' and r.expires_at > now())
      from app.account a where a.account_id = $1 and a.state <> 'stock'
$$;

-- Which login an act is about: a live account, and not the operator's own.
create function sec.account_for_act(account bigint) returns app.account language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.account;
begin
    select * into a from app.account q where q.account_id = $1 and q.state in ('new', 'active') for update;
    if a.account_id is null then
        perform sec.fail('AX003', 'this account is not there or is closed');
    elsif a.account_id = sec.me() then
        perform sec.fail('AX003', 'not with your own account');
    end if;
    return a;
end
$$;

create function sec.account_act(account bigint, act text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.account := sec.account_for_act(account);
begin
    case act
        when 'lock' then
            perform adm.lock(a.login, interval '100 years');
            perform sec.session_end(a.login, 'lock');
        when 'unlock' then perform adm.unlock(a.login);
        when 'close' then
            if exists (select 1 from app.operator o where o.account_id = a.account_id and o.until_at is null) then
                update app.operator o set until_at = clock_timestamp() where o.account_id = a.account_id;
            end if;
            update app.regulator r set until_at = clock_timestamp() where r.account_id = a.account_id and r.until_at is null;
            update app.company_member m set until_at = clock_timestamp() where m.account_id = a.account_id and m.until_at is null;
            update app.project_member m set until_at = clock_timestamp() where m.account_id = a.account_id and m.until_at is null;
            perform adm.account_close(a.login);
    end case;
end
$$;

-- ---- offices and their people ----

create function sec.office_page()
returns table (office_id int, name text, region text, region_name text, bureau text, industry text, regulators int, projects int,
               made_at timestamptz, closed_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select f.office_id, f.name, f.region, g.name, f.bureau, f.industry,
           (select count(distinct r.account_id)::int from app.regulator r where r.office_id = f.office_id and r.until_at is null),
           (select count(*)::int from app.project j where j.region like regexp_replace(f.region, '(00)+$', '') || '%'
                and (f.industry is null or f.industry = j.industry)),
           f.made_at, f.closed_at
      from app.regulator_office f left join app.region g on g.region = f.region
     order by f.closed_at nulls first, f.region, f.name collate "zh-Hans-x-icu", f.office_id
     limit 2000
$$;

-- Makes an office, or gives one another name: region, bureau and industry are what its people may see and stay as they are.
create function sec.office_save(fields jsonb) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb := sec.parse(fields, 'app.office_fields');
    f app.office_fields := jsonb_populate_record(null::app.office_fields, v_fields);
    v_id int;
begin
    perform sec.required(v_fields, 'name', 'region', 'bureau');
    f.name := sec.name_check(f.name, 'name');
    if char_length(f.name) < 2 then
        perform sec.fail('AX001', 'a name is missing or too long', 'name');
    elsif not exists (select 1 from app.region g where g.region = f.region) then
        perform sec.fail('AX001', 'not one of the list', 'region');
    elsif f.bureau not in ('hr', 'industry') then
        perform sec.fail('AX001', 'not one of the list', 'bureau');
    elsif f.bureau = 'industry' and f.industry is null then
        perform sec.fail('AX001', 'this field is required', 'industry');
    elsif f.industry is not null and not exists (select 1 from app.code c where c.dict = 'industry' and c.code = f.industry) then
        perform sec.fail('AX001', 'not one of the list', 'industry');
    end if;
    f.industry := case f.bureau when 'industry' then f.industry end;
    begin
        if f.office_id is null then
            insert into app.regulator_office (name, region, bureau, industry) values (f.name, f.region, f.bureau, f.industry)
            returning office_id into v_id;
        else
            update app.regulator_office o set name = f.name
             where o.office_id = f.office_id and o.region = f.region and o.bureau = f.bureau and o.industry is not distinct from f.industry
               and o.closed_at is null
            returning o.office_id into v_id;
            if v_id is null then
                perform sec.fail('AX001', 'an office keeps its region, bureau and industry; close it and make another', 'region');
            end if;
        end if;
    exception when unique_violation then
        perform sec.fail('AX002', 'an office of this name is there already', 'name');
    end;
    perform sec.audit(0, 'office_save', jsonb_build_object('office_id', v_id), sha256(convert_to(v_fields::text, 'UTF8')));
    return v_id;
end
$$;

create function sec.office_close(office int) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform 1 from app.regulator_office o where o.office_id = $1 and o.closed_at is null for update;
    if not found then
        perform sec.fail('AX001', 'not one of the list', 'office_id');
    elsif exists (select 1 from app.regulator r where r.office_id = $1 and r.until_at is null) then
        perform sec.fail('AX004', 'withdraw this office''s regulators first');
    end if;
    update app.regulator_office o set closed_at = clock_timestamp() where o.office_id = $1;
    perform sec.audit(0, 'office_close', jsonb_build_object('office_id', $1));
end
$$;

-- A regulator: an account made and checked by the operator, who has seen the card; or one that is there already, found by its phone and
-- document. The person sets the first password with a code.
create function sec.regulator_save(fields jsonb) returns bigint language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb := sec.parse(fields, 'app.regulator_fields');
    f app.regulator_fields := jsonb_populate_record(null::app.regulator_fields, v_fields);
    o app.regulator_office;
    a app.account;
    d app.identity_document;
    p app.person;
    v_login text;
begin
    perform sec.required(v_fields, 'phone', 'name', 'document_kind', 'document_number', 'office_id');
    f.phone := sec.phone_check(f.phone, 'phone');
    f.name := sec.name_check(f.name, 'name');
    f.document_number := sec.number_check(f.document_kind, f.document_number);
    select * into o from app.regulator_office q where q.office_id = f.office_id and q.closed_at is null for share;
    if not found then
        perform sec.fail('AX001', 'not one of the list', 'office_id');
    end if;
    d := sec.person_of(f.document_number, f.document_kind, f.name, null, null);
    select * into p from app.person q where q.person_id = d.person_id;
    select * into a from app.account q where q.phone = f.phone and q.state in ('new', 'active') for update;
    if p.verified and not sec.name_same(f.name, p.name) then
        perform sec.fail('AX002', 'this number belongs to a person of another name', 'document_number');
    elsif a.account_id is not null and a.person_id is distinct from d.person_id then
        perform sec.fail('AX002', 'this number has an account already', 'phone');
    elsif a.account_id is null and sec.person_has_account(d.person_id) then
        perform sec.fail('AX002', 'this person has an account already', 'document_number');
    elsif exists (select 1 from app.regulator r where r.account_id = a.account_id and r.until_at is null) then
        perform sec.fail('AX002', 'this person is a regulator already', 'phone');
    end if;
    if a.account_id is null then
        v_login := adm.account_make(f.phone, f.name, null, 'new');
        select * into a from app.account q where q.login = v_login;
        perform sec.account_activate(a, d, 'operator');
        insert into app.account_release (account_id, purpose, released_by, expires_at)
        values (a.account_id, 'password', sec.me(), clock_timestamp() + make_interval(days => sec.setting_int('regulator_password_days')));
    end if;
    insert into app.regulator as r (account_id, region, bureau, industry, office_id)
    values (a.account_id, o.region, o.bureau, o.industry, o.office_id)
    on conflict on constraint regulator_pk do update
       set industry = excluded.industry, office_id = excluded.office_id, from_at = clock_timestamp(), until_at = null;
    perform adm.group_set(a.login, 'app_regulator', true);
    perform sec.audit(0, 'regulator_save', jsonb_build_object('account_id', a.account_id, 'office_id', o.office_id));
    return a.account_id;
end
$$;

create function sec.regulator_withdraw(account bigint) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.account := sec.account_for_act(account);
begin
    update app.regulator r set until_at = clock_timestamp() where r.account_id = $1 and r.until_at is null;
    if not found then
        perform sec.fail('AX001', 'this person is no regulator');
    end if;
    perform adm.group_set(a.login, 'app_regulator', false);
    perform sec.audit(0, 'regulator_withdraw', jsonb_build_object('account_id', $1));
end
$$;

-- ---- terminals (SPEC 19.5) ----

create function sec.terminal_page(project int)
returns table (terminal_id int, login text, name text, project_name text, made_at timestamptz, made_by text,
               bound_at timestamptz, bound_by text, last_seen_at timestamptz, withdrawn_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select t.terminal_id, t.login, t.name, j.name, t.made_at, sec.account_name(t.made_by), t.bound_at,
           sec.account_name(t.bound_by), t.last_seen_at, t.withdrawn_at
      from app.terminal t left join app.project j on j.project_id = t.project_id
     where $1 is null or t.project_id = $1
     order by t.withdrawn_at is not null, t.terminal_id
     limit 5000
$$;

-- The program makes the password and keeps it: the server is given its verifier alone.
create function sec.terminal_make(name text, verifier text) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_name text := sec.name_check(name, 'name');
begin
    perform adm.verifier_check(verifier);
    return adm.terminal_make(v_name, null, verifier);
end
$$;

create function sec.terminal_withdraw_by(login text, project int) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    t app.terminal;
begin
    select * into t from app.terminal q where q.login = $1 and q.withdrawn_at is null and ($2 is null or q.project_id = $2) for update;
    if not found then
        perform sec.fail('AX001', 'no such terminal', 'login');
    end if;
    if t.made_by is null then                                    -- made with the database: without it nobody could sign in there
        perform sec.fail('AX004', 'this is the database''s own computer; it is not withdrawn', 'login');
    end if;
    perform adm.terminal_withdraw($1);
end
$$;

-- The one project whose kiosk it is. A terminal that is not there and one that is another project's answer alike.
create function sec.terminal_bind(project int, login text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_login text := lower(btrim(coalesce(login, '')));
begin
    perform sec.ask('code' || session_user, sec.setting_int('code_asks_per_hour'));
    update app.terminal t set project_id = $1, bound_at = clock_timestamp(), bound_by = sec.me()
     where t.login = v_login and t.withdrawn_at is null and t.project_id is null;
    if not found then
        perform sec.fail('AX001', 'no terminal of this name is free', 'login');
    end if;
    perform sec.audit($1, 'terminal_bind', jsonb_build_object('login', v_login));
end
$$;

create function sec.terminal_release(project int, login text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update app.terminal t set project_id = null, bound_at = null, bound_by = null
     where t.login = $2 and t.withdrawn_at is null and t.project_id = $1;
    if not found then
        perform sec.fail('AX001', 'no such terminal', 'login');
    end if;
    perform sec.audit($1, 'terminal_release', jsonb_build_object('login', $2));
end
$$;

revoke execute on function sec.operator_add(text), sec.has_operator(), sec.account_lock_word(app.account),
    sec.account_page(jsonb, text, boolean, jsonb, int), sec.account_facts(bigint), sec.account_for_act(bigint),
    sec.account_act(bigint, text), sec.office_page(), sec.office_save(jsonb), sec.office_close(int), sec.regulator_save(jsonb),
    sec.regulator_withdraw(bigint), sec.terminal_page(int), sec.terminal_make(text, text), sec.terminal_withdraw_by(text, int),
    sec.terminal_bind(int, text), sec.terminal_release(int, text) from public;
grant execute on function sec.operator_add(text), sec.name_check(text, text), sec.fail(text, text, text, text) to ax_role_keeper;
grant execute on function sec.account_page(jsonb, text, boolean, jsonb, int), sec.account_facts(bigint), sec.account_act(bigint, text),
    sec.office_page(), sec.office_save(jsonb), sec.office_close(int), sec.regulator_save(jsonb), sec.regulator_withdraw(bigint),
    sec.terminal_page(int), sec.terminal_make(text, text), sec.terminal_withdraw_by(text, int), sec.terminal_bind(int, text),
    sec.terminal_release(int, text) to ax_api;
