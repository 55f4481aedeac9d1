-- SPEC 8.4: workers leave a site; SPEC 6.2: a reviewer approves where there is one. Invitations are taken back.
begin;
set local search_path = tap, pg_catalog;
select plan(51);
create temporary table v as select tap.project('天山花园二期') as p, tap.project('样本学府一标段') as q;
create temporary table w as
    select w.worker_id as id, row_number() over (partition by w.team_name order by w.worker_id) as n, w.team_name as team, w.started_on
      from app.worker w where w.state = 'employed';
create temporary table i (id bigint, number text);
grant all on v, w, i to public;
create function tap.today() returns date language sql stable security definer as $$ select sec.today(tap.project('天山花园二期')) $$;
create function tap.w(team text, n int) returns bigint language sql as $$ select id from w where w.team = $1 and w.n = $2 $$;
create function tap.exit(workers bigint[], day date default tap.today(), reason text default '活已干完', request uuid default gen_random_uuid()) returns text language sql as
    $$ select tap.outcome(format('select string_agg(result, '','' order by id) from api.worker_exit(%s, %L, %L, %L, %L)', (select p from v), request, workers, day, reason)) $$;
create function tap.exit_there(workers bigint[]) returns text language sql as
    $$ select tap.outcome(format('select string_agg(result, '','' order by id) from api.worker_exit(%s, gen_random_uuid(), %L, %L, ''完工'')', (select q from v), workers, tap.today())) $$;
create function tap.state(worker bigint) returns text language sql security definer as
    $$ select state || coalesce(' ' || (ended_on = tap.today())::text, '') || ' ' || team_name from app.worker w where w.worker_id = worker and w.project_id = tap.project('天山花园二期') $$;
create function tap.proposals() returns bigint[] language sql as $$ select array_agg(exit_id::bigint order by exit_id) from api.exit_list((select p from v)) $$;
create function tap.approve(exits bigint[], accept boolean default true, reason text default null) returns text language sql as
    $$ select tap.outcome(format('select string_agg(result, '','' order by id) from api.exit_decide(%s, gen_random_uuid(), %L, %L, %L)', (select p from v), exits, accept, reason)) $$;
create function tap.waits(what text) returns int language sql as $$ select sum(count)::int from api.waiting() where kind = what $$;
create function tap.invite(number text) returns bigint language sql as $$
    select invitation_id from api.invitation_save((select p from v), gen_random_uuid(), jsonb_build_object('name', '样本待加入', 'document_kind', 'resident_id', 'document_number', number,
        'phone', '19911112222', 'participant_id', tap.participant((select p from v), '样本劳务'), 'team_id', tap.team('木工二班'), 'worker_kind', 'worker', 'trade', '240')) $$;
create function tap.uninvite(invitation bigint) returns text language sql as
    $$ select tap.outcome(format('select withdrawn::text from api.invitation_withdraw(%s, %s)', (select p from v), invitation)) $$;
create function tap.listed(worker bigint, over jsonb default '{}') returns text language sql as
    $$ select state_name || ' ' || team_name from api.worker_list((select p from v), '{"state":"all"}' || over, 'name', false, null, 500) l where l.worker_id = worker $$;

-- A project without a reviewer: at once.
select tap.act('19900000006');
select is(tap.exit_there(array[tap.w('管道班', 1), tap.w('管道班', 2)]), 'exited,exited', 'SPEC 8.4: several workers exit in one call; without a reviewer at once');
select is((select count(*)::int from api.worker_list((select q from v), '{"state":"left"}', 'name', false, null, 500) where worker_id in (tap.w('管道班', 1), tap.w('管道班', 2))), 2, 'SPEC 8.4: they have left');
select is(split_part(tap.exit(array[tap.w('钢筋一班', 1)]), '|', 1), 'AX003', 'SPEC 6.3: not on another project');

