/* The fields of an application's four pages, and what they offer. */
#include "config.h"

#include "core/base/i18n.h"
#include "tui/screens/application_private.h"
#include "tui/screens/company_pick.h"

#include <stdio.h>
#include <string.h>

#define MEMBER(member) FIELD_AT(struct application_pages, member)
#define CODE_FIELD(field, text)                                                                    \
    {                                                                                              \
        .name = #field, .label = text, .kind = FIELD_CHOICE, .width = 34, MEMBER(field)            \
    }
#define UNIT_FIELD(field, text)                                                                    \
    {                                                                                              \
        .name = #field, .label = text,                                                             \
        .help = N_("Type a part of the company's name or code, or its initials."),                 \
        .kind = FIELD_LOOKUP, .store = STORE_INT64, .width = 40, MEMBER(field)                     \
    }
#define PERSON_FIELD(field, text)                                                                  \
    {                                                                                              \
        .name = #field, .label = text,                                                             \
        .help = N_("A member of the general contractor whose identity was checked."),              \
        .kind = FIELD_LOOKUP, .store = STORE_INT64, .width = 24, MEMBER(field)                     \
    }
#define DAY_FIELD(field, text)                                                                     \
    {                                                                                              \
        .name = #field, .label = text, .kind = FIELD_DAY, .width = 12, MEMBER(field)               \
    }
#define MONEY_FIELD(field, text)                                                                   \
    {                                                                                              \
        .name = #field, .label = text,                                                             \
        .help = N_("In yuan, with two decimals at most; 860万 is understood, too."),               \
        .kind = FIELD_TEXT, .width = 24, .max = 28, MEMBER(field)                                  \
    }
#define TEXT_FIELD(field, text, cells, most)                                                       \
    {                                                                                              \
        .name = #field, .label = text, .kind = FIELD_TEXT, .width = cells, .max = most,            \
        MEMBER(field)                                                                              \
    }
#define HEADING(field, text)                                                                       \
    {                                                                                              \
        .name = field, .label = text, .kind = FIELD_HEADING                                        \
    }
#define END                                                                                        \
    {                                                                                              \
        .name = NULL                                                                               \
    }

static const struct field basics[] = {
    TEXT_FIELD(name, N_("Project's name"), 54, 100),
    {.name = "region",
     .label = N_("Region"),
     .help = N_("The county the site lies in."),
     .kind = FIELD_CHOICE,
     .width = 34,
     MEMBER(region)},
    CODE_FIELD(project_type, N_("Type")),
    {.name = "programme",
     .label = N_("Programme"),
     .help = N_("What groups several projects; may stay empty."),
     .kind = FIELD_TEXT,
     .width = 44,
     .max = 100,
     MEMBER(programme)},
    CODE_FIELD(project_class, N_("Class")),
    CODE_FIELD(nature, N_("Nature")),
    CODE_FIELD(ownership, N_("Ownership")),
    MONEY_FIELD(investment_fen, N_("Planned investment")),
    {.name = "floor_area_m2",
     .label = N_("Floor area"),
     .help = N_("In square metres, as the permit or the award has it."),
     .kind = FIELD_TEXT,
     .width = 24,
     .max = 14,
     MEMBER(floor_area_m2)},
    HEADING("office_head", N_("Decided by")),
    {.name = "hr_office_id",
     .label = N_("HR bureau"),
     .help = N_("Offered are those that look after the region."),
     .kind = FIELD_CHOICE,
     .store = STORE_INT64,
     .width = 40,
     MEMBER(hr_office_id)},
    CODE_FIELD(industry, N_("Industry")),
    {.name = "industry_office_id",
     .label = N_("Industry regulator"),
     .help = N_("Offered are those that look after the region and the industry."),
     .kind = FIELD_CHOICE,
     .store = STORE_INT64,
     .width = 40,
     MEMBER(industry_office_id)},
    END,
};

static const struct field units[] = {
    {.name = "company_name",
     .label = N_("General contractor"),
     .kind = FIELD_TEXT,
     .flags = FIELD_READ_ONLY,
     .width = 44,
     MEMBER(company_name)},
    UNIT_FIELD(client, N_("Client")),
    UNIT_FIELD(designer, N_("Designer")),
    UNIT_FIELD(supervision_firm, N_("Supervision firm")),
    UNIT_FIELD(surveyor, N_("Surveyor")),
    UNIT_FIELD(safety_authority, N_("Safety authority")),
    UNIT_FIELD(quality_authority, N_("Quality authority")),
    UNIT_FIELD(occupant, N_("Occupant")),
    HEADING("people_head", N_("People of the project")),
    PERSON_FIELD(administrator_id, N_("Project administrator")),
    PERSON_FIELD(contact_id, N_("Contact")),
    TEXT_FIELD(contact_position, N_("Position"), 24, 40),
    TEXT_FIELD(contact_email, N_("E-mail"), 40, 120),
    {.name = "contact_phone",
     .label = N_("Contact phone"),
     .help = N_("11 digits; F4 sends it a code that confirms it."),
     .kind = FIELD_NUMBER,
     .width = 16,
     .max = 14,
     MEMBER(contact_phone)},
    END,
};

