#include "config.h"

#include "core/password.h"

#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/password_list.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

enum { LEAST = 10, FOLDED = 512 };

static int by_word(const char *word, const char *entry, size_t length)
{
    int order = strncmp(word, entry, length);

    return order != 0 ? order : -(entry[length] != '\0');
}

/* Is this part of the password, `length` bytes of it, a word of the list? */
static bool listed(const char *word, size_t length)
{
    size_t low = 0, high = sizeof password_list / sizeof *password_list;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = by_word(word, password_list[middle], length);

        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

/* A short piece over and over: aaaaaaaaaa, 1212121212, abcabcabcabc. */
static bool repeats(const char *text, size_t length)
{
    for (size_t piece = 1; piece <= 5 && piece * 2 <= length; piece++) {
        size_t i = piece;

        while (i < length && text[i] == text[i - piece])
            i++;
        if (i == length)
            return true;
    }
    return false;
}

/* 0123456789, fedcba…, and the rows of a keyboard, either way, wherever they begin. */
static bool runs(const char *text, size_t length)
{
    static const char *const rows[] = {"01234567890123456789", "abcdefghijklmnopqrstuvwxyz",
                                       "qwertyuiopasdfghjklzxcvbnm",
                                       "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"};
    char back[FOLDED];

    for (size_t i = 0; i < length; i++)
        back[i] = text[length - 1 - i];
    back[length] = '\0';
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strstr(rows[i], text) || strstr(rows[i], back))
            return true;
    }
    return false;
}

/* What is left of a word when the digits and signs around it are taken away: they are what people
 * add to make a word long enough. */
static bool dressed(const char *text, size_t length)
{
    size_t from = 0, to = length;

    while (to > 0 && strchr("0123456789!@#$%^&*._-+=?~", text[to - 1]))
        to--;
    while (from < to && strchr("0123456789!@#$%^&*._-+=?~", text[from]))
        from++;
    if (from >= to)
        return false;
    return (listed(text + from, to - from) && length - (to - from) <= 6) ||
           repeats(text + from, to - from);
}

/* Two words of the list, one behind the other: woaini1314520, qwer1234asdf. */
static bool two_words(const char *text, size_t length)
{
    for (size_t cut = 3; cut + 3 <= length; cut++) {
        if (listed(text, cut) && listed(text + cut, length - cut))
            return true;
    }
    return false;
}

static bool common(const char *text)
{
    size_t length = strlen(text);

    return listed(text, length) || repeats(text, length) || runs(text, length) ||
           dressed(text, length) || two_words(text, length);
}

enum password_verdict password_judge(const char *password, const char *phone)
{
    char folded[FOLDED];
    enum password_verdict verdict = PASSWORD_GOOD;

    if (text_length(password) < LEAST)
        return PASSWORD_SHORT;
    if (!text_fold_ascii(folded, sizeof folded, password))
        return PASSWORD_GOOD; /* nobody's first guess is that long */
    for (char *c = folded; *c; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + ('a' - 'A')) : *c;
    if (phone && *phone && strstr(folded, phone))
        verdict = PASSWORD_PHONE;
    else if (common(folded))
        verdict = PASSWORD_COMMON;
    secret_wipe(folded, sizeof folded);
    return verdict;
}

void password_make(char *out, size_t size)
{
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";

    for (size_t i = 0; i + 1 < size; i++)
        out[i] = letters[randombytes_uniform(sizeof letters - 1)];
    out[size - 1] = '\0';
}
