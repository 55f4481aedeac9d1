#include "config.h"

#include "core/base/digest.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(((struct digest *)0)->state),
               "room for libsodium's state");

static crypto_hash_sha256_state *state(struct digest *digest)
{
    return (crypto_hash_sha256_state *)(void *)digest->state.bytes;
}

void digest_start(struct digest *digest)
{
    crypto_hash_sha256_init(state(digest));
}

void digest_add(struct digest *digest, const void *bytes, size_t n)
{
    crypto_hash_sha256_update(state(digest), bytes, n);
}

void digest_end(struct digest *digest, char to[DIGEST_SIZE])
{
    unsigned char hash[crypto_hash_sha256_BYTES];

    crypto_hash_sha256_final(state(digest), hash);
    sodium_bin2hex(to, DIGEST_SIZE, hash, sizeof hash);
}

void digest_of(const void *bytes, size_t n, char to[DIGEST_SIZE])
{
    struct digest digest;

    digest_start(&digest);
    digest_add(&digest, bytes, n);
    digest_end(&digest, to);
}

/* RFC 4122 4.4. */
void uuid_make(char to[UUID_SIZE])
{
    unsigned char b[16];
    char hex[33];

    randombytes_buf(b, sizeof b);
    b[6] = (unsigned char)(0x40 | (b[6] & 0x0F));
    b[8] = (unsigned char)(0x80 | (b[8] & 0x3F));
    sodium_bin2hex(hex, sizeof hex, b, sizeof b);
    snprintf(to, UUID_SIZE, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
             hex + 20);
}
