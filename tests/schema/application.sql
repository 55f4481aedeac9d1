-- SPEC 5.1, 5.2, 6.1: an application from its first page to its approval; who may, and who may not.
begin;
set local search_path = tap, pg_catalog;
select plan(83);

-- An hr office nobody named, one that is closed, and a regulator of each bureau who belongs to another office than the two named.
create function tap.office(bureau text, name text default null) returns int language sql stable security definer as
    $$ select min(office_id) from app.regulator_office o where o.bureau = $1 and ($2 is null or o.name = $2) $$;
insert into app.regulator_office (name, region, bureau, industry, closed_at) values
    ('样本县人社局', '653101', 'hr', null, null), ('样本水利局', '650000', 'industry', 'water', null),
    ('样本旧人社局', '650000', 'hr', null, now()), ('样本别县人社局', '652901', 'hr', null, null);
do $$
begin
    insert into tap.login values ('hr2', adm.account_make('13900009003', '样本别局')), ('loose', adm.account_make('13900009004', '样本无局')),
                                 ('new', adm.account_make('13900009005', '样本新人'));
    update app.account set state = 'new' where phone = '13900009005';
    insert into app.regulator (account_id, region, bureau, office_id)
    select a.account_id, '653101', 'hr', tap.office('hr', '样本县人社局') from app.account a where a.phone = '13900009003';
    insert into app.regulator (account_id, region, bureau) select a.account_id, '650000', 'hr' from app.account a where a.phone = '13900009004';
end
$$;
create function tap.company(name text) returns int language sql stable security definer as $$ select company_id from app.company c where c.short_name = $1 $$;
create function tap.account(phone text) returns bigint language sql stable security definer as $$ select account_id from app.account a where a.phone = $1 $$;
create function tap.p() returns int language sql stable security definer as $$ select max(project_id) from app.project where name like '样本新区%' $$;
create function tap.page(n int, over jsonb default '{}') returns jsonb language sql stable security definer as $$
    select case n
        when 1 then jsonb_build_object('name', '样本新区一标段', 'region', '653101', 'project_type', '100', 'project_class', '01', 'nature', 'non_government',
            'ownership', 'private', 'investment_fen', 500000000, 'floor_area_m2', 3200.5, 'hr_office_id', tap.office('hr'), 'industry', 'housing',
            'industry_office_id', tap.office('industry'))
        when 2 then jsonb_build_object('client', tap.company('样本置业'), 'designer', tap.company('样本设计院'), 'supervision_firm', tap.company('样本监理'),
            'surveyor', tap.company('样本设计院'), 'administrator_id', tap.account('19900000002'), 'contact_id', tap.account('19900000003'),
            'contact_position', '项目经理', 'contact_email', 'a@example.com', 'contact_phone', '199 0000 0003')
        when 3 then jsonb_build_object('planned_start_on', '2026-03-01', 'planned_end_on', '2027-09-30', 'address', '样本路100号',
            'longitude', 75.99, 'latitude', 39.47, 'state', 'in_progress', 'actual_start_on', '2026-03-10')
        else jsonb_build_object('contract_price_fen', 250000000, 'contract_signed_on', '2026-02-01', 'transfer_cycle_days', 30, 'permit', true,
            'permit_number', 'P-1', 'permit_issued_on', '2026-02-10', 'permit_valid_until', '2028-02-10', 'guarantee', false) end || over $$;
create function tap.make(over jsonb default '{}', company text default '样本建工', request uuid default gen_random_uuid()) returns text language sql as
    $$ select tap.outcome(format('select project_id::text from api.application_make(%s, %L, %L)', tap.company(company), request, tap.page(1, over))) $$;
create function tap.seen(n int) returns timestamptz language sql stable security definer as
    $$ select changed_at from app.application_page where project_id = tap.p() and page = n $$;
create function tap.save(n int, over jsonb default '{}', seen timestamptz default null) returns text language sql as
    $$ select tap.outcome(format('select ''saved'' from api.application_save(%s, gen_random_uuid(), %s, %L)', tap.p(), n,
              tap.page(n, over) || jsonb_build_object('changed_at', coalesce(seen, tap.seen(n))))) $$;
