-- owner: ax_search
-- What a kiosk brings: its journal, its punches, whom it may expect (SPEC 10.1, 10.2, 19.5, 22.6). A kiosk's project is the one its
-- terminal is bound to, whatever it sends.

create function sec.kiosk(out terminal_id int, out project_id int) language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    select t.terminal_id, t.project_id into terminal_id, project_id
      from app.terminal t join app.project j on j.project_id = t.project_id and j.approval = 'approved'
     where t.login = session_user and t.withdrawn_at is null;
    if project_id is null then
        perform sec.fail('AX004', 'this terminal is bound to no project; an administrator binds it');
    end if;
end
$$;

create function sec.kiosk_site() returns table (project_id int, name text, zone text, server_time timestamptz, closed_site boolean,
                                                fold_seconds int, page_seconds int)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select j.project_id, j.name, j.zone, clock_timestamp(), j.closed_site, sec.setting_int('punch_fold_seconds'),
           sec.setting_int('worker_page_seconds')
      from sec.kiosk() k join app.project j on j.project_id = k.project_id
$$;

-- Tells of a journal and the key its rows are signed with; the same again is well, another key for it is not.
create function sec.kiosk_journal(journal uuid, key bytea) returns bigint language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    k record := sec.kiosk();
    q app.kiosk_journal;
begin
    if journal is null or octet_length(key) is distinct from 32 then
        perform sec.fail('AX001', 'not a value of this kind', 'key');
    end if;
    insert into app.kiosk_journal (journal, terminal_id, project_id, key_sealed)
    values ($1, k.terminal_id, k.project_id, sec.seal('journal', encode($2, 'hex'))) on conflict do nothing;
    select * into q from app.kiosk_journal o where o.terminal_id = k.terminal_id and o.journal = $1;
    if q.project_id <> k.project_id or sec.unseal('journal', q.key_sealed) <> encode($2, 'hex') then
        perform sec.fail('AX002', 'this journal is another one''s', 'journal');
    end if;
    return q.seq;
end
$$;

-- What a row's signature is over, after the signature of the row before it. Times in microseconds since 1970.
create function sec.punch_text(journal uuid, seq bigint, worker bigint, at timestamptz, direction text, source text, mono_ms bigint,
                               boot_id uuid, score int, margin int, engine text) returns text language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return concat_ws('|', $1, $2, $3, (extract(epoch from $4) * 1000000)::bigint, $5, $6, coalesce($7::text, ''), coalesce($8::text, ''),
                     coalesce($9::text, ''), coalesce($10::text, ''), coalesce($11, ''));
end
$$;

-- A month that app.punch has no partition for yet.
create function sec.punch_month_need(month date) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select 1 from app.punch_month m where m.month = sec.month_of($1)) then
        perform meta.punch_month_make(sec.month_of($1));
        insert into app.punch_month (month) values (sec.month_of($1)) on conflict do nothing;
    end if;
end
$$;

-- Takes rows of a journal in, each once however often it is sent. before: the signature of the row before the first one. sent_*: the
-- device's clocks when it sent; by the monotonic one of the same boot every row's own clock is judged. A row whose signature does not
-- fit is kept and waits for a reviewer; a missing number is noted. Nothing that is a punch is ever refused for what it says.
create function sec.punch_put(journal uuid, before bytea, sent_at timestamptz, sent_mono_ms bigint, sent_boot_id uuid, seqs bigint[],
                              workers bigint[], ats timestamptz[], directions text[], sources text[], mono_mss bigint[], boot_ids uuid[],
                              scores int[], margins int[], engines text[], macs bytea[])
