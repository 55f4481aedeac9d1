/* Questions over the screen. Each ends with one call of its function, after it was closed; if the
 * screen under it is closed by the program, it goes without a call. */
#ifndef ANXIN_KIT_PROMPT_H
#define ANXIN_KIT_PROMPT_H

#include <stdbool.h>

struct ui;

typedef void prompt_yes_no_fn(void *owner, bool yes);       /* Esc is no */
typedef void prompt_text_fn(void *owner, const char *text); /* NULL: left with Esc */
typedef void prompt_choose_fn(void *owner, int index);      /* -1: left with Esc */

/* `question`: one line; `detail`: what follows from it, may be NULL; both are copied. */
void prompt_yes_no(struct ui *ui, const char *question, const char *detail, prompt_yes_no_fn *done,
                   void *owner);

/* One line of text of at least `min` characters: a reason, a password (`secret`). */
void prompt_text(struct ui *ui, const char *question, const char *label, const char *detail,
                 int min, bool secret, prompt_text_fn *done, void *owner);

/* One of up to 5 answers; `name` is the script's word for `do`, `key` its keys ("S s"), `label`
 * N_(). */
struct prompt_answer { /* strings live as long as the question */
    const char *name, *key, *label;
};
void prompt_choose(struct ui *ui, const char *question, const char *detail,
                   const struct prompt_answer *answers, int count, prompt_choose_fn *done,
                   void *owner);

/* Somebody else changed the record: see theirs, keep mine, give up mine. */
enum prompt_conflict { CONFLICT_STAY = -1, CONFLICT_SEE = 0, CONFLICT_KEEP = 1, CONFLICT_DROP = 2 };
void prompt_conflict(struct ui *ui, const char *who_and_when, prompt_choose_fn *done, void *owner);

/* Is a question or list open over the screen? */
bool prompt_open(const struct ui *ui);

#endif
