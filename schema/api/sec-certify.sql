-- owner: ax_search
-- Certification (SPEC 4.2): the four elements, then the legal representative's own card, or a sum that the platform pays to the company.

create function sec.certification_hours() returns interval language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select make_interval(hours => sec.setting_int('certification_again_hours'))
$$;

-- The hash that is kept of an amount. Two digits are soon tried out by whoever has the key, which lies in no table.
create function sec.amount_blind(certification bigint, fen int) returns bytea language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select sec.blind('deposit:' || certification || ':' || fen)
$$;

-- 1 to 99 fen; of 48 random bits the remainder's unevenness is not to be seen.
create function sec.amount_drawn() returns int language sql volatile
set search_path = pg_catalog, pg_temp
as $$
    select 1 + (('x' || encode(sec.gen_random_bytes(6), 'hex'))::bit(48)::bigint % 99)::int
$$;

-- The company of the four elements, its row locked; refused by the element that is not the register's. The legal representative's number
-- is judged by the card alone.
create function sec.certification_company(f app.certification_fields) returns app.company language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    c app.company;
begin
    select * into c from app.company q where q.company_id = f.company_id for no key update;
    if c.company_id is null then
        perform sec.fail('AX001', 'choose a company out of the list', 'company_id');
    elsif c.certified_at is not null then
        perform sec.fail('AX002', 'this company is certified already: apply to join it, and its administrator or hr accepts you',
                         'company_id');
    elsif sec.fold_name(f.name) <> c.name_folded then
        perform sec.fail('AX001', 'the company is listed under another name', 'name');
    elsif f.uscc <> c.uscc then
        perform sec.fail('AX001', 'the company is listed under another code', 'uscc');
    elsif not sec.name_same(f.legal_representative, coalesce(c.legal_representative, f.legal_representative)) then
        perform sec.fail('AX001', 'the company is listed with another legal representative', 'legal_representative');
    end if;
    return c;
end
$$;

-- The number of any document that a legal representative may have.
create function sec.certification_number(typed text) returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_number text := sec.number_of(typed);
begin
    if sec.number_fault('resident_id', v_number) is not null and sec.number_fault('hmt_permit', v_number) is not null
       and sec.number_fault('foreigner_id', v_number) is not null then
        perform sec.fail('AX001', 'not a number of this kind of document', 'id_number');
    end if;
    return v_number;
end
$$;

-- An attempt that its own person has replaced by a new one.
create function sec.certification_replaced(company int, way text) returns void language sql
set search_path = pg_catalog, pg_temp
as $$
    update app.certification t set state = 'failed', failure = 'given_up', ended_at = clock_timestamp()
     where t.company_id = $1 and t.account_id = sec.me() and t.way = $2 and t.state = 'open'
$$;

create function sec.certification_by_card(c app.company, f app.certification_fields, number text) returns app.certification
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    t app.certification;
begin
    if c.source = 'manual' and (select s.value from app.setting s where s.name = 'certification_manual_by_card') <> 'yes' then
        perform sec.fail('AX004', 'this company was added by hand: certify it by micro-deposit');
    elsif (select count(*) from app.certification q where q.account_id = sec.me() and q.way = 'card'
              and q.started_at > clock_timestamp() - interval '1 hour') >= sec.setting_int('certification_cards_per_hour') then
        perform sec.fail('AX005', 'too many questions in an hour');
    end if;
    perform sec.certification_replaced(c.company_id, 'card');
    insert into app.certification (company_id, account_id, way, legal_representative, id_blind, id_tail, token, token_until)
    values (c.company_id, sec.me(), 'card', f.legal_representative, sec.blind(number), right(number, 4), gen_random_uuid(),
            clock_timestamp() + make_interval(mins => sec.setting_int('certification_card_minutes')))
    returning * into t;
    return t;
end
$$;

-- When this person may ask for the next micro-deposit to the company; null: at once.
create function sec.certification_again_at(company int, account bigint) returns timestamptz language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select max(t.started_at) + sec.certification_hours() from app.certification t
     where t.company_id = $1 and t.account_id = $2 and t.way = 'deposit' and t.started_at > clock_timestamp() - sec.certification_hours()
