core_libcore_a_SOURCES += core/journal/journal.h
