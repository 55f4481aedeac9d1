#include "config.h"

#include "drivers/finger/match/pgm.h"

#include "core/base/i18n.h"

enum { SIDE_MAX = 10000 };

/* A number of the head, what is blank and commented before it passed over; -1: none, or too large.
 */
static int number(const uint8_t *bytes, size_t n, size_t *at)
{
    int value = 0;
    bool any = false;

    while (*at < n) {
        if (bytes[*at] == '#') {
            while (*at < n && bytes[*at] != '\n')
                ++*at;
        } else if (bytes[*at] == ' ' || (bytes[*at] >= '\t' && bytes[*at] <= '\r')) {
            ++*at;
        } else {
            break;
        }
    }
    for (; *at < n && bytes[*at] >= '0' && bytes[*at] <= '9'; ++*at) {
        value = value * 10 + (bytes[*at] - '0');
        any = true;
        if (value > SIDE_MAX)
            return -1;
    }
    return any ? value : -1;
}

bool pgm_read(const uint8_t *bytes, size_t n, const uint8_t **grey, int *width, int *height,
              struct err *err)
{
    size_t at = 2;
    int white;

    if (n < 2 || bytes[0] != 'P' || bytes[1] != '5')
        return err_set(err, ERR_INPUT, NULL, _("This is no grey image (PGM, P5)."), NULL);
    *width = number(bytes, n, &at);
    *height = number(bytes, n, &at);
    white = number(bytes, n, &at);
    if (*width < 1 || *height < 1 || white < 1 || white > 255 || at >= n ||
        n - at - 1 < (size_t)*width * (size_t)*height)
        return err_set(err, ERR_INPUT, NULL, _("This grey image is damaged."), NULL);
    *grey = bytes + at + 1;
    return true;
}
