# A private database of a suite's own, for shell tests. Source it, then:
#
#   cluster_new     a fresh one, built by init and migrate, running; it is stopped and removed when the
#                   script ends. Sets ANXIN_DATA (the data folder), PGHOST, PGPORT, PGDATABASE and
#                   PGPASSFILE (knows superuser "postgres", ax_migrator, ax_worker, t000001); PGUSER=postgres.
#   cluster_stop    stops and removes it now
#   cluster_add_password LOGIN PASSWORD    one more line for PGPASSFILE
#   cluster_copy DATA TEMPLATE WORD...     only a data folder, stopped
#
# The first one of a build makes a template under a lock; the others copy it. Roles belong to the
# whole cluster, so a copy of the data folder it is, and not `create database … template`.
# Needs TOP_SRCDIR and TOP_BUILDDIR; without PostgreSQL's server the test skips (TAP).

: "${TOP_SRCDIR:?}" "${TOP_BUILDDIR:?}"
export ANXIN_SCHEMA="${ANXIN_SCHEMA:-$TOP_SRCDIR/schema}"
anxin_program="${ANXIN_PROGRAM:-$TOP_BUILDDIR/anxin}"
# Nothing of the tester's own configuration may leak in.
unset PGSERVICE PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD PGPASSFILE PGOPTIONS PGSSLMODE
export LANGUAGE=en
# psql itself: the one in /usr/bin is a wrapper in Perl that takes longer than a question does.
cluster_programs=$(printf '%s\n' /usr/lib/postgresql/*/bin/psql | sort -V | tail -n 1)
[ ! -x "$cluster_programs" ] || PATH=${cluster_programs%/*}:$PATH

cluster_digest() {
	(cd "$ANXIN_SCHEMA" && find init migrations seed api demo -type f | LC_ALL=C sort | xargs cat | sha256sum) | cut -c1-64
	sha256sum < "$anxin_program" | cut -c1-64
}

# Under the lock. Made elsewhere, because the server's user may not be able to enter the build folder.
cluster_make_template() { # TEMPLATE DIGEST WORD...
	local template=$1 digest=$2 made
	shift 2
	made=$(mktemp -d /tmp/anxin-XXXXXX)
	chmod 755 "$made"
	if ! XDG_CONFIG_HOME="$made" XDG_RUNTIME_DIR="$made" \
		"$anxin_program" --data "$made/data" "$@" > "$made/out" 2>&1 < /dev/null; then
		cat "$made/out" >&2
		XDG_RUNTIME_DIR="$made" "$anxin_program" --data "$made/data" db stop > /dev/null 2>&1
		rm -rf "$made"
		return 1
	fi
	XDG_CONFIG_HOME="$made" XDG_RUNTIME_DIR="$made" \
		"$anxin_program" --data "$made/data" db stop > /dev/null
	# What is thrown away at the end need not survive a power cut.
	printf 'fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n' >> "$made/data/pg/postgresql.conf"
	rm -rf "$template"
	cp -a "$made/data" "$template"
	rm -rf "$made"
	printf '%s\n' "$digest" > "$template.digest"
}

# cluster_copy DATA TEMPLATE WORD...: a data folder as `anxin WORD...` makes one, out of the template of that name.
cluster_copy() {
	local data=$1 template="$TOP_BUILDDIR/tests/$2" digest
	shift 2
	mkdir -p "$TOP_BUILDDIR/tests"
	digest=$(cluster_digest)
	(
		flock 9
		[ "$(cat "$template.digest" 2> /dev/null)" = "$digest" ] || cluster_make_template "$template" "$digest" "$@"
	) 9> "$template.lock" && cp -a "$template" "$data"
}

cluster_add_password() {
	printf '*:*:*:%s:%s\n' "$1" "$2" >> "$PGPASSFILE"
}

cluster_new() {
	if ! ls /usr/lib/postgresql/*/bin/postgres > /dev/null 2>&1 && [ -z "${ANXIN_SERVER:-}" ]; then
		echo "1..0 # SKIP PostgreSQL's server is not installed"
		exit 0
	fi
	cluster_folder=$(mktemp -d /tmp/anxin-XXXXXX)
	trap cluster_stop EXIT
	trap 'exit 143' TERM INT HUP
	chmod 755 "$cluster_folder"
	export XDG_RUNTIME_DIR="$cluster_folder" XDG_CONFIG_HOME="$cluster_folder/config"
	export ANXIN_DATA="$cluster_folder/data"
	cluster_copy "$ANXIN_DATA" pg-template db start || { echo "Bail out! the template database cannot be made"; exit 99; }
	if ! "$anxin_program" --data "$ANXIN_DATA" db start > "$cluster_folder/out" 2>&1; then
		cat "$cluster_folder/out" >&2
		echo "Bail out! the test database does not start"
		exit 99
	fi
	PGHOST=$(dirname "$(find "$cluster_folder/anxin" -name .s.PGSQL.5432)")
	export PGHOST PGPORT=5432 PGDATABASE=anxin PGUSER=postgres PGPASSFILE="$cluster_folder/pgpass"
	(umask 077 && : > "$PGPASSFILE")
	cluster_add_password postgres "$(cat "$ANXIN_DATA/secrets/superuser")"
	cluster_add_password ax_migrator "$(cat "$ANXIN_DATA/secrets/ax_migrator")"
	cluster_add_password ax_worker "$(cat "$ANXIN_DATA/secrets/ax_worker")"
	cluster_add_password t000001 "$(cat "$ANXIN_DATA/secrets/terminal")"
}

cluster_stop() {
	[ -n "${cluster_folder:-}" ] || return 0
	"$anxin_program" --data "$cluster_folder/data" db stop > /dev/null 2>&1
	rm -rf "$cluster_folder"
	cluster_folder=
}
