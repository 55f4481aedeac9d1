# Tables in and out. The program hands files and rows to anxin-sheet; only that knows libxlsxwriter,
# libzip and expat.
core_libcore_a_SOURCES += core/sheet/cell.h core/sheet/stream.h core/sheet/stream.c \
	core/sheet/sheet.h core/sheet/sheet.c core/sheet/number.h core/sheet/number.c
noinst_LIBRARIES += core/libsheet.a
core_libsheet_a_SOURCES = core/sheet/take.h core/sheet/take_private.h core/sheet/take.c core/sheet/csv.c \
	core/sheet/serial.h core/sheet/serial.c core/sheet/xml.h core/sheet/xml.c \
	core/sheet/xlsx_private.h core/sheet/xlsx.c core/sheet/xlsx_sheet.c core/sheet/book.h core/sheet/book.c
core_libsheet_a_CFLAGS = $(AM_CFLAGS) $(FUZZER_CFLAGS)
core_libsheet_a_CPPFLAGS = $(AM_CPPFLAGS) $(SHEET_CFLAGS)
SHEET_ALL_LIBS = core/libsheet.a core/libbase.a $(SHEET_LIBS) $(SODIUM_LIBS) -lm
pkglibexec_PROGRAMS += anxin-sheet
anxin_sheet_SOURCES = core/sheet/main.c core/sheet/stream.c
anxin_sheet_CPPFLAGS = $(AM_CPPFLAGS)
anxin_sheet_LDADD = $(SHEET_ALL_LIBS)
EXTRA_DIST += core/sheet/README.md
