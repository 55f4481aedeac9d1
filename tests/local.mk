# Tests speak TAP. Programs have no suffix, scripts end in .t; what each kind must show: tests/RULES.md.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
TEST_EXTENSIONS = .t
T_LOG_DRIVER = $(LOG_DRIVER)
# Every test runs under a time limit.
LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/limit
T_LOG_COMPILER = $(LOG_COMPILER)

# The sanitizers' settings do nothing in an ordinary build. The link order is not checked because
# umockdev's preload comes before the sanitizer's own library.
AM_TESTS_ENVIRONMENT = \
	TOP_SRCDIR='$(abs_top_srcdir)' TOP_BUILDDIR='$(abs_top_builddir)' \
	ANXIN_SCHEMA='$(abs_top_srcdir)/schema' ANXIN_LOCALE='$(abs_top_builddir)/po/locale' \
	ANXIN_PRINT='$(abs_top_builddir)/anxin-print' ANXIN_SHEET='$(abs_top_builddir)/anxin-sheet' \
	MSGFMT='$(MSGFMT)' XGETTEXT='$(XGETTEXT)' \
	ASAN_OPTIONS='verify_asan_link_order=0:detect_stack_use_after_return=1:strict_string_checks=1' \
	UBSAN_OPTIONS='print_stacktrace=1:halt_on_error=1' \
	LSAN_OPTIONS='suppressions=$(abs_top_srcdir)/tests/lsan.supp:print_suppressions=0' \
	LC_ALL=C.UTF-8 TZ=Asia/Urumqi TERM=xterm-256color; \
	export TOP_SRCDIR TOP_BUILDDIR ANXIN_SCHEMA ANXIN_LOCALE ANXIN_PRINT ANXIN_SHEET MSGFMT XGETTEXT \
	ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS LC_ALL TZ TERM;
EXTRA_DIST += tests/limit tests/lsan.supp tests/install.t tests/lib/tap.sh

# One test a line, for those who want to run some of them: make -s list-tests
list-tests:
	@for test in $(TESTS); do echo "$$test"; done
# The programs of tests, without running any.
check-programs: $(check_PROGRAMS) $(check_LIBRARIES)
.PHONY: list-tests check-programs

# The longest first, so that none of them is left over at the end of a parallel run.
include tests/fault/local.mk
include tests/schema/local.mk
include tests/whole/local.mk
include tests/fuzz/local.mk
include tests/device/local.mk
include tests/sim/local.mk
include tests/screen/local.mk
include tests/unit/local.mk
include tests/bench/local.mk
