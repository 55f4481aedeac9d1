# Figures, no part of pass or fail: make bench
EXTRA_DIST += tests/bench/run tests/bench/pty.c
if HAVE_VTERM
EXTRA_PROGRAMS = tests/bench/pty
tests_bench_pty_SOURCES = tests/bench/pty.c
tests_bench_pty_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_bench_pty_LDADD = $(VTERM_LIBS) -lutil
CLEANFILES += tests/bench/pty

bench: all tests/bench/pty
	TOP_SRCDIR='$(abs_top_srcdir)' TOP_BUILDDIR='$(abs_top_builddir)' $(SHELL) $(top_srcdir)/tests/bench/run
endif
.PHONY: bench
