-- breaking: no
-- client_min: 1
-- Classes of table, settings, retention, and the code tables that every later table points to.

-- Which of the four classes each table belongs to; a test walks the catalogue and compares.
--   project  rows of one project; one shape of policy
--   own      rows of one account
--   region   rows of nobody in particular: no policy for the api, reached by listed functions only
--   code     read by all
create table meta.table_class (
    table_name text constraint table_class_pk primary key,
    class      text not null constraint table_class_class_ck check (class in ('project', 'own', 'region', 'code')),
    by_participant boolean not null default false,  -- project class: rows belong to one company, so SPEC 6.3 applies
    note       text not null default ''
);

-- How long what is kept, and by which law. A job reads it; nothing is deleted by hand.
create table meta.retention (
    subject text constraint retention_pk primary key,
    keep    interval not null,
    counted_from text not null,
    basis   text not null
);

-- Defaults that data can change without a release.
create table app.setting (
    name  text constraint setting_pk primary key,
    value text not null,
    note  text not null
);

create table app.region (
    region    text constraint region_pk primary key constraint region_region_ck check (region ~ '^[0-9]{6}$'),
    name      text not null,
    name_en   text not null,
    level     text not null constraint region_level_ck check (level in ('region', 'prefecture', 'county')),
    parent    text constraint region_parent_fk references app.region deferrable initially deferred,
    assignable boolean not null default true      -- false: a placeholder that no project lies in
);

-- Codes that were in force once: an identity number keeps the code of its first issue for life.
create table app.region_past (
    region     text not null constraint region_past_region_ck check (region ~ '^[0-9]{6}$'),
    name       text not null,
    from_year  int not null default 0,
    until_year int not null,
    parent     text,
    constraint region_past_pk primary key (region, from_year, until_year)
);

create table app.trade (
    trade   text constraint trade_pk primary key,
    name    text not null,
    name_en text not null,
    sort    int not null
);

-- national: the same thing in the national platform's dictionary, for the adapters.
create table app.worker_kind (
    worker_kind text constraint worker_kind_pk primary key,
    name     text not null,
    name_en  text not null,
    national text not null,
    sort     int not null
);

create table app.document_kind (
    document_kind text constraint document_kind_pk primary key,
    name     text not null,
    name_en  text not null,
    national text not null,
    sort     int not null
);

create table app.participant_kind (
    participant_kind text constraint participant_kind_pk primary key,
    name    text not null,
    name_en text not null,
    sort    int not null,
    general_contractor boolean not null default false
);

-- Every other short list of words: states, roles, means. The tables check the codes themselves.
create table app.code (
    dict    text not null,
    code    text not null,
    name    text not null,
    name_en text not null,
    sort    int not null,
    constraint code_pk primary key (dict, code)
);

-- What one may be allowed to do, and which role may: data, read by sec.need.
create table app.duty (
    duty    text constraint duty_pk primary key,
    name    text not null,
    name_en text not null
);
create table app.role_duty (
    scope text not null constraint role_duty_scope_ck check (scope in ('project', 'company', 'regulator', 'operator')),
    role  text not null,
    duty  text not null constraint role_duty_duty_fk references app.duty,
    constraint role_duty_pk primary key (scope, role, duty)
);

-- Pinyin initials: each character's, the commonest reading first; surnames read differently.
create table app.han (
    ch       text collate "C" constraint han_pk primary key,
    initials text not null constraint han_initials_ck check (initials ~ '^[a-z]{1,4}$')
);
create table app.surname (
    surname  text collate "C" constraint surname_pk primary key constraint surname_length_ck check (char_length(surname) in (1, 2)),
    initials text not null constraint surname_initials_ck check (initials ~ '^[a-z]{1,2}$')
);

insert into meta.table_class (table_name, class) values
    ('meta.table_class', 'code'), ('meta.retention', 'code'), ('meta.migration', 'code'),
    ('meta.api_file', 'code'), ('meta.seed_file', 'code'), ('app.setting', 'code'),
    ('app.region', 'code'), ('app.region_past', 'code'), ('app.trade', 'code'), ('app.worker_kind', 'code'),
    ('app.document_kind', 'code'), ('app.participant_kind', 'code'), ('app.code', 'code'),
    ('app.duty', 'code'), ('app.role_duty', 'code'), ('app.han', 'code'), ('app.surname', 'code');

insert into app.setting (name, value, note) values
    ('zone', 'Asia/Shanghai', 'civil days where a project says nothing else'),
    ('login_asks_per_hour', '20', 'asks for a login name, for each terminal'),
    ('card_asks_per_person_hour', '300', 'looks at a card, for each person and project'),
    ('card_asks_per_project_hour', '1200', 'looks at a card, invitations and reveals of a project; a rollback does not give them back'),
    ('over_age_men', '60', 'warned from this age on'),
    ('over_age_women', '55', 'warned from this age on');
