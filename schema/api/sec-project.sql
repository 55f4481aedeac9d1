-- owner: ax_search
-- An approved project's states and settings (SPEC 5.3, 5.4).

-- The state a project was in on a day; suspended days raise no warning, so whoever counts days asks here.
create function sec.project_state_on(project int, day date) returns text language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select coalesce((select s.state from app.project_state s where s.project_id = $1 and s.from_on <= $2
                      order by s.from_on desc, s.state_id desc limit 1),
                    (select s.state from app.project_state s where s.project_id = $1 order by s.from_on, s.state_id limit 1),
                    (select j.state from app.project j where j.project_id = $1))
$$;

create function sec.suspended_days(project int, from_on date, until_on date) returns int language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select count(*)::int from generate_series($2, $3, interval '1 day') as d
     where sec.project_state_on($1, d::date) = 'suspended'
$$;

-- What stands between a project and its acceptance (SPEC 5.5), in order, as far as it can be told here.
create function sec.closing_missing(project int) returns text[] language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select array_remove(array[
        case when (select j.state from app.project j where j.project_id = $1) <> 'completed' then 'completed' end,
        case when exists (select 1 from app.engagement e where e.project_id = $1 and e.ended_on is null) then 'workers_out' end,
        case when exists (select 1 from app.team t where t.project_id = $1 and t.exited_on is null) then 'teams_out' end,
        case when exists (select 1 from app.participant p where p.project_id = $1 and p.exited_on is null
                             and not p.general_contractor) then 'participants_out' end,
        'filing'], null)
$$;

