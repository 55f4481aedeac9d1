#include "config.h"

#include "core/base/file.h"
#include "tests/unit/journal_place.h"

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

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

    assert_draft(journal, place_enrol, NULL);
    assert_saved(journal, place_enrol, "one");
    assert_saved(journal, place_enrol, place_content);
    assert_saved(journal, other, "");
    assert_saved(journal, foreign, "not mine");
    assert_draft(journal, place_enrol, place_content);
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
    assert_int_equal(place_count(journal, "p000001"), 1);
}

static void drafts_on_disk(void **state)
{
    const struct place *place = *state;
    struct journal *journal = place_journal(place);

    use_drafts(journal);
    journal_close(&journal);
    assert_null(journal);
    journal = place_journal(place);
    assert_draft(journal, place_enrol, place_content);
    assert_int_equal(place_count(journal, "p000002"), 1);
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
    assert_int_equal(place_each_file(place, "", NULL), 0);
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
    struct journal *journal = place_journal(place);
    struct err err;

    umask(022);
    for (int i = 0; i < 20; i++)
        assert_saved(journal, place_enrol, place_content);
    assert_true(place_each_file(place, "-wal", NULL) == 1);
    place_each_file(place, "", assert_nothing_readable);
    place_each_file(place, "", assert_closed_to_others);
    assert_true(journal_draft_drop(journal, place_enrol, &err));
    place_each_file(place, "", assert_nothing_readable);
    journal_close(&journal);
    place_each_file(place, "", assert_nothing_readable);
    place_each_file(place, "", assert_closed_to_others);
}

static void other_folders_key(void **state)
{
    const struct place *place = *state;
    struct journal *journal = place_journal(place);
    struct err err;

    journal_close(&journal);
    assert_int_equal(chmod(place->key, 0644), 0);
    journal = place_journal(place);
    place_each_file(place, "key", assert_closed_to_others);
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
    struct journal *journal = place_journal(place);
    struct journal_draft_name moved = {"p000002", "enrol", "new"};
    struct journal_draft_name shifted = {"p000001e", "nrol", "new"};
    struct err err;
    char *text;

    assert_saved(journal, place_enrol, place_content);
    journal_close(&journal);
    meddle(place,
           "insert into draft select 'p000002', screen, subject, saved_at, sealed from draft");
    meddle(place,
           "insert into draft select 'p000001e', 'nrol', subject, saved_at, sealed from draft"
           " where login = 'p000001'");
    journal = place_journal(place);
    assert_false(journal_draft_get(journal, moved, &text, &err));
    assert_int_equal(err.code, ERR_CONFLICT);
    assert_null(text);
    assert_false(journal_draft_get(journal, shifted, &text, &err));
    assert_draft(journal, place_enrol, place_content);
    journal_close(&journal);
}

static void changed_bytes(void **state)
{
    const struct place *place = *state;
    struct journal *journal = place_journal(place);
    struct journal_draft_name other = {"p000001", "worker", "17"};
    struct err err;
    char *text;

    assert_saved(journal, place_enrol, place_content);
    assert_saved(journal, other, "good");
    journal_close(&journal);
    for (int i = 1; i <= 60; i += 59 / 4) {
        char sql[256];

        snprintf(sql, sizeof sql,
                 "update draft set sealed = cast(substr(sealed, 1, %d) || x'00ff' ||"
                 " substr(sealed, %d) as blob) where screen = 'enrol'",
                 i - 1, i + 2);
        meddle(place, sql);
        journal = place_journal(place);
        assert_false(journal_draft_get(journal, place_enrol, &text, &err));
        assert_int_equal(err.code, ERR_CONFLICT);
        assert_null(text);
        assert_draft(journal, other, "good");
        assert_saved(journal, place_enrol, place_content);
        assert_draft(journal, place_enrol, place_content);
        journal_close(&journal);
    }
    meddle(place, "update draft set sealed = x'01' where screen = 'enrol'");
    journal = place_journal(place);
    assert_false(journal_draft_get(journal, place_enrol, &text, &err));
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
    assert_int_equal(place_count(journal, "p000001"), 0);
    assert_saved(journal, place_enrol, "new");
    journal_close(&journal);
    journal = place_journal(place);
    assert_draft(journal, place_enrol, "new");
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
    struct journal *journal = place_journal(place);
    char kept_key[80];
    char aside[512];

    assert_saved(journal, place_enrol, place_content);
    journal_close(&journal);
    snprintf(kept_key, sizeof kept_key, "%s.kept", place->key);
    assert_int_equal(rename(place->key, kept_key), 0);
    assert_set_aside(place);
    /* With its own key the file that was set aside is as it was. */
    find_aside(place, aside, sizeof aside);
    assert_int_equal(rename(aside, place->path), 0);
    assert_int_equal(rename(kept_key, place->key), 0);
    journal = place_journal(place);
    assert_draft(journal, place_enrol, place_content);
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
        struct journal *journal = place_journal(place);

        assert_saved(journal, place_enrol, place_content);
        journal_close(&journal);
        assert_true(file_replace(place->key, 0600, keys[i], strlen(keys[i]), &err));
        assert_set_aside(place);
        place_each_file(place, "", place_remove);
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
        struct journal *journal = place_journal(place);
        char *before, *after;
        size_t n_before, n_after;
        struct err err;
        char aside[512];

        assert_saved(journal, place_enrol, place_content);
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
        place_each_file(place, "", place_remove);
    }
}

