tui_libtui_a_SOURCES += tui/commands/commands.h
