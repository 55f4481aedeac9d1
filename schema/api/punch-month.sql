-- owner: ax_owner
-- The months of app.punch. Partitions are tables of the owner's, so these few functions are, too. A partition has no policy: nobody
-- but its owner touches it by its own name, and once detached it is read by the one function that lists a day's punches.

create or replace function meta.punch_month_name(month date) returns text language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    select 'punch_' || to_char($1, 'YYYYMM')
$$;

-- Bounds are midnights in the region's zone; a site with another clock has its days all the same, they are in the rows.
create or replace function meta.punch_month_bound(month date) returns timestamptz language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select $1::timestamp at time zone 'Asia/Shanghai'
$$;

-- Makes a month that is not there; true: it was not.
create or replace function meta.punch_month_make(month date) returns boolean language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_month date := date_trunc('month', month)::date;
    v_name text := meta.punch_month_name(month);
begin
    if v_month not between date '2020-01-01' and (now() + interval '13 months')::date then
        raise exception using errcode = 'AX001', message = 'this day is too far away', column = 'month';
    end if;
    lock table meta.table_class in share row exclusive mode;      -- one maker at a time
    if to_regclass('app.' || v_name) is not null then
        return false;
    end if;
    execute format('create table app.%I partition of app.punch for values from (%L) to (%L)', v_name,
                   meta.punch_month_bound(v_month), meta.punch_month_bound((v_month + interval '1 month')::date));
    execute format('alter table app.%I enable row level security', v_name);
    execute format('alter table app.%I force row level security', v_name);
    insert into meta.table_class (table_name, class, note) values ('app.' || v_name, 'region', 'a month of app.punch');
    return true;
end
$$;

-- The month's punches leave the table and stay readable by their own name.
create or replace function meta.punch_month_detach(month date) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_name text := meta.punch_month_name(month);
begin
    set local lock_timeout = '3s';
    execute format('alter table app.punch detach partition app.%I', v_name);
    execute format('alter table app.%I add constraint %I check (punched_at >= %L and punched_at < %L)', v_name, v_name || '_month_ck',
                   meta.punch_month_bound(month), meta.punch_month_bound((month + interval '1 month')::date));
    execute format('grant select on app.%I to ax_search', v_name);
end
$$;

revoke execute on function meta.punch_month_name(date), meta.punch_month_bound(date), meta.punch_month_make(date),
    meta.punch_month_detach(date) from public;
grant execute on function meta.punch_month_name(date), meta.punch_month_make(date), meta.punch_month_detach(date) to ax_search;
