/* The program's one context, shared by the app_*.c files alone. */
#ifndef ANXIN_TUI_APP_PRIVATE_H
#define ANXIN_TUI_APP_PRIVATE_H

#include "tui/app.h"

enum { APP_CONNECTIONS = SESSION_CONNECTIONS, APP_MEMORIES = 16 };

struct app_memory {
    char *name, *text;
};

/* Places in the status row. */
enum app_slot { SLOT_READER, SLOT_SCANNER, SLOT_LINK, SLOT_DRAFTS };

struct app {
    const struct app_options *options;
    struct loop *loop;
    struct ui *ui;
    struct session *session;
    struct registry *registry;
    struct code_book *codes;
    struct draft_keeper *drafts;
    struct journal *journal;
    struct project *project;
    struct db_rows *companies; /* mine: struct company_mine */
    struct db_rows *others;    /* struct account_session, until the welcome has told of them */
    int64_t company_id;        /* the open one of them; 0: none */
    int64_t enrolled_more;
    struct app_memory memories[APP_MEMORIES];
    bool english;      /* the terminal's language, before a person's own */
    bool english_only; /* nothing else can be shown here */
    char export_folder[1024];

    int fds[APP_CONNECTIONS];   /* watched for the connections; -1: none */
    unsigned deadline;          /* timer for the connections' own times */
    unsigned soon;              /* timer that takes up what was asked in this turn */
    enum db_state link;         /* as it was told last */
    size_t drafts_shown;        /* how many the status row says are waiting */
    bool link_heard;            /* a hook said that it changed */
    const struct stmt *running; /* what the sign of waiting is for */
    unsigned waiting;           /* its number */

    int ended;            /* the person's session that the server ended by order */
    unsigned ended_timer; /* it is asked about soon */

    struct cluster_revival *revival; /* the private server is being started again */
    int64_t revive_after;            /* not before */

    void *entering; /* the owner of the sign-in under way */
    session_done *entered;
    struct err verdict; /* how it went, while `judged` */
    bool judged;
    bool in;      /* signed in, lists loaded, first page open */
    bool leaving; /* the screens are closed, the session ends in the next turn */
    bool locked;  /* the lock page lies over everything */
    int64_t awake_at;
    unsigned idle_timer;
    bool warm; /* the connection has been asked for a list before the person asks */
};

/* app_link.c */
void app_link_changed(void *owner, enum db_state state);
void app_link_poll(struct app *app); /* connections changed: watch them as they are now */
void app_link_soon(struct app *app); /* something was asked: at the end of this turn */
void app_link_show(struct app *app);
void app_link_settle(struct app *app);

/* app_ended.c */
void app_ended_look(struct app *app); /* was the person's session ended from elsewhere? */
void app_ended_stop(struct app *app);

/* app_server.c */
void app_server_look(struct app *app); /* a private server that died is started again */
void app_server_end(struct app *app);

/* app_devices.c */
void app_devices_start(struct app *app);
void app_devices_stop(struct app *app);
void app_devices_show(struct app *app);

/* app_lock.c */
void app_idle_start(struct app *app);
void app_idle_stop(struct app *app);
void app_awake(void *owner);

/* app_visit.c */
void app_visit_step(struct app *app);
void app_visit_end(struct app *app);
void app_forget_all(struct app *app);
bool app_visit_login(struct ui *ui, const char *phone, const char *password, struct err *err);

#endif
