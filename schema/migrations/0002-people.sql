-- breaking: no
-- client_min: 1
-- People, their documents, staff accounts, companies and terminals: the region's tables. No policy lets the api at them;
-- the functions of sec that read them answer the same for "not there" and "not yours".

create table app.person (
    person_id   bigint generated always as identity constraint person_pk primary key,
    name        text not null constraint person_name_ck check (char_length(name) between 1 and 100),
    name_folded text not null,
    other_name  text,                                       -- the other script's name on a foreigner's card
    sex         text not null constraint person_sex_ck check (sex in ('male', 'female', 'unknown')),
    birth_on    date,
    nationality text,
    verified    boolean not null default false,             -- a card has been read
    made_at     timestamptz not null default now(),
    changed_at  timestamptz not null default now()
);

-- What proves a person. The number itself is never in a column: blind finds it, sealed holds it, tail shows it.
create table app.identity_document (
    document_id bigint generated always as identity constraint identity_document_pk primary key,
    person_id   bigint not null constraint identity_document_person_fk references app.person,
    document_kind text not null constraint identity_document_kind_fk references app.document_kind,
    id_blind    bytea not null constraint identity_document_number_uq unique,
    id_sealed   bytea not null,
    id_tail     text not null,
    valid_from  date,
    valid_until date,                                       -- null with verified: valid for life
    issuer      text,
    address     text,
    travel_document text,
    card_version text,
    verified    boolean not null default false,
    read_at     timestamptz,
    made_at     timestamptz not null default now()
);
create index identity_document_person_ix on app.identity_document (person_id);

-- A staff login. Stock logins wait here, real and unused, and are what a number nobody has is answered with.
create table app.account (
    account_id bigint generated always as identity constraint account_pk primary key,
    login      text not null constraint account_login_uq unique constraint account_login_ck check (login ~ '^p[0-9]{6,9}$'),
    state      text not null default 'stock' constraint account_state_ck check (state in ('stock', 'new', 'active', 'closed')),
    phone      text constraint account_phone_uq unique constraint account_phone_ck check (phone ~ '^1[3-9][0-9]{9}$'),
    name       text,
    person_id  bigint constraint account_person_fk references app.person,
    checked_by text,                                        -- who saw the card, where no reader did
    checked_at timestamptz,
    made_at    timestamptz not null default now(),
    locked_until timestamptz,
    last_login_at   timestamptz,
    last_login_from text,
    constraint account_active_ck check (state in ('stock', 'closed') or (phone is not null and name is not null))
);
create index account_person_ix on app.account (person_id);
create index account_stock_ix on app.account (account_id) where state = 'stock';

-- Regions and industries a regulator looks after: its region and below, its industry or all.
create table app.regulator (
    account_id bigint not null constraint regulator_account_fk references app.account,
    region     text not null constraint regulator_region_fk references app.region,
    bureau     text not null constraint regulator_bureau_ck check (bureau in ('hr', 'industry')),
    industry   text,
    from_at    timestamptz not null default now(),
    until_at   timestamptz,
    constraint regulator_pk primary key (account_id, region, bureau),
    constraint regulator_industry_ck check ((bureau = 'industry') = (industry is not null))
);
create table app.operator (
    account_id bigint constraint operator_pk primary key constraint operator_account_fk references app.account,
    from_at    timestamptz not null default now(),
    until_at   timestamptz
);

create table app.company (
    company_id int generated always as identity constraint company_pk primary key,
    uscc       text not null constraint company_uscc_uq unique constraint company_uscc_ck check (uscc ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
    name       text not null constraint company_name_uq unique,
    short_name text not null,
    legal_representative text,
    registry_number text,
    founded_on date,
    registered_capital_fen bigint,
    region     text constraint company_region_fk references app.region,
    address    text,
    phone      text,
    initials   text[] not null default '{}',
    certified_at timestamptz,
    made_at    timestamptz not null default now(),
    changed_at timestamptz not null default now()
);
create table app.company_initial (
    initial    text collate "C" not null,
    company_id int not null constraint company_initial_company_fk references app.company on delete cascade,
    constraint company_initial_pk primary key (initial, company_id)
);
create index company_initial_company_ix on app.company_initial (company_id);

create table app.company_member (
    company_id int not null constraint company_member_company_fk references app.company,
    account_id bigint not null constraint company_member_account_fk references app.account,
    role       text not null constraint company_member_role_ck
               check (role in ('administrator', 'hr', 'staff', 'manager', 'seal_keeper', 'finance')),
    from_at    timestamptz not null default now(),
    until_at   timestamptz,
    constraint company_member_pk primary key (company_id, account_id, role)
);
create index company_member_account_ix on app.company_member (account_id);

create table app.terminal (
    terminal_id int generated always as identity constraint terminal_pk primary key,
    login      text not null constraint terminal_login_uq unique constraint terminal_login_ck check (login ~ '^t[0-9]{6,9}$'),
    name       text not null,
    project_id int,                                         -- the one project whose kiosk it is
    made_at    timestamptz not null default now(),
    withdrawn_at timestamptz
);

-- Where the two keys lie. Only their holder reads it; the keys themselves are in no table.
create table sec.key_file (
    name text constraint key_file_pk primary key constraint key_file_name_ck check (name in ('blind', 'seal')),
    path text not null constraint key_file_path_ck check (path like '/%')
);
alter table sec.key_file owner to ax_keyholder;

insert into meta.table_class (table_name, class, note) values
    ('app.person', 'region', ''), ('app.identity_document', 'region', ''), ('app.account', 'region', ''),
    ('app.regulator', 'region', ''), ('app.operator', 'region', ''), ('app.company', 'region', ''),
    ('app.company_initial', 'region', ''), ('app.company_member', 'region', ''), ('app.terminal', 'region', ''),
    ('sec.key_file', 'region', 'a policy for ax_keyholder alone');
