-- owner: ax_role_keeper
select meta.functions_clear();
