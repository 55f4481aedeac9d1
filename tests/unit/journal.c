#include "config.h"

#include "core/base/file.h"
#include "core/journal/journal.h"
#include "tests/unit/unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char content[] =
    "{\"name\":\"李样本\",\"document_number\":\"11010519491231002X\",\"phone\":\"19900000001\"}";
static const struct journal_draft_name enrol = {"p000001", "enrol", "new"};

/* A folder of its own for each test. */
struct place {
    char folder[32];
    char path[64];
    char key[64];
};

static int set_up(void **state)
{
    static struct place place;

    snprintf(place.folder, sizeof place.folder, "/tmp/anxin-XXXXXX");
    if (!mkdtemp(place.folder))
        return -1;
    snprintf(place.path, sizeof place.path, "%s/journal", place.folder);
    snprintf(place.key, sizeof place.key, "%s/journal.key", place.folder);
    *state = &place;
    return 0;
}

/* Calls `look` for each file of the folder; returns how many have `part` in their name. */
static int each_file(const struct place *place, const char *part, void (*look)(const char *path))
{
    DIR *folder = opendir(place->folder);
    const struct dirent *entry;
    int count = 0;

    assert_non_null(folder);
    while ((entry = readdir(folder))) {
        char path[512];

        if (entry->d_name[0] == '.' || !strstr(entry->d_name, part))
            continue;
        snprintf(path, sizeof path, "%s/%s", place->folder, entry->d_name);
        if (look)
            look(path);
        count++;
    }
    closedir(folder);
    return count;
}

static void remove_file(const char *path)
{
    assert_int_equal(remove(path), 0);
}

static int tear_down(void **state)
{
    const struct place *place = *state;

    each_file(place, "", remove_file);
    return rmdir(place->folder);
}

static struct journal *opened(const struct place *place)
{
    struct err err;
    struct journal *journal = journal_open(place->path, place->key, &err);

    assert_non_null(journal);
    if (err.code != ERR_NONE)
        fail_msg("%s (%s)", err.text, err.detail);
    assert_true(journal_is_on_disk(journal));
    return journal;
}

static void saved(struct journal *journal, struct journal_draft_name name, const char *text)
{
    struct err err;

    if (!journal_draft_save(journal, name, text, &err))
        fail_msg("%s (%s)", err.text, err.detail);
}

static void assert_draft(struct journal *journal, struct journal_draft_name name,
                         const char *expected)
{
    struct err err;
    char *text;

    if (!journal_draft_get(journal, name, &text, &err))
        fail_msg("%s (%s)", err.text, err.detail);
    if (expected) {
        assert_non_null(text);
        assert_string_equal(text, expected);
    } else {
        assert_null(text);
    }
    journal_content_free(&text);
}

static size_t count_of(struct journal *journal, const char *login)
{
    struct journal_draft *drafts;
    size_t count;
    struct err err;

    assert_true(journal_draft_list(journal, login, &drafts, &count, &err));
    journal_drafts_free(&drafts, count);
    return count;
}

