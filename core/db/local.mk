core_libcore_a_SOURCES += core/db/db.h core/db/cluster.h
