# tests/screen: what a person sees. Most run on the memory canvas; some on curses and a pty.
EXTRA_DIST += tests/screen/stage.h tests/screen/snapshot.h tests/screen/demo.h

KIT_TEST_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(NCURSES_CFLAGS) $(CJSON_CFLAGS)
KIT_TEST_LDADD = tests/screen/libscreen.a $(TUI_LIBS) $(CORE_LIBS)

check_PROGRAMS += tests/screen/kit_demo
tests_screen_kit_demo_SOURCES = tests/screen/demo_main.c
tests_screen_kit_demo_CPPFLAGS = $(AM_CPPFLAGS) $(NCURSES_CFLAGS)
tests_screen_kit_demo_LDADD = $(KIT_TEST_LDADD)

# The screens of an office, before a database and an app that answer what the test says.
EXTRA_DIST += tests/screen/fake_app.h tests/screen/fake_clock.h tests/screen/fake_db.h \
	tests/screen/site.h tests/screen/desk_app.h tests/screen/scene.h tests/screen/scene_rules.h
if HAVE_CMOCKA
check_LIBRARIES += tests/screen/libscreen.a
tests_screen_libscreen_a_SOURCES = tests/screen/fake_app.c tests/screen/fake_account.c \
	tests/screen/fake_db.c tests/screen/desk_app.c tests/screen/site.c tests/screen/site_people.c \
	tests/screen/scene.c tests/screen/snapshot.c tests/screen/stage.c tests/screen/demo_form.c \
	tests/screen/demo_list.c
tests_screen_libscreen_a_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(NCURSES_CFLAGS) $(SODIUM_CFLAGS)
SITE_CPPFLAGS = $(tests_screen_libscreen_a_CPPFLAGS)
# Twice: the tests ask it, and the screens ask it again.
SITE_LDADD = tests/screen/libscreen.a tui/libtui.a tests/screen/libscreen.a $(TUI_LIBS) $(DRIVERS_LIBS) \
	$(CORE_LIBS) $(CMOCKA_LIBS)
SITE_TESTS = tests/screen/account_pictures tests/screen/desk tests/screen/operator_flows \
	tests/screen/site_flows tests/screen/site_pictures tests/screen/site_walk
check_PROGRAMS += $(SITE_TESTS)
TESTS += $(SITE_TESTS)
tests_screen_account_pictures_SOURCES = tests/screen/account_pictures.c
tests_screen_account_pictures_CPPFLAGS = $(SITE_CPPFLAGS)
tests_screen_account_pictures_LDADD = $(SITE_LDADD)
tests_screen_desk_SOURCES = tests/screen/desk.c
tests_screen_desk_CPPFLAGS = $(SITE_CPPFLAGS)
tests_screen_desk_LDADD = $(SITE_LDADD)
tests_screen_operator_flows_SOURCES = tests/screen/operator_flows.c
tests_screen_operator_flows_CPPFLAGS = $(SITE_CPPFLAGS)
tests_screen_operator_flows_LDADD = $(SITE_LDADD)
tests_screen_site_flows_SOURCES = tests/screen/site_flows.c tests/screen/fake_clock.c
tests_screen_site_flows_CPPFLAGS = $(SITE_CPPFLAGS)
tests_screen_site_flows_LDADD = $(SITE_LDADD)
tests_screen_site_pictures_SOURCES = tests/screen/site_pictures.c
tests_screen_site_pictures_CPPFLAGS = $(SITE_CPPFLAGS)
tests_screen_site_pictures_LDADD = $(SITE_LDADD)
tests_screen_site_walk_SOURCES = tests/screen/site_walk.c tests/screen/scene_rules.c
tests_screen_site_walk_CPPFLAGS = $(SITE_CPPFLAGS)
tests_screen_site_walk_LDADD = $(SITE_LDADD)
tests_screen_site_flows_LDFLAGS = -Wl,--wrap=clock_gettime
endif

EXTRA_DIST += tests/screen/snapshots

if HAVE_CMOCKA
KIT_TESTS = tests/screen/kit_form tests/screen/kit_frame tests/screen/kit_table
check_PROGRAMS += $(KIT_TESTS)
TESTS += $(KIT_TESTS)

