/* One HTTPS request and its answer (SPEC 21): certificate and name verified, no redirects, a limit
 * on time and on size. What matters most about a call that failed is whether the service can have
 * seen it. */
#ifndef ANXIN_SERVICE_CALL_H
#define ANXIN_SERVICE_CALL_H

#include "core/base/err.h"

#include <stddef.h>

#define CALL_ANSWER_MAX (256 * 1024) /* bytes of an answer; more is no answer */

struct key_ring;

struct call {
    const char *url;
    const char *body; /* JSON, sent by POST; NULL: GET */
    const char *key;  /* the job's key, sent as Idempotency-Key */
    int timeout_ms;
    const struct key_ring *keys;
    const char
        *token_member; /* the token stands in the question under this name; NULL: as bearer */
};

enum call_end {
    CALL_ANSWERED,  /* `status` and `body` are the service's */
    CALL_UNREACHED, /* nothing of the request was sent */
    CALL_CUT,       /* it was sent, or a part of it, and no whole answer came */
};

struct call_answer {
    enum call_end end;
    long status;
    char *body; /* with a zero behind it */
    size_t size;
    char why[64]; /* what went wrong, for the log: fixed English words, nothing of the answer */
};

/* Once, before threads, and at the end. */
bool call_begin(struct err *err);
void call_end(void);

/* Waits for the answer. Fill `answer` is this function's; clear it. */
void call_make(const struct call *call, struct call_answer *answer);
void call_answer_clear(struct call_answer *answer);

#endif
