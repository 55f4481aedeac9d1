-- Walks through the catalogue: what must hold of every table and function, also of those made tomorrow.
begin;
set local search_path = tap, pg_catalog;
select plan(25);

-- Tables.
select is_empty($$ select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname in ('app', 'sec', 'adm', 'job', 'audit', 'meta', 'api')
      and n.nspname || '.' || c.relname not in (select table_name from meta.table_class) $$,
    'DESIGN 3: every table has a class');
select is_empty($$ select table_name from meta.table_class where to_regclass(table_name) is null $$,
    'DESIGN 3: every class has its table');
select is_empty($$ select t.table_name from meta.table_class t join pg_class c on c.oid = t.table_name::regclass
    where t.class <> 'code' and not (c.relrowsecurity and c.relforcerowsecurity) $$,
    'SPEC 22.1: every table but code tables is under forced row-level security');
select is_empty($$ select t.table_name, p.polname from meta.table_class t join pg_policy p on p.polrelid = t.table_name::regclass
    where t.class in ('region', 'code') and t.table_name <> 'sec.key_file' $$,
    'DESIGN 3: no policy lets the api at a region table');
select is_empty($$ select t.table_name, pg_get_expr(p.polqual, p.polrelid)
    from meta.table_class t join pg_policy p on p.polrelid = t.table_name::regclass
    where t.class in ('project', 'own') and (p.polcmd <> '*' or p.polwithcheck is not null or not p.polpermissive
       or p.polroles <> array['ax_api'::regrole::oid]
       or regexp_replace(pg_get_expr(p.polqual, p.polrelid), '\s+', ' ', 'g') not in (
          '(project_id = ANY (( SELECT sec.my_projects() AS my_projects)::integer[]))',
          '((project_id = ANY (( SELECT sec.my_whole_projects() AS my_whole_projects)::integer[])) OR (participant_id = ANY (( SELECT sec.my_participants() AS my_participants)::integer[])))',
          '(account_id = ( SELECT sec.me() AS me))')) $$,
    'DESIGN 3: policies have one of three shapes and no other');
select is_empty($$ select t.table_name from meta.table_class t
    where t.class in ('project', 'own') and (select count(*) from pg_policy p where p.polrelid = t.table_name::regclass) <> 1 $$,
    'DESIGN 3: every project or own table has its one policy');
select is_empty($$ select t.table_name from meta.table_class t
    join pg_policy p on p.polrelid = t.table_name::regclass
    where t.by_participant <> (pg_get_expr(p.polqual, p.polrelid) like '%participant_id%') and t.class = 'project' $$,
    'SPEC 6.3: rows of one company are under the policy that says so');
select is_empty($$ select t.table_name from meta.table_class t where t.by_participant and not exists (
       select 1 from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid = t.table_name::regclass and i.indpred is null and a.attname = 'participant_id') $$,
    'SPEC 6.3: and the policy has its index there');
select is_empty($$ select t.table_name from meta.table_class t where t.class = 'project' and not exists (
       select 1 from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid = t.table_name::regclass and i.indisprimary and a.attname = 'project_id') $$,
    'DESIGN 3: project_id is first in every key of project data');
select is_empty($$ select c.conrelid::regclass, c.conname from pg_constraint c join meta.table_class t on t.table_name::regclass = c.conrelid
    join meta.table_class f on f.table_name::regclass = c.confrelid
    where c.contype = 'f' and t.class = 'project' and f.class = 'project' and c.confrelid <> 'app.project'::regclass
      and (select a.attname from pg_attribute a where a.attrelid = c.conrelid and a.attnum = c.conkey[1]) <> 'project_id' $$,
    'DESIGN 3: a foreign key between project tables carries the project');
select is_empty($$ select c.conrelid::regclass, c.conname from pg_constraint c join meta.table_class t on t.table_name::regclass = c.conrelid
    join meta.table_class f on f.table_name::regclass = c.confrelid
    where c.contype = 'f' and (t.class, f.class) in (('project', 'region'), ('region', 'project')) $$,
    'DESIGN 3: no foreign key leads from a project to the region or back');
select is_empty($$ select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('app', 'audit', 'meta', 'job') and c.relkind in ('r', 'p', 'S') and c.relowner <> 'ax_owner'::regrole $$,
    'DESIGN 3: ax_owner owns the tables');
select is_empty($$ select c.oid::regclass, r.rolname, a.privilege_type
    from pg_class c join pg_namespace n on n.oid = c.relnamespace,
         lateral aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
    left join pg_roles r on r.oid = a.grantee
    where n.nspname in ('app', 'sec', 'adm', 'job', 'audit', 'meta') and c.relkind in ('r', 'p', 'v', 'S')
      and coalesce(r.rolname, 'public') not in ('ax_owner', 'ax_api', 'ax_search', 'ax_keyholder') $$,
    'SPEC 22.1: nobody but the owners has a privilege on a table');
