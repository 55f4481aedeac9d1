-- SPEC 10.1 to 10.7: punches of a kiosk, once each; what they make of days and months; who sees it. SPEC 22.6: the journal.
begin;
set local search_path = tap, pg_catalog;
select plan(83);
create temporary table v as select tap.project('天山花园二期') as p, tap.project('样本学府一标段') as q;
create temporary table page (n int, worker_id bigint, name text, at jsonb);
grant all on v, page to public;
create function tap.w(n int) returns bigint language sql as $$ select tap.worker_of('钢筋一班', n) $$;
create function tap.mask(worker bigint, days int) returns text language sql security definer as $$
    select concat_ws(' ', case when m.full_mask >> b & 1 = 1 then 'full' when m.half_mask >> b & 1 = 1 then 'half' when m.part_mask >> b & 1 = 1 then 'part' else '-' end)
      from app.attendance_month m, lateral (select extract(day from tap.day($2))::int - 1 as b) b
     where m.project_id = (select p from v) and m.worker_id = $1 and m.month = date_trunc('month', tap.day($2)::timestamp)::date
$$;

create function tap.card_mac(worker bigint) returns bytea language sql security definer as $$
    select sec.hmac(convert_to(sec.unseal('id', d.id_sealed), 'UTF8'), key, 'sha256') from tap.kiosk, app.identity_document d where d.person_id = worker
$$;

-- The terminal and its project.
select tap.act('t');
select is(tap.outcome('select * from api.kiosk_site()'), 'AX004||this terminal is bound to no project; an administrator binds it', 'SPEC 19.5: a terminal that is bound to no project is no kiosk');
select tap.act(null);
select tap.kiosk_new();
select is((select name from api.kiosk_site()), '天山花园二期', 'SPEC 19.5: a bound one knows its project');
select is(api.kiosk_journal((select journal from tap.kiosk), (select key from tap.kiosk)), 0::bigint, 'SPEC 22.6: a journal is told of once or again');
select is(tap.outcome('select api.kiosk_journal((select journal from tap.kiosk), sha256(''other''))'), 'AX002|journal|this journal is another one''s', 'SPEC 22.6: not under another key');
select is(tap.outcome('select api.kiosk_journal(gen_random_uuid(), ''short'')'), 'AX001|key|not a value of this kind', 'SPEC 22.6: nor with a short one');
select ok((select bool_and(w.project_id = (select p from v)) and count(*) > 100 from api.kiosk_roster((select journal from tap.kiosk), 0, 500) r, lateral (select (select p from v) as project_id) w), 'SPEC 12.2: the roster is of this site');
select is((select count(*)::int from api.kiosk_roster((select journal from tap.kiosk), 0, 2)), 2, 'SPEC 22.6: and comes in pages');
select is((select r.card_mac from api.kiosk_roster((select journal from tap.kiosk), tap.w(1) - 1, 1) r), tap.card_mac(tap.w(1)), 'SPEC 12.2: a card is known by its keyed digest');
select is(split_part(tap.outcome('select * from api.worker_list((select p from v), ''{}'', ''name'', false, null, 1)'), '|', 1), '42501', 'SPEC 19.5: a kiosk can do nothing else');

