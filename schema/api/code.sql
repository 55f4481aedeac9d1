-- owner: ax_api
-- Every list of codes, under one roof: code, Chinese name, English name, initials to find it by.
create function api.code_list(dict text)
returns table (code text, name text, name_en text, initials text[])
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select c.code, c.name, c.name_en, sec.initials(c.name, false)
      from (select k.worker_kind as code, k.name, k.name_en, k.sort from app.worker_kind k where $1 = 'worker_kind'
            union all select k.trade, k.name, k.name_en, k.sort from app.trade k where $1 = 'trade'
            union all select k.document_kind, k.name, k.name_en, k.sort from app.document_kind k where $1 = 'document_kind'
            union all select k.participant_kind, k.name, k.name_en, k.sort from app.participant_kind k
                       where $1 = 'participant_kind'
            union all select k.part, k.name, k.name_en, k.sort from app.application_part k where $1 = 'application_part'
            union all select k.region, k.name, k.name_en, k.region::int from app.region k where $1 = 'region' and k.assignable
            union all select k.duty, k.name, k.name_en, 0 from app.duty k where $1 = 'duty'
            union all select k.exception_kind, k.name, k.name_en, k.sort from app.exception_kind k where $1 = 'exception_kind'
            union all select k.code, k.name, k.name_en, k.sort from app.code k where k.dict = $1) c
     order by c.sort, c.code;
end
$$;

revoke execute on function api.code_list(text) from public;
grant execute on function api.code_list(text) to app_user;
