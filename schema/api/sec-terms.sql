-- owner: ax_search
-- What goes with an engagement: leave (SPEC 8.5), terms from a day on (8.8), safety training.

-- The live engagement that is written about, or the last one where `ended_too`.
create function sec.engagement_of(project int, worker bigint, ended_too boolean) returns app.engagement language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    e app.engagement;
begin
    select * into e from app.engagement q where q.project_id = $1 and q.worker_id = $2 and (q.ended_on is null or $3)
     order by q.ended_on is null desc, q.started_on desc, q.engagement_id desc limit 1 for update;
    if not found or not sec.acts_for($1, e.participant_id) then
        perform sec.fail('AX001', 'nobody of this number is at work here', 'worker_id');
    end if;
    return e;
end
$$;

create function sec.leave_save(project int, request uuid, fields jsonb) returns bigint language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb := sec.parse(fields, 'app.leave_fields');
    f app.leave_fields := jsonb_populate_record(null::app.leave_fields, v_fields);
    v_first jsonb := sec.request_begin(project, request, 'leave_save');
    v_reason text;
    v_id bigint;
    e app.engagement;
begin
    if v_first is not null then
        return (v_first ->> 'leave_id')::bigint;
    end if;
    perform sec.required(v_fields, 'worker_id', 'from_on', 'until_on');
    v_reason := sec.reason_check(f.reason, 'reason', true);
    perform sec.day_check(f.from_on, 'from_on');
    perform sec.day_check(f.until_on, 'until_on');
    e := sec.engagement_of(project, f.worker_id, false);
    if f.until_on < f.from_on then
        perform sec.fail('AX001', 'this day lies before the first', 'until_on');
    elsif f.until_on - f.from_on > 366 then
        perform sec.fail('AX001', 'this day is too far away', 'until_on');
    elsif f.from_on < e.started_on then
        perform sec.fail('AX001', 'the engagement began on {day}', 'from_on', 'day=' || e.started_on);
    elsif exists (select 1 from app.leave v where v.project_id = $1 and v.worker_id = f.worker_id and v.cancelled_at is null
                     and v.from_on <= f.until_on and v.until_on >= f.from_on) then
        perform sec.fail('AX002', 'there is leave in these days already', 'from_on');
    end if;
    insert into app.leave (project_id, worker_id, participant_id, engagement_id, from_on, until_on, reason, made_by)
    values ($1, f.worker_id, e.participant_id, e.engagement_id, f.from_on, f.until_on, v_reason, sec.me()) returning leave_id into v_id;
    perform sec.request_end(project, request, jsonb_build_object('leave_id', v_id));
    perform sec.audit(project, 'leave_save', jsonb_build_object('leave_id', v_id, 'worker_id', f.worker_id, 'from_on', f.from_on, 'until_on', f.until_on));
    return v_id;
end
$$;

-- Back earlier: the leave ends with the day before; before its first day it is taken back whole. false: it was over already.
create function sec.leave_end(project int, leave_id bigint, back_on date) returns boolean language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v app.leave;
begin
    perform sec.day_check(back_on, 'back_on');
    select * into v from app.leave q where q.project_id = $1 and q.leave_id = $2 for update;
    if not found or not sec.acts_for($1, v.participant_id) then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    if v.cancelled_at is not null or back_on > v.until_on then
        return false;
    elsif back_on <= v.from_on then
        update app.leave q set cancelled_at = clock_timestamp(), cancelled_by = sec.me() where q.project_id = $1 and q.leave_id = $2;
    else
        update app.leave q set until_on = $3 - 1 where q.project_id = $1 and q.leave_id = $2;
    end if;
    perform sec.audit($1, 'leave_end', jsonb_build_object('leave_id', $2, 'back_on', $3));
    return true;
end
$$;

