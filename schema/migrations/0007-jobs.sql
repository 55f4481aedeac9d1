-- breaking: no
-- client_min: 1
-- Jobs for outside services (SPEC 21), the services themselves, SMS codes and texts, and where the look for failed logins stands.

-- What kind of work there is. again: what a call whose answer never came means for the next try --
--   freely         nothing can happen twice that anybody would mind (a look-up)
--   after_lease    not before the lease has run out, so that nobody gets two within a minute (an SMS)
--   after_inquiry  the job is unknown until the service has said what became of it; never tried again by itself (money)
create table app.job_kind (
    job_kind        text constraint job_kind_pk primary key constraint job_kind_ck check (job_kind ~ '^[a-z][a-z_]{1,30}$'),
    service         text not null,
    again           text not null constraint job_kind_again_ck check (again in ('freely', 'after_lease', 'after_inquiry')),
    tries           int not null constraint job_kind_tries_ck check (tries between 1 and 100),
    lease           interval not null constraint job_kind_lease_ck check (lease >= interval '10 seconds'),
    backoff_first   interval not null,
    backoff_longest interval not null,
    answer_shown    boolean not null default false,      -- to the person who asked
    keep            interval,                            -- a finished job is deleted after it; null: never
    name            text not null,
    name_en         text not null,
    constraint job_kind_backoff_ck check (backoff_first > interval '0' and backoff_first <= backoff_longest)
);

-- Where a service is reached. Keys and certificates lie in files on the worker's machine, never here.
create table app.service (
    service    text constraint service_pk primary key constraint service_ck check (service ~ '^[a-z]{2,20}$'),
    url        text constraint service_url_ck check (url ~ '^https://[^[:space:]]{3}' and url !~ '[[:space:]]' and char_length(url) <= 300),
    enabled    boolean not null default false,
    timeout_s  int not null default 10 constraint service_timeout_s_ck check (timeout_s between 1 and 60),
    settings   jsonb not null default '{}' constraint service_settings_ck check (jsonb_typeof(settings) = 'object'),
    changed_at timestamptz not null default clock_timestamp(),
    changed_by bigint constraint service_changed_by_fk references app.account,
    constraint service_enabled_ck check (not enabled or url is not null)
);

-- What an SMS says; {name} stands for a parameter. provider_code: the deployment's own number for the template.
create table app.sms_template (
    template      text constraint sms_template_pk primary key constraint sms_template_ck check (template ~ '^[a-z][a-z_]{1,30}$'),
    text          text not null constraint sms_template_text_ck check (char_length(text) between 1 and 300),
    text_en       text not null,
    provider_code text
);

-- payload and answer are sealed ('job'): they hold phones, names, amounts. subject, key and last_error hold nothing personal.
-- attempt only grows: whoever holds an older number has lost the job. tries counts since it was last queued by somebody.
create table job.job (
    job_id         bigint generated always as identity constraint job_pk primary key,
    kind           text not null constraint job_kind_fk references app.job_kind,
    subject        text not null constraint job_subject_ck check (char_length(subject) between 1 and 120 and subject !~ '[0-9]{11}'),
    payload_sealed bytea,                                -- null once nobody needs it any more
    key            text not null constraint job_key_uq unique constraint job_key_ck check (key ~ '^[A-Za-z0-9:._-]{4,100}$'),
    account_id     bigint constraint job_account_fk references app.account,
    project_id     int,
    company_id     int,
    state          text not null default 'queued'
                   constraint job_state_ck check (state in ('queued', 'taken', 'done', 'dead', 'unknown', 'by_hand')),
    attempt        int not null default 0,
    tries          int not null default 0,
    inquiries      int not null default 0,
    lease_until    timestamptz,
    next_try_at    timestamptz not null default clock_timestamp(),
    expires_at     timestamptz,                          -- later it is of no use to anybody
    made_at        timestamptz not null default clock_timestamp(),
    done_at        timestamptz,
    last_error     text constraint job_last_error_ck check (char_length(last_error) <= 100 and last_error !~ '[0-9]{5}'),
    answer_sealed  bytea,
    constraint job_lease_ck check (state <> 'taken' or lease_until is not null),
    constraint job_done_ck check ((state = 'done') = (done_at is not null))
);
create index job_next_ix on job.job (next_try_at) where state in ('queued', 'unknown');
create index job_taken_ix on job.job (lease_until) where state = 'taken';
create index job_state_ix on job.job (state, job_id);
create index job_account_ix on job.job (account_id, job_id);

