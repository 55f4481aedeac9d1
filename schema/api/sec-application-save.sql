-- owner: ax_search
-- An application's pages as they are typed (SPEC 5.1). A page may be saved with gaps: what stands in it is checked for its form,
-- what is missing is asked for when it is submitted.

create function sec.application_code(dict text, fields jsonb, field text) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if fields ? field and not exists (select 1 from app.code c where c.dict = $1 and c.code = fields ->> field) then
        perform sec.fail('AX001', 'not one of the list', field);
    end if;
end
$$;

-- An office of this bureau that is still open and looks after the region, and the industry.
create function sec.application_office(fields jsonb, field text, bureau text) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if fields ? field and not exists (
        select 1 from app.regulator_office o
         where o.office_id = (fields ->> field)::int and o.bureau = $3 and o.closed_at is null
           and o.region in (select u.above from sec.region_above(fields ->> 'region') u)
           and (o.industry is null or o.industry = fields ->> 'industry')) then
        perform sec.fail('AX001', 'this office does not look after the region or the industry', field);
    end if;
end
$$;

create function sec.application_check_1(fields jsonb) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_name text := sec.name_check(fields ->> 'name', 'name');
begin
    if not exists (select 1 from app.region g where g.region = fields ->> 'region' and g.assignable) then
        perform sec.fail('AX001', 'not one of the list', 'region');
    end if;
    perform sec.application_code('project_type', fields, 'project_type');
    perform sec.application_code('project_class', fields, 'project_class');
    perform sec.application_code('project_nature', fields, 'nature');
    perform sec.application_code('project_ownership', fields, 'ownership');
    perform sec.application_code('industry', fields, 'industry');
    perform sec.application_office(fields, 'hr_office_id', 'hr');
    perform sec.application_office(fields, 'industry_office_id', 'industry');
    return fields || jsonb_build_object('name', v_name, 'initials', sec.initials(v_name, false));
end
$$;

-- The units are written beside the project; what is left belongs to its own row.
create function sec.application_check_2(project int, fields jsonb) returns jsonb language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_company int := (select a.company_id from app.application a where a.project_id = $1);
    v_phone text := case when fields ? 'contact_phone' then sec.phone_check(fields ->> 'contact_phone', 'contact_phone') end;
    p record;
    k text;
begin
    foreach k in array array['administrator_id', 'contact_id'] loop
        if fields ? k and not sec.company_has(v_company, (fields ->> k)::bigint) then
            perform sec.fail('AX001', 'this person is not a member of the general contractor', k);
        end if;
    end loop;
    for p in select q.part from app.application_part q where q.part <> 'general_contractor' loop
        delete from app.application_unit u where u.project_id = $1 and u.part = p.part;
        if fields ? p.part then
            insert into app.application_unit (project_id, part, company_id, company_name)
            select $1, p.part, c.company_id, c.name from app.company c where c.company_id = (fields ->> p.part)::int;
            if not found then
                perform sec.fail('AX001', 'not one of the list', p.part);
            end if;
        end if;
    end loop;
    update app.application a set administrator_id = (fields ->> 'administrator_id')::bigint,
           contact_id = (fields ->> 'contact_id')::bigint where a.project_id = $1;
    return fields || jsonb_build_object('contact_name', sec.account_name((fields ->> 'contact_id')::bigint), 'contact_phone', v_phone);
end
$$;

create function sec.application_check_3(project int, fields jsonb) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    j app.project;
    b app.region_bounds;
begin
    select * into j from app.project q where q.project_id = $1;
    if coalesce(fields ->> 'state', 'preparing') not in ('preparing', 'in_progress') then
        perform sec.fail('AX001', 'not one of the list', 'state');
    end if;
    if (fields ->> 'actual_start_on')::date > sec.today($1) then
        perform sec.fail('AX001', 'this day is still to come', 'actual_start_on');
    end if;
    if (fields ? 'longitude') <> (fields ? 'latitude') then
        perform sec.fail('AX001', 'longitude and latitude go together', case when fields ? 'longitude' then 'latitude' else 'longitude' end);
    end if;
    b := sec.bounds_of(j.region);
    if (fields ->> 'longitude')::numeric not between b.west and b.east then
        perform sec.fail('AX001', 'the position is outside the region: {from} to {to}', 'longitude', 'from=' || b.west || ',to=' || b.east);
    elsif (fields ->> 'latitude')::numeric not between b.south and b.north then
        perform sec.fail('AX001', 'the position is outside the region: {from} to {to}', 'latitude', 'from=' || b.south || ',to=' || b.north);
    end if;
    return fields || jsonb_build_object('state', coalesce(fields ->> 'state', 'preparing'));
