-- owner: ax_search
-- From a phone number to an account (SPEC 3.1) and back in when the password is forgotten (3.3), all over a terminal's connection.
-- Nobody learns from any answer, count or time whether a number is registered: what differs is said in the SMS alone.

-- Lets a code that was just sent say something else instead, and fit nothing that is typed. The work is the same either way.
create function sec.code_turn(phone text, purpose text, template text) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_turned boolean := template is not null;
    c app.sms_code;
    v_payload jsonb;
begin
    select * into c from app.sms_code q where q.phone = $1 and q.purpose = $2 for update;
    select sec.unseal('job', j.payload_sealed)::jsonb into v_payload from job.job j where j.job_id = c.job_id;
    if v_turned then
        v_payload := v_payload || jsonb_build_object(
            'template', $3, 'text', sec.sms_text($3, '{}'), 'params', '{}'::jsonb,
            'provider_code', (select t.provider_code from app.sms_template t where t.template = $3));
    end if;
    update job.job j set payload_sealed = sec.seal('job', v_payload::text) where j.job_id = c.job_id;
    update app.sms_code q set code_blind = case when v_turned then sec.gen_random_bytes(32) else q.code_blind end where q.code_id = c.code_id;
end
$$;

-- purpose register, phone: for a number nobody has; password: for one that somebody has. The other is told so by SMS.
create function sec.code_for(phone text, purpose text) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_phone text := sec.phone_check(phone, 'phone');
    v_known boolean := exists (select 1 from app.account a where a.phone = v_phone and a.state in ('new', 'active'));
begin
    perform sec.code_send(v_phone, $2, sec.me());
    perform sec.code_turn(v_phone, $2, case when $2 = 'password' and not v_known then 'code_unknown'
                                            when $2 <> 'password' and v_known then 'code_registered' end);
    return case when sec.service_on('sms') then 'sms' else 'operator' end;
end
$$;

-- Registrations nobody has followed up: their numbers and logins are free again.
create function sec.accounts_unchecked_end() returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_login text;
begin
    for v_login in
        select a.login from app.account a
         where a.state = 'new' and a.made_at < now() - (select r.keep from meta.retention r where r.subject = 'account nobody has checked')
         order by a.account_id limit 5
    loop
        perform adm.account_close(v_login);
    end loop;
end
$$;

-- 'registered', or 'wrong_code' whatever is wrong with it: not the newest, over, tried too often, or a number that has an account.
create function sec.register(fields jsonb) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb;
    f app.register_fields;
    v_login text;
    v_free boolean;
    v_right boolean;
begin
    v_fields := sec.parse(fields, 'app.register_fields');
    f := jsonb_populate_record(null::app.register_fields, v_fields);
    perform sec.required(v_fields, 'phone', 'code', 'name', 'document_kind', 'document_number', 'verifier');
    f.phone := sec.phone_check(f.phone, 'phone');
    f.name := sec.name_check(f.name, 'name');
    f.document_number := sec.number_check(f.document_kind, f.document_number);
    if sec.age_on(sec.number_birth(f.document_number), current_date) < 16 then
        perform sec.fail('AX001', 'nobody under 16 may be enrolled', 'document_number');
    end if;
    perform adm.verifier_check(f.verifier);
    v_free := not exists (select 1 from app.account a where a.phone = f.phone);
    v_right := sec.code_check(f.phone, 'register', f.code);
    if not (v_right and v_free) then
        return 'wrong_code';
    end if;
    perform sec.accounts_unchecked_end();
    v_login := adm.account_make(f.phone, f.name, f.verifier, 'new');
    update app.account a
       set document_kind = f.document_kind, id_blind = sec.blind(f.document_number), id_sealed = sec.seal('id', f.document_number),
           id_tail = right(f.document_number, 4)
     where a.login = v_login;
    return 'registered';
end
$$;

-- Is this the document of the account's holder: the person's, or before the check the one typed?
create function sec.account_document(a app.account, number text) returns boolean language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select case a.state when 'new' then a.id_blind = sec.blind($2)
                else exists (select 1 from app.identity_document d where d.person_id = a.person_id and d.id_blind = sec.blind($2)) end
$$;

create function sec.released(account bigint, purpose text) returns boolean language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (select 1 from app.account_release r
                    where r.account_id = $1 and r.purpose = $2 and r.expires_at > clock_timestamp())
$$;

-- A new password with a code and, besides, the holder's own card on the reader or a release by hr or an operator. 'done'; 'wrong_code';
-- 'card': the code was right, the proof is missing (only who holds the number comes to know).
create function sec.password_reset(phone text, code text, verifier text, card jsonb) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_phone text;
    v_card jsonb;
    f app.shown_fields;
    a app.account;
    v_right boolean;
    v_how text;
begin
    v_phone := sec.phone_check(phone, 'phone');
    perform adm.verifier_check(verifier);
    v_card := sec.parse(coalesce(card, '{}'), 'app.shown_fields');
    f := jsonb_populate_record(null::app.shown_fields, v_card);
    v_right := sec.code_check(v_phone, 'password', $2);
    select * into a from app.account q where q.phone = v_phone and q.state in ('new', 'active') for update;
    if not v_right or a.account_id is null then
        return 'wrong_code';
    end if;
    v_how := case when f.document_number is not null and sec.account_document(a, sec.number_of(f.document_number)) then 'card'
                  when sec.released(a.account_id, 'password') then 'release' end;
    if v_how is null then
        return 'card';
    end if;
    delete from app.account_release r where r.account_id = a.account_id and r.purpose = 'password';
    perform sec.sms('password_new', v_phone, '{}', 'password:' || a.account_id || ':' || floor(extract(epoch from clock_timestamp()))::bigint);
    perform adm.password_set(a.login, verifier);
    perform sec.session_end(a.login, 'password');
    if a.locked_until is not null and a.locked_by is null then            -- not what an operator has locked
        perform adm.unlock(a.login);
    end if;
    perform sec.audit(0, 'password_reset', jsonb_build_object('account_id', a.account_id, 'how', v_how));
    return 'done';
end
$$;

revoke execute on function sec.code_turn(text, text, text), sec.code_for(text, text), sec.accounts_unchecked_end(), sec.register(jsonb),
    sec.account_document(app.account, text), sec.released(bigint, text), sec.password_reset(text, text, text, jsonb) from public;
grant execute on function sec.code_for(text, text), sec.register(jsonb), sec.password_reset(text, text, text, jsonb) to ax_api;
