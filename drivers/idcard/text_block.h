/* The 256 bytes of text on a card's chip: 128 units of UTF-16LE, unused ones blank. The type letter
 * at byte 248 says which of four maps holds; field places and sizes are in text_block.c's tables.
 *
 * On resident cards bytes 32 to 35 say the holder's ethnicity. No row names them: they are never
 * decoded (SPEC 22.4). */
#ifndef ANXIN_DRIVERS_IDCARD_TEXT_BLOCK_H
#define ANXIN_DRIVERS_IDCARD_TEXT_BLOCK_H

#include "drivers/id_card.h"

#include <stdint.h>

#define TEXT_BLOCK_SIZE 256

enum text_block {
    TEXT_BLOCK_OK,
    TEXT_BLOCK_KIND,  /* the type letter is none of the four: never guess */
    TEXT_BLOCK_BLANK, /* no name or no number */
};

/* Fills `card` (all of it; empty unless OK). Odd characters, odd dates and mismatches set flags and
 * never fail. */
enum text_block text_block_decode(const uint8_t block[TEXT_BLOCK_SIZE], struct id_card *card);

#endif
