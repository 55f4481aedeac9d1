-- owner: ax_search
-- From punches to days and months (SPEC 10.4). sec.attendance_made says what the punches make; sec.attendance_refresh writes it down,
-- and nobody else writes app.attendance_day and app.attendance_month.

-- Whoever writes attendance of a project takes this first, so that nobody makes a day from half of its punches.
create function sec.attendance_lock(project int) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform 1 from app.attendance_head h where h.project_id = $1 for update;
    if not found then
        insert into app.attendance_head (project_id) values ($1) on conflict do nothing;
        perform 1 from app.attendance_head h where h.project_id = $1 for update;
    end if;
end
$$;

-- The first day whose punches are at hand. Earlier ones are in the archive, and what they made stays as it is.
create function sec.punches_from() returns date language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(min(m.month), 'infinity') from app.punch_month m where m.detached_at is null
$$;

create function sec.month_of(day date) returns date language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    select date_trunc('month', $1::timestamp)::date
$$;

-- The days of these workers, each from a day to a day, as their punches and corrections make them:
--   a punch counts if it was approved, or if nothing holds it and nobody refused or voided it;
--   of two within a minute the first counts;
--   an out belongs to the latest in that is not older than 16 hours, and so to its day; else to its own;
--   the first and last of a day without directions are in and out if they are half an hour apart;
--   a day on which nobody was engaged counts only what was approved, for the nearest engagement.
create function sec.attendance_made(project int, workers bigint[], from_days date[], until_days date[])
returns setof app.attendance_day language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fold interval := make_interval(secs => sec.setting_int('punch_fold_seconds'));
    v_apart interval := make_interval(mins => sec.setting_int('punch_apart_minutes'));
    v_open interval := make_interval(hours => sec.setting_int('punch_open_hours'));
    v_holds int := (select sum(k.bit) from app.exception_kind k where k.holds);
    v_from timestamptz := (select min(d) - 3 from unnest(from_days) d)::timestamp at time zone 'UTC';
    v_until timestamptz := (select max(d) + 4 from unnest(until_days) d)::timestamp at time zone 'UTC';
    v_rule text;
    v_standard numeric;
    v_sources constant text[] := array['finger', 'card', 'number', 'gate', 'import', 'mobile', 'correction'];
