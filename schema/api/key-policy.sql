-- owner: ax_keyholder
-- The one policy on the table of key paths: its holder alone.
alter table sec.key_file enable row level security;
alter table sec.key_file force row level security;
drop policy if exists key_file_rows on sec.key_file;
create policy key_file_rows on sec.key_file to ax_keyholder using (true);
