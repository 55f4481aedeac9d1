-- Attendance of the demonstration's workers, this month and the two before it, the same every time: most days in at about eight and out
-- at about six, some nights, some days off, now and then a missing out. Punches are written in bulk; what they make of the days is made by
-- the one function.
create temporary table come on commit drop as
select e.project_id, e.worker_id, e.participant_id, d.day, (e.worker_id * 31 + (d.day - date '2020-01-01') * 17) % 97 as r
  from app.engagement e
 cross join (select (date_trunc('month', current_date) - interval '2 months')::date as from_on) s
 cross join lateral (select g::date as day from generate_series(greatest(e.started_on, s.from_on),
                     least(coalesce(e.ended_on, current_date), current_date) - 1, interval '1 day') g) d
 where e.ended_on is null or e.ended_on > s.from_on;
delete from come where r < 14 or (extract(dow from day) = 0 and r < 60);

select sec.punch_month_need(m::date) from generate_series(date_trunc('month', current_date) - interval '2 months', current_date + interval '1 month', interval '1 month') m;

insert into app.punch (project_id, worker_id, punched_at, day, direction, source, received_at, score, margin, engine)
select c.project_id, c.worker_id, u.at, (u.at at time zone 'Asia/Shanghai')::date, u.direction, case when c.r % 9 = 0 then 'card' else 'finger' end,
       u.at, 700 + c.r, 60 + c.r, 'demo-1'
  from come c
 cross join lateral (select c.day::timestamp at time zone 'Asia/Shanghai'
                          + case when c.r > 90 then interval '20 hours' else interval '8 hours' end - c.r * interval '17 seconds' as t) s
 cross join lateral (values (s.t, 'in'), (s.t + interval '9 hours 50 minutes' + c.r * interval '41 seconds', 'out')) u(at, direction)
 where u.at < now() and not (u.direction = 'out' and c.r = 50);

insert into app.attendance_head (project_id, received_at, punches)
select project_id, max(received_at), count(*) from app.punch group by project_id;
-- 040 runs after every worker is there, so each is made once, from the first day to the last.
do $$
declare
    p record;
begin
    for p in select c.project_id, array_agg(distinct c.worker_id) as workers from come c group by c.project_id order by 1 loop
        set local role ax_search;
        perform sec.attendance_refresh(p.project_id, p.workers, array_fill(current_date - 91, array[cardinality(p.workers)]),
                                       array_fill(current_date + 1, array[cardinality(p.workers)]));
        reset role;
    end loop;
end
$$;
select sec.audit(s.project_id, 'punch_bulk', jsonb_build_object('rows', s.n), s.digest)
  from (select project_id, count(*) as n, sha256(convert_to(string_agg(worker_id || ' ' || extract(epoch from punched_at), ',' order by worker_id, punched_at), 'UTF8')) as digest
          from app.punch group by project_id order by project_id) s;
