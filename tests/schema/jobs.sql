-- Jobs, services, SMS codes and the lock-out (SPEC 3.1, 3.3, 20.8, 21): what each role may, and what a lease is worth.
begin;
set local search_path = tap, pg_catalog;
select plan(112);

-- As the functions of other nouns call these: in sec, as their owner.
create function tap.send(phone text, purpose text) returns text language plpgsql security definer as $$
begin
    return tap.outcome(format('select ''sent'' from sec.code_send(%L, %L)', phone, purpose));
end
$$;
create function tap.check(phone text, purpose text, code text) returns text language plpgsql security definer as $$
begin
    return tap.outcome(format('select sec.code_check(%L, %L, %L)', phone, purpose, code));
end
$$;
create function tap.try_check(n int) returns text language plpgsql as $$
declare
    v text;
begin
    for i in 1 .. n loop
        begin
            v := tap.check('19900000050', 'register', '000000');
            if v like 'AX005%' then return v; end if;
            raise sqlstate 'TT001';                 -- rolls back what the call has written
        exception when sqlstate 'TT001' then null; end;
    end loop;
    return v;
end
$$;
-- The code as it was sent.
create function tap.code(phone text) returns text language sql security definer as $$
    select sec.unseal('job', j.payload_sealed)::jsonb #>> '{params,code}' from app.sms_code c join job.job j using (job_id)
     where c.phone = $1 order by c.code_id desc limit 1 $$;
create function tap.add(kind text, key text) returns bigint language sql security definer as $$
    select sec.job_add(kind, 'test:1', '{"amount_fen": 37, "phone": "19900009999"}', key) $$;
create function tap.job(job_key text) returns bigint language sql security definer as $$ select job_id from job.job where key = job_key $$;
create function tap.state(job_key text) returns text language sql security definer as $$ select state from job.job where key = job_key $$;
create function tap.due() returns void language sql security definer as $$
    update job.job set next_try_at = clock_timestamp() - interval '1 s' where state in ('queued', 'unknown') $$;
create function tap.lapse() returns void language sql security definer as $$
    update job.job set lease_until = clock_timestamp() - interval '1 s' where state = 'taken' $$;
create function tap.services(on_ boolean) returns void language sql security definer as $$
    update app.service set url = 'https://127.0.0.1/x', enabled = $1 $$;
create function tap.answer(job_key text, attempt int, outcome text, answer text default null) returns text language sql as $$
    select tap.outcome(format('select api.job_answer(%s, %s, %L, %L, %L)', tap.job(job_key), attempt, outcome, answer, 'http 500')) $$;
insert into tap.login values ('worker', 'ax_worker');
grant select on tap.login to public;

-- Who may call what.
create temporary view calls as select * from (values
    ('select * from api.job_list(''{}'', null, false, null, 10)', 'operator'), ('select api.job_resend(0)', 'operator'),
    ('select * from api.service_list()', 'operator'), ('select api.service_save(''{}'')', 'operator'),
    ('select * from api.sms_code_list()', 'operator'), ('select * from api.sms_code_tell(0)', 'operator'),
    ('select * from api.lockout_state()', 'operator'), ('select * from api.job_take()', 'ax_worker'),
    ('select api.job_answer(0, 1, ''done'')', 'ax_worker'), ('select api.job_sweep()', 'ax_worker'),
    ('select * from api.lockout_run()', 'ax_worker')) v(call, who);
grant select on calls to public;
create function tap.refused(call text) returns bigint language plpgsql as $$
declare
    p record;
    n bigint := 0;
begin
    for p in select * from tap.everybody where what <> 'operator' loop
        perform tap.act(p.phone);
        if split_part(tap.outcome(call), '|', 1) not in ('42501', 'AX003') then n := n + 1; end if;
        perform tap.act(null);
    end loop;
    return n;
