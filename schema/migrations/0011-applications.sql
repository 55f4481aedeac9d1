-- breaking: no
-- client_min: 1
-- Applications for a project (SPEC 5.1, 5.2), a project's states (5.3) and settings (5.4). A project's row is there from the
-- first saved page on; until it is approved no policy shows it, and what is done with it is asked of sec.application_need.

alter table app.project drop constraint project_approval_ck;
alter table app.project add constraint project_approval_ck check (approval in ('draft', 'pending', 'approved', 'rejected'));
alter table app.project alter column approval set default 'draft';

-- Page 1.
alter table app.project
    add column project_type  text,
    add column programme     text constraint project_programme_ck check (char_length(programme) between 1 and 100),
    add column project_class text,
    add column nature        text constraint project_nature_ck check (nature in ('government', 'non_government')),
    add column ownership     text,
    add column investment_fen bigint constraint project_investment_fen_ck check (investment_fen between 1 and 100000000000000000),
    add column floor_area_m2 numeric(12, 2) constraint project_floor_area_m2_ck check (floor_area_m2 >= 0),
    add column hr_office_id  int constraint project_hr_office_fk references app.regulator_office,
    add column industry_office_id int constraint project_industry_office_fk references app.regulator_office;
-- Page 2, besides the units.
alter table app.project
    add column contact_name     text,
    add column contact_position text constraint project_contact_position_ck check (char_length(contact_position) between 1 and 40),
    add column contact_email    text constraint project_contact_email_ck
               check (contact_email ~ '^[^[:space:]@<>,;]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,20}$'),
    add column contact_phone    text constraint project_contact_phone_ck check (contact_phone ~ '^1[3-9][0-9]{9}$');
-- Page 3.
alter table app.project
    add column planned_start_on date,
    add column planned_end_on   date,
    add column actual_start_on  date,
    add column address          text constraint project_address_ck check (char_length(address) between 2 and 200),
    add column longitude        numeric(9, 6),
    add column latitude         numeric(9, 6),
    add constraint project_planned_end_on_ck check (planned_end_on > planned_start_on);
-- Page 4. The labour-cost part is moved to the wage account at least every month.
alter table app.project
    add column contract_number    text constraint project_contract_number_ck check (char_length(contract_number) between 1 and 60),
    add column contract_price_fen bigint constraint project_contract_price_fen_ck check (contract_price_fen between 1 and 100000000000000000),
    add column contract_signed_on date,
    add column transfer_cycle_days int constraint project_transfer_cycle_days_ck check (transfer_cycle_days between 1 and 31),
    add column permit             boolean,
    add column permit_number      text constraint project_permit_number_ck check (char_length(permit_number) between 1 and 60),
    add column permit_issued_on   date,
    add column permit_valid_until date,
    add column guarantee          boolean,
    add column guarantor          text constraint project_guarantor_ck check (char_length(guarantor) between 2 and 100),
    add column guarantor_uscc     text,
    add column guarantee_fen      bigint constraint project_guarantee_fen_ck check (guarantee_fen between 1 and 100000000000000000),
    add column guarantee_from_on  date,
    add column guarantee_until_on date,
    add constraint project_permit_valid_until_ck check (permit_valid_until >= permit_issued_on),
    add constraint project_guarantee_until_on_ck check (guarantee_until_on > guarantee_from_on);
-- In assessment scope: by the region's rule, unless a regulator said otherwise, with a reason.
alter table app.project
    add column in_assessment_scope boolean not null default false,
    add column assessment_reason   text constraint project_assessment_reason_ck check (char_length(assessment_reason) between 4 and 200),
    add column assessment_by       bigint,
    add column assessment_at       timestamptz,
    add constraint project_assessment_ck check ((assessment_reason is null) = (assessment_by is null));
