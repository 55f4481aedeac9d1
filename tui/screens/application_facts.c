#include "config.h"

#include "tui/screens/application_facts.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static const char *money(int64_t fen, char out[64])
{
    char sum[MONEY_SIZE];

    out[0] = '\0';
    if (fen)
        snprintf(out, 64, _("%s yuan"), money_format(fen, sum));
    return out;
}

static const char *span(struct day from, struct day until, char out[64])
{
    char begin[DAY_SIZE], end[DAY_SIZE];

    out[0] = '\0';
    if (day_is_set(from) || day_is_set(until))
        snprintf(out, 64, _("%s to %s"), day_format(from, begin), day_format(until, end));
    return out;
}

static const char *yes_or_no(const char *answer)
{
    return !answer ? "" : strcmp(answer, "true") == 0 ? _("yes") : _("no");
}

static void add_basics(struct facts *facts, const struct code_book *book,
                       const struct application *a)
{
    char sum[64], area[64] = "";

    facts_heading(facts, _("Basics"));
    facts_line(facts, _("Project"), a->name);
    facts_role(facts, ROLE_STRONG);
    facts_line(facts, _("Region"), a->region_path);
    facts_line(facts, _("Type"), code_name(book, CODE_PROJECT_TYPE, a->project_type));
    facts_beside(facts, _("Class"), code_name(book, CODE_PROJECT_CLASS, a->project_class));
    facts_line(facts, _("Nature"), code_name(book, CODE_PROJECT_NATURE, a->nature));
    facts_beside(facts, _("Ownership"), code_name(book, CODE_PROJECT_OWNERSHIP, a->ownership));
    facts_line(facts, _("Planned investment"), money(a->investment_fen, sum));
    if (a->floor_area_m2)
        snprintf(area, sizeof area, _("%s sq. m"), a->floor_area_m2);
    facts_beside(facts, _("Floor area"), area);
    if (or_empty(a->programme)[0])
        facts_line(facts, _("Programme"), a->programme);
    facts_line(facts, _("HR bureau"), a->hr_office_name);
    facts_line(facts, _("Industry regulator"), a->industry_office_name);
    facts_beside(facts, _("Industry"), code_name(book, CODE_INDUSTRY, a->industry));
}

static void add_unit(struct facts *facts, const char *label, const char *name)
{
    if (or_empty(name)[0])
        facts_line(facts, label, name);
}

static void add_units(struct facts *facts, const struct application *a)
{
    bool confirmed =
        a->contact_phone && a->confirmed_phone && strcmp(a->contact_phone, a->confirmed_phone) == 0;

    facts_heading(facts, _("Units"));
    add_unit(facts, _("General contractor"), a->company_name);
    add_unit(facts, _("Client"), a->client_name);
    add_unit(facts, _("Designer"), a->designer_name);
    add_unit(facts, _("Supervision firm"), a->supervision_firm_name);
    add_unit(facts, _("Surveyor"), a->surveyor_name);
    add_unit(facts, _("Safety authority"), a->safety_authority_name);
    add_unit(facts, _("Quality authority"), a->quality_authority_name);
    add_unit(facts, _("Occupant"), a->occupant_name);
    facts_line(facts, _("Project administrator"), a->administrator_name);
    facts_line(facts, _("Contact"), a->contact_name);
    facts_beside(facts, _("Position"), a->contact_position);
    facts_line(facts, _("Contact phone"), a->contact_phone);
    if (confirmed)
        facts_role(facts, ROLE_GOOD);
    facts_beside(facts, _("E-mail"), a->contact_email);
}

static void add_time_and_place(struct facts *facts, const struct code_book *book,
                               const struct application *a)
{
    char text[64], day[DAY_SIZE];

    facts_heading(facts, _("Time and place"));
    facts_line(facts, _("Planned"), span(a->planned_start_on, a->planned_end_on, text));
    facts_line(facts, _("Actual start"), day_format(a->actual_start_on, day));
    facts_beside(facts, _("State"), code_name(book, CODE_PROJECT_STATE, a->state));
    facts_role(facts, ROLE_ACCENT);
    facts_line(facts, _("Address"), a->address);
    text[0] = '\0';
    if (a->longitude && a->latitude)
        snprintf(text, sizeof text, "%s, %s", a->longitude, a->latitude);
    facts_line(facts, _("Coordinates"), text);
    facts_beside(facts, _("Position from"),
                 !text[0]      ? ""
                 : a->geocoded ? _("the geocoder")
                               : _("typed by hand"));
}

