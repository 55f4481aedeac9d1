-- owner: ax_api
-- The operator's pages: accounts, offices and regulators, terminals (SPEC 1, 19.5).

create function api.account_list(filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (account_id bigint, name text, phone_masked text, state text, part text, place text, checked_how text, checked_by text,
               checked_at timestamptz, made_at timestamptz, last_login_at timestamptz, locked text, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('account_manage');
    return query select * from sec.account_page($1, $2, $3, $4, $5);
end
$$;

create function api.account_get(account bigint)
returns table (account_id bigint, name text, login text, phone_masked text, state text, document_kind text, document_tail text,
               checked_how text, checked_by text, checked_at timestamptz, made_at timestamptz, last_login_at timestamptz,
               last_login_from text, locked text, locked_until timestamptz, locked_by text, closed_at timestamptz, is_operator boolean,
               regulator_office text, companies text[], password_release timestamptz, phone_release timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('account_manage');
    return query select * from sec.account_facts($1);
end
$$;

create function api.account_lock(account_id bigint) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('account_manage');
    perform sec.account_act($1, 'lock');
end
$$;

create function api.account_unlock(account_id bigint) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('account_manage');
    perform sec.account_act($1, 'unlock');
end
$$;

create function api.account_close(account_id bigint) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('account_manage');
    perform sec.account_act($1, 'close');
end
$$;

-- The operator has seen the card and types its number.
create function api.account_check(account_id bigint, document_number text) returns bigint language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('account_manage');
    return sec.account_check_by($1, $2, 'operator');
end
$$;

create function api.account_release(account_id bigint, purpose text) returns timestamptz language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('account_manage');
    return sec.account_release($1, $2);
end
$$;

create function api.office_page()
returns table (office_id int, name text, region text, region_name text, bureau text, industry text, regulators int, projects int,
               made_at timestamptz, closed_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('regulator_manage');
    return query select * from sec.office_page();
end
$$;

create function api.office_save(fields jsonb) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('regulator_manage');
    return sec.office_save($1);
end
$$;

create function api.office_close(office_id int) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('regulator_manage');
    perform sec.office_close($1);
end
$$;

create function api.regulator_save(fields jsonb) returns bigint language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('regulator_manage');
    return sec.regulator_save($1);
end
$$;

create function api.regulator_withdraw(account_id bigint) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('regulator_manage');
    perform sec.regulator_withdraw($1);
end
$$;

-- All terminals, for the operator.
create function api.terminal_all()
returns table (terminal_id int, login text, name text, project_name text, made_at timestamptz, made_by text,
               bound_at timestamptz, bound_by text, last_seen_at timestamptz, withdrawn_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('terminal_manage');
    return query select p.terminal_id, p.login, p.name, p.project_name, p.made_at, p.made_by, p.bound_at, p.bound_by, p.last_seen_at,
                        p.withdrawn_at
                   from sec.terminal_page(null) p;
end
$$;

-- One project's, for its administrator.
create function api.terminal_list(project_id int)
returns table (terminal_id int, login text, name text, project_name text, made_at timestamptz, made_by text,
               bound_at timestamptz, bound_by text, last_seen_at timestamptz, withdrawn_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'terminal_bind');
    return query select p.terminal_id, p.login, p.name, p.project_name, p.made_at, p.made_by, p.bound_at, p.bound_by, p.last_seen_at,
                        p.withdrawn_at
                   from sec.terminal_page($1) p;
end
$$;

create function api.terminal_make(name text, verifier text) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('terminal_manage');
    return sec.terminal_make($1, $2);
end
$$;

create function api.terminal_withdraw(login text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('terminal_manage');
    perform sec.terminal_withdraw_by($1, null);
end
$$;

create function api.terminal_bind(project_id int, login text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'terminal_bind');
    perform sec.terminal_bind($1, $2);
end
$$;

-- No project's any more; withdrawn besides when it was stolen or lost.
create function api.terminal_unbind(project_id int, login text, withdraw boolean) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'terminal_bind');
    if withdraw then
        perform sec.terminal_withdraw_by($2, $1);
    else
        perform sec.terminal_release($1, $2);
    end if;
end
$$;

-- One of the operator's lists was exported (SPEC 20.5).
create function api.operator_export_note(list text, filters jsonb, row_count int, sha256 text) returns void language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_own('list_export');
    perform sec.export_note(0, list, filters, row_count, sha256, jsonb_build_object('account_id', sec.me()));
end
$$;

revoke execute on function api.account_list(jsonb, text, boolean, jsonb, int), api.account_get(bigint), api.account_lock(bigint),
    api.account_unlock(bigint), api.account_close(bigint), api.account_check(bigint, text), api.account_release(bigint, text),
    api.office_page(), api.office_save(jsonb), api.office_close(int), api.regulator_save(jsonb), api.regulator_withdraw(bigint),
    api.terminal_all(), api.terminal_list(int), api.terminal_make(text, text), api.terminal_withdraw(text),
    api.terminal_bind(int, text), api.terminal_unbind(int, text, boolean), api.operator_export_note(text, jsonb, int, text) from public;
grant execute on function api.account_list(jsonb, text, boolean, jsonb, int), api.account_get(bigint), api.account_lock(bigint),
    api.account_unlock(bigint), api.account_close(bigint), api.account_check(bigint, text), api.account_release(bigint, text),
    api.office_page(), api.office_save(jsonb), api.office_close(int), api.regulator_save(jsonb), api.regulator_withdraw(bigint),
    api.terminal_all(), api.terminal_make(text, text), api.terminal_withdraw(text),
    api.operator_export_note(text, jsonb, int, text) to app_operator;
grant execute on function api.terminal_list(int), api.terminal_bind(int, text), api.terminal_unbind(int, text, boolean) to app_user;
