/* What script.c, script_verbs.c and script_notes.c share. */
#ifndef ANXIN_KIT_SCRIPT_PRIVATE_H
#define ANXIN_KIT_SCRIPT_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/kit/script.h"

enum { SCRIPT_WORDS = 16, SCRIPT_NOTES = 32 };

struct verb;

struct step {
    const struct verb *verb;
    int line, count;
    char *words[SCRIPT_WORDS];
};

/* A value kept under a name; empty until its line was carried out. */
struct note {
    char name[32], value[256];
};

struct script {
    char *file;
    struct step *steps;
    int count, at;
    struct ui *ui;
    unsigned timer;
    int64_t since; /* when this step began, 0: it has not */
    int64_t limit_ms;
    int stage;     /* of a step with several */
    char why[256]; /* what is wrong, so far */
    int socket;    /* to the simulator, -1 */
    char reply[512];
    size_t reply_size;
    struct note notes[SCRIPT_NOTES];
    int note_count;
};

enum script_done { SCRIPT_DONE, SCRIPT_AGAIN, SCRIPT_FAILED };

const char *script_verb(const struct step *step);
void script_hang_up(struct script *script);

/* A line that was read: its name is kept for later lines. What is wrong with its names, or NULL. */
const char *script_notes_read(struct script *script, const struct step *step);

/* `to` becomes the step with the values for the names in it, for script_step_clear. False without
 * memory. */
bool script_notes_put_in(struct script *script, const struct step *from, struct step *to);

void script_step_clear(struct step *step);

enum script_done script_login(struct script *, const struct step *);
enum script_done script_open(struct script *, const struct step *);
enum script_done script_do(struct script *, const struct step *);
enum script_done script_set(struct script *, const struct step *);
enum script_done script_key(struct script *, const struct step *);
enum script_done script_type(struct script *, const struct step *);
enum script_done script_paste(struct script *, const struct step *);
enum script_done script_wait(struct script *, const struct step *);
enum script_done script_wait_not(struct script *, const struct step *);
enum script_done script_wait_screen(struct script *, const struct step *);
enum script_done script_wait_idle(struct script *, const struct step *);
enum script_done script_expect(struct script *, const struct step *);
enum script_done script_expect_not(struct script *, const struct step *);
enum script_done script_note(struct script *, const struct step *);
enum script_done script_save_screen(struct script *, const struct step *);
enum script_done script_size(struct script *, const struct step *);
enum script_done script_limit(struct script *, const struct step *);
enum script_done script_sim(struct script *, const struct step *);
enum script_done script_sim_words(struct script *, const struct step *);
enum script_done script_quit(struct script *, const struct step *);

#endif
