core_libbase_a_SOURCES += \
	core/base/day.c core/base/day.h \
	core/base/digest.c core/base/digest.h \
	core/base/err.c core/base/err.h \
	core/base/file.c core/base/file.h \
	core/base/i18n.c core/base/i18n.h \
	core/base/idno.c core/base/idno.h \
	core/base/image.c core/base/image.h \
	core/base/log.c core/base/log.h \
	core/base/money.c core/base/money.h \
	core/base/phone.c core/base/phone.h \
	core/base/secret.c core/base/secret.h \
	core/base/text.c core/base/text.h core/base/text_out.h \
	core/base/text_cells.c \
	core/base/text_copy.c \
	core/base/text_fold.c \
	core/base/text_name.c \
	core/base/text_table.c core/base/text_table.h \
	core/base/uscc.c core/base/uscc.h \
	core/base/zone.c core/base/zone.h

# Wrote text_table.c, and will when Unicode moves on.
EXTRA_DIST += core/base/text_table.py
