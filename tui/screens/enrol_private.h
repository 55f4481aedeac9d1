/* The enrol screen, shared by its files alone.
 *
 * It is in one of three phases: at rest it waits for a card; with a card on it shows the person and
 * the form; by hand it shows the form of an invitation. What the clerk chose for the last person
 * (company, team, kind, trade) is kept for the next. */
#ifndef ANXIN_TUI_ENROL_PRIVATE_H
#define ANXIN_TUI_ENROL_PRIVATE_H

#include "core/invitation.h"
#include "core/participant.h"
#include "core/team.h"
#include "core/worker.h"
#include "tui/app.h"
#include "tui/kit/form.h"

/* The text of the consent that workers sign on paper (SPEC 22.4). */
#define ENROL_CONSENT_TEXT "paper-2026-1"

enum enrol_phase { ENROL_REST, ENROL_CARD, ENROL_HAND };

enum { ENROL_LINES = 8, ENROL_RECENT = 5 };

/* What must be known before saving: a block, a warning. */
struct enrol_line {
    enum role role;
    char text[200];
};

/* Somebody enrolled a moment ago. */
struct enrol_recent {
    char name[128], team[96], trade[64], when[20];
};

/* What the next person gets from the last. */
struct enrol_kept {
    int64_t participant_id, team_id;
    char worker_kind[16], trade[16];
    char started_on[DAY_SIZE];
    bool from_last; /* chosen for somebody before, not just the only choice */
};

enum enrol_look { LOOK_NONE, LOOK_ASKED, LOOK_DONE, LOOK_FAILED };

struct enrol_record {
    struct enrolment e;
    bool consent; /* consent_means, as the form asks it */
};

struct enrol {
    struct screen *screen;
    struct app *app;
    enum enrol_phase phase;
    struct form *form; /* NULL at rest */
    struct enrol_record record;
    struct invitation_form hand;
    struct enrol_kept kept;
    char request_id[UUID_SIZE];

    enum enrol_look look;
    bool known, blocked, name_full;
    struct enrol_line lines[ENROL_LINES];
    int line_count;

    bool saving;      /* a save is on its way */
    bool save_wanted; /* F2 was pressed while the link was down */
    unsigned busy;
    char enrolled_name[128]; /* of the save under way */

    struct id_card next; /* laid down while a form was unsaved */
    bool asking;         /* a question about it is open */
    char reader[520];    /* what the reader said last, for the page at rest */
    enum role reader_role;

    struct db_rows *participants, *teams;
    struct enrol_recent recent[ENROL_RECENT];
    int recent_count;
    char *offered; /* the draft that an open question is about; NULL: none */
    bool leaving;  /* the question at the end was answered: keep no further draft */
};

/* enrol_card.c */
void enrol_from_card(struct enrolment *out, const struct id_card *card);
void enrol_card_line(struct enrol *enrol, enum role role, const char *text);
void enrol_card_judge(struct enrol *enrol, const struct id_card *card);
void enrol_card_ask(struct enrol *enrol);

/* enrol_form.c */
bool enrol_form_card(struct enrol *enrol, struct err *err);
bool enrol_form_hand(struct enrol *enrol, struct err *err);
void enrol_form_close(struct enrol *enrol);
void enrol_form_lists(struct enrol *enrol); /* company and team lists into the form */
void enrol_form_known(struct enrol *enrol, const struct card_look *look);
void enrol_form_keep(struct enrol *enrol); /* the form's choices are kept for the next person */
void enrol_form_ask_lists(struct enrol *enrol);
const struct participant *enrol_participant(const struct enrol *enrol, int64_t participant_id);
const struct team_row *enrol_team(const struct enrol *enrol, int64_t team_id);
bool enrol_confirmed(const struct enrol *enrol);
void enrol_confirm(struct enrol *enrol);

/* enrol_save.c */
enum handled enrol_save(struct screen *screen);
void enrol_draft(void *owner, const char *json);
void enrol_draft_drop(struct enrol *enrol);
void enrol_draft_forget(struct enrol *enrol); /* the one that is asked about; it stays a draft */
void enrol_draft_ask(struct enrol *enrol, bool at_once);
void enrol_recent_ask(struct enrol *enrol);

/* enrol_paint.c */
void enrol_layout(struct screen *screen, struct rect content);
void enrol_paint(const struct screen *screen, struct canvas *canvas, struct rect content);

/* enrol.c */
void enrol_rest(struct enrol *enrol);
bool enrol_take_card(struct enrol *enrol, const struct id_card *card);
bool enrol_show_person(struct enrol *enrol, struct err *err);
void enrol_corner(struct enrol *enrol);

#endif
