/* What is in a private cluster: roles with their passwords, tables, functions, the keys' places. */
#ifndef ANXIN_DB_SETUP_H
#define ANXIN_DB_SETUP_H

#include "core/base/err.h"
#include "core/db/cluster.h"
#include "core/db/migrate.h"

#include <stdbool.h>

/* Brings a running private cluster up to this program: init, passwords, migrate, key paths. When
 * neither the schema's files nor the data folder have changed since the last time, it does nothing
 * and does not even connect. `report` may be NULL. */
bool setup_private(struct cluster *cluster, struct migrate_report *report, struct err *err);

/* The same, whatever the stamp says. */
bool setup_again(struct cluster *cluster, struct migrate_report *report, struct err *err);

/* The first step alone, with the passwords of the service roles. */
bool setup_init(struct cluster *cluster, struct err *err);

/* Loads schema/demo and gives each of its accounts the password of accounts.tsv. */
bool setup_demo(struct cluster *cluster, struct err *err);

/* schema/demo/accounts.tsv */
void setup_demo_accounts_path(char *to, size_t size);

#endif
