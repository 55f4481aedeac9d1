-- owner: ax_search
-- Workers, teams and invitations leave a site (SPEC 7.3, 8.4). Several at once, each with a result of its own, as one word:
--   exited, proposed, withdrawn, approved, refused    it is done
--   not_here     nobody at work here whom the asker may exit    before_start  the day lies before the start (or the last exit)
--   future       the day has not come yet                       waiting       an exit is proposed already
--   people       somebody is still at work in the team          gone          it has left, or was decided, already
--   own          who proposed an exit does not approve it

-- Where a project has a reviewer, a wage officer's exits are proposed to the reviewer; an administrator's, and those of a project
-- without one, take effect at once (SPEC 6.2).
create function sec.exits_at_once(project int) returns boolean language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select sec.may($1, 'exit_decide') or not exists (
        select 1 from app.project_member m where m.project_id = $1 and m.role = 'reviewer' and m.until_at is null)
$$;

-- Numbers in a call, each once and in order, so that two calls lock in the same order.
create function sec.several(numbers bigint[], field text) returns bigint[] language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v bigint[] := array(select distinct n from unnest(numbers) n where n is not null order by n);
begin
    if cardinality(v) = 0 then
        perform sec.fail('AX001', 'nothing is marked', field);
    end if;
    if cardinality(v) > 500 then
        perform sec.fail('AX001', 'too many at once; 500 at most', field);
    end if;
    return v;
end
$$;

-- The invitation's own end; the person's row shows what it was before, if anything.
create function sec.invitation_close(i app.invitation) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update app.invitation q set withdrawn_at = clock_timestamp(), withdrawn_by = sec.me()
     where q.project_id = i.project_id and q.invitation_id = i.invitation_id;
    update app.worker w
       set invitation_id = null, changed_at = clock_timestamp(), changed_by = sec.me(),
           state = case when w.state <> 'invited' then w.state when w.engagement_id is null then 'withdrawn' else 'left' end
     where w.project_id = i.project_id and w.worker_id = i.worker_id;
    update app.worker w                                     -- as the last engagement left it
       set participant_id = e.participant_id, team_id = e.team_id, team_name = t.name, worker_kind = e.worker_kind,
           trade = e.trade
      from app.engagement e join app.team t on t.project_id = e.project_id and t.team_id = e.team_id
     where w.project_id = i.project_id and w.worker_id = i.worker_id and w.state = 'left'
       and e.project_id = w.project_id and e.engagement_id = w.engagement_id;
end
$$;

create function sec.invitation_withdraw(project int, invitation bigint) returns boolean language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    i app.invitation;
begin
    if invitation is null then
        perform sec.fail('AX001', 'this field is required', 'invitation_id');
    end if;
    select * into i from app.invitation q where q.project_id = $1 and q.invitation_id = $2 for update;
    if not found or not sec.acts_for($1, i.participant_id) then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    if i.joined_at is not null then
        perform sec.fail('AX004', 'this person has joined already; exit the worker instead');
    end if;
    if i.withdrawn_at is not null then
        return false;
    end if;
    perform sec.invitation_close(i);
    perform sec.audit($1, 'invitation_withdraw', jsonb_build_object('invitation_id', $2, 'worker_id', i.worker_id));
    return true;
end
$$;

-- An engagement ends: everywhere it is shown, with what is open beside it.
create function sec.engagement_end(e app.engagement, ended_on date, reason text) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    i app.invitation;
begin
    update app.engagement q set ended_on = $2, end_reason = $3, ended_by = sec.me(), ended_at = clock_timestamp()
     where q.project_id = e.project_id and q.engagement_id = e.engagement_id;
    update app.worker w set state = 'left', ended_on = $2, changed_at = clock_timestamp(), changed_by = sec.me()
     where w.project_id = e.project_id and w.worker_id = e.worker_id;
    update app.exit_proposal x set state = 'approved', decided_by = sec.me(), decided_at = clock_timestamp()
     where x.project_id = e.project_id and x.engagement_id = e.engagement_id and x.state = 'proposed';
    for i in select * from app.invitation q where q.project_id = e.project_id and q.worker_id = e.worker_id
                and q.joined_at is null and q.withdrawn_at is null for update loop
        perform sec.invitation_close(i);
    end loop;
end
$$;

-- What speaks against a day, as a word; null: nothing.
create function sec.exit_fault(e app.engagement, ended_on date, today date) returns text language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    select case when $2 < e.started_on then 'before_start' when $2 > $3 then 'future' end
$$;

