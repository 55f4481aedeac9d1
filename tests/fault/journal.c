/* What may happen to the terminal while its journal is being written. */
#include "config.h"

#include "core/base/file.h"
#include "tests/unit/journal_place.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void full_disk(void **state)
{
    const struct place *place = *state;
    struct journal *journal = place_journal(place);
    struct rlimit limit, tight;
    char *text = malloc(600001);
    struct err err;

    assert_non_null(text);
    memset(text, 'x', 600000);
    text[600000] = '\0';
    assert_saved(journal, place_enrol, place_content);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    tight = limit;
    tight.rlim_cur = 200000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    assert_false(journal_draft_save(journal, place_enrol, text, &err));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(err.code, ERR_DENIED);
    assert_true(strlen(err.text) > 10);
    free(text);
    /* What was there before is still there, and the journal goes on. */
    assert_draft(journal, place_enrol, place_content);
    assert_saved(journal, place_enrol, "after");
    journal_close(&journal);
    journal = place_journal(place);
    assert_draft(journal, place_enrol, "after");
    journal_close(&journal);
}

/* Saves drafts 1, 2, 3 … and tells each through the pipe once it is kept. */
static void save_for_ever(const struct place *place, int told)
{
    struct err err;
    struct journal *journal = journal_open(place->path, place->key, &err);

    for (uint32_t i = 1; journal; i++) {
        char subject[16], text[64];

        snprintf(subject, sizeof subject, "%u", i);
        snprintf(text, sizeof text, "draft %u", i);
        if (!journal_draft_save(journal, (struct journal_draft_name){"p000001", "enrol", subject},
                                text, &err) ||
            write(told, &i, sizeof i) != sizeof i)
            break;
    }
    _exit(1);
}

static void killed(void **state)
{
    const struct place *place = *state;

    for (uint32_t round = 1; round <= 10; round++) {
        struct journal *journal;
        uint32_t last = 0, i;
        int ends[2];
        pid_t child;

        assert_int_equal(pipe(ends), 0);
        child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            close(ends[0]);
            save_for_ever(place, ends[1]);
        }
        close(ends[1]);
        while (last < round * 3 && read(ends[0], &i, sizeof i) == sizeof i)
            last = i;
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, NULL, 0), child);
        while (read(ends[0], &i, sizeof i) == sizeof i)
            last = i;
        close(ends[0]);
        assert_true(last >= round * 3);
        journal = place_journal(place);
        for (i = 1; i <= last; i++) {
            char subject[16], text[64];

            snprintf(subject, sizeof subject, "%u", i);
            snprintf(text, sizeof text, "draft %u", i);
            assert_draft(journal, (struct journal_draft_name){"p000001", "enrol", subject}, text);
        }
        /* At most the one it was at besides. */
        assert_in_range(place_count(journal, "p000001"), last, last + 1);
        journal_close(&journal);
        place_each_file(place, "", place_remove);
    }
}

static void copy_file(const char *from, const char *to, size_t most)
{
    struct err err;
    char *bytes;
    size_t n;

    assert_true(file_read(from, 1 << 24, &bytes, &n, &err));
    assert_true(file_replace(to, 0600, bytes, n < most ? n : most, &err));
    free(bytes);
}

/* The disk as a loss of power may leave it: the write-ahead file ends anywhere. */
static void power_lost(void **state)
{
    const struct place *place = *state;
    struct journal *journal = place_journal(place);
    char from[80], path[80], wal[96];
    struct stat about;
    size_t before = 0;

    for (int i = 0; i < 6; i++) {
        char subject[16];

        snprintf(subject, sizeof subject, "%d", i);
        assert_saved(journal, (struct journal_draft_name){"p000001", "enrol", subject},
                     place_content);
    }
    snprintf(from, sizeof from, "%s-wal", place->path);
    snprintf(path, sizeof path, "%s/lost", place->folder);
    snprintf(wal, sizeof wal, "%s-wal", path);
    assert_int_equal(stat(from, &about), 0);
    copy_file(place->path, path, SIZE_MAX);
    for (off_t size = about.st_size * 2 / 3; size <= about.st_size; size += 977) {
        struct err err;
        struct journal *found;
        size_t count;

        copy_file(place->path, path, SIZE_MAX);
        copy_file(from, wal, (size_t)size);
        found = journal_open(path, place->key, &err);
        assert_non_null(found);
        assert_int_equal(err.code, ERR_NONE);
        count = place_count(found, "p000001");
        assert_true(count >= before);
        assert_true(count < 6 || size > about.st_size * 2 / 3);
        before = count;
        journal_close(&found);
        remove(wal);
    }
    copy_file(place->path, path, SIZE_MAX);
    copy_file(from, wal, SIZE_MAX);
    journal_close(&journal);
    journal = journal_open(path, place->key, NULL);
    assert_int_equal(place_count(journal, "p000001"), 6);
    journal_close(&journal);
}

/* The first start of several programs at once: one key, one file, every draft. */
static void several_programs(void **state)
{
    const struct place *place = *state;
    struct journal *journal;
    pid_t children[4];

    for (int i = 0; i < 4; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            struct err err;
            bool good = true;
            char login[16];

            snprintf(login, sizeof login, "p00000%d", i);
            journal = journal_open(place->path, place->key, &err);
            for (int n = 0; good && n < 10; n++) {
                char subject[16];

                snprintf(subject, sizeof subject, "%d", n);
                good = journal_is_on_disk(journal) && err.code == ERR_NONE &&
                       journal_draft_save(journal,
                                          (struct journal_draft_name){login, "enrol", subject},
                                          place_content, &err);
            }
            journal_close(&journal);
            _exit(good ? 0 : 1);
        }
    }
    for (int i = 0; i < 4; i++) {
        int status;

        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    journal = place_journal(place);
    for (int i = 0; i < 4; i++) {
        char login[16];

        snprintf(login, sizeof login, "p00000%d", i);
        assert_int_equal(place_count(journal, login), 10);
        assert_draft(journal, (struct journal_draft_name){login, "enrol", "9"}, place_content);
    }
    journal_close(&journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST("SPEC 22.6: a full disk is told, and loses nothing kept", full_disk),
        PLACE_TEST("SPEC 22.6: kill -9 in the middle of saving loses nothing kept", killed),
        PLACE_TEST("SPEC 22.6: a loss of power leaves all drafts up to a moment", power_lost),
        PLACE_TEST("SPEC 22.6: several programs begin one journal at once", several_programs),
    };

    return UNIT_RUN(tests);
}
