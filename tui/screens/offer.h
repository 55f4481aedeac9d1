/* What choice and lookup fields offer: code lists, the companies on the project, its teams. */
#ifndef ANXIN_TUI_OFFER_H
#define ANXIN_TUI_OFFER_H

#include "core/code.h"
#include "tui/app.h"
#include "tui/kit/form.h"

#include <stdint.h>

/* One field that is fed from the database. Embedded by the screen; its address is the owner of its
 * calls. Fill app, form and field (and all, mine), then ask. */
struct offer {
    struct app *app;
    struct form *form;
    const char *field;
    const char *all; /* translated: a first line that stands for no choice; NULL: none */
    bool mine;       /* companies: only those I may enrol into */
    int64_t wanted;  /* companies: is this one among those offered? */
    bool offered;
    int64_t only; /* companies: the one that is offered alone; 0: none or several */
    unsigned ticket;
    /* The list is there (companies); may be NULL. */
    void (*came)(void *owner, struct form *form, const char *field);
    void *owner;
};

/* At once. `all` as above. False: no memory. */
bool offer_codes(struct form *form, const char *field, const struct code_book *book,
                 enum code_dict dict, const char *all);

/* The list of a choice field, when it comes. */
void offer_companies(struct offer *offer);

/* The answer to a look_up: live teams of a company (0: of all) whose name holds what was typed. */
void offer_teams(struct offer *offer, int64_t participant_id, const char *typed, unsigned ticket);

/* Nothing comes any more: call in the screen's close(). */
void offer_forget(struct offer *offer);

#endif
