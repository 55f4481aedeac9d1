#include "config.h"

#include "tui/screens/company_pick.h"

#include "core/base/i18n.h"
#include "tui/kit/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OFFERED = 30 };

static const char not_listed[] = "not_listed";

/* Texts that choices point to while they are handed over. */
struct slot {
    char code[24], note[160];
};

struct offered {
    struct choice items[OFFERED + 1];
    struct slot slots[OFFERED];
    int count;
};

/* "91650100MA0000YB3P · Urumqi · not certified" */
static void fill(struct offered *offered, const struct db_rows *rows)
{
    const struct company_found *found = rows ? rows->data : NULL;
    size_t n = rows && rows->count < OFFERED ? rows->count : rows ? OFFERED : 0;

    for (size_t i = 0; i < n; i++) {
        struct slot *slot = &offered->slots[i];
        const char *region = found[i].region_name ? found[i].region_name : "";

        snprintf(slot->code, sizeof slot->code, "%lld", (long long)found[i].company_id);
        snprintf(slot->note, sizeof slot->note, "%s  %s%s%s", found[i].uscc, region,
                 *region ? "  " : "", found[i].certified ? "" : _("not certified"));
        offered->items[offered->count++] =
            (struct choice){.code = slot->code, .text = found[i].name, .note = slot->note};
    }
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
    struct offered *offered = calloc(1, sizeof *offered);

    if (err->code)
        ui_fail(pick->screen->ui, err);
    if (err->code || !offered || !pick->picker) {
        free(offered);
        return;
    }
    db_rows_free(&pick->rows);
    pick->rows = *rows;
    *rows = NULL;
    fill(offered, pick->rows);
    offered->items[offered->count++] =
        (struct choice){.code = not_listed, .text = _("The company is not listed: add it")};
    picker_offer(pick->picker, pick->ticket, offered->items, offered->count);
    free(offered);
}

static void typed_came(void *owner, struct picker *picker, const char *typed, unsigned ticket)
{
    struct company_pick *pick = owner;
    struct app *app = app_of(pick->screen);

    pick->picker = picker;
    pick->ticket = ticket;
    db_forget(app_db(app), pick);
    company_find(app_db(app), typed, OFFERED, pick, found_came);
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

static void register_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct offer *offer = owner;
    struct offered *offered = err->code ? NULL : calloc(1, sizeof *offered);

    if (!offered)
        return;
    fill(offered, *rows);
    form_offer(offer->form, offer->ticket, offered->items, offered->count);
    free(offered);
}

void offer_company_register(struct offer *offer, const char *typed, unsigned ticket)
{
    db_forget(app_db(offer->app), offer);
    offer->ticket = ticket;
    company_find(app_db(offer->app), typed ? typed : "", OFFERED, offer, register_came);
}
