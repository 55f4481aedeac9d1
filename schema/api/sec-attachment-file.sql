-- owner: ax_search
-- The table work of attachments. Row-level security knows approved projects only, and papers are attached before that, so these
-- functions pass it by; each is called by an api function whose first statement was sec.attachment_need.

-- The kind of one file, whatever its state; null if it is not there, which sec.attachment_need refuses.
create function sec.attachment_kind_of(project int, attachment bigint) returns text language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select a.kind from app.attachment a where a.project_id = $1 and a.attachment_id = $2
$$;

-- Half-stored files that nobody goes on with: everybody's of more than a day, or, for an account, its own of more than an hour.
create function sec.attachment_sweep(account bigint default null) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_count int;
begin
    delete from app.attachment a
     where a.state = 'loading' and (account is null or a.made_by = account)
       and a.made_at < now() - case when account is null
             then (select r.keep from meta.retention r where r.subject = 'attachment half stored') else '1 hour'::interval end;
    get diagnostics v_count = row_count;
    return v_count;
end
$$;

-- Under the project's lock, so that two at once cannot both be the last that fits.
create function sec.attachment_room(project int, kind text) returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_most int := (select k.max_count from app.attachment_kind k where k.attachment_kind = $2);
begin
    perform 1 from app.project j where j.project_id = $1 for no key update;
    if (select count(*) from app.attachment a where a.project_id = $1 and a.kind = $2 and a.state = 'whole') >= v_most then
        perform sec.fail('AX002', 'of this kind {most} files may be kept; remove one first', 'kind', 'most=' || v_most);
    end if;
end
$$;

create function sec.attachment_begin(project int, request uuid, f app.attachment_fields) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb;
    v_kind app.attachment_kind;
    v_id bigint;
    v_broken text;
begin
    v_first := sec.request_begin(project, request, 'attachment_begin');
    if v_first is not null then
        return (v_first ->> 'attachment_id')::bigint;
    end if;
    select * into v_kind from app.attachment_kind k where k.attachment_kind = f.kind;
    if f.size_bytes > v_kind.max_bytes then
        perform sec.fail('AX001', 'the file is larger than {most} MB', 'file_name', 'most=' || v_kind.max_bytes / 1048576);
    end if;
    if f.sha256 !~ '^[0-9a-f]{64}$' then
        perform sec.fail('AX001', 'not a value of this kind', 'sha256');
    end if;
    perform sec.attachment_room(project, f.kind);
    perform sec.attachment_sweep(sec.me());
    if (select count(*) from app.attachment a where a.made_by = sec.me() and a.state = 'loading') >= 5 then
        perform sec.fail('AX005', 'too many files are being stored at once');
    end if;
    begin
        insert into app.attachment (project_id, kind, file_name, size_bytes, sha256, made_by)
        values (project, f.kind, f.file_name, f.size_bytes, decode(f.sha256, 'hex'), sec.me()) returning attachment_id into v_id;
    exception when check_violation then                          -- caught, since its detail would show the row to the log
        get stacked diagnostics v_broken = constraint_name;
        perform sec.fail('AX001', 'not a value of this kind', case v_broken when 'attachment_size_ck' then 'size_bytes' else 'file_name' end);
    end;
    perform sec.request_end(project, request, jsonb_build_object('attachment_id', v_id));
    return v_id;
end
$$;

-- A file that its maker is storing, locked. A half-stored one does not exist for anybody else.
create function sec.attachment_mine(project int, attachment bigint) returns app.attachment language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.attachment;
begin
    select * into a from app.attachment q where q.project_id = $1 and q.attachment_id = $2 and q.made_by = sec.me() for update;
    if not found then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    return a;
end
$$;

create function sec.attachment_chunk(project int, attachment bigint, n int, data bytea) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.attachment := sec.attachment_mine(project, attachment);
    v_last int := (a.size_bytes - 1) / 65536;
    v_size int := case when n < v_last then 65536 else a.size_bytes - v_last * 65536 end;
begin
    if a.state <> 'loading' then
        perform sec.fail('AX004', 'this file is stored already');
    end if;
    if n is null or data is null or n not between 0 and v_last or octet_length(data) <> v_size then
        perform sec.fail('AX001', 'the piece does not fit the file', 'data');
    end if;
    insert into app.attachment_chunk as c (project_id, attachment_id, n, data) values ($1, $2, $3, $4)
    on conflict on constraint attachment_chunk_pk do update set data = excluded.data;
end
$$;

create function sec.attachment_end(project int, attachment bigint) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.attachment := sec.attachment_mine(project, attachment);
    v_data bytea;
    v_format text;
