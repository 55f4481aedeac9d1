/* The menu of places. A new page is one row; the order is the one people look in: my sites, my
 * companies, what I am asked to decide, the server's care, myself and this terminal. */
#include "tui/screens/places.h"
#include "core/base/i18n.h"
#include "tui/app.h"
#include "tui/kit/picker.h"
#include "tui/screens/screens.h"

#include <string.h>

/* What must be open for a page to have something to show. */
enum place_of { OF_NOTHING, OF_PROJECT, OF_COMPANY };

struct place {
    const char *screen, *arg;
    const char *label, *note;
    enum place_of of;
    const char *need; /* a duty; NULL: everybody */
};

static const struct place places[] = {
    {"home", NULL, N_("First page"), N_("what waits for me, my projects"), OF_NOTHING, NULL},
    {"site", NULL, N_("Site"), N_("companies, teams and people, from above"), OF_PROJECT,
     "worker_read"},
    {"enrol", NULL, N_("Enrol"), N_("workers with their cards"), OF_PROJECT, "worker_enrol"},
    {"workers", NULL, N_("Workers"), N_("of the open project"), OF_PROJECT, "worker_read"},
    {"imports", NULL, N_("Import workers"), N_("from a table; who came by one"), OF_PROJECT,
     "worker_read"},
    {"teams", NULL, N_("Teams"), N_("of the open project"), OF_PROJECT, "team_read"},
    {"project", NULL, N_("Project"), N_("its facts, states and people"), OF_PROJECT,
     "project_read"},
    {"project_settings", NULL, N_("Project settings"), N_("of the open project"), OF_PROJECT,
     "project_read"},
    {"applications", NULL, N_("Project applications"), N_("for new projects of the company"),
     OF_COMPANY, "application_make"},
    {"application", NULL, N_("New application"), N_("for a project of the open company"),
     OF_COMPANY, "application_make"},
    {"applications", "pending", N_("Applications to decide"), N_("projects my office is named in"),
     OF_NOTHING, "application_decide"},
    {"exits", NULL, N_("Exits to approve"), N_("of the open project"), OF_PROJECT, "exit_read"},
    {"participants", NULL, N_("Companies"), N_("of the open project"), OF_PROJECT, "project_read"},
    {"members", NULL, N_("Members"), N_("of the open project"), OF_PROJECT, "member_read"},
    {"applicants", NULL, N_("Applicants"), N_("who want to join the open project"), OF_PROJECT,
     "member_write"},
    {"join", NULL, N_("Join a project"), N_("or claim one for the company"), OF_NOTHING, NULL},
    {"claims", NULL, N_("Project claims"), N_("of my company's people"), OF_COMPANY,
     "claim_decide"},
    {"record", NULL, N_("Record a project"), N_("for its general contractor to claim"), OF_NOTHING,
     "project_record"},
    {"companies", NULL, N_("My companies"), N_("join one, certify one"), OF_NOTHING, NULL},
    {"company", NULL, N_("Company"), N_("its record"), OF_COMPANY, "company_read"},
    {"company_members", NULL, N_("Company members"), N_("directory, roles, applicants"), OF_COMPANY,
     "company_read"},
    {"accounts", NULL, N_("Accounts"), N_("who may sign in"), OF_NOTHING, "account_manage"},
    {"offices", NULL, N_("Offices"), N_("that regulate, and their people"), OF_NOTHING,
     "regulator_manage"},
    {"terminals", NULL, N_("Terminals"), N_("enrolled, bound, withdrawn"), OF_NOTHING,
     "terminal_manage"},
    {"terminals", "project", N_("Kiosk terminals"), N_("of the open project"), OF_PROJECT,
     "terminal_bind"},
    {"codes", NULL, N_("Codes to tell"), N_("while no SMS service is configured"), OF_NOTHING,
     "job_manage"},
    {"jobs", NULL, N_("Jobs"), N_("of the outside services"), OF_NOTHING, "job_manage"},
    {"services", NULL, N_("Services"), N_("SMS, registry, geocoder, deposits"), OF_NOTHING,
     "job_manage"},
    {"audit", NULL, N_("Audit chains"), N_("is what was recorded whole?"), OF_NOTHING,
     "audit_read"},
    {"my_account", NULL, N_("My account"), N_("password, phone, sessions"), OF_NOTHING, NULL},
    {"devices", NULL, N_("Devices"), N_("readers at this terminal"), OF_NOTHING, NULL},
    {"messages", NULL, N_("Messages"), N_("the last ones, with their time"), OF_NOTHING, NULL},
};

enum { PLACES = sizeof places / sizeof *places };

static bool may_open(const struct app *app, const struct place *place)
{
    if (app_is_new(app) && strcmp(place->screen, "devices") != 0 &&
        strcmp(place->screen, "messages") != 0)
        return false;
    if (place->of == OF_PROJECT && !app_project(app))
        return false;
    if (place->of == OF_COMPANY && !app_company(app))
        return false;
    return !place->need || app_may(app, place->need);
}

/* The page that is open: the same screen with another argument is another page. */
static bool is_here(const struct screen *screen, const struct place *place)
{
    return strcmp(place->screen, screen->ops->name) == 0 &&
           strcmp(place->arg ? place->arg : "", screen->arg) == 0;
}

static void chosen(void *owner, const struct choice *choice)
{
    struct screen *screen = owner;
    struct err err;

    for (int i = 0; choice && i < PLACES; i++) {
        if (strcmp(places[i].label, choice->code) != 0)
            continue;
        err_clear(&err);
        if (!is_here(screen, &places[i]) &&
            !ui_open(screen->ui, places[i].screen, places[i].arg, &err))
            ui_fail(screen->ui, &err);
    }
}

enum handled places_open(struct screen *screen)
{
    const struct app *app = app_of(screen);
    struct choice items[PLACES];
    int n = 0;

    if (!app_me(app))
        return H_PASS; /* nobody is in */
    for (int i = 0; i < PLACES; i++) {
        if (may_open(app, &places[i]))
            items[n++] = (struct choice){.code = places[i].label,
                                         .text = gettext(places[i].label),
                                         .note = gettext(places[i].note)};
    }
    picker_open(screen->ui, _("Go to"), items, n, NULL, NULL, chosen, screen);
    return H_DONE;
}