end
$$;
select is(tap.refused(call), 0::bigint, 'SPEC 21: refused to everybody else: ' || call) from calls;
select tap.act('19900000000');
select is(split_part(tap.outcome(call), '|', 1), '42501', 'SPEC 21: refused to the operator: ' || call) from calls where who = 'ax_worker';
select tap.act('worker');
select is(split_part(tap.outcome(call), '|', 1), '42501', 'SPEC 21: refused to the worker: ' || call) from calls where who = 'operator';
select is(split_part(tap.outcome('select * from job.job'), '|', 1), '42501', 'SPEC 22.1: the worker reads no table');
select is(split_part(tap.outcome('select sec.job_payload(j) from job.job j'), '|', 1), '42501', 'SPEC 22.1: and no function of sec');
select tap.act('19900000001');
select is(split_part(tap.outcome('select sec.job_add(''sms'', ''x'', ''{}'', ''key1'')'), '|', 1), '42501', 'SPEC 22.1: nobody adds a job by hand');
select is(split_part(tap.outcome('select sec.code_check(''19900000001'', ''register'', ''1'')'), '|', 1), '42501', 'SPEC 22.1: nobody checks codes past the api');

-- Without services: the fallbacks.
select is(api.service_on('sms'), false, 'SPEC 21.2: no service is configured at first');
select is(tap.state('none'), null, 'SPEC 21.1: a job that is not there has no state');
select is(tap.send('199 0000 0050', 'register'), 'sent', 'SPEC 3.1: a code is sent');
select is(tap.send('19900000050', 'register'), 'AX005|phone|a code was sent to this number within the last minute; wait a little', 'SPEC 3.1: sixty seconds between two');
select is(tap.send('19900000050', 'password'), 'AX005|phone|a code was sent to this number within the last minute; wait a little', 'SPEC 3.1: whatever they are for');
select is(tap.send('19900000051', 'register'), 'sent', 'SPEC 3.1: another number is another');
select is(tap.send('hello', 'register'), 'AX001|phone|not a mobile number', 'SPEC 3.1: a number it must be');
select matches(tap.code('19900000050'), '^[0-9]{6}$', 'SPEC 3.1: six digits');
select tap.act(null);
select is((select count(*)::int from app.sms_code where encode(code_blind, 'escape') like '%' || tap.code('19900000050') || '%'), 0, 'SPEC 3.1: kept as a keyed hash');
select is((select expires_at - made_at from app.sms_code where phone = '19900000050'), interval '5 minutes', 'SPEC 3.1: for five minutes');
select is((select string_agg(distinct state, ' ') from job.job where kind = 'sms'), 'by_hand', 'SPEC 21.2: without a service it is told by hand');
select is((select count(*)::int from job.job where subject ~ '199' or key ~ '199' or last_error ~ '199'), 0, 'SPEC 22.4: no number in what is listed');

-- The operator tells it, and that is on record before it is seen.
select tap.act('19900000000');
select is((select string_agg(phone_masked, ' ' order by code_id) from api.sms_code_list()), '199****0050 199****0051', 'SPEC 21.2: the operator sees codes to tell, masked');
select is((select count from api.waiting() where kind = 'code_to_tell'), 2, 'SPEC 20.8: codes to tell wait for the operator');
select is((select count(*)::int from api.sms_code_list() l, api.sms_code_tell(l.code_id)), 0, 'SPEC 22.3: the first look is recorded and answers nothing');
select is((select told_by_name from api.sms_code_list() limit 1), (select name from api.me()), 'SPEC 22.3: by whom is shown');
select is((select count(*)::int from api.sms_code_list() l, api.sms_code_tell(l.code_id)), 0, 'SPEC 22.3: nor does a second in the same transaction');
select tap.act(null);
select is((select count(*)::int from audit.entry where verb = 'sms_code_tell'), 4, 'SPEC 22.3: each look leaves an entry');
update app.sms_code set told_xact = '3';
select tap.act('19900000000');
select is((select t.phone || ' ' || t.code from api.sms_code_list() l, api.sms_code_tell(l.code_id) t where t.phone = '19900000050'),
          '19900000050 ' || tap.code('19900000050'), 'SPEC 21.2: a later transaction tells number and code');

