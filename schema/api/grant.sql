-- owner: ax_owner
-- Who may touch which table. People: none. The api: what it reads itself; it writes teams, a worker's phone and drafts, and all
-- else through functions of sec.
revoke all on all tables in schema app, audit, meta, job from public, ax_api, ax_search, ax_role_keeper;

grant select on app.region, app.trade, app.worker_kind, app.document_kind, app.participant_kind, app.code, app.duty,
    app.role_duty, app.setting, app.regulator_office, app.application_part, app.attachment_kind, app.job_kind, app.sms_template,
    app.exception_kind,
    meta.migration, meta.retention
    to ax_api;
grant select on app.project, app.participant, app.participant_role, app.team, app.worker, app.engagement, app.invitation,
    app.consent, app.reveal to ax_api;
grant insert, update on app.team to ax_api;
grant update (phone, changed_at, changed_by) on app.worker to ax_api;
grant select, insert, update, delete on app.draft to ax_api;

grant select, insert, update, delete on all tables in schema app to ax_search;
grant usage on sequence app.person_person_id_seq, app.identity_document_document_id_seq, app.invitation_invitation_id_seq
    to ax_search;
grant select on all tables in schema meta to ax_search;
grant usage on schema job to ax_search;
grant select, insert, update, delete on all tables in schema job to ax_search;
grant select, insert on audit.entry, audit.anchor to ax_search;
grant select, insert, update on audit.head to ax_search;
grant execute on function audit.canonical(int, bigint, timestamptz, text, text, jsonb, bytea) to ax_search;

drop trigger if exists project_bucket on app.project;
create trigger project_bucket after insert on app.project for each row execute function sec.project_bucket();
drop trigger if exists session_end_run on app.session_end;
create constraint trigger session_end_run after insert on app.session_end deferrable initially deferred
    for each row execute function sec.session_end_run();
drop trigger if exists company_fold on app.company;
create trigger company_fold before insert or update of name on app.company for each row execute function sec.company_fold();
drop trigger if exists company_initials on app.company;
create trigger company_initials after insert or update of name on app.company for each row execute function sec.company_initials();
drop trigger if exists engagement_days on app.engagement;
create trigger engagement_days after insert or update of started_on, ended_on on app.engagement
    for each row execute function sec.engagement_days();
drop trigger if exists attendance_rule_changed on app.project;
create trigger attendance_rule_changed after update of attended_rule, standard_hours on app.project for each row
    when ((old.attended_rule, old.standard_hours) is distinct from (new.attended_rule, new.standard_hours))
    execute function sec.attendance_rule_changed();
