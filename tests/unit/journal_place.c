#include "config.h"

#include "tests/unit/journal_place.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char place_content[] =
    "{\"name\":\"李样本\",\"document_number\":\"11010519491231002X\",\"phone\":\"19900000001\"}";
const struct journal_draft_name place_enrol = {"p000001", "enrol", "new"};

int place_set_up(void **state)
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

int place_each_file(const struct place *place, const char *part, void (*look)(const char *path))
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

void place_remove(const char *path)
{
    assert_int_equal(remove(path), 0);
}

int place_tear_down(void **state)
{
    const struct place *place = *state;

    place_each_file(place, "", place_remove);
    return rmdir(place->folder);
}

struct journal *place_journal(const struct place *place)
{
    struct err err;
    struct journal *journal = journal_open(place->path, place->key, &err);

    assert_non_null(journal);
    if (err.code != ERR_NONE)
        fail_msg("%s (%s)", err.text, err.detail);
    assert_true(journal_is_on_disk(journal));
    return journal;
}

void assert_saved(struct journal *journal, struct journal_draft_name name, const char *text)
{
    struct err err;

    if (!journal_draft_save(journal, name, text, &err))
        fail_msg("%s (%s)", err.text, err.detail);
}

void assert_draft(struct journal *journal, struct journal_draft_name name, const char *expected)
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

size_t place_count(struct journal *journal, const char *login)
{
    struct journal_draft *drafts;
    size_t count;
    struct err err;

    assert_true(journal_draft_list(journal, login, &drafts, &count, &err));
    journal_drafts_free(&drafts, count);
    return count;
}
