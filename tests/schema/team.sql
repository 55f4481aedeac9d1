-- SPEC 7: teams, and the two ways a record is kept from being overwritten: request ids and changed_at.
begin;
set local search_path = tap, pg_catalog;
select plan(31);
create temporary table v as select tap.project('天山花园二期') as p, gen_random_uuid() as r;
grant all on v to public;
create function tap.fields(over jsonb default '{}') returns jsonb language sql stable as $$
    select jsonb_build_object('participant_id', tap.participant(tap.project('天山花园二期'), '样本劳务'), 'name', '抹灰四班', 'entered_on', '2026-05-01',
        'leader_name', '样本班长', 'leader_phone', '199 0000 2001') || over $$;
create function tap.save(over jsonb default '{}', request uuid default gen_random_uuid()) returns text language sql as
    $$ select tap.outcome(format('select team_id::text from api.team_save(%s, %L, %L)', tap.project('天山花园二期'), request, tap.fields(over))) $$;
create function tap.got(team bigint) returns app.team_page language sql as $$ select t from api.team_get(tap.project('天山花园二期'), team) t $$;
create function tap.edit(over jsonb) returns text language sql as
    $$ select tap.save(jsonb_build_object('name', '有证班', 'team_id', tap.team('有证班'), 'leader_document_kind', 'resident_id') || over) $$;
grant usage on schema app to public;

-- "How to add a field": two alters and it is written and read.
alter table app.team add column radio text;
alter type app.team_fields add attribute radio text;
alter type app.team_page add attribute radio text;
select tap.act('19900000001');
select is((select (tap.got(tap.save('{"name":"对讲班","radio":"7"}')::bigint)).radio), '7', 'DESIGN 5: a new field needs a column, two attributes, and no line of a function');
select tap.act(null);

select tap.act('19900000001');
select is(tap.save('{}', (select r from v)), tap.save('{}', (select r from v)), 'DESIGN 3: the same request again is the same team');
select is(tap.save(), 'AX002|name|this company has a live team of this name on the project', 'SPEC 7.1: one live name in a company on a project');
select is((tap.got(tap.team('抹灰四班'))).leader_phone, '19900002001', 'SPEC 7.1: the phone as it is kept, whole for who may write');
select is((select array_agg(i) from (select unnest(initials) i from api.team_list((select p from v), '{"search":"mhsb"}', 'name', false, null, 5)) s), array['mhsb'], 'SPEC 7.2: found by initials');
select is(tap.save('{"name":""}'), 'AX001|name|this field is required', 'SPEC 7.1: name is required');
select is(tap.save('{"name":"别的班","leader_phone":"1"}'), 'AX001|leader_phone|not a mobile number', 'SPEC 7.1: phone');
select is(tap.save('{"name":"别的班","entered_on":"2026-02-30"}'), 'AX001|entered_on|not a value of this kind', 'SPEC 7.1: a day of the calendar');
select is(tap.save(jsonb_build_object('name', repeat('班', 61))), 'AX001|name|not a value of this kind', 'SPEC 7.1: a name has a length');
select is(tap.save('{"name":"别的班","entered_on":"infinity"}'), 'AX001|entered_on|not a value of this kind', 'DESIGN 4: a day is a civil date');
select is(tap.save('{"name":"别的班","colour":"red"}'), 'AX001|colour|unknown field', 'DESIGN 5: unknown keys are refused');
select is(tap.save('{"name":"别的班","participant_id":9999}'), 'AX003|participant_id|this company is not yours to enrol for', 'SPEC 7.1: a company of the project');
select is(tap.save('{"name":"别的班","leader_document_kind":"resident_id","leader_document_number":"110105194912310021"}'),
          'AX001|leader_document_number|not a number of this kind of document', 'SPEC 7.1: the leader''s document is checked');
select is(tap.save('{"exited_on":"2026-06-01"}'), 'AX001|exited_on|unknown field', 'SPEC 7.3: a team does not exit by being edited');
select matches(tap.save('{"name":"有证班","leader_document_kind":"resident_id","leader_document_number":"11010519491231002x","responsible_name":"样本责任人","responsible_phone":"19900002002"}'), '^[0-9]+$', 'SPEC 7.1: with documents');
select is((select (leader_document_tail, responsible_name, may_write, changed_by)::text from tap.got(tap.team('有证班'))), '(002X,样本责任人,t,样本乙)', 'DESIGN 3: of a document its tail is shown');

-- Changed by another.
select is(split_part(tap.edit('{}'), '|', 1), 'AX006', 'DESIGN 3: a change without having read is refused');
select is(split_part(tap.edit('{"changed_at":"2026-01-01T00:00:00+08:00"}'), '|', 1), 'AX006', 'DESIGN 3: changed by another meanwhile is refused');
select matches(tap.edit(jsonb_build_object('changed_at', (tap.got(tap.team('有证班'))).changed_at, 'leader_name', '样本新班长')), '^[0-9]+$', 'SPEC 7.2: edited');
select is((select (leader_name, leader_document_tail, responsible_name)::text from tap.got(tap.team('有证班'))), '(样本新班长,002X,)', 'SPEC 7.2: the stored number is kept, an emptied field is empty');
select is(split_part(tap.edit(jsonb_build_object('changed_at', (tap.got(tap.team('有证班'))).changed_at, 'participant_id', tap.participant((select p from v), '样本安装'))), '|', 3),
          'a team stays with its company', 'SPEC 7.1: a team does not change its company');
select is((select team_name from api.worker_list((select p from v), jsonb_build_object('team_id', tap.team('钢筋一班')), 'name', false, null, 1)), '钢筋一班', 'DESIGN 3: a worker shows the team''s name');
select matches(tap.save(jsonb_build_object('team_id', tap.team('钢筋一班'), 'name', '钢筋甲班', 'changed_at', (tap.got(tap.team('钢筋一班'))).changed_at)), '^[0-9]+$', 'SPEC 7.2: renamed');
select is((select count(*)::int from api.worker_list((select p from v), '{"search":""}', 'team', false, null, 500) where team_name = '钢筋甲班'), 45, 'DESIGN 3: and its new one at once');

-- Who may.
select tap.act('19900000003');
select is(split_part(tap.save('{"name":"别的班"}'), '|', 1), 'AX003', 'SPEC 6.2: a reviewer may not');
select is((tap.got(tap.team('钢筋甲班'))).leader_phone, '199****2001', 'SPEC 3.6: and sees the leader''s phone masked');
select tap.act('19900000005');
select matches(tap.save('{"name":"自家班"}'), '^[0-9]+$', 'SPEC 6.3: a subcontractor''s clerk makes its own company''s');
select is(tap.save(jsonb_build_object('name', '别家班', 'participant_id', tap.participant((select p from v), '样本安装'))),
          'AX003|participant_id|this company is not yours to enrol for', 'SPEC 6.3: and no other''s');
select is(split_part(tap.outcome('select (tap.got(tap.team(''电气安装班''))).name'), '|', 1), 'AX003', 'SPEC 6.3: nor reads another''s');
select tap.act('19900000006');
select is(split_part(tap.save('{"name":"别的班"}'), '|', 1), 'AX003', 'SPEC 6.3: a clerk of another project may not');
select tap.act(null);
select is((select count(*)::int from audit.entry where verb in ('team_make', 'team_change') and chain_id = (select p from v)), 6, 'SPEC 22.3: each stands in the chain');

select tap.act(null);
select * from finish();
rollback;
