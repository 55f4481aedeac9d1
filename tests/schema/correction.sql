-- SPEC 10.1, 10.3, 10.9: what is put right, by one person and approved by another; exceptions reviewed; manual import.
begin;
set local search_path = tap, pg_catalog;
select plan(69);
create temporary table v as select tap.project('天山花园二期') as p;
create temporary table c (id bigint);
grant all on v, c to public;
create function tap.w(n int) returns bigint language sql as $$ select tap.worker_of('钢筋一班', n) $$;
create function tap.correct(fields jsonb, request uuid default gen_random_uuid()) returns text language sql as
    $$ select tap.outcome(format('insert into c select correction_id from api.correction_save(%s, %L, %L) returning ''proposed''', (select p from v), request, fields)) $$;
create function tap.add(worker bigint, at timestamptz, direction text, reason text default '机器坏了') returns text language sql as
    $$ select tap.correct(jsonb_build_object('worker_id', worker, 'kind', 'add', 'at', at, 'direction', direction, 'reason', reason)) $$;
create function tap.void(worker bigint, at timestamptz) returns text language sql as
    $$ select tap.correct(jsonb_build_object('worker_id', worker, 'kind', 'void', 'at', at, 'reason', '不是本人')) $$;
create function tap.open() returns bigint[] language sql as $$ select coalesce(array_agg(correction_id order by correction_id), '{}') from api.correction_list((select p from v), '{"state":"proposed"}', null, 500) $$;
create function tap.decide(ids bigint[], accept boolean default true, reason text default null, request uuid default gen_random_uuid()) returns text language sql as
    $$ select tap.outcome(format('select string_agg(distinct result, '','') from api.correction_decide(%s, %L, %L, %L, %L)', (select p from v), request, ids, accept, reason)) $$;
create function tap.review(kind text, workers bigint[], days date[], accept boolean default true, reason text default '核实过') returns text language sql as
    $$ select tap.outcome(format('select string_agg(result, '','' order by id, day) from api.exception_decide(%s, gen_random_uuid(), %L, %L, %L, %L, %L)', (select p from v), kind, workers, days, accept, reason)) $$;
create function tap.kinds(worker bigint, days int) returns text language sql as
    $$ select array_to_string(kinds, '+') from api.exception_list((select p from v), '{}', null, 500) x where x.worker_id = $1 and x.day = tap.day($2) $$;
create function tap.import(numbers text[], days date[], ins text[], outs text[], team text default '钢筋一班') returns text language sql as
    $$ select tap.outcome(format('select string_agg(result, '','' order by id) from api.punch_import(%s, gen_random_uuid(), %L, %L, %L, %L, %L)', (select p from v),
         array_fill(team, array[cardinality(numbers)]), numbers, days, ins, outs)) $$;
create function tap.number_of(worker bigint) returns text language sql security definer as
    $$ select sec.unseal('id', d.id_sealed) from app.identity_document d where d.person_id = worker $$;
select tap.kiosk_new();
select is(tap.put(array[tap.w(1), tap.w(2), tap.w(2), tap.w(3), tap.w(3)], array[tap.at(-2, '08:00'), tap.at(-2, '08:01'), tap.at(-2, '18:00'), tap.at(-2, '08:02'), tap.at(-2, '18:01')], array['in', 'in', 'out', 'in', 'out']), '5 5 0 0 0', 'SPEC 10.1: what the kiosk saw');

