-- owner: ax_keyholder
-- The files that follow make these anew; what no file makes any more is gone.
do $$
declare
    f regprocedure;
begin
    for f in
        select p.oid
          from pg_catalog.pg_proc p
         where p.pronamespace = 'sec'::regnamespace and p.proowner = 'ax_keyholder'::regrole
           and not exists (select 1 from pg_catalog.pg_depend d
                            where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    loop
        execute format('drop routine if exists %s cascade', f);
    end loop;
end
$$;
