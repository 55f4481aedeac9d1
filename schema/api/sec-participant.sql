-- owner: ax_search
-- Companies come to a project and leave it (SPEC 6.1). These write rows of companies that are not the asker's and read the
-- region's records, so every condition is written out here.

-- The kinds as they are kept: known ones, none of them the general contractor's, of which a project has one.
create function sec.kinds_check(kinds text[]) returns text[] language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_kinds text[] := array(select distinct k from unnest(kinds) k where k is not null order by k);
begin
    if cardinality(v_kinds) = 0 then
        perform sec.fail('AX001', 'choose at least one kind', 'kinds');
    end if;
    if exists (select 1 from unnest(v_kinds) k where not exists (
                   select 1 from app.participant_kind q where q.participant_kind = k)) then
        perform sec.fail('AX001', 'not one of the list', 'kinds');
    end if;
    if exists (select 1 from app.participant_kind q where q.participant_kind = any (v_kinds) and q.general_contractor) then
        perform sec.fail('AX001', 'the project has its general contractor', 'kinds');
    end if;
    return v_kinds;
end
$$;

-- A day on which something of a project may begin or end: in the calendar's reach, and not before another.
create function sec.day_check(day date, field text) returns void language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if day is null then
        perform sec.fail('AX001', 'this field is required', field);
    end if;
    if day not between date '2000-01-01' and date '2100-01-01' then
        perform sec.fail('AX001', 'this day is too far away', field);
    end if;
end
$$;

-- Nothing new comes to a project that is finished.
create function sec.project_unfinished(project int) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if (select j.state from app.project j where j.project_id = $1) in ('completed', 'accepted') then
        perform sec.fail('AX004', 'the project is completed');
    end if;
end
$$;

-- A company on the project that is there and may be worked for; locked until the end, so that it does not leave meanwhile.
create function sec.participant_live(project int, participant int) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    p app.participant;
begin
    select * into p from app.participant q where q.project_id = $1 and q.participant_id = $2 for share;
    if not found or not sec.acts_for($1, $2) then
        perform sec.fail('AX003', 'this company is not yours to enrol for', 'participant_id');
    end if;
    if p.exited_on is not null then
        perform sec.fail('AX004', 'this company has left the project', 'participant_id');
    end if;
end
$$;

create function sec.participant_roles_set(project int, participant int, kinds text[]) returns void language sql
set search_path = pg_catalog, pg_temp
as $$
    delete from app.participant_role r
     where r.project_id = $1 and r.participant_id = $2 and r.participant_kind <> all ($3);
    insert into app.participant_role (project_id, participant_id, participant_kind)
    select $1, $2, k from unnest($3) k on conflict do nothing;
$$;

create function sec.participant_enter(project int, request_id uuid, company int, kinds text[], entered_on date) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request_id, 'participant_enter');
    v_kinds text[];
    v_last date;
    c app.company;
    v_participant int;
    v_answer jsonb;
begin
    if v_first is not null then
        return v_first;
    end if;
    perform sec.project_unfinished(project);
    v_kinds := sec.kinds_check(kinds);
    perform sec.day_check(entered_on, 'entered_on');
    if entered_on > sec.today(project) then
        perform sec.fail('AX001', 'this day has not come yet', 'entered_on');
    end if;
    select * into c from app.company q where q.company_id = $3;
    if not found then
        perform sec.fail('AX001', 'this company is not registered', 'company_id');
    end if;
    if c.certified_at is null then
        perform sec.fail('AX004', 'the company is not certified yet; its own people do that', 'company_id');
    end if;
    if exists (select 1 from app.participant p
                where p.project_id = $1 and p.company_id = $3 and p.exited_on is null) then
        perform sec.fail('AX002', 'the company is on the project already', 'company_id');
    end if;
    v_last := (select max(p.exited_on) from app.participant p where p.project_id = $1 and p.company_id = $3);
    if v_last > entered_on then
        perform sec.fail('AX001', 'the company was here until {day}', 'entered_on', 'day=' || v_last);
    end if;
    insert into app.participant (project_id, company_id, company_name, short_name, initials, entered_on, entered_by)
    values ($1, $3, c.name, c.short_name, c.initials, $5, sec.me()) returning participant_id into v_participant;
    perform sec.participant_roles_set(project, v_participant, v_kinds);
    v_answer := jsonb_build_object('participant_id', v_participant);
    perform sec.request_end(project, $2, v_answer);
    perform sec.audit(project, 'participant_enter', v_answer || jsonb_build_object(
        'company_id', $3, 'kinds', v_kinds, 'entered_on', $5, 'request_id', $2));
    return v_answer;
end
$$;

