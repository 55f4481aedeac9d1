-- owner: ax_search
-- The person check (SPEC 3.1), and what needs the holder's own card or somebody who has seen it (3.3).

-- A card is wanted: answers the token that the terminal gives back with what its reader read. One at a time for each purpose.
create function sec.card_wanted(purpose text) returns uuid language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.account := sec.need_account();
    v_token uuid;
begin
    if purpose is null or purpose not in ('person', 'phone') then
        perform sec.fail('AX001', 'not one of the list', 'purpose');
    elsif (purpose = 'person') <> (a.state = 'new') then
        perform sec.fail('AX004', 'this account was checked already');
    end if;
    insert into app.card_proof as p (account_id, purpose, expires_at) values (a.account_id, $1, clock_timestamp() + interval '10 minutes')
    on conflict on constraint card_proof_account_uq do update
       set token = gen_random_uuid(), expires_at = excluded.expires_at, terminal = null, shown_at = null, used_at = null
    returning p.token into v_token;
    return v_token;
end
$$;

-- The account is this person's from now on.
create function sec.account_activate(a app.account, d app.identity_document, how text) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update app.account q
       set state = 'active', person_id = d.person_id, name = (select p.name from app.person p where p.person_id = d.person_id),
           checked_how = $3, checked_by_id = case when $3 <> 'card' then sec.me() end,
           checked_by = case when $3 <> 'card' then sec.account_name(sec.me()) end, checked_at = clock_timestamp(),
           document_kind = null, id_blind = null, id_sealed = null, id_tail = null
     where q.account_id = a.account_id;
end
$$;

create function sec.person_has_account(person bigint) returns boolean language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (select 1 from app.account a where a.person_id = $1 and a.state = 'active')
$$;

-- What the reader read for a token: 'checked'; or what is wrong: 'expired', 'other_number', 'other_name', 'has_account'. Then nothing
-- of the card is kept.
create function sec.card_shown(token uuid, fields jsonb) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb;
    f app.shown_fields;
    p app.card_proof;
    a app.account;
    d app.identity_document;
    v_number text;
    v_renamed int[];
    v_chain int;
begin
    perform sec.ask('code' || session_user, sec.setting_int('code_asks_per_hour'));
    v_fields := sec.parse(fields, 'app.shown_fields');
    f := jsonb_populate_record(null::app.shown_fields, v_fields);
    perform sec.required(v_fields, 'document_kind', 'document_number', 'name');
    v_number := sec.number_check(f.document_kind, f.document_number);
    f.name := sec.name_check(f.name, 'name');
    select * into p from app.card_proof q where q.token = $1 and q.expires_at > clock_timestamp() and q.used_at is null for update;
    if p.token is null then
        perform sec.fail('AX004', 'this took too long; begin again');
    end if;
    select * into a from app.account q where q.account_id = p.account_id for update;
    if f.valid_until < current_date then
        return 'expired';
    elsif not coalesce(sec.account_document(a, v_number), false) then
        return 'other_number';
    elsif p.purpose = 'phone' then
        update app.card_proof q set shown_at = clock_timestamp(), terminal = session_user where q.token = $1;
        perform sec.audit(0, 'card_shown', jsonb_build_object('account_id', a.account_id, 'purpose', p.purpose));
        return 'checked';
    elsif a.state <> 'new' then
        perform sec.fail('AX004', 'this account was checked already');
    elsif not sec.name_same(f.name, a.name) then
        return 'other_name';
    end if;
    d := sec.person_of(v_number, f.document_kind, f.name, f.sex, f.birth_on);
    if sec.person_has_account(d.person_id) then
        return 'has_account';
    end if;
    v_renamed := sec.card_wins(d, jsonb_populate_record(null::app.enrol_fields,
        v_fields || jsonb_build_object('document_number', v_number, 'name', f.name)));
    perform sec.account_activate(a, d, 'card');
    update app.card_proof q set shown_at = clock_timestamp(), used_at = clock_timestamp(), terminal = session_user where q.token = $1;
    perform sec.audit(0, 'person_check', jsonb_build_object('account_id', a.account_id, 'person_id', d.person_id, 'how', 'card'));
    foreach v_chain in array array(select distinct c from unnest(v_renamed) as c order by c) loop
        perform sec.audit(v_chain, 'name_correct', jsonb_build_object('worker_id', d.person_id));
    end loop;
    return 'checked';
end
$$;

-- By hand: who has the card before them types its number. how: hr, operator. An account that is not there, one that is not new and one
-- with another number answer alike.
create function sec.account_check_by(account bigint, document_number text, how text) returns bigint language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.account;
    d app.identity_document;
    p app.person;
begin
    perform sec.ask('code' || session_user, sec.setting_int('code_asks_per_hour'));
    select * into a from app.account q where q.account_id = $1 for update;
    if a.state is distinct from 'new' or a.id_blind is distinct from sec.blind(coalesce(sec.number_of($2), '')) then
        perform sec.fail('AX001', 'no account waits for a check with this number', 'document_number');
    end if;
    d := sec.person_of(sec.unseal('id', a.id_sealed), a.document_kind, a.name, null, null);
    select * into p from app.person q where q.person_id = d.person_id;
    if p.verified and not sec.name_same(a.name, p.name) then
        perform sec.fail('AX002', 'this number belongs to a person of another name', 'document_number');
    elsif sec.person_has_account(d.person_id) then
        perform sec.fail('AX002', 'this person has an account already', 'document_number');
    end if;
    perform sec.account_activate(a, d, $3);
    perform sec.audit(0, 'person_check', jsonb_build_object('account_id', a.account_id, 'person_id', d.person_id, 'how', $3));
    return a.account_id;
