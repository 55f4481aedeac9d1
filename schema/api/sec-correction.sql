-- owner: ax_search
-- What is put right (SPEC 10.1, 10.8, 10.9): corrections, each by one person and approved by another, and the review of exceptions.
-- Several at once, each with a result of its own, as one word:
--   proposed, approved, refused, withdrawn    it is done
--   not_here    nobody here whose attendance the asker may change    has     there is nothing to add
--   gone        decided already, or nothing of that kind any more    own     who entered something does not approve it
--   leave       on leave that day

-- Who was engaged on a day, as far as the asker may write for the company; null: nobody.
create function sec.engagement_on(project int, worker bigint, day date) returns app.engagement language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    e app.engagement;
begin
    select * into e from app.engagement q
     where q.project_id = $1 and q.worker_id = $2 and q.started_on <= $3 and (q.ended_on is null or q.ended_on >= $3)
     order by q.started_on desc, q.engagement_id desc limit 1;
    if found and sec.acts_for(project, e.participant_id) then
        return e;
    end if;
    return null;
end
$$;

-- A day that can still be put right: not to come, and its punches at hand.
create function sec.correction_day(project int, day date, field text) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.day_check(day, field);
    if day > sec.today(project) then
        perform sec.fail('AX001', 'this day is still to come', field);
    elsif day <= sec.punches_from() then
        perform sec.fail('AX004', 'the punches of this day are in the archive; it cannot be corrected any more', field);
    end if;
end
$$;

create function sec.month_closed(project int, participant int, day date) returns boolean language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (select 1 from app.month_close c where c.project_id = $1 and c.participant_id = $2 and c.month = sec.month_of($3))
$$;

-- Proposes one; answers its number. A second one that says the same while the first waits is the first.
create function sec.correction_add(e app.engagement, kind text, punch_at timestamptz, day date, direction text, reason text, batch uuid) returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_id bigint;
begin
    insert into app.correction (project_id, worker_id, participant_id, kind, at, day, direction, reason, batch, after_close, proposed_by)
    values (e.project_id, e.worker_id, e.participant_id, $2, $3, $4, $5, $6, $7, sec.month_closed(e.project_id, e.participant_id, $4), sec.me())
    on conflict do nothing returning correction_id into v_id;
    return coalesce(v_id, (select c.correction_id from app.correction c where c.project_id = e.project_id and c.worker_id = e.worker_id
                              and c.at = $3 and c.kind = $2 and c.state = 'proposed'));
end
$$;

create function sec.correction_save(project int, request uuid, fields jsonb) returns jsonb language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb := sec.parse(fields, 'app.correction_fields');
    f app.correction_fields := jsonb_populate_record(null::app.correction_fields, v_fields);
    v_first jsonb := sec.request_begin(project, request, 'correction_save');
    v_day date;
    v_fold interval := make_interval(secs => sec.setting_int('punch_fold_seconds'));
    v_reason text;
    v_answer jsonb;
    e app.engagement;