-- A day and a night.
select is(tap.put(array[tap.w(1), tap.w(2), tap.w(3)], array[tap.at(-3, '07:58'), tap.at(-3, '07:59:00'), tap.at(-3, '20:01')], array['in', 'in', 'in']), '3 3 0 0 0', 'SPEC 22.6: three punches come');
select is(tap.put(array[tap.w(1), tap.w(2), tap.w(3)], array[tap.at(-3, '07:58'), tap.at(-3, '07:59:00'), tap.at(-3, '20:01')], array['in', 'in', 'in'], 1), '3 0 3 0 0', 'SPEC 10.1: sent again they are not there twice');
select is(tap.stands(tap.w(1), -3), '0 0 1 0 late+missing_out', 'SPEC 10.4: an in alone makes no day');
select is(tap.mask(tap.w(1), -3), 'part', 'SPEC 10.5: and a hollow star');
select is(tap.put(array[tap.w(1), tap.w(3)], array[tap.at(-3, '18:03'), tap.at(-2, '06:05')], array['out', 'out']), '5 2 0 0 0', 'SPEC 10.4: the outs come');
select is(tap.stands(tap.w(1), -3), '2 605 2 0 late', 'SPEC 10.4: in and out make a day');
select is(tap.mask(tap.w(1), -3), 'full', 'SPEC 10.5: a star');
select is(tap.stands(tap.w(3), -3), '2 604 2 0 late', 'SPEC 10.4: a night shift is of the day of its in');
select is(tap.stands(tap.w(3), -2), null, 'SPEC 10.4: and not of the next');
select is(tap.put(array[tap.w(1)], array[tap.at(-3, '18:03:40')], array['out']), '6 1 0 0 0', 'SPEC 10.1: a double tap is kept');
select is(tap.stands(tap.w(1), -3), '2 605 2 0 late', 'SPEC 10.1: and counts once');
select is(tap.put(array[tap.w(4)], array[tap.at(-3, '07:00')], array['in']), '7 1 0 0 0', 'SPEC 10.4: an in');
select is(tap.put(array[tap.w(4)], array[tap.at(-2, '01:30')], array['out']), '8 1 0 0 0', 'SPEC 10.4: and an out 18 hours later');
select is(tap.stands(tap.w(4), -2), '0 0 1 0 late+missing_in+over_open', 'SPEC 10.4: an in older than 16 hours is not closed by it');
select is(tap.stands(tap.w(4), -3), '0 0 1 0 late+missing_out', 'SPEC 10.9: and stays open');
-- Without directions.
select is(tap.put(array[tap.w(5), tap.w(5), tap.w(5), tap.w(6), tap.w(6)], array[tap.at(-3, '08:00'), tap.at(-3, '12:10'), tap.at(-3, '18:00'), tap.at(-3, '08:00'), tap.at(-3, '08:20')], array_fill('unknown'::text, array[5])), '13 5 0 0 0', 'SPEC 10.4: punches without directions');
select is(tap.stands(tap.w(5), -3), '2 600 3 0 late', 'SPEC 10.4: first and last are in and out');
select is(tap.stands(tap.w(6), -3), '0 0 2 0 late+missing_out', 'SPEC 10.4: unless they are less than half an hour apart');
-- What comes late and out of order.
select is(tap.put(array[tap.w(7)], array[tap.at(-2, '06:00')], array['out']), '14 1 0 0 0', 'SPEC 22.6: an out comes before its in');
select is(tap.stands(tap.w(7), -2), '0 0 1 0 late+missing_in', 'SPEC 10.9: and stands alone');
select is(tap.put(array[tap.w(7)], array[tap.at(-3, '19:00')], array['in']), '15 1 0 0 0', 'SPEC 22.6: then the in comes');
select is(coalesce(tap.stands(tap.w(7), -2), 'none') || ' / ' || tap.stands(tap.w(7), -3), 'none / 2 660 2 0 late', 'SPEC 10.4: and the day is that of the in, whatever came first');
-- Somebody else, nobody, never.
select is(tap.put(array[999999, tap.worker_of('管道班', 1)], array[tap.at(-1, '08:00'), tap.at(-1, '08:00:30')], array['in', 'in']), '17 0 0 0 2', 'SPEC 10.2: of another site: kept, not counted');
select is(tap.put(array[tap.w(1), tap.w(1)], array[tap.at(400, '08:00'), tap.at(-900, '08:00')], array['in', 'in']), '19 0 0 0 2', 'research 5: a device clock far off does not stop the journal');
select is(tap.put(array[tap.w(1), tap.w(1)], array[tap.at(400, '08:00'), tap.at(-900, '08:00')], array['in', 'in'], 18), '19 0 2 0 0', 'SPEC 10.1: and what went astray is not there twice');
select is(tap.outcome('select api.punch_put(null, null, now(), null, null, ''{}'', ''{}'', ''{}'', ''{}'', ''{}'', ''{}'', ''{}'', ''{}'', ''{}'', ''{}'', ''{}'')'), 'AX001|seqs|send 1 to 1000 punches at a time', 'SPEC 22.6: nothing is no call');
select is(split_part(tap.outcome('select tap.put(array[tap.w(1)], array[now()], array[''up''])'), '|', 1), 'AX001', 'SPEC 10.1: a direction is one of three');
-- The device's clocks and the chain.
select is(tap.put(array[tap.w(8)], array[clock_timestamp() - interval '2 hours'], array['in'], null, clock_timestamp(), array[1000::bigint], 61000, '00000000-0000-4000-8000-00000000000b'), '20 1 0 0 0', 'research 5: a clock that was two hours slow');
select is((select count(*)::int from api.kiosk_roster((select journal from tap.kiosk), tap.w(8) - 1, 1) where last_direction = 'in'), 1, 'SPEC 10.2: the roster says who came in last');
select is(tap.put(array[tap.w(9), tap.w(9)], array[tap.at(-1, '08:00'), tap.at(-1, '18:00')], array['in', 'out'], null, clock_timestamp(), null, null, null, 1), '22 2 0 2 0', 'SPEC 22.6: a row whose signature does not fit is held, and what hangs on it');
select matches(tap.stands(tap.w(9), -1), '^0 0 0 2 unsigned', 'SPEC 22.6: and does not count');
select is(tap.put(array[tap.w(10)], array[tap.at(-1, '08:00')], array['in'], 30), '30 1 0 0 0', 'SPEC 22.6: numbers are missing');
select tap.act(null);
select results_eq('select after_seq, next_seq from app.journal_gap order by gap_id', 'values (22::bigint, 30::bigint)', 'SPEC 22.6: which is noted') ;
select tap.act('t');
select is(tap.put(array[tap.w(11), tap.w(12), tap.w(13), tap.w(14)], array[tap.at(-1, '08:01:00'), tap.at(-1, '08:01:01'), tap.at(-1, '08:01:02'), tap.at(-1, '08:01:03')], array_fill('in'::text, array[4])), '34 4 0 0 0', 'SPEC 10.9: four within four seconds');
select matches(tap.stands(tap.w(14), -1), 'series', 'SPEC 10.9: are a series on one device');
select is((select concat_ws(' ', halves, minutes, day = tap.day(-3)) from api.kiosk_today(tap.w(1))), null, 'SPEC 10.2: nothing today yet');

