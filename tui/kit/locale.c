#include "config.h"

#include "tui/kit/locale.h"

#include "core/base/i18n.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* The characters of one everyday word; a character set that lacks them has no Chinese. */
static bool has_chinese(void)
{
    char bytes[16];
    mbstate_t state;

    memset(&state, 0, sizeof state);
    if (wcrtomb(bytes, L'\u5B89', &state) == (size_t)-1)
        return false;
    memset(&state, 0, sizeof state);
    return wcrtomb(bytes, L'\u85AA', &state) != (size_t)-1;
}

/* A locale that is missing or plain C becomes C.UTF-8 (i18n_start), which has all characters. */
static bool charset_fits(void)
{
    const char *name = setlocale(LC_CTYPE, "");

    return !name || strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0 || has_chinese();
}

static bool asked_for_english(const char *language)
{
    return i18n_choose(language, getenv("LANGUAGE"), getenv("LC_ALL"), getenv("LC_MESSAGES"),
                       getenv("LANG")) == I18N_ENGLISH;
}

void locale_start(const char *language, bool screen, struct locale_state *state)
{
    const char *term = getenv("TERM");
    bool english = asked_for_english(language);

    memset(state, 0, sizeof *state);
    state->why = english || (language && language[0]) ? LOCALE_ASKED : LOCALE_DEFAULT;
    /* whoever asks for Chinese in the settings has a console that shows it (fbterm calls itself so)
     */
    if (screen && !english && !(language && language[0]) && term && strcmp(term, "linux") == 0) {
        state->why = LOCALE_CONSOLE;
        english = true;
    }
    if (screen && !english && !charset_fits()) {
        state->why = LOCALE_CHARSET;
        english = true;
    }
    i18n_start(english ? "en" : "zh_CN");
    snprintf(state->language, sizeof state->language, "%s", english ? "en" : "zh_CN");
    snprintf(state->charset, sizeof state->charset, "%s", nl_langinfo(CODESET));
}

const char *locale_hint(const struct locale_state *state)
{
    if (state->why == LOCALE_CONSOLE)
        return _("This console cannot show Chinese: English is shown. A graphical terminal, fbterm "
                 "or SSH shows Chinese.");
    if (state->why == LOCALE_CHARSET)
        return _("This terminal's character set has no Chinese: English is shown. Set the locale "
                 "to zh_CN.UTF-8.");
    return NULL;
}