create function tap.got() returns app.application_view language sql as $$ select a from api.application_get(tap.p()) a $$;
create function tap.submit() returns text language sql as $$ select tap.outcome(format('select round::text from api.application_submit(%s, gen_random_uuid())', tap.p())) $$;
create function tap.decide(verb text, round int, reason text default null, request uuid default gen_random_uuid()) returns text language sql as
    $$ select tap.outcome(format('select approval from api.application_%s(%s, %L, %s, %L)', verb, tap.p(), request, round, reason)) $$;
create function tap.missing() returns text language sql as $$ select coalesce(string_agg(page || ':' || field, ' '), '') from api.application_missing(tap.p()) $$;
create function tap.paper() returns void language sql security definer as $$
    insert into app.attachment (project_id, kind, file_name, format, size_bytes, sha256, state, made_by)
    values (tap.p(), 'application_form', 'a.png', 'png', 1, sha256('x'), 'whole', 1) $$;
create function tap.tab() returns text language sql as $$
    select string_agg(approval || count, ' ' order by approval) from api.application_counts() where count > 0 $$;
grant usage on schema app to public;

-- The first page makes it.
select tap.act('new');
select is(split_part(tap.make(), '|', 1), 'AX003', 'SPEC 3.1: before the person check nobody applies');
select tap.act('19900000006');
select is(split_part(tap.make(), '|', 1), 'AX003', 'SPEC 5.1: nobody applies for a company of others');
select tap.act(null);
insert into app.company_member (company_id, account_id, role) values (tap.company('样本勘察'), tap.account('19900000003'), 'staff');
select tap.act('19900000003');
select is(tap.make('{}', '样本勘察'), 'AX004||this company is not certified yet; certify it first', 'SPEC 5.1: the missing step is named: certification');
select is(tap.make('{"name":""}'), 'AX001|name|this field is required', 'SPEC 5.1: an application has a name');
select is(tap.make('{"region":"650101"}'), 'AX001|region|not one of the list', 'SPEC 5.1: a region that projects lie in');
select is(tap.make('{"ownership":"mine"}'), 'AX001|ownership|not one of the list', 'SPEC 5.1: ownership is one of the list');
select is(tap.make('{"investment_fen":0}'), 'AX001|investment_fen|not a value of this kind', 'SPEC 5.1: an investment is a sum');
select is(tap.make(jsonb_build_object('hr_office_id', tap.office('hr', '样本旧人社局'))), 'AX001|hr_office_id|this office does not look after the region or the industry', 'SPEC 5.1: a closed office is named no more');
select is(split_part(tap.make(jsonb_build_object('hr_office_id', tap.office('hr', '样本别县人社局'))), '|', 2), 'hr_office_id', 'SPEC 5.1: an office of the region or above it');
select is(split_part(tap.make(jsonb_build_object('industry_office_id', tap.office('industry', '样本水利局'))), '|', 2), 'industry_office_id', 'SPEC 5.1: the industry''s regulator, not another''s');
select is(split_part(tap.make(jsonb_build_object('hr_office_id', tap.office('industry'))), '|', 2), 'hr_office_id', 'SPEC 5.1: an industry regulator is no hr bureau');
select is(tap.make('{}', '样本建工', '00000000-0000-4000-8000-00000000ab01'), tap.make('{}', '样本建工', '00000000-0000-4000-8000-00000000ab01'), 'DESIGN 3: the same request again is the same application');
select is((tap.got()).approval, 'draft', 'SPEC 5.1: saved as a draft');
select is((tap.got()).region_path, '新疆维吾尔自治区 喀什地区 喀什市', 'SPEC 5.1: the region is shown with those above it');
select is(tap.missing(), '2:client 2:designer 2:supervision_firm 2:surveyor 2:administrator_id 2:contact_id 2:contact_position 2:contact_email 2:contact_phone '
    || '3:planned_start_on 3:planned_end_on 3:address 3:longitude 3:latitude 4:contract_price_fen 4:contract_signed_on 4:transfer_cycle_days 4:permit 4:guarantee 4:application_form',
    'SPEC 5.1: what is missing is listed page by page');
