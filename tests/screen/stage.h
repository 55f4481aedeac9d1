/* A screen of the kit's demonstration on a canvas in memory, driven key by key. */
#ifndef ANXIN_TESTS_SCREEN_STAGE_H
#define ANXIN_TESTS_SCREEN_STAGE_H

#include "tests/unit/unit.h"

#include "tests/screen/demo.h"

struct stage {
    struct loop *loop;
    struct ui *ui;
    struct demo demo;
    bool full_bar;
};

/* English unless `chinese`. Fill `demo` before. */
void stage_open(struct stage *stage, int rows, int cols, const struct screen_ops *ops,
                const char *keymap);
void stage_close(struct stage *stage);
void stage_language(const char *language);

void stage_keys(struct stage *stage, const char *words); /* "Down Down Enter" */
void stage_type(struct stage *stage, const char *text);
/* Turns of the loop until the screen shows the text (at most 20 s). */
bool stage_until(struct stage *stage, const char *text);
bool stage_until_gone(struct stage *stage, const char *text);

bool stage_shows(struct stage *stage, const char *text); /* prints the screen if it does not */
bool stage_hides(struct stage *stage, const char *text);
bool stage_snapshot(struct stage *stage, const char *name);
/* The row of the screen that holds this text, -1: none. */
int stage_row(struct stage *stage, const char *text);
/* The role of the cell where this text begins; ROLE_COUNT: it is not there. */
enum role stage_role(struct stage *stage, const char *text);

/* What must hold for every picture: no half wide character, nothing beyond the edge, a cursor
 * within. Says what does not. */
bool stage_whole(struct stage *stage);

#endif
