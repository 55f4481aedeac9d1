/* A company out of the whole register, found as one types; the same for a form's lookup field
 * (SPEC 4.6). */
#ifndef ANXIN_TUI_COMPANY_PICK_H
#define ANXIN_TUI_COMPANY_PICK_H

#include "core/company.h"
#include "tui/kit/picker.h"
#include "tui/kit/screen.h"
#include "tui/screens/offer.h"

/* `found` lives for the call; NULL: it is not listed. Not called when it is left with Esc. */
typedef void company_pick_fn(struct screen *screen, const struct company_found *found);

/* Embedded by the screen, zeroed; its address is the owner of its calls. */
struct company_pick {
    struct screen *screen;
    struct picker *picker;
    unsigned ticket;
    struct db_rows *rows;
    company_pick_fn *done;
};

void company_pick_open(struct company_pick *pick, struct screen *screen, company_pick_fn *done);
/* Nothing comes any more: call in the screen's close(). */
void company_pick_forget(struct company_pick *pick);

/* The answer to a look_up of a field that stores a company's id. `project_id`: the field names who
 * enters that project, and is told who is there; 0: any company. */
void offer_company(struct offer *offer, int64_t project_id, const char *typed, unsigned ticket);

#endif