static const struct field time_and_place[] = {
    DAY_FIELD(planned_start_on, N_("Planned start")),
    DAY_FIELD(planned_end_on, N_("Planned end")),
    DAY_FIELD(actual_start_on, N_("Actual start")),
    CODE_FIELD(state, N_("State")),
    HEADING("place_head", N_("Place")),
    {.name = "address",
     .label = N_("Address"),
     .help = N_("Of the site; F7 looks up where it lies."),
     .kind = FIELD_TEXT,
     .width = 46,
     .max = 120,
     MEMBER(address)},
    {.name = "longitude",
     .label = N_("Longitude"),
     .help = N_("Degrees east, 87.616842; it must lie in the chosen region."),
     .kind = FIELD_TEXT,
     .width = 14,
     .max = 12,
     MEMBER(longitude)},
    {.name = "latitude",
     .label = N_("Latitude"),
     .help = N_("Degrees north, 43.825592; it must lie in the chosen region."),
     .kind = FIELD_TEXT,
     .width = 14,
     .max = 12,
     MEMBER(latitude)},
    END,
};

static const struct field contract[] = {
    HEADING("contract_head", N_("Construction contract")),
    TEXT_FIELD(contract_number, N_("Contract number"), 30, 60),
    MONEY_FIELD(contract_price_fen, N_("Contract price")),
    DAY_FIELD(contract_signed_on, N_("Signed on")),
    {.name = "transfer_cycle_days",
     .label = N_("Labour-cost transfer"),
     .help =
         N_("Every how many days the labour cost is moved to the wage account; a month at most."),
     .kind = FIELD_NUMBER,
     .width = 6,
     .max = 2,
     MEMBER(transfer_cycle_days)},
    HEADING("permit_head", N_("Permit and guarantee")),
    CODE_FIELD(permit, N_("Construction permit")),
    TEXT_FIELD(permit_number, N_("Permit number"), 30, 60),
    DAY_FIELD(permit_issued_on, N_("Issued on")),
    DAY_FIELD(permit_valid_until, N_("Valid until")),
    CODE_FIELD(guarantee, N_("Payment guarantee")),
    TEXT_FIELD(guarantor, N_("Guarantor"), 40, 100),
    {.name = "guarantor_uscc",
     .label = N_("Guarantor's code"),
     .help = N_("The social credit code, 18 digits and letters."),
     .kind = FIELD_NUMBER,
     .flags = FIELD_LETTERS,
     .width = 22,
     .max = 18,
     MEMBER(guarantor_uscc)},
    MONEY_FIELD(guarantee_fen, N_("Amount guaranteed")),
    DAY_FIELD(guarantee_from_on, N_("Guaranteed from")),
    DAY_FIELD(guarantee_until_on, N_("Guaranteed until")),
    END,
};

static const struct {
    const char *title;
    const struct field *fields;
} pages[APPLICATION_PAGES] = {
    {N_("Basics"), basics},
    {N_("Units"), units},
    {N_("Time and place"), time_and_place},
    {N_("Contract and papers"), contract},
};

const struct field *application_fields(int page)
{
    return pages[page - 1].fields;
}

const char *application_page_title(int page)
{
    return gettext(pages[page - 1].title);
}

const char *application_field_label(int page, const char *field)
{
    if (strcmp(field, "contact_code") == 0)
        return _("the code that confirms the contact phone");
    if (strcmp(field, "application_form") == 0)
        return _("the signed application form");
    if (page < 1 || page > APPLICATION_PAGES)
        return field;
    for (const struct field *f = pages[page - 1].fields; f->name; f++)
        if (strcmp(f->name, field) == 0)
            return gettext(f->label);
    return field;
}

/* ---- what is offered ---- */

static bool offer_yes_no(struct form *form, const char *field)
{
    const struct choice items[] = {
        {.code = "true", .text = _("yes")},
        {.code = "false", .text = _("no")},
    };

    return form_choices(form, field, items, 2);
}

static bool offer_first_states(struct form *form, const struct code_book *book)
{
    const struct choice items[] = {
        {.code = "preparing", .text = code_name(book, CODE_PROJECT_STATE, "preparing")},
        {.code = "in_progress", .text = code_name(book, CODE_PROJECT_STATE, "in_progress")},
    };

    return form_choices(form, "state", items, 2);
}

static struct offer offer_for(struct screen *screen, const char *field)
{
    return (struct offer){
        .app = app_of(screen), .form = application_of(screen)->form, .field = field};
}

