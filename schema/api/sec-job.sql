-- owner: ax_search
-- Jobs for outside services (SPEC 21.1): added with the business change, taken by the worker under a lease, answered once.

create function sec.need_worker() returns void language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if session_user <> 'ax_worker' then
        perform sec.fail('AX003', 'this account may not do this');
    end if;
end
$$;

create function sec.service_on(service text) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select coalesce((select s.enabled and s.url is not null from app.service s where s.service = $1), false)
$$;

-- Adds a job in the caller's transaction; the same key again answers the first one. An SMS without a service to send it is for
-- somebody to do by hand. subject and key are seen by operators: keys of rows, never anything personal.
create function sec.job_add(kind text, subject text, payload jsonb, key text, project_id int default null,
                            company_id int default null, expires_at timestamptz default null) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    k app.job_kind;
    j job.job;
begin
    select * into k from app.job_kind q where q.job_kind = $1;
    if not found then
        perform sec.fail('AX001', 'not one of the list', 'kind');
    end if;
    insert into job.job (kind, subject, payload_sealed, key, account_id, project_id, company_id, state, expires_at)
    values ($1, $2, sec.seal('job', $3::text), $4, sec.me(), $5, $6,
            case when k.service = 'sms' and not sec.service_on('sms') then 'by_hand' else 'queued' end, $7)
    on conflict on constraint job_key_uq do nothing returning * into j;
    if j.job_id is null then
        select * into j from job.job q where q.key = $4;
        if j.kind <> $1 then
            perform sec.fail('AX002', 'this key was used for something else', 'key');
        end if;
        return j.job_id;
    end if;
    return j.job_id;
end
$$;

-- What the job was to say. For the functions that take its answer; null when it has been forgotten.
create function sec.job_payload(job job.job) returns jsonb language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select sec.unseal('job', job.payload_sealed)::jsonb
$$;

-- How long until the next try: doubled each time up to the kind's longest, a quarter more or less by chance.
create function sec.job_wait(k app.job_kind, tries int) returns interval language sql volatile
set search_path = pg_catalog, pg_temp
as $$
    select least(k.backoff_longest, k.backoff_first * power(2, least(greatest($2 - 1, 0), 20))) * (0.75 + random() * 0.5)
$$;

-- Calls sec.NAME_KIND(job, ...) where there is such a function: the kinds' own business.
create function sec.job_tell(hook text, j job.job, answer jsonb) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if to_regprocedure(format('sec.%I(job.job, jsonb)', hook || '_' || j.kind)) is not null then
        execute format('select sec.%I($1, $2)', hook || '_' || j.kind) using j, answer;
    end if;
end
$$;

create function sec.job_dead(j job.job, error text) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update job.job q set state = 'dead', lease_until = null, last_error = $2 where q.job_id = j.job_id returning * into j;
    perform sec.job_tell('dead', j, jsonb_build_object('error', $2));
end
$$;

-- Leases that ran out: nobody knows how far that worker came. And jobs that are too late to be of use.
create function sec.job_lapse() returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    j job.job;
    k app.job_kind;
begin
    for j in select * from job.job q where q.state = 'taken' and q.lease_until < clock_timestamp()
              for update skip locked loop
        select * into k from app.job_kind q where q.job_kind = j.kind;
        if k.again = 'after_inquiry' then
            update job.job q set state = 'unknown', lease_until = null, last_error = 'no answer within the lease',
                   next_try_at = clock_timestamp() where q.job_id = j.job_id;
        elsif j.tries >= k.tries then
            perform sec.job_dead(j, 'no answer within the lease');
        else
            update job.job q set state = 'queued', lease_until = null, last_error = 'no answer within the lease',
                   next_try_at = clock_timestamp() where q.job_id = j.job_id;
        end if;
    end loop;
    for j in select * from job.job q where q.state = 'queued' and q.expires_at < clock_timestamp()
              for update skip locked loop
        perform sec.job_dead(j, 'too late to be of use');
    end loop;
end
$$;

-- The next job that is due and whose service is on. mode 'send': it is ours until the lease ends, under a new attempt number.
-- mode 'inquire': it is unknown; ask what became of this attempt and send nothing.
create function sec.job_take()
returns table (job_id bigint, kind text, service text, key text, attempt int, mode text, payload jsonb, url text,
               timeout_s int, settings jsonb, lease_s int)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    j job.job;
    k app.job_kind;
    s app.service;
