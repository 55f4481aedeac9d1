tui_libtui_a_SOURCES += tui/screens/screens.h
