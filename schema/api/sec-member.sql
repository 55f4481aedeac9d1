-- owner: ax_search
-- People join a project, change their role there and leave it (SPEC 6.2). Names and phones are the region's.

create function sec.member_count(project int, participant int) returns int language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select count(*)::int from app.project_member m
     where m.project_id = $1 and m.participant_id = $2 and m.until_at is null
$$;

-- A role that somebody of this company may have, with its remark, or refused.
create function sec.member_role_check(participant app.participant, role text, remark text) returns text language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_remark text := btrim(coalesce(remark, ''));
begin
    if role is null then
        perform sec.fail('AX001', 'this field is required', 'role');
    end if;
    if not exists (select 1 from app.code c where c.dict = 'member_role' and c.code = role) then
        perform sec.fail('AX001', 'not one of the list', 'role');
    end if;
    if role = 'project_administrator' and not participant.general_contractor then
        perform sec.fail('AX001', 'only people of the general contractor may be project administrators', 'role');
    end if;
    if role = 'other' and v_remark = '' then
        perform sec.fail('AX001', 'name the duty in the remark', 'remark');
    end if;
    if char_length(v_remark) > 60 then
        perform sec.fail('AX001', 'too long', 'remark');
    end if;
    return v_remark;
end
$$;

create function sec.reason_check(typed text, field text, needed boolean) returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_reason text := btrim(regexp_replace(coalesce(typed, ''), '[\u0001-\u001F\u007F-\u009F]', '', 'g'));
begin
    if v_reason = '' and needed then
        perform sec.fail('AX001', 'this field is required', field);
    end if;
    if char_length(v_reason) > 200 then
        perform sec.fail('AX001', 'too long', field);
    end if;
    return v_reason;
end
$$;

-- A project keeps an administrator: the last one stays until there is another. Locks the project's members, so that two of them
-- cannot both leave because the other stays.
create function sec.member_may_end(m app.project_member) returns boolean language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform 1 from app.project j where j.project_id = m.project_id for no key update;
    return m.role <> 'project_administrator' or exists (
        select 1 from app.project_member o
         where o.project_id = m.project_id and o.role = 'project_administrator' and o.until_at is null
           and o.member_id <> m.member_id);
end
$$;

create function sec.member_close(m app.project_member, kind text, reason text) returns void language sql
set search_path = pg_catalog, pg_temp
as $$
    update app.project_member q set until_at = now(), until_by = sec.me(), end_kind = $2, end_reason = nullif($3, '')
     where q.project_id = m.project_id and q.member_id = m.member_id
$$;

-- ---- applying ----

