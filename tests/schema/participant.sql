-- SPEC 6.1: companies on a project; SPEC 7.3: teams leave it.
begin;
set local search_path = tap, pg_catalog;
select plan(45);
create temporary table v as select tap.project('天山花园二期') as p, tap.project('样本学府一标段') as q;
grant all on v to public;
create function tap.today() returns date language sql stable security definer as $$ select sec.today(tap.project('天山花园二期')) $$;
create function tap.company(name text) returns int language sql security definer as $$ select company_id from app.company c where c.short_name = $1 $$;
create function tap.enter(company int, kinds text default '{006}', day date default tap.today(), request uuid default gen_random_uuid()) returns text language sql as
    $$ select tap.outcome(format('select participant_id::text from api.participant_enter(%s, %L, %s, %L, %L)', (select p from v), request, company, kinds, day)) $$;
create function tap.leave(company text, day date default tap.today()) returns text language sql as
    $$ select tap.outcome(format('select members::text from api.participant_exit(%s, gen_random_uuid(), %s, %L)', (select p from v), tap.participant((select p from v), company), day)) $$;
create function tap.teams_exit(teams text, day date default tap.today()) returns text language sql as
    $$ select tap.outcome(format('select string_agg(name || '':'' || result || '':'' || people, '','' order by name) from api.team_exit(%s, gen_random_uuid(), %L, %L)', (select p from v), teams, day)) $$;
create function tap.here(company text) returns text language sql as
    $$ select string_agg(array_to_string(kinds, '+') || ' ' || (exited_on is null)::text, ', ' order by participant_id) from api.participant_list((select p from v)) where short_name = company $$;
insert into app.company (uscc, name, short_name) values ('91650100MA0004YB2F', '样本未认证有限公司', '样本未认证');
create temporary table c as select short_name as n, company_id as id from app.company;
grant all on c to public;
create function tap.c(name text) returns int language sql as $$ select id from c where n = name $$;
create function tap.kinds(kinds text, seen timestamptz) returns text language sql as
    $$ select tap.outcome(format('select changed_at::text from api.participant_kinds(%s, gen_random_uuid(), %s, %L, %L)', (select p from v), tap.participant((select p from v), '样本防水'), kinds, seen)) $$;
create function tap.seen(company text) returns timestamptz language sql as $$ select changed_at from api.participant_list((select p from v)) where short_name = company and exited_on is null $$;
create temporary table t as select tap.team('电气安装班') as id;
grant all on t to public;

-- Looking a company up.
select tap.act('19900000002');
select is((select array_agg(name order by name) from api.participant_offer((select p from v), '样本防', 30)), array['样本防水有限公司'], 'SPEC 4.6: a company is found by a part of its name');
select is((select name from api.participant_offer((select p from v), 'ybfs', 30)), '样本防水有限公司', 'SPEC 4.6: by its initials');
select is((select name from api.participant_offer((select p from v), '91650100ma0003yb', 30)), '样本防水有限公司', 'SPEC 4.6: by the beginning of its code');
select is((select array_agg(on_site::text || certified::text order by name) from api.participant_offer((select p from v), '样本', 30) where name ~ '劳务|未认证'), array['truetrue', 'falsefalse'], 'SPEC 6.1: and it is told who is here and who is not certified');
select is_empty($$ select * from api.participant_offer((select p from v), '', 30) $$, 'SPEC 4.6: nothing typed, nothing found');

-- Entering.
select matches(tap.enter(tap.c('样本防水'), '{006,001,006}'), '^[0-9]+$', 'SPEC 6.1: the general contractor''s administrator enters a company');
select is(tap.here('样本防水'), '006+001 true', 'SPEC 6.1: it may hold several kinds');
select is(split_part(tap.enter(tap.c('样本防水')), '|', 1), 'AX002', 'SPEC 6.1: a company is live on a project once');
select is(tap.enter(tap.c('样本未认证')), 'AX004|company_id|the company is not certified yet; its own people do that', 'SPEC 6.1: an uncertified company does not enter; the missing step is named');
select is(tap.enter(tap.c('样本防水'), '{009}'), 'AX001|kinds|the project has its general contractor', 'SPEC 6.1: there is one general contractor');
select is(tap.enter(tap.c('样本防水'), '{}'), 'AX001|kinds|choose at least one kind', 'SPEC 6.1: a kind is needed');
select is(tap.enter(tap.c('样本防水'), '{777}'), 'AX001|kinds|not one of the list', 'SPEC 6.1: one of the national ones');
select is(tap.enter(tap.c('样本防水'), '{006}', tap.today() + 1), 'AX001|entered_on|this day has not come yet', 'SPEC 6.1: nobody enters tomorrow');
select is(tap.enter(99999), 'AX001|company_id|this company is not registered', 'SPEC 6.1: nor a company that is not there');
select is(tap.enter(tap.c('样本防水'), '{006}', null), 'AX001|entered_on|this field is required', 'SPEC 6.1: a day is needed');

-- Kinds.
select is(split_part(tap.kinds('{003}', '2026-01-01'), '|', 1), 'AX006', 'SPEC 6.1: kinds changed by another meanwhile are not overwritten');
select matches(tap.kinds('{003}', tap.seen('样本防水')), '^20', 'SPEC 6.1: kinds are changed');
select is(tap.here('样本防水'), '003 true', 'SPEC 6.1: to exactly those');
select is(tap.outcome(format('select 1 from api.participant_kinds(%s, gen_random_uuid(), %s, %L, %L)', (select p from v), tap.participant((select p from v), '样本建工'), '{006}', tap.seen('样本建工'))),
          'AX004|participant_id|the general contractor''s kind does not change', 'SPEC 6.1: not the general contractor''s');

