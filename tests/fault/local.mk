# tests/fault: databases that stop, links that break, programs that are killed.
EXTRA_DIST += tests/lib/cluster.sh tests/lib/service.sh
EXTRA_DIST += tests/fault/cluster.t tests/fault/first-time.t tests/fault/private.sh tests/fault/worker.t
TESTS += tests/fault/cluster.t tests/fault/first-time.t tests/fault/worker.t

if HAVE_CMOCKA
check_PROGRAMS += tests/fault/journal
TESTS += tests/fault/journal
tests_fault_journal_SOURCES = \
	tests/fault/journal.c tests/unit/journal_place.c tests/unit/journal_place.h
tests_fault_journal_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_fault_journal_LDADD = core/libcore.a core/libbase.a $(SODIUM_LIBS) $(SQLITE_LIBS) $(CMOCKA_LIBS)
check_LIBRARIES += tests/lib/libtest_cluster.a
tests_lib_libtest_cluster_a_SOURCES = tests/lib/test_cluster.h tests/lib/test_cluster.c
tests_lib_libtest_cluster_a_CPPFLAGS = $(AM_CPPFLAGS) $(LIBPQ_CFLAGS)
TEST_CLUSTER_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
TEST_CLUSTER_LDADD = tests/lib/libtest_cluster.a $(CORE_LIBS) $(CMOCKA_LIBS)

FAULT_TESTS = tests/fault/db tests/fault/tls
check_PROGRAMS += $(FAULT_TESTS)
TESTS += $(FAULT_TESTS)
tests_fault_db_CPPFLAGS = $(TEST_CLUSTER_CPPFLAGS)
tests_fault_db_LDADD = $(TEST_CLUSTER_LDADD)
tests_fault_tls_CPPFLAGS = $(TEST_CLUSTER_CPPFLAGS)
tests_fault_tls_LDADD = $(TEST_CLUSTER_LDADD)
endif

