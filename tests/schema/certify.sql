-- Certification of a company (SPEC 4.2). What a rollback must not give back is shown over real connections: certify.t.
begin;
set local search_path = tap, pg_catalog;
select plan(74);
insert into tap.login values ('nobody', adm.account_make('13900009001', '样本无业')), ('other', adm.account_make('13900009003', '样本他人')), ('w', 'ax_worker');
insert into app.company (uscc, name, short_name, legal_representative, region) values
    ('91110000600037341L', '样本新城工程有限公司', '样本新城', '样本四', '650102'), ('91331122MA2A0M9B7N', '样本手工有限公司', '样本手工', null, '650102');
update app.company set source = 'manual' where short_name = '样本手工';
create function tap.company(name text) returns int language sql security definer as $$ select company_id from app.company c where c.short_name = $1 $$;
create function tap.called(short text) returns text language sql security definer as $$ select name from app.company c where c.short_name = $1 $$;
create function tap.listed(short text) returns jsonb language sql security definer as
    $$ select jsonb_build_object('company_id', c.company_id, 'name', c.name, 'uscc', c.uscc) from app.company c where c.short_name = $1 $$;
create function tap.begin(over jsonb default '{}', company text default '样本新城', request uuid default gen_random_uuid()) returns text language sql as $$
    select tap.outcome(format('select certification_id || '' '' || coalesce(token::text, ''none'') from api.certification_begin(%L, %L)', request,
        tap.listed(company)
        || jsonb_build_object('legal_representative', '样本四', 'id_number', tap.number('1970-05-06', 4), 'way', 'card') || over))
$$;
create function tap.deposit(over jsonb default '{}', company text default '样本新城') returns text language sql as $$
    select tap.begin('{"way": "deposit", "account_number": "6222 0000 1111 2222", "bank": "ICBC", "branch": "样本支行", "own_account": true}'
        || jsonb_build_object('account_name', tap.called(company)) || over, company)
$$;
create function tap.token() returns uuid language sql security definer as $$ select token from app.certification where state = 'open' and way = 'card' order by certification_id desc limit 1 $$;
create function tap.open_one() returns bigint language sql security definer as $$ select certification_id from app.certification where way = 'deposit' order by certification_id desc limit 1 $$;
create function tap.shown(over jsonb default '{}') returns text language sql as $$
    select tap.outcome(format('select api.certification_card(%L, %L)', tap.token(), jsonb_build_object('document_kind', 'resident_id',
        'document_number', tap.number('1970-05-06', 4), 'name', '样本四', 'valid_until', '2040-01-01') || over))
$$;
create function tap.answer(fen int) returns text language sql as
    $$ select tap.outcome(format('select verdict || '' '' || tries_left from api.certification_answer(%s, %s)', tap.open_one(), fen)) $$;
create function tap.company_state(name text) returns text language sql security definer as
    $$ select case when certified_at is null then 'no' else 'certified ' || coalesce((select string_agg(a.name || ' ' || m.role, ', ') from app.company_member m
        join app.account a using (account_id) where m.company_id = c.company_id), '') end from app.company c where c.short_name = $1 $$;
-- As if the transaction of each try were over.
create function tap.later() returns void language sql security definer as $$ update app.certification_try set xact = '1' $$;
create function tap.amount() returns int language sql security definer as
    $$ select i from generate_series(1, 99) i, app.certification t where t.certification_id = tap.open_one() and t.amount_blind = sec.amount_blind(t.certification_id, i) $$;

create function tap.job() returns bigint language sql security definer as $$ select job_id from app.certification where certification_id = tap.open_one() $$;

