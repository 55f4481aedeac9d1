-- owner: ax_api
-- What a terminal does for somebody who is not signed in, and the person's own account (SPEC 3.1, 3.3). A terminal has these few calls,
-- api.hello and api.login_name, and no other.

create function api.register_code(phone text) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return sec.code_for($1, 'register');
end
$$;

create function api.register(fields jsonb) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return sec.register($1);
end
$$;

create function api.password_code(phone text) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return sec.code_for($1, 'password');
end
$$;

create function api.password_reset(phone text, code text, verifier text, card jsonb) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return sec.password_reset($1, $2, $3, $4);
end
$$;

-- The terminal answers for what its reader read.
create function api.card_shown(token uuid, fields jsonb) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return sec.card_shown($1, $2);
end
$$;

-- Why a session at this terminal was ended.
create function api.session_ended(login text, session int) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return sec.session_ended($1, $2);
end
$$;

-- ---- signed in ----

create function api.card_wanted(purpose text) returns uuid language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_account();
    return sec.card_wanted($1);
end
$$;

create function api.my_sessions() returns table (session int, since timestamptz, from_where text, program text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_account();
    return query select * from sec.my_sessions();
end
$$;

-- Signs one of my other sessions out.
create function api.my_session_end(session int) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_account();
    perform sec.my_session_end($1);
end
$$;

create function api.language_set(language text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_account();
    perform sec.language_set($1);
end
$$;

create function api.password_change(verifier text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_account();
    perform sec.password_change($1);
end
$$;

create function api.phone_code(phone text) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return sec.code_for($1, 'phone');
end
$$;

create function api.phone_change(phone text, code text) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return sec.phone_change($1, $2);
end
$$;

create function api.idle_minutes_set(minutes int) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return sec.idle_minutes_set($1);
end
$$;

-- ---- by hr, who has the card before them ----

create function api.member_check(company_id int, phone text, document_number text) returns bigint language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_company(company_id, 'member_check');
    return sec.account_check_by(sec.account_of_phone($2), $3, 'hr');
end
$$;

create function api.member_release(company_id int, account_id bigint, purpose text) returns timestamptz
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_company(company_id, 'member_check');
    if not sec.is_member($1, $2) then
        perform sec.fail('AX003', 'you may not do this for this company');
    end if;
    return sec.account_release($2, $3);
end
$$;

revoke execute on function api.register_code(text), api.register(jsonb), api.password_code(text),
    api.password_reset(text, text, text, jsonb), api.card_shown(uuid, jsonb), api.session_ended(text, int), api.card_wanted(text),
    api.my_sessions(), api.my_session_end(int), api.language_set(text),
    api.password_change(text), api.phone_code(text), api.phone_change(text, text), api.idle_minutes_set(int),
    api.member_check(int, text, text), api.member_release(int, bigint, text) from public;
grant execute on function api.register_code(text), api.register(jsonb), api.password_code(text),
    api.password_reset(text, text, text, jsonb), api.card_shown(uuid, jsonb), api.session_ended(text, int) to app_terminal;
grant execute on function api.card_wanted(text), api.my_sessions(), api.my_session_end(int), api.language_set(text),
    api.password_change(text), api.phone_code(text),
    api.phone_change(text, text), api.idle_minutes_set(int), api.member_check(int, text, text),
    api.member_release(int, bigint, text) to app_user;
