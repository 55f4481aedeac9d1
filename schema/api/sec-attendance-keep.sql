-- owner: ax_search
-- Attendance looked after by the worker: months made ahead, old ones put away, days compared with their punches (SPEC 10, 22.3).

-- Compares the days of one project and day, and its workers' months, with what the punches make; notes each that differs, once.
create function sec.attendance_verify(project int, day date) returns int language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_workers bigint[] := array(select distinct p.worker_id from app.punch p
                                 where p.project_id = $1 and p.day between $2 - 1 and $2 + 1
                                   and p.punched_at >= ($2 - 2)::timestamp at time zone 'UTC' and p.punched_at < ($2 + 3)::timestamp at time zone 'UTC'
                                union select d.worker_id from app.attendance_day d where d.project_id = $1 and d.day = $2
                                union select c.worker_id from app.correction c where c.project_id = $1 and c.day between $2 - 1 and $2 + 1 order by 1);
    v_count int;
begin
    if v_workers = '{}' then
        return 0;
    end if;
    with made as materialized (
        select m.* from sec.attendance_made($1, v_workers, array_fill($2, array[cardinality(v_workers)]), array_fill($2, array[cardinality(v_workers)])) m
    ), bad as (
        select coalesce(m.worker_id, d.worker_id) as worker_id, 'day' as what
          from made m full join (select * from app.attendance_day q where q.project_id = $1 and q.day = $2) d on d.worker_id = m.worker_id
         where (m.engagement_id, m.first_in, m.last_out, m.minutes, m.punches, m.held, m.halves, m.flags)
               is distinct from (d.engagement_id, d.first_in, d.last_out, d.minutes, d.punches, d.held, d.halves, d.flags)
           and not sec.month_closed($1, coalesce(d.participant_id, m.participant_id), $2)
        union all
        select d.worker_id, 'month'
          from app.attendance_day d
          left join app.attendance_month m on m.project_id = $1 and m.month = sec.month_of($2) and m.engagement_id = d.engagement_id
         where d.project_id = $1 and d.day = $2
           and (m.month is null
                or (m.full_mask >> (extract(day from $2)::int - 1)) & 1 <> case when d.halves = 2 then 1 else 0 end
                or (m.half_mask >> (extract(day from $2)::int - 1)) & 1 <> case when d.halves = 1 then 1 else 0 end
                or (m.part_mask >> (extract(day from $2)::int - 1)) & 1 <> case when d.halves = 0 then 1 else 0 end)
    ), put as (
        insert into app.attendance_fault (project_id, day, worker_id, what)
        select $1, $2, b.worker_id, b.what from bad b
         where not exists (select 1 from app.attendance_fault f where f.project_id = $1 and f.day = $2 and f.worker_id = b.worker_id and f.what = b.what)
        returning 1
    )
    select count(*) into v_count from put;
    return v_count;
end
$$;

-- The worker's round, often and in small steps: what it did. Every project's days of the last five weeks come by in turn, `days` of
-- them a time. A month is put away only when no transaction has to wait long for that.
create function sec.attendance_upkeep(days int) returns table (made int, detached int, checked int, faults int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_this date := sec.month_of((now() at time zone 'Asia/Shanghai')::date);
    v_today date := (now() at time zone 'Asia/Shanghai')::date;
    v_month date;
    v_before int := (select count(*) from app.punch_month);
    a app.attendance_check;
    i int;
begin
    for i in 0..3 loop
        perform sec.punch_month_need((v_this + make_interval(months => i))::date);
    end loop;
    made := (select count(*) from app.punch_month) - v_before;
    detached := 0;
    for v_month in select m.month from app.punch_month m
                    where m.detached_at is null and m.month < v_this - make_interval(months => sec.setting_int('punch_months')) order by 1 limit 1 loop
        begin
            perform meta.punch_month_detach(v_month);
            update app.punch_month m set detached_at = clock_timestamp() where m.month = v_month;
            detached := detached + 1;
        exception when lock_not_available then
            null;                                                -- somebody is reading; the next round
        end;
    end loop;
    delete from app.worker_page p where p.closes_at < clock_timestamp() - (select r.keep from meta.retention r where r.subject = 'worker page');

    checked := 0;
    faults := 0;
    select * into a from app.attendance_check for update;
    for i in 1..least(greatest(coalesce(days, 1), 0), 1000) loop
        a.day := a.day + 1;
        if a.day >= v_today or a.day < v_today - 35 then
            a.project_id := (select min(h.project_id) from app.attendance_head h where h.project_id > a.project_id);
            a.day := greatest(v_today - 35, sec.punches_from() + 2);
            if a.project_id is null then                         -- round, and from the beginning again
                a.project_id := 0;
                a.day := v_today;
                exit;
            end if;
        end if;
        faults := faults + sec.attendance_verify(a.project_id, a.day);
        checked := checked + 1;
    end loop;
    update app.attendance_check c set project_id = a.project_id, day = a.day, checked_at = clock_timestamp();
    return next;
end
$$;

create function sec.fault_list(project int) returns table (day date, worker_id bigint, name text, what text, found_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select f.day, f.worker_id, w.name, f.what, f.found_at
      from app.attendance_fault f join app.worker w on w.project_id = f.project_id and w.worker_id = f.worker_id
     where f.project_id = $1 order by f.fault_id desc limit 500
$$;

revoke execute on function sec.attendance_verify(int, date), sec.attendance_upkeep(int), sec.fault_list(int) from public;
grant execute on function sec.attendance_upkeep(int), sec.fault_list(int) to ax_api;