-- One proposes, another approves.
select tap.act('19900000003');
select is(split_part(tap.add(tap.w(1), tap.at(-2, '18:00'), 'out'), '|', 1), 'AX003', 'SPEC 10.9: a reviewer proposes nothing');
select tap.act('19900000001');
select is(tap.add(tap.w(1), tap.at(-2, '18:00'), 'out'), 'proposed', 'SPEC 10.9: the wage officer adds a missing out');
select is(tap.add(tap.w(1), tap.at(-2, '18:00'), 'out') || (select count(distinct id) from c), 'proposed1', 'DESIGN 3: the same once more is the same');
select is(tap.stands(tap.w(1), -2), '0 0 1 0 late+missing_out', 'SPEC 10.9: which changes nothing yet');
select is(split_part(tap.decide(tap.open()), '|', 1), 'AX003', 'SPEC 10.9: and cannot approve it');
select is(tap.add(tap.w(1), tap.at(-2, '08:00:30'), 'in'), 'AX002|at|there is a punch at this time already', 'SPEC 10.1: where there is one already');
select is(tap.add(tap.w(1), tap.at(1, '08:00'), 'in'), 'AX001|at|this time is still to come', 'SPEC 10.9: nor tomorrow');
select is(tap.add(tap.w(1), tap.at(-400, '08:00'), 'in'), 'AX004|at|the punches of this day are in the archive; it cannot be corrected any more', 'SPEC 10.5: nor in the archive');
select is(tap.add(tap.w(1), tap.at(-1, '08:00'), 'in', ''), 'AX001|reason|this field is required', 'SPEC 10.8: never without a reason');
select is(tap.add(tap.w(1), tap.at(-1, '08:00'), 'unknown'), 'AX001|direction|not one of the list', 'SPEC 10.9: in or out');
select is(tap.add(tap.worker_of('管道班', 1), tap.at(-1, '08:00'), 'in'), 'AX001|worker_id|nobody of this number was engaged here on that day', 'SPEC 6.3: nobody of another site');
select is(tap.correct('{"worker_id": 1, "kind": "add", "at": "2026-01-01", "hours": 3}'), 'AX001|hours|unknown field', 'DESIGN 5: an unknown field');
select tap.act('19900000003');
select is(tap.decide(tap.open(), false), 'AX001|reason|this field is required', 'SPEC 10.9: a refusal has a reason');
select is(tap.decide(tap.open(), true, null, '00000000-0000-4000-8000-0000000000c1'), 'approved', 'SPEC 10.9: the reviewer approves');
select is(tap.decide(tap.open() || 1::bigint, true, null, '00000000-0000-4000-8000-0000000000c1'), 'approved', 'DESIGN 3: the same request again has the same answer');
select is(tap.stands(tap.w(1), -2), '2 600 2 0 late', 'SPEC 10.9: then it counts');
select is((select string_agg(state, ',' order by at) from api.punch_list((select p from v), tap.w(1), tap.day(-2))), 'counted,counted', 'SPEC 10.5: and is seen beside the punch');
select is(tap.decide((select array_agg(id) from c)), 'gone', 'SPEC 10.9: a decided one is not decided again');
select is(tap.decide(array[999999::bigint]), 'not_here', 'SPEC 10.9: nor one that is not there');
-- An administrator may do both, but not both of one.
select tap.act('19900000002');
select is(tap.void(tap.w(2), tap.at(-2, '18:00')), 'proposed', 'SPEC 10.1: a punch is voided with a reason');
select is(tap.decide(tap.open()), 'own', 'SPEC 10.9: nobody approves their own entry');
select is(tap.void(tap.w(2), tap.at(-2, '18:30')), 'AX002|at|there is no punch at this time', 'SPEC 10.1: only a punch that is there');
select tap.act('19900000003');
select is(tap.decide(tap.open()), 'approved', 'SPEC 10.9: another does');
select is(tap.stands(tap.w(2), -2), '0 0 1 0 late+missing_out', 'SPEC 10.1: a voided punch counts no more');
select is((select state || ' ' || reason from api.punch_list((select p from v), tap.w(2), tap.day(-2)) where direction = 'out' and source = 'finger'), 'void 不是本人', 'SPEC 10.1: and is still there, with the reason');
select tap.act('t');
select is(tap.put(array[tap.w(2)], array[tap.at(-2, '18:00')], array['out'], 3), '5 0 1 0 0', 'SPEC 10.1: sent again');
select is(tap.stands(tap.w(2), -2), '0 0 1 0 late+missing_out', 'SPEC 10.1: it stays voided');
select tap.act('19900000001');
select is(tap.void(tap.w(1), tap.at(-2, '18:00')), 'proposed', 'SPEC 10.9: what was added may be voided');
select tap.act('19900000003');
select is(tap.decide(tap.open()) || tap.stands(tap.w(1), -2), 'approved0 0 1 0 late+missing_out', 'SPEC 10.9: and is gone again');

