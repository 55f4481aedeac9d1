#include "config.h"

#include "drivers/finger/match/trial.h"

#include <math.h>
#include <stdlib.h>

bool trial_add(struct trial_scores *scores, float score)
{
    if (scores->count == scores->room) {
        size_t room = scores->room ? scores->room * 2 : 1024;
        float *at = realloc(scores->at, room * sizeof *at);

        if (!at)
            return false;
        scores->at = at;
        scores->room = room;
    }
    scores->at[scores->count++] = score;
    return true;
}

void trial_clear(struct trial_scores *scores)
{
    free(scores->at);
    *scores = (struct trial_scores){0};
}

static int rising(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

/* How many are at most `score`. */
static size_t at_most(const struct trial_scores *scores, float score)
{
    size_t low = 0, high = scores->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (scores->at[middle] <= score)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static double rejected(const struct trial_scores *genuine, const struct trial_scores *impostor,
                       double accepted, float *at)
{
    size_t allowed = (size_t)((double)impostor->count * accepted);

    *at = impostor->at[impostor->count - 1 - allowed];
    return (double)at_most(genuine, *at) / (double)genuine->count;
}

static double equal_rate(const struct trial_scores *genuine, const struct trial_scores *impostor)
{
    double nearest = 2, rate = 0;

    for (size_t i = 0; i < genuine->count; i++) {
        double reject = (double)(i + 1) / (double)genuine->count;
        double accept = 1 - (double)at_most(impostor, genuine->at[i]) / (double)impostor->count;

        if (fabs(reject - accept) < nearest) {
            nearest = fabs(reject - accept);
            rate = (reject + accept) / 2;
        }
    }
    return rate;
}

struct trial_result trial_judge(struct trial_scores *genuine, struct trial_scores *impostor)
{
    struct trial_result result = {0};

    if (genuine->count == 0 || impostor->count == 0)
        return result;
    qsort(genuine->at, genuine->count, sizeof *genuine->at, rising);
    qsort(impostor->at, impostor->count, sizeof *impostor->at, rising);
    result.equal = equal_rate(genuine, impostor);
    result.reject_1 = rejected(genuine, impostor, 0.01, &result.at_1);
    result.reject_01 = rejected(genuine, impostor, 0.001, &result.at_01);
    result.worst = impostor->at[impostor->count - 1];
    result.middle = genuine->at[genuine->count / 2];
    return result;
}