-- Settings (SPEC 5.4). The area is a circle about the position, or, where it has points, what they enclose: {{longitude, latitude}, …}.
alter table app.project
    add column attendance_radius_m int not null default 500 constraint project_attendance_radius_m_ck check (attendance_radius_m between 20 and 20000),
    add column attendance_points numeric[] constraint project_attendance_points_ck
               check (array_ndims(attendance_points) = 2 and array_length(attendance_points, 2) = 2 and array_length(attendance_points, 1) between 3 and 40),
    add column closed_site     boolean not null default false,
    add column wage_day        int not null default 15 constraint project_wage_day_ck check (wage_day between 1 and 31),
    add column standard_hours  numeric(3, 1) not null default 8 constraint project_standard_hours_ck check (standard_hours between 4 and 12),
    add column attended_rule   text not null default 'in_and_out' constraint project_attended_rule_ck check (attended_rule in ('in_and_out', 'hours')),
    add column minimum_wage_fen bigint constraint project_minimum_wage_fen_ck check (minimum_wage_fen between 1 and 10000000),
    add column second_reviewer boolean not null default false,
    add column settings_by     bigint,
    add column settings_at     timestamptz not null default clock_timestamp();

-- What the general contractor asks for: who, and how far it is. round counts the submissions; both offices decide each anew.
create table app.application (
    project_id       int constraint application_pk primary key constraint application_project_fk references app.project,
    company_id       int not null,                          -- the general contractor
    made_by          bigint not null,
    made_at          timestamptz not null default now(),
    administrator_id bigint,                                -- accounts of members of the general contractor
    contact_id       bigint,
    confirmed_phone  text,                                  -- the contact phone that a code has come back from
    geocoded_longitude numeric(9, 6),                       -- as the geocoder answered last
    geocoded_latitude  numeric(9, 6),
    round            int not null default 0,
    submitted_at     timestamptz,
    submitted_by     bigint,
    approved_at      timestamptz
);
create index application_company_ix on app.application (company_id);
create index application_made_by_ix on app.application (made_by);

create table app.application_page (
    project_id int not null constraint application_page_project_fk references app.project,
    page       int not null constraint application_page_page_ck check (page between 1 and 4),
    changed_at timestamptz not null default clock_timestamp(),
    changed_by bigint not null,
    constraint application_page_pk primary key (project_id, page)
);

-- What a unit of page 2 is on the project, and which of the participant kinds it becomes at approval.
create table app.application_part (
    part             text constraint application_part_pk primary key,
    participant_kind text not null constraint application_part_kind_fk references app.participant_kind,
    name             text not null,
    name_en          text not null,
    required         boolean not null,
    sort             int not null
);

create table app.application_unit (
    project_id int not null constraint application_unit_project_fk references app.project,
    part       text not null constraint application_unit_part_fk references app.application_part,
    company_id int not null,
    company_name text not null,
    constraint application_unit_pk primary key (project_id, part)
);

create table app.application_decision (
    project_id int not null constraint application_decision_project_fk references app.project,
    round      int not null,
    bureau     text not null constraint application_decision_bureau_ck check (bureau in ('hr', 'industry')),
    office_id  int not null constraint application_decision_office_fk references app.regulator_office,
    decision   text not null constraint application_decision_decision_ck check (decision in ('approved', 'rejected')),
    reason     text constraint application_decision_reason_ck check (char_length(reason) between 2 and 300),
    decided_by bigint not null,
    decided_at timestamptz not null default clock_timestamp(),
    constraint application_decision_pk primary key (project_id, round, bureau),
    constraint application_decision_rejected_ck check (decision <> 'rejected' or reason is not null)
);

-- Every state a project had, from which day and why (no reason: it began so). The last one is the project's own.
create table app.project_state (
    project_id int not null constraint project_state_project_fk references app.project,
    state_id   bigint generated by default as identity,
    state      text not null,
    from_on    date not null,
    reason     text constraint project_state_reason_ck check (char_length(reason) between 2 and 200),
    changed_by bigint,
    changed_at timestamptz not null default clock_timestamp(),
    constraint project_state_pk primary key (project_id, state_id)
);

-- The box a region lies in, generously; a position outside cannot be in the region. A county without one uses its prefecture's.
create table app.region_bounds (
    region text constraint region_bounds_pk primary key constraint region_bounds_region_fk references app.region,
    west   numeric(7, 3) not null,
    south  numeric(7, 3) not null,
    east   numeric(7, 3) not null,
    north  numeric(7, 3) not null,
    note   text not null default '',
    constraint region_bounds_ck check (west < east and south < north)
);