-- A team's day.
select tap.act('19900000005');
select is((select string_agg(distinct result, ',' order by result) from api.correction_team((select p from v), gen_random_uuid(), jsonb_build_object('team_id', tap.team('钢筋一班'), 'day', tap.day(-2), 'in_at', '08:00', 'out_at', '18:30', 'reason', '停电'))), 'has,proposed', 'SPEC 10.9: a team''s day in one call');
select is(split_part(tap.outcome(format('select count(*) from api.correction_team(%s, gen_random_uuid(), %L)', (select p from v), jsonb_build_object('team_id', tap.team('电气安装班'), 'day', tap.day(-2), 'in_at', '08:00', 'reason', '停电'))), '|', 1), 'AX003', 'SPEC 6.3: not another company''s');
select is(tap.outcome(format('select count(*) from api.correction_team(%s, gen_random_uuid(), %L)', (select p from v), jsonb_build_object('team_id', tap.team('钢筋一班'), 'day', tap.day(-2), 'in_at', '8 Uhr', 'reason', '停电'))), 'AX001|in_at|not a time of day; write it as 07:30', 'SPEC 10.9: a time is a time');
select is((select count(distinct batch)::int from api.correction_list((select p from v), '{"state":"proposed"}', null, 500)), 1, 'SPEC 10.9: with one trail');
select is(tap.outcome(format('select api.correction_withdraw(%s, %L)', (select p from v), (tap.open())[1:2])), '2', 'SPEC 10.9: some are taken back');
select tap.act('19900000003');
select is(tap.decide(tap.open(), true), 'approved', 'SPEC 10.9: the rest approved at once');
select is((select count(*)::int from api.attendance_day_list((select p from v), tap.day(-2), format('{"team_id":%s,"tab":"with"}', tap.team('钢筋一班'))::jsonb, 'name', false, null, 500) where state = 'attended') > 15, true, 'SPEC 10.9: and the team was there');
select tap.act(null);
select is(sec.attendance_verify((select p from v), tap.day(-2)), 0, 'SPEC 10: the days are what their punches and corrections make');

-- Manual import.
select tap.act('19900000002');
select is(split_part(tap.import(array['x'], array[tap.day(-1)], array['08:00'], array['18:00']), '|', 1), 'AX003', 'SPEC 10.3: the wage officer imports');
select tap.act('19900000001');
select is(tap.import(array[tap.number_of(tap.w(3)), tap.number_of(tap.w(4)), tap.number_of(tap.w(4)), tap.number_of(tap.w(4)), tap.number_of(tap.w(4)), '990000199001010018'],
    array[tap.day(-1), tap.day(-1), tap.day(-8), tap.day(1), tap.day(-1), tap.day(-1)], array['08:00', '20:00', '08:00', '08:00', '25:00', '08:00'], array['18:00', '06:00', '18:00', '18:00', '18:00', '18:00']),
    'taken,' || case when now() > tap.at(0, '06:00') then 'taken' else 'out' end || ',day,day,in,number', 'SPEC 10.3: each row has its result');
select is(tap.import(array[tap.number_of(tap.w(3))], array[tap.day(-1)], array['08:00'], array['18:00']), 'again', 'SPEC 10.1: the same again counts once');
select is(tap.import(array[tap.number_of(tap.w(3))], array[tap.day(-1)], array['08:00'], array['18:00'], '木工二班'), 'number', 'SPEC 10.3: the team is the worker''s');
select is(tap.import(array[tap.number_of(tap.w(3))], array[tap.day(-1)], array['08:00'], array['18:00'], '没有的班'), 'team', 'SPEC 10.3: and lives');
select is(tap.stands(tap.w(3), -1), '0 0 0 2 imported', 'SPEC 10.3: what is imported does not count');
select is((select (part_mask >> (extract(day from tap.day(-1))::int - 1)) & 1 from api.attendance_month_list((select p from v), tap.day(-1), '{}', 'name', false, null, 500) where worker_id = tap.w(3)), 1, 'SPEC 10.3: and shows a hollow star');
select is(split_part(tap.review('imported', array[tap.w(3)], array[tap.day(-1)]), '|', 1), 'AX003', 'SPEC 10.9: who imports does not review');
select tap.act('19900000003');
select is(tap.kinds(tap.w(3), -1), 'imported', 'SPEC 10.9: the reviewer sees it');
select is(tap.review('imported', array[tap.w(3), tap.w(1)], array[tap.day(-1), tap.day(-1)]), 'not_here,approved', 'SPEC 10.9: approves it');
select is(tap.stands(tap.w(3), -1), '2 600 2 0', 'SPEC 10.3: then it counts');
select is(tap.kinds(tap.w(3), -1), null, 'SPEC 10.9: and waits no longer');
select is(tap.review('imported', array[tap.w(3)], array[tap.day(-1)]), 'gone', 'SPEC 10.9: nothing is left to decide');
select tap.act('19900000001');
select is(tap.import(array[tap.number_of(tap.w(3))], array[tap.day(-1)], array['07:00'], array['19:00']), 'taken', 'SPEC 10.3: more is imported for the same day');
select is(tap.stands(tap.w(3), -1), '2 600 2 2 imported', 'SPEC 10.9: which is not approved with what was before it');
select tap.act('19900000003');
select is(tap.review('imported', array[tap.w(3)], array[tap.day(-1)], false, '无依据') || tap.stands(tap.w(3), -1), 'refused2 600 2 0', 'SPEC 10.9: and is refused');
select tap.act(null);
update app.project_member set role = 'project_administrator' where project_id = (select p from v) and account_id = (select account_id from app.account where phone = '19900000001');
update app.project set closed_site = true where project_id = (select p from v);
insert into app.punch (project_id, worker_id, punched_at, day, direction, source, flags, received_at, entered_by)
select (select p from v), tap.w(5), tap.at(-1, '08:00'), tap.day(-1), 'in', 'import', 1, now(), account_id from app.account where phone = '19900000001';
select sec.attendance_refresh((select p from v), array[tap.w(5)], array[tap.day(-1)], array[tap.day(-1)]);
select tap.act('19900000001');
select is(tap.review('imported', array[tap.w(5)], array[tap.day(-1)]), 'own', 'SPEC 10.9: not even as an administrator one''s own import');
select tap.act(null);
update app.project_member set role = 'wage_officer' where project_id = (select p from v) and account_id = (select account_id from app.account where phone = '19900000001');
select tap.act('19900000001');
select is(tap.import(array[tap.number_of(tap.w(3))], array[tap.day(-1)], array['08:00'], array['18:00']), 'AX004||this is a closed site; an outage is made good by corrections', 'SPEC 10.1: a closed site imports nothing');

