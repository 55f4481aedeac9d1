#!/usr/bin/env bash
# Two at once: one card under two readers, one call sent twice, one number new on two sites, one team changed by two. One outcome
# each, told plainly. And what the server's log keeps of all that.
. "${TOP_SRCDIR:?}/tests/schema/suite.sh"
. "${TOP_SRCDIR:?}/tests/schema/attack.sh"
suite_new
attack_people

card() { psql -qXAt -c "select replace(tap.card(tap.number('$1', 1), '${2:-{\}}')::text, '''', '''''')"; }

enrol="select returning from api.worker_enrol($here, gen_random_uuid(), '$(card 1991-02-03)')"
enrol=${enrol/select returning/select \"returning\"}
first "$clerk" "$enrol"
second "$sub" "$enrol"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = f ] && [ "$(cat "$cluster_folder/second")" = "ERROR:  AX002" ]
suite_ok $? "SPEC 8.3: two clerks with one card: the second waits, then is told that the engagement is live"
answers 1 postgres "SPEC 3.4: and there is one person" "select count(*) from app.identity_document where id_blind = sec.blind(tap.number('1991-02-03', 1))"

same="select worker_id from api.worker_enrol($here, '00000000-0000-4000-8000-0000000000aa', '$(card 1991-02-04)')"
first "$clerk" "$same"
second "$clerk" "$same"
[ "$waited" != 0 ] && [ -n "$(cat "$cluster_folder/first")" ] && [ "$(cat "$cluster_folder/first")" = "$(cat "$cluster_folder/second")" ]
suite_ok $? "DESIGN 3: the same call twice at the same moment gets one answer"

place=$(psql -qXAt -c "select jsonb_build_object('participant_id', tap.participant($there, '样本劳务'), 'team_id', tap.team('混凝土班'))")
first "$clerk" "select count(*) from api.worker_enrol($here, gen_random_uuid(), '$(card 1991-02-05)')"
second "$other" "select count(*) from api.worker_enrol($there, gen_random_uuid(), '$(card 1991-02-05 "$place")')"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = 1 ] && [ "$(cat "$cluster_folder/second")" = 1 ]
suite_ok $? "SPEC 8.3: a new number on two sites at the same moment: both are enrolled"
answers "1|2" postgres "SPEC 3.4: as one person" "select count(distinct person_id), (select count(*) from app.engagement e where e.worker_id = min(d.person_id))
	from app.identity_document d where id_blind = sec.blind(tap.number('1991-02-05', 1))"

read -r team seen <<< "$(psql -qXAt -F ' ' -c "select team_id, replace(changed_at::text, ' ', 'T') from app.team where name = '钢筋一班'")"
change() { echo "select count(*) from api.team_save($here, gen_random_uuid(), '{\"team_id\": $team, \"changed_at\": \"$seen\", \"participant_id\": $(psql -qXAt -c "select participant_id from app.team where team_id = $team"), \"name\": \"钢筋一班\", \"entered_on\": \"2026-03-05\", \"leader_name\": \"$1\", \"leader_phone\": \"19900001001\"}')"; }
first "$clerk" "$(change 样本甲)"
second "$sub" "$(change 样本乙)"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = 1 ] && [ "$(cat "$cluster_folder/second")" = "ERROR:  AX006" ]
suite_ok $? "DESIGN 3: two change one team: the second is told that it has changed"
answers 样本甲 postgres "DESIGN 3: and nothing is lost" "select leader_name from app.team where team_id = $team"
# --- people and companies come and go ---
staff=$(suite_login 19900000010)
admin=$(suite_login 19900000002)
for login in "$staff" "$admin"; do
	psql -qXAt -c "alter role $login password 'secret of $login'"
	cluster_add_password "$login" "secret of $login"
done
second_admin=$clerk
psql -qXAt -c "update app.project_member set role = 'project_administrator' where project_id = $here and account_id = (select account_id from app.account where login = '$clerk')"
try "$staff" "select application_id from api.member_apply(gen_random_uuid(), tap.participant($here, '样本劳务'), '')" > "$cluster_folder/applied"
application=$(cat "$cluster_folder/applied")
decide() { echo "select done || ' ' || state || ' ' || decided_by from api.member_application_decide($here, gen_random_uuid(), $application, $1, 'wage_officer', '', '样本事由')"; }
first "$admin" "$(decide true)"
second "$second_admin" "$(decide false)"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = "true accepted 样本丙" ] && [ "$(cat "$cluster_folder/second")" = "false accepted 样本丙" ]
suite_ok $? "SPEC 6.2: two administrators decide about one applicant: one does, the other is told who did"
answers 1 postgres "SPEC 6.2: and the applicant is a member once" "select count(*) from app.project_member m join app.account a using (account_id) where a.login = '$staff' and m.project_id = $here"

leave="select count(*) from api.member_leave($here, gen_random_uuid())"
first "$admin" "$leave"
second "$second_admin" "$leave"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = 1 ] && [ "$(cat "$cluster_folder/second")" = "ERROR:  AX004" ]
suite_ok $? "SPEC 6.2: two administrators leave at the same moment: the second is the last one, and stays"

