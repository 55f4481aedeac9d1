/* Papers: what is put together is what anxin-print takes, and comes out as a file or as a word of why
 * not. What is on the paper is looked at by tests/unit/print.t. */
#include "config.h"

#include "core/base/file.h"
#include "core/print/application_form.h"
#include "core/print/document.h"
#include "core/print/paper.h"
#include "core/print/print.h"
#include "tests/unit/unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/anxin-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int count_files(bool take_away)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int n = 0;

    while (dir && (entry = readdir(dir))) {
        if (entry->d_type != DT_REG)
            continue;
        n++;
        if (take_away)
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    if (dir)
        closedir(dir);
    return n;
}

static int remove_folder(void **state)
{
    (void)state;
    count_files(true);
    return rmdir(folder);
}

static char *form(void)
{
    static const struct print_row rows[] = {{"工程名称", "天山花园二期"}, {"地址", NULL}};
    static const struct print_section sections[] = {{"一、工程概况", rows, 2},
                                                    {"二、参建单位", rows, 1}};
    const struct application_form form = {"天山花园二期", "样本建工集团有限公司", "待审核",
                                          "打印于 2026-11-25", sections, 2};

    return application_form_json(&form);
}

static enum document_fault fault_of(const char *json)
{
    enum document_fault fault;
    char why[256] = "";
    cJSON *document = document_parse(json, strlen(json), &fault, why, sizeof why);

    assert_int_equal(document == NULL, fault != DOCUMENT_GOOD);
    assert_int_equal(why[0] == '\0', fault == DOCUMENT_GOOD);
    cJSON_Delete(document);
    return fault;
}

static void checked(void **state)
{
    static const struct {
        const char *json;
        enum document_fault fault;
    } cases[] = {
        {"{\"body\":[]}", DOCUMENT_GOOD},
        {"{\"body\":[{\"kind\":\"space\"},{\"kind\":\"page_break\"}]}", DOCUMENT_GOOD},
        {"", DOCUMENT_BAD},
        {"[]", DOCUMENT_BAD},
        {"{\"body\":{}}", DOCUMENT_BAD},
        {"{\"body\":[{\"kind\":\"picture\"}]}", DOCUMENT_BAD},
        {"{\"body\":[17]}", DOCUMENT_BAD},
        {"{\"body\":[{\"kind\":\"title\"}]}", DOCUMENT_BAD},
        {"{\"body\":[{\"kind\":\"title\",\"text\":17}]}", DOCUMENT_BAD},
        {"{\"body\":[{\"kind\":\"title\",\"text\":\"\xFF\"}]}", DOCUMENT_BAD},
        {"{\"body\":[{\"kind\":\"title\",\"text\":\"a\",\"align\":\"up\"}]}", DOCUMENT_BAD},
        {"{\"page\":{\"size\":\"B5\"},\"body\":[]}", DOCUMENT_BAD},
        {"{\"page\":{\"margin_mm\":500},\"body\":[]}", DOCUMENT_BAD},
        {"{\"body\":[{\"kind\":\"grid\",\"rows\":[[\"a\"]]}]}", DOCUMENT_BAD},
        {"{\"body\":[{\"kind\":\"table\",\"columns\":[],\"rows\":[]}]}", DOCUMENT_BAD},
        {"{\"body\":[{\"kind\":\"table\",\"columns\":[{\"head\":\"a\"}],\"rows\":[[\"a\",\"b\"]]}]}",
         DOCUMENT_BAD},
        {"{\"body\":[{\"kind\":\"table\",\"columns\":[{\"head\":\"a\",\"width\":-1}],\"rows\":[]}]}",
         DOCUMENT_BAD},
        {"{\"body\":[{\"kind\":\"signatures\",\"boxes\":[]}]}", DOCUMENT_BAD},
    };
    char *json = form();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (fault_of(cases[i].json) != cases[i].fault)
            fail_msg("%s", cases[i].json);
    assert_int_equal(fault_of(json), DOCUMENT_GOOD);
    paper_json_free(&json);
}

static void large(void **state)
{
    size_t n = DOCUMENT_BYTES + 1;
    char *json = malloc(n + 1);

    (void)state;
    memset(json, ' ', n);
    json[n] = '\0';
    assert_int_equal(fault_of(json), DOCUMENT_LARGE);
    n = (size_t)snprintf(json, n, "{\"body\":[{\"kind\":\"title\",\"text\":\"");
    memset(json + n, 'a', DOCUMENT_TEXT + 1);
    snprintf(json + n + DOCUMENT_TEXT + 1, 8, "\"}]}");
    assert_int_equal(fault_of(json), DOCUMENT_LARGE);
    free(json);
}

static void printed(void **state)
{
    char path[EXPORT_PATH_SIZE], wanted[128], *json = form(), *bytes;
    struct err err = {.code = ERR_NONE};
    struct stat st;
    int unknown = -1;
    size_t n;

    (void)state;
    if (!print_now(json, folder, "申请表 V2.0", path, &unknown, &err))
        fail_msg("%s (%s)", err.text, err.detail);
    snprintf(wanted, sizeof wanted, "%s/申请表 V2.0.pdf", folder);
    assert_string_equal(path, wanted);
    assert_int_equal(unknown, 0);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(file_read(path, 10 << 20, &bytes, &n, &err));
    assert_memory_equal(bytes, "%PDF-", 5);
    free(bytes);
    /* never over one that is there, never outside */
    assert_true(print_now(json, folder, "../申请表 V2.0", path, NULL, &err));
    snprintf(wanted, sizeof wanted, "%s/申请表 V2.0.pdf", folder);
    assert_string_not_equal(path, wanted);
    assert_int_equal(strncmp(path, folder, strlen(folder)), 0);
    assert_null(strchr(path + strlen(folder) + 1, '/'));
    assert_int_equal(count_files(true), 2);
    paper_json_free(&json);
}

static void refused(void **state)
{
    char path[EXPORT_PATH_SIZE], before[1024];
    struct err err = {.code = ERR_NONE};
    struct print_job *job;
    char *json = form();

    (void)state;
    assert_false(print_now("{}", folder, "a", path, NULL, &err));
    assert_int_equal(err.code, ERR_BUG);
    assert_non_null(strstr(err.detail, "no document with a body"));
    assert_false(print_now(NULL, folder, "a", path, NULL, &err));
    assert_false(print_now(json, "/proc/nowhere", "a", path, NULL, &err));
    snprintf(before, sizeof before, "%s", getenv("ANXIN_PRINT"));
    setenv("ANXIN_PRINT", "/nowhere/anxin-print", 1);
    assert_false(print_now(json, folder, "a", path, NULL, &err));
    assert_non_null(strstr(err.text, "/nowhere/anxin-print"));
    setenv("ANXIN_PRINT", before, 1);
    /* given up in the middle */
    job = print_begin(json, folder, "a", &err);
    assert_non_null(job);
    print_free(&job);
    assert_int_equal(count_files(true), 0);
    paper_json_free(&json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("DESIGN 2: a document is checked whole before anything is drawn", checked),
        UNIT_TEST("SPEC 22.5: a document has limits", large),
        UNIT_TEST("SPEC 5.2: the application form comes out as a file of its own", printed),
        UNIT_TEST("SPEC 22.5: what cannot be printed leaves no file", refused),
    };

    if (!getenv("ANXIN_PRINT"))
        return 77;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
