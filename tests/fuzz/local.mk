# A fuzzer is one file NAME.c with LLVMFuzzerTestOneInput, a folder corpus/NAME, and here
#   check_PROGRAMS += tests/fuzz/NAME
#   tests_fuzz_NAME_SOURCES = tests/fuzz/NAME.c $(FUZZ_MAIN)
#   tests_fuzz_NAME_LDFLAGS = $(FUZZ_LINK)
#   tests_fuzz_NAME_LDADD = (the library it tests, then core/libbase.a for driver.c and its $(SODIUM_LIBS))
#   EXTRA_DIST += (the corpus)
# With --enable-fuzzers libFuzzer looks for new inputs a few seconds each; otherwise driver.c gives
# each program the inputs of its corpus and a fixed number of mutations of them.
if FUZZERS
FUZZ_MAIN =
FUZZ_LINK = $(AM_LDFLAGS) -fsanitize=fuzzer
else
FUZZ_MAIN = tests/fuzz/driver.c
FUZZ_LINK = $(AM_LDFLAGS)
endif
TESTS += tests/fuzz/fuzz.t
EXTRA_DIST += tests/fuzz/fuzz.t tests/fuzz/fuzz.h
CLEANFILES += tests/fuzz/*-crash-*

list-fuzzers:
	@for program in $(check_PROGRAMS); do case $$program in tests/fuzz/*) echo "$$program" ;; esac; done
.PHONY: list-fuzzers

check_PROGRAMS += tests/fuzz/day tests/fuzz/idno tests/fuzz/text tests/fuzz/uscc tests/fuzz/zone
tests_fuzz_day_SOURCES = tests/fuzz/day.c $(FUZZ_MAIN)
tests_fuzz_day_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_day_LDADD = core/libbase.a $(SODIUM_LIBS)
tests_fuzz_idno_SOURCES = tests/fuzz/idno.c $(FUZZ_MAIN)
tests_fuzz_idno_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_idno_LDADD = core/libbase.a $(SODIUM_LIBS)
tests_fuzz_text_SOURCES = tests/fuzz/text.c $(FUZZ_MAIN)
tests_fuzz_text_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_text_LDADD = core/libbase.a $(SODIUM_LIBS)
tests_fuzz_uscc_SOURCES = tests/fuzz/uscc.c $(FUZZ_MAIN)
tests_fuzz_uscc_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_uscc_LDADD = core/libbase.a $(SODIUM_LIBS)
tests_fuzz_zone_SOURCES = tests/fuzz/zone.c $(FUZZ_MAIN)
tests_fuzz_zone_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_zone_LDADD = core/libbase.a $(SODIUM_LIBS)
EXTRA_DIST += \
	tests/fuzz/corpus/day tests/fuzz/corpus/idno tests/fuzz/corpus/text tests/fuzz/corpus/uscc \
	tests/fuzz/corpus/zone

# Devices: the reader's codecs; `reader` is any driver with a device that answers with the input.
check_PROGRAMS += tests/fuzz/sam_codec tests/fuzz/text_block tests/fuzz/reader
tests_fuzz_sam_codec_SOURCES = tests/fuzz/sam_codec.c $(FUZZ_MAIN)
tests_fuzz_sam_codec_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_sam_codec_LDADD = $(DRIVERS_LIBS)
tests_fuzz_text_block_SOURCES = tests/fuzz/text_block.c $(FUZZ_MAIN)
tests_fuzz_text_block_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_text_block_LDADD = $(DRIVERS_LIBS)
tests_fuzz_reader_SOURCES = tests/fuzz/reader.c $(FUZZ_MAIN)
tests_fuzz_reader_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_reader_LDADD = $(DRIVERS_LIBS)
EXTRA_DIST += \
	tests/fuzz/corpus/sam_codec tests/fuzz/corpus/text_block tests/fuzz/corpus/reader
check_PROGRAMS += tests/fuzz/settings tests/fuzz/sql tests/fuzz/message
tests_fuzz_message_SOURCES = tests/fuzz/message.c $(FUZZ_MAIN)
tests_fuzz_message_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_message_LDADD = $(CORE_LIBS)
tests_fuzz_settings_SOURCES = tests/fuzz/settings.c $(FUZZ_MAIN)
tests_fuzz_settings_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_settings_LDADD = $(CORE_LIBS)
tests_fuzz_sql_SOURCES = tests/fuzz/sql.c $(FUZZ_MAIN)
tests_fuzz_sql_CPPFLAGS = $(AM_CPPFLAGS) $(LIBPQ_CFLAGS)
tests_fuzz_sql_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_sql_LDADD = $(CORE_LIBS)
EXTRA_DIST += tests/fuzz/corpus/settings tests/fuzz/corpus/sql tests/fuzz/corpus/message

# What is drawn and typed.
check_PROGRAMS += tests/fuzz/screen
tests_fuzz_screen_SOURCES = tests/fuzz/screen.c $(FUZZ_MAIN)
tests_fuzz_screen_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_screen_LDADD = $(TUI_LIBS) $(CORE_LIBS)
EXTRA_DIST += tests/fuzz/corpus/screen

# What comes in from outside: pictures and documents to be printed.
check_PROGRAMS += tests/fuzz/image tests/fuzz/document
tests_fuzz_image_SOURCES = tests/fuzz/image.c $(FUZZ_MAIN)
tests_fuzz_image_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_image_LDADD = core/libbase.a $(SODIUM_LIBS)
tests_fuzz_document_SOURCES = tests/fuzz/document.c core/print/document.c $(FUZZ_MAIN)
tests_fuzz_document_CPPFLAGS = $(AM_CPPFLAGS) $(CJSON_CFLAGS)
tests_fuzz_document_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_document_LDADD = core/libbase.a $(CJSON_LIBS) $(SODIUM_LIBS)
EXTRA_DIST += tests/fuzz/corpus/image tests/fuzz/corpus/document
# Fingers.
check_PROGRAMS += tests/fuzz/iso_record tests/fuzz/finger_image
tests_fuzz_iso_record_SOURCES = tests/fuzz/iso_record.c $(FUZZ_MAIN)
tests_fuzz_iso_record_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_iso_record_LDADD = $(DRIVERS_LIBS)
tests_fuzz_finger_image_SOURCES = tests/fuzz/finger_image.c $(FUZZ_MAIN)
tests_fuzz_finger_image_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_finger_image_LDADD = $(DRIVERS_LIBS)
EXTRA_DIST += tests/fuzz/corpus/iso_record tests/fuzz/corpus/finger_image
check_PROGRAMS += tests/fuzz/ef01_packet tests/fuzz/picture
tests_fuzz_ef01_packet_SOURCES = tests/fuzz/ef01_packet.c $(FUZZ_MAIN)
tests_fuzz_ef01_packet_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_ef01_packet_LDADD = $(DRIVERS_LIBS)
tests_fuzz_picture_SOURCES = tests/fuzz/picture.c $(FUZZ_MAIN)
tests_fuzz_picture_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_picture_LDADD = $(DRIVERS_LIBS)
EXTRA_DIST += tests/fuzz/corpus/ef01_packet tests/fuzz/corpus/picture
# Tables: whole files, and the parts of a workbook, which a fuzzer cannot pack.
check_PROGRAMS += tests/fuzz/sheet tests/fuzz/sheet_part
tests_fuzz_sheet_SOURCES = tests/fuzz/sheet.c core/sheet/number.c $(FUZZ_MAIN)
tests_fuzz_sheet_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_sheet_LDADD = $(SHEET_ALL_LIBS)
tests_fuzz_sheet_part_SOURCES = tests/fuzz/sheet_part.c core/sheet/stream.c $(FUZZ_MAIN)
tests_fuzz_sheet_part_CPPFLAGS = $(AM_CPPFLAGS) $(SHEET_CFLAGS)
tests_fuzz_sheet_part_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_sheet_part_LDADD = $(SHEET_ALL_LIBS)
EXTRA_DIST += tests/fuzz/corpus/sheet tests/fuzz/corpus/sheet_part
