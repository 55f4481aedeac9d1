/* anxin-sim: runs a program with model readers plugged into its USB bus.
 *
 *   anxin-sim [--profile split|single] [--rack FILE]... [--scanner NAME] [--unplugged]
 *             -- COMMAND [ARGUMENT...]
 *
 * The program is the child, in the foreground of the same terminal, and knows nothing of this but
 * its environment: LD_PRELOAD, UMOCKDEV_DIR, ANXIN_SIM (the socket; README.md has its words). Its
 * exit status becomes ours, 128 and the signal's number if a signal ended it. It gets SIGTERM when
 * we get one, or when we die. */
#include "config.h"

#include "tests/sim/sim_server.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PRELOAD "libumockdev-preload.so.0"
/* How long the program may take to end after SIGTERM. */
#define TERM_SECONDS 10
/* How often a reader that unplugged itself is taken off the bus. */
#define TURN_MS 20

struct run {
    struct sim_bench bench;
    struct sim_server *server;
    GMainLoop *loop;
    GPid child;
    int status;
};

static int usage(void)
{
    fputs("usage: anxin-sim [--profile split|single] [--rack FILE]... [--scanner NAME] "
          "[--unplugged] -- COMMAND [ARGUMENT...]\n",
          stderr);
    return 2;
}

/* The pretended bus is only heard of by processes that were started with the preload. */
static void start_with_preload(char **argv)
{
    const char *before = getenv("LD_PRELOAD");
    char *all;

    if (before != NULL && strstr(before, PRELOAD) != NULL)
        return;
    all = g_strjoin(before != NULL ? ":" : NULL, PRELOAD, before, NULL);
    setenv("LD_PRELOAD", all, 1);
    g_free(all);
#ifdef ANXIN_SANITIZERS
    const char *options = getenv("ASAN_OPTIONS");
    all = g_strjoin(":", "verify_asan_link_order=0", options, NULL);
    setenv("ASAN_OPTIONS", all, 1);
    g_free(all);
#endif
    execv("/proc/self/exe", argv);
    fprintf(stderr, "anxin-sim: %s\n", strerror(errno));
    exit(1);
}

static void child_ended(GPid pid, gint status, gpointer user)
{
    struct run *run = user;

    (void)pid;
    run->child = 0;
    run->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    g_main_loop_quit(run->loop);
}

static gboolean out_of_patience(gpointer user)
{
    struct run *run = user;

    if (run->child != 0)
        kill(run->child, SIGKILL);
    return G_SOURCE_REMOVE;
}

static gboolean asked_to_end(gpointer user)
{
    struct run *run = user;

    if (run->child != 0)
        kill(run->child, SIGTERM);
    g_timeout_add_seconds(TERM_SECONDS, out_of_patience, run);
    return G_SOURCE_CONTINUE;
}

static gboolean turn(gpointer user)
{
    struct run *run = user;

    usb_front_turn(run->bench.front);
    return G_SOURCE_CONTINUE;
}

/* Runs in the child. */
static void become(const struct run *run, pid_t parent, char **command)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(1); /* it died before it could be watched */
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    setenv("UMOCKDEV_DIR", usb_front_root(run->bench.front), 1);
    setenv("ANXIN_SIM", sim_server_path(run->server), 1);
    execvp(command[0], command);
    fprintf(stderr, "anxin-sim: %s: %s\n", command[0], strerror(errno));
    _exit(127);
}

static int run_command(struct run *run, char **command)
{
    pid_t parent = getpid();

    run->server = sim_server_new(&run->bench);
    if (run->server == NULL)
        return 1;
    /* What is typed at the terminal is for the program to take or not. */
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    run->loop = g_main_loop_new(NULL, FALSE);
    run->child = fork();
    if (run->child == 0)
        become(run, parent, command);
    if (run->child < 0) {
        perror("anxin-sim: fork");
        run->child = 0;
        run->status = 1;
    } else {
        g_child_watch_add(run->child, child_ended, run);
        g_unix_signal_add(SIGTERM, asked_to_end, run);
        g_unix_signal_add(SIGHUP, asked_to_end, run);
        g_timeout_add(TURN_MS, turn, run);
        g_main_loop_run(run->loop);
    }
    g_main_loop_unref(run->loop);
    sim_server_free(run->server);
    return run->status;
}

int main(int argc, char **argv)
{
    struct run run = {.status = 1};
    bool split = true, unplugged = false;
    char message[256];
    const char *scanner = NULL;
    int i = 1, first_rack = 0;

    for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--unplugged") == 0)
            unplugged = true;
        else if (strcmp(argv[i], "--profile") == 0 && i + 1 < argc &&
                 (strcmp(argv[i + 1], "split") == 0 || strcmp(argv[i + 1], "single") == 0))
            split = strcmp(argv[++i], "split") == 0;
        else if (strcmp(argv[i], "--scanner") == 0 && i + 1 < argc)
            scanner = argv[++i];
        else if (strcmp(argv[i], "--rack") == 0 && i + 1 < argc)
            first_rack = first_rack != 0 ? first_rack : i, i++;
        else
            return usage();
    }
    if (i + 1 >= argc)
        return usage();
    start_with_preload(argv);
    if (!sim_bench_init(&run.bench, split))
        return 1;
    for (int r = first_rack; r > 0 && r < i; r++) {
        if (strcmp(argv[r], "--rack") == 0 &&
            !sim_rack_load(&run.bench.rack, argv[++r], message, sizeof message)) {
            fprintf(stderr, "anxin-sim: %s\n", message);
            sim_bench_clear(&run.bench);
            return 1;
        }
    }
    if (!unplugged)
        usb_device_plug(run.bench.devices[0].device);
    if (scanner != NULL && !sim_bench_plug(&run.bench, scanner)) {
        fprintf(stderr, "anxin-sim: no such device: %s\n", scanner);
        sim_bench_clear(&run.bench);
        return 2;
    }
    run.status = run_command(&run, argv + i + 1);
    sim_bench_clear(&run.bench);
    return run.status;
}
