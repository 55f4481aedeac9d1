-- owner: ax_search
-- Short messages (SPEC 20.8, 21.2) and the one-time codes of SPEC 3.1. Nothing here looks at accounts: nobody learns from sending
-- or checking a code whether a number is registered.

-- The template's text with its parameters in place; a parameter that is missing is a mistake of ours.
create function sec.sms_text(template text, params jsonb) returns text language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_text text := (select t.text from app.sms_template t where t.template = $1);
    v_key text;
    v_value text;
begin
    if v_text is null then
        perform sec.fail('AX001', 'not one of the list', 'template');
    end if;
    for v_key, v_value in select * from jsonb_each_text(params) loop
        v_text := replace(v_text, '{' || v_key || '}',                -- no brace or control character of a value's own
                          regexp_replace(coalesce(v_value, ''), '[{}\u0001-\u001F\u007F-\u009F]', '', 'g'));
    end loop;
    if v_text ~ '\{[a-z_]+\}' then
        perform sec.fail('AX001', 'this field is required', 'params');
    end if;
    return v_text;
end
$$;

-- Sends a text when the transaction commits. Without a number, or with one that is none, nothing is sent.
create function sec.sms(template text, phone text, params jsonb, key text, expires_at timestamptz default null) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_phone text := sec.phone_of($2);
begin
    if v_phone is null then
        return null;
    end if;
    return sec.job_add('sms', $1, jsonb_build_object('template', $1, 'phone', v_phone, 'text', sec.sms_text($1, $3), 'params', $3,
        'provider_code', (select t.provider_code from app.sms_template t where t.template = $1)), $4, null, null, $5);
end
$$;

create function sec.code_hash(c app.sms_code, code text) returns bytea language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select sec.blind('code:' || c.purpose || ':' || c.phone || ':' || extract(epoch from c.made_at) || ':' || $2)
$$;

-- Six digits no guess can follow: 47 random bits, of which the remainder's unevenness is not to be seen.
create function sec.code_digits() returns text language sql volatile
set search_path = pg_catalog, pg_temp
as $$
    select lpad((('x' || encode(sec.gen_random_bytes(6), 'hex'))::bit(48)::bigint % 1000000)::text, 6, '0')
$$;

create function sec.code_send(phone text, purpose text, account bigint default null) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_phone text := sec.phone_check(phone, 'phone');
    v_code text := sec.code_digits();
    v_now timestamptz := clock_timestamp();
    p app.sms_phone;
    c app.sms_code;
begin
    perform sec.ask('code' || session_user, sec.setting_int('code_asks_per_hour'));
    insert into app.sms_phone as q (phone, sent_at, day, sends) values (v_phone, v_now, v_now::date, 1)
    on conflict on constraint sms_phone_pk do update
       set sent_at = v_now, day = v_now::date, sends = case when q.day = v_now::date then q.sends + 1 else 1 end
     where q.sent_at <= v_now - interval '60 seconds'
    returning * into p;
    if p.phone is null then
        perform sec.fail('AX005', 'a code was sent to this number within the last minute; wait a little', 'phone');
    elsif p.sends > sec.setting_int('code_sends_per_phone_day') then
        perform sec.fail('AX005', 'too many codes were sent to this number today', 'phone');
    end if;
    delete from app.sms_code q where q.phone = v_phone and q.purpose = $2;
    c.phone := v_phone;
    c.purpose := $2;
    c.made_at := v_now;
    insert into app.sms_code (phone, purpose, account_id, code_blind, made_at, expires_at)
    values (v_phone, $2, $3, sec.code_hash(c, v_code), v_now, v_now + interval '5 minutes') returning * into c;
    update app.sms_code q set job_id = sec.sms('code', v_phone, jsonb_build_object('code', v_code),
                                               'code:' || c.code_id, c.expires_at)
     where q.code_id = c.code_id;
end
$$;

-- Counts the tries at a code where a rollback must not take the count back: in one of 64 sequences, whose value is code * 10^6 + tries.
-- Codes of one sequence are 64 codes apart; both live, each takes the other's count back, and sec.ask is the ceiling.
create function sec.code_try(code_id bigint) returns int language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_seq regclass := ('sec.code_try_' || $1 % 64)::regclass;
    v bigint := nextval(v_seq);
begin
    if v / 1000000 <> $1 then
        v := setval(v_seq, $1 * 1000000 + 1);
    end if;
    return v % 1000000;
end
$$;

do $$
begin
    for i in 0..63 loop
        if to_regclass('sec.code_try_' || i) is null then
            execute format('create sequence sec.code_try_%s', i);
        end if;
    end loop;