returns table (last_seq bigint, taken int, again int, held int, astray int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    k record := sec.kiosk();
    v_n int := cardinality(seqs);
    v_now timestamptz;
    v_zone text := (select j.zone from app.project j where j.project_id = k.project_id);
    v_key bytea;
    q app.kiosk_journal;
    v_count int := sec.setting_int('punch_series_count');
    v_series interval := make_interval(secs => sec.setting_int('punch_series_seconds'));
    v_skew int := sec.setting_int('punch_skew_seconds');
    v_late interval := make_interval(hours => sec.setting_int('punch_late_hours'));
    v_from timestamptz;
    v_holds int := (select sum(x.bit) from app.exception_kind x where x.holds);
    v_shut boolean;
    v_new bigint[];
    v_day_from date[];
    v_day_until date[];
    v_month date;
begin
    if coalesce(v_n, 0) not between 1 and 1000 or sent_at is null then
        perform sec.fail('AX001', 'send 1 to 1000 punches at a time', 'seqs');
    end if;
    if exists (select 1 from (values (cardinality(workers)), (cardinality(ats)), (cardinality(directions)), (cardinality(sources)),
                  (cardinality(mono_mss)), (cardinality(boot_ids)), (cardinality(scores)), (cardinality(margins)), (cardinality(engines)),
                  (cardinality(macs))) l(n) where l.n is distinct from v_n)
       or array_position(workers, null) is not null or array_position(ats, null) is not null or array_position(macs, null) is not null
       or exists (select 1 from unnest(ats) t where not isfinite(t))
       or not (directions <@ array['in', 'out', 'unknown']) or not (sources <@ array['finger', 'card', 'number'])
       or exists (select 1 from unnest(seqs) with ordinality s(seq, n) where s.seq is null or s.seq < 1 or (s.n > 1 and s.seq <= seqs[s.n - 1]))
       or exists (select 1 from unnest(engines) t where char_length(t) > 40) then
        perform sec.fail('AX001', 'not a value of this kind', 'seqs');
    end if;
    perform sec.attendance_lock(k.project_id);
    select * into q from app.kiosk_journal o where o.terminal_id = k.terminal_id and o.journal = $1 for update;
    if not found or q.project_id <> k.project_id then
        perform sec.fail('AX004', 'tell of the journal first', 'journal');
    end if;
    v_key := decode(sec.unseal('journal', q.key_sealed), 'hex');
    v_now := clock_timestamp();
    v_shut := exists (select 1 from app.month_close c where c.project_id = k.project_id);
    for v_month in select distinct date_trunc('month', t at time zone 'Asia/Shanghai')::date from unnest(ats) t
                    where t between v_now - make_interval(months => sec.setting_int('punch_months')) and v_now + interval '1 day' loop
        perform sec.punch_month_need(v_month);
    end loop;
    v_from := sec.punches_from()::timestamp at time zone 'Asia/Shanghai';

    with t as materialized (
        select t.*, (t.at at time zone v_zone)::date as day,
               coalesce(lag(t.mac) over (order by t.seq), $2, '\x') as prev,
               case when t.boot_id = $5 and $4 is not null and t.mono_ms is not null
                    then extract(epoch from t.at - (v_now - ($4 - t.mono_ms) * interval '1 millisecond'))
                    else extract(epoch from $3 - v_now) end as skew
          from unnest($6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            as t (seq, worker_id, at, direction, source, mono_ms, boot_id, score, margin, engine, mac)
    ), s as (                                                    -- with the punches before this call, to tell a series
        select r.seq, count(*) over w = v_count and max(r.at) over w - min(r.at) over w <= v_series as series
          from (select t.seq, t.at from t union all
                select q.seq - cardinality(q.recent) + n, a from unnest(q.recent) with ordinality u(a, n)
                 where $6[1] > q.seq) r
        window w as (order by r.seq rows between v_count - 1 preceding and current row)
    ), j as materialized (
        select t.*, s.series, w.worker_id is not null as here, w.engagement_id,
               case when w.worker_id is null then 'not_here' when w.engagement_id is null then 'not_live'
                    when t.at > v_now + interval '1 day' then 'future' when t.at < v_from then 'too_old' end as why,
               case when v_shut and w.engagement_id is not null then exists (
                   select 1 from app.month_close c
                    where c.project_id = k.project_id
                      and c.month = sec.month_of(t.day - case when t.direction = 'out' then 1 else 0 end)
                      and c.participant_id = coalesce((select e.participant_id from app.engagement e
                            where e.project_id = k.project_id and e.worker_id = t.worker_id and e.started_on <= t.day
                            order by e.started_on desc limit 1), w.participant_id)) else false end as shut
          from t join s on s.seq = t.seq
          left join lateral (select w.* from app.worker w where w.project_id = k.project_id and w.worker_id = t.worker_id offset 0) w on true
    ), put as (
        insert into app.punch (project_id, worker_id, punched_at, day, direction, source, flags, journal_id, seq, received_at, mono_ms,
                               boot_id, skew_s, score, margin, engine)
        select k.project_id, j.worker_id, j.at, j.day, j.direction, j.source,
               case when j.shut then 8 else 0 end
               | case when sec.hmac(j.prev || convert_to(sec.punch_text($1, j.seq, j.worker_id, j.at, j.direction, j.source, j.mono_ms,
                          j.boot_id, j.score, j.margin, j.engine), 'UTF8'), v_key, 'sha256') <> j.mac then 16 else 0 end
               | case when v_now - j.at > v_late then 32 else 0 end
               | case when abs(j.skew) > v_skew then 64 else 0 end
               | case when j.series then 128 else 0 end,
               q.journal_id, j.seq, v_now, j.mono_ms, j.boot_id, greatest(least(j.skew, 2000000000), -2000000000)::int, j.score, j.margin, j.engine
          from j where j.why is null order by j.at
        on conflict do nothing returning punch.worker_id, punch.day, punch.direction, punch.flags
    ), lost as (
        insert into app.punch_astray (project_id, journal_id, seq, worker_id, punched_at, direction, source, why)
        select k.project_id, q.journal_id, j.seq, j.worker_id, j.at, j.direction, j.source, j.why from j where j.why is not null
        on conflict do nothing returning 1
    ), w as (
        select p.worker_id, min(p.day - case when p.direction = 'out' then 1 else 0 end) as from_on,
               max(p.day + case when p.direction = 'in' then 1 else 0 end) as until_on from put p group by p.worker_id order by p.worker_id
    )
    select (select array_agg(w.worker_id) from w), (select array_agg(w.from_on) from w), (select array_agg(w.until_on) from w),
           (select count(*) from put), (select count(*) from put p where p.flags & v_holds <> 0), (select count(*) from lost)
      into v_new, v_day_from, v_day_until, taken, held, astray;
    again := v_n - taken - astray;
    if taken > 0 then
        perform sec.attendance_refresh(k.project_id, v_new, v_day_from, v_day_until);
    end if;

    -- Where the journal stands, and what is missing in it: between this call and the last, or inside this one.
    if $6[1] > q.seq + 1 or ($6[1] = q.seq + 1 and coalesce($2, '\x') <> q.mac) then
        insert into app.journal_gap (project_id, journal_id, after_seq, next_seq) values (k.project_id, q.journal_id, q.seq, $6[1]);
    end if;
    insert into app.journal_gap (project_id, journal_id, after_seq, next_seq)
    select k.project_id, q.journal_id, g.prev, g.seq from (select x as seq, lag(x) over (order by x) as prev from unnest($6) x) g
     where g.seq > g.prev + 1 and g.seq > q.seq;
    if $6[v_n] > q.seq then
        update app.kiosk_journal o
           set seq = $6[v_n], mac = $16[v_n], received_at = v_now, recent = (q.recent || $8)[greatest(cardinality(q.recent) + v_n - v_count + 2, 1):]
         where o.journal_id = q.journal_id;
    end if;
    last_seq := greatest(q.seq, $6[v_n]);
    if taken + astray > 0 then
        update app.attendance_head h set received_at = v_now, punches = h.punches + taken where h.project_id = k.project_id;
        perform sec.audit(k.project_id, 'punch_put', jsonb_build_object('journal_id', q.journal_id, 'from_seq', $6[1], 'until_seq', $6[v_n],
                          'taken', taken, 'astray', astray), sha256($16[v_n]));
    end if;
    return next;
end
$$;

-- Whom the kiosk may expect: everybody who is or was engaged here, for who comes after the exit is told so. card_mac: the keyed digest
-- of the document's number under the journal's key, so that a card is known with the database away and no number leaves it.
create function sec.kiosk_roster(journal uuid, after bigint, n int)
returns table (worker_id bigint, name text, team_name text, company_name text, worker_kind text, started_on date, ended_on date,
               card_mac bytea, last_at timestamptz, last_direction text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    k record := sec.kiosk();
    v_key bytea;
begin
    select decode(sec.unseal('journal', q.key_sealed), 'hex') into v_key
      from app.kiosk_journal q where q.terminal_id = k.terminal_id and q.journal = $1 and q.project_id = k.project_id;
    if v_key is null then
        perform sec.fail('AX004', 'tell of the journal first', 'journal');
    end if;
    return query
    select w.worker_id, w.name, w.team_name, p.short_name, w.worker_kind, w.started_on, w.ended_on,
           sec.hmac(convert_to(sec.unseal('id', d.id_sealed), 'UTF8'), v_key, 'sha256'), l.punched_at, l.direction
      from (select * from app.worker w where w.project_id = k.project_id and w.engagement_id is not null and w.worker_id > coalesce($2, 0)
             order by w.worker_id limit least(greatest(coalesce($3, 100), 1), 500)) w
      join app.participant p on p.project_id = w.project_id and p.participant_id = w.participant_id
      join app.identity_document d on d.document_id = w.document_id
      left join lateral (select u.punched_at, u.direction from app.punch u
                          where u.project_id = k.project_id and u.worker_id = w.worker_id and u.punched_at > now() - interval '2 days'
                          order by u.punched_at desc limit 1) l on true
     order by w.worker_id;
end
$$;

-- What the kiosk shows beside a name: the record of the day that a punch made now would go to.
create function sec.kiosk_today(worker bigint)
returns table (day date, first_in timestamptz, last_out timestamptz, minutes int, halves int, held int, month_halves int)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    k record := sec.kiosk();
    v_today date := sec.today(k.project_id);
begin
    return query
    select d.day, d.first_in, d.last_out, d.minutes, d.halves, d.held,
           (select coalesce(sum(m.halves), 0)::int from app.attendance_month m
             where m.project_id = k.project_id and m.worker_id = $1 and m.month = sec.month_of(d.day))
      from app.attendance_day d
     where d.project_id = k.project_id and d.day in (v_today, v_today - 1) and d.worker_id = $1
       and (d.day = v_today or d.last_out > now() - interval '12 hours' or d.last_out is null)
     order by d.day desc limit 1;
end
$$;

-- Kiosks of a project, as an administrator looks after them: how far each has sent, what is missing, what went astray.
create function sec.kiosk_list(project int)
returns table (login text, name text, last_seen_at timestamptz, withdrawn boolean, journal_id int, last_seq bigint, received_at timestamptz,
               gaps int, astray int)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select t.login, t.name, t.last_seen_at, t.withdrawn_at is not null, q.journal_id, q.seq, q.received_at,
           (select count(*)::int from app.journal_gap g where g.project_id = $1 and g.journal_id = q.journal_id),
           (select count(*)::int from app.punch_astray s where s.project_id = $1 and s.journal_id = q.journal_id)
      from app.terminal t
      left join app.kiosk_journal q on q.terminal_id = t.terminal_id and q.project_id = $1
     where t.project_id = $1 or q.journal_id is not null
     order by t.login, q.journal_id
$$;

create function sec.astray_list(project int, after bigint, n int)
returns table (astray_id bigint, terminal text, worker_id bigint, punched_at timestamptz, direction text, source text, why text,
               received_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select s.astray_id, t.name, s.worker_id, s.punched_at, s.direction, s.source, s.why, s.received_at
      from app.punch_astray s
      join app.kiosk_journal q on q.journal_id = s.journal_id
      join app.terminal t on t.terminal_id = q.terminal_id
     where s.project_id = $1 and ($2 is null or s.astray_id < $2)
     order by s.astray_id desc limit least(greatest(coalesce($3, 50), 1), 500)
$$;

revoke execute on function sec.kiosk(), sec.kiosk_site(), sec.kiosk_journal(uuid, bytea),
    sec.punch_text(uuid, bigint, bigint, timestamptz, text, text, bigint, uuid, int, int, text), sec.punch_month_need(date),
    sec.punch_put(uuid, bytea, timestamptz, bigint, uuid, bigint[], bigint[], timestamptz[], text[], text[], bigint[], uuid[], int[], int[],
                  text[], bytea[]),
    sec.kiosk_roster(uuid, bigint, int), sec.kiosk_today(bigint), sec.kiosk_list(int), sec.astray_list(int, bigint, int) from public;
grant execute on function sec.kiosk_site(), sec.kiosk_journal(uuid, bytea),
    sec.punch_put(uuid, bytea, timestamptz, bigint, uuid, bigint[], bigint[], timestamptz[], text[], text[], bigint[], uuid[], int[], int[],
                  text[], bytea[]),
    sec.kiosk_roster(uuid, bigint, int), sec.kiosk_today(bigint), sec.kiosk_list(int), sec.astray_list(int, bigint, int) to ax_api;
