# For the tests of the whole program: a demonstration database of their own, and the program under
# the simulator with a script. Source it; then whole_script NAME SENTENCE is one TAP result.
# whole_empty=1 before it: none. whole_new: a fresh one from here on. That the program makes such a one itself: tests/fault/first-time.t.
: "${TOP_SRCDIR:?}" "${TOP_BUILDDIR:?}"
. "$TOP_SRCDIR/tests/lib/cluster.sh"
whole_sim="$TOP_BUILDDIR/tests/sim/anxin-sim"
whole_program="$TOP_BUILDDIR/anxin"
. "$TOP_SRCDIR/tests/lib/tap.sh"

# ANXIN_UNDER=valgrind: the program, not what it starts, under it; an error or a lost block fails.
whole_under=()
case ${ANXIN_UNDER:-} in
'') ;;
valgrind) whole_under=(valgrind -q --child-silent-after-fork=yes --leak-check=full --num-callers=30
	--show-leak-kinds=definite --errors-for-leak-kinds=definite --error-exitcode=9
	"--suppressions=$TOP_SRCDIR/tests/valgrind.supp") ;;
*) echo "Bail out! ANXIN_UNDER=$ANXIN_UNDER is not known"; exit 1 ;;
esac

[ -x "$whole_sim" ] || { echo "1..0 # SKIP anxin-sim needs umockdev"; exit 0; }
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { echo "1..0 # SKIP no PostgreSQL server"; exit 0; }

whole_dir=$(mktemp -d /tmp/anxin-XXXXXX)
chmod 755 "$whole_dir"
export XDG_CONFIG_HOME="$whole_dir" XDG_RUNTIME_DIR="$whole_dir" ANXIN_EXPORT="$whole_dir/export"

whole_end() {
	[ -z "${whole_pid:-}" ] || kill -9 "$whole_pid" 2>/dev/null
	whole_db stop >/dev/null 2>&1
	rm -rf "$whole_dir"
}
trap whole_end EXIT

whole_db() {
	"$whole_program" --data "$whole_dir/data" db "$@"
}

whole_new() {
	whole_db stop >/dev/null 2>&1
	rm -rf "$whole_dir/data"
	echo quit >"$whole_dir/quit.script"
	cluster_copy "$whole_dir/data" demo-template --demo --script "$whole_dir/quit.script" ||
		{ echo "Bail out! the demonstration cannot be made"; exit 99; }
}
[ -n "${whole_empty:-}" ] || whole_new

# The program with a script of this folder, @DIR@ in it being the test's folder.
whole_run() {
	sed "s|@DIR@|$whole_dir|g" "$TOP_SRCDIR/tests/whole/$1.script" >"$whole_dir/$1.script"
	exec "$whole_sim" -- "${whole_under[@]}" "$whole_program" --data "$whole_dir/data" --demo --script "$whole_dir/$1.script"
}

whole_result() { # STATUS SENTENCE
	tap_result "$1" "$2" "$whole_dir/out"
}

whole_script() { # NAME SENTENCE
	(whole_run "$1") >"$whole_dir/out" 2>&1 </dev/null
	whole_result $? "$2"
}

# In the background: whole_begin NAME; then whole_pid is the simulator's process.
whole_begin() {
	(whole_run "$1") >"$whole_dir/out" 2>&1 </dev/null &
	whole_pid=$!
}

# Waits until the condition (words of a command) holds; 30 seconds at most.
whole_wait() {
	local turn
	for turn in $(seq 300); do
		"$@" && return 0
		[ -z "${whole_pid:-}" ] || kill -0 "$whole_pid" 2>/dev/null || return 1
		sleep 0.1
	done
	return 1
}

# The program itself, not its simulator, is killed: no chance to save anything.
whole_kill() {
	kill -9 $(pgrep -P "$whole_pid")
	wait "$whole_pid" 2>/dev/null
	whole_pid=
}
