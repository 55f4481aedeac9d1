/* The connection: order, types, deadlines, cancel, and every way to lose an answer. */
#include "config.h"

#include "core/base/day.h"
#include "core/base/secret.h"
#include "core/db/db.h"
#include "tests/lib/test_cluster.h"
#include "tests/unit/unit.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_MS 30000

static struct test_cluster test;

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* One turn of a program's loop. */
static void turn(struct db *db)
{
    struct pollfd fd = {.fd = db_fd(db), .events = db_events(db)};
    int wait = db_deadline(db);

    poll(&fd, 1, wait < 0 || wait > 50 ? 50 : wait);
    db_io(db);
}

#define WAIT_FOR(db, condition)                                                                    \
    do {                                                                                           \
        for (int64_t until = now_ms() + LIMIT_MS; !(condition) && now_ms() < until;)               \
            turn(db);                                                                              \
        assert_true(condition);                                                                    \
    } while (0)

static struct db *connected(const char *login, const struct db_hooks *hooks)
{
    struct db *db = test_cluster_connect(&test, login, hooks);
    struct err err;

    assert_non_null(db);
    assert_true(db_wait_online(db, LIMIT_MS, &err));
    return db;
}

struct number_row {
    int64_t n;
};

static const struct db_column number_columns[] = {{"n", DB_INT, offsetof(struct number_row, n)},
                                                  {NULL, DB_END, 0}};

static const struct stmt echo_stmt = {.name = "echo",
                                      .text = "select $1::bigint as n",
                                      .params = {DB_INT},
                                      .columns = number_columns,
                                      .row_size = sizeof(struct number_row),
                                      .repeat = DB_READ};

/* What a callback saw. */
struct seen {
    int count;
    int64_t n[64];
    struct err err[64];
};

static void see(void *owner, struct db_rows **rows, const struct err *err)
{
    struct seen *seen = owner;
    const struct number_row *row = db_row(*rows, &echo_stmt, 0);

    assert_in_range(seen->count, 0, 63);
    seen->n[seen->count] = row ? row->n : -1;
    seen->err[seen->count] = *err;
    seen->count++;
}

static void queue_order(void **state)
{
    struct db *db = connected("ax_worker", NULL);
    struct seen seen = {0};

    (void)state;
    for (int i = 0; i < 50; i++) {
        struct db_arg args[] = {db_int(i)};
        db_ask(db, &echo_stmt, args, &seen, see);
    }
    assert_int_equal(seen.count, 0); /* never from inside db_ask */
    WAIT_FOR(db, seen.count == 50);
    for (int i = 0; i < 50; i++)
        assert_int_equal(seen.n[i], i);
    assert_false(db_busy(db));
    db_free(&db);
}

static void asked_before_online(void **state)
{
    struct db *db = test_cluster_connect(&test, "ax_worker", NULL);
    struct db_arg args[] = {db_int(7)};
    struct seen seen = {0};

    (void)state;
    db_ask(db, &echo_stmt, args, &seen, see);
    WAIT_FOR(db, seen.count == 1);
    assert_int_equal(seen.n[0], 7);
    db_free(&db);
}

struct wide_row {
    const char *text, *nothing, *uuid, *json;
    int64_t small, big, moment;
    bool yes;
    struct day day;
    const char *const *texts;
    struct db_bytes bytes, no_bytes;
};

static const struct db_column wide_columns[] = {
    {"text", DB_TEXT, offsetof(struct wide_row, text)},
    {"nothing", DB_TEXT, offsetof(struct wide_row, nothing)},
    {"uuid", DB_TEXT, offsetof(struct wide_row, uuid)},
    {"json", DB_JSON, offsetof(struct wide_row, json)},
    {"small", DB_INT, offsetof(struct wide_row, small)},
    {"big", DB_INT, offsetof(struct wide_row, big)},
    {"moment", DB_TIME, offsetof(struct wide_row, moment)},
    {"yes", DB_BOOL, offsetof(struct wide_row, yes)},
    {"day", DB_DAY, offsetof(struct wide_row, day)},
    {"texts", DB_TEXTS, offsetof(struct wide_row, texts)},
    {"bytes", DB_BYTES, offsetof(struct wide_row, bytes)},
    {"no_bytes", DB_BYTES, offsetof(struct wide_row, no_bytes)},
    {NULL, DB_END, 0}};

