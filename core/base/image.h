/* What a picture file is, by its first bytes: JPEG (ISO/IEC 10918-1), PNG (ISO/IEC 15948), GIF
 * (87a, 89a). A name's ending is never looked at. The database walks the whole file and is the
 * judge (schema/api/sec-image.sql); this tells sooner. */
#ifndef ANXIN_BASE_IMAGE_H
#define ANXIN_BASE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum image_format { IMAGE_NONE, IMAGE_JPG, IMAGE_PNG, IMAGE_GIF };

#define IMAGE_HEAD 65536 /* as many first bytes as image_look makes use of */
#define IMAGE_SIDE_MAX 20000

struct image {
    enum image_format format;
    int width, height; /* 0 where the frame header of a JPEG lies beyond the bytes given */
};

/* Looks at the first `n` bytes of a file. False: no picture of these formats, or one whose sides
 * make no sense. */
bool image_look(const unsigned char *bytes, size_t n, struct image *image);

/* "jpg", "png", "gif"; "" for none. */
const char *image_format_name(enum image_format format);

#endif
