-- SPEC 5.1, 20.3, 22.5: files of a project. Who may, what is taken, what is not, and that nothing half-stored is seen.
begin;
set local search_path = tap, pg_catalog;
select plan(56);
create temporary table v as select tap.project('天山花园二期') as p, gen_random_uuid() as r,
    '\x89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c636000000002000148afa4710000000049454e44ae426082'::bytea as png,
    '\xffd8ffdb004300030202020202030202020303030304060404040404080606050609080a0a090809090a0c0f0c0a0b0e0b09090d110d0e0f101011100a0c12131210130f101010ffc9000b080001000101011100ffcc000600101005ffda0008010100003f00d2cf20ffd9'::bytea as jpg,
    '\x47494638396101000100800000ffffff00000021f90400000000002c00000000010001000002024401003b'::bytea as gif;
create temporary table w as select ''::text as id, ''::text as done;
grant all on v, w to public;
create function tap.begin_(bytes bytea, over jsonb default '{}', request uuid default gen_random_uuid()) returns text language sql as $$
    select tap.outcome(format('select attachment_id::text from api.attachment_begin(%s, %L, %L)', (select p from v), request,
        jsonb_build_object('kind', 'permit_scan', 'file_name', '许可证.jpg', 'size_bytes', octet_length(bytes), 'sha256', encode(sha256(bytes), 'hex')) || over)) $$;
create function tap.chunk(id text, n int, data bytea) returns text language sql as
    $$ select tap.outcome(format('select api.attachment_chunk(%s, %s, %s, %L)', (select p from v), id, n, data)) $$;
create function tap.end_(id text) returns text language sql as $$ select tap.outcome(format('select format from api.attachment_end(%s, %s)', (select p from v), id)) $$;
create function tap.cancel(id text) returns text language sql as $$ select tap.outcome(format('select state from api.attachment_cancel(%s, %s)', (select p from v), id)) $$;
create function tap.read(id text, n int) returns text language sql as $$ select tap.outcome(format('select encode(data, ''hex'') from api.attachment_read(%s, %s, %s)', (select p from v), id, n)) $$;
create function tap.remove(id text) returns text language sql as $$ select tap.outcome(format('select api.attachment_remove(%s, %s)', (select p from v), id)) $$;
-- Begun, sent and ended: the format or the error. What was refused at the end is taken back.
create function tap.put(bytes bytea, over jsonb default '{}') returns text language plpgsql as $$
declare
    id text := tap.begin_(bytes, over);
    got text;
begin
    if id !~ '^[0-9]+$' then
        return id;
    end if;
    for i in 0 .. (octet_length(bytes) - 1) / 65536 loop
        got := tap.chunk(id, i, substr(bytes, i * 65536 + 1, 65536));
        if got <> '' then
            return got;
        end if;
    end loop;
    got := tap.end_(id);
    perform tap.cancel(id);
    return got;
end $$;
create function tap.listed(kind text default 'permit_scan') returns text language sql as
    $$ select tap.outcome(format('select count(*)::text from api.attachment_list(%s, %L)', (select p from v), kind)) $$;

