-- From a phone number to an account, as the terminal and as everybody else (SPEC 3.1, 3.3).
begin;
set local search_path = tap, pg_catalog;
select plan(79);

create function tap.verifier(letter text) returns text language sql as
    $$ select 'SCRAM-SHA-256$4096:AAAAAAAAAAAAAAAAAAAAAA==$' || rpad(letter, 43, letter) || '=:' || rpad(letter, 43, letter) || '=' $$;
-- The code that the newest SMS to this phone holds; null where it holds none.
create function tap.code(phone text, purpose text) returns text language sql security definer as $$
    select sec.unseal('job', j.payload_sealed)::jsonb #>> '{params,code}'
      from app.sms_code c join job.job j on j.job_id = c.job_id where c.phone = $1 and c.purpose = $2
$$;
create function tap.template(phone text, purpose text) returns text language sql security definer as $$
    select sec.unseal('job', j.payload_sealed)::jsonb ->> 'template'
      from app.sms_code c join job.job j on j.job_id = c.job_id where c.phone = $1 and c.purpose = $2
$$;
-- A minute later.
create function tap.minute(phone text) returns void language sql security definer as
    $$ update app.sms_phone p set sent_at = p.sent_at - interval '61 seconds' where p.phone = $1 $$;
create function tap.state(phone text) returns text language sql security definer as
    $$ select a.state from app.account a where a.phone = $1 $$;
create function tap.form(phone text, code text, over jsonb default '{}') returns jsonb language sql as $$
    select jsonb_build_object('phone', phone, 'code', code, 'name', '样本·新人', 'document_kind', 'resident_id',
                              'document_number', tap.number('1990-02-03', 7), 'verifier', tap.verifier('B')) || over
$$;
create function tap.shown(over jsonb default '{}') returns jsonb language sql as $$
    select jsonb_build_object('document_kind', 'resident_id', 'document_number', tap.number('1990-02-03', 7), 'name', '样本•新人',
                              'sex', 'male', 'birth_on', '1990-02-03', 'valid_until', '2099-01-01') || over
$$;
create function tap.become(phone text, as_what text) returns void language sql security definer as
    $$ insert into tap.login select as_what, a.login from app.account a where a.phone = $1 $$;
create function tap.release(account bigint, ago interval) returns void language sql security definer as
    $$ update app.account_release set expires_at = clock_timestamp() - ago where account_id = account $$;
update app.setting set value = '200' where name in ('login_asks_per_hour', 'code_asks_per_hour');

-- ---- a code: the same for a number somebody has and one nobody has ----
create temporary table login_before as select sec.login_for('13900002001') as login;
grant all on login_before to public;
create temporary table token (t uuid, code text);
insert into token values (null, null);
grant all on token to public;
select tap.act('t');
select is(tap.outcome($$ select api.register_code('13900002001') $$), 'operator', 'SPEC 3.1: a code for a number nobody has');
select is(tap.outcome($$ select api.register_code('19900000002') $$), 'operator', 'SPEC 3.1: one that somebody has is answered alike');
select is(tap.outcome($$ select api.register_code('13900002001') $$), tap.outcome($$ select api.register_code('19900000002') $$), 'SPEC 3.1: also within the minute');
select is(split_part(tap.outcome($$ select api.register_code('13900002001') $$), '|', 1), 'AX005', 'SPEC 3.1: 60 s between sends');
select is(api.register_code('13900002051'), 'operator', 'SPEC 21.2: without an SMS service the operator tells the code');
select tap.act(null);
update app.service set url = 'https://127.0.0.1:1/sms', enabled = true where service = 'sms';
select tap.act('t');
select is(api.register_code('13900002052'), 'sms', 'SPEC 21.2: with one it is sent');
select is(api.password_code('19900000003'), 'sms', 'SPEC 21.2: whoever asks, the same word');
select tap.act(null);
update app.service set url = null, enabled = false where service = 'sms';
select tap.act('t');
select is(tap.outcome($$ select api.register_code('hello') $$), 'AX001|phone|not a mobile number', 'SPEC 3.1: a mobile number it must be');
select is(tap.template('13900002001', 'register'), 'code', 'SPEC 3.1: the one is sent a code');
select is(tap.template('19900000002', 'register'), 'code_registered', 'SPEC 3.1: the other is told by SMS that it has an account');
select is(tap.code('19900000002', 'register'), null, 'SPEC 3.1: and is sent no code');
select matches(tap.code('13900002001', 'register'), '^[0-9]{6}$', 'SPEC 3.1: six digits');

