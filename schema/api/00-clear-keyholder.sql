-- owner: ax_keyholder
select meta.functions_clear();
