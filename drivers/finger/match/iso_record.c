#include "config.h"

#include "drivers/finger/match/iso_record.h"

#include "core/base/i18n.h"

#include <string.h>

enum { HEAD = 24, VIEW_HEAD = 4, ROW = 6, LEAST_RESOLUTION = 99, UNITS = 16384 };

/* A record being read: never past its end. */
struct reader {
    const uint8_t *bytes;
    size_t n, at;
    bool ansi; /* angles count two degrees */
    uint16_t width, height, resolution;
};

static unsigned u16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static bool wrong(struct err *err, const char *text)
{
    return err_set(err, ERR_INPUT, NULL, text, _("Only ISO/IEC 19794-2:2005 records are read."));
}

/* Where the part that both formats share begins, and whether the length it tells is the right one.
 * ISO: four bytes of length. ANSI: two, or a zero and four; then six of owner and kind. */
static bool read_length(struct reader *r)
{
    unsigned a = u16(r->bytes + 8), b = u16(r->bytes + 10);
    size_t length;

    if (a >= 26) {
        length = a;
        r->ansi = true;
        r->at = 10 + 4;
    } else if (a > 0 || b >= 24) {
        length = (size_t)a << 16 | b;
        r->at = 12;
    } else {
        length = (size_t)b << 16 | u16(r->bytes + 12);
        r->ansi = true;
        r->at = 14 + 4;
    }
    return length == r->n && r->at + 12 <= r->n;
}

static uint8_t angle_of(const struct reader *r, uint8_t raw)
{
    return r->ansi ? (uint8_t)((raw * 2 * 256 + 180) / 360) : raw;
}

static bool read_minutia(const struct reader *r, const uint8_t *p, struct minutia *out)
{
    *out = (struct minutia){.type = p[0] >> 6,
                            .x = (uint16_t)(u16(p) & (UNITS - 1)),
                            .y = (uint16_t)(u16(p + 2) & (UNITS - 1)),
                            .angle = angle_of(r, p[4]),
                            .quality = p[5] > 100 ? 100 : p[5]};
    return out->x < r->width && out->y < r->height && out->type <= MINUTIA_FORK &&
           (!r->ansi || p[4] < 180);
}

static bool read_view(struct reader *r, struct finger_view *view, struct err *err)
{
    const uint8_t *p = r->bytes + r->at;
    size_t rows, left = r->n - r->at;

    if (left < VIEW_HEAD || left - VIEW_HEAD < (size_t)p[3] * ROW + 2)
        return wrong(err, _("This finger record ends in the middle of a view."));
    rows = p[3];
    *view = (struct finger_view){.width = r->width,
                                 .height = r->height,
                                 .resolution = r->resolution,
                                 .finger = p[0],
                                 .view = p[1] >> 4,
                                 .impression = p[1] & 15,
                                 .quality = p[2],
                                 .count = (uint8_t)rows};
    for (size_t i = 0; i < rows; i++) {
        if (!read_minutia(r, p + VIEW_HEAD + i * ROW, &view->minutiae[i]))
            return wrong(err, _("This finger record has a point outside its image."));
    }
    r->at += VIEW_HEAD + rows * ROW;
    left = r->n - r->at - 2;
    if (u16(r->bytes + r->at) > left)
        return wrong(err, _("This finger record ends in the middle of a view."));
    r->at += 2 + u16(r->bytes + r->at);
    return true;
}

bool iso_record_read(const uint8_t *bytes, size_t n, struct finger_view *views, size_t most,
                     size_t *count, struct err *err)
{
    struct reader r = {.bytes = bytes, .n = n};
    const uint8_t *shared;
    size_t told;

    *count = 0;
    if (n < HEAD || memcmp(bytes, "FMR\0 20\0", 8) != 0)
        return wrong(err, _("This is no finger minutiae record."));
    if (!read_length(&r))
        return wrong(err, _("This finger record is not as long as it says."));
    shared = bytes + r.at;
    r.width = (uint16_t)u16(shared + 2);
    r.height = (uint16_t)u16(shared + 4);
    r.resolution = (uint16_t)u16(shared + 6);
    told = shared[10];
    if (r.width > UNITS || r.height > UNITS || r.resolution < LEAST_RESOLUTION ||
        u16(shared + 8) != r.resolution || told > ISO_VIEWS_MAX)
        return wrong(err, _("This finger record's image cannot be."));
    r.at += 12;
    while (*count < told && *count < most) {
        if (!read_view(&r, &views[*count], err))
            return false;
        ++*count;
    }
    return true;
}

static uint8_t *put16(uint8_t *p, unsigned value)
{
    p[0] = (uint8_t)(value >> 8);
    p[1] = (uint8_t)value;
    return p + 2;
}

size_t iso_record_write(const struct finger_view *view, uint8_t *out)
{
    size_t length = HEAD + VIEW_HEAD + (size_t)view->count * ROW + 2;
    uint8_t *p = out;

    memset(out, 0, length);
    memcpy(p, "FMR\0 20\0", 8);
    p = put16(p + 8, (unsigned)(length >> 16));
    p = put16(p, (unsigned)length & 0xffff);
    p = put16(p + 2, view->width);
    p = put16(p, view->height);
    p = put16(p, view->resolution);
    p = put16(p, view->resolution);
    *p = 1;
    p += 2;
    *p++ = view->finger;
    *p++ = (uint8_t)(view->view << 4 | (view->impression & 15));
    *p++ = view->quality;
    *p++ = view->count;
    for (size_t i = 0; i < view->count; i++) {
        const struct minutia *m = &view->minutiae[i];

        p = put16(p, (unsigned)m->type << 14 | m->x);
        p = put16(p, m->y);
        *p++ = m->angle;
        *p++ = m->quality;
    }
    return length;
}