-- The four elements.
select tap.act('nobody');
select is(tap.begin('{"name": "样本新城有限公司"}'), 'AX001|name|the company is listed under another name', 'SPEC 4.2: the name is the register''s');
select is(tap.begin('{"uscc": "91331122MA2A0M9B7N"}'), 'AX001|uscc|the company is listed under another code', 'SPEC 4.2: so is the code');
select is(tap.begin('{"uscc": "91110000600037341M"}'), 'AX001|uscc|the check character of this social credit code does not fit', 'SPEC 4.1: which is checked');
select is(tap.begin('{"legal_representative": "样本五"}'), 'AX001|legal_representative|the company is listed with another legal representative', 'SPEC 4.2: so is the legal representative''s name');
select is(tap.begin('{"id_number": "110105199003070012"}'), 'AX001|id_number|not a number of this kind of document', 'SPEC 3.4: the number is checked');
select is(tap.begin('{"id_number": ""}'), 'AX001|id_number|this field is required', 'SPEC 4.2: and required');
select is(tap.begin('{"way": "letter"}'), 'AX001|way|not one of the list', 'SPEC 4.2: there are two ways');
select is(tap.begin('{}', '样本建工'), 'AX002|company_id|this company is certified already: apply to join it, and its administrator or hr accepts you', 'SPEC 4.2: one that is certified is joined');
select tap.act(null);
update app.account set state = 'new' where phone = '13900009003';
select tap.act('other');
select is(tap.begin(), 'AX003||this account may not do this', 'SPEC 3.1: not before the person check');
select tap.act('t');
select is(split_part(tap.begin(), '|', 1), '42501', 'SPEC 3.1: a terminal begins nothing');
select tap.act(null);
update app.account set state = 'active' where phone = '13900009003';

-- (a) the legal representative's own card.
select tap.act('nobody');
select matches(tap.begin(), '^[0-9]+ [0-9a-f-]{36}$', 'SPEC 4.2: by card: a token for the terminal');
select is(tap.begin('{}', '样本新城', '00000000-0000-4000-8000-000000000001'), tap.begin('{}', '样本新城', '00000000-0000-4000-8000-000000000001'), 'DESIGN 3: the same call again is the same attempt');
select is(split_part(tap.shown(), '|', 1), '42501', 'SPEC 4.2: a person with psql shows no card');
select is((select state || way || tries_left from api.certification_get(tap.company('样本新城'))), null, 'SPEC 4.2: a card has no tries');
select tap.act('t');
select is(tap.shown(jsonb_build_object('document_number', tap.number('1970-05-06', 5))), 'other_number', 'SPEC 4.2: another number is not the legal representative');
select is(tap.shown('{"name": "样本五"}'), 'other_name', 'SPEC 4.2: nor is another name');
select is(tap.shown('{"valid_until": "2020-01-01"}'), 'expired', 'SPEC 4.2: nor a card that is over');
select is(tap.company_state('样本新城'), 'no', 'SPEC 4.2: which certify nothing');
select is(tap.outcome(format('select api.certification_card(gen_random_uuid(), %L)', jsonb_build_object('document_kind', 'resident_id', 'document_number', tap.number('1970-05-06', 4), 'name', '样本四'))),
    'AX004||this took too long; begin again', 'SPEC 4.2: without a token a card says nothing');
select is(tap.shown('{"name": "样 本 四"}'), 'certified', 'SPEC 4.2: the right card does, names compared folded');
select is(tap.company_state('样本新城'), 'certified 样本无业 administrator', 'SPEC 4.2: the company is certified and the applicant its administrator');
select is(split_part(tap.shown(), '|', 1), 'AX004', 'SPEC 4.2: once');
select tap.act('other');
select is(tap.begin(), 'AX002|company_id|this company is certified already: apply to join it, and its administrator or hr accepts you', 'SPEC 4.2: the next one joins');
select tap.act(null);
select is((select count(*)::int from audit.entry where verb = 'company_certify'), 1, 'SPEC 22.3: it is in the chain');
select is((select count(*)::int from audit.entry e where e.keys::text like '%' || tap.number('1970-05-06', 4) || '%'), 0, 'SPEC 22.3: without the number');

-- Two at once by card: whoever lays it down first.
select tap.act('nobody');
select matches(tap.begin('{"legal_representative": "样本六"}', '样本手工'), '^[0-9]+ ', 'SPEC 4.2: a company whose legal representative nobody has told takes the one typed');
select tap.act(null);
create temporary table tokens as select tap.token() as first;
grant all on tokens to public;
select tap.act('other');
select matches(tap.begin('{"legal_representative": "样本六"}', '样本手工'), '^[0-9]+ ', 'SPEC 4.2: two people try');
select tap.act(null);
update app.setting set value = 'no' where name = 'certification_manual_by_card';
select tap.act('other');
select is(tap.begin('{"legal_representative": "样本六"}', '样本手工'), 'AX004||this company was added by hand: certify it by micro-deposit', 'SPEC 4.2: unless the deployment wants more for a company added by hand');
select tap.act('t');
select is(tap.shown('{"name": "样本六"}'), 'certified', 'SPEC 4.2: one of them has the card');
select is(tap.outcome(format('select api.certification_card(%L, %L)', (select first from tokens), jsonb_build_object('document_kind', 'resident_id', 'document_number', tap.number('1970-05-06', 4), 'name', '样本六'))),
    'AX004||this took too long; begin again', 'SPEC 4.2: the other''s attempt is over');
