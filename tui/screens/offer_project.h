/* What an application's fields offer: regions with what they lie in, offices of a bureau, members
 * of the general contractor. Its units are company_pick.h's. */
#ifndef ANXIN_TUI_OFFER_PROJECT_H
#define ANXIN_TUI_OFFER_PROJECT_H

#include "tui/screens/offer.h"

/* At once. False: no memory. */
bool offer_regions(struct form *form, const char *field, const struct code_book *book);

/* The list of a choice field, when it comes. */
void offer_offices(struct offer *offer, const char *bureau, const char *region,
                   const char *industry);

/* The answer to a look_up. */
void offer_people(struct offer *offer, int64_t company_id, const char *typed, unsigned ticket);

#endif