-- Which projects are assessed, by region; the nearest region upwards with a rule counts.
create table app.assessment_rule (
    region       text constraint assessment_rule_pk primary key constraint assessment_rule_region_fk references app.region,
    government   boolean not null,                          -- government investment is in
    ownerships   text[] not null,                           -- these are in
    contract_fen bigint                                     -- from this contract price on; null: by price none
);

-- The pages as they are taken: attributes that app.project has under the same name are written as they come, so that a new field
-- is a column above, an attribute here and in app.application_view, and a row of a form.
create type app.application_1_fields as (
    changed_at timestamptz, name text, region text, project_type text, programme text, project_class text, nature text,
    ownership text, investment_fen bigint, floor_area_m2 numeric, hr_office_id int, industry text, industry_office_id int
);
create type app.application_2_fields as (
    changed_at timestamptz, client int, designer int, supervision_firm int, surveyor int, safety_authority int,
    quality_authority int, occupant int, administrator_id bigint, contact_id bigint, contact_position text, contact_email text,
    contact_phone text
);
create type app.application_3_fields as (
    changed_at timestamptz, planned_start_on date, planned_end_on date, actual_start_on date, state text, address text,
    longitude numeric, latitude numeric
);
create type app.application_4_fields as (
    changed_at timestamptz, contract_number text, contract_price_fen bigint, contract_signed_on date, transfer_cycle_days int,
    permit boolean, permit_number text, permit_issued_on date, permit_valid_until date, guarantee boolean, guarantor text,
    guarantor_uscc text, guarantee_fen bigint, guarantee_from_on date, guarantee_until_on date
);
-- ... and as they are given, with the names behind the numbers; permit and guarantee are text, since not answered is not no.
create type app.application_view as (
    project_id int, approval text, state text, name text, region text, project_type text, programme text, project_class text,
    nature text, ownership text, investment_fen bigint, floor_area_m2 text, hr_office_id int, industry text,
    industry_office_id int, contact_name text, contact_position text, contact_email text, contact_phone text,
    planned_start_on date, planned_end_on date, actual_start_on date, address text, longitude text, latitude text,
    contract_number text, contract_price_fen bigint, contract_signed_on date, transfer_cycle_days int, permit text,
    permit_number text, permit_issued_on date, permit_valid_until date, guarantee text, guarantor text, guarantor_uscc text,
    guarantee_fen bigint, guarantee_from_on date, guarantee_until_on date, in_assessment_scope boolean, assessment_reason text,
    assessment_by_name text,
    region_name text, region_path text, hr_office_name text, industry_office_name text,
    company_id int, company_name text, made_by_name text, made_at timestamptz, administrator_id bigint, administrator_name text,
    contact_id bigint, confirmed_phone text, geocoded boolean, round int, submitted_at timestamptz, submitted_by_name text,
    approved_at timestamptz,
    client int, client_name text, designer int, designer_name text, supervision_firm int, supervision_firm_name text,
    surveyor int, surveyor_name text, safety_authority int, safety_authority_name text, quality_authority int,
    quality_authority_name text, occupant int, occupant_name text,
    changed_at_1 timestamptz, changed_by_1 text, changed_at_2 timestamptz, changed_by_2 text,
    changed_at_3 timestamptz, changed_by_3 text, changed_at_4 timestamptz, changed_by_4 text,
    may_write boolean, may_decide text
);
create type app.project_settings_fields as (
    changed_at timestamptz, attendance_radius_m int, attendance_points text, closed_site boolean, wage_day int, zone text,
    standard_hours numeric, attended_rule text, minimum_wage_fen bigint, second_reviewer boolean
);

insert into meta.table_class (table_name, class) values
    ('app.application', 'project'), ('app.application_page', 'project'), ('app.application_part', 'code'),
    ('app.application_unit', 'project'), ('app.application_decision', 'project'), ('app.project_state', 'project'),
    ('app.region_bounds', 'code'), ('app.assessment_rule', 'code');
