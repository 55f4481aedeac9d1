-- owner: ax_search
-- The sessions of a login: where else one is signed in, and how one is ended from elsewhere (SPEC 3.3, 19.5).

-- The server's list, for the functions below and adm; nobody else is shown another's.
create function sec.sessions_of(login text) returns table (session int, since timestamptz, from_where text, program text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select s.pid, s.backend_start, coalesce(host(s.client_addr), 'local'), s.application_name
      from pg_stat_activity s
     where s.usename = $1 and s.pid <> pg_backend_pid() and s.backend_type = 'client backend'
     order by s.backend_start
$$;

-- Where else the asker is signed in.
create function sec.my_sessions() returns table (session int, since timestamptz, from_where text, program text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select * from sec.sessions_of(session_user)
$$;

-- Ends sessions of a login when this transaction commits. What is rolled back ends nobody's.
create function sec.session_end(login text, reason text, session int default null, spared int default null) returns void
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
    insert into app.session_end (login, reason, session, spared) values ($1, $2, $3, $4)
$$;

-- Carries an order out when the transaction that gave it commits.
create function sec.session_end_run() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update app.session_end e
       set ended_at = clock_timestamp(), ended = adm.session_end(new.login, new.session, new.spared, clock_timestamp())
     where e.session_end_id = new.session_end_id;
    return null;
end
$$;

-- Those who were entering meanwhile: begun before the order was carried out, and in the list only now. A tenth of a second for the
-- commit itself; nobody types a new password so fast.
create function sec.session_end_late() returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    e app.session_end;
    v_ended int[];
    v_count int := 0;
begin
    delete from app.session_end q
     where q.asked_at < clock_timestamp() - (select r.keep from meta.retention r where r.subject = 'session ended from elsewhere');
    for e in select * from app.session_end q
              where q.asked_at > clock_timestamp() - interval '5 minutes' and q.session is null order by q.session_end_id loop
        v_ended := adm.session_end(e.login, null, e.spared, e.ended_at + interval '0.1 s');
        if v_ended <> '{}' then
            update app.session_end q set ended = q.ended || v_ended where q.session_end_id = e.session_end_id;
            v_count := v_count + cardinality(v_ended);
        end if;
    end loop;
    return v_count;
end
$$;

-- Why a session of this terminal's was ended; null: nobody ended it. Only who knows its number learns anything, and the numbers
-- asked about are counted.
create function sec.session_ended(login text, session int) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.ask('code' || session_user, sec.setting_int('code_asks_per_hour'));
    return (select e.reason from app.session_end e where e.login = $1 and $2 = any (e.ended) order by e.session_end_id desc limit 1);
end
$$;

-- One of the asker's own others.
create function sec.my_session_end(session int) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select 1 from sec.my_sessions() s where s.session = $1) then
        perform sec.fail('AX001', 'this session is over already', 'session');
    end if;
    perform sec.session_end(session_user, 'elsewhere', $1);
    perform sec.audit(0, 'session_end', jsonb_build_object('account_id', sec.me()));
end
$$;

revoke execute on function sec.sessions_of(text), sec.my_sessions(), sec.session_end(text, text, int, int),
    sec.session_end_run(), sec.session_end_late(), sec.session_ended(text, int), sec.my_session_end(int) from public;
grant execute on function sec.sessions_of(text) to ax_role_keeper;
grant execute on function sec.session_end_run() to ax_owner;
grant execute on function sec.my_sessions(), sec.session_ended(text, int), sec.my_session_end(int) to ax_api;
