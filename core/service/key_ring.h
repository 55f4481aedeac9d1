/* The secrets of outside services: files in one folder on the worker's machine, never in the
 * database. All are optional:
 *
 *   SERVICE.token            sent as a bearer token; mode 0600
 *   SERVICE.crt SERVICE.key  a client certificate and its key (0600), PEM
 *   SERVICE.ca               the authorities trusted for this service instead of the system's, PEM
 */
#ifndef ANXIN_SERVICE_KEY_RING_H
#define ANXIN_SERVICE_KEY_RING_H

#include "core/base/err.h"

#define KEY_RING_PATH_MAX 1024

struct secret;

/* Empty paths and NULL: there is no such file. */
struct key_ring {
    char authorities[KEY_RING_PATH_MAX];
    char certificate[KEY_RING_PATH_MAX];
    char key[KEY_RING_PATH_MAX];
    struct secret *token;
};

/* Looks `service`'s files up in `folder`. False when a secret one can be read by others, or is
 * empty: it is then not used at all. */
bool key_ring_open(struct key_ring *ring, const char *folder, const char *service, struct err *err);
void key_ring_clear(struct key_ring *ring);

#endif