-- ---- wrong forms do not cost a try; wrong codes do ----
select is(tap.outcome(format('select api.register(%L)', tap.form('13900002001', '000000', '{"document_number": "110105194912310025"}'))),
    'AX001|document_number|the last digit of the number does not fit the others', 'SPEC 3.4: the number is checked');
select is(tap.outcome(format('select api.register(%L)', tap.form('13900002001', '000000', '{"name": ""}'))), 'AX001|name|this field is required', 'SPEC 3.1: a name is needed');
select is(split_part(tap.outcome(format('select api.register(%L)', tap.form('13900002001', '000000', '{"verifier": "1234567890"}'))), '|', 1), 'AX001', 'SPEC 3.1: a password is not taken, only its verifier');
select is(tap.outcome(format('select api.register(%L)', tap.form('13900002001', '000000', jsonb_build_object('document_number', tap.number(current_date - 3650, 1))))),
    'AX001|document_number|nobody under 16 may be enrolled', 'SPEC 3.1: no account under 16');
select is(tap.outcome(format('select api.register(%L)', tap.form('13900002001', 'x' || tap.code('13900002001', 'register')))), 'wrong_code', 'SPEC 3.1: a wrong code');
select is(tap.outcome(format('select api.register(%L)', tap.form('19900000002', '000000'))), 'wrong_code', 'SPEC 3.1: whatever is typed for a number with an account, alike');
select is((select count(*)::int from generate_series(1, 4) where api.register(tap.form('13900002001', '00000x')) = 'wrong_code'), 4, 'SPEC 3.1: five tries');
select is(tap.outcome(format('select api.register(%L)', tap.form('13900002001', tap.code('13900002001', 'register')))), 'wrong_code', 'SPEC 3.1: after five the right one is worth nothing');
select tap.minute('13900002001');
select api.register_code('13900002001');
update token set code = tap.code('13900002001', 'register');
select is(tap.outcome(format('select api.register(%L)', tap.form('13900002001', tap.code('13900002001', 'register')))), 'registered', 'SPEC 3.1: the newest code registers');
select is(tap.state('13900002001'), 'new', 'SPEC 3.1: as a new account');
select is(tap.outcome($$ select api.login_name('13900002001') $$), (select login from login_before), 'DESIGN 3: the login is the one that has always answered for the number');
select is((select api.register(tap.form('13900002001', code)) from token), 'wrong_code', 'SPEC 3.1: a code serves once');
select is(split_part(tap.outcome('select * from app.account'), '|', 1), '42501', 'DESIGN 3: a terminal reads no table');
select is(split_part(tap.outcome('select sec.code_check(''13900002001'', ''register'', ''1'')'), '|', 1), '42501', 'DESIGN 3: nor calls behind the api');
select is(split_part(tap.outcome('select * from api.me()'), '|', 1), '42501', 'DESIGN 3: a terminal is no person');
select is(split_part(tap.outcome('select api.phone_code(''13900002001'')'), '|', 1), '42501', 'DESIGN 3: and changes nobody''s phone');
select tap.act('19900000001');
select is(split_part(tap.outcome($$ select api.register_code('13900002002') $$), '|', 1), '42501', 'DESIGN 3: people do not register others');
select is(split_part(tap.outcome($$ select api.password_code('19900000002') $$), '|', 1), '42501', 'DESIGN 3: nor ask for their passwords');
select tap.act(null);
select is((select (rolpassword = tap.verifier('B'), rolconnlimit)::text from pg_authid where rolname = (select login from login_before)), '(t,3)', 'SPEC 3.1: the role has the verifier');
select is((select (document_kind, id_tail, id_blind = sec.blind(tap.number('1990-02-03', 7)), person_id, checked_at)::text from app.account where phone = '13900002001'),
    format('(resident_id,%s,t,,)', right(tap.number('1990-02-03', 7), 4)), 'SPEC 3.1: the document is kept as typed, blind and sealed; nobody has checked it');

-- ---- a new account can do one thing ----
select tap.become('13900002001', 'n');
select tap.act('n');
select is((select (state, document_tail, duties)::text from api.me()), format('(new,%s,{})', right(tap.number('1990-02-03', 7), 4)), 'SPEC 3.1: it sees itself');
select is((select count(*)::int from api.sign_in_note()), 1, 'SPEC 3.3: its sign-in is noted');
select is(split_part(tap.outcome('select * from api.project_list()'), '|', 1), 'AX003', 'SPEC 3.1: no projects');
select is(split_part(tap.outcome('select * from api.waiting()'), '|', 1), 'AX003', 'SPEC 3.1: nothing waits for it');
select is(split_part(tap.outcome('select * from api.draft_list()'), '|', 1), 'AX003', 'SPEC 3.1: no drafts');
select is(split_part(tap.outcome('select api.phone_code(''13900002009'')'), '|', 1), 'AX003', 'SPEC 3.1: no other phone');
select is(split_part(tap.outcome('select api.card_wanted(''phone'')'), '|', 1), 'AX004', 'SPEC 3.1: no card but for the check');
select is(split_part(tap.outcome(format('select api.card_shown(gen_random_uuid(), %L)', tap.shown())), '|', 1), '42501', 'SPEC 22.1: with psql nobody says that a card was read');
update token set t = api.card_wanted('person');

