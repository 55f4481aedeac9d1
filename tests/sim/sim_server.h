/* The simulator's socket: one line in, an answer out. README.md is the protocol's description. */
#ifndef ANXIN_TESTS_SIM_SIM_SERVER_H
#define ANXIN_TESTS_SIM_SIM_SERVER_H

#include "tests/sim/usb_front.h"

#define SIM_DEVICES_MAX 20

/* The devices that can be plugged, and what can be laid on them. */
struct sim_bench {
    struct usb_front *front;
    struct sim_rack rack;
    struct {
        const char *name;
        const char *title;
        struct usb_device *device;
        struct sim_model *model;
    } devices[SIM_DEVICES_MAX];
    int count;
};

/* Makes the front and its devices; `split` is the shape of "reader". Says why on stderr. */
bool sim_bench_init(struct sim_bench *bench, bool split);
void sim_bench_clear(struct sim_bench *bench);

/* Plugs a device in by its name; false if there is none such. */
bool sim_bench_plug(struct sim_bench *bench, const char *name);

/* Obeys one line (without its end); appends the answer, lines with their ends, to `answer`. */
struct _GString;
void sim_bench_obey(struct sim_bench *bench, const char *line, struct _GString *answer);

struct sim_server;

/* Listens on a socket in a new folder of its own (0700); lines are obeyed in the default main
 * context. */
struct sim_server *sim_server_new(struct sim_bench *bench);
void sim_server_free(struct sim_server *server);
const char *sim_server_path(const struct sim_server *server);

#endif
