/* One identity card as its chip tells it: decoded text, no picture, no fingerprints, no ethnicity.
 *
 * All texts are UTF-8 as the card has them (only trailing blanks are cut; look-alike dots are left
 * alone: folding is the judge's work). A field the card does not have, or has blank, is "".
 * Dates are ISO texts "YYYY-MM-DD"; a date that is none is "" and sets ID_CARD_ODD_DATE.
 *
 * Field lengths are counted in the chip's 16-bit units; each unit is at most three bytes of UTF-8.
 * Layout of the chip's 256 bytes: drivers/idcard/text_block.h. */
#ifndef ANXIN_DRIVERS_ID_CARD_H
#define ANXIN_DRIVERS_ID_CARD_H

#include <stdbool.h>

#define ID_CARD_TEXT(units) ((units)*3 + 1)

/* Named after the type letter at byte 248 of the chip's text. */
enum id_card_kind {
    ID_CARD_NONE,
    ID_CARD_RESIDENT,       /* ' ' resident identity card */
    ID_CARD_PERMIT,         /* 'J' residence permit for Hong Kong, Macao and Taiwan residents */
    ID_CARD_FOREIGNER_2017, /* 'I' foreigner's permanent residence card, 15-character number */
    ID_CARD_FOREIGNER_2023, /* 'Y' the same, 18-character number starting with 9 */
};

/* GB/T 2261.1; anything else on the chip is ID_CARD_SEX_UNKNOWN. */
enum id_card_sex {
    ID_CARD_SEX_UNKNOWN = 0,
    ID_CARD_SEX_MALE = 1,
    ID_CARD_SEX_FEMALE = 2,
    ID_CARD_SEX_NOT_STATED = 9,
};

/* What a clerk should look at. None of them refuses the card. */
enum id_card_flag {
    ID_CARD_NAME_FULL = 1 << 0, /* the name fills its field: it may go on, see the print */
    ID_CARD_ODD_CHARACTER =
        1 << 1,                    /* half a character or a control character, replaced by U+FFFD */
    ID_CARD_PRIVATE_USE = 1 << 2,  /* a rare character in the private-use area: see the print */
    ID_CARD_NUMBER_CHECK = 1 << 3, /* the number's check digit or form is wrong */
    ID_CARD_BIRTH_DIFFERS = 1 << 4, /* the number has another birth date than the card */
    ID_CARD_SEX_DIFFERS = 1 << 5,   /* the number has the other sex than the card */
    ID_CARD_ODD_DATE = 1 << 6,      /* a date field holds no date */
};

struct id_card {
    enum id_card_kind kind;
    enum id_card_sex sex;
    unsigned flags;                    /* enum id_card_flag, or-ed */
    char name[ID_CARD_TEXT(60)];       /* Chinese; on a 2017 foreigner's card the Latin name */
    char other_name[ID_CARD_TEXT(60)]; /* foreigners: the name in the other script */
    char birth[11];
    char number[ID_CARD_TEXT(18)];  /* 18 characters, 15 on a 2017 foreigner's card */
    char address[ID_CARD_TEXT(35)]; /* resident and permit */
    char issuer[ID_CARD_TEXT(15)];  /* resident and permit: issuing authority */
    char valid_from[11];
    char valid_until[11];                  /* "" with long_term */
    bool long_term;                        /* never expires */
    char nationality[ID_CARD_TEXT(3)];     /* foreigners: ISO 3166-1 alpha-3 */
    char travel_document[ID_CARD_TEXT(9)]; /* permit: number of the travel permit */
    char issue_count[ID_CARD_TEXT(2)];     /* permit: how many times issued */
    char card_version[ID_CARD_TEXT(2)];    /* 2017 foreigner's card */
    char authority[ID_CARD_TEXT(4)];       /* 2017 foreigner's card: accepting authority's code */
    char renewals[ID_CARD_TEXT(2)];        /* 2023 foreigner's card */
    char old_number_link[ID_CARD_TEXT(3)]; /* 2023 foreigner's card: as on the chip */
    char old_number[16];                   /* 2023: the 15-character number it replaces, or "" */
};

/* Forgets everything; the memory is really overwritten. */
void id_card_clear(struct id_card *card);

/* "resident", "permit", "foreigner_2017", "foreigner_2023", "" for ID_CARD_NONE: for JSON and
 * scripts. */
const char *id_card_kind_word(enum id_card_kind kind);

/* "male", "female", "not_stated", "unknown". */
const char *id_card_sex_word(enum id_card_sex sex);

/* The flag's word for JSON ("name_full", …); NULL if `flag` is none of them. */
const char *id_card_flag_word(enum id_card_flag flag);

#endif
