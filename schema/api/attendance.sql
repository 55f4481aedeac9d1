-- owner: ax_api
-- Attendance looked at (SPEC 10.5 to 10.8): the month, the day, a day's punches, figures, kiosks, closing.

-- The monthly table: see sec.attendance_month_page for its masks, orders and places.
create function api.attendance_month_list(project_id int, month date, filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (worker_id bigint, engagement_id bigint, name text, id_tail text, worker_kind_name text, company_name text, team_name text,
               trade_name text, started_on date, ended_on date, full_mask int, half_mask int, part_mask int, halves int, minutes int,
               word text, stale boolean, closed boolean, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_read');
    return query select * from sec.attendance_month_page($1, $2, $3, $4, $5, $6, $7);
end
$$;

create function api.attendance_month_head(project_id int, month date, filters jsonb)
returns table (rows int, workers int, attended int, halves bigint, punches_from date)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_read');
    return query select * from sec.attendance_month_head($1, $2, $3);
end
$$;

create function api.attendance_day_list(project_id int, day date, filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (worker_id bigint, engagement_id bigint, name text, company_name text, team_name text, trade_name text,
               first_in timestamptz, last_out timestamptz, minutes int, halves int, source text, state text, exceptions text[], at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_read');
    return query select * from sec.attendance_day_page($1, $2, $3, $4, $5, $6, $7);
end
$$;

create function api.punch_list(project_id int, worker bigint, day date)
returns table (at timestamptz, direction text, source text, state text, exceptions text[], received_at timestamptz, device text,
               skew_s int, score int, margin int, engine text, by_name text, decided_by text, decided_at timestamptz, reason text,
               correction_id bigint, archived boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_read');
    return query select * from sec.punch_list($1, $2, $3);
end
$$;

create function api.attendance_figures(project_id int, from_on date, until_on date)
returns table (day date, employed int, on_leave int, working int, present int, rate numeric)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_read');
    return query select * from sec.attendance_figures($1, $2, $3);
end
$$;

create function api.attendance_fault_list(project_id int)
returns table (day date, worker_id bigint, name text, what text, found_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_review');
    return query select * from sec.fault_list($1);
end
$$;

create function api.kiosk_list(project_id int)
returns table (login text, name text, last_seen_at timestamptz, withdrawn boolean, journal_id int, last_seq bigint, received_at timestamptz,
               gaps int, astray int)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_review');
    return query select * from sec.kiosk_list($1);
end
$$;

create function api.astray_list(project_id int, after bigint, n int)
returns table (astray_id bigint, terminal text, worker_id bigint, punched_at timestamptz, direction text, source text, why text,
               received_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_review');
    return query select * from sec.astray_list($1, $2, $3);
end
$$;

-- A month by company: how far its workers and its review are, and whether it is closed.
create function api.month_list(project_id int, month date)
returns table (participant_id int, company_name text, workers int, attended int, halves bigint, confirmed int, disputed int, missing text[],
               closed_at timestamptz, closed_by text, may_close boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_read');
    return query select * from sec.month_list($1, $2);
end
$$;

create function api.month_close(project_id int, request_id uuid, participant int, month date) returns timestamptz
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'month_close');
    return sec.month_close($1, $2, $3, $4);
end
$$;

create function api.month_attest(project_id int, request_id uuid, worker bigint, month date, word text, text text)
returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'month_close');
    return sec.month_attest($1, $2, $3, $4, $5, $6);
end
$$;

create function api.dispute_list(project_id int, open_only boolean, after bigint, n int)
returns table (word_id bigint, worker_id bigint, name text, company_name text, team_name text, month date, text text, halves int, at timestamptz,
               means text, answer_by_on date, overdue boolean, answer text, answered_by text, answered_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'attendance_read');
    return query select * from sec.dispute_list($1, $2, $3, $4);
end
$$;

create function api.dispute_answer(project_id int, request_id uuid, word_id bigint, answer text) returns timestamptz
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'dispute_answer');
    return sec.dispute_answer($1, $2, $3, $4);
end
$$;

revoke execute on function api.attendance_month_list(int, date, jsonb, text, boolean, jsonb, int),
    api.attendance_month_head(int, date, jsonb), api.attendance_day_list(int, date, jsonb, text, boolean, jsonb, int),
    api.punch_list(int, bigint, date), api.attendance_figures(int, date, date), api.attendance_fault_list(int), api.kiosk_list(int),
    api.astray_list(int, bigint, int), api.month_list(int, date), api.month_close(int, uuid, int, date),
    api.month_attest(int, uuid, bigint, date, text, text), api.dispute_list(int, boolean, bigint, int),
    api.dispute_answer(int, uuid, bigint, text) from public;
grant execute on function api.attendance_month_list(int, date, jsonb, text, boolean, jsonb, int),
    api.attendance_month_head(int, date, jsonb), api.attendance_day_list(int, date, jsonb, text, boolean, jsonb, int),
    api.punch_list(int, bigint, date), api.attendance_figures(int, date, date), api.attendance_fault_list(int), api.kiosk_list(int),
    api.astray_list(int, bigint, int), api.month_list(int, date), api.month_close(int, uuid, int, date),
    api.month_attest(int, uuid, bigint, date, text, text), api.dispute_list(int, boolean, bigint, int),
    api.dispute_answer(int, uuid, bigint, text) to app_user;

-- The worker's round (core/service).
create function api.attendance_upkeep(days int) returns table (made int, detached int, checked int, faults int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_worker();
    return query select * from sec.attendance_upkeep($1);
end
$$;
revoke execute on function api.attendance_upkeep(int) from public;
grant execute on function api.attendance_upkeep(int) to ax_worker;
