core_libbase_a_SOURCES += \
	core/base/err.c core/base/err.h
