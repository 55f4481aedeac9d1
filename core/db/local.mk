core_libcore_a_SOURCES += \
	core/settings.h core/settings.c core/audit.h core/audit.c \
	core/db/db.h core/db/db_private.h core/db/db.c core/db/db_arg.c core/db/db_now.c core/db/db_link.c core/db/db_row.c \
	core/db/db_error.c core/db/db_helper.c core/db/connect.h core/db/connect.c \
	core/db/process.h core/db/process.c \
	core/db/cluster.h core/db/cluster_private.h core/db/cluster.c core/db/cluster_make.c \
	core/db/cluster_paths.c core/db/cluster_server.c core/db/cluster_revive.c \
	core/db/sql.h core/db/sql.c core/db/schema_files.h core/db/schema_files.c \
	core/db/migrate.h core/db/migrate_private.h core/db/migrate.c core/db/migrate_seed.c \
	core/db/setup.h core/db/setup.c core/db/operator.h core/db/operator.c core/db/admin.h core/db/admin.c
