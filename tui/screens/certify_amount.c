/* A micro-deposit: what is known of it, and the two decimals that came. */
#include "config.h"

#include "tui/screens/certify_private.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "tui/kit/loop.h"
#include "tui/kit/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct field amount_fields[] = {
    {.name = "amount",
     .label = N_("Amount: 0."),
     .help = N_("The two decimals of the amount that came: 07 for 0.07 yuan."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED | FIELD_NO_DRAFT,
     .width = 4,
     .max = 2,
     FIELD_AT(struct certify_amount, fen)},
    {.name = NULL},
};

enum { LOOK_AGAIN_MS = 3000 };

static void look_again(void *owner)
{
    struct screen *screen = owner;

    certify_of(screen)->timer = 0;
    if (certify_of(screen)->face == FACE_AMOUNT && !certify_of(screen)->busy)
        certify_read(screen);
}

/* The bank takes the order within moments. */
static void watch(struct screen *screen, const struct certification *it)
{
    struct certify *page = certify_of(screen);

    loop_stop(ui_loop(screen->ui), &page->timer);
    if (strcmp(it->paid, "asked") == 0)
        page->timer = loop_after(ui_loop(screen->ui), LOOK_AGAIN_MS, look_again, screen);
}

void certify_amount_show(struct screen *screen, const struct certification *it)
{
    struct certify *page = certify_of(screen);
    char moment[32], text[300];

    page->face = FACE_AMOUNT;
    page->certification_id = it->certification_id;
    certify_drop_form(screen, &page->form);
    app_moment(it->expected_at, moment, sizeof moment);
    facts_begin(page->facts);
    facts_line(page->facts, _("Company"), it->company_name);
    facts_role(page->facts, ROLE_STRONG);
    snprintf(text, sizeof text, _("%s, ends in %s"), it->bank_name ? it->bank_name : "",
             it->account_tail ? it->account_tail : "");
    facts_line(page->facts, _("Account"), text);
    facts_line(page->facts, _("State"),
               strcmp(it->paid, "sent") ? _("being paid") : _("paid: look at the account"));
    facts_line(page->facts, _("There by"), moment);
    snprintf(text, sizeof text, "%lld", (long long)it->tries_left);
    facts_line(page->facts, _("Tries left"), text);
    facts_heading(page->facts, _("Which amount came?"));
    facts_text(page->facts, ROLE_LABEL,
               _("It takes from 5 minutes to 72 hours. The amount is under one yuan: type its two "
                 "decimals. The third wrong one ends this attempt."));
    facts_end(page->facts);
    if (!page->amount_form)
        certify_give_form(screen, &page->amount_form, amount_fields, &page->amount, NULL);
    screen_dirty(screen, DIRTY_LAYOUT);
    watch(screen, it);
}

static void judged(void *owner, struct db_rows **rows, const struct err *err);

static void ask_verdict(struct screen *screen)
{
    struct certify *page = certify_of(screen);

    page->busy = ui_busy(screen->ui, _("Asking"), NULL, NULL);
    certification_answer(app_db(app_of(screen)), page->certification_id,
                         (int)strtol(page->amount.fen, NULL, 10), screen, judged);
}

/* The first answer is that the try is counted; the next call judges it. */
static void judged(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct certify *page = certify_of(screen);
    const struct certification_verdict *it = err->code || !(*rows)->count ? NULL : (*rows)->data;
    char text[200];

    ui_busy_done(screen->ui, &page->busy);
    if (!it) {
        form_error(page->amount_form, err);
        ui_fail(screen->ui, err);
    } else if (strcmp(it->verdict, "counted") == 0) {
        ask_verdict(screen);
    } else if (strcmp(it->verdict, "certified") == 0) {
        certify_done(screen);
    } else {
        snprintf(text, sizeof text,
                 ngettext("This is not the amount. %lld try is left.",
                          "This is not the amount. %lld tries are left.",
                          (unsigned long)it->tries_left),
                 (long long)it->tries_left);
        ui_say(screen->ui, MESSAGE_ERROR,
               strcmp(it->verdict, "wrong") == 0
                   ? text
                   : certification_failure_text(strcmp(it->verdict, "failed") ? "overtaken"
                                                                              : "wrong_amount"));
        memset(&page->amount, 0, sizeof page->amount);
        form_load(page->amount_form);
        certify_read(screen);
    }
}

enum handled certify_amount_answer(struct screen *screen)
{
    struct certify *page = certify_of(screen);
    struct err err = {.code = ERR_NONE};

    if (!form_store(page->amount_form, &err)) {
        ui_fail(screen->ui, &err);
    } else if (strlen(page->amount.fen) != 2) {
        err_set(&err, ERR_INPUT, "amount", _("Two decimals: 07 for 0.07 yuan."), NULL);
        form_error(page->amount_form, &err);
        ui_fail(screen->ui, &err);
    } else {
        ask_verdict(screen);
    }
    return H_DONE;
}
