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
