#include "config.h"

#include "core/settings.h"

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum setting_kind {
    SETTING_TEXT,
    SETTING_WIDTH,
    SETTING_BAR,
    SETTING_YES_NO,
    SETTING_LANGUAGE,
    SETTING_PIPES,
    SETTING_SECONDS
};

struct setting {
    const char *name;
    enum setting_kind kind;
    size_t offset, size;
};

#define TEXT(member)                                                                               \
    {                                                                                              \
#member, SETTING_TEXT, offsetof(struct settings, member),                                  \
            sizeof((struct settings *)0)->member                                                   \
    }

static const struct setting TABLE[] = {
    {"language", SETTING_LANGUAGE, offsetof(struct settings, language), 16},
    TEXT(data),
    TEXT(service),
    TEXT(host),
    TEXT(port),
    TEXT(database),
    TEXT(sslmode),
    TEXT(root_certificate),
    TEXT(certificate),
    TEXT(key),
    TEXT(terminal),
    TEXT(terminal_password_file),
    TEXT(export_folder),
    TEXT(import_folder),
    TEXT(worker_password_file),
    TEXT(services_folder),
    TEXT(worker_log),
    {"ambiguous_width", SETTING_WIDTH, offsetof(struct settings, ambiguous_width), sizeof(int)},
    {"list_bar", SETTING_BAR, offsetof(struct settings, full_bar), sizeof(bool)},
    {"mouse", SETTING_YES_NO, offsetof(struct settings, mouse), sizeof(bool)},
    {"lock_after", SETTING_SECONDS, offsetof(struct settings, idle_seconds), sizeof(int)},
    {"reader_pipes", SETTING_PIPES, offsetof(struct settings, reader_pipes), 8},
};

static bool at_line(struct err *err, const char *file, int line, const char *what,
                    const char *which, const char *hint)
{
    char text[256];

    snprintf(text, sizeof text, _("%s, line %d: %s: %s"), file, line, what, which);
    return err_set(err, ERR_INPUT, NULL, text, hint);
}

static bool one_of(const char *value, const char *first, const char *second)
{
    return strcmp(value, first) == 0 || strcmp(value, second) == 0;
}

/* Puts a value where its setting says; false when the value makes no sense. */
static bool put(struct settings *config, const struct setting *setting, const char *value)
{
    char *to = (char *)config + setting->offset;

    switch (setting->kind) {
    case SETTING_WIDTH:
        if (!one_of(value, "1", "2"))
            return false;
        *(int *)(void *)to = value[0] - '0';
        return true;
    case SETTING_BAR:
        if (!one_of(value, "row", "cell"))
            return false;
        *(bool *)(void *)to = strcmp(value, "row") == 0;
        return true;
    case SETTING_YES_NO:
        if (!one_of(value, "yes", "no"))
            return false;
        *(bool *)(void *)to = strcmp(value, "yes") == 0;
        return true;
    case SETTING_LANGUAGE:
        if (strncmp(value, "zh", 2) != 0 && strncmp(value, "en", 2) != 0)
            return false;
        break;
    case SETTING_PIPES:
        if (!one_of(value, "split", "single"))
            return false;
        break;
    case SETTING_SECONDS: /* 1 to 3600 */
        if (strspn(value, "0123456789") != strlen(value) || strlen(value) > 4 ||
            strtol(value, NULL, 10) < 1 || strtol(value, NULL, 10) > 3600)
            return false;
        *(int *)(void *)to = (int)strtol(value, NULL, 10);
        return true;
    case SETTING_TEXT:
        break;
    }
    size_t n = strlen(value);
    if (n >= setting->size)
        return false;
    memcpy(to, value, n + 1);
    return true;
}

/* Cuts blanks off both ends, in place. */
static char *trim(char *text)
{
    size_t n;

    text += strspn(text, " \t\r");
    n = strlen(text);
    while (n > 0 && strchr(" \t\r", text[n - 1]))
        text[--n] = '\0';
    return text;
}

static bool parse_line(struct settings *config, const char *file, int number, char *line,
                       struct err *err)
{
    char *key = trim(line), *equals, *value;
    size_t n;

    if (key[0] == '\0' || key[0] == '#')
        return true;
    equals = strchr(key, '=');
    if (!equals)
        return at_line(err, file, number, _("this is not \"key = value\""), key, NULL);
    *equals = '\0';
    key = trim(key);
    value = trim(equals + 1);
    n = strlen(value);
    if (n >= 2 && value[0] == '"' && value[n - 1] == '"') {
        value[n - 1] = '\0';
        value++;
    }
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++)
        if (strcmp(key, TABLE[i].name) == 0)
            return put(config, &TABLE[i], value) ||
                   at_line(err, file, number, _("this value is not understood"), key,
                           _("anxin(1) lists the settings and their values."));
    return at_line(err, file, number, _("there is no such setting"), key,
                   _("anxin(1) lists the settings and their values."));
}

bool settings_parse(struct settings *config, const char *file, const char *text, struct err *err)
{
    char line[1024];
    int number = 1;

    memset(config, 0, sizeof *config);
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0)
        text += 3;
    for (; *text; number++) {
        size_t n = strcspn(text, "\n");
        if (n >= sizeof line)
            return at_line(err, file, number, _("this line is too long"), "", NULL);
        memcpy(line, text, n);
        line[n] = '\0';
        if (!parse_line(config, file, number, line, err))
            return false;
        text += n + (text[n] == '\n');
    }
    return true;
}