-- Checking.
select is((select count(*)::int from api.waiting() where kind in ('code_to_tell', 'office_missing')), 0, 'SPEC 20.8: those that were looked at do not, nor offices where there are both kinds');
select tap.act(null);
update app.regulator_office set closed_at = now() where bureau = 'industry';
select tap.act('19900000000');
select is((select count from api.waiting() where kind = 'office_missing'), 1, 'SPEC 20.8: a kind of office that nobody made yet waits for the operator');
select tap.act('19900000001');
select is((select count(*)::int from api.waiting() where kind in ('code_to_tell', 'office_missing')), 0, 'SPEC 20.8: and for nobody else');
select is(tap.check('19900000050', 'password', tap.code('19900000050')), 'false', 'SPEC 3.1: a code is for one purpose');
select is(tap.check('19900000051', 'register', tap.code('19900000050')), 'false', 'SPEC 3.1: and for one number');
select is(tap.check('19900000059', 'register', '123456'), 'false', 'SPEC 3.1: a number that was sent none is answered the same');
select is(tap.check('19900000050', 'register', tap.code('19900000050')), 'true', 'SPEC 3.1: right is right');
select tap.act(null);
select is((select payload_sealed from job.job join app.sms_code using (job_id) where phone = '19900000050'), null, 'SPEC 3.1: a used code is forgotten');
select tap.act('19900000001');
select is(tap.check('19900000050', 'register', '000000'), 'false', 'SPEC 3.1: once');
select is((select string_agg(tap.check('19900000051', 'register', 'x' || i), ' ') from generate_series(1, 4) i), 'false false false false', 'SPEC 3.1: wrong tries are answered, not raised');
select is(tap.check('19900000051', 'register', tap.code('19900000051')), 'false', 'SPEC 3.1: after five tries the right one is wrong');
select tap.act(null);
update app.sms_phone set sent_at = sent_at - interval '61 s';
select tap.act('19900000002');
select is(tap.send('19900000051', 'register'), 'sent', 'SPEC 3.1: after a minute another is sent');
select is(tap.check('19900000051', 'register', tap.code('19900000051')), 'true', 'SPEC 3.1: and counts anew');
select is(tap.send('19900000052', 'contact'), 'sent', 'SPEC 3.1: a code that will be too old');
select tap.act(null);
update app.sms_code set expires_at = clock_timestamp() where phone = '19900000052';
select tap.act('19900000002');
select is(tap.check('19900000052', 'contact', tap.code('19900000052')), 'false', 'SPEC 3.1: after five minutes it is nothing');
select tap.act(null);
update app.sms_phone set sends = 20, sent_at = sent_at - interval '61 s' where phone = '19900000052';
select tap.act('19900000002');
select is(tap.send('19900000052', 'contact'), 'AX005|phone|too many codes were sent to this number today', 'SPEC 3.1: nobody''s phone is flooded');
select is(tap.try_check(61), 'AX005||too many questions in an hour', 'SPEC 3.1: a rollback does not give tries back');
select tap.act('t');
select is(tap.send('19900000053', 'register'), 'sent', 'SPEC 3.1: a terminal sends them before anybody is signed in');
select is(tap.check('19900000053', 'register', tap.code('19900000053')), 'true', 'SPEC 3.1: and checks');
select is(tap.send('19900000054', 'nonsense') like '23514%', true, 'SPEC 3.1: purposes are five');

-- Services.
select tap.act(null);
create function tap.save(over jsonb) returns text language sql as $$
    select tap.outcome(format('select ''saved'' from api.service_save(%L)', jsonb_build_object('service', 'registry', 'timeout_s', 10, 'enabled', true,
        'url', 'https://registry.example/x', 'changed_at', (select changed_at from api.service_list() where service = 'registry')) || over)) $$;
