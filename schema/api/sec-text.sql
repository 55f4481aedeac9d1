-- owner: ax_search
-- Names, initials, phones: one rule each, used by every function that writes or searches them.

-- A name as it is kept: width and composition normal, one space at most between words, and every look-alike of the middle
-- dot U+00B7 (and a full stop between two characters that are not ASCII) written as it.
create function sec.name_dots(name text) returns text language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select btrim(regexp_replace(regexp_replace(regexp_replace(
        normalize(regexp_replace(name, '[\u0001-\u001F\u007F\u200B-\u200F\u202A-\u202E\u2060\uFEFF]', '', 'g'), nfkc),
        '\s*[\u00B7\u0387\u16EB\u2022\u2027\u2219\u22C5\u25CF\u2E31\u2E33\u30FB]\s*', U&'\00B7', 'g'),
        '(?<=[^\u0001-\u007F])\s*[.\u3002]\s*(?=[^\u0001-\u007F])', U&'\00B7', 'g'),
        '\s+', ' ', 'g'))
$$;

-- What people are compared by: no dots, no spaces, one width, one case.
create function sec.fold_name(name text) returns text language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select regexp_replace(lower(sec.name_dots(name) collate "und-x-icu"), '[\s.\u00B7\u3002''-]', '', 'g') collate "default"
$$;

-- Digits of a mobile number, whatever was typed around them; null when it is none.
create function sec.phone_of(typed text) returns text language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select substring(regexp_replace(normalize(typed, nfkc), '[\s-]', '', 'g') from '^(?:\+?86)?(1[3-9][0-9]{9})$')
$$;

create function sec.phone_masked(phone text) returns text language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select left(phone, 3) || '****' || right(phone, 4)
$$;

-- Pinyin initials of a name, at most four spellings, the likeliest first. A person's first character is read as a surname.
-- Latin words give their first letters, digits stay.
create function sec.initials(name text, surname_first boolean default true) returns text[]
language plpgsql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_name text := lower(sec.name_dots(name) collate "und-x-icu");
    v_out text[] := array[''];
    v_next text[];
    v_read text;
    v_ch text;
    v_from int := 1;
    v_word boolean := false;        -- inside a Latin word
    s text;
begin
    if surname_first then
        select n.initials, char_length(n.surname) + 1 into v_read, v_from
          from app.surname n
         where n.surname in (left(v_name, 2), left(v_name, 1))
         order by char_length(n.surname) desc limit 1;
        if found then
            v_out := array[v_read];
        else
            v_from := 1;
        end if;
    end if;
    for v_at in v_from .. char_length(v_name) loop
        v_ch := substr(v_name, v_at, 1);
        if v_ch between 'a' and 'z' then
            v_read := case when v_word then '' else v_ch end;
            v_word := true;
        else
            v_word := false;
            if v_ch between '0' and '9' then
                v_read := v_ch;
            else
                select h.initials into v_read from app.han h where h.ch = v_ch;
                v_read := coalesce(v_read, '');
            end if;
        end if;
        if v_read <> '' then
            v_next := '{}';
            for i in 1 .. char_length(v_read) loop
                foreach s in array v_out loop
                    if cardinality(v_next) < 4 then
                        v_next := v_next || (s || substr(v_read, i, 1));
                    end if;
                end loop;
            end loop;
            v_out := v_next;
        end if;
    end loop;
    return array(select u from unnest(v_out) with ordinality as t(u, o) where u <> '' group by u order by min(o));
end
$$;

-- A code's name in the language of the asker's screen. A client may say what language it likes: nothing is judged by it.
create function sec.word(name text, name_en text) returns text language sql stable parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case when current_setting('anxin.language', true) = 'en' then coalesce(nullif(name_en, ''), name) else name end
$$;

revoke execute on function sec.word(text, text), sec.name_dots(text), sec.fold_name(text), sec.phone_of(text), sec.phone_masked(text),
    sec.initials(text, boolean) from public;
grant execute on function sec.word(text, text), sec.name_dots(text), sec.fold_name(text), sec.phone_of(text), sec.phone_masked(text),
    sec.initials(text, boolean) to ax_api, ax_role_keeper;
