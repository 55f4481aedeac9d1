-- SPEC 5.3, 5.4: a project's states and settings, and the rule of its assessment (5.1).
begin;
set local search_path = tap, pg_catalog;
select plan(45);
create function tap.state(state text, day date, reason text default '样本事由', request uuid default gen_random_uuid()) returns text language sql as
    $$ select coalesce(nullif(tap.outcome(format('select api.project_state_change(%s, %L, %L, %L, %L)::text', tap.project('天山花园二期'), request, state, day, reason)), ''), 'changed') $$;
create function tap.settings(over jsonb default '{}', request uuid default gen_random_uuid()) returns text language sql as $$
    select tap.outcome(format('select ''saved'' from api.project_settings_save(%s, %L, %L)', tap.project('天山花园二期'), request,
        (select jsonb_build_object('changed_at', s.changed_at) from api.project_settings_get(tap.project('天山花园二期')) s)
        || '{"attendance_radius_m":300,"closed_site":true,"wage_day":20,"zone":"Asia/Urumqi","standard_hours":7.5,"attended_rule":"hours","minimum_wage_fen":210000}' || over)) $$;

select tap.act('19900000002');
select is(tap.state('accepted', current_date), 'AX004|state|before it is accepted: {steps}', 'SPEC 5.5: acceptance names the steps before it');
select is((select string_agg(split_part(o, '|', 1), ' ') from (select tap.state(s, current_date) as o from unnest(array['preparing', 'accepted', 'nonsense', null]) s) q),
    'AX004 AX004 AX004 AX004', 'SPEC 5.3: not from any state to any');
select is(tap.state('suspended', current_date + 1), 'AX001|from_on|this day is still to come', 'SPEC 5.3: from a day that has been');
select is(tap.state('suspended', null), 'AX001|from_on|this field is required', 'SPEC 5.3: with a day');
select is(tap.state('suspended', current_date - 20, ' '), 'AX001|reason|give a reason of 2 to 200 characters', 'SPEC 5.3: with a reason');
select is(tap.state('suspended', current_date - 20, '冬季停工', '00000000-0000-4000-8000-00000000ac01'), 'changed', 'SPEC 5.3: suspended');
select is(tap.state('suspended', current_date - 20, '冬季停工', '00000000-0000-4000-8000-00000000ac01'), 'changed', 'DESIGN 3: the same call again changes nothing');
select is((select state from api.project_list() where project_id = tap.project('天山花园二期')), 'suspended', 'SPEC 5.3: is what the list says');
select is(split_part(tap.outcome(format('select worker_id::text from api.worker_enrol(%s, gen_random_uuid(), %L)', tap.project('天山花园二期'), tap.card(tap.number('1990-01-01', 1)))), '|', 1), 'AX004', 'SPEC 5.3: nobody is enrolled while it is suspended');
select is(tap.state('in_progress', current_date - 21), 'AX001|from_on|the state before it began on {day}', 'SPEC 5.3: states follow each other');
select is(tap.state('in_progress', current_date - 10, '复工'), 'changed', 'SPEC 5.3: goes on');
select is((select string_agg(state || coalesce(':' || reason, ''), ' ') from api.project_states(tap.project('天山花园二期'))), 'in_progress:复工 suspended:冬季停工 in_progress', 'SPEC 5.3: the history, newest first');
select is((select changed_by from api.project_states(tap.project('天山花园二期')) limit 1), '样本丙', 'SPEC 5.3: and who changed it');
select tap.act(null);
select is(sec.suspended_days(tap.project('天山花园二期'), current_date - 30, current_date), 10, 'SPEC 5.3: suspended days are counted');
select is(sec.project_state_on(tap.project('天山花园二期'), current_date - 40), 'in_progress', 'SPEC 5.3: the state of any day');
select is(sec.project_state_on(tap.project('样本学府一标段'), current_date), 'in_progress', 'SPEC 5.3: also without a history');
select is(sec.closing_missing(tap.project('天山花园二期')), array['completed', 'workers_out', 'teams_out', 'participants_out', 'filing'], 'SPEC 5.5: every step that is missing');

-- Who may.
select tap.act('19900000002');
select results_eq($$ select phone from (select phone, tap.act(phone), tap.state('completed', current_date, '') as o, tap.act('19900000002') from tap.everybody) s
    where o not like 'AX003%' and o not like '42501%' order by 1 $$, array['19900000002'], 'SPEC 5.3: the project administrator alone changes the state');
select results_eq($$ select phone from (select phone, tap.act(phone), tap.outcome(format('select api.project_settings_save(%s, null, ''{}'')::text', tap.project('天山花园二期'))) as o, tap.act('19900000002') from tap.everybody) s
    where o not like 'AX003%' and o not like '42501%' order by 1 $$, array['19900000002'], 'SPEC 5.4: and the settings');
select results_eq($$ select phone from (select phone, tap.act(phone), tap.outcome(format('select wage_day::text from api.project_settings_get(%s)', tap.project('天山花园二期'))) as o, tap.act('19900000002') from tap.everybody) s
    where o like 'AX003%' or o like '42501%' order by 1 $$, array['19900000000', '19900000006', '19900000010', '19900000011', '19900000012', '19900000014', 'stock', 't'], 'SPEC 5.3: which are read by who sees the project, and no other');

