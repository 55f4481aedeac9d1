-- owner: ax_api
-- Applications for a project (SPEC 5.1, 5.2): four pages, handed in, decided by two offices.

-- Saves the first page of a new one, for a certified company of mine.
create function api.application_make(company_id int, request_id uuid, fields jsonb)
returns table (project_id int, changed_at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    perform sec.need_company(company_id, 'application_make');
    return query select * from sec.application_make($1, $2, $3);
end
$$;

-- Saves one page; changed_at among the fields is that page's own, as it was read.
create function api.application_save(project_id int, request_id uuid, page int, fields jsonb)
returns table (changed_at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.application_need(project_id, true);
    return query select sec.application_save($1, $2, $3, $4);
end
$$;

create function api.application_get(project_id int) returns setof app.application_view
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    s record;
begin
    perform sec.application_need(project_id, false);
    s := sec.application_sight(project_id);
    return query select (sec.application_row($1, true, s.writes, s.decides[1])).*;
end
$$;

create function api.application_missing(project_id int) returns table (page int, field text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.application_need(project_id, false);
    return query select * from sec.application_missing($1);
end
$$;

create function api.application_decisions(project_id int)
returns table (round int, bureau text, office_name text, decision text, reason text, decided_by text, decided_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.application_need(project_id, false);
    return query select * from sec.application_decisions($1);
end
$$;

create function api.application_list(filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (project_id int, approval text, name text, region_name text, company_name text, hr_office_name text,
               industry_name text, industry_office_name text, state_name text, programme text, client_name text,
               in_assessment_scope boolean, changed_at timestamptz, waits_for_me boolean, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query select * from sec.application_list($1, $2, $3, $4, $5);
end
$$;

create function api.application_counts() returns table (approval text, count bigint)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query select * from sec.application_counts();
end
$$;

-- The list was exported (20.5); it is of no one project, so the region's chain notes it.
create function api.application_export_note(filters jsonb, row_count int, sha256 text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    perform sec.export_note(0, 'applications', $1, $2, $3, '{}');
end
$$;

create function api.application_submit(project_id int, request_id uuid) returns table (round int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.application_need(project_id, false);
    return query select sec.application_submit($1, $2);
end
$$;

create function api.application_withdraw(project_id int) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.application_need(project_id, false);
    perform sec.application_withdraw($1);
end
$$;

create function api.application_drop(project_id int) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.application_need(project_id, true);
    perform sec.application_drop($1);
end
$$;

-- For one of the two offices. round: the submission that was read. The answer is the application's approval now.
create function api.application_approve(project_id int, request_id uuid, round int, reason text) returns table (approval text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.application_need_office(project_id);
    return query select sec.application_decide($1, $2, $3, 'approved', $4);
end
$$;

create function api.application_reject(project_id int, request_id uuid, round int, reason text) returns table (approval text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.application_need_office(project_id);
    return query select sec.application_decide($1, $2, $3, 'rejected', $4);
end
$$;

create function api.application_assess(project_id int, in_scope boolean, reason text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.application_need_office(project_id);
    perform sec.application_assess($1, $2, $3);
end
$$;

-- The contact phone's code: sent, then typed. false: it was not this one.
create function api.application_code_send(project_id int, phone text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.application_need(project_id, true);
    perform sec.application_code_send($1, $2);
end
$$;

create function api.application_code_check(project_id int, phone text, code text) returns table (confirmed boolean)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.application_need(project_id, true);
    return query select sec.application_code_check($1, $2, $3);
end
$$;

create function api.application_geocode(project_id int, address text, request_id uuid) returns table (job_id bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.application_need(project_id, true);
    return query select sec.application_geocode($1, $2, $3);
end
$$;

-- Open offices that look after a region (and an industry): what an application can name.
create function api.office_find(bureau text, region text, industry text)
returns table (office_id int, name text, region_name text, initials text[])
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query
    select o.office_id, o.name, g.name, sec.initials(o.name, false)
      from app.regulator_office o join app.region g on g.region = o.region
     where o.closed_at is null and o.bureau = $1
       and ($2 is null or $2 = '' or o.region in ($2, left($2, 4) || '00', left($2, 2) || '0000'))
       and (o.industry is null or $3 is null or $3 = '' or o.industry = $3)
     order by o.region desc, o.name collate "zh-Hans-x-icu" limit 100;
end
$$;

create function api.company_people(company_id int, typed text)
returns table (account_id bigint, name text, phone_masked text, roles text[], initials text[])
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    perform sec.need_company(company_id, 'application_make');
    return query select * from sec.company_people($1, $2);
end
$$;

revoke execute on function api.application_make(int, uuid, jsonb), api.application_save(int, uuid, int, jsonb),
    api.application_get(int), api.application_missing(int), api.application_decisions(int),
    api.application_list(jsonb, text, boolean, jsonb, int), api.application_counts(),
    api.application_export_note(jsonb, int, text), api.application_submit(int, uuid),
    api.application_withdraw(int), api.application_drop(int), api.application_approve(int, uuid, int, text),
    api.application_reject(int, uuid, int, text), api.application_assess(int, boolean, text),
    api.application_code_send(int, text), api.application_code_check(int, text, text),
    api.application_geocode(int, text, uuid), api.office_find(text, text, text),
    api.company_people(int, text) from public;
grant execute on function api.application_make(int, uuid, jsonb), api.application_save(int, uuid, int, jsonb),
    api.application_get(int), api.application_missing(int), api.application_decisions(int),
    api.application_list(jsonb, text, boolean, jsonb, int), api.application_counts(),
    api.application_export_note(jsonb, int, text), api.application_submit(int, uuid),
    api.application_withdraw(int), api.application_drop(int), api.application_approve(int, uuid, int, text),
    api.application_reject(int, uuid, int, text), api.application_assess(int, boolean, text),
    api.application_code_send(int, text), api.application_code_check(int, text, text),
    api.application_geocode(int, text, uuid), api.office_find(text, text, text),
    api.company_people(int, text) to app_user;
