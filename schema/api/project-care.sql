-- owner: ax_api
-- An approved project: its facts, people, states and settings (SPEC 5.3, 5.4).

create function api.project_get(project_id int) returns setof app.application_view
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'project_read');
    return query select (sec.application_row($1, sec.may($1, 'phone_reveal'), false,
                         (select s.decides[1] from sec.application_sight($1) s))).*;
end
$$;

create function api.project_people(project_id int)
returns table (name text, role text, company_name text, remark text, from_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'project_read');
    return query select * from sec.project_people($1);
end
$$;

create function api.project_states(project_id int)
returns table (state text, from_on date, reason text, changed_by text, changed_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'project_read');
    return query select * from sec.project_states($1);
end
$$;

create function api.project_state_change(project_id int, request_id uuid, state text, from_on date, reason text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'project_state_write');
    perform sec.project_state_change($1, $2, $3, $4, $5);
end
$$;

create function api.project_settings_get(project_id int)
returns table (changed_at timestamptz, changed_by text, attendance_radius_m int, attendance_points text, closed_site boolean,
               wage_day int, zone text, standard_hours text, attended_rule text, minimum_wage_fen bigint,
               second_reviewer boolean, longitude text, latitude text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'project_read');
    return query select * from sec.project_settings($1);
end
$$;

create function api.project_settings_save(project_id int, request_id uuid, fields jsonb) returns table (changed_at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'project_settings_write');
    return query select sec.project_settings_save($1, $2, $3);
end
$$;

revoke execute on function api.project_get(int), api.project_people(int), api.project_states(int),
    api.project_state_change(int, uuid, text, date, text), api.project_settings_get(int),
    api.project_settings_save(int, uuid, jsonb) from public;
grant execute on function api.project_get(int), api.project_people(int), api.project_states(int),
    api.project_state_change(int, uuid, text, date, text), api.project_settings_get(int),
    api.project_settings_save(int, uuid, jsonb) to app_user;
