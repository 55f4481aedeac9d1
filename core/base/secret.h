/* A password or key in memory that is locked, not dumped, and readable only between open and close.
 */
#ifndef ANXIN_BASE_SECRET_H
#define ANXIN_BASE_SECRET_H

#include "core/base/err.h"

#include <stddef.h>

struct secret;

/* Room for `capacity` bytes; empty. NULL and ERR_BUG when memory cannot be had. */
struct secret *secret_new(size_t capacity, struct err *err);

/* What stands in a file, without the ends of lines behind it. NULL: err says why. */
struct secret *secret_from_file(const char *path, struct err *err);

/* Wipes, frees, sets *secret to NULL. */
void secret_free(struct secret **secret);

/* Copies `n` bytes in place of what was there; the caller wipes its own copy (secret_wipe).
 * False if they do not fit. */
bool secret_set(struct secret *secret, const void *bytes, size_t n);

/* For a field being typed into: adds UTF-8 bytes; takes the last character away. */
bool secret_append(struct secret *secret, const char *bytes, size_t n);
void secret_take_last(struct secret *secret);

size_t secret_size(const struct secret *secret); /* bytes */
size_t secret_length(struct secret *secret);     /* characters */

/* Forgets the content and keeps the room. */
void secret_empty(struct secret *secret);

/* Makes the content readable and returns it, with a zero behind it; every open needs its close,
 * and may be nested. Never keep the pointer beyond the close. */
const char *secret_open(struct secret *secret);
void secret_close(struct secret *secret);

/* Compares in constant time. */
bool secret_equals(struct secret *secret, const void *bytes, size_t n);

/* Overwrites ordinary memory in a way the compiler keeps. */
void secret_wipe(void *memory, size_t n);

/* No core dumps, no attaching of a debugger by the same user. Call at the start of the program. */
bool secret_forbid_dumps(struct err *err);

#endif
