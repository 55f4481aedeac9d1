#include "config.h"

#include "core/journal/journal_draft.h"

#include "core/base/i18n.h"
#include "core/journal/journal_seal.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct journal_about about(struct journal_draft_name name)
{
    return (struct journal_about){"draft", {name.login, name.screen, name.subject}};
}

static sqlite3_stmt *prepare(struct journal *journal, const char *sql,
                             const struct journal_draft_name *name)
{
    sqlite3_stmt *stmt;

    if (sqlite3_prepare_v2(journal->db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return NULL;
    if (name) {
        sqlite3_bind_text(stmt, 1, name->login, -1, SQLITE_STATIC);
        sqlite3_bind_text(stmt, 2, name->screen, -1, SQLITE_STATIC);
        sqlite3_bind_text(stmt, 3, name->subject, -1, SQLITE_STATIC);
    }
    return stmt;
}

/* Runs to the end what gives no rows. */
static bool finish(struct journal *journal, sqlite3_stmt *stmt, const char *doing, struct err *err)
{
    bool done = stmt && sqlite3_step(stmt) == SQLITE_DONE;

    /* The error is the connection's: read it before finalize could change it. */
    if (!done)
        journal_sql_err(journal, doing, err);
    sqlite3_finalize(stmt);
    return done;
}

bool journal_draft_save(struct journal *journal, struct journal_draft_name name,
                        const char *content, struct err *err)
{
    size_t n = strlen(content);
    unsigned char *sealed;
    sqlite3_stmt *stmt;

    if (n > JOURNAL_DRAFT_MAX)
        return err_set(err, ERR_INPUT, NULL, _("The draft is too long to be kept."), NULL);
    sealed = malloc(n + JOURNAL_SEAL_EXTRA);
    if (!sealed)
        return err_set(err, ERR_BUG, NULL, _("There is no memory for the journal."), NULL);
    journal_seal(journal, about(name), content, n, sealed);
    stmt = prepare(journal,
                   "insert into draft (login, screen, subject, saved_at, sealed)"
                   " values (?1, ?2, ?3, ?4, ?5)"
                   " on conflict (login, screen, subject)"
                   " do update set saved_at = excluded.saved_at, sealed = excluded.sealed",
                   &name);
    if (stmt) {
        sqlite3_bind_int64(stmt, 4, (sqlite3_int64)time(NULL));
        sqlite3_bind_blob(stmt, 5, sealed, (int)(n + JOURNAL_SEAL_EXTRA), free);
    } else {
        free(sealed);
    }
    return finish(journal, stmt, "draft save", err);
}

static char *unseal_row(struct journal *journal, struct journal_draft_name name, sqlite3_stmt *stmt)
{
    size_t n = (size_t)sqlite3_column_bytes(stmt, 0);
    char *content;

    if (n < JOURNAL_SEAL_EXTRA)
        return NULL;
    n -= JOURNAL_SEAL_EXTRA;
    content = malloc(n + 1);
    if (content && journal_unseal(journal, about(name), sqlite3_column_blob(stmt, 0),
                                  n + JOURNAL_SEAL_EXTRA, content)) {
        content[n] = '\0';
        return content;
    }
    free(content);
    return NULL;
}

bool journal_draft_get(struct journal *journal, struct journal_draft_name name, char **content,
                       struct err *err)
{
    sqlite3_stmt *stmt;
    bool done = true;
    int step;

    *content = NULL;
    stmt = prepare(journal,
                   "select sealed from draft where login = ?1 and screen = ?2 and subject = ?3",
                   &name);
    step = stmt ? sqlite3_step(stmt) : SQLITE_ERROR;
    if (step == SQLITE_ROW) {
        *content = unseal_row(journal, name, stmt);
        if (!*content)
            done = err_set(err, ERR_CONFLICT, NULL,
                           _("The draft was changed on the disk and cannot be read."), NULL);
    } else if (step != SQLITE_DONE) {
        done = journal_sql_err(journal, "draft get", err);
    }
    sqlite3_finalize(stmt);
    return done;
}

void journal_content_free(char **content)
{
    if (!*content)
        return;
    secret_wipe(*content, strlen(*content));
    free(*content);
    *content = NULL;
}

/* Adds the row `stmt` stands on. */
static bool add_row(struct journal_draft **drafts, size_t *count, sqlite3_stmt *stmt)
{
    struct journal_draft *grown = realloc(*drafts, (*count + 1) * sizeof **drafts);
    struct journal_draft *row;

    if (!grown)
        return false;
    *drafts = grown;
    row = &grown[*count];
    row->screen = strdup((const char *)sqlite3_column_text(stmt, 0));
    row->subject = strdup((const char *)sqlite3_column_text(stmt, 1));
    row->saved_at = sqlite3_column_int64(stmt, 2);
    ++*count;
    return row->screen && row->subject;
}

bool journal_draft_list(struct journal *journal, const char *login, struct journal_draft **drafts,
                        size_t *count, struct err *err)
{
    sqlite3_stmt *stmt;
    bool done;
    int step = SQLITE_ERROR;

    *drafts = NULL;
    *count = 0;
    stmt = prepare(journal,
                   "select screen, subject, saved_at from draft where login = ?1"
                   " order by saved_at desc, screen, subject",
                   NULL);
    if (stmt)
        sqlite3_bind_text(stmt, 1, login, -1, SQLITE_STATIC);
    while (stmt && (step = sqlite3_step(stmt)) == SQLITE_ROW && add_row(drafts, count, stmt))
        ;
    done = step == SQLITE_DONE;
    if (!done) {
        journal_sql_err(journal, "draft list", err);
        journal_drafts_free(drafts, *count);
        *count = 0;
    }
    sqlite3_finalize(stmt);
    return done;
}

void journal_drafts_free(struct journal_draft **drafts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free((*drafts)[i].screen);
        free((*drafts)[i].subject);
    }
    free(*drafts);
    *drafts = NULL;
}

bool journal_draft_drop(struct journal *journal, struct journal_draft_name name, struct err *err)
{
    return finish(journal,
                  prepare(journal,
                          "delete from draft where login = ?1 and screen = ?2 and subject = ?3",
                          &name),
                  "draft drop", err);
}

bool journal_draft_drop_older(struct journal *journal, int64_t moment, struct err *err)
{
    sqlite3_stmt *stmt = prepare(journal, "delete from draft where saved_at < ?1", NULL);

    if (stmt)
        sqlite3_bind_int64(stmt, 1, moment);
    return finish(journal, stmt, "draft drop older", err);
}
