-- owner: ax_api
-- A kiosk's calls (SPEC 10.2, 16, 19.5): made by its terminal, about the one project it is bound to, and of nothing else.

create function api.kiosk_site() returns table (project_id int, name text, zone text, server_time timestamptz, closed_site boolean,
                                                fold_seconds int, page_seconds int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return query select * from sec.kiosk_site();
end
$$;

create function api.kiosk_journal(journal uuid, key bytea) returns bigint language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return sec.kiosk_journal($1, $2);
end
$$;

create function api.kiosk_roster(journal uuid, after bigint, n int)
returns table (worker_id bigint, name text, team_name text, company_name text, worker_kind text, started_on date, ended_on date,
               card_mac bytea, last_at timestamptz, last_direction text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return query select * from sec.kiosk_roster($1, $2, $3);
end
$$;

create function api.kiosk_today(worker bigint)
returns table (day date, first_in timestamptz, last_out timestamptz, minutes int, halves int, held int, month_halves int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return query select * from sec.kiosk_today($1);
end
$$;

create function api.punch_put(journal uuid, before bytea, sent_at timestamptz, sent_mono_ms bigint, sent_boot_id uuid, seqs bigint[],
                              workers bigint[], ats timestamptz[], directions text[], sources text[], mono_mss bigint[], boot_ids uuid[],
                              scores int[], margins int[], engines text[], macs bytea[])
returns table (last_seq bigint, taken int, again int, held int, astray int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return query select * from sec.punch_put($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);
end
$$;

revoke execute on function api.kiosk_site(), api.kiosk_journal(uuid, bytea), api.kiosk_roster(uuid, bigint, int), api.kiosk_today(bigint),
    api.punch_put(uuid, bytea, timestamptz, bigint, uuid, bigint[], bigint[], timestamptz[], text[], text[], bigint[], uuid[], int[], int[],
                  text[], bytea[]) from public;
grant execute on function api.kiosk_site(), api.kiosk_journal(uuid, bytea), api.kiosk_roster(uuid, bigint, int), api.kiosk_today(bigint),
    api.punch_put(uuid, bytea, timestamptz, bigint, uuid, bigint[], bigint[], timestamptz[], text[], text[], bigint[], uuid[], int[], int[],
                  text[], bytea[]) to app_terminal;
