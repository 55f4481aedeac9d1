/* One-time codes that no SMS service sends: an operator tells them to who calls (SPEC 21.2). */
#ifndef ANXIN_SERVICE_SMS_CODE_H
#define ANXIN_SERVICE_SMS_CODE_H

#include "core/base/err.h"
#include "core/db/db.h"

struct sms_code_row {
    int64_t code_id;
    const char *phone_masked, *purpose;
    int64_t made_at, expires_at;
    const char *told_by_name; /* who looked at it last; NULL: nobody */
    int64_t told_at;
};

/* Codes that can still be used, the newest first; for operators. */
void sms_code_list(struct db *db, void *owner, db_done *done);

struct sms_code {
    const char *phone, *code;
};

/* Phone and code whole. Two calls, each a transaction: the first writes down who looks, the second
 * answers. One row of struct sms_code. */
void sms_code_tell(struct db *db, int64_t code_id, void *owner, db_done *done);

/* What a code is for, in the user's words. */
const char *sms_code_purpose(const char *purpose);

#endif