static void foreign_file(void **state)
{
    const struct place *place = *state;

    meddle(place, "create table theirs (a); insert into theirs values (1)");
    assert_set_aside(place);
    place_each_file(place, "", place_remove);
    meddle(place, "create table theirs (a); pragma application_id = 7");
    assert_set_aside(place);
}

static void newer_file(void **state)
{
    const struct place *place = *state;
    struct journal *journal = place_journal(place);
    struct err err;

    assert_saved(journal, place_enrol, place_content);
    journal_close(&journal);
    meddle(place, "insert into journal_version values (99, 0)");
    journal = journal_open(place->path, place->key, &err);
    assert_non_null(journal);
    assert_int_equal(err.code, ERR_DENIED);
    assert_false(journal_is_on_disk(journal));
    assert_draft(journal, place_enrol, NULL);
    assert_saved(journal, place_enrol, "in memory");
    journal_close(&journal);
    assert_int_equal(place_each_file(place, "aside", NULL), 0);
    meddle(place, "delete from journal_version where version = 99");
    journal = place_journal(place);
    assert_draft(journal, place_enrol, place_content);
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
    assert_int_equal(mkdir(place->path, 0700), 0);
    journal = journal_open(place->path, place->key, &err);
    assert_int_equal(err.code, ERR_DENIED);
    assert_false(journal_is_on_disk(journal));
    journal_close(&journal);
}

static void old_drafts(void **state)
{
    const struct place *place = *state;
    struct journal *journal = place_journal(place);
    struct journal_draft_name old = {"p000001", "worker", "17"};
    struct err err;
    char sql[128];

    assert_saved(journal, place_enrol, place_content);
    assert_saved(journal, old, place_content);
    journal_close(&journal);
    snprintf(sql, sizeof sql, "update draft set saved_at = saved_at - %d where screen = 'worker'",
             JOURNAL_DRAFT_DAYS * 86400 + 60);
    meddle(place, sql);
    snprintf(sql, sizeof sql, "update draft set saved_at = saved_at - %d where screen = 'enrol'",
             JOURNAL_DRAFT_DAYS * 86400 - 600);
    meddle(place, sql);
    journal = place_journal(place);
    assert_draft(journal, old, NULL);
    assert_draft(journal, place_enrol, place_content);
    assert_true(journal_draft_drop_older(journal, (int64_t)time(NULL), &err));
    assert_draft(journal, place_enrol, NULL);
    journal_close(&journal);
}

static void long_content(void **state)
{
    const struct place *place = *state;
    struct journal *journal = place_journal(place);
    char *text = malloc(JOURNAL_DRAFT_MAX + 2);
    struct err err;

    assert_non_null(text);
    memset(text, 'x', JOURNAL_DRAFT_MAX + 1);
    text[JOURNAL_DRAFT_MAX + 1] = '\0';
    assert_saved(journal, place_enrol, place_content);
    assert_false(journal_draft_save(journal, place_enrol, text, &err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_draft(journal, place_enrol, place_content);
    text[JOURNAL_DRAFT_MAX] = '\0';
    assert_saved(journal, place_enrol, text);
    assert_draft(journal, place_enrol, text);
    free(text);
    journal_close(&journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST("SPEC 20.7: drafts are kept and found again", drafts_on_disk),
        PLACE_TEST("SPEC 22.6: without a file drafts live in memory", drafts_in_memory),
        PLACE_TEST("SPEC 22.4: nothing readable is on the terminal's disk", nothing_readable),
        PLACE_TEST("SPEC 22.4: the key is closed to others, links are not followed",
                   other_folders_key),
        PLACE_TEST("SPEC 22.4: a sealed draft is nobody else's", bound_to_its_name),
        PLACE_TEST("SPEC 22.6: changed bytes are found out, the other drafts stay", changed_bytes),
        PLACE_TEST("SPEC 22.6: a journal of another key is set aside, not deleted", another_key),
        PLACE_TEST("SPEC 22.6: a spoilt key leads to a new journal", spoilt_key),
        PLACE_TEST("SPEC 22.6: a damaged journal is set aside untouched", damaged_file),
        PLACE_TEST("SPEC 22.6: another program's file is set aside", foreign_file),
        PLACE_TEST("SPEC 22.6: a newer program's journal is left alone", newer_file),
        PLACE_TEST("SPEC 22.6: where no file can be written it says so", no_place),
        PLACE_TEST("SPEC 20.7: drafts are gone after 7 days", old_drafts),
        PLACE_TEST("SPEC 20.7: a draft has a longest size", long_content),
    };

    return UNIT_RUN(tests);
}
