/* Certifying a company (SPEC 4.2): the four elements; then the legal representative's own card on
 * the reader, or a micro-deposit whose two decimals are typed in. */
#include "config.h"

#include "core/base/digest.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/certification.h"
#include "core/company.h"
#include "tui/app.h"
#include "tui/kit/form.h"
#include "tui/screens/account_card.h"
#include "tui/screens/facts.h"
#include "tui/screens/offer.h"
#include "tui/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Which of its faces the page shows. */
enum face { FACE_NONE, FACE_ELEMENTS, FACE_CARD, FACE_AMOUNT };

struct amount {
    char fen[4];
};

struct page {
    struct certification_form record;
    struct amount amount;
    struct form *form, *amount_form;
    struct facts *facts;
    enum face face;
    int64_t company_id, certification_id;
    bool deposits; /* is the service there? */
    char token[40], request_id[UUID_SIZE], asked[DIGEST_SIZE];
    struct account_card card;
    bool has_card;
    struct db *door;
    unsigned busy;
};

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

#define MEMBER(member) FIELD_AT(struct certification_form, member)

static const struct field fields[] = {
    {.name = "name",
     .label = N_("Company"),
     .flags = FIELD_READ_ONLY | FIELD_STRONG,
     .width = 50,
     MEMBER(name)},
    {.name = "uscc",
     .label = N_("Social credit code"),
     .flags = FIELD_READ_ONLY,
     .width = 20,
     MEMBER(uscc)},
    {.name = "legal_representative",
     .label = N_("Legal representative"),
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_NAME,
     .width = 24,
     .max = 40,
     MEMBER(legal_representative)},
    {.name = "id_number",
     .label = N_("Their ID number"),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED | FIELD_LETTERS,
     .width = 22,
     .max = 18,
     MEMBER(id_number)},
    {.name = "way",
     .label = N_("Proof"),
     .help =
         N_("The legal representative's own card on this terminal's reader, or an amount under one "
            "yuan that is paid to the company's account."),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 36,
     MEMBER(way)},
    {.name = "account_head", .label = N_("The company's bank account"), .kind = FIELD_HEADING},
    {.name = "account_name",
     .label = N_("Account name"),
     .flags = FIELD_READ_ONLY,
     .width = 50,
     MEMBER(account_name)},
    {.name = "account_number",
     .label = N_("Account number"),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED,
     .width = 34,
     .max = 40,
     MEMBER(account_number)},
    {.name = "bank",
     .label = N_("Bank"),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 36,
     MEMBER(bank)},
    {.name = "branch",
     .label = N_("Branch"),
     .help = N_("The account's branch, or the branch above it."),
     .kind = FIELD_TEXT,
     .width = 36,
     .max = 60,
     MEMBER(branch)},
    {.name = "own_account",
     .label = N_("Not the wage account"),
     .help = N_("A project's special account for wages cannot be used."),
     .kind = FIELD_YES_NO,
     .store = STORE_BOOL,
     .flags = FIELD_REQUIRED,
     .yes_text = N_("it is no special account"),
     .no_text = N_("not confirmed"),
     .width = 30,
     MEMBER(own_account)},
    {.name = NULL},
};

static const char *const deposit_fields[] = {"account_head", "account_name", "account_number",
                                             "bank",         "branch",       "own_account"};