begin
    if v_first is not null then
        return v_first;
    end if;
    perform sec.required(v_fields, 'worker_id', 'kind', 'at');
    v_reason := sec.reason_check(f.reason, 'reason', true);
    if f.kind not in ('add', 'void') then
        perform sec.fail('AX001', 'not one of the list', 'kind');
    elsif f.kind = 'add' and coalesce(f.direction, '') not in ('in', 'out') then
        perform sec.fail('AX001', 'not one of the list', 'direction');
    elsif not isfinite(f.at) or f.at > now() then
        perform sec.fail('AX001', 'this time is still to come', 'at');
    end if;
    v_day := (f.at at time zone (select j.zone from app.project j where j.project_id = $1))::date;
    perform sec.correction_day(project, v_day, 'at');
    e := sec.engagement_on(project, f.worker_id, v_day);
    if e.engagement_id is null and f.direction = 'out' then          -- the morning after the last night
        e := sec.engagement_on(project, f.worker_id, v_day - 1);
    end if;
    if e.engagement_id is null then
        perform sec.fail('AX001', 'nobody of this number was engaged here on that day', 'worker_id');
    end if;
    if f.kind = 'add' and (
           exists (select 1 from app.punch p left join app.punch_decision d on (d.project_id, d.worker_id, d.punched_at) = (p.project_id, p.worker_id, p.punched_at)
                    where p.project_id = $1 and p.worker_id = f.worker_id and p.punched_at > f.at - v_fold and p.punched_at < f.at + v_fold
                      and coalesce(d.decision, 'approved') = 'approved')
           or exists (select 1 from app.correction c where c.project_id = $1 and c.worker_id = f.worker_id and c.kind = 'add' and c.state = 'approved'
                         and c.at > f.at - v_fold and c.at < f.at + v_fold)) then
        perform sec.fail('AX002', 'there is a punch at this time already', 'at');
    elsif f.kind = 'void' then
        select x.direction into f.direction from (
            select p.direction from app.punch p left join app.punch_decision d on (d.project_id, d.worker_id, d.punched_at) = (p.project_id, p.worker_id, p.punched_at)
             where p.project_id = $1 and p.worker_id = f.worker_id and p.punched_at = f.at and coalesce(d.decision, 'approved') = 'approved'
            union all
            select c.direction from app.correction c where c.project_id = $1 and c.worker_id = f.worker_id and c.kind = 'add' and c.state = 'approved'
               and c.at = f.at) x limit 1;
        if f.direction is null then
            perform sec.fail('AX002', 'there is no punch at this time', 'at');
        end if;
    end if;
    v_answer := jsonb_build_object('correction_id', sec.correction_add(e, f.kind, f.at, v_day, f.direction, v_reason, request));
    perform sec.request_end(project, request, v_answer);
    perform sec.audit(project, 'correction_propose', v_answer || jsonb_build_object('worker_id', f.worker_id, 'kind', f.kind, 'day', v_day));
    return v_answer;
end
$$;

-- "07:30" on a day on the site's clock.
create function sec.time_on(project int, day date, typed text, field text) returns timestamptz language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if typed is not null and typed !~ '^([01]?[0-9]|2[0-3]):[0-5][0-9]$' then
        perform sec.fail('AX001', 'not a time of day; write it as 07:30', field);
    end if;
    return (day + typed::time) at time zone (select j.zone from app.project j where j.project_id = $1);
end
$$;

-- A team's day, for all of it who were engaged and have no in, or no out: an outage made good. An out that is earlier than the in is
-- the next morning's.
create function sec.correction_team(project int, request uuid, fields jsonb) returns jsonb language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb := sec.parse(fields, 'app.team_day_fields');
    f app.team_day_fields := jsonb_populate_record(null::app.team_day_fields, v_fields);
    v_first jsonb := sec.request_begin(project, request, 'correction_team');
    v_in timestamptz;
    v_out timestamptz;
    v_reason text;
    v_answer jsonb := '[]';
    v_made bigint[] := '{}';
    v_here bigint[];
    r record;
