-- owner: ax_search
-- The review of exceptions (SPEC 10.9). What holds a punch, or speaks against one, is decided for the punches themselves, so that one
-- which comes later is not approved unseen; what is wrong with a day as a whole is looked at, until the day changes again.

-- Whose punches overlap with those on another site that day.
create function sec.two_sites(project int, from_on date, until_on date) returns table (day date, worker_id bigint)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select distinct d.day, d.worker_id
      from app.worker w
      join app.worker o on o.worker_id = w.worker_id and o.project_id <> w.project_id
      join app.attendance_day d on d.project_id = $1 and d.worker_id = w.worker_id and d.day = any (array(select $2 + i from generate_series(0, $3 - $2) i))
      join app.attendance_day x on x.project_id = o.project_id and x.day = d.day and x.worker_id = d.worker_id
     where w.project_id = $1 and d.punches > 0 and x.punches > 0
       and coalesce(d.first_in, d.last_out) <= coalesce(x.last_out, x.first_in) and coalesce(x.first_in, x.last_out) <= coalesce(d.last_out, d.first_in)
$$;

-- Days with something to decide; places are [day, worker_id], the latest first. kinds: what is still open. filters: from_on, until_on
-- (else the last 31 days), kind, participant_id, team_id.
create function sec.exception_page(project int, filters jsonb, after jsonb, n int)
returns table (day date, worker_id bigint, name text, company_name text, team_name text, kinds text[], kind_names text[], first_in timestamptz,
               last_out timestamptz, punches int, held int, own boolean, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_filters jsonb := sec.filters_of(filters);
    v_sees record := sec.sees(project);
    v_until date;
    v_from date;
    k text;
begin
    for k in select * from jsonb_object_keys(v_filters) loop
        if k not in ('from_on', 'until_on', 'kind', 'participant_id', 'team_id') then
            perform sec.fail('AX001', 'unknown field', k);
        elsif k in ('from_on', 'until_on') and (v_filters ->> k) !~ '^20[0-9]{2}-[01][0-9]-[0-3][0-9]$' then
            perform sec.fail('AX001', 'not a value of this kind', k);
        end if;
    end loop;
    v_until := coalesce((v_filters ->> 'until_on')::date, sec.today(project));
    v_from := coalesce((v_filters ->> 'from_on')::date, v_until - 30);
    if v_until < v_from or v_until - v_from > 366 then
        perform sec.fail('AX001', 'a span of 1 to 367 days', 'until_on');
    end if;
    return query execute format(
        'with t as materialized (select * from sec.two_sites($1, $4, $5)), c as (
            select d.day, d.worker_id from app.attendance_day d where d.project_id = $1 and d.day between $4 and $5 and d.flags <> 0
            union select t.day, t.worker_id from t
        ), x as (
            select d.*, e.team_id, o.kinds
              from c
              join app.attendance_day d on d.project_id = $1 and d.day = c.day and d.worker_id = c.worker_id
              join app.engagement e on e.project_id = $1 and e.engagement_id = d.engagement_id
              cross join lateral (
                select array_agg(u.kind order by u.sort) as kinds
                  from (select k.exception_kind as kind, k.of_day, k.sort from app.exception_kind k
                         where k.exception_kind = any (sec.exception_words(d.flags, d.first_in))
                            or k.exception_kind = ''two_sites'' and exists (select 1 from t where t.day = d.day and t.worker_id = d.worker_id)) u
                 where not u.of_day or not exists (select 1 from app.day_review r where r.project_id = $1 and r.day = d.day
                                                      and r.worker_id = d.worker_id and r.exception_kind = u.kind and r.decided_at >= d.changed_at)) o
             where ($2 or d.participant_id = any ($3)) and o.kinds is not null
               and ($6 ->> ''kind'' is null or $6 ->> ''kind'' = any (o.kinds))
               and ($6 ->> ''participant_id'' is null or d.participant_id = ($6 ->> ''participant_id'')::int)
               and ($6 ->> ''team_id'' is null or e.team_id = ($6 ->> ''team_id'')::bigint)%s
             order by d.day desc, d.worker_id desc limit %s
        )
        select x.day, x.worker_id, w.name, p.short_name, m.name, x.kinds,
               array(select sec.word(k.name, k.name_en) from app.exception_kind k where k.exception_kind = any (x.kinds) order by k.sort),
               x.first_in, x.last_out, x.punches, x.held,
               exists (select 1 from app.punch u where u.project_id = $1 and u.worker_id = x.worker_id and u.day = x.day and u.entered_by = sec.me()
                          and u.punched_at >= (x.day - 1)::timestamp at time zone ''UTC'' and u.punched_at < (x.day + 2)::timestamp at time zone ''UTC''),
               jsonb_build_array(x.day, x.worker_id)
          from x
          join app.worker w on w.project_id = $1 and w.worker_id = x.worker_id
          join app.participant p on p.project_id = $1 and p.participant_id = x.participant_id
          join app.team m on m.project_id = $1 and m.team_id = x.team_id
         order by x.day desc, x.worker_id desc',
        sec.beyond(after, 'd.day', 'date', 'd.worker_id', true), least(greatest(coalesce(n, 50), 1), 500))
    using project, v_sees.whole, v_sees.mine, v_from, v_until, v_filters;
