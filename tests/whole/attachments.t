#!/bin/bash
# Files of a project: stored, refused, copied out byte by byte; over a slow line: seen, given up, nothing half-stored.
#   ANXIN_ATTACHMENT_BYTES, ANXIN_LINK_BITS   the large file and the slow line (600000, 2000000); tests/bench: 10 MB over 1 Mbit/s
set -u
. "$TOP_SRCDIR/tests/whole/whole.sh"
bytes=${ANXIN_ATTACHMENT_BYTES:-600000}
bits=${ANXIN_LINK_BITS:-2000000}
import="$whole_dir/import"
mkdir -p "$import" "$whole_dir/anxin" "$whole_dir/line"
settings() { printf 'export_folder = %s\nimport_folder = %s\n' "$whole_dir/export" "$import"; }
settings >"$whole_dir/anxin/anxin.conf"
"$TOP_BUILDDIR/tests/lib/make_png" 70000 >"$import/permit.png"
"$TOP_BUILDDIR/tests/lib/make_png" "$bytes" >"$import/large.png"
echo '<html><body>not a picture</body></html>' >"$import/page.jpg"
head -c 60000 "$import/permit.png" >"$import/cut.png"
ln -s /etc/passwd "$import/link.png"
mkfifo "$import/pipe.png"
ask() { whole_db psql --as ax_migrator -c "$1" 2>&1; }
echo 1..8
whole_script attachments 'SPEC 5.1: a picture is stored, copied, removed; what is none is refused, whatever its name says'
cmp "$import/permit.png" "$whole_dir/export/permit.png" >"$whole_dir/out" 2>&1
whole_result $? 'SPEC 5.1: the copy is the file, byte by byte'
[ "$(stat -c %a "$whole_dir/export/permit.png")" = 600 ]
whole_result $? 'SPEC 22.5: and for its owner alone'

# The same database again, over a line of so many bits a second.
whole_db start >"$whole_dir/out" 2>&1
real=$(find "$whole_dir/anxin" -name .s.PGSQL.5432)
mkfifo "$whole_dir/line-in"
sleep 600 >"$whole_dir/line-in" &
holder=$!
"$TOP_BUILDDIR/tests/lib/slow_link" "$whole_dir/line/.s.PGSQL.5432" "$real" "$bits" <"$whole_dir/line-in" >"$whole_dir/line-out" 2>&1 &
whole_wait grep -q ready "$whole_dir/line-out"
{
	settings
	printf 'host = %s\nport = 5432\ndatabase = anxin\nterminal = t000001\nterminal_password_file = %s\n' \
		"$whole_dir/line" "$whole_dir/data/secrets/terminal"
} >"$whole_dir/anxin/anxin.conf"
sed "s|@DIR@|$whole_dir|g; s|^limit .*|limit $((60 + bytes * 32 / bits))|" "$TOP_SRCDIR/tests/whole/attachments-cancel.script" >"$whole_dir/slow.script"
"$whole_program" --script "$whole_dir/slow.script" >"$whole_dir/out" 2>&1 </dev/null
whole_result $? 'SPEC 20.3: over a slow line progress is seen and Esc gives it up'
cmp "$import/large.png" "$whole_dir/export/large.png" >"$whole_dir/out" 2>&1
whole_result $? 'SPEC 5.1: what came over it is the file, byte by byte'
ask "select 'loading ' || count(*) from app.attachment where state = 'loading'" >"$whole_dir/out"
ls -A "$whole_dir/export" | grep '\.part$' >>"$whole_dir/out"
grep -q 'loading 0' "$whole_dir/out" && ! grep -q 'part$' "$whole_dir/out"
whole_result $? 'SPEC 20.3: nothing half-stored is left, here or there'

# Killed in the middle: nobody sees it, and the worker throws it away when its day is over.
loading() { ask "select 'loading ' || count(*) from app.attachment where state = 'loading'" | grep -q "loading $1"; }
"$TOP_BUILDDIR/tests/lib/make_png" 9000000 >"$import/huge.png"
"$whole_program" --script "$TOP_SRCDIR/tests/whole/attachments-killed.script" >"$whole_dir/out" 2>&1 </dev/null &
whole_pid=$!
whole_wait loading 1
kill -9 "$whole_pid" 2>/dev/null
wait "$whole_pid" 2>/dev/null
whole_pid=
loading 1 && ask "update app.attachment set made_at = now() - '23 hours'::interval where state = 'loading'" >/dev/null &&
	"$whole_program" --data "$whole_dir/data" worker --once >"$whole_dir/out" 2>&1 && loading 1
whole_result $? 'SPEC 20.3: of a program that was killed a half-stored file is left for a day'
ask "update app.attachment set made_at = now() - '25 hours'::interval where state = 'loading'" >/dev/null
"$whole_program" --data "$whole_dir/data" worker --once >"$whole_dir/out" 2>&1 && loading 0
whole_result $? 'SPEC 20.3: then the worker throws it away'
kill "$holder" 2>/dev/null
