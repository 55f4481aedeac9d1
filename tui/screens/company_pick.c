#include "config.h"

#include "tui/screens/company_pick.h"

#include "core/base/i18n.h"
#include "tui/kit/ui.h"
#include "tui/screens/offer_basket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OFFERED = 30 };

static const char not_listed[] = "not_listed";

/* "on the project already  91650100MA0000YB3P  Urumqi": what speaks against it comes first. */
static void tell(const struct company_found *found, char *note, size_t size)
{
    const char *state = found->on_site     ? _("on the project already")
                        : found->certified ? ""
                                           : _("not certified");

    snprintf(note, size, "%s%s%s%s%s", state, *state ? "  " : "", found->uscc,
             found->region_name ? "  " : "", found->region_name ? found->region_name : "");
}

/* With room for one more. False: no memory; basket_clear all the same. */
static bool fill(struct basket *basket, const struct db_rows *rows, const char *all)
{
    const struct company_found *found = rows ? rows->data : NULL;
    size_t n = rows ? rows->count : 0;

    if (!basket_init(basket, n + 1, all))
        return false;
    for (size_t i = 0; i < n; i++) {
        char *note = basket_note(basket);

        tell(&found[i], note, BASKET_NOTE);
        basket_add_id(basket, found[i].company_id, found[i].name, note, found[i].initials);
    }
    return true;
}

/* ---- the picker ---- */

static void chosen(void *owner, const struct choice *choice)
{
    struct company_pick *pick = owner;
    const struct company_found *found = pick->rows ? pick->rows->data : NULL;

    pick->picker = NULL;
    if (!choice)
        return;
    if (strcmp(choice->code, not_listed) == 0) {
        pick->done(pick->screen, NULL);
        return;
    }
    for (size_t i = 0; found && i < pick->rows->count; i++)
        if (found[i].company_id == strtoll(choice->code, NULL, 10)) {
            pick->done(pick->screen, &found[i]);
            return;
        }
}

static void found_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct company_pick *pick = owner;
    struct basket basket = {0};

    if (err->code)
        ui_fail(pick->screen->ui, err);
    if (err->code || !pick->picker)
        return;
    db_rows_free(&pick->rows);
    pick->rows = *rows;
    *rows = NULL;
    if (fill(&basket, pick->rows, NULL)) {
        basket_add(&basket, not_listed, _("The company is not listed: add it"), NULL, NULL);
        picker_offer(pick->picker, pick->ticket, basket.items, basket.count);
    }
    basket_clear(&basket);
}

static void typed_came(void *owner, struct picker *picker, const char *typed, unsigned ticket)
{
    struct company_pick *pick = owner;
    struct app *app = app_of(pick->screen);

    pick->picker = picker;
    pick->ticket = ticket;
    db_forget(app_db(app), pick);
    company_find(app_db(app), 0, typed, OFFERED, pick, found_came);
}

void company_pick_open(struct company_pick *pick, struct screen *screen, company_pick_fn *done)
{
    pick->screen = screen;
    pick->done = done;
    pick->picker = picker_open(screen->ui, _("Company: part of its name, code or initials"), NULL,
                               0, NULL, typed_came, chosen, pick);
}

void company_pick_forget(struct company_pick *pick)
{
    struct db *db = pick->screen ? app_db(app_of(pick->screen)) : NULL;

    if (db)
        db_forget(db, pick);
    db_rows_free(&pick->rows);
}

/* ---- a form's lookup field ---- */

static void offer_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct offer *offer = owner;
    struct basket basket = {0};

    if (err->code)
        return;
    if (fill(&basket, *rows, offer->all))
        form_offer(offer->form, offer->ticket, basket.items, basket.count);
    basket_clear(&basket);
}

void offer_company(struct offer *offer, int64_t project_id, const char *typed, unsigned ticket)
{
    db_forget(app_db(offer->app), offer);
    offer->ticket = ticket;
    company_find(app_db(offer->app), project_id, typed ? typed : "", OFFERED, offer, offer_came);
}
