/* The application's form (SPEC 5.1): four pages over one record, one form at a time. */
#ifndef ANXIN_TUI_APPLICATION_PRIVATE_H
#define ANXIN_TUI_APPLICATION_PRIVATE_H

#include "core/application.h"
#include "core/base/digest.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/job_wait.h"
#include "tui/screens/offer_project.h"
#include "tui/screens/papers.h"

enum { PAGE_BASICS = 1, PAGE_UNITS, PAGE_TIME, PAGE_CONTRACT };

/* What follows when the page is saved. */
enum then { THEN_STAY, THEN_GO, THEN_SUBMIT, THEN_PAPERS, THEN_CODE, THEN_POSITION, THEN_LEAVE };

struct application_screen {
    struct application_pages record;
    struct form *form; /* of the page that is shown */
    int page, to;      /* to: the page THEN_GO goes to */
    int64_t project_id, company_id;
    struct db_rows *now;     /* one struct application, as last read; NULL: a new one */
    struct db_rows *missing; /* struct application_missing */
    struct db_rows *newer;   /* as somebody else has changed it meanwhile */
    struct offer hr_office, industry_office, units, people;
    struct job_wait wait;
    struct papers papers;
    enum then then;
    bool asking;      /* the record is read to be compared */
    bool leave_asked; /* read for the first time, or again after a saving: the page is shown anew */
    char subject[40]; /* of the page's draft */
    char request_id[UUID_SIZE], asked[DIGEST_SIZE]; /* the last saving, and what it held */
    char submit_id[UUID_SIZE], geocode_id[UUID_SIZE];
    struct err err; /* why there is no form */
    unsigned busy;
};

/* application_fields.c */
const struct field *application_fields(int page);
const char *application_page_title(int page);
/* A field's label on its page, translated; for what stands on no form ("application_form") its own
 * word. */
const char *application_field_label(int page, const char *field);
/* The page a form is for: lists, what is shown for the numbers on record, what is hidden. */
bool application_dress(struct screen *screen);
void application_changed(void *owner, struct form *form, const char *field);
void application_look_up(void *owner, struct form *form, const char *field, const char *typed,
                         unsigned ticket);

/* application.c */
struct application_screen *application_of(const struct screen *screen);
const struct application *application_now(const struct application_screen *page);
/* Shows a page anew: the record as it is, then its draft. False: no memory. */
bool application_show(struct screen *screen, int number);
void application_drop_draft(struct screen *screen);
/* The saved page's `then`. */
void application_go_on(struct screen *screen);

/* application_save.c */
void application_read(struct screen *screen);
/* Saves the page if anything of it was changed, and goes on with `then`. */
void application_leave(struct screen *screen, enum then then);
void application_hand_in(struct screen *screen);

/* application_reach.c: the contact's code and the geocoder */
void application_ask_code(struct screen *screen);
void application_ask_position(struct screen *screen);

#endif
