-- breaking: no
-- client_min: 1
-- Sessions that are ended from elsewhere (SPEC 3.3, 19.5), and the language a person works in.

-- An order to end sessions, carried out when the transaction that gave it commits (sec.session_end_run), and for some moments after
-- that by the worker: somebody who was just entering with the old password was in no list yet. session: that one alone; spared: the one
-- that gives the order. Numbers are the server's own for a session.
create table app.session_end (
    session_end_id bigint generated always as identity constraint session_end_pk primary key,
    login          text not null,
    reason         text not null constraint session_end_reason_ck check (reason in ('password', 'lock', 'close', 'withdraw', 'elsewhere')),
    session        int,
    spared         int,
    asked_at       timestamptz not null default clock_timestamp(),
    ended_at       timestamptz,
    ended          int[] not null default '{}'
);
create index session_end_login_ix on app.session_end (login, session_end_id);

alter table app.account add column language text constraint account_language_ck check (language in ('zh', 'en'));

insert into meta.table_class (table_name, class) values ('app.session_end', 'region');

insert into meta.retention (subject, keep, counted_from, basis) values
    ('session ended from elsewhere', '1 day', 'ended', 'SPEC 3.3');
