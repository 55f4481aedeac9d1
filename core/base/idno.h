/* Numbers of identity documents (SPEC 3.4).
 *
 * resident card        18: area, birth day, sequence, check          GB 11643-1999
 * HK/Macao/Taiwan      18: area 810000, 820000 or 830000, the same   residence permit
 * foreigner, 2023      18: 9, province, ISO 3166 number, the same     permanent residence
 * foreigner, 2017      15: country, area, YYMMDD, sequence, check     permanent residence
 *
 * The area is where a number was first given out, perhaps long abolished: it is never checked and
 * says nothing of an address. Anxin's invented people have areas that begin with 99. */
#ifndef ANXIN_BASE_IDNO_H
#define ANXIN_BASE_IDNO_H

#include "core/base/day.h"

enum idno_kind {
    IDNO_NONE,
    IDNO_RESIDENT,
    IDNO_PERMIT,
    IDNO_FOREIGNER_2023,
    IDNO_FOREIGNER_2017,
};

enum idno_sex {
    IDNO_SEX_UNKNOWN,
    IDNO_MALE,
    IDNO_FEMALE,
};

enum idno_problem {
    IDNO_OK,
    IDNO_EMPTY,
    IDNO_SHORT,      /* `missing` characters are missing */
    IDNO_LONG,       /* more than 18 */
    IDNO_CHARACTER,  /* a character that cannot stand at `place` */
    IDNO_DATE,       /* the birth day does not exist or is still to come */
    IDNO_CHECK,      /* the check digit does not fit: something was mistyped */
    IDNO_OTHER_KIND, /* a good number, of another kind than the document at hand */
};

#define IDNO_SIZE 19

struct idno {
    enum idno_kind kind;
    char number[IDNO_SIZE]; /* folded: ASCII, capitals, no spaces */
    struct day birth;
    bool birth_year_guessed; /* 2017 numbers hold two digits of the year */
    enum idno_sex sex;       /* unknown for 2017 numbers, whose parity does not tell */
    enum idno_problem problem;
    int missing; /* characters, for IDNO_SHORT */
    int place;   /* of the wrong character, from 1, for IDNO_CHARACTER */
};

/* Folds and checks what was typed or read. `today` bounds the birth day and chooses the century of
 * a 2017 number; DAY_NONE leaves the first open and takes 19YY for the second. Returns true for a
 * good number; otherwise `out->problem` says why, and kind, birth and sex are set as far as they
 * could be read. */
bool idno_parse(const char *typed, struct day today, struct idno *out);

/* As above, and the number has to be of this kind: a number typed for a document whose kind is
 * known. A foreigner's card may be of either year; IDNO_NONE takes any. */
bool idno_parse_kind(const char *typed, enum idno_kind kind, struct day today, struct idno *out);

/* What is wrong, for the user, translated: "3 characters are missing". "" if nothing is. */
void idno_problem_text(const struct idno *idno, char *to, size_t size);

/* Fills `err` (ERR_INPUT, `field`) from the problem; returns false as err_set does. */
bool idno_err(const struct idno *idno, const char *field, struct err *err);

/* The check character of the first 17 (GB 11643) or 14 characters; 0 if one of them cannot be. */
char idno_check_18(const char number[17]);
char idno_check_15(const char number[14]);

/* The 15-character number that a 2023 card replaces, from the card's country (alpha-3), number
 * and link field (3 characters). False when the link is blank or does not fit. */
bool idno_earlier_foreigner(const char *country, const char *number, const char *link, char to[16]);

#endif
