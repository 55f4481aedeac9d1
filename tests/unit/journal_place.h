/* A folder with a journal in it, for each test its own. */
#ifndef ANXIN_TESTS_UNIT_JOURNAL_PLACE_H
#define ANXIN_TESTS_UNIT_JOURNAL_PLACE_H

#include "core/journal/journal.h"
#include "core/journal/journal_draft.h"
#include "tests/unit/unit.h"

struct place {
    char folder[32];
    char path[64]; /* of the journal */
    char key[64];
};

/* A draft with everything personal in it, and where it stands. */
extern const char place_content[];
extern const struct journal_draft_name place_enrol;

/* Around each test; *state is the struct place. */
int place_set_up(void **state);
int place_tear_down(void **state);

#define PLACE_TEST(sentence, function)                                                             \
    {                                                                                              \
        sentence, function, place_set_up, place_tear_down, NULL                                    \
    }

/* Calls `look` for each file of the folder; returns how many have `part` in their name. */
int place_each_file(const struct place *place, const char *part, void (*look)(const char *path));
void place_remove(const char *path);

/* The journal, which has to open from the disk without a word. */
struct journal *place_journal(const struct place *place);

/* How many drafts `login` has. */
size_t place_count(struct journal *journal, const char *login);

void assert_saved(struct journal *journal, struct journal_draft_name name, const char *text);

/* NULL: there is to be none. */
void assert_draft(struct journal *journal, struct journal_draft_name name, const char *expected);

#endif
