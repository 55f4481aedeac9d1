/* The program around the sign-in page, the first page and enrolment, in a test: linked beside
 * fake_app.c. */
#ifndef ANXIN_TESTS_DESK_APP_H
#define ANXIN_TESTS_DESK_APP_H

#include "drivers/driver.h"
#include "tui/app.h"

/* How the next sign-ins end; ERR_NONE: well. */
void desk_refuse_sign_in(enum err_code code, const char *field, const char *text, const char *hint);
/* Whether there is a demonstration with accounts to sign in as. */
void desk_demo(bool on);
void desk_forget(void);

/* Who is signed in; borrowed. NULL: 样本乙 again. */
void desk_be(const struct me *me);

/* How often somebody signed in and out. */
int desk_signed_in(void);
int desk_signed_out(void);
/* The number of the last sign-in, "". */
const char *desk_phone(void);

/* What the database answers these pages: site_answers() and what they ask besides. */
void desk_answers(void);
/* The columns of card_look's answer. */
#define DESK_LOOK                                                                                  \
    "known\tworker_id\tname\tphone_masked\tphone\tworker_kind\ttrade\tparticipant_id\tteam_id\t"   \
    "live_here\tlive_team_name\tlive_since\tlive_elsewhere\tinvitation_id\tblocks\twarnings\n"

/* The published specimens T1 and T2, and a reader that waits for them. */
extern const struct id_card desk_t1, desk_t2;
extern const struct device_info desk_reader;
void desk_lay(const struct id_card *card);

#endif