static const struct field amount_fields[] = {
    {.name = "amount",
     .label = N_("Amount: 0."),
     .help = N_("The two decimals of the amount that came: 07 for 0.07 yuan."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED | FIELD_NO_DRAFT,
     .width = 4,
     .max = 2,
     FIELD_AT(struct amount, fen)},
    {.name = NULL},
};

static bool is_deposit(const struct page *page)
{
    return strcmp(page->form ? form_value(page->form, "way") : page->record.way, "deposit") == 0;
}

static void show_way(struct page *page)
{
    for (size_t i = 0; i < sizeof deposit_fields / sizeof *deposit_fields; i++)
        form_hide(page->form, deposit_fields[i], !is_deposit(page));
}

static void field_changed(void *owner, struct form *form, const char *field)
{
    (void)form;
    if (strcmp(field, "way") == 0)
        show_way(page_of(owner));
    screen_dirty(owner, DIRTY_LAYOUT);
}

static const struct form_hooks hooks = {.changed = field_changed};

/* ---- the faces ---- */

static bool give_form(struct screen *screen, struct form **form, const struct field *table,
                      void *record, const struct form_hooks *with)
{
    *form = form_new(screen, table, record, 0, with, screen);
    if (!*form || !screen_add(screen, form_widget(*form)))
        return false;
    screen_focus_on(screen, form_widget(*form));
    return true;
}

static void drop_form(struct screen *screen, struct form **form)
{
    if (*form)
        screen_remove(screen, form_widget(*form));
    *form = NULL;
}

static bool elements_face(struct screen *screen)
{
    struct page *page = page_of(screen);
    const struct choice ways[] = {
        {.code = "card", .text = _("the legal representative's card")},
        {.code = "deposit", .text = _("micro-deposit to its account")},
    };

    drop_form(screen, &page->amount_form);
    if (!page->form &&
        (!give_form(screen, &page->form, fields, &page->record, &hooks) ||
         !form_choices(page->form, "way", ways, page->deposits ? 2 : 1) ||
         !offer_codes(page->form, "bank", app_codes(app_of(screen)), CODE_BANK, NULL)))
        return false;
    show_way(page);
    page->face = FACE_ELEMENTS;
    return true;
}

static void say_failed(struct page *page, const struct certification *it)
{
    char moment[32], text[300];

    if (it->state && strcmp(it->state, "failed") == 0)
        facts_text(page->facts, ROLE_WARN, certification_failure_text(it->failure));
    if (it->again_at) {
        app_moment(it->again_at, moment, sizeof moment);
        snprintf(text, sizeof text, _("The next micro-deposit is possible from %s."), moment);
        facts_text(page->facts, ROLE_LABEL, text);
    }
}

static void show_elements(struct screen *screen, const struct certification *it)
{
    struct page *page = page_of(screen);

    text_copy(page->record.name, sizeof page->record.name, it->company_name);
    text_copy(page->record.account_name, sizeof page->record.account_name, it->company_name);
    text_copy(page->record.uscc, sizeof page->record.uscc, it->uscc);
    if (!*page->record.way)
        text_copy(page->record.way, sizeof page->record.way, "card");
    page->record.company_id = page->company_id;
    facts_begin(page->facts);
    facts_text(
        page->facts, ROLE_LABEL,
        _("Who certifies the company becomes its administrator. If its name or code is wrong "
          "here, do not go on."));
    if (!page->deposits)
        facts_text(
            page->facts, ROLE_LABEL,
            _("Micro-deposits are not set up here: the legal representative's card is needed."));
    say_failed(page, it);
    facts_end(page->facts);
    if (elements_face(screen))
        form_load(page->form);
}

static void show_card_wanted(struct screen *screen, const char *wrong)
{
    struct page *page = page_of(screen);

    page->face = FACE_CARD;
    drop_form(screen, &page->form);
    facts_begin(page->facts);
    facts_line(page->facts, _("Company"), page->record.name);
    facts_role(page->facts, ROLE_STRONG);
    facts_line(page->facts, _("Legal representative"), page->record.legal_representative);
    facts_heading(page->facts, _("Lay the legal representative's own card on the reader"));
    facts_text(page->facts, ROLE_LABEL,
               _("Its number and name must be those that were typed. The page waits ten minutes."));
    if (wrong)
        facts_text(page->facts, ROLE_ERROR, wrong);
    facts_end(page->facts);
    screen_dirty(screen, DIRTY_LAYOUT);
}

static void show_deposit(struct screen *screen, const struct certification *it)
{
    struct page *page = page_of(screen);
    char moment[32], text[300];

    page->face = FACE_AMOUNT;
    page->certification_id = it->certification_id;
    drop_form(screen, &page->form);
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
        give_form(screen, &page->amount_form, amount_fields, &page->amount, NULL);
    screen_dirty(screen, DIRTY_LAYOUT);
}

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    const struct certification *it = *rows && (*rows)->count ? (*rows)->data : NULL;

    if (err->code || !it) {
        ui_fail(screen->ui, err);
        return;
    }
    screen_set_part(screen, it->company_name);
    if (it->state && strcmp(it->state, "open") == 0 && strcmp(it->way, "deposit") == 0)
        show_deposit(screen, it);
    else
        show_elements(screen, it);
}