begin
    perform sec.job_lapse();
    select q.* into j from job.job q
      join app.job_kind i on i.job_kind = q.kind
      join app.service v on v.service = i.service and v.enabled and v.url is not null
     where q.state in ('queued', 'unknown') and q.next_try_at <= clock_timestamp()
     order by q.next_try_at, q.job_id limit 1 for update of q skip locked;
    if not found then
        return;
    end if;
    select * into k from app.job_kind i where i.job_kind = j.kind;
    select * into s from app.service v where v.service = k.service;
    if j.state = 'queued' then
        update job.job q set state = 'taken', attempt = q.attempt + 1, tries = q.tries + 1, inquiries = 0,
               lease_until = clock_timestamp() + k.lease where q.job_id = j.job_id returning * into j;
        mode := 'send';
    else
        update job.job q set inquiries = q.inquiries + 1,
               next_try_at = clock_timestamp() + greatest(sec.job_wait(k, q.inquiries + 1), make_interval(secs => 2 * s.timeout_s))
         where q.job_id = j.job_id returning * into j;
        mode := 'inquire';
    end if;
    return query select j.job_id, j.kind, k.service, j.key, j.attempt, mode, sec.unseal('job', j.payload_sealed)::jsonb, s.url,
                        s.timeout_s, s.settings, extract(epoch from k.lease)::int;
end
$$;

-- What came of an attempt:
--   done      the service did it; answer goes to sec.answer_KIND in this transaction
--   again     the call never reached it
--   unclear   it may have reached it
--   refused   it says no: trying again would not help
--   absent    (of an inquiry) it knows nothing of this key
-- An attempt that is not the job's own any more is refused; but that money was moved is a fact, however late it is told.
create function sec.job_answer(job bigint, attempt int, outcome text, answer jsonb, error text) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    j job.job;
    k app.job_kind;
    v_error text := case when error ~ '^[a-z0-9 ,.:-]{1,100}$' and error !~ '[0-9]{5}' then error end;
    v_wait interval;
begin
    select * into j from job.job q where q.job_id = $1 for update;
    select * into k from app.job_kind q where q.job_kind = j.kind;
    if j.job_id is null or j.state not in ('taken', 'unknown', 'queued')
       or ((j.state = 'queued' or j.attempt <> $2)
           and not coalesce($3 = 'done' and k.again = 'after_inquiry' and $2 <= j.attempt, false)) then
        perform sec.fail('AX002', 'this attempt is not the job''s any more', 'attempt');
    end if;
    if $3 = 'done' then
        update job.job q set state = 'done', done_at = clock_timestamp(), lease_until = null, last_error = null,
               answer_sealed = sec.seal('job', coalesce($4, '{}')::text) where q.job_id = $1 returning * into j;
        perform sec.job_tell('answer', j, coalesce($4, '{}'));
    elsif $3 = 'refused' and j.state = 'taken' then
        perform sec.job_dead(j, coalesce(v_error, 'refused by the service'));
    elsif $3 = 'absent' and j.state = 'unknown' then
        update job.job q set state = 'queued', next_try_at = clock_timestamp() where q.job_id = $1;
    elsif $3 in ('again', 'unclear', 'refused') and j.state = 'unknown' then
        update job.job q set last_error = coalesce(v_error, last_error) where q.job_id = $1;
    elsif $3 = 'unclear' and k.again = 'after_inquiry' then
        -- Not asked before the lease is over: what is still on its way would be called absent.
        update job.job q set state = 'unknown', next_try_at = q.lease_until, lease_until = null, last_error = v_error
         where q.job_id = $1;
    elsif $3 in ('again', 'unclear') and j.tries >= k.tries then
        perform sec.job_dead(j, coalesce(v_error, $3));
    elsif $3 in ('again', 'unclear') then
        v_wait := sec.job_wait(k, j.tries);
        update job.job q set state = 'queued', last_error = v_error, lease_until = null,
               next_try_at = greatest(clock_timestamp() + v_wait,
                                      case when $3 = 'unclear' and k.again = 'after_lease' then q.lease_until end)
         where q.job_id = $1;
    else
        perform sec.fail('AX001', 'not one of the list', 'outcome');
    end if;
    return (select q.state from job.job q where q.job_id = $1);
end
$$;

