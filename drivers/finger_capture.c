#include "config.h"

#include "drivers/finger_capture.h"

#include "core/base/secret.h"

#include <string.h>

bool finger_capture_alike(const struct finger_capture *a, const struct finger_capture *b)
{
    return a->format != FINGER_FORMAT_NONE && a->format == b->format &&
           strncmp(a->kind, b->kind, FINGER_KIND_MAX) == 0;
}

void finger_capture_clear(struct finger_capture *capture)
{
    secret_wipe(capture, sizeof *capture);
}
