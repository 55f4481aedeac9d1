/* What went wrong, in the user's words.
 *
 * Functions return bool (or a pointer) and fill a struct err the caller owns. `text` and `hint` are
 * shown as they are, translated; `field` names the form field to jump to, empty when none;
 * `detail` is for the log alone (a server's own message, a device's status bytes). No member ever
 * holds personal data. */
#ifndef ANXIN_BASE_ERR_H
#define ANXIN_BASE_ERR_H

#include <stdbool.h>

enum err_code {
    ERR_NONE,
    ERR_INPUT,    /* what was typed or read cannot be used */
    ERR_CONFLICT, /* somebody else changed it meanwhile, or it exists already */
    ERR_DENIED,   /* this person may not */
    ERR_OFFLINE,  /* the database cannot be reached */
    ERR_DEVICE,   /* a reader or scanner failed */
    ERR_BUG,      /* should not happen; the log has the rest */
};

struct err {
    enum err_code code;
    char field[32];
    char text[256];
    char hint[256];
    char sqlstate[6];
    char detail[512];
};

void err_clear(struct err *err);

/* Fills `err` (which may be NULL) and returns false, so that `return err_set(…)` reads well.
 * `field` and `hint` may be NULL. Longer strings are cut at a character's edge. */
bool err_set(struct err *err, enum err_code code, const char *field, const char *text,
             const char *hint);

/* Adds what only the log should see. */
void err_detail(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
