-- owner: ax_search
-- Identity numbers: GB 11643 for residents, the same form with 81/82/83 0000 for residents of Hong Kong, Macao and Taiwan,
-- and the two forms of the foreigner's permanent residence card (18 digits that begin with 9; 15 characters before 2023).

create function sec.number_of(typed text) returns text language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select upper(regexp_replace(normalize(typed, nfkc), '\s', '', 'g'))
$$;

-- The day, or null when the calendar has none such.
create function sec.day_of(y int, m int, d int) returns date language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case when y between 1850 and 2200 and m between 1 and 12
                 and d between 1 and extract(day from (make_date(y, m, 1) + interval '1 month - 1 day'))::int
           then make_date(y, m, d) end
$$;

-- ISO 7064 MOD 11-2 over the first 17.
create function sec.check_18(number text) returns boolean language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select substr('10X98765432', 1 + (sum(w * substr(number, i::int, 1)::int) % 11)::int, 1) = right(number, 1)
      from unnest(array[7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2]) with ordinality as t(w, i)
$$;

-- The passport rule: weights 7 3 1 over the first 14, A = 10.
create function sec.check_15(number text) returns boolean language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select sum((array[7,3,1])[1 + (i - 1) % 3]
               * case when c between '0' and '9' then ascii(c) - 48 else ascii(c) - 55 end) % 10 = right(number, 1)::int
      from generate_series(1, 14) as i, lateral (select substr(number, i, 1) as c) s
$$;

-- null: in order. Else which rule it breaks: form, date or check.
create function sec.number_fault(kind text, number text) returns text language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case
        when kind is null or number is null then 'form'
        when kind = 'foreigner_id' and number ~ '^[A-Z]{3}[0-9]{12}$' then
            case when sec.day_of(2000, substr(number, 10, 2)::int, substr(number, 12, 2)::int) is null then 'date'
                 when not sec.check_15(number) then 'check' end
        when number !~ '^[0-9]{17}[0-9X]$' then 'form'
        when kind = 'foreigner_id' and number !~ '^9' then 'form'
        when kind = 'hmt_permit' and number !~ '^8[123]0000' then 'form'
        when kind = 'resident_id' and number ~ '^(8[123]0000|0)' then 'form'
        when kind not in ('foreigner_id', 'hmt_permit', 'resident_id') then 'form'
        when sec.day_of(substr(number, 7, 4)::int, substr(number, 11, 2)::int, substr(number, 13, 2)::int) is null
            then 'date'
        when not sec.check_18(number) then 'check'
    end
$$;

-- The birth day a number speaks of; null where its form leaves the century open.
create function sec.number_birth(number text) returns date language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case when number ~ '^[0-9]{17}[0-9X]$'
           then sec.day_of(substr(number, 7, 4)::int, substr(number, 11, 2)::int, substr(number, 13, 2)::int) end
$$;

-- The sex it speaks of; the 15-character form does not say.
create function sec.number_sex(number text) returns text language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case when number ~ '^[0-9]{17}[0-9X]$'
           then case when substr(number, 17, 1)::int % 2 = 1 then 'male' else 'female' end end
$$;

create function sec.age_on(birth date, day date) returns int language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select extract(year from age(day, birth))::int
$$;

-- A social credit code whose check character is right (GB 32100).
create function sec.uscc_fits(uscc text) returns boolean language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select $1 ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'
       and (select (31 - sum((strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr($1, i, 1)) - 1) * power(3, i - 1)::bigint % 31) % 31) % 31
              from generate_series(1, 17) as i) = strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr($1, 18, 1)) - 1
$$;

revoke execute on function sec.uscc_fits(text), sec.number_of(text), sec.day_of(int, int, int), sec.check_18(text), sec.check_15(text),
    sec.number_fault(text, text), sec.number_birth(text), sec.number_sex(text), sec.age_on(date, date) from public;
grant execute on function sec.number_of(text), sec.day_of(int, int, int), sec.check_18(text), sec.check_15(text),
    sec.number_fault(text, text), sec.number_birth(text), sec.number_sex(text), sec.age_on(date, date) to ax_api;
