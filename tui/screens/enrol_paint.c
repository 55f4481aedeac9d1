/* How the enrol screen looks: at rest, with a person on it, by hand. */
#include "core/base/day.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/screens/enrol_private.h"

#include <stdio.h>
#include <string.h>

enum {
    INDENT = 2,     /* values under their heading */
    LABEL_GAP = 3,  /* as the form has it, so that both stand in one column */
    CARD_ROWS = 6,  /* heading, and a line for each thing a card says */
    LINES_KEPT = 2, /* warnings that have their room in any case */
    FIELDS = 8,     /* of the form; the name may join them */
    HAND_ROWS = 4,  /* above the form of an invitation */
};

/* ---- where things stand ---- */

/* A tall window leaves a row free under each heading. */
static int air(struct rect content)
{
    return content.h >= CARD_ROWS + LINES_KEPT + FIELDS + 6 ? 1 : 0;
}

/* The form stands at the same place for everybody, so that the eye need not look for it: room for
 * two warnings is always kept, more of them move it down. */
static int form_top(const struct enrol *enrol, struct rect content)
{
    int lines = enrol->line_count > LINES_KEPT ? enrol->line_count : LINES_KEPT;

    if (enrol->phase == ENROL_HAND)
        return content.y + HAND_ROWS;
    return content.y + CARD_ROWS + lines + 1 + 3 * air(content);
}

void enrol_layout(struct screen *screen, struct rect content)
{
    struct enrol *enrol = screen->state;
    struct widget *widget = enrol->form ? form_widget(enrol->form) : NULL;
    struct rect area = content;

    if (!widget)
        return;
    area.y = form_top(enrol, content);
    area.x += INDENT;
    area.w -= INDENT;
    area.h = content.y + content.h - area.y;
    widget->area = area;
    widget->ops->layout(widget, area);
}

/* ---- the card ---- */

/* Where values begin: behind the form's widest label. */
static int value_column(const struct canvas *canvas)
{
    return INDENT + canvas_width(canvas, _("Same person")) + LABEL_GAP;
}

static void line(struct canvas *canvas, int y, struct rect content, const char *label,
                 enum role role, const char *value)
{
    int at = value_column(canvas);

    canvas_text(canvas, y, content.x + INDENT, at - INDENT, ROLE_LABEL, label);
    canvas_text(canvas, y, content.x + at, content.w - at, role, value);
}

static void paint_name(const struct enrol *enrol, struct canvas *canvas, int y, struct rect content)
{
    const struct enrolment *e = &enrol->record.e;
    int at = value_column(canvas), used = canvas_width(canvas, e->name) + 3;

    line(canvas, y, content, _("Name"), ROLE_STRONG, e->name);
    if (*e->other_name && at + used < content.w)
        canvas_text(canvas, y, content.x + at + used, content.w - at - used, ROLE_VALUE,
                    e->other_name);
}

/* Sex, birth day and age in one line: what is compared with the person's face. */
static void paint_birth(const struct enrol *enrol, struct canvas *canvas, int y,
                        struct rect content)
{
    const struct enrolment *e = &enrol->record.e;
    struct day birth;
    char text[128];
    int age = -1;

    if (day_parse(e->birth_on, &birth))
        age = day_age(birth, app_today(enrol->app));
    snprintf(text, sizeof text, age >= 0 ? _("%s   born %s   %d years old") : _("%s   born %s"),
             code_name(app_codes(enrol->app), CODE_SEX, e->sex), e->birth_on, age);
    line(canvas, y, content, _("Sex"), ROLE_VALUE, text);
}

static void paint_validity(const struct enrol *enrol, struct canvas *canvas, int y,
                           struct rect content)
{
    const struct enrolment *e = &enrol->record.e;
    char text[64 + sizeof e->issuer];

    snprintf(text, sizeof text, _("%s to %s   %s"), e->valid_from,
             *e->valid_until ? e->valid_until : _("no end"), e->issuer);
    line(canvas, y, content, _("Valid"), ROLE_VALUE, text);
}

static const char *look_text(const struct enrol *enrol, enum role *role)
{
    *role = ROLE_DIM;
    switch (enrol->look) {
    case LOOK_NONE:
        return "";
    case LOOK_ASKED:
        return _("looking whether known");
    case LOOK_FAILED:
        return _("not looked up");
    case LOOK_DONE:
        break;
    }
    *role = enrol->blocked ? ROLE_ERROR : ROLE_ACCENT;
    if (enrol->blocked)
        return _("cannot be enrolled");
    if (enrol->record.e.invitation_id != 0)
        return _("invited");
    return enrol->known ? _("known here") : _("new here");
}