-- After the exit, and a changed exit.
select tap.act(null);
update app.engagement set ended_on = tap.day(-4) where project_id = (select p from v) and worker_id = tap.w(15);
select tap.act('t');
select is(tap.put(array[tap.w(15), tap.w(15)], array[tap.at(-2, '08:00'), tap.at(-2, '18:00')], array['in', 'out']), '36 2 0 0 0', 'SPEC 10.9: somebody punches after the exit');
select matches(tap.stands(tap.w(15), -2), '^0 0 0 2 not_engaged', 'SPEC 10.9: which counts only when it is approved');
select tap.act(null);
update app.engagement set ended_on = tap.day(-1) where project_id = (select p from v) and worker_id = tap.w(15);
select is(tap.stands(tap.w(15), -2), '2 600 2 0 late', 'SPEC 8.4: a day within the engagement counts');
update app.engagement set ended_on = tap.day(-5) where project_id = (select p from v) and worker_id = tap.w(15);
select matches(tap.stands(tap.w(15), -2), '^0 0 0 2', 'SPEC 8.4: and an exit that is dated back takes it out again');
-- By hours, from the day of the change on.
update app.project set attended_rule = 'hours' where project_id = (select p from v);
insert into app.attendance_rule values ((select p from v), tap.day(-2), 'hours', 8) on conflict do nothing;
select tap.act('t');
select is(tap.put(array[tap.w(16), tap.w(16), tap.w(17), tap.w(17), tap.w(18), tap.w(18), tap.w(19), tap.w(19)],
    array[tap.at(-1, '09:00'), tap.at(-1, '17:00'), tap.at(-1, '09:10'), tap.at(-1, '13:10'), tap.at(-1, '09:20'), tap.at(-1, '13:19'), tap.at(-3, '09:30'), tap.at(-3, '13:29')],
    array['in', 'out', 'in', 'out', 'in', 'out', 'in', 'out']), '44 8 0 0 0', 'SPEC 10.4: by hours');
