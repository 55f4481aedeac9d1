-- owner: ax_keyholder
-- Failed logins in the server's JSON log (DESIGN 3): the one reader of server files reads it. Takes where the last look ended,
-- answers at most a mebibyte further on. Only fixed fields leave it: login and time of password failures.
create function sec.failed_logins(seen text, seen_place bigint)
returns table (file text, place bigint, logins text[], times timestamptz[], error text) language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_size bigint;
    v_chunk text;
    v_line text;
    v_entry jsonb;
begin
    logins := '{}';
    times := '{}';
    begin
        file := pg_current_logfile('jsonlog');
        if file is null then
            error := 'no_json_log';
            return next;
            return;
        end if;
        v_size := (pg_stat_file(file)).size;
        -- A log never seen is begun at its end; one that follows another, or was begun anew, at its beginning.
        place := case when seen is null then v_size when seen = file and seen_place <= v_size then seen_place else 0 end;
        v_chunk := convert_from(pg_read_binary_file(file, place, least(v_size - place, 1048576)), 'LATIN1');
    exception when others then
        error := 'unreadable';
        place := coalesce(place, 0);
        return next;
        return;
    end;
    if position(E'\n' in v_chunk) = 0 then                        -- a line longer than a mebibyte is passed over
        place := place + case when length(v_chunk) = 1048576 then 1048576 else 0 end;
        return next;
        return;
    end if;
    v_chunk := left(v_chunk, length(v_chunk) - position(E'\n' in reverse(v_chunk)) + 1);
    place := place + length(v_chunk);
    for v_line in select l from regexp_split_to_table(v_chunk, E'\n') l where l like '%"28P01"%' loop
        begin
            v_entry := v_line::jsonb;
            if v_entry ->> 'state_code' = '28P01' and v_entry ->> 'error_severity' = 'FATAL'
               and v_entry ->> 'user' ~ '^p[0-9]{6,9}$' then
                times := times || replace(v_entry ->> 'timestamp', ' UTC', '+00')::timestamptz;
                logins := logins || (v_entry ->> 'user');
            end if;
        exception when data_exception then null;                  -- not a line of ours
        end;
    end loop;
    return next;
end
$$;

revoke execute on function sec.failed_logins(text, bigint) from public;
grant execute on function sec.failed_logins(text, bigint) to ax_search;
