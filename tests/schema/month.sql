-- SPEC 10.8, 16.0 to 16.2: a worker's own page, confirming and disputing a month, closing it. SPEC 12.3: by a signed paper.
begin;
set local search_path = tap, pg_catalog;
select plan(55);
create temporary table v as select tap.project('天山花园二期') as p, tap.participant(tap.project('天山花园二期'), '样本劳务') as labour,
    tap.participant(tap.project('天山花园二期'), '样本安装') as fitting, (date_trunc('month', tap.day(0)::timestamp) - interval '1 month')::date as month,
    (date_trunc('month', tap.day(0)::timestamp) - interval '1 month')::date - tap.day(0) as first;
create temporary table page (means text, page uuid);
grant all on v, page to public;
create function tap.last_month() returns date language sql as $$ select month from v $$;
create function tap.w(n int) returns bigint language sql as $$ select tap.worker_of('钢筋一班', n) $$;
create function tap.open(means text, worker bigint default tap.w(1)) returns text language sql as
    $$ delete from page; select tap.outcome(format('insert into page select %L, page from api.page_open(%s, %L) returning means', means, worker, means)) $$;
create function tap.say(word text, text text default null, month date default tap.last_month()) returns text language sql as
    $$ select tap.outcome(format('select count(*) from api.own_word(%L, %L, %L, %L)', (select page from page), month, word, text)) $$;
create function tap.word(worker bigint) returns text language sql as
    $$ select concat_ws(' ', word, stale, closed) from api.attendance_month_list((select p from v), (select month from v), '{}', 'name', false, null, 500) where worker_id = $1 order by engagement_id desc limit 1 $$;
create function tap.close(participant int, month date default tap.last_month()) returns text language sql as
    $$ select tap.outcome(format('select ''closed'' from api.month_close(%s, gen_random_uuid(), %s, %L)', (select p from v), participant, month)) $$;
create function tap.company(participant int) returns text language sql as
    $$ select concat_ws(' ', attended, halves, confirmed, disputed, array_to_string(missing, '+'), closed_at is not null, may_close) from api.month_list((select p from v), (select month from v)) where participant_id = $1 $$;
create function tap.past(days int, clock text) returns timestamptz language sql as $$ select tap.at((select first from v) + days, clock) $$;

-- Last month: two days of one worker, sent in time as it were.
select tap.kiosk_new();
select is(tap.put(array[tap.w(1), tap.w(1), tap.w(1), tap.w(1)], array[tap.past(4, '08:00'), tap.past(4, '18:00'), tap.past(5, '20:00'), tap.past(6, '06:00')], array['in', 'out', 'in', 'out']), '4 4 0 0 0', 'SPEC 10.8: last month''s punches');
select is(tap.put(array[tap.w(2)], array[tap.past(4, '08:00')], array['in']), '5 1 0 0 0', 'SPEC 10.8: and one without its out');

