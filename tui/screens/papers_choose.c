#include "config.h"

#include "tui/screens/papers_choose.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/picker.h"
#include "tui/kit/ui.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *kind, *label, *note;
} papers[] = {
    {"application_form", N_("Signed application form"), N_("exactly one image")},
    {"permit_scan", N_("Construction permit scans"), N_("up to 5 images")},
    {"wage_account_agreement", N_("Wage-account agreement"),
     N_("of client, general contractor and bank")},
};

enum { PAPERS = sizeof papers / sizeof *papers };

static void chosen(void *owner, const struct choice *choice)
{
    struct screen *screen = owner;
    struct err err;

    if (!choice)
        return;
    err_clear(&err);
    if (!ui_open(screen->ui, "attachments", choice->code, &err))
        ui_fail(screen->ui, &err);
}

void papers_choose(struct screen *screen, int64_t project_id, const char *subject)
{
    struct choice items[PAPERS];
    char codes[PAPERS][192];

    for (int i = 0; i < PAPERS; i++) {
        snprintf(codes[i], sizeof codes[i], "%lld %s ", (long long)project_id, papers[i].kind);
        text_cut(codes[i] + strlen(codes[i]), sizeof codes[i] - strlen(codes[i]), subject, 30, 1);
        items[i] = (struct choice){
            .code = codes[i], .text = gettext(papers[i].label), .note = gettext(papers[i].note)};
    }
    picker_open(screen->ui, _("Papers"), items, PAPERS, NULL, NULL, chosen, screen);
}
