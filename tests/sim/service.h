/* The outside services for tests: an HTTPS server that plays all of them (tests/sim/README.md). */
#ifndef ANXIN_SIM_SERVICE_H
#define ANXIN_SIM_SERVICE_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

#define SERVICE_REQUEST_MAX 65536

struct service_request {
    char method[8], path[4096], key[128]; /* key: the Idempotency-Key's */
    char head[8192];
    const char *body;
    char text[SERVICE_REQUEST_MAX];
};

/* Two contexts with certificates made here: one for 127.0.0.1, whose authority (itself) is written
 * to FOLDER/ca.pem, and one that nobody trusts. False: OpenSSL will not. */
bool service_certificates(const char *folder, SSL_CTX **good, SSL_CTX **other);

/* Reads one request. False: it was cut, or too long. */
bool service_read(SSL *tls, struct service_request *request);

#endif
