/* The program's screens as they are looked at: one table for every walk over all of them, on the
 * memory canvas and on a terminal. */
#ifndef ANXIN_TESTS_SCENE_H
#define ANXIN_TESTS_SCENE_H

#include "tui/kit/ui.h"

struct id_card;

/* What the database answers: a small site, nothing, or that it is away. */
enum scene_mood { SCENE_FULL, SCENE_EMPTY, SCENE_AWAY, SCENE_MOODS };

struct scene {
    const char *name; /* the screen's, a dash and what is done on it */
    const struct screen_ops *ops;
    const char *arg;
    bool moods;                 /* has each mood to it; else SCENE_FULL alone */
    void (*answers)(void);      /* in place of the mood's */
    const struct id_card *card; /* laid on the reader */
    const char *keys;           /* then pressed, as fake_keys() has them */
    const char *typed;          /* for the field that has the cursor by then; NULL: none has */
    bool over;                  /* something lies over the screen: the key bar is not its own */
    const char *labels[9];      /* what must stand there in whole words */
};

extern const struct scene scenes[];
extern const size_t scene_count;

const char *scene_mood_name(enum scene_mood mood);
const struct scene *scene_find(const char *name);

/* Plays it. Takes canvas and terminal (NULL: none); the canvas says how wide ambiguous characters
 * are. */
struct ui *scene_open(const struct scene *scene, enum scene_mood mood, struct canvas *canvas,
                      struct term *term);
/* Devices, link and work that waits stand in the status row, as tui/app.c has them there. */
void scene_status(struct ui *ui);
void scene_close(void);

/* The clock's digits, "11-23 09:12:00", as 0. */
void scene_still(char *text);

#endif
