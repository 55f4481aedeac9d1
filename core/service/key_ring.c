#include "config.h"

#include "core/service/key_ring.h"

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define TOKEN_MAX 4096

/* Puts the file's path into `to`, or nothing when it is not there. */
static bool find(char to[KEY_RING_PATH_MAX], const char *folder, const char *service,
                 const char *suffix, bool secret, struct err *err)
{
    char text[256];
    struct stat about;
    int n = snprintf(to, KEY_RING_PATH_MAX, "%s/%s.%s", folder, service, suffix);

    if (n <= 0 || n >= KEY_RING_PATH_MAX || stat(to, &about) != 0) {
        to[0] = '\0';
        return true;
    }
    if (!secret || (about.st_mode & 077) == 0)
        return true;
    snprintf(text, sizeof text, _("%s can be read by others."), to);
    return err_set(err, ERR_INPUT, NULL, text, _("Say: chmod 600, and change the password."));
}

static bool read_token(struct key_ring *ring, const char *path, struct err *err)
{
    char *text = NULL;
    size_t n;

    if (!path[0])
        return true;
    if (!file_read(path, TOKEN_MAX, &text, &n, err))
        return false;
    while (n > 0 && strchr(" \t\r\n", text[n - 1]))
        text[--n] = '\0';
    if (n > 0 && strlen(text) == n && !strpbrk(text, "\r\n"))
        ring->token = secret_new(n + 1, err);
    else
        err_set(err, ERR_INPUT, NULL, _("A token is one line of text."), NULL);
    if (ring->token)
        secret_set(ring->token, text, n);
    secret_wipe(text, n);
    free(text);
    return ring->token != NULL;
}

bool key_ring_open(struct key_ring *ring, const char *folder, const char *service, struct err *err)
{
    char token[KEY_RING_PATH_MAX];

    memset(ring, 0, sizeof *ring);
    return find(ring->authorities, folder, service, "ca", false, err) &&
           find(ring->certificate, folder, service, "crt", false, err) &&
           find(ring->key, folder, service, "key", true, err) &&
           find(token, folder, service, "token", true, err) && read_token(ring, token, err);
}

void key_ring_clear(struct key_ring *ring)
{
    secret_free(&ring->token);
    memset(ring, 0, sizeof *ring);
}
