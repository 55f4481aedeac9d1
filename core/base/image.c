#include "config.h"

#include "core/base/image.h"

#include <string.h>

static unsigned two(const unsigned char *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static bool side(uint32_t n)
{
    return n >= 1 && n <= IMAGE_SIDE_MAX;
}

static bool keep(struct image *image, enum image_format format, uint32_t width, uint32_t height)
{
    if (!side(width) || !side(height))
        return false;
    *image = (struct image){format, (int)width, (int)height};
    return true;
}

static bool look_png(const unsigned char *bytes, size_t n, struct image *image)
{
    static const unsigned char head[16] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n',
                                           0,    0,   0,   13,  'I',  'H',  'D',  'R'};

    if (n < 33 || memcmp(bytes, head, sizeof head) != 0)
        return false;
    return keep(image, IMAGE_PNG, two(bytes + 16) << 16 | two(bytes + 18),
                two(bytes + 20) << 16 | two(bytes + 22));
}

static bool look_gif(const unsigned char *bytes, size_t n, struct image *image)
{
    if (n < 14 || (memcmp(bytes, "GIF87a", 6) != 0 && memcmp(bytes, "GIF89a", 6) != 0))
        return false;
    return keep(image, IMAGE_GIF, (uint32_t)(bytes[6] | bytes[7] << 8),
                (uint32_t)(bytes[8] | bytes[9] << 8));
}

/* A frame header: SOF0 to SOF15 but for DHT, JPG and DAC, whose codes lie among them. */
static bool is_frame(unsigned char marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/* Segment by segment up to the first frame header. */
static bool look_jpg(const unsigned char *bytes, size_t n, struct image *image)
{
    size_t at = 2;

    if (n < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8 || bytes[2] != 0xFF)
        return false;
    while (n - at >= 4) {
        unsigned char marker = bytes[at + 1];
        size_t size = two(bytes + at + 2);

        if (bytes[at] != 0xFF)
            return false;
        if (marker == 0xFF) { /* a fill byte */
            at++;
            continue;
        }
        if (marker < 0xC0 || (marker >= 0xD0 && marker <= 0xDA) || size < 2)
            return false;
        if (is_frame(marker))
            return n - at >= 9 && size >= 8 &&
                   keep(image, IMAGE_JPG, two(bytes + at + 7), two(bytes + at + 5));
        if (size > n - at - 2)
            break;
        at += 2 + size;
    }
    *image = (struct image){IMAGE_JPG, 0, 0};
    return true;
}

bool image_look(const unsigned char *bytes, size_t n, struct image *image)
{
    *image = (struct image){IMAGE_NONE, 0, 0};
    return look_png(bytes, n, image) || look_gif(bytes, n, image) || look_jpg(bytes, n, image);
}

const char *image_format_name(enum image_format format)
{
    static const char *const names[] = {
        [IMAGE_NONE] = "", [IMAGE_JPG] = "jpg", [IMAGE_PNG] = "png", [IMAGE_GIF] = "gif"};

    return names[format];
}
