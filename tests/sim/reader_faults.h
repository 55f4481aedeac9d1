/* The faults and habits of the model reader, by their words. README.md explains each. */
#ifndef ANXIN_TESTS_SIM_READER_FAULTS_H
#define ANXIN_TESTS_SIM_READER_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

/* A fault of one reply. */
struct fault {
    int what;         /* row of the table in reader_faults.c */
    unsigned command; /* CMD and PARA, or 0 for all */
    long value;
    bool once;
};

#define FAULTS_MAX 16

struct fault_list {
    struct fault faults[FAULTS_MAX];
    size_t count;
    /* Habits and faults of the whole device. */
    bool keeps_finding, no_address, address_always, echo, talk, dead, busy;
    long unplug_edge, stall_edge, hang_edge;
};

/* What the faults make of one reply. */
struct faults_now {
    long cut, unplug, stall; /* bytes that still come; -1: does not happen */
    long late;               /* milliseconds */
    long status;             /* instead of the true one; 0: no */
    long junk, longer, garbage, pieces, halves, text_size, kind;
    bool silent, bad_checksum, twice, pad, whole_head, lift, swap_lift;
};

/* Adds one, "none" takes all away. False if the words are none. */
bool fault_list_add(struct fault_list *list, const char *words);

void faults_none(struct faults_now *now);

/* The faults that strike the reply to this command; those of one time are used up. */
void faults_for(struct fault_list *list, unsigned command, struct faults_now *now);

#endif
