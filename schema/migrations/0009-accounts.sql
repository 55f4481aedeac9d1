-- breaking: no
-- client_min: 1
-- Accounts from registration to closing (SPEC 3), terminals (SPEC 19.5), offices of regulators.

-- id_*: the document as typed at registration, until a card or somebody who has seen it says that it is the holder's; then the
-- person has it. checked_how: by whom it was: the reader, a company's hr, an operator, or nobody because the installer made it.
alter table app.account
    add column document_kind text constraint account_document_kind_fk references app.document_kind,
    add column id_blind bytea,
    add column id_sealed bytea,
    add column id_tail text,
    add column checked_how text constraint account_checked_how_ck check (checked_how in ('card', 'hr', 'operator', 'install')),
    add column checked_by_id bigint constraint account_checked_by_fk references app.account,
    add column locked_by bigint constraint account_locked_by_fk references app.account,    -- null: ten failed logins
    add column idle_minutes int constraint account_idle_minutes_ck check (idle_minutes between 1 and 60),
    add column closed_at timestamptz,
    add constraint account_document_ck check ((document_kind is null) = (id_blind is null)
        and (id_blind is null) = (id_sealed is null) and (id_sealed is null) = (id_tail is null)),
    add constraint account_new_ck check (state <> 'new' or person_id is null);
create unique index account_person_uq on app.account (person_id) where state = 'active';
create index account_name_ix on app.account (name collate "zh-Hans-x-icu", account_id) where state <> 'stock';

-- A card that a person is to lay on the reader: asked for by the account, answered by the terminal, so that nobody proves with psql
-- and their own password what only a reader sees.
create table app.card_proof (
    token      uuid constraint card_proof_pk primary key default gen_random_uuid(),
    account_id bigint not null constraint card_proof_account_fk references app.account,
    purpose    text not null constraint card_proof_purpose_ck check (purpose in ('person', 'phone')),
    expires_at timestamptz not null,
    terminal   text,
    shown_at   timestamptz,
    used_at    timestamptz,
    constraint card_proof_account_uq unique (account_id, purpose)
);

-- hr or an operator, who have seen the card, let a person set a new password or change the phone without a reader.
create table app.account_release (
    account_id  bigint not null constraint account_release_account_fk references app.account,
    purpose     text not null constraint account_release_purpose_ck check (purpose in ('password', 'phone')),
    released_by bigint constraint account_release_by_fk references app.account,
    released_at timestamptz not null default clock_timestamp(),
    expires_at  timestamptz not null,
    constraint account_release_pk primary key (account_id, purpose)
);

alter table app.terminal
    add column last_seen_at timestamptz,
    add column bound_at timestamptz,
    add column bound_by bigint constraint terminal_bound_by_fk references app.account,
    add column made_by bigint constraint terminal_made_by_fk references app.account;

-- What the api takes: a card as the reader read it; a registration; an office; a regulator.
create type app.shown_fields as (
    document_kind text, document_number text, name text, other_name text, sex text, birth_on date, nationality text, address text,
    issuer text, valid_from date, valid_until date, travel_document text, card_version text
);
create type app.register_fields as (phone text, code text, name text, document_kind text, document_number text, verifier text);
create type app.office_fields as (office_id int, name text, region text, bureau text, industry text);
create type app.regulator_fields as (phone text, name text, document_kind text, document_number text, office_id int);

insert into meta.table_class (table_name, class) values ('app.card_proof', 'region'), ('app.account_release', 'region');

insert into meta.retention (subject, keep, counted_from, basis) values
    ('account nobody has checked', '30 days', 'registered', 'SPEC 3.1');

insert into app.setting (name, value, note) values
    ('idle_lock_minutes', '10', 'without a key for so long the screen is locked'),
    ('idle_lock_minutes_most', '30', 'the longest that a person may set for themselves; 0: nobody may'),
    ('account_release_hours', '24', 'how long after a release by hr or an operator a person may set a password or change the phone'),
    ('regulator_password_days', '7', 'how long a new regulator has to set the first password');

insert into app.sms_template (template, text, text_en) values
    ('code_registered', '此手机号已注册安薪帐号,请直接登录;忘记密码请在登录页选"忘记密码"。如非本人操作请忽略。',
     'This number has an account already: sign in, or choose "Forgotten password" on the first page. If this was not you, do nothing.'),
    ('code_unknown', '此手机号未注册安薪帐号,请先在登录页选"注册"。如非本人操作请忽略。',
     'This number has no account: choose "Register" on the first page. If this was not you, do nothing.'),
    ('password_new', '您的安薪登录密码已重新设置。如非本人操作,请立即联系本企业人力资源管理员或运维。',
     'Your password was set anew. If this was not you, tell your company''s hr or the operator at once.'),
    ('phone_new', '您的安薪帐号已改用尾号{tail}的手机登录。如非本人操作,请立即联系本企业人力资源管理员或运维。',
     'Your account is now used with the phone ending in {tail}. If this was not you, tell your company''s hr or the operator at once.');
