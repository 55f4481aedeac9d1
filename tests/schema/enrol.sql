-- SPEC 8: from a card to an engagement.
begin;
set local search_path = tap, pg_catalog;
select plan(76);
create temporary table v as select tap.project('天山花园二期') as p, tap.project('样本学府一标段') as q,
    gen_random_uuid() as r1, gen_random_uuid() as r2, gen_random_uuid() as r3;
grant all on v to public;
create function tap.enrol(number text, over jsonb default '{}', request uuid default gen_random_uuid(), project int default tap.project('天山花园二期'))
returns text language sql as
    $$ select tap.outcome(format('select e::text from api.worker_enrol(%s, %L, %L) e', project, request, tap.card(number, over))) $$;

select tap.act('19900000001');
select is(tap.enrol('11010519491231002X', '{"phone":"+86 199 1111 0000"}', (select r1 from v)) ~ '^\([0-9]+,[0-9]+,f\)$', true,
          'SPEC 8.1: a card becomes an engagement');
select is(tap.enrol('11010519491231002X', '{"phone":"+86 199 1111 0000"}', (select r1 from v)),
          tap.enrol('11010519491231002X', '{"phone":"+86 199 1111 0000"}', (select r1 from v)),
          'DESIGN 3: the same request again returns the first result');
select is(tap.enrol('11010519491231002X'), 'AX002|document_number|this worker already has a live engagement on the project',
          'SPEC 8.3: a second live engagement is refused');
select is((select phone_masked from api.worker_list((select p from v), '{"search":"11010519491231002X"}', 'name', false, null, 2)),
          '199****0000', 'SPEC 3.6: the phone is masked in the list');
select is((select id_masked from api.worker_list((select p from v), '{"search":"002X"}', 'name', false, null, 2)),
          '110105********002X', 'SPEC 3.6: the number shows six and four');
select is((select (team_name, trade_name, state, kind)::text from api.worker_list((select p from v), '{"search":"csb"}', 'name', false, null, 2)),
          null, 'SPEC 8.6: another''s initials find nobody');
select is((select (team_name, trade_name, state, kind)::text from api.worker_list((select p from v), '{"search":"ybc"}', 'name', false, null, 2)),
          '(钢筋一班,钢筋工,employed,worker)', 'SPEC 8.6: found by initials');
select results_eq($$ select same_person_by, enrolled_by, consent_by, consent_means, birth_on from api.worker_get((select p from v),
                     (select worker_id from api.worker_list((select p from v), '{"search":"002X"}', 'name', false, null, 2))) $$,
                  $$ values ('样本乙', '样本乙', '样本乙', 'signed_paper', date '1949-12-31') $$,
                  'SPEC 8.1, 22.4: who confirmed the same person and who took the consent are recorded by name');

-- What is refused, and which field it is.
select is(tap.enrol('110105194912310021'), 'AX001|document_number|the last digit of the number does not fit the others', 'SPEC 3.4: check digit');
select is(tap.enrol('11010519490231002X'), 'AX001|document_number|the number holds a day that is not in the calendar', 'SPEC 3.4: date');
select is(tap.enrol('4405241880010100'), 'AX001|document_number|not a number of this kind of document', 'SPEC 3.4: length');
select is(tap.enrol(tap.number('1990-01-01', 1), '{"phone":"12345"}'), 'AX001|phone|not a mobile number', 'SPEC 8.1: phone');
select is(tap.enrol(tap.number('1990-01-01', 1), '{"phone":""}'), 'AX001|phone|this field is required', 'SPEC 8.1: the phone is required');
select is(tap.enrol(tap.number('1990-01-01', 1), '{"name":" · "}'), 'AX001|name|a name is missing or too long', 'SPEC 3.5: a name');
select is(tap.enrol(tap.number((current_date - interval '16 years' + interval '1 day')::date, 1)),
          'AX001|birth_on|nobody under 16 may be enrolled', 'SPEC 8.7: under 16 is blocked');
select is(tap.enrol(tap.number((current_date - interval '15 years')::date, 1), '{"birth_on":"1990-01-01"}'),
          'AX001|birth_on|nobody under 16 may be enrolled', 'SPEC 8.7: also when only the number says so');
select matches(tap.enrol(tap.number((current_date - interval '16 years')::date, 3)), ',f\)$', 'SPEC 8.7: sixteen today may');
select is(tap.enrol(tap.number('1990-01-01', 1), '{"same_person":false}'),
          'AX004|same_person|look from the card to the person and confirm that they are the same', 'SPEC 8.1: same person must be confirmed');