end
$$;

-- The punches that a day's row stands on: its own, and the outs of the next morning that close an in of it; not those outs of its own
-- that close an in of the day before.
create function sec.punches_of(project int, worker bigint, day date)
returns table (punched_at timestamptz, flags int, entered_by bigint, decided boolean)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with p as (
        select p.*, d.decision from app.punch p
          left join app.punch_decision d on d.project_id = p.project_id and d.worker_id = p.worker_id and d.punched_at = p.punched_at
         where p.project_id = $1 and p.worker_id = $2 and p.day between $3 - 1 and $3 + 1
           and p.punched_at >= ($3 - 2)::timestamp at time zone 'UTC' and p.punched_at < ($3 + 3)::timestamp at time zone 'UTC'
    )
    select p.punched_at, p.flags, p.entered_by, p.decision is not null
      from p
     where p.day = $3 + case when p.direction = 'out' and exists (
               select 1 from p i where i.direction = 'in' and i.day = p.day - 1 and i.punched_at >= p.punched_at - make_interval(hours => sec.setting_int('punch_open_hours')))
               and not exists (select 1 from p i where i.direction = 'in' and i.day = p.day and i.punched_at < p.punched_at) then 1 else 0 end
$$;

-- Approves or refuses one kind of exception on many days: workers[i] on days[i].
create function sec.exception_decide(project int, request uuid, kind text, workers bigint[], days date[], accept boolean, reason text)
returns jsonb language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request, 'exception_decide');
    v_reason text := sec.reason_check(reason, 'reason', true);
    k app.exception_kind;
    d app.attendance_day;
    v_worker bigint;
    v_day date;
    v_result text;
    v_count int;
    v_own boolean;
    v_answer jsonb := '[]';
    v_workers bigint[] := '{}';
    v_days date[] := '{}';