begin
    if a.state = 'whole' then
        return a.format;                                         -- the call is made again
    end if;
    if a.state <> 'loading' then
        perform sec.fail('AX004', 'this file was removed');
    end if;
    select string_agg(c.data, ''::bytea order by c.n) into v_data
      from app.attachment_chunk c where c.project_id = $1 and c.attachment_id = $2;
    if octet_length(v_data) is distinct from a.size_bytes then
        perform sec.fail('AX004', 'the file has not come whole', 'data');
    end if;
    if sha256(v_data) <> a.sha256 then
        perform sec.fail('AX001', 'the file has changed on its way; add it again', 'sha256');
    end if;
    v_format := sec.image_format(v_data);
    if v_format is null or v_format <> all ((select k.formats from app.attachment_kind k where k.attachment_kind = a.kind)::text[]) then
        perform sec.fail('AX001', 'this is not a whole picture (JPEG, PNG or GIF), whatever its name says', 'file_name');
    end if;
    perform sec.attachment_room(project, a.kind);
    update app.attachment q set state = 'whole', format = v_format, made_at = now() where q.project_id = $1 and q.attachment_id = $2;
    perform sec.audit(project, 'attachment_make',
                      jsonb_build_object('attachment_id', attachment, 'kind', a.kind, 'size_bytes', a.size_bytes), a.sha256);
    return v_format;
end
$$;

-- gone, or whole: it was stored before the cancel came.
create function sec.attachment_cancel(project int, attachment bigint) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.attachment := sec.attachment_mine(project, attachment);
begin
    if a.state = 'whole' then
        return 'whole';
    end if;
    delete from app.attachment q where q.project_id = $1 and q.attachment_id = $2 and q.state = 'loading';
    return 'gone';
end
$$;

create function sec.attachment_rows(project int, kind text)
returns table (attachment_id bigint, file_name text, format text, size_bytes int, sha256 text, made_by text, made_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select a.attachment_id, a.file_name, a.format, a.size_bytes, encode(a.sha256, 'hex'), sec.account_name(a.made_by), a.made_at
      from app.attachment a
     where a.project_id = $1 and a.kind = $2 and a.state = 'whole'
     order by a.made_at, a.attachment_id
$$;

create function sec.attachment_piece(project int, attachment bigint, n int) returns bytea language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_state text := (select a.state from app.attachment a where a.project_id = $1 and a.attachment_id = $2);
begin
    if v_state = 'removed' then
        perform sec.fail('AX004', 'this file was removed');
    elsif v_state is distinct from 'whole' then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    return (select c.data from app.attachment_chunk c where c.project_id = $1 and c.attachment_id = $2 and c.n = $3);
end
$$;

-- The bytes go; that they were there, and their digest, stays.
create function sec.attachment_remove(project int, attachment bigint) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    a app.attachment;
begin
    select * into a from app.attachment q where q.project_id = $1 and q.attachment_id = $2 for update;
    if a.state is distinct from 'whole' then
        if a.state = 'removed' then
            return;
        end if;
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
    delete from app.attachment_chunk c where c.project_id = $1 and c.attachment_id = $2;
    update app.attachment q set state = 'removed', removed_by = sec.me(), removed_at = now()
     where q.project_id = $1 and q.attachment_id = $2;
    perform sec.audit(project, 'attachment_remove', jsonb_build_object('attachment_id', attachment, 'kind', a.kind), a.sha256);
end
$$;

-- The kind (null: each of them), how many there are, and whether the asker may add one: whatever sec.attachment_need says to that,
-- which is the same for all kinds.
create function sec.attachment_kind_now(project int, kind text)
returns table (attachment_kind text, name text, name_en text, max_count int, max_bytes int, formats text[], stored int, may_write boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_may boolean := true;
begin
    begin
        perform sec.attachment_need(project, coalesce(kind, (select min(k.attachment_kind) from app.attachment_kind k)), true);
    exception when sqlstate 'AX003' then
        v_may := false;
    end;
    return query
    select k.attachment_kind, k.name, k.name_en, k.max_count, k.max_bytes, k.formats,
           (select count(*)::int from app.attachment a where a.project_id = $1 and a.kind = k.attachment_kind and a.state = 'whole'), v_may
      from app.attachment_kind k where $2 is null or k.attachment_kind = $2
     order by k.sort;
end
$$;

revoke execute on function sec.attachment_kind_of(int, bigint), sec.attachment_sweep(bigint), sec.attachment_room(int, text),
    sec.attachment_begin(int, uuid, app.attachment_fields), sec.attachment_mine(int, bigint),
    sec.attachment_chunk(int, bigint, int, bytea), sec.attachment_end(int, bigint), sec.attachment_cancel(int, bigint),
    sec.attachment_rows(int, text), sec.attachment_piece(int, bigint, int), sec.attachment_remove(int, bigint),
    sec.attachment_kind_now(int, text) from public;
grant execute on function sec.attachment_kind_of(int, bigint), sec.attachment_sweep(bigint), sec.attachment_begin(int, uuid, app.attachment_fields),
    sec.attachment_chunk(int, bigint, int, bytea), sec.attachment_end(int, bigint), sec.attachment_cancel(int, bigint),
    sec.attachment_rows(int, text), sec.attachment_piece(int, bigint, int), sec.attachment_remove(int, bigint),
    sec.attachment_kind_now(int, text) to ax_api;