-- What a file is, by its bytes.
select tap.act(null);
select is((select array[sec.image_format(png), sec.image_format(jpg), sec.image_format(gif)] from v), '{png,jpg,gif}', 'SPEC 5.1: jpg, png and gif are told by their bytes');
select is((select count(*)::int from v, generate_series(1, octet_length(png) - 1) n where sec.image_format(substr(png, 1, n)) is not null), 0, 'SPEC 22.5: a PNG cut anywhere is none');
select is((select count(*)::int from v, generate_series(1, octet_length(jpg) - 1) n where sec.image_format(substr(jpg, 1, n)) is not null), 0, 'SPEC 22.5: a JPEG cut anywhere is none');
select is((select count(*)::int from v, generate_series(1, octet_length(gif) - 1) n where sec.image_format(substr(gif, 1, n)) is not null), 0, 'SPEC 22.5: a GIF cut anywhere is none');
select is((select array[sec.image_format(png || '\x00'::bytea), sec.image_format(gif || '\x3b'::bytea)] from v), '{null,null}', 'SPEC 22.5: nothing hangs behind a PNG or a GIF');
select is((select sec.image_format(set_byte(png, 16, 1)) from v), null, 'SPEC 22.5: a width that no scanner makes is refused');
select is((select sec.image_format(set_byte(png, 19, 0)) from v), null, 'SPEC 22.5: and one of nothing');
select is((select sec.image_format(f) from (values ('<html><img src="a.jpg"></html>'::bytea), (''::bytea), ('\xffd8ff'), ('GIF89a'), (null)) x(f) where sec.image_format(f) is not null), null, 'SPEC 22.5: pages, scraps and nothing are none');

-- The wage officer of the general contractor adds.
select tap.act('19900000001');
select is((select tap.put(png) from v), 'png', 'SPEC 5.1: a picture is stored, whatever its name ends with');
select is((select tap.put(jpg) from v), 'jpg', 'SPEC 5.1: a JPEG, too');
select is((select tap.put(gif) from v), 'gif', 'SPEC 5.1: and a GIF');
select is((select tap.put(jpg || convert_to(repeat('x', 70000), 'UTF8')) from v), 'jpg', 'SPEC 5.1: in two pieces, with what a camera writes behind a picture');
select is((select array_agg(format order by attachment_id) from api.attachment_list((select p from v), 'permit_scan')), '{png,jpg,gif,jpg}', 'SPEC 5.1: listed as they came');
select is((select (file_name, size_bytes, made_by, sha256 = encode(sha256((select png from v)), 'hex'))::text from api.attachment_list((select p from v), 'permit_scan') limit 1), '(许可证.jpg,67,样本乙,t)', 'SPEC 5.1: with name, size, digest and who');
select is((select (max_count, stored, may_write)::text from api.attachment_kind((select p from v), 'permit_scan')), '(5,4,t)', 'SPEC 5.1: four of five are there');

select is((select string_agg(attachment_kind || ' ' || stored || '/' || max_count, ', ') from api.attachment_kinds((select p from v))), 'application_form 0/1, permit_scan 4/5, wage_account_agreement 0/9', 'SPEC 5.1: every kind with how many there are, in the form''s order');
select is((select tap.outcome(format('select api.attachment_export_note(%s, ''permit_scan'', 4, %L)', p, repeat('a', 64))) from v), '', 'SPEC 20.5: the list of files may be exported');

-- What is refused.
select is((select tap.put('<html>not a picture</html>') from v), 'AX001|file_name|this is not a whole picture (JPEG, PNG or GIF), whatever its name says', 'SPEC 22.5: HTML called .jpg is refused');
select is((select split_part(tap.put(substr(png, 1, 60)), '|', 1) from v), 'AX001', 'SPEC 22.5: a truncated PNG is refused');
select is((select tap.put(png, jsonb_build_object('sha256', repeat('0', 64))) from v), 'AX001|sha256|the file has changed on its way; add it again', 'SPEC 22.5: other bytes than were promised are refused');
select is((select tap.put(png, '{"sha256":"zz"}') from v), 'AX001|sha256|not a value of this kind', 'SPEC 22.5: a digest is a digest');
select is((select tap.begin_(png, '{"size_bytes":10485761}') from v), 'AX001|file_name|the file is larger than {most} MB', 'SPEC 5.1: 10 MB and no more');
select matches((select tap.cancel(tap.begin_(png, '{"size_bytes":10485760}')) from v), 'gone', 'SPEC 5.1: 10 MB exactly may begin');
select is((select tap.begin_(png, '{"size_bytes":0}') from v), 'AX001|size_bytes|not a value of this kind', 'SPEC 5.1: an empty file is none');
select is((select tap.begin_(png, '{"file_name":"../a.png"}') from v), 'AX001|file_name|not a value of this kind', 'SPEC 22.5: a name is no path');
select is((select tap.begin_(png, '{"file_name":".bashrc"}') from v), 'AX001|file_name|not a value of this kind', 'SPEC 22.5: nor hidden');
select is((select tap.begin_(png, '{"colour":"red"}') from v), 'AX001|colour|unknown field', 'DESIGN 5: unknown keys are refused');
select is((select split_part(tap.begin_(png, '{"kind":"anything"}'), '|', 1) from v), 'AX003', 'SPEC 5.1: a kind nobody knows');
select is((select split_part(tap.begin_(png, '{"kind":null}'), '|', 1) from v), 'AX003', 'SPEC 5.1: or none');

