-- SPEC 8.5: leave, and the attendance rate that counts people at work. SPEC 8.8: terms of engagement, safety training.
begin;
set local search_path = tap, pg_catalog;
select plan(45);
create temporary table v as select tap.project('天山花园二期') as p;
create temporary table l (id bigint);
grant all on v, l to public;
create function tap.w(n int) returns bigint language sql as $$ select tap.worker_of('钢筋一班', n) $$;
create function tap.leave(worker bigint, from_days int, until_days int, reason text default '回家收麦', request uuid default gen_random_uuid()) returns text language sql as
    $$ select tap.outcome(format('insert into l select api.leave_save(%s, %L, %L) returning ''saved''', (select p from v), request, jsonb_build_object('worker_id', worker, 'from_on', tap.day(from_days), 'until_on', tap.day(until_days), 'reason', reason))) $$;
create function tap.back(days int) returns text language sql as
    $$ select tap.outcome(format('select api.leave_end(%s, %s, %L)', (select p from v), (select max(id) from l), tap.day(days))) $$;
create function tap.away(worker bigint) returns text language sql as
    $$ select string_agg(concat_ws(' ', from_on - tap.day(0), until_on - tap.day(0), now), ',' order by from_on) from api.leave_list((select p from v), jsonb_build_object('worker_id', worker), null, 50) $$;
create function tap.figures() returns text language sql as
    $$ select concat_ws(' ', employed, on_leave, working, present, rate) from api.attendance_figures((select p from v), tap.day(-1), tap.day(-1)) $$;
create function tap.terms(over jsonb, worker bigint default tap.w(1), request uuid default gen_random_uuid()) returns text language sql as
    $$ select tap.outcome(format('select count(api.terms_save(%s, %L, %L))', (select p from v), request, jsonb_build_object('worker_id', worker, 'from_on', tap.day(-20),
       'agreement_kind', 'labour_contract', 'number', 'HT-1', 'period', 'task', 'pay_kind', 'day', 'rate_fen', 35000, 'pay_day', 15) || over)) $$;
select tap.kiosk_new();
-- A site of five, so that the figures can be counted.
select tap.act(null);
update app.engagement set ended_on = tap.day(-40) where project_id = (select p from v) and ended_on is null and worker_id <> all (array[tap.w(1), tap.w(2), tap.w(3), tap.w(4), tap.w(5)]);
select tap.act('t');
select is(tap.put(array[tap.w(1), tap.w(1), tap.w(2), tap.w(3)], array[tap.at(-1, '08:00'), tap.at(-1, '18:00'), tap.at(-1, '08:05'), tap.at(-4, '08:00')], array['in', 'out', 'in', 'in']), '4 4 0 0 0', 'SPEC 10.7: who came');

-- Leave.
select tap.act('19900000003');
select is(split_part(tap.leave(tap.w(4), -2, 3), '|', 1), 'AX003', 'SPEC 8.5: a reviewer records no leave');
select is(tap.figures(), '5 0 3 2 40.0', 'SPEC 10.7: five employed, three working, two there');
select tap.act('19900000001');
select is(tap.leave(tap.w(4), -2, 3), 'saved', 'SPEC 8.5: from a day to a day');
select is(tap.leave(tap.w(4), 3, 9), 'AX002|from_on|there is leave in these days already', 'SPEC 8.5: not twice');
select is(tap.leave(tap.w(4), 9, 3), 'AX001|until_on|this day lies before the first', 'SPEC 8.5: nor backwards');
select is(tap.leave(tap.w(4), 10, 900), 'AX001|until_on|this day is too far away', 'SPEC 8.5: nor for ever');
select is(tap.leave(tap.w(5), -900, -890), 'AX001|from_on|the engagement began on {day}', 'SPEC 8.5: nor before the engagement');
select is(tap.leave(tap.w(5), 1, 2, ''), 'AX001|reason|this field is required', 'SPEC 8.5: with a reason');
select is(tap.leave(tap.worker_of('管道班', 1), 1, 2), 'AX001|worker_id|nobody of this number is at work here', 'SPEC 8.5: of somebody at work here');
select is(tap.away(tap.w(4)), '-2 3 t', 'SPEC 8.5: is on leave');
select is(tap.figures(), '5 1 3 2 50.0', 'SPEC 10.7: the rate counts people at work');
select is((select state from api.attendance_day_list((select p from v), tap.day(-1), '{}', 'name', false, null, 50) where worker_id = tap.w(4)), 'leave', 'SPEC 10.6: and the day says so');
select is(tap.leave(tap.w(3), -1, -1), 'saved', 'SPEC 10.7: who was working goes on leave');
select is(tap.figures(), '5 2 2 2 66.7', 'SPEC 10.7: and is not working');
select is(tap.back(-1), 'true', 'SPEC 8.5: back before the first day: taken back whole');
select is(tap.away(tap.w(3)), null, 'SPEC 8.5: nothing is left of it');
select is(tap.back(-1), 'false', 'SPEC 8.5: once');
select is(tap.leave(tap.w(3), 5, 9) || tap.back(7) || tap.away(tap.w(3)), 'savedtrue' || '5 6 f', 'SPEC 8.5: back earlier ends it with the day before');
select is(tap.leave(tap.w(5), 20, 21, '看病', '00000000-0000-4000-8000-0000000000e1') || tap.leave(tap.w(5), 20, 21, '看病', '00000000-0000-4000-8000-0000000000e1'), 'savedsaved', 'DESIGN 3: the same request again');
select is((select count(*) - count(distinct id) from l), 1::bigint, 'DESIGN 3: is the first');
select is((select count(*)::int from api.correction_team((select p from v), gen_random_uuid(), jsonb_build_object('team_id', tap.team('钢筋一班'), 'day', tap.day(-1), 'in_at', '08:00', 'reason', '停电')) where result = 'leave'), 1, 'SPEC 8.5: a team''s correction leaves out who is on leave');
select tap.act('19900000006');
select is(split_part(tap.back(1), '|', 1), 'AX003', 'SPEC 6.3: nobody of another project ends it');
select is(split_part(tap.outcome(format('select * from api.leave_list(%s, ''{}'', null, 1)', (select p from v))), '|', 1), 'AX003', 'SPEC 6.3: nor sees it');