select tap.act('19900000000');
select is(tap.save('{"url": "http://registry.example"}'), 'AX001|url|an address begins with https:// and holds no name or password', 'SPEC 22.2: TLS or nothing');
select is(tap.save('{"url": "https://me:secret@registry.example"}'), 'AX001|url|an address begins with https:// and holds no name or password', 'SPEC 21: no secret in the database');
select is(tap.save('{"url": null}'), 'AX001|url|a service needs its address before it is switched on', 'SPEC 21: no service without an address');
select is(tap.save('{"token": "x"}'), 'AX001|token|unknown field', 'SPEC 21: nor another field');
select is(tap.save('{}'), 'saved', 'SPEC 21: the operator sets a service');
select is(api.service_on('registry'), true, 'SPEC 21: and it is on');
select tap.act(null);
select is((select keys from audit.entry where verb = 'service_save'), '{"enabled": true, "service": "registry"}', 'SPEC 22.3: which is in the chain');
select tap.services(true);

-- A lease.
select tap.act('19900000001');
select is(tap.add('registry', 'look:1'), tap.add('registry', 'look:1'), 'SPEC 21.1: the same key is the same job');
select matches(tap.outcome('select tap.add(''geocode'', ''look:1'')'), '^AX002', 'SPEC 21.1: and no other kind''s');
select is((select state from api.job_state(tap.job('look:1'))), 'queued', 'SPEC 21.1: the asker sees how far it is');
select tap.act('19900000002');
select is(tap.outcome('select * from api.job_state(tap.job(''look:1''))'), tap.outcome('select * from api.job_state(0)'), 'SPEC 22.1: somebody else''s job is as one that is not there');
select tap.act('worker');
select is((select (kind, mode, attempt, payload ->> 'amount_fen')::text from api.job_take()), '(registry,send,1,37)', 'SPEC 21.1: the worker takes it');
select is((select count(*)::int from api.job_take()), 0, 'SPEC 21.1: once');
select is(tap.answer('look:1', 2, 'done', '{"a":1}'), 'AX002|attempt|this attempt is not the job''s any more', 'SPEC 21.1: an attempt that was never made is refused');
select tap.lapse();
select is((select attempt from api.job_take()), 2, 'SPEC 21.1: when the lease is over it is another''s');
select is(tap.answer('look:1', 1, 'done', '{"a":1}'), 'AX002|attempt|this attempt is not the job''s any more', 'SPEC 21.1: the first comes too late');
select is(tap.answer('look:1', 2, 'again'), 'queued', 'SPEC 21.1: a failure is tried again');
select is((select count(*)::int from api.job_take()), 0, 'SPEC 21.1: later');
select tap.due();
select is((select attempt from api.job_take()), 3, 'SPEC 21.1: then it is');
select is(tap.answer('look:1', 3, 'done', '{"found":true,"name":"样本"}'), 'done', 'SPEC 21.1: done');
select is(tap.answer('look:1', 3, 'done', '{}'), 'AX002|attempt|this attempt is not the job''s any more', 'SPEC 21.1: once');
select tap.act('19900000001');
select is((select answer ->> 'name' from api.job_state(tap.job('look:1'))), '样本', 'SPEC 21.4: the asker gets the answer');
select tap.act('19900000000');
select is((select (state, answer)::text from api.job_state(tap.job('look:1'))), '(done,)', 'SPEC 21.4: the operator does not');

