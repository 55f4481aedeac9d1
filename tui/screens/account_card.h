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

/* A code by SMS and a new password, as every page of an account asks for them: rows of a field
 * table. */
#define ACCOUNT_FIELD_CODE(...)                                                                    \
    {                                                                                              \
        .name = "code", .label = N_("Code"),                                                       \
        .help = N_("The 6 digits of the SMS. Where no SMS is sent, the operator tells it by "      \
                   "telephone."),                                                                  \
        .kind = FIELD_NUMBER, .flags = FIELD_REQUIRED | FIELD_NO_DRAFT, .width = 8, .max = 6,      \
        __VA_ARGS__                                                                                \
    }
#define ACCOUNT_FIELD_PASSWORD(LABEL, ...)                                                         \
    {                                                                                              \
        .name = "password", .label = LABEL,                                                        \
        .help = N_("At least 10 characters, none of those tried first. It never leaves this "      \
                   "terminal."),                                                                   \
        .kind = FIELD_SECRET, .flags = FIELD_REQUIRED, .width = 30, .max = 100, __VA_ARGS__        \
    }
#define ACCOUNT_FIELD_AGAIN(...)                                                                   \
    {                                                                                              \
        .name = "again", .label = N_("Once more"), .help = N_("The same password again."),         \
        .kind = FIELD_SECRET, .flags = FIELD_REQUIRED, .width = 30, .max = 100, __VA_ARGS__        \
    }

/* The page of somebody who is not in: its form, and the terminal's connection that it asks over. In
 * the screen's state; door and busy are its own. */
struct account_door {
    struct screen *screen;
    struct form *form;
    struct db *db; /* NULL: not asked for yet */
    unsigned busy;
};

/* Opens the connection; false: said in the message row. */
bool account_door_open(struct account_door *door);
/* F4: sends a code to the number typed, and says so. */
void account_door_send(struct account_door *door, enum account_code code);
/* What is wrong, beside its field and in the message row. */
void account_door_complain(struct account_door *door, const struct err *err);
/* From the screen's close(). */
void account_door_close(struct account_door *door);
/* "The code is wrong …". */
void account_code_wrong(struct err *err);

/* What is typed as a phone number, in its stored form; false: said beside the field. */
bool account_phone_typed(struct screen *screen, struct form *form, char *out, size_t size);

#endif
