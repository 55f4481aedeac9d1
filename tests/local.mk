# Tests speak TAP. Programs have no suffix, scripts end in .t; what each kind must show: tests/RULES.md.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
TEST_EXTENSIONS = .t
T_LOG_DRIVER = $(LOG_DRIVER)
AM_TESTS_ENVIRONMENT = \
	TOP_SRCDIR='$(abs_top_srcdir)' TOP_BUILDDIR='$(abs_top_builddir)' \
	ANXIN_SCHEMA='$(abs_top_srcdir)/schema' \
	LC_ALL=C.UTF-8 TZ=Asia/Urumqi TERM=xterm-256color; \
	export TOP_SRCDIR TOP_BUILDDIR ANXIN_SCHEMA LC_ALL TZ TERM;

include tests/sim/local.mk
include tests/unit/local.mk
include tests/schema/local.mk
include tests/device/local.mk
include tests/screen/local.mk
include tests/whole/local.mk
include tests/fault/local.mk
include tests/fuzz/local.mk
include tests/bench/local.mk
