/* How well an engine tells fingers apart, from scores of pairs that are and are not one finger. */
#ifndef ANXIN_FINGER_TRIAL_H
#define ANXIN_FINGER_TRIAL_H

#include <stdbool.h>
#include <stddef.h>

struct trial_scores {
    float *at;
    size_t count, room;
};

/* False: no memory. */
bool trial_add(struct trial_scores *scores, float score);
void trial_clear(struct trial_scores *scores);

struct trial_result {
    double equal;               /* the rate at which false rejects and false accepts are equal */
    double reject_1, reject_01; /* false rejects at 1 % and at 0.1 % false accepts */
    float at_1, at_01;          /* the scores above which one is accepted there */
    float worst;                /* the highest of different fingers */
    float middle;               /* half of the genuine are above */
};

/* Sorts both. With either empty all is 0. */
struct trial_result trial_judge(struct trial_scores *genuine, struct trial_scores *impostor);

#endif
