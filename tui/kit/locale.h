/* Language and character set (DESIGN 5, SPEC 20.1). Inside everything is UTF-8. */
#ifndef ANXIN_KIT_LOCALE_H
#define ANXIN_KIT_LOCALE_H

#include <stdbool.h>

enum locale_why {
    LOCALE_ASKED,   /* by the settings or the environment */
    LOCALE_DEFAULT, /* nobody asked: Chinese */
    LOCALE_CONSOLE, /* the Linux console shows no Chinese: English */
    LOCALE_CHARSET, /* the terminal's character set has no Chinese: English */
};

struct locale_state {
    char language[8]; /* "zh_CN", "en" */
    char charset[24]; /* of the terminal: "UTF-8", "GB18030" */
    enum locale_why why;
};

/* Sets locale, language and message catalogue; call once, before any text is made. `language` is
 * the settings' word ("zh", "en", "" or NULL: from the environment). `screen`: a screen will be
 * shown on standard output (the console rule applies). The catalogue is found in $ANXIN_LOCALE,
 * else where the program was installed. */
void locale_start(const char *language, bool screen, struct locale_state *state);

/* Why the screen is not in Chinese, for the message row; NULL: nothing to say. */
const char *locale_hint(const struct locale_state *state);

#endif
