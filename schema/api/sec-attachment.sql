-- owner: ax_search
-- Who may see a project's files of a kind, and who may add and remove them: asked by every function about them, and nowhere else.
-- Reading goes with seeing the project; writing is the general contractor's, whose papers they are.
create function sec.attachment_need(project int, kind text, write boolean) returns void
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform sec.need(project, case when write then 'attachment_write' else 'project_read' end);
    if (write and not (select s.whole from sec.sees(project) s))
       or not exists (select 1 from app.attachment_kind k where k.attachment_kind = kind) then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
end
$$;

revoke execute on function sec.attachment_need(int, text, boolean) from public;
grant execute on function sec.attachment_need(int, text, boolean) to ax_api;
