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
answers t postgres "SPEC 22.3: the chains hold after all this" "select bool_and(v.ok) from audit.head h, sec.chain_verify(h.chain_id, null, null) v"

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
