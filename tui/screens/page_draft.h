/* What stands in a page's form and was not saved (SPEC 20.7): kept while it is typed, offered again
 * when the page is opened, asked about when it is left. */
#ifndef ANXIN_TUI_PAGE_DRAFT_H
#define ANXIN_TUI_PAGE_DRAFT_H

#include "tui/kit/form.h"
#include "tui/kit/screen.h"

#include <stdbool.h>
#include <stdint.h>

/* Embedded by the screen; fill it in when the form is there. */
struct page_draft {
    struct screen *screen;
    struct form *form;
    char subject[40];     /* which record of the screen's: its id, "new" */
    const char *question; /* translated: what was not saved, on leaving */
    void (*save)(struct screen *screen);
    /* It stands in the form now; may be NULL. */
    void (*came)(struct screen *screen);
    bool offered;
};

/* "12", "12/7"; a zero `of` is no part of it. */
void page_draft_subject(struct page_draft *draft, int64_t of, int64_t id);

/* The form's draft hook. */
void page_draft_keep(struct page_draft *draft, const char *json);

/* The first time it puts it into the form, if there is one and nothing was typed meanwhile. */
void page_draft_offer(struct page_draft *draft);

/* The form was saved or given up. */
void page_draft_drop(struct page_draft *draft);

/* The screen's may_close. */
bool page_draft_may_close(struct page_draft *draft);

/* Nothing comes any more: call in the screen's close(). */
void page_draft_forget(struct page_draft *draft);

#endif
