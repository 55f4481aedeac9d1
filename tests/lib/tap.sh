# Results of a shell test as TAP. Source it (sh or bash).
tap_number=0

# tap_result STATUS SENTENCE [FILE...]: one result; of one that failed, the files' ends as comments.
tap_result() {
	tap_number=$((tap_number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_number - $2"
		return
	fi
	echo "not ok $tap_number - $2"
	shift 2
	for tap_file; do
		[ ! -s "$tap_file" ] || tail -n 60 "$tap_file" | sed 's/^/# /'
	done
}

# Is the process over? One that nobody waits for counts: a container's first process may never do it.
tap_gone() { # PID
	case $(sed -n 's/^State:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null) in
	Z* | X* | '') return 0 ;;
	*) return 1 ;;
	esac
}

tap_skip() { # SENTENCE WHY
	tap_number=$((tap_number + 1))
	echo "ok $tap_number - $1 # SKIP $2"
}