-- Pieces.
select is((select tap.begin_(png, '{}', r) = tap.begin_(png, '{}', r) from v), true, 'DESIGN 3: the same request again is the same file');
update w set id = tap.begin_(convert_to(repeat('a', 70000), 'UTF8'));
select is((select tap.chunk(id, 0, 'short') from w), 'AX001|data|the piece does not fit the file', 'SPEC 22.5: pieces are of one size');
select is((select tap.chunk(id, 2, 'x') from w), 'AX001|data|the piece does not fit the file', 'SPEC 22.5: none behind the last');
select is((select tap.chunk(id, 0, convert_to(repeat('a', 65536), 'UTF8')) || tap.chunk(id, 0, convert_to(repeat('a', 65536), 'UTF8')) from w), '', 'DESIGN 3: a piece sent twice is there once');
select is((select tap.end_(id) from w), 'AX004|data|the file has not come whole', 'SPEC 22.5: a piece is missing');
select is(tap.listed(), '4', 'SPEC 20.3: half-stored files are not listed, not even one''s own');
select is((select split_part(tap.read(id, 0), '|', 1) from w), 'AX003', 'SPEC 20.3: nor read');
select tap.act('19900000002');
select is((select split_part(tap.chunk(id, 1, convert_to(repeat('a', 4464), 'UTF8')), '|', 1) from w), 'AX003', 'SPEC 20.3: nor gone on with by another');
select is((select split_part(tap.cancel(id), '|', 1) from w), 'AX003', 'SPEC 20.3: nor cancelled');
select tap.act('19900000001');
select is((select tap.cancel(id) from w), 'gone', 'SPEC 20.3: cancelled by who began it');
select tap.act(null);
select is((select count(*)::int from app.attachment_chunk c where c.attachment_id = (select id::bigint from w)), 0, 'SPEC 20.3: and nothing of it is left');

-- Limits, removal.
select tap.act('19900000001');
select is((select tap.put(png) from v), 'png', 'SPEC 5.1: the fifth permit scan');
select is((select tap.put(png) from v), 'AX002|kind|of this kind {most} files may be kept; remove one first', 'SPEC 5.1: not a sixth');
update w set done = (select min(attachment_id)::text from api.attachment_list((select p from v), 'permit_scan'));
select is((select tap.read(done, 0) || coalesce(tap.read(done, 1), '') from w), (select encode(png, 'hex') from v), 'SPEC 5.1: read as it was stored');
select is((select tap.remove(done) || tap.remove(done) from w), '', 'SPEC 5.1: removed; again is well, too');
select is((select tap.read(done, 0) from w), 'AX004||this file was removed', 'SPEC 5.1: and read no more');
select is(tap.listed(), '4', 'SPEC 5.1: nor listed');

-- Who may.
select tap.act('19900000004');
select is(tap.listed() || (select split_part(tap.begin_(png), '|', 1) from v), '4AX003', 'SPEC 6.2: another member reads and does not write');
select tap.act('19900000005');
select is(tap.listed() || (select split_part(tap.begin_(png), '|', 1) from v) || (select may_write::text from api.attachment_kind((select p from v), 'permit_scan')), '4AX003false',
          'SPEC 6.3: a subcontractor''s wage officer reads; the papers are the general contractor''s');
