-- owner: ax_search
-- Companies: found by anybody, read and kept by their members, added from the business registry or by hand (SPEC 4.1, 4.6).

create function sec.company_mine()
returns table (company_id int, name text, short_name text, uscc text, certified boolean, roles text[], duties text[])
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select c.company_id, c.name, c.short_name, c.uscc, c.certified_at is not null, r.roles,
           array(select distinct d.duty from app.role_duty d where d.scope = 'company' and d.role = any (r.roles) order by 1)
      from (select m.company_id, array_agg(m.role order by m.role) as roles from sec.my_company_roles() m group by 1) r
      join app.company c on c.company_id = r.company_id
     order by c.name collate "zh-Hans-x-icu";
end
$$;

-- By any part of the name or the uscc, by initials; what a register says of everybody, and whether it is on a project already. The
-- whole table is walked: its 20,000 rows are read in milliseconds (tests/bench), and an index could not find a single character.
create function sec.company_find(typed text, n int, project int default null) returns setof app.company_found
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_term text := coalesce(sec.fold_name(typed), '');
    v_part text := sec.like_part(v_term);
    v_latin boolean := v_term ~ '^[a-z0-9]+$';
    v_mine int[] := array(select r.company_id from sec.my_company_roles() r);
begin
    if v_term = '' or char_length(v_term) > 60 then
        return;
    end if;
    return query
    select c.company_id, c.name, c.short_name, c.uscc, g.name, c.certified, c.company_id = any (v_mine),
           exists (select 1 from app.participant p
                    where p.project_id = project and p.company_id = c.company_id and p.exited_on is null), c.initials
      from (select q.company_id, q.name, q.short_name, q.uscc, q.region, q.certified_at is not null as certified, q.initials,
                   case when q.name_folded = v_term or q.uscc = upper(v_term) then 0
                        when starts_with(q.name_folded, v_term) then 1 else 2 end as rank
              from app.company q
             where q.name_folded like v_part
                or (v_latin and (q.uscc like upper(v_part) or q.company_id in (
                       select i.company_id from app.company_initial i
                        where i.initial like case when char_length(v_term) = 1 then v_term || '%' else v_part end)))
             order by rank, certified desc, char_length(q.name), q.name collate "C"
             limit least(greatest(coalesce(n, 20), 1), 50)) c
      left join app.region g on g.region = c.region
     order by c.rank, c.certified desc, char_length(c.name), c.name collate "C";
end
$$;

-- ---- the record ----

create function sec.company_get(company int) returns setof app.company_page language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select c.company_id, c.changed_at, sec.account_name(c.changed_by), c.name, c.short_name, c.uscc, c.legal_representative,
           c.registry_number, c.founded_on, c.registered_capital_fen, c.address, c.region, g.name, c.phone, c.certified_at, c.source,
           (select count(distinct m.account_id)::int from app.company_member m
             where m.company_id = c.company_id and m.until_at is null),
           case when sec.may_company(c.company_id, 'member_accept') then
               (select count(*)::int from app.company_application a where a.company_id = c.company_id and a.state = 'waiting') end
      from app.company c left join app.region g on g.region = c.region
     where c.company_id = $1
$$;

create function sec.region_check(region text, field text) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if region is not null and not exists (select 1 from app.region g where g.region = $1) then
        perform sec.fail('AX001', 'not one of the list', field);
    end if;
end
$$;

-- What the administrator may change. Name, uscc and legal representative are what was certified, and stay.
create function sec.company_save(company int, request uuid, fields jsonb) returns timestamptz language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb := sec.parse(fields, 'app.company_fields');
    f app.company_fields := jsonb_populate_record(null::app.company_fields, v_fields);
    v_first jsonb;
    c app.company;
    v_broken text;
