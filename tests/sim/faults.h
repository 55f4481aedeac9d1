/* The faults and habits of the models, by their words. README.md explains each. */
#ifndef ANXIN_TESTS_SIM_FAULTS_H
#define ANXIN_TESTS_SIM_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

/* What faults may name: a word for a command of a protocol. The first is meant when none is named;
 * "all" is always known. Ends with NULL. */
struct fault_command {
    const char *word;
    unsigned command;
};

/* A fault of one reply. */
struct fault {
    int what;         /* row of the table in faults.c */
    unsigned command; /* the protocol's number, or 0 for all */
    long value;
    bool once;
};

#define FAULTS_MAX 16

struct fault_list {
    const struct fault_command *commands; /* the model's */
    struct fault faults[FAULTS_MAX];
    size_t count;
    /* Habits and faults of the whole device. */
    bool keeps_finding, no_address, address_always, echo, talk, dead, busy, asleep;
    long unplug_edge, stall_edge, hang_edge, image, features, clear, keys;
};

/* What the faults make of one reply. */
struct faults_now {
    long cut, unplug, stall; /* bytes that still come; -1: does not happen */
    long late;               /* milliseconds */
    long status;             /* instead of the true one; 0: no */
    long junk, longer, garbage, pieces, halves, text_size, kind;
    bool silent, bad_checksum, twice, pad, whole_head, lift, swap_lift;
    bool address, csw_failed, csw_tag;
};

/* Adds one, "none" takes all away. False if the words are none. */
bool fault_list_add(struct fault_list *list, const char *words);

void faults_none(struct faults_now *now);

/* The faults that strike the reply to this command; those of one time are used up. */
void faults_for(struct fault_list *list, unsigned command, struct faults_now *now);

#endif