-- An administrator: at once, each with a result of its own.
select tap.act('19900000002');
select is(tap.exit(array[tap.w('钢筋一班', 1)], (select started_on - 1 from w where team = '钢筋一班' and n = 1)), 'before_start', 'SPEC 8.4: not before the start');
select is(tap.exit(array[tap.w('钢筋一班', 1)], tap.today() + 1), 'future', 'SPEC 8.4: nor tomorrow');
select is(tap.exit(array[tap.w('钢筋一班', 1), tap.w('管道班', 3)]), 'exited,not_here', 'SPEC 8.4: one exits, one is not here: each has its result');
select is(tap.state(tap.w('钢筋一班', 1)), 'left true 钢筋一班', 'SPEC 8.4: left on that day, out of that team');
select is((select (ended_on = tap.today())::text || team_name from api.worker_history((select p from v), tap.w('钢筋一班', 1)) limit 1), 'true钢筋一班', 'SPEC 8.4: the engagement has its end');
select is(tap.exit(array[tap.w('钢筋一班', 1)]), 'not_here', 'SPEC 8.4: nobody exits twice');
select is(tap.exit('{}'), 'AX001|workers|nothing is marked', 'SPEC 8.4: somebody must be marked');
select is(tap.exit(array(select g::bigint from generate_series(1, 501) g)), 'AX001|workers|too many at once; 500 at most', 'SPEC 8.4: and not the whole town');
select is(tap.exit(array[tap.w('钢筋一班', 2)], tap.today(), ' '), 'AX001|reason|this field is required', 'SPEC 8.4: a reason is needed');
select is(tap.exit(array[tap.w('钢筋一班', 2)], null), 'AX001|ended_on|this field is required', 'SPEC 8.4: and a day');
select is(tap.exit(array[tap.w('钢筋一班', 2)], tap.today(), '完工', '00000000-0000-4000-8000-0000000000b1') || tap.exit(array[tap.w('钢筋一班', 2)], tap.today(), '完工', '00000000-0000-4000-8000-0000000000b1'), 'exitedexited', 'DESIGN 3: the same request again has the same answer');

-- A wage officer on a project with a reviewer proposes.
select tap.act('19900000001');
select is(tap.exit(array[tap.w('钢筋一班', 3), tap.w('钢筋一班', 4), tap.w('钢筋一班', 5)]) || tap.exit(array[tap.w('木工二班', 1)]), 'proposed,proposed,proposedproposed', 'SPEC 6.2: where there is a reviewer a wage officer''s exits are proposed');
select is(tap.state(tap.w('钢筋一班', 3)), 'employed 钢筋一班', 'SPEC 6.2: the worker is still at work');
select is(tap.exit(array[tap.w('钢筋一班', 3)]), 'waiting', 'SPEC 6.2: and not proposed twice');
select is((select array_agg(own) from api.exit_list((select p from v))), array[true, true, true, true], 'SPEC 6.2: the wage officer sees what waits');
select is(split_part(tap.approve(tap.proposals()), '|', 1), 'AX003', 'SPEC 6.2: and does not approve it');
select is((select withdrawn from api.exit_withdraw((select p from v), (tap.proposals())[4]::int)), true, 'SPEC 6.2: but may take it back');
select is(tap.waits('exit_proposed'), null, 'SPEC 20.8: nothing to approve for a wage officer');
select tap.act('19900000005');
select is(cardinality(tap.proposals()), 3, 'SPEC 6.3: a subcontractor''s clerk sees its company''s');
select is(tap.exit(array[tap.w('电气安装班', 1)]), 'not_here', 'SPEC 6.3: and exits nobody of another company');
select tap.act('19900000003');
select is(tap.waits('exit_proposed'), 3, 'SPEC 20.8: the reviewer is told');
select is(split_part(tap.exit(array[tap.w('钢筋一班', 6)]), '|', 1), 'AX003', 'SPEC 6.2: a reviewer exits nobody without a proposal');
select is(tap.approve(array[(tap.proposals())[1]]), 'approved', 'SPEC 6.2: the reviewer approves');
select is(tap.state(tap.w('钢筋一班', 3)), 'left true 钢筋一班', 'SPEC 6.2: then the worker has left');
select is(tap.approve(array[(tap.proposals())[1]], false), 'AX001|reason|this field is required', 'SPEC 6.2: a refusal has a reason');
select is(tap.approve(array[(tap.proposals())[1]], false, '还没干完'), 'refused', 'SPEC 6.2: refused');
select is(tap.state(tap.w('钢筋一班', 4)), 'employed 钢筋一班', 'SPEC 6.2: and stays at work');
select is(tap.approve(array[99999]), 'not_here', 'SPEC 6.2: a proposal that is not there');
select tap.act('19900000002');
select is(tap.exit(array[tap.w('钢筋一班', 5)], tap.today() - 1), 'exited', 'SPEC 6.2: an administrator exits a proposed one at once');
select is(tap.proposals(), null, 'SPEC 6.2: which settles the proposal');
select tap.act('19900000001');
select is(tap.exit(array[tap.w('钢筋一班', 4)]), 'proposed', 'SPEC 6.2: a refused one may be proposed again');
select tap.act(null);
update app.project_member set until_at = now() where role = 'reviewer' and project_id = (select p from v);
select tap.act('19900000001');
select is(tap.exit(array[tap.w('钢筋一班', 4)]), 'exited', 'SPEC 6.2: a site without a reviewer does not stand still');

