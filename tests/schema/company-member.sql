-- Who belongs to a company: applying, accepting, roles, leaving, the directory (SPEC 4.3 to 4.5).
begin;
set local search_path = tap, pg_catalog;
select plan(73);
insert into tap.login values ('nobody', adm.account_make('13900009001', '样本无业')), ('other', adm.account_make('13900009003', '样本他人'));
create function tap.company(name text) returns int language sql security definer as $$ select company_id from app.company c where c.short_name = $1 $$;
create function tap.account(phone text) returns bigint language sql security definer as $$ select account_id from app.account a where a.phone = $1 $$;
create function tap.waits(who text) returns bigint language sql security definer as
    $$ select application_id from app.company_application where account_id = tap.account($1) and state = 'waiting' $$;
create function tap.roles_of(who text, company text default '样本建工') returns text language sql security definer as
    $$ select string_agg(role, ' ' order by role) from app.company_member where company_id = tap.company($2) and account_id = tap.account($1) and until_at is null $$;
create function tap.apply(company text default '样本建工', message text default '我是新来的') returns text language sql as
    $$ select tap.outcome(format('select api.company_apply(%s, %L)', coalesce(tap.company(company), 0), message)) $$;
create function tap.decide(who text, accept boolean, roles text[], reason text default null, company text default '样本建工') returns text language sql as
    $$ select tap.outcome(format('select outcome || coalesce('' '' || by_name, '''') from api.company_decide(%s, %s, %L, %L, %L)', tap.company(company), coalesce(tap.waits(who), 0), accept, roles, reason)) $$;
create function tap.set_roles(who text, roles text[], seen text[] default null, company text default '样本建工') returns text language sql as
    $$ select tap.outcome(format('select array_to_string(api.company_roles_set(%s, %s, %L, %L), '' '')', tap.company(company), tap.account(who), roles, seen)) $$;
create function tap.remove(who text, reason text default '不在本企业工作', company text default '样本建工') returns text language sql as
    $$ select tap.outcome(format('select api.company_member_remove(%s, %s, %L)', tap.company(company), tap.account(who), reason)) $$;
create function tap.leave(company text default '样本建工') returns text language sql as $$ select tap.outcome(format('select api.company_leave(%s)', tap.company(company))) $$;
create function tap.waiting(wanted text) returns text language sql as
    $$ select project_name || ' ' || count from api.waiting() where kind = wanted $$;

-- Applying.
delete from app.company_application;
insert into app.company (uscc, name, short_name) values ('91110000600037341L', '样本未认证有限公司', '样本未认证');
select tap.act('nobody');
select is(tap.apply('样本未认证'), 'AX004|company_id|this company is not certified yet: whoever certifies it becomes its administrator', 'SPEC 4.4: only a certified company is joined');
select is(tap.apply('没有'), 'AX001|company_id|choose a company out of the list', 'SPEC 4.4: a company of the list');
select matches(tap.apply(), '^[0-9]+$', 'SPEC 4.4: a person applies with a message');
select is(tap.apply(), tap.waits('13900009001')::text, 'SPEC 4.4: asked again it is the same application');
select is((select kind || state from api.company_desk()), 'applicationwaiting', 'SPEC 4.4: and sees that it waits');
select is(tap.decide('13900009001', true, '{staff}'), 'AX003||you may not do this for this company', 'SPEC 4.4: nobody accepts who is not there');
select is(tap.outcome(format('select * from api.company_member_list(%s, ''{}'', null, false, null, 5)', tap.company('样本建工'))), 'AX003||you may not do this for this company', 'SPEC 4.5: nor reads the directory');
select tap.act('19900000009');
select is(tap.decide('13900009001', true, '{staff}'), 'AX003||you may not do this for this company', 'SPEC 4.3: a manager does not accept');
select is((select count(*)::int from api.company_member_list(tap.company('样本建工'), '{"state": "applicant"}', null, false, null, 5)), 0, 'SPEC 4.5: nor sees who has applied');
select is(tap.waiting('company_application'), null, 'SPEC 20.8: nor has it wait for them');
select tap.act('19900000008');
select is(tap.decide('13900009001', true, '{staff}'), 'AX003||you may not do this for this company', 'SPEC 22.1: another company''s hr does not either');
select tap.act('19900000007');
select is(tap.waiting('company_application'), '样本建工集团有限公司 1', 'SPEC 20.8: for the administrator it waits');
select is((select name || note || phone_masked from api.company_member_list(tap.company('样本建工'), '{"state": "applicant"}', null, false, null, 5)), '样本无业我是新来的139****9001', 'SPEC 4.4: with the message, the phone masked');
select is(tap.decide('13900009001', true, '{}'), 'AX001|roles|choose at least one role', 'SPEC 4.4: accepting is choosing roles');
select is(tap.decide('13900009001', true, '{king}'), 'AX001|roles|choose at least one role', 'SPEC 4.3: roles of the list');
select is(tap.decide('13900009001', false, null), 'AX001|reason|this field is required', 'SPEC 4.4: refusing is giving a reason');
select is(tap.decide('13900009001', false, null, '不认识此人'), 'refused 样本辛', 'SPEC 4.4: refused');
select tap.act('nobody');
select is((select state || note from api.company_desk()), 'refused不认识此人', 'SPEC 4.4: the applicant reads the reason');
select is(tap.waiting('company_refused'), '样本建工集团有限公司 1', 'SPEC 20.8: and is told');
select api.company_answers_seen();
select is(tap.waiting('company_refused'), null, 'SPEC 20.8: until it was read');
select matches(tap.apply(), '^[0-9]+$', 'SPEC 4.4: and may apply again');
select is(tap.outcome(format('select api.company_apply_withdraw(%s)', tap.waits('13900009001'))), 'true', 'SPEC 4.4: or take it back');
select matches(tap.apply(), '^[0-9]+$', 'SPEC 4.4: and apply once more');
select tap.act('other');
select is(tap.outcome(format('select api.company_apply_withdraw(%s)', tap.waits('13900009001'))), 'false', 'SPEC 22.1: nobody takes another''s back');
select tap.act(null);
create temporary table applied as select tap.waits('13900009001') as id;
grant all on applied to public;
select tap.act('19900000007');
select is(tap.decide('13900009001', true, '{staff,finance,staff}'), 'accepted 样本辛', 'SPEC 4.4: accepted');
select is(tap.roles_of('13900009001'), 'finance staff', 'SPEC 4.3: several roles a person, each once');
select is((select outcome from api.company_decide(tap.company('样本建工'), (select id from applied), true, '{staff}', null)), 'accepted', 'DESIGN 3: the same call again, the same answer');
select tap.act(null);
select is((select count(*)::int from job.job where subject = 'company_accepted'), 1, 'SPEC 20.8: an SMS says so');
select tap.act('nobody');
select is((select roles::text || certified from api.company_mine() where short_name = '样本建工'), '{finance,staff}true', 'SPEC 4.4: and the company is the applicant''s');
select is(tap.apply(), 'AX002|company_id|you belong to this company already', 'SPEC 4.4: a member does not apply');

-- hr accepts into plain roles only.
select tap.act('other');
select matches(tap.apply('样本劳务'), '^[0-9]+$', 'SPEC 4.4: a person may belong to several companies');
select tap.act('19900000008');
select is(tap.decide('13900009003', true, '{staff,finance}', null, '样本劳务'), 'AX003|roles|only an administrator gives or takes this role', 'SPEC 4.3: hr gives nobody the finance role');
select is(tap.decide('13900009003', true, '{staff,hr}', null, '样本劳务'), 'accepted 样本壬', 'SPEC 4.3: but accepts as staff or hr');
select is(tap.set_roles('13900009003', '{administrator,staff}', null, '样本劳务'), 'AX003|roles|only an administrator gives or takes this role', 'SPEC 4.3: hr makes nobody an administrator');
select is(tap.set_roles('13900009003', '{staff}', null, '样本劳务'), 'staff', 'SPEC 4.3: but takes hr away');
select is(tap.remove('13900009003', '离职', '样本劳务'), '1', 'SPEC 4.3: and removes staff');
select is(tap.roles_of('13900009003', '样本劳务'), null, 'SPEC 4.4: who then has no role there');
select is((select kind || note from api.company_member_list(tap.company('样本劳务'), '{"state": "left"}', null, false, null, 5)), 'left离职', 'SPEC 4.5: and stands among those who left, with the reason');

-- Roles.
select tap.act('19900000007');
select is(tap.set_roles('19900000010', '{hr}', null), 'AX002||this person does not belong to the company any more', 'SPEC 4.3: roles are of members');
select is(tap.set_roles('19900000009', '{manager,hr}', '{staff}'), 'AX006|roles|somebody has changed this meanwhile', 'DESIGN 3: roles that others have changed are not overwritten');
select is(tap.set_roles('19900000009', '{manager,hr}', '{manager}'), 'hr manager', 'SPEC 4.3: the administrator sets them');
select is(tap.set_roles('19900000009', '{}', null), 'AX001|roles|choose at least one role', 'SPEC 4.3: never none');
select is(tap.set_roles('19900000007', '{staff}', null), 'AX004|roles|name another administrator of the company first', 'SPEC 4.4: the last administrator keeps the role');
select is(tap.leave(), 'AX004|roles|name another administrator of the company first', 'SPEC 4.4: and stays');
select is(tap.set_roles('19900000007', '{administrator,finance}', null), 'administrator finance', 'SPEC 4.3: an administrator may take the finance role');
select is((select count(*)::int from api.company_self_grants(tap.company('样本建工'))), 0, 'SPEC 4.3: which is not shown to themselves');
select is(tap.set_roles('19900000009', '{manager,administrator}', null), 'administrator manager', 'SPEC 4.4: a successor');
select tap.act(null);
select is((select count(*)::int from audit.entry where verb = 'company_self_grant'), 1, 'SPEC 4.3: and is logged');
select tap.act('19900000009');
select is(tap.waiting('company_self_grant'), '样本建工集团有限公司 1', 'SPEC 4.3: and shown to the other administrators');
select is((select name || role from api.company_self_grants(tap.company('样本建工'))), '样本辛finance', 'SPEC 4.3: who and what');
select is((select api.company_self_grants_seen(tap.company('样本建工'), max(grant_id)) from api.company_self_grants(tap.company('样本建工'))), 1, 'SPEC 4.3: until seen');
select is(tap.waiting('company_self_grant'), null, 'SPEC 4.3: then no more');
select is(tap.remove('19900000009'), '2', 'SPEC 4.4: an administrator may go when there is another');
select is(tap.set_roles('19900000007', '{staff}', null), 'AX003||you may not do this for this company', 'SPEC 4.4: and has no say from then on');

-- Leaving ends what one was on projects.
select tap.act(null);
insert into app.company_member (company_id, account_id, role) select tap.company('样本建工'), tap.account('13900009003'), 'administrator';
select tap.act('19900000001');
select is((select count(*)::int from api.project_list()), 1, 'SPEC 4.4: a wage officer has a project');
select is(tap.leave(), '1', 'SPEC 4.4: and leaves the company');
select is((select count(*)::int from api.project_list()), 0, 'SPEC 4.4: with that, the role on the project is over');
select is(tap.roles_of('19900000001'), null, 'SPEC 4.4: and every role in the company');
select tap.act(null);
select is((select count(*)::int from app.project_member where account_id = tap.account('19900000001') and until_at is null), 0, 'SPEC 4.4: no row is left live');
select tap.act('19900000002');
select is(tap.leave(), 'AX004||name another project administrator of {project} first', 'SPEC 6.2: the last project administrator names a successor first');
select is(tap.roles_of('19900000002'), 'staff', 'SPEC 6.2: and until then stays in the company');
select tap.act('19900000007');
select is(tap.remove('19900000002'), 'AX004||name another project administrator of {project} first', 'SPEC 6.2: nor does anybody else remove them');
select is(tap.remove('19900000003', ' '), 'AX001|reason|this field is required', 'SPEC 4.4: a removal has its reason');
select is(tap.remove('19900000003'), '1', 'SPEC 4.4: others are removed');
select is(tap.remove('19900000003'), 'AX002||this person does not belong to the company any more', 'SPEC 4.4: once');

-- The directory.
select is((select string_agg(name, ' ' order by n) from api.company_member_list(tap.company('样本建工'), '{}', 'name', false, null, 3) with ordinality as l(a, k, b, c, name, d, e, f, g, h, i, j, n)),
    (select string_agg(name, ' ' order by name collate "zh-Hans-x-icu") from (select name from api.company_member_list(tap.company('样本建工'), '{}', 'name', false, null, 500) order by name collate "zh-Hans-x-icu" limit 3) q), 'SPEC 4.5: by name, page by page');
select is((with a as (select * from api.company_member_list(tap.company('样本建工'), '{"state": "all"}', 'name', false, null, 3)),
    b as (select * from api.company_member_list(tap.company('样本建工'), '{"state": "all"}', 'name', false, (select at from a order by name collate "zh-Hans-x-icu" desc, id desc limit 1), 500))
    select (select count(*) from a) + (select count(*) from b) = (select count(*) from api.company_member_list(tap.company('样本建工'), '{"state": "all"}', 'name', false, null, 500))
           and not exists (select 1 from a join b using (id))), true, 'SPEC 20.5: the pages are all of it, once');
select is((select string_agg(name, ' ') from api.company_member_list(tap.company('样本建工'), '{"search": "0012"}', null, false, null, 9)), '样本寅', 'SPEC 4.5: found by the phone''s end');
select is((select string_agg(name, ' ') from api.company_member_list(tap.company('样本建工'), '{"search": "ybyi"}', null, false, null, 9)), null, 'SPEC 4.5: initials are initials');
select is((select string_agg(name, ' ') from api.company_member_list(tap.company('样本建工'), '{"role": "seal_keeper"}', null, false, null, 9)), '样本寅', 'SPEC 4.5: by role');
select is(tap.outcome(format('select * from api.company_member_list(%s, ''{"x": 1}'', null, false, null, 9)', tap.company('样本建工'))), 'AX001|x|unknown field', 'SPEC 4.5: no other filter');
select is(tap.outcome(format('select api.company_export_note(%s, ''members'', ''{}'', 3, %L)', tap.company('样本建工'), repeat('a', 64))), '', 'SPEC 20.5: an export is noted');
select tap.act('19900000012');
select is(tap.outcome(format('select api.company_export_note(%s, ''members'', ''{}'', 3, %L)', tap.company('样本建工'), repeat('a', 64))), 'AX003||you may not do this for this company', 'SPEC 20.5: by who may export');
select * from finish();
rollback;
