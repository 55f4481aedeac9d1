#include "config.h"

#include "core/base/secret.h"
#include "tests/unit/unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static struct secret *made(const char *content)
{
    struct err err;
    struct secret *secret = secret_new(32, &err);

    assert_non_null(secret);
    assert_true(secret_set(secret, content, strlen(content)));
    return secret;
}

static void content(void **state)
{
    struct secret *secret = made("anxin-demo-1");

    (void)state;
    assert_int_equal(secret_size(secret), 12);
    assert_string_equal(secret_open(secret), "anxin-demo-1");
    assert_string_equal(secret_open(secret), "anxin-demo-1");
    secret_close(secret);
    assert_true(secret_equals(secret, "anxin-demo-1", 12));
    assert_false(secret_equals(secret, "anxin-demo-2", 12));
    assert_false(secret_equals(secret, "anxin-demo-", 11));
    secret_close(secret);
    assert_true(secret_set(secret, "x", 1));
    assert_string_equal(secret_open(secret), "x");
    secret_close(secret);
    secret_empty(secret);
    assert_int_equal(secret_size(secret), 0);
    assert_string_equal(secret_open(secret), "");
    secret_close(secret);
    secret_free(&secret);
    assert_null(secret);
    secret_free(&secret);
}

static void typing(void **state)
{
    struct secret *secret = made("");

    (void)state;
    assert_true(secret_append(secret, "ab", 2));
    assert_true(secret_append(secret, "密", 3));
    assert_int_equal(secret_length(secret), 3);
    assert_int_equal(secret_size(secret), 5);
    secret_take_last(secret);
    assert_string_equal(secret_open(secret), "ab");
    secret_close(secret);
    secret_take_last(secret);
    secret_take_last(secret);
    secret_take_last(secret);
    assert_int_equal(secret_size(secret), 0);
    assert_true(secret_append(secret, "0123456789abcdef0123456789abcdef", 32));
    assert_false(secret_append(secret, "0", 1));
    assert_false(secret_set(secret, "0123456789abcdef0123456789abcdef0", 33));
    assert_int_equal(secret_size(secret), 0);
    secret_free(&secret);
}

/* True if a child that does this dies of a memory fault. */
static bool dies(struct secret *secret, bool write)
{
    const char *memory = secret_open(secret);
    pid_t child;
    int status;

    if (!write)
        secret_close(secret);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit none = {0, 0};

        setrlimit(RLIMIT_CORE, &none);
        signal(SIGSEGV, SIG_DFL);
        signal(SIGBUS, SIG_DFL);
        fclose(stderr);
        if (write)
            *(volatile char *)(uintptr_t)memory = 'x';
        else
            (void)*(const volatile char *)memory;
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (write)
        secret_close(secret);
    return WIFSIGNALED(status);
}

static void closed_memory(void **state)
{
    struct secret *secret = made("anxin-demo-1");

    (void)state;
    assert_true(dies(secret, false));
    assert_true(dies(secret, true));
    assert_true(secret_equals(secret, "anxin-demo-1", 12));
    secret_free(&secret);
}

static void wiping(void **state)
{
    char memory[8] = "secret";
    static const char nothing[8];

    (void)state;
    secret_wipe(memory, sizeof memory);
    assert_memory_equal(memory, nothing, sizeof memory);
}

static void no_dumps(void **state)
{
    pid_t child = fork();
    int status;

    (void)state;
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit limit;
        struct err err;

        if (!secret_forbid_dumps(&err) || prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0 ||
            getrlimit(RLIMIT_CORE, &limit) != 0 || limit.rlim_max != 0)
            _exit(1);
        raise(SIGABRT);
        _exit(2);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_false(WCOREDUMP(status));
}

static void from_file(void **state)
{
    char path[] = "/tmp/anxin-secret-XXXXXX";
    int fd = mkstemp(path);
    struct secret *secret;
    struct err err = {.code = ERR_NONE};

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "anxin demo\r\n", 12), 12);
    close(fd);
    secret = secret_from_file(path, &err);
    assert_non_null(secret);
    assert_true(secret_equals(secret, "anxin demo", 10));
    secret_free(&secret);
    unlink(path);
    assert_null(secret_from_file(path, &err));
    assert_int_equal(err.code, ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST("a secret gives back what was put in", content),
        UNIT_TEST("a secret can be typed into, character by character", typing),
        UNIT_TEST("a closed secret cannot be read, an open one not written", closed_memory),
        UNIT_TEST("a secret in a file ends before the end of its line", from_file),
        UNIT_TEST("wiped memory is zero", wiping),
        UNIT_TEST("after forbidding dumps a crash leaves no core", no_dumps),
    };

    return UNIT_RUN(tests);
}
