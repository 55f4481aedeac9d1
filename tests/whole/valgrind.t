#!/bin/bash
# The main job once more, every access to memory watched. All scripts: make check-valgrind.
set -u
command -v valgrind >/dev/null || { echo "1..0 # SKIP no valgrind"; exit 0; }
export ANXIN_UNDER=valgrind
. "$TOP_SRCDIR/tests/whole/whole.sh"
echo 1..1
# So much slower, a loaded machine may not answer within the program's own 8 seconds: then once more.
(LANGUAGE=zh_CN whole_run main-job) >"$whole_dir/out" 2>&1 </dev/null
status=$?
if [ $status = 1 ] && grep -q 'main-job.script:4: login: ' "$whole_dir/out"; then
	whole_new
	(LANGUAGE=zh_CN whole_run main-job) >"$whole_dir/out" 2>&1 </dev/null
	status=$?
fi
whole_result $status 'DESIGN 9: the main job under valgrind: no error, and nothing lost'
