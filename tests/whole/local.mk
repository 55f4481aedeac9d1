# tests/whole
TESTS += tests/whole/companies.t tests/whole/companies-services.t
TESTS += tests/whole/bootstrap.t
EXTRA_DIST += tests/whole/bootstrap.t
TESTS += tests/whole/main-job.t tests/whole/draft.t
EXTRA_DIST += tests/whole/main-job.t tests/whole/draft.t tests/whole/whole.sh \
	tests/whole/main-job.script tests/whole/broken-reader.script tests/whole/refusals.script \
	tests/whole/sign-in.script tests/whole/draft.script tests/whole/draft-again.script tests/whole/hand.script tests/whole/hand-again.script \
	tests/whole/offline.script \
	tests/whole/offline-kill.script tests/whole/offline-again.script tests/whole/slow.script \
	tests/whole/hangup.script tests/whole/hangup-again.script tests/whole/faults.script
TESTS += tests/whole/office.t
EXTRA_DIST += tests/whole/office.t tests/whole/workers.script tests/whole/teams.script \
	tests/whole/teams-read.script tests/whole/devices.script \
	tests/whole/office-offline.script tests/whole/office-killed.script \
	tests/whole/team-conflict.script
TESTS += tests/whole/accounts.t
EXTRA_DIST += tests/whole/accounts.t tests/whole/accounts.script tests/whole/accounts-ask.script \
	tests/whole/accounts-ask-password.script tests/whole/accounts-forgotten.script \
	tests/whole/accounts-operator.script tests/whole/accounts-lock.script \
	tests/whole/accounts-ended.script tests/whole/accounts-sessions.script
TESTS += tests/whole/import.t
EXTRA_DIST += tests/whole/import.t tests/whole/import.script
TESTS += tests/whole/zone.t
EXTRA_DIST += tests/whole/zone.t tests/whole/zone.script

# Under valgrind: the main job in every check, all scripts when asked. Sanitizers do the same and
# cannot be watched.
EXTRA_DIST += tests/whole/valgrind.t
if !SANITIZERS
TESTS += tests/whole/valgrind.t
endif
check-valgrind:
	ANXIN_UNDER=valgrind ANXIN_TEST_LIMIT=1200 $(MAKE) check \
		TESTS='tests/whole/main-job.t tests/whole/draft.t tests/whole/office.t'
.PHONY: check-valgrind

TESTS += tests/whole/site.t
EXTRA_DIST += tests/whole/site.t tests/whole/site.script tests/whole/claim.script
# Files of a project; the programs make a picture and a slow line.
check_PROGRAMS += tests/lib/make_png tests/lib/slow_link
tests_lib_make_png_SOURCES = tests/lib/make_png.c
tests_lib_make_png_LDADD =
tests_lib_slow_link_SOURCES = tests/lib/slow_link.c
tests_lib_slow_link_LDADD =
TESTS += tests/whole/attachments.t
EXTRA_DIST += tests/whole/attachments.t tests/whole/attachments.script tests/whole/attachments-cancel.script tests/whole/attachments-killed.script
TESTS += tests/whole/application.t
EXTRA_DIST += tests/whole/application.t tests/whole/application-fill.script tests/whole/application-hand-in.script \
	tests/whole/application-submit.script tests/whole/application-approve.script tests/whole/application-reject.script \
	tests/whole/application-position.script tests/whole/application-position-slow.script \
	tests/whole/application-correct.script tests/whole/application-second.script tests/whole/application-project.script
EXTRA_DIST += tests/whole/companies.t tests/whole/companies-services.t tests/whole/companies-certify.script tests/whole/companies-apply.script \
	tests/whole/companies-accept.script tests/whole/companies-leave.script \
	tests/whole/companies-silent.script tests/whole/companies-deposit.script tests/whole/companies-wrong.script \
	tests/whole/companies-again.script
# From an empty database to a running site.
TESTS += tests/whole/running-site.t
EXTRA_DIST += tests/whole/running-site.t tests/whole/running-site-operator.script tests/whole/running-site-accounts.script \
	tests/whole/running-site-contractor.script tests/whole/running-site-labour.script tests/whole/running-site-members.script \
	tests/whole/running-site-application.script tests/whole/running-site-decided.script tests/whole/running-site-joined.script \
	tests/whole/running-site-teams.script
