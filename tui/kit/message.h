/* The message row: what just happened and what to do next. The last 50 are kept. */
#ifndef ANXIN_KIT_MESSAGE_H
#define ANXIN_KIT_MESSAGE_H

#include <time.h>

enum message_kind { MESSAGE_PLAIN, MESSAGE_GOOD, MESSAGE_WARN, MESSAGE_ERROR };

enum { MESSAGE_KEPT = 50 };

struct message {
    enum message_kind kind;
    time_t at;
    char text[520]; /* text, and the hint behind it */
};

struct messages {
    struct message kept[MESSAGE_KEPT];
    int count;  /* how many are kept */
    int newest; /* index of the newest, while count > 0 */
    int shown;  /* 1 while the newest stands on the row */
};

void messages_add(struct messages *messages, enum message_kind kind, const char *text);
/* 0 is the newest; NULL beyond the oldest. */
const struct message *messages_at(const struct messages *messages, int back);

#endif