begin
    select j.attended_rule, j.standard_hours into v_rule, v_standard from app.project j where j.project_id = $1;
    return query
    with a as materialized (                                     -- most are engaged all the time: found once for a worker
        select a.*, n.engagement_id, n.participant_id,
               array(select d.punched_at from app.punch_decision d
                      where d.project_id = $1 and d.worker_id = a.worker_id and d.punched_at >= v_from and d.punched_at < v_until) as decided
          from unnest($2, $3, $4) as a (worker_id, from_on, until_on)
          left join lateral (select q.engagement_id, q.participant_id from app.engagement q
                              where q.project_id = $1 and q.worker_id = a.worker_id and q.started_on <= a.from_on
                                and (q.ended_on is null or q.ended_on >= a.until_on) order by q.engagement_id desc limit 1) n on true
    ), e as (                                                    -- offset 0: worker by worker, whatever the planner thinks of it
        select a.from_on, a.until_on, a.engagement_id, a.participant_id, p.worker_id, p.punched_at as at, p.day, p.direction, p.source,
               coalesce(d.decision, case when p.flags & v_holds = 0 then 'approved' else 'held' end) as state,
               case when d.decision is null then p.flags else 0 end as flags, d.decision is not null as decided
          from a
         cross join lateral (select p.* from app.punch p
                              where p.project_id = $1 and p.worker_id = a.worker_id and p.punched_at >= v_from and p.punched_at < v_until
                                and p.day between a.from_on - 2 and a.until_on + 2 offset 0) p
         cross join lateral (select case when p.punched_at = any (a.decided) then (select d.decision from app.punch_decision d
                                where d.project_id = $1 and d.worker_id = p.worker_id and d.punched_at = p.punched_at) end as decision offset 0) d
        union all
        select a.from_on, a.until_on, a.engagement_id, a.participant_id, c.worker_id, c.at, c.day, c.direction, 'correction', 'approved', 0, true
          from a
         cross join lateral (select c.* from app.correction c
                              where c.project_id = $1 and c.worker_id = a.worker_id and c.kind = 'add' and c.state = 'approved'
                                and c.at >= v_from and c.at < v_until and c.day between a.from_on - 2 and a.until_on + 2 offset 0) c
    ), k as (                                                    -- double taps of those that count; the rest is never folded
        select t.* from (select e.*, lag(e.at) over (partition by e.worker_id, e.state order by e.at) as before from e) t
         where t.state = 'held' or t.state = 'approved' and (t.before is null or t.at - t.before >= v_fold)
    ), o as (                                                    -- the latest in and out before each
        select k.*, max(k.at) filter (where k.direction = 'in') over w as in_at, max(k.day) filter (where k.direction = 'in') over w as in_day,
               max(k.at) filter (where k.direction = 'out') over w as out_at
          from k window w as (partition by k.worker_id, k.state order by k.at rows between unbounded preceding and 1 preceding)
    ), g as (
        select o.*, o.state = 'approved' as stands, x.closes and (o.out_at is null or o.out_at < o.in_at) as first_close,
               case when x.closes then o.in_day else o.day end as on_day,
               o.state = 'approved' and o.direction = 'out' and not x.closes and o.at - o.in_at <= v_open * 3 and (o.out_at is null or o.out_at < o.in_at) as over_open
          from o
         cross join lateral (select coalesce(o.state = 'approved' and o.direction = 'out' and o.at - o.in_at <= v_open, false) as closes) x
    ), d as (                                                    -- by day; where that is not known yet, as if somebody were engaged and as if not
        select g.worker_id, g.on_day, g.engagement_id, g.participant_id, g.engaged,
               min(g.at) filter (where g.counts and g.direction <> 'out') as first_in,
               max(g.at) filter (where g.counts and g.direction = 'out') as out_at,
               max(g.at) filter (where g.counts and g.direction = 'unknown') as unknown_at,
               coalesce(extract(epoch from sum(g.at - g.in_at) filter (where g.counts and g.first_close)), 0) / 60 as minutes,
               count(*) filter (where g.counts)::int as punches, count(*) filter (where not g.counts)::int as held,
               bit_or(g.flags | case when g.stands and not g.counts then 4 else 0 end | case when g.counts and g.over_open then 512 else 0 end) as flags,
               bit_or(1 << array_position(v_sources, g.source)) as sources
          from (select g.*, c.engaged, g.stands and (c.engaged or g.decided) as counts
                  from g join (values (true), (false)) c(engaged) on c.engaged or g.engagement_id is null
                 where g.on_day between g.from_on and g.until_on) g
         group by 1, 2, 3, 4, 5
    ), f as (                                                    -- each day's engagement says which of the two it is
        select d.worker_id, d.on_day, d.first_in, d.out_at, d.unknown_at, d.minutes, d.punches, d.held, d.flags, d.sources, n.engagement_id,
               n.participant_id, greatest(d.out_at, case when d.unknown_at - d.first_in >= v_apart then d.unknown_at end) as last_out
          from d
         cross join lateral (
            select d.engagement_id, d.participant_id, true as engaged where d.engagement_id is not null
            union all
            (select q.engagement_id, q.participant_id, q.started_on <= d.on_day and (q.ended_on is null or q.ended_on >= d.on_day)
               from app.engagement q where q.project_id = $1 and q.worker_id = d.worker_id and d.engagement_id is null
              order by 3 desc, least(abs(d.on_day - q.started_on), abs(d.on_day - coalesce(q.ended_on, d.on_day))), q.engagement_id desc
              limit 1)) n
         where n.engaged = d.engaged
    ), m as (
        select f.*, coalesce(f.last_out > f.first_in, false) as whole,
               floor(case when f.unknown_at is null then f.minutes
                          when f.last_out > f.first_in then extract(epoch from f.last_out - f.first_in) / 60 else 0 end)::int as worked,
               coalesce(u.attended_rule, v_rule) as rule, coalesce(u.standard_hours, v_standard) * 60 as standard
          from f
          left join lateral (select q.attended_rule, q.standard_hours from app.attendance_rule q
                              where q.project_id = $1 and q.from_on <= f.on_day order by q.from_on desc limit 1) u on true
    )
    select $1, m.on_day, m.worker_id, m.engagement_id, m.participant_id, m.first_in, m.last_out, m.worked, m.punches, m.held,
           case when m.rule = 'in_and_out' then case when m.whole then 2 else 0 end
                when m.worked >= m.standard then 2 when m.worked * 2 >= m.standard then 1 else 0 end,
           m.flags | case when m.first_in is null and m.out_at is not null then 256 else 0 end
                   | case when m.first_in is not null and not m.whole then 1024 else 0 end,
           (select string_agg(v_sources[i], '+') from generate_subscripts(v_sources, 1) i where m.sources >> i & 1 = 1), clock_timestamp()
      from m;
