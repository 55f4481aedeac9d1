#!/bin/bash
# Cards become workers: the main job, the broken reader, and what is refused.
set -u
. "$TOP_SRCDIR/tests/whole/whole.sh"
echo 1..5
LANGUAGE=zh_CN whole_script main-job 'SPEC 8.1: five cards become workers, each found in the list with every field right'
# All five are workers now; in a database of their own they are strangers again.
whole_new
whole_script refusals 'SPEC 8.3: a second live engagement, a look left out and a card too soon are refused'
whole_script broken-reader 'SPEC 8.2: with a broken reader a person is invited, and joined by the card later'
whole_script sign-in 'SPEC 3.3: signing in says no more than it must, and who was there last'
whole_script faults 'SPEC 19.4: a reader that fails is told plainly, and what was typed stays'
