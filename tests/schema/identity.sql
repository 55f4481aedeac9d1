-- Who sees and may do what: every role of the demonstration data against every reading and writing call.
begin;
set local search_path = tap, pg_catalog;
select plan(34);

-- What each role gets of project 1 (two companies' workers) and of project 2: number of workers, or the error.
create temporary table seen (phone text, what text, got text);
grant all on seen to public;
create function tap.see() returns void language plpgsql as $$
declare
    e record;
begin
    for e in select * from tap.everybody loop
        perform tap.act(e.phone);
        insert into pg_temp.seen values
            (e.phone, 'projects', (select tap.outcome('select coalesce(string_agg(name, '','' order by project_id), ''none'') from api.project_list()'))),
            (e.phone, 'workers 1', (select tap.outcome(format('select api.worker_count(%s, ''{}'')', tap.project('天山花园二期'))))),
            (e.phone, 'workers 2', (select tap.outcome(format('select api.worker_count(%s, ''{}'')', tap.project('样本学府一标段'))))),
            (e.phone, 'teams 1', (select tap.outcome(format('select count(*) from api.team_list(%s, ''{}'', ''name'', false, null, 50)', tap.project('天山花园二期'))))),
            (e.phone, 'enrol 1', (select tap.outcome(format('select api.card_look(%s, ''{"document_kind":"resident_id"}'')', tap.project('天山花园二期')))));
    end loop;
    perform tap.act(null);
end
$$;
select tap.see();
create function tap.saw(phone text, what text) returns text language sql stable as
    $$ select split_part(got, '|', 1) from pg_temp.seen s where s.phone = $1 and s.what = $2 $$;

select is(tap.saw('19900000001', 'projects'), '天山花园二期', 'SPEC 5.3: a member sees the project');
select is(tap.saw('19900000001', 'workers 1'), '183', 'SPEC 6.3: a member of the general contractor reads all workers');
select is(tap.saw('19900000001', 'workers 2'), 'AX003', 'SPEC 6.3: and none of another project');
select is(tap.saw('19900000003', 'workers 1'), '183', 'SPEC 6.2: a reviewer reads');
select is(tap.saw('19900000003', 'enrol 1'), 'AX003', 'SPEC 6.2: a reviewer does not enrol');
select is(tap.saw('19900000004', 'enrol 1'), 'AX003', 'SPEC 6.2: another member does not enrol');
select is(tap.saw('19900000002', 'enrol 1'), 'AX001', 'SPEC 6.2: a project administrator may (and is told which field is missing)');
select is(tap.saw('19900000001', 'enrol 1'), 'AX001', 'SPEC 6.2: a wage officer may');
select is(tap.saw('19900000005', 'workers 1'), '137', 'SPEC 6.3: a member of another company reads its own workers only');
select is(tap.saw('19900000005', 'teams 1'), '3', 'SPEC 6.3: and its own teams only');
select is(tap.saw('19900000001', 'teams 1'), '4', 'SPEC 6.3: the general contractor''s member all teams');
select is(tap.saw('19900000006', 'workers 1'), 'AX003', 'SPEC 6.3: a clerk of another project none');
select is(tap.saw('19900000007', 'workers 1'), '183', 'SPEC 5.3: the general contractor''s administrator sees the project');
select is(tap.saw('19900000007', 'enrol 1'), 'AX003', 'SPEC 4.3: a company administrator does not enrol');
select is(tap.saw('19900000008', 'workers 1'), '137', 'SPEC 5.3: a participant''s hr sees its own company''s');
select is(tap.saw('19900000008', 'projects'), '天山花园二期,样本学府一标段', 'SPEC 5.3: on each of its projects');
select is(tap.saw('19900000010', 'projects'), 'none', 'SPEC 5.3: staff without a project see none');
select is(tap.saw('19900000011', 'workers 1'), 'AX003', 'SPEC 6.3: finance is not on the project');
select is(tap.saw('19900000013', 'workers 1'), '183', 'SPEC 17.1: the regulator of the region reads all');
select is(tap.saw('19900000013', 'workers 2') ~ '^[0-9]+$', true, 'SPEC 17.1: of every project');
select is(tap.saw('19900000014', 'workers 1'), 'AX003', 'SPEC 17.1: a prefecture''s regulator nothing outside it');
select is(tap.saw('19900000014', 'workers 2') ~ '^[0-9]+$', true, 'SPEC 17.1: and all of its industry inside');
select is(tap.saw('19900000000', 'workers 1'), 'AX003', 'SPEC 1: the operator reads no workers');
select is(tap.saw('t', 'workers 1'), '42501', 'DESIGN 3: a terminal may not even call');
select is(tap.saw('stock', 'projects'), 'AX003', 'DESIGN 3: a stock login is nobody');

-- Not there and not yours.
select tap.act('19900000006');
select is(tap.outcome('select * from api.worker_get(' || tap.project('天山花园二期') || ', 1)'),
          tap.outcome('select * from api.worker_get(999999, 1)'), 'DESIGN 3: a project not mine and one not there answer alike');
select is(split_part(tap.outcome('select api.worker_count(null, ''{}'')'), '|', 1), 'AX003', 'DESIGN 3: no project is no project');
select tap.act(null);

-- Scope follows the record at once.
update app.regulator set industry = 'water' where region = '653100';
select tap.act('19900000014');
select is(split_part(tap.outcome('select api.worker_count(' || tap.project('样本学府一标段') || ', ''{}'')'), '|', 1), 'AX003',
          'SPEC 17.1: an industry regulator sees its industry only');
select tap.act(null);
update app.project_member set until_at = now() where account_id = (select account_id from app.account where phone = '19900000001');
select tap.act('19900000001');
select is(tap.outcome('select count(*) from api.project_list()'), '0', 'SPEC 6.2: a removed member sees nothing any more');
select tap.act(null);
update app.project set approval = 'pending';
select tap.act('19900000002');
select is(tap.outcome('select count(*) from api.project_list()'), '0', 'SPEC 5.2: nobody works on a project before its approval');
select tap.act(null);
update app.project set approval = 'approved';
update app.account set state = 'closed' where phone = '19900000002';
select tap.act('19900000002');
select is(split_part(tap.outcome('select count(*) from api.project_list()'), '|', 1), 'AX003', 'SPEC 3: a closed account is nobody');
select tap.act(null);

-- Duties are data.
delete from app.role_duty where role = 'reviewer' and duty = 'worker_read';
select tap.act('19900000003');
select is(split_part(tap.outcome('select api.worker_count(' || tap.project('天山花园二期') || ', ''{}'')'), '|', 1), 'AX003',
          'DESIGN 3: a duty taken from a role is taken at once');
select is((select array_length(duties, 1) from api.project_list()), 9, 'DESIGN 3: and is not listed');
select tap.act(null);
select is((select count(*)::int from pg_roles r where r.rolname ~ '^[pt][0-9]' and pg_has_role(r.rolname, 'ax_owner', 'member')), 0,
          'DESIGN 3: no person belongs to an owner');
select * from finish();
rollback;