select is(tap.company_state('样本手工'), 'certified 样本他人 administrator', 'SPEC 4.2: there is one administrator');
select tap.act('nobody');
select is((select state || ' ' || failure from api.certification_get(tap.company('样本手工'))), 'failed overtaken', 'SPEC 4.2: and the other reads why');

-- (b) micro-deposit.
select tap.act(null);
delete from app.company_member where company_id = tap.company('样本新城');
update app.company set certified_at = null where short_name = '样本新城';
select tap.act('nobody');
select is(tap.deposit(), 'AX004|way|micro-deposits are not set up here: use the legal representative''s card', 'SPEC 4.2: where there is no service only the card is offered');
select tap.act(null);
update app.service set url = 'https://bank.example', enabled = true where service = 'deposit';
select tap.act('nobody');
select is(tap.deposit('{"account_name": "样本他人"}'), 'AX001|account_name|the account must be in the company''s full name', 'SPEC 4.2: the account is the company''s own');
select is(tap.deposit('{"account_number": "12-34"}'), 'AX001|account_number|not the number of a bank account', 'SPEC 4.2: with its number');
select is(tap.deposit('{"bank": "NONE"}'), 'AX001|bank|not one of the list', 'SPEC 4.2: at a bank of the list');
select is(tap.deposit('{"own_account": false}'), 'AX001|own_account|the special account for wages cannot be used', 'SPEC 4.2: and no special account');
select matches(tap.deposit(), '^[0-9]+ none$', 'SPEC 4.2: a micro-deposit is asked for');
select is((select kind || state from api.company_desk() where kind = 'certification'), 'certificationdeposit_asked', 'SPEC 4.2: and is on its way');
select is((select tries_left || ' ' || account_tail || ' ' || (expected_at > now() + interval '71 hours') from api.certification_get(tap.company('样本新城'))), '3 2222 true', 'SPEC 4.2: the day it must have come by is shown');
select is(split_part(tap.deposit(), '|', 3), 'a new attempt is possible 72 hours after the last one began', 'SPEC 4.2: no second one within 72 hours');
select matches(tap.begin(), '^[0-9]+ [0-9a-f-]{36}$', 'SPEC 4.2: the card is still possible');
select is((select way from api.certification_get(tap.company('样本新城'))), 'deposit', 'SPEC 4.2: and the deposit stays before one');
select tap.act('other');
select is(tap.outcome(format('select state from api.job_state(%s)', tap.job())), 'AX003||this account may not do this', 'SPEC 4.2: no job but one''s own');
select tap.act(null);
select is((select count(*)::int from generate_series(1, 300) where sec.amount_drawn() not between 1 and 99), 0, 'SPEC 4.2: 0.01 to 0.99 yuan');
select ok((select count(distinct sec.amount_drawn()) from generate_series(1, 300)) > 60, 'SPEC 4.2: by chance');
create temporary table taken (job_id bigint, attempt int, key text, mode text, payload jsonb);
grant all on taken to public;
select tap.act('w');
insert into taken select job_id, attempt, key, mode, payload from api.job_take();
select is((select payload ->> 'account_number' || ' ' || (payload ->> 'account_name') || ' ' || (payload ->> 'remark') from taken), '6222000011112222 样本新城工程有限公司 安薪企业认证', 'SPEC 4.2: the worker is told account, name and the fixed remark');
select tap.act(null);
select is((select (payload ->> 'amount_fen')::int from taken), tap.amount(), 'SPEC 4.2: and the sum');
select is((select key from taken), 'deposit:' || tap.open_one(), 'SPEC 21.1: under a key of its own');
-- Nobody else: whatever row or function the applicant reaches.
select is((select count(*)::int from job.job where subject ~ 'certification' and (answer_sealed is not null or last_error is not null)), 0, 'SPEC 4.2: nothing of it is open');
select tap.act('nobody');
select is((select count(*)::int from (select row_to_json(g)::text as t from api.certification_get(tap.company('样本新城')) g union all select row_to_json(d)::text from api.company_desk() d
    union all select row_to_json(j)::text from api.job_state((select job_id from taken)) j) x where x.t ~ ('(amount|fen|payload)')), 0, 'SPEC 4.2: what the applicant reads has no field for it');