create function sec.worker_exit(project int, request_id uuid, workers bigint[], ended_on date, reason text) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request_id, 'worker_exit');
    v_reason text;
    v_at_once boolean := sec.exits_at_once(project);
    v_worker bigint;
    e app.engagement;
    v_name text;
    v_result text;
    v_answer jsonb := '[]';
    v_done bigint[] := '{}';
begin
    if v_first is not null then
        return v_first;
    end if;
    perform sec.day_check(ended_on, 'ended_on');
    v_reason := sec.reason_check(reason, 'reason', true);
    perform sec.attendance_lock(project);                    -- before the engagements: their days are made anew
    foreach v_worker in array sec.several(workers, 'workers') loop
        select * into e from app.engagement q where q.project_id = $1 and q.worker_id = v_worker and q.ended_on is null for update;
        v_name := null;
        if not found or not sec.acts_for(project, e.participant_id) then
            v_result := 'not_here';
        else
            v_name := (select w.name from app.worker w where w.project_id = $1 and w.worker_id = v_worker);
            v_result := sec.exit_fault(e, ended_on, sec.today(project));
            if v_result is null and v_at_once then
                perform sec.engagement_end(e, ended_on, v_reason);
                v_result := 'exited';
            elsif v_result is null then
                insert into app.exit_proposal (project_id, engagement_id, worker_id, participant_id, ended_on, reason, proposed_by)
                values ($1, e.engagement_id, v_worker, e.participant_id, $4, v_reason, sec.me())
                on conflict (project_id, engagement_id) where state = 'proposed' do nothing;
                v_result := case when found then 'proposed' else 'waiting' end;
            end if;
        end if;
        if v_result in ('exited', 'proposed') then
            v_done := v_done || e.engagement_id;
        end if;
        v_answer := v_answer || jsonb_build_object('id', v_worker, 'name', v_name, 'result', v_result,
                                                   'day', case when v_name is not null then e.started_on end);
    end loop;
    perform sec.request_end(project, $2, v_answer);
    if cardinality(v_done) > 0 then
        perform sec.audit(project, case when v_at_once then 'worker_exit' else 'exit_propose' end,
                          jsonb_build_object('engagements', v_done, 'ended_on', $4, 'request_id', $2));
    end if;
    return v_answer;
end
$$;

create function sec.exit_list(project int)
returns table (exit_id int, worker_id bigint, name text, company_name text, team_name text, started_on date, ended_on date,
               reason text, proposed_by text, proposed_at timestamptz, own boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_sees record := sec.sees(project);
begin
    return query
    select x.exit_id, x.worker_id, w.name, p.company_name, w.team_name, e.started_on, x.ended_on, x.reason,
           sec.account_name(x.proposed_by), x.proposed_at, x.proposed_by = sec.me()
      from app.exit_proposal x
      join app.engagement e on e.project_id = x.project_id and e.engagement_id = x.engagement_id
      join app.worker w on w.project_id = x.project_id and w.worker_id = x.worker_id
      join app.participant p on p.project_id = x.project_id and p.participant_id = x.participant_id
     where x.project_id = $1 and x.state = 'proposed' and (v_sees.whole or x.participant_id = any (v_sees.mine))
     order by x.proposed_at, x.exit_id;
end
$$;

create function sec.exit_decide(project int, request_id uuid, exits bigint[], accept boolean, reason text) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request_id, 'exit_decide');
    v_reason text;
    v_exit bigint;
    x app.exit_proposal;
    e app.engagement;
    v_name text;
    v_result text;
    v_answer jsonb := '[]';
    v_done bigint[] := '{}';
begin
    if v_first is not null then
        return v_first;
    end if;
    if accept is null then
        perform sec.fail('AX001', 'this field is required', 'accept');
    end if;
    v_reason := sec.reason_check(reason, 'reason', not accept);
    perform sec.attendance_lock(project);
    foreach v_exit in array sec.several(exits, 'exits') loop
        -- The engagement first, as worker_exit locks it.
        select q.* into e from app.engagement q join app.exit_proposal y
            on y.project_id = q.project_id and y.engagement_id = q.engagement_id
         where y.project_id = $1 and y.exit_id = v_exit for update of q;
        select * into x from app.exit_proposal q where q.project_id = $1 and q.exit_id = v_exit for update;
        v_name := null;
        if not found or not sec.acts_for(project, x.participant_id) then
            v_result := 'not_here';
        else
            v_name := (select w.name from app.worker w where w.project_id = $1 and w.worker_id = x.worker_id);
            if x.state <> 'proposed' then
                v_result := 'gone';
            elsif x.proposed_by = sec.me() then
                v_result := 'own';
            elsif accept then
                v_result := coalesce(sec.exit_fault(e, x.ended_on, sec.today(project)), 'approved');
                if v_result = 'approved' then
                    perform sec.engagement_end(e, x.ended_on, x.reason);
                end if;
            else
                v_result := 'refused';
            end if;
            if v_result in ('approved', 'refused') then
                update app.exit_proposal q set state = v_result, decided_by = sec.me(), decided_at = clock_timestamp(),
                       decision = nullif(v_reason, '')
                 where q.project_id = $1 and q.exit_id = v_exit;
                v_done := v_done || v_exit;
            end if;
        end if;
        v_answer := v_answer || jsonb_build_object('id', v_exit, 'name', v_name, 'result', v_result,
                                                   'day', case when v_name is not null then x.ended_on end);
    end loop;
    perform sec.request_end(project, $2, v_answer);
    if cardinality(v_done) > 0 then
        perform sec.audit(project, case when accept then 'exit_approve' else 'exit_refuse' end,
                          jsonb_build_object('exits', v_done, 'request_id', $2));
    end if;
    return v_answer;