/* Every kind out and back again. */
static const struct stmt wide_stmt = {
    .name = "wide",
    .text =
        "select $1::text as text, null::text as nothing, 'extra' as extra, "
        "'550e8400-e29b-41d4-a716-446655440000'::uuid as uuid, $2::jsonb as json, "
        "(-7)::smallint as small, $3::bigint as big, $4::timestamptz as moment, $5::bool as yes, "
        "$6::date as day, $7::text[] as texts, $8::bytea || '\\x00ff' as bytes, null::bytea as no_bytes",
    .params = {DB_TEXT, DB_JSON, DB_INT, DB_TIME, DB_BOOL, DB_DAY, DB_TEXTS, DB_BYTES},
    .columns = wide_columns,
    .row_size = sizeof(struct wide_row),
    .repeat = DB_READ};

static void typed_rows(void **state)
{
    static const char *const texts[] = {"a", "b \"c\", \\d", "", "买买提·艾力", NULL};
    struct db *db = connected("ax_worker", NULL);
    struct day day = {2026, 11, 23};
    struct db_arg args[] = {db_text("it's 样本"), db_json("{\"k\": [1]}"), db_int(INT64_MIN),
                            db_time(-1),          db_bool(true),           db_day(&day),
                            db_texts(texts),      db_bytes("\0a\\'\xFF", 5)};
    struct db_rows *rows;
    struct err err;

    (void)state;
    assert_true(db_ask_now(db, &wide_stmt, args, &rows, &err));
    const struct wide_row *row = db_row(rows, &wide_stmt, 0);
    assert_int_equal(rows->count, 1);
    assert_null(db_row(rows, &wide_stmt, 1));
    assert_string_equal(row->text, "it's 样本");
    assert_null(row->nothing);
    assert_string_equal(row->uuid, "550e8400-e29b-41d4-a716-446655440000");
    assert_string_equal(row->json, "{\"k\": [1]}");
    assert_int_equal(row->small, -7);
    assert_true(row->big == INT64_MIN);
    assert_true(row->moment == -1);
    assert_true(row->yes);
    assert_int_equal(day_compare(row->day, day), 0);
    for (int i = 0; i < 5; i++)
        assert_true(texts[i] ? strcmp(row->texts[i], texts[i]) == 0 : row->texts[i] == NULL);
    assert_int_equal(row->bytes.n, 7);
    assert_memory_equal(row->bytes.at, "\0a\\'\xFF\0\xFF", 7);
    assert_null(row->no_bytes.at);
    db_rows_free(&rows);
    db_free(&db);
}

static void nulls(void **state)
{
    struct db *db = connected("ax_worker", NULL);
    struct db_arg args[] = {db_null(DB_TEXT), db_null(DB_JSON), db_null(DB_INT), db_null(DB_TIME),
                            db_null(DB_BOOL), db_day(NULL),     db_texts(NULL),
                            db_bytes(NULL, 0)};
    struct db_rows *rows;
    struct err err;

    (void)state;
    assert_true(db_ask_now(db, &wide_stmt, args, &rows, &err));
    const struct wide_row *row = db_row(rows, &wide_stmt, 0);
    assert_null(row->text);
    assert_null(row->json);
    assert_int_equal(row->big, 0);
    assert_int_equal(row->moment, 0);
    assert_false(row->yes);
    assert_false(day_is_set(row->day));
    assert_null(row->texts);
    assert_int_equal(row->bytes.n, 0);
    db_rows_free(&rows);
    db_free(&db);
}

