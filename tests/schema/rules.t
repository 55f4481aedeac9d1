#!/usr/bin/env bash
# The rules that the database keeps: pgTAP, each as the role that may and as roles that may not.
. "${TOP_SRCDIR:?}/tests/schema/suite.sh"
suite_new
suite_run "$TOP_SRCDIR"/tests/schema/{catalogue,text,identity,enrol,lists,team,trace,account}.sql
suite_end
