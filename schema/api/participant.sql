-- owner: ax_api
-- Companies on a project (SPEC 6.1).

-- In the order of people's interest: the general contractor, those that are here by name, those that have left. mine: the asker may
-- enrol and make teams for it. Counts of people and teams are null where the asker does not see them (SPEC 6.3).
create function api.participant_list(project_id int)
returns table (participant_id int, company_id int, company_name text, short_name text, kinds text[], kind_names text,
               general_contractor boolean, entered_on date, exited_on date, initials text[], live_teams int, live_workers int,
               members int, mine boolean, changed_at timestamptz, changed_by text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_sees record;
begin
    perform sec.need(project_id, 'project_read');
    v_sees := sec.sees(project_id);
    return query
    select p.participant_id, p.company_id, p.company_name, p.short_name, r.kinds, r.names, p.general_contractor, p.entered_on,
           p.exited_on, p.initials,
           case when s.sees then (select count(*)::int from app.team t where t.project_id = p.project_id
                                     and t.participant_id = p.participant_id and t.exited_on is null) end,
           case when s.sees then (select count(*)::int from app.engagement e where e.project_id = p.project_id
                                     and e.participant_id = p.participant_id and e.ended_on is null) end,
           sec.member_count(p.project_id, p.participant_id), sec.acts_for(p.project_id, p.participant_id), p.changed_at,
           sec.account_name(p.changed_by)
      from app.participant p
      cross join lateral (select coalesce(v_sees.whole, false) or coalesce(p.participant_id = any (v_sees.mine), false) as sees) s
      left join lateral (select array_agg(k.participant_kind order by k.sort) as kinds,
                                string_agg(sec.word(k.name, k.name_en), sec.word(U&'\3001', ', ') order by k.sort) as names
                           from app.participant_role q join app.participant_kind k on k.participant_kind = q.participant_kind
                          where q.project_id = p.project_id and q.participant_id = p.participant_id) r on true
     where p.project_id = $1
     order by p.exited_on is not null, p.general_contractor desc, p.company_name collate "zh-Hans-x-icu", p.participant_id;
end
$$;

-- Who could enter: api.company_find, and who is here already.
create function api.participant_offer(project_id int, typed text, n int) returns setof app.company_found
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'participant_write');
    return query select * from sec.company_find($2, $3, $1);
end
$$;

create function api.participant_enter(project_id int, request_id uuid, company_id int, kinds text[], entered_on date)
returns table (participant_id int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'participant_write');
    return query select (a ->> 'participant_id')::int from sec.participant_enter($1, $2, $3, $4, $5) a;
end
$$;

create function api.participant_kinds(project_id int, request_id uuid, participant_id int, kinds text[], seen_at timestamptz)
returns table (changed_at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'participant_write');
    return query select (a ->> 'changed_at')::timestamptz from sec.participant_kinds($1, $2, $3, $4, $5) a;
end
$$;

-- members: how many roles on the project ended with it.
create function api.participant_exit(project_id int, request_id uuid, participant_id int, exited_on date)
returns table (members int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project_id, 'participant_write');
    return query select (a ->> 'members')::int from sec.participant_exit($1, $2, $3, $4) a;
end
$$;

revoke execute on function api.participant_list(int), api.participant_offer(int, text, int),
    api.participant_enter(int, uuid, int, text[], date), api.participant_kinds(int, uuid, int, text[], timestamptz),
    api.participant_exit(int, uuid, int, date) from public;
grant execute on function api.participant_list(int), api.participant_offer(int, text, int),
    api.participant_enter(int, uuid, int, text[], date), api.participant_kinds(int, uuid, int, text[], timestamptz),
    api.participant_exit(int, uuid, int, date) to app_user;
