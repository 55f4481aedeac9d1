-- owner: ax_search
-- A project that a regulator recorded, naming its general contractor, and how that company takes it over (SPEC 5.6).

create function sec.project_record(request_id uuid, fields jsonb) returns jsonb language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb := sec.parse(fields, 'app.project_record_fields');
    f app.project_record_fields := jsonb_populate_record(null::app.project_record_fields, v_fields);
    v_first jsonb := sec.request_begin(0, request_id, 'project_record');
    v_name text;
    c app.company;
    v_project int;
    v_participant int;
    v_answer jsonb;
begin
    if v_first is not null then
        return v_first;
    end if;
    perform sec.required(v_fields, 'name', 'region', 'industry', 'company_id');
    v_name := sec.name_check(f.name, 'name');
    if not exists (select 1 from app.region g where g.region = f.region and g.assignable and g.level = 'county') then
        perform sec.fail('AX001', 'not one of the list', 'region');
    end if;
    if not exists (select 1 from app.code q where q.dict = 'industry' and q.code = f.industry) then
        perform sec.fail('AX001', 'not one of the list', 'industry');
    end if;
    if not exists (select 1 from app.regulator r
                    where r.account_id = sec.me() and r.until_at is null and (r.industry is null or r.industry = f.industry)
                      and f.region like regexp_replace(r.region, '(00)+$', '') || '%') then
        perform sec.fail('AX003', 'this region or industry is not yours', 'region');
    end if;
    select * into c from app.company q where q.company_id = f.company_id;
    if not found then
        perform sec.fail('AX001', 'this company is not registered', 'company_id');
    end if;
    insert into app.project (name, region, industry, approval, state, initials)
    values (v_name, f.region, f.industry, 'approved', 'preparing', sec.initials(v_name, false)) returning project_id into v_project;
    insert into app.participant (project_id, company_id, company_name, short_name, initials, general_contractor, entered_on, entered_by)
    values (v_project, c.company_id, c.name, c.short_name, c.initials, true, sec.today(v_project), sec.me())
    returning participant_id into v_participant;
    insert into app.participant_role (project_id, participant_id, participant_kind)
    select v_project, v_participant, k.participant_kind from app.participant_kind k where k.general_contractor;
    insert into app.project_record (project_id, participant_id, recorded_by) values (v_project, v_participant, sec.me());
    v_answer := jsonb_build_object('project_id', v_project);
    perform sec.request_end(0, $1, v_answer);
    perform sec.audit(v_project, 'project_record', jsonb_build_object('company_id', c.company_id, 'request_id', $1));
    return v_answer;
end
$$;

create function sec.project_claim(request_id uuid, recorded int, message text) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    r app.project_record;
    v_first jsonb;
    v_claim int;
    v_answer jsonb;
begin
    select q.* into r from app.project_record q join app.participant p
        on p.project_id = q.project_id and p.participant_id = q.participant_id
     where q.project_id = $2 and p.company_id in (select k.company_id from sec.my_company_roles() k) for share of q;
    if not found then
        perform sec.fail('AX003', 'this project has no company of yours on it');
    end if;
    v_first := sec.request_begin(r.project_id, $1, 'project_claim');
    if v_first is not null then
        return v_first;
    end if;
    if r.claimed_at is not null then
        perform sec.fail('AX002', 'this project has been claimed already');
    end if;
    insert into app.project_claim (project_id, participant_id, account_id, message)
    values (r.project_id, r.participant_id, sec.me(), sec.reason_check(message, 'message', false))
    on conflict (project_id, account_id) where state = 'open' do nothing returning claim_id into v_claim;
    if v_claim is null then
        perform sec.fail('AX002', 'you have applied already; the answer has not come yet');
    end if;
    v_answer := jsonb_build_object('claim_id', v_claim);
    perform sec.request_end(r.project_id, $1, v_answer);
    perform sec.audit(r.project_id, 'project_claim', v_answer || jsonb_build_object('request_id', $1));
    return v_answer;
end
$$;

