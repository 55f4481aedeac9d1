/* The user's language. Inside the program every string is UTF-8; msgids are English.
 *
 * `_("…")` translates now; `N_("…")` only marks a string of a const table, which is given to
 * gettext() where it is shown. */
#ifndef ANXIN_BASE_I18N_H
#define ANXIN_BASE_I18N_H

#include <libintl.h>
#include <stdbool.h>

#define _(text) gettext(text)
#define N_(text) (text)

enum i18n_language {
    I18N_CHINESE,
    I18N_ENGLISH,
};

/* Sets the process's locale from the environment (C.UTF-8 where that names none or a missing one),
 * then the language of messages: `wanted` ("zh", "zh_CN", "en", …; the configuration's word) or,
 * when that is NULL or empty, the environment's zh* or en*, or else Chinese. Call once, before any
 * thread and before the first translation. Catalogues are read from $ANXIN_LOCALE, else from the
 * installed place. */
enum i18n_language i18n_start(const char *wanted);

/* The language i18n_start would choose, from these values of LANGUAGE, LC_ALL, LC_MESSAGES and LANG
 * (each may be NULL). For tests, and for asking before the start. */
enum i18n_language i18n_choose(const char *wanted, const char *language, const char *lc_all,
                               const char *lc_messages, const char *lang);

/* Another language of messages from now on: what is asked of gettext next comes in it. */
void i18n_speak(enum i18n_language language);

/* The language of messages, as i18n_start or tui/kit/locale.h has set it. */
enum i18n_language i18n_language(void);

/* True if the process's locale writes UTF-8; false for GB18030, GBK, …: the curses back-end then
 * asks wcwidth() what the locale can show at all. Valid after i18n_start. */
bool i18n_locale_is_utf8(void);

#endif
