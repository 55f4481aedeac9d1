#include "config.h"

#include "tests/sim/service.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool add_extension(X509 *certificate, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    bool ok = extension && X509_add_ext(certificate, extension, -1);

    X509_EXTENSION_free(extension);
    return ok;
}

static X509 *make_certificate(EVP_PKEY *key)
{
    X509 *certificate = X509_new();
    X509_NAME *name = certificate ? X509_get_subject_name(certificate) : NULL;
    bool ok = name && X509_set_version(certificate, 2) &&
              ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) &&
              X509_gmtime_adj(X509_getm_notBefore(certificate), -3600) &&
              X509_gmtime_adj(X509_getm_notAfter(certificate), 86400) &&
              X509_set_pubkey(certificate, key) &&
              X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                         (const unsigned char *)"anxin-service-sim", -1, -1, 0) &&
              X509_set_issuer_name(certificate, name) &&
              add_extension(certificate, NID_subject_alt_name, "IP:127.0.0.1") &&
              add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE") &&
              X509_sign(certificate, key, EVP_sha256());

    if (ok)
        return certificate;
    X509_free(certificate);
    return NULL;
}

static bool write_certificate(const char *path, X509 *certificate)
{
    FILE *file = fopen(path, "w");
    bool ok = file && PEM_write_X509(file, certificate);

    return file && fclose(file) == 0 && ok;
}

static SSL_CTX *make_context(const char *path)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = key ? make_certificate(key) : NULL;
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());

    if (!certificate || !context || SSL_CTX_use_certificate(context, certificate) != 1 ||
        SSL_CTX_use_PrivateKey(context, key) != 1 ||
        (path && !write_certificate(path, certificate))) {
        SSL_CTX_free(context);
        context = NULL;
    }
    X509_free(certificate);
    EVP_PKEY_free(key);
    return context;
}

bool service_certificates(const char *folder, SSL_CTX **good, SSL_CTX **other)
{
    char path[512];

    snprintf(path, sizeof path, "%s/ca.pem", folder);
    *good = make_context(path);
    *other = make_context(NULL);
    return *good && *other;
}

/* The value of a header, or "". */
static void header(const char *head, const char *name, char *to, size_t size)
{
    size_t n = strlen(name);

    to[0] = '\0';
    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n")) {
        if (strncasecmp(line + 2, name, n) != 0 || line[2 + n] != ':')
            continue;
        line += 3 + n;
        line += strspn(line, " ");
        snprintf(to, size, "%.*s", (int)strcspn(line, "\r\n"), line);
        return;
    }
}

bool service_read(SSL *tls, struct service_request *request)
{
    size_t have = 0, want = 0;
    char *end = NULL, length[24];

    memset(request, 0, sizeof *request);
    while (!end || have < want) {
        int n;
        if (have + 1 >= sizeof request->text)
            return false;
        n = SSL_read(tls, request->text + have, (int)(sizeof request->text - have - 1));
        if (n <= 0)
            return false;
        have += (size_t)n;
        if (end || !(end = strstr(request->text, "\r\n\r\n")))
            continue;
        snprintf(request->head, sizeof request->head, "%.*s", (int)(end - request->text),
                 request->text);
        header(request->head, "Content-Length", length, sizeof length);
        want = (size_t)(end + 4 - request->text) + strtoul(length, NULL, 10);
    }
    request->body = end + 4;
    header(request->head, "Idempotency-Key", request->key, sizeof request->key);
    return sscanf(request->head, "%7s %4095s", request->method, request->path) == 2;
}