select is(tap.submit(), 'AX004|client|something is missing on page {page}', 'SPEC 5.2: handed in only whole');

-- Who sees a draft.
select is((select count(*)::int from api.project_list() where project_id = tap.p()), 0, 'SPEC 5.3: a draft is no project of anybody');
select is(split_part(tap.outcome(format('select count(*)::text from api.team_list(%s, ''{}'', ''name'', false, null, 5)', tap.p())), '|', 1), 'AX003', 'SPEC 5.2: no teams before approval');
select is(split_part(tap.outcome(format('select worker_id::text from api.worker_enrol(%s, gen_random_uuid(), %L)', tap.p(), tap.card(tap.number('1990-01-01', 1)))), '|', 1), 'AX003', 'SPEC 5.2: no engagements before approval');
select tap.act('19900000007');
select is((tap.got()).may_write, true, 'SPEC 5.3: the company administrator looks after it, too');
select results_eq($$ select phone from (select phone, tap.act(phone), tap.outcome('select (tap.got()).name') as o, tap.act('19900000007') from tap.everybody) s
    where o not like 'AX003%' and o not like '42501%' order by 1 $$, array['19900000003', '19900000007'], 'SPEC 5.3: a draft is seen by its maker and the company administrator, and by no other role');
select results_eq($$ select phone from (select phone, tap.act(phone), tap.save(3) as o, tap.act('19900000007') from tap.everybody) s
    where o not like 'AX003%' and o not like '42501%' order by 1 $$, array['19900000003', '19900000007'], 'SPEC 5.3: and written by no other');