create function sec.participant_kinds(project int, request_id uuid, participant int, kinds text[], seen_at timestamptz)
returns jsonb language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request_id, 'participant_kinds');
    v_kinds text[];
    p app.participant;
    v_answer jsonb;
begin
    if v_first is not null then
        return v_first;
    end if;
    select * into p from app.participant q where q.project_id = $1 and q.participant_id = $3 for update;
    if not found then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    if p.exited_on is not null then
        perform sec.fail('AX004', 'this company has left the project', 'participant_id');
    end if;
    if p.general_contractor then
        perform sec.fail('AX004', 'the general contractor''s kind does not change', 'participant_id');
    end if;
    if p.changed_at is distinct from seen_at then
        perform sec.fail('AX006', 'somebody has changed this meanwhile', 'changed_at', 'at=' || p.changed_at);
    end if;
    v_kinds := sec.kinds_check(kinds);
    perform sec.participant_roles_set(project, participant, v_kinds);
    update app.participant q set changed_at = clock_timestamp(), changed_by = sec.me()
     where q.project_id = $1 and q.participant_id = $3 returning q.* into p;
    v_answer := jsonb_build_object('participant_id', $3, 'changed_at', p.changed_at);
    perform sec.request_end(project, $2, v_answer);
    perform sec.audit(project, 'participant_kinds', jsonb_build_object('participant_id', $3, 'kinds', v_kinds, 'request_id', $2));
    return v_answer;
end
$$;

-- A company leaves when nobody of it is at work and none of its teams is on site; the message counts who is. Its members' roles on
-- the project end with it. Wages that are owed stay payable.
create function sec.participant_exit(project int, request_id uuid, participant int, exited_on date) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request_id, 'participant_exit');
    p app.participant;
    v_workers int;
    v_teams int;
    v_members int;
    v_last date;
    v_answer jsonb;
begin
    if v_first is not null then
        return v_first;
    end if;
    select * into p from app.participant q where q.project_id = $1 and q.participant_id = $3 for update;
    if not found then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    if p.general_contractor then
        perform sec.fail('AX004', 'the general contractor does not leave the project', 'participant_id');
    end if;
    if p.exited_on is not null then
        perform sec.fail('AX004', 'this company has left the project', 'participant_id');
    end if;
    select count(*) into v_workers from app.engagement e
     where e.project_id = $1 and e.participant_id = $3 and e.ended_on is null;
    if v_workers > 0 then
        perform sec.fail('AX004', 'people of this company are still at work here: {n}. Exit them first', 'participant_id', 'n=' || v_workers);
    end if;
    select count(*) into v_teams from app.team t
     where t.project_id = $1 and t.participant_id = $3 and t.exited_on is null;
    if v_teams > 0 then
        perform sec.fail('AX004', 'teams of this company are still on site: {n}. Exit them first', 'participant_id', 'n=' || v_teams);
    end if;
    perform sec.day_check(exited_on, 'exited_on');
    if exited_on > sec.today(project) then
        perform sec.fail('AX001', 'this day has not come yet', 'exited_on');
    end if;
    v_last := greatest(p.entered_on, (select max(t.exited_on) from app.team t where t.project_id = $1 and t.participant_id = $3));
    if exited_on < v_last then
        perform sec.fail('AX001', 'the company was still here on {day}', 'exited_on', 'day=' || v_last);
    end if;
    update app.participant q set exited_on = $4, exited_by = sec.me(), changed_at = clock_timestamp(), changed_by = sec.me()
     where q.project_id = $1 and q.participant_id = $3;
    update app.project_member m set until_at = now(), until_by = sec.me(), end_kind = 'company_exited'
     where m.project_id = $1 and m.participant_id = $3 and m.until_at is null;
    get diagnostics v_members = row_count;
    update app.member_application a set state = 'withdrawn', decided_by = sec.me(), decided_at = now()
     where a.project_id = $1 and a.participant_id = $3 and a.state = 'open';
    v_answer := jsonb_build_object('participant_id', $3, 'members', v_members);
    perform sec.request_end(project, $2, v_answer);
    perform sec.audit(project, 'participant_exit', v_answer || jsonb_build_object('exited_on', $4, 'request_id', $2));
    return v_answer;
end
$$;

revoke execute on function sec.kinds_check(text[]), sec.day_check(date, text), sec.project_unfinished(int),
    sec.participant_live(int, int), sec.participant_roles_set(int, int, text[]),
    sec.participant_enter(int, uuid, int, text[], date), sec.participant_kinds(int, uuid, int, text[], timestamptz),
    sec.participant_exit(int, uuid, int, date) from public;
grant execute on function sec.participant_live(int, int),
    sec.participant_enter(int, uuid, int, text[], date), sec.participant_kinds(int, uuid, int, text[], timestamptz),
    sec.participant_exit(int, uuid, int, date) to ax_api;
