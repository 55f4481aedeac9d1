#include "config.h"

#include "core/leaving.h"

#include "core/base/i18n.h"
#include "core/column.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct db_column left_columns[] = {
    COLUMN_INT(struct left, id),      COLUMN_TEXT(struct left, name),
    COLUMN_TEXT(struct left, result), COLUMN_INT(struct left, people),
    COLUMN_DAY(struct left, day),     COLUMN_END,
};

/* "{1,2,3}": the database's own way of writing several numbers. NULL: no memory. */
static char *numbers_text(const int64_t *numbers, size_t count)
{
    size_t size = count * 21 + 3, used = 1;
    char *text = malloc(size);

    if (!text)
        return NULL;
    text[0] = '{';
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%" PRId64, i ? "," : "", numbers[i]);
    snprintf(text + used, size - used, "}");
    return text;
}

static const struct stmt worker_exit_stmt = {
    .name = "worker_exit",
    .text = "select * from api.worker_exit($1, $2, $3::text::bigint[], $4, $5)",
    .params = {DB_INT, DB_TEXT, DB_TEXT, DB_DAY, DB_TEXT},
    .columns = left_columns,
    .row_size = sizeof(struct left),
    .repeat = DB_AGAIN,
};

void worker_exit(struct db *db, int64_t project_id, const char *request_id, const int64_t *workers,
                 size_t count, struct day ended_on, const char *reason, void *owner, db_done *done)
{
    char *ids = numbers_text(workers, count);
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_text(ids),
                            db_day(&ended_on), db_text(reason)};

    db_ask(db, &worker_exit_stmt, args, owner, done);
    free(ids);
}

static const struct stmt team_exit_stmt = {
    .name = "team_exit",
    .text = "select * from api.team_exit($1, $2, $3::text::bigint[], $4)",
    .params = {DB_INT, DB_TEXT, DB_TEXT, DB_DAY},
    .columns = left_columns,
    .row_size = sizeof(struct left),
    .repeat = DB_AGAIN,
};

void team_exit(struct db *db, int64_t project_id, const char *request_id, const int64_t *teams,
               size_t count, struct day exited_on, void *owner, db_done *done)
{
    char *ids = numbers_text(teams, count);
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_text(ids),
                            db_day(&exited_on)};

    db_ask(db, &team_exit_stmt, args, owner, done);
    free(ids);
}

/* ---- results ---- */

static const struct {
    const char *result;
    bool done;
    const char *text; /* of one that was not done; {name}, {day}, {n} are put in by left_say */
} results[] = {
    {"exited", true, NULL},
    {"proposed", true, NULL},
    {"approved", true, NULL},
    {"refused", true, NULL},
    {"not_here", false, N_("Somebody marked is not here, or not yours to exit.")},
    {"before_start", false, N_("%s was still here on %s: choose that day or a later one.")},
    {"future", false, N_("%s: this day has not come yet.")},
    {"waiting", false, N_("%s: an exit is proposed already and waits for the reviewer.")},
    {"people", false, N_("%s: people still at work in it: %s. Exit them first.")},
    {"gone", false, N_("%s has left, or was decided about, already.")},
    {"own", false, N_("%s: you proposed this yourself; somebody else approves it.")},
};

enum { RESULTS = sizeof results / sizeof *results };

static size_t find_result(const struct left *left)
{
    size_t i = 0;

    while (i < RESULTS && strcmp(results[i].result, left->result ? left->result : "") != 0)
        i++;
    return i;
}

bool left_done(const struct left *left)
{
    size_t i = find_result(left);

    return i < RESULTS && results[i].done;
}

/* Puts the texts in the places of two %s; the sentences are ours, the catalogue's checked. */
static void put_in(char *to, size_t size, const char *text, const char *first, const char *second)
{
    const char *values[] = {first, second};
    size_t n = 0, next = 0;

    while (*text && n + 1 < size) {
        if (text[0] == '%' && text[1] == 's' && next < 2) {
            n += (size_t)snprintf(to + n, size - n, "%s", values[next++]);
            n = n < size ? n : size - 1;
            text += 2;
        } else {
            to[n++] = *text++;
        }
    }
    to[n] = 0;
}

void left_say(const struct left *left, char *text, size_t size)
{
    size_t i = find_result(left);
    char day[DAY_SIZE], people[24];

    day_format(left->day, day);
    snprintf(people, sizeof people, "%" PRId64, left->people);
    if (i < RESULTS && results[i].text)
        put_in(text, size, gettext(results[i].text), left->name ? left->name : "",
               strcmp(left->result, "people") == 0 ? people : day);
    else
        snprintf(text, size, "%s %s", left->name ? left->name : "", left->result);
}