begin
    perform sec.required(v_fields, 'changed_at', 'region');
    v_first := sec.request_begin(0, request, 'company_save');
    if v_first is not null then
        return (v_first ->> 'changed_at')::timestamptz;
    end if;
    perform sec.region_check(f.region, 'region');
    select * into c from app.company q where q.company_id = $1 for no key update;
    if f.company_id is distinct from c.company_id then
        perform sec.fail('AX001', 'not a value of this kind', 'company_id');
    elsif c.changed_at <> f.changed_at then
        perform sec.fail('AX006', 'somebody has changed this meanwhile', 'changed_at', 'at=' || c.changed_at);
    end if;
    begin
        update app.company q
           set short_name = coalesce(f.short_name, left(c.name, 40)), registry_number = f.registry_number, founded_on = f.founded_on,
               registered_capital_fen = f.registered_capital_fen, address = f.address, region = f.region, phone = f.phone,
               changed_at = clock_timestamp(), changed_by = sec.me()
         where q.company_id = $1 returning * into c;
    exception when check_violation then
        get stacked diagnostics v_broken = constraint_name;
        perform sec.fail('AX001', 'not a value of this kind', regexp_replace(v_broken, '^company_(.*)_ck$', '\1'));
    end;
    perform sec.request_end(0, request, jsonb_build_object('changed_at', c.changed_at));
    perform sec.audit(0, 'company_change', jsonb_build_object('company_id', c.company_id, 'request_id', request),
                      sha256(convert_to(v_fields::text, 'UTF8')));
    return c.changed_at;
end
$$;

-- ---- a company that is not listed ----

-- One that is there already is answered, too: under the same code and the same name it is the one that was meant.
create function sec.company_put(f app.company_add_fields, source text) returns int language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    c app.company;
    v_broken text;
begin
    begin
        insert into app.company (uscc, name, short_name, legal_representative, registry_number, founded_on, registered_capital_fen,
                                 region, address, phone, source, made_by)
        values (f.uscc, f.name, coalesce(f.short_name, left(f.name, 40)), f.legal_representative, f.registry_number, f.founded_on,
                f.registered_capital_fen, f.region, f.address, f.phone, $2, sec.me())
        on conflict do nothing returning * into c;
    exception when check_violation then
        get stacked diagnostics v_broken = constraint_name;
        perform sec.fail('AX001', 'not a value of this kind', regexp_replace(v_broken, '^company_(.*)_ck$', '\1'));
    end;
    if c.company_id is not null then
        perform sec.audit(0, 'company_make', jsonb_build_object('company_id', c.company_id, 'source', $2));
        return c.company_id;
    end if;
    select * into c from app.company q where q.uscc = f.uscc;
    if c.company_id is null then
        perform sec.fail('AX002', 'a company of this name is listed under another code', 'name');
    elsif c.name <> f.name then
        perform sec.fail('AX002', 'this code is listed for a company of another name', 'uscc');
    end if;
    return c.company_id;
end
$$;

-- The registry gives this person no answer: their newest look-up of the hour is given up, or has waited longer than a page does.
create function sec.registry_silent() returns boolean language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce((select j.state in ('dead', 'by_hand')
                         or (j.state <> 'done' and j.made_at < clock_timestamp() - interval '15 seconds')
                       from job.job j
                      where j.kind = 'registry' and j.account_id = sec.me() and j.made_at > clock_timestamp() - interval '1 hour'
                      order by j.job_id desc limit 1), false)
$$;

-- By hand, where no business registry is connected, or none answers.
create function sec.company_add(request uuid, fields jsonb) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb := sec.parse(fields, 'app.company_add_fields');
    f app.company_add_fields := jsonb_populate_record(null::app.company_add_fields, v_fields);
    v_first jsonb;
    v_company int;
begin
    if sec.service_on('registry') and not sec.registry_silent() then
        perform sec.fail('AX004', 'the business registry is connected: look the company up by its full name');
    end if;
    perform sec.required(v_fields, 'name', 'uscc', 'legal_representative', 'region');
    f.name := sec.company_name_of(sec.name_check(f.name, 'name'));
    f.uscc := sec.uscc_check(f.uscc, 'uscc');
    f.legal_representative := sec.name_check(f.legal_representative, 'legal_representative');
    perform sec.region_check(f.region, 'region');
    v_first := sec.request_begin(0, request, 'company_add');
    if v_first is not null then
        return (v_first ->> 'company_id')::int;
    end if;
    if (select count(*) from app.company c where c.made_by = sec.me() and c.made_at > now() - interval '1 day')
       >= sec.setting_int('companies_added_per_day') then
        perform sec.fail('AX005', 'you have added many companies today; go on tomorrow');
    end if;
    v_company := sec.company_put(f, 'manual');
    perform sec.request_end(0, request, jsonb_build_object('company_id', v_company));
    return v_company;
end
$$;

