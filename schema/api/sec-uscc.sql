-- owner: ax_search
-- The unified social credit code (GB 32100-2015), and what a company is found by: its folded name and its initials.

-- Letters large, nothing between them, full width made narrow; null when nothing is left.
create function sec.uscc_of(typed text) returns text language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select nullif(upper(regexp_replace(normalize(typed, nfkc), '[^0-9A-Za-z]', '', 'g')), '')
$$;

-- null: in order. Else which rule it breaks: form or check. Weights are the powers of 3 modulo 31.
create function sec.uscc_fault(uscc text) returns text language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case
        when uscc is null or uscc !~ '^[0-9A-HJ-NPQRTUWXY]{18}$' then 'form'
        when (select (31 - sum(w * (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(uscc, i::int, 1)) - 1)) % 31) % 31
                from unnest(array[1,3,9,27,19,26,16,17,20,29,25,13,8,24,10,30,28]) with ordinality as t(w, i))
             <> strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', right(uscc, 1)) - 1 then 'check'
    end
$$;

create function sec.uscc_check(typed text, field text) returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_uscc text := sec.uscc_of(typed);
begin
    case sec.uscc_fault(v_uscc)
        when 'form' then perform sec.fail('AX001', 'a social credit code has 18 characters, digits and letters without I, O, S, V, Z', field);
        when 'check' then perform sec.fail('AX001', 'the check character of this social credit code does not fit', field);
        else return v_uscc;
    end case;
end
$$;

-- A company's name is kept with its parentheses wide, as registers write them; compared folded.
create function sec.company_name_of(typed text) returns text language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select translate(sec.name_dots(typed), '()', U&'\FF08\FF09')
$$;

create function sec.company_fold() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    new.name_folded := sec.fold_name(new.name);
    new.initials := sec.initials(new.name, false);
    return new;
end
$$;

create function sec.company_initials() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    delete from app.company_initial i where i.company_id = new.company_id;
    insert into app.company_initial (initial, company_id) select u, new.company_id from unnest(new.initials) as u;
    return null;
end
$$;

revoke execute on function sec.uscc_of(text), sec.uscc_fault(text), sec.uscc_check(text, text), sec.company_name_of(text),
    sec.company_fold(), sec.company_initials() from public;
grant execute on function sec.company_fold(), sec.company_initials() to ax_owner;

update app.company c set name_folded = sec.fold_name(c.name) where c.name_folded = '';