select is(tap.enrol(tap.number('1990-01-01', 1), '{"consent_means":null}'), 'AX004|consent_means|consent is missing', 'SPEC 22.4: no enrolment without consent');
select is(tap.enrol(tap.number('1990-01-01', 1), '{"worker_kind":"boss"}'), 'AX001|worker_kind|not one of the list', 'SPEC 8.1: worker kind of the list');
select is(tap.enrol(tap.number('1990-01-01', 1), '{"trade":"999"}'), 'AX001|trade|not one of the list', 'SPEC 8.1: trade of the list');
select is(tap.enrol(tap.number('1990-01-01', 1), '{"shoe_size":44}'), 'AX001|shoe_size|unknown field', 'DESIGN 5: an unknown key is refused');
select is(tap.enrol(tap.number('1990-01-01', 1), '{"started_on":"soon"}'), 'AX001|started_on|not a value of this kind', 'DESIGN 5: a value of the wrong kind names its field');
select is(tap.enrol(tap.number('1990-01-01', 1), '{"team_id":{}}'), 'AX001|team_id|not a value of this kind', 'DESIGN 5: no nested values');
select is(tap.enrol(tap.number('1990-01-01', 1), jsonb_build_object('team_id', tap.team('电气安装班'))),
          'AX001|team_id|this team is not one of the company on this project', 'SPEC 8.1: the team is the company''s');
select is(tap.enrol(tap.number('1990-01-01', 1), jsonb_build_object('team_id', tap.team('混凝土班'))),
          'AX001|team_id|this team is not one of the company on this project', 'SPEC 8.1: the team is the project''s');
select is(tap.enrol(tap.number('1990-01-01', 1), '{"participant_id":1000}'), 'AX003|participant_id|this company is not yours to enrol for',
          'SPEC 6.3: a company that is not there');

select tap.act('19900000005');
select is(tap.enrol(tap.number('1990-01-01', 1), jsonb_build_object('participant_id', tap.participant((select p from v), '样本安装'), 'team_id', tap.team('电气安装班'))),
          'AX003|participant_id|this company is not yours to enrol for', 'SPEC 6.3: a subcontractor''s clerk enrols for its own company only');
select matches(tap.enrol(tap.number('1990-01-01', 5)), ',f\)$', 'SPEC 6.3: for its own it may');
select tap.act('19900000006');
select is(split_part(tap.enrol(tap.number('1990-01-01', 1)), '|', 1), 'AX003', 'SPEC 6.3: a clerk of another project may not');
select tap.act('19900000003');
select is(split_part(tap.enrol(tap.number('1990-01-01', 1)), '|', 1), 'AX003', 'SPEC 6.2: a reviewer may not');
select tap.act('19900000013');
select is(split_part(tap.enrol(tap.number('1990-01-01', 1)), '|', 1), 'AX003', 'SPEC 17.1: a regulator may not');

-- The place must be open.
select tap.act(null);
savepoint open;
update app.project set state = 'suspended' where project_id = (select p from v);
select tap.act('19900000001');
select is(tap.enrol(tap.number('1990-01-01', 1)), 'AX004||the project is not in progress; its administrator changes its state', 'SPEC 5.2: only on a project in progress');
select tap.act(null);
update app.project set state = 'in_progress';
update app.team set exited_on = current_date where team_id = tap.team('钢筋一班');
select tap.act('19900000001');
select is(tap.enrol(tap.number('1990-01-01', 1), jsonb_build_object('team_id', (select team_id from api.team_list((select p from v), '{"exited":"yes"}', 'name', false, null, 2)))),
          'AX004|team_id|this team has left the project; make a new one', 'SPEC 7.3: an exited team takes nobody');
select tap.act(null);
update app.team set exited_on = null where name = '钢筋一班';
update app.participant set exited_on = current_date where participant_id = tap.participant((select p from v), '样本劳务');
select tap.act('19900000001');
select is(tap.enrol(tap.number('1990-01-01', 1), jsonb_build_object('participant_id', (select participant_id from api.participant_list((select p from v)) where exited_on is not null))),
          'AX004|participant_id|this company has left the project', 'SPEC 6.1: a company that left takes nobody');
select tap.act(null);
rollback to open;

-- The same person on another site, and back again.
select tap.act('19900000006');
select matches(tap.enrol('11010519491231002X', jsonb_build_object('participant_id', tap.participant((select q from v), '样本劳务'), 'team_id', tap.team('混凝土班')),
               gen_random_uuid(), (select q from v)), ',f\)$', 'SPEC 8.3: several projects at once are possible');
select tap.act(null);
select is((select count(*)::int from app.identity_document where id_blind = sec.blind('11010519491231002X')), 1, 'SPEC 3.4: one person, one record, whatever the site');
select is((select count(*)::int from app.worker where worker_id = (select person_id from app.identity_document where id_blind = sec.blind('11010519491231002X'))), 2,
          'DESIGN 3: worker_id is the person''s number on every site');