-- Where the asker's companies are, and what has become of applying there. An empty search gives all. claim: recorded by a regulator,
-- and one of the asker's companies is to take it over (SPEC 5.6).
create function sec.project_find(typed text)
returns table (kind text, project_id int, participant_id int, project_name text, region_name text, company_name text,
               contractor_name text, member boolean, state text, reason text, since timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
    v_folded text := coalesce(sec.fold_name(typed), '');
begin
    return query
    select case when r.project_id is not null and r.claimed_at is null then 'claim' else 'join' end,
           j.project_id, p.participant_id, j.name, g.name, p.company_name,
           (select c.company_name from app.participant c where c.project_id = j.project_id and c.general_contractor),
           m.member_id is not null, a.state, a.reason, a.since
      from app.participant p
      join app.project j on j.project_id = p.project_id and j.approval = 'approved'
      join app.region g on g.region = j.region
      left join app.project_record r on r.project_id = p.project_id
      left join app.project_member m on m.project_id = p.project_id and m.account_id = v_me and m.until_at is null
      left join lateral (
           select q.state, q.reason, coalesce(q.decided_at, q.applied_at) as since
             from app.member_application q where q.project_id = p.project_id and q.participant_id = p.participant_id
              and q.account_id = v_me and (r.project_id is null or r.claimed_at is not null)
           union all
           select q.state, q.reason, coalesce(q.decided_at, q.applied_at)
             from app.project_claim q where q.project_id = p.project_id and q.account_id = v_me and r.claimed_at is null
           order by 3 desc limit 1) a on true
     where p.exited_on is null and p.company_id in (select k.company_id from sec.my_company_roles() k)
       and (r.project_id is null or r.claimed_at is not null or r.participant_id = p.participant_id)
       and (v_folded = '' or strpos(sec.fold_name(j.name), v_folded) > 0
            or exists (select 1 from unnest(j.initials) i where starts_with(i, v_folded)))
     order by m.member_id is not null, j.name collate "zh-Hans-x-icu", p.participant_id
     limit 200;
end
$$;

create function sec.member_apply(request_id uuid, participant int, message text) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
    p app.participant;
    v_first jsonb;
    v_message text;
    v_application int;
    v_answer jsonb;
begin
    select q.* into p from app.participant q
      join app.project j on j.project_id = q.project_id and j.approval = 'approved'
     where q.participant_id = $2 and q.company_id in (select k.company_id from sec.my_company_roles() k) for share of q;
    if not found then
        perform sec.fail('AX003', 'this project has no company of yours on it');
    end if;
    v_first := sec.request_begin(p.project_id, $1, 'member_apply');
    if v_first is not null then
        return v_first;
    end if;
    if p.exited_on is not null then
        perform sec.fail('AX004', 'this company has left the project', 'participant_id');
    end if;
    if exists (select 1 from app.project_record r where r.project_id = p.project_id and r.claimed_at is null) then
        perform sec.fail('AX004', 'nobody has claimed this project yet; its general contractor must do that first');
    end if;
    if (select c.certified_at from app.company c where c.company_id = p.company_id) is null then
        perform sec.fail('AX004', 'the company is not certified yet; its own people do that', 'company_id');
    end if;
    v_message := sec.reason_check(message, 'message', false);
    if exists (select 1 from app.project_member m where m.project_id = p.project_id and m.account_id = v_me and m.until_at is null) then
        perform sec.fail('AX002', 'you are a member of this project already');
    end if;
    insert into app.member_application (project_id, participant_id, account_id, message)
    values (p.project_id, $2, v_me, v_message)
    on conflict (project_id, account_id) where state = 'open' do nothing returning application_id into v_application;
    if v_application is null then
        perform sec.fail('AX002', 'you have applied already; the answer has not come yet');
    end if;
    v_answer := jsonb_build_object('application_id', v_application);
    perform sec.request_end(p.project_id, $1, v_answer);
    perform sec.audit(p.project_id, 'member_apply', v_answer || jsonb_build_object('participant_id', $2, 'request_id', $1));
    return v_answer;
end
$$;

-- Taking it back is natural to repeat; false: it was decided before.
create function sec.member_apply_withdraw(participant int) returns boolean language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.member_application;
begin
    update app.member_application q set state = 'withdrawn', decided_by = sec.me(), decided_at = now()
     where q.participant_id = $1 and q.account_id = sec.me() and q.state = 'open' returning q.* into a;
    if not found then
        return false;
    end if;
    perform sec.audit(a.project_id, 'member_apply_withdraw', jsonb_build_object('application_id', a.application_id));
    return true;
end
$$;

create function sec.application_list(project int)
returns table (application_id int, account_id bigint, name text, phone_masked text, company_name text, general_contractor boolean,
               message text, applied_at timestamptz, before text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select a.application_id, a.account_id, c.name, sec.phone_masked(c.phone), p.company_name, p.general_contractor, a.message,
           a.applied_at,
           (select n.name from app.project_member m join app.code n on n.dict = 'member_role' and n.code = m.role
             where m.project_id = a.project_id and m.account_id = a.account_id order by m.member_id desc limit 1)
      from app.member_application a
      join app.account c on c.account_id = a.account_id
      join app.participant p on p.project_id = a.project_id and p.participant_id = a.participant_id
     where a.project_id = $1 and a.state = 'open'
     order by a.applied_at, a.application_id
$$;

-- Accepts with a role, or refuses with a reason. Of two who decide at the same moment one does it (done); the other is told what was
-- decided, by whom and when, and nothing of theirs is done.
create function sec.application_decide(project int, request_id uuid, application int, accept boolean, role text, remark text,
                                       reason text) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request_id, 'application_decide');
    v_me bigint := sec.me();
    a app.member_application;
    p app.participant;
    v_remark text;
    v_reason text;
    v_member int;
    v_answer jsonb;
begin
    if v_first is not null then
        return v_first;
    end if;
    if accept is null then
        perform sec.fail('AX001', 'this field is required', 'accept');
    end if;
    select * into a from app.member_application q where q.project_id = $1 and q.application_id = $3 for update;
    if not found then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    if a.state <> 'open' then
        v_answer := jsonb_build_object('done', false, 'state', a.state, 'decided_by', a.decided_by, 'decided_at', a.decided_at);
        perform sec.request_end(project, $2, v_answer);
        return v_answer;
    end if;
    v_reason := sec.reason_check(reason, 'reason', not accept);
    if accept then
        select * into p from app.participant q where q.project_id = $1 and q.participant_id = a.participant_id for share;
        if p.exited_on is not null then
            perform sec.fail('AX004', 'this company has left the project', 'participant_id');
        end if;
        if not exists (select 1 from app.company_member c join app.account k on k.account_id = c.account_id and k.state = 'active'
                        where c.company_id = p.company_id and c.account_id = a.account_id and c.until_at is null) then
            perform sec.fail('AX004', 'the applicant has left the company meanwhile');
        end if;
        v_remark := sec.member_role_check(p, role, remark);
        insert into app.project_member (project_id, account_id, participant_id, role, remark, from_by)
        values ($1, a.account_id, a.participant_id, $5, v_remark, v_me)
        on conflict (project_id, account_id) where until_at is null do nothing returning member_id into v_member;
        if v_member is null then
            perform sec.fail('AX002', 'this person is a member already');
        end if;
    end if;
    update app.member_application q
       set state = case when accept then 'accepted' else 'refused' end, decided_by = v_me, decided_at = clock_timestamp(),
           reason = nullif(v_reason, '')
     where q.project_id = $1 and q.application_id = $3 returning q.* into a;
    v_answer := jsonb_build_object('done', true, 'state', a.state, 'decided_by', v_me, 'decided_at', a.decided_at);
    perform sec.request_end(project, $2, v_answer);
    perform sec.audit(project, 'application_decide', jsonb_build_object('application_id', $3, 'state', a.state, 'role', role,
                                                                        'member_id', v_member, 'request_id', $2));
    return v_answer;
end
$$;

-- ---- members ----

-- A page of the directory; places and orders as every list has them. past: no (live ones), yes, all.
create function sec.member_page(project int, filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (member_id int, account_id bigint, name text, phone_masked text, role text, role_name text, remark text,
               participant_id int, company_name text, general_contractor boolean, from_at timestamptz, until_at timestamptz,
               end_kind text, me boolean, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_filters jsonb := sec.filters_of(filters);
    v_term text := coalesce(sec.fold_name(v_filters ->> 'search'), '');
    v_sort text := ltrim(coalesce(sort, 'company'), '-');
    v_down boolean := starts_with(coalesce(sort, 'company'), '-') <> coalesce(backwards, false);
    v_past text := coalesce(v_filters ->> 'past', 'no');
    v_key text;
    v_type text := 'text';
    v_where text := 'm.project_id = $1';
    k text;
begin
    for k in select * from jsonb_object_keys(v_filters) loop
        if k not in ('search', 'participant_id', 'role', 'past') then
            perform sec.fail('AX001', 'unknown field', k);
        end if;
    end loop;
    case v_sort
        when 'name' then v_key := 'a.name collate "zh-Hans-x-icu"';
        when 'company' then v_key := '(not p.general_contractor)::text || p.company_name collate "zh-Hans-x-icu"';
        when 'role' then v_key := 'lpad(c.sort::text, 3, ''0'')';
        when 'from' then v_key := 'm.from_at'; v_type := 'timestamptz';
        else perform sec.fail('AX001', 'not one of the list', 'sort');
    end case;
    case v_past
        when 'no' then v_where := v_where || ' and m.until_at is null';
        when 'yes' then v_where := v_where || ' and m.until_at is not null';
        when 'all' then null;
        else perform sec.fail('AX001', 'not one of the list', 'past');
    end case;
    if v_filters ? 'participant_id' then
        v_where := v_where || ' and m.participant_id = ($2 ->> ''participant_id'')::int';
    end if;
    if v_filters ? 'role' then
        v_where := v_where || ' and m.role = $2 ->> ''role''';
    end if;
    if v_term <> '' then
        v_where := v_where || ' and (strpos(sec.fold_name(a.name), $3) > 0 or strpos(sec.fold_name(m.remark), $3) > 0
            or a.phone = $3 or right(a.phone, 4) = $3
            or exists (select 1 from unnest(sec.initials(a.name)) as i where starts_with(i, $3)))';
    end if;
    v_where := v_where || sec.beyond(after, v_key, v_type, 'm.member_id', v_down);
    return query execute format(
        'select t.member_id, t.account_id, t.name, sec.phone_masked(t.phone), t.role, t.role_name, t.remark, t.participant_id,
                t.company_name, t.general_contractor, t.from_at, t.until_at, t.end_kind, t.account_id = sec.me(),
                jsonb_build_array(t.at, t.member_id)
           from (select m.*, a.name, a.phone, p.company_name, p.general_contractor, c.name as role_name, %1$s as at
                   from app.project_member m
                   join app.account a on a.account_id = m.account_id
                   join app.participant p on p.project_id = m.project_id and p.participant_id = m.participant_id
                   join app.code c on c.dict = ''member_role'' and c.code = m.role
                  where %2$s order by %1$s %3$s, m.member_id %3$s limit %4$s) t
          order by t.at %5$s, t.member_id %5$s',
        v_key, v_where, case when v_down then 'desc' else 'asc' end, least(greatest(coalesce(n, 50), 1), 500),
        case when starts_with(coalesce(sort, 'company'), '-') then 'desc' else 'asc' end)
        using project, v_filters, v_term;
end
$$;

-- The live row of a member, locked; one that has ended or changed since it was read is told so.
create function sec.member_take(project int, member int) returns app.project_member language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    m app.project_member;
begin
    perform 1 from app.project j where j.project_id = $1 for no key update;
    select * into m from app.project_member q where q.project_id = $1 and q.member_id = $2 for update;
    if not found then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    if m.until_at is not null then
        perform sec.fail('AX006', 'somebody has changed this meanwhile', 'member_id', 'at=' || m.until_at);
    end if;
    return m;
end
$$;

create function sec.member_change(project int, request_id uuid, member int, role text, remark text) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request_id, 'member_change');
    m app.project_member;
    p app.participant;
    v_remark text;
    v_member int;
    v_answer jsonb;
begin
    if v_first is not null then
        return v_first;
    end if;
    if role is null then
        perform sec.fail('AX001', 'this field is required', 'role');
    end if;
    m := sec.member_take(project, member);
    select * into p from app.participant q where q.project_id = $1 and q.participant_id = m.participant_id;
    v_remark := sec.member_role_check(p, role, remark);
    if role <> 'project_administrator' and not sec.member_may_end(m) then
        perform sec.fail('AX004', 'name another project administrator first', 'role');
    end if;
    perform sec.member_close(m, 'role', null);
    insert into app.project_member (project_id, account_id, participant_id, role, remark, from_by)
    values ($1, m.account_id, m.participant_id, $4, v_remark, sec.me()) returning member_id into v_member;
    v_answer := jsonb_build_object('member_id', v_member);
    perform sec.request_end(project, $2, v_answer);
    perform sec.audit(project, 'member_change', v_answer || jsonb_build_object('was', m.member_id, 'role', $4, 'request_id', $2));
    return v_answer;
end
$$;

-- kind: removed (by an administrator, with a reason), left (by oneself).
create function sec.member_end(project int, request_id uuid, member int, kind text, reason text) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request_id, 'member_' || kind);
    m app.project_member;
    v_reason text;
    v_answer jsonb;
