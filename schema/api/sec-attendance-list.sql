-- owner: ax_search
-- Attendance as it is looked at (SPEC 10.5, 10.6, 10.7): the month, the day, one day's punches, figures. Engagements are what the rows
-- stand for; a member of another company than the general contractor sees its own.

-- The where clause over engagements e, workers w and (a) their attendance of the month or day. Parameters: $1 project, $2 whole,
-- $3 participants, $4 filters, $5 search term, $6 the term as a pattern, $7 and $8 first and last day.
create function sec.attendance_where(project int, filters jsonb, term text, attended text) returns text language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v text := 'e.project_id = $1 and ($2 or e.participant_id = any ($3)) and (e.started_on <= $8 and (e.ended_on is null or e.ended_on >= $7) or '
              || attended || ')';
    k text;
begin
    for k in select * from jsonb_object_keys(filters) loop
        if k not in ('search', 'participant_id', 'team_id', 'worker_kind', 'trade', 'tab') then
            perform sec.fail('AX001', 'unknown field', k);
        end if;
    end loop;
    if coalesce(filters ->> 'tab', 'all') not in ('all', 'with', 'without') then
        perform sec.fail('AX001', 'not one of the list', 'tab');
    end if;
    return v || case filters ->> 'tab' when 'with' then ' and ' || attended when 'without' then ' and not ' || attended else '' end
        || case when filters ? 'participant_id' then ' and e.participant_id = ($4 ->> ''participant_id'')::int' else '' end
        || case when filters ? 'team_id' then ' and e.team_id = ($4 ->> ''team_id'')::bigint' else '' end
        || case when filters ? 'worker_kind' then ' and e.worker_kind = $4 ->> ''worker_kind''' else '' end
        || case when filters ? 'trade' then ' and e.trade = $4 ->> ''trade''' else '' end
        || sec.worker_search(project, term);
end
$$;

-- The first of a month, as asked for.
create function sec.month_check(month date) returns date language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.day_check(month, 'month');
    return sec.month_of(month);
end
$$;

create function sec.month_end(month date) returns date language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    select (date_trunc('month', $1::timestamp) + interval '1 month' - interval '1 day')::date
$$;