static void read_again(struct screen *screen)
{
    certification_get(app_db(app_of(screen)), page_of(screen)->company_id, screen, came);
}

static void service_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;

    if (err->code)
        ui_fail(screen->ui, err);
    else if ((*rows)->count)
        page_of(screen)->deposits = ((const struct company_flag *)(*rows)->data)->flag;
    read_again(screen);
}

static void begin_page(struct screen *screen)
{
    company_service_on(app_db(app_of(screen)), "deposit", screen, service_came);
}

/* ---- the end ---- */

static void certified(struct screen *screen)
{
    struct app *app = app_of(screen);
    struct ui *ui = screen->ui;
    char text[500];

    snprintf(text, sizeof text, _("%s is certified. You are its administrator."),
             page_of(screen)->record.name);
    if (page_of(screen)->form)
        form_saved(page_of(screen)->form);
    app_read_companies(app);
    ui_close(ui, screen);
    ui_say(ui, MESSAGE_GOOD, text);
}

static void card_answered(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct account_word *answer = err->code || !(*rows)->count ? NULL : (*rows)->data;
    const char *wrong = answer ? certification_card_text(answer->word) : NULL;

    ui_busy_done(screen->ui, &page->busy);
    secret_wipe(&page->card, sizeof page->card);
    page->has_card = false;
    if (!answer) {
        ui_fail(screen->ui, err);
        read_again(screen); /* the token may be too old: the elements again */
    } else if (wrong) {
        show_card_wanted(screen, wrong);
        ui_say(screen->ui, MESSAGE_ERROR, wrong);
    } else {
        certified(screen);
    }
}

static void send_card(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct err err = {.code = ERR_NONE};

    page->door = app_door(app_of(screen), &err);
    if (!page->door) {
        ui_fail(screen->ui, &err);
        return;
    }
    page->busy = ui_busy(screen->ui, _("Checking the card"), NULL, NULL);
    certification_card(page->door, page->token, &page->card, screen, card_answered);
}

static void judged(void *owner, struct db_rows **rows, const struct err *err);

static void ask_verdict(struct screen *screen)
{
    struct page *page = page_of(screen);

    page->busy = ui_busy(screen->ui, _("Asking"), NULL, NULL);
    certification_answer(app_db(app_of(screen)), page->certification_id,
                         (int)strtol(page->amount.fen, NULL, 10), screen, judged);
}

/* The first answer is that the try is counted; the next call judges it. */
static void judged(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct certification_verdict *it = err->code || !(*rows)->count ? NULL : (*rows)->data;
    char text[200];

    ui_busy_done(screen->ui, &page->busy);
    if (!it) {
        form_error(page->amount_form, err);
        ui_fail(screen->ui, err);
    } else if (strcmp(it->verdict, "counted") == 0) {
        ask_verdict(screen);
    } else if (strcmp(it->verdict, "certified") == 0) {
        certified(screen);
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
        read_again(screen);
    }
}