-- For the asker: how far it is, and the answer where the kind shows it. For an operator: how far it is.
create function sec.job_state(job bigint) returns table (state text, answer jsonb, last_error text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.need_person();
    j job.job;
begin
    select * into j from job.job q where q.job_id = $1;
    if j.job_id is null or (j.account_id is distinct from v_me and not sec.is_operator()) then
        perform sec.fail('AX003', 'this account may not do this');
    end if;
    return query select j.state, case when j.account_id = v_me and k.answer_shown then sec.unseal('job', j.answer_sealed)::jsonb end,
                        j.last_error
                   from app.job_kind k where k.job_kind = j.kind;
end
$$;

create function sec.is_operator() returns boolean language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (select 1 from app.operator o where o.account_id = sec.me() and o.until_at is null)
$$;

-- The operator's list, newest first unless sort is '-newest'. Rows behind `after`, or (backwards) before it, nearest kept; they come
-- in the list's own order.
create function sec.job_page(filters jsonb, sort text, backwards boolean, after jsonb, n int)
returns table (job_id bigint, kind text, kind_name text, kind_name_en text, subject text, state text, attempt int, tries int,
               inquiries int, next_try_at timestamptz, lease_until timestamptz, made_at timestamptz, done_at timestamptz,
               expires_at timestamptz, last_error text, by_name text, project_id int, company_id int, key text, at jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_down boolean := sort is distinct from '-newest';
    v_walk boolean := v_down <> coalesce(backwards, false);
begin
    return query execute format(
       'with page as materialized (
            select * from job.job j
             where ($1 ->> ''state'' is null or j.state = $1 ->> ''state'')
               and ($1 ->> ''kind'' is null or j.kind = $1 ->> ''kind'')
               and ($1 ->> ''job_id'' is null or j.job_id = ($1 ->> ''job_id'')::bigint)
               and ($2 is null or j.job_id %s ($2 ->> 0)::bigint)
             order by j.job_id %s limit $3
        )
        select j.job_id, j.kind, k.name, k.name_en, j.subject, j.state, j.attempt, j.tries, j.inquiries,
               case when j.state in (''queued'', ''unknown'') then j.next_try_at end, j.lease_until, j.made_at, j.done_at,
               j.expires_at, j.last_error, a.name, j.project_id, j.company_id, j.key, to_jsonb(array[j.job_id])
          from page j join app.job_kind k on k.job_kind = j.kind left join app.account a on a.account_id = j.account_id
         order by j.job_id %s',
        case when v_walk then '<' else '>' end, case when v_walk then 'desc' else 'asc' end, case when v_down then 'desc' else 'asc' end)
    using filters, nullif(after, 'null'), least(greatest(coalesce(n, 50), 1), 500);
end
$$;

-- A dead job once more, or one that was left to be done by hand. What is unknown ends by the service's answer alone.
create function sec.job_resend(job bigint) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    j job.job;
begin
    select * into j from job.job q where q.job_id = $1 for update;
    if j.state = 'unknown' then
        perform sec.fail('AX004', 'only the service can say what became of this; it is being asked');
    elsif j.state is null or j.state not in ('dead', 'by_hand') then
        perform sec.fail('AX004', 'only a job that has failed can be sent again');
    elsif j.payload_sealed is null or j.expires_at < clock_timestamp() then
        perform sec.fail('AX004', 'this is too old to be sent again');
    elsif not sec.service_on((select k.service from app.job_kind k where k.job_kind = j.kind)) then
        perform sec.fail('AX004', 'this service is not switched on');
    end if;
    update job.job q set state = 'queued', tries = 0, next_try_at = clock_timestamp() where q.job_id = $1;
    perform sec.audit(0, 'job_resend', jsonb_build_object('job_id', $1, 'kind', j.kind));
end
$$;

-- What nobody needs any more: texts of messages that were sent, codes that are over, finished jobs past their time.
create function sec.job_sweep() returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_count int;
begin
    update job.job j set payload_sealed = null
     where j.payload_sealed is not null and j.kind = 'sms'
       and (j.state = 'done' or (j.state in ('dead', 'by_hand') and j.expires_at < clock_timestamp()));
    delete from app.sms_code c
     where c.expires_at < clock_timestamp() - (select r.keep from meta.retention r where r.subject = 'sms code');
    delete from app.sms_phone p where p.day < current_date - 1;
    delete from job.job j using app.job_kind k
     where k.job_kind = j.kind and j.state in ('done', 'dead', 'by_hand') and j.made_at < clock_timestamp() - k.keep;
    get diagnostics v_count = row_count;
    perform sec.session_end_late();
    return v_count;
end
$$;

revoke execute on function sec.need_worker(), sec.service_on(text),
    sec.job_add(text, text, jsonb, text, int, int, timestamptz), sec.job_payload(job.job), sec.job_wait(app.job_kind, int),
    sec.job_tell(text, job.job, jsonb), sec.job_dead(job.job, text), sec.job_lapse(), sec.job_take(),
    sec.job_answer(bigint, int, text, jsonb, text), sec.job_state(bigint), sec.is_operator(), sec.job_page(jsonb, text, boolean, jsonb, int),
    sec.job_resend(bigint), sec.job_sweep() from public;
grant execute on function sec.need_worker(), sec.service_on(text),
    sec.job_add(text, text, jsonb, text, int, int, timestamptz), sec.job_take(),
    sec.job_answer(bigint, int, text, jsonb, text), sec.job_state(bigint), sec.job_page(jsonb, text, boolean, jsonb, int),
    sec.job_resend(bigint), sec.job_sweep() to ax_api;