-- ---- the check: number and name of the card ----
select tap.act('t');
select is(tap.outcome(format('select api.card_shown(gen_random_uuid(), %L)', tap.shown())), 'AX004||this took too long; begin again', 'SPEC 3.1: a token nobody gave');
select is((select api.card_shown(t, tap.shown(jsonb_build_object('document_number', tap.number('1990-02-03', 8)))) from token), 'other_number', 'SPEC 3.1: another card');
select is((select api.card_shown(t, tap.shown('{"name": "样本旧人"}')) from token), 'other_name', 'SPEC 3.1: another name');
select is((select api.card_shown(t, tap.shown('{"valid_until": "2020-01-01"}')) from token), 'expired', 'SPEC 3.1: a card that is over');
select is(tap.state('13900002001'), 'new', 'SPEC 3.1: none of them checks the account');
select is((select api.card_shown(t, tap.shown()) from token), 'checked', 'SPEC 3.5: number and name as typed, dots and all');
select is(tap.outcome(format('select api.card_shown(%L, %L)', (select t from token), tap.shown())), 'AX004||this took too long; begin again', 'SPEC 3.1: a token serves once');
select tap.act(null);
select is((select (a.state, p.name, p.verified, a.name, a.checked_how, a.id_blind)::text from app.account a join app.person p using (person_id) where phone = '13900002001'),
    '(active,样本·新人,t,样本·新人,card,)', 'SPEC 3.1: active, bound to the person; what was typed is gone');
select is((select count(*)::int from audit.entry where verb = 'person_check' and keys ->> 'how' = 'card' and actor like 't%'), 1, 'SPEC 22.3: the check is in the chain');
select tap.act('n');
select is(split_part(tap.outcome('select * from api.project_list()'), '|', 1), null, 'SPEC 3.2: and now it may wait for a company');
select is(split_part(tap.outcome('select api.card_wanted(''person'')'), '|', 1), 'AX004', 'SPEC 3.1: checked once');

-- ---- one person, one account ----
select tap.act('t');
select api.register_code('13900002003');
select api.register(tap.form('13900002003', tap.code('13900002003', 'register')));
select tap.become('13900002003', 'n2');
select tap.act('n2');
update token set t = api.card_wanted('person');
select tap.act('t');
select is((select api.card_shown(t, tap.shown()) from token), 'has_account', 'SPEC 3.4: one person, one account');

-- ---- checked by hr, who has seen the card ----
select tap.act(null);
create temporary table who as select tap.company_of('样本劳务') as labour, tap.company_of('样本建工') as builder;
grant all on who to public;
select tap.act('19900000008');
select is(split_part(tap.outcome(format('select api.member_check(%s, ''13900002003'', ''110105'')', (select labour from who))), '|', 1), 'AX001', 'SPEC 3.1: hr types the number of the card');
select is(tap.outcome(format('select api.member_check(%s, ''13900002099'', %L)', (select labour from who), tap.number('1990-02-03', 7))),
    tap.outcome(format('select api.member_check(%s, ''13900002003'', ''1'')', (select labour from who))), 'SPEC 3.1: a number without an account is answered alike');
select is(split_part(tap.outcome(format('select api.member_check(%s, ''13900002003'', %L)', (select builder from who), tap.number('1990-02-03', 7))), '|', 1), 'AX003', 'SPEC 3.1: only for one''s own company');
select is(tap.outcome(format('select api.member_check(%s, ''13900002003'', %L)', (select labour from who), tap.number('1990-02-03', 7))), 'AX002|document_number|this person has an account already', 'SPEC 3.4: hr makes no second account, either');
select tap.act('19900000010');
select is(split_part(tap.outcome(format('select api.member_check(%s, ''13900002003'', ''1'')', (select labour from who))), '|', 1), 'AX003', 'SPEC 4.3: staff check nobody');

