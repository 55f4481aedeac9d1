/* What a call is given, made. A file of its own, since the tests' database takes the same. */
#include "config.h"

#include "core/db/db.h"

#include "core/base/day.h"

struct db_arg db_text(const char *text)
{
    return (struct db_arg){.kind = DB_TEXT, .null = !text, .text = text};
}

struct db_arg db_int(int64_t value)
{
    return (struct db_arg){.kind = DB_INT, .integer = value};
}

struct db_arg db_bool(bool value)
{
    return (struct db_arg){.kind = DB_BOOL, .truth = value};
}

struct db_arg db_day(const struct day *day)
{
    struct db_arg arg = {.kind = DB_DAY, .null = !day || !day_is_set(*day)};

    if (!arg.null)
        day_format(*day, arg.day);
    return arg;
}

struct db_arg db_time(int64_t microseconds)
{
    return (struct db_arg){.kind = DB_TIME, .integer = microseconds};
}

struct db_arg db_json(const char *json)
{
    return (struct db_arg){.kind = DB_JSON, .null = !json, .text = json};
}

struct db_arg db_texts(const char *const *texts)
{
    return (struct db_arg){.kind = DB_TEXTS, .null = !texts, .texts = texts};
}

struct db_arg db_bytes(const void *bytes, size_t n)
{
    return (struct db_arg){.kind = DB_BYTES, .null = !bytes, .bytes = {bytes, n}};
}

struct db_arg db_null(enum db_kind kind)
{
    return (struct db_arg){.kind = kind, .null = true};
}
