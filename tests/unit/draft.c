/* Drafts on their way to a database that answers when the test says so. */
#include "config.h"

#include "core/db/db.h"
#include "core/draft.h"
#include "tests/unit/journal_place.h"

#include <stdlib.h>
#include <string.h>

#define ASKS_MAX 16

/* A call the keeper has asked. */
struct ask {
    const char *stmt;
    char screen[32], subject[32], content[64];
    void *owner;
    db_done *done; /* NULL once answered or forgotten */
};

static struct {
    struct ask ask[ASKS_MAX];
    size_t count;
} asks;

struct db_arg db_text(const char *text)
{
    return (struct db_arg){.kind = DB_TEXT, .null = !text, .text = text};
}

static void put(char *to, size_t size, const struct db_arg *arg)
{
    assert_true(strlen(arg->null ? "" : arg->text) < size);
    memcpy(to, arg->null ? "" : arg->text, strlen(arg->null ? "" : arg->text) + 1);
}

void db_ask(struct db *db, const struct stmt *stmt, const struct db_arg *args, void *owner,
            db_done *done)
{
    struct ask *ask = &asks.ask[asks.count++];

    (void)db;
    assert_true(asks.count <= ASKS_MAX);
    memset(ask, 0, sizeof *ask);
    ask->stmt = stmt->name;
    ask->owner = owner;
    ask->done = done;
    if (args) {
        put(ask->screen, sizeof ask->screen, &args[0]);
        put(ask->subject, sizeof ask->subject, &args[1]);
        if (strcmp(stmt->name, "draft_save") == 0)
            put(ask->content, sizeof ask->content, &args[2]);
    }
}

void db_forget(struct db *db, const void *owner)
{
    (void)db;
    for (size_t i = 0; i < asks.count; i++) {
        if (asks.ask[i].owner == owner)
            asks.ask[i].done = NULL;
    }
}

static void answer(size_t i, enum err_code code)
{
    struct ask *ask = &asks.ask[i];
    struct db_rows *rows = NULL;
    struct err err = {.code = code};
    db_done *done = ask->done;

    assert_true(i < asks.count);
    assert_non_null(done);
    ask->done = NULL;
    done(ask->owner, &rows, &err);
}

static void assert_ask(size_t i, const char *stmt, const char *subject, const char *content)
{
    assert_int_equal(asks.count, i + 1);
    assert_string_equal(asks.ask[i].stmt, stmt);
    assert_string_equal(asks.ask[i].screen, "enrol");
    assert_string_equal(asks.ask[i].subject, subject);
    assert_string_equal(asks.ask[i].content, content);
}

static struct draft_keeper *keeper_of(struct journal *journal)
{
    struct draft_keeper *keeper;

    memset(&asks, 0, sizeof asks);
    keeper = draft_keeper_new(NULL, journal, "p000001");
    assert_non_null(keeper);
    return keeper;
}

static void sent_at_once(void **state)
{
    struct journal *journal = place_journal(*state);
    struct draft_keeper *keeper = keeper_of(journal);

    draft_keep(keeper, "enrol", "new", "one");
    assert_ask(0, "draft_save", "new", "one");
    answer(0, ERR_NONE);
    assert_int_equal(draft_waiting(keeper), 0);
    assert_int_equal(place_count(journal, "p000001"), 0);
    draft_drop(keeper, "enrol", "new");
    assert_ask(1, "draft_drop", "new", "");
    answer(1, ERR_NONE);
    draft_keeper_free(&keeper);
    assert_null(keeper);
    journal_close(&journal);
}

static void latest_text(void **state)
{
    struct draft_keeper *keeper = keeper_of(NULL);

    (void)state;
    draft_keep(keeper, "enrol", "new", "one");
    draft_keep(keeper, "enrol", "new", "two");
    draft_keep(keeper, "enrol", "new", "three");
    assert_ask(0, "draft_save", "new", "one");
    answer(0, ERR_NONE);
    assert_ask(1, "draft_save", "new", "three");
    draft_drop(keeper, "enrol", "new");
    assert_int_equal(asks.count, 2);
    answer(1, ERR_NONE);
    assert_ask(2, "draft_drop", "new", "");
    answer(2, ERR_NONE);
    assert_int_equal(asks.count, 3);
    draft_keeper_free(&keeper);
}