$$;

create function sec.certification_by_deposit(c app.company, f app.certification_fields, number text) returns app.certification
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    t app.certification;
    v_account text := regexp_replace(normalize(coalesce(f.account_number, ''), nfkc), '[\s-]', '', 'g');
    v_bank text := (select k.name from app.code k where k.dict = 'bank' and k.code = f.bank);
    v_again timestamptz := sec.certification_again_at(c.company_id, sec.me());
    v_fen int := sec.amount_drawn();
begin
    if not sec.service_on('deposit') then
        perform sec.fail('AX004', 'micro-deposits are not set up here: use the legal representative''s card', 'way');
    elsif sec.fold_name(f.account_name) <> c.name_folded then
        perform sec.fail('AX001', 'the account must be in the company''s full name', 'account_name');
    elsif v_account !~ '^[0-9]{8,32}$' then
        perform sec.fail('AX001', 'not the number of a bank account', 'account_number');
    elsif v_bank is null then
        perform sec.fail('AX001', 'not one of the list', 'bank');
    elsif char_length(f.branch) > 100 then
        perform sec.fail('AX001', 'too long', 'branch');
    elsif not f.own_account then
        perform sec.fail('AX001', 'the special account for wages cannot be used', 'own_account');
    elsif v_again is not null then
        perform sec.fail('AX004', 'a new attempt is possible 72 hours after the last one began', null, 'at=' || v_again);
    elsif (select count(*) from app.certification q where q.company_id = c.company_id and q.way = 'deposit'
              and q.started_at > clock_timestamp() - sec.certification_hours()) >= sec.setting_int('certification_deposits_at_once') then
        perform sec.fail('AX005', 'others are certifying this company already; wait until they are done');
    end if;
    perform sec.certification_replaced(c.company_id, 'deposit');
    insert into app.certification (company_id, account_id, way, legal_representative, id_blind, id_tail, bank, branch, account_tail,
                                   amount_blind, paid, expected_at)
    values (c.company_id, sec.me(), 'deposit', f.legal_representative, sec.blind(number), right(number, 4), f.bank, f.branch,
            right(v_account, 4), '', 'asked', clock_timestamp() + sec.certification_hours()) returning * into t;
    update app.certification q
       set amount_blind = sec.amount_blind(t.certification_id, v_fen),
           job_id = sec.job_add('deposit', 'certification:' || t.certification_id, jsonb_build_object(
               'account_name', c.name, 'account_number', v_account, 'bank', f.bank, 'bank_name', v_bank, 'branch', f.branch,
               'amount_fen', v_fen, 'remark', '安薪企业认证'), 'deposit:' || t.certification_id, null, c.company_id)
     where q.certification_id = t.certification_id returning * into t;
    return t;
end
$$;

create function sec.certification_begin(request uuid, fields jsonb) returns table (certification_id bigint, token uuid)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb := sec.parse(fields, 'app.certification_fields');
    f app.certification_fields := jsonb_populate_record(null::app.certification_fields, v_fields);
    c app.company;
    t app.certification;
    v_number text;
    v_first jsonb;
begin
    perform sec.required(v_fields, 'company_id', 'name', 'uscc', 'legal_representative', 'id_number', 'way');
    f.uscc := sec.uscc_check(f.uscc, 'uscc');
    f.legal_representative := sec.name_check(f.legal_representative, 'legal_representative');
    v_number := sec.certification_number(f.id_number);
    v_first := sec.request_begin(0, request, 'certification_begin');
    if v_first is not null then
        return query select (v_first ->> 'certification_id')::bigint, (v_first ->> 'token')::uuid;
        return;
    end if;
    c := sec.certification_company(f);
    if f.way = 'card' then
        t := sec.certification_by_card(c, f, v_number);
    elsif f.way = 'deposit' then
        perform sec.required(v_fields, 'account_name', 'account_number', 'bank', 'own_account');
        t := sec.certification_by_deposit(c, f, v_number);
    else
        perform sec.fail('AX001', 'not one of the list', 'way');
    end if;
    perform sec.request_end(0, request, jsonb_build_object('certification_id', t.certification_id, 'token', t.token));
    perform sec.audit(0, 'certification_begin', jsonb_build_object('company_id', c.company_id, 'certification_id', t.certification_id,
                                                                   'way', t.way));
    return query select t.certification_id, t.token;
