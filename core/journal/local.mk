core_libcore_a_SOURCES += \
	core/journal/journal.c core/journal/journal.h \
	core/journal/journal_draft.c core/journal/journal_draft.h \
	core/journal/journal_file.c core/journal/journal_file.h \
	core/journal/journal_schema.c core/journal/journal_schema.h \
	core/journal/journal_seal.c core/journal/journal_seal.h
