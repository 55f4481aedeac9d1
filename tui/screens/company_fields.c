#include "config.h"

#include "tui/screens/company_fields.h"

#include "core/base/i18n.h"
#include "core/company.h"

#include <string.h>

#define MEMBER(member) FIELD_AT(struct company_form, member)

static const char others_from[] = "may_head"; /* the heading above what may be corrected */

const struct field company_fields[] = {
    {.name = "head", .label = N_("In the register"), .kind = FIELD_HEADING},
    {.name = "name",
     .label = N_("Full name"),
     .help = N_("Exactly as on the business licence."),
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_STRONG,
     .width = 50,
     .max = 100,
     MEMBER(name)},
    {.name = "uscc",
     .label = N_("Social credit code"),
     .help =
         N_("18 characters, digits and letters without I, O, S, V, Z; the last one is a check."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED | FIELD_LETTERS,
     .width = 22,
     .max = 20,
     MEMBER(uscc)},
    {.name = "legal_representative",
     .label = N_("Legal representative"),
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_NAME,
     .width = 24,
     .max = 40,
     MEMBER(legal_representative)},
    {.name = others_from, .label = N_("May be corrected"), .kind = FIELD_HEADING},
    {.name = "short_name",
     .label = N_("Short name"),
     .help = N_("As lists show it; left empty, the full name."),
     .kind = FIELD_TEXT,
     .width = 30,
     .max = 40,
     MEMBER(short_name)},
    {.name = "region",
     .label = N_("Region"),
     .help = N_("Where it is registered."),
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .width = 30,
     MEMBER(region)},
    {.name = "registry_number",
     .label = N_("Registry number"),
     .help = N_("Of the commercial register, where it has one beside the social credit code."),
     .kind = FIELD_TEXT,
     .width = 24,
     .max = 30,
     MEMBER(registry_number)},
    {.name = "founded_on",
     .label = N_("Founded on"),
     .kind = FIELD_DAY,
     .width = 12,
     MEMBER(founded_on)},
    {.name = "registered_capital_fen",
     .label = N_("Registered capital"),
     .help = N_("In yuan; also 500万, 1.2亿."),
     .kind = FIELD_TEXT,
     .width = 24,
     MEMBER(capital)},
    {.name = "address",
     .label = N_("Company address"),
     .kind = FIELD_TEXT,
     .width = 50,
     .max = 200,
     MEMBER(address)},
    {.name = "phone",
     .label = N_("Company phone"),
     .kind = FIELD_TEXT,
     .width = 20,
     .max = 20,
     MEMBER(phone)},
    {.name = NULL},
};

static void fix(struct form *form, bool others, bool fixed)
{
    bool below = false;

    for (const struct field *field = company_fields; field->name; field++) {
        below = below || strcmp(field->name, others_from) == 0;
        if (field->kind != FIELD_HEADING && below == others)
            form_read_only(form, field->name, fixed);
    }
}

void company_fields_fix_certified(struct form *form, bool fixed)
{
    fix(form, false, fixed);
}

void company_fields_fix_others(struct form *form, bool fixed)
{
    fix(form, true, fixed);
}