-- The newest code of a phone and purpose; the code itself is kept as a keyed hash. Who tells it by telephone looks (told_*) in one
-- transaction and is answered in a later one, so that no rollback takes the trace back.
create table app.sms_code (
    code_id    bigint generated always as identity constraint sms_code_pk primary key,
    phone      text not null constraint sms_code_phone_ck check (phone ~ '^1[3-9][0-9]{9}$'),
    purpose    text not null constraint sms_code_purpose_ck check (purpose in ('register', 'password', 'phone', 'contact', 'agreement')),
    account_id bigint constraint sms_code_account_fk references app.account,
    code_blind bytea not null,
    tries      int not null default 0,
    made_at    timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    used_at    timestamptz,
    job_id     bigint,
    told_by    bigint,
    told_at    timestamptz,
    told_xact  xid8,
    constraint sms_code_phone_uq unique (phone, purpose)
);

-- When a phone was last sent a code, and how many that day.
create table app.sms_phone (
    phone   text constraint sms_phone_pk primary key,
    sent_at timestamptz not null,
    day     date not null,
    sends   int not null
);

-- Failed logins since the last good one; and how far the server's log has been read.
create table job.failed_login (
    login    text constraint failed_login_pk primary key,
    failures int not null,
    first_at timestamptz not null,
    last_at  timestamptz not null
);
create table job.log_place (
    one      boolean constraint log_place_pk primary key default true constraint log_place_one_ck check (one),
    file     text,
    place    bigint,
    read_at  timestamptz,
    error    text
);

create type app.service_fields as (service text, url text, enabled boolean, timeout_s int, client_id text, sign text,
                                   changed_at timestamptz);

insert into meta.table_class (table_name, class) values
    ('app.job_kind', 'code'), ('app.service', 'region'), ('app.sms_template', 'code'), ('job.job', 'region'),
    ('app.sms_code', 'region'), ('app.sms_phone', 'region'), ('job.failed_login', 'region'), ('job.log_place', 'region');

insert into meta.retention (subject, keep, counted_from, basis) values
    ('sms code', '1 day', 'sent', 'SPEC 3.1');

insert into app.setting (name, value, note) values
    ('code_asks_per_hour', '60', 'codes sent and checked, for each terminal and account; a rollback does not give them back'),
    ('code_sends_per_phone_day', '20', 'codes sent to one phone in a day'),
    ('login_failures', '10', 'failed logins in a row before an account is locked'),
    ('login_lock_minutes', '15', 'how long it is locked');

insert into app.service (service, timeout_s) values ('sms', 10), ('registry', 10), ('geocode', 10), ('deposit', 12);

insert into app.sms_template (template, text, text_en) values
    ('code', '验证码{code}，5分钟内有效。请勿告诉他人。', 'Your code is {code}, valid for 5 minutes. Tell it to nobody.'),
    ('invitation', '您已受邀到"{project}"工作({company}{team})。请带本人身份证到项目部办理实名登记。',
     'You are invited to work on "{project}" ({company}, {team}). Bring your ID card to the project office to be enrolled.'),
    ('decision', '您提交的"{subject}"已有处理结果：{decision}。请登录安薪查看。',
     'Your application "{subject}" has been decided: {decision}. Sign in to see.'),
    ('pay_paid', '{project}{month}工资{amount}元已发放到您尾号{tail}的银行卡。',
     'Wages of {month} on {project}: {amount} yuan paid to your card ending in {tail}.'),
    ('pay_failed', '{project}{month}工资发放失败：{reason}。请联系项目劳资员。',
     'Wages of {month} on {project} could not be paid: {reason}. Ask the wage officer.'),
    ('card_changed', '您在{project}的工资银行卡已更换为尾号{tail}。如非本人办理，请立即联系劳资员。',
     'Your wage card on {project} was changed to the one ending in {tail}. If this was not you, tell the wage officer at once.');

-- Every login that is there already gets the sequence that counts its asks for codes; new ones get it when they are made.
do $$
declare
    v_logins text[] := array(select a.login from app.account a union all select t.login from app.terminal t);
    v_login text;
begin
    set local role ax_search;
    foreach v_login in array v_logins loop
        execute format('create sequence if not exists sec.%I', 'ask_code' || v_login);
    end loop;
    reset role;
end
$$;

-- Before grant.sql comes to it: functions of sec have a job as their argument.
grant usage on schema job to ax_search;
