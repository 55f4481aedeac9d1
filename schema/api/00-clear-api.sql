-- owner: ax_api
select meta.functions_clear();
