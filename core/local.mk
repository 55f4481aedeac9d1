# core/: one library; drivers link only the part under core/base.
noinst_LIBRARIES += core/libbase.a core/libcore.a
core_libbase_a_SOURCES =
core_libcore_a_SOURCES = \
	core/attachment.h core/attachment_private.h core/attachment.c core/attachment_send.c \
	core/attachment_copy.c core/export_file.h core/export_file.c \
	core/import_folder.h core/import_folder.c \
	core/column.h core/record.h core/record.c core/export.h core/export.c \
	core/session.h core/session.c core/code.h core/code.c core/project.h core/project.c \
	core/account.h core/account.c core/password.h core/password.c \
	core/office.h core/office.c core/terminal.h core/terminal.c core/account_admin.h core/account_admin.c \
	core/application.h core/application.c core/application_pages.c \
	core/project_care.h core/project_care.c core/company.h core/company.c \
	core/company_member.h core/company_member.c core/certification.h core/certification.c \
	core/duty.h core/duty.c \
	core/participant.h core/participant.c core/team.h core/team.c \
	core/member.h core/member.c core/applicant.c core/leaving.h core/leaving.c \
	core/site.h core/site.c \
	core/worker.h core/worker.c core/enrolment.c core/invitation.h core/invitation.c \
	core/worker_import.h core/worker_import.c core/worker_import_db.c \
	core/job.h core/job.c core/reveal.h core/reveal.c core/draft.h core/draft.c core/demo.h core/demo.c
core_libbase_a_CFLAGS = $(AM_CFLAGS) $(FUZZER_CFLAGS)
core_libbase_a_CPPFLAGS = $(AM_CPPFLAGS) $(SODIUM_CFLAGS)
core_libcore_a_CFLAGS = $(AM_CFLAGS) $(FUZZER_CFLAGS)
core_libcore_a_CPPFLAGS = $(AM_CPPFLAGS) $(LIBPQ_CFLAGS) $(CJSON_CFLAGS) $(SODIUM_CFLAGS) $(SQLITE_CFLAGS)
CORE_LIBS = core/libcore.a core/libbase.a $(LIBPQ_LIBS) $(CJSON_LIBS) $(SODIUM_LIBS) $(SQLITE_LIBS) $(CURL_LIBS)

# The common passwords, sorted, as a table.
core/password_list.h: core/passwords.txt
	$(AM_V_GEN)$(MKDIR_P) core && { echo 'static const char *const password_list[] = {'; \
		LC_ALL=C sort -u $(srcdir)/core/passwords.txt | sed 's/.*/    "&",/'; echo '};'; } > $@
BUILT_SOURCES += core/password_list.h
CLEANFILES += core/password_list.h
EXTRA_DIST += core/passwords.txt

include core/base/local.mk
include core/db/local.mk
include core/service/local.mk
include core/journal/local.mk
include core/print/local.mk
include core/sheet/local.mk
