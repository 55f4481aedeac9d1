/* What form*.c share. */
#ifndef ANXIN_KIT_FORM_PRIVATE_H
#define ANXIN_KIT_FORM_PRIVATE_H

#include "tui/kit/droplist.h"
#include "tui/kit/edit.h"
#include "tui/kit/form.h"
#include "tui/kit/screen.h"

enum { FORM_CODE = 128, FORM_NOTE = 256, FORM_DROP_ROWS = 8 };

/* What a form of filters tells the table it belongs to. */
enum form_told { FORM_TOLD_CHANGED, FORM_TOLD_LEFT };
typedef void form_told_fn(void *who, enum form_told what);

/* One field of the table, as it stands now. */
struct box {
    const struct field *field;
    struct edit edit;     /* text; of a choice what is shown for its code */
    char code[FORM_CODE]; /* of a choice; "1" and "" of a yes-no */
    char *loaded;         /* text (code of a choice) when last loaded or saved */
    char *undo;           /* text (code, tab, text of a choice) when the focus came */
    struct choices choices;
    unsigned ticket; /* of the last question to look_up; 0: answered */
    char asked[FORM_CODE];
    char note[FORM_NOTE];
    enum role note_role;
    char label[64]; /* instead of the table's */
    bool read_only, hidden, has_choices;
    int line, lines, x, value_x, width; /* where layout put it; line counts from the form's top */
};

struct form {
    struct widget widget; /* first */
    const struct field *fields;
    void *record;
    unsigned flags;
    struct form_hooks hooks;
    void *owner;
    struct box *boxes;
    int count;
    int focus; /* index, -1: nothing can be edited */
    bool has_focus;
    int top, lines;   /* scrolled lines; all lines */
    struct rect drop; /* where the open list lies */
    bool open;        /* the list under the field is */
    struct droplist list;
    struct edit typed; /* its search text */
    unsigned next_ticket;
    unsigned draft_timer, typed_timer;
    form_told_fn *told; /* the table whose filters these are */
    void *told_who;
};

/* form.c */
void form_free(struct widget *widget);
struct box *form_box(const struct form *form, const char *name);
bool form_is_choice(const struct box *box);
bool form_can_focus(const struct box *box);
bool form_shows(const struct box *box);
const char *form_box_value(const struct box *box);
void form_touched(struct form *form, struct box *box, bool finished);
void form_set_code(struct box *box, const char *code, const char *text);
/* The text (code of a choice) that `record` has for it. */
void form_from_record(const void *record, const struct box *box, char *out, size_t size);
const char *form_yes_no(const struct field *field, bool yes);
void form_to_record(const struct form *form, const struct box *box, void *record);
bool form_check_box(struct form *form, struct box *box, bool finished, struct err *err);
void form_dirty(struct form *form);
void form_note_box(struct form *form, struct box *box, enum role role, const char *text);

/* form_edit.c */
extern const struct widget_ops form_ops;
void form_enter_box(struct form *form, int index);
void form_leave_box(struct form *form);
bool form_step(struct form *form, int step);
void form_undo(struct form *form);
/* A typed day into its written form; false: it is none. */
bool form_day(const char *typed, char *out, size_t size);

/* form_list.c */
void form_open_list(struct form *form, const char *typed);
void form_close_list(struct form *form);
enum handled form_list_key(struct form *form, int key);
void form_list_paste(struct form *form, const char *text, size_t length);
enum widget_set form_set_choice(struct form *form, struct box *box, const char *value,
                                struct err *err);

/* form_paint.c */
int form_wants(const struct widget *widget, int width);
void form_layout(struct widget *widget, struct rect area);
void form_paint(const struct widget *widget, struct canvas *canvas);
void form_paint_over(const struct widget *widget, struct canvas *canvas);
bool form_cursor(const struct widget *widget, int *y, int *x);

#endif