create function sec.claim_withdraw(participant int) returns boolean language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    c app.project_claim;
begin
    update app.project_claim q set state = 'withdrawn', decided_by = sec.me(), decided_at = now()
     where q.participant_id = $1 and q.account_id = sec.me() and q.state = 'open' returning q.* into c;
    if not found then
        return false;
    end if;
    perform sec.audit(c.project_id, 'project_claim_withdraw', jsonb_build_object('claim_id', c.claim_id));
    return true;
end
$$;

create function sec.claim_list(company int)
returns table (claim_id int, project_id int, project_name text, region_name text, account_id bigint, name text,
               phone_masked text, message text, applied_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select k.claim_id, k.project_id, j.name, g.name, k.account_id, a.name, sec.phone_masked(a.phone), k.message, k.applied_at
      from app.project_claim k
      join app.participant p on p.project_id = k.project_id and p.participant_id = k.participant_id and p.company_id = $1
      join app.project j on j.project_id = k.project_id
      join app.region g on g.region = j.region
      join app.account a on a.account_id = k.account_id
     where k.state = 'open'
     order by k.applied_at, k.claim_id
$$;

-- The company's administrator approves one claimant, who becomes project administrator; the others' claims end. As with applications,
-- whoever comes second is told.
create function sec.claim_decide(company int, request_id uuid, claim int, accept boolean, reason text) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
    v_project int;
    v_first jsonb;
    v_reason text;
    r app.project_record;
    k app.project_claim;
    v_answer jsonb;
begin
    if accept is null then
        perform sec.fail('AX001', 'this field is required', 'accept');
    end if;
    select q.project_id into v_project from app.project_claim q join app.participant p
        on p.project_id = q.project_id and p.participant_id = q.participant_id
     where q.claim_id = $3 and p.company_id = $1;
    if not found then
        perform sec.fail('AX003', 'you may not do this for this company');
    end if;
    v_first := sec.request_begin(v_project, request_id, 'claim_decide');
    if v_first is not null then
        return v_first;
    end if;
    v_reason := sec.reason_check(reason, 'reason', not accept);
    select * into r from app.project_record q where q.project_id = v_project for update;
    select * into k from app.project_claim q where q.project_id = v_project and q.claim_id = $3 for update;
    if k.state <> 'open' then
        v_answer := jsonb_build_object('done', false, 'state', k.state, 'decided_by', k.decided_by, 'decided_at', k.decided_at);
        perform sec.request_end(v_project, $2, v_answer);
        return v_answer;
    end if;
    if accept and not exists (select 1 from app.company_member c join app.account a on a.account_id = c.account_id and a.state = 'active'
                               where c.company_id = $1 and c.account_id = k.account_id and c.until_at is null) then
        perform sec.fail('AX004', 'the applicant has left the company meanwhile');
    end if;
    update app.project_claim q
       set state = case when accept then 'accepted' else 'refused' end, decided_by = v_me, decided_at = clock_timestamp(),
           reason = nullif(v_reason, '')
     where q.project_id = v_project and q.claim_id = $3 returning q.* into k;
    if accept then
        update app.project_record q set claimed_by = k.account_id, claimed_at = clock_timestamp() where q.project_id = v_project;
        update app.project_claim q set state = 'refused', decided_by = v_me, decided_at = clock_timestamp()
         where q.project_id = v_project and q.state = 'open';
        insert into app.project_member (project_id, account_id, participant_id, role, from_by)
        values (v_project, k.account_id, k.participant_id, 'project_administrator', v_me);
    end if;
    v_answer := jsonb_build_object('done', true, 'state', k.state, 'decided_by', v_me, 'decided_at', k.decided_at);
    perform sec.request_end(v_project, $2, v_answer);
    perform sec.audit(v_project, 'claim_decide', jsonb_build_object('claim_id', $3, 'state', k.state, 'request_id', $2));
    return v_answer;
end
$$;

revoke execute on function sec.project_record(uuid, jsonb), sec.project_claim(uuid, int, text), sec.claim_withdraw(int),
    sec.claim_list(int), sec.claim_decide(int, uuid, int, boolean, text) from public;
grant execute on function sec.project_record(uuid, jsonb), sec.project_claim(uuid, int, text), sec.claim_withdraw(int),
    sec.claim_list(int), sec.claim_decide(int, uuid, int, boolean, text) to ax_api;