static enum handled answer(struct screen *screen)
{
    struct page *page = page_of(screen);
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

/* ---- beginning ---- */

static void begun(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct page *page = page_of(screen);
    const struct certification_begun *it = err->code || !(*rows)->count ? NULL : (*rows)->data;

    ui_busy_done(screen->ui, &page->busy);
    if (!it) {
        form_error(page->form, err);
        ui_fail(screen->ui, err);
        return;
    }
    form_saved(page->form);
    if (!it->token) {
        ui_say(screen->ui, MESSAGE_GOOD, _("The amount is on its way to the company's account."));
        read_again(screen);
        return;
    }
    text_copy(page->token, sizeof page->token, it->token);
    show_card_wanted(screen, NULL);
    if (page->has_card)
        send_card(screen);
}

/* The same content asked again is the same request: an answer that was lost comes back. A token,
 * too; but one that was tried is asked for anew. */
static void name_request(struct page *page)
{
    char *json = record_to_json(&certification_form_shape, &page->record);
    char digest[DIGEST_SIZE] = "";

    if (json)
        digest_of(json, strlen(json), digest);
    if (!json || page->token[0] || strcmp(digest, page->asked))
        uuid_make(page->request_id);
    page->token[0] = '\0';
    memcpy(page->asked, digest, sizeof page->asked);
    record_json_free(&json);
}

static void begin(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct app *app = app_of(screen);
    struct err err = {.code = ERR_NONE};

    if (!form_store(page->form, &err) ||
        !certification_parse(&page->record, app_today(app), &err)) {
        form_error(page->form, &err);
        ui_fail(screen->ui, &err);
        return;
    }
    name_request(page);
    page->busy = ui_busy(screen->ui, _("Asking"), NULL, NULL);
    certification_begin(app_db(app), page->request_id, &page->record, screen, begun);
}

static enum handled run_begin(struct screen *screen)
{
    begin(screen);
    return H_DONE;
}

/* ---- the screen ---- */

static bool certify_open(struct screen *screen, const void *arg, struct err *err)
{
    struct page *page = page_of(screen);

    page->company_id = arg ? strtoll(arg, NULL, 10) : 0;
    if (!page->company_id)
        return err_set(err, ERR_INPUT, NULL, _("Which company? Find it first."),
                       _("My companies, F2."));
    page->facts = facts_new(screen);
    if (!page->facts)
        return err_set(err, ERR_BUG, NULL, _("There is no memory left for this page."), NULL);
    begin_page(screen);
    return true;
}

static void certify_close(struct screen *screen)
{
    struct page *page = page_of(screen);
    struct db *db = app_db(app_of(screen));

    if (db)
        db_forget(db, screen);
    if (page->door && app_me(app_of(screen)))
        db_forget(page->door, screen);
    ui_busy_done(screen->ui, &page->busy);
    secret_wipe(&page->card, sizeof page->card);
}

static enum handled certify_event(struct screen *screen, const struct event *event)
{
    struct page *page = page_of(screen);

    if (event->kind == EV_APP && event->code == APP_ONLINE && page->face == FACE_NONE)
        begin_page(screen);
    if (page->busy || page->face == FACE_NONE || page->face == FACE_AMOUNT ||
        (page->face == FACE_ELEMENTS && is_deposit(page)) || !account_card_read(event, &page->card))
        return H_PASS;
    page->has_card = true;
    if (page->face == FACE_CARD)
        send_card(screen);
    else
        begin(screen);
    return H_DONE;
}

static enum handled look_again(struct screen *screen)
{
    read_again(screen);
    return H_DONE;
}

/* Back to what was typed. */
static enum handled back(struct screen *screen)
{
    struct page *page = page_of(screen);

    if (elements_face(screen))
        form_load(page->form);
    return H_DONE;
}

static bool shows_elements(const struct screen *screen)
{
    return page_of(screen)->face == FACE_ELEMENTS && !page_of(screen)->busy;
}

static bool shows_card(const struct screen *screen)
{
    return page_of(screen)->face == FACE_CARD && !page_of(screen)->busy;
}

static bool shows_amount(const struct screen *screen)
{
    return page_of(screen)->face == FACE_AMOUNT && !page_of(screen)->busy;
}

static const struct action actions[] = {
    {"begin", "F2", N_("Go on"), N_("Checks the four elements and asks for the proof."), NULL,
     ACTION_WHEN, shows_elements, run_begin},
    {"answer", "F2", N_("This amount"), N_("Says which amount came; three tries."), NULL,
     ACTION_WHEN, shows_amount, answer},
    {"again", "F5", N_("Look again"), N_("Has the bank paid?"), NULL, ACTION_WHEN, shows_amount,
     look_again},
    {"change", "F8", N_("Correct"), N_("Back to the four elements."), NULL, ACTION_WHEN, shows_card,
     back},
    {.name = NULL},
};

const struct screen_ops screen_certify = {
    .name = "certify",
    .title = N_("Certify a company"),
    .help =
        N_("Proves that you act for the company: with its legal representative's own ID card, or "
           "with an amount paid to the company's bank account. Who succeeds becomes the company's "
           "administrator."),
    .state_size = sizeof(struct page),
    .actions = actions,
    .open = certify_open,
    .event = certify_event,
    .close = certify_close,
};