-- A page of the monthly table: masks, of which bit 0 is the first of the month: full is a star, half half a day, part a hollow one.
-- sort: name, team, days; places are [value, engagement_id]. word: what the worker said last, and stale where the figures changed after.
create function sec.attendance_month_page(project int, month date, filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (worker_id bigint, engagement_id bigint, name text, id_tail text, worker_kind_name text, company_name text, team_name text,
               trade_name text, started_on date, ended_on date, full_mask int, half_mask int, part_mask int, halves int, minutes int,
               word text, stale boolean, closed boolean, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_month date := sec.month_check(month);
    v_filters jsonb := sec.filters_of(filters);
    v_term text := coalesce(sec.fold_name(v_filters ->> 'search'), '');
    v_sees record := sec.sees(project);
    v_sort text := ltrim(coalesce(sort, 'name'), '-');
    v_asc boolean := not starts_with(coalesce(sort, 'name'), '-');
    v_down boolean := not v_asc <> coalesce(backwards, false);
    v_key text;
    v_type text := 'text';
begin
    case v_sort
        when 'name' then v_key := 'w.name collate "zh-Hans-x-icu"';
        when 'team' then v_key := 't.name collate "zh-Hans-x-icu"';
        when 'days' then v_key := 'coalesce(m.halves, 0)'; v_type := 'int';
        else perform sec.fail('AX001', 'not one of the list', 'sort');
    end case;
    return query execute format(
        'select x.worker_id, x.engagement_id, x.name, x.id_tail, sec.word(k.name, k.name_en), p.short_name, x.team_name,
                sec.word(r.name, r.name_en), x.started_on, x.ended_on, x.full_mask, x.half_mask, x.part_mask, x.halves, x.minutes,
                l.word, case when l.word is not null then l.figures <> sec.month_figures($1, $7, x.worker_id) end, c.month is not null, jsonb_build_array(x.at, x.engagement_id)
           from (select e.worker_id, e.engagement_id, w.name, w.id_tail, e.worker_kind, e.participant_id, t.name as team_name, e.trade,
                        e.started_on, e.ended_on, coalesce(m.full_mask, 0) as full_mask, coalesce(m.half_mask, 0) as half_mask,
                        coalesce(m.part_mask, 0) as part_mask, coalesce(m.halves, 0) as halves, coalesce(m.minutes, 0) as minutes, %1$s as at
                   from app.engagement e
                   join app.worker w on w.project_id = e.project_id and w.worker_id = e.worker_id
                   join app.team t on t.project_id = e.project_id and t.team_id = e.team_id
                   left join app.attendance_month m on m.project_id = e.project_id and m.month = $7 and m.engagement_id = e.engagement_id
                  where %2$s%3$s order by %1$s %4$s, e.engagement_id %4$s limit %5$s) x
           join app.participant p on p.project_id = $1 and p.participant_id = x.participant_id
           join app.worker_kind k on k.worker_kind = x.worker_kind
           join app.trade r on r.trade = x.trade
           left join app.month_close c on c.project_id = $1 and c.participant_id = x.participant_id and c.month = $7
           left join lateral (select q.word, q.figures from app.month_word q where q.project_id = $1 and q.worker_id = x.worker_id
                                 and q.month = $7 order by q.word_id desc limit 1) l on true
          order by x.at %6$s, x.engagement_id %6$s',
        v_key, sec.attendance_where(project, v_filters, v_term, '(coalesce(m.full_mask | m.half_mask | m.part_mask, 0) <> 0)'),
        sec.beyond(after, v_key, v_type, 'e.engagement_id', v_down), case when v_down then 'desc' else 'asc' end,
        least(greatest(coalesce(n, 50), 1), 500), case when v_asc then 'asc' else 'desc' end)
    using project, v_sees.whole, v_sees.mine, v_filters, v_term, sec.like_part(v_term), v_month, sec.month_end(v_month);
end
$$;

-- The table's head: rows, workers (each once), how many of them have attendance, days in all.
create function sec.attendance_month_head(project int, month date, filters jsonb)
returns table (rows int, workers int, attended int, halves bigint, punches_from date)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_month date := sec.month_check(month);
    v_filters jsonb := sec.filters_of(filters);
    v_term text := coalesce(sec.fold_name(v_filters ->> 'search'), '');
    v_sees record := sec.sees(project);
begin
    return query execute
        'select count(*)::int, count(distinct e.worker_id)::int,
                count(distinct e.worker_id) filter (where m.full_mask | m.half_mask | m.part_mask <> 0)::int, coalesce(sum(m.halves), 0)::bigint,
                sec.punches_from()
           from app.engagement e
           join app.worker w on w.project_id = e.project_id and w.worker_id = e.worker_id
           left join app.attendance_month m on m.project_id = e.project_id and m.month = $7 and m.engagement_id = e.engagement_id
          where ' || sec.attendance_where(project, v_filters, v_term, '(coalesce(m.full_mask | m.half_mask | m.part_mask, 0) <> 0)')
    using project, v_sees.whole, v_sees.mine, v_filters, v_term, sec.like_part(v_term), v_month, sec.month_end(v_month);
end
$$;

-- A page of the daily table. state: attended, half, incomplete, held, leave, absent. sort: name, team, in.
create function sec.attendance_day_page(project int, day date, filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (worker_id bigint, engagement_id bigint, name text, company_name text, team_name text, trade_name text,
               first_in timestamptz, last_out timestamptz, minutes int, halves int, source text, state text, exceptions text[], at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_filters jsonb := sec.filters_of(filters);
    v_term text := coalesce(sec.fold_name(v_filters ->> 'search'), '');
    v_sees record := sec.sees(project);
    v_sort text := ltrim(coalesce(sort, 'name'), '-');
    v_asc boolean := not starts_with(coalesce(sort, 'name'), '-');
    v_down boolean := not v_asc <> coalesce(backwards, false);
    v_key text;
    v_type text := 'text';
begin
    perform sec.day_check(day, 'day');
    case v_sort
        when 'name' then v_key := 'w.name collate "zh-Hans-x-icu"';
        when 'team' then v_key := 't.name collate "zh-Hans-x-icu"';
        when 'in' then v_key := 'coalesce(d.first_in, ''infinity''::timestamptz)'; v_type := 'timestamptz';
        else perform sec.fail('AX001', 'not one of the list', 'sort');
    end case;
    return query execute format(
        'select x.worker_id, x.engagement_id, x.name, p.short_name, x.team_name, sec.word(r.name, r.name_en), x.first_in, x.last_out,
                x.minutes, x.halves, x.source,
                case when x.halves = 2 then ''attended'' when x.halves = 1 then ''half'' when x.punches > 0 then ''incomplete''
                     when x.held > 0 then ''held''
                     when exists (select 1 from app.leave v where v.project_id = $1 and v.engagement_id = x.engagement_id
                                     and v.cancelled_at is null and $7 between v.from_on and v.until_on) then ''leave'' else ''absent'' end,
                sec.exception_words(x.flags, x.first_in), jsonb_build_array(x.at, x.engagement_id)
           from (select e.worker_id, e.engagement_id, w.name, e.participant_id, t.name as team_name, e.trade, d.first_in, d.last_out,
                        coalesce(d.minutes, 0) as minutes, coalesce(d.halves, 0) as halves, coalesce(d.punches, 0) as punches,
                        coalesce(d.held, 0) as held, coalesce(d.flags, 0) as flags, d.source, %1$s as at
                   from app.engagement e
                   join app.worker w on w.project_id = e.project_id and w.worker_id = e.worker_id
                   join app.team t on t.project_id = e.project_id and t.team_id = e.team_id
                   left join app.attendance_day d on d.project_id = e.project_id and d.day = $7 and d.worker_id = e.worker_id
                        and d.engagement_id = e.engagement_id
                  where %2$s%3$s order by %1$s %4$s, e.engagement_id %4$s limit %5$s) x
           join app.participant p on p.project_id = $1 and p.participant_id = x.participant_id
           join app.trade r on r.trade = x.trade
          order by x.at %6$s, x.engagement_id %6$s',
        v_key, sec.attendance_where(project, v_filters, v_term, '(d.day is not null)'),
        sec.beyond(after, v_key, v_type, 'e.engagement_id', v_down), case when v_down then 'desc' else 'asc' end,
        least(greatest(coalesce(n, 50), 1), 500), case when v_asc then 'asc' else 'desc' end)
    using project, v_sees.whole, v_sees.mine, v_filters, v_term, sec.like_part(v_term), day, day;
end
$$;

-- Kinds of exceptions in a day's flags. An in without an out is one only when it is too old to be closed any more.
create function sec.exception_words(flags int, first_in timestamptz) returns text[] language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if flags = 0 then
        return '{}';
    end if;
    return array(select k.exception_kind from app.exception_kind k
                  where k.bit & flags <> 0
                    and (k.exception_kind <> 'missing_out' or first_in < now() - make_interval(hours => sec.setting_int('punch_open_hours')))
                  order by k.sort);
end
$$;

-- May the asker see this worker's attendance? An engagement with a company whose rows are seen.
create function sec.attendance_seen(project int, worker bigint) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_sees record := sec.sees(project);
begin
    if not exists (select 1 from app.engagement e where e.project_id = $1 and e.worker_id = $2
                      and (v_sees.whole or e.participant_id = any (v_sees.mine))) then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
end
$$;

-- Every punch of a day, and the outs of the next one that close an in of it; corrections beside them. state: counted, folded, held,
-- refused, void; proposed, refused, withdrawn, voided of corrections. archived: read from a month that is no longer at hand.
create function sec.day_punches(project int, worker bigint, day date)
returns table (at timestamptz, direction text, source text, state text, exceptions text[], received_at timestamptz, device text,
               skew_s int, score int, margin int, engine text, by_name text, decided_by text, decided_at timestamptz, reason text,
               correction_id bigint, archived boolean)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_month date := sec.month_of(day);
    v_archived boolean := exists (select 1 from app.punch_month m where m.month = v_month and m.detached_at is not null);
    v_holds int := (select sum(k.bit) from app.exception_kind k where k.holds);
    v_out timestamptz := (select d.last_out from app.attendance_day d where d.project_id = $1 and d.day = $3 and d.worker_id = $2);
    v_from timestamptz := ($3 - 1)::timestamp at time zone 'UTC';
begin
    return query execute format(
        'with p as (
            select p.*, d.decision, d.decided_by, d.decided_at, d.reason, coalesce(d.decision, case when p.flags & $5 = 0 then ''approved'' else ''held'' end) as stands
              from %s p
              left join app.punch_decision d on d.project_id = p.project_id and d.worker_id = p.worker_id and d.punched_at = p.punched_at
             where p.project_id = $1 and p.worker_id = $2 and p.punched_at >= $6 and p.punched_at < $6 + interval ''4 days''
               and (p.day = $3 or p.day = $3 + 1 and p.punched_at <= $4)
        )
        select p.punched_at, p.direction, p.source,
               case when p.stands = ''approved'' and p.punched_at - lag(p.punched_at) over (partition by p.stands order by p.punched_at)
                         < make_interval(secs => sec.setting_int(''punch_fold_seconds'')) then ''folded''
                    when p.stands = ''approved'' then ''counted'' else p.stands end,
               case when p.decision is null then sec.exception_words(p.flags, null) else ''{}'' end, p.received_at, t.name, p.skew_s, p.score, p.margin,
               p.engine, sec.account_name(p.entered_by), sec.account_name(p.decided_by), p.decided_at, p.reason, null::bigint, $7
          from p left join app.kiosk_journal q on q.journal_id = p.journal_id left join app.terminal t on t.terminal_id = q.terminal_id
        union all
        select c.at, c.direction, case c.kind when ''add'' then ''correction'' else ''void'' end,
               case when c.state = ''approved'' then case c.kind when ''add'' then ''counted'' else ''approved'' end else c.state end, ''{}'',
               c.proposed_at, null, null, null, null, null, sec.account_name(c.proposed_by), sec.account_name(c.decided_by), c.decided_at,
               c.reason, c.correction_id, false
          from app.correction c
         where c.project_id = $1 and c.worker_id = $2 and (c.day = $3 or c.day = $3 + 1 and c.at <= $4)
         order by 1, 16 nulls first',
        case when v_archived then format('app.%I', meta.punch_month_name(v_month)) else 'app.punch' end)
    using project, worker, day, v_out, v_holds, v_from, v_archived;
end
$$;

create function sec.punch_list(project int, worker bigint, day date)
returns table (at timestamptz, direction text, source text, state text, exceptions text[], received_at timestamptz, device text,
               skew_s int, score int, margin int, engine text, by_name text, decided_by text, decided_at timestamptz, reason text,
               correction_id bigint, archived boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.day_check(day, 'day');
    perform sec.attendance_seen(project, worker);
    return query select * from sec.day_punches($1, $2, $3);
end
$$;

-- Figures by day: of the employed, who was on leave, who was working (a punch within a week and not on leave), who was there.
create function sec.attendance_figures(project int, from_on date, until_on date)
returns table (day date, employed int, on_leave int, working int, present int, rate numeric)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_sees record := sec.sees(project);
    v_week int := sec.setting_int('working_days');
begin
    perform sec.day_check(from_on, 'from_on');
    perform sec.day_check(until_on, 'until_on');
    if until_on < from_on or until_on - from_on > 92 then
        perform sec.fail('AX001', 'a span of 1 to 93 days', 'until_on');
    end if;
    return query
    with e as materialized (
        select e.worker_id, e.engagement_id, e.started_on, coalesce(e.ended_on, 'infinity') as ended_on from app.engagement e
         where e.project_id = $1 and (v_sees.whole or e.participant_id = any (v_sees.mine))
           and e.started_on <= $3 and (e.ended_on is null or e.ended_on >= $2 - v_week)
    ), a as materialized (
        select d.worker_id, d.day from app.attendance_day d
         where d.project_id = $1 and d.day between $2 - v_week + 1 and $3 and d.punches > 0
           and (v_sees.whole or d.participant_id = any (v_sees.mine))
    ), l as materialized (
        select v.engagement_id, g::date as day from app.leave v, generate_series(greatest(v.from_on, $2), least(v.until_on, $3), interval '1 day') g
         where v.project_id = $1 and v.cancelled_at is null and v.until_on >= $2 and v.from_on <= $3
    ), g as (
        select q.worker_id, n.day, a.day is not null as there, max(a.day) over (partition by q.worker_id order by n.day) as last_day
          from (select distinct e.worker_id from e) q
          cross join (select ($2 - v_week + 1) + i as day from generate_series(0, $3 - $2 + v_week - 1) i) n
          left join a on a.worker_id = q.worker_id and a.day = n.day
    ), w as (
        select g.day, g.worker_id, g.there, g.last_day > g.day - v_week as lately, bool_or(l.day is not null) as away
          from g
          join e on e.worker_id = g.worker_id and g.day between e.started_on and e.ended_on
          left join l on l.engagement_id = e.engagement_id and l.day = g.day
         where g.day >= $2
         group by 1, 2, 3, 4
    )
    select n.day::date, count(w.worker_id)::int, count(*) filter (where w.away)::int, count(*) filter (where w.lately and not w.away)::int,
           count(*) filter (where w.there)::int,
           coalesce(round(100.0 * count(*) filter (where w.there) / nullif(count(w.worker_id) - count(*) filter (where w.away), 0), 1), 0.0)
      from generate_series($2, $3, interval '1 day') n(day)
      left join w on w.day = n.day
     group by n.day order by n.day;
end
$$;

revoke execute on function sec.attendance_where(int, jsonb, text, text), sec.month_check(date), sec.month_end(date),
    sec.attendance_month_page(int, date, jsonb, text, boolean, jsonb, int), sec.attendance_month_head(int, date, jsonb),
    sec.attendance_day_page(int, date, jsonb, text, boolean, jsonb, int), sec.exception_words(int, timestamptz),
    sec.attendance_seen(int, bigint), sec.day_punches(int, bigint, date), sec.punch_list(int, bigint, date),
    sec.attendance_figures(int, date, date) from public;
grant execute on function sec.attendance_month_page(int, date, jsonb, text, boolean, jsonb, int), sec.attendance_month_head(int, date, jsonb),
    sec.attendance_day_page(int, date, jsonb, text, boolean, jsonb, int), sec.punch_list(int, bigint, date),
    sec.attendance_figures(int, date, date) to ax_api;