/* Runs SQL on the closed file, as somebody else could. */
static void meddle(const struct place *place, const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void use_drafts(struct journal *journal)
{
    struct journal_draft_name other = {"p000001", "worker", "17"};
    struct journal_draft_name foreign = {"p000002", "enrol", "new"};
    struct journal_draft *drafts;
    size_t count;
    struct err err;

    assert_draft(journal, enrol, NULL);
    saved(journal, enrol, "one");
    saved(journal, enrol, content);
    saved(journal, other, "");
    saved(journal, foreign, "not mine");
    assert_draft(journal, enrol, content);
    assert_draft(journal, other, "");
    assert_true(journal_draft_list(journal, "p000001", &drafts, &count, &err));
    assert_int_equal(count, 2);
    assert_true(drafts[0].saved_at >= drafts[1].saved_at);
    assert_true(drafts[0].saved_at > (int64_t)time(NULL) - 60);
    journal_drafts_free(&drafts, count);
    assert_true(journal_draft_drop(journal, other, &err));
    assert_true(journal_draft_drop(journal, other, &err));
    assert_draft(journal, other, NULL);
    assert_draft(journal, foreign, "not mine");
    assert_int_equal(count_of(journal, "p000001"), 1);
}

static void drafts_on_disk(void **state)
{
    const struct place *place = *state;
    struct journal *journal = opened(place);

    use_drafts(journal);
    journal_close(&journal);
    assert_null(journal);
    journal = opened(place);
    assert_draft(journal, enrol, content);
    assert_int_equal(count_of(journal, "p000002"), 1);
    journal_close(&journal);
}

static void drafts_in_memory(void **state)
{
    const struct place *place = *state;
    struct err err;
    struct journal *journal = journal_open(NULL, NULL, &err);

    assert_non_null(journal);
    assert_int_equal(err.code, ERR_NONE);
    assert_false(journal_is_on_disk(journal));
    use_drafts(journal);
    journal_close(&journal);
    assert_int_equal(each_file(place, "", NULL), 0);
}

static void assert_closed_to_others(const char *path)
{
    struct stat about;

    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
}

static void assert_nothing_readable(const char *path)
{
    static const char *const parts[] = {"样本", "document_number", "11010519491231002X",
                                        "19900000001", "{\"name\""};
    struct err err;
    char *bytes;
    size_t n;

    assert_true(file_read(path, 1 << 24, &bytes, &n, &err));
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        assert_null(memmem(bytes, n, parts[i], strlen(parts[i])));
    free(bytes);
}

static void nothing_readable(void **state)
{
    const struct place *place = *state;
    struct journal *journal = opened(place);
    struct err err;

    umask(022);
    for (int i = 0; i < 20; i++)
        saved(journal, enrol, content);
    assert_true(each_file(place, "-wal", NULL) == 1);
    each_file(place, "", assert_nothing_readable);
    each_file(place, "", assert_closed_to_others);
    assert_true(journal_draft_drop(journal, enrol, &err));
    each_file(place, "", assert_nothing_readable);
    journal_close(&journal);
    each_file(place, "", assert_nothing_readable);
    each_file(place, "", assert_closed_to_others);
}

static void other_folders_key(void **state)
{
    const struct place *place = *state;
    struct journal *journal = opened(place);
    struct err err;

    journal_close(&journal);
    assert_int_equal(chmod(place->key, 0644), 0);
    journal = opened(place);
    each_file(place, "key", assert_closed_to_others);
    journal_close(&journal);
    /* Nobody's link is followed. */
    assert_int_equal(unlink(place->path), 0);
    assert_int_equal(symlink("/dev/null", place->path), 0);
    journal = journal_open(place->path, place->key, &err);
    assert_false(journal_is_on_disk(journal));
    journal_close(&journal);
}

static void bound_to_its_name(void **state)
{
    const struct place *place = *state;
    struct journal *journal = opened(place);
    struct journal_draft_name moved = {"p000002", "enrol", "new"};
    struct journal_draft_name shifted = {"p000001e", "nrol", "new"};
    struct err err;
    char *text;

    saved(journal, enrol, content);
    journal_close(&journal);
    meddle(place,
           "insert into draft select 'p000002', screen, subject, saved_at, sealed from draft");
    meddle(place,
           "insert into draft select 'p000001e', 'nrol', subject, saved_at, sealed from draft"
           " where login = 'p000001'");
    journal = opened(place);
    assert_false(journal_draft_get(journal, moved, &text, &err));
    assert_int_equal(err.code, ERR_CONFLICT);
    assert_null(text);
    assert_false(journal_draft_get(journal, shifted, &text, &err));
    assert_draft(journal, enrol, content);
    journal_close(&journal);
}

static void changed_bytes(void **state)
{
    const struct place *place = *state;
    struct journal *journal = opened(place);
    struct journal_draft_name other = {"p000001", "worker", "17"};
    struct err err;
    char *text;

    saved(journal, enrol, content);
    saved(journal, other, "good");
    journal_close(&journal);
    for (int i = 1; i <= 60; i += 59 / 4) {
        char sql[256];

        snprintf(sql, sizeof sql,
                 "update draft set sealed = cast(substr(sealed, 1, %d) || x'00ff' ||"
                 " substr(sealed, %d) as blob) where screen = 'enrol'",
                 i - 1, i + 2);
        meddle(place, sql);
        journal = opened(place);
        assert_false(journal_draft_get(journal, enrol, &text, &err));
        assert_int_equal(err.code, ERR_CONFLICT);
        assert_null(text);
        assert_draft(journal, other, "good");
        saved(journal, enrol, content);
        assert_draft(journal, enrol, content);
        journal_close(&journal);
    }
    meddle(place, "update draft set sealed = x'01' where screen = 'enrol'");
    journal = opened(place);
    assert_false(journal_draft_get(journal, enrol, &text, &err));
    journal_close(&journal);
}

/* Opens a journal that has to be set aside, and uses the new one. */
static void assert_set_aside(const struct place *place)
{
    struct err err;
    struct journal *journal = journal_open(place->path, place->key, &err);

    assert_non_null(journal);
    assert_int_equal(err.code, ERR_CONFLICT);
    assert_non_null(strstr(err.hint, "journal.aside-"));
    assert_true(journal_is_on_disk(journal));
    assert_int_equal(count_of(journal, "p000001"), 0);
    saved(journal, enrol, "new");
    journal_close(&journal);
    journal = opened(place);
    assert_draft(journal, enrol, "new");
    journal_close(&journal);
}

static void find_aside(const struct place *place, char *path, size_t size)
{
    DIR *folder = opendir(place->folder);
    const struct dirent *entry;

    path[0] = '\0';
    while ((entry = readdir(folder))) {
        if (strncmp(entry->d_name, "journal.aside-", 14) == 0 && !strstr(entry->d_name, "Z-1-"))
            snprintf(path, size, "%s/%s", place->folder, entry->d_name);
    }
    closedir(folder);
    assert_true(path[0] != '\0');
}

static void another_key(void **state)
{
    const struct place *place = *state;
    struct journal *journal = opened(place);
    char kept_key[80];
    char aside[512];

    saved(journal, enrol, content);
    journal_close(&journal);
    snprintf(kept_key, sizeof kept_key, "%s.kept", place->key);
    assert_int_equal(rename(place->key, kept_key), 0);
    assert_set_aside(place);
    /* With its own key the file that was set aside is as it was. */
    find_aside(place, aside, sizeof aside);
    assert_int_equal(rename(aside, place->path), 0);
    assert_int_equal(rename(kept_key, place->key), 0);
    journal = opened(place);
    assert_draft(journal, enrol, content);
    journal_close(&journal);
}

static void spoilt_key(void **state)
{
    static const char *const keys[] = {
        "", "short\n", "zz00000000000000000000000000000000000000000000000000000000000000\n",
        "00000000000000000000000000000000000000000000000000000000000000000\n"};
    const struct place *place = *state;
    struct err err;

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct journal *journal = opened(place);

        saved(journal, enrol, content);
        journal_close(&journal);
        assert_true(file_replace(place->key, 0600, keys[i], strlen(keys[i]), &err));
        assert_set_aside(place);
        each_file(place, "", remove_file);
    }
}

