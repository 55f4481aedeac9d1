/* One block of memory that is taken from piece by piece and given back in the other order. An image
 * needs a dozen planes of a megabyte; asking the system for them anew each time costs more than the
 * work on them. */
#ifndef ANXIN_FINGER_ARENA_H
#define ANXIN_FINGER_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena {
    unsigned char *at;
    size_t size, used;
};

/* Empties it and makes it at least this large. False: no memory; it is then as it was. */
bool arena_reserve(struct arena *arena, size_t size);
/* Frees it; what was in it is wiped. */
void arena_clear(struct arena *arena);

/* n bytes of zeros, aligned for anything; NULL when it is used up. */
void *arena_take(struct arena *arena, size_t n);

/* Gives back all that was taken since `mark` was arena->used. */
static inline void arena_back(struct arena *arena, size_t mark)
{
    arena->used = mark;
}

#endif
