/* Shorthand for a statement's columns: the member of the row's struct has the column's name. */
#ifndef ANXIN_CORE_COLUMN_H
#define ANXIN_CORE_COLUMN_H

#include "core/db/db.h"

#include <stddef.h>

#define COLUMN_END                                                                                 \
    {                                                                                              \
        NULL, DB_END, 0                                                                            \
    }
#define COLUMN_TEXT(type, member)                                                                  \
    {                                                                                              \
#member, DB_TEXT, offsetof(type, member)                                                   \
    }
#define COLUMN_INT(type, member)                                                                   \
    {                                                                                              \
#member, DB_INT, offsetof(type, member)                                                    \
    }
#define COLUMN_BOOL(type, member)                                                                  \
    {                                                                                              \
#member, DB_BOOL, offsetof(type, member)                                                   \
    }
#define COLUMN_DAY(type, member)                                                                   \
    {                                                                                              \
#member, DB_DAY, offsetof(type, member)                                                    \
    }
#define COLUMN_TIME(type, member)                                                                  \
    {                                                                                              \
#member, DB_TIME, offsetof(type, member)                                                   \
    }
#define COLUMN_JSON(type, member)                                                                  \
    {                                                                                              \
#member, DB_JSON, offsetof(type, member)                                                   \
    }
#define COLUMN_TEXTS(type, member)                                                                 \
    {                                                                                              \
#member, DB_TEXTS, offsetof(type, member)                                                  \
    }

#define COLUMN_BYTES(type, member)                                                                 \
    {                                                                                              \
#member, DB_BYTES, offsetof(type, member)                                                  \
    }

#endif
