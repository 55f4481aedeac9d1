/* The configuration of one person or one terminal: ~/.config/anxin/anxin.conf ($XDG_CONFIG_HOME
 * is honoured). Lines are `key = value`; `#` begins a comment line; a value may stand between
 * double quotes. A key that does not exist is refused with file and line, so that a slip is seen.
 *
 * What wins: the command line, then the environment (PGSERVICE, PGHOST, PGHOSTADDR, PGPORT,
 * PGDATABASE, PGSSLMODE, PGSSLROOTCERT, PGSSLCERT, PGSSLKEY), then this file, then the private
 * cluster. */
#ifndef ANXIN_SETTINGS_H
#define ANXIN_SETTINGS_H

#include "core/base/err.h"
#include "core/db/db.h"

#include <stdbool.h>
#include <stddef.h>

struct secret;

#define SETTINGS_PATH_MAX 512

/* As written; empty strings and zeros when not said. */
struct settings {
    char language[16]; /* zh, en */
    char data[SETTINGS_PATH_MAX];
    char service[64]; /* of libpq's pg_service.conf */
    char host[256];
    char port[16];
    char database[64];
    char sslmode[16];
    char root_certificate[SETTINGS_PATH_MAX];
    char certificate[SETTINGS_PATH_MAX];
    char key[SETTINGS_PATH_MAX];
    char terminal[64];                              /* this terminal's login, t000012 */
    char terminal_password_file[SETTINGS_PATH_MAX]; /* mode 0600 */
    char export_folder[SETTINGS_PATH_MAX];
    char import_folder[SETTINGS_PATH_MAX];
    char worker_password_file[SETTINGS_PATH_MAX]; /* ax_worker's, mode 0600 */
    char services_folder[SETTINGS_PATH_MAX];      /* core/service/key_ring.h */
    char worker_log[SETTINGS_PATH_MAX];
    int ambiguous_width;  /* 1 or 2; 0: ask the terminal */
    bool full_bar;        /* lists show the whole current row */
    bool mouse;           /* rows and fields are clicked, the wheel turns lists */
    int idle_seconds;     /* locks after so long without a key, sooner than the account says */
    char reader_pipes[8]; /* split, single: how to talk to ID card readers; "": find out */
};

/* Where the file is. */
bool settings_path(const char *name, char *to, size_t size);

/* Reads the file; a missing one leaves everything empty. ERR_INPUT names file and line. */
bool settings_read(struct settings *config, struct err *err);

/* Reads a configuration's text; `file` is the name errors give. */
bool settings_parse(struct settings *config, const char *file, const char *text, struct err *err);

/* Whether a server is configured (by file or environment); if so `where` is filled. With neither,
 * the program uses its private cluster. */
bool settings_where(const struct settings *config, struct db_where *where, bool *configured,
                    struct err *err);

/* For the private database: no variable may lead libpq elsewhere. */
void settings_forget_environment(void);

/* The terminal's password from its file, which must be readable by its owner only; the caller's. */
struct secret *settings_terminal_password(const struct settings *config, struct err *err);

/* The same for `anxin worker`. */
struct secret *settings_worker_password(const struct settings *config, struct err *err);

#endif