end
$$;

-- The company is certified, and who has done it becomes its administrator. What others had begun is over. false: they were faster.
create function sec.certification_succeeds(t app.certification) returns boolean language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_late boolean;
begin
    select c.certified_at is not null into v_late from app.company c where c.company_id = t.company_id for no key update;
    update app.certification q
       set state = case when q.certification_id = t.certification_id and not v_late then 'certified' else 'failed' end,
           failure = case when q.certification_id = t.certification_id and not v_late then null else 'overtaken' end,
           ended_at = clock_timestamp()
     where q.company_id = t.company_id and q.state = 'open';
    if v_late then
        return false;
    end if;
    update app.company c
       set certified_at = clock_timestamp(), certified_by = t.account_id,
           legal_representative = coalesce(c.legal_representative, t.legal_representative)
     where c.company_id = t.company_id;
    update app.company_application a set state = 'withdrawn', decided_at = clock_timestamp()
     where a.company_id = t.company_id and a.account_id = t.account_id and a.state = 'waiting';
    perform sec.company_member_put(t.company_id, t.account_id,
        array(select distinct r from unnest(sec.company_roles(t.company_id, t.account_id) || array['administrator']) r order by r));
    perform sec.audit(0, 'company_certify', jsonb_build_object('company_id', t.company_id, 'account_id', t.account_id,
                                                               'certification_id', t.certification_id, 'way', t.way));
    return true;
end
$$;

-- What a terminal's reader read for a token: 'certified'; or what is wrong: 'expired', 'other_number', 'other_name', 'overtaken'. Of a card
-- that is not the right one nothing is kept.
create function sec.certification_card(token uuid, fields jsonb) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb;
    f app.shown_fields;
    t app.certification;
    v_number text;
begin
    perform sec.ask('code' || session_user, sec.setting_int('code_asks_per_hour'));
    v_fields := sec.parse(fields, 'app.shown_fields');
    f := jsonb_populate_record(null::app.shown_fields, v_fields);
    perform sec.required(v_fields, 'document_kind', 'document_number', 'name');
    v_number := sec.number_check(f.document_kind, f.document_number);
    f.name := sec.name_check(f.name, 'name');
    select * into t from app.certification q where q.token = $1 and q.state = 'open' and q.token_until > clock_timestamp() for update;
    if t.certification_id is null then
        perform sec.fail('AX004', 'this took too long; begin again');
    elsif f.valid_until < current_date then
        return 'expired';
    elsif sec.blind(v_number) <> t.id_blind then
        return 'other_number';
    elsif not sec.name_same(f.name, t.legal_representative) then
        return 'other_name';
    end if;
    update app.certification q set terminal = session_user where q.certification_id = t.certification_id;
    return case when sec.certification_succeeds(t) then 'certified' else 'overtaken' end;
end
$$;

