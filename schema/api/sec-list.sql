-- owner: ax_search
-- The lists of workers and teams. Row-level security would keep the comparison operators from the indexes, so these bypass it
-- and say the same condition themselves: the project, and for a member of another company than the general contractor, its own.

-- A search term's part of a where clause over workers w; parameters as below.
create function sec.worker_search(project int, term text) returns text language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if term = '' then
        return '';
    elsif term ~ '^[0-9]+x?$' and char_length(term) in (15, 18) then     -- a whole number, found by its blind index; counted,
        perform sec.ask('project' || project, sec.setting_int('card_asks_per_project_hour'));  -- for one could try them all
        return format(' and w.worker_id = (select d.person_id from app.identity_document d where d.id_blind = %L::bytea)',
                           sec.blind(upper(term)));
    elsif term ~ '^[0-9]+x?$' and sec.may(project, 'phone_reveal') then  -- digits of the phone, or the number's last four
        return ' and (w.phone like $6 or right(w.id_tail, char_length($5)) = upper($5))';
    elsif term ~ '^[0-9]+x?$' then                                       -- who may not reveal: what the list shows, no more,
        return ' and (w.phone = $5 or char_length($5) <= 4          -- or digit by digit the whole would come out
                          and upper($5) in (right(w.phone, char_length($5)), right(w.id_tail, char_length($5))))';
    elsif term ~ '^[a-z0-9]+$' then                                      -- initials, or a name in Latin letters
        return ' and w.worker_id in (select i.worker_id from app.worker_initial i
                where i.project_id = $1 and i.initial >= $5 collate "C" and i.initial < ($5 || ''{'') collate "C"
                union select l.worker_id from app.worker l
                where l.project_id = $1 and l.name_folded ~ ''[a-z]'' and l.name_folded like $6)';
    end if;
    return ' and w.name_folded like $6';
end
$$;

-- The where clause for a list's filters; parameters: $1 project, $2 whole, $3 participants, $4 filters,
-- $5 search term, $6 the term as a pattern (like, not strpos: the planner can tell a rare one from a common one).
create function sec.worker_where(project int, filters jsonb, term text) returns text language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v text := 'w.project_id = $1 and ($2 or w.participant_id = any ($3))';
    v_state text := coalesce(filters ->> 'state', 'employed');
    k text;
begin
    for k in select * from jsonb_object_keys(filters) loop
        if k not in ('search', 'participant_id', 'team_id', 'worker_kind', 'trade', 'state') then
            perform sec.fail('AX001', 'unknown field', k);
        end if;
    end loop;
    if v_state not in ('employed', 'left', 'invited', 'withdrawn', 'all') then
        perform sec.fail('AX001', 'not one of the list', 'state');
    end if;
    if v_state <> 'all' then
        v := v || format(' and w.state = %L', v_state);
    end if;
    if filters ? 'participant_id' then
        v := v || ' and w.participant_id = ($4 ->> ''participant_id'')::int';
    end if;
    if filters ? 'team_id' then
        v := v || ' and w.team_id = ($4 ->> ''team_id'')::bigint';
    end if;
    if filters ? 'worker_kind' then
        v := v || ' and w.worker_kind = $4 ->> ''worker_kind''';
    end if;
    if filters ? 'trade' then
        v := v || ' and w.trade = $4 ->> ''trade''';
    end if;
    return v || sec.worker_search(project, term);
end
$$;

create function sec.like_part(term text) returns text language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select '%' || regexp_replace(term, '([\\%_])', '\\\1', 'g') || '%'
$$;

-- Filters without what is empty; bad values are refused by name.
create function sec.filters_of(filters jsonb) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_out jsonb;
    k text;
begin
    if filters is not null and jsonb_typeof(filters) <> 'object' then
        perform sec.fail('AX001', 'fields must be one object', 'filters');
    end if;
    select coalesce(jsonb_object_agg(key, value), '{}') into v_out
      from jsonb_each(coalesce(filters, '{}')) where value <> 'null' and value #>> '{}' <> '';
    foreach k in array array['participant_id', 'team_id'] loop
        if v_out ? k and (v_out ->> k) !~ '^[0-9]{1,9}$' then
            perform sec.fail('AX001', 'not a value of this kind', k);
        end if;
    end loop;
    if char_length(v_out ->> 'search') > 60 then
        perform sec.fail('AX001', 'too long', 'search');
    end if;
    return v_out;
end
$$;

-- The condition that a row lies beyond a place, [value, id], in a list's order. The place is the client's, so both are literals.
create function sec.beyond(place jsonb, key text, type text, id text, down boolean) returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if place is null then
        return '';
    end if;
    if jsonb_typeof(place) <> 'array' or jsonb_array_length(place) <> 2 or jsonb_typeof(place -> 1) <> 'number' then
        perform sec.fail('AX001', 'not a value of this kind', 'after');
    end if;
    return format(' and (%s, %s) %s (%L::%s, %L::bigint)', key, id, case when down then '<' else '>' end, place ->> 0, type, place ->> 1);
