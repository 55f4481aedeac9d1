#include "config.h"

#include "core/print/application_form.h"

#include "core/base/i18n.h"
#include "core/print/paper.h"

#include <stdio.h>

enum { BOX_MM = 42 };

static void add_section(struct paper *paper, const struct print_section *section)
{
    paper_heading(paper, section->title);
    paper_grid(paper, 2);
    for (size_t i = 0; i < section->count; i++)
        paper_grid_row(paper, section->rows[i].label, section->rows[i].value);
}

static void add_signatures(struct paper *paper, const struct application_form *form)
{
    const char *day = _("Date:        year      month      day");
    char seal[512];
    const struct paper_box boxes[] = {
        {seal, day},
        {_("Project administrator (signature)"), day},
    };

    snprintf(seal, sizeof seal, _("General contractor (seal)\n%s"),
             form->general_contractor ? form->general_contractor : "");
    paper_paragraph(paper, _("We answer for what this form says being true and whole."));
    paper_signatures(paper, boxes, sizeof boxes / sizeof *boxes, BOX_MM);
}

char *application_form_json(const struct application_form *form)
{
    struct paper *paper = paper_new(_("Project application form"), PAPER_A4);

    if (!paper)
        return NULL;
    paper_edges(paper, form->project_name, form->state, form->printed);
    paper_title(paper, _("Project application form"));
    for (size_t i = 0; i < form->count; i++)
        add_section(paper, &form->sections[i]);
    add_signatures(paper, form);
    return paper_json(&paper);
}