static void add_contract(struct facts *facts, const struct application *a)
{
    char text[64], day[DAY_SIZE], days[32] = "";

    facts_heading(facts, _("Contract"));
    facts_line(facts, _("Contract price"), money(a->contract_price_fen, text));
    facts_beside(facts, _("Contract number"), a->contract_number);
    facts_line(facts, _("Signed on"), day_format(a->contract_signed_on, day));
    if (a->transfer_cycle_days)
        snprintf(days, sizeof days, _("every %d days"), (int)(a->transfer_cycle_days % 1000));
    facts_beside(facts, _("Labour-cost transfer"), days);
    facts_line(facts, _("Construction permit"), yes_or_no(a->permit));
    if (a->permit && strcmp(a->permit, "true") == 0) {
        facts_beside(facts, _("Permit number"), a->permit_number);
        facts_line(facts, _("Permit valid"),
                   span(a->permit_issued_on, a->permit_valid_until, text));
    }
    facts_line(facts, _("Payment guarantee"), yes_or_no(a->guarantee));
    if (a->guarantee && strcmp(a->guarantee, "true") == 0) {
        facts_beside(facts, _("Amount guaranteed"), money(a->guarantee_fen, text));
        facts_line(facts, _("Guarantor"), a->guarantor);
        facts_line(facts, _("Guarantor's code"), a->guarantor_uscc);
        facts_beside(facts, _("Guaranteed"),
                     span(a->guarantee_from_on, a->guarantee_until_on, text));
    }
}

static void add_assessment(struct facts *facts, const struct application *a)
{
    char text[512];

    facts_heading(facts, _("Assessment"));
    facts_line(facts, _("In assessment scope"), a->in_assessment_scope ? _("yes") : _("no"));
    if (or_empty(a->assessment_reason)[0]) {
        snprintf(text, sizeof text, _("set by %s: %s"), or_empty(a->assessment_by_name),
                 a->assessment_reason);
        facts_text(facts, ROLE_VALUE, text);
    } else {
        facts_beside(facts, _("Set"), _("by the region's rule"));
    }
}

void application_facts(struct facts *facts, struct app *app, const struct application *a)
{
    const struct code_book *book = app_codes(app);

    add_basics(facts, book, a);
    add_units(facts, a);
    add_time_and_place(facts, book, a);
    add_contract(facts, a);
    add_assessment(facts, a);
}

void application_way(struct facts *facts, const struct application *a, const struct db_rows *rows)
{
    const struct application_decision *row = rows ? rows->data : NULL;
    size_t n = rows ? rows->count : 0;
    char moment[32], text[512];

    facts_heading(facts, _("Decision"));
    facts_line(facts, _("State"), application_approval_name(a->approval));
    facts_role(facts, strcmp(or_empty(a->approval), "rejected") == 0   ? ROLE_ERROR
                      : strcmp(or_empty(a->approval), "approved") == 0 ? ROLE_GOOD
                                                                       : ROLE_ACCENT);
    if (a->submitted_at) {
        snprintf(text, sizeof text, "%s  %s", app_moment(a->submitted_at, moment, sizeof moment),
                 or_empty(a->submitted_by_name));
        facts_beside(facts, _("Handed in"), text);
    }
    for (size_t i = 0; i < n; i++) {
        bool rejected = strcmp(or_empty(row[i].decision), "rejected") == 0;

        app_moment(row[i].decided_at, moment, sizeof moment);
        if (rejected)
            snprintf(text, sizeof text, _("%s  %s  %s  rejected: %s"), moment,
                     or_empty(row[i].office_name), or_empty(row[i].decided_by),
                     or_empty(row[i].reason));
        else
            snprintf(text, sizeof text, _("%s  %s  %s  approved"), moment,
                     or_empty(row[i].office_name), or_empty(row[i].decided_by));
        facts_text(facts,
                   row[i].round != a->round ? ROLE_DIM
                   : rejected               ? ROLE_ERROR
                                            : ROLE_GOOD,
                   text);
    }
}
