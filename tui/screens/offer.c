#include "config.h"

#include "tui/screens/offer.h"

#include "core/base/i18n.h"
#include "core/participant.h"
#include "core/team.h"
#include "tui/kit/ui.h"
#include "tui/screens/offer_basket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEAMS_OFFERED = 50 };

bool basket_init(struct basket *basket, size_t most, const char *all)
{
    basket->items = calloc(most + 1, sizeof *basket->items);
    basket->slots = calloc(most + 1, sizeof *basket->slots);
    basket->count = 0;
    if (!basket->items || !basket->slots)
        return false;
    if (all)
        basket->items[basket->count++] = (struct choice){.code = "", .text = all};
    return true;
}

void basket_clear(struct basket *basket)
{
    free(basket->items);
    free(basket->slots);
}

char *basket_note(struct basket *basket)
{
    return basket->slots[basket->count].note;
}

void basket_add(struct basket *basket, const char *code, const char *text, const char *note,
                const char *const *initials)
{
    struct slot *slot = &basket->slots[basket->count];
    size_t used = 0;

    for (; initials && *initials && used + strlen(*initials) + 2 < sizeof slot->initials;
         initials++)
        used += (size_t)snprintf(slot->initials + used, sizeof slot->initials - used, "%s%s",
                                 used ? " " : "", *initials);
    basket->items[basket->count++] = (struct choice){
        .code = code,
        .text = text,
        .note = note && *note ? note : NULL,
        .initials = used ? slot->initials : NULL,
    };
}

void basket_add_id(struct basket *basket, int64_t id, const char *text, const char *note,
                   const char *const *initials)
{
    struct slot *slot = &basket->slots[basket->count];

    snprintf(slot->code, sizeof slot->code, "%lld", (long long)id);
    basket_add(basket, slot->code, text, note, initials);
}

bool offer_codes(struct form *form, const char *field, const struct code_book *book,
                 enum code_dict dict, const char *all)
{
    struct basket basket = {0};
    const struct code *code;
    size_t n = 0;
    bool done;

    while (code_at(book, dict, n))
        n++;
    done = basket_init(&basket, n, all);
    for (size_t i = 0; done && (code = code_at(book, dict, i)); i++)
        basket_add(&basket, code->code, code_shown(book, code), NULL, code->initials);
    if (done)
        done = form_choices(form, field, basket.items, basket.count);
    basket_clear(&basket);
    return done;
}

static void companies_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct offer *offer = owner;
    const struct participant *list = *rows ? (*rows)->data : NULL;
    size_t n = *rows ? (*rows)->count : 0;
    struct basket basket = {0};

    if (err->code)
        return; /* the page's own list says what is wrong */
    if (basket_init(&basket, n, offer->all)) {
        for (size_t i = 0; i < n; i++) {
            if (day_is_set(list[i].exited_on) || (offer->mine && !list[i].mine))
                continue;
            basket_add_id(&basket, list[i].participant_id, list[i].company_name, list[i].kind_names,
                   list[i].initials);
            offer->offered = offer->offered || list[i].participant_id == offer->wanted;
            offer->only = basket.count == 1 ? list[i].participant_id : 0;
        }
        form_choices(offer->form, offer->field, basket.items, basket.count);
    }
    basket_clear(&basket);
    if (offer->came)
        offer->came(offer->owner, offer->form, offer->field);
}

void offer_companies(struct offer *offer)
{
    participant_list(app_db(offer->app), app_project_id(offer->app), offer, companies_came);
}

static void teams_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct offer *offer = owner;
    const struct team_row *list = *rows ? (*rows)->data : NULL;
    size_t n = *rows ? (*rows)->count : 0;
    struct basket basket = {0};

    if (err->code)
        return;
    if (basket_init(&basket, n, offer->all)) {
        for (size_t i = 0; i < n; i++)
            basket_add_id(&basket, list[i].team_id, list[i].name, list[i].company_name, list[i].initials);
        form_offer(offer->form, offer->ticket, basket.items, basket.count);
    }
    basket_clear(&basket);
}

void offer_teams(struct offer *offer, int64_t participant_id, const char *typed, unsigned ticket)
{
    struct team_filter filter = {.participant_id = participant_id, .exited = "no"};

    db_forget(app_db(offer->app), offer);
    offer->ticket = ticket;
    snprintf(filter.search, sizeof filter.search, "%s", typed ? typed : "");
    team_list(app_db(offer->app), app_project_id(offer->app), &filter, "name", false, NULL,
              TEAMS_OFFERED, offer, teams_came);
}

void offer_forget(struct offer *offer)
{
    if (offer->app)
        db_forget(app_db(offer->app), offer);
}