static void drift(void **state)
{
    static const struct {
        const char *text, *detail;
    } cases[] = {
        {"select 1 as m where false", "there is no column n"},
        {"select 'x'::text as n where false", "column n is of type 25"},
        {"select 1.5 as n where false", "column n is of type 1700"},
    };
    struct db *db = connected("ax_worker", NULL);
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stmt stmt = {.name = "drifted",
                            .text = cases[i].text,
                            .columns = number_columns,
                            .row_size = sizeof(struct number_row)};
        assert_false(db_ask_now(db, &stmt, NULL, NULL, &err));
        assert_int_equal(err.code, ERR_BUG);
        assert_non_null(strstr(err.detail, cases[i].detail));
    }
    struct db_arg wrong[] = {db_text("1")};
    assert_false(db_ask_now(db, &echo_stmt, wrong, NULL, &err));
    assert_int_equal(err.code, ERR_BUG);
    db_free(&db);
}

static const struct stmt sleep_stmt = {.name = "sleep",
                                       .text = "select pg_sleep(60)::text as t",
                                       .repeat = DB_READ,
                                       .deadline_ms = LIMIT_MS};

struct slow_seen {
    int on, off;
};

static void see_slow(void *owner, struct db *db, const struct stmt *stmt, bool on)
{
    struct slow_seen *seen = owner;

    (void)db;
    (void)stmt;
    if (on)
        seen->on++;
    else
        seen->off++;
}

static void cancelled(void **state)
{
    struct slow_seen slow = {0, 0};
    struct db_hooks hooks = {.owner = &slow, .slow = see_slow};
    struct db *db = connected("ax_worker", &hooks);
    struct seen first = {0}, second = {0};
    struct db_arg args[] = {db_int(1)};

    (void)state;
    db_ask(db, &sleep_stmt, NULL, &first, see);
    db_ask(db, &echo_stmt, args, &second, see);
    WAIT_FOR(db, slow.on == 1); /* SPEC 20.3: after 0.3 s there is a sign */
    assert_string_equal(db_running(db)->name, "sleep");
    db_cancel(db, &first);
    WAIT_FOR(db, second.count == 1);
    assert_int_equal(first.count, 1);
    assert_string_equal(first.err[0].sqlstate, "57014");
    assert_int_equal(second.n[0], 1); /* the cancel has not hit its neighbour */
    assert_int_equal(slow.on, slow.off);
    db_free(&db);
}

static void forgotten(void **state)
{
    struct db *db = connected("ax_worker", NULL);
    struct seen gone = {0}, stays = {0};
    struct db_arg args[] = {db_int(1)};

    (void)state;
    db_ask(db, &sleep_stmt, NULL, &gone, see);
    db_ask(db, &echo_stmt, args, &gone, see);
    db_ask(db, &echo_stmt, args, &stays, see);
    for (int i = 0; i < 3; i++)
        turn(db);
    db_forget(db, &gone);
    WAIT_FOR(db, stays.count == 1); /* the forgotten read was cancelled, so this takes no minute */
    assert_int_equal(gone.count, 0);
    db_free(&db);
}

static void too_long(void **state)
{
    struct stmt stmt = sleep_stmt;
    struct db *db = connected("ax_worker", NULL);
    struct db_arg args[] = {db_int(1)};
    struct db_rows *rows;
    struct err err;

    (void)state;
    stmt.deadline_ms = 200;
    assert_false(db_ask_now(db, &stmt, NULL, NULL, &err));
    assert_int_equal(err.code, ERR_OFFLINE);
    assert_string_equal(err.sqlstate, "57014");
    assert_true(db_ask_now(db, &echo_stmt, args, &rows, &err));
    db_rows_free(&rows);
    db_free(&db);
}

static void wrong_password(void **state)
{
    struct err err;
    struct secret *secret = secret_new(32, &err);
    struct db *db;
    struct seen seen = {0};
    struct db_arg args[] = {db_int(1)};

    (void)state;
    secret_set(secret, "not this one", 12);
    db = db_new(&test.where, "t000001", secret, NULL, &err);
    secret_free(&secret);
    db_ask(db, &echo_stmt, args, &seen, see);
    WAIT_FOR(db, seen.count == 1);
    assert_int_equal(db_state(db), DB_DENIED);
    assert_int_equal(seen.err[0].code, ERR_DENIED);
    assert_string_equal(seen.err[0].sqlstate, "28P01");
    assert_int_equal(db_deadline(db), -1); /* and it does not try again by itself */
    db_ask(db, &echo_stmt, args, &seen, see);
    WAIT_FOR(db, seen.count == 2);
    assert_int_equal(seen.err[1].code, ERR_DENIED);
    db_free(&db);
}