-- Money: unknown until the bank has answered.
select tap.act('19900000001');
select is(tap.add('deposit', 'money:1') > 0, true, 'SPEC 21.3: a deposit');
select tap.act('worker');
select is((select mode from api.job_take()), 'send', 'SPEC 21.3: is taken');
select is(tap.answer('money:1', 1, 'unclear'), 'unknown', 'SPEC 21.3: no answer: unknown');
select is((select count(*)::int from api.job_take()), 0, 'SPEC 21.3: nothing is asked before the lease is over');
select tap.due();
select is((select (mode, attempt)::text from api.job_take()), '(inquire,1)', 'SPEC 21.3: then the bank is asked, under the same attempt');
select is(tap.answer('money:1', 1, 'absent'), 'queued', 'SPEC 21.3: it knows nothing: sent again');
select is(tap.answer('money:1', 1, 'absent'), 'AX002|attempt|this attempt is not the job''s any more', 'SPEC 21.3: a second inquiry''s answer counts no more');
select tap.due();
select is((select (mode, attempt)::text from api.job_take()), '(send,2)', 'SPEC 21.3: as another attempt');
select is(tap.answer('money:1', 1, 'absent'), 'AX002|attempt|this attempt is not the job''s any more', 'SPEC 21.3: of which an older inquiry says nothing');
select is(tap.answer('money:1', 1, 'done', '{"state":"accepted","amount_fen":37}'), 'done', 'SPEC 21.3: that it was paid is a fact, however late');
select tap.act('19900000001');
select is((select (state, answer)::text from api.job_state(tap.job('money:1'))), '(done,)', 'SPEC 4.2: the amount is never shown to who asked');

-- Dead, and sent again.
select tap.act('worker');
select is(tap.add('sms', 'text:1') > 0, true, 'SPEC 21.2: a message');
select is((select kind from api.job_take()), 'sms', 'SPEC 21.2: a message is taken');
select is(tap.answer('text:1', 1, 'unclear'), 'queued', 'SPEC 21.2: perhaps it was sent');
select tap.act(null);
select is((select next_try_at > clock_timestamp() + interval '1 minute' from job.job where key = 'text:1'), true, 'SPEC 21.2: then none within the minute');
select tap.due();
select tap.act('worker');
select is((select attempt from api.job_take()), 2, 'SPEC 21.2: the second try');
select is(tap.answer('text:1', 2, 'refused'), 'dead', 'SPEC 21.1: refused is dead');
select tap.act('19900000000');
select is((select (state, last_error)::text from api.job_list('{"state":"dead"}', null, false, null, 10)), '(dead,"http 500")', 'SPEC 21.1: the dead are listed');
select is(tap.outcome('select ''again'' from api.job_resend(tap.job(''text:1''))'), 'again', 'SPEC 21.1: and sent again by the operator');
select is(tap.outcome('select api.job_resend(tap.job(''text:1''))'), 'AX004||only a job that has failed can be sent again', 'SPEC 21.1: only they');
select tap.act(null);
update job.job set state = 'unknown', done_at = null where key = 'money:1';
select tap.act('19900000000');
select is(tap.outcome('select api.job_resend(tap.job(''money:1''))'), 'AX004||only the service can say what became of this; it is being asked', 'SPEC 21.3: what is unknown is not');

-- Invitations tell where to go.
select tap.act('19900000001');
select isnt(tap.outcome($$ select api.invitation_save(tap.project('天山花园二期'), gen_random_uuid(), jsonb_build_object('name', '样本受邀', 'document_kind',
    'resident_id', 'document_number', tap.number('1990-05-05', 71), 'phone', '19900000071', 'participant_id', tap.participant(tap.project('天山花园二期'), '样本劳务'),
    'team_id', tap.team('钢筋一班'), 'worker_kind', 'worker', 'trade', '020')) $$), null, 'SPEC 8.2: somebody is invited');
select tap.act(null);
select matches((select sec.unseal('job', payload_sealed)::jsonb ->> 'text' from job.job where subject = 'invitation'), '天山花园二期.*样本劳务.*钢筋一班.*身份证', 'SPEC 8.2: and told where to bring the card');
select is((select count(*)::int from job.job where payload_sealed is not null and encode(payload_sealed, 'escape') ~ '1990000'), 0, 'SPEC 22.4: what a job says is sealed');
select * from finish();
rollback;
