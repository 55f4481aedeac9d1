-- owner: ax_keyholder
-- The two keys of the server and what is done with them. The keys lie in files that only the server's own OS user reads,
-- outside the data folder; no function gives one away, and neither is ever in a setting, a table or a statement.

-- Where a key lies; called by the operator's program after init and whenever the folder was moved.
create function sec.key_path(name text, path text) returns void language sql security definer
set search_path = pg_catalog, pg_temp
as $$
    insert into sec.key_file as k (name, path) values ($1, $2)
    on conflict on constraint key_file_pk do update set path = excluded.path
$$;

create function sec.key(name text) returns text language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_path text;
    v_key text;
begin
    select k.path into v_path from sec.key_file k where k.name = $1;
    if v_path is null then
        raise exception using errcode = 'AX004', message = 'the key files are not registered', detail = 'key=' || $1;
    end if;
    v_key := btrim(pg_read_file(v_path), E' \r\n');
    if v_key !~ '^[0-9a-f]{64}$' then
        raise exception using errcode = 'AX004', message = 'a key file does not hold a key', detail = 'key=' || $1;
    end if;
    return v_key;
end
$$;

-- The blind index of an identity or card number: equal numbers, equal bytes; without the key, no way back and no guessing.
create function sec.blind(number text) returns bytea language plpgsql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return sec.hmac(convert_to('id:v1:' || number, 'UTF8'), decode(sec.key('blind'), 'hex'), 'sha256');
end
$$;

-- Seals text for one purpose; what was sealed for another does not open. First byte: version of the envelope. The key is 256
-- random bits, so stretching it (s2k-mode 3) would cost time and add nothing.
create function sec.seal(purpose text, content text) returns bytea language plpgsql volatile strict security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return '\x01'::bytea || sec.pgp_sym_encrypt(purpose || E'\n' || content, sec.key('seal'),
                                                's2k-mode=1, cipher-algo=aes256, compress-algo=0');
end
$$;

create function sec.unseal(purpose text, sealed bytea) returns text language plpgsql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_text text;
begin
    if get_byte(sealed, 0) <> 1 then
        raise exception using errcode = 'AX004', message = 'sealed by a version this one does not know';
    end if;
    v_text := sec.pgp_sym_decrypt(substr(sealed, 2), sec.key('seal'));
    if split_part(v_text, E'\n', 1) <> purpose then
        raise exception using errcode = 'AX003', message = 'sealed for another purpose';
    end if;
    return substr(v_text, length(purpose) + 2);
end
$$;

-- First six and last four of a sealed number, the rest starred.
create function sec.id_masked(sealed bytea) returns text language plpgsql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_number text := sec.unseal('id', sealed);
begin
    return left(v_number, 6) || repeat('*', greatest(length(v_number) - 10, 0)) || right(v_number, 4);
end
$$;

-- Which of the stock logins answers for a phone number that nobody has: the one with the highest score, so that a number
-- keeps its answer while others are taken from the stock.
create function sec.pick_login(phone text, logins text[]) returns text language plpgsql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_key bytea := decode(sec.key('blind'), 'hex');
begin
    return (select l from unnest(logins) as l
             order by sec.hmac(convert_to('login:v1:' || phone || ':' || l, 'UTF8'), v_key, 'sha256') desc limit 1);
end
$$;

revoke execute on function sec.key_path(text, text), sec.key(text), sec.blind(text), sec.seal(text, text),
    sec.unseal(text, bytea), sec.id_masked(bytea), sec.pick_login(text, text[]) from public;
grant execute on function sec.blind(text), sec.unseal(text, bytea), sec.id_masked(bytea),
    sec.pick_login(text, text[]) to ax_search;
grant execute on function sec.seal(text, text) to ax_search, ax_api;
