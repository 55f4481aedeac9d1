-- SPEC 6.2: people join a project, change their role there and leave it. SPEC 5.6: a recorded project is claimed.
begin;
set local search_path = tap, pg_catalog;
select plan(73);
create temporary table v as select tap.project('天山花园二期') as p;
create temporary table x (name text primary key, id bigint);
grant all on v, x to public;
create function tap.at(company text) returns int language sql stable security definer as $$ select tap.participant((select p from v), company) $$;
create function tap.apply(company text, message text default '', request uuid default gen_random_uuid()) returns text language sql as
    $$ select tap.outcome(format('select application_id::text from api.member_apply(%L, %s, %L)', request, tap.at(company), message)) $$;
create function tap.decide(application text, accept boolean, role text default null, remark text default null, reason text default null) returns text language sql as
    $$ select tap.outcome(format('select done || '' '' || state || '' '' || decided_by from api.member_application_decide(%s, gen_random_uuid(), %s, %L, %L, %L, %L)', (select p from v), application, accept, role, remark, reason)) $$;
create function tap.member(name text, past text default 'no') returns text language sql as
    $$ select string_agg(role || case when remark = '' then '' else ' ' || remark end || coalesce(' ' || end_kind, ''), ', ' order by member_id) from api.member_list((select p from v), jsonb_build_object('past', past), 'name', false, null, 100) m where m.name = $1 $$;
create function tap.id(name text) returns int language sql as
    $$ select member_id from api.member_list((select p from v), '{}', 'name', false, null, 100) m where m.name = $1 $$;
create function tap.change(member int, role text, remark text default null) returns text language sql as
    $$ select tap.outcome(format('select now_id::text from api.member_change(%s, gen_random_uuid(), %s, %L, %L)', (select p from v), member, role, remark)) $$;
create function tap.remove(member int, reason text default '调走') returns text language sql as
    $$ select tap.outcome(format('select was_id::text from api.member_remove(%s, gen_random_uuid(), %s, %L)', (select p from v), member, reason)) $$;
create function tap.leave() returns text language sql as $$ select tap.outcome(format('select was_id::text from api.member_leave(%s, gen_random_uuid())', (select p from v))) $$;
create function tap.waits(what text) returns int language sql as $$ select sum(count)::int from api.waiting() where kind = what $$;
create function tap.found(name text) returns text language sql as
    $$ select kind || ' ' || member || ' ' || coalesce(state, '-') || ' ' || coalesce(reason, '-') from api.project_find(name) $$;
create function tap.roles_end(company text, phone text) returns text language sql security definer as $$
    select tap.outcome(format('select sec.project_roles_end(%s, %s)::text', (select company_id from app.company c where c.short_name = $1),
                              (select account_id from app.account a where a.phone = $2))) $$;

create function tap.record(over jsonb default '{}') returns text language sql as $$
    select tap.outcome(format('select project_id::text from api.project_record(gen_random_uuid(), %L)',
        jsonb_build_object('name', '样本旧改项目', 'region', '650102', 'industry', 'housing', 'company_id', (select company_id from api.company_find('样本建工', 1))) || over)) $$;
create function tap.claim(recorded int) returns text language sql as
    $$ select tap.outcome(format('select claim_id::text from api.project_claim(gen_random_uuid(), %s, %L)', recorded, '我们中标的')) $$;
create function tap.company(name text) returns int language sql security definer as $$ select company_id from app.company c where c.short_name = $1 $$;
create function tap.claimed(claim bigint, accept boolean, reason text default null) returns text language sql as
    $$ select tap.outcome(format('select done || '' '' || state || '' '' || decided_by from api.claim_decide(%s, gen_random_uuid(), %s, %L, %L)', tap.company('样本建工'), claim, accept, reason)) $$;
-- Finding and applying.
select tap.act('19900000010');
select is(tap.found('天山'), 'join false - -', 'SPEC 6.2: a member of a company on the project finds it');
select is(tap.found('tshy'), 'join false - -', 'SPEC 6.2: also by its initials');
select is((select count(*)::int from api.project_find(null)), 2, 'SPEC 6.2: nothing typed gives every project of my companies');
select matches(tap.apply('样本劳务', '我管材料', '00000000-0000-4000-8000-000000000001'), '^[0-9]+$', 'SPEC 6.2: one applies with a message');
select is(tap.apply('样本劳务', '我管材料', '00000000-0000-4000-8000-000000000001'), (select application_id::text from api.member_apply('00000000-0000-4000-8000-000000000001', tap.at('样本劳务'), '我管材料')), 'DESIGN 3: the same request again is the same application');
select is(split_part(tap.apply('样本劳务'), '|', 3), 'you have applied already; the answer has not come yet', 'SPEC 6.2: once at a time');
select is(split_part(tap.apply('样本安装'), '|', 1), 'AX003', 'SPEC 6.2: not for a company that is not one''s own');
select is(split_part(tap.outcome('select 1 from api.member_apply(gen_random_uuid(), 99999, null)'), '|', 1), 'AX003', 'SPEC 6.2: one that is not there is answered alike');
select is(tap.found('天山'), 'join false open -', 'SPEC 6.2: the applicant sees that it waits');
select is(split_part(tap.apply('样本劳务', repeat('长', 201)), '|', 3), 'too long', 'SPEC 6.2: a message has a length');
select tap.act('19900000001');
select is(tap.apply('样本建工'), 'AX002||you are a member of this project already', 'SPEC 6.2: a member does not apply again');
select is(split_part(tap.decide('1', true, 'other', '材料'), '|', 1), 'AX003', 'SPEC 6.2: a wage officer accepts nobody');
select is(split_part(tap.outcome('select 1 from api.member_application_list((select p from v))'), '|', 1), 'AX003', 'SPEC 6.2: nor reads who applies');
select is(tap.waits('member_application'), null, 'SPEC 20.8: nor is told');