end
$$;

-- What belongs to an answer of "no" is not kept.
create function sec.application_check_4(project int, fields jsonb) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if (fields ->> 'contract_signed_on')::date > sec.today($1) then
        perform sec.fail('AX001', 'this day is still to come', 'contract_signed_on');
    end if;
    if not coalesce((fields ->> 'permit')::boolean, true) then
        fields := fields - '{permit_number,permit_issued_on,permit_valid_until}'::text[];
    end if;
    if not coalesce((fields ->> 'guarantee')::boolean, true) then
        fields := fields - '{guarantor,guarantor_uscc,guarantee_fen,guarantee_from_on,guarantee_until_on}'::text[];
    end if;
    if fields ? 'guarantor_uscc' and not sec.uscc_fits(upper(fields ->> 'guarantor_uscc')) then
        perform sec.fail('AX001', 'not a social credit code', 'guarantor_uscc');
    end if;
    return fields || jsonb_build_object('guarantor_uscc', upper(fields ->> 'guarantor_uscc'));
end
$$;

-- The attributes of a page that the project's own row has.
create function sec.application_columns(page int) returns text language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
      from pg_attribute a
     where a.attrelid = 'app.project'::regclass and a.attnum > 0 and not a.attisdropped and a.attname <> 'changed_at'
       and (a.attname in (select b.attname from pg_attribute b join pg_type y on y.typrelid = b.attrelid
                           where y.oid = format('app.application_%s_fields', $1)::regtype)
            or (a.attname = 'initials' and $1 = 1) or (a.attname = 'contact_name' and $1 = 2))
$$;

-- Writes a page as checked. Values that a table's own rule refuses are told by their field: the detail would hold the whole row.
create function sec.application_write(project int, page int, fields jsonb) returns timestamptz language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_row jsonb;
    v_broken text;
    v_at timestamptz := clock_timestamp();