-- Leaving.
select is(tap.leave('样本建工'), 'AX004|participant_id|the general contractor does not leave the project', 'SPEC 6.1: the general contractor cannot exit');
select is(tap.leave('样本安装'), 'AX004|participant_id|people of this company are still at work here: {n}. Exit them first', 'SPEC 6.1: nor a company with people at work');
select is(tap.leave('样本防水', tap.today() - 1), 'AX001|exited_on|the company was still here on {day}', 'SPEC 6.1: nobody leaves before coming');
select is(tap.leave('样本防水', tap.today() + 1), 'AX001|exited_on|this day has not come yet', 'SPEC 6.1: nor tomorrow');

-- Teams first.
select is(tap.teams_exit(format('{%s,%s}', tap.team('电气安装班'), tap.team('钢筋一班'))), '电气安装班:people:46,钢筋一班:people:45', 'SPEC 7.3: a team with people at work stays; how many is told');
select tap.act(null);
update app.engagement set ended_on = tap.today() - 3 where team_id = tap.team('电气安装班') and ended_on is null;
update app.worker set state = 'left', ended_on = tap.today() - 3 where team_id = tap.team('电气安装班') and state = 'employed';
select tap.act('19900000002');
select is(tap.leave('样本安装'), 'AX004|participant_id|teams of this company are still on site: {n}. Exit them first', 'SPEC 6.1: nor one with a team on site');
select is(tap.teams_exit(format('{%s}', tap.team('电气安装班')), tap.today() - 4), '电气安装班:before_start:0', 'SPEC 7.3: a team does not leave before its last worker');
select is(tap.teams_exit(format('{%s}', tap.team('电气安装班')), tap.today() + 1), '电气安装班:future:0', 'SPEC 7.3: nor tomorrow');
select is(tap.teams_exit('{}'), 'AX001|teams|nothing is marked', 'SPEC 7.3: nothing marked, nothing done');
select is(tap.outcome(format('select result from api.team_exit(%s, gen_random_uuid(), %L, %L)', (select p from v), format('{%s}', tap.team('混凝土班')), tap.today())), 'not_here', 'SPEC 6.3: no team of another project');
select is(tap.teams_exit(format('{%s}', (select id from t)), tap.today() - 2), '电气安装班:exited:0', 'SPEC 7.3: an empty team leaves');
select is(tap.teams_exit(format('{%s}', (select id from t))), '电气安装班:gone:0', 'SPEC 7.3: once');
select is((select exited_on from api.team_list((select p from v), '{"exited":"yes"}', 'exited', false, null, 5)), tap.today() - 2, 'SPEC 7.2: and is in the list of those that left');
select is(split_part(tap.outcome(format('select 1 from api.team_save(%s, gen_random_uuid(), %L)', (select p from v), jsonb_build_object('team_id', (select id from t), 'changed_at', now(),
    'participant_id', tap.participant((select p from v), '样本安装'), 'name', '电气安装班', 'entered_on', '2026-05-01', 'leader_name', '样本', 'leader_phone', '19900002001'))), '|', 3), 'this team has left the project; make a new one', 'SPEC 7.3: it never returns');
select is(tap.leave('样本安装', tap.today() - 3), 'AX001|exited_on|the company was still here on {day}', 'SPEC 6.1: a company does not leave before its last team');
select is(tap.leave('样本安装', tap.today() - 1), '0', 'SPEC 6.1: now the company leaves');
select is(tap.here('样本安装'), '001 false', 'SPEC 6.1: and stays on record');
select is(split_part(tap.outcome(format('select 1 from api.team_save(%s, gen_random_uuid(), %L)', (select p from v), jsonb_build_object(
    'participant_id', (select participant_id from api.participant_list((select p from v)) where short_name = '样本安装'), 'name', '新班', 'entered_on', '2026-05-01', 'leader_name', '样本', 'leader_phone', '19900002001'))), '|', 3), 'this company has left the project', 'SPEC 6.1: it gets no new team');
select is(tap.enter(tap.c('样本安装'), '{001}', tap.today() - 2), 'AX001|entered_on|the company was here until {day}', 'SPEC 6.1: it comes again after it left');
select matches(tap.enter(tap.c('样本安装'), '{002}'), '^[0-9]+$', 'SPEC 6.1: it may enter again');
select is(tap.here('样本安装'), '001 false, 002 true', 'SPEC 6.1: as a new record');

-- Who may.
select tap.act('19900000001');
select is(split_part(tap.enter(tap.c('样本防水')), '|', 1), 'AX003', 'SPEC 6.1: a wage officer enters no company');
select is(split_part(tap.leave('样本防水'), '|', 1), 'AX003', 'SPEC 6.1: and exits none');
select tap.act('19900000003');
select is(split_part(tap.teams_exit(format('{%s}', tap.team('钢筋一班'))), '|', 1), 'AX003', 'SPEC 6.2: a reviewer exits no team');
select tap.act('19900000005');
select is((select array_agg(short_name || coalesce(live_teams::text, '-') order by participant_id) from api.participant_list((select p from v)) where exited_on is null and short_name in ('样本劳务', '样本建工')),
          array['样本建工-', '样本劳务3'], 'SPEC 6.3: figures of other companies are not told');
select tap.act(null);
select is((select count(*)::int from audit.entry where verb in ('participant_enter', 'participant_kinds', 'participant_exit', 'team_exit') and chain_id = (select p from v)), 5, 'SPEC 22.3: each stands in the chain');
select * from finish();
rollback;