select is_empty($$ select a.privilege_type, r.rolname from pg_class c, lateral aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
    where c.oid in ('audit.entry'::regclass, 'audit.anchor'::regclass) and r.rolname <> 'ax_owner'
      and not (r.rolname = 'ax_search' and a.privilege_type in ('SELECT', 'INSERT')) $$,
    'SPEC 22.3: the audit chain can only be added to');

-- Functions.
create temporary view f as
    select p.oid, p.oid::regprocedure::text as name, n.nspname, p.proname, p.prosecdef, p.proconfig, r.rolname as owner,
           p.proacl, p.proowner, p.prosrc, p.proargnames[1:p.pronargs] as proargnames, p.prolang, p.prorettype, p.provolatile
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
     where n.nspname in ('api', 'sec', 'adm', 'job', 'audit', 'app', 'meta')
       and not exists (select 1 from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e');
select is_empty($$ select name from f where proconfig is distinct from array['search_path=pg_catalog, pg_temp'] $$,
    'DESIGN 3: every function sets its search_path, the catalogue first');
select is_empty($$ select name from f where nspname = 'api' and not prosecdef $$,
    'DESIGN 3: every api function is security definer');
-- Reviewed: each of these acts with more than its caller has and asks for itself what that may be.
select is_empty($$ select name from f where nspname <> 'api' and prosecdef and nspname || '.' || proname <> all (regexp_split_to_array(btrim('
    adm.account_make adm.group_set adm.lock adm.password_set adm.stock_fill adm.terminal_make adm.terminal_withdraw
    adm.unlock sec.account_lock_note sec.account_name sec.acts_for sec.audit sec.blind sec.card_look sec.chain_anchor
    sec.chain_list sec.chain_verify sec.draft_content sec.id_masked sec.initials sec.invitation_save sec.key sec.key_path
    sec.login_name sec.may sec.me sec.my_account sec.my_duties sec.my_participants sec.my_projects sec.my_roles
    sec.my_whole_projects sec.need_operator sec.pick_login sec.project_bucket sec.project_figures sec.request_begin
    sec.request_end sec.reveal sec.seal sec.sees sec.sign_in_note sec.stock_add sec.stock_count sec.stock_take
    sec.team_page sec.team_renamed sec.terminal_add sec.terminal_withdraw sec.today sec.unseal sec.worker_count
    sec.worker_enrol sec.worker_page sec.worker_papers
    adm.account_close adm.operator_make sec.account_act sec.account_check_by sec.account_close_note sec.account_facts
    sec.account_of_phone sec.account_page sec.account_release sec.card_shown sec.card_wanted sec.code_for sec.company_mine
    sec.has_operator sec.idle_minutes_set sec.is_member sec.my_company_roles sec.my_own_duties sec.may_company sec.my_sessions sec.need_terminal
    sec.office_close sec.office_page sec.office_save sec.operator_add sec.password_change sec.password_reset sec.phone_change
    sec.register sec.regulator_save sec.regulator_withdraw sec.terminal_bind sec.terminal_make sec.terminal_page
    sec.terminal_release sec.terminal_withdraw_by
    sec.code_check sec.code_send sec.code_tell sec.codes_by_hand sec.failed_logins sec.job_add sec.job_answer sec.job_page
    sec.job_resend sec.job_state sec.job_sweep sec.job_take sec.locks_over sec.lockout_run sec.lockout_state
    sec.login_failures_add sec.service_on sec.service_page sec.service_save sec.sms
    adm.unlock sec.account_lock_note sec.account_name sec.acts_for sec.application_decide sec.application_list
    sec.audit sec.blind sec.card_look sec.chain_anchor sec.chain_list sec.chain_verify sec.claim_decide sec.claim_list
    sec.claim_withdraw sec.company_mine sec.company_offer sec.draft_content sec.exit_decide sec.exit_list
    sec.exit_withdraw sec.id_masked sec.initials sec.invitation_save sec.invitation_withdraw sec.key sec.key_path
    sec.login_name sec.may sec.may_company sec.me sec.member_apply sec.member_apply_withdraw sec.member_change
    sec.member_count sec.member_end sec.member_page sec.my_account sec.my_company_roles sec.my_duties sec.my_own_duties
    sec.my_participants sec.my_projects sec.my_roles sec.my_whole_projects sec.need_operator sec.participant_enter
    sec.participant_exit sec.participant_kinds sec.participant_live sec.pick_login sec.project_bucket sec.project_claim
    sec.project_figures sec.project_find sec.project_record sec.request_begin sec.request_end sec.reveal sec.seal
    sec.sees sec.sign_in_note sec.site_list sec.stock_add sec.stock_count sec.stock_take sec.team_exit sec.team_page
    sec.team_renamed sec.terminal_add sec.terminal_withdraw sec.today sec.unseal sec.waiting_site sec.worker_count
    sec.worker_enrol sec.worker_exit sec.worker_page sec.worker_papers
    sec.certification_answer sec.certification_begin sec.certification_card sec.certification_get sec.company_add
    sec.company_answers_seen sec.company_apply sec.company_apply_withdraw sec.company_decide sec.company_desk sec.company_find
    sec.company_fold sec.company_get sec.company_initials sec.company_look_up sec.company_member_end sec.company_member_page
    sec.company_roles_set sec.company_save sec.company_self_grants sec.company_self_grants_seen sec.waiting_company
    '), '\s+')) $$, 'DESIGN 3: helpers are security invoker unless the list says otherwise');
select is_empty($$ select name from f, lateral aclexplode(coalesce(proacl, acldefault('f', proowner))) a where a.grantee = 0 $$,
    'DESIGN 3: no function may be executed by PUBLIC');
select is_empty($$ select name, owner from f where owner <> case nspname when 'api' then 'ax_api' when 'adm' then 'ax_role_keeper'
        when 'audit' then 'ax_owner' when 'sec' then case when proname in ('key', 'key_path', 'blind', 'seal', 'unseal', 'id_masked',
        'pick_login', 'failed_logins') then 'ax_keyholder' else 'ax_search' end end $$,
    'DESIGN 3: every function belongs to the owner of its kind');
select is_empty($$ select name, r.rolname from f, lateral aclexplode(proacl) a join pg_roles r on r.oid = a.grantee
    where nspname <> 'api' and r.rolname !~ '^ax_(owner|api|search|keyholder|role_keeper)$' $$,
    'DESIGN 3: people may execute api functions only');
select is_empty($$ select name from f, lateral aclexplode(proacl) a join pg_roles r on r.oid = a.grantee
    where nspname = 'api' and r.rolname not in ('ax_api', 'app_user', 'app_terminal', 'app_regulator', 'app_operator', 'app_approver', 'ax_worker') $$,
    'DESIGN 3: api functions are granted to groups and services, never to one person');
-- Reviewed: who may call what. A new grant has to be written here, too.
select results_eq($$ select f.proname::text collate "C", string_agg(r.rolname::text, ' ' order by r.rolname) collate "C"
      from f, lateral aclexplode(proacl) a join pg_roles r on r.oid = a.grantee
     where f.nspname = 'api' and r.rolname <> 'ax_api' group by f.oid, f.proname order by f.proname $$, $$
    select v.f collate "C", v.g collate "C" from (values
    ('account_check', 'app_operator'),
    ('account_close', 'app_operator'),
    ('account_get', 'app_operator'),
    ('account_list', 'app_operator'),
    ('account_lock', 'app_operator'),
    ('account_release', 'app_operator'),
    ('account_unlock', 'app_operator'),
    ('application_decide', 'app_user'),
    ('application_list', 'app_user'),
    ('audit_anchor', 'app_operator'),
    ('audit_chain_list', 'app_operator'),
    ('audit_verify', 'app_operator'),
    ('card_look', 'app_user'),
    ('card_shown', 'app_terminal'),
    ('card_wanted', 'app_user'),
    ('certification_answer', 'app_user'),
    ('certification_begin', 'app_user'),
    ('certification_card', 'app_terminal'),
    ('certification_get', 'app_user'),
    ('claim_decide', 'app_user'),
    ('claim_list', 'app_user'),
    ('code_list', 'app_user'),
    ('company_add', 'app_user'),
    ('company_answers_seen', 'app_user'),
    ('company_apply', 'app_user'),
    ('company_apply_withdraw', 'app_user'),
    ('company_decide', 'app_user'),
    ('company_desk', 'app_user'),
    ('company_export_note', 'app_user'),
    ('company_find', 'app_user'),
    ('company_get', 'app_user'),
    ('company_leave', 'app_user'),
    ('company_look_up', 'app_user'),
    ('company_member_list', 'app_user'),
    ('company_member_remove', 'app_user'),
    ('company_mine', 'app_user'),
    ('company_roles_set', 'app_user'),
    ('company_save', 'app_user'),
    ('company_self_grants', 'app_user'),
    ('company_self_grants_seen', 'app_user'),
    ('draft_drop', 'app_user'),
    ('draft_get', 'app_user'),
    ('draft_list', 'app_user'),
    ('draft_save', 'app_user'),
    ('exit_decide', 'app_user'),
    ('exit_list', 'app_user'),
    ('exit_withdraw', 'app_user'),
    ('export_note', 'app_user'),
    ('hello', 'app_terminal app_user'),
    ('idle_minutes_set', 'app_user'),
    ('invitation_save', 'app_user'),
    ('invitation_withdraw', 'app_user'),
    ('job_answer', 'ax_worker'),
    ('job_list', 'app_operator'),
    ('job_resend', 'app_operator'),
    ('job_state', 'app_user'),
    ('job_sweep', 'ax_worker'),
    ('job_take', 'ax_worker'),
    ('lockout_run', 'ax_worker'),
    ('lockout_state', 'app_operator'),
    ('login_name', 'app_terminal'),
    ('me', 'app_user'),
    ('member_apply', 'app_user'),
    ('member_apply_withdraw', 'app_user'),
    ('member_change', 'app_user'),
    ('member_check', 'app_user'),
    ('member_leave', 'app_user'),
    ('member_list', 'app_user'),
    ('member_release', 'app_user'),
    ('member_remove', 'app_user'),
    ('my_sessions', 'app_user'),
    ('office_close', 'app_operator'),
    ('office_page', 'app_operator'),
    ('office_save', 'app_operator'),
    ('participant_enter', 'app_user'),
    ('participant_exit', 'app_user'),
    ('participant_kinds', 'app_user'),
    ('participant_list', 'app_user'),
    ('participant_offer', 'app_user'),
    ('password_change', 'app_user'),
    ('password_code', 'app_terminal'),
    ('password_reset', 'app_terminal'),
    ('phone_change', 'app_user'),
    ('phone_code', 'app_user'),
    ('project_claim', 'app_user'),
    ('project_find', 'app_user'),
    ('project_list', 'app_user'),
    ('project_record', 'app_user'),
    ('record_offer', 'app_user'),
    ('register', 'app_terminal'),
    ('register_code', 'app_terminal'),
    ('regulator_save', 'app_operator'),
    ('regulator_withdraw', 'app_operator'),
    ('reveal', 'app_user'),
    ('service_list', 'app_operator'),
    ('service_on', 'app_user'),
    ('service_save', 'app_operator'),
    ('settings_wrong', 'app_operator app_terminal'),
    ('sign_in_note', 'app_user'),
    ('site_list', 'app_user'),
    ('sms_code_list', 'app_operator'),
    ('sms_code_tell', 'app_operator'),
    ('team_exit', 'app_user'),
    ('team_get', 'app_user'),
    ('team_list', 'app_user'),
    ('team_save', 'app_user'),
    ('terminal_all', 'app_operator'),
    ('terminal_bind', 'app_user'),
    ('terminal_list', 'app_user'),
    ('terminal_make', 'app_operator'),
    ('terminal_unbind', 'app_user'),
    ('terminal_withdraw', 'app_operator'),
    ('waiting', 'app_user'),
    ('worker_count', 'app_user'),
    ('worker_enrol', 'app_user'),
    ('worker_exit', 'app_user'),
    ('worker_get', 'app_user'),
    ('worker_history', 'app_user'),
    ('worker_list', 'app_user'),
    ('worker_phone_save', 'app_user'),
    ('worker_reveals', 'app_user')) as v(f, g) $$, 'DESIGN 3: each api function is granted to the groups that it was reviewed for');
select is_empty($$ select name from f where nspname = 'api' and proargnames[1] = 'project_id'
    and prosrc !~ 'begin\s+perform sec\.need\(project_id, ' $$,
    'DESIGN 3: the first statement of a call about a project is sec.need');
select is_empty($$ select name from f where nspname = 'api' and proargnames[1] is distinct from 'project_id'
    and proname not in ('hello', 'code_list', 'settings_wrong', 'sign_in_note')
    and prosrc !~ 'sec\.need_((person|operator|worker|terminal|account)\(\)|own\(|company\(company_id, )' $$,
    'DESIGN 3: every other call asks who it is that calls');
select is_empty($$ select f.name, c.* from f, lateral plpgsql_check_function(f.oid::regprocedure, fatal_errors => false,
         other_warnings => false, extra_warnings => false, performance_warnings => false) as c
    where f.prolang = (select oid from pg_language where lanname = 'plpgsql') and f.prorettype <> 'trigger'::regtype
      and c::text ~ '^error' $$,
    'plpgsql_check finds no mistake in any function');
select * from finish();
rollback;
