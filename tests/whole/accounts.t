#!/bin/bash
# From a phone number to an account, and back into it when the password is forgotten.
set -u
. "$TOP_SRCDIR/tests/whole/whole.sh"
echo 1..12

# What the newest SMS to this phone says; without a service it waits for the operator to tell it.
sms() { # PHONE PURPOSE KEY
	whole_db psql --as superuser -Atqc "select sec.unseal('job', j.payload_sealed)::jsonb #>> '{$3}'
		from app.sms_code c join job.job j on j.job_id = c.job_id where c.phone = '$1' and c.purpose = '$2'"
}
later() {
	whole_db psql --as superuser -qc "update app.sms_phone set sent_at = sent_at - interval '61 seconds'" >/dev/null
}
script_with_code() { # NAME CODE SENTENCE
	(sed "s|@CODE@|$2|g" "$TOP_SRCDIR/tests/whole/$1.script" >"$whole_dir/$1.script"
		exec "$whole_sim" -- "$whole_program" --data "$whole_dir/data" --demo --script "$whole_dir/$1.script") \
		>"$whole_dir/out" 2>&1 </dev/null
	whole_result $? "$3"
}

whole_script accounts-ask 'SPEC 3.1: a code is sent; wrong ones and weak passwords are told, a number with an account is not'
whole_db start >/dev/null
[ "$(sms 19900000002 register template)" = code_registered ] && [ -z "$(sms 19900000002 register params,code)" ]
whole_result $? 'SPEC 3.1: its holder is told by SMS, and sent no code'
[ "$(whole_db psql --as superuser -Atqc "select tries from app.sms_code where phone = '13912345678'")" = 5 ]
whole_result $? 'SPEC 3.1: five tries are counted'
later
whole_db psql --as t000001 -qc "select api.register_code('13912345678')" >/dev/null
script_with_code accounts "$(sms 13912345678 register params,code)" 'SPEC 3.1: registered, signed in, checked with the own card'
[ "$(whole_db psql --as superuser -Atqc "select a.state || a.checked_how || p.name from app.account a join app.person p using (person_id) where a.phone = '13912345678'")" = activecard李样本 ]
whole_result $? 'SPEC 3.1: the account is its person'"'"'s'
later
whole_script accounts-ask-password 'SPEC 3.3: a forgotten password begins with a code'
script_with_code accounts-forgotten "$(sms 13912345678 password params,code)" 'SPEC 3.3: own card and code set a new one; who knows it changes it'
whole_script accounts-operator 'SPEC 1: the operator makes an office, locks and lets in, enrols a terminal, verifies the chains'

# Somebody is at work when the operator locks the account; then two sessions of one person.
clerk=$(whole_db psql --as superuser -Atqc "select login from app.account where phone = '19900000001'")
one() { [ "$(whole_db psql --as superuser -Atqc "$1")" = 1 ]; }
act() { # LOCK or UNLOCK
	whole_db psql --as superuser -qc "set session authorization $(whole_db psql --as superuser -Atqc "select login from app.account where phone = '19900000000'")" \
		-c "select api.account_$1($account)" >/dev/null
}
account=$(whole_db psql --as superuser -Atqc "select account_id from app.account where phone = '19900000001'")
whole_begin accounts-ended
whole_wait one "select count(*) from app.draft d join app.account a using (account_id) where a.login = '$clerk'"
act lock
wait "$whole_pid"
whole_result $? 'SPEC 3.3: who sits at a locked account is put out at once and told why'
whole_pid=
act unlock
socket=$(dirname "$(find "$whole_dir/anxin" -name .s.PGSQL.5432)")
{
	while [ ! -e "$whole_dir/enough" ]; do sleep 0.1; done
	echo 'select 1;'
} | PGPASSWORD=anxin-demo-1 psql -qXAt -h "$socket" -U "$clerk" anxin >"$whole_dir/elsewhere" 2>&1 &
whole_wait one "select count(*) from pg_stat_activity where usename = '$clerk'"
whole_script accounts-sessions 'SPEC 3.3: a person signs another session out; what was typed is there; the language is the person'"'"'s'
touch "$whole_dir/enough"
wait
grep -q 'terminating connection' "$whole_dir/elsewhere"
whole_result $? 'SPEC 3.3: the other session is over'
mkdir -p "$whole_dir/anxin" && echo 'lock_after = 3' >"$whole_dir/anxin/anxin.conf"
whole_script accounts-lock 'SPEC 3.3: the idle lock keeps what was typed and is opened by the password alone'
