-- owner: ax_search
-- What a file is, by its bytes: a name's ending says nothing. A picture has its format's frame from the first byte to the last and
-- a width and height between 1 and 20000; anything else is none. Every loop ends: with the bytes, or after 200000 steps.

-- Big-endian number of n bytes at a place (0 is the first); -1 beyond the end.
create function sec.bytes_number(data bytea, at int, n int) returns int language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v bigint := 0;
begin
    if at < 0 or at > octet_length(data) - n then
        return -1;
    end if;
    for i in at .. at + n - 1 loop
        v := v * 256 + get_byte(data, i);
    end loop;
    return case when v > 2147483647 then -1 else v end;
end
$$;

-- PNG (ISO/IEC 15948): signature, IHDR first, chunks, IEND last with nothing behind it.
create function sec.image_png(data bytea, out width int, out height int) language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at int := 8;
    v_size int;
    v_data boolean := false;
begin
    if substr(data, 1, 16) <> '\x89504e470d0a1a0a0000000d49484452' then
        return;
    end if;
    for v_step in 1 .. 200000 loop
        v_size := sec.bytes_number(data, v_at, 4);
        if v_size < 0 or v_size > octet_length(data) - v_at - 12 then
            return;
        end if;
        case substr(data, v_at + 5, 4)
            when '\x49444154' then v_data := true;
            when '\x49454e44' then
                if v_data and v_size = 0 and v_at + 12 = octet_length(data) then
                    width := sec.bytes_number(data, 16, 4);
                    height := sec.bytes_number(data, 20, 4);
                end if;
                return;
            else
        end case;
        v_at := v_at + 12 + v_size;
    end loop;
end
$$;

-- JPEG (ISO/IEC 10918-1): segments up to the first scan, a frame header among them, an end of image behind it. Cameras write
-- things of their own after the end.
create function sec.image_jpg(data bytea, out width int, out height int) language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at int := 2;
    v_marker int;
    v_size int;
    v_width int;
    v_height int;
begin
    if substr(data, 1, 3) <> '\xffd8ff' then
        return;
    end if;
    for v_step in 1 .. 200000 loop
        if sec.bytes_number(data, v_at, 1) <> 255 then
            return;
        end if;
        v_marker := sec.bytes_number(data, v_at + 1, 1);
        if v_marker = 255 then                                   -- a fill byte
            v_at := v_at + 1;
            continue;
        end if;
        v_size := sec.bytes_number(data, v_at + 2, 2);
        if v_marker < 192 or v_size < 2 or v_marker between 208 and 217 then
            return;
        end if;
        if v_marker between 192 and 207 and v_marker not in (196, 200, 204) then
            v_height := sec.bytes_number(data, v_at + 5, 2);
            v_width := sec.bytes_number(data, v_at + 7, 2);
        end if;
        v_at := v_at + 2 + v_size;
        if v_marker = 218 then                                   -- a scan begins
            if v_at < octet_length(data) and position('\xffd9'::bytea in substr(data, v_at + 1)) > 0 then
                width := v_width;
                height := v_height;
            end if;
            return;
        end if;
    end loop;
end
$$;

-- GIF (87a, 89a): screen descriptor, blocks, trailer last; at least one picture.
create function sec.image_gif(data bytea, out width int, out height int) language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at int := 13;
    v_byte int;
    v_picture boolean := false;
    v_inside boolean := false;                                   -- between a block's head and its empty sub-block
begin
    if substr(data, 1, 6) not in ('GIF87a', 'GIF89a') or octet_length(data) < 14 then
        return;
    end if;
    v_byte := get_byte(data, 10);
    if v_byte >= 128 then
        v_at := v_at + 3 * (2 << (v_byte & 7));
    end if;
    for v_step in 1 .. 200000 loop
        v_byte := sec.bytes_number(data, v_at, 1);
        if v_inside and v_byte >= 0 then
            v_inside := v_byte > 0;
            v_at := v_at + 1 + v_byte;
        elsif v_byte = 33 then                                   -- an extension
            v_at := v_at + 2;
            v_inside := true;
        elsif v_byte = 44 then                                   -- a picture
            v_byte := sec.bytes_number(data, v_at + 9, 1);
            if v_byte < 0 then
                return;
            end if;
            v_at := v_at + 11 + case when v_byte >= 128 then 3 * (2 << (v_byte & 7)) else 0 end;
            v_picture := true;
            v_inside := true;
        elsif v_byte = 59 and v_picture and v_at + 1 = octet_length(data) then
            width := get_byte(data, 6) + 256 * get_byte(data, 7);
            height := get_byte(data, 8) + 256 * get_byte(data, 9);
            return;
        else
            return;
        end if;
    end loop;
end
$$;

-- jpg, png, gif; null: none of them.
create function sec.image_format(data bytea) returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_format text;
    v_size record;
begin
    v_format := case when substr(data, 1, 3) = '\xffd8ff' then 'jpg'
                     when substr(data, 1, 4) = '\x89504e47' then 'png'
                     when substr(data, 1, 4) = 'GIF8' then 'gif' end;
    case v_format
        when 'jpg' then select * into v_size from sec.image_jpg(data);
        when 'png' then select * into v_size from sec.image_png(data);
        when 'gif' then select * into v_size from sec.image_gif(data);
        else return null;
    end case;
    if v_size.width between 1 and 20000 and v_size.height between 1 and 20000 then
        return v_format;
    end if;
    return null;
end
$$;

revoke execute on function sec.bytes_number(bytea, int, int), sec.image_png(bytea), sec.image_jpg(bytea), sec.image_gif(bytea),
    sec.image_format(bytea) from public;
