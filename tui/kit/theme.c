#include "config.h"

#include "tui/kit/theme.h"

#include <stddef.h>

/* Numbers of the 256-colour palette: 24 a deep blue, 44 cyan, 252 nearly white. Two things keep the
 * picture the same where a multiplexer has but eight colours to show them with: what is quiet is
 * faint, not grey (greys become black there), and what lies over the screen is blue. */
struct role_row {
    const char *name;
    struct theme_look full, few, mono;
};

enum { B = ATTR_BOLD, D = ATTR_DIM, U = ATTR_UNDERLINE, R = ATTR_REVERSE };

static const struct role_row roles[ROLE_COUNT] = {
    [ROLE_PLAIN] = {"plain", {-1, -1, 0}, {-1, -1, 0}, {-1, -1, 0}},
    [ROLE_BAR] = {"bar", {252, 24, 0}, {7, 4, 0}, {-1, -1, R}},
    [ROLE_BAR_NAME] = {"bar-name", {87, 24, B}, {6, 4, B}, {-1, -1, R | B}},
    [ROLE_BAR_STRONG] = {"bar-strong", {231, 24, B}, {7, 4, B}, {-1, -1, R | B}},
    [ROLE_TITLE] = {"title", {-1, -1, B}, {-1, -1, B}, {-1, -1, B}},
    [ROLE_LABEL] = {"label", {-1, -1, D}, {-1, -1, D}, {-1, -1, D}},
    [ROLE_VALUE] = {"value", {-1, -1, 0}, {-1, -1, 0}, {-1, -1, 0}},
    [ROLE_STRONG] = {"strong", {-1, -1, B}, {-1, -1, B}, {-1, -1, B}},
    [ROLE_ACCENT] = {"accent", {44, -1, 0}, {6, -1, 0}, {-1, -1, B}},
    [ROLE_GOOD] = {"good", {77, -1, 0}, {2, -1, 0}, {-1, -1, 0}},
    [ROLE_WARN] = {"warn", {185, -1, 0}, {3, -1, 0}, {-1, -1, B}},
    [ROLE_ERROR] = {"error", {203, -1, 0}, {1, -1, B}, {-1, -1, B}},
    [ROLE_DIM] = {"dim", {-1, -1, D}, {-1, -1, D}, {-1, -1, D}},
    [ROLE_FIELD] = {"field", {-1, -1, U}, {-1, -1, U}, {-1, -1, U}},
    [ROLE_FIELD_FOCUS] = {"field-focus", {-1, -1, R}, {-1, -1, R}, {-1, -1, R}},
    [ROLE_CELL_FOCUS] = {"cell-focus", {-1, -1, R}, {-1, -1, R}, {-1, -1, R}},
    [ROLE_ROW_FOCUS] = {"row-focus", {-1, -1, R}, {-1, -1, R}, {-1, -1, R}},
    [ROLE_MARK] = {"mark", {44, -1, B}, {6, -1, B}, {-1, -1, B}},
    [ROLE_HEAD] = {"head", {-1, -1, D}, {-1, -1, D}, {-1, -1, D}},
    [ROLE_PANEL] = {"panel", {252, 24, 0}, {7, 4, 0}, {-1, -1, R}},
    [ROLE_PANEL_DIM] = {"panel-dim", {250, 24, 0}, {7, 4, 0}, {-1, -1, R}},
    [ROLE_PANEL_STRONG] = {"panel-strong", {231, 24, B}, {7, 4, B}, {-1, -1, R | B}},
    [ROLE_PANEL_ACCENT] = {"panel-accent", {87, 24, 0}, {6, 4, B}, {-1, -1, R | B}},
    [ROLE_PANEL_FOCUS] = {"panel-focus", {235, 252, 0}, {0, 7, 0}, {-1, -1, B}},
    [ROLE_PANEL_FIELD] = {"panel-field", {231, 24, U}, {7, 4, B | U}, {-1, -1, R | U}},
    [ROLE_KEY] = {"key", {44, -1, 0}, {6, -1, 0}, {-1, -1, B}},
    [ROLE_KEY_LABEL] = {"key-label", {-1, -1, 0}, {-1, -1, 0}, {-1, -1, 0}},
    [ROLE_KEY_OFF] = {"key-off", {-1, -1, D}, {-1, -1, D}, {-1, -1, D}},
};

struct theme_look theme_look(enum role role, enum theme_depth depth)
{
    const struct role_row *row = &roles[role < ROLE_COUNT ? role : ROLE_PLAIN];

    return depth == THEME_256 ? row->full : depth == THEME_16 ? row->few : row->mono;
}

const char *theme_role_name(enum role role)
{
    return roles[role < ROLE_COUNT ? role : ROLE_PLAIN].name;
}
