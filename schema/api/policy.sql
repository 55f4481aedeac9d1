-- owner: ax_owner
-- Row-level security, made from meta.table_class: each class has one shape of policy and no table has another. FORCE binds the
-- owner as well: an UPDATE by ax_owner changes nothing, without a word, so whoever writes here does it by a function.
do $$
declare
    c meta.table_class;
    v_using text;
    v_policy record;
begin
    for c in select * from meta.table_class order by table_name loop
        for v_policy in select p.polname from pg_catalog.pg_policy p where p.polrelid = c.table_name::regclass loop
            if c.table_name <> 'sec.key_file' then
                execute format('drop policy %I on %s', v_policy.polname, c.table_name);
            end if;
        end loop;
        if c.class = 'code' or c.table_name = 'sec.key_file' then
            continue;
        end if;
        execute format('alter table %s enable row level security', c.table_name);
        execute format('alter table %s force row level security', c.table_name);
        v_using := case
            when c.class = 'project' and c.by_participant then
                'project_id = any ((select sec.my_whole_projects())::int[]) '
                'or participant_id = any ((select sec.my_participants())::int[])'
            when c.class = 'project' then 'project_id = any ((select sec.my_projects())::int[])'
            when c.class = 'own' then 'account_id = (select sec.me())'
        end;
        if v_using is not null then
            execute format('create policy %s_rows on %s to ax_api using (%s)',
                           split_part(c.table_name, '.', 2), c.table_name, v_using);
        end if;
    end loop;
end
$$;
