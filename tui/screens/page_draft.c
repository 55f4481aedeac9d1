#include "config.h"

#include "tui/screens/page_draft.h"

#include "core/base/i18n.h"
#include "core/draft.h"
#include "tui/app.h"
#include "tui/kit/prompt.h"

#include <stdio.h>

static struct draft_keeper *keeper_of(const struct page_draft *draft)
{
    return app_drafts(app_of(draft->screen));
}

static const char *name_of(const struct page_draft *draft)
{
    return draft->screen->ops->name;
}

void page_draft_subject(struct page_draft *draft, int64_t of, int64_t id)
{
    if (of)
        snprintf(draft->subject, sizeof draft->subject, "%lld/%lld", (long long)of, (long long)id);
    else
        snprintf(draft->subject, sizeof draft->subject, "%lld", (long long)id);
}

void page_draft_keep(struct page_draft *draft, const char *json)
{
    draft_keep(keeper_of(draft), name_of(draft), draft->subject, json);
}

static void came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct page_draft *draft = owner;
    const struct draft_content *kept = *rows ? (*rows)->data : NULL;
    struct err bad = {.code = ERR_NONE};

    if (err->code || !(*rows)->count || !kept->content || form_changed(draft->form))
        return;
    if (!form_restore(draft->form, kept->content, &bad)) {
        ui_fail(draft->screen->ui, &bad);
        return;
    }
    if (draft->came)
        draft->came(draft->screen);
    ui_say(draft->screen->ui, MESSAGE_WARN,
           _("This is what you had typed and not saved. F8 throws it away."));
}

void page_draft_offer(struct page_draft *draft)
{
    if (!draft->offered)
        draft_get(keeper_of(draft), name_of(draft), draft->subject, draft, came);
    draft->offered = true;
}

void page_draft_drop(struct page_draft *draft)
{
    draft_drop(keeper_of(draft), name_of(draft), draft->subject);
}

static const struct prompt_answer leaving[] = {
    {"save", "F2", N_("Save it")},
    {"keep", "F4", N_("Keep as a draft")},
    {"discard", "F8", N_("Throw it away")},
};

static void answered(void *owner, int answer)
{
    struct page_draft *draft = owner;
    struct screen *screen = draft->screen;

    if (answer == 0) {
        draft->save(screen);
    } else if (answer == 1) {
        form_draft_now(draft->form);
        ui_close(screen->ui, screen);
    } else if (answer == 2) {
        page_draft_drop(draft);
        ui_close(screen->ui, screen);
    }
}

bool page_draft_may_close(struct page_draft *draft)
{
    if (!draft->form || !form_changed(draft->form))
        return true;
    prompt_choose(draft->screen->ui, draft->question,
                  _("A draft is kept for 7 days; this page offers it again."), leaving, 3, answered,
                  draft);
    return false;
}

void page_draft_forget(struct page_draft *draft)
{
    if (draft->screen && app_db(app_of(draft->screen)))
        db_forget(app_db(app_of(draft->screen)), draft);
}