static void spoil(const char *path, off_t at, size_t n)
{
    int fd = open(path, O_WRONLY);

    assert_true(fd >= 0);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(pwrite(fd, &(char){(char)(i * 7 + 1)}, 1, at + (off_t)i), 1);
    close(fd);
}

static void damaged_file(void **state)
{
    static const struct {
        off_t at;
        size_t n;
    } damage[] = {{0, 100}, {0, 4096}, {100, 8}, {4096, 64}, {8192, 64}};
    const struct place *place = *state;

    for (size_t i = 0; i < sizeof damage / sizeof damage[0]; i++) {
        struct journal *journal = opened(place);
        char *before, *after;
        size_t n_before, n_after;
        struct err err;
        char aside[512];

        saved(journal, enrol, content);
        journal_close(&journal);
        spoil(place->path, damage[i].at, damage[i].n);
        assert_true(file_read(place->path, 1 << 24, &before, &n_before, &err));
        assert_set_aside(place);
        /* Nothing of it was touched. */
        find_aside(place, aside, sizeof aside);
        assert_true(file_read(aside, 1 << 24, &after, &n_after, &err));
        assert_int_equal(n_before, n_after);
        assert_memory_equal(before, after, n_before);
        free(before);
        free(after);
        each_file(place, "", remove_file);
    }
}

