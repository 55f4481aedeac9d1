-- owner: ax_search
-- Who may see a project's files of a kind, and who may add and remove them: asked by every function about them, and nowhere else.
-- Of an approved project reading goes with seeing it, and writing is the general contractor's, whose papers they are. Before that
-- they go with the application: who may write it adds and removes them, its offices read them once it is submitted.
create function sec.attachment_need(project int, kind text, write boolean) returns void
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if (select j.approval from app.project j where j.project_id = $1) <> 'approved' then
        perform sec.application_need(project, write);
    elsif not write and cardinality((sec.application_sight(project)).decides) > 0 then
        null;                                                -- the offices that approved it go on seeing what they approved
    else
        perform sec.need(project, case when write then 'attachment_write' else 'project_read' end);
    end if;
    if (write and (select j.approval from app.project j where j.project_id = $1) = 'approved'
        and not (select s.whole from sec.sees(project) s))
       or not exists (select 1 from app.attachment_kind k where k.attachment_kind = kind) then
        perform sec.fail('AX003', 'you may not do this on this project');
    end if;
end
$$;

revoke execute on function sec.attachment_need(int, text, boolean) from public;
grant execute on function sec.attachment_need(int, text, boolean) to ax_api;