-- Settings.
select is(tap.settings(), 'saved', 'SPEC 5.4: settings are saved');
select is((select (attendance_radius_m, closed_site, wage_day, zone, standard_hours, attended_rule, minimum_wage_fen, second_reviewer, changed_by)::text from api.project_settings_get(tap.project('天山花园二期'))),
    '(300,t,20,Asia/Urumqi,7.5,hours,210000,f,样本丙)', 'SPEC 5.4: and read');
select is(split_part(tap.settings('{"changed_at":"2026-01-01T00:00:00Z"}'), '|', 1), 'AX006', 'DESIGN 3: changed by another meanwhile is refused');
select is(tap.settings('{"wage_day":32}'), 'AX001|wage_day|not a value of this kind', 'SPEC 5.4: a day of the month');
select is(tap.settings('{"attendance_radius_m":5}'), 'AX001|attendance_radius_m|not a value of this kind', 'SPEC 5.4: a radius of 20 m to 20 km');
select is(tap.settings('{"standard_hours":25}'), 'AX001|standard_hours|not a value of this kind', 'SPEC 5.4: hours of a day');
select is(tap.settings('{"zone":"Europe/London"}'), 'AX001|zone|not one of the list', 'SPEC 5.4: a zone of the list');
select is(tap.settings('{"attended_rule":"never"}'), 'AX001|attended_rule|not one of the list', 'SPEC 5.4: a rule of the list');
select is(tap.settings('{"attended_rule":""}'), 'AX001|attended_rule|this field is required', 'SPEC 5.4: a rule there is');
select is(tap.settings('{"minimum_wage_fen":0}'), 'AX001|minimum_wage_fen|not a value of this kind', 'SPEC 5.4: a wage is a sum');
select is(tap.settings('{"attendance_points":"87.60,43.80；87.61,43.80;87.61，43.81"}'), 'saved', 'SPEC 5.4: an area of points, in either width');
select is((select attendance_points from api.project_settings_get(tap.project('天山花园二期'))), '87.60,43.80; 87.61,43.80; 87.61,43.81', 'SPEC 5.4: given back as points');
select is(tap.settings('{"attendance_points":"87.6,43.8; 87.7,43.8"}'), 'AX001|attendance_points|an area has 3 to 40 points', 'SPEC 5.4: two points are no area');
select is(split_part(tap.settings('{"attendance_points":"87.6;43.8"}'), '|', 2), 'attendance_points', 'SPEC 5.4: points are pairs');
select is(tap.settings('{"attendance_points":"87.6,43.8; 87.7,43.8; 75.9,39.4"}'), 'AX001|attendance_points|a point is outside the region', 'SPEC 5.4: within the region');
select is(tap.settings('{"colour":"red"}'), 'AX001|colour|unknown field', 'DESIGN 5: unknown keys are refused');

-- The rule of assessment, and a regulator who says otherwise.
select tap.act(null);
create function tap.rule(region text, nature text, ownership text, price bigint) returns boolean language sql as $$
    select sec.assessment_of(jsonb_populate_record(null::app.project, jsonb_build_object('region', region, 'nature', nature, 'ownership', ownership, 'contract_price_fen', price))) $$;
select is(array[tap.rule('653101', 'government', 'private', 1), tap.rule('653101', 'non_government', 'state_owned', 1), tap.rule('653101', 'non_government', 'private', 300000000),
                tap.rule('653101', 'non_government', 'private', 299999999), tap.rule('653101', null, null, null)], array[true, true, true, false, false],
          'SPEC 5.1: government, state-owned, or from 3 million yuan on');
insert into app.assessment_rule values ('653100', false, '{}', null);
select is(array[tap.rule('653101', 'government', 'state_owned', 900000000), tap.rule('650102', 'government', 'private', 1)], array[false, true], 'SPEC 5.1: a nearer region''s rule counts, and there alone');
create function tap.assess(project text, scope boolean, reason text) returns text language sql as
    $$ select coalesce(nullif(tap.outcome(format('select api.application_assess(%s, %L, %L)::text', tap.project(project), scope, reason)), ''), 'done') $$;
select tap.act('19900000013');
select is(tap.assess('样本安居小区三标段', false, '短'), 'AX001|reason|give a reason of 4 to 200 characters', 'SPEC 5.1: an override has a reason');
select is(tap.assess('样本安居小区三标段', false, '属于应急抢险工程'), 'done', 'SPEC 5.1: a named regulator may override');
select is(split_part(tap.assess('天山花园二期', false, '属于应急抢险工程'), '|', 1), 'AX003', 'SPEC 5.1: but only where its office is named');
select is((select (in_assessment_scope, assessment_by_name)::text from api.application_get(tap.project('样本安居小区三标段'))), '(f,样本卯)', 'SPEC 5.1: and is named');
select tap.act('19900000002');
select is(split_part(tap.assess('样本安居小区三标段', true, '属于应急抢险工程'), '|', 1), 'AX003', 'SPEC 5.1: the maker may not');

-- The page of an approved project.
select is((select (name, region_path, state)::text from api.project_get(tap.project('天山花园二期'))), '(天山花园二期,"新疆维吾尔自治区 乌鲁木齐市 天山区",in_progress)', 'SPEC 5.3: a project''s facts');
select is((select string_agg(role, ' ') from api.project_people(tap.project('天山花园二期'))), 'project_administrator wage_officer wage_officer reviewer other', 'SPEC 6.2: its people');
select * from finish();
rollback;
