-- breaking: no
-- client_min: 1
-- The audit chains: one for each project (chain_id = project_id) and one for the region (0). An entry names actor, verb, keys
-- and a digest, never a personal value. Each holds the hash of the one before; the head is the last one's.

create table audit.entry (
    chain_id int not null,
    seq      bigint not null,
    at       timestamptz not null,
    actor    text not null,                -- the login
    verb     text not null constraint entry_verb_ck check (verb ~ '^[a-z][a-z_]{2,40}$'),
    keys     jsonb not null,
    digest   bytea,                        -- of what was written, when it was much
    prev     bytea not null,
    hash     bytea not null,
    constraint entry_pk primary key (chain_id, seq)
);

create table audit.head (
    chain_id int constraint head_pk primary key,
    seq      bigint not null,
    hash     bytea not null
);

-- Heads as they stood on a day, also printed on the bulletin: what a cut tail is seen against.
create table audit.anchor (
    chain_id int not null,
    seq      bigint not null,
    hash     bytea not null,
    at       timestamptz not null default clock_timestamp(),
    constraint anchor_pk primary key (chain_id, seq)
);

-- The exact bytes that are hashed, after the previous hash.
create function audit.canonical(chain_id int, seq bigint, at timestamptz, actor text, verb text, keys jsonb, digest bytea)
returns bytea language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    select convert_to(jsonb_build_array(chain_id, seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                                        actor, verb, keys, encode(digest, 'hex'))::text, 'UTF8')
$$;

create function audit.refuse_change() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception using errcode = 'AX003', message = 'the audit chain is only added to';
end
$$;

-- Privileges already forbid it; this holds the owner, too.
create trigger entry_no_change before update or delete on audit.entry for each row execute function audit.refuse_change();
create trigger entry_no_truncate before truncate on audit.entry for each statement execute function audit.refuse_change();
create trigger anchor_no_change before update or delete on audit.anchor for each row execute function audit.refuse_change();
create trigger anchor_no_truncate before truncate on audit.anchor for each statement execute function audit.refuse_change();
create trigger head_no_delete before delete on audit.head for each row execute function audit.refuse_change();
create trigger head_no_truncate before truncate on audit.head for each statement execute function audit.refuse_change();

insert into meta.table_class (table_name, class) values
    ('audit.entry', 'region'), ('audit.head', 'region'), ('audit.anchor', 'region');