select is(split_part(tap.stands(tap.w(16), -1), ' ', 1) || tap.mask(tap.w(16), -1), '2full', 'SPEC 10.4: eight hours are a day');
select is(split_part(tap.stands(tap.w(17), -1), ' ', 1) || tap.mask(tap.w(17), -1), '1half', 'SPEC 10.4: four are half a day');
select is(split_part(tap.stands(tap.w(18), -1), ' ', 1) || tap.mask(tap.w(18), -1), '0part', 'SPEC 10.4: less is none');
select is(split_part(tap.stands(tap.w(19), -3), ' ', 1), '2', 'SPEC 10.4: days before the change count as they did');

-- Who looks, and at what.
select tap.act('19900000003');
select is((select halves from api.attendance_month_list((select p from v), tap.day(-3), '{}', 'name', false, null, 500) where worker_id = tap.w(1)), 2, 'SPEC 10.5: a reviewer reads the month');
select is((select count(*)::int from api.attendance_month_list((select p from v), tap.day(-3), '{"tab":"with"}', 'name', false, null, 500)),
          (select attended from api.attendance_month_head((select p from v), tap.day(-3), '{}')), 'SPEC 10.5: with attendance, as the head counts');
select is((select rows from api.attendance_month_head((select p from v), tap.day(-3), '{"tab":"without"}')) + (select rows from api.attendance_month_head((select p from v), tap.day(-3), '{"tab":"with"}')),
          (select rows from api.attendance_month_head((select p from v), tap.day(-3), '{}')), 'SPEC 10.5: with and without are all');
insert into page select row_number() over (), m.worker_id, m.name, m.at from api.attendance_month_list((select p from v), tap.day(-3), '{}', 'team', false, null, 7) m;
select results_eq(format($$ select worker_id from api.attendance_month_list((select p from v), tap.day(-3), '{}', 'team', false, %L, 4) $$, (select at from page where n = 3)), 'select worker_id from page where n > 3 order by n', 'DESIGN 3: pages follow one another');
select results_eq(format($$ select worker_id from api.attendance_month_list((select p from v), tap.day(-3), '{}', 'team', true, %L, 4) $$, (select at from page where n = 7)), 'select worker_id from page where n between 3 and 6 order by n', 'DESIGN 3: backwards, too');
select is((select max(halves) from api.attendance_month_list((select p from v), tap.day(-3), '{}', '-days', false, null, 1)), (select max(halves) from api.attendance_month_list((select p from v), tap.day(-3), '{}', 'name', false, null, 500)), 'SPEC 10.5: by days, most first');
select is((select count(distinct team_name)::int from api.attendance_month_list((select p from v), tap.day(-3), format('{"team_id":%s}', tap.team('木工二班'))::jsonb, 'name', false, null, 500)), 1, 'SPEC 10.5: of one team');
select is((select count(*)::int from api.attendance_month_list((select p from v), tap.day(-3), jsonb_build_object('search', (select name from page where n = 1)), 'name', false, null, 500)) > 0, true, 'SPEC 8.6: found by name');
select is(tap.outcome('select * from api.attendance_month_list((select p from v), null, ''{}'', ''name'', false, null, 1)'), 'AX001|month|this field is required', 'SPEC 10.5: a month is needed');
select is(tap.outcome('select * from api.attendance_month_list((select p from v), current_date, ''{"sex":"male"}'', ''name'', false, null, 1)'), 'AX001|sex|unknown field', 'SPEC 10.5: a filter that is none');
select is((select state from api.attendance_day_list((select p from v), tap.day(-3), '{}', 'in', false, null, 500) where worker_id = tap.w(3)), 'attended', 'SPEC 10.6: the daily table');
select is((select string_agg(distinct state, ',') from api.attendance_day_list((select p from v), tap.day(-3), '{"tab":"without"}', 'name', false, null, 500)), 'absent', 'SPEC 10.6: who was not there');
select ok((select 'skew' = any (exceptions) and skew_s between -7142 and -7138 from api.punch_list((select p from v), tap.w(8), ((now() - interval '2 hours') at time zone 'Asia/Shanghai')::date)), 'research 5: a clock two hours slow is told by the monotonic one');
select results_eq('select direction, state, to_char(at at time zone ''Asia/Shanghai'', ''HH24:MI:SS'') from api.punch_list((select p from v), tap.w(1), tap.day(-3))',
    $$ values ('in', 'counted', '07:58:00'), ('out', 'counted', '18:03:00'), ('out', 'folded', '18:03:40') $$, 'SPEC 10.5: down to the punch');
