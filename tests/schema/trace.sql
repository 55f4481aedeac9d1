-- What is left behind: reveals, drafts, exports, the audit chains.
begin;
set local search_path = tap, pg_catalog;
select plan(50);
create temporary table v as select tap.project('天山花园二期') as p,
    (select min(worker_id) from app.worker where project_id = tap.project('天山花园二期')) as w;
grant all on v to public;
create function tap.reveal(what text, reason text) returns text language sql as
    $$ select coalesce(tap.outcome(format('select api.reveal(%s, %s, %L, %L)', (select p from pg_temp.v), (select w from pg_temp.v), what, reason)), 'null') $$;
-- As if the first asking had been a transaction of its own.
create function tap.earlier() returns void language sql security definer as $$ update app.reveal set xact = '3' $$;

-- Reveals (SPEC 3.6).
select tap.act('19900000001');
select is(tap.reveal('id_number', '核对工资卡'), 'null', 'SPEC 3.6: the first asking is written down and answers nothing');
select is(tap.reveal('id_number', '核对工资卡'), 'null', 'SPEC 3.6: nor does the second within the transaction: a rollback would take the trace back');
select tap.earlier();
select matches(tap.reveal('id_number', '核对工资卡'), '^990000[0-9]{11}[0-9X]$', 'SPEC 3.6: asked again after the first has been committed, it answers');
select is(tap.reveal('phone', '核对工资卡'), 'null', 'SPEC 3.6: another value is another asking');
select is(tap.reveal('id_number', '另一个理由'), 'null', 'SPEC 3.6: another reason is another asking');
select is(tap.reveal('id_number', '略'), 'AX001|reason|give the reason in at least four characters', 'SPEC 3.6: with a reason');
select is(tap.reveal('photo', '核对工资卡'), 'AX001|what|not one of the list', 'SPEC 3.6: number or phone');
select is((select count(*)::int from api.worker_reveals((select p from v), (select w from v)) where by_name = '样本乙' and what = 'id_number' and reason = '核对工资卡'), 2,
          'SPEC 16.5: who looked, at what and why, can be seen');
select tap.earlier();
select matches(tap.reveal('phone', '核对工资卡'), '^1990900[0-9]{4}$', 'SPEC 3.6: a phone');
select tap.act('19900000002');
select is(tap.reveal('id_number', '核对工资卡'), 'null', 'SPEC 3.6: another person''s asking is not mine');
select tap.act('19900000013');
select is(tap.reveal('id_number', '执法检查'), 'null', 'SPEC 3.6: a regulator in scope may ask');
select tap.act('19900000003');
select is(split_part(tap.reveal('id_number', '核对工资卡'), '|', 1), 'AX003', 'SPEC 3.6: a reviewer may not');
select tap.act('19900000004');
select is(split_part(tap.reveal('phone', '核对工资卡'), '|', 1), 'AX003', 'SPEC 3.6: another member may not');
select tap.act('19900000007');
select is(split_part(tap.reveal('id_number', '核对工资卡'), '|', 1), 'AX003', 'SPEC 3.6: a company administrator may not');
select tap.act('19900000014');
select is(split_part(tap.reveal('id_number', '执法检查'), '|', 1), 'AX003', 'SPEC 3.6: a regulator out of scope may not');
select is((select birth_on::text || issuer || address from api.worker_get((select q from (select tap.project('样本学府一标段') q) x), (select worker_id from api.worker_list(tap.project('样本学府一标段'), '{}', 'name', false, null, 1)))) is not null, true,
          'SPEC 3.6: who may reveal sees birth day and address');
select tap.act('19900000003');
select is((select (birth_on, issuer, address)::text from api.worker_get((select p from v), (select w from v))), '(,,)',
          'SPEC 3.6: who may not does not see the birth day: with six and four of the number it would be the number');