create function sec.project_state_change(project int, request uuid, state text, from_on date, reason text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_reason text := btrim(regexp_replace(coalesce($5, ''), '[\u0001-\u001F\u007F-\u009F]', '', 'g'));
    v_last date;
    j app.project;
begin
    if sec.request_begin(project, request, 'project_state_change') is not null then
        return;
    end if;
    select * into j from app.project q where q.project_id = $1 for update;
    select max(s.from_on) into v_last from app.project_state s where s.project_id = $1;
    if $3 = 'accepted' then
        perform sec.fail('AX004', 'before it is accepted: {steps}', 'state', 'steps=' || (
            select string_agg(c.name, ' · ' order by m.n) from unnest(sec.closing_missing($1)) with ordinality as m(step, n)
              join app.code c on c.dict = 'closing_step' and c.code = m.step));
    elsif not ($3, j.state) in (('in_progress', 'preparing'), ('suspended', 'in_progress'), ('in_progress', 'suspended'),
                                ('completed', 'in_progress'), ('completed', 'suspended'), ('in_progress', 'completed'),
                                ('preparing', 'in_progress')) or $3 is null then
        perform sec.fail('AX004', 'the project cannot go from its state to this one', 'state');
    elsif $3 = 'preparing' and exists (select 1 from app.engagement e where e.project_id = $1) then
        perform sec.fail('AX004', 'workers have been engaged; the project is not being prepared any more', 'state');
    elsif $4 is null then
        perform sec.fail('AX001', 'this field is required', 'from_on');
    elsif $4 > sec.today($1) then
        perform sec.fail('AX001', 'this day is still to come', 'from_on');
    elsif $4 < v_last then
        perform sec.fail('AX001', 'the state before it began on {day}', 'from_on', 'day=' || v_last);
    elsif char_length(v_reason) not between 2 and 200 then
        perform sec.fail('AX001', 'give a reason of 2 to 200 characters', 'reason');
    end if;
    if v_last is null then                                   -- recorded before there was a history: it was so from the beginning
        insert into app.project_state (project_id, state, from_on) values ($1, j.state, least(j.made_at::date, $4));
    end if;
    insert into app.project_state (project_id, state, from_on, reason, changed_by) values ($1, $3, $4, v_reason, sec.me());
    update app.project q set state = $3, changed_at = clock_timestamp() where q.project_id = $1;
    perform sec.request_end(project, request, '{}');
    perform sec.audit(project, 'project_state_change', jsonb_build_object('state', $3, 'from_on', $4));
end
$$;

create function sec.project_states(project int)
returns table (state text, from_on date, reason text, changed_by text, changed_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select s.state, s.from_on, s.reason, sec.account_name(s.changed_by), s.changed_at
      from app.project_state s where s.project_id = $1 order by s.state_id desc
$$;

create function sec.project_people(project int) returns table (name text, role text, company_name text, remark text, from_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select sec.account_name(m.account_id), m.role, p.company_name, m.remark, m.from_at
      from app.project_member m join app.participant p on p.project_id = m.project_id and p.participant_id = m.participant_id
     where m.project_id = $1 and m.until_at is null
     order by array_position(array['project_administrator', 'wage_officer', 'reviewer', 'other'], m.role), m.from_at
$$;

-- "87.61,43.82; 87.63,43.82; 87.63,43.84" into its points; '' into none.
create function sec.points_of(typed text, region text) returns numeric[] language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_typed text := translate(normalize(coalesce(typed, ''), nfkc), '、。；，', ',.;,');
    v_out numeric[];
    v_pair text;
    b app.region_bounds := sec.bounds_of(region);
    x numeric;
    y numeric;
begin
    if btrim(v_typed) = '' then
        return null;
    end if;
    foreach v_pair in array regexp_split_to_array(btrim(v_typed, ' ;'), '\s*;\s*') loop
        if v_pair !~ '^[0-9]{1,3}(\.[0-9]{1,6})?\s*,\s*[0-9]{1,2}(\.[0-9]{1,6})?$' then
            perform sec.fail('AX001', 'points are written longitude,latitude; longitude,latitude; and so on', 'attendance_points');
        end if;
        x := btrim(split_part(v_pair, ',', 1))::numeric;
        y := btrim(split_part(v_pair, ',', 2))::numeric;
        if x not between b.west and b.east or y not between b.south and b.north then
            perform sec.fail('AX001', 'a point is outside the region', 'attendance_points');
        end if;
        v_out := v_out || array[array[x, y]];
    end loop;
    if array_length(v_out, 1) not between 3 and 40 then
        perform sec.fail('AX001', 'an area has 3 to 40 points', 'attendance_points');
    end if;
    return v_out;
end
$$;

create function sec.points_text(points numeric[]) returns text language sql immutable strict
set search_path = pg_catalog, pg_temp
as $$
    select string_agg(points[i][1] || ',' || points[i][2], '; ' order by i) from generate_subscripts(points, 1) as i
$$;

create function sec.project_settings(project int)
returns table (changed_at timestamptz, changed_by text, attendance_radius_m int, attendance_points text, closed_site boolean,
               wage_day int, zone text, standard_hours text, attended_rule text, minimum_wage_fen bigint,
               second_reviewer boolean, longitude text, latitude text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select j.settings_at, sec.account_name(j.settings_by), j.attendance_radius_m, sec.points_text(j.attendance_points),
           j.closed_site, j.wage_day, j.zone, j.standard_hours::text, j.attended_rule, j.minimum_wage_fen, j.second_reviewer,
           j.longitude::text, j.latitude::text
      from app.project j where j.project_id = $1
$$;

create function sec.project_settings_save(project int, request uuid, fields jsonb) returns timestamptz
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb := sec.parse(fields, 'app.project_settings_fields');
    f app.project_settings_fields := jsonb_populate_record(null::app.project_settings_fields, v_fields);
    v_first jsonb;
    v_broken text;
    j app.project;
begin
    perform sec.required(v_fields, 'attendance_radius_m', 'wage_day', 'zone', 'standard_hours', 'attended_rule');
    perform sec.application_code('zone', v_fields, 'zone');
    perform sec.application_code('attended_rule', v_fields, 'attended_rule');
    v_first := sec.request_begin(project, request, 'project_settings_save');
    if v_first is not null then
        return (v_first ->> 'changed_at')::timestamptz;
    end if;
    select * into j from app.project q where q.project_id = $1 for update;
    if j.settings_at is distinct from f.changed_at then
        perform sec.fail('AX006', 'somebody has changed this meanwhile', 'changed_at', 'at=' || j.settings_at);
    end if;
    begin
        update app.project q
           set attendance_radius_m = f.attendance_radius_m, attendance_points = sec.points_of(f.attendance_points, j.region),
               closed_site = coalesce(f.closed_site, false), wage_day = f.wage_day, zone = f.zone, standard_hours = f.standard_hours,
               attended_rule = f.attended_rule, minimum_wage_fen = f.minimum_wage_fen,
               second_reviewer = coalesce(f.second_reviewer, false), settings_by = sec.me(), settings_at = clock_timestamp()
         where q.project_id = $1 returning * into j;
    exception
        when check_violation or numeric_value_out_of_range then
            get stacked diagnostics v_broken = constraint_name;
            perform sec.fail('AX001', 'not a value of this kind', regexp_replace(v_broken, '^project_(.*)_ck$', '\1'));
    end;
    perform sec.request_end(project, request, jsonb_build_object('changed_at', j.settings_at));
    perform sec.audit(project, 'project_settings_change', jsonb_build_object('request_id', request));
    return j.settings_at;
end
$$;

revoke execute on function sec.project_state_on(int, date), sec.suspended_days(int, date, date), sec.closing_missing(int),
    sec.project_state_change(int, uuid, text, date, text), sec.project_states(int), sec.project_people(int),
    sec.points_of(text, text), sec.points_text(numeric[]), sec.project_settings(int),
    sec.project_settings_save(int, uuid, jsonb) from public;
grant execute on function sec.project_state_on(int, date), sec.suspended_days(int, date, date),
    sec.project_state_change(int, uuid, text, date, text), sec.project_states(int), sec.project_people(int),
    sec.project_settings(int), sec.project_settings_save(int, uuid, jsonb) to ax_api;
