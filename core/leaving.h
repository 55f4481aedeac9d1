/* Workers and teams leave a site, several at once, each with a result of its own (SPEC 7.3, 8.4).
 * Named so because a file called exit would stand for something else in C. */
#ifndef ANXIN_CORE_LEAVING_H
#define ANXIN_CORE_LEAVING_H

#include "core/base/day.h"
#include "core/db/db.h"

#include <stddef.h>
#include <stdint.h>

enum { LEAVING_MAX = 500 }; /* at once */

/* One of those asked for. */
struct left {
    int64_t id;
    const char *name;   /* NULL: nobody here by that number whom I may exit */
    const char *result; /* a word of the database: left_done, left_say */
    int64_t people;     /* still at work in the team */
    struct day day;     /* what the day must not be before */
};

/* Rows of struct left, one for each id. */
void worker_exit(struct db *db, int64_t project_id, const char *request_id, const int64_t *workers,
                 size_t count, struct day ended_on, const char *reason, void *owner,
                 db_done *done);
void team_exit(struct db *db, int64_t project_id, const char *request_id, const int64_t *teams,
               size_t count, struct day exited_on, void *owner, db_done *done);

/* Has it happened (exited, proposed, approved, refused)? */
bool left_done(const struct left *left);
/* Why not, in the user's words: "王小军: the day lies before 2026-03-05". */
void left_say(const struct left *left, char *text, size_t size);
/* The outcome of a whole call in one line: what was done, or the first that was not and how many
 * more. True: all of them were done. */
bool left_sum(const struct db_rows *rows, char *text, size_t size);

/* An exit that waits for a reviewer (SPEC 6.2). */
struct exit_row {
    int64_t exit_id, worker_id;
    const char *name, *company_name, *team_name;
    struct day started_on, ended_on;
    const char *reason, *proposed_by;
    int64_t proposed_at;
    bool own; /* I proposed it */
};

/* Rows of struct exit_row. */
void exit_list(struct db *db, int64_t project_id, void *owner, db_done *done);
/* Rows of struct left. Refusing wants a reason. */
void exit_decide(struct db *db, int64_t project_id, const char *request_id, const int64_t *exits,
                 size_t count, bool accept, const char *reason, void *owner, db_done *done);
/* No row is read. */
void exit_withdraw(struct db *db, int64_t project_id, int64_t exit_id, void *owner, db_done *done);
void invitation_withdraw(struct db *db, int64_t project_id, int64_t invitation_id, void *owner,
                         db_done *done);

#endif
