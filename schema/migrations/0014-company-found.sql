-- breaking: no
-- client_min: 1
-- A company as a look-up answers it (SPEC 4.6): one shape for whoever asks. Who changed what a company is on a project (SPEC 6.1).

-- mine: the asker is a member. on_site: on the project that is asked for; false where none is.
create type app.company_found as (
    company_id int, name text, short_name text, uscc text, region_name text, certified boolean, mine boolean, on_site boolean,
    initials text[]
);

alter table app.participant add column changed_by bigint;  -- an account; null: as it was entered
