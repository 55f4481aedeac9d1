/* Cards for the simulated reader: five specimens, and more from a rack file.
 *
 * T1…T5 are invented holders on published specimen numbers, as exact bytes of a chip: resident,
 * resident whose name fills its field, permit, foreigner of 2017 and of 2023. Others are encoded
 * from a rack file, whose form README.md describes. */
#ifndef ANXIN_TESTS_SIM_CARDS_H
#define ANXIN_TESTS_SIM_CARDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIM_TEXT 256
#define SIM_PHOTO 1024
#define SIM_FINGERS 1024
#define SIM_ADDRESS 70

struct sim_card {
    char name[32];   /* the word that lays it down */
    char title[128]; /* what a list of cards shows: holder and kind */
    uint8_t text[SIM_TEXT];
    uint8_t fingers[SIM_FINGERS];
    size_t fingers_len; /* 0, 512 or 1024 */
    uint8_t address[SIM_ADDRESS];
    bool has_address; /* a later address was written on it */
};

struct sim_rack {
    struct sim_card *cards;
    size_t count;
    size_t room;
};

/* Fills the rack with T1…T5. False without memory. */
bool sim_rack_init(struct sim_rack *rack);

/* Adds the cards of a file; the first wrong line stops it and is told in `message`. */
bool sim_rack_load(struct sim_rack *rack, const char *path, char *message, size_t size);

void sim_rack_clear(struct sim_rack *rack);

const struct sim_card *sim_rack_find(const struct sim_rack *rack, const char *name);

/* The picture every card has: not a decodable one. */
void sim_photo(uint8_t photo[SIM_PHOTO]);

/* Writes UTF-8 `text` as UTF-16LE into `units` units at `to`, the rest blank. False if it does not
 * fit or is no UTF-8. */
bool sim_encode(uint8_t *to, size_t units, const char *text);

#endif
