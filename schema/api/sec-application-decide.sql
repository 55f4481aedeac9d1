-- owner: ax_search
-- An application handed in, decided by both offices it names, taken back (SPEC 5.2); and what approval makes (6.1).

create function sec.application_missing_papers(project int, j app.project) returns table (page int, field text, sort int) language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select 4, 'application_form', 30 where not exists (
        select 1 from app.attachment f where f.project_id = $1 and f.kind = 'application_form' and f.state = 'whole')
    union all
    select 4, n, 10 + i::int from unnest(array['permit_number', 'permit_issued_on', 'permit_valid_until']) with ordinality as u(n, i)
     where j.permit and to_jsonb(j) -> n = 'null'
    union all
    select 4, n, 20 + i::int
      from unnest(array['guarantor', 'guarantor_uscc', 'guarantee_fen', 'guarantee_from_on', 'guarantee_until_on']) with ordinality as u(n, i)
     where j.guarantee and to_jsonb(j) -> n = 'null'
$$;

-- Everything that is still missing, page by page, by field. contact_code: the contact phone is not confirmed.
create function sec.application_missing(project int) returns table (page int, field text) language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    j app.project;
    a app.application;
    v jsonb;
begin
    select * into j from app.project q where q.project_id = $1;
    select * into a from app.application q where q.project_id = $1;
    v := jsonb_strip_nulls(to_jsonb(j) || to_jsonb(a));
    return query
    select w.page, w.field from (
        select n.page, n.field, n.sort from (values
            (1, 'project_type', 1), (1, 'project_class', 2), (1, 'nature', 3), (1, 'ownership', 4), (1, 'investment_fen', 5),
            (1, 'floor_area_m2', 6), (1, 'hr_office_id', 7), (1, 'industry', 8), (1, 'industry_office_id', 9),
            (2, 'administrator_id', 20), (2, 'contact_id', 21), (2, 'contact_position', 22), (2, 'contact_email', 23),
            (2, 'contact_phone', 24), (3, 'planned_start_on', 1), (3, 'planned_end_on', 2), (3, 'address', 3),
            (3, 'longitude', 4), (3, 'latitude', 5), (4, 'contract_price_fen', 1), (4, 'contract_signed_on', 2),
            (4, 'transfer_cycle_days', 3), (4, 'permit', 4), (4, 'guarantee', 5)) as n(page, field, sort)
         where not v ? n.field
        union all
        select 2, p.part, p.sort from app.application_part p
         where p.required and not exists (select 1 from app.application_unit u where u.project_id = $1 and u.part = p.part)
        union all
        select 2, 'contact_code', 25 where j.contact_phone is not null and j.contact_phone is distinct from a.confirmed_phone
        union all
        select m.page, m.field, m.sort from sec.application_missing_papers($1, j) m) as w
     order by w.page, w.sort;
end
$$;

-- What was right when its page was saved may not be any more: an office closed, a member gone, the region changed.
create function sec.application_still_right(project int) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    j app.project;
    a app.application;
begin
    select * into j from app.project q where q.project_id = $1;
    select * into a from app.application q where q.project_id = $1;
    perform sec.application_company(a.company_id);
    perform sec.application_office(to_jsonb(j), 'hr_office_id', 'hr');
    perform sec.application_office(to_jsonb(j), 'industry_office_id', 'industry');
    perform sec.application_check_3($1, jsonb_build_object('longitude', j.longitude, 'latitude', j.latitude));
    if not sec.company_has(a.company_id, a.administrator_id) then
        perform sec.fail('AX004', 'the project administrator is no member of the general contractor any more', 'administrator_id');
    elsif not sec.company_has(a.company_id, a.contact_id) then
        perform sec.fail('AX004', 'the contact is no member of the general contractor any more', 'contact_id');
    end if;
end
$$;

create function sec.application_submit(project int, request uuid) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request, 'application_submit');
    m record;
    v_round int;
begin
    if v_first is not null then
        return (v_first ->> 'round')::int;
    end if;
    perform 1 from app.project j where j.project_id = $1 for update;
    perform sec.application_need($1, true);
    select * into m from sec.application_missing($1) limit 1;
    if found then
        perform sec.fail('AX004', 'something is missing on page {page}', m.field, 'page=' || m.page);
    end if;
    perform sec.application_still_right($1);
    update app.project j set approval = 'pending', changed_at = clock_timestamp(),
           in_assessment_scope = case when j.assessment_by is null then sec.assessment_of(j) else j.in_assessment_scope end
     where j.project_id = $1;
    update app.application a set round = a.round + 1, submitted_at = clock_timestamp(), submitted_by = sec.me()
     where a.project_id = $1 returning a.round into v_round;
    perform sec.request_end(project, request, jsonb_build_object('round', v_round));
    perform sec.audit(project, 'application_submit', jsonb_build_object('round', v_round));
    return v_round;
end
$$;

create function sec.application_withdraw(project int) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    s record;
    v_approval text;
begin
    select j.approval into v_approval from app.project j where j.project_id = $1 for update;
    s := sec.application_sight($1);
    if s.writes is not true then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    if v_approval <> 'pending' then
        perform sec.fail('AX004', 'only an application that waits to be decided can be withdrawn');
    end if;
    update app.project j set approval = 'draft', changed_at = clock_timestamp() where j.project_id = $1;
    perform sec.audit(project, 'application_withdraw', '{}');
end
$$;

-- Approved by both: the units become participants, the named administrator the project's, its state the first of its history.
create function sec.application_approved(project int) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.application;
    v_today date := sec.today(project);
