#include "config.h"

#include "core/base/i18n.h"

#include <langinfo.h>
#include <locale.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define DOMAIN "anxin"
#define FALLBACK_LOCALE "C.UTF-8"

/* True if `word` names one of our languages. */
static bool read_language(const char *word, enum i18n_language *language)
{
    if (!word)
        return false;
    if (strncmp(word, "zh", 2) == 0)
        *language = I18N_CHINESE;
    else if (strncmp(word, "en", 2) == 0)
        *language = I18N_ENGLISH;
    else
        return false;
    return true;
}

enum i18n_language i18n_choose(const char *wanted, const char *language, const char *lc_all,
                               const char *lc_messages, const char *lang)
{
    const char *const words[] = {wanted, language, lc_all, lc_messages, lang};
    enum i18n_language chosen;

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (read_language(words[i], &chosen))
            return chosen;
    }
    return I18N_CHINESE;
}

static bool is_plain_c(const char *locale)
{
    return !locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0;
}

enum i18n_language i18n_start(const char *wanted)
{
    enum i18n_language language = i18n_choose(wanted, getenv("LANGUAGE"), getenv("LC_ALL"),
                                              getenv("LC_MESSAGES"), getenv("LANG"));
    const char *folder = getenv("ANXIN_LOCALE");

    if (!setlocale(LC_ALL, "") || is_plain_c(setlocale(LC_CTYPE, NULL)))
        setlocale(LC_ALL, FALLBACK_LOCALE);
    /* In the locale C gettext translates nothing, whatever LANGUAGE says. */
    if (is_plain_c(setlocale(LC_MESSAGES, NULL)))
        setlocale(LC_MESSAGES, FALLBACK_LOCALE);
    /* Numbers go into JSON and CSV as they go into C. */
    setlocale(LC_NUMERIC, "C");
    setenv("LANGUAGE", language == I18N_CHINESE ? "zh_CN" : "en", 1);
    bindtextdomain(DOMAIN, folder && folder[0] ? folder : LOCALEDIR);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    textdomain(DOMAIN);
    return language;
}

/* LANGUAGE is there since the start, so that setting it again moves no other variable under a thread
 * that reads one. gettext looks at it again when it is told that a catalogue has changed. */
void i18n_speak(enum i18n_language language)
{
    if (language == i18n_language())
        return;
    setenv("LANGUAGE", language == I18N_CHINESE ? "zh_CN" : "en", 1);
    textdomain(DOMAIN);
}

bool i18n_locale_is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

enum i18n_language i18n_language(void)
{
    const char *language = getenv("LANGUAGE");

    return language && strncmp(language, "en", 2) == 0 ? I18N_ENGLISH : I18N_CHINESE;
}
