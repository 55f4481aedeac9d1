/* A page of facts for reading: headings, labels with values, lines of text; scrolled when it is
 * longer than its room.
 *
 *   Card
 *     Name      李样本              Sex    female
 *     Address   北京市朝阳区样本路1号院2号楼303室
 *
 * The second fact of a line stands beside the first where the window is wide enough for both. */
#ifndef ANXIN_TUI_FACTS_H
#define ANXIN_TUI_FACTS_H

#include "tui/kit/screen.h"
#include "tui/kit/theme.h"

struct facts;

/* The widget belongs to the screen. Without a screen it is never shown, only read again (to be
 * printed), and the caller's to free; facts_end is not for it. NULL: no memory. */
struct facts *facts_new(struct screen *screen);
void facts_free(struct facts **facts);

/* Filling: facts_begin forgets what was there (and wipes it), facts_end shows the new page where
 * the old one was scrolled to. Texts are copied; NULL is "". */
void facts_begin(struct facts *facts);
void facts_heading(struct facts *facts, const char *text);
/* Labels are translated already. An empty value stands as a dash, so that nothing seems missing. */
void facts_line(struct facts *facts, const char *label, const char *value);
/* Beside the line before it. */
void facts_beside(struct facts *facts, const char *label, const char *value);
/* The value added last has this role instead of ROLE_VALUE. */
void facts_role(struct facts *facts, enum role role);
/* A line of its own under a heading; long ones are broken. */
void facts_text(struct facts *facts, enum role role, const char *text);
void facts_end(struct facts *facts);

/* Reading it again, in order; what is seen lives until the page is filled anew. */
struct fact_seen {
    bool heading;
    const char *label; /* NULL: a heading, or a line of text */
    const char *value;
};
/* Begin with *at = 0. False: there is no more. */
bool facts_next(const struct facts *facts, size_t *at, struct fact_seen *seen);
bool facts_whole(const struct facts *facts); /* memory did not run out */

#endif
