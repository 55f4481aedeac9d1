-- Companies: the code, the look-up, the record, one that is not listed (SPEC 4.1, 4.6).
begin;
set local search_path = tap, pg_catalog;
select plan(53);
insert into tap.login values ('nobody', adm.account_make('13900009001', '样本无业')), ('new', adm.account_make('13900009002', '样本新人')), ('w', 'ax_worker');
update app.account set state = 'new' where phone = '13900009002';
create function tap.company(name text) returns int language sql security definer as $$ select company_id from app.company c where c.short_name = $1 $$;
create function tap.found(typed text) returns text language sql as
    $$ select string_agg(short_name, ' ' order by n) from api.company_find(typed, 50) with ordinality as f(a, b, short_name, c, d, e, g, h, i, n) $$;
create function tap.saved(over jsonb, company text default '样本建工') returns text language plpgsql as $$
declare v_at timestamptz;
begin
    v_at := (select changed_at from api.company_get(tap.company(company)));
    return tap.outcome(format('select 1 from api.company_save(%s, gen_random_uuid(), %L)', tap.company(company), jsonb_build_object(
        'company_id', tap.company(company), 'changed_at', v_at, 'short_name', '样本建工', 'region', '650102', 'founded_on', '2001-02-03',
        'registered_capital_fen', 500000000000, 'address', '样本路9号', 'phone', '0991-1234567') || over));
exception when others then return sqlstate || '||' || sqlerrm;
end $$;
create function tap.added(over jsonb default '{}') returns text language sql as $$
    select tap.outcome(format('select api.company_add(gen_random_uuid(), %L)', jsonb_build_object('name', '样本手造工程有限公司',
        'uscc', '91650100MA0006YBXK', 'legal_representative', '样本四', 'region', '650102') || over))
$$;

-- The code, with the vectors of GB 32100.
select is(sec.uscc_fault(c), null, 'SPEC 4.1: a social credit code that is right: ' || c)
  from unnest(array['91110000600037341L', '91331122MA2A0M9B7N', '91330322254505447T']) c;
select is((select count(*)::int from unnest(array['91110000600037341M', '91331122MA2A0M9B7P', '19330322254505447T']) c where sec.uscc_fault(c) = 'check'), 3,
    'SPEC 4.1: one wrong or two changed characters are seen');
select is(sec.uscc_fault(c), 'form', 'SPEC 4.1: not the form of a code: ' || coalesce(c, 'none'))
  from unnest(array['91110000600037341', '9111000060003734IL', '91110000600037341l', null]) c;
select is(sec.uscc_of(' ９１１１0000-600037341l '), '91110000600037341L', 'SPEC 4.1: however wide, small or spaced it was typed');

-- The look-up.
select tap.act('nobody');
select is(tap.found('样本'), '样本劳务 样本置业 样本防水 样本安装 样本监理 样本建工 样本设计院 样本勘察 样本新建', 'SPEC 4.6: found by a part of the name, the shorter first');
select is(tap.found('建工集团'), '样本建工', 'SPEC 4.6: ... from its middle');
select is(tap.found('ybjg'), '样本建工', 'SPEC 4.6: by initials');
select is(tap.found('azgc'), '样本安装', 'SPEC 4.6: ... also from their middle');
select is(tap.found('MA0001'), '样本劳务', 'SPEC 4.6: by a part of the code');
select is(tap.found('ma0001yb68'), '样本劳务', 'SPEC 4.6: ... in small letters');
select is(tap.found('x%'), null, 'SPEC 4.6: a mark of a pattern is a character like others');
select is(tap.found(''), null, 'SPEC 4.6: nothing typed, nothing found');
select is((select count(*)::int from api.company_find('样本', 2)), 2, 'SPEC 4.6: no more than were asked for');
select is((select string_agg(mine::text, ' ') from api.company_find('建工集团', 5)), 'false', 'SPEC 4.6: who belongs to none sees it, too');
select tap.act('19900000007');
select is((select mine from api.company_find('样本建工', 5)), true, 'SPEC 4.6: ... and who belongs to it is told so');
select tap.act('new');
select is(split_part(tap.outcome('select * from api.company_find(''样本'', 5)'), '|', 1), 'AX003', 'SPEC 3.1: before the person check nobody looks');
select tap.act('t');
select is(split_part(tap.outcome('select * from api.company_find(''样本'', 5)'), '|', 1), '42501', 'SPEC 3.1: nor does a terminal');

