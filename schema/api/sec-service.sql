-- owner: ax_search
-- Outside services (SPEC 21) as the operator sets them; and the lock-out of SPEC 3.3, which the same worker drives.

create function sec.service_page()
returns table (service text, url text, enabled boolean, timeout_s int, client_id text, sign text, waiting bigint, failed bigint,
               changed_at timestamptz, changed_by_name text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select s.service, s.url, s.enabled, s.timeout_s, s.settings ->> 'client_id', s.settings ->> 'sign',
           (select count(*) from job.job j join app.job_kind k on k.job_kind = j.kind
             where k.service = s.service and j.state in ('queued', 'taken', 'unknown')),
           (select count(*) from job.job j join app.job_kind k on k.job_kind = j.kind
             where k.service = s.service and j.state = 'dead'),
           s.changed_at, sec.account_name(s.changed_by)
      from app.service s order by s.service
$$;

create function sec.service_save(fields jsonb) returns timestamptz language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb := sec.parse(fields, 'app.service_fields');
    f app.service_fields := jsonb_populate_record(null::app.service_fields, v_fields);
    s app.service;
begin
    perform sec.required(v_fields, 'service', 'timeout_s', 'changed_at');
    select * into s from app.service q where q.service = f.service for update;
    if not found then
        perform sec.fail('AX001', 'not one of the list', 'service');
    elsif s.changed_at <> f.changed_at then
        perform sec.fail('AX006', 'somebody has changed this meanwhile', 'changed_at', 'at=' || s.changed_at);
    elsif f.url is not null and (f.url !~ '^https://[^[:space:]@?#]{3}' or f.url ~ '[[:space:]@?#]' or char_length(f.url) > 300) then
        perform sec.fail('AX001', 'an address begins with https:// and holds no name or password', 'url');
    elsif f.enabled and f.url is null then
        perform sec.fail('AX001', 'a service needs its address before it is switched on', 'url');
    elsif f.timeout_s not between 1 and 60 then
        perform sec.fail('AX001', 'not a value of this kind', 'timeout_s');
    end if;
    update app.service q
       set url = f.url, enabled = coalesce(f.enabled, false), timeout_s = f.timeout_s,
           settings = jsonb_strip_nulls(jsonb_build_object('client_id', f.client_id, 'sign', f.sign)),
           changed_at = clock_timestamp(), changed_by = sec.me()
     where q.service = f.service returning * into s;
    perform sec.audit(0, 'service_save', jsonb_build_object('service', s.service, 'enabled', s.enabled),
                      sha256(convert_to(v_fields::text, 'UTF8')));
    return s.changed_at;
end
$$;

-- Takes in failed logins as read from the log and says whom to lock: so many in a row, none good between them.
create function sec.login_failures_add(logins text[], times timestamptz[]) returns text[] language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_minutes interval := make_interval(mins => sec.setting_int('login_lock_minutes'));
    v_lock text[];
begin
    delete from job.failed_login f using app.account a
     where a.login = f.login and (a.last_login_at > f.last_at or f.last_at < clock_timestamp() - interval '1 day');
    insert into job.failed_login as f (login, failures, first_at, last_at)
    select t.login, count(*)::int, min(t.at), max(t.at)
      from unnest($1, $2) as t(login, at)
      join app.account a on a.login = t.login
     where (a.locked_until is null or t.at > a.locked_until)                 -- while locked every try fails
       and (a.last_login_at is null or t.at > a.last_login_at)
       and t.at > clock_timestamp() - interval '1 day'
     group by t.login
    on conflict on constraint failed_login_pk do update
       set failures = f.failures + excluded.failures, last_at = greatest(f.last_at, excluded.last_at);
    with ripe as (
        delete from job.failed_login f where f.failures >= sec.setting_int('login_failures') returning f.login, f.last_at
    )
    select array_agg(r.login order by r.login) into v_lock from ripe r where r.last_at > clock_timestamp() - v_minutes;
    return coalesce(v_lock, '{}');
end
$$;

-- Locks that are over.
create function sec.locks_over() returns text[] language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(a.login order by a.login), '{}') from app.account a where a.locked_until <= clock_timestamp()
$$;

-- One round: reads the log, locks, unlocks. error: why the log cannot be read (no_json_log, unreadable), so that nobody is locked out.
create function sec.lockout_run() returns table (locked int, unlocked int, error text) language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    r record;
    p job.log_place;
    v_login text;
    v_minutes interval := make_interval(mins => sec.setting_int('login_lock_minutes'));
begin
    locked := 0;
    unlocked := 0;
    foreach v_login in array sec.locks_over() loop
        perform adm.unlock(v_login);
        unlocked := unlocked + 1;
    end loop;
    -- One at a time: two that read the same lines would count them twice.
    insert into job.log_place (one) values (true) on conflict do nothing;
    select * into p from job.log_place l for update;
    select * into r from sec.failed_logins(p.file, p.place);
    error := r.error;
    update job.log_place l set file = r.file, place = r.place, read_at = clock_timestamp(), error = r.error;
    foreach v_login in array sec.login_failures_add(r.logins, r.times) loop
        perform adm.lock(v_login, v_minutes);
        locked := locked + 1;
    end loop;
    return next;
end
$$;

-- For the operator's page: does anybody look, and can it?
create function sec.lockout_state() returns table (read_at timestamptz, error text) language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select max(l.read_at),
           case when max(l.read_at) is null then 'never_run'
                when max(l.read_at) < clock_timestamp() - interval '5 minutes' then 'stopped'
                else max(l.error) end
      from job.log_place l
$$;

revoke execute on function sec.service_page(), sec.service_save(jsonb), sec.login_failures_add(text[], timestamptz[]),
    sec.locks_over(), sec.lockout_run(), sec.lockout_state() from public;
grant execute on function sec.service_page(), sec.service_save(jsonb), sec.lockout_run(), sec.lockout_state() to ax_api;