-- Leave that touches a span of days; the latest first. filters: from_on, until_on (else all), participant_id, worker_id.
create function sec.leave_page(project int, filters jsonb, after bigint, n int)
returns table (leave_id bigint, worker_id bigint, name text, company_name text, team_name text, from_on date, until_on date, reason text,
               made_by text, made_at timestamptz, now boolean, may_end boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_sees record := sec.sees(project);
    v_filters jsonb := sec.filters_of(filters);
    v_today date := sec.today(project);
    v_may boolean := sec.may(project, 'leave_write');
begin
    return query
    select v.leave_id, v.worker_id, w.name, p.short_name, w.team_name, v.from_on, v.until_on, v.reason, sec.account_name(v.made_by), v.made_at,
           v_today between v.from_on and v.until_on, v_may and sec.acts_for($1, v.participant_id) and v.until_on >= v_today
      from app.leave v
      join app.worker w on w.project_id = v.project_id and w.worker_id = v.worker_id
      join app.participant p on p.project_id = v.project_id and p.participant_id = v.participant_id
     where v.project_id = $1 and v.cancelled_at is null and (v_sees.whole or v.participant_id = any (v_sees.mine))
       and (v_filters ->> 'from_on' is null or v.until_on >= (v_filters ->> 'from_on')::date)
       and (v_filters ->> 'until_on' is null or v.from_on <= (v_filters ->> 'until_on')::date)
       and (v_filters ->> 'participant_id' is null or v.participant_id = (v_filters ->> 'participant_id')::int)
       and (v_filters ->> 'worker_id' is null or v.worker_id = (v_filters ->> 'worker_id')::bigint)
       and ($3 is null or v.leave_id < $3)
     order by v.leave_id desc limit least(greatest(coalesce($4, 50), 1), 500);
end
$$;

-- Terms from a day on. For the same day again they take the place of those said before, as long as nothing rests on them.
create function sec.terms_save(project int, request uuid, fields jsonb) returns bigint language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb := sec.parse(fields, 'app.terms_fields');
    f app.terms_fields := jsonb_populate_record(null::app.terms_fields, v_fields);
    v_first jsonb := sec.request_begin(project, request, 'terms_save');
    v_id bigint;
    v_broken text;
    e app.engagement;
begin
    if v_first is not null then
        return (v_first ->> 'terms_id')::bigint;
    end if;
    perform sec.required(v_fields, 'worker_id', 'from_on', 'agreement_kind', 'period', 'pay_kind', 'rate_fen', 'pay_day');
    perform sec.day_check(f.from_on, 'from_on');
    e := sec.engagement_of(project, f.worker_id, true);
    if f.from_on < e.started_on then
        perform sec.fail('AX001', 'the engagement began on {day}', 'from_on', 'day=' || e.started_on);
    elsif f.from_on > e.ended_on then
        perform sec.fail('AX001', 'the engagement ended on {day}', 'from_on', 'day=' || e.ended_on);
    elsif f.period = 'fixed' and f.until_on is null then
        perform sec.fail('AX001', 'this field is required', 'until_on');
    elsif f.period = 'task' and f.until_on is not null then
        perform sec.fail('AX001', 'only a fixed period has an end', 'until_on');
    elsif f.until_on < f.from_on then
        perform sec.fail('AX001', 'this day lies before the first', 'until_on');
    elsif sec.month_closed(project, e.participant_id, f.from_on) then
        perform sec.fail('AX004', 'this month is closed already', 'from_on');
    elsif exists (select 1 from app.terms t where t.project_id = $1 and t.engagement_id = e.engagement_id and t.from_on = f.from_on) then
        perform sec.fail('AX002', 'there are terms from this day already; say from which day the new ones hold', 'from_on');
    end if;
    begin
        insert into app.terms (project_id, worker_id, participant_id, engagement_id, from_on, agreement_kind, number, period, until_on, pay_kind,
                               rate_fen, pay_day, made_by)
        values ($1, f.worker_id, e.participant_id, e.engagement_id, f.from_on, f.agreement_kind, f.number, f.period, f.until_on, f.pay_kind,
                f.rate_fen, f.pay_day, sec.me()) returning terms_id into v_id;
    exception
        when check_violation or numeric_value_out_of_range then
            get stacked diagnostics v_broken = constraint_name;
            perform sec.fail('AX001', 'not a value of this kind', coalesce(nullif(regexp_replace(v_broken, '^terms_(.*)_ck$', '\1'), ''), 'rate_fen'));
    end;
    perform sec.request_end(project, request, jsonb_build_object('terms_id', v_id));
    perform sec.audit(project, 'terms_save', jsonb_build_object('terms_id', v_id, 'worker_id', f.worker_id, 'from_on', f.from_on));
    return v_id;
end
$$;

-- A worker's terms, the latest first. in_force: what holds today.
create function sec.terms_of(project int, worker bigint)
returns table (terms_id bigint, participant_id int, company_name text, from_on date, agreement_kind text, agreement_kind_name text, number text,
               period text, period_name text, until_on date, pay_kind text, pay_kind_name text, rate_fen numeric, pay_day int, made_by text,
               made_at timestamptz, in_force boolean)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select t.terms_id, t.participant_id, p.company_name, t.from_on, t.agreement_kind, sec.word(a.name, a.name_en), t.number, t.period,
           sec.word(d.name, d.name_en), t.until_on, t.pay_kind, sec.word(k.name, k.name_en), t.rate_fen, t.pay_day, sec.account_name(t.made_by),
           t.made_at,
           e.ended_on is null and t.from_on = max(t.from_on) filter (where t.from_on <= sec.today($1)) over (partition by t.engagement_id)
      from app.terms t
      join app.engagement e on e.project_id = t.project_id and e.engagement_id = t.engagement_id
      join app.participant p on p.project_id = t.project_id and p.participant_id = t.participant_id
      left join app.code a on a.dict = 'agreement_kind' and a.code = t.agreement_kind
      left join app.code d on d.dict = 'terms_period' and d.code = t.period
      left join app.code k on k.dict = 'pay_kind' and k.code = t.pay_kind
     where t.project_id = $1 and t.worker_id = $2
     order by t.from_on desc, t.terms_id desc
$$;

create function sec.terms_list(project int, worker bigint)
returns table (terms_id bigint, company_name text, from_on date, agreement_kind text, agreement_kind_name text, number text, period text,
               period_name text, until_on date, pay_kind text, pay_kind_name text, rate_fen numeric, pay_day int, made_by text,
               made_at timestamptz, in_force boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_sees record := sec.sees(project);
begin
    perform sec.attendance_seen(project, worker);
    return query
    select t.terms_id, t.company_name, t.from_on, t.agreement_kind, t.agreement_kind_name, t.number, t.period, t.period_name, t.until_on, t.pay_kind,
           t.pay_kind_name, t.rate_fen, t.pay_day, t.made_by, t.made_at, t.in_force
      from sec.terms_of($1, $2) t where v_sees.whole or t.participant_id = any (v_sees.mine);
end
$$;

-- Who was at work lately and has no terms, or no safety training (SPEC 8.8): warned of, not kept from anything.
create function sec.terms_missing(project int, after bigint, n int)
returns table (worker_id bigint, name text, company_name text, team_name text, last_day date, no_terms boolean, no_training boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_sees record := sec.sees(project);
    v_from date := sec.today(project) - sec.setting_int('working_days');
begin
    return query
    select w.worker_id, w.name, p.short_name, w.team_name, a.day, s.no_terms, e.trained_on is null
      from (select d.worker_id, max(d.day) as day from app.attendance_day d
             where d.project_id = $1 and d.day >= v_from and d.punches > 0 and (v_sees.whole or d.participant_id = any (v_sees.mine))
             group by d.worker_id) a
      join app.worker w on w.project_id = $1 and w.worker_id = a.worker_id
      join app.engagement e on e.project_id = $1 and e.engagement_id = w.engagement_id and e.ended_on is null
      join app.participant p on p.project_id = $1 and p.participant_id = w.participant_id
      cross join lateral (select not exists (select 1 from app.terms t where t.project_id = $1 and t.engagement_id = e.engagement_id
                                                and t.from_on <= a.day) as no_terms) s
     where (s.no_terms or e.trained_on is null) and w.worker_id > coalesce($2, 0)
     order by w.worker_id limit least(greatest(coalesce($3, 50), 1), 500);
end
$$;

create function sec.training_save(project int, request uuid, workers bigint[], trained_on date) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request, 'training_save');
    v_done bigint[];
begin
    if v_first is not null then
        return (v_first ->> 'count')::int;
    end if;
    perform sec.day_check(trained_on, 'trained_on');
    if trained_on > sec.today(project) then
        perform sec.fail('AX001', 'this day is still to come', 'trained_on');
    end if;
    with u as (
        update app.engagement e set trained_on = $4, trained_by = sec.me()
         where e.project_id = $1 and e.worker_id = any (sec.several($3, 'workers')) and e.ended_on is null and sec.acts_for($1, e.participant_id)
        returning e.worker_id
    )
    select coalesce(array_agg(u.worker_id order by 1), '{}') into v_done from u;
    perform sec.request_end(project, request, jsonb_build_object('count', cardinality(v_done)));
    if v_done <> '{}' then
        perform sec.audit(project, 'training_save', jsonb_build_object('workers', v_done, 'trained_on', $4));
    end if;
    return cardinality(v_done);
end
$$;

revoke execute on function sec.engagement_of(int, bigint, boolean), sec.leave_save(int, uuid, jsonb), sec.leave_end(int, bigint, date),
    sec.leave_page(int, jsonb, bigint, int), sec.terms_save(int, uuid, jsonb), sec.terms_of(int, bigint), sec.terms_list(int, bigint),
    sec.terms_missing(int, bigint, int), sec.training_save(int, uuid, bigint[], date) from public;
grant execute on function sec.leave_save(int, uuid, jsonb), sec.leave_end(int, bigint, date), sec.leave_page(int, jsonb, bigint, int),
    sec.terms_save(int, uuid, jsonb), sec.terms_list(int, bigint), sec.terms_missing(int, bigint, int),
    sec.training_save(int, uuid, bigint[], date) to ax_api;