-- Accepting.
select tap.act('19900000002');
select is(tap.waits('member_application'), 1, 'SPEC 20.8: the project administrator''s home tells that somebody applies');
insert into x select 'a', application_id from api.member_application_list((select p from v));
select is((select (name, company_name, message, before)::text from api.member_application_list((select p from v))), '(样本子,样本劳务有限公司,我管材料,)', 'SPEC 6.2: who, of which company, with what message');
select is(tap.decide((select id::text from x where name = 'a'), true), 'AX001|role|this field is required', 'SPEC 6.2: accepted with a role');
select is(tap.decide((select id::text from x where name = 'a'), true, 'project_administrator'), 'AX001|role|only people of the general contractor may be project administrators', 'SPEC 6.2: administrators are the general contractor''s');
select is(tap.decide((select id::text from x where name = 'a'), true, 'other'), 'AX001|remark|name the duty in the remark', 'SPEC 6.2: the remark names the duty of another');
select is(tap.decide((select id::text from x where name = 'a'), true, 'king'), 'AX001|role|not one of the list', 'SPEC 6.2: one of four roles');
select is(tap.decide((select id::text from x where name = 'a'), true, 'other', '材料员'), 'true accepted 样本丙', 'SPEC 6.2: accepted');
select is(tap.decide((select id::text from x where name = 'a'), false, null, null, '不需要'), 'false accepted 样本丙', 'SPEC 6.2: whoever decides second is told who did and what, and nothing changes');
select is(tap.member('样本子'), 'other 材料员', 'SPEC 6.2: and is a member');
select is(tap.waits('member_application'), null, 'SPEC 20.8: nothing waits any more');
select is((select count(*)::int from api.member_application_list((select p from v))), 0, 'SPEC 6.2: the list is empty');
select tap.act('19900000010');
select is(tap.found('天山'), 'join true accepted -', 'SPEC 6.2: the applicant sees it');
select is((select role from api.project_list() where project_id = (select p from v)), 'other', 'SPEC 5.3: and the project');

-- Refusing, taking back.
select tap.act('19900000008');
select matches(tap.apply('样本劳务'), '^[0-9]+$', 'SPEC 6.2: another applies');
select tap.act('19900000002');
insert into x select 'b', application_id from api.member_application_list((select p from v));
select is(tap.decide((select id::text from x where name = 'b'), false), 'AX001|reason|this field is required', 'SPEC 6.2: a refusal has a reason');
select is(tap.decide((select id::text from x where name = 'b'), false, null, null, '人够了'), 'true refused 样本丙', 'SPEC 6.2: refused');
select tap.act('19900000008');
select is(tap.found('天山'), 'join false refused 人够了', 'SPEC 6.2: the applicant reads why');
select matches(tap.apply('样本劳务'), '^[0-9]+$', 'SPEC 6.2: and may apply again');
select is((select withdrawn from api.member_apply_withdraw(tap.at('样本劳务'))), true, 'SPEC 6.2: and take it back');
select is((select withdrawn from api.member_apply_withdraw(tap.at('样本劳务'))), false, 'SPEC 6.2: once');