end
$$;

-- true once, for the newest code of this phone and purpose. A try is counted whether the caller's transaction commits or not, and
-- tries at one code wait for each other.
create function sec.code_check(phone text, purpose text, code text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_phone text := sec.phone_check(phone, 'phone');
    c app.sms_code;
    v_right boolean;
    v_try int;
begin
    perform sec.ask('code' || session_user, sec.setting_int('code_asks_per_hour'));
    select * into c from app.sms_code q where q.phone = v_phone and q.purpose = $2 for update;
    v_try := sec.code_try(coalesce(c.code_id, 0));
    v_right := coalesce(sec.code_hash(c, coalesce(btrim($3), '')) = c.code_blind and v_try <= 5 and c.used_at is null
                        and c.expires_at > clock_timestamp(), false);
    update app.sms_code q set tries = v_try, used_at = case when v_right then clock_timestamp() else q.used_at end
     where q.code_id = c.code_id;
    if v_right then
        update job.job j set payload_sealed = null where j.job_id = c.job_id and j.state in ('by_hand', 'done');
    end if;
    return v_right;
end
$$;

-- A sent text is forgotten: it holds a code or a name.
create function sec.answer_sms(job job.job, answer jsonb) returns void language sql
set search_path = pg_catalog, pg_temp
as $$
    update job.job j set payload_sealed = null where j.job_id = job.job_id
$$;

-- Codes that nobody sends, for the operator to tell who calls: masked here, whole by sec.code_tell.
create function sec.codes_by_hand()
returns table (code_id bigint, phone_masked text, purpose text, made_at timestamptz, expires_at timestamptz, told_by_name text,
               told_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select c.code_id, sec.phone_masked(c.phone), c.purpose, c.made_at, c.expires_at, sec.account_name(c.told_by), c.told_at
      from app.sms_code c join job.job j on j.job_id = c.job_id
     where j.state = 'by_hand' and c.used_at is null and c.tries < 5 and c.expires_at > clock_timestamp()
     order by c.code_id desc limit 500
$$;

-- What waits for the operator: kinds of office that nobody made yet (no application can name one), and codes that nobody was told.
create function sec.waiting_operator() returns table (kind text, project_id int, project_name text, count int, since timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_duties text[] := sec.my_own_duties();
begin
    return query
    select 'office_missing', null::int, '', count(*)::int, null::timestamptz
      from unnest(array['hr', 'industry']) as b(bureau)
     where 'regulator_manage' = any (v_duties)
       and not exists (select 1 from app.regulator_office o where o.bureau = b.bureau and o.closed_at is null)
    having count(*) > 0
    union all
    select 'code_to_tell', null, '', count(*)::int, min(c.made_at)
      from sec.codes_by_hand() c where 'job_manage' = any (v_duties) and c.told_at is null
    having count(*) > 0;
end
$$;

-- Asked twice: the first call records who looks and answers nothing, a later transaction gets phone and code.
create function sec.code_tell(code_id bigint) returns table (phone text, code text) language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    c app.sms_code;
    j job.job;
begin
    select * into c from app.sms_code q where q.code_id = $1 for update;
    select * into j from job.job q where q.job_id = c.job_id;
    if j.job_id is null or j.state <> 'by_hand' or j.payload_sealed is null or c.used_at is not null
       or c.expires_at <= clock_timestamp() then
        perform sec.fail('AX004', 'this code is over; let the person ask for a new one');
    end if;
    if c.told_by is not distinct from sec.me() and c.told_xact <> pg_current_xact_id() then
        return query select c.phone, sec.unseal('job', j.payload_sealed)::jsonb #>> '{params,code}';
        return;
    end if;
    update app.sms_code q set told_by = sec.me(), told_at = clock_timestamp(), told_xact = pg_current_xact_id()
     where q.code_id = $1;
    perform sec.audit(0, 'sms_code_tell', jsonb_build_object('code_id', $1, 'purpose', c.purpose));
end
$$;

revoke execute on function sec.sms_text(text, jsonb), sec.sms(text, text, jsonb, text, timestamptz),
    sec.code_hash(app.sms_code, text), sec.code_digits(), sec.code_send(text, text, bigint), sec.code_try(bigint), sec.code_check(text, text, text),
    sec.answer_sms(job.job, jsonb), sec.codes_by_hand(), sec.code_tell(bigint), sec.waiting_operator() from public;
grant execute on function sec.sms(text, text, jsonb, text, timestamptz), sec.code_send(text, text, bigint),
    sec.code_check(text, text, text), sec.codes_by_hand(), sec.code_tell(bigint),
    sec.waiting_operator() to ax_api;