struct states {
    int count[4];
};

static void see_state(void *owner, struct db *db, enum db_state state)
{
    struct states *states = owner;

    (void)db;
    states->count[state]++;
}

/* The server stops and comes back: offline is said, new calls fail at once, then all goes on. */
static void server_restarts(void **state)
{
    struct states states = {{0}};
    struct db_hooks hooks = {.owner = &states, .state = see_state};
    struct db *db = connected("ax_worker", &hooks);
    struct db_arg args[] = {db_int(1)};
    struct seen seen = {0};
    struct db_rows *rows;
    struct err err;

    (void)state;
    assert_true(db_ask_now(db, &echo_stmt, args, &rows, &err));
    db_rows_free(&rows);
    assert_true(cluster_stop(&test.cluster, &err));
    WAIT_FOR(db, db_state(db) == DB_OFFLINE);
    assert_int_equal(db_why(db)->code, ERR_OFFLINE);
    db_ask(db, &echo_stmt, args, &seen, see);
    assert_int_equal(db_deadline(db), 0);
    WAIT_FOR(db, seen.count == 1);
    assert_int_equal(seen.err[0].code, ERR_OFFLINE);
    assert_true(cluster_start(&test.cluster, &err));
    db_retry(db);
    WAIT_FOR(db, db_state(db) == DB_ONLINE);
    assert_true(db_ask_now(db, &echo_stmt, args, &rows, &err));
    db_rows_free(&rows);
    assert_true(states.count[DB_OFFLINE] >= 1 && states.count[DB_ONLINE] >= 2);
    db_free(&db);
}

/* kill -9 under a load of calls: each read is answered, in the end. */
static void killed_under_load(void **state)
{
    struct db *db = connected("ax_worker", NULL);
    struct seen seen = {0};
    struct err err;

    (void)state;
    for (int i = 0; i < 60; i++) {
        struct db_arg args[] = {db_int(i)};
        db_ask(db, &echo_stmt, args, &seen, see);
        if (i == 30) {
            WAIT_FOR(db, seen.count >= 5);
            test_cluster_kill(&test);
        }
        turn(db);
        if (db_state(db) == DB_OFFLINE)
            break;
    }
    assert_true(cluster_start(&test.cluster, &err));
    db_retry(db);
    WAIT_FOR(db, !db_busy(db));
    assert_true(seen.count > 30);
    for (int i = 0; i <= 30; i++) /* what was asked before the kill came back whole and in order */
        assert_int_equal(seen.n[i], i);
    db_free(&db);
}

static const struct stmt pid_stmt = {.name = "pid",
                                     .text = "select pg_backend_pid() as n",
                                     .columns = number_columns,
                                     .row_size = sizeof(struct number_row),
                                     .repeat = DB_READ};

static int64_t back_end(struct db *db)
{
    struct db_rows *rows;
    struct err err;

    assert_true(db_ask_now(db, &pid_stmt, NULL, &rows, &err));
    int64_t pid = ((const struct number_row *)db_row(rows, &pid_stmt, 0))->n;
    db_rows_free(&rows);
    return pid;
}

/* The write is done and its answer is cut off: a call that may be repeated is, and has one effect;
 * one that may not ends with an honest "not known". */
