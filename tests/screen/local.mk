# tests/screen: what a person sees. Most run on the memory canvas; some on curses and a pty.
EXTRA_DIST += tests/screen/stage.h tests/screen/demo.h

KIT_TEST_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(NCURSES_CFLAGS) $(CJSON_CFLAGS)
KIT_TEST_LDADD = $(TUI_LIBS) $(CORE_LIBS)

check_PROGRAMS += tests/screen/kit_demo
tests_screen_kit_demo_SOURCES = tests/screen/demo_main.c tests/screen/demo_form.c \
	tests/screen/demo_list.c
tests_screen_kit_demo_CPPFLAGS = $(AM_CPPFLAGS) $(NCURSES_CFLAGS)
tests_screen_kit_demo_LDADD = $(KIT_TEST_LDADD)
