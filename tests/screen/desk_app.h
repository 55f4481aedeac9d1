/* The program around the sign-in page, the first page and enrolment, in a test: linked beside
 * fake_app.c. */
#ifndef ANXIN_TESTS_DESK_APP_H
#define ANXIN_TESTS_DESK_APP_H

#include "tui/app.h"

/* How the next sign-ins end; ERR_NONE: well. */
void desk_refuse_sign_in(enum err_code code, const char *field, const char *text, const char *hint);
/* Whether there is a demonstration with accounts to sign in as. */
void desk_demo(bool on);
void desk_forget(void);

/* How often somebody signed in and out. */
int desk_signed_in(void);
int desk_signed_out(void);
/* The number of the last sign-in, "". */
const char *desk_phone(void);

#endif
