-- What the pgTAP files of this folder stand on, besides the demonstration data.
create schema tap;
grant usage on schema tap to public;
create extension pgtap schema tap;
create extension plpgsql_check schema tap;

create table tap.login (phone text primary key, login text not null);
insert into tap.login select phone, login from app.account where phone is not null;
insert into tap.login select 't', login from app.terminal order by terminal_id limit 1;
insert into tap.login select 'stock', min(login) from app.account where state = 'stock';
grant select on tap.login to public;

-- Becomes the person with this phone number ('t': the terminal, 'stock': a login nobody has, null: the superuser again) until the
-- transaction ends. Session authorization, not a role: session_user is who asks.
create function tap.act(phone text) returns void language plpgsql as $$
begin
    perform set_config('session_authorization',
                       coalesce((select l.login from tap.login l where l.phone = act.phone), 'postgres'), true);
end
$$;

-- Every role by the phone of its demo account.
create view tap.everybody as
    select phone, what from (values
        ('19900000000', 'operator'), ('19900000001', 'wage officer'), ('19900000002', 'project administrator'),
        ('19900000003', 'reviewer'), ('19900000004', 'other member'), ('19900000005', 'wage officer of a subcontractor'),
        ('19900000006', 'wage officer elsewhere'), ('19900000007', 'company administrator'),
        ('19900000008', 'hr of a subcontractor'), ('19900000009', 'manager'), ('19900000010', 'staff'),
        ('19900000011', 'finance'), ('19900000012', 'seal keeper'), ('19900000013', 'regulator of the region'),
        ('19900000014', 'industry regulator of another prefecture'), ('t', 'terminal'), ('stock', 'stock login')) v(phone, what);
grant select on tap.everybody to public;

create function tap.project(name text) returns int language sql stable security definer as
    $$ select project_id from app.project p where p.name = $1 $$;
create function tap.participant(project int, short_name text) returns int language sql stable security definer as
    $$ select participant_id from app.participant p where p.project_id = $1 and p.short_name = $2 and p.exited_on is null $$;
create function tap.team(name text) returns bigint language sql stable security definer as
    $$ select team_id from app.team t where t.name = $1 and t.exited_on is null order by team_id limit 1 $$;
create function tap.worker(project int, number text) returns bigint language sql stable security definer as
    $$ select w.worker_id from app.worker w join app.identity_document d on d.person_id = w.worker_id
        where w.project_id = $1 and d.id_blind = sec.blind($2) $$;

-- A card and the clerk's answers for it; what the second argument holds is put over it.
create function tap.card(number text, over jsonb default '{}') returns jsonb language sql stable security definer as $$
    select jsonb_build_object('document_kind', 'resident_id', 'document_number', number, 'name', '样本测试', 'sex', 'female',
        'birth_on', coalesce(sec.number_birth(number), '1990-01-01'), 'valid_from', '2020-01-01', 'phone', '19911110000',
        'participant_id', tap.participant(tap.project('天山花园二期'), '样本劳务'), 'team_id', tap.team('钢筋一班'),
        'worker_kind', 'worker', 'trade', '020', 'started_on', current_date, 'same_person', true,
        'consent_text_version', '2026-01', 'consent_means', 'signed_paper') || over
$$;
-- A number with the prefix 99 and a right last digit.
create function tap.number(birth date, seq int) returns text language sql immutable as $$
    select n || substr('10X98765432', 1 + (select sum(w * substr(n, o::int, 1)::int) % 11
             from unnest(array[7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2]) with ordinality as t(w, o))::int, 1)
      from (select '991111' || to_char(birth, 'YYYYMMDD') || lpad(seq::text, 3, '0') as n) s
$$;
-- The SQLSTATE, message and column of an error, as 'AX001|field|message'; or the text of the first value.
create function tap.outcome(command text) returns text language plpgsql as $$
declare
    v text;
    m text;
    c text;
begin
    execute command into v;
    return v;
exception when others then
    get stacked diagnostics m = message_text, c = column_name;
    return sqlstate || '|' || c || '|' || m;
