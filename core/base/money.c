#include "config.h"

#include "core/base/money.h"

#include "core/base/i18n.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MOST_FEN INT64_C(100000000000000000)

/* A word behind the number, and how many decimals it is worth. */
static const struct {
    const char *word;
    int decimals;
} units[] = {{"万元", 4}, {"亿元", 8}, {"万", 4}, {"亿", 8}, {"元", 0}};

/* Takes a unit off the end; answers its decimals. */
static int take_unit(char *s)
{
    size_t n = strlen(s);

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t word = strlen(units[i].word);

        if (n > word && strcmp(s + n - word, units[i].word) == 0) {
            s[n - word] = '\0';
            return units[i].decimals;
        }
    }
    return 0;
}

/* Commas stand between groups of three, or nowhere. */
static bool commas_fit(const char *s)
{
    size_t whole = strcspn(s, ".");

    if (!memchr(s, ',', strlen(s)))
        return true;
    for (size_t i = 0; s[i]; i++) {
        bool at_group = i > 0 && i < whole && (whole - i) % 4 == 0;

        if ((s[i] == ',') != at_group)
            return false;
    }
    return true;
}

bool money_parse(const char *typed, int64_t *fen)
{
    char s[64];
    const char *at = s;
    int64_t sum = 0;
    int digits = 0, decimals = -1, unit;

    if (!text_fold_number(s, sizeof s, typed, false))
        return false;
    unit = take_unit(s);
    if (strncmp(at, "¥", strlen("¥")) == 0)
        at += strlen("¥");
    if (!commas_fit(at))
        return false;
    for (; *at; at++) {
        if (*at == ',')
            continue;
        if (*at == '.' && decimals < 0 && digits > 0) {
            decimals = 0;
            continue;
        }
        if (*at < '0' || *at > '9' || sum > MOST_FEN)
            return false;
        sum = sum * 10 + (*at - '0');
        digits++;
        if (decimals >= 0)
            decimals++;
    }
    if (digits == 0 || decimals == 0)
        return false;
    for (int left = unit + 2 - (decimals > 0 ? decimals : 0); left != 0; left--) {
        if (left < 0 || sum > MOST_FEN)
            return false; /* a part of a fen */
        sum *= 10;
    }
    if (sum > MOST_FEN)
        return false;
    *fen = sum;
    return true;
}

char *money_format(int64_t fen, char to[MONEY_SIZE])
{
    char digits[24], *out = to;
    uint64_t sum = fen < 0 ? (uint64_t)0 - (uint64_t)fen : (uint64_t)fen;
    int n = snprintf(digits, sizeof digits, "%" PRIu64, sum / 100);

    if (fen < 0)
        *out++ = '-';
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            *out++ = ',';
        *out++ = digits[i];
    }
    snprintf(out, (size_t)(to + MONEY_SIZE - out), ".%02d", (int)(sum % 100));
    return to;
}

bool money_err(const char *field, struct err *err)
{
    return err_set(err, ERR_INPUT, field, _("This is not a sum of money."),
                   _("Write yuan, with two decimals at most; 860万 is understood, too."));
}