tests_screen_kit_form_SOURCES = tests/screen/kit_form.c
tests_screen_kit_form_CPPFLAGS = $(KIT_TEST_CPPFLAGS)
tests_screen_kit_form_LDADD = $(KIT_TEST_LDADD) $(CMOCKA_LIBS)

tests_screen_kit_frame_SOURCES = tests/screen/kit_frame.c
tests_screen_kit_frame_CPPFLAGS = $(KIT_TEST_CPPFLAGS)
tests_screen_kit_frame_LDADD = $(KIT_TEST_LDADD) $(CMOCKA_LIBS)

tests_screen_kit_table_SOURCES = tests/screen/kit_table.c
tests_screen_kit_table_CPPFLAGS = $(KIT_TEST_CPPFLAGS)
tests_screen_kit_table_LDADD = $(KIT_TEST_LDADD) $(CMOCKA_LIBS)
endif

# The kit on curses and on a terminal.
EXTRA_DIST += tests/screen/pty.h tests/screen/locale.src
if HAVE_CMOCKA
check_PROGRAMS += tests/screen/kit_curses
TESTS += tests/screen/kit_curses
tests_screen_kit_curses_SOURCES = tests/screen/kit_curses.c
tests_screen_kit_curses_CPPFLAGS = $(KIT_TEST_CPPFLAGS)
tests_screen_kit_curses_LDADD = $(KIT_TEST_LDADD) $(CMOCKA_LIBS)

if HAVE_VTERM
check_PROGRAMS += tests/screen/kit_pty
TESTS += tests/screen/kit_pty
tests_screen_kit_pty_SOURCES = tests/screen/kit_pty.c tests/screen/pty.c
tests_screen_kit_pty_CPPFLAGS = $(KIT_TEST_CPPFLAGS) $(VTERM_CFLAGS)
tests_screen_kit_pty_LDADD = tests/screen/libscreen.a core/libbase.a $(CMOCKA_LIBS) $(VTERM_LIBS)

# The program's screens there, and the program that shows one.
check_PROGRAMS += tests/screen/site_demo tests/screen/site_pty
TESTS += tests/screen/site_pty
tests_screen_site_demo_SOURCES = tests/screen/site_demo.c
tests_screen_site_demo_CPPFLAGS = $(SITE_CPPFLAGS)
tests_screen_site_demo_LDADD = $(SITE_LDADD)
tests_screen_site_pty_SOURCES = tests/screen/site_pty.c tests/screen/scene_rules.c tests/screen/pty.c
tests_screen_site_pty_CPPFLAGS = $(SITE_CPPFLAGS) $(VTERM_CFLAGS)
tests_screen_site_pty_LDADD = $(SITE_LDADD) $(VTERM_LIBS)

# Locales of our own: a bare machine has none. What cannot be made is skipped by its test.
KIT_LOCALES = tests/screen/locales
check_DATA = $(KIT_LOCALES)/made
$(KIT_LOCALES)/made: tests/screen/locale.src
	$(AM_V_GEN)$(MKDIR_P) $(KIT_LOCALES) && \
	for charset in UTF-8 GB18030; do \
	    localedef -c -i $(srcdir)/tests/screen/locale.src -f $$charset \
		$(KIT_LOCALES)/zh_CN.$$charset >/dev/null 2>&1 || true; \
	done && : >$@
CLEANFILES += $(KIT_LOCALES)/made $(KIT_LOCALES)/zh_CN.*/LC_[ACINPT]* \
	$(KIT_LOCALES)/zh_CN.*/LC_M[EO][AN]* $(KIT_LOCALES)/zh_CN.*/LC_MESSAGES/SYS*
endif
endif

# The small parts, and scripts.
TESTS += tests/screen/kit_script.t
EXTRA_DIST += tests/screen/kit_script.t
if HAVE_CMOCKA
check_PROGRAMS += tests/screen/kit_parts
TESTS += tests/screen/kit_parts
tests_screen_kit_parts_SOURCES = tests/screen/kit_parts.c
tests_screen_kit_parts_CPPFLAGS = $(KIT_TEST_CPPFLAGS)
tests_screen_kit_parts_LDADD = $(KIT_TEST_LDADD) $(CMOCKA_LIBS)
endif