begin
    select * into a from app.application q where q.project_id = $1;
    perform sec.application_still_right($1);
    update app.project j set approval = 'approved', changed_at = clock_timestamp() where j.project_id = $1;
    update app.application q set approved_at = clock_timestamp() where q.project_id = $1;
    insert into app.participant (project_id, company_id, company_name, short_name, initials, general_contractor, entered_on)
    select $1, c.company_id, c.name, c.short_name, c.initials, c.company_id = a.company_id, v_today
      from app.company c
     where c.company_id in (select u.company_id from app.application_unit u where u.project_id = $1)
     order by c.company_id <> a.company_id, c.company_id;
    insert into app.participant_role (project_id, participant_id, participant_kind)
    select distinct $1, p.participant_id, q.participant_kind
      from app.application_unit u
      join app.application_part q on q.part = u.part
      join app.participant p on p.project_id = u.project_id and p.company_id = u.company_id
     where u.project_id = $1;
    insert into app.project_member (project_id, account_id, participant_id, role)
    select $1, a.administrator_id, p.participant_id, 'project_administrator'
      from app.participant p where p.project_id = $1 and p.general_contractor;
    insert into app.project_state (project_id, state, from_on, changed_by)
    select $1, j.state, coalesce(case when j.state = 'in_progress' then j.actual_start_on end, v_today), sec.me()
      from app.project j where j.project_id = $1;
end
$$;

-- The applicant is told by SMS (SPEC 20.8): once a round, by whichever decision ends it.
create function sec.application_tell(project int, decision text) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.sms('decision', p.phone, jsonb_build_object('subject', j.name, 'decision', c.name),
                    'decision:' || $1 || ':' || a.round)
       from app.application a
       join app.project j on j.project_id = a.project_id
       join app.account p on p.account_id = a.submitted_by
       join app.code c on c.dict = 'project_approval' and c.code = $2
      where a.project_id = $1;
end
$$;

-- round: the submission that the office has read. Answers the application's approval after it.
create function sec.application_decide(project int, request uuid, round int, decision text, reason text) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    s record;
    j app.project;
    a app.application;
    v_reason text := nullif(btrim(regexp_replace(coalesce($5, ''), '[\u0001-\u001F\u007F-\u009F]', '', 'g')), '');
    v_bureau text;
    v_first jsonb := sec.request_begin(project, request, 'application_' || decision);
begin
    if v_first is not null then
        return v_first ->> 'approval';
    end if;
    select * into j from app.project q where q.project_id = $1 for update;
    select * into a from app.application q where q.project_id = $1;
    perform sec.application_need_office($1);
    s := sec.application_sight($1);
    select b into v_bureau from unnest(s.decides) as b
     where not exists (select 1 from app.application_decision d where d.project_id = $1 and d.round = a.round and d.bureau = b) limit 1;
    if j.approval <> 'pending' then
        perform sec.fail('AX004', 'this application does not wait to be decided any more');
    elsif a.round is distinct from $3 then
        perform sec.fail('AX006', 'somebody has changed this meanwhile', 'round', 'at=' || a.submitted_at);
    elsif v_bureau is null then
        perform sec.fail('AX002', 'your office has decided this application already');
    elsif char_length(v_reason) not between 2 and 300 or ($4 = 'rejected' and v_reason is null) then
        perform sec.fail('AX001', 'give a reason of 2 to 300 characters', 'reason');
    end if;
    insert into app.application_decision (project_id, round, bureau, office_id, decision, reason, decided_by)
    values ($1, $3, v_bureau, case v_bureau when 'hr' then j.hr_office_id else j.industry_office_id end, $4, v_reason, sec.me());
    if $4 = 'rejected' then
        update app.project q set approval = 'rejected', changed_at = clock_timestamp() where q.project_id = $1;
        perform sec.application_tell($1, 'rejected');
    elsif (select count(*) from app.application_decision d
            where d.project_id = $1 and d.round = $3 and d.decision = 'approved') = 2 then
        perform sec.application_approved($1);
        perform sec.application_tell($1, 'approved');
    end if;
    perform sec.audit($1, case $4 when 'approved' then 'application_approve' else 'application_reject' end,
                      jsonb_build_object('round', $3, 'bureau', v_bureau));
    select * into j from app.project q where q.project_id = $1;
    perform sec.request_end($1, $2, jsonb_build_object('approval', j.approval));
    return j.approval;
end
$$;

-- A named office says otherwise than the rule (SPEC 5.1), also after approval.
create function sec.application_assess(project int, in_scope boolean, reason text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_reason text := btrim(regexp_replace(coalesce($3, ''), '[\u0001-\u001F\u007F-\u009F]', '', 'g'));
begin
    if in_scope is null then
        perform sec.fail('AX001', 'this field is required', 'in_scope');
    end if;
    if char_length(v_reason) not between 4 and 200 then
        perform sec.fail('AX001', 'give a reason of 4 to 200 characters', 'reason');
    end if;
    update app.project j set in_assessment_scope = $2, assessment_reason = v_reason, assessment_by = sec.me(),
           assessment_at = clock_timestamp() where j.project_id = $1;
    perform sec.audit(project, 'assessment_override', jsonb_build_object('in_scope', $2));
end
$$;

revoke execute on function sec.application_missing_papers(int, app.project), sec.application_missing(int),
    sec.application_still_right(int), sec.application_submit(int, uuid), sec.application_withdraw(int),
    sec.application_approved(int), sec.application_tell(int, text), sec.application_decide(int, uuid, int, text, text),
    sec.application_assess(int, boolean, text) from public;
grant execute on function sec.application_missing(int), sec.application_submit(int, uuid), sec.application_withdraw(int),
    sec.application_decide(int, uuid, int, text, text), sec.application_assess(int, boolean, text) to ax_api;