static void paint_card(const struct enrol *enrol, struct canvas *canvas, struct rect content)
{
    const struct enrolment *e = &enrol->record.e;
    char masked[32];
    int y = content.y, used;
    enum role role;
    const char *look = look_text(enrol, &role);

    used = canvas_text(canvas, y, content.x, content.w, ROLE_TITLE,
                       code_name(app_codes(enrol->app), CODE_DOCUMENT_KIND, e->document_kind));
    canvas_text(canvas, y++, content.x + used + 3, content.w - used - 3, role, look);
    y += air(content);
    paint_name(enrol, canvas, y++, content);
    paint_birth(enrol, canvas, y++, content);
    text_mask_id(masked, sizeof masked, e->document_number);
    line(canvas, y++, content, _("ID number"), ROLE_VALUE, masked);
    if (*e->address)
        line(canvas, y++, content, _("Address"), ROLE_VALUE, e->address);
    else
        line(canvas, y++, content, _("Nationality"), ROLE_VALUE, e->nationality);
    paint_validity(enrol, canvas, y++, content);
    for (int i = 0; i < enrol->line_count; i++)
        line(canvas, y++, content, enrol->lines[i].role == ROLE_ERROR ? _("Stop") : _("Mind"),
             enrol->lines[i].role, enrol->lines[i].text);
}

/* ---- at rest ---- */

static void centred(struct canvas *canvas, int y, struct rect content, enum role role,
                    const char *text)
{
    int width = canvas_width(canvas, text);
    int x = width < content.w ? content.x + (content.w - width) / 2 : content.x;

    canvas_text(canvas, y, x, content.x + content.w - x, role, text);
}

static int paint_kept(const struct enrol *enrol, struct canvas *canvas, int y, struct rect content)
{
    const struct participant *company = enrol_participant(enrol, enrol->kept.participant_id);
    const struct team_row *team = enrol_team(enrol, enrol->kept.team_id);
    const struct code_book *codes = app_codes(enrol->app);
    char what[192];

    if (!enrol->kept.from_last)
        return y;
    canvas_text(canvas, y++, content.x, content.w, ROLE_TITLE, _("For the next person"));
    line(canvas, y++, content, _("Company"), ROLE_VALUE, company ? company->company_name : "");
    line(canvas, y++, content, _("Team"), ROLE_VALUE, team ? team->name : "");
    snprintf(what, sizeof what, "%s   %s", code_name(codes, CODE_TRADE, enrol->kept.trade),
             code_name(codes, CODE_WORKER_KIND, enrol->kept.worker_kind));
    line(canvas, y++, content, _("Trade"), ROLE_VALUE, what);
    return y + 1;
}

static void paint_recent(const struct enrol *enrol, struct canvas *canvas, int y,
                         struct rect content)
{
    int x = content.x + INDENT, end = content.y + content.h;

    if (enrol->recent_count == 0 || y + 1 >= end)
        return;
    canvas_text(canvas, y++, content.x, content.w, ROLE_TITLE, _("Enrolled last"));
    for (int i = 0; i < enrol->recent_count && y < end; i++, y++) {
        const struct enrol_recent *one = &enrol->recent[i];

        canvas_text(canvas, y, x, 26, ROLE_VALUE, one->name);
        canvas_text(canvas, y, x + 28, 14, ROLE_LABEL, one->team);
        canvas_text(canvas, y, x + 44, 12, ROLE_LABEL, one->trade);
        canvas_text(canvas, y, x + 58, content.w - INDENT - 58, ROLE_DIM, one->when);
    }
}

static void paint_rest(const struct enrol *enrol, struct canvas *canvas, struct rect content)
{
    int y = content.y + (content.h > 24 ? content.h / 6 : 2);

    centred(canvas, y, content, ROLE_STRONG, _("Put the card on the reader"));
    centred(canvas, y + 2, content, enrol->reader_role,
            *enrol->reader ? enrol->reader
                           : _("Resident card, residence permit or permanent residence card"));
    y = content.y + (content.h > 24 ? content.h / 3 : 7);
    y = paint_kept(enrol, canvas, y, content);
    paint_recent(enrol, canvas, y, content);
}

/* ---- by hand ---- */

static void paint_hand(struct canvas *canvas, struct rect content)
{
    struct rect below = {content.y + 1, content.x + INDENT, 3, content.w - INDENT};

    canvas_text(canvas, content.y, content.x, content.w, ROLE_TITLE, _("By hand: an invitation"));
    canvas_wrap(canvas, below, ROLE_LABEL,
                _("For when the reader is broken. The person is invited, and counts as a worker "
                  "only when the card has been read."));
}

void enrol_paint(const struct screen *screen, struct canvas *canvas, struct rect content)
{
    const struct enrol *enrol = screen->state;

    switch (enrol->phase) {
    case ENROL_REST:
        paint_rest(enrol, canvas, content);
        return;
    case ENROL_CARD:
        paint_card(enrol, canvas, content);
        if (!enrol->form)
            return;
        canvas_text(canvas, form_top(enrol, content) - 1 - air(content), content.x, content.w,
                    ROLE_TITLE, _("Enrolment"));
        break;
    case ENROL_HAND:
        paint_hand(canvas, content);
        break;
    }
    screen_paint_widgets(screen, canvas);
}