static void foreign_file(void **state)
{
    const struct place *place = *state;

    meddle(place, "create table theirs (a); insert into theirs values (1)");
    assert_set_aside(place);
    each_file(place, "", remove_file);
    meddle(place, "create table theirs (a); pragma application_id = 7");
    assert_set_aside(place);
}

static void newer_file(void **state)
{
    const struct place *place = *state;
    struct journal *journal = opened(place);
    struct err err;

    saved(journal, enrol, content);
    journal_close(&journal);
    meddle(place, "insert into journal_version values (99, 0)");
    journal = journal_open(place->path, place->key, &err);
    assert_non_null(journal);
    assert_int_equal(err.code, ERR_DENIED);
    assert_false(journal_is_on_disk(journal));
    assert_draft(journal, enrol, NULL);
    saved(journal, enrol, "in memory");
    journal_close(&journal);
    assert_int_equal(each_file(place, "aside", NULL), 0);
    meddle(place, "delete from journal_version where version = 99");
    journal = opened(place);
    assert_draft(journal, enrol, content);
    journal_close(&journal);
}

static void no_place(void **state)
{
    const struct place *place = *state;
    char missing[80];
    struct err err;
    struct journal *journal;

    snprintf(missing, sizeof missing, "%s/missing/journal", place->folder);
    journal = journal_open(missing, place->key, &err);
    assert_non_null(journal);
    assert_int_equal(err.code, ERR_DENIED);
    assert_non_null(strstr(err.hint, "memory"));
    assert_false(journal_is_on_disk(journal));
    use_drafts(journal);
    journal_close(&journal);
    journal = journal_open(place->path, missing, &err);
    assert_int_equal(err.code, ERR_DENIED);
    assert_false(journal_is_on_disk(journal));
    journal_close(&journal);
    journal = journal_open(place->folder, place->key, &err);
    assert_int_equal(err.code, ERR_DENIED);
    assert_false(journal_is_on_disk(journal));
    journal_close(&journal);
}

static void old_drafts(void **state)
{
    const struct place *place = *state;
    struct journal *journal = opened(place);
    struct journal_draft_name old = {"p000001", "worker", "17"};
    struct err err;
    char sql[128];

    saved(journal, enrol, content);
    saved(journal, old, content);
    journal_close(&journal);
    snprintf(sql, sizeof sql, "update draft set saved_at = saved_at - %d where screen = 'worker'",
             JOURNAL_DRAFT_DAYS * 86400 + 60);
    meddle(place, sql);
    snprintf(sql, sizeof sql, "update draft set saved_at = saved_at - %d where screen = 'enrol'",
             JOURNAL_DRAFT_DAYS * 86400 - 600);
    meddle(place, sql);
    journal = opened(place);
    assert_draft(journal, old, NULL);
    assert_draft(journal, enrol, content);
    assert_true(journal_draft_drop_older(journal, (int64_t)time(NULL), &err));
    assert_draft(journal, enrol, NULL);
    journal_close(&journal);
}