begin
    if v_first is not null then
        return v_first;
    end if;
    perform sec.required(v_fields, 'team_id', 'day');
    v_reason := sec.reason_check(f.reason, 'reason', true);
    perform sec.correction_day(project, f.day, 'day');
    v_in := sec.time_on(project, f.day, f.in_at, 'in_at');
    v_out := sec.time_on(project, f.day, f.out_at, 'out_at');
    if v_out <= v_in then
        v_out := sec.time_on(project, f.day + 1, f.out_at, 'out_at');
    end if;
    if v_in is null and v_out is null then
        perform sec.fail('AX001', 'this field is required', 'in_at');
    elsif greatest(v_in, v_out) > now() then
        perform sec.fail('AX001', 'this time is still to come', case when v_out > now() then 'out_at' else 'in_at' end);
    end if;
    if not exists (select 1 from app.team t where t.project_id = $1 and t.team_id = f.team_id and sec.acts_for($1, t.participant_id)) then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    for r in
        select e, w.name, d.first_in, d.last_out,
               exists (select 1 from app.leave v where v.project_id = $1 and v.engagement_id = e.engagement_id and v.cancelled_at is null
                          and f.day between v.from_on and v.until_on) as away
          from app.engagement e
          join app.worker w on w.project_id = e.project_id and w.worker_id = e.worker_id
          left join app.attendance_day d on d.project_id = e.project_id and d.day = f.day and d.worker_id = e.worker_id
         where e.project_id = $1 and e.team_id = f.team_id and e.started_on <= f.day and (e.ended_on is null or e.ended_on >= f.day)
         order by w.name collate "zh-Hans-x-icu", e.worker_id
    loop
        v_here := '{}';
        if not r.away and v_in is not null and r.first_in is null then
            v_here := v_here || sec.correction_add(r.e, 'add', v_in, f.day, 'in', v_reason, request);
        end if;
        if not r.away and v_out is not null and r.last_out is null then
            v_here := v_here || sec.correction_add(r.e, 'add', v_out, (v_out at time zone (select j.zone from app.project j where j.project_id = $1))::date,
                                                   'out', v_reason, request);
        end if;
        v_made := v_made || v_here;
        v_answer := v_answer || jsonb_build_object('id', (r.e).worker_id, 'name', r.name,
            'result', case when r.away then 'leave' when v_here = '{}' then 'has' else 'proposed' end);
    end loop;
    perform sec.request_end(project, request, v_answer);
    if v_made <> '{}' then
        perform sec.audit(project, 'correction_team', jsonb_build_object('team_id', f.team_id, 'day', f.day, 'rows', cardinality(v_made), 'request_id', request),
                          sha256(convert_to(array_to_string(v_made, ','), 'UTF8')));
    end if;
    return v_answer;
end
$$;

create function sec.correction_page(project int, filters jsonb, after bigint, n int)
returns table (correction_id bigint, worker_id bigint, name text, company_name text, team_name text, kind text, at timestamptz, day date,
               direction text, reason text, after_close boolean, proposed_by text, proposed_at timestamptz, state text, decided_by text,
               decided_at timestamptz, decision text, batch uuid, own boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_sees record := sec.sees(project);
    v_filters jsonb := sec.filters_of(filters);
begin
    return query
    select c.correction_id, c.worker_id, w.name, p.short_name, w.team_name, c.kind, c.at, c.day, c.direction, c.reason, c.after_close,
           sec.account_name(c.proposed_by), c.proposed_at, c.state, sec.account_name(c.decided_by), c.decided_at, c.decision, c.batch,
           c.proposed_by = sec.me()
      from app.correction c
      join app.worker w on w.project_id = c.project_id and w.worker_id = c.worker_id
      join app.participant p on p.project_id = c.project_id and p.participant_id = c.participant_id
     where c.project_id = $1 and (v_sees.whole or c.participant_id = any (v_sees.mine))
       and (v_filters ->> 'state' is null or c.state = v_filters ->> 'state')
       and (v_filters ->> 'participant_id' is null or c.participant_id = (v_filters ->> 'participant_id')::int)
       and (v_filters ->> 'batch' is null or c.batch::text = v_filters ->> 'batch')
       and ($3 is null or c.correction_id < $3)
     order by c.correction_id desc limit least(greatest(coalesce($4, 50), 1), 500);
end
$$;

-- A correction is approved: what it adds counts from now on, what it voids no longer.
create function sec.correction_apply(c app.correction) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if c.kind = 'void' then
        insert into app.punch_decision (project_id, worker_id, punched_at, decision, reason, by_correction, decided_by)
        select c.project_id, c.worker_id, c.at, 'void', c.reason, c.correction_id, sec.me()
          from app.punch p where p.project_id = c.project_id and p.worker_id = c.worker_id and p.punched_at = c.at
        on conflict on constraint punch_decision_pk do update
           set decision = 'void', reason = excluded.reason, by_correction = excluded.by_correction, decided_by = excluded.decided_by,
               decided_at = excluded.decided_at;
        update app.correction q set state = 'voided'
         where q.project_id = c.project_id and q.worker_id = c.worker_id and q.at = c.at and q.kind = 'add' and q.state = 'approved';
    end if;
end
$$;

create function sec.correction_decide(project int, request uuid, corrections bigint[], accept boolean, reason text) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request, 'correction_decide');
    v_reason text := sec.reason_check(reason, 'reason', not coalesce(accept, false));
    v_id bigint;
    v_result text;
    v_answer jsonb := '[]';
    v_done bigint[] := '{}';
    c app.correction;
