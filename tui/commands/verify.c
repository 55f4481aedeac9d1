/* anxin verify: is the audit chain whole (SPEC 22.3)? */
#include "config.h"

#include "tui/commands/commands.h"

#include "core/audit.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/db/admin.h"
#include "core/db/cluster.h"
#include "core/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERIFY_BROKEN 3
#define ANCHORS_MAX 64
#define CONNECT_MS 15000

struct verify {
    const struct stmt *list, *verify;
    struct audit_anchor anchors[ANCHORS_MAX];
    int anchor_count;
    const char *login; /* --as */
    struct cluster cluster;
    bool joined;
    struct db *db;
    bool broken;
};

static bool read_words(struct verify *verify, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--as") == 0 && i + 1 < argc) {
            verify->login = argv[++i];
        } else if (strcmp(argv[i], "--anchor") == 0 && i + 1 < argc &&
                   verify->anchor_count < ANCHORS_MAX) {
            if (!audit_anchor_parse(argv[++i], &verify->anchors[verify->anchor_count++]))
                return false;
        } else {
            return false;
        }
    }
    return true;
}

static bool connect(struct verify *verify, const struct db_where *where, const char *login,
                    struct secret *password, struct err *err)
{
    struct db_where there = *where;

    there.statement_timeout_ms = -1;
    verify->db = password ? db_new(&there, login, password, NULL, err) : NULL;
    secret_free(&password);
    return verify->db && db_wait_online(verify->db, CONNECT_MS, err);
}

static bool connect_private(struct verify *verify, const char *data, struct err *err)
{
    struct db_where where;

    if (!cluster_init(&verify->cluster, data, err))
        return false;
    if (cluster_state(&verify->cluster, NULL) == CLUSTER_NONE)
        return err_set(err, ERR_INPUT, NULL, _("There is no database here yet."), NULL);
    if (!cluster_join(&verify->cluster, err))
        return false;
    verify->joined = true;
    cluster_where(&verify->cluster, &where);
    verify->list = &audit_admin_list_stmt;
    verify->verify = &audit_admin_verify_stmt;
    return connect(verify, &where, "ax_migrator",
                   cluster_secret(&verify->cluster, "ax_migrator", err), err);
}

static bool connect_any(struct verify *verify, const struct command_options *options,
                        struct err *err)
{
    struct settings settings;
    struct db_where where;
    bool configured = false;

    if (!settings_read(&settings, err) ||
        (!options->data && !settings_where(&settings, &where, &configured, err)))
        return false;
    if (!configured)
        return connect_private(verify,
                               options->data      ? options->data
                               : settings.data[0] ? settings.data
                                                  : NULL,
                               err);
    if (!verify->login)
        return err_set(err, ERR_INPUT, NULL,
                       _("On a server the chains are an operator's to check."),
                       _("Say --as LOGIN with an operator's login."));
    verify->list = &audit_list_stmt;
    verify->verify = &audit_verify_stmt;
    return connect(verify, &where, verify->login, admin_ask_password(verify->login, err), err);
}

static bool verify_one(struct verify *verify, const struct audit_chain *chain,
                       const struct audit_anchor *anchor, struct err *err)
{
    const struct audit_result *result;
    struct db_rows *rows;
    struct db_arg args[3];

    audit_verify_args(args, chain->chain_id, anchor);
    if (!db_ask_now(verify->db, verify->verify, args, &rows, err))
        return false;
    result = db_row(rows, verify->verify, 0);
    if (!result)
        err_set(err, ERR_BUG, NULL, _("Something went wrong."), NULL);
    else if (result->ok)
        printf(_("chain %lld %s: whole, %lld entries, head %lld:%lld:%s\n"),
               (long long)chain->chain_id, chain->name ? chain->name : "",
               (long long)result->entries, (long long)chain->chain_id, (long long)result->entries,
               result->head_sha256);
    else
        printf(_("chain %lld %s: BROKEN at entry %lld\n"), (long long)chain->chain_id,
               chain->name ? chain->name : "", (long long)result->first_bad);
    verify->broken = verify->broken || (result && !result->ok);
    db_rows_free(&rows);
    return err->code == ERR_NONE;
}

static const struct audit_chain *find_chain(const struct verify *verify, const struct db_rows *rows,
                                            int64_t chain_id)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct audit_chain *chain = db_row(rows, verify->list, i);
        if (chain->chain_id == chain_id)
            return chain;
    }
    return NULL;
}

/* Each chain once, then each anchor against its chain. */
static bool verify_all(struct verify *verify, struct err *err)
{
    struct db_rows *rows;
    bool ok;

    if (!db_ask_now(verify->db, verify->list, NULL, &rows, err))
        return false;
    ok = true;
    for (size_t i = 0; ok && i < rows->count; i++)
        ok = verify_one(verify, db_row(rows, verify->list, i), NULL, err);
    for (int i = 0; ok && i < verify->anchor_count; i++) {
        struct audit_chain gone = {.chain_id = verify->anchors[i].chain_id, .name = ""};
        const struct audit_chain *chain = find_chain(verify, rows, verify->anchors[i].chain_id);
        ok = verify_one(verify, chain ? chain : &gone, &verify->anchors[i], err);
    }
    db_rows_free(&rows);
    return ok;
}

static int run(int argc, char **argv, const struct command_options *options)
{
    struct verify *verify = calloc(1, sizeof *verify);
    struct err err = {ERR_NONE};
    int status = COMMAND_OK;

    if (!verify)
        return COMMAND_FAILED;
    if (!read_words(verify, argc, argv))
        status = command_usage(&command_verify);
    else if (!connect_any(verify, options, &err) || !verify_all(verify, &err))
        status = command_complain(&err);
    else if (verify->broken)
        status = VERIFY_BROKEN;
    db_free(&verify->db);
    if (verify->joined)
        cluster_leave(&verify->cluster);
    free(verify);
    return status;
}

const struct command command_verify = {"verify", "[--as LOGIN] [--anchor CHAIN:ENTRY:SHA256]...",
                                       N_("check that the audit chains are whole"), run};