-- Roles change, history stays.
select tap.act('19900000002');
select matches(tap.change(tap.id('样本子'), 'wage_officer'), '^[0-9]+$', 'SPEC 6.2: a role changes');
select is(tap.member('样本子'), 'wage_officer', 'SPEC 6.2: to the new one');
select is(tap.member('样本子', 'all'), 'other 材料员 role, wage_officer', 'SPEC 6.2: what was stays on record');
select is(tap.change(tap.id('样本子'), 'project_administrator'), 'AX001|role|only people of the general contractor may be project administrators', 'SPEC 6.2: never to one only the general contractor gives');
select is(tap.change(tap.id('样本丙'), 'wage_officer'), 'AX004|role|name another project administrator first', 'SPEC 6.2: the last administrator keeps the role until there is another');
select is(tap.leave(), 'AX004|role|name another project administrator first', 'SPEC 6.2: and does not leave');
select is(tap.remove(tap.id('样本丙')), 'AX004|role|name another project administrator first', 'SPEC 6.2: nor is removed');
select is(tap.roles_end('样本建工', '19900000002'), 'AX004||name another project administrator of {project} first', 'SPEC 4.4: nor leaves the company');
select is(tap.remove(tap.id('样本子'), ''), 'AX001|reason|this field is required', 'SPEC 6.2: a removal has a reason');
insert into x select 'm', tap.id('样本子');
select matches(tap.remove(tap.id('样本子')), '^[0-9]+$', 'SPEC 6.2: removed');
select is(split_part(tap.remove((select id::int from x where name = 'm')), '|', 1), 'AX006', 'SPEC 6.2: who comes second is told that it has changed');
select is(split_part(tap.remove(99999), '|', 1), 'AX003', 'SPEC 6.2: a member that is not there');
select is(tap.member('样本子', 'yes'), 'other 材料员 role, wage_officer removed', 'SPEC 6.2: how each ended is on record');
select is((select array_agg(name order by name) from api.member_list((select p from v), '{"role":"reviewer"}', 'from', false, null, 9)), array['样本丁'], 'SPEC 6.2: the directory by role');
select is((select name from api.member_list((select p from v), '{"search":"0003"}', 'company', false, null, 9)), '样本丁', 'SPEC 6.2: and by the phone''s last digits');
select tap.act('19900000010');
select is(split_part(tap.outcome('select 1 from api.member_list((select p from v), ''{}'', ''name'', false, null, 9)'), '|', 1), 'AX003', 'SPEC 6.2: who was removed reads no directory');
select matches(tap.apply('样本劳务'), '^[0-9]+$', 'SPEC 6.2: and may apply anew');
select tap.act('19900000002');
select is((select before from api.member_application_list((select p from v))), '劳资员', 'SPEC 6.2: what the applicant was here before is told');
insert into x select 'c', application_id from api.member_application_list((select p from v));
select is(tap.decide((select id::text from x where name = 'c'), true, 'reviewer'), 'true accepted 样本丙', 'SPEC 6.2: and accepted again');
select is(tap.member('样本子', 'all'), 'other 材料员 role, wage_officer removed, reviewer', 'SPEC 6.2: rejoining keeps what was');
select is(tap.roles_end('样本劳务', '19900000010'), '1', 'SPEC 4.4: leaving a company ends its project roles');
select is(tap.member('样本子', 'all'), 'other 材料员 role, wage_officer removed, reviewer company_left', 'SPEC 4.4: and says so');
select matches(tap.change(tap.id('样本乙'), 'project_administrator'), '^[0-9]+$', 'SPEC 6.2: a successor is named');
select matches(tap.leave(), '^[0-9]+$', 'SPEC 6.2: then the administrator may leave');
select is(split_part(tap.outcome('select 1 from api.member_list((select p from v), ''{}'', ''name'', false, null, 9)'), '|', 1), 'AX003', 'SPEC 6.2: and is gone');
select tap.act('19900000013');
select is(split_part(tap.leave(), '|', 1), 'AX003', 'SPEC 6.2: who is no member cannot leave');

-- Recorded projects.
select tap.act('19900000013');
select matches(tap.record(), '^[0-9]+$', 'SPEC 5.6: a regulator records a project and names its general contractor');
select is(tap.record('{"region":"650100"}'), 'AX001|region|not one of the list', 'SPEC 5.6: it lies in a county');
select tap.act('19900000014');
select is(tap.record('{"region":"650102"}'), 'AX003|region|this region or industry is not yours', 'SPEC 17.1: not in another''s region');
select tap.act('19900000010');
select is_empty($$ select * from api.project_find('旧改') $$, 'SPEC 5.6: other companies'' people do not see it');
select tap.act('19900000009');
insert into x select 'r', project_id from api.project_find('旧改');
select is(tap.found('旧改'), 'claim false - -', 'SPEC 5.6: a member of the named company finds it');
select is(split_part(tap.outcome(format('select 1 from api.member_apply(gen_random_uuid(), %s, null)', (select participant_id from api.project_find('旧改')))), '|', 3), 'nobody has claimed this project yet; its general contractor must do that first', 'SPEC 5.6: nobody joins before it is claimed');
select matches(tap.claim((select id::int from x where name = 'r')), '^[0-9]+$', 'SPEC 5.6: and claims it');
select tap.act('19900000007');
insert into x select 'k', claim_id from api.claim_list(tap.company('样本建工'));
select is(tap.waits('project_claim'), 1, 'SPEC 20.8: the company administrator is told');
select is(tap.claimed((select id from x where name = 'k'), true), 'true accepted 样本辛', 'SPEC 5.6: and approves');
select is(tap.claimed((select id from x where name = 'k'), false, '不是'), 'false accepted 样本辛', 'SPEC 5.6: once');
select tap.act('19900000009');
select is((select role from api.project_list() where name = '样本旧改项目'), 'project_administrator', 'SPEC 5.6: the claimant is project administrator');
select tap.act('19900000008');
select is(split_part(tap.claimed((select id from x where name = 'k'), true), '|', 1), 'AX003', 'SPEC 5.6: nobody of another company decides');
select tap.act(null);
select is((select bool_and(v.ok) from audit.head h, sec.chain_verify(h.chain_id, null, null) v), true, 'SPEC 22.3: the chains hold');
select * from finish();
rollback;
