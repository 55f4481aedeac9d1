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
begin
    return query
    with a as materialized (
        select * from unnest($2, $3, $4) as a (worker_id, from_on, until_on)
    ), e as materialized (
        select p.worker_id, p.punched_at as at, p.day, p.direction, p.source,
               coalesce(d.decision, case when p.flags & v_holds = 0 then 'approved' else 'held' end) as state,
               case when d.decision is null then p.flags else 0 end as flags, d.decision is not null as decided
          from a
          join app.punch p on p.project_id = $1 and p.worker_id = a.worker_id and p.punched_at >= v_from and p.punched_at < v_until
          left join app.punch_decision d on d.project_id = $1 and d.worker_id = p.worker_id and d.punched_at = p.punched_at
         where p.day between a.from_on - 2 and a.until_on + 2
        union all
        select c.worker_id, c.at, c.day, c.direction, 'correction', 'approved', 0, true
          from a
          join app.correction c on c.project_id = $1 and c.worker_id = a.worker_id and c.kind = 'add' and c.state = 'approved'
           and c.at >= v_from and c.at < v_until
         where c.day between a.from_on - 2 and a.until_on + 2
    ), k as (                                                    -- counted so far, double taps folded
        select t.* from (select e.*, lag(e.at) over (partition by e.worker_id order by e.at) as before from e where e.state = 'approved') t
         where t.before is null or t.at - t.before >= v_fold
    ), o as (
        select k.*, max(k.at) filter (where k.direction = 'in') over w as in_at, max(k.day) filter (where k.direction = 'in') over w as in_day,
               max(k.at) filter (where k.direction = 'out') over w as out_at
          from k window w as (partition by k.worker_id order by k.at rows between unbounded preceding and 1 preceding)
    ), g as (
        select o.*, case when o.direction = 'out' and o.at - o.in_at <= v_open then o.in_day else o.day end as on_day,
               case when o.direction = 'out' and o.at - o.in_at <= v_open and (o.out_at is null or o.out_at < o.in_at)
                    then o.at - o.in_at end as span,
               o.direction = 'out' and o.at - o.in_at > v_open and o.at - o.in_at <= v_open * 3
                   and (o.out_at is null or o.out_at < o.in_at) as over_open
          from o
    ), n as materialized (                                       -- each day's engagement
        select s.worker_id, s.on_day, x.engagement_id, x.participant_id, x.covers
          from (select g.worker_id, g.on_day from g union select e.worker_id, e.day from e where e.state = 'held') s
          cross join lateral (
            select q.engagement_id, q.participant_id, q.started_on <= s.on_day and (q.ended_on is null or q.ended_on >= s.on_day) as covers
              from app.engagement q where q.project_id = $1 and q.worker_id = s.worker_id
             order by 3 desc, least(abs(s.on_day - q.started_on), abs(s.on_day - coalesce(q.ended_on, s.on_day))), q.engagement_id desc
             limit 1) x
    ), r as (
        select n.worker_id, n.on_day, n.engagement_id, n.participant_id, l.at, l.direction, l.source, l.span, l.over_open, l.counts,
               l.flags | case when l.stray then 4 else 0 end as flags
          from n
          join (select g.worker_id, g.on_day, g.at, g.direction, g.source, g.span, g.over_open, g.flags, m.covers or g.decided as counts,
                       not m.covers and not g.decided as stray
                  from g join n m on m.worker_id = g.worker_id and m.on_day = g.on_day
                union all
                select e.worker_id, e.day, e.at, e.direction, e.source, null, false, e.flags, false, false from e where e.state = 'held'
               ) l on l.worker_id = n.worker_id and l.on_day = n.on_day
    ), d as (
        select r.worker_id, r.on_day, r.engagement_id, r.participant_id,
               least(min(r.at) filter (where r.counts and r.direction = 'in'), min(r.at) filter (where r.counts and r.direction = 'unknown')) as first_in,
               max(r.at) filter (where r.counts and r.direction = 'out') as out_at,
               max(r.at) filter (where r.counts and r.direction = 'unknown') as unknown_at,
               coalesce(extract(epoch from sum(r.span) filter (where r.counts)), 0) / 60 as minutes,
               count(*) filter (where r.counts)::int as punches, count(*) filter (where not r.counts)::int as held,
               bit_or(r.flags) | case when bool_or(r.over_open and r.counts) then 512 else 0 end as flags,
               string_agg(distinct r.source, '+') as source
          from r group by 1, 2, 3, 4
    ), f as (
        select d.*, greatest(d.out_at, case when d.unknown_at - d.first_in >= v_apart then d.unknown_at end) as last_out from d
    ), m as (
        select f.*, coalesce(f.last_out > f.first_in, false) as whole,
               floor(case when f.unknown_at is null then f.minutes
                          when f.last_out > f.first_in then extract(epoch from f.last_out - f.first_in) / 60 else 0 end)::int as worked,
               coalesce(u.attended_rule, j.attended_rule) as rule, coalesce(u.standard_hours, j.standard_hours) * 60 as standard
          from f
          join a on a.worker_id = f.worker_id and f.on_day between a.from_on and a.until_on
          join app.project j on j.project_id = $1
          left join lateral (select q.attended_rule, q.standard_hours from app.attendance_rule q
                              where q.project_id = $1 and q.from_on <= f.on_day order by q.from_on desc limit 1) u on true
    )
    select $1, m.on_day, m.worker_id, m.engagement_id, m.participant_id, m.first_in, m.last_out, m.worked, m.punches, m.held,
           case when m.rule = 'in_and_out' then case when m.whole then 2 else 0 end
                when m.worked >= m.standard then 2 when m.worked * 2 >= m.standard then 1 else 0 end,
           m.flags | case when m.first_in is null and m.out_at is not null then 256 else 0 end
                   | case when m.first_in is not null and not m.whole then 1024 else 0 end,
           m.source, clock_timestamp()
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
         where not exists (select 1 from shut s where s.participant_id = m.participant_id and s.month = sec.month_of(m.day))
    ), was as materialized (
        select d.* from a
         cross join lateral generate_series(0, a.until_on - a.from_on) n
          join app.attendance_day d on d.project_id = $1 and d.day = a.from_on + n and d.worker_id = a.worker_id
         where not exists (select 1 from shut s where s.participant_id = d.participant_id and s.month = sec.month_of(d.day))
    ), gone as (
        delete from app.attendance_day d using was w
         where d.project_id = $1 and d.day = w.day and d.worker_id = w.worker_id
           and not exists (select 1 from made m where m.day = w.day and m.worker_id = w.worker_id)
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
        select u.engagement_id, u.worker_id, u.participant_id, sec.month_of(u.day) as month, bit_or(u.bit) as touched,
               bit_or(case when u.now and u.halves = 2 then u.bit else 0 end) as full_mask,
               bit_or(case when u.now and u.halves = 1 then u.bit else 0 end) as half_mask,
               bit_or(case when u.now and u.halves = 0 then u.bit else 0 end) as part_mask,
               sum(case when u.now then u.minutes else -u.minutes end)::int as minutes
          from (select true as now, m.*, 1 << (extract(day from m.day)::int - 1) as bit from made m
                union all select false, w.*, 1 << (extract(day from w.day)::int - 1) from was w) u
         group by 1, 2, 3, 4
    )
    insert into app.attendance_month (project_id, month, engagement_id, worker_id, participant_id, full_mask, half_mask, part_mask, halves, minutes)
    select $1, b.month, b.engagement_id, b.worker_id, b.participant_id, x.full_mask, x.half_mask, x.part_mask,
           2 * bit_count(x.full_mask::bit(32)) + bit_count(x.half_mask::bit(32)), coalesce(m.minutes, 0) + b.minutes
      from b
      left join app.attendance_month m on m.project_id = $1 and m.month = b.month and m.engagement_id = b.engagement_id
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
