/* Width classes and the characters behind old private-use code points; only text*.c need them. */
#ifndef ANXIN_BASE_TEXT_TABLE_H
#define ANXIN_BASE_TEXT_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct text_range {
    uint32_t first;
    uint32_t last;
};

/* Sorted, without overlaps. Source: EastAsianWidth.txt and UnicodeData.txt of Unicode 14. */
extern const struct text_range text_table_zero[];
extern const size_t text_table_zero_count;
extern const struct text_range text_table_wide[];
extern const size_t text_table_wide_count;
extern const struct text_range text_table_ambiguous[];
extern const size_t text_table_ambiguous_count;

/* GBK gave 80 characters private-use code points (U+E815 ...), which cards and old registers
 * still hold; GB 18030-2005 gives their real ones. */
#define TEXT_TABLE_PRIVATE_FIRST 0xE815u
#define TEXT_TABLE_PRIVATE_COUNT 80u
extern const uint32_t text_table_private[TEXT_TABLE_PRIVATE_COUNT];

#endif