begin
    if v_first is not null then
        return v_first;
    end if;
    select * into k from app.exception_kind q where q.exception_kind = $3;
    if not found then
        perform sec.fail('AX001', 'not one of the list', 'kind');
    elsif accept is null then
        perform sec.fail('AX001', 'this field is required', 'accept');
    elsif coalesce(cardinality(workers), 0) not between 1 and 500 or cardinality(days) is distinct from cardinality(workers) then
        perform sec.fail('AX001', 'too many at once; 500 at most', 'workers');
    end if;
    perform sec.attendance_lock(project);
    for v_worker, v_day in select distinct u.w, u.d from unnest(workers, days) u(w, d) order by 1, 2 loop
        select * into d from app.attendance_day q where q.project_id = $1 and q.day = v_day and q.worker_id = v_worker;
        v_own := false;
        if d.worker_id is null or not sec.acts_for(project, d.participant_id) then
            v_result := 'not_here';
        elsif k.exception_kind <> 'two_sites' and k.exception_kind <> all (sec.exception_words(d.flags, d.first_in)) then
            v_result := 'gone';
        else
            v_count := 0;
            if not k.of_day or (k.exception_kind = 'two_sites' and not accept) then
                v_own := exists (select 1 from sec.punches_of(project, v_worker, v_day) p where not p.decided and p.entered_by = sec.me()
                                    and (k.exception_kind in ('not_engaged', 'two_sites') or p.flags & k.bit <> 0));
                if not v_own then
                    insert into app.punch_decision (project_id, worker_id, punched_at, decision, reason, decided_by)
                    select $1, v_worker, p.punched_at, case when accept then 'approved' else 'refused' end, v_reason, sec.me()
                      from sec.punches_of(project, v_worker, v_day) p
                     where not p.decided and (k.exception_kind in ('not_engaged', 'two_sites') or p.flags & k.bit <> 0);
                    get diagnostics v_count = row_count;
                end if;
            end if;
            v_result := case when v_own then 'own' when accept then 'approved' else 'refused' end;
            if not v_own then
                if k.of_day then
                    insert into app.day_review (project_id, day, worker_id, exception_kind, accepted, reason, decided_by)
                    values ($1, v_day, v_worker, k.exception_kind, accept, v_reason, sec.me())
                    on conflict on constraint day_review_pk do update
                       set accepted = excluded.accepted, reason = excluded.reason, decided_by = excluded.decided_by, decided_at = excluded.decided_at;
                end if;
                v_workers := v_workers || v_worker;
                v_days := v_days || v_day;
            end if;
        end if;
        v_answer := v_answer || jsonb_build_object('id', v_worker, 'day', v_day, 'result', v_result, 'name', case when v_result <> 'not_here' then
            (select w.name from app.worker w where w.project_id = $1 and w.worker_id = v_worker) end);
    end loop;
    if v_workers <> '{}' and (not k.of_day or k.exception_kind = 'two_sites') then
        perform sec.attendance_refresh(project, array_agg(u.worker), array_agg(u.from_on), array_agg(u.until_on), true)
           from (select q.worker, min(q.on_day) - 1 as from_on, max(q.on_day) + 1 as until_on
                   from unnest(v_workers, v_days) q(worker, on_day) group by q.worker) u;
        -- What was looked at has been looked at, also when deciding it changed the day.
        update app.day_review r set decided_at = clock_timestamp()
          from unnest(v_workers, v_days) q(worker, on_day)
         where r.project_id = $1 and r.day = q.on_day and r.worker_id = q.worker and r.exception_kind = k.exception_kind;
    end if;
    perform sec.request_end(project, request, v_answer);
    if v_workers <> '{}' then
        perform sec.audit(project, case when accept then 'exception_approve' else 'exception_refuse' end,
            jsonb_build_object('kind', k.exception_kind, 'rows', cardinality(v_workers), 'request_id', request),
            sha256(convert_to(array_to_string(v_workers, ',') || '|' || array_to_string(v_days, ','), 'UTF8')));
    end if;
    return v_answer;
end
$$;

-- Manual import (SPEC 10.3): a row names a live team, a worker's number, a day and its in and out. Each row gets its result: taken,
-- again, or what is wrong with it. Nothing counts before a reviewer has approved it.
create function sec.punch_import(project int, request uuid, teams text[], numbers text[], days date[], ins text[], outs text[]) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request, 'punch_import');
    j app.project;
    v_n int := cardinality(numbers);
    v_today date := sec.today(project);
    i int;
    e app.engagement;
    v_worker bigint;
    v_fault text;
    v_in timestamptz;
    v_out timestamptz;
    v_count int;
    v_answer jsonb := '[]';
    v_workers bigint[] := '{}';
    v_days date[] := '{}';
    v_time constant text := '^([01]?[0-9]|2[0-3]):[0-5][0-9]$';
