-- owner: ax_search
-- Copies that are kept true, drafts, and the check of the audit chain.

-- A team's new name goes to the workers who show it.
create function sec.team_renamed(project int, team bigint, name text) returns void language sql security definer
set search_path = pg_catalog, pg_temp
as $$
    update app.worker w set team_name = $3
     where w.project_id = $1 and w.team_id = $2 and w.team_name <> $3
$$;

-- What a worker's page shows from the region's records. full: for who may reveal the number; the birth day with the masked
-- number's ends would be the number. Of somebody only invited nothing but the typed number: whoever types a number must not
-- learn whose it is elsewhere.
create function sec.worker_papers(project int, worker bigint, "full" boolean)
returns table (other_name text, birth_on date, nationality text, id_masked text, valid_from date, valid_until date,
               issuer text, address text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select p.other_name, case when $3 then p.birth_on end, p.nationality, sec.id_masked(d.id_sealed), k.valid_from,
           k.valid_until, case when $3 then k.issuer end, case when $3 then k.address end
      from app.worker w
      join app.identity_document d on d.document_id = w.document_id
      left join app.identity_document k on k.document_id = w.document_id and w.engagement_id is not null
      left join app.person p on p.person_id = w.worker_id and w.engagement_id is not null
     where w.project_id = $1 and w.worker_id = $2
$$;

create function sec.draft_content(screen text, subject text) returns text language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select sec.unseal('draft', d.content_sealed) from app.draft d
     where d.account_id = sec.me() and d.screen = $1 and d.subject = $2
       and d.saved_at > now() - (select r.keep from meta.retention r where r.subject = 'draft')
$$;

create function sec.chain_list() returns table (chain_id int, name text, entries bigint, head_sha256 text, last_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select h.chain_id, coalesce(j.name, ''), h.seq, encode(h.hash, 'hex'),
           (select e.at from audit.entry e where e.chain_id = h.chain_id order by e.seq desc limit 1)
      from audit.head h left join app.project j on j.project_id = h.chain_id
     order by h.chain_id
$$;

-- Walks a chain from its beginning. first_bad: the first number at which it is broken, missing or differs from the head, from an
-- anchor kept here, or from one kept outside (anchor_seq, anchor_sha256: a cut tail shows only so).
create function sec.chain_verify(chain int, anchor_seq bigint, anchor_sha256 text)
returns table (entries bigint, ok boolean, first_bad bigint, head_sha256 text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_hash bytea := sha256(convert_to('anxin audit chain ' || chain, 'UTF8'));
    v_seq bigint := 0;
    e audit.entry;
    a record;
    h audit.head;
begin
    for e in select * from audit.entry q where q.chain_id = chain order by q.seq loop
        v_seq := v_seq + 1;
        if e.seq <> v_seq or e.prev <> v_hash
           or e.hash <> sha256(v_hash || audit.canonical(e.chain_id, e.seq, e.at, e.actor, e.verb, e.keys, e.digest)) then
            first_bad := least(v_seq, e.seq);
            exit;
        end if;
        v_hash := e.hash;
    end loop;
    entries := (select count(*) from audit.entry q where q.chain_id = chain);
    if first_bad is null then
        select * into h from audit.head q where q.chain_id = chain;
        if coalesce(h.seq, 0) <> v_seq or coalesce(h.hash, v_hash) <> v_hash then
            first_bad := least(coalesce(h.seq, 0), v_seq) + 1;
        end if;
    end if;
    for a in
        select q.seq, q.hash from audit.anchor q where q.chain_id = chain
        union all select $2, decode($3, 'hex') where $2 is not null and $3 ~ '^[0-9a-f]{64}$' and $2 > 0
        order by 1
    loop
        if not exists (select 1 from audit.entry q where q.chain_id = chain and q.seq = a.seq and q.hash = a.hash) then
            first_bad := least(first_bad, a.seq, v_seq + 1);
        end if;
    end loop;
    ok := first_bad is null;
    head_sha256 := encode(v_hash, 'hex');
    return next;
end
$$;

-- Today's heads, kept; the bulletin prints them.
create function sec.chain_anchor() returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_count int;
begin
    insert into audit.anchor (chain_id, seq, hash)
    select h.chain_id, h.seq, h.hash from audit.head h where h.seq > 0 on conflict do nothing;
    get diagnostics v_count = row_count;
    return v_count;
end
$$;

-- A list has left the database (SPEC 20.5): chain 0 and keys for a company's. Names of filters only: their values may be somebody's name.
create function sec.export_note(chain int, list text, filters jsonb, row_count int, sha256 text, keys jsonb) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if list is null or list !~ '^[a-z_]{1,40}$' then
        perform sec.fail('AX001', 'not one of the list', 'list');
    end if;
    if sha256 is null or sha256 !~ '^[0-9a-f]{64}$' then
        perform sec.fail('AX001', 'not a value of this kind', 'sha256');
    end if;
    if row_count is null or row_count < 0 then
        perform sec.fail('AX001', 'not a value of this kind', 'row_count');
    end if;
    perform sec.audit(chain, 'export', keys || jsonb_build_object('list', list, 'rows', row_count,
        'filters', coalesce((select jsonb_agg(k order by k) from jsonb_object_keys(coalesce(filters, '{}')) k), '[]')),
        decode(sha256, 'hex'));
end
$$;

-- A project cannot be without the sequence that counts its asks.
create function sec.project_bucket() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.ask_bucket('project' || new.project_id);
    return new;
end
$$;

revoke execute on function sec.team_renamed(int, bigint, text), sec.worker_papers(int, bigint, boolean),
    sec.draft_content(text, text), sec.chain_list(), sec.chain_verify(int, bigint, text), sec.chain_anchor(),
    sec.export_note(int, text, jsonb, int, text, jsonb), sec.project_bucket() from public;
grant execute on function sec.team_renamed(int, bigint, text), sec.worker_papers(int, bigint, boolean),
    sec.draft_content(text, text), sec.chain_list(), sec.chain_verify(int, bigint, text), sec.chain_anchor(),
    sec.export_note(int, text, jsonb, int, text, jsonb) to ax_api;
grant execute on function sec.project_bucket() to ax_owner;
