-- owner: ax_api
-- Unsaved forms (SPEC 20.7): sealed, read by their owner alone, dropped on save, gone after seven days.

create function api.draft_save(screen text, subject text, content text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_me bigint := sec.need_person();
begin
    if screen is null or screen !~ '^[a-z_]{1,40}$' or subject is null or char_length(subject) > 80 then
        perform sec.fail('AX001', 'not a value of this kind', 'screen');
    end if;
    if content is null or octet_length(content) > 65536 then
        perform sec.fail('AX001', 'too long', 'content');
    end if;
    delete from app.draft d where d.account_id = v_me
       and d.saved_at < now() - (select r.keep from meta.retention r where r.subject = 'draft');
    if (select count(*) from app.draft d where d.account_id = v_me and (d.screen, d.subject) <> ($1, $2)) >= 50 then
        perform sec.fail('AX005', 'too many drafts; save or drop one');
    end if;
    insert into app.draft as d (account_id, screen, subject, content_sealed)
    values (v_me, $1, $2, sec.seal('draft', $3))
    on conflict on constraint draft_pk do update set content_sealed = excluded.content_sealed, saved_at = now();
end
$$;

create function api.draft_list() returns table (screen text, subject text, saved_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return query
    select d.screen, d.subject, d.saved_at from app.draft d
     where d.account_id = sec.me() and d.saved_at > now() - (select r.keep from meta.retention r where r.subject = 'draft')
     order by d.saved_at desc;
end
$$;

create function api.draft_get(screen text, subject text) returns text
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    return sec.draft_content($1, $2);
end
$$;

create function api.draft_drop(screen text, subject text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need_person();
    delete from app.draft d where d.account_id = sec.me() and d.screen = $1 and d.subject = $2;
end
$$;

revoke execute on function api.draft_save(text, text, text), api.draft_list(), api.draft_get(text, text),
    api.draft_drop(text, text) from public;
grant execute on function api.draft_save(text, text, text), api.draft_list(), api.draft_get(text, text),
    api.draft_drop(text, text) to app_user;
