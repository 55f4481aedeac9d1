-- owner: ax_search
-- Accounts and terminals as rows; adm makes the logins that belong to them.

create function sec.stock_count() returns int language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select count(*)::int from app.account a where a.state = 'stock'
$$;

-- The next login's name. Numbers say nothing: they are given to people in no order.
create function sec.stock_add() returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_login text;
begin
    insert into app.account (login) values ('p' || lpad((100000 + floor(random() * 900000))::int::text, 6, '0'))
    on conflict on constraint account_login_uq do nothing returning login into v_login;
    if v_login is null or exists (select 1 from pg_roles r where r.rolname = v_login) then
        delete from app.account a where a.login = v_login;
        return sec.stock_add();
    end if;
    perform sec.ask_bucket('code' || v_login);
    return v_login;
end
$$;

-- Which login answers for a phone number: its account's, or one of the stock's. The work is the same either way.
create function sec.login_for(phone text) returns text language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_stock text := sec.pick_login($1, array(select a.login from app.account a where a.state = 'stock'));
    v_own text := (select a.login from app.account a where a.phone = $1 and a.state in ('new', 'active'));
begin
    return coalesce(v_own, v_stock);
end
$$;

create function sec.stock_take(phone text, name text, state text) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_phone text := sec.phone_check(phone, 'phone');
    v_login text;
    v_account bigint;
begin
    v_login := sec.login_for(v_phone);
    update app.account a
       set state = $3, phone = v_phone, name = sec.name_dots($2), checked_at = case $3 when 'active' then now() end, made_at = now()
     where a.login = v_login and a.state = 'stock' returning a.account_id into v_account;
    if v_account is null then
        perform sec.fail('AX002', 'this number has an account already', 'phone');
    end if;
    perform sec.audit(0, 'account_make', jsonb_build_object('account_id', v_account, 'login', v_login));
    return v_login;
end
$$;

-- Closed for good: the number is free again, the person may register anew.
create function sec.account_close_note(login text) returns void language sql security definer
set search_path = pg_catalog, pg_temp
as $$
    update app.account a
       set state = 'closed', phone = null, closed_at = clock_timestamp(), locked_until = null, locked_by = null, document_kind = null,
           id_blind = null, id_sealed = null, id_tail = null
     where a.login = $1 and a.state <> 'stock';
    select sec.session_end($1, 'close')
$$;

create function sec.account_lock_note(login text, until_at timestamptz) returns void language sql security definer
set search_path = pg_catalog, pg_temp
as $$
    update app.account a
       set locked_until = $2, locked_by = case when $2 is not null and a.account_id is distinct from sec.me() then sec.me() end
     where a.login = $1
$$;

create function sec.terminal_add(name text, project int) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_id int;
    v_login text;
begin
    insert into app.terminal (login, name, project_id, made_by) values ('t000000', $1, $2, sec.me()) returning terminal_id into v_id;
    v_login := 't' || lpad(v_id::text, 6, '0');
    update app.terminal t set login = v_login where t.terminal_id = v_id;
    perform sec.ask_bucket(v_login);
    perform sec.ask_bucket('code' || v_login);
    return v_login;
end
$$;

create function sec.terminal_withdraw(login text) returns void language sql security definer
set search_path = pg_catalog, pg_temp
as $$
    update app.terminal t set withdrawn_at = now(), project_id = null where t.login = $1;
    select sec.session_end($1, 'withdraw')
$$;

-- By an operator. Failed logins keep others out, not who is in: else anybody could end a person's work with ten wrong passwords.
create function sec.is_locked(a app.account) returns boolean language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select a.locked_by is not null and a.locked_until > clock_timestamp()
$$;

-- First statement of every call that only an enrolled terminal makes; notes that it was seen.
create function sec.need_terminal() returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_seen timestamptz;
begin
    select coalesce(t.last_seen_at, '-infinity') into v_seen from app.terminal t where t.login = session_user and t.withdrawn_at is null;
    if v_seen is null then
        perform sec.fail('AX003', 'this account may not do this');
    elsif v_seen < clock_timestamp() - interval '1 minute' then
        update app.terminal t set last_seen_at = clock_timestamp() where t.login = session_user;
    end if;
end
$$;

-- What a terminal asks before anybody is signed in.
create function sec.login_name(phone text) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.ask(session_user, sec.setting_int('login_asks_per_hour'));
    return sec.login_for(sec.phone_check(phone, 'phone'));
end
$$;

-- Which settings of the server no longer keep personal data out of its log.
create function sec.settings_wrong() returns table (name text, value text, wanted text) language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select w.name, current_setting(w.name), w.wanted
      from (values ('log_parameter_max_length', '0'), ('log_parameter_max_length_on_error', '0')) as w(name, wanted)
     where current_setting(w.name) <> w.wanted
$$;

-- This sign-in is recorded, the one before it answered. Not in the region's chain: whoever leaves a transaction open after it would
-- hold up everybody else's sign-in.
create function sec.sign_in_note() returns table (last_login_at timestamptz, last_login_from text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := (sec.need_account()).account_id;
begin
    select a.last_login_at, a.last_login_from into last_login_at, last_login_from
      from app.account a where a.account_id = v_me for update;
    update app.account a
       set last_login_at = clock_timestamp(), last_login_from = coalesce(host(inet_client_addr()), 'local')
     where a.account_id = v_me;
    return next;
end
$$;

create function sec.my_account() returns app.account language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select a from app.account a where a.login = session_user and a.state in ('new', 'active') and not sec.is_locked(a)
$$;

-- First statement of the few calls that an account also makes before its person was checked.
create function sec.need_account() returns app.account language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.account := sec.my_account();
begin
    if a.account_id is null then
        perform sec.fail('AX003', 'this account may not do this');
    end if;
    return a;
end
$$;

revoke execute on function sec.stock_count(), sec.stock_add(), sec.login_for(text), sec.stock_take(text, text, text),
    sec.account_close_note(text), sec.account_lock_note(text, timestamptz), sec.terminal_add(text, int), sec.terminal_withdraw(text),
    sec.is_locked(app.account), sec.need_terminal(), sec.login_name(text), sec.settings_wrong(), sec.sign_in_note(), sec.my_account(),
    sec.need_account() from public;
grant execute on function sec.stock_count(), sec.stock_add(), sec.stock_take(text, text, text), sec.account_close_note(text),
    sec.account_lock_note(text, timestamptz), sec.terminal_add(text, int), sec.terminal_withdraw(text) to ax_role_keeper;
grant execute on function sec.need_terminal(), sec.login_name(text), sec.settings_wrong(), sec.sign_in_note(), sec.my_account(),
    sec.need_account() to ax_api;
