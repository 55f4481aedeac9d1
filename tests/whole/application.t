#!/bin/bash
# From four pages to a project: filled in, handed in, rejected, corrected, approved by both offices.
set -u
. "$TOP_SRCDIR/tests/whole/whole.sh"
echo 1..9
sql() {
	whole_db psql --as ax_migrator -qXAt -c "$1"
}
whole_script application-fill 'SPEC 5.1: two pages are filled in, with companies and people looked up'
whole_db start >/dev/null 2>&1
code=$(sql "select sec.unseal('job', payload_sealed)::jsonb -> 'params' ->> 'code' from job.job where subject = 'code' order by job_id desc limit 1")
whole_db stop >/dev/null 2>&1
sed "s/@CODE@/$code/" "$TOP_SRCDIR/tests/whole/application-hand-in.script" >"$whole_dir/hand-in.script"
whole_rest() {
	sed "s|@DIR@|$whole_dir|g" "$whole_dir/hand-in.script" >"$whole_dir/rest.script"
	"$whole_sim" -- "$whole_program" --data "$whole_dir/data" --demo --script "$whole_dir/rest.script"
}
whole_rest >"$whole_dir/out" 2>&1 </dev/null
whole_result $? 'SPEC 5.1: the contact phone is confirmed, the position lies in the region, what is missing is said'
whole_db start >/dev/null 2>&1
sql "insert into app.attachment (project_id, kind, file_name, format, size_bytes, sha256, state, made_by)
	select j.project_id, f.kind, f.file_name, f.format, f.size_bytes, f.sha256, f.state, f.made_by
	  from app.attachment f, app.project j where j.name = '样本新区一标段'" >/dev/null 2>&1
whole_db stop >/dev/null 2>&1
whole_script application-submit 'SPEC 5.2: handed in, and read only from then on'
whole_script application-approve 'SPEC 5.2: the hr bureau approves'
whole_script application-reject 'SPEC 5.2: the industry regulator rejects, with a reason'
whole_script application-correct 'SPEC 5.2: the reason is read, the page corrected, the whole handed in again'
whole_script application-approve 'SPEC 5.2: both are asked again: the hr bureau approves'
whole_script application-second 'SPEC 5.2: and so does the industry regulator'
whole_script application-project 'SPEC 5.3: the project is there for its administrator, who changes its state and settings'
