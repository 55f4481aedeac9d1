/* Every screen of the program, by its script word. `open NAME [ARG]` gives each the text ARG (may
 * be NULL or empty); screens open one another with the same words (ui_open). */
#ifndef ANXIN_TUI_SCREENS_H
#define ANXIN_TUI_SCREENS_H

#include "tui/kit/screen.h"

/* All that may be opened by their word; NULL-terminated. */
extern const struct screen_ops *const all_screens[];

extern const struct screen_ops screen_sign_in;
extern const struct screen_ops screen_home;
extern const struct screen_ops screen_enrol;
/* ARG: "invited", "team ID NAME" or "company ID NAME": those alone */
extern const struct screen_ops screen_workers;
extern const struct screen_ops screen_worker;      /* ARG: a worker_id */
extern const struct screen_ops screen_imports;     /* no ARG */
extern const struct screen_ops screen_teams;       /* no ARG */
extern const struct screen_ops screen_team;        /* ARG: a team_id; none: a new team */
extern const struct screen_ops screen_messages;    /* no ARG */
extern const struct screen_ops screen_devices;     /* no ARG */
extern const struct screen_ops screen_attachments; /* ARG: "KIND SUBJECT" of the open project,
                                                       or "PROJECT KIND SUBJECT" */
extern const struct screen_ops screen_jobs;     /* operators. ARG: a state; none: as it was left */
extern const struct screen_ops screen_job;      /* operators. ARG: a job_id */
extern const struct screen_ops screen_services; /* operators. no ARG */
extern const struct screen_ops screen_service; /* operators. ARG: sms, registry, geocode, deposit */
extern const struct screen_ops screen_codes;   /* operators. no ARG */
extern const struct screen_ops screen_applications; /* ARG: a state of them, "pending" */
extern const struct screen_ops screen_application; /* ARG: "PROJECT", "PROJECT PAGE", "new COMPANY";
                                                      none: a new one of the open company */
extern const struct screen_ops screen_application_view; /* ARG: a project_id */
extern const struct screen_ops screen_project;          /* the open project; no ARG */
extern const struct screen_ops screen_project_state;    /* no ARG */
extern const struct screen_ops screen_project_settings; /* no ARG */

extern const struct screen_ops screen_register;  /* ARG: a phone number */
extern const struct screen_ops screen_forgotten; /* ARG: a phone number */
extern const struct screen_ops screen_person_check;
extern const struct screen_ops screen_first_start;
extern const struct screen_ops screen_lock;
extern const struct screen_ops screen_my_account;
extern const struct screen_ops screen_password;
extern const struct screen_ops screen_phone;
extern const struct screen_ops screen_accounts;
extern const struct screen_ops screen_account; /* ARG: an account_id */
extern const struct screen_ops screen_offices;
extern const struct screen_ops screen_office;    /* ARG: "ID", none: a new office */
extern const struct screen_ops screen_regulator; /* ARG: an office_id */
extern const struct screen_ops screen_terminals; /* ARG: "project": the open one's */
extern const struct screen_ops screen_audit;

extern const struct screen_ops screen_site;         /* ARG: "ID NAME" of a company: its teams */
extern const struct screen_ops screen_participants; /* no ARG */
extern const struct screen_ops screen_participant;  /* ARG: a participant_id; none: one enters */
extern const struct screen_ops screen_members;      /* no ARG */
extern const struct screen_ops screen_applicants;   /* no ARG */
extern const struct screen_ops screen_claims;       /* no ARG */
extern const struct screen_ops screen_exits;        /* no ARG */
extern const struct screen_ops screen_join;         /* no ARG */
extern const struct screen_ops screen_record;       /* no ARG */

/* companies */
extern const struct screen_ops screen_companies;       /* no ARG */
extern const struct screen_ops screen_company;         /* no ARG: the open company */
extern const struct screen_ops screen_company_add;     /* no ARG */
extern const struct screen_ops screen_certify;         /* ARG: a company_id */
extern const struct screen_ops screen_company_members; /* ARG: a state (applicant): those alone */
extern const struct screen_ops screen_company_roles;   /* ARG: see company_roles.c */

#endif