select tap.act(null);
create temporary table x (phone text, got text);
do $$ declare e record; id text := (select min(attachment_id)::text from app.attachment a where a.state = 'whole' and a.project_id = (select p from v)); begin
    for e in select phone from tap.everybody where phone not in ('t') loop
        perform tap.act(e.phone);
        declare g text := coalesce(substr(tap.listed(), 1, 5), '') || ' ' || substr(tap.read(id, 0), 1, 4) || ' ' || case when tap.begin_((select png from v), '{"kind":"application_form"}') ~ '^[0-9]+$' then 'writes' else '' end;
        begin perform tap.act(null); insert into x values (e.phone, g); end;
    end loop;
end $$;
select tap.act(null);
select results_eq('select e.what, rtrim(x.got) from x join tap.everybody e using (phone) order by phone',
  $$ values ('operator', 'AX003 AX00'), ('wage officer', '4 ffd8 writes'), ('project administrator', '4 ffd8 writes'), ('reviewer', '4 ffd8'), ('other member', '4 ffd8'),
    ('wage officer of a subcontractor', '4 ffd8'), ('wage officer elsewhere', 'AX003 AX00'), ('company administrator', '4 ffd8'), ('hr of a subcontractor', '4 ffd8'), ('manager', '4 ffd8'),
    ('staff', 'AX003 AX00'), ('finance', 'AX003 AX00'), ('seal keeper', 'AX003 AX00'), ('regulator of the region', '4 ffd8'),
    ('industry regulator of another prefecture', 'AX003 AX00'), ('stock login', 'AX003 AX00') $$, 'SPEC 22.1: each role reads and writes as it may');

select tap.act('19900000010');
select is((select tap.outcome(format('select count(*)::text from api.attachment_kinds(%s)', p)) || tap.outcome(format('select api.attachment_export_note(%s, ''permit_scan'', 4, %L)', p, repeat('a', 64))) from v), 'AX003||you may not do this on this projectAX003||you may not do this on this project', 'SPEC 20.5: who sees no file is told of no kind, and exports nothing');
select tap.act(null);

-- Sweeping, the trace.
update app.attachment set made_at = now() - '25 hours'::interval where state = 'loading' and attachment_id = (select min(attachment_id) from app.attachment where state = 'loading');
set local session authorization ax_worker;
select is((select api.attachment_sweep()), 1, 'SPEC 20.3: half-stored files of yesterday are swept by the worker');
select is((select api.attachment_sweep()), 0, 'SPEC 20.3: once, and no younger one');
select tap.act('19900000001');
select is(tap.outcome('select api.attachment_sweep()::text'), '42501||permission denied for function attachment_sweep', 'SPEC 22.1: by nobody else');
select tap.act(null);
update app.attachment set made_at = now() - '2 hours'::interval where state = 'loading';
select tap.act('19900000001');
select matches((select tap.begin_(png) from v), '^[0-9]+$', 'SPEC 20.3: one''s own leftovers go when one begins again');
select tap.act(null);
select is((select count(*)::int from app.attachment where state = 'loading' and made_at < now() - '1 hour'::interval and made_by = (select account_id from app.account where phone = '19900000001')), 0, 'SPEC 20.3: and are gone');
select is((select array_agg(distinct verb || ' ' || octet_length(digest) || ' ' || (select string_agg(k, ',' order by k) from jsonb_object_keys(keys) k)) from audit.entry where verb like 'attachment%'),
          '{"attachment_make 32 attachment_id,kind,size_bytes","attachment_remove 32 attachment_id,kind"}', 'SPEC 22.3: storing and removing stand in the chain, with the digest');
select * from finish();
rollback;
