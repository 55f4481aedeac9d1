/* Every screen of the program, by its script word. `open NAME [ARG]` gives each the text ARG (may
 * be NULL or empty); screens open one another with the same words (ui_open). */
#ifndef ANXIN_TUI_SCREENS_H
#define ANXIN_TUI_SCREENS_H

#include "tui/kit/screen.h"

extern const struct screen_ops screen_sign_in;
extern const struct screen_ops screen_home;
extern const struct screen_ops screen_enrol;
/* ARG: "invited", "team ID NAME" or "company ID NAME": those alone */
extern const struct screen_ops screen_workers;
extern const struct screen_ops screen_worker;   /* ARG: a worker_id */
extern const struct screen_ops screen_teams;    /* no ARG */
extern const struct screen_ops screen_team;     /* ARG: a team_id; none: a new team */
extern const struct screen_ops screen_messages; /* no ARG */
extern const struct screen_ops screen_devices;  /* no ARG */
extern const struct screen_ops screen_attachments; /* ARG: "KIND SUBJECT" of the open project,
                                                       or "PROJECT KIND SUBJECT" */

extern const struct screen_ops screen_site;         /* ARG: "ID NAME" of a company: its teams */
extern const struct screen_ops screen_participants; /* no ARG */
extern const struct screen_ops screen_participant;  /* ARG: a participant_id; none: one enters */
extern const struct screen_ops screen_members;      /* no ARG */
extern const struct screen_ops screen_applications; /* no ARG */
extern const struct screen_ops screen_claims;       /* no ARG */
extern const struct screen_ops screen_exits;        /* no ARG */
extern const struct screen_ops screen_join;         /* no ARG */
extern const struct screen_ops screen_record;       /* no ARG */

#endif
