-- owner: ax_api
-- A worker's own page at a kiosk, asked for by its terminal (SPEC 16.0 to 16.2).

create function api.page_open(worker bigint, means text) returns table (page uuid, closes_at timestamptz) language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return query select * from sec.page_open($1, $2);
end
$$;

create function api.page_close(page uuid) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    perform sec.page_close($1);
end
$$;

create function api.own_record(page uuid)
returns table (name text, sex text, id_masked text, phone_masked text, worker_kind_name text, company_name text, team_name text, trade_name text,
               started_on date, ended_on date, trained_on date)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return query select * from sec.own_record($1);
end
$$;

create function api.own_terms(page uuid)
returns table (from_on date, agreement_kind_name text, number text, period_name text, until_on date, pay_kind text, pay_kind_name text,
               rate_fen numeric, pay_day int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return query select * from sec.own_terms($1);
end
$$;

create function api.own_months(page uuid)
returns table (month date, full_mask int, half_mask int, part_mask int, halves int, minutes int, word text, stale boolean, closed boolean,
               dispute text, answer_by_on date, answer text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return query select * from sec.own_months($1);
end
$$;

create function api.own_punches(page uuid, day date) returns table (at timestamptz, direction text, source text, state text, reason text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return query select * from sec.own_punches($1, $2);
end
$$;

-- word: confirmed, or disputed with a text. The page may be asked once more after a lost answer: the last word counts.
create function api.own_word(page uuid, month date, word text, text text) returns bigint language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return sec.own_word($1, $2, $3, $4);
end
$$;

revoke execute on function api.page_open(bigint, text), api.page_close(uuid), api.own_record(uuid), api.own_terms(uuid),
    api.own_months(uuid), api.own_punches(uuid, date), api.own_word(uuid, date, text, text) from public;
grant execute on function api.page_open(bigint, text), api.page_close(uuid), api.own_record(uuid), api.own_terms(uuid),
    api.own_months(uuid), api.own_punches(uuid, date), api.own_word(uuid, date, text, text) to app_terminal;
