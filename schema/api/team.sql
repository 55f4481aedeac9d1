-- owner: ax_api
-- Teams of a project (SPEC 7).

create function api.team_list(project_id int, filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (team_id bigint, participant_id int, company_name text, name text, leader_name text, leader_phone_masked text,
               responsible_name text, entered_on date, exited_on date, live_workers int, initials text[],
               changed_at timestamptz, project_name text, leader_document_masked text, made_at timestamptz, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'team_read');
    return query select * from sec.team_page($1, $2, $3, $4, $5, $6);
end
$$;

-- One team. Phones are whole for who may write it, else masked; a document shows its kind and its last digits.
create function api.team_get(project_id int, team_id bigint) returns setof app.team_page
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    t app.team;
    v_write boolean;
    v_row jsonb;
begin
    perform sec.need(project_id, 'team_read');
    select * into t from app.team q where q.project_id = $1 and q.team_id = $2;
    if not found then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    v_write := sec.may($1, 'team_write') and sec.acts_for($1, t.participant_id);
    v_row := to_jsonb(t) || jsonb_build_object(
        'company_name', (select p.company_name from app.participant p
                          where p.project_id = $1 and p.participant_id = t.participant_id),
        'live_workers', (select count(*) from app.engagement e
                          where e.project_id = $1 and e.team_id = $2 and e.ended_on is null),
        'changed_by', sec.account_name(t.changed_by), 'may_write', v_write);
    if not v_write then
        v_row := v_row || jsonb_build_object('leader_phone', sec.phone_masked(t.leader_phone),
                                             'responsible_phone', sec.phone_masked(t.responsible_phone));
    end if;
    return next jsonb_populate_record(null::app.team_page, v_row);
end
$$;

-- Makes a team (no team_id) or changes one (changed_at as it was read). Columns that app.team_fields and app.team both have are
-- written as they come, so a new field needs no line here.
create function api.team_save(project_id int, request_id uuid, fields jsonb)
returns table (team_id bigint, changed_at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb;
    v_first jsonb;
    f app.team_fields;
    t app.team;
    v_row jsonb;
    v_new boolean;
    v_columns text;
    v_broken text;
begin
    perform sec.need(project_id, 'team_write');
    v_fields := sec.parse(fields, 'app.team_fields');
    f := jsonb_populate_record(null::app.team_fields, v_fields);
    perform sec.required(v_fields, 'participant_id', 'name', 'entered_on', 'leader_name', 'leader_phone');
    v_first := sec.request_begin(project_id, request_id, 'team_save');
    if v_first is not null then
        return query select (v_first ->> 'team_id')::bigint, (v_first ->> 'changed_at')::timestamptz;
        return;
    end if;
    perform sec.project_open(project_id);
    v_new := f.team_id is null;
    if not v_new then
        select * into t from app.team q where q.project_id = $1 and q.team_id = f.team_id for update;
        if not found then
            perform sec.fail('AX003', 'you may not do this on this project', 'team_id');
        end if;
        if t.exited_on is not null then
            perform sec.fail('AX004', 'this team has left the project; make a new one', 'team_id');
        end if;
        if t.changed_at is distinct from f.changed_at then
            perform sec.fail('AX006', 'somebody has changed this meanwhile', 'changed_at', 'at=' || t.changed_at);
        end if;
        if t.participant_id <> f.participant_id then
            perform sec.fail('AX001', 'a team stays with its company', 'participant_id');
        end if;
    end if;
    perform sec.participant_live(project_id, f.participant_id);
    v_row := sec.team_row(v_fields, t);
    v_columns := sec.team_columns();
    begin
        if v_new then
            execute format('insert into app.team (project_id, made_by, %1$s)
                            select $1, $2, %1$s from jsonb_populate_record(null::app.team, $3) returning *', v_columns)
               into t using project_id, sec.me(), v_row;
        else
            execute format('update app.team q set (%1$s) = (select %1$s from jsonb_populate_record(null::app.team, $3))
                             where q.project_id = $1 and q.team_id = $2 returning *', v_columns)
               into t using project_id, f.team_id, v_row;
            perform sec.team_renamed(project_id, f.team_id, t.name);
        end if;
    exception
        when unique_violation then
            perform sec.fail('AX002', 'this company has a live team of this name on the project', 'name');
        when check_violation then                             -- caught, since its detail would show the whole row to the log
            get stacked diagnostics v_broken = constraint_name;
            perform sec.fail('AX001', 'not a value of this kind', regexp_replace(v_broken, '^team_(.*)_ck$', '\1'));
    end;
    perform sec.request_end(project_id, request_id, jsonb_build_object('team_id', t.team_id, 'changed_at', t.changed_at));
    perform sec.audit(project_id, case when v_new then 'team_make' else 'team_change' end,
                      jsonb_build_object('team_id', t.team_id, 'participant_id', t.participant_id, 'request_id', request_id));
    return query select t.team_id, t.changed_at;
end
$$;

revoke execute on function api.team_list(int, jsonb, text, boolean, jsonb, int), api.team_get(int, bigint),
    api.team_save(int, uuid, jsonb) from public;
grant execute on function api.team_list(int, jsonb, text, boolean, jsonb, int), api.team_get(int, bigint),
    api.team_save(int, uuid, jsonb) to app_user;