-- The record.
select tap.act('19900000007');
select is((select legal_representative || ' ' || members from api.company_get(tap.company('样本建工'))), '样本一 8', 'SPEC 4.1: a member reads the record');
select is(tap.saved('{}'), '1', 'SPEC 4.3: the administrator changes it');
select is((select address || founded_on || registered_capital_fen || changed_by from api.company_get(tap.company('样本建工'))), '样本路9号2001-02-03500000000000样本辛', 'SPEC 4.1: and it is kept');
select is(tap.saved('{"name": "x"}'), 'AX001|name|unknown field', 'SPEC 4.1: the name that was certified stays');
select is(tap.saved('{"uscc": "91110000600037341L"}'), 'AX001|uscc|unknown field', 'SPEC 4.1: so does the code');
select is(tap.saved('{"region": "110101"}'), 'AX001|region|not one of the list', 'SPEC 4.1: a region of the list');
select is(tap.saved('{"phone": "call me"}'), 'AX001|phone|not a value of this kind', 'SPEC 4.1: a phone');
select is(tap.saved('{"changed_at": "2020-01-01T00:00:00Z"}'), 'AX006|changed_at|somebody has changed this meanwhile', 'DESIGN 3: what somebody else has changed is not overwritten');
select tap.act('19900000009');
select is(tap.saved('{}'), 'AX003||you may not do this for this company', 'SPEC 4.3: the manager reads it and does not change it');
select tap.act('19900000008');
select is(tap.saved('{}'), 'AX003||you may not do this for this company', 'SPEC 22.1: another company''s hr does not even read it');

-- Not listed, no registry: by hand.
select tap.act('nobody');
select is(tap.added('{"uscc": "91650100MA0006YBXM"}'), 'AX001|uscc|the check character of this social credit code does not fit', 'SPEC 4.1: the database checks the code, too');
select is(tap.added('{"uscc": ""}'), 'AX001|uscc|this field is required', 'SPEC 4.6: the form''s fields');
select is(tap.added('{"region": "999999"}'), 'AX001|region|not one of the list', 'SPEC 4.6: with its region');
select matches(tap.added(), '^[0-9]+$', 'SPEC 4.6: with no registry connected a company is added by hand');
select is(tap.found('手造'), '样本手造工程有限公司', 'SPEC 4.6: and found by everybody');
select matches(tap.added(), '^[0-9]+$', 'SPEC 4.6: added again it is the same');
select is(tap.added('{"name": "样本别的有限公司"}'), 'AX002|uscc|this code is listed for a company of another name', 'SPEC 4.1: one code, one company');
select is(tap.added('{"uscc": "91110000600037341L"}'), 'AX002|name|a company of this name is listed under another code', 'SPEC 4.1: one name, one company');
select is(tap.outcome('select api.company_look_up(gen_random_uuid(), ''样本建设有限公司'')'), 'AX004||no business registry is connected: fill in the form', 'SPEC 4.6: nobody is asked where nobody is connected');
select tap.act(null);
update app.setting set value = '1' where name = 'companies_added_per_day';
select tap.act('nobody');
select is(tap.added('{"name": "样本第二有限公司", "uscc": "91110000600037341L"}'), 'AX005||you have added many companies today; go on tomorrow', 'SPEC 4.6: and not without end');