bool settings_path(const char *name, char *to, size_t size)
{
    const char *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    int n = -1;

    if (folder && folder[0] == '/')
        n = snprintf(to, size, "%s/anxin/%s", folder, name);
    else if (home && home[0] == '/')
        n = snprintf(to, size, "%s/.config/anxin/%s", home, name);
    return n > 0 && (size_t)n < size;
}

bool settings_read(struct settings *config, struct err *err)
{
    char path[SETTINGS_PATH_MAX], *text;
    size_t n;
    bool ok;

    memset(config, 0, sizeof *config);
    if (!settings_path("anxin.conf", path, sizeof path) || access(path, F_OK) != 0)
        return true;
    if (!file_read(path, 65536, &text, &n, err))
        return false;
    ok = settings_parse(config, path, text, err);
    free(text);
    return ok;
}

/* ---- the server ---- */

/* Whether two readings of the defaults say the same. */
static bool are_same(const PQconninfoOption *a, const PQconninfoOption *b)
{
    for (; a->keyword && b->keyword; a++, b++)
        if (strcmp(a->keyword, "service") != 0 &&
            strcmp(a->val ? a->val : "", b->val ? b->val : "") != 0)
            return false;
    return true;
}

/* libpq's own reading of a service, its file and the other PG... variables. It passes silently over
 * a service that is not there: so it is asked with and without, and must see a difference. */
static bool libpq_defaults(const struct settings *settings, PQconninfoOption **options,
                           struct err *err)
{
    const char *said = getenv("PGSERVICE");
    char service[sizeof settings->service];
    PQconninfoOption *without;
    bool ours = !(said && said[0]), found;

    snprintf(service, sizeof service, "%s", ours ? settings->service : said);
    unsetenv("PGSERVICE");
    without = PQconndefaults();
    if (service[0])
        setenv("PGSERVICE", service, 1);
    *options = PQconndefaults();
    if (ours)
        unsetenv("PGSERVICE");
    found = *options && without && (!service[0] || !are_same(*options, without));
    PQconninfoFree(without);
    if (found)
        return true;
    PQconninfoFree(*options);
    return err_set(err, ERR_INPUT, NULL, _("The service is not in pg_service.conf."),
                   _("Check PGSERVICE, or service in anxin.conf."));
}

static void take(char *to, size_t size, const char *file, const PQconninfoOption *options,
                 const char *keyword, bool defaults_too)
{
    for (const PQconninfoOption *o = options; o->keyword; o++) {
        if (strcmp(o->keyword, keyword) != 0 || !o->val || !o->val[0])
            continue;
        /* What libpq was built with says nothing about what was asked for. */
        if (!defaults_too && o->compiled && strcmp(o->val, o->compiled) == 0)
            continue;
        snprintf(to, size, "%s", o->val);
        return;
    }
    if (file)
        snprintf(to, size, "%s", file);
}

bool settings_where(const struct settings *config, struct db_where *where, bool *configured,
                    struct err *err)
{
    const char *service = getenv("PGSERVICE"), *host = getenv("PGHOST");
    const char *address = getenv("PGHOSTADDR");
    PQconninfoOption *options;

    memset(where, 0, sizeof *where);
    *configured = (service && service[0]) || (host && host[0]) || (address && address[0]) ||
                  config->service[0] || config->host[0];
    if (!*configured)
        return true;
    if (!libpq_defaults(config, &options, err))
        return false;
    take(where->host, sizeof where->host, config->host, options, "host", false);
    if (!where->host[0])
        take(where->host, sizeof where->host, NULL, options, "hostaddr", false);
    take(where->port, sizeof where->port, config->port, options, "port", false);
    take(where->database, sizeof where->database, config->database[0] ? config->database : "anxin",
         options, "dbname", false);
    take(where->sslmode, sizeof where->sslmode, config->sslmode, options, "sslmode", false);
    take(where->root_certificate, sizeof where->root_certificate, config->root_certificate, options,
         "sslrootcert", false);
    take(where->certificate, sizeof where->certificate, config->certificate, options, "sslcert",
         false);
    take(where->key, sizeof where->key, config->key, options, "sslkey", false);
    PQconninfoFree(options);
    unsetenv("PGHOSTADDR"); /* libpq would put it in the place of what we look up */
    return true;
}

void settings_forget_environment(void)
{
    unsetenv("PGHOSTADDR");
    unsetenv("PGSERVICE");
}

/* A password alone in a file that only its owner reads. */
static struct secret *read_password(const char *path, struct err *err)
{
    char said[256];
    struct stat st;

    if (stat(path, &st) == 0 && (st.st_mode & 077) != 0) {
        snprintf(said, sizeof said, _("%s can be read by others."), path);
        err_set(err, ERR_INPUT, NULL, said, _("Say: chmod 600, and change the password."));
        return NULL;
    }
    return secret_from_file(path, err);
}

struct secret *settings_terminal_password(const struct settings *config, struct err *err)
{
    if (config->terminal_password_file[0])
        return read_password(config->terminal_password_file, err);
    err_set(err, ERR_INPUT, NULL, _("This terminal has no password."),
            _("Set terminal and terminal_password_file in anxin.conf."));
    return NULL;
}

struct secret *settings_worker_password(const struct settings *config, struct err *err)
{
    if (config->worker_password_file[0])
        return read_password(config->worker_password_file, err);
    err_set(err, ERR_INPUT, NULL, _("The worker has no password."),
            _("Set worker_password_file in anxin.conf."));
    return NULL;
}