-- Asks the business registry by the exact full name; the job's number is waited for. What is counted is what is asked outside: a call
-- that was rolled back asks nobody.
create function sec.company_look_up(request uuid, name text) returns bigint language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.me();
    v_name text := sec.company_name_of(sec.name_check(name, 'name'));
begin
    if not sec.service_on('registry') then
        perform sec.fail('AX004', 'no business registry is connected: fill in the form');
    elsif request is null then
        perform sec.fail('AX001', 'this field is required', 'request_id');
    elsif char_length(v_name) < 4 then
        perform sec.fail('AX001', 'type the company''s whole name', 'name');
    elsif exists (select 1 from app.company c where c.name = v_name) then
        perform sec.fail('AX002', 'this company is listed already', 'name');
    elsif (select count(*) from job.job j where j.account_id = v_me and j.kind = 'registry'
              and j.made_at > clock_timestamp() - interval '1 hour') >= sec.setting_int('registry_asks_per_hour') then
        perform sec.fail('AX005', 'too many questions in an hour');
    end if;
    return sec.job_add('registry', 'company_look_up', jsonb_build_object('name', v_name), 'registry:' || v_me || ':' || request,
                       null, null, clock_timestamp() + interval '10 minutes');
end
$$;

-- What the registry knows goes into the list, and nothing else: a wrong code, another company than was asked for, a value that does not
-- fit. The place of registration is the answer's, else the one that the code names.
create function sec.answer_registry(job job.job, answer jsonb) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    f app.company_add_fields;
    v_asked text := sec.job_payload(job) ->> 'name';
begin
    if coalesce(answer ->> 'found', 'true') <> 'true' then
        return;
    end if;
    f.name := sec.company_name_of(answer ->> 'name');
    f.uscc := sec.uscc_of(answer ->> 'uscc');
    if sec.uscc_fault(f.uscc) is not null or sec.fold_name(f.name) is distinct from sec.fold_name(v_asked) then
        return;
    end if;
    f.legal_representative := nullif(left(sec.name_dots(answer ->> 'legal_representative'), 100), '');
    f.short_name := nullif(left(answer ->> 'short_name', 40), '');
    f.registry_number := nullif(left(answer ->> 'registry_number', 30), '');
    f.address := nullif(left(answer ->> 'address', 200), '');
    f.phone := case when answer ->> 'phone' ~ '^[0-9+ -]{5,20}$' then answer ->> 'phone' end;
    f.founded_on := sec.day_of(substring(answer ->> 'founded_on' from '^([0-9]{4})-[0-9]{2}-[0-9]{2}$')::int,
                               substring(answer ->> 'founded_on' from '^[0-9]{4}-([0-9]{2})-[0-9]{2}$')::int,
                               substring(answer ->> 'founded_on' from '^[0-9]{4}-[0-9]{2}-([0-9]{2})$')::int);
    f.registered_capital_fen := substring(answer ->> 'registered_capital_fen' from '^[0-9]{1,17}$')::bigint;
    f.region := (select g.region from app.region g where g.region in (answer ->> 'region', substr(f.uscc, 3, 6))
                  order by g.region = answer ->> 'region' desc limit 1);
    if not exists (select 1 from app.company c where c.uscc = f.uscc or c.name = f.name) then
        insert into app.company (uscc, name, short_name, legal_representative, registry_number, founded_on, registered_capital_fen,
                                 region, address, phone, source, made_by)
        values (f.uscc, f.name, coalesce(f.short_name, left(f.name, 40)), f.legal_representative, f.registry_number, f.founded_on,
                f.registered_capital_fen, f.region, f.address, f.phone, 'registry', job.account_id)
        on conflict do nothing;
        perform sec.audit(0, 'company_make', jsonb_build_object('source', 'registry', 'job_id', job.job_id));
    end if;
end
$$;

revoke execute on function sec.company_mine(), sec.company_find(text, int, int), sec.company_get(int), sec.region_check(text, text),
    sec.company_save(int, uuid, jsonb), sec.company_put(app.company_add_fields, text), sec.company_add(uuid, jsonb),
    sec.registry_silent(), sec.company_look_up(uuid, text), sec.answer_registry(job.job, jsonb) from public;
grant execute on function sec.company_mine(), sec.company_find(text, int, int), sec.company_get(int), sec.company_save(int, uuid, jsonb),
    sec.company_add(uuid, jsonb), sec.company_look_up(uuid, text) to ax_api;