worker=$(psql -qXAt -c "select min(worker_id) from app.worker where team_id = $team and state = 'employed'")
out="select result from api.worker_exit($here, gen_random_uuid(), '{$worker}', current_date, '完工')"
first "$second_admin" "$out"
second "$sub" "$out"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = exited ] && [ "$(cat "$cluster_folder/second")" = not_here ]
suite_ok $? "SPEC 8.4: two exit one worker: one does, the other is told that nobody is there"

# Enrolled into a team that is leaving: whoever is first decides.
psql -qXAt -c "insert into app.team (project_id, participant_id, name, entered_on, leader_name, leader_phone)
	values ($here, tap.participant($here, '样本劳务'), '短工班', '2026-03-05', '样本', '19900001001')"
short=$(psql -qXAt -c "select team_id from app.team where name = '短工班'")
enrol_short="select count(*) from api.worker_enrol($here, gen_random_uuid(), '$(card 1991-02-06 "{\"team_id\": $short}")')"
exit_short="select result || people from api.team_exit($here, gen_random_uuid(), '{$short}', current_date)"
first "$sub" "$enrol_short"
second "$second_admin" "$exit_short"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = 1 ] && [ "$(cat "$cluster_folder/second")" = people1 ]
suite_ok $? "SPEC 7.3: somebody is enrolled while the team leaves: the team stays"
psql -qXAt -c "update app.engagement set ended_on = started_on where team_id = $short" -c "update app.worker set state = 'left' where team_id = $short"
first "$second_admin" "$exit_short"
second "$sub" "$enrol_short"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = exited0 ] && [ "$(cat "$cluster_folder/second")" = "ERROR:  AX004" ]
suite_ok $? "SPEC 7.3: and the other way round: nobody is put into a team that left"

# A team made while its company leaves.
empty=$(psql -qXAt -c "insert into app.participant (project_id, company_id, company_name, short_name, entered_on) values ($here, 90001, '样本空', '样本空', '2026-03-05') returning participant_id")
make="select count(*) from api.team_save($here, gen_random_uuid(), '{\"participant_id\": $empty, \"name\": \"新班\", \"entered_on\": \"2026-03-05\", \"leader_name\": \"样本\", \"leader_phone\": \"19900001001\"}')"
first "$second_admin" "select members from api.participant_exit($here, gen_random_uuid(), $empty, current_date)"
second "$second_admin" "$make"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = 0 ] && [ "$(cat "$cluster_folder/second")" = "ERROR:  AX004" ]
suite_ok $? "SPEC 6.1: a team is made while its company leaves: it is not"
# --- an application: two at one page, then both offices at the same moment ---
application=$(psql -qXAt -c "select project_id from app.project where name = '样本安居小区三标段'")
maker=$(suite_login 19900000002) company=$(suite_login 19900000007)
psql -qXAt -c "update app.project set approval = 'draft' where project_id = $application"
seen=$(psql -qXAt -c "select replace(changed_at::text, ' ', 'T') from app.application_page where project_id = $application and page = 3")
page() { echo "select count(*) from api.application_save($application, gen_random_uuid(), 3, '{\"changed_at\": \"$seen\", \"planned_start_on\": \"2026-12-01\", \"planned_end_on\": \"2028-12-01\", \"address\": \"$1\", \"longitude\": 75.99, \"latitude\": 39.47}')"; }
first "$maker" "$(page 样本一路)"
second "$company" "$(page 样本二路)"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = 1 ] && [ "$(cat "$cluster_folder/second")" = "ERROR:  AX006" ]
suite_ok $? "DESIGN 3: two save one page of an application: the second is told that it has changed"
psql -qXAt -c "update app.project set approval = 'pending' where project_id = $application"
first "$(suite_login 19900000013)" "select approval from api.application_approve($application, gen_random_uuid(), 1, null)"
second "$(suite_login 19900000014)" "select approval from api.application_approve($application, gen_random_uuid(), 1, null)"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = pending ] && [ "$(cat "$cluster_folder/second")" = approved ]
suite_ok $? "SPEC 5.2: both offices approve at the same moment: the second one's word makes the project"
answers "5|1|approved" postgres "SPEC 6.1: once" "select (select count(*) from app.participant where project_id = j.project_id),
	(select count(*) from app.project_member where project_id = j.project_id), approval from app.project j where project_id = $application"
answers t postgres "SPEC 22.3: the chains hold after all this" "select bool_and(v.ok) from audit.head h, sec.chain_verify(h.chain_id, null, null) v"

# --- attendance: one journal sent twice at once, a punch while its worker leaves, two reviewers ---
psql -qXAt -c "update app.terminal set project_id = $here where login = 't000001'" -c "delete from app.punch" -c "delete from app.attendance_day" \
	-c "delete from app.attendance_month"
psql -qXAt -c "insert into tap.signed select 1, tap.mac(1, '', $(psql -qXAt -c "select tap.worker_of('木工二班', 1)"), tap.at(-1, '08:00'), 'in', 'finger', null, null)" \
	-c "grant execute on all functions in schema tap to public"
