-- owner: ax_search
-- What every call is made of: how it fails, how its fields are read, how it is made a second time, how it leaves its trace.

-- SQLSTATE class AX: AX001 input, AX002 conflict, AX003 denied, AX004 wrong order, AX005 too many asks, AX006 changed by another.
-- The message is a msgid of the program; detail holds key=value pairs for it; field names the form's field.
create function sec.fail(code text, message text, field text default null, detail text default null) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception using errcode = code, message = message,
                          column = coalesce(field, ''), detail = coalesce(detail, '');
end
$$;

-- Fields as an object of exactly the type's attributes: others are refused by name, values that do not fit by the attribute
-- they are for; '' becomes null. The caller populates its record from what comes back.
create function sec.parse(fields jsonb, type regtype) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_rel oid := (select t.typrelid from pg_type t where t.oid = type);
    v_out jsonb := '{}';
    v_key text;
    v_value jsonb;
    v_type text;
begin
    if fields is null or jsonb_typeof(fields) <> 'object' then
        perform sec.fail('AX001', 'fields must be one object');
    end if;
    for v_key, v_value in select * from jsonb_each(fields) loop
        select format_type(a.atttypid, a.atttypmod) into v_type
          from pg_attribute a where a.attrelid = v_rel and a.attname = v_key and a.attnum > 0 and not a.attisdropped;
        if not found then
            perform sec.fail('AX001', 'unknown field', v_key);
        end if;
        if jsonb_typeof(v_value) in ('object', 'array') then
            perform sec.fail('AX001', 'not a value of this kind', v_key);
        end if;
        if jsonb_typeof(v_value) = 'string' then                 -- control characters could write on somebody's screen
            v_value := to_jsonb(nullif(btrim(regexp_replace(v_value #>> '{}', '[\u0001-\u001F\u007F-\u009F]', '', 'g')), ''));
        end if;
        if v_value is not null and v_value <> 'null' then
            if length(v_value #>> '{}') > 500 then
                perform sec.fail('AX001', 'too long', v_key);
            end if;
            if v_type = 'date' and (v_value #>> '{}') !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then
                perform sec.fail('AX001', 'not a value of this kind', v_key);      -- no infinity, no today, no other order
            end if;
            begin
                execute format('select ($1 #>> ''{}'')::%s', v_type) using v_value;
            exception when data_exception then
                perform sec.fail('AX001', 'not a value of this kind', v_key);
            end;
            v_out := v_out || jsonb_build_object(v_key, v_value);
        end if;
    end loop;
    return v_out;
end
$$;

-- The first field of the list that is missing is named.
create function sec.required(fields jsonb, variadic names text[]) returns void language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    n text;
begin
    foreach n in array names loop
        if not fields ? n then
            perform sec.fail('AX001', 'this field is required', n);
        end if;
    end loop;
end
$$;

-- A typed phone number or name as it is kept, or refused with its field.
create function sec.phone_check(typed text, field text) returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_phone text := sec.phone_of(typed);
begin
    if v_phone is null then
        perform sec.fail('AX001', 'not a mobile number', field);
    end if;
    return v_phone;
end
$$;

create function sec.name_check(typed text, field text) returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_name text := sec.name_dots(typed);
begin
    if v_name is null or sec.fold_name(v_name) = '' or char_length(v_name) > 100 then
        perform sec.fail('AX001', 'a name is missing or too long', field);
    end if;
    return v_name;
end
$$;

-- Begins a call that may be made twice. null: it is the first time. Else the first answer. A concurrent second call waits here
-- for the first to end.
create function sec.request_begin(project_id int, request_id uuid, verb text) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    r app.request;
begin
    if request_id is null then
        perform sec.fail('AX001', 'this field is required', 'request_id');
    end if;
    insert into app.request (project_id, request_id, account_id, verb)
    values ($1, $2, sec.me(), $3) on conflict do nothing;
    if found then
        return null;
    end if;
    select * into r from app.request q where q.project_id = $1 and q.request_id = $2;
    if r.account_id is distinct from sec.me() or r.verb <> $3 or r.answer is null then
        perform sec.fail('AX002', 'this request id was used for something else', 'request_id');
    end if;
    return r.answer;
end
$$;

create function sec.request_end(project_id int, request_id uuid, answer jsonb) returns void
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
    update app.request q set answer = $3 where q.project_id = $1 and q.request_id = $2
$$;

-- Adds an entry to a chain. Call it last in a transaction's work: the head's row stays locked until the end, and calls that
-- write several chains write them in the order of their numbers.
create function sec.audit(chain_id int, verb text, keys jsonb, digest bytea default null) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    h audit.head;
    v_at timestamptz;
    v_hash bytea;
begin
    select * into h from audit.head d where d.chain_id = $1 for update;
    if not found then
        insert into audit.head (chain_id, seq, hash)
        values ($1, 0, sha256(convert_to('anxin audit chain ' || $1, 'UTF8'))) on conflict do nothing;
        select * into h from audit.head d where d.chain_id = $1 for update;
    end if;
    v_at := clock_timestamp();
    v_hash := sha256(h.hash || audit.canonical($1, h.seq + 1, v_at, session_user::text, $2, $3, $4));
    insert into audit.entry (chain_id, seq, at, actor, verb, keys, digest, prev, hash)
    values ($1, h.seq + 1, v_at, session_user, $2, $3, $4, h.hash, v_hash);
    update audit.head d set seq = h.seq + 1, hash = v_hash where d.chain_id = $1;
    return h.seq + 1;
end
$$;

-- Counts asks where a rollback must not take the count back: in a sequence, whose value is hour * 10^9 + asks in that hour.
create function sec.ask(bucket text, ceiling int) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_seq regclass := to_regclass('sec.ask_' || bucket);
    v_hour bigint := floor(extract(epoch from clock_timestamp()) / 3600);
    v bigint;
begin
    if v_seq is null then
        perform sec.fail('AX004', 'nothing counts the asks here');
    end if;
    v := nextval(v_seq);
    if v / 1000000000 <> v_hour then
        v := setval(v_seq, v_hour * 1000000000 + 1);
    end if;
    if v % 1000000000 > ceiling then
        perform sec.fail('AX005', 'too many questions in an hour');
    end if;
end
$$;

create function sec.ask_bucket(bucket text) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if bucket !~ '^[a-z]+[0-9]+$' then
        perform sec.fail('AX001', 'not a value of this kind');
    end if;
    if to_regclass('sec.ask_' || bucket) is null then
        execute format('create sequence sec.%I', 'ask_' || bucket);
    end if;
end
$$;

create function sec.setting_int(name text) returns int language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select s.value::int from app.setting s where s.name = $1
$$;

revoke execute on function sec.fail(text, text, text, text), sec.parse(jsonb, regtype), sec.required(jsonb, text[]),
    sec.phone_check(text, text), sec.name_check(text, text),
    sec.request_begin(int, uuid, text), sec.request_end(int, uuid, jsonb), sec.audit(int, text, jsonb, bytea),
    sec.ask(text, int), sec.ask_bucket(text), sec.setting_int(text) from public;
grant execute on function sec.fail(text, text, text, text), sec.parse(jsonb, regtype), sec.required(jsonb, text[]),
    sec.phone_check(text, text), sec.name_check(text, text),
    sec.request_begin(int, uuid, text), sec.request_end(int, uuid, jsonb), sec.audit(int, text, jsonb, bytea),
    sec.setting_int(text) to ax_api;
grant execute on function sec.audit(int, text, jsonb, bytea) to ax_role_keeper;
grant execute on function sec.ask_bucket(text) to ax_owner;
