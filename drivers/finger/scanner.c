#include "config.h"

#include "drivers/finger/scanner.h"

#include "core/base/i18n.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "drivers/finger/match/extract.h"
#include "drivers/finger/match/iso_record.h"

#include <string.h>

/* With fewer minutiae than this nobody can be told from anybody. What enrolment asks for is more,
 * and its own affair. */
#define LEAST_MINUTIAE 8

void scanner_init(struct scanner *s, const struct driver_link *link)
{
    *s = (struct scanner){.link = *link};
}

void scanner_clear(struct scanner *s)
{
    finger_extractor_free(&s->extractor);
}

bool scanner_wanted(const struct scanner *s)
{
    return s->link.wanted(s->link.to);
}

void scanner_ready(struct scanner *s)
{
    s->told = 0;
    s->failures = 0;
    s->link.show(s->link.to, DEVICE_READY,
                 scanner_wanted(s) ? _("Ready for a finger.") : _("Resting; works when needed."),
                 NULL);
}

static void tell(struct scanner *s, enum device_event_kind kind, const struct err *err)
{
    struct device_event event = {.kind = kind};

    if (err != NULL)
        event.err = *err;
    s->link.emit(s->link.to, &event);
}

void scanner_finger_on(struct scanner *s)
{
    bool again = s->again;

    s->on = true;
    s->again = false;
    if (again)
        return; /* it was told */
    s->link.show(s->link.to, DEVICE_BUSY, _("Taking a finger..."), NULL);
    tell(s, DEVICE_EVENT_FINGER_ON, NULL);
}

void scanner_try_again(struct scanner *s)
{
    s->again = s->on && !s->retried;
    s->retried = true;
}

void scanner_lifted(struct scanner *s)
{
    s->on = s->again = s->retried = false;
    scanner_ready(s);
    tell(s, DEVICE_EVENT_FINGER_LIFTED, NULL);
}

static void taken(struct scanner *s, struct device_event *event)
{
    s->told = 0;
    s->failures = 0;
    s->link.show(s->link.to, DEVICE_FINGER_ON, _("A finger was taken."), NULL);
    s->link.emit(s->link.to, event);
    device_event_clear(event);
}

void scanner_poor(struct scanner *s, const char *text, const char *hint)
{
    struct err err;

    err_clear(&err);
    err_set(&err, ERR_DEVICE, NULL, text, hint);
    s->told = 0;
    s->failures = 0;
    s->link.show(s->link.to, DEVICE_FINGER_ON, text, hint);
    tell(s, DEVICE_EVENT_FINGER_POOR, &err);
}

void scanner_features(struct scanner *s, const char *kind, const uint8_t *bytes, size_t len)
{
    struct device_event event = {.kind = DEVICE_EVENT_FINGER};

    event.finger.format = FINGER_FORMAT_MODULE;
    text_copy(event.finger.kind, sizeof event.finger.kind, kind);
    event.finger.len = (uint16_t)len;
    memcpy(event.finger.bytes, bytes, len);
    taken(s, &event);
}

void scanner_image(struct scanner *s, const uint8_t *grey, int width, int height)
{
    struct device_event event = {.kind = DEVICE_EVENT_FINGER};
    struct finger_view view;
    struct err err;

    err_clear(&err);
    if (s->extractor == NULL)
        s->extractor = finger_extractor_new();
    if (s->extractor == NULL || !finger_extract(s->extractor, grey, width, height, &view, &err)) {
        if (err.code == ERR_NONE)
            err_set(&err, ERR_BUG, NULL, _("Out of memory."), NULL);
        scanner_fault(s, 0x4000, DEVICE_FAULTY, &err);
        return;
    }
    if (view.count < LEAST_MINUTIAE) {
        scanner_poor(s, _("Too little of the finger is to be seen."),
                     _("Lay the middle of the fingertip on the scanner, flat, or take another "
                       "finger."));
    } else {
        event.finger.format = FINGER_FORMAT_RECORD;
        text_copy(event.finger.kind, sizeof event.finger.kind, FINGER_KIND_RECORD);
        event.finger.quality = view.quality;
        event.finger.minutiae = view.count;
        event.finger.len = (uint16_t)iso_record_write(&view, event.finger.bytes);
        taken(s, &event);
    }
    secret_wipe(&view, sizeof view);
}

void scanner_fault(struct scanner *s, unsigned code, enum device_state state, const struct err *err)
{
    bool told = s->told == code;

    s->told = code;
    s->link.show(s->link.to, state, err->text, err->hint);
    if (!told)
        tell(s, DEVICE_EVENT_FAULT, err);
}

void scanner_tested(struct scanner *s, const struct err *err)
{
    tell(s, DEVICE_EVENT_TESTED, err);
}