static void lost_answer(void **state)
{
    static const struct stmt again = {.name = "write_again",
                                      .text = "call test.add_slowly($1, null)",
                                      .params = {DB_TEXT},
                                      .columns = number_columns,
                                      .row_size = sizeof(struct number_row),
                                      .repeat = DB_AGAIN,
                                      .deadline_ms = LIMIT_MS};
    static const struct stmt total = {.name = "total",
                                      .text = "select count(*) as n from test.done where id = $1",
                                      .params = {DB_TEXT},
                                      .columns = number_columns,
                                      .row_size = sizeof(struct number_row),
                                      .repeat = DB_READ};
    static const char *const ids[] = {"request-1", "request-2"};
    struct stmt once = again;
    struct db *db = connected("ax_worker", NULL), *other = connected("postgres", NULL);
    char sql[128];
    struct err err;

    (void)state;
    once.repeat = DB_ONCE;
    for (int i = 0; i < 2; i++) {
        struct db_arg args[] = {db_text(ids[i])};
        struct db_rows *rows;
        struct seen seen = {0};
        int64_t pid = back_end(db), there = 0;
        db_ask(db, i == 0 ? &again : &once, args, &seen, see);
        /* The function commits its row by itself and then takes its time to answer. */
        for (int64_t until = now_ms() + LIMIT_MS; there == 0 && now_ms() < until;) {
            turn(db);
            assert_true(db_ask_now(other, &total, args, &rows, &err));
            there = ((const struct number_row *)db_row(rows, &total, 0))->n;
            db_rows_free(&rows);
        }
        assert_int_equal(there, 1);
        snprintf(sql, sizeof sql, "select pg_terminate_backend(%lld)", (long long)pid);
        test_cluster_sql(&test, sql);
        WAIT_FOR(db, seen.count == 1);
        assert_int_equal(seen.err[0].code, i == 0 ? ERR_NONE : ERR_OFFLINE);
        assert_true(db_ask_now(other, &total, args, &rows, &err));
        assert_int_equal(((const struct number_row *)db_row(rows, &total, 0))->n, 1);
        db_rows_free(&rows);
    }
    db_free(&db);
    db_free(&other);
}

/* A session the server closed for being idle is woken by the next call; nobody hears of it. */
static void idle_session(void **state)
{
    struct states states = {{0}};
    struct db_hooks hooks = {.owner = &states, .state = see_state};
    struct db *db = connected("ax_worker", &hooks);
    static const struct stmt timeout = {
        .name = "timeout", .text = "set idle_session_timeout = '50ms'", .repeat = DB_ONCE};
    struct err err;
    int64_t before = back_end(db);

    (void)state;
    assert_true(db_ask_now(db, &timeout, NULL, NULL, &err));
    for (int64_t until = now_ms() + 1000; now_ms() < until;)
        turn(db);
    assert_int_equal(db_state(db), DB_ONLINE);
    assert_true(back_end(db) != before);
    assert_int_equal(states.count[DB_OFFLINE], 0);
    db_free(&db);
}

/* SPEC 23: keys are echoed while a statement runs, so no turn of the loop may wait for it. */
static void nothing_waits(void **state)
{
    struct stmt stmt = sleep_stmt;
    struct db *db = connected("ax_worker", NULL);
    struct seen seen = {0};
    int64_t worst = 0;

    (void)state;
    stmt.text = "select pg_sleep(1)::text as t";
    db_ask(db, &stmt, NULL, &seen, see);
    while (seen.count == 0) {
        int64_t before = now_ms();
        db_io(db);
        if (now_ms() - before > worst)
            worst = now_ms() - before;
        usleep(5000);
    }
    assert_int_equal(seen.err[0].code, ERR_NONE);
    assert_true(worst < 500); /* a busy machine may stop us; a wait for the answer takes 1000 */
    db_free(&db);
}

static void errors(void **state)
{
    static const struct {
        const char *sql;
        enum err_code code;
        const char *field, *text, *hint;
    } cases[] = {
        {"select test.fail('AX001', 'not a mobile number', 'phone', '')", ERR_INPUT, "phone",
         "not a mobile number", ""},
        {"select test.fail('AX006', 'changed by {name} at {at}', '', 'name=样本, at=10:42')",
         ERR_CONFLICT, "", "changed by 样本 at 10:42", "Look at it again before you save."},
        {"select test.fail('AX003', 'you may not do this on this project', '', '')", ERR_DENIED, "",
         "you may not do this on this project", ""},
        {"select 1 from pg_authid", ERR_DENIED, "", "You may not do this.", NULL},
        {"select 'x'::int", ERR_INPUT, "", "A value cannot be understood.", NULL},
        {"insert into test.done (id, n) values ('request-0', 1)", ERR_CONFLICT, "",
         "This is there already.", NULL},
    };
    struct db *db = connected("ax_worker", NULL);
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stmt stmt = {.name = "failing", .text = cases[i].sql};
        assert_false(db_ask_now(db, &stmt, NULL, NULL, &err));
        assert_int_equal(err.code, cases[i].code);
        assert_string_equal(err.field, cases[i].field);
        assert_string_equal(err.text, cases[i].text);
        if (cases[i].hint)
            assert_string_equal(err.hint, cases[i].hint);
        assert_null(strstr(err.detail, "request-0")); /* no value comes near the log */
        assert_null(strstr(err.detail, "样本"));
    }
    struct stmt unknown = {.name = "unknown",
                           .text = "select test.fail('P0001', 'secret', '', '')"};
    assert_false(db_ask_now(db, &unknown, NULL, NULL, &err));
    assert_int_equal(err.code, ERR_BUG);
    assert_non_null(strstr(err.text, "reference"));
    assert_null(strstr(err.detail, "secret"));
    db_free(&db);
}

