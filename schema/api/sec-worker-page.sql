-- owner: ax_search
-- A worker's own page at a kiosk (SPEC 16.0 to 16.2). The terminal answers for whose finger or card it was; the page is open for a
-- minute, for that terminal, and what it may show and do depends on the means.

create function sec.page_open(worker bigint, means text) returns table (page uuid, closes_at timestamptz) language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    k record := sec.kiosk();
    v_page uuid := gen_random_uuid();
    v_closes timestamptz := clock_timestamp() + make_interval(secs => sec.setting_int('worker_page_seconds'));
begin
    if means is null or means not in ('finger', 'card') then
        perform sec.fail('AX001', 'not one of the list', 'means');
    elsif not exists (select 1 from app.worker w where w.project_id = k.project_id and w.worker_id = $1 and w.engagement_id is not null) then
        perform sec.fail('AX003', 'this person is not engaged on this site');
    end if;
    insert into app.worker_page (project_id, page, worker_id, terminal_id, means, closes_at)
    values (k.project_id, v_page, $1, k.terminal_id, $2, v_closes);
    perform sec.audit(k.project_id, 'worker_page', jsonb_build_object('worker_id', $1, 'means', $2, 'terminal_id', k.terminal_id));
    return query select v_page, v_closes;
end
$$;

create function sec.page_close(page uuid) returns void language sql security definer
set search_path = pg_catalog, pg_temp
as $$
    update app.worker_page p set closes_at = clock_timestamp()
      from sec.kiosk() k
     where p.project_id = k.project_id and p.terminal_id = k.terminal_id and p.page = $1 and p.closes_at > clock_timestamp()
$$;

-- The open page, or a word why not. by_finger: a card is not enough.
create function sec.page_of(page uuid, by_finger boolean) returns app.worker_page language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    k record := sec.kiosk();
    p app.worker_page;
begin
    select * into p from app.worker_page q where q.project_id = k.project_id and q.page = $1 and q.terminal_id = k.terminal_id;
    if not found or p.closes_at <= clock_timestamp() then
        perform sec.fail('AX004', 'this page has closed; put the finger or card on again');
    elsif by_finger and p.means <> 'finger' then
        perform sec.fail('AX003', 'this needs the finger');
    end if;
    return p;
end
$$;

create function sec.own_record(page uuid)
returns table (name text, sex text, id_masked text, phone_masked text, worker_kind_name text, company_name text, team_name text, trade_name text,
               started_on date, ended_on date, trained_on date)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v app.worker_page := sec.page_of(page, false);
begin
    return query
    select w.name, w.sex, sec.id_masked(d.id_sealed), sec.phone_masked(w.phone), sec.word(k.name, k.name_en), p.company_name, t.name,
           sec.word(r.name, r.name_en), e.started_on, e.ended_on, e.trained_on
      from app.worker w
      join app.engagement e on e.project_id = w.project_id and e.worker_id = w.worker_id
      join app.identity_document d on d.document_id = w.document_id
      join app.participant p on p.project_id = e.project_id and p.participant_id = e.participant_id
      join app.team t on t.project_id = e.project_id and t.team_id = e.team_id
      join app.worker_kind k on k.worker_kind = e.worker_kind
      join app.trade r on r.trade = e.trade
     where w.project_id = v.project_id and w.worker_id = v.worker_id
     order by e.started_on desc, e.engagement_id desc;
end
$$;

create function sec.own_terms(page uuid)
returns table (from_on date, agreement_kind_name text, number text, period_name text, until_on date, pay_kind text, pay_kind_name text,
               rate_fen numeric, pay_day int)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v app.worker_page := sec.page_of(page, true);
begin
    return query select t.from_on, t.agreement_kind_name, t.number, t.period_name, t.until_on, t.pay_kind, t.pay_kind_name, t.rate_fen, t.pay_day
                   from sec.terms_of(v.project_id, v.worker_id) t;
end
$$;

create function sec.own_months(page uuid)
returns table (month date, full_mask int, half_mask int, part_mask int, halves int, minutes int, word text, stale boolean, closed boolean,
               dispute text, answer_by_on date, answer text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v app.worker_page := sec.page_of(page, false);
begin
    return query
    select m.month, bit_or(m.full_mask), bit_or(m.half_mask), bit_or(m.part_mask), sum(m.halves)::int, sum(m.minutes)::int,
           max(l.word), bool_or(case when l.word is not null then l.figures <> sec.month_figures(v.project_id, m.month, v.worker_id) end),
           bool_and(c.month is not null), max(l.text), max(l.answer_by_on), max(l.answer)
      from app.attendance_month m
      left join app.month_close c on c.project_id = m.project_id and c.participant_id = m.participant_id and c.month = m.month
      left join lateral (select q.* from app.month_word q where q.project_id = m.project_id and q.worker_id = m.worker_id and q.month = m.month
                          order by q.word_id desc limit 1) l on true
     where m.project_id = v.project_id and m.worker_id = v.worker_id
     group by m.month order by m.month desc limit 24;
end
$$;

create function sec.own_punches(page uuid, day date)
returns table (at timestamptz, direction text, source text, state text, reason text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v app.worker_page := sec.page_of(page, false);
begin
    perform sec.day_check(day, 'day');
    return query select p.at, p.direction, p.source, p.state, p.reason from sec.day_punches(v.project_id, v.worker_id, $2) p;
end
$$;

create function sec.own_word(page uuid, month date, word text, text text) returns bigint language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v app.worker_page := sec.page_of(page, true);
begin
    return sec.month_word(v.project_id, v.worker_id, $2, $3, $4, 'finger', v.terminal_id);
end
$$;

revoke execute on function sec.page_open(bigint, text), sec.page_close(uuid), sec.page_of(uuid, boolean), sec.own_record(uuid),
    sec.own_terms(uuid), sec.own_months(uuid), sec.own_punches(uuid, date), sec.own_word(uuid, date, text, text) from public;
grant execute on function sec.page_open(bigint, text), sec.page_close(uuid), sec.own_record(uuid), sec.own_terms(uuid),
    sec.own_months(uuid), sec.own_punches(uuid, date), sec.own_word(uuid, date, text, text) to ax_api;
