# tui/: the kit and the screens are a library, so that tests link them before an app of their own;
# the program is it, and the app that gives the screens their database, session and devices.
bin_PROGRAMS += anxin
noinst_LIBRARIES += tui/libtui.a
tui_libtui_a_SOURCES = tui/app.h
tui_libtui_a_CPPFLAGS = $(AM_CPPFLAGS) $(NCURSES_CFLAGS) $(CJSON_CFLAGS)
TUI_LIBS = tui/libtui.a $(NCURSES_LIBS)

include tui/kit/local.mk
include tui/screens/local.mk
include tui/man/local.mk

anxin_SOURCES = tui/main.c \
	tui/app_private.h tui/app.c tui/app_link.c tui/app_devices.c tui/app_visit.c \
	tui/app_company.c tui/app_account.c tui/app_lock.c tui/app_server.c
anxin_CPPFLAGS = $(tui_libtui_a_CPPFLAGS)
anxin_LDADD = $(TUI_LIBS) $(DRIVERS_LIBS) $(CORE_LIBS)
include tui/commands/local.mk