-- The page.
select is(tap.open('card'), 'card', 'SPEC 16.0: a card opens the page');
select is((select team_name from api.own_record((select page from page)) limit 1), '钢筋一班', 'SPEC 16.1: my record');
select is((select name like '%*%' or id_masked like '%*%' from api.own_record((select page from page)) limit 1), true, 'SPEC 22.4: with a masked number');
select is((select halves || ' ' || full_mask from api.own_months((select page from page))), '4 48', 'SPEC 16.2: my months');
select results_eq('select direction from api.own_punches((select page from page), (select month + 4 from v)) order by at', $$ values ('in'), ('out') $$, 'SPEC 16.2: punch by punch');
select is(tap.outcome('select count(*) from api.own_terms((select page from page))'), 'AX003||this needs the finger', 'SPEC 16.0: a card opens attendance only');
select is(tap.say('confirmed'), 'AX003||this needs the finger', 'SPEC 16.0: and confirms nothing');
select is(tap.open('finger'), 'finger', 'SPEC 16.0: the finger opens it whole');
select is(tap.outcome('select count(*) from api.own_terms((select page from page))'), '0', 'SPEC 16.1: my terms');
select is(tap.outcome(format('select * from api.page_open(%s, ''finger'')', tap.worker_of('管道班', 1))), 'AX003||this person is not engaged on this site', 'SPEC 19.5: nobody of another site');
select is(tap.outcome('select count(*) from api.own_months(gen_random_uuid())'), 'AX004||this page has closed; put the finger or card on again', 'SPEC 16.0: no page without a finger');
select is(tap.say('confirmed', null, tap.day(0)), 'AX004|month|the month is not over', 'SPEC 16.2: a month is confirmed when it is over');
select is(tap.say('disputed'), 'AX001|text|this field is required', 'SPEC 16.2: a dispute says why');
select is(tap.say('agreed'), 'AX001|word|not one of the list', 'SPEC 16.2: confirmed or disputed');
select is(tap.say('confirmed'), '1', 'SPEC 16.2: I confirm my month');
select is((select word || ' ' || stale from api.own_months((select page from page))), 'confirmed false', 'SPEC 16.2: and see that I did');
select tap.act(null);
update app.worker_page set closes_at = clock_timestamp() where page = (select page from page);
select tap.act('t');
select is(tap.say('confirmed'), 'AX004||this page has closed; put the finger or card on again', 'SPEC 16.0: after a minute it is closed');
select is(tap.open('finger', tap.w(2)), 'finger', 'SPEC 16.2: another worker');
select is(tap.say('disputed', '4号我下班打了卡'), '1', 'SPEC 16.2: disputes');
select is((select api.page_close(page)::text from page), '', 'SPEC 16.0: a page is closed by its worker');
select is(split_part(tap.outcome('select count(*) from api.own_months((select page from page))'), '|', 1), 'AX004', 'SPEC 16.0: and is closed');
select tap.act('19900000001');
select is(split_part(tap.outcome(format('select * from api.page_open(%s, ''finger'')', tap.w(1))), '|', 1), '42501', 'SPEC 16.0: a clerk opens no worker''s page');
select is(tap.word(tap.w(1)) || ' / ' || tap.word(tap.w(2)), 'confirmed f f / disputed f f', 'SPEC 10.8: the clerk sees both');

-- Closing.
select is(tap.company((select labour from v)), '2 4 1 1 disputes f t', 'SPEC 10.8: what stands against closing');
select is(tap.close((select labour from v)), 'AX004|month|before the month is closed: {steps}', 'SPEC 10.8: a dispute without an answer');
select is(tap.close((select labour from v), tap.day(0)), 'AX004|month|before the month is closed: {steps}', 'SPEC 10.8: nor a month that runs');
select is((select array_agg(name || overdue) from api.dispute_list((select p from v), true, null, 50)), array[(select name from api.worker_get((select p from v), tap.w(2))) || 'false'], 'SPEC 16.2: the dispute waits for its answer');
select is((select answer_by_on = tap.day(7) from api.dispute_list((select p from v), true, null, 50)), true, 'SPEC 16.2: for seven days');
select tap.act('19900000005');
select is((select count(*)::int from api.dispute_list((select p from v), true, null, 50)), 1, 'SPEC 6.3: its own company''s clerk sees it');
select tap.act('19900000006');
select is(split_part(tap.outcome(format('select * from api.dispute_list(%s, true, null, 50)', (select p from v))), '|', 1), 'AX003', 'SPEC 6.3: another project''s does not');
-- Answered by a correction.
select tap.act('19900000001');
select is((select count(*)::int from api.correction_save((select p from v), gen_random_uuid(), jsonb_build_object('worker_id', tap.w(2), 'kind', 'add', 'at', tap.past(4, '18:00'), 'direction', 'out', 'reason', '查看录像'))), 1, 'SPEC 16.2: a correction');
select is((select count(*)::int from api.dispute_answer((select p from v), gen_random_uuid(), (select word_id from api.dispute_list((select p from v), true, null, 50)), '已补录')), 1, 'SPEC 16.2: and the answer');
select is(tap.company((select labour from v)), '2 4 1 0 corrections f t', 'SPEC 10.8: a correction is still open');
select is(tap.close((select labour from v)), 'AX004|month|before the month is closed: {steps}', 'SPEC 10.8: which stands against closing, too');
select tap.act('19900000003');
select is((select result from api.correction_decide((select p from v), gen_random_uuid(), (select array_agg(correction_id) from api.correction_list((select p from v), '{"state":"proposed"}', null, 50)), true, null)), 'approved', 'SPEC 10.9: approved');
select is(split_part(tap.close((select labour from v)), '|', 1), 'AX003', 'SPEC 10.8: the wage officer closes, not the reviewer');
select tap.act('19900000005');
select is(tap.close((select fitting from v)), 'AX003||you may not do this on this project', 'SPEC 6.3: nobody closes another company''s month');
select is(tap.close((select labour from v)), 'closed', 'SPEC 10.8: closed');
select is(tap.close((select labour from v)), 'AX002|month|this month is closed already', 'SPEC 10.8: once');
select is(tap.company((select labour from v)), '2 6 1 0  t f', 'SPEC 10.8: by company');
select is((select closed_at is null from api.month_list((select p from v), (select month from v)) where participant_id = (select fitting from v)), null, 'SPEC 6.3: a subcontractor''s clerk sees its own');