/* What a whole call did; one sentence for each way of ending well. */
static void say_done(const char *result, size_t done, char *text, size_t size)
{
    if (strcmp(result, "proposed") == 0)
        snprintf(text, size,
                 _("Proposed to the reviewer: %zu. They stay at work until it is approved."), done);
    else if (strcmp(result, "approved") == 0)
        snprintf(text, size, _("Approved: %zu."), done);
    else if (strcmp(result, "refused") == 0)
        snprintf(text, size, _("Refused: %zu."), done);
    else
        snprintf(text, size, _("Exited: %zu."), done);
}

bool left_sum(const struct db_rows *rows, char *text, size_t size)
{
    const struct left *left = rows->data;
    const struct left *first_bad = NULL, *good = NULL;
    size_t done = 0;
    char well[160] = "", bad[320] = "", more[96] = "";

    for (size_t i = 0; i < rows->count; i++) {
        if (left_done(&left[i])) {
            good = &left[i];
            done++;
        } else if (!first_bad) {
            first_bad = &left[i];
        }
    }
    if (good)
        say_done(good->result, done, well, sizeof well);
    if (first_bad)
        left_say(first_bad, bad, sizeof bad);
    if (rows->count - done > 1)
        snprintf(more, sizeof more, _(" Others not done: %zu."), rows->count - done - 1);
    snprintf(text, size, "%s%s%s%s", well, *well && *bad ? " " : "", bad, more);
    return !first_bad;
}

/* ---- proposals ---- */

static const struct db_column exit_columns[] = {
    COLUMN_INT(struct exit_row, exit_id),      COLUMN_INT(struct exit_row, worker_id),
    COLUMN_TEXT(struct exit_row, name),        COLUMN_TEXT(struct exit_row, company_name),
    COLUMN_TEXT(struct exit_row, team_name),   COLUMN_DAY(struct exit_row, started_on),
    COLUMN_DAY(struct exit_row, ended_on),     COLUMN_TEXT(struct exit_row, reason),
    COLUMN_TEXT(struct exit_row, proposed_by), COLUMN_TIME(struct exit_row, proposed_at),
    COLUMN_BOOL(struct exit_row, own),         COLUMN_END,
};

static const struct stmt exits_stmt = {
    .name = "exit_list",
    .text = "select * from api.exit_list($1)",
    .params = {DB_INT},
    .columns = exit_columns,
    .row_size = sizeof(struct exit_row),
    .repeat = DB_READ,
};

void exit_list(struct db *db, int64_t project_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id)};

    db_ask(db, &exits_stmt, args, owner, done);
}

static const struct stmt decide_stmt = {
    .name = "exit_decide",
    .text = "select * from api.exit_decide($1, $2, $3::text::bigint[], $4, $5)",
    .params = {DB_INT, DB_TEXT, DB_TEXT, DB_BOOL, DB_TEXT},
    .columns = left_columns,
    .row_size = sizeof(struct left),
    .repeat = DB_AGAIN,
};

void exit_decide(struct db *db, int64_t project_id, const char *request_id, const int64_t *exits,
                 size_t count, bool accept, const char *reason, void *owner, db_done *done)
{
    char *ids = numbers_text(exits, count);
    struct db_arg args[] = {db_int(project_id), db_text(request_id), db_text(ids),
                            db_bool(accept), db_text(reason)};

    db_ask(db, &decide_stmt, args, owner, done);
    free(ids);
}

static const struct stmt withdraw_stmt = {
    .name = "exit_withdraw",
    .text = "select api.exit_withdraw($1, $2)",
    .params = {DB_INT, DB_INT},
    .repeat = DB_AGAIN,
};

void exit_withdraw(struct db *db, int64_t project_id, int64_t exit_id, void *owner, db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_int(exit_id)};

    db_ask(db, &withdraw_stmt, args, owner, done);
}

static const struct stmt uninvite_stmt = {
    .name = "invitation_withdraw",
    .text = "select api.invitation_withdraw($1, $2)",
    .params = {DB_INT, DB_INT},
    .repeat = DB_AGAIN,
};

void invitation_withdraw(struct db *db, int64_t project_id, int64_t invitation_id, void *owner,
                         db_done *done)
{
    struct db_arg args[] = {db_int(project_id), db_int(invitation_id)};

    db_ask(db, &uninvite_stmt, args, owner, done);
}
