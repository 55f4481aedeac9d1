/* Between the files of attachments only. */
#ifndef ANXIN_CORE_ATTACHMENT_PRIVATE_H
#define ANXIN_CORE_ATTACHMENT_PRIVATE_H

#include "core/attachment.h"

enum {
    PIECE = 65536,     /* bytes; the database takes no other size but for the last */
    IN_FLIGHT = 2,     /* one under way, one behind it */
    PIECE_MS = 120000, /* for one over a very slow line */
};

/* Calls `ended`, which may free what calls this. */
void attachment_over(const struct attachment_hooks *hooks, const char *path, const struct err *err);
/* The error of a transfer that was given up. */
void attachment_given_up(struct err *err);

#endif