begin
    if v_first is not null then
        return v_first;
    end if;
    if accept is null then
        perform sec.fail('AX001', 'this field is required', 'accept');
    end if;
    perform sec.attendance_lock(project);
    foreach v_id in array sec.several(corrections, 'corrections') loop
        select * into c from app.correction q where q.project_id = $1 and q.correction_id = v_id for update;
        v_result := case when c.correction_id is null or not sec.acts_for(project, c.participant_id) then 'not_here'
                         when c.state <> 'proposed' then 'gone' when c.proposed_by = sec.me() then 'own'
                         when accept then 'approved' else 'refused' end;
        if v_result in ('approved', 'refused') then
            update app.correction q set state = v_result, decided_by = sec.me(), decided_at = clock_timestamp(), decision = nullif(v_reason, '')
             where q.project_id = $1 and q.correction_id = v_id;
            v_done := v_done || v_id;
            if accept then
                perform sec.correction_apply(c);
            end if;
        end if;
        v_answer := v_answer || jsonb_build_object('id', v_id, 'result', v_result,
            'name', case when v_result <> 'not_here' then (select w.name from app.worker w where w.project_id = $1 and w.worker_id = c.worker_id) end);
    end loop;
    if accept and v_done <> '{}' then
        perform sec.attendance_refresh(project, array_agg(d.worker_id), array_agg(d.from_on), array_agg(d.until_on), true)
           from (select q.worker_id, min(q.day) - 1 as from_on, max(q.day) + 1 as until_on from app.correction q
                  where q.project_id = $1 and q.correction_id = any (v_done) group by q.worker_id) d;
    end if;
    perform sec.request_end(project, request, v_answer);
    if v_done <> '{}' then
        perform sec.audit(project, case when accept then 'correction_approve' else 'correction_refuse' end,
                          jsonb_build_object('corrections', v_done, 'request_id', request));
    end if;
    return v_answer;
end
$$;

create function sec.correction_withdraw(project int, corrections bigint[]) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_done bigint[];
begin
    with u as (
        update app.correction c set state = 'withdrawn', decided_by = sec.me(), decided_at = clock_timestamp()
         where c.project_id = $1 and c.correction_id = any (sec.several($2, 'corrections')) and c.proposed_by = sec.me() and c.state = 'proposed'
        returning c.correction_id
    )
    select coalesce(array_agg(u.correction_id order by 1), '{}') into v_done from u;
    if v_done <> '{}' then
        perform sec.audit(project, 'correction_withdraw', jsonb_build_object('corrections', v_done));
    end if;
    return cardinality(v_done);
end
$$;

revoke execute on function sec.engagement_on(int, bigint, date), sec.correction_day(int, date, text), sec.month_closed(int, int, date),
    sec.correction_add(app.engagement, text, timestamptz, date, text, text, uuid), sec.correction_save(int, uuid, jsonb),
    sec.time_on(int, date, text, text), sec.correction_team(int, uuid, jsonb), sec.correction_page(int, jsonb, bigint, int),
    sec.correction_apply(app.correction), sec.correction_decide(int, uuid, bigint[], boolean, text),
    sec.correction_withdraw(int, bigint[]) from public;
grant execute on function sec.correction_save(int, uuid, jsonb), sec.correction_team(int, uuid, jsonb),
    sec.correction_page(int, jsonb, bigint, int), sec.correction_decide(int, uuid, bigint[], boolean, text),
    sec.correction_withdraw(int, bigint[]) to ax_api;
