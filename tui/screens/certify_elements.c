/* The four elements of a certification, and which proof is to come. */
#include "config.h"

#include "tui/screens/certify_private.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "tui/screens/offer.h"

#include <stdio.h>
#include <string.h>

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
     .flags = FIELD_REQUIRED | FIELD_LETTERS | FIELD_NO_DRAFT,
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
     .width = 46,
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
     .flags = FIELD_REQUIRED | FIELD_NO_DRAFT,
     .width = 34,
     .max = 40,
     MEMBER(account_number)},
    {.name = "bank",
     .label = N_("Bank"),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 46,
     MEMBER(bank)},
    {.name = "branch",
     .label = N_("Branch"),
     .help = N_("The account's branch, or the branch above it."),
     .kind = FIELD_TEXT,
     .width = 46,
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

static bool is_deposit(const struct certify *page)
{
    return strcmp(page->form ? form_value(page->form, "way") : page->record.way, "deposit") == 0;
}

static void show_way(struct certify *page)
{
    for (size_t i = 0; i < sizeof deposit_fields / sizeof *deposit_fields; i++)
        form_hide(page->form, deposit_fields[i], !is_deposit(page));
}

static void field_changed(void *owner, struct form *form, const char *field)
{
    (void)form;
    if (strcmp(field, "way") == 0)
        show_way(certify_of(owner));
    screen_dirty(owner, DIRTY_LAYOUT);
}

static void keep_draft(void *owner, const char *json)
{
    page_draft_keep(&certify_of(owner)->draft, json);
}

static const struct form_hooks hooks = {.changed = field_changed, .draft = keep_draft};

bool certify_by_deposit(const struct screen *screen)
{
    return is_deposit(certify_of(screen));
}

/* ---- shown ---- */

static void draft_came(struct screen *screen)
{
    show_way(certify_of(screen));
    screen_dirty(screen, DIRTY_LAYOUT);
}

static bool elements_face(struct screen *screen)
{
    struct certify *page = certify_of(screen);
    const struct choice ways[] = {
        {.code = "card", .text = _("the legal representative's card")},
        {.code = "deposit", .text = _("micro-deposit to its account")},
    };

    certify_drop_form(screen, &page->amount_form);
    if (!page->form &&
        (!certify_give_form(screen, &page->form, fields, &page->record, &hooks) ||
         !form_choices(page->form, "way", ways, page->deposits ? 2 : 1) ||
         !offer_codes(page->form, "bank", app_codes(app_of(screen)), CODE_BANK, NULL)))
        return false;
    page->draft.form = page->form;
    page->draft.came = draft_came;
    page->draft.save = certify_begin;
    show_way(page);
    page->face = FACE_ELEMENTS;
    return true;
}

static void say_failed(struct certify *page, const struct certification *it)
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

void certify_elements_show(struct screen *screen, const struct certification *it)
{
    struct certify *page = certify_of(screen);

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
    if (!elements_face(screen))
        return;
    form_load(page->form);
    page_draft_offer(&page->draft);
}

void certify_elements_again(struct screen *screen)
{
    if (elements_face(screen))
        form_load(certify_of(screen)->form);
}

enum handled certify_throw_away(struct screen *screen)
{
    struct certify *page = certify_of(screen);

    page_draft_drop(&page->draft);
    secret_wipe(&page->record, sizeof page->record);
    certify_read(screen);
    return H_DONE;
}

/* ---- beginning ---- */

static void begun(void *owner, struct db_rows **rows, const struct err *err)
{
    struct screen *screen = owner;
    struct certify *page = certify_of(screen);
    const struct certification_begun *it = err->code || !(*rows)->count ? NULL : (*rows)->data;

    ui_busy_done(screen->ui, &page->busy);
    if (!it) {
        form_error(page->form, err);
        ui_fail(screen->ui, err);
        return;
    }
    form_saved(page->form);
    if (!it->token) {
        page_draft_drop(&page->draft);
        ui_say(screen->ui, MESSAGE_GOOD, _("The amount is on its way to the company's account."));
        certify_read(screen);
        return;
    }
    text_copy(page->token, sizeof page->token, it->token);
    certify_card_show(screen, NULL);
    if (page->has_card)
        certify_card_send(screen);
}

/* The same content asked again is the same request: an answer that was lost comes back. A token,
 * too; but one that was tried is asked for anew. */
static void name_request(struct certify *page)
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

void certify_begin(struct screen *screen)
{
    struct certify *page = certify_of(screen);
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