end
$$;

create function sec.account_of_phone(phone text) returns bigint language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select a.account_id from app.account a where a.phone = sec.phone_of($1) and a.state in ('new', 'active')
$$;

create function sec.is_member(company int, account bigint) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select exists (select 1 from app.company_member m where m.company_id = $1 and m.account_id = $2 and m.until_at is null)
$$;

-- The person may set a new password (with a code, on a terminal) or change the phone (signed in) without a card on the reader.
create function sec.account_release(account bigint, purpose text) returns timestamptz language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_until timestamptz := clock_timestamp() + make_interval(hours => sec.setting_int('account_release_hours'));
begin
    if purpose is null or purpose not in ('password', 'phone') then
        perform sec.fail('AX001', 'not one of the list', 'purpose');
    elsif account = sec.me() then
        perform sec.fail('AX003', 'nobody vouches for themselves');
    elsif not exists (select 1 from app.account a where a.account_id = $1 and a.state = 'active') then
        perform sec.fail('AX003', 'this account may not do this');
    end if;
    insert into app.account_release as r (account_id, purpose, released_by, expires_at) values ($1, $2, sec.me(), v_until)
    on conflict on constraint account_release_pk do update
       set released_by = excluded.released_by, released_at = clock_timestamp(), expires_at = excluded.expires_at;
    perform sec.audit(0, 'account_release', jsonb_build_object('account_id', $1, 'purpose', $2));
    return v_until;
end
$$;

-- Of the asker's own account: the new phone's code, and the card shown or a release. 'done', 'wrong_code', 'card'.
create function sec.phone_change(phone text, code text) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.need_person();
    v_phone text := sec.phone_check(phone, 'phone');
    v_old text;
    v_how text;
begin
    v_how := case when exists (select 1 from app.card_proof p
                                where p.account_id = v_me and p.purpose = 'phone' and p.shown_at > clock_timestamp() - interval '10 minutes'
                                  and p.used_at is null) then 'card'
                  when sec.released(v_me, 'phone') then 'release' end;
    if v_how is null then
        return 'card';
    elsif not sec.code_check(v_phone, 'phone', $2) then
        return 'wrong_code';
    end if;
    update app.card_proof p set used_at = clock_timestamp() where p.account_id = v_me and p.purpose = 'phone';
    delete from app.account_release r where r.account_id = v_me and r.purpose = 'phone';
    select a.phone into v_old from app.account a where a.account_id = v_me for update;
    begin
        update app.account a set phone = v_phone where a.account_id = v_me;
    exception when unique_violation then
        perform sec.fail('AX002', 'this number has an account already', 'phone');
    end;
    perform sec.sms('phone_new', v_old, jsonb_build_object('tail', right(v_phone, 4)),
                    'phone:' || v_me || ':' || floor(extract(epoch from clock_timestamp()))::bigint);
    perform sec.audit(0, 'phone_change', jsonb_build_object('account_id', v_me, 'how', v_how));
    return 'done';
end
$$;

-- The old password was proven by a connection made with it. Whoever else came in with it leaves.
create function sec.password_change(verifier text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.account := sec.need_account();
begin
    perform adm.password_set(a.login, $1);
    perform sec.session_end(a.login, 'password', null, pg_backend_pid());
end
$$;

create function sec.idle_minutes_set(minutes int) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.need_person();
begin
    if minutes not between 1 and sec.setting_int('idle_lock_minutes_most') then
        perform sec.fail('AX001', 'not a value of this kind', 'idle_minutes', 'most=' || sec.setting_int('idle_lock_minutes_most'));
    end if;
    update app.account a set idle_minutes = $1 where a.account_id = v_me;
    return coalesce(minutes, sec.setting_int('idle_lock_minutes'));
end
$$;

-- null: as the terminal has it.
create function sec.language_set(language text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.account := sec.need_account();
begin
    if language not in ('zh', 'en') then
        perform sec.fail('AX001', 'not one of the list', 'language');
    end if;
    update app.account q set language = $1 where q.account_id = a.account_id;
end
$$;

revoke execute on function sec.card_wanted(text), sec.account_activate(app.account, app.identity_document, text),
    sec.person_has_account(bigint), sec.card_shown(uuid, jsonb), sec.account_check_by(bigint, text, text), sec.account_of_phone(text),
    sec.is_member(int, bigint), sec.account_release(bigint, text), sec.phone_change(text, text), sec.password_change(text),
    sec.idle_minutes_set(int), sec.language_set(text) from public;
grant execute on function sec.card_wanted(text), sec.card_shown(uuid, jsonb), sec.account_check_by(bigint, text, text),
    sec.account_of_phone(text), sec.is_member(int, bigint), sec.account_release(bigint, text), sec.phone_change(text, text),
    sec.password_change(text), sec.idle_minutes_set(int), sec.language_set(text) to ax_api;
