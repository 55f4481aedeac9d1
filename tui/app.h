/* The program with a screen: one loop, one terminal, one session, the devices. Screens ask it for
 * what they need; it tells them what happens (enum app_event). */
#ifndef ANXIN_TUI_APP_H
#define ANXIN_TUI_APP_H

#include "core/base/day.h"
#include "core/base/err.h"
#include "core/code.h"
#include "core/company.h"
#include "core/db/db.h"
#include "core/draft.h"
#include "core/project.h"
#include "core/session.h"
#include "drivers/driver.h"
#include "tui/kit/ui.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cluster;
struct log;
struct secret;

/* What tui/main.c has found out. Strings are borrowed until app_run returns; NULL members mean the
 * default. */
struct app_options {
    struct db_where where;             /* the server, which is running already */
    struct cluster *cluster;           /* the private one `where` is; NULL: a server elsewhere */
    const char *terminal;              /* this terminal's login */
    struct secret **terminal_password; /* taken, and set to NULL */
    const char *demo_accounts;         /* path of the demonstration's accounts.tsv; NULL: no demo */
    const char *script;                /* --script FILE, "-" is standard input */
    const char *language;              /* the configuration's word */
    const char *keymap;                /* text of the person's own keys */
    const char *export_folder, *import_folder;
    int ambiguous;            /* width of ambiguous characters: 1, 2; 0: ask the terminal */
    bool full_bar;            /* lists show the whole current row */
    bool mouse;               /* clicks and the wheel */
    const char *reader_pipes; /* "split", "single", "": find out */
    struct log *log;          /* borrowed */
    const char *data;         /* the data folder, for the journal; NULL: none is kept */
    int idle_seconds;         /* locks sooner than the person's own setting; 0: as that says */
    /* Nobody operates this database yet: the first page makes the one who does. NULL: no. */
    bool (*make_operator)(void *maker, const char *phone, const char *name, const char *password,
                          struct err *err);
    void *maker;
};

/* Runs until the person leaves. Returns the program's exit status; what went wrong before there was
 * a screen is written on standard error. */
int app_run(const struct app_options *options);

/* ---- for screens ---- */

struct app;

/* Codes of EV_APP events, told to every open screen. */
enum app_event {
    APP_DEVICE = 1, /* data: const struct device_event *, of any kind */
    APP_ONLINE,     /* the link is back */
    APP_OFFLINE,    /* the link is lost; app_db() stays, its calls fail */
    APP_PROJECT,    /* another project was opened, or its figures changed */
    APP_COMPANY,    /* another company was opened, or my companies were read anew */
};

struct app *app_of(const struct screen *screen);
struct ui *app_ui(const struct app *app);

/* The signed-in person's connection. Screens are open only while somebody is in (the sign-in page
 * excepted), so it is never NULL for them. Every screen forgets itself in close(). */
struct db *app_db(struct app *app);
bool app_online(const struct app *app);

const struct me *app_me(const struct app *app);
struct session *app_session(const struct app *app);

/* The open project; NULL: none yet. Its duties colour the keys (action.need). */
const struct project *app_project(const struct app *app);
int64_t app_project_id(const struct app *app); /* 0: none */
/* Copies. Sets the title row's place and person, tells APP_PROJECT. */
bool app_open_project(struct app *app, const struct project *project);
/* On the open project, for the open company, or as operator or regulator: only to grey out a key,
 * the database judges again. */
bool app_may(const struct app *app, const char *duty);
/* For the open() of a screen that shows something of a project: false with `err` when none is open.
 */
bool app_need_project(const struct app *app, struct err *err);

/* My companies, read at sign-in; NULL with *count 0: none. The open one is NULL when there is none;
 * both live until they are read anew, which APP_COMPANY tells. */
const struct company_mine *app_companies(const struct app *app, size_t *count);
const struct company_mine *app_company(const struct app *app);
/* False: not one of mine. */
bool app_open_company(struct app *app, int64_t company_id);
bool app_need_company(const struct app *app, struct err *err);
/* After I joined, left or certified one. */
void app_read_companies(struct app *app);

/* Loaded at sign-in. */
const struct code_book *app_codes(const struct app *app);
struct draft_keeper *app_drafts(struct app *app);

/* NULL where USB cannot be used. Its events come as APP_DEVICE. */
struct registry *app_registry(const struct app *app);

/* Today in the server's zone; where that is not known yet, in the terminal's. */
struct day app_today(const struct app *app);

/* A moment as people write it, "2026-11-23 10:42", in the server's zone from sign-in on, where it
 * is known here, else in the terminal's; "" for 0. Returns out. */
char *app_moment(int64_t microseconds, char *out, size_t size);

/* For prompt_conflict: who (NULL or "": not known) changed a record, and when. Returns out. */
char *app_whose(const char *who, int64_t changed_at, char *out, size_t size);

/* Counts what was enrolled at this terminal since the project was opened, on top of what the
 * database said then. */
int64_t app_enrolled_today(const struct app *app);
void app_count_enrolled(struct app *app);

/* A short text kept under a name until sign-out, so that a screen reopened is where it was (SPEC
 * 20.2): filters, order, row. "" when there is none; NULL or "" forgets it. */
const char *app_remembered(const struct app *app, const char *name);
void app_remember(struct app *app, const char *name, const char *text);

const char *app_export_folder(const struct app *app);
/* Where files are taken from; as configured, else the export folder. */
const char *app_import_folder(const struct app *app);
const char *app_demo_accounts(const struct app *app);

/* Begins a sign-in with what was typed; `done` as session_sign_in's, after codes and drafts are
 * there too. The caller empties the password. */
void app_sign_in(struct app *app, const char *phone, const struct secret *password, void *owner,
                 session_done *done);
/* Gives a sign-in up that is under way; `done` is not called. */
void app_give_up_sign_in(struct app *app);
/* Closes every screen and the session, and shows the sign-in page. */
void app_sign_out(struct app *app);
/* Opens the page a visit begins with, and says when and where else one is signed in. */
bool app_first_page(struct app *app, struct err *err);

/* Registered, and not checked yet (SPEC 3.1). */
bool app_is_new(const struct app *app);
/* Who I am changed: session_me_again. Screens that are closed meanwhile call app_forget_proof. */
void app_me_again(struct app *app, void *owner, session_done *done);
/* The terminal's connection (session_door); forget its calls with db_forget. */
struct db *app_door(struct app *app, struct err *err);
void app_close_door(struct app *app);
/* Is this my password? session_prove. */
void app_prove(struct app *app, const char *password, void *owner, session_done *done);
void app_forget_proof(struct app *app);
/* The same with a password just set, which the connection is made again with from now on. */
void app_adopt_password(struct app *app, const char *password, void *owner, session_done *done);
/* app_options.make_operator. */
bool app_make_operator(struct app *app, const char *phone, const char *name, const char *password,
                       struct err *err);

/* The lock page lies over everything until the password was typed. */
void app_lock(struct app *app);
bool app_locked(const struct app *app);
void app_unlocked(struct app *app); /* the lock page's own word */

#endif
