#include "config.h"

#include "drivers/finger/match/work_room.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 64 };

bool room_reserve(struct work_room *room, size_t size)
{
    unsigned char *at;

    room->used = 0;
    if (size <= room->size)
        return true;
    at = aligned_alloc(ALIGN, (size + ALIGN - 1) / ALIGN * ALIGN);
    if (!at)
        return false;
    room_clear(room);
    *room = (struct work_room){at, size, 0};
    return true;
}

void room_clear(struct work_room *room)
{
    if (room->at)
        sodium_memzero(room->at, room->size);
    free(room->at);
    *room = (struct work_room){0};
}

void *room_take(struct work_room *room, size_t n)
{
    size_t rounded = (n + ALIGN - 1) / ALIGN * ALIGN;
    unsigned char *piece = room->at + room->used;

    if (rounded > room->size - room->used)
        return NULL;
    room->used += rounded;
    memset(piece, 0, n);
    return piece;
}
