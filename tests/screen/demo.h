/* Two screens that use everything of the kit, over made-up data: for its tests only. */
#ifndef ANXIN_TESTS_SCREEN_DEMO_H
#define ANXIN_TESTS_SCREEN_DEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/kit/form.h"
#include "tui/kit/screen.h"
#include "tui/kit/table.h"
#include "tui/kit/ui.h"

enum { DEMO_ROWS = 100000 };

struct demo_person {
    char name[64], id_masked[24], address[160];
    bool same_person;
    char phone[16], trade[8], started_on[16], remark[240], password[64];
    int64_t company_id, team_id;
};

struct demo_row {
    int64_t id;
    char name[48], team[32], trade[24], state[16], tail[8];
    bool bound;
    int days;
};

/* What the program around the screens keeps; ui's app. */
struct demo {
    bool late;         /* answers come in a later turn */
    bool fail;         /* answers are errors */
    bool empty;        /* there are no rows */
    int rows;          /* DEMO_ROWS unless set */
    int asks, counts;  /* how often the list was asked */
    int saves, drafts; /* how often the form was saved, its draft kept */
    char draft[2048];
    bool denied; /* may() says no */
    bool signed_in;
    int64_t opened; /* the row Enter was pressed on */
    char asked_team[64];
    unsigned team_ticket; /* of a lookup that waits for demo_answer_team */
    struct form *form;
    struct table *table;
};

extern const struct screen_ops demo_form_screen, demo_list_screen, demo_month_screen;
extern const struct screen_ops *const demo_screens[];
extern const struct ui_hooks demo_hooks;

void demo_answer_team(struct demo *demo);
/* The row at a place of an order, as a database would give it. */
void demo_row_at(const struct demo *demo, const char *sort, int place, struct demo_row *row);

#endif
