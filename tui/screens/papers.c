#include "config.h"

#include "tui/screens/papers.h"

#include "core/attachment.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/print/application_form.h"
#include "tui/app.h"
#include "tui/kit/picker.h"
#include "tui/screens/application_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PRINT "print" /* the code of the first row */

/* What the picker shows of a kind, while it copies it. */
struct shown {
    char code[192], note[96];
};

/* ---- the form ---- */

/* The sections of a page of facts. `rows` is theirs. */
struct printout {
    struct print_section *sections;
    struct print_row *rows;
    size_t count;
};

static bool read_facts(const struct facts *facts, struct printout *out)
{
    struct fact_seen fact;
    size_t n = 0, used = 0;

    for (size_t at = 0; facts_next(facts, &at, &fact);)
        n++;
    *out = (struct printout){calloc(n + 1, sizeof *out->sections), calloc(n + 1, sizeof *out->rows),
                             0};
    if (!out->sections || !out->rows || !facts_whole(facts))
        return false;
    for (size_t at = 0; facts_next(facts, &at, &fact);) {
        if (fact.heading) {
            out->sections[out->count++] =
                (struct print_section){.title = fact.value, .rows = out->rows + used};
        } else if (out->count) {
            out->rows[used++] = (struct print_row){fact.label ? fact.label : "", fact.value};
            out->sections[out->count - 1].count++;
        }
    }
    return true;
}

static char *form_of(struct app *app, const struct application *now)
{
    struct facts *facts = facts_new(NULL);
    struct printout out = {NULL, NULL, 0};
    char printed[200], moment[32], *json = NULL;

    if (!facts)
        return NULL;
    facts_begin(facts);
    application_facts(facts, app, now);
    app_moment((int64_t)time(NULL) * 1000000, moment, sizeof moment);
    snprintf(printed, sizeof printed, _("Printed %s by %s"), moment, app_me(app)->name);
    if (read_facts(facts, &out))
        json = application_form_json(&(struct application_form){
            .project_name = now->name,
            .general_contractor = now->company_name,
            .state = application_approval_name(now->approval),
            .printed = printed,
            .sections = out.sections,
            .count = out.count,
        });
    free(out.sections);
    free(out.rows);
    facts_free(&facts);
    return json;
}

static void print_form(struct papers *papers)
{
    struct screen *screen = papers->screen;
    const struct application *now = papers->now(screen);
    char stem[300], *json;

    if (!now)
        return;
    json = form_of(app_of(screen), now);
    snprintf(stem, sizeof stem, _("application-form-%s"), now->name ? now->name : "");
    paper_job_start(&papers->job, screen, &json, stem);
}

/* ---- which ---- */

static void chosen(void *owner, const struct choice *choice)
{
    struct papers *papers = owner;
    struct err err = {.code = ERR_NONE};

    if (!choice)
        return;
    if (strcmp(choice->code, PRINT) == 0)
        print_form(papers);
    else if (!ui_open(papers->screen->ui, "attachments", choice->code, &err))
        ui_fail(papers->screen->ui, &err);
}

static void describe(struct papers *papers, const struct attachment_kind *kind, struct choice *item,
                     struct shown *shown)
{
    const struct application *now = papers->now(papers->screen);
    const struct code code = {
        .code = kind->attachment_kind, .name = kind->name, .name_en = kind->name_en};
    size_t used = (size_t)snprintf(shown->code, sizeof shown->code, "%lld %s ",
                                   now ? (long long)now->project_id : 0, kind->attachment_kind);

    text_cut(shown->code + used, sizeof shown->code - used, now && now->name ? now->name : "", 30,
             1);
    snprintf(shown->note, sizeof shown->note, _("%lld of %lld at most"), (long long)kind->stored,
             (long long)kind->max_count);
    *item = (struct choice){.code = shown->code,
                            .text = code_shown(app_codes(app_of(papers->screen)), &code),
                            .note = shown->note};
}

static void kinds_came(void *owner, struct db_rows **rows, const struct err *err)
{
    struct papers *papers = owner;
    const struct attachment_kind *kind = *rows ? (*rows)->data : NULL;
    size_t n = *rows && !err->code ? (*rows)->count : 0;
    struct choice *items = calloc(n + 1, sizeof *items);
    struct shown *shown = calloc(n + 1, sizeof *shown);

    papers->asked = false;
    if (err->code)
        ui_fail(papers->screen->ui, err);
    if (items && shown && !err->code) {
        items[0] = (struct choice){
            .code = PRINT, .text = _("Print the application form"), .note = _("filled in, as PDF")};
        for (size_t i = 0; i < n; i++)
            describe(papers, &kind[i], &items[i + 1], &shown[i]);
        picker_open(papers->screen->ui, _("Papers"), items, (int)n + 1, NULL, NULL, chosen, papers);
    }
    free(items);
    free(shown);
}

void papers_choose(struct papers *papers, struct screen *screen,
                   const struct application *(*now)(const struct screen *screen))
{
    papers->screen = screen;
    papers->now = now;
    if (papers->asked || !now(screen))
        return;
    papers->asked = true;
    attachment_kinds(app_db(app_of(screen)), now(screen)->project_id, papers, kinds_came);
}

void papers_close(struct papers *papers)
{
    if (!papers->screen)
        return;
    db_forget(app_db(app_of(papers->screen)), papers);
    paper_job_stop(&papers->job);
}