try t000001 "select api.kiosk_journal(journal, key) from tap.kiosk" > /dev/null
punch() { echo "select tap.put(array[tap.worker_of('$1', $2)], array[tap.at($3, '$4')], array['$5'], $6)"; }
first t000001 "$(punch 木工二班 1 -1 08:00 in 1)"
second t000001 "$(punch 木工二班 1 -1 08:00 in 1)"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = "1 1 0 0 0" ] && [ "$(cat "$cluster_folder/second")" = "1 0 1 0 0" ]
suite_ok $? "SPEC 10.1: one punch sent twice at the same moment is there once"
gone=$(psql -qXAt -c "select tap.worker_of('木工二班', 2)")
first "$second_admin" "select result from api.worker_exit($here, gen_random_uuid(), '{$gone}', tap.day(-2), '完工')"
second t000001 "$(punch 木工二班 2 -1 08:00 in 2)"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = exited ] && [ "$(cat "$cluster_folder/second")" = "2 1 0 0 0" ]
suite_ok $? "SPEC 10.9: somebody punches while their exit is entered: the exit comes first"
answers "0|1" postgres "SPEC 10.9: and the punch is held" "select halves, held from app.attendance_day where worker_id = $gone and day = tap.day(-1)"
try "$sub" "select count(*) from api.correction_save($here, gen_random_uuid(), jsonb_build_object('worker_id', tap.worker_of('木工二班', 1), 'kind', 'add', 'at', tap.at(-1, '18:00') - interval '1 day', 'direction', 'out', 'reason', '停电'))" > /dev/null
correction=$(psql -qXAt -c "select max(correction_id) from app.correction")
look() { echo "select result from api.correction_decide($here, gen_random_uuid(), '{$correction}', $1, '样本事由')"; }
first "$reviewer" "$(look true)"
second "$second_admin" "$(look false)"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = approved ] && [ "$(cat "$cluster_folder/second")" = gone ]
suite_ok $? "SPEC 10.9: two decide about one correction: one does, the other is told that it is decided"
answers 0 postgres "SPEC 10: the days are what their punches make after all this" "select sum(sec.attendance_verify($here, tap.day(-i))) from generate_series(1, 3) i"

# Two files at once where one more may be kept: both are stored up to their end, the second end is refused.
picture="decode('89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c636000000002000148afa4710000000049454e44ae426082', 'hex')"
stored() {
	local id
	id=$(try "$1" "select attachment_id from api.attachment_begin($here, gen_random_uuid(), jsonb_build_object('kind', 'application_form', 'file_name', 'a.png', 'size_bytes', 67, 'sha256', encode(sha256($picture), 'hex')))")
	try "$1" "select api.attachment_chunk($here, $id, 0, $picture)" > /dev/null
	echo "$id"
}
one=$(stored "$clerk")
two=$(stored "$clerk")
first "$clerk" "select format from api.attachment_end($here, $one)"
second "$clerk" "select format from api.attachment_end($here, $two)"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = png ] && [ "$(cat "$cluster_folder/second")" = "ERROR:  AX002" ]
suite_ok $? "SPEC 5.1: two files at once where one fits: the second is refused"
answers 1 postgres "SPEC 5.1: and there is exactly one" "select count(*) from app.attachment where project_id = $here and kind = 'application_form' and state = 'whole'"

# --- the log: calls with parameters, as the program makes them; one succeeds, one fails ---
bench=$(ls -d /usr/lib/postgresql/*/bin/pgbench 2> /dev/null | tail -1)
log_holds() {
	local number=$1 script="$cluster_folder/call.sql"
	printf "select * from api.card_look($here, :fields);\nselect * from api.worker_enrol($here, null, :fields);\n" > "$script"
	"$bench" -n -t 1 -M extended -D fields="{\"document_kind\": \"resident_id\", \"document_number\": \"$number\", \"name\": \"样本\"}" \
		-f "$script" -U "$clerk" > /dev/null 2>&1
	find "$cluster_folder" -type f -path '*/log/*' -exec cat {} + > "$cluster_folder/logged"
	grep -q 'this field is required' "$cluster_folder/logged" || echo 1000          # it is the wrong file
	grep -c "$number" "$cluster_folder/logged"
}
if [ -n "$bench" ]; then
	# As a server's administrator may have it: every error, with all there is to say about it.
	psql -qXAt -c "alter database anxin set log_min_messages = 'info'" -c "alter database anxin set log_error_verbosity = 'default'"
	[ "$(log_holds 110105199003070011)" = 0 ]
	suite_ok $? "DESIGN 3: what the program sends is not in the server's log, also not beside an error"
	answers "" postgres "DESIGN 3: the start's check finds nothing wrong" "select name from sec.settings_wrong()"
	psql -qXAt -c "alter database anxin set log_parameter_max_length_on_error = -1"
	[ "$(log_holds 110105199003070038)" -gt 0 ]
	suite_ok $? "DESIGN 3: ... with the setting changed it is there"
	answers log_parameter_max_length_on_error postgres "DESIGN 3: and the check says which" "select name from sec.settings_wrong()"
fi
suite_end
