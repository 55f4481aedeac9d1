/* Duties: what a role lets one do, as words of the database. Here only to grey out a key; the
 * database judges again. */
#ifndef ANXIN_CORE_DUTY_H
#define ANXIN_CORE_DUTY_H

#include <stdbool.h>

/* Is it among them? The list ends with NULL and may itself be NULL. */
bool duty_among(const char *const *duties, const char *duty);

/* A copy that owns its words; NULL when memory is out. */
const char *const *duties_copy(const char *const *duties);
void duties_free(const char *const **duties);

#endif
