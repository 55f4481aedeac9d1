core_libbase_a_SOURCES += \
	core/base/err.c core/base/err.h \
	core/base/day.h \
	core/base/digest.h \
	core/base/file.h \
	core/base/i18n.h \
	core/base/idno.h \
	core/base/log.h \
	core/base/phone.h \
	core/base/secret.h \
	core/base/text.h \
	core/base/uscc.h
