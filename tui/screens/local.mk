tui_libtui_a_SOURCES += tui/screens/screens.h
tui_libtui_a_SOURCES += tui/screens/sign_in.c
