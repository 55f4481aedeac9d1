/* One block of memory that is taken from piece by piece and given back in the other order. An image
 * needs a dozen planes of a megabyte; asking the system for them anew each time costs more than the
 * work on them. */
#ifndef ANXIN_FINGER_WORK_ROOM_H
#define ANXIN_FINGER_WORK_ROOM_H

#include <stdbool.h>
#include <stddef.h>

struct work_room {
    unsigned char *at;
    size_t size, used;
};

/* Empties it and makes it at least this large. False: no memory; it is then as it was. */
bool room_reserve(struct work_room *room, size_t size);
/* Frees it; what was in it is wiped. */
void room_clear(struct work_room *room);

/* n bytes of zeros, aligned for anything; NULL when it is used up. */
void *room_take(struct work_room *room, size_t n);

/* Gives back all that was taken since `mark` was room->used. */
static inline void room_back(struct work_room *room, size_t mark)
{
    room->used = mark;
}

#endif
