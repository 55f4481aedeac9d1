anxin_SOURCES += \
	tui/commands/commands.h tui/commands/command.c tui/commands/db.c tui/commands/device.c \
	tui/commands/finger.c tui/commands/finger_bench.c tui/commands/finger_bench.h \
	tui/commands/screen.c tui/commands/verify.c tui/commands/worker.c
