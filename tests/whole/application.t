#!/bin/bash
# From four pages to a project: filled in, handed in, rejected, corrected, approved by both offices.
set -u
. "$TOP_SRCDIR/tests/whole/whole.sh"
import="$whole_dir/import"
mkdir -p "$import" "$whole_dir/anxin"
printf 'export_folder = %s\nimport_folder = %s\n' "$whole_dir/export" "$import" >"$whole_dir/anxin/anxin.conf"
"$TOP_BUILDDIR/tests/lib/make_png" 90000 >"$import/signed.png"
echo 1..14
sql() {
	whole_db psql --as ax_migrator -qXAt -c "$1"
}
whole_script application-fill 'SPEC 5.1: two pages are filled in, with companies and people looked up'
whole_db start >/dev/null 2>&1
code=$(sql "select sec.unseal('job', payload_sealed)::jsonb -> 'params' ->> 'code' from job.job where subject = 'code' order by job_id desc limit 1")
# The geocoder, where it can be simulated; the program's own worker asks it.
geocoder=
if [ -x "$TOP_BUILDDIR/tests/sim/service-sim" ]; then
	mkdir -p "$whole_dir/service" "$whole_dir/data/services"
	"$TOP_BUILDDIR/tests/sim/service-sim" "$whole_dir/service" 2>"$whole_dir/service/err" &
	geocoder=$!
	whole_wait test -s "$whole_dir/service/port"
	cp "$whole_dir/service/ca.pem" "$whole_dir/data/services/geocode.ca"
	(umask 077 && echo key-of-the-test >"$whole_dir/data/services/geocode.token")
	sql "update app.service set url = 'https://127.0.0.1:$(cat "$whole_dir/service/port")/geocode', enabled = true, timeout_s = 20 where service = 'geocode'" >/dev/null
fi
whole_db stop >/dev/null 2>&1
sed "s/@CODE@/$code/" "$TOP_SRCDIR/tests/whole/application-hand-in.script" >"$whole_dir/hand-in.script"
whole_rest() {
	sed "s|@DIR@|$whole_dir|g" "$whole_dir/hand-in.script" >"$whole_dir/rest.script"
	"$whole_sim" -- "$whole_program" --data "$whole_dir/data" --demo --script "$whole_dir/rest.script"
}
whole_rest >"$whole_dir/out" 2>&1 </dev/null
whole_result $? 'SPEC 5.1: the contact phone is confirmed, the position lies in the region, what is missing is said'
# paper WORD...: the words stand on the newest paper in the export folder.
paper() {
	local file word
	file=$(ls -t "$whole_dir"/export/application-form-*.pdf | head -1)
	pdftotext -layout "$file" "$whole_dir/out" 2>&1 || return 1
	for word; do
		grep -q -- "$word" "$whole_dir/out" || { echo "missing: $word" >>"$whole_dir/out"; return 1; }
	done
}
if command -v pdftotext >/dev/null; then
	paper 'Project application form' 样本新区一标段 样本置业有限公司 样本建筑设计院有限公司 19900000001 '12,000,000.00 yuan' '喀什市样本路100号' XJ-1 '2026-12-01 to 2028-05-31' 'General contractor (seal)' 'Printed 20.*by 样本丙' draft
	whole_result $? 'SPEC 5.2: the application form is printed filled in'
	[ "$(stat -c %a "$whole_dir"/export/application-form-*.pdf)" = 600 ]
	whole_result $? 'SPEC 22.5: and for its owner alone'
else
	tap_skip 'SPEC 5.2: the application form is printed filled in' 'pdftotext is not installed'
	tap_skip 'SPEC 22.5: and for its owner alone' 'pdftotext is not installed'
fi
csv=$(ls "$whole_dir"/export/attachments-*.csv)
tr -d '\r' <"$csv" >"$whole_dir/out" && tail -n 1 "$whole_dir/out" | grep -q '^"signed.png","png",.*样本丙'
whole_result $? 'SPEC 20.5: the list of files is exported'
geocoder_script() { # FAULT NAME SENTENCE
	[ -n "$geocoder" ] || { tap_skip "$3" 'no OpenSSL'; return; }
	echo "$1" >"$whole_dir/service/fault.geocode"
	whole_script "$2" "$3"
	rm -f "$whole_dir/service/fault.geocode"
}
geocoder_script slow application-position-slow 'SPEC 20.3: a geocoder that does not answer is waited for with a sign, and given up with Esc'
geocoder_script '500 once' application-position 'SPEC 5.1: the position comes from the geocoder; an address that it does not know is said'
[ -z "$geocoder" ] || kill "$geocoder"
whole_script application-submit 'SPEC 5.2: handed in, and read only from then on'
whole_script application-approve 'SPEC 5.2: the hr bureau approves'
whole_script application-reject 'SPEC 5.2: the industry regulator rejects, with a reason'
whole_script application-correct 'SPEC 5.2: the reason is read, the page corrected, the whole handed in again'
whole_script application-approve 'SPEC 5.2: both are asked again: the hr bureau approves'
whole_script application-second 'SPEC 5.2: and so does the industry regulator'
whole_script application-project 'SPEC 5.3: the project is there for its administrator, who changes its state and settings'