select tap.act('19900000001');
select is(tap.enrol(tap.number('1990-01-01', 7), '{"name":"样本・旧名"}') ~ 'f\)$', true, 'SPEC 3.5: enrolled with a look-alike dot');
select is((select name from api.worker_list((select p from v), '{"search":"样本旧名"}', 'name', false, null, 2)), '样本·旧名', 'SPEC 3.5: kept as U+00B7, found without it');
select tap.act(null);
update app.engagement set ended_on = current_date where worker_id = tap.worker((select p from v), tap.number('1990-01-01', 7));
update app.worker set state = 'left', ended_on = current_date where worker_id = tap.worker((select p from v), tap.number('1990-01-01', 7));
select tap.act('19900000006');
select matches(tap.enrol(tap.number('1990-01-01', 7), jsonb_build_object('name', '样本·旧名', 'participant_id', tap.participant((select q from v), '样本劳务'),
               'team_id', tap.team('混凝土班')), gen_random_uuid(), (select q from v)), 'f\)$', 'SPEC 8.3: on another project meanwhile');
select tap.act('19900000001');
select matches(tap.enrol(tap.number('1990-01-01', 7), '{"name":"样本·新名","phone":"19922220000"}'), 't\)$', 'SPEC 8.1: a returning worker is recognised');
select is((select count(*)::int from api.worker_history((select p from v), tap.worker((select p from v), tap.number('1990-01-01', 7)))), 2,
          'SPEC 8.4: re-entry is a new engagement, history is kept');
select tap.act('19900000006');
select is((select name from api.worker_list((select q from v), '{"search":"xm"}', 'name', false, null, 2)), null, 'DESIGN 3: (initials are spelt from the whole name)');
select is((select name from api.worker_list((select q from v), '{"search":"ybxm"}', 'name', false, null, 2)), '样本·新名',
          'DESIGN 3: the card wins; a name corrected at one site is corrected in each');
select tap.act(null);
select is((select count(*)::int from audit.entry where verb = 'name_correct' and chain_id in ((select p from v), (select q from v))), 2,
          'SPEC 22.3: the correction stands in the chain of each project that knows the person');
select is((select name from app.person where person_id = tap.worker((select p from v), tap.number('1990-01-01', 7))), '样本·新名', 'DESIGN 3: and in the person''s record');

-- A full name field, extended by the clerk, stays extended.
select tap.act('19900000001');
select matches(tap.enrol('653125188001010010', '{"name":"阿卜杜热合曼·努尔麦麦提托合提"}'), 'f\)$', 'SPEC 3.5: T2, the name fills all 15 units');
select is((select name_maybe_cut from api.worker_get((select p from v), tap.worker((select p from v), '653125188001010010'))), true, 'SPEC 3.5: put before the clerk to check');
select is((select count::int from api.waiting() where kind = 'name_maybe_cut'), 1, 'SPEC 20.8: and waits on the home page');
select tap.act(null);
update app.engagement set ended_on = current_date where worker_id = tap.worker((select p from v), '653125188001010010');
select tap.act('19900000001');
select matches(tap.enrol('653125188001010010', '{"name":"阿卜杜热合曼·努尔麦麦提托合提江","name_extended":true}'), 't\)$', 'SPEC 3.5: extended by the clerk');
select tap.act(null);
update app.engagement set ended_on = current_date where worker_id = tap.worker((select p from v), '653125188001010010');
select tap.act('19900000001');
select matches(tap.enrol('653125188001010010', '{"name":"阿卜杜热合曼·努尔麦麦提托合提"}'), 't\)$', 'SPEC 3.5: the same card again');
select is((select name from api.worker_get((select p from v), tap.worker((select p from v), '653125188001010010'))), '阿卜杜热合曼·努尔麦麦提托合提江', 'SPEC 3.5: the extended name stays');

-- The three other kinds of card.
select matches(tap.enrol('810000199408230021', '{"document_kind":"hmt_permit","name":"样本甲","travel_document":"H12345678"}'), 'f\)$', 'SPEC 3.4: T3, a permit');
select matches(tap.enrol('CAN110081080310', '{"document_kind":"foreigner_id","name":"ZHENGJIAN YANGBEN","other_name":"证件样本","birth_on":"1981-08-03","nationality":"CAN"}'), 'f\)$', 'SPEC 3.4: T4, a foreigner''s old card');
select matches(tap.enrol('911124198108030024', '{"document_kind":"foreigner_id","name":"ZHENGJIAN YANGBEN","other_name":"证件样本","birth_on":"1981-08-03","nationality":"CAN"}'), 'f\)$', 'SPEC 3.4: T5, the new card, a person of its own until joined');
select is((select count(*)::int from api.worker_list((select p from v), '{"search":"zhengjian"}', 'name', false, null, 9)), 2, 'SPEC 8.6: a Latin name is found by a part');

