/* Mass storage's bulk-only wrapping (USB Mass Storage Class, Bulk-Only Transport 1.0) for devices
 * that pretend to be disks and speak their own commands inside. Only what such a device needs: one
 * command block of ten bytes whose first byte is the whole command.
 *
 *   CBW  55 53 42 43 | tag 4 | length 4, little-endian | flags: 80 in, 00 out | LUN | 0A | block 16
 *   data, either way
 *   CSW  55 53 42 53 | the same tag | residue 4 | status: 0 done, 1 failed, 2 out of step */
#ifndef ANXIN_DRIVERS_TRANSPORT_BULK_ONLY_H
#define ANXIN_DRIVERS_TRANSPORT_BULK_ONLY_H

#include "drivers/transport/transport.h"

#define BULK_CBW_SIZE 31
#define BULK_CSW_SIZE 13

/* ---- bytes ---- */

void bulk_cbw(uint32_t tag, uint8_t command, bool in, uint32_t length, uint8_t out[BULK_CBW_SIZE]);

enum bulk_csw {
    BULK_CSW_DONE,
    BULK_CSW_FAILED, /* the device says no */
    BULK_CSW_OTHER,  /* not the answer to this tag, or out of step */
};
enum bulk_csw bulk_csw(uint32_t tag, const uint8_t bytes[BULK_CSW_SIZE]);

/* ---- over a transport with one pair of bulk pipes ---- */

enum bulk_outcome {
    BULK_DONE,
    BULK_FAILED,  /* status 1: the device is in step, and says no */
    BULK_SILENT,  /* nothing came */
    BULK_BROKEN,  /* what came was no answer of this tag */
    BULK_STALLED, /* halted, and again after that was cleared */
    BULK_REFUSED, /* the host's side would not carry it */
    BULK_GONE,
};

struct bulk_only {
    struct transport *transport; /* the caller's */
    uint32_t tag;                /* of the last command */
};

/* The command with `len` bytes to the device. Waits `timeout_ms` for each of the three steps. */
enum bulk_outcome bulk_only_out(struct bulk_only *bulk, uint8_t command, const uint8_t *data,
                                size_t len, int timeout_ms);

/* The command with at most `len` bytes from it. The device may send less: *got. */
enum bulk_outcome bulk_only_in(struct bulk_only *bulk, uint8_t command, uint8_t *data, size_t len,
                               size_t *got, int timeout_ms);

/* Brings both sides back to the beginning after anything but DONE and FAILED. */
enum transport_status bulk_only_reset(struct bulk_only *bulk, int timeout_ms);

#endif