select is((select count(*)::int from api.punch_list((select p from v), tap.w(3), tap.day(-3))), 2, 'SPEC 10.5: of a night the morning''s, too');
select is((select present from api.attendance_figures((select p from v), tap.day(-3), tap.day(-3))), (select count(*)::int from api.attendance_day_list((select p from v), tap.day(-3), '{"tab":"with"}', 'name', false, null, 500) where state <> 'held'), 'SPEC 10.7: present are those who punched');
select is((select rate from api.attendance_figures((select p from v), date '2001-01-01', date '2001-01-01')), 0.0, 'SPEC 10.7: 0.0 when nobody was there to come');
select tap.act('19900000005');
select is((select count(*)::int from api.attendance_month_list((select p from v), tap.day(-3), '{}', 'name', false, null, 500) where team_name = '电气安装班'), 0, 'SPEC 6.3: a subcontractor''s clerk sees none of another company''s');
select is(split_part(tap.outcome(format('select * from api.punch_list((select p from v), %s, current_date)', tap.worker_of('电气安装班', 1))), '|', 1), 'AX003', 'SPEC 6.3: nor a punch');
select tap.act('19900000006');
select is(split_part(tap.outcome('select * from api.attendance_month_list((select p from v), current_date, ''{}'', ''name'', false, null, 1)'), '|', 1), 'AX003', 'SPEC 6.3: another project''s clerk sees nothing');

-- The nightly look.
select tap.act(null);
select is((select sum(sec.attendance_verify((select p from v), tap.day(-i)))::int from generate_series(1, 3) i), 0, 'SPEC 10: the days are what their punches make');
update app.attendance_day set halves = 0 where project_id = (select p from v) and worker_id = tap.w(1) and day = tap.day(-3);
select is(sec.attendance_verify((select p from v), tap.day(-3)), 2, 'SPEC 10: a changed day is found, and that its month differs');
select is(sec.attendance_verify((select p from v), tap.day(-3)), 0, 'SPEC 10: and noted once');
select tap.act('19900000003');
select is((select string_agg(what, ',' order by what) from api.attendance_fault_list((select p from v))), 'day,month', 'SPEC 10.9: where the reviewer sees it');
-- Upkeep.
select tap.act('stock');
select is(split_part(tap.outcome('select * from api.attendance_upkeep(1)'), '|', 1), '42501', 'SPEC 21: upkeep is the worker''s');
select tap.act(null);
insert into tap.login values ('worker', 'ax_worker');
select sec.punch_month_need((date_trunc('month', now()) - interval '7 months')::date);
select tap.act('worker');
select is((select detached from api.attendance_upkeep(40)), 1, 'SPEC 10.5: an old month is put away');
select is((select made || ' ' || detached from api.attendance_upkeep(0)), '0 0', 'SPEC 10.5: once');
select tap.act(null);
select is((select count(*)::int from app.punch_month where month > now() and detached_at is null), 3, 'SPEC 10: months are made ahead');
select is((select bool_and(v.ok) from audit.head h, sec.chain_verify(h.chain_id, null, null) v), true, 'SPEC 22.3: the chains hold');
select * from finish();
rollback;
