-- owner: ax_api
-- Certification of a company (SPEC 4.2).

create function api.certification_begin(request_id uuid, fields jsonb) returns table (certification_id bigint, token uuid)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query select * from sec.certification_begin($1, $2);
end
$$;

-- The terminal answers for what its reader read.
create function api.certification_card(token uuid, fields jsonb) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_terminal();
    return sec.certification_card($1, $2);
end
$$;

-- Asked twice, in two transactions: counted, then judged.
create function api.certification_answer(certification_id bigint, fen int) returns table (verdict text, tries_left int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query select * from sec.certification_answer($1, $2);
end
$$;

create function api.certification_get(company_id int) returns setof app.certification_page
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query select * from sec.certification_get($1);
end
$$;

revoke execute on function api.certification_begin(uuid, jsonb), api.certification_card(uuid, jsonb),
    api.certification_answer(bigint, int), api.certification_get(int) from public;
grant execute on function api.certification_begin(uuid, jsonb), api.certification_answer(bigint, int), api.certification_get(int)
    to app_user;
grant execute on function api.certification_card(uuid, jsonb) to app_terminal;