select tap.act(null);
update app.worker set participant_id = tap.participant((select p from v), '样本安装') where worker_id = (select w from v);
select tap.act('19900000005');
select is(split_part(tap.reveal('id_number', '核对工资卡'), '|', 1), 'AX003', 'SPEC 6.3: nor a clerk of another company');
select tap.act(null);
select is((select count(*)::int from audit.entry where verb = 'reveal' and chain_id = (select p from v)), (select count(*)::int from app.reveal), 'SPEC 3.6: each reveal is in the chain');

-- Phone changes.
select tap.act('19900000001');
select is(split_part(tap.outcome(format('select * from api.worker_phone_save(%s, gen_random_uuid(), %s, ''19955556666'', now())', (select p from v), (select w from v))), '|', 1), 'AX006', 'DESIGN 3: changed by another');
select is(split_part(tap.outcome(format('select * from api.worker_phone_save(%s, gen_random_uuid(), %s, ''555'', now())', (select p from v), (select w from v))), '|', 3), 'not a mobile number', 'SPEC 3.1: phone');
select is((select phone_masked from api.worker_phone_save((select p from v), '00000000-0000-4000-8000-00000000000a', (select w from v), '19955556666',
            (select changed_at from api.worker_get((select p from v), (select w from v)))) s, lateral (select phone_masked from api.worker_get((select p from v), (select w from v)) where s.changed_at is not null) g) is not null, true, 'SPEC 3.4: a phone is changed');
select is((select phone_masked from api.worker_get((select p from v), (select w from v))), '199****6666', 'SPEC 3.4: and seen');
select is((select changed_by from api.worker_get((select p from v), (select w from v))), '样本乙', 'DESIGN 3: and by whom');
select tap.act('19900000003');
select is(split_part(tap.outcome(format('select * from api.worker_phone_save(%s, gen_random_uuid(), %s, ''19955556666'', now())', (select p from v), (select w from v))), '|', 1), 'AX003', 'SPEC 6.2: a reviewer may not');

-- Drafts (SPEC 20.7).
select tap.act('19900000001');
select lives_ok($$ select api.draft_save('enrol', '1', '{"name":"样本"}') $$, 'SPEC 20.7: a draft is kept');
select lives_ok($$ select api.draft_save('enrol', '1', '{"name":"样本二"}') $$, 'SPEC 20.7: and kept again');
select is((select array_agg(screen || subject) from api.draft_list()), array['enrol1'], 'SPEC 20.7: listed once');
select is(api.draft_get('enrol', '1'), '{"name":"样本二"}', 'SPEC 20.7: found again');
select is(split_part(tap.outcome('select api.draft_save(''enrol'', ''2'', repeat(''x'', 70000))'), '|', 3), 'too long', 'SPEC 22.5: with a limit');
select tap.act('19900000002');
select is(api.draft_get('enrol', '1'), null, 'DESIGN 4: nobody else gets it');
select is((select count(*)::int from api.draft_list()), 0, 'DESIGN 4: or sees that it is there');
select tap.act('t');
select is(split_part(tap.outcome('select api.draft_get(''enrol'', ''1'')'), '|', 1), '42501', 'DESIGN 3: a terminal has none');
select tap.act(null);
select is((select count(*)::int from app.draft where content_sealed::text like '%' || substr(convert_to('样本', 'UTF8')::text, 3) || '%'), 0, 'DESIGN 3: a draft is sealed');
update app.draft set saved_at = now() - interval '8 days';
select tap.act('19900000001');
select is(api.draft_get('enrol', '1'), null, 'DESIGN 4: gone after seven days');
select lives_ok($$ select api.draft_drop('enrol', '1') $$, 'SPEC 20.7: dropped');

-- Exports (SPEC 20.5).
select lives_ok(format('select api.export_note(%s, ''workers'', ''{"search":"李样本"}'', 12, %L)', (select p from v), repeat('ab', 32)), 'SPEC 20.5: an export is noted');
select tap.act('19900000004');
select is(split_part(tap.outcome(format('select api.export_note(%s, ''workers'', ''{}'', 12, %L)', (select p from v), repeat('ab', 32))), '|', 1), 'AX003', 'SPEC 20.5: by who may export');
select tap.act(null);
select is((select (keys ->> 'rows') || (keys ->> 'filters') || encode(digest, 'hex') from audit.entry where verb = 'export'), '12["search"]' || repeat('ab', 32),
          'SPEC 20.5: with row count and digest, without what was searched for');

