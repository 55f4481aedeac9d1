#include "config.h"

#include "core/draft.h"

#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/column.h"
#include "core/journal/journal_draft.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE = 64 };

/* One draft that has still to reach the database: its latest text, or its removal. */
struct waiting_draft {
    struct draft_keeper *keeper;
    struct waiting_draft *next;
    char screen[NAME_SIZE], subject[NAME_SIZE];
    char *content; /* NULL: it is to be dropped */
    bool asked;    /* a call is on its way */
    bool newer;    /* changed since that call was asked */
    bool in_journal;
};

struct draft_keeper {
    struct db *db;
    struct journal *journal;
    char account[NAME_SIZE];
    struct waiting_draft *first;
};

static const struct stmt save_stmt = {
    .name = "draft_save",
    .text = "select api.draft_save($1, $2, $3)",
    .params = {DB_TEXT, DB_TEXT, DB_TEXT},
    .repeat = DB_AGAIN,
};

static const struct stmt drop_stmt = {
    .name = "draft_drop",
    .text = "select api.draft_drop($1, $2)",
    .params = {DB_TEXT, DB_TEXT},
    .repeat = DB_AGAIN,
};

static const struct db_column row_columns[] = {
    COLUMN_TEXT(struct draft_row, screen),
    COLUMN_TEXT(struct draft_row, subject),
    COLUMN_TIME(struct draft_row, saved_at),
    COLUMN_END,
};

static const struct stmt list_stmt = {
    .name = "draft_list",
    .text = "select screen, subject, saved_at from api.draft_list() order by saved_at desc",
    .columns = row_columns,
    .row_size = sizeof(struct draft_row),
    .repeat = DB_READ,
};

static const struct db_column content_columns[] = {
    COLUMN_TEXT(struct draft_content, content),
    COLUMN_END,
};

static const struct stmt get_stmt = {
    .name = "draft_get",
    .text = "select api.draft_get($1, $2) as content",
    .params = {DB_TEXT, DB_TEXT},
    .columns = content_columns,
    .row_size = sizeof(struct draft_content),
    .repeat = DB_READ,
};

static void wipe_text(char **text)
{
    if (*text) {
        secret_wipe(*text, strlen(*text));
        free(*text);
    }
    *text = NULL;
}

static void let_go(struct waiting_draft *draft)
{
    struct waiting_draft **at = &draft->keeper->first;

    while (*at && *at != draft)
        at = &(*at)->next;
    if (*at)
        *at = draft->next;
    wipe_text(&draft->content);
    free(draft);
}

static void pass_on(struct waiting_draft *draft);

static struct journal_draft_name name_of(const struct waiting_draft *draft)
{
    return (struct journal_draft_name){draft->keeper->account, draft->screen, draft->subject};
}

/* While the link is down the journal has it, so that a power cut loses nothing. A journal that
 * cannot be written leaves it in memory, where it is anyway. */
static void to_journal(struct waiting_draft *draft)
{
    struct journal *journal = draft->keeper->journal;

    if (!journal)
        return;
    if (draft->content)
        draft->in_journal = journal_draft_save(journal, name_of(draft), draft->content, NULL);
    else
        journal_draft_drop(journal, name_of(draft), NULL);
}

static void out_of_journal(struct waiting_draft *draft)
{
    if (draft->in_journal && draft->keeper->journal)
        journal_draft_drop(draft->keeper->journal, name_of(draft), NULL);
    draft->in_journal = false;
}

static void sent(void *owner, struct db_rows **rows, const struct err *err)
{
    struct waiting_draft *draft = owner;

    (void)rows;
    draft->asked = false;
    if (err->code == ERR_OFFLINE) {
        to_journal(draft);
        return; /* draft_online sends it again */
    }
    if (draft->newer) {
        pass_on(draft);
        return;
    }
    out_of_journal(draft);
    let_go(draft);
}

static void pass_on(struct waiting_draft *draft)
{
    struct db *db = draft->keeper->db;
    struct db_arg args[] = {db_text(draft->screen), db_text(draft->subject),
                            db_text(draft->content)};

    if (draft->asked) {
        draft->newer = true;
        to_journal(draft); /* a link this slow may be no link at all */
        return;
    }
    draft->asked = true;
    draft->newer = false;
    db_ask(db, draft->content ? &save_stmt : &drop_stmt, args, draft, sent);
}

