/* What the sign-in page, the first page and enrolment ask of the program beside fake_app.c. */
#include "config.h"

#include "tests/screen/desk_app.h"

#include "tests/screen/fake_db.h"

#include <stdio.h>
#include <stdlib.h>

static struct {
    struct err sign_in;
    char accounts[512];
    char phone[24];
    int64_t enrolled;
    int signed_in, signed_out;
} desk;

static const struct me me = {.account_id = 1, .name = "样本乙", .login = "p000001"};

void desk_refuse_sign_in(enum err_code code, const char *field, const char *text, const char *hint)
{
    err_clear(&desk.sign_in);
    if (code != ERR_NONE)
        err_set(&desk.sign_in, code, field, text, hint);
}

void desk_demo(bool on)
{
    const char *top = getenv("TOP_SRCDIR");

    desk.accounts[0] = '\0';
    if (on)
        snprintf(desk.accounts, sizeof desk.accounts, "%s/schema/demo/accounts.tsv",
                 top ? top : ".");
}

void desk_forget(void)
{
    desk_refuse_sign_in(ERR_NONE, NULL, NULL, NULL);
    desk_demo(false);
    desk.phone[0] = '\0';
    desk.enrolled = desk.signed_in = desk.signed_out = 0;
}

int desk_signed_in(void)
{
    return desk.signed_in;
}

const char *desk_phone(void)
{
    return desk.phone;
}

int desk_signed_out(void)
{
    return desk.signed_out;
}

/* ---- in place of tui/app.c and app_visit.c ---- */

const struct me *app_me(const struct app *app)
{
    (void)app;
    return &me;
}

const char *app_demo_accounts(const struct app *app)
{
    (void)app;
    return desk.accounts[0] ? desk.accounts : NULL;
}

void app_sign_in(struct app *app, const char *phone, const struct secret *password, void *owner,
                 session_done *done)
{
    (void)app;
    (void)password;
    snprintf(desk.phone, sizeof desk.phone, "%s", phone);
    desk.signed_in++;
    done(owner, &desk.sign_in);
}

void app_give_up_sign_in(struct app *app)
{
    (void)app;
}

void app_sign_out(struct app *app)
{
    (void)app;
    desk.signed_out++;
}

bool app_open_project(struct app *app, const struct project *project)
{
    (void)app;
    (void)project;
    return true;
}

int64_t app_enrolled_today(const struct app *app)
{
    (void)app;
    return desk.enrolled;
}

void app_count_enrolled(struct app *app)
{
    (void)app;
    desk.enrolled++;
}
