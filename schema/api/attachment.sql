-- owner: ax_api
-- Files of a project (SPEC 5.1): begun, sent in pieces of 65536 bytes, ended; listed, read in pieces, removed.

-- The request made again gives the same number again. The digest is hexadecimal, of the whole file.
create function api.attachment_begin(project_id int, request_id uuid, fields jsonb) returns table (attachment_id bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fields jsonb;
begin
    perform sec.attachment_need(project_id, fields ->> 'kind', true);
    v_fields := sec.parse(fields, 'app.attachment_fields');
    perform sec.required(v_fields, 'kind', 'file_name', 'size_bytes', 'sha256');
    return query select sec.attachment_begin($1, $2, jsonb_populate_record(null::app.attachment_fields, v_fields));
end
$$;

-- Piece n, the first is 0. The same piece may be sent again.
create function api.attachment_chunk(project_id int, attachment_id bigint, n int, data bytea) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.attachment_need(project_id, sec.attachment_kind_of(project_id, attachment_id), true);
    perform sec.attachment_chunk($1, $2, $3, $4);
end
$$;

-- Size, digest, content and count are checked; only then it is there for others.
create function api.attachment_end(project_id int, attachment_id bigint) returns table (format text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.attachment_need(project_id, sec.attachment_kind_of(project_id, attachment_id), true);
    return query select sec.attachment_end($1, $2);
end
$$;

-- Nothing of a half-stored file stays. state: gone, or whole when the end had come first.
create function api.attachment_cancel(project_id int, attachment_id bigint) returns table (state text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.attachment_need(project_id, sec.attachment_kind_of(project_id, attachment_id), true);
    return query select sec.attachment_cancel($1, $2);
end
$$;

-- One kind of file: its limits, how many are stored, whether I may add one.
create function api.attachment_kind(project_id int, kind text)
returns table (attachment_kind text, name text, name_en text, max_count int, max_bytes int, formats text[], stored int, may_write boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.attachment_need(project_id, kind, false);
    return query select * from sec.attachment_kind_now($1, $2);
end
$$;

-- All kinds, as a project's papers are looked through.
create function api.attachment_kinds(project_id int)
returns table (attachment_kind text, name text, name_en text, max_count int, max_bytes int, formats text[], stored int, may_write boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.attachment_need(project_id, k.attachment_kind, false) from app.attachment_kind k;
    return query select * from sec.attachment_kind_now($1, null);
end
$$;

create function api.attachment_list(project_id int, kind text)
returns table (attachment_id bigint, file_name text, format text, size_bytes int, sha256 text, made_by text, made_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.attachment_need(project_id, kind, false);
    return query select * from sec.attachment_rows($1, $2);
end
$$;

-- Piece n of a whole file; null behind the last.
create function api.attachment_read(project_id int, attachment_id bigint, n int) returns table (data bytea)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.attachment_need(project_id, sec.attachment_kind_of(project_id, attachment_id), false);
    return query select sec.attachment_piece($1, $2, $3);
end
$$;

create function api.attachment_remove(project_id int, attachment_id bigint) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.attachment_need(project_id, sec.attachment_kind_of(project_id, attachment_id), true);
    perform sec.attachment_remove($1, $2);
end
$$;

-- The list of a kind's files was exported (SPEC 20.5), by whoever may read it.
create function api.attachment_export_note(project_id int, kind text, row_count int, sha256 text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.attachment_need(project_id, kind, false);
    perform sec.export_note(project_id, 'attachments', jsonb_build_object('kind', kind), row_count, sha256, '{}');
end
$$;

-- Half-stored files that nobody goes on with (20.3): how many were thrown away.
create function api.attachment_sweep() returns int
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_worker();
    return sec.attachment_sweep();
end
$$;

revoke execute on function api.attachment_begin(int, uuid, jsonb), api.attachment_chunk(int, bigint, int, bytea),
    api.attachment_end(int, bigint), api.attachment_cancel(int, bigint), api.attachment_kind(int, text),
    api.attachment_kinds(int), api.attachment_list(int, text), api.attachment_read(int, bigint, int),
    api.attachment_remove(int, bigint), api.attachment_export_note(int, text, int, text), api.attachment_sweep() from public;
grant execute on function api.attachment_begin(int, uuid, jsonb), api.attachment_chunk(int, bigint, int, bytea),
    api.attachment_end(int, bigint), api.attachment_cancel(int, bigint), api.attachment_kind(int, text),
    api.attachment_kinds(int), api.attachment_list(int, text), api.attachment_read(int, bigint, int),
    api.attachment_remove(int, bigint), api.attachment_export_note(int, text, int, text) to app_user;
grant execute on function api.attachment_sweep() to ax_worker;