void draft_keeper_free(struct draft_keeper **slot)
{
    struct draft_keeper *keeper = *slot;

    *slot = NULL;
    if (!keeper)
        return;
    while (keeper->first) {
        to_journal(keeper->first); /* its call may never have been sent */
        db_forget(keeper->db, keeper->first);
        let_go(keeper->first);
    }
    free(keeper);
}

static struct waiting_draft *find(struct draft_keeper *keeper, const char *screen,
                                  const char *subject)
{
    struct waiting_draft *draft = keeper->first;

    while (draft && (strcmp(draft->screen, screen) != 0 || strcmp(draft->subject, subject) != 0))
        draft = draft->next;
    if (draft)
        return draft;
    draft = calloc(1, sizeof *draft);
    if (!draft)
        return NULL;
    draft->keeper = keeper;
    text_copy(draft->screen, sizeof draft->screen, screen);
    text_copy(draft->subject, sizeof draft->subject, subject);
    draft->next = keeper->first;
    keeper->first = draft;
    return draft;
}

/* What an earlier run kept while its link was down. */
static void from_journal(struct draft_keeper *keeper)
{
    struct journal_draft *drafts = NULL;
    size_t count = 0;

    if (!journal_draft_list(keeper->journal, keeper->account, &drafts, &count, NULL))
        return;
    for (size_t i = 0; i < count; i++) {
        struct waiting_draft *draft = find(keeper, drafts[i].screen, drafts[i].subject);
        char *content = NULL;

        if (!draft)
            continue;
        draft->in_journal = true;
        if (journal_draft_get(keeper->journal, name_of(draft), &content, NULL) && content)
            draft->content = strdup(content);
        journal_content_free(&content);
        if (draft->content)
            pass_on(draft);
        else
            let_go(draft);
    }
    journal_drafts_free(&drafts, count);
}

struct draft_keeper *draft_keeper_new(struct db *db, struct journal *journal, const char *account)
{
    struct draft_keeper *keeper = calloc(1, sizeof *keeper);

    if (!keeper)
        return NULL;
    keeper->db = db;
    keeper->journal = journal;
    text_copy(keeper->account, sizeof keeper->account, account);
    if (journal)
        from_journal(keeper);
    return keeper;
}

void draft_keep(struct draft_keeper *keeper, const char *screen, const char *subject,
                const char *content)
{
    struct waiting_draft *draft = keeper ? find(keeper, screen, subject) : NULL;

    if (!draft)
        return;
    wipe_text(&draft->content);
    draft->content = strdup(content);
    if (draft->content)
        pass_on(draft);
    else
        let_go(draft);
}

void draft_drop(struct draft_keeper *keeper, const char *screen, const char *subject)
{
    struct waiting_draft *draft = keeper ? find(keeper, screen, subject) : NULL;

    if (!draft)
        return;
    wipe_text(&draft->content);
    pass_on(draft);
}

void draft_online(struct draft_keeper *keeper)
{
    struct waiting_draft *draft = keeper ? keeper->first : NULL;

    for (; draft; draft = draft->next) {
        if (!draft->asked)
            pass_on(draft);
    }
}

bool draft_pending(const struct draft_keeper *keeper)
{
    return keeper && keeper->first;
}

size_t draft_waiting(const struct draft_keeper *keeper)
{
    size_t n = 0;

    for (const struct waiting_draft *draft = keeper ? keeper->first : NULL; draft;
         draft = draft->next)
        n += draft->content && !draft->asked;
    return n;
}

void draft_list(struct draft_keeper *keeper, void *owner, db_done *done)
{
    db_ask(keeper->db, &list_stmt, NULL, owner, done);
}

void draft_get(struct draft_keeper *keeper, const char *screen, const char *subject, void *owner,
               db_done *done)
{
    struct db_arg args[] = {db_text(screen), db_text(subject)};

    db_ask(keeper->db, &get_stmt, args, owner, done);
}
