# tui/kit: the only folder that knows curses. What all screens share.
tui_libtui_a_SOURCES += \
	tui/kit/action.h tui/kit/canvas.h tui/kit/choice.h tui/kit/edit.h tui/kit/event.h \
	tui/kit/form.h tui/kit/keymap.h tui/kit/locale.h tui/kit/loop.h tui/kit/message.h \
	tui/kit/picker.h tui/kit/prompt.h tui/kit/screen.h tui/kit/script.h tui/kit/table.h \
	tui/kit/term_curses.h tui/kit/theme.h tui/kit/ui.h tui/kit/widget.h