begin
    v_row := case page when 1 then sec.application_check_1(fields) when 2 then sec.application_check_2(project, fields)
                       when 3 then sec.application_check_3(project, fields) else sec.application_check_4(project, fields) end;
    begin
        execute format('update app.project q set (%1$s, changed_at) = (select %1$s, $3 from jsonb_populate_record(null::app.project, $2))
                         where q.project_id = $1', sec.application_columns(page)) using project, v_row, v_at;
    exception
        when check_violation or numeric_value_out_of_range then
            get stacked diagnostics v_broken = constraint_name;
            perform sec.fail('AX001', 'not a value of this kind', regexp_replace(v_broken, '^project_(.*)_ck$', '\1'));
    end;
    insert into app.application_page as p (project_id, page, changed_at, changed_by) values ($1, $2, v_at, sec.me())
    on conflict on constraint application_page_pk do update set changed_at = v_at, changed_by = sec.me();
    return v_at;
end
$$;

-- Makes an application of its first page. Its name and region are what it is known by, so those two are asked for at once.
create function sec.application_make(company int, request uuid, fields jsonb) returns table (project_id int, changed_at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_fields jsonb := sec.parse(fields, 'app.application_1_fields');
    v_first jsonb;
    v_project int;
    v_at timestamptz;
begin
    perform sec.required(v_fields, 'name', 'region');
    v_first := sec.request_begin(0, request, 'application_make');
    if v_first is not null then
        return query select (v_first ->> 'project_id')::int, (v_first ->> 'changed_at')::timestamptz;
        return;
    end if;
    perform sec.application_company(company);
    perform sec.application_check_1(v_fields);
    insert into app.project (name, region) values (sec.name_check(v_fields ->> 'name', 'name'), v_fields ->> 'region')
    returning project.project_id into v_project;
    insert into app.application (project_id, company_id, made_by) values (v_project, company, sec.me());
    insert into app.application_unit (project_id, part, company_id, company_name)
    select v_project, 'general_contractor', c.company_id, c.name from app.company c where c.company_id = company;
    v_at := sec.application_write(v_project, 1, v_fields);
    perform sec.request_end(0, request, jsonb_build_object('project_id', v_project, 'changed_at', v_at));
    perform sec.audit(v_project, 'application_make', jsonb_build_object('company_id', company, 'request_id', request));
    return query select v_project, v_at;
end
$$;

create function sec.application_save(project int, request uuid, page int, fields jsonb) returns timestamptz
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb;
    v_first jsonb;
    p app.application_page;
    v_at timestamptz;
begin
    if page is null or page not between 1 and 4 then
        perform sec.fail('AX001', 'not one of the list', 'page');
    end if;
    v_fields := sec.parse(fields, format('app.application_%s_fields', page)::regtype);
    if page = 1 then
        perform sec.required(v_fields, 'name', 'region');
    end if;
    v_first := sec.request_begin(project, request, 'application_save');
    if v_first is not null then
        return (v_first ->> 'changed_at')::timestamptz;
    end if;
    perform 1 from app.project j where j.project_id = $1 for no key update;
    perform sec.application_need($1, true);                     -- again, under the lock: it may have been submitted meanwhile
    select * into p from app.application_page q where q.project_id = $1 and q.page = $3;
    if p.changed_at is distinct from (v_fields ->> 'changed_at')::timestamptz then
        perform sec.fail('AX006', 'somebody has changed this meanwhile', 'changed_at', 'at=' || p.changed_at);
    end if;
    v_at := sec.application_write($1, $3, v_fields);
    perform sec.request_end(project, request, jsonb_build_object('changed_at', v_at));
    perform sec.audit(project, 'application_change', jsonb_build_object('page', page, 'request_id', request));
    return v_at;
end
$$;

-- Throws a draft away that was never submitted, with its papers.
create function sec.application_drop(project int) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform 1 from app.project j where j.project_id = $1 for update;
    perform sec.application_need($1, true);
    if (select a.round from app.application a where a.project_id = $1) > 0 then
        perform sec.fail('AX004', 'an application that was submitted once is kept');
    end if;
    delete from app.attachment a where a.project_id = $1;
    delete from app.application_page p where p.project_id = $1;
    delete from app.application_unit u where u.project_id = $1;
    delete from app.application a where a.project_id = $1;
    delete from app.project j where j.project_id = $1;
    perform sec.audit(0, 'application_drop', jsonb_build_object('project_id', $1));
end
$$;

-- The contact phone, confirmed by a code (SPEC 5.1).
create function sec.application_code_send(project int, phone text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.code_send(sec.phone_check($2, 'contact_phone'), 'contact', sec.me());
end
$$;

create function sec.application_code_check(project int, phone text, code text) returns boolean language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_phone text := sec.phone_check($2, 'contact_phone');
begin
    if not sec.code_check(v_phone, 'contact', $3) then
        return false;
    end if;
    update app.application a set confirmed_phone = v_phone where a.project_id = $1;
    perform sec.audit(project, 'contact_confirm', '{}');
    return true;
end
$$;

-- Asks where an address lies; the asker sees the answer, and it is kept to tell a position that was looked up from a typed one.
create function sec.application_geocode(project int, address text, request uuid) returns bigint language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_address text := btrim(regexp_replace(coalesce($2, ''), '[\u0001-\u001F\u007F-\u009F]', '', 'g'));
begin
    if char_length(v_address) not between 2 and 200 then
        perform sec.fail('AX001', 'type the address first', 'address');
    end if;
    if request is null then
        perform sec.fail('AX001', 'this field is required', 'request_id');
    end if;
    if not sec.service_on('geocode') then
        perform sec.fail('AX004', 'no geocoder is set up here; type the position', 'longitude');
    end if;
    return sec.job_add('geocode', 'project:' || project,
                       jsonb_build_object('address', v_address, 'project_id', project,
                           'region', sec.region_path((select j.region from app.project j where j.project_id = $1))),
                       'geocode:' || project || ':' || request, project);
end
$$;

create function sec.answer_geocode(job job.job, answer jsonb) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if answer ->> 'longitude' ~ '^-?[0-9]{1,3}(\.[0-9]{1,12})?$' and answer ->> 'latitude' ~ '^-?[0-9]{1,2}(\.[0-9]{1,12})?$' then
        update app.application a set geocoded_longitude = (answer ->> 'longitude')::numeric,
               geocoded_latitude = (answer ->> 'latitude')::numeric
         where a.project_id = job.project_id;
    end if;
end
$$;

revoke execute on function sec.application_code(text, jsonb, text), sec.application_office(jsonb, text, text),
    sec.application_check_1(jsonb), sec.application_check_2(int, jsonb), sec.application_check_3(int, jsonb),
    sec.application_check_4(int, jsonb), sec.application_columns(int), sec.application_write(int, int, jsonb),
    sec.application_make(int, uuid, jsonb), sec.application_save(int, uuid, int, jsonb), sec.application_drop(int),
    sec.application_code_send(int, text), sec.application_code_check(int, text, text),
    sec.application_geocode(int, text, uuid), sec.answer_geocode(job.job, jsonb) from public;
grant execute on function sec.application_make(int, uuid, jsonb), sec.application_save(int, uuid, int, jsonb),
    sec.application_drop(int), sec.application_code_send(int, text), sec.application_code_check(int, text, text),
    sec.application_geocode(int, text, uuid) to ax_api;
