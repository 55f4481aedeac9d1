/* A card from the reader as the account's pages want it; and the words both they and the enrolment
 * use for what is on it. */
#ifndef ANXIN_TUI_ACCOUNT_CARD_H
#define ANXIN_TUI_ACCOUNT_CARD_H

#include "core/account.h"
#include "drivers/driver.h"
#include "tui/kit/event.h"
#include "tui/kit/form.h"

const char *card_document_kind(enum id_card_kind kind); /* resident_id …; "": none */
const char *card_sex(enum id_card_sex sex);

/* If the event says that a card was read: fills `out` and answers true. */
bool account_card_read(const struct event *event, struct account_card *out);

/* "A code was sent …" or who tells it, by the answer's struct account_word; or the error beside its
 * field. The same words for every number. */
void account_code_said(struct screen *screen, struct form *form, const struct db_rows *rows,
                       const struct err *err);

/* What is typed as a phone number, in its stored form; false: said beside the field. */
bool account_phone_typed(struct screen *screen, struct form *form, char *out, size_t size);

#endif