end
$$;

-- A page of a project's workers in one of its orders: n rows after a place, or before it, always given in the list's order.
-- sort: name, team, trade, started, enrolled; with a minus before it, the other way round. A place is [value, worker_id].
create function sec.worker_page(project int, filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (kind text, worker_id bigint, invitation_id bigint, engagement_id bigint, name text, sex text,
               company_name text, team_name text, worker_kind text, worker_kind_name text, trade text, trade_name text,
               state text, state_name text, phone_masked text, document_kind text, id_masked text, started_on date,
               ended_on date, enrolled_at timestamptz, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_filters jsonb := sec.filters_of(filters);
    v_term text := coalesce(sec.fold_name(v_filters ->> 'search'), '');
    v_sees record := sec.sees(project);
    v_sort text := ltrim(coalesce(sort, 'name'), '-');
    v_down boolean := starts_with(coalesce(sort, 'name'), '-') <> coalesce(backwards, false);
    v_key text;
    v_type text;
    v_where text := sec.worker_where(project, v_filters, v_term);
    v_sql text;
begin
    case v_sort
        when 'name' then v_key := 'w.name collate "zh-Hans-x-icu"'; v_type := 'text';
        when 'team' then v_key := 'w.team_name collate "zh-Hans-x-icu"'; v_type := 'text';
        when 'trade' then v_key := 'w.trade'; v_type := 'text';
        when 'started' then v_key := 'coalesce(w.started_on, ''infinity''::date)'; v_type := 'date';
        when 'enrolled' then v_key := 'w.enrolled_at'; v_type := 'timestamptz';
        else perform sec.fail('AX001', 'not one of the list', 'sort');
    end case;
    v_where := v_where || sec.beyond(after, v_key, v_type, 'w.worker_id', v_down);
    v_sql := format(
        'select case when w.state = ''invited'' then ''invitation'' else ''worker'' end, w.worker_id, w.invitation_id,
                w.engagement_id, w.name, w.sex, p.company_name, w.team_name, w.worker_kind, sec.word(k.name, k.name_en), w.trade,
                sec.word(t.name, t.name_en), w.state, sec.word(c.name, c.name_en), sec.phone_masked(w.phone), w.document_kind, sec.id_masked(d.id_sealed), w.started_on, w.ended_on,
                w.enrolled_at, jsonb_build_array(w.at, w.worker_id)
           from (select w.*, %1$s as at from (select * from app.worker w where %2$s %6$s) w
                  order by %1$s %3$s, w.worker_id %3$s limit %4$s) w
           join app.participant p on p.project_id = w.project_id and p.participant_id = w.participant_id
           join app.worker_kind k on k.worker_kind = w.worker_kind
           join app.trade t on t.trade = w.trade
           join app.code c on c.dict = ''employment_state'' and c.code = w.state
           join app.identity_document d on d.document_id = w.document_id
          order by w.at %5$s, w.worker_id %5$s',
        v_key, v_where, case when v_down then 'desc' else 'asc' end, least(greatest(coalesce(n, 50), 1), 500),
        case when starts_with(coalesce(sort, 'name'), '-') then 'desc' else 'asc' end,
        -- Few are found by two characters or more: find them first, then sort, instead of walking the order for them.
        case when char_length(v_term) >= 2 then 'offset 0' else '' end);
    return query execute v_sql using project, v_sees.whole, v_sees.mine, v_filters, v_term,
        sec.like_part(v_term);
end
$$;

create function sec.worker_count(project int, filters jsonb) returns bigint language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_filters jsonb := sec.filters_of(filters);
    v_term text := coalesce(sec.fold_name(v_filters ->> 'search'), '');
    v_sees record := sec.sees(project);
    v_count bigint;
begin
    execute 'select count(*) from app.worker w where ' || sec.worker_where(project, v_filters, v_term)
       into v_count using project, v_sees.whole, v_sees.mine, v_filters, v_term, sec.like_part(v_term);
    return v_count;
end
$$;

-- How many are at work on each of the asker's projects and how many were enrolled today, as far as the asker sees.
create function sec.project_figures() returns table (project_id int, workers int, enrolled_today int)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    with s as materialized (
        select r.project_id, bool_or(r.whole) as whole, array_agg(distinct p.participant_id) as mine
          from sec.my_roles() r
          left join app.participant p on p.project_id = r.project_id and p.company_id = r.company_id
         group by r.project_id
    )
    select s.project_id,
           (select count(*)::int from app.engagement e
             where e.project_id = s.project_id and e.ended_on is null and (s.whole or e.participant_id = any (s.mine))),
           (select count(*)::int from app.worker w
             where w.project_id = s.project_id and w.state <> 'invited' and (s.whole or w.participant_id = any (s.mine))
               and w.enrolled_at >= (now() at time zone j.zone)::date::timestamp at time zone j.zone)
      from s join app.project j on j.project_id = s.project_id;
end
$$;

-- A page of a project's teams by name, leader, company or day of entry; places as above with the team's number.
create function sec.team_page(project int, filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (team_id bigint, participant_id int, company_name text, name text, leader_name text, leader_phone_masked text,
               responsible_name text, entered_on date, exited_on date, live_workers int, initials text[],
               changed_at timestamptz, project_name text, leader_document_masked text, made_at timestamptz, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_filters jsonb := sec.filters_of(filters);
    v_term text := coalesce(sec.fold_name(v_filters ->> 'search'), '');
    v_sort text := ltrim(coalesce(sort, 'name'), '-');
    v_down boolean := starts_with(coalesce(sort, 'name'), '-') <> coalesce(backwards, false);
    v_exited text := coalesce(v_filters ->> 'exited', 'no');
    v_sees record := sec.sees(project);
    v_key text;
    v_type text := 'text';
    v_where text := 't.project_id = $1 and ($2 or t.participant_id = any ($3))';
    k text;
begin
    for k in select * from jsonb_object_keys(v_filters) loop
        if k not in ('search', 'participant_id', 'exited') then
            perform sec.fail('AX001', 'unknown field', k);
        end if;
    end loop;
    case v_sort
        when 'name' then v_key := 't.name collate "zh-Hans-x-icu"';
        when 'leader' then v_key := 't.leader_name collate "zh-Hans-x-icu"';
        when 'company' then v_key := 'p.company_name collate "zh-Hans-x-icu"';
        when 'entered' then v_key := 't.entered_on'; v_type := 'date';
        when 'exited' then v_key := 'coalesce(t.exited_on, ''infinity''::date)'; v_type := 'date';
        else perform sec.fail('AX001', 'not one of the list', 'sort');
    end case;
    case v_exited
        when 'no' then v_where := v_where || ' and t.exited_on is null';
        when 'yes' then v_where := v_where || ' and t.exited_on is not null';
        when 'all' then null;
        else perform sec.fail('AX001', 'not one of the list', 'exited');
    end case;
    if v_filters ? 'participant_id' then
        v_where := v_where || ' and t.participant_id = ($4 ->> ''participant_id'')::int';
    end if;
    if v_term <> '' then
        v_where := v_where || ' and (strpos(sec.fold_name(t.name), $5) > 0 or strpos(sec.fold_name(t.leader_name), $5) > 0
                                  or t.leader_phone = $5 or right(t.leader_phone, 4) = $5 or exists (select 1 from unnest(t.initials) as i where starts_with(i, $5)))';
    end if;
    v_where := v_where || sec.beyond(after, v_key, v_type, 't.team_id', v_down);
    return query execute format(
        'select t.team_id, t.participant_id, t.company_name, t.name, t.leader_name, sec.phone_masked(t.leader_phone),
                t.responsible_name, t.entered_on, t.exited_on,
                (select count(*)::int from app.engagement e
                  where e.project_id = t.project_id and e.team_id = t.team_id and e.ended_on is null),
                t.initials, t.changed_at, t.project_name,
                case when t.leader_document_tail is not null then ''**************'' || t.leader_document_tail end, t.made_at,
                jsonb_build_array(t.at, t.team_id)
           from (select t.*, p.company_name, j.name as project_name, %1$s as at from app.team t
                   join app.project j on j.project_id = t.project_id
                   join app.participant p on p.project_id = t.project_id and p.participant_id = t.participant_id
                  where %2$s order by %1$s %3$s, t.team_id %3$s limit %4$s) t
          order by t.at %5$s, t.team_id %5$s',
        v_key, v_where, case when v_down then 'desc' else 'asc' end, least(greatest(coalesce(n, 50), 1), 500),
        case when starts_with(coalesce(sort, 'name'), '-') then 'desc' else 'asc' end)
        using project, v_sees.whole, v_sees.mine, v_filters, v_term;
end
$$;

revoke execute on function sec.worker_search(int, text), sec.worker_where(int, jsonb, text), sec.like_part(text), sec.filters_of(jsonb), sec.beyond(jsonb, text, text, text, boolean),
    sec.worker_page(int, jsonb, text, boolean, jsonb, int), sec.worker_count(int, jsonb),
    sec.project_figures(), sec.team_page(int, jsonb, text, boolean, jsonb, int) from public;
grant execute on function sec.worker_page(int, jsonb, text, boolean, jsonb, int), sec.worker_count(int, jsonb),
    sec.project_figures(), sec.team_page(int, jsonb, text, boolean, jsonb, int) to ax_api;
