#include "config.h"

#include "tui/screens/offer_project.h"

#include "core/application.h"
#include "tui/screens/offer_basket.h"

#include <stdio.h>
#include <string.h>

/* "653100" for "653101": what a county lies in. */
static const char *parent_name(const struct code_book *book, const char *region, char code[8])
{
    snprintf(code, 8, "%.4s00", region);
    return strcmp(code, region) == 0 ? NULL : code_name(book, CODE_REGION, code);
}

bool offer_regions(struct form *form, const char *field, const struct code_book *book)
{
    struct basket basket = {0};
    const struct code *code;
    char parent[8];
    size_t n = 0;
    bool done;

    while (code_at(book, CODE_REGION, n))
        n++;
    done = basket_init(&basket, n, NULL);
    for (size_t i = 0; done && (code = code_at(book, CODE_REGION, i)); i++)
        basket_add(&basket, code->code, code_shown(book, code),
                   parent_name(book, code->code, parent), code->initials);
    done = done && form_choices(form, field, basket.items, basket.count);
    basket_clear(&basket);
    return done;
}

static void offices_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct offer *offer = owner;
    const struct office_offer *list = *rows ? (*rows)->data : NULL;
    size_t n = *rows ? (*rows)->count : 0;
    struct basket basket = {0};

    if (err->code)
        return;
    if (basket_init(&basket, n, offer->all)) {
        for (size_t i = 0; i < n; i++)
            basket_add_id(&basket, list[i].office_id, list[i].name, list[i].region_name,
                          list[i].initials);
        form_choices(offer->form, offer->field, basket.items, basket.count);
    }
    basket_clear(&basket);
}

void offer_offices(struct offer *offer, const char *bureau, const char *region,
                   const char *industry)
{
    db_forget(app_db(offer->app), offer);
    office_find(app_db(offer->app), bureau, region, industry, offer, offices_came);
}

static void people_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct offer *offer = owner;
    const struct company_person *list = *rows ? (*rows)->data : NULL;
    size_t n = *rows ? (*rows)->count : 0;
    struct basket basket = {0};

    if (err->code)
        return;
    if (basket_init(&basket, n, offer->all)) {
        for (size_t i = 0; i < n; i++)
            basket_add_id(&basket, list[i].account_id, list[i].name, list[i].phone_masked,
                          list[i].initials);
        form_offer(offer->form, offer->ticket, basket.items, basket.count);
    }
    basket_clear(&basket);
}

void offer_people(struct offer *offer, int64_t company_id, const char *typed, unsigned ticket)
{
    db_forget(app_db(offer->app), offer);
    offer->ticket = ticket;
    company_people(app_db(offer->app), company_id, typed, offer, people_came);
}