end
$$;

-- Makes these days anew. A closed company's month stays as it is unless `closed_too`: what a correction or a decision changes there
-- has its own approval. Call it under sec.attendance_lock.
create function sec.attendance_refresh(project int, workers bigint[], from_days date[], until_days date[], closed_too boolean default false)
returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_from date := sec.punches_from();
begin
    with a as materialized (
        select a.worker_id, greatest(min(a.from_on), v_from + 1) as from_on, max(a.until_on) as until_on
          from unnest($2, $3, $4) as a (worker_id, from_on, until_on)
         group by a.worker_id having max(a.until_on) > v_from
         order by a.worker_id
    ), shut as materialized (
        select c.participant_id, c.month from app.month_close c where c.project_id = $1 and not closed_too
    ), made as materialized (
        select m.* from sec.attendance_made($1, array(select worker_id from a), array(select from_on from a), array(select until_on from a)) m
         where not exists (select 1 from shut s where s.participant_id = m.participant_id and s.month = date_trunc('month', m.day::timestamp))
    ), was as materialized (
        select d.* from a
         cross join lateral (select d.*, d.ctid as place from app.attendance_day d
                              where d.project_id = $1 and d.worker_id = a.worker_id
                                and d.day = any (array(select a.from_on + n from generate_series(0, a.until_on - a.from_on) n)) offset 0) d
         where not exists (select 1 from shut s where s.participant_id = d.participant_id and s.month = date_trunc('month', d.day::timestamp))
    ), gone as (
        delete from app.attendance_day d
         where d.ctid = any (array(select w.place from was w where (w.day, w.worker_id) not in (select m.day, m.worker_id from made m)))
    ), put as (
        insert into app.attendance_day
        select m.* from made m left join was w on w.day = m.day and w.worker_id = m.worker_id
         where w.day is null or (w.engagement_id, w.participant_id, w.first_in, w.last_out, w.minutes, w.punches, w.held, w.halves, w.flags, w.source)
               is distinct from (m.engagement_id, m.participant_id, m.first_in, m.last_out, m.minutes, m.punches, m.held, m.halves, m.flags, m.source)
        on conflict on constraint attendance_day_pk do update
           set engagement_id = excluded.engagement_id, participant_id = excluded.participant_id, first_in = excluded.first_in,
               last_out = excluded.last_out, minutes = excluded.minutes, punches = excluded.punches, held = excluded.held,
               halves = excluded.halves, flags = excluded.flags, source = excluded.source, changed_at = excluded.changed_at
    ), b as (                                                    -- the bits of the days touched, per engagement and month
        select u.engagement_id, u.worker_id, u.participant_id, date_trunc('month', u.day::timestamp)::date as month, bit_or(u.bit) as touched,
               bit_or(case when u.now and u.halves = 2 then u.bit else 0 end) as full_mask,
               bit_or(case when u.now and u.halves = 1 then u.bit else 0 end) as half_mask,
               bit_or(case when u.now and u.halves = 0 then u.bit else 0 end) as part_mask,
               sum(case when u.now then u.minutes else -u.minutes end)::int as minutes
          from (select true as now, m.engagement_id, m.worker_id, m.participant_id, m.day, m.halves, m.minutes, 1 << (extract(day from m.day)::int - 1) as bit
                  from made m
                union all
                select false, w.engagement_id, w.worker_id, w.participant_id, w.day, w.halves, w.minutes, 1 << (extract(day from w.day)::int - 1)
                  from was w) u
         group by 1, 2, 3, 4
    )
    insert into app.attendance_month (project_id, month, engagement_id, worker_id, participant_id, full_mask, half_mask, part_mask, halves, minutes)
    select $1, b.month, b.engagement_id, b.worker_id, b.participant_id, x.full_mask, x.half_mask, x.part_mask,
           2 * bit_count(x.full_mask::bit(32)) + bit_count(x.half_mask::bit(32)), coalesce(m.minutes, 0) + b.minutes
      from b
      left join lateral (select m.* from app.attendance_month m
                          where m.project_id = $1 and m.month = b.month and m.engagement_id = b.engagement_id offset 0) m on true
      cross join lateral (select coalesce(m.full_mask, 0) & ~b.touched | b.full_mask as full_mask,
                                 coalesce(m.half_mask, 0) & ~b.touched | b.half_mask as half_mask,
                                 coalesce(m.part_mask, 0) & ~b.touched | b.part_mask as part_mask) x
     where m.month is null or (m.full_mask, m.half_mask, m.part_mask) is distinct from (x.full_mask, x.half_mask, x.part_mask) or b.minutes <> 0
    on conflict on constraint attendance_month_pk do update
       set full_mask = excluded.full_mask, half_mask = excluded.half_mask, part_mask = excluded.part_mask, halves = excluded.halves,
           minutes = excluded.minutes;
