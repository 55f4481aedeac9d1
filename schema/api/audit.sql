-- owner: ax_api
-- The operator's look at the audit chains (SPEC 22.3).

create function api.audit_chain_list()
returns table (chain_id int, name text, entries bigint, head_sha256 text, last_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_operator();
    return query select * from sec.chain_list();
end
$$;

-- Walks one chain. With an anchor kept outside the database (a printed head) a cut tail is seen, too.
create function api.audit_verify(chain_id int, anchor_seq bigint default null, anchor_sha256 text default null)
returns table (entries bigint, ok boolean, first_bad bigint, head_sha256 text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_operator();
    return query select * from sec.chain_verify($1, $2, $3);
end
$$;

create function api.audit_anchor() returns int
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_operator();
    return sec.chain_anchor();
end
$$;

revoke execute on function api.audit_chain_list(), api.audit_verify(int, bigint, text), api.audit_anchor() from public;
grant execute on function api.audit_chain_list(), api.audit_verify(int, bigint, text), api.audit_anchor() to app_operator;
