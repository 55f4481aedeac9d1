# core/: one library; drivers link only the part under core/base.
noinst_LIBRARIES += core/libbase.a core/libcore.a
core_libbase_a_SOURCES =
core_libcore_a_SOURCES =
core_libbase_a_CPPFLAGS = $(AM_CPPFLAGS) $(SODIUM_CFLAGS)
core_libcore_a_CPPFLAGS = $(AM_CPPFLAGS) $(LIBPQ_CFLAGS) $(CJSON_CFLAGS) $(SODIUM_CFLAGS) $(SQLITE_CFLAGS)
CORE_LIBS = core/libcore.a core/libbase.a $(LIBPQ_LIBS) $(CJSON_LIBS) $(SODIUM_LIBS) $(SQLITE_LIBS)

include core/base/local.mk
include core/db/local.mk
include core/journal/local.mk
