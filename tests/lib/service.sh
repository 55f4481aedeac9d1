# The simulated outside services (tests/sim/service.c) beside the database of tests/lib/cluster.sh. Source that first, then:
#
#   service_begin               starts them, puts their authority into the worker's folder and switches all four on
#   service_fault KIND [WORD…]  sets a fault; without a word takes it away
#   service_count KIND          lines of the ledger
#   worker_once                 `anxin worker --once`
#   worker_begin                the worker, in the background: worker_pid
#   worker_kill                 kill -9
#   service_wait SECONDS WORDS… waits until the command succeeds
#   ok STATUS SENTENCE          one TAP line
service_number=0

service_wait() {
	local turn left=$(($1 * 20))
	shift
	for turn in $(seq "$left"); do
		"$@" && return 0
		sleep 0.05
	done
	return 1
}

service_begin() {
	local name
	service_folder="$cluster_folder/service"
	mkdir -p "$service_folder" "$ANXIN_DATA/services"
	: > "$service_folder/ledger"
	"$TOP_BUILDDIR/tests/sim/service-sim" "$service_folder" 2> "$service_folder/err" &
	service_pid=$!
	trap service_end EXIT
	service_wait 20 test -s "$service_folder/port" || { echo "Bail out! the services do not start"; exit 99; }
	service_url="https://127.0.0.1:$(cat "$service_folder/port")"
	for name in sms registry geocode deposit; do
		cp "$service_folder/ca.pem" "$ANXIN_DATA/services/$name.ca"
		service_set "$name" "url = '$service_url$([ $name = deposit ] || echo "/$name")', enabled = true, timeout_s = 3"
	done
	(umask 077 && echo token-of-the-test | tee "$ANXIN_DATA/services/sms.token" > "$ANXIN_DATA/services/geocode.token")
}

service_set() {
	sql "update app.service set $2 where service = '$1'" > /dev/null
}

service_end() {
	[ -z "${worker_pid:-}" ] || kill -9 "$worker_pid" 2> /dev/null
	[ -z "${service_pid:-}" ] || kill "$service_pid" 2> /dev/null
	cluster_stop
}

service_fault() {
	local kind=$1
	shift
	if [ $# -gt 0 ]; then
		echo "$*" > "$service_folder/fault.new"
		mv "$service_folder/fault.new" "$service_folder/fault.$kind"
	else
		rm -f "$service_folder/fault.$kind"
	fi
}

service_count() {
	grep -c "^$1 " "$service_folder/ledger"
}

sql() {
	psql -qXAt -v ON_ERROR_STOP=1 -c "$1"
}

worker_once() {
	"$anxin_program" --data "$ANXIN_DATA" worker --once > "$cluster_folder/worker.out" 2>&1
}

worker_begin() {
	"$anxin_program" --data "$ANXIN_DATA" worker > "$cluster_folder/worker.out" 2>&1 &
	worker_pid=$!
}

worker_kill() {
	kill -9 "$worker_pid"
	wait "$worker_pid" 2> /dev/null
	worker_pid=
}

ok() {
	service_number=$((service_number + 1))
	if [ "$1" = 0 ]; then
		echo "ok $service_number - $2"
	else
		sed 's/^/# /' "$cluster_folder/worker.out" 2> /dev/null
		tail -n 5 "$ANXIN_DATA/worker.log" 2> /dev/null | sed 's/^/# /'
		echo "not ok $service_number - $2"
	fi
}
