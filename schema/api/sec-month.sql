-- owner: ax_search
-- A month is looked through, confirmed or disputed by its workers, and closed (SPEC 10.8, 16.2).

-- What a worker's month comes to; a word about it is about these figures.
create function sec.month_figures(project int, month date, worker bigint) returns bytea language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (select sha256(convert_to(coalesce(string_agg(concat_ws(',', m.engagement_id, m.full_mask, m.half_mask, m.part_mask, m.minutes), ';'
                                     order by m.engagement_id), ''), 'UTF8'))
              from app.attendance_month m where m.project_id = $1 and m.month = $2 and m.worker_id = $3);
end
$$;

-- What stands between a company's month and its closing, in order: the month is over, nothing held, no open corrections, no dispute
-- without an answer.
create function sec.month_missing(project int, participant int, month date) returns text[] language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select array_remove(array[
        case when sec.today($1) <= sec.month_end($3) + 1 then 'over' end,
        case when exists (select 1 from app.attendance_day d where d.project_id = $1 and d.day between $3 and sec.month_end($3)
                             and d.participant_id = $2 and d.flags <> 0
                             and d.flags & (select sum(k.bit)::int from app.exception_kind k where k.holds) <> 0) then 'held' end,
        case when exists (select 1 from app.correction c where c.project_id = $1 and c.participant_id = $2 and c.state = 'proposed'
                             and c.day between $3 and sec.month_end($3)) then 'corrections' end,
        case when exists (select 1 from app.month_word w where w.project_id = $1 and w.participant_id = $2 and w.month = $3
                             and w.word = 'disputed' and w.answered_at is null) then 'disputes' end], null)
$$;

create function sec.month_list(project int, month date)
returns table (participant_id int, company_name text, workers int, attended int, halves bigint, confirmed int, disputed int, missing text[],
               closed_at timestamptz, closed_by text, may_close boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_month date := sec.month_check(month);
    v_end date := sec.month_end(v_month);
    v_sees record := sec.sees(project);
begin
    return query
    select p.participant_id, p.company_name, e.workers, m.attended, m.halves, w.confirmed, w.disputed,
           case when c.month is null then sec.month_missing($1, p.participant_id, v_month) else '{}' end, c.closed_at, sec.account_name(c.closed_by),
           c.month is null and sec.may($1, 'month_close') and sec.acts_for($1, p.participant_id)
      from app.participant p
      cross join lateral (select count(distinct e.worker_id)::int as workers from app.engagement e
                           where e.project_id = $1 and e.participant_id = p.participant_id and e.started_on <= v_end
                             and (e.ended_on is null or e.ended_on >= v_month)) e
      cross join lateral (select count(distinct m.worker_id) filter (where m.full_mask | m.half_mask | m.part_mask <> 0)::int as attended,
                                 coalesce(sum(m.halves), 0)::bigint as halves
                            from app.attendance_month m where m.project_id = $1 and m.participant_id = p.participant_id and m.month = v_month) m
      cross join lateral (select count(*) filter (where q.word = 'confirmed')::int as confirmed,
                                 count(*) filter (where q.word = 'disputed' and q.answered_at is null)::int as disputed
                            from (select distinct on (w.worker_id) w.* from app.month_word w
                                   where w.project_id = $1 and w.participant_id = p.participant_id and w.month = v_month
                                   order by w.worker_id, w.word_id desc) q) w
      left join app.month_close c on c.project_id = $1 and c.participant_id = p.participant_id and c.month = v_month
     where p.project_id = $1 and (v_sees.whole or p.participant_id = any (v_sees.mine)) and (e.workers > 0 or m.attended > 0)
     order by p.general_contractor desc, p.company_name collate "zh-Hans-x-icu", p.participant_id;
end
$$;

create function sec.month_close(project int, request uuid, participant int, month date) returns timestamptz
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_month date := sec.month_check(month);
    v_first jsonb := sec.request_begin(project, request, 'month_close');
    v_missing text[];
    c app.month_close;
begin
    if v_first is not null then
        return (v_first ->> 'closed_at')::timestamptz;
    end if;
    if participant is null or not sec.acts_for(project, participant) then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    perform sec.attendance_lock(project);
    if exists (select 1 from app.month_close q where q.project_id = $1 and q.participant_id = $3 and q.month = v_month) then
        perform sec.fail('AX002', 'this month is closed already', 'month');
    end if;
    v_missing := sec.month_missing(project, participant, v_month);
    if v_missing <> '{}' then
        perform sec.fail('AX004', 'before the month is closed: {steps}', 'month', 'steps=' || (
            select string_agg(sec.word(k.name, k.name_en), ' · ' order by m.n) from unnest(v_missing) with ordinality as m(step, n)
              join app.code k on k.dict = 'month_step' and k.code = m.step));
    end if;
    insert into app.month_close (project_id, participant_id, month, closed_by, workers, halves, sha256)
    select $1, $3, v_month, sec.me(), count(distinct m.worker_id), coalesce(sum(m.halves), 0),
           sha256(convert_to(coalesce(string_agg(concat_ws(',', m.engagement_id, m.full_mask, m.half_mask, m.part_mask, m.minutes), ';' order by m.engagement_id), ''), 'UTF8'))
      from app.attendance_month m where m.project_id = $1 and m.participant_id = $3 and m.month = v_month
    returning * into c;
    perform sec.request_end(project, request, jsonb_build_object('closed_at', c.closed_at));
    perform sec.audit(project, 'month_close', jsonb_build_object('participant_id', $3, 'month', v_month, 'workers', c.workers, 'halves', c.halves), c.sha256);
    return c.closed_at;
end
$$;

-- A worker's word about a month, at the kiosk or by a clerk with a signed paper.
create function sec.month_word(project int, worker bigint, month date, word text, text text, means text, terminal int) returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_month date := sec.month_check(month);
    v_text text := nullif(sec.reason_check($5, 'text', $4 = 'disputed'), '');
    v_id bigint;
    m record;
begin
    if $4 is null or $4 not in ('confirmed', 'disputed') then
        perform sec.fail('AX001', 'not one of the list', 'word');
    end if;
    perform sec.attendance_lock(project);
    select sum(q.halves)::int as halves, sum(q.minutes)::int as minutes, (array_agg(q.participant_id order by q.engagement_id desc))[1] as participant_id
      into m from app.attendance_month q where q.project_id = $1 and q.month = v_month and q.worker_id = $2;
    if m.participant_id is null then
        select e.participant_id, 0 as halves, 0 as minutes into m from app.engagement e
         where e.project_id = $1 and e.worker_id = $2 and e.started_on <= sec.month_end(v_month) and (e.ended_on is null or e.ended_on >= v_month)
         order by e.engagement_id desc limit 1;
    end if;
    if m.participant_id is null then
        perform sec.fail('AX004', 'there is nothing in this month to speak about', 'month');
    elsif $4 = 'confirmed' and sec.today($1) <= sec.month_end(v_month) then
        perform sec.fail('AX004', 'the month is not over', 'month');
    end if;
    insert into app.month_word (project_id, worker_id, participant_id, month, word, means, halves, minutes, figures, text, terminal_id, account_id, answer_by_on)
    values ($1, $2, m.participant_id, v_month, $4, $6, m.halves, m.minutes, sec.month_figures($1, v_month, $2),
            case when $4 = 'disputed' then v_text end, $7, sec.me(),
            case when $4 = 'disputed' then sec.today($1) + sec.setting_int('dispute_days') end)
    returning word_id into v_id;
    perform sec.audit(project, 'month_' || $4, jsonb_build_object('word_id', v_id, 'worker_id', $2, 'month', v_month, 'means', $6));
    return v_id;
end
$$;

-- SPEC 12.3: who has no usable finger signs on paper, and the clerk attests it.
create function sec.month_attest(project int, request uuid, worker bigint, month date, word text, text text) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request, 'month_attest');
    v_id bigint;
