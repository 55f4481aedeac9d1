# Sourced by the tests of the private database: one of the test's own in $data, and how to look at it.
. "$TOP_SRCDIR/tests/lib/cluster.sh"
. "$TOP_SRCDIR/tests/lib/tap.sh"

# result NAME COMMAND...   the test of that name passes if the command succeeds
result() {
	local name=$1
	shift
	: > "$said"
	"$@"
	tap_result $? "$name" "$said"
}
skip() { tap_skip "$@"; }

cluster_new
here=$cluster_folder
said=$here/said
data=$ANXIN_DATA
export PSQLRC=/dev/null

anxin() { "$anxin_program" --data "$data" "$@" > "$said" 2>&1; }
says() { grep -qF -- "$1" "$said"; }
fails_saying() { # TEXT COMMAND...
	local text=$1
	shift
	if "$@"; then return 1; fi
	says "$text"
}
server_pid() { head -1 "$data/pg/postmaster.pid" 2> /dev/null; }
# wait_for COMMAND...   at most 30 s
wait_for() {
	for _ in $(seq 300); do
		if "$@"; then return 0; fi
		sleep 0.1
	done
	return 1
}

runs() { anxin db status && says 'runs (process'; }
stopped() {
	anxin db status
	[ $? = 3 ] && says 'is stopped'
}