-- Through the registry.
select tap.act(null);
update app.service set url = 'https://registry.example', enabled = true where service = 'registry';
select tap.act('nobody');
select is(tap.added('{"name": "样本第二有限公司", "uscc": "91110000600037341L"}'), 'AX004||the business registry is connected: look the company up by its full name', 'SPEC 4.6: with a registry it is asked');
select is(tap.outcome('select api.company_look_up(gen_random_uuid(), ''样本建工集团有限公司'')'), 'AX002|name|this company is listed already', 'SPEC 4.6: the own list first');
select matches(tap.outcome('select api.company_look_up(gen_random_uuid(), ''样本建设(集团)有限公司'')'), '^[0-9]+$', 'SPEC 4.6: a name that is not listed becomes a job');
select is(tap.added('{"name": "样本第三有限公司", "uscc": "91330322254505447T"}'), 'AX004||the business registry is connected: look the company up by its full name', 'SPEC 4.6: whose answer is waited for');
select tap.act(null);
update app.setting set value = '10' where name = 'companies_added_per_day';
update job.job set made_at = made_at - interval '20 seconds' where kind = 'registry';
select tap.act('19900000008');
select is(tap.added('{"name": "样本第三有限公司", "uscc": "91330322254505447T"}'), 'AX004||the business registry is connected: look the company up by its full name', 'SPEC 4.6: ... by who asked, and nobody else');
select tap.act('nobody');
select matches(tap.added('{"name": "样本第三有限公司", "uscc": "91330322254505447T"}'), '^[0-9]+$', 'SPEC 4.6: where it gives none the form is taken');
select tap.act(null);
create temporary table taken (job_id bigint, attempt int, payload jsonb);
grant all on taken to public;
select tap.act('w');
insert into taken select job_id, attempt, payload from api.job_take();
select is((select payload ->> 'name' from taken), '样本建设（集团）有限公司', 'SPEC 21.4: the registry is asked by the full name');
select api.job_answer(job_id, attempt, 'done', '{"found": true, "name": "样本建设(集团)有限公司", "uscc": "91110000600037341L", "legal_representative": "样本五",
    "founded_on": "2010-02-30", "region": "653101"}') from taken;
select tap.act(null);
select is((select name || '|' || legal_representative || '|' || region || '|' || source || '|' || coalesce(founded_on::text, 'none') from app.company where uscc = '91110000600037341L'),
    '样本建设（集团）有限公司|样本五|653101|registry|none', 'SPEC 4.6: what it knows is added with the place of registration; a day that is none is left out');
select tap.act('nobody');
select is(tap.added('{"name": "样本第四有限公司", "uscc": "91330322254505447T"}'), 'AX004||the business registry is connected: look the company up by its full name', 'SPEC 4.6: and asked again once it has answered');
select tap.act(null);
-- Whatever a registry says, nothing else gets in.
create function tap.told(answer jsonb) returns bigint language plpgsql as $$
declare
    j job.job;
begin
    j.payload_sealed := sec.seal('job', '{"name": "样本外来有限公司"}');
    perform sec.answer_registry(j, answer);
    return (select count(*) from app.company where name like '样本外来%');
end $$;
select is((select max(tap.told(a)) from (values ('{"found": false}'::jsonb), ('{}'), ('{"name": "样本别的有限公司", "uscc": "91331122MA2A0M9B7N"}'),
    ('{"name": "样本外来有限公司", "uscc": "91331122MA2A0M9B7P"}'), ('{"name": "样本外来有限公司"}'), ('{"uscc": 5, "name": null}')) v(a)), 0::bigint,
    'SPEC 4.6: an answer of another name or a wrong code adds nothing');
select is(tap.told('{"name": "样本外来有限公司", "uscc": "91331122MA2A0M9B7N", "region": 12, "registered_capital_fen": 5.5}'), 1::bigint, 'SPEC 4.6: a member that makes no sense is left out');
select * from finish();
rollback;