-- By hand: invited, until the card is read (SPEC 8.1, 8.2).
select tap.act(null);
create function tap.invite(number text, over jsonb default '{}', project int default tap.project('天山花园二期'), request uuid default gen_random_uuid()) returns text language sql as
    $$ select tap.outcome(format('select worker_id::text from api.invitation_save(%s, %L, %L)', project, request, jsonb_build_object('name', '手写名',
         'document_kind', 'resident_id', 'document_number', number, 'phone', '19933330000', 'participant_id', tap.participant(project, '样本劳务'),
         'team_id', (select min(t.team_id) from api.team_list(project, '{}', 'name', false, null, 9) t where t.participant_id = tap.participant(project, '样本劳务')),
         'worker_kind', 'worker', 'trade', '010') || over)) $$;
select tap.act('19900000006');
select matches(tap.invite('653125188001010010', '{}', (select q from v)), '^[0-9]+$', 'SPEC 8.2: invited by a typed number');
select is((select (kind, name, state, engagement_id)::text from api.worker_list((select q from v), '{"state":"invited"}', 'name', false, null, 9)), '(invitation,手写名,invited,)', 'SPEC 8.2: listed as invited, under the typed name');
select is((select (name, birth_on, address, issuer, valid_from, other_name, nationality)::text from api.worker_get((select q from v), tap.worker((select q from v), '653125188001010010'))), '(手写名,,,,,,)',
          'SPEC 22.1: a number typed in tells nothing about whose it is elsewhere');
select is((select name from api.worker_list((select q from v), '{"search":"阿卜杜"}', 'name', false, null, 9)), null, 'SPEC 22.1: nor can the name be searched for');
select is(tap.invite('653125188001010010', '{}', (select q from v)), 'AX002|document_number|this person is already invited to the project', 'SPEC 8.2: once');
select is(tap.invite('11010519491231002X', '{}', (select q from v)), 'AX002|document_number|this worker already has a live engagement on the project', 'SPEC 8.3: nobody who is engaged is invited');
select is(tap.invite('653125188001010011', '{}', (select q from v)), 'AX001|document_number|the last digit of the number does not fit the others', 'SPEC 3.4: a typed number is checked');
select is(tap.invite(tap.number((current_date - interval '15 years')::date, 1), '{}', (select q from v)), 'AX001|document_number|nobody under 16 may be enrolled', 'SPEC 8.7: under 16 is not invited');
select is((select count::int from api.waiting() where kind = 'invited'), 1, 'SPEC 20.8: the invited wait on the home page');
select is((select invitation_id is not null from api.card_look((select q from v), '{"document_kind":"resident_id","document_number":"653125188001010010","name":"阿卜杜热合曼·努尔麦麦提托合提"}')), true, 'SPEC 8.2: the card finds the invitation');
select matches(tap.enrol('653125188001010010', jsonb_build_object('name', '阿卜杜热合曼·努尔麦麦提托合提', 'participant_id', tap.participant((select q from v), '样本劳务'), 'team_id', tap.team('混凝土班')),
               gen_random_uuid(), (select q from v)), 'f\)$', 'SPEC 8.2: the card is read: joined');
select is((select (kind, state)::text from api.worker_list((select q from v), '{"search":"653125188001010010"}', 'name', false, null, 9)), '(worker,employed)', 'SPEC 8.2: and engaged');
select is((select count(*)::int from api.waiting() where kind = 'invited'), 0, 'SPEC 8.2: nothing waits any more');
select tap.act('19900000003');
select is(split_part(tap.invite(tap.number('1990-01-01', 9)), '|', 1), 'AX003', 'SPEC 6.2: a reviewer does not invite');

-- The trace.
select tap.act(null);
select is((select bool_and(keys::text !~ '1990010|样本|199[0-9]{8}') from audit.entry), true, 'DESIGN 3: no personal value is in the audit chain');
select is((select bool_and(chain_verify.ok) from audit.head h, sec.chain_verify(h.chain_id, null, null)), true, 'SPEC 22.3: all chains hold');
select is((select count(*)::int from app.identity_document d where d.id_sealed::text like '%' || encode(convert_to('11010519491231002X', 'UTF8'), 'hex') || '%'), 0,
          'DESIGN 3: no number lies open in the table');
select isnt((select id_blind from app.identity_document where id_tail = '002X' limit 1), sha256('11010519491231002X'), 'DESIGN 3: the blind index is keyed');
select is((select column_name::text from information_schema.columns where table_schema = 'app' and column_name ~ 'ethnic|nation_code|minzu'), null,
          'SPEC 22.4: no column holds an ethnicity');
select * from finish();
rollback;
