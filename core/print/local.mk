# Papers: what the terminal says of them, and the program that sets them. Only the program knows
# pango and cairo.
core_libcore_a_SOURCES += core/print/paper.h core/print/paper.c core/print/print.h core/print/print.c \
	core/print/application_form.h core/print/application_form.c
pkglibexec_PROGRAMS += anxin-print
anxin_print_SOURCES = core/print/main.c core/print/document.h core/print/document.c \
	core/print/page.h core/print/page.c core/print/block.h core/print/block.c
anxin_print_CPPFLAGS = $(AM_CPPFLAGS) $(PANGO_CFLAGS) $(CJSON_CFLAGS)
anxin_print_LDADD = core/libbase.a $(PANGO_LIBS) $(CJSON_LIBS) $(SODIUM_LIBS) -lm
EXTRA_DIST += core/print/README.md
