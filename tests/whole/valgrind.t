#!/bin/bash
# The main job once more, every access to memory watched. All scripts: make check-valgrind.
set -u
command -v valgrind >/dev/null || { echo "1..0 # SKIP no valgrind"; exit 0; }
export ANXIN_UNDER=valgrind
. "$TOP_SRCDIR/tests/whole/whole.sh"
echo 1..1
LANGUAGE=zh_CN whole_script main-job 'DESIGN 9: the main job under valgrind: no error, and nothing lost'
