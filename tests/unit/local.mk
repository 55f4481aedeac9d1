# tests/unit: parsers, checks, widths, frames; no database, no device, no terminal.
EXTRA_DIST += tests/unit/unit.h tests/RULES.md tests/unit/rules.t tests/unit/arrows.t
TESTS += tests/unit/rules.t tests/unit/arrows.t

if HAVE_CMOCKA
UNIT_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SODIUM_CFLAGS)
UNIT_BASE_LDADD = core/libbase.a $(SODIUM_LIBS) $(CMOCKA_LIBS)
UNIT_BASE_TESTS = \
	tests/unit/day tests/unit/draft tests/unit/files tests/unit/i18n tests/unit/idno \
	tests/unit/journal tests/unit/money tests/unit/phone tests/unit/secret tests/unit/text tests/unit/text_name \
	tests/unit/uscc
check_PROGRAMS += $(UNIT_BASE_TESTS)
TESTS += $(UNIT_BASE_TESTS)

tests_unit_day_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_day_LDADD = $(UNIT_BASE_LDADD)
# The keeper of drafts, over a database of the test's own.
tests_unit_draft_SOURCES = \
	tests/unit/draft.c tests/unit/journal_place.c tests/unit/journal_place.h core/draft.c
tests_unit_draft_CPPFLAGS = $(UNIT_CPPFLAGS) $(SQLITE_CFLAGS)
tests_unit_draft_LDADD = core/libcore.a $(UNIT_BASE_LDADD) $(SQLITE_LIBS)
tests_unit_files_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_files_LDADD = $(UNIT_BASE_LDADD)
tests_unit_i18n_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_i18n_LDADD = $(UNIT_BASE_LDADD)
tests_unit_idno_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_idno_LDADD = $(UNIT_BASE_LDADD)
tests_unit_journal_SOURCES = \
	tests/unit/journal.c tests/unit/journal_place.c tests/unit/journal_place.h
tests_unit_journal_CPPFLAGS = $(UNIT_CPPFLAGS) $(SQLITE_CFLAGS)
tests_unit_journal_LDADD = core/libcore.a $(UNIT_BASE_LDADD) $(SQLITE_LIBS)
tests_unit_money_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_money_LDADD = $(UNIT_BASE_LDADD)
tests_unit_phone_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_phone_LDADD = $(UNIT_BASE_LDADD)
tests_unit_secret_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_secret_LDADD = $(UNIT_BASE_LDADD)
tests_unit_text_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_text_LDADD = $(UNIT_BASE_LDADD)
tests_unit_text_name_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_text_name_LDADD = $(UNIT_BASE_LDADD)
tests_unit_uscc_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_uscc_LDADD = $(UNIT_BASE_LDADD)

# The ID-card codec.
UNIT_IDCARD_TESTS = tests/unit/sam_codec tests/unit/text_block
check_PROGRAMS += $(UNIT_IDCARD_TESTS)
TESTS += $(UNIT_IDCARD_TESTS)
tests_unit_sam_codec_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_sam_codec_LDADD = tests/sim/libsim.a $(DRIVERS_LIBS) $(CMOCKA_LIBS)
tests_unit_text_block_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_text_block_LDADD = tests/sim/libsim.a $(DRIVERS_LIBS) $(CMOCKA_LIBS)
endif

# The fingerprint engine.
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/finger
TESTS += tests/unit/finger
tests_unit_finger_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_finger_LDADD = tests/sim/libsim.a $(DRIVERS_LIBS) $(CMOCKA_LIBS)
endif

if HAVE_CMOCKA
UNIT_CORE_TESTS = tests/unit/application tests/unit/export tests/unit/message tests/unit/nouns
check_PROGRAMS += $(UNIT_CORE_TESTS)
TESTS += $(UNIT_CORE_TESTS)
tests_unit_export_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_export_LDADD = $(CORE_LIBS) $(CMOCKA_LIBS)
tests_unit_message_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_message_LDADD = $(CORE_LIBS) $(CMOCKA_LIBS)
tests_unit_application_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_application_LDADD = $(CORE_LIBS) $(CMOCKA_LIBS)
tests_unit_nouns_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_nouns_LDADD = $(CORE_LIBS) $(CMOCKA_LIBS)
endif

if HAVE_CMOCKA
UNIT_DB_TESTS = tests/unit/settings tests/unit/sql
check_PROGRAMS += $(UNIT_DB_TESTS)
TESTS += $(UNIT_DB_TESTS)
tests_unit_settings_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_settings_LDADD = $(CORE_LIBS) $(CMOCKA_LIBS)
tests_unit_sql_CPPFLAGS = $(UNIT_CPPFLAGS) $(LIBPQ_CFLAGS)
tests_unit_sql_LDADD = $(CORE_LIBS) $(CMOCKA_LIBS)
endif

# Papers.
TESTS += tests/unit/print.t
EXTRA_DIST += tests/unit/print.t
if HAVE_CMOCKA
UNIT_PAPER_TESTS = tests/unit/attachment_files tests/unit/papers
check_PROGRAMS += $(UNIT_PAPER_TESTS)
TESTS += $(UNIT_PAPER_TESTS)
tests_unit_attachment_files_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_attachment_files_LDADD = $(CORE_LIBS) $(CMOCKA_LIBS)
tests_unit_papers_SOURCES = tests/unit/papers.c core/print/document.c
tests_unit_papers_CPPFLAGS = $(UNIT_CPPFLAGS) $(CJSON_CFLAGS)
tests_unit_papers_LDADD = $(CORE_LIBS) $(CMOCKA_LIBS)
endif

# Tables.
EXTRA_DIST += tests/unit/sheet_zip.h
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/sheet tests/unit/worker_import
TESTS += tests/unit/sheet tests/unit/worker_import
tests_unit_worker_import_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_worker_import_LDADD = $(CORE_LIBS) $(CMOCKA_LIBS)
tests_unit_sheet_SOURCES = tests/unit/sheet.c tests/unit/sheet_zip.c core/sheet/number.c
tests_unit_sheet_CPPFLAGS = $(UNIT_CPPFLAGS) $(SHEET_CFLAGS)
tests_unit_sheet_LDADD = $(SHEET_ALL_LIBS) $(CMOCKA_LIBS)
endif
