/* A record on its way to a function of the database or into a draft: one const table says which
 * member of a struct carries which name, and the JSON follows from it.
 *
 * The names are the form's field names, the columns' names and the draft's keys at once, so a new
 * field is one row here, one row in its form and one column. Text is UTF-8 and NUL-terminated;
 * empty text, a zero id and a choice not made are left out. */
#ifndef ANXIN_CORE_RECORD_H
#define ANXIN_CORE_RECORD_H

#include "core/base/err.h"

#include <stddef.h>
#include <stdint.h>

enum record_kind {
    RECORD_TEXT, /* char[size]; also numbers, days and codes, which the database casts */
    RECORD_ID,   /* int64_t, 0 when there is none */
    RECORD_FLAG, /* bool, always sent */
};

struct record_field {
    const char *name;
    enum record_kind kind;
    size_t offset;
    size_t size;
};

struct record_shape {
    const struct record_field *fields;
    size_t count;
    size_t record_size;
};

#define RECORD_TEXT_OF(type, member)                                                               \
    {                                                                                              \
#member, RECORD_TEXT, offsetof(type, member), sizeof(((type *)0)->member)                  \
    }
#define RECORD_ID_OF(type, member)                                                                 \
    {                                                                                              \
#member, RECORD_ID, offsetof(type, member), sizeof(((type *)0)->member)                    \
    }
#define RECORD_FLAG_OF(type, member)                                                               \
    {                                                                                              \
#member, RECORD_FLAG, offsetof(type, member), sizeof(((type *)0)->member)                  \
    }

/* The record as a JSON object. NULL when memory is out. Give it to record_json_free: it holds
 * personal data and is wiped there. */
char *record_to_json(const struct record_shape *shape, const void *record);
void record_json_free(char **json);

/* Fills `record` (first cleared to zeros) from a JSON object. Keys nobody knows are passed over, so
 * that a draft outlives a change of its form; a value too long for its member is an error, and so
 * is JSON that is not one flat object. */
bool record_from_json(const struct record_shape *shape, void *record, const char *json,
                      struct err *err);

/* A moment (microseconds since 1970) as the database writes it; to the last digit, since a form's
 * changed_at is compared for equality. */
void record_moment(int64_t microseconds, char *to, size_t size);

/* Finds a field by name; NULL when there is none. */
const struct record_field *record_find(const struct record_shape *shape, const char *name);

#endif