begin
    if v_first is not null then
        return v_first;
    end if;
    select * into j from app.project q where q.project_id = $1;
    if j.closed_site then
        perform sec.fail('AX004', 'this is a closed site; an outage is made good by corrections');
    elsif coalesce(v_n, 0) not between 1 and 1000 or array_position(array[cardinality(teams), cardinality(days), cardinality(ins), cardinality(outs)] , v_n) is null
       or (cardinality(teams), cardinality(days), cardinality(ins), cardinality(outs)) is distinct from (v_n, v_n, v_n, v_n) then
        perform sec.fail('AX001', 'send 1 to 1000 rows at a time', 'numbers');
    end if;
    perform sec.ask('project' || project, sec.setting_int('card_asks_per_project_hour'));
    perform sec.attendance_lock(project);
    for i in 1..v_n loop
        v_count := 0;
        v_worker := (select d.person_id from app.identity_document d where d.id_blind = sec.blind(upper(btrim(numbers[i]))));
        select q.* into e from app.engagement q join app.team t on t.project_id = q.project_id and t.team_id = q.team_id
         where q.project_id = $1 and q.worker_id = v_worker and t.name = btrim(teams[i]) and t.exited_on is null
           and q.started_on <= days[i] and (q.ended_on is null or q.ended_on >= days[i]);
        v_fault := case
            when days[i] is null or days[i] > v_today or days[i] < v_today - 7 then 'day'
            when (ins[i] is null and outs[i] is null) or ins[i] !~ v_time then 'in'
            when outs[i] !~ v_time then 'out'
            when not exists (select 1 from app.team t where t.project_id = $1 and t.name = btrim(teams[i]) and t.exited_on is null
                                and sec.acts_for($1, t.participant_id)) then 'team'
            when e.engagement_id is null or not sec.acts_for(project, e.participant_id) then 'number'
            when sec.month_closed(project, e.participant_id, days[i]) then 'closed' end;
        if v_fault is null then
            v_in := sec.time_on(project, days[i], ins[i], 'ins');
            v_out := sec.time_on(project, days[i], outs[i], 'outs');
            if v_out <= v_in then
                v_out := sec.time_on(project, days[i] + 1, outs[i], 'outs');
            end if;
            if greatest(v_in, v_out) > now() then
                v_fault := 'out';
            end if;
        end if;
        if v_fault is null then
            perform sec.punch_month_need(days[i]);
            perform sec.punch_month_need(days[i] + 1);
            insert into app.punch (project_id, worker_id, punched_at, day, direction, source, flags, received_at, entered_by)
            select $1, v_worker, u.at, (u.at at time zone j.zone)::date, u.direction, 'import', 1, clock_timestamp(), sec.me()
              from (values (v_in, 'in'), (v_out, 'out')) u(at, direction) where u.at is not null
            on conflict do nothing;
            get diagnostics v_count = row_count;
            if v_count > 0 then
                v_workers := v_workers || v_worker;
                v_days := v_days || days[i];
            end if;
        end if;
        v_answer := v_answer || jsonb_build_object('id', i, 'result', coalesce(v_fault, case when v_count > 0 then 'taken' else 'again' end));
    end loop;
    if v_workers <> '{}' then
        perform sec.attendance_refresh(project, array_agg(u.worker), array_agg(u.from_on), array_agg(u.until_on))
           from (select q.worker, min(q.on_day) - 1 as from_on, max(q.on_day) + 2 as until_on
                   from unnest(v_workers, v_days) q(worker, on_day) group by q.worker) u;
    end if;
    perform sec.request_end(project, request, v_answer);
    perform sec.audit(project, 'punch_import', jsonb_build_object('rows', v_n, 'taken', cardinality(v_workers), 'request_id', request),
                      sha256(convert_to(v_answer::text, 'UTF8')));
    return v_answer;
end
$$;

revoke execute on function sec.two_sites(int, date, date), sec.exception_page(int, jsonb, jsonb, int), sec.punches_of(int, bigint, date),
    sec.exception_decide(int, uuid, text, bigint[], date[], boolean, text),
    sec.punch_import(int, uuid, text[], text[], date[], text[], text[]) from public;
grant execute on function sec.exception_page(int, jsonb, jsonb, int), sec.exception_decide(int, uuid, text, bigint[], date[], boolean, text),
    sec.punch_import(int, uuid, text[], text[], date[], text[], text[]) to ax_api;