-- After the closing.
select tap.act('t');
select is(tap.put(array[tap.w(1), tap.w(1)], array[tap.past(8, '08:00'), tap.past(8, '18:00')], array['in', 'out']), '7 2 0 2 0', 'SPEC 10.8: what comes after the closing is held');
select tap.act(null);
update app.engagement set ended_on = (select month + 4 from v) where project_id = (select p from v) and worker_id = tap.w(1);
select is((select halves from app.attendance_month where project_id = (select p from v) and month = (select month from v) and worker_id = tap.w(1)), 4, 'SPEC 10.8: an exit that is dated back changes no closed month');
update app.engagement set ended_on = null where project_id = (select p from v) and worker_id = tap.w(1);
select tap.act('19900000001');
select is((select count(*)::int from api.correction_save((select p from v), gen_random_uuid(), jsonb_build_object('worker_id', tap.w(1), 'kind', 'void', 'at', tap.past(4, '18:00'), 'reason', '代打卡'))), 1, 'SPEC 10.8: a correction of a closed month');
select is((select after_close from api.correction_list((select p from v), '{"state":"proposed"}', null, 50)), true, 'SPEC 10.8: which says so');
select tap.act('19900000003');
select is((select result from api.correction_decide((select p from v), gen_random_uuid(), (select array_agg(correction_id) from api.correction_list((select p from v), '{"state":"proposed"}', null, 50)), true, null)), 'approved', 'SPEC 10.8: with an approver');
select is(tap.word(tap.w(1)), 'confirmed t t', 'SPEC 10.8: changes it, and the worker''s word is about other figures');
select is((select halves from api.attendance_month_list((select p from v), (select month from v), '{}', 'name', false, null, 500) where worker_id = tap.w(1)), 2, 'SPEC 10.8: by a day');

-- On paper.
select tap.act('19900000001');
select is((select count(*)::int from api.month_attest((select p from v), '00000000-0000-4000-8000-0000000000d1', tap.w(1), (select month from v), 'confirmed', null)), 1, 'SPEC 12.3: a clerk attests a signed paper');
select is(api.month_attest((select p from v), '00000000-0000-4000-8000-0000000000d1', tap.w(1), (select month from v), 'confirmed', null) > 0, true, 'DESIGN 3: the same request again has the same answer');
select is(tap.word(tap.w(1)), 'confirmed f t', 'SPEC 12.3: and it stands for the finger');
select tap.act('19900000003');
select is(split_part(tap.outcome(format('select api.month_attest(%s, gen_random_uuid(), %s, %L, ''confirmed'', null)', (select p from v), tap.w(1), (select month from v))), '|', 1), 'AX003', 'SPEC 12.3: a reviewer attests nothing');
select tap.act(null);
select is((select array_agg(means order by word_id) from app.month_word where worker_id = tap.w(1)), array['finger', 'attested'], 'SPEC 12.3: by which means is kept');
select * from finish();
rollback;
