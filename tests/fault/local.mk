# tests/fault
EXTRA_DIST += tests/lib/cluster.sh

if HAVE_CMOCKA
check_PROGRAMS += tests/fault/journal
TESTS += tests/fault/journal
tests_fault_journal_SOURCES = \
	tests/fault/journal.c tests/unit/journal_place.c tests/unit/journal_place.h
tests_fault_journal_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_fault_journal_LDADD = core/libcore.a core/libbase.a $(SODIUM_LIBS) $(SQLITE_LIBS) $(CMOCKA_LIBS)
endif