static void long_content(void **state)
{
    const struct place *place = *state;
    struct journal *journal = opened(place);
    char *text = malloc(JOURNAL_DRAFT_MAX + 2);
    struct err err;

    assert_non_null(text);
    memset(text, 'x', JOURNAL_DRAFT_MAX + 1);
    text[JOURNAL_DRAFT_MAX + 1] = '\0';
    saved(journal, enrol, content);
    assert_false(journal_draft_save(journal, enrol, text, &err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_draft(journal, enrol, content);
    text[JOURNAL_DRAFT_MAX] = '\0';
    saved(journal, enrol, text);
    assert_draft(journal, enrol, text);
    free(text);
    journal_close(&journal);
}

static void full_disk(void **state)
{
    const struct place *place = *state;
    struct journal *journal = opened(place);
    struct rlimit limit, tight;
    char *text = malloc(600001);
    struct err err;

    assert_non_null(text);
    memset(text, 'x', 600000);
    text[600000] = '\0';
    saved(journal, enrol, content);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    tight = limit;
    tight.rlim_cur = 200000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    assert_false(journal_draft_save(journal, enrol, text, &err));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(err.code, ERR_DENIED);
    assert_true(strlen(err.text) > 10);
    free(text);
    /* What was there before is still there, and the journal goes on. */
    assert_draft(journal, enrol, content);
    saved(journal, enrol, "after");
    journal_close(&journal);
    journal = opened(place);
    assert_draft(journal, enrol, "after");
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
        journal = opened(place);
        for (i = 1; i <= last; i++) {
            char subject[16], text[64];

            snprintf(subject, sizeof subject, "%u", i);
            snprintf(text, sizeof text, "draft %u", i);
            assert_draft(journal, (struct journal_draft_name){"p000001", "enrol", subject}, text);
        }
        /* At most the one it was at besides. */
        assert_in_range(count_of(journal, "p000001"), last, last + 1);
        journal_close(&journal);
        each_file(place, "", remove_file);
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
    struct journal *journal = opened(place);
    char from[80], path[80], wal[96];
    struct stat about;
    size_t before = 0;

    for (int i = 0; i < 6; i++) {
        char subject[16];

        snprintf(subject, sizeof subject, "%d", i);
        saved(journal, (struct journal_draft_name){"p000001", "enrol", subject}, content);
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
        count = count_of(found, "p000001");
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
    assert_int_equal(count_of(journal, "p000001"), 6);
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
                                          content, &err);
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
    journal = opened(place);
    for (int i = 0; i < 4; i++) {
        char login[16];

        snprintf(login, sizeof login, "p00000%d", i);
        assert_int_equal(count_of(journal, login), 10);
        assert_draft(journal, (struct journal_draft_name){login, "enrol", "9"}, content);
    }
    journal_close(&journal);
}

#define TEST(sentence, function)                                                                   \
    {                                                                                              \
        sentence, function, set_up, tear_down, NULL                                                \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("SPEC 20.7: drafts are kept and found again", drafts_on_disk),
        TEST("SPEC 22.6: without a file drafts live in memory", drafts_in_memory),
        TEST("SPEC 22.4: nothing readable is on the terminal's disk", nothing_readable),
        TEST("SPEC 22.4: the key is closed to others, links are not followed", other_folders_key),
        TEST("SPEC 22.4: a sealed draft is nobody else's", bound_to_its_name),
        TEST("SPEC 22.6: changed bytes are found out, the other drafts stay", changed_bytes),
        TEST("SPEC 22.6: a journal of another key is set aside, not deleted", another_key),
        TEST("SPEC 22.6: a spoilt key leads to a new journal", spoilt_key),
        TEST("SPEC 22.6: a damaged journal is set aside untouched", damaged_file),
        TEST("SPEC 22.6: another program's file is set aside", foreign_file),
        TEST("SPEC 22.6: a newer program's journal is left alone", newer_file),
        TEST("SPEC 22.6: where no file can be written it says so", no_place),
        TEST("SPEC 20.7: drafts are gone after 7 days", old_drafts),
        TEST("SPEC 20.7: a draft has a longest size", long_content),
        TEST("SPEC 22.6: a full disk is told, and loses nothing kept", full_disk),
        TEST("SPEC 22.6: kill -9 in the middle of saving loses nothing kept", killed),
        TEST("SPEC 22.6: a loss of power leaves all drafts up to a moment", power_lost),
        TEST("SPEC 22.6: several programs begin one journal at once", several_programs),
    };

    return UNIT_RUN(tests);
}