-- Exceptions of a day.
select tap.act('19900000003');
select is(tap.review('missing_in', array[tap.w(3)], array[tap.day(-2)]), 'gone', 'SPEC 10.9: what is not so is not decided');
select is(tap.review('late', array[tap.w(3)], array[tap.day(-2)], false, '伪造') || coalesce(tap.stands(tap.w(3), -2), ' none'), 'refused none', 'SPEC 10.9: punches that were sent late are refused, and make no day');
select is((select string_agg(state, ',') from api.punch_list((select p from v), tap.w(3), tap.day(-2))), 'refused,refused', 'SPEC 10.1: but are still there');
select is(tap.review('nothing', array[tap.w(3)], array[tap.day(-2)]), 'AX001|kind|not one of the list', 'SPEC 10.9: of a kind that there is');
select is(tap.review('late', array[tap.w(3)], array[tap.day(-2)], true, ''), 'AX001|reason|this field is required', 'SPEC 10.9: with a reason');
select tap.act('t');
select is(tap.put(array[tap.w(6)], array[tap.at(-3, '08:00')], array['in']), '6 1 0 0 0', 'SPEC 10.9: an in without an out');
select tap.act('19900000003');
select is(tap.review('missing_out', array[tap.w(6)], array[tap.day(-3)]) || tap.review('late', array[tap.w(6)], array[tap.day(-3)]) || coalesce(tap.kinds(tap.w(6), -3), 'none'), 'approvedapprovedmissing_out', 'SPEC 10.9: what was looked at before the day changed is open again');
select is(tap.review('missing_out', array[tap.w(6)], array[tap.day(-3)]) || coalesce(tap.kinds(tap.w(6), -3), 'none'), 'approvednone', 'SPEC 10.9: and stays looked at');
-- On two sites at once.
select tap.act(null);
insert into app.worker select (jsonb_populate_record(w, jsonb_build_object('project_id', tap.project('样本学府一标段'), 'team_id', tap.team('管道班'), 'engagement_id', null,
    'participant_id', tap.participant(tap.project('样本学府一标段'), '样本安装')))).* from app.worker w where w.worker_id = tap.w(7);
insert into app.attendance_day select tap.project('样本学府一标段'), tap.day(-2), tap.w(7), 1, 1, tap.at(-2, '10:00'), tap.at(-2, '12:00'), 120, 2, 0, 2, 0, 'finger', now();
select tap.act('19900000003');
select is(tap.kinds(tap.w(7), -2), 'two_sites', 'SPEC 10.9: on two sites at once');
select is(tap.review('two_sites', array[tap.w(7)], array[tap.day(-2)]) || coalesce(tap.kinds(tap.w(7), -2), 'none'), 'approvednone', 'SPEC 10.9: looked at');
select is((select count(*)::int from api.exception_list((select p from v), '{"kind":"late"}', null, 500) where not 'late' = any (kinds)), 0, 'SPEC 10.9: of one kind');
select is((select count(*)::int from (select x.at from api.exception_list((select p from v), '{}', null, 2) x) a, lateral api.exception_list((select p from v), '{}', a.at, 500) y where (y.day, y.worker_id) >= ((a.at ->> 0)::date, (a.at ->> 1)::bigint)), 0, 'DESIGN 3: pages follow one another');
select tap.act('19900000006');
select is(split_part(tap.review('late', array[tap.w(3)], array[tap.day(-2)]), '|', 1), 'AX003', 'SPEC 6.3: nobody of another project');
select * from finish();
rollback;
