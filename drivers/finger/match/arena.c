#include "config.h"

#include "drivers/finger/match/arena.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 64 };

bool arena_reserve(struct arena *arena, size_t size)
{
    unsigned char *at;

    arena->used = 0;
    if (size <= arena->size)
        return true;
    at = aligned_alloc(ALIGN, (size + ALIGN - 1) / ALIGN * ALIGN);
    if (!at)
        return false;
    arena_clear(arena);
    *arena = (struct arena){at, size, 0};
    return true;
}

void arena_clear(struct arena *arena)
{
    if (arena->at)
        sodium_memzero(arena->at, arena->size);
    free(arena->at);
    *arena = (struct arena){0};
}

void *arena_take(struct arena *arena, size_t n)
{
    size_t rounded = (n + ALIGN - 1) / ALIGN * ALIGN;
    unsigned char *piece = arena->at + arena->used;

    if (rounded > arena->size - arena->used)
        return NULL;
    arena->used += rounded;
    memset(piece, 0, n);
    return piece;
}