end
$$;

-- An engagement's days have changed, or somebody has come again: days may count now, or no longer.
create function sec.engagement_days() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_until date := sec.today(new.project_id) + 1;
begin
    if tg_op = 'INSERT' and not exists (select 1 from app.engagement e where e.project_id = new.project_id and e.worker_id = new.worker_id
                                           and e.engagement_id <> new.engagement_id) then
        return new;
    end if;
    perform sec.attendance_lock(new.project_id);
    perform sec.attendance_refresh(new.project_id, array[new.worker_id],
        array[least(new.started_on, case when tg_op = 'UPDATE' then least(old.started_on, old.ended_on, new.ended_on) else new.started_on end) - 1],
        array[v_until]);
    return new;
end
$$;

-- A changed way of counting holds from the day it is changed.
create function sec.attendance_rule_changed() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into app.attendance_rule (project_id, from_on, attended_rule, standard_hours)
    select new.project_id, '-infinity', old.attended_rule, old.standard_hours
     where not exists (select 1 from app.attendance_rule r where r.project_id = new.project_id);
    insert into app.attendance_rule (project_id, from_on, attended_rule, standard_hours)
    values (new.project_id, sec.today(new.project_id), new.attended_rule, new.standard_hours)
    on conflict on constraint attendance_rule_pk do update
       set attended_rule = excluded.attended_rule, standard_hours = excluded.standard_hours;
    return new;
end
$$;

revoke execute on function sec.attendance_lock(int), sec.punches_from(), sec.month_of(date),
    sec.attendance_made(int, bigint[], date[], date[]), sec.attendance_refresh(int, bigint[], date[], date[], boolean),
    sec.engagement_days(), sec.attendance_rule_changed() from public;
grant execute on function sec.punches_from() to ax_api;
grant execute on function sec.engagement_days(), sec.attendance_rule_changed() to ax_owner;