-- Page 2.
select tap.act('19900000003');
select is(tap.save(2, jsonb_build_object('administrator_id', tap.account('19900000005'))), 'AX001|administrator_id|this person is not a member of the general contractor', 'SPEC 5.1: the administrator is a member of the general contractor');
select is(split_part(tap.save(2, jsonb_build_object('contact_id', tap.account('19900000006'))), '|', 2), 'contact_id', 'SPEC 5.1: and so is the contact');
select is(tap.save(2, '{"client":999999}'), 'AX001|client|not one of the list', 'SPEC 5.1: a unit is a company that is on record');
select is(tap.save(2, '{"contact_email":"a@b"}'), 'AX001|contact_email|not a value of this kind', 'SPEC 5.1: an e-mail address');
select is(tap.save(2, '{"contact_phone":"1"}'), 'AX001|contact_phone|not a mobile number', 'SPEC 5.1: a mobile number');
select is(tap.save(2), 'saved', 'SPEC 5.1: page 2 is saved');
select is((tap.got()).contact_name, '样本丁', 'SPEC 5.1: the contact''s name is the account''s');
select is((select array_agg(name order by name) from api.company_people(tap.company('样本建工'), 'yb') ), (select array_agg(name order by name) from (values ('样本乙'), ('样本丙'), ('样本丁'), ('样本戊'), ('样本辛'), ('样本癸'), ('样本丑'), ('样本寅')) v(name)), 'SPEC 5.1: who can be named is offered');
select is(split_part(tap.outcome(format('select count(*)::text from api.company_people(%s, '''')', tap.company('样本劳务'))), '|', 1), 'AX003', 'SPEC 4.5: another company''s members are not');
select is(split_part(tap.outcome(format('select confirmed::text from api.application_code_check(%s, ''19900000003'', ''000000'')', tap.p())), '|', 1), 'false', 'SPEC 5.1: a wrong code confirms nothing');
select matches(tap.missing(), '2:contact_code', 'SPEC 5.1: the contact phone wants its code');
select api.application_code_send(tap.p(), '19900000003');
select tap.act(null);
create temporary table code as select sec.unseal('job', payload_sealed)::jsonb -> 'params' ->> 'code' as code from job.job order by job_id desc limit 1;
grant all on code to public;
select tap.act('19900000003');
select is((select confirmed from api.application_code_check(tap.p(), '199-0000-0003', (select c.code from code c))), true, 'SPEC 5.1: the right one does');
select is(tap.save(2, '{"contact_phone":"19900000004"}'), 'saved', 'SPEC 5.1: another phone');
select matches(tap.missing(), '2:contact_code', 'SPEC 5.1: wants a code of its own');
select is(tap.save(2), 'saved', 'SPEC 5.1: the confirmed one again');

-- Page 3.
select is(tap.save(3, '{"longitude":87.6}'), 'AX001|longitude|the position is outside the region: {from} to {to}', 'SPEC 5.1: the position lies in the region');
select is(split_part(tap.save(3, '{"latitude":43.8}'), '|', 2), 'latitude', 'SPEC 5.1: in its latitude, too');
select is(split_part(tap.save(3, '{"latitude":null}'), '|', 3), 'longitude and latitude go together', 'SPEC 5.1: both or none');
select is(tap.save(3, '{"planned_end_on":"2026-02-01"}'), 'AX001|planned_end_on|not a value of this kind', 'SPEC 5.1: it ends after it begins');
select is(tap.save(3, '{"state":"accepted"}'), 'AX001|state|not one of the list', 'SPEC 5.3: a new project is preparing or in progress');
select is(tap.save(3, '{"actual_start_on":"2099-01-01"}'), 'AX001|actual_start_on|this day is still to come', 'SPEC 5.1: an actual start has been');
select is(tap.outcome(format('select job_id::text from api.application_geocode(%s, ''样本路'', gen_random_uuid())', tap.p())), 'AX004|longitude|no geocoder is set up here; type the position', 'SPEC 21.5: without a geocoder the position is typed');
select is(tap.save(3), 'saved', 'SPEC 5.1: page 3 is saved');

-- Two at one page.
select tap.act('19900000007');
select is(split_part(tap.save(3, '{}', '2026-01-01'), '|', 1), 'AX006', 'DESIGN 3: a page changed by another meanwhile is refused');
select is(tap.save(3, '{"address":"样本路101号"}'), 'saved', 'SPEC 5.1: who has read it may save it');
select is((tap.got()).changed_by_3, '样本辛', 'SPEC 5.1: and is named beside it');

-- Page 4.
select tap.act('19900000003');
select is(tap.save(4, '{"transfer_cycle_days":32}'), 'AX001|transfer_cycle_days|not a value of this kind', 'SPEC 5.1: labour cost is transferred at least every month');
select is(tap.save(4, '{"guarantee":true,"guarantor":"样本担保","guarantor_uscc":"91653100MA0003YB1D"}'), 'AX001|guarantor_uscc|not a social credit code', 'SPEC 5.1: the guarantor''s code is checked');
select is(tap.save(4, '{"permit":true,"permit_number":null}'), 'saved', 'SPEC 5.1: page 4 is saved with a gap');
select is(tap.missing(), '4:permit_number 4:application_form', 'SPEC 5.1: a permit has its details, and the form is signed');
select is(tap.save(4, '{"permit":false}'), 'saved', 'SPEC 5.1: without a permit');
select is((tap.got()).permit_issued_on, null, 'SPEC 5.1: what belonged to it is gone');
select is(tap.submit(), 'AX004|application_form|something is missing on page {page}', 'SPEC 5.1: exactly one signed application form');
select tap.paper();

-- Handed in.
select tap.act('19900000013');
select is(split_part(tap.outcome('select (tap.got()).name'), '|', 1), 'AX003', 'SPEC 5.3: the offices see it only once it is handed in');
select tap.act('19900000003');
select is(tap.submit(), '1', 'SPEC 5.2: handed in');
select is((tap.got()).in_assessment_scope, false, 'SPEC 5.1: private, under 3 million: not in assessment scope by the rule');
select is(tap.save(3), 'AX004||this application is being decided; withdraw it before you change it', 'SPEC 5.2: not changed while it is decided');
select results_eq($$ select phone from (select phone, tap.act(phone), tap.outcome('select (tap.got()).name') as o, tap.act('19900000007') from tap.everybody) s
    where o not like 'AX003%' and o not like '42501%' order by 1 $$, array['19900000003', '19900000007', '19900000013', '19900000014'], 'SPEC 5.3: then the two named offices see it, too, and no other role');
select tap.act('hr2');
select is(split_part(tap.decide('approve', 1), '|', 1), 'AX003', 'SPEC 5.2: another office of the region does not decide it');
select tap.act('loose');
select is(split_part(tap.decide('approve', 1), '|', 1), 'AX003', 'SPEC 5.2: nor a regulator of no office');
select tap.act('19900000003');
select is(split_part(tap.decide('approve', 1), '|', 1), 'AX003', 'SPEC 5.2: nor its maker');
select tap.act('19900000013');
select is((select count from api.waiting() where kind = 'application_decide'), 2, 'SPEC 20.8: it waits for the office');
select is(tap.decide('approve', 2), 'AX006|round|somebody has changed this meanwhile', 'SPEC 5.2: what is decided is what was read');
select is(tap.decide('approve', 1), 'pending', 'SPEC 5.2: one office approves');
select is(tap.decide('reject', 1, '不同意'), 'AX002||your office has decided this application already', 'SPEC 5.2: an office decides once');
select tap.act('19900000014');
select is(tap.decide('reject', 1), 'AX001|reason|give a reason of 2 to 300 characters', 'SPEC 5.2: a rejection has a reason');
select is(tap.decide('reject', 1, '规模与图纸不符'), 'rejected', 'SPEC 5.2: either may reject');
select tap.act('19900000003');
select is((select count from api.waiting() where kind = 'application_rejected'), 1, 'SPEC 20.8: and it waits for its maker');
select is((select reason from api.application_decisions(tap.p()) where decision = 'rejected'), '规模与图纸不符', 'SPEC 5.2: who reads why');
select is(tap.save(1, '{"name":"样本新区一标段(改)","nature":"government"}'), 'saved', 'SPEC 5.2: corrected');
select is(tap.submit(), '2', 'SPEC 5.2: and handed in again');
select lives_ok(format('select api.application_withdraw(%s)', tap.p()), 'SPEC 5.2: taken back');
select is(tap.tab(), 'draft1', 'SPEC 5.2: counted where it is');
select is(tap.submit(), '3', 'SPEC 5.2: handed in once more');
select tap.act('19900000013');
select is(tap.decide('approve', 3, null, '00000000-0000-4000-8000-00000000ab02'), 'pending', 'SPEC 5.2: both are asked again');
select is(tap.decide('approve', 3, null, '00000000-0000-4000-8000-00000000ab02'), 'pending', 'DESIGN 3: the same call again changes nothing');
select tap.act('19900000014');
select is(tap.decide('approve', 3), 'approved', 'SPEC 5.2: the second office''s word approves it');

-- What approval makes.
select tap.act('19900000002');
select is((select (role, state)::text from api.project_list() where project_id = tap.p()), '(project_administrator,in_progress)', 'SPEC 5.3: the named administrator has the project');
select is((select string_agg(company_name || ':' || kind_names, ' ') from api.participant_list(tap.p())),
    '样本建工集团有限公司:施工总承包 样本工程监理有限公司:监理单位 样本建筑设计院有限公司:勘察单位、设计单位 样本置业有限公司:建设单位', 'SPEC 6.1: its units are participants, one of them with two kinds');
select tap.act('19900000001');
select is((select count(*)::int from api.project_list() where project_id = tap.p()), 0, 'SPEC 5.3: at first nobody else of the general contractor''s staff');
select tap.act(null);
select is((select string_agg(verb, ' ' order by seq) from audit.entry where chain_id = tap.p() and verb <> 'application_change'),
    'application_make contact_confirm application_submit application_approve application_reject application_submit application_withdraw application_submit application_approve application_approve', 'SPEC 22.3: each step stands in the chain');
select * from finish();
rollback;
