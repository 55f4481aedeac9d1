tui_libtui_a_SOURCES +=