-- The two digits as typed. Asked twice: the first call writes the try and answers 'counted'; the next one, in a later transaction, says
-- 'certified', 'overtaken', 'wrong' or 'failed'. So no rollback takes a try back, and no verdict is had without one.
create function sec.certification_answer(certification bigint, fen int) returns table (verdict text, tries_left int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    t app.certification;
    v_typed bytea;
    v_try app.certification_try;
    v_count int;
begin
    select * into t from app.certification q where q.certification_id = $1 and q.account_id = sec.me() and q.way = 'deposit' for update;
    if t.certification_id is null then
        perform sec.fail('AX003', 'this account may not do this');
    elsif fen is null or fen not between 1 and 99 then
        perform sec.fail('AX001', 'type the two decimals of the amount, 01 to 99', 'amount');
    elsif t.state <> 'open' then
        return query select case when t.failure = 'overtaken' then 'overtaken' else t.state end, 0;
        return;
    end if;
    v_typed := sec.amount_blind($1, fen);
    select * into v_try from app.certification_try y where y.certification_id = $1 and y.typed_blind = v_typed;
    v_count := (select count(*) from app.certification_try y where y.certification_id = $1);
    if v_try.try is null and v_count < 3 then
        insert into app.certification_try (certification_id, try, typed_blind) values ($1, v_count + 1, v_typed);
        return query select 'counted', 2 - v_count;
    elsif v_try.xact = pg_current_xact_id() then
        return query select 'counted', 3 - v_count;
    elsif exists (select 1 from app.certification_try y where y.certification_id = $1 and y.typed_blind = t.amount_blind
                     and y.xact <> pg_current_xact_id()) then
        return query select case when sec.certification_succeeds(t) then 'certified' else 'overtaken' end, 0;
    elsif v_count < 3 or exists (select 1 from app.certification_try y where y.certification_id = $1 and y.xact = pg_current_xact_id()) then
        return query select 'wrong', 3 - v_count;
    else
        update app.certification q set state = 'failed', failure = 'wrong_amount', ended_at = clock_timestamp()
         where q.certification_id = $1;
        perform sec.audit(0, 'certification_fail', jsonb_build_object('company_id', t.company_id, 'certification_id', $1));
        return query select 'failed', 0;
    end if;
end
$$;

-- The bank has taken the order, or will not. What the job was to say, and what the bank said, is forgotten: both hold the sum.
create function sec.answer_deposit(job job.job, answer jsonb) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update job.job j set payload_sealed = null, answer_sealed = null where j.job_id = job.job_id;
    if answer ->> 'state' in ('failed', 'refused', 'rejected', 'returned') then
        perform sec.deposit_failed(job.job_id);
    else
        update app.certification t set paid = 'sent' where t.job_id = job.job_id and t.paid = 'asked';
    end if;
end
$$;

create function sec.dead_deposit(job job.job, answer jsonb) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update job.job j set payload_sealed = null where j.job_id = job.job_id;
    perform sec.deposit_failed(job.job_id);
end
$$;

create function sec.deposit_failed(job bigint) returns void language sql
set search_path = pg_catalog, pg_temp
as $$
    update app.certification t
       set paid = 'failed', state = case when t.state = 'open' then 'failed' else t.state end,
           failure = case when t.state = 'open' then 'not_paid' else t.failure end, ended_at = coalesce(t.ended_at, clock_timestamp())
     where t.job_id = $1
$$;

-- My newest attempt for a company, and when I may ask for the next micro-deposit.
create function sec.certification_get(company int) returns setof app.certification_page language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select t.certification_id, c.company_id, c.name, c.uscc, t.way, t.state, t.failure, coalesce(t.legal_representative, ''), t.id_tail,
           t.started_at, t.ended_at, k.name, t.branch, t.account_tail, t.expected_at, t.paid,
           case when t.way = 'deposit' then 3 - (select count(*)::int from app.certification_try y
                                                  where y.certification_id = t.certification_id) end,
           sec.certification_again_at($1, sec.me())
      from app.company c
      left join lateral (select * from app.certification q where q.company_id = c.company_id and q.account_id = sec.me()
                          order by (q.state = 'open' and q.way = 'deposit') desc, q.state = 'open', q.certification_id desc limit 1) t on true
      left join app.code k on k.dict = 'bank' and k.code = t.bank
     where c.company_id = $1
$$;

revoke execute on function sec.certification_hours(), sec.amount_blind(bigint, int), sec.amount_drawn(),
    sec.certification_company(app.certification_fields), sec.certification_number(text), sec.certification_replaced(int, text),
    sec.certification_by_card(app.company, app.certification_fields, text), sec.certification_again_at(int, bigint),
    sec.certification_by_deposit(app.company, app.certification_fields, text), sec.certification_begin(uuid, jsonb),
    sec.certification_succeeds(app.certification), sec.certification_card(uuid, jsonb), sec.certification_answer(bigint, int),
    sec.answer_deposit(job.job, jsonb), sec.dead_deposit(job.job, jsonb), sec.deposit_failed(bigint), sec.certification_get(int)
    from public;
grant execute on function sec.certification_begin(uuid, jsonb), sec.certification_card(uuid, jsonb),
    sec.certification_answer(bigint, int), sec.certification_get(int) to ax_api;