-- The chains (SPEC 22.3).
select throws_ok('update audit.entry set verb = ''nothing''', 'AX003', null, 'SPEC 22.3: not even its owner''s superuser changes an entry');
select throws_ok('delete from audit.entry', 'AX003', null, 'SPEC 22.3: or removes one');
select throws_ok('truncate audit.entry', 'AX003', null, 'SPEC 22.3: or all');
select tap.act('19900000000');
select is((select bool_and((select ok from api.audit_verify(c.chain_id))) from api.audit_chain_list() c), true, 'SPEC 22.3: the operator verifies the chains');
select tap.act('19900000001');
select is(split_part(tap.outcome('select * from api.audit_verify(0)'), '|', 1), '42501', 'SPEC 22.3: a clerk does not');
select tap.act(null);
select tap.act('19900000000');
select is(api.audit_anchor() >= 3, true, 'SPEC 22.3: the operator anchors the heads');
select is((select bool_and((select ok from api.audit_verify(c.chain_id))) from api.audit_chain_list() c), true, 'SPEC 22.3: and they hold');
select tap.act('19900000001');
select is(split_part(tap.outcome('select api.audit_anchor()'), '|', 1), '42501', 'SPEC 22.3: a clerk does not');
select tap.act(null);
select throws_ok('delete from audit.anchor', 'AX003', null, 'SPEC 22.3: an anchor is not taken up again');
create temporary table found as select 0::bigint as head, ''::text as hash, 0::bigint as edited, 0::bigint as cut, 0::bigint as cut_anchor, 0::bigint as gap, 0::bigint as kept;
do $$
declare
    c int := (select p from v);
    h audit.head;
    e bigint;
    g bigint;
    k bigint;
    a bigint;
    g2 bigint;
begin
    select * into h from audit.head where chain_id = c;
    alter table audit.entry disable trigger user;
    alter table audit.head disable trigger user;
    alter table audit.anchor disable trigger user;
    begin
        update audit.entry set keys = '{"worker_id": 1}' where chain_id = c and seq = 3;
        select first_bad into e from sec.chain_verify(c, null, null);
        raise sqlstate 'TT001';
    exception when sqlstate 'TT001' then null; end;
    begin
        delete from audit.entry where chain_id = c and seq = 3;
        select first_bad into g from sec.chain_verify(c, null, null);
        raise sqlstate 'TT001';
    exception when sqlstate 'TT001' then null; end;
    begin                                                   -- a superuser who also sets the head back
        delete from audit.anchor;
        delete from audit.entry where chain_id = c and seq > h.seq - 2;
        update audit.head set seq = h.seq - 2, hash = (select hash from audit.entry where chain_id = c and seq = h.seq - 2) where chain_id = c;
        select first_bad into k from sec.chain_verify(c, null, null);
        select first_bad into a from sec.chain_verify(c, h.seq, encode(h.hash, 'hex'));
        raise sqlstate 'TT001';
    exception when sqlstate 'TT001' then null; end;
    begin                                                   -- ... against the anchor that is kept here
        delete from audit.entry where chain_id = c and seq > h.seq - 2;
        update audit.head set seq = h.seq - 2, hash = (select hash from audit.entry where chain_id = c and seq = h.seq - 2) where chain_id = c;
        select first_bad into g2 from sec.chain_verify(c, null, null);
        raise sqlstate 'TT001';
    exception when sqlstate 'TT001' then null; end;
    update found set head = h.seq, edited = e, gap = g, cut = k, cut_anchor = a, kept = g2;
end
$$;
select is((select (edited, gap, cut is null, cut_anchor - head)::text from found), '(3,3,t,-1)',
          'SPEC 22.3: a superuser''s edit is found at its number, a missing entry too, a cut tail against an anchored head and only there');
select is((select kept - head from found), -1::bigint, 'SPEC 22.3: and against an anchor that is kept here');
select * from finish();
rollback;
