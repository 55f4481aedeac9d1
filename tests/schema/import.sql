-- SPEC 8.2: workers invited by a table, line by line, and the record of it.
begin;
set local search_path = tap, pg_catalog;
select plan(37);
create temporary table v as select tap.project('天山花园二期') as p, tap.participant(tap.project('天山花园二期'), '样本劳务') as c,
    gen_random_uuid() as r1, gen_random_uuid() as r2;
grant all on v to public;
-- A line of a table; `over` changes it, null takes a key away.
create function tap.line(line int, number text, over jsonb default '{}') returns jsonb language sql as
    $$ select jsonb_strip_nulls(jsonb_build_object('line', line, 'name', '样本' || line, 'document_kind', 'resident_id', 'document_number', number,
                                                   'team_name', '钢筋一班') || over) $$;
create function tap.checked(variadic lines jsonb[]) returns text language sql as
    $$ select tap.outcome(format('select coalesce(string_agg(line || '':'' || field || '':'' || message, '','' order by line), ''good'')
                                    from api.worker_import_check(%s, %s, %L)', (select p from v), (select c from v), to_jsonb(lines))) $$;
create function tap.import(request uuid, import bigint, variadic lines jsonb[]) returns text language sql as
    $$ select tap.outcome(format('select string_agg(line || '':'' || coalesce(field || '':'' || message, ''in''), '','' order by line)
                                    from api.worker_import(%s, %L, %s, %L, ''工人.xlsx'', %L)', (select p from v), request, (select c from v), import, to_jsonb(lines))) $$;

select tap.act('19900000001');
select is(tap.checked(tap.line(2, tap.number('1990-01-01', 1)), tap.line(3, tap.number('1990-01-01', 3))), 'good', 'SPEC 8.2: good lines');
select is(tap.checked(tap.line(2, '110105194912310021'), tap.line(3, tap.number('1990-01-01', 3), '{"phone":"123"}'),
                      tap.line(4, tap.number('1990-01-01', 5), '{"team_name":"没有的班"}'), tap.line(5, tap.number('1990-01-01', 7), '{"name":null}'),
                      tap.line(6, tap.number('1990-01-01', 9))),
          '2:document_number:the last digit of the number does not fit the others,3:phone:not a mobile number,'
          '4:team_name:no team of this name is at work for this company,5:name:this field is required',
          'SPEC 8.2: each line with its own reason and column, the good one with none');
select is(tap.checked(tap.line(2, tap.number((current_date - interval '15 years')::date, 1))), '2:document_number:nobody under 16 may be enrolled', 'SPEC 8.7: nobody under 16');
select is(tap.checked(tap.line(2, tap.number('1990-01-01', 1), '{"trade":"宇航员"}')), '2:trade:not one of the list', 'SPEC 8.2: a trade that is none');
select is(tap.checked(tap.line(2, tap.number('1990-01-01', 1), '{"trade":"钢筋工","worker_kind":"管理人员"}')), 'good', 'SPEC 8.2: trade and kind by their names');
select is(tap.checked(tap.line(2, tap.number('1990-01-01', 1), '{"team_name":"电气安装班"}')), '2:team_name:no team of this name is at work for this company', 'SPEC 8.2: another company''s team');
select is(tap.checked(tap.line(2, tap.number('1990-01-01', 1), '{"shoe_size":44}')), '2:shoe_size:unknown field', 'DESIGN 5: an unknown key is refused');
select is(tap.checked('{"name":"a"}'), 'AX001|lines|not a value of this kind', 'SPEC 8.2: a line has its number');
select is(tap.outcome(format('select count(*)::text from api.worker_import_check(%s, %s, ''[]'')', (select p from v), (select c from v))), 'AX001|lines|nothing is marked', 'SPEC 8.2: no line');
select is(tap.outcome(format('select count(*)::text from api.worker_import_check(%s, %s, %L)', (select p from v), (select c from v),
          (select jsonb_agg(tap.line(i, 'x')) from generate_series(1, 501) i))), 'AX001|lines|too many at once; 500 at most', 'SPEC 8.2: 500 lines a call');
select is((select count(*)::int from api.worker_list((select p from v), '{"state":"invited"}', 'name', false, null, 9)), 0, 'SPEC 8.2: looking invites nobody');

-- In.
select is(tap.import((select r1 from v), null, tap.line(2, tap.number('1990-01-01', 1), '{"phone":"199 3333 0001"}'), tap.line(3, tap.number('1990-01-01', 3)),
                     tap.line(4, tap.number('1990-01-01', 3)), tap.line(5, '110105194912310021'), tap.line(6, '11010519491231002X')),
          '2:in,3:in,4:document_number:this person is already invited to the project,5:document_number:the last digit of the number does not fit the others,6:in',
          'SPEC 8.2: the good lines come in alone');
select is(tap.import((select r1 from v), null, tap.line(2, tap.number('1990-01-01', 1))),
          '2:in,3:in,4:document_number:this person is already invited to the project,5:document_number:the last digit of the number does not fit the others,6:in',
          'DESIGN 3: the same request again returns the first result');
select is((select count(*)::int from api.worker_list((select p from v), '{"state":"invited"}', 'name', false, null, 9)), 3, 'SPEC 8.2: once');
select results_eq($$ select name, phone_masked, id_masked, company_name, team_name, state, file_name, invited_by from api.import_list((select p from v), '{}', '-time', false, null, 9) $$,
    format($$ values ('样本6', null, '110105********002X', %1$L, '钢筋一班', 'invited', '工人.xlsx', '样本乙'), ('样本3', null, left(%2$L, 6) || '********' || right(%2$L, 4), %1$L, '钢筋一班', 'invited', '工人.xlsx', '样本乙'),
                     ('样本2', '199****0001', left(%3$L, 6) || '********' || right(%3$L, 4), %1$L, '钢筋一班', 'invited', '工人.xlsx', '样本乙') $$,
           (select company_name from api.participant_list((select p from v)) where participant_id = (select c from v)), tap.number('1990-01-01', 3), tap.number('1990-01-01', 1)),
    'SPEC 8.2: the record lists name, phone, number, company, state, masked');
select is((select string_agg(name, ',') from api.import_list((select p from v), '{"search":"样本3"}', '-time', false, null, 9)), '样本3', 'SPEC 8.2: found by name');
select is((select string_agg(b.name, ',') from api.import_list((select p from v), '{}', '-time', false, null, 1) a, api.import_list((select p from v), '{}', '-time', false, a.at, 9) b), '样本3,样本2', 'SPEC 20.5: the rows behind one');
select is((select string_agg(b.name, ',') from api.import_list((select p from v), '{"search":"样本2"}', 'time', false, null, 1) a, api.import_list((select p from v), '{}', 'time', false, a.at, 9) b), '样本3,样本6', 'SPEC 20.5: in the other order');
select is((select split_part(tap.outcome(format('select count(*)::text from api.import_list(%s, ''{}'', ''name'', false, null, 9)', (select p from v))), '|', 2)), 'sort', 'SPEC 20.5: an order that is none');
select is((select count from api.waiting() where kind = 'invited'), 3, 'SPEC 20.8: the invited wait on the home page');
select tap.act(null);
select is((select (lines, invited)::text from app.worker_import), '(5,3)', 'SPEC 8.2: lines and invited are kept');
select is((select count(*)::int from job.job where kind = 'sms' and key like 'invitation:%'), 1, 'SPEC 8.2: an SMS where there is a phone');
select is((select keys ->> 'invited' from audit.entry where verb = 'worker_import'), '3', 'DESIGN 3: one entry for a call');
select is((select digest is not null and keys::text !~ '样本' from audit.entry where verb = 'worker_import'), true, 'DESIGN 3: a digest, and nothing personal');

-- More lines of the same table, and joining.
select tap.act('19900000001');
select is(tap.import((select r2 from v), (select i from (select null::bigint as i) x), tap.line(7, tap.number('1991-01-01', 1))), '7:in', 'SPEC 8.2: another table');
select tap.act(null);
create temporary table first as select min(import_id) as i, count(*) as n from app.worker_import;
grant all on first to public;
select tap.act('19900000001');
select is(tap.import(gen_random_uuid(), (select i from first), tap.line(8, tap.number('1991-01-01', 3))), '8:in', 'SPEC 8.2: further lines of the first');
select is(tap.import(gen_random_uuid(), 999999, tap.line(9, tap.number('1991-01-01', 5))), 'AX001|import_id|not one of the list', 'SPEC 8.2: of a table that is not there');
select matches(tap.outcome(format('select worker_id::text from api.worker_enrol(%s, gen_random_uuid(), %L)', (select p from v),
    tap.card(tap.number('1990-01-01', 3), '{"phone":"19933330009"}'))), '^[0-9]+$', 'SPEC 8.2: the card is read');
select is((select state from api.import_list((select p from v), '{"search":"样本3"}', '-time', false, null, 9)), 'joined', 'SPEC 8.2: joined');

-- Another writes at the same moment: the lines are taken one by one, and none is lost or twice.
select tap.act(null);
create sequence tap.moment;
create function tap.another() returns trigger language plpgsql security definer as
    $$ begin if nextval('tap.moment') = 1 then raise unique_violation; end if; return new; end $$;
create trigger another before insert on app.invitation for each row execute function tap.another();
select tap.act('19900000001');
select is(tap.import(gen_random_uuid(), (select i from first), tap.line(9, tap.number('1993-01-01', 1), '{"phone":"19933330002"}'), tap.line(10, tap.number('1993-01-01', 1)),
                     tap.line(11, '110105194912310021'), tap.line(12, tap.number('1993-01-01', 3), '{"team_name":"没有的班"}')),
          '9:in,10:document_number:this person is already invited to the project,11:document_number:the last digit of the number does not fit the others,'
          '12:team_name:no team of this name is at work for this company', 'SPEC 8.2: with another at the same moment, line by line');
select tap.act(null);
select is(last_value, 2::bigint, 'SPEC 8.2: that was the way it went') from tap.moment;
drop trigger another on app.invitation;
select is((select (lines, invited)::text from app.worker_import where import_id = (select i from first)), '(10,5)', 'SPEC 8.2: and it is counted');

-- Who may.
select tap.act('19900000005');
select is(split_part(tap.import(gen_random_uuid(), null, tap.line(2, tap.number('1992-01-01', 1))), '|', 3) in ('', 'this company is not yours to enrol for'), true, 'SPEC 6.3: for one''s own company only');
select tap.act('19900000003');
select is(split_part(tap.import(gen_random_uuid(), null, tap.line(2, tap.number('1992-01-01', 3))), '|', 1), 'AX003', 'SPEC 6.2: a reviewer does not invite');
select is(split_part(tap.checked(tap.line(2, tap.number('1992-01-01', 3))), '|', 1), 'AX003', 'SPEC 6.2: nor try');
select tap.act('19900000006');
select is(split_part(tap.import(gen_random_uuid(), null, tap.line(2, tap.number('1992-01-01', 3))), '|', 1), 'AX003', 'SPEC 6.3: nor a clerk of another project');
select tap.act(null);
update app.project set state = 'suspended' where project_id = (select p from v);
select tap.act('19900000001');
select is(tap.checked(tap.line(2, tap.number('1992-01-01', 3))), 'AX004||the project is not in progress; its administrator changes its state', 'SPEC 5.2: only on a project in progress');
select * from finish();
rollback;