-- Invitations.
insert into i select tap.invite(tap.number('1992-03-04', 7)), tap.number('1992-03-04', 7);
select is(tap.uninvite((select id from i)), 'true', 'SPEC 8.2: an invitation is taken back');
select is(tap.uninvite((select id from i)), 'false', 'SPEC 8.2: once');
select is(tap.listed(tap.worker((select p from v), (select number from i))), '已撤回 木工二班', 'SPEC 8.2: it is on record as taken back');
select is(tap.listed(tap.worker((select p from v), (select number from i)), '{"state":"withdrawn"}'), '已撤回 木工二班', 'SPEC 8.6: and can be filtered');
select matches(tap.invite((select number from i))::text, '^[0-9]+$', 'SPEC 8.2: and given again');
select is(tap.listed(tap.worker((select p from v), (select number from i))), '待加入 木工二班', 'SPEC 8.2: then they are invited');
select tap.act('19900000003');
select is(split_part(tap.uninvite((select id from i)), '|', 1), 'AX003', 'SPEC 6.2: a reviewer takes none back');
select tap.act('19900000006');
select is(split_part(tap.uninvite((select id from i)), '|', 1), 'AX003', 'SPEC 6.3: nor anybody of another project');

-- Re-entry: a new engagement of the same person in another team; the end of the first stays.
select tap.act(null);
create temporary table d as select sec.unseal('id', k.id_sealed) as number, k.person_id as id, p.name, p.birth_on, p.sex
  from app.identity_document k join app.person p on p.person_id = k.person_id where k.person_id = tap.w('钢筋一班', 1);
grant all on d to public;
select tap.act('19900000001');
select is((select "returning" from api.worker_enrol((select p from v), gen_random_uuid(), tap.card((select number from d), jsonb_build_object('name', (select name from d), 'birth_on', (select birth_on from d),
    'sex', (select sex from d), 'team_id', tap.team('木工二班'))))), true, 'SPEC 8.4: who left may come again into another team');
select is(tap.state((select id from d)), 'employed 木工二班', 'SPEC 8.4: and is at work there');
select is((select array_agg(team_name || coalesce(' ' || (ended_on = tap.today())::text, '') order by engagement_id) from api.worker_history((select p from v), (select id from d))), array['钢筋一班 true', '木工二班'], 'SPEC 8.4: as a new engagement of the same person');
-- Invited again after having left, and that taken back: left, as before.
select is(tap.exit(array[(select id from d)]), 'exited', 'SPEC 8.4: and may leave again');
insert into i select tap.invite((select number from d)), '';
select is(tap.uninvite((select id from i where number = '')), 'true', 'SPEC 8.2: invited once more and taken back');
select is(tap.listed((select id from d)), '离职 木工二班', 'SPEC 8.2: then left, as before');

-- From above.
select is((select string_agg(name || ' ' || (employed + gone)::text, ',' order by name) from api.site_list((select p from v), tap.participant((select p from v), '样本劳务')) where exited_on is null and name = '砌筑三班'), '砌筑三班 50', 'SPEC 6.1: a company''s teams with their people');
select tap.act('19900000005');
select is((select string_agg(sees::text || coalesce(employed::text, '-'), ',' order by sees) from api.site_list((select p from v), null) where general_contractor or sees), 'false-,true132', 'SPEC 6.3: companies of the project; people are counted of one''s own');
select * from finish();
rollback;