static void link_down(void **state)
{
    struct journal *journal = place_journal(*state);
    struct draft_keeper *keeper = keeper_of(journal);

    draft_keep(keeper, "enrol", "new", "one");
    answer(0, ERR_OFFLINE);
    assert_draft(journal, place_enrol, "one");
    assert_int_equal(draft_waiting(keeper), 1);
    draft_keep(keeper, "enrol", "new", "two");
    answer(1, ERR_OFFLINE);
    assert_draft(journal, place_enrol, "two");
    draft_online(keeper);
    assert_ask(2, "draft_save", "new", "two");
    assert_draft(journal, place_enrol, "two");
    answer(2, ERR_NONE);
    assert_draft(journal, place_enrol, NULL);
    assert_int_equal(draft_waiting(keeper), 0);
    draft_online(keeper);
    assert_int_equal(asks.count, 3);
    draft_keeper_free(&keeper);
    journal_close(&journal);
}

static void slow_link(void **state)
{
    struct journal *journal = place_journal(*state);
    struct draft_keeper *keeper = keeper_of(journal);

    /* Nothing has come back of the first when there is more to keep. */
    draft_keep(keeper, "enrol", "new", "one");
    draft_keep(keeper, "enrol", "new", "two");
    assert_int_equal(asks.count, 1);
    assert_draft(journal, place_enrol, "two");
    answer(0, ERR_NONE);
    assert_ask(1, "draft_save", "new", "two");
    assert_draft(journal, place_enrol, "two");
    answer(1, ERR_NONE);
    assert_draft(journal, place_enrol, NULL);
    draft_keeper_free(&keeper);
    journal_close(&journal);
}

static void given_up_while_down(void **state)
{
    struct journal *journal = place_journal(*state);
    struct draft_keeper *keeper = keeper_of(journal);

    draft_keep(keeper, "enrol", "new", "one");
    answer(0, ERR_OFFLINE);
    draft_drop(keeper, "enrol", "new");
    answer(1, ERR_OFFLINE);
    assert_draft(journal, place_enrol, NULL);
    assert_int_equal(draft_waiting(keeper), 0);
    draft_online(keeper);
    assert_ask(2, "draft_drop", "new", "");
    answer(2, ERR_NONE);
    draft_keeper_free(&keeper);
    journal_close(&journal);
}

/* The program is gone while the link is down; the next one brings the draft to the database. */
static void another_run(void **state)
{
    struct journal_draft_name other = {"p000002", "enrol", "new"};
    struct journal *journal = place_journal(*state);
    struct draft_keeper *keeper = keeper_of(journal);

    assert_saved(journal, other, "not mine");
    draft_keep(keeper, "enrol", "new", "one");
    answer(0, ERR_OFFLINE);
    draft_online(keeper);
    draft_keeper_free(&keeper);
    assert_null(asks.ask[1].done); /* forgotten: it would call back into nowhere */
    journal_close(&journal);

    journal = place_journal(*state);
    keeper = keeper_of(journal);
    assert_ask(0, "draft_save", "new", "one");
    answer(0, ERR_OFFLINE);
    assert_draft(journal, place_enrol, "one");
    draft_online(keeper);
    answer(1, ERR_NONE);
    assert_draft(journal, place_enrol, NULL);
    assert_draft(journal, other, "not mine");
    draft_keeper_free(&keeper);
    journal_close(&journal);
}

/* Each form has its own draft; an answer belongs to one. */
static void several_forms(void **state)
{
    struct journal *journal = place_journal(*state);
    struct draft_keeper *keeper = keeper_of(journal);

    draft_keep(keeper, "enrol", "new", "one");
    draft_keep(keeper, "enrol", "17", "two");
    assert_ask(1, "draft_save", "17", "two");
    answer(0, ERR_OFFLINE);
    answer(1, ERR_NONE);
    assert_int_equal(draft_waiting(keeper), 1);
    assert_int_equal(place_count(journal, "p000001"), 1);
    assert_draft(journal, place_enrol, "one");
    draft_online(keeper);
    assert_ask(2, "draft_save", "new", "one");
    draft_keeper_free(&keeper);
    journal_close(&journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST("SPEC 20.7: a draft goes to the database at once", sent_at_once),
        PLACE_TEST("SPEC 20.7: of what waits the latest text is sent", latest_text),
        PLACE_TEST("SPEC 22.6: while the link is down the journal has it", link_down),
        PLACE_TEST("SPEC 22.6: on a link that does not answer the journal has it", slow_link),
        PLACE_TEST("SPEC 22.6: a draft given up while the link is down is gone",
                   given_up_while_down),
        PLACE_TEST("SPEC 22.6: the next run sends what the journal has", another_run),
        PLACE_TEST("SPEC 20.7: each form has its own draft", several_forms),
    };

    return UNIT_RUN(tests);
}
