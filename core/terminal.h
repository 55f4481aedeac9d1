/* Enrolled terminals (SPEC 19.5): made and withdrawn by the operator, bound to one project by its
 * administrator. */
#ifndef ANXIN_CORE_TERMINAL_H
#define ANXIN_CORE_TERMINAL_H

#include "core/base/err.h"
#include "core/db/db.h"

struct terminal_row {
    int64_t terminal_id;
    const char *login, *name, *project_name, *made_by, *bound_by;
    int64_t made_at, bound_at, last_seen_at, withdrawn_at;
};

/* project_id 0: all of them, for the operator. */
void terminal_list(struct db *db, int64_t project_id, void *owner, db_done *done);

/* One row whose `login` is the new terminal's. */
struct terminal_made {
    const char *login;
};
void terminal_make(struct db *db, const char *name, const char *verifier, void *owner,
                   db_done *done);
void terminal_withdraw(struct db *db, const char *login, void *owner, db_done *done);

void terminal_bind(struct db *db, int64_t project_id, const char *login, void *owner,
                   db_done *done);
void terminal_unbind(struct db *db, int64_t project_id, const char *login, bool withdraw,
                     void *owner, db_done *done);

/* Writes FOLDER/LOGIN.password, mode 0600, and answers its path in `path`. */
bool terminal_write_password(const char *folder, const char *login, const char *password,
                             char *path, size_t size, struct err *err);

#endif
