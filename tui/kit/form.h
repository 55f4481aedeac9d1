/* A form: a const table of fields over a record of the screen's.
 *
 * The record holds the values (text in char arrays; ids, days and booleans as `store` says), the
 * form holds what is being typed. field.name is the column name, the key of the api function's
 * `fields`, the key in the draft, the word in a script (DESIGN 5).
 *
 * Fields stand one below the other, label left, message right; a line form puts them side by side
 * (filters). The real cursor stands in the field that is being edited. */
#ifndef ANXIN_KIT_FORM_H
#define ANXIN_KIT_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "tui/kit/choice.h"
#include "tui/kit/theme.h"
#include "tui/kit/widget.h"

struct form;
struct screen;

enum field_kind {
    FIELD_TEXT,
    FIELD_NUMBER,  /* digits; full-width ones are folded; FIELD_LETTERS allows A-Z too */
    FIELD_DAY,     /* 2026-11-23; also 20261123, 11-23, 23, "." for today, + and - move a day */
    FIELD_CHOICE,  /* out of a list the form was given */
    FIELD_LOOKUP,  /* out of a list that is asked for as one types */
    FIELD_YES_NO,  /* Space; yes_text and no_text are shown */
    FIELD_SECRET,  /* a password: stars, no draft, no paste into other fields, wiped */
    FIELD_HEADING, /* a title between fields: label only */
};

enum field_store {
    STORE_TEXT,  /* char[size], UTF-8, ends with 0; for choices the code */
    STORE_INT64, /* int64_t, 0 for none */
    STORE_INT,   /* int, 0 for none */
    STORE_BOOL,
};

enum field_flags {
    FIELD_REQUIRED = 1,  /* filled in; chosen; of a yes-no: yes */
    FIELD_READ_ONLY = 2, /* shown as a value; never has the focus */
    FIELD_LETTERS = 4,   /* a number that may hold letters: 110105…002X, folded to upper case */
    FIELD_BESIDE = 8,    /* on the row of the field before it */
    FIELD_STRONG = 16,   /* the value that matters */
    FIELD_NO_DRAFT = 32, /* never in a draft */
    FIELD_NAME = 64,     /* a person's name: dots and spaces as core/base/text.h folds them */
    FIELD_HIDE_EMPTY = 128, /* read-only and empty: its row is not shown */
};

struct field {
    const char *name;
    const char *label; /* N_("Phone") */
    const char *help;  /* N_("11 digits; the worker's own."): F1, may be NULL */
    enum field_kind kind;
    enum field_store store;
    unsigned flags;
    unsigned char width;            /* cells on the screen; 0: 30 */
    unsigned short max;             /* most characters; 0: what fits the record */
    size_t offset, size;            /* FIELD_AT(struct rec, member) */
    const char *yes_text, *no_text; /* N_(): FIELD_YES_NO; an empty choice filter shows no_text */
    const char *missing; /* N_(): said of a required field left empty; NULL: "please fill in" */
    /* Says what is wrong with `text`; NULL: nothing is. `record` is as it would be. */
    bool (*check)(const void *record, const char *text, struct err *err);
};

#define FIELD_AT(type, member) .offset = offsetof(type, member), .size = sizeof(((type *)0)->member)

enum form_flags {
    FORM_LINE = 1,      /* side by side in one or more rows: filters */
    FORM_NO_LABELS = 2, /* used by prompts */
};

/* Each may be NULL; `owner` is the one given to form_new. */
struct form_hooks {
    /* After a value was changed and left (text) or chosen; if it is right, the record has it. */
    void (*changed)(void *owner, struct form *form, const char *field);
    /* With every key in a text field, after 150 ms of quiet: search lines. */
    void (*typed)(void *owner, struct form *form, const char *field);
    /* A lookup field wants what answers to `typed`; answer now or later with
     * form_offer(form, ticket, …). A newer ticket makes older ones void. */
    void (*look_up)(void *owner, struct form *form, const char *field, const char *typed,
                    unsigned ticket);
    /* 2 s after the last key that changed anything: keep this JSON (an object of field texts). */
    void (*draft)(void *owner, const char *json);
    /* Enter in the last field, or in any field of a line form. */
    enum handled (*enter)(void *owner, struct form *form);
    /* Esc in a form of a line: give the focus back; NULL: kit gives it to the next widget. */
    void (*leave)(void *owner, struct form *form);
};

/* `fields` ends with a row whose name is NULL; `record` is borrowed and read at once. The form
 * belongs to the screen after screen_add(screen, form_widget(form)). NULL: no memory. */
struct form *form_new(struct screen *screen, const struct field *fields, void *record,
                      unsigned flags, const struct form_hooks *hooks, void *owner);
struct widget *form_widget(struct form *form);

/* The record was changed by the program: show it; everything counts as unchanged. */
void form_load(struct form *form);
/* The same for one field, which then counts as changed if it differs from what was loaded. */
void form_load_field(struct form *form, const char *field);
/* What was typed goes to the record, every field is checked. False: the first wrong field has the
 * focus and its message; err holds the same with the field's label before it: for ui_fail. */
bool form_store(struct form *form, struct err *err);
/* What was typed so far is saved elsewhere: counts as unchanged. */
void form_saved(struct form *form);
bool form_changed(const struct form *form);
bool form_field_changed(const struct form *form, const char *field);

/* What stands in a field now (a choice's code; the text for others); never NULL. */
const char *form_value(const struct form *form, const char *field);
/* What is shown there. */
const char *form_shown(const struct form *form, const char *field);
/* Puts a value in, as a person would: checked, folded; choices by code or shown text. */
enum widget_set form_set(struct form *form, const char *field, const char *value, struct err *err);

/* The list of a choice field (copied), or what a lookup shows before anything is typed. */
bool form_choices(struct form *form, const char *field, const struct choice *items, int count);
/* What is stored shows as this text, without a list: a lookup loaded from the database. */
void form_show_as(struct form *form, const char *field, const char *code, const char *text);
/* The answer to look_up. Copied. */
void form_offer(struct form *form, unsigned ticket, const struct choice *items, int count);

/* A message beside the field, until its value changes; NULL takes it away. */
void form_note(struct form *form, const char *field, enum role role, const char *text);
/* Where another record of the same shape differs from what stands here, its value is said beside
 * the field. `but`: fields to pass over, NULL at the end; may be NULL. */
void form_compare(struct form *form, const void *other, const char *const *but);
/* Jumps to err->field with err->text beside it. False: no such field here. */
bool form_error(struct form *form, const struct err *err);
void form_focus(struct form *form, const char *field);
const char *form_focused(const struct form *form); /* its name, "" */
/* A field that is for reading from now on, or for writing again; or is not shown at all. */
void form_read_only(struct form *form, const char *field, bool read_only);
void form_hide(struct form *form, const char *field, bool hidden);
/* Another label than the table's (a document's own word for its number); NULL: the table's. */
void form_label(struct form *form, const char *field, const char *label);

/* Drafts: an object of field texts by name, read-only and secret fields left out. The caller
 * frees it. form_restore puts one in (unknown names are passed over); the form then counts as
 * changed. form_draft_now calls the draft hook if anything waits for it. */
char *form_draft(const struct form *form);
bool form_restore(struct form *form, const char *json, struct err *err);
void form_draft_now(struct form *form);
/* The `fields` object of an api function: all named fields that are not read-only and not empty,
 * texts as they are, numbers for STORE_INT64/STORE_INT, true/false for STORE_BOOL. `more` (names,
 * values; NULL-terminated pairs; may be NULL) is put in too. The caller frees it. */
char *form_json(const struct form *form, const char *const *more);

#endif
