/* SHA-256 as lower-case hex: of files, exports and migrations. */
#ifndef ANXIN_BASE_DIGEST_H
#define ANXIN_BASE_DIGEST_H

#include "core/base/err.h"

#include <stddef.h>
#include <stdint.h>

#define DIGEST_SIZE 65 /* 64 hex digits and the terminating zero */

struct digest {
    union { /* libsodium's state, which its header keeps to itself here */
        uint64_t align;
        unsigned char bytes[128];
    } state;
};

void digest_start(struct digest *digest);
void digest_add(struct digest *digest, const void *bytes, size_t n);
void digest_end(struct digest *digest, char to[DIGEST_SIZE]);

void digest_of(const void *bytes, size_t n, char to[DIGEST_SIZE]);

/* A random (version 4) UUID, for request ids. */
#define UUID_SIZE 37
void uuid_make(char to[UUID_SIZE]);

#endif
