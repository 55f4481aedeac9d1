/* UTF-8 text as a terminal and a register of names need it: width in cells, cutting, padding,
 * folding, masking. Nothing here depends on the process's locale.
 *
 * Width: East Asian wide characters take 2 cells, combining ones 0. The *ambiguous* ones
 * (· × — … ★ and line drawing) take 1 or 2 depending on the terminal, so functions that measure
 * take `ambiguous`: 1 or 2, as the terminal was asked at the start. Own labels avoid them.
 * Characters that a terminal must not be sent (controls, direction marks) are
 * shown as '?', Han characters of planes 2 and 3 that no font or libc knows as U+3013, which is as
 * wide as they are.
 *
 * Every function that fills a buffer takes its size in bytes, terminates it, never splits a
 * character, and reads invalid UTF-8 as U+FFFD, one for each wrong byte. */
#ifndef ANXIN_BASE_TEXT_H
#define ANXIN_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- characters ---- */

#define TEXT_REPLACEMENT 0xFFFDu
#define TEXT_DOT 0x00B7u       /* middle dot, the one that is stored between the parts of a name */
#define TEXT_DOT_SHOWN 0x30FBu /* katakana middle dot: 2 cells on every terminal */
#define TEXT_GETA 0x3013u      /* stands for a Han character that cannot be drawn */

/* Length of the valid sequence at `bytes`, of which `n` may be read, and its character; 0 if there
 * is none. */
size_t text_sequence(const char *bytes, size_t n, uint32_t *code);

/* Reads the character at *at and moves *at behind it. Returns false at the end of the string.
 * A byte that starts no valid sequence is read alone as U+FFFD. */
bool text_next(const char **at, uint32_t *code);

/* Where the character before `at` begins; `start` when there is none. */
const char *text_back(const char *start, const char *at);

/* Writes `code` as UTF-8 (1 to 4 bytes, not terminated) and returns how many; a surrogate or a
 * code beyond U+10FFFF is written as U+FFFD. */
size_t text_put(char to[4], uint32_t code);

/* How many characters. */
size_t text_length(const char *s);

bool text_is_valid(const char *bytes, size_t n);

/* Copies at most `n` bytes, each wrong byte or NUL as U+FFFD; returns true if nothing had to be
 * replaced or left out. */
bool text_repair(char *to, size_t size, const char *bytes, size_t n);

/* Copies whole characters; returns false if it did not fit. */
bool text_copy(char *to, size_t size, const char *from);

/* Without white space (also U+3000 and U+00A0) at both ends. */
bool text_trim(char *to, size_t size, const char *from);

bool text_is_han(uint32_t code);
bool text_is_space(uint32_t code);

/* ---- width ---- */

/* What to draw for `code`: itself, '?' or U+3013. */
uint32_t text_shown(uint32_t code);

/* Cells of one character as shown: 0, 1 or 2. */
int text_char_width(uint32_t code, int ambiguous);

/* Cells of a string: ambiguous characters as 1. */
int text_width(const char *s);
int text_width_as(const char *s, int ambiguous);

/* The longest beginning of `s` that fits in `cells`, with the combining characters of its last
 * one; returns its bytes, and its width in *width (may be NULL). */
size_t text_prefix(const char *s, int cells, int ambiguous, int *width);

/* `s` in at most `cells` cells; what does not fit is cut and marked with ".." (no mark in fewer
 * than 4 cells). Returns the cells used. */
int text_cut(char *to, size_t size, const char *s, int cells, int ambiguous);

enum text_align {
    TEXT_LEFT,
    TEXT_RIGHT,
    TEXT_CENTRE,
};

/* As text_cut, then filled up with spaces to exactly `cells`. Returns the cells used, which is
 * less than `cells` only if `size` is too small: 4 × cells + 1 is enough but for long runs of
 * combining characters. */
int text_fit(char *to, size_t size, const char *s, int cells, enum text_align align, int ambiguous);

/* Breaks `s` into lines of at most `cells`: gives the bytes of the first line, and in *next what to
 * go on with (the break's spaces skipped). Breaks at spaces and around Han characters, keeps
 * closing marks such as U+3002 with what they close, honours '\n'. */
size_t text_wrap(const char *s, int cells, int ambiguous, const char **next);

/* ---- names ---- */

/* A name as it is stored: ends trimmed, runs of spaces as one, full-width letters as ASCII,
 * private-use code points of old systems as the characters they stood for (U+E863 -> U+4DAE),
 * nothing invisible, and each
 * look-alike of the middle dot between two parts as U+00B7, without spaces around it.
 * A full stop of any kind counts as one only between two characters beyond ASCII
 * ("John A. Smith" keeps his). Returns false if it did not fit. */
bool text_name_store(char *to, size_t size, const char *typed);

/* A name for comparing, as the database's sec.fold_name does it: as stored, then without dots,
 * spaces, hyphens and apostrophes, in small letters. Two spellings of one name give the same bytes.
 */
bool text_name_fold(char *to, size_t size, const char *name);

/* A name for the screen: U+00B7 as U+30FB, which no terminal argues about; where ambiguous
 * characters are wide anyway (`ambiguous` 2: GBK locales cannot write U+30FB) it stays. */
bool text_name_display(char *to, size_t size, const char *name, int ambiguous);

/* True for the code points that stand for a middle dot in names. */
bool text_is_dot(uint32_t code);

/* True if `name` holds a private-use code point that is known to no table: show its number. */
bool text_has_private(const char *name);

/* ---- folding and masks ---- */

/* Full-width ASCII look-alikes (U+FF01..FF5E, U+3000) to ASCII; all else as it is. For number
 * fields, whose input methods type １２３Ｘ. */
bool text_fold_ascii(char *to, size_t size, const char *from);

/* For number fields: folded, without any spaces (and, with `dashes`, without - and its
 * look-alikes), capitals. */
bool text_fold_number(char *to, size_t size, const char *from, bool dashes);

/* SPEC 3.6. Stars stand for what is hidden; a text too short to hide enough is all stars. */
bool text_mask_id(char *to, size_t size, const char *number);    /* first 6, last 4 */
bool text_mask_phone(char *to, size_t size, const char *number); /* first 3, last 4 */
bool text_mask_card(char *to, size_t size, const char *number);  /* last 4 */

/* ---- CSV (RFC 4180, SPEC 22.5) ---- */

/* One cell, always in quotes; a text that a spreadsheet would read as a formula (first of = + - @,
 * their full-width forms, tab, return; spaces before them do not help) gets an apostrophe before
 * it. A plain negative number stays one. Returns false if it did not fit: 2 × strlen(s) + 4 is
 * always enough. */
bool text_csv_cell(char *to, size_t size, const char *s);

#endif
