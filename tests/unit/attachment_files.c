/* Files in and out without a database: what a picture is, where files may be taken from and laid. */
#include "config.h"

#include "core/base/image.h"
#include "core/export_file.h"
#include "core/import_folder.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const unsigned char png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0,  0, 0,
                                    13,   'I', 'H', 'D', 'R',  0,    0,    2,    88, 0, 0,
                                    1,    44,  8,   0,   0,    0,    0,    0,    0,  0, 0};
static const unsigned char jpg[] = {0xFF, 0xD8, 0xFF, 0xE0, 0, 4,    0,    0,    0xFF, 0xFF, 0xC0,
                                    0,    11,   8,    0,    3, 0x01, 0x02, 1,    1,    0x11, 0};
static const unsigned char gif[] = "GIF89a\x10\x00\x20\x00\x00\x00\x00;";

static void told(void **state)
{
    struct image image;

    (void)state;
    assert_true(image_look(png, sizeof png, &image));
    assert_int_equal(image.format, IMAGE_PNG);
    assert_int_equal(image.width, 600);
    assert_int_equal(image.height, 300);
    assert_true(image_look(jpg, sizeof jpg, &image));
    assert_int_equal(image.format, IMAGE_JPG);
    assert_int_equal(image.width, 258);
    assert_int_equal(image.height, 3);
    assert_true(image_look(gif, sizeof gif - 1, &image));
    assert_int_equal(image.format, IMAGE_GIF);
    assert_int_equal(image.width, 16);
    assert_string_equal(image_format_name(image.format), "gif");
}

static void not_told(void **state)
{
    static const char *const others[] = {"", "GIF89a", "<html>", "%PDF-1.7", "\xFF\xD8\xFF\x00\x00"};
    unsigned char changed[sizeof png];
    struct image image;

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(image_look((const unsigned char *)others[i], strlen(others[i]), &image));
    for (size_t n = 0; n < sizeof png; n++)
        assert_false(image_look(png, n, &image));
    memcpy(changed, png, sizeof png);
    changed[16] = 1; /* sixteen million dots wide */
    assert_false(image_look(changed, sizeof changed, &image));
    changed[16] = changed[18] = changed[19] = 0;
    assert_false(image_look(changed, sizeof changed, &image));
    /* a JPEG whose frame header lies beyond what was read is one still */
    assert_true(image_look(jpg, 8, &image));
    assert_int_equal(image.width, 0);
}

/* ---- folders ---- */

static char base[64];

static char *in(const char *name)
{
    static char path[4][256];
    static int next;

    next = (next + 1) % 4;
    snprintf(path[next], sizeof path[0], "%s/%s", base, name);
    return path[next];
}

static void lay(const char *name, const char *content)
{
    int fd = open(in(name), O_WRONLY | O_CREAT | O_EXCL, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, content, strlen(content)), (ssize_t)strlen(content));
    close(fd);
}

static int set_up(void **state)
{
    (void)state;
    snprintf(base, sizeof base, "/tmp/anxin-XXXXXX");
    if (!mkdtemp(base))
        return -1;
    mkdir(in("import"), 0700);
    mkdir(in("import/DCIM"), 0700);
    mkdir(in("import/DCIM/a"), 0700);
    mkdir(in("import/DCIM/a/b"), 0700);
    mkdir(in("media"), 0700);
    mkdir(in("media/somebody"), 0700);
    mkdir(in("secret"), 0700);
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static int tear_down(void **state)
{
    (void)state;
    return nftw(base, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const struct import_file *find(const struct import_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->files[i].name, name) == 0)
            return &list->files[i];
    return NULL;
}

static void listed(void **state)
{
    static const char *const endings[] = {"png", "jpg", NULL};
    const char *const roots[] = {in("media"), NULL};
    struct import_list list;
    struct err err;

    (void)state;
    lay("import/one.png", "1");
    lay("import/Two.JPG", "22");
    lay("import/notes.txt", "x");
    lay("import/.hidden.png", "x");
    lay("import/empty.png", "");
    lay("import/DCIM/three.jpg", "333");
    lay("import/DCIM/a/b/deep.jpg", "x");
    lay("secret/secret.png", "x");
    lay("media/somebody/not-a-stick.png", "x");
    assert_int_equal(symlink(in("secret/secret.png"), in("import/link.png")), 0);
    assert_int_equal(symlink(in("secret"), in("import/linked")), 0);
    assert_int_equal(mkfifo(in("import/pipe.png"), 0600), 0);
    assert_true(import_list_read(&list, in("import"), roots, endings, &err));
    assert_int_equal(list.place_count, 1);
    assert_int_equal(list.count, 3);
    assert_non_null(find(&list, "one.png"));
    assert_non_null(find(&list, "DCIM/three.jpg"));
    assert_int_equal(find(&list, "Two.JPG")->size, 2);
    import_list_clear(&list);
    assert_true(import_list_read(&list, in("nowhere"), roots, endings, &err));
    assert_int_equal(list.count, 0);
    import_list_clear(&list);
}

static void opened(void **state)
{
    static const char *const refused[] = {"link.png",
                                          "linked/secret.png",
                                          "../secret/secret.png",
                                          "DCIM/../../secret/secret.png",
                                          "/etc/passwd",
                                          "DCIM",
                                          "pipe.png",
                                          "",
                                          "DCIM//three.jpg",
                                          "gone.png"};
    struct import_place place = {.label = ""};
    struct err err = {.code = ERR_NONE};
    char c;
    int fd;

    (void)state;
    snprintf(place.path, sizeof place.path, "%s", in("import"));
    fd = import_open(&place, "DCIM/three.jpg", &err);
    assert_true(fd >= 0);
    assert_int_equal(read(fd, &c, 1), 1);
    assert_int_equal(c, '3');
    assert_int_equal(write(fd, "x", 1), -1);
    close(fd);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        fd = import_open(&place, refused[i], &err);
        if (fd >= 0)
            fail_msg("%s was opened", refused[i]);
        assert_int_equal(err.code, ERR_INPUT);
    }
}

static void laid(void **state)
{
    static const struct {
        const char *stem, *name;
    } cases[] = {
        {"a", "a.png"},
        {"a", "a-2.png"},
        {"../../etc/x", "etcx.png"},
        {"...", "file.png"},
        {"a\nb", "ab.png"},
        {"申请表 V2.0", "申请表 V2.0.png"},
    };
    char path[EXPORT_PATH_SIZE], wanted[512];
    struct export_file file;
    struct err err = {.code = ERR_NONE};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(export_file_open(&file, in("export"), &err));
        assert_true(export_file_write(&file, "x", 1, &err));
        assert_true(export_file_close(&file, cases[i].stem, strlen(cases[i].stem), "png", path,
                                      &err));
        snprintf(wanted, sizeof wanted, "%s/export/%s", base, cases[i].name);
        assert_string_equal(path, wanted);
    }
    assert_int_equal(export_file_stem("许可证.jpg"), strlen("许可证"));
    assert_int_equal(export_file_stem(".jpg"), 4);
    assert_int_equal(export_file_stem("a"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("SPEC 5.1: a picture is told by its first bytes", told),
        UNIT_TEST("SPEC 22.5: what is none, or makes no sense, is refused", not_told),
        UNIT_TEST("SPEC 22.5: pictures in the import folder are listed, links and pipes are not",
                  listed),
        UNIT_TEST("SPEC 22.5: no way leads out of the import folder", opened),
        UNIT_TEST("SPEC 22.5: nothing is laid outside the export folder or over another file",
                  laid),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
