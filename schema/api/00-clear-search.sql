-- owner: ax_search
select meta.functions_clear();
