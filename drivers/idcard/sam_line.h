/* One request to the security module and its reply, over any transport: drained before, matched,
 * within time limits. */
#ifndef ANXIN_DRIVERS_IDCARD_SAM_LINE_H
#define ANXIN_DRIVERS_IDCARD_SAM_LINE_H

#include "drivers/idcard/reader.h"
#include "drivers/idcard/sam_codec.h"

/* How an exchange of one request and its reply ended. */
enum sam_outcome {
    SAM_LINE_REPLY,
    SAM_LINE_SILENT,
    SAM_LINE_BROKE_OFF, /* a reply began and did not end */
    SAM_LINE_DAMAGED,   /* checksum, length, or inner lengths wrong */
    SAM_LINE_STALLED,
    SAM_LINE_REFUSED, /* the host's side would not carry it */
    SAM_LINE_UNPLUGGED,
};

struct sam_line {
    struct transport *transport; /* the caller's */
    struct reader_timing timing;
    struct sam_parser parser;
    bool in_step; /* the last exchange ended as it should: nothing stale is expected */
};

/* Throws away what is old, sends the request, waits for its reply. The reply's data lies in the
 * line's parser: good until the next call, wiped by sam_parser_reset(). Blocks as long as the
 * timing says. */
enum sam_outcome sam_line_ask(struct sam_line *line, enum sam_command command,
                              struct sam_reply *reply);

#endif
