/* What is said to a service and what its answer means. No I/O: tests and the fuzzer call these.
 *
 * A request is the job's payload, a flat JSON object, with the job's key and the deployment's
 * client_id and sign added. An answer is a flat JSON object too; what is nested, too long or not
 * text, number or truth is no answer. The geocoder has a language of its own: geocode.h. */
#ifndef ANXIN_SERVICE_MESSAGE_H
#define ANXIN_SERVICE_MESSAGE_H

#include "core/service/call.h"
#include "core/service/desk.h"

#include <stdbool.h>
#include <stddef.h>

#define MESSAGE_URL_MAX 4096 /* an address of 200 characters, each written as nine */

enum outcome { /* sec.job_answer's words */
               OUTCOME_DONE,
               OUTCOME_AGAIN,
               OUTCOME_UNCLEAR,
               OUTCOME_REFUSED,
               OUTCOME_ABSENT,
};

const char *outcome_word(enum outcome outcome);

/* Where the request goes and what it holds; `*body` (NULL: nothing, it is a GET) is the caller's,
 * given back to message_free. False: this job cannot be asked so, `why` says it for the log. */
bool message_write(const struct desk_job *job, char url[MESSAGE_URL_MAX], char **body,
                   char why[64]);
void message_free(char **body);

/* The question's member that holds the service's token; NULL: it goes as a bearer token. */
const char *message_token_member(const char *kind);

/* Judges an answer. `*json` (NULL unless done) is the answer as it is kept, given back to
 * message_free; `why` says what is wrong with it. */
enum outcome message_read(const struct desk_job *job, const struct call_answer *answer, char **json,
                          char why[64]);

#endif