end
$$;
create function tap.company_of(short_name text) returns int language sql stable security definer as
    $$ select company_id from app.company c where c.short_name = $1 $$;

-- A kiosk of 天山花园二期 at the terminal, with a journal that signs what it sends. tap.put's answer: last number, taken, again, held, astray.
create table tap.kiosk (journal uuid, key bytea);
insert into tap.kiosk values ('11111111-2222-4333-8444-555555555555', sha256('key'));
create table tap.signed (seq bigint primary key, mac bytea);
grant select on tap.kiosk to public;
grant all on tap.signed to public;
create function tap.kiosk_new() returns void language plpgsql as $$
begin
    update app.terminal set project_id = tap.project('天山花园二期') where login = (select login from tap.login where phone = 't');
    delete from app.punch;
    delete from app.punch_decision;
    delete from app.month_word;
    delete from app.leave;
    delete from app.terms;
    delete from app.attendance_day;
    delete from app.attendance_month;
    perform tap.act('t');
    perform api.kiosk_journal(journal, key) from tap.kiosk;
end
$$;
create function tap.mac(seq bigint, before bytea, worker bigint, at timestamptz, direction text, source text, mono bigint, boot uuid)
returns bytea language sql security definer as $$
    select sec.hmac(before || convert_to(concat_ws('|', journal, seq, worker, (extract(epoch from at) * 1000000)::bigint, direction, source,
               coalesce(mono::text, ''), coalesce(boot::text, ''), '900', '50', 'test-1'), 'UTF8'), key, 'sha256') from tap.kiosk
$$;
create function tap.put(workers bigint[], ats timestamptz[], directions text[], first_seq bigint default null, sent_at timestamptz default clock_timestamp(),
                        monos bigint[] default null, sent_mono bigint default null, boot uuid default null, spoil int default 0)
returns text language plpgsql as $$
declare
    n int := cardinality(workers);
    v_first bigint := coalesce(first_seq, (select max(seq) from tap.signed) + 1, 1);
    v_before bytea := coalesce((select mac from tap.signed where seq = v_first - 1), '\x');
    m bytea := v_before;
    macs bytea[];
    r record;
begin
    for i in 1..n loop
        m := tap.mac(v_first + i - 1, m, workers[i], ats[i], directions[i], 'finger', monos[i], boot);
        macs := macs || case when i = spoil then sha256(m) else m end;
        insert into tap.signed values (v_first + i - 1, m) on conflict do nothing;
    end loop;
    select * into r from api.punch_put((select journal from tap.kiosk), v_before, $5, $7, $8, array(select v_first + i - 1 from generate_series(1, n) i),
        workers, ats, directions, array_fill('finger'::text, array[n]), coalesce(monos, array_fill(null::bigint, array[n])),
        array_fill($8, array[n]), array_fill(900, array[n]), array_fill(50, array[n]), array_fill('test-1'::text, array[n]), macs);
    return concat_ws(' ', r.last_seq, r.taken, r.again, r.held, r.astray);
end
$$;
-- A time of day so many days from today, on the site's clock.
create function tap.at(days int, clock text) returns timestamptz language sql stable security definer as $$
    select (sec.today(tap.project('天山花园二期')) + days + clock::time) at time zone 'Asia/Shanghai'
$$;
create function tap.day(days int) returns date language sql stable security definer as $$
    select sec.today(tap.project('天山花园二期')) + days
$$;
-- The n-th worker of a team who is at work, by number.
create function tap.worker_of(team text, n int) returns bigint language sql stable security definer as $$
    select w.worker_id from app.worker w where w.team_id = tap.team($1) and w.state = 'employed' order by w.worker_id offset $2 - 1 limit 1
$$;
-- A day as it stands: halves, minutes, punches, held, kinds of exceptions.
create function tap.stands(worker bigint, days int) returns text language sql security definer as $$
    select concat_ws(' ', d.halves, d.minutes, d.punches, d.held, nullif(array_to_string(sec.exception_words(d.flags, d.first_in), '+'), ''))
      from app.attendance_day d where d.project_id = tap.project('天山花园二期') and d.worker_id = $1 and d.day = tap.day($2)
$$;
