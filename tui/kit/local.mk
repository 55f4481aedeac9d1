# tui/kit: what all screens share, and the only folder that knows curses.
tui_libtui_a_CPPFLAGS += $(CJSON_CFLAGS)
tui_libtui_a_SOURCES += \
	tui/kit/action.c tui/kit/action.h \
	tui/kit/canvas.c tui/kit/canvas.h tui/kit/canvas_curses.c tui/kit/canvas_memory.c \
	tui/kit/choice.c tui/kit/choice.h \
	tui/kit/droplist.c tui/kit/droplist.h \
	tui/kit/edit.c tui/kit/edit.h \
	tui/kit/event.c tui/kit/event.h \
	tui/kit/form.c tui/kit/form.h tui/kit/form_edit.c tui/kit/form_json.c \
	tui/kit/form_compare.c tui/kit/form_list.c tui/kit/form_paint.c tui/kit/form_private.h \
	tui/kit/help.c \
	tui/kit/keymap.c tui/kit/keymap.h \
	tui/kit/locale.c tui/kit/locale.h \
	tui/kit/loop.c tui/kit/loop.h \
	tui/kit/message.c tui/kit/message.h \
	tui/kit/picker.c tui/kit/picker.h \
	tui/kit/prompt.c tui/kit/prompt.h \
	tui/kit/screen.c tui/kit/screen.h \
	tui/kit/script.c tui/kit/script.h tui/kit/script_notes.c tui/kit/script_private.h tui/kit/script_verbs.c \
	tui/kit/table.c tui/kit/table.h tui/kit/table_keys.c tui/kit/table_paint.c \
	tui/kit/table_private.h \
	tui/kit/term.c tui/kit/term.h tui/kit/term_private.h \
	tui/kit/theme.c tui/kit/theme.h \
	tui/kit/ui.c tui/kit/ui.h tui/kit/ui_keys.c tui/kit/ui_paint.c tui/kit/ui_private.h \
	tui/kit/widget.h