begin
    if v_first is not null then
        return v_first;
    end if;
    v_reason := sec.reason_check(reason, 'reason', kind = 'removed');
    if kind = 'removed' and member is null then
        perform sec.fail('AX001', 'this field is required', 'member_id');
    end if;
    m := sec.member_take(project, case when kind = 'left' then (
        select q.member_id from app.project_member q
         where q.project_id = $1 and q.account_id = sec.me() and q.until_at is null) else member end);
    if not sec.member_may_end(m) then
        perform sec.fail('AX004', 'name another project administrator first', 'role');
    end if;
    perform sec.member_close(m, kind, v_reason);
    v_answer := jsonb_build_object('member_id', m.member_id);
    perform sec.request_end(project, $2, v_answer);
    perform sec.audit(project, 'member_' || kind, v_answer || jsonb_build_object('request_id', $2));
    return v_answer;
end
$$;

-- For who leaves a company: what that person is on projects for it ends, and what is not decided is taken back. A project that would
-- lose its last administrator is named; then nothing is done. Call it before the company's own row is ended.
create function sec.project_roles_end(company int, account bigint) returns int language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    m app.project_member;
    v_count int := 0;
begin
    for m in
        select q.* from app.project_member q
          join app.participant p on p.project_id = q.project_id and p.participant_id = q.participant_id
         where p.company_id = $1 and q.account_id = $2 and q.until_at is null
         order by q.project_id for update of q
    loop
        if not sec.member_may_end(m) then
            perform sec.fail('AX004', 'name another project administrator of {project} first', null, 'project='
                             || replace((select j.name from app.project j where j.project_id = m.project_id), ',', ' '));
        end if;
        perform sec.member_close(m, 'company_left', null);
        v_count := v_count + 1;
        perform sec.audit(m.project_id, 'member_company_left', jsonb_build_object('member_id', m.member_id));
    end loop;
    update app.member_application a set state = 'withdrawn', decided_by = sec.me(), decided_at = now()
      from app.participant p
     where a.account_id = $2 and a.state = 'open' and p.participant_id = a.participant_id and p.company_id = $1;
    update app.project_claim a set state = 'withdrawn', decided_by = sec.me(), decided_at = now()
      from app.participant p
     where a.account_id = $2 and a.state = 'open' and p.participant_id = a.participant_id and p.company_id = $1;
    return v_count;
end
$$;

revoke execute on function sec.member_count(int, int), sec.member_role_check(app.participant, text, text),
    sec.reason_check(text, text, boolean), sec.member_may_end(app.project_member),
    sec.member_close(app.project_member, text, text), sec.project_find(text), sec.member_apply(uuid, int, text),
    sec.member_apply_withdraw(int), sec.application_list(int),
    sec.application_decide(int, uuid, int, boolean, text, text, text),
    sec.member_page(int, jsonb, text, boolean, jsonb, int), sec.member_take(int, int),
    sec.member_change(int, uuid, int, text, text), sec.member_end(int, uuid, int, text, text),
    sec.project_roles_end(int, bigint) from public;
grant execute on function sec.member_count(int, int), sec.project_find(text), sec.member_apply(uuid, int, text),
    sec.member_apply_withdraw(int), sec.application_list(int),
    sec.application_decide(int, uuid, int, boolean, text, text, text),
    sec.member_page(int, jsonb, text, boolean, jsonb, int),
    sec.member_change(int, uuid, int, text, text), sec.member_end(int, uuid, int, text, text) to ax_api;