static void ask_offices(struct screen *screen)
{
    struct application_screen *page = application_of(screen);
    const char *region = form_value(page->form, "region");

    offer_offices(&page->hr_office, "hr", region, NULL);
    offer_offices(&page->industry_office, "industry", region, form_value(page->form, "industry"));
}

/* A number on record shows as the name behind it, before any list has come. */
static void show_name(struct form *form, const char *field, int64_t id, const char *name)
{
    char code[24];

    if (!id)
        return;
    snprintf(code, sizeof code, "%lld", (long long)id);
    form_show_as(form, field, code, name ? name : code);
}

static bool dress_basics(struct screen *screen, const struct application *now)
{
    struct application_screen *page = application_of(screen);
    const struct code_book *book = app_codes(app_of(screen));
    struct form *form = page->form;

    page->hr_office = offer_for(screen, "hr_office_id");
    page->industry_office = offer_for(screen, "industry_office_id");
    if (now) {
        show_name(form, "hr_office_id", now->hr_office_id, now->hr_office_name);
        show_name(form, "industry_office_id", now->industry_office_id, now->industry_office_name);
    }
    if (!offer_regions(form, "region", book) ||
        !offer_codes(form, "project_type", book, CODE_PROJECT_TYPE, NULL) ||
        !offer_codes(form, "project_class", book, CODE_PROJECT_CLASS, NULL) ||
        !offer_codes(form, "nature", book, CODE_PROJECT_NATURE, NULL) ||
        !offer_codes(form, "ownership", book, CODE_PROJECT_OWNERSHIP, NULL) ||
        !offer_codes(form, "industry", book, CODE_INDUSTRY, NULL))
        return false;
    ask_offices(screen);
    return true;
}

static bool dress_units(struct screen *screen, const struct application *now)
{
    struct application_screen *page = application_of(screen);
    struct form *form = page->form;

    page->units = offer_for(screen, "client");
    page->people = offer_for(screen, "administrator_id");
    if (!now)
        return true;
    show_name(form, "client", now->client, now->client_name);
    show_name(form, "designer", now->designer, now->designer_name);
    show_name(form, "supervision_firm", now->supervision_firm, now->supervision_firm_name);
    show_name(form, "surveyor", now->surveyor, now->surveyor_name);
    show_name(form, "safety_authority", now->safety_authority, now->safety_authority_name);
    show_name(form, "quality_authority", now->quality_authority, now->quality_authority_name);
    show_name(form, "occupant", now->occupant, now->occupant_name);
    show_name(form, "administrator_id", now->administrator_id, now->administrator_name);
    show_name(form, "contact_id", now->contact_id, now->contact_name);
    if (now->contact_phone && now->confirmed_phone &&
        strcmp(now->contact_phone, now->confirmed_phone) == 0)
        form_note(form, "contact_phone", ROLE_GOOD, _("confirmed"));
    return true;
}

/* Details stand only where there is something to detail. */
static void hide_details(struct form *form)
{
    static const char *const of_permit[] = {"permit_number", "permit_issued_on",
                                            "permit_valid_until"};
    static const char *const of_guarantee[] = {"guarantor", "guarantor_uscc", "guarantee_fen",
                                               "guarantee_from_on", "guarantee_until_on"};
    bool permit = strcmp(form_value(form, "permit"), "true") == 0;
    bool guarantee = strcmp(form_value(form, "guarantee"), "true") == 0;

    for (size_t i = 0; i < sizeof of_permit / sizeof *of_permit; i++)
        form_hide(form, of_permit[i], !permit);
    for (size_t i = 0; i < sizeof of_guarantee / sizeof *of_guarantee; i++)
        form_hide(form, of_guarantee[i], !guarantee);
}

bool application_dress(struct screen *screen)
{
    struct application_screen *page = application_of(screen);
    const struct application *now = application_now(page);
    bool done = true;

    if (page->page == PAGE_BASICS) {
        done = dress_basics(screen, now);
    } else if (page->page == PAGE_UNITS) {
        done = dress_units(screen, now);
    } else if (page->page == PAGE_TIME) {
        done = offer_first_states(page->form, app_codes(app_of(screen)));
    } else {
        done = offer_yes_no(page->form, "permit") && offer_yes_no(page->form, "guarantee");
        hide_details(page->form);
    }
    return done;
}

void application_changed(void *owner, struct form *form, const char *field)
{
    struct screen *screen = owner;

    if (strcmp(field, "region") == 0 || strcmp(field, "industry") == 0)
        ask_offices(screen);
    if (strcmp(field, "permit") == 0 || strcmp(field, "guarantee") == 0)
        hide_details(form);
}

void application_look_up(void *owner, struct form *form, const char *field, const char *typed,
                         unsigned ticket)
{
    struct application_screen *page = application_of(owner);

    (void)form;
    if (strcmp(field, "administrator_id") == 0 || strcmp(field, "contact_id") == 0)
        offer_people(&page->people, page->company_id, typed, ticket);
    else
        offer_company(&page->units, 0, typed, ticket);
}