static void nowhere(void **state)
{
    struct db_where where = {.host = "no-such-host.invalid", .database = "anxin"};
    struct err err;
    struct db *db = db_new(&where, "p000001", NULL, NULL, &err);
    struct seen seen = {0};
    struct db_arg args[] = {db_int(1)};

    (void)state;
    WAIT_FOR(db, db_state(db) == DB_OFFLINE);
    assert_int_equal(db_why(db)->code, ERR_OFFLINE);
    assert_non_null(strstr(db_why(db)->text, "no-such-host.invalid"));
    db_ask(db, &echo_stmt, args, &seen, see);
    WAIT_FOR(db, seen.count == 1);
    assert_int_equal(seen.err[0].code, ERR_OFFLINE);
    db_free(&db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("DESIGN 4: calls are answered in the order asked", queue_order),
        UNIT_TEST("DESIGN 4: a call may come before the connection", asked_before_online),
        UNIT_TEST("DESIGN 4: every kind of parameter and column", typed_rows),
        UNIT_TEST("DESIGN 4: null reads as nothing", nulls),
        UNIT_TEST("DESIGN 4: a column that drifted away is found without a row", drift),
        UNIT_TEST("SPEC 20.4: errors say what is wrong, and where", errors),
        UNIT_TEST("SPEC 20.3: a slow call shows a sign and can be cancelled", cancelled),
        UNIT_TEST("DESIGN 4: a forgotten owner is not called back", forgotten),
        UNIT_TEST("DESIGN 4: a statement longer than its deadline ends", too_long),
        UNIT_TEST("SPEC 23: no turn of the loop waits for the server", nothing_waits),
        UNIT_TEST("SPEC 3.3: a wrong password is not tried again", wrong_password),
        UNIT_TEST("DESIGN 4: an idle session is woken without a word", idle_session),
        UNIT_TEST("DESIGN 9: a lost answer is asked for again, once done", lost_answer),
        UNIT_TEST("DESIGN 9: the server restarts", server_restarts),
        UNIT_TEST("DESIGN 9: the server is killed under a load of calls", killed_under_load),
        UNIT_TEST("DESIGN 4: a host that does not exist", nowhere),
    };
    int status;

    setenv("LANGUAGE", "en", 1);
    if (!test_cluster_new(&test, &status))
        return status;
    test_cluster_sql(
        &test,
        "create schema test; grant usage on schema test to public;"
        "create table test.done (id text primary key, n int not null);"
        "insert into test.done values ('request-0', 1);"
        "grant select, insert on test.done to public;"
        "create function test.fail(state text, message text, field text, detail text) returns void "
        "language plpgsql as $$ begin raise exception using errcode = state, message = message, "
        "column = field, detail = detail; end $$;"
        "create procedure test.add_slowly(request text, inout n int) language plpgsql as $$ begin "
        "select d.n into n from test.done d where d.id = request; "
        "if not found then insert into test.done values (request, 1); n := 1; commit; "
        "perform pg_sleep(60); end if; end $$;"
        "grant execute on all routines in schema test to public;");
    status = UNIT_RUN(tests);
    test_cluster_free(&test);
    return status;
}