end
$$;

-- Whoever proposed an exit takes it back; false: it is decided.
create function sec.exit_withdraw(project int, exit int) returns boolean language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update app.exit_proposal x set state = 'withdrawn', decided_by = sec.me(), decided_at = clock_timestamp()
     where x.project_id = $1 and x.exit_id = $2 and x.proposed_by = sec.me() and x.state = 'proposed';
    if not found then
        return false;
    end if;
    perform sec.audit($1, 'exit_withdraw', jsonb_build_object('exit_id', $2));
    return true;
end
$$;

-- Teams leave for good, each only when nobody is at work in it. Open invitations into them are withdrawn.
create function sec.team_exit(project int, request_id uuid, teams bigint[], exited_on date) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := sec.request_begin(project, request_id, 'team_exit');
    v_team bigint;
    t app.team;
    i app.invitation;
    v_people int;
    v_last date;
    v_result text;
    v_answer jsonb := '[]';
    v_done bigint[] := '{}';
begin
    if v_first is not null then
        return v_first;
    end if;
    perform sec.day_check(exited_on, 'exited_on');
    foreach v_team in array sec.several(teams, 'teams') loop
        select * into t from app.team q where q.project_id = $1 and q.team_id = v_team for update;
        if not found or not sec.acts_for(project, t.participant_id) then
            v_answer := v_answer || jsonb_build_object('id', v_team, 'result', 'not_here');
            continue;
        end if;
        select count(*) filter (where e.ended_on is null), greatest(t.entered_on, max(e.ended_on)) into v_people, v_last
          from app.engagement e where e.project_id = $1 and e.team_id = v_team;
        v_result := case when t.exited_on is not null then 'gone' when v_people > 0 then 'people'
                         when $4 < v_last then 'before_start' when $4 > sec.today(project) then 'future' else 'exited' end;
        if v_result = 'exited' then
            update app.team q set exited_on = $4, exited_by = sec.me(), changed_at = clock_timestamp(), changed_by = sec.me()
             where q.project_id = $1 and q.team_id = v_team;
            for i in select * from app.invitation q where q.project_id = $1 and q.team_id = v_team
                        and q.joined_at is null and q.withdrawn_at is null for update loop
                perform sec.invitation_close(i);
            end loop;
            v_done := v_done || v_team;
        end if;
        v_answer := v_answer || jsonb_build_object('id', v_team, 'name', t.name, 'result', v_result, 'people', v_people,
                                                   'day', v_last);
    end loop;
    perform sec.request_end(project, $2, v_answer);
    if cardinality(v_done) > 0 then
        perform sec.audit(project, 'team_exit', jsonb_build_object('teams', v_done, 'exited_on', $4, 'request_id', $2));
    end if;
    return v_answer;
end
$$;

revoke execute on function sec.exits_at_once(int), sec.several(bigint[], text), sec.invitation_close(app.invitation),
    sec.invitation_withdraw(int, bigint), sec.engagement_end(app.engagement, date, text),
    sec.exit_fault(app.engagement, date, date), sec.worker_exit(int, uuid, bigint[], date, text), sec.exit_list(int),
    sec.exit_decide(int, uuid, bigint[], boolean, text), sec.exit_withdraw(int, int),
    sec.team_exit(int, uuid, bigint[], date) from public;
grant execute on function sec.invitation_withdraw(int, bigint), sec.worker_exit(int, uuid, bigint[], date, text),
    sec.exit_list(int), sec.exit_decide(int, uuid, bigint[], boolean, text), sec.exit_withdraw(int, int),
    sec.team_exit(int, uuid, bigint[], date) to ax_api;
