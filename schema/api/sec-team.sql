-- owner: ax_search
-- What a team's fields become.

-- The row as it is kept. A document whose number is not given again keeps the one that is sealed already.
create function sec.team_row(fields jsonb, old app.team) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_old jsonb := to_jsonb(old);
    v_row jsonb := fields - '{team_id,changed_at,leader_document_number,responsible_document_number}'::text[]
        || jsonb_build_object('name', sec.name_check(fields ->> 'name', 'name'),
                              'initials', sec.initials(fields ->> 'name', false),
                              'changed_at', clock_timestamp(), 'changed_by', sec.me());
    v_role text;
    v_number text;
begin
    foreach v_role in array array['leader', 'responsible'] loop
        if v_row ? (v_role || '_name') then
            v_row := v_row || jsonb_build_object(v_role || '_name', sec.name_check(v_row ->> (v_role || '_name'), v_role || '_name'));
        end if;
        if v_row ? (v_role || '_phone') then
            v_row := v_row || jsonb_build_object(v_role || '_phone', sec.phone_check(v_row ->> (v_role || '_phone'), v_role || '_phone'));
        end if;
        v_number := sec.number_of(fields ->> (v_role || '_document_number'));
        if v_number is not null then
            if sec.number_fault(fields ->> (v_role || '_document_kind'), v_number) is not null then
                perform sec.fail('AX001', 'not a number of this kind of document', v_role || '_document_number');
            end if;
            v_row := v_row || jsonb_build_object(v_role || '_document_sealed', sec.seal('id', v_number),
                                                 v_role || '_document_tail', right(v_number, 4));
        elsif v_row ->> (v_role || '_document_kind') = v_old ->> (v_role || '_document_kind') then
            v_row := v_row || jsonb_build_object(v_role || '_document_sealed', v_old -> (v_role || '_document_sealed'),
                                                 v_role || '_document_tail', v_old -> (v_role || '_document_tail'));
        end if;
    end loop;
    return v_row;
end
$$;

-- The columns that a save writes: those app.team_fields names, so that a new field needs no line here, and those made of them.
create function sec.team_columns() returns text language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
      from pg_attribute a
     where a.attrelid = 'app.team'::regclass and a.attnum > 0 and not a.attisdropped and a.attname <> 'team_id'
       and (a.attname in (select b.attname from pg_attribute b
                            join pg_type y on y.typrelid = b.attrelid and y.oid = 'app.team_fields'::regtype)
            or a.attname in ('initials', 'changed_by', 'leader_document_sealed', 'leader_document_tail',
                             'responsible_document_sealed', 'responsible_document_tail'))
$$;

revoke execute on function sec.team_row(jsonb, app.team), sec.team_columns() from public;
grant execute on function sec.team_row(jsonb, app.team), sec.team_columns() to ax_api;
