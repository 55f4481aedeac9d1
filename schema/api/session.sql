-- owner: ax_api
-- From the first word to the home page: hello, the login name, who I am, what waits for me.

-- The only call that both a terminal and a person make. The program stops when its own version is below client_min.
create function api.hello(client int)
returns table (schema_version int, client_min int, server_time timestamptz, zone text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select max(m.migration_id), max(m.client_min), now(), (select s.value from app.setting s where s.name = 'zone')
      from meta.migration m
$$;

-- For a terminal, before anybody is signed in: a number nobody has is answered, too.
create function api.login_name(phone text) returns text language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return sec.login_name($1);
end
$$;

-- Who I am. state new: registered, but nobody has seen the card; such an account does only what leads to that.
create function api.me()
returns table (account_id bigint, name text, login text, phone_masked text, last_login_at timestamptz, last_login_from text,
               duties text[], state text, document_kind text, document_tail text, idle_minutes int, language text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_account();
    return query select a.account_id, a.name, a.login, sec.phone_masked(a.phone), a.last_login_at, a.last_login_from,
                        sec.my_own_duties(), a.state, a.document_kind, a.id_tail,
                        coalesce(a.idle_minutes, sec.setting_int('idle_lock_minutes')), a.language
                   from sec.my_account() a;
end
$$;

-- Records this sign-in and answers the one before it.
create function api.sign_in_note() returns table (last_login_at timestamptz, last_login_from text)
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
    select * from sec.sign_in_note()
$$;

-- What waits for me, with counts and since when. Drafts have a list of their own.
create function api.waiting()
returns table (kind text, project_id int, project_name text, count int, since timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query
    with workers as materialized (
        select distinct r.project_id from sec.my_roles() r
          join app.role_duty d on d.scope = r.scope and d.role = r.role and d.duty = 'worker_enrol'
    )
    select 'invited', j.project_id, j.name, w.n, w.since
      from workers join app.project j on j.project_id = workers.project_id,
           lateral (select count(*)::int as n, min(i.invited_at) as since from app.invitation i
                     where i.project_id = j.project_id and i.joined_at is null and i.withdrawn_at is null) w
     where w.n > 0
    union all
    select 'name_maybe_cut', j.project_id, j.name, w.n, w.since
      from workers join app.project j on j.project_id = workers.project_id,
           lateral (select count(*)::int as n, min(k.enrolled_at) as since from app.worker k
                     where k.project_id = j.project_id and k.name_maybe_cut and k.state = 'employed') w
     where w.n > 0
    union all select * from sec.waiting_site()
    union all select * from sec.waiting_application()
    union all select * from sec.waiting_company()
    union all select * from sec.waiting_operator()
     order by 5;
end
$$;

-- Which server settings no longer keep personal data out of the log. Empty is well.
create function api.settings_wrong() returns table (name text, value text, wanted text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select * from sec.settings_wrong()
$$;

revoke execute on function api.hello(int), api.login_name(text), api.me(), api.sign_in_note(), api.waiting(),
    api.settings_wrong() from public;
grant execute on function api.hello(int) to app_terminal, app_user;
grant execute on function api.login_name(text) to app_terminal;
grant execute on function api.me(), api.sign_in_note(), api.waiting() to app_user;
grant execute on function api.settings_wrong() to app_terminal, app_operator;