-- Terms.
select tap.act('19900000003');
select is(split_part(tap.terms('{}'), '|', 1), 'AX003', 'SPEC 8.8: a reviewer writes no terms');
select is(split_part(tap.outcome(format('select * from api.terms_list(%s, %s)', (select p from v), tap.w(1))), '|', 1), 'AX003', 'SPEC 8.8: and reads none');
select tap.act('19900000005');
select is((select string_agg(concat_ws(' ', worker_id = tap.w(1), no_terms, no_training), ',' order by worker_id) from api.terms_missing((select p from v), null, 50)), 't t t,f t t,f t t', 'SPEC 8.8: punching without terms or training is warned of');
select is(tap.terms('{}'), '1', 'SPEC 8.8: terms from a day on');
select is(tap.terms('{}'), 'AX002|from_on|there are terms from this day already; say from which day the new ones hold', 'SPEC 8.8: history is kept');
select is(tap.terms(jsonb_build_object('from_on', tap.day(-5), 'rate_fen', 38000.5)), '1', 'SPEC 8.8: others from a later day');
select is(tap.terms(jsonb_build_object('from_on', tap.day(5), 'pay_kind', 'piece', 'rate_fen', 120)), '1', 'SPEC 8.8: and from a day to come');
select results_eq(format('select from_on - tap.day(0), pay_kind, rate_fen, in_force from api.terms_list(%s, %s)', (select p from v), tap.w(1)),
    $$ values (5, 'piece', 120.00, false), (-5, 'day', 38000.50, true), (-20, 'day', 35000.00, false) $$, 'SPEC 8.8: the last that has begun is in force');
select is(tap.terms('{"rate_fen": 0}'::jsonb || jsonb_build_object('from_on', tap.day(-4))), 'AX001|rate_fen|not a value of this kind', 'SPEC 8.8: a rate is more than nothing');
select is(tap.terms('{"pay_kind": "week"}'::jsonb || jsonb_build_object('from_on', tap.day(-4))), 'AX001|pay_kind|not a value of this kind', 'SPEC 8.8: by month, day, hour or piece');
select is(tap.terms('{"agreement_kind": "word"}'::jsonb || jsonb_build_object('from_on', tap.day(-4))), 'AX001|agreement_kind|not a value of this kind', 'SPEC 8.8: a contract or an agreement');
select is(tap.terms('{"pay_day": 32}'::jsonb || jsonb_build_object('from_on', tap.day(-4))), 'AX001|pay_day|not a value of this kind', 'SPEC 8.8: a day of the month');
select is(tap.terms('{"period": "fixed"}'::jsonb || jsonb_build_object('from_on', tap.day(-4))), 'AX001|until_on|this field is required', 'SPEC 8.8: a fixed period ends');
select is(tap.terms(jsonb_build_object('until_on', tap.day(90), 'from_on', tap.day(-4))), 'AX001|until_on|only a fixed period has an end', 'SPEC 8.8: a task does not');
select is(tap.terms(jsonb_build_object('from_on', tap.day(-900))), 'AX001|from_on|the engagement began on {day}', 'SPEC 8.8: not before the engagement');
select is(tap.terms('{"pay": 1}'), 'AX001|pay|unknown field', 'DESIGN 5: an unknown field');
select is((select api.training_save((select p from v), gen_random_uuid(), array[tap.w(1), tap.w(2), tap.worker_of('管道班', 1)], tap.day(-10))), 2, 'SPEC 8.8: safety training of several');
select is(tap.outcome(format('select api.training_save(%s, gen_random_uuid(), array[%s], %L)', (select p from v), tap.w(1), tap.day(1))), 'AX001|trained_on|this day is still to come', 'SPEC 8.8: not tomorrow');
select is((select string_agg(concat_ws(' ', no_terms, no_training), ',' order by worker_id) from api.terms_missing((select p from v), null, 50)), 't f,t t', 'SPEC 8.8: who has both is not warned of');
select tap.act('19900000006');
select is(split_part(tap.terms('{}', tap.w(2)), '|', 1), 'AX003', 'SPEC 6.3: nobody of another project');
select tap.act('t');
select is(tap.outcome(format('select count(*) from api.page_open(%s, ''finger'') o, lateral api.own_terms(o.page) t', tap.w(1))), '3', 'SPEC 16.1: a worker reads their own');
select * from finish();
rollback;