-- ---- forgotten password ----
select tap.act('t');
select is(tap.outcome($$ select api.password_code('13900002098') $$), 'operator', 'SPEC 3.3: for a number nobody has, the same words');
select is(tap.template('13900002098', 'password'), 'code_unknown', 'SPEC 3.3: only the SMS says so');
select tap.minute('13900002001');
select api.password_code('13900002001');
select is(tap.outcome(format('select api.password_reset(''13900002098'', ''123456'', %L, null)', tap.verifier('C'))), 'wrong_code', 'SPEC 3.3: no account, wrong code');
select is(tap.outcome(format('select api.password_reset(''13900002001'', %L, %L, %L)', tap.code('13900002001', 'password'), tap.verifier('C'),
    tap.shown(jsonb_build_object('document_number', tap.number('1990-02-03', 8))))), 'card', 'SPEC 3.3: the code alone is not enough, nor another''s card');
select is(tap.outcome(format('select api.password_reset(''13900002001'', %L, %L, %L)', '123456', tap.verifier('C'), tap.shown())), 'wrong_code', 'SPEC 3.3: the code was used');
select tap.minute('13900002001');
select api.password_code('13900002001');
select is(tap.outcome(format('select api.password_reset(''13900002001'', %L, %L, %L)', tap.code('13900002001', 'password'), tap.verifier('C'), tap.shown())), 'done', 'SPEC 3.3: code and own card set a new password');
select tap.act(null);
select is((select rolpassword = tap.verifier('C') from pg_authid where rolname = (select login from login_before)), true, 'SPEC 3.3: which the role now has');

-- hr releases, the person sets it with a code alone
select tap.act(null);
create temporary table member as select account_id from app.account where phone = '19900000010';
grant all on member to public;
select tap.act('19900000008');
select is(tap.outcome(format('select api.member_release(%s, %s, ''password'')', (select builder from who), (select account_id from member))), 'AX003||you may not do this for this company', 'SPEC 3.3: hr releases its own people only');
select is(tap.outcome(format('select api.member_release(%s, (select account_id from api.me()), ''password'')', (select labour from who))), 'AX003||nobody vouches for themselves', 'SPEC 3.3: not themselves');
select isnt_empty(format('select api.member_release(%s, %s, ''password'')', (select labour from who), (select account_id from member)), 'SPEC 3.3: hr releases');
select tap.act('t');
select api.password_code('19900000010');
select is(tap.outcome(format('select api.password_reset(''19900000010'', %L, %L, null)', tap.code('19900000010', 'password'), tap.verifier('D'))), 'done', 'SPEC 3.3: and the code alone does');
select tap.minute('19900000010');
select api.password_code('19900000010');
select is(tap.outcome(format('select api.password_reset(''19900000010'', %L, %L, null)', tap.code('19900000010', 'password'), tap.verifier('D'))), 'card', 'SPEC 3.3: once');

-- ---- another phone ----
select tap.act('n');
select api.phone_code('13900002004');
select is(tap.outcome(format('select api.phone_change(''13900002004'', %L)', tap.code('13900002004', 'phone'))), 'card', 'SPEC 3.3: a phone change needs the card');
update token set t = api.card_wanted('phone');
select tap.act('t');
select is((select api.card_shown(t, tap.shown()) from token), 'checked', 'SPEC 3.3: the holder''s own');
select tap.act('n');
select is(tap.outcome($$ select api.phone_change('13900002004', 'x') $$), 'wrong_code', 'SPEC 3.3: and the code sent to the new phone');
select is(tap.outcome(format('select api.phone_change(''13900002004'', %L)', tap.code('13900002004', 'phone'))), 'done', 'SPEC 3.3: with both it is changed');
select is(tap.outcome($$ select phone_masked from api.me() $$), '139****2004', 'SPEC 3.6: shown masked');
select tap.act('t');
select is(tap.outcome($$ select api.login_name('13900002004') $$), (select login from login_before), 'DESIGN 3: the login stays');
select isnt(tap.outcome($$ select api.login_name('13900002001') $$), (select login from login_before), 'DESIGN 3: and answers for the old number no more');
select tap.act('n');
select tap.minute('19900000002');
select api.phone_code('19900000002');
select is(tap.template('19900000002', 'phone'), 'code_registered', 'SPEC 3.1: a number that has an account is told by SMS, not to the asker');

-- ---- settings ----
select is(tap.outcome('select api.idle_minutes_set(5)'), '5', 'SPEC 3.3: a shorter idle lock');
select is(split_part(tap.outcome('select api.idle_minutes_set(500)'), '|', 1), 'AX001', 'SPEC 3.3: never longer than the setting allows');
select tap.act(null);
select * from finish();
rollback;
