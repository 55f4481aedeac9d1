#!/bin/bash
# A company, its people, a team and a worker come to a site and leave it, through the screens.
set -u
. "$TOP_SRCDIR/tests/whole/whole.sh"
echo 1..2
whole_script site 'SPEC 6.1: a company comes, joins, works and leaves; too early is refused with what is still there'
# A database of its own, as each of the two expects it.
whole_new
whole_script claim 'SPEC 5.6: a project that a regulator recorded is claimed, approved, and its own'
