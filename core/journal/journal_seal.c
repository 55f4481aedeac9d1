#include "config.h"

#include "core/journal/journal_seal.h"

#include "core/base/file.h"
#include "core/base/i18n.h"

#include <errno.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FORMAT 1
#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define KEY_TEXT_SIZE (2 * JOURNAL_KEY_SIZE + 1) /* hex and a line end */

_Static_assert(JOURNAL_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "libsodium's key");
_Static_assert(JOURNAL_SEAL_EXTRA == 1 + NONCE_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES,
               "libsodium's nonce and tag");

/* The associated data: each part behind its length, so that no two lists give the same bytes.
 * Parts are names of ours; hashing makes any length fit. */
static void digest_about(struct journal_about about, unsigned char to[32])
{
    const char *parts[] = {about.what, about.part[0], about.part[1], about.part[2]};
    crypto_generichash_state state;

    crypto_generichash_init(&state, NULL, 0, 32);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *part = parts[i] ? parts[i] : "";
        size_t n = strlen(part);
        unsigned char length[4] = {(unsigned char)(n >> 24), (unsigned char)(n >> 16),
                                   (unsigned char)(n >> 8), (unsigned char)n};

        crypto_generichash_update(&state, length, sizeof length);
        crypto_generichash_update(&state, (const unsigned char *)part, n);
    }
    crypto_generichash_final(&state, to, 32);
}

void journal_seal(struct journal *journal, struct journal_about about, const void *plain, size_t n,
                  unsigned char *to)
{
    unsigned char about_digest[32];
    const unsigned char *key = (const unsigned char *)secret_open(journal->key);

    digest_about(about, about_digest);
    to[0] = FORMAT;
    randombytes_buf(to + 1, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(to + 1 + NONCE_SIZE, NULL, plain, n, about_digest,
                                               sizeof about_digest, NULL, to + 1, key);
    secret_close(journal->key);
}

bool journal_unseal(struct journal *journal, struct journal_about about,
                    const unsigned char *sealed, size_t n, void *to)
{
    unsigned char about_digest[32];
    const unsigned char *key;
    bool good;

    if (n < JOURNAL_SEAL_EXTRA || sealed[0] != FORMAT)
        return false;
    digest_about(about, about_digest);
    key = (const unsigned char *)secret_open(journal->key);
    good = crypto_aead_xchacha20poly1305_ietf_decrypt(to, NULL, NULL, sealed + 1 + NONCE_SIZE,
                                                      n - 1 - NONCE_SIZE, about_digest,
                                                      sizeof about_digest, sealed + 1, key) == 0;
    secret_close(journal->key);
    return good;
}

struct secret *journal_random_key(struct err *err)
{
    struct secret *key = secret_new(JOURNAL_KEY_SIZE, err);
    unsigned char bytes[JOURNAL_KEY_SIZE];

    if (key) {
        randombytes_buf(bytes, sizeof bytes);
        secret_set(key, bytes, sizeof bytes);
        secret_wipe(bytes, sizeof bytes);
    }
    return key;
}

/* Two programs may start at once: a key is linked into place whole, and the first one stays. */
static bool make_key_file(const char *path, struct err *err)
{
    unsigned char bytes[JOURNAL_KEY_SIZE];
    char text[KEY_TEXT_SIZE + 1];
    char beside[PATH_MAX];
    bool done;

    if (snprintf(beside, sizeof beside, "%s.new-%ld", path, (long)getpid()) >= (int)sizeof beside)
        return err_set(err, ERR_DENIED, NULL, _("The journal's key cannot be made."), NULL);
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(text, sizeof text, bytes, sizeof bytes);
    memcpy(text + KEY_TEXT_SIZE - 1, "\n", 2);
    unlink(beside);
    done = file_create(beside, 0600, text, KEY_TEXT_SIZE, err);
    if (done) {
        done = link(beside, path) == 0 || errno == EEXIST;
        if (!done)
            err_set(err, ERR_DENIED, NULL, _("The journal's key cannot be made."), NULL);
        unlink(beside);
    }
    secret_wipe(bytes, sizeof bytes);
    secret_wipe(text, sizeof text);
    return done;
}

enum key_file {
    KEY_READ,
    KEY_MISSING,
    KEY_WRONG, /* there, but no key */
    KEY_CLOSED,
};

static enum key_file read_key_file(const char *path, struct secret *key, struct err *err)
{
    unsigned char bytes[JOURNAL_KEY_SIZE];
    struct stat about;
    char *text;
    size_t n, used;
    bool good;

    if (lstat(path, &about) != 0)
        return errno == ENOENT ? KEY_MISSING : KEY_CLOSED;
    if (!S_ISREG(about.st_mode))
        return KEY_WRONG;
    if (about.st_size != KEY_TEXT_SIZE)
        return KEY_WRONG;
    /* A key that others could read is closed to them from now on. */
    if ((about.st_mode & 077) != 0 && chmod(path, 0600) != 0)
        return KEY_CLOSED;
    if (!file_read(path, KEY_TEXT_SIZE, &text, &n, err))
        return KEY_CLOSED;
    good = sodium_hex2bin(bytes, sizeof bytes, text, n, "\n", &used, NULL) == 0 &&
           used == sizeof bytes;
    if (good)
        secret_set(key, bytes, sizeof bytes);
    secret_wipe(bytes, sizeof bytes);
    secret_wipe(text, n);
    free(text);
    return good ? KEY_READ : KEY_WRONG;
}

struct secret *journal_key(const char *path, struct err *err)
{
    struct secret *key = secret_new(JOURNAL_KEY_SIZE, err);
    char aside[PATH_MAX];

    for (int tries = 0; key && tries < 3; tries++) {
        enum key_file found = read_key_file(path, key, err);

        if (found == KEY_READ)
            return key;
        if (found == KEY_CLOSED)
            break;
        if (found == KEY_WRONG && !journal_set_aside(path, aside, sizeof aside))
            break;
        if (!make_key_file(path, err))
            break;
    }
    if (key)
        err_set(err, ERR_DENIED, NULL, _("The journal's key cannot be read or made."), NULL);
    secret_free(&key);
    return NULL;
}