select is((select answer from api.job_state((select job_id from taken))), null, 'SPEC 4.2: the job''s answer is not shown');
select is(tap.answer(100), 'AX001|amount|type the two decimals of the amount, 01 to 99', 'SPEC 4.2: two decimals');
select tap.act('other');
select is(tap.answer(5), 'AX003||this account may not do this', 'SPEC 4.2: nobody answers for another');
select tap.act('w');
select api.job_answer(job_id, attempt, 'done', '{"state": "accepted", "amount_fen": 7}') from taken;
select tap.act(null);
select is((select j.state || t.paid || (j.payload_sealed is null and j.answer_sealed is null) from job.job j join app.certification t using (job_id)), 'donesenttrue', 'SPEC 4.2: once it was sent the sum is in no row, sealed or open');
select tap.act('nobody');
select is((select project_name || ' ' || count from api.waiting() where kind = 'company_deposit'), '样本新城工程有限公司 1', 'SPEC 20.8: the sum to be typed waits');

-- Three tries.
select tap.act(null);
create temporary table a as select tap.amount() as right, case when tap.amount() > 50 then 1 else 60 end as wrong;
grant all on a to public;
select tap.act('nobody');
select is((select string_agg(tap.answer(wrong), ',') from a), 'counted 2', 'SPEC 4.2: a try is counted before it is judged');
select is((select tap.answer(wrong) from a), 'counted 2', 'SPEC 4.2: in the same transaction nothing is judged');
select tap.later();
select is((select tap.answer(wrong) from a), 'wrong 2', 'SPEC 4.2: the first is wrong');
select is((select tap.answer(wrong + 1) from a), 'counted 1', 'SPEC 4.2: the second');
select is((select tap.answer(wrong + 2) from a), 'counted 0', 'SPEC 4.2: the third');
select is((select tap.answer(wrong + 3) from a), 'wrong 0', 'SPEC 4.2: there is no fourth');
select tap.later();
select is((select tap.answer(wrong + 2) from a), 'failed 0', 'SPEC 4.2: the third wrong one fails the attempt');
select is((select tap.answer("right") from a), 'failed 0', 'SPEC 4.2: after that the right one comes too late');
select is((select state || ' ' || failure from api.certification_get(tap.company('样本新城'))), 'failed wrong_amount', 'SPEC 4.2: it says why');
select is(split_part(tap.deposit(), '|', 3), 'a new attempt is possible 72 hours after the last one began', 'SPEC 4.2: a failed one waits out the 72 hours');
select tap.act(null);
update app.certification set started_at = started_at - interval '73 hours';
select tap.act('nobody');
select matches(tap.deposit(), '^[0-9]+ none$', 'SPEC 4.2: then there is a new one');
select tap.act(null);
update a set "right" = tap.amount(), wrong = case when tap.amount() > 50 then 1 else 60 end;
select tap.act('nobody');
select is((select tap.answer(wrong) || tap.answer("right") from a), 'counted 2counted 1', 'SPEC 4.2: wrong, then right');
select tap.later();
select is((select tap.answer("right") from a), 'certified 0', 'SPEC 4.2: certifies');
select is(tap.company_state('样本新城'), 'certified 样本无业 administrator', 'SPEC 4.2: with the applicant as its administrator');

-- A deposit that the bank will not make.
select tap.act(null);
delete from app.company_member where company_id = tap.company('样本新城');
update app.company set certified_at = null where short_name = '样本新城';
select tap.act('other');
select matches(tap.deposit(), '^[0-9]+ none$', 'SPEC 4.2: another person''s attempt');
select tap.act(null);
delete from taken;
update job.job set payload_sealed = null, state = 'dead' where state = 'queued' and key <> 'deposit:' || tap.open_one();
select tap.act('w');
insert into taken select job_id, attempt, key, mode, payload from api.job_take();
select is((select api.job_answer(job_id, attempt, 'refused', null, 'http 400') from taken), 'dead', 'SPEC 21.1: the bank refuses');
select tap.act('other');
select is((select state || ' ' || failure || ' ' || paid from api.certification_get(tap.company('样本新城'))), 'failed not_paid failed', 'SPEC 4.2: what was not paid has failed');
select tap.act(null);
select is((select count(*)::int from job.job where kind = 'deposit' and payload_sealed is not null), 0, 'SPEC 4.2: and its sum is forgotten, too');
select * from finish();
rollback;