begin
    if v_first is not null then
        return (v_first ->> 'word_id')::bigint;
    end if;
    if not exists (select 1 from app.engagement e where e.project_id = $1 and e.worker_id = $3 and sec.acts_for($1, e.participant_id)) then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    v_id := sec.month_word(project, worker, month, word, text, 'attested', null);
    perform sec.request_end(project, request, jsonb_build_object('word_id', v_id));
    return v_id;
end
$$;

create function sec.dispute_list(project int, open_only boolean, after bigint, n int)
returns table (word_id bigint, worker_id bigint, name text, company_name text, team_name text, month date, text text, halves int, at timestamptz,
               means text, answer_by_on date, overdue boolean, answer text, answered_by text, answered_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_sees record := sec.sees(project);
begin
    return query
    select d.word_id, d.worker_id, w.name, p.short_name, w.team_name, d.month, d.text, d.halves, d.at, d.means, d.answer_by_on,
           d.answered_at is null and d.answer_by_on < sec.today($1), d.answer, sec.account_name(d.answered_by), d.answered_at
      from app.month_word d
      join app.worker w on w.project_id = d.project_id and w.worker_id = d.worker_id
      join app.participant p on p.project_id = d.project_id and p.participant_id = d.participant_id
     where d.project_id = $1 and d.word = 'disputed' and (v_sees.whole or d.participant_id = any (v_sees.mine))
       and (not coalesce($2, false) or d.answered_at is null) and ($3 is null or d.word_id < $3)
     order by d.word_id desc limit least(greatest(coalesce($4, 50), 1), 500);
end
$$;

create function sec.dispute_answer(project int, request uuid, word_id bigint, answer text) returns timestamptz
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request, 'dispute_answer');
    v_answer text := sec.reason_check(answer, 'answer', true);
    d app.month_word;
begin
    if v_first is not null then
        return (v_first ->> 'answered_at')::timestamptz;
    end if;
    select * into d from app.month_word q where q.project_id = $1 and q.word_id = $3 and q.word = 'disputed' for update;
    if not found or not sec.acts_for(project, d.participant_id) then
        perform sec.fail('AX003', 'you may not do this on this project');
    elsif d.answered_at is not null then
        perform sec.fail('AX002', 'this has been answered already', 'word_id');
    end if;
    update app.month_word q set answer = v_answer, answered_by = sec.me(), answered_at = clock_timestamp()
     where q.project_id = $1 and q.word_id = $3 returning * into d;
    perform sec.request_end(project, request, jsonb_build_object('answered_at', d.answered_at));
    perform sec.audit(project, 'dispute_answer', jsonb_build_object('word_id', $3));
    return d.answered_at;
end
$$;

revoke execute on function sec.month_figures(int, date, bigint), sec.month_missing(int, int, date), sec.month_list(int, date),
    sec.month_close(int, uuid, int, date), sec.month_word(int, bigint, date, text, text, text, int),
    sec.month_attest(int, uuid, bigint, date, text, text), sec.dispute_list(int, boolean, bigint, int),
    sec.dispute_answer(int, uuid, bigint, text) from public;
grant execute on function sec.month_list(int, date), sec.month_close(int, uuid, int, date),
    sec.month_attest(int, uuid, bigint, date, text, text), sec.dispute_list(int, boolean, bigint, int),
    sec.dispute_answer(int, uuid, bigint, text) to ax_api;
