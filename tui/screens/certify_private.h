/* What the files of one page share: certifying a company (SPEC 4.2). certify.c is the page,
 * certify_elements.c the four elements and the proof that is chosen, certify_card.c the legal
 * representative's card, certify_amount.c the micro-deposit's two decimals. */
#ifndef ANXIN_TUI_CERTIFY_PRIVATE_H
#define ANXIN_TUI_CERTIFY_PRIVATE_H

#include "core/base/digest.h"
#include "core/certification.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/kit/screen.h"
#include "tui/screens/account_card.h"
#include "tui/screens/facts.h"
#include "tui/screens/page_draft.h"

/* Which of its faces the page shows. */
enum certify_face { FACE_NONE, FACE_ELEMENTS, FACE_CARD, FACE_AMOUNT };

struct certify_amount {
    char fen[4];
};

struct certify {
    struct certification_form record;
    struct certify_amount amount;
    struct form *form, *amount_form;
    struct facts *facts;
    enum certify_face face;
    int64_t company_id, certification_id;
    bool deposits; /* is the service there? */
    char token[40], request_id[UUID_SIZE], asked[DIGEST_SIZE];
    struct account_card card;
    bool has_card;
    struct db *door;
    struct page_draft draft; /* of the elements; never of a number, a card or an amount */
    unsigned busy, timer;    /* timer: until the bank is asked about again */
};

static inline struct certify *certify_of(const struct screen *screen)
{
    return screen->state;
}

/* certify.c: a form of the page, with the focus; gone again; how the company stands; success. */
bool certify_give_form(struct screen *screen, struct form **form, const struct field *fields,
                       void *record, const struct form_hooks *hooks);
void certify_drop_form(struct screen *screen, struct form **form);
void certify_read(struct screen *screen);
void certify_done(struct screen *screen);

/* certify_elements.c */
void certify_elements_show(struct screen *screen, const struct certification *it);
/* Back to what was typed. */
void certify_elements_again(struct screen *screen);
void certify_begin(struct screen *screen);
bool certify_by_deposit(const struct screen *screen);
enum handled certify_throw_away(struct screen *screen);

/* certify_card.c; `wrong`: what the card laid on before was, NULL: none was. */
void certify_card_show(struct screen *screen, const char *wrong);
void certify_card_send(struct screen *screen);

/* certify_amount.c */
void certify_amount_show(struct screen *screen, const struct certification *it);
enum handled certify_amount_answer(struct screen *screen);

#endif
