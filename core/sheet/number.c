#include "config.h"

#include "core/sheet/number.h"

#include "core/base/i18n.h"
#include "core/base/idno.h"
#include "core/base/text.h"

#include <ctype.h>
#include <string.h>

enum { KEPT_DIGITS = 15 }; /* what a spreadsheet keeps of a number */

/* Marks that do not show: zero width, direction, byte order. */
static bool is_hidden(uint32_t code)
{
    return (code >= 0x200B && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x2064) || code == 0xFEFF;
}

static bool is_apostrophe(uint32_t code)
{
    return code == '\'' || code == '`' || code == 0x2018 || code == 0x2019 || code == 0xFF07;
}

/* ="1101…" is how a CSV file tells a spreadsheet to leave a number alone. */
static const char *unwrap(const char *text, char *inner, size_t size)
{
    size_t n = strlen(text);

    if (n < 3 || strncmp(text, "=\"", 2) != 0 || text[n - 1] != '"' || n - 2 > size)
        return text;
    memcpy(inner, text + 2, n - 3);
    inner[n - 3] = '\0';
    return inner;
}

static void plain(const char *text, char *to, size_t size)
{
    char shown[128];
    size_t used = 0;
    uint32_t code;
    bool first = true;

    while (text_next(&text, &code) && used + 5 < sizeof shown) {
        if (is_hidden(code) || text_is_space(code))
            continue;
        if (!(first && is_apostrophe(code)))
            used += text_put(shown + used, code);
        first = false;
    }
    shown[used] = '\0';
    text_fold_number(to, size, shown, false);
}

/* 1.10105E+17, 1.1E17 */
static bool is_scientific(const char *s)
{
    size_t digits = strspn(s, "0123456789"), more;

    if (digits == 0)
        return false;
    s += digits;
    if (*s == '.')
        s += 1 + strspn(s + 1, "0123456789");
    if (*s != 'E')
        return false;
    s++;
    if (*s == '+' || *s == '-')
        s++;
    more = strspn(s, "0123456789");
    return more > 0 && s[more] == '\0';
}

static bool is_digits(const char *s)
{
    return *s && strspn(s, "0123456789") == strlen(s);
}

/* Eighteen digits that end with noughts and have no valid check digit. */
static bool is_rounded(const char *s)
{
    struct idno number;

    return strlen(s) == 18 && is_digits(s) && strcmp(s + KEPT_DIGITS, "000") == 0 &&
           !idno_parse(s, (struct day){9999, 12, 31}, &number);
}

enum sheet_damage sheet_number(const struct sheet_cell *cell, char *to, size_t size)
{
    enum sheet_damage damage = SHEET_WHOLE;
    char inner[128], number[128];

    to[0] = '\0';
    if (cell->kind != SHEET_TEXT && cell->kind != SHEET_NUMBER)
        return cell->text[0] ? SHEET_NO_NUMBER : SHEET_WHOLE;
    plain(unwrap(cell->text, inner, sizeof inner), number, sizeof number);
    if (is_scientific(number))
        damage = SHEET_SCIENTIFIC;
    else if (cell->kind == SHEET_NUMBER && is_digits(number) && strlen(number) > KEPT_DIGITS)
        damage = SHEET_ROUNDED;
    else if (is_rounded(number))
        damage = SHEET_ROUNDED;
    else
        text_copy(to, size, number);
    return damage;
}

bool sheet_damage_err(enum sheet_damage damage, const char *field, struct err *err)
{
    static const char *const texts[] = {
        [SHEET_SCIENTIFIC] = N_("The office program has made this number unreadable (1.1E+17)."),
        [SHEET_ROUNDED] = N_("The office program has turned the last digits into noughts."),
        [SHEET_NO_NUMBER] = N_("There is no number in this cell."),
    };

    if (damage == SHEET_WHOLE)
        return true;
    return err_set(err, ERR_INPUT, field, gettext(texts[damage]),
                   _("Set the column's format to text, then type the number anew."));
}

bool sheet_words(const struct sheet_cell *cell, char *to, size_t size)
{
    const char *at = cell->text;
    char spaced[1024];
    size_t used = 0;
    uint32_t code;

    if (at[0] == '\'' && at[1] && strchr("=+-@", at[1]))
        at++;
    while (text_next(&at, &code) && used + 5 < sizeof spaced)
        if (!is_hidden(code))
            used += text_put(spaced + used, code < 0x20 ? ' ' : code);
    spaced[used] = '\0';
    return text_trim(to, size, spaced) && !*at;
}

char *sheet_column(size_t column, char to[4])
{
    char letters[4];
    size_t n = 0, used = 0;

    for (column++; column > 0 && n < 3; column = (column - 1) / 26)
        letters[n++] = (char)('A' + (column - 1) % 26);
    while (n > 0)
        to[used++] = letters[--n];
    to[used] = '\0';
    return to;
}
