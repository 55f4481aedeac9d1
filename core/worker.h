/* Workers of a project (SPEC 8): the list, one worker, what is known of a card, and enrolment.
 *
 * A worker is a person as one project knows them. What a list or page shows of numbers is masked by
 * the database; whole numbers leave it only by core/reveal.h. Every call is asked of the signed-in
 * person's connection and answered in `done`, with rows of the struct named at the call. */
#ifndef ANXIN_CORE_WORKER_H
#define ANXIN_CORE_WORKER_H

#include "core/base/day.h"
#include "core/base/digest.h"
#include "core/base/err.h"
#include "core/db/db.h"
#include "core/record.h"

#include <stdbool.h>
#include <stdint.h>

/* ---- the list ---- */

struct worker_row {
    const char *kind; /* "worker", "invitation" */
    int64_t worker_id, invitation_id, engagement_id;
    const char *name, *sex, *company_name, *team_name;
    const char *worker_kind, *worker_kind_name, *trade, *trade_name;
    const char *state, *state_name; /* state: employed, left, invited */
    const char *phone_masked, *document_kind, *id_masked;
    struct day started_on, ended_on;
    int64_t enrolled_at;
    const char *at; /* where the row stands in the order: given back to get the rows behind it */
};

/* Empty text and 0 do not filter; an empty `state` is the database's default, the employed. */
struct worker_filter {
    char search[64]; /* part of a name, initials, phone digits, last digits of the ID number */
    int64_t participant_id, team_id;
    char worker_kind[16], trade[16];
    char state[16]; /* employed, left, invited, all */
};

extern const struct record_shape worker_filter_shape;

/* `n` rows of struct worker_row behind `after` (NULL: from the start). `sort` is name, team, trade,
 * started or enrolled; with a `-` before it the other way round. `backwards` asks for the rows
 * before `after` (NULL: the last ones); they come in the list's order all the same. */
void worker_list(struct db *db, int64_t project_id, const struct worker_filter *filter,
                 const char *sort, bool backwards, const char *after, int n, void *owner,
                 db_done *done);

struct worker_count {
    int64_t count;
};
void worker_count(struct db *db, int64_t project_id, const struct worker_filter *filter,
                  void *owner, db_done *done);

/* ---- one worker ---- */

struct worker {
    int64_t worker_id;
    const char *name, *other_name, *sex;
    bool name_maybe_cut; /* the card's name field was full: the name may go on */
    struct day birth_on;
    const char *nationality, *document_kind, *id_masked;
    struct day valid_from, valid_until; /* valid_until: no day when it does not end */
    const char *issuer, *address, *phone_masked;
    const char *worker_kind, *worker_kind_name, *trade, *trade_name;
    int64_t participant_id, team_id;
    const char *company_name, *team_name;
    const char *state, *state_name;
    struct day started_on, ended_on;
    int64_t enrolled_at;
    const char *enrolled_by;
    int64_t consent_at;
    const char *consent_means, *consent_by;
    const char *same_person_by;
    int64_t same_person_at;
    int64_t changed_at;
    const char *changed_by; /* a name; NULL: not known */
};

void worker_get(struct db *db, int64_t project_id, int64_t worker_id, void *owner, db_done *done);

struct worker_engagement {
    int64_t engagement_id;
    const char *company_name, *team_name, *trade_name;
    struct day started_on, ended_on;
};

void worker_history(struct db *db, int64_t project_id, int64_t worker_id, void *owner,
                    db_done *done);

/* A corrected phone number. `changed_at` is that of the worker on the screen: a change made by
 * somebody else meanwhile is an ERR_CONFLICT. */
void worker_phone_save(struct db *db, int64_t project_id, const char *request_id, int64_t worker_id,
                       const char *phone, int64_t changed_at, void *owner, db_done *done);

/* ---- enrolment ---- */

/* What the clerk's form holds: first what the card says, then what is typed and chosen. Days are
 * text as 2026-11-23. Also the draft of the form. */
struct enrolment {
    char document_kind[16], document_number[20];
    char name[128], other_name[128];
    char sex[8], birth_on[DAY_SIZE];
    char nationality[8], address[256], issuer[96];
    char valid_from[DAY_SIZE], valid_until[DAY_SIZE]; /* valid_until: empty when it does not end */
    char travel_document[16], card_version[8];
    bool name_extended; /* the clerk has checked a name that filled its field */

    bool same_person;
    char phone[16];
    int64_t participant_id, team_id, invitation_id;
    char worker_kind[16], trade[16];
    char started_on[DAY_SIZE];
    char consent_text_version[16], consent_means[16];
};

extern const struct record_shape enrolment_shape;

/* Puts what was typed into its stored form and checks what can be told without the database; every
 * rule stands there too. False: `err` names the first field that is wrong. */
bool enrolment_parse(struct enrolment *enrolment, struct day today, struct err *err);

/* What the database knows of a card. */
struct card_look {
    bool known;        /* on this project, or in what the caller may see */
    int64_t worker_id; /* 0 unless known */
    const char *name, *phone_masked, *phone, *worker_kind, *trade;
    int64_t participant_id, team_id;
    bool live_here;
    const char *live_team_name;
    struct day live_since;
    int64_t live_elsewhere, invitation_id;
    const char *const *blocks;   /* NULL at the end; NULL when there are none */
    const char *const *warnings; /* the same */
};

/* Only the card's own members of `card` are sent. */
void card_look(struct db *db, int64_t project_id, const struct enrolment *card, void *owner,
               db_done *done);

/* A block or a warning in the user's words, with what to do; a word nobody knows is shown as it is.
 * `text` is never empty. */
void card_look_say(const struct card_look *look, const char *word, char *text, size_t size);

struct enrolled {
    int64_t worker_id, engagement_id;
    bool returning; /* known before: no new person was made */
};

/* `request_id` (uuid_make) names this one enrolment: asked again with the same id, it is the same
 * enrolment and its first answer comes back. One row of struct enrolled. */
void worker_enrol(struct db *db, int64_t project_id, const char *request_id,
                  const struct enrolment *enrolment, void *owner, db_done *done);

#endif
