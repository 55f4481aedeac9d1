#include "config.h"

#include "tests/screen/demo.h"

#include "core/base/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEP = 7919 }; /* coprime to the number of rows: shuffles them */

struct filter {
    char search[32], team[32];
};

struct list {
    struct filter filter;
    struct form *form;
    struct table_ask ask; /* waiting for its turn, if demo.late */
    struct demo_row from;
    bool has_from;
    unsigned timer, count_ticket;
    struct screen *screen;
};

static const char *const surnames[] = {"李", "王", "张", "赵", "钱", "孙", "周", "吴", "郑", "冯"};
static const char *const team_names[] = {"钢筋一班", "木工二班", "架子工班",
                                         "杂工班",   "水电班",   "防水班"};
static const char *const trade_names[] = {"钢筋工", "木工", "架子工", "杂工", "电工", "防水工"};

/* A row by its number; everything follows from that. */
static void make_row(int64_t id, struct demo_row *row)
{
    int i = (int)(id - 1);

    memset(row, 0, sizeof *row);
    row->id = id;
    if (i % 97 == 5)
        snprintf(row->name, sizeof row->name, "阿卜杜热合曼·努尔");
    else if (i % 97 == 40)
        snprintf(row->name, sizeof row->name, "阿卜杜热合曼·艾合买提江");
    else
        snprintf(row->name, sizeof row->name, "%s样本%05d", surnames[i % 10], i);
    snprintf(row->team, sizeof row->team, "%s", team_names[i % 6]);
    snprintf(row->trade, sizeof row->trade, "%s", trade_names[i % 6]);
    snprintf(row->state, sizeof row->state, "%s", i % 7 == 3 ? "休假" : "在岗");
    snprintf(row->tail, sizeof row->tail, "%04d", (i * 37) % 10000);
    row->bound = i % 5 != 4;
    row->days = i % 32;
}

static int rows_of(const struct demo *demo)
{
    return demo->empty ? 0 : demo->rows ? demo->rows : DEMO_ROWS;
}

/* The order by days is a shuffle; any order will do as long as it is one. */
static int64_t id_at(const struct demo *demo, const char *sort, int64_t place)
{
    return strcmp(sort, "days") == 0 ? place * STEP % rows_of(demo) + 1 : place + 1;
}

static int64_t place_of(const struct demo *demo, const char *sort, int64_t id)
{
    int64_t n = rows_of(demo);

    if (strcmp(sort, "days") != 0)
        return id - 1;
    for (int64_t place = 0; place < n; place++)
        if (place * STEP % n == id - 1)
            return place;
    return 0;
}

void demo_row_at(const struct demo *demo, const char *sort, int place, struct demo_row *row)
{
    make_row(id_at(demo, sort, place), row);
}

static bool answers(const struct list *list, const struct demo_row *row)
{
    if (list->filter.team[0] && strcmp(list->filter.team, row->team) != 0)
        return false;
    return !list->filter.search[0] || strstr(row->name, list->filter.search) ||
           strstr(row->tail, list->filter.search);
}

static void answer(struct list *list, struct demo *demo, const struct table_ask *ask,
                   const struct demo_row *from)
{
    struct demo_row *rows = calloc((size_t)ask->n + 1, sizeof *rows);
    struct err err = {0};
    int64_t n = rows_of(demo), step = ask->backwards != ask->descending ? -1 : 1, place;
    int found = 0;

    if (demo->fail) {
        err_set(&err, ERR_OFFLINE, NULL, "the database is away", "it is tried again by itself");
        table_failed(demo->table, ask->ticket, &err);
        free(rows);
        return;
    }
    place = from ? place_of(demo, ask->sort, from->id) + step : step > 0 ? 0 : n - 1;
    for (; place >= 0 && place < n && found <= ask->n; place += step) {
        make_row(id_at(demo, ask->sort, place), &rows[found]);
        found += answers(list, &rows[found]);
    }
    table_rows(demo->table, ask->ticket, rows, found > ask->n ? ask->n : found, found > ask->n);
    free(rows);
}

static void late_answer(void *owner)
{
    struct list *list = owner;

    list->timer = 0;
    answer(list, ui_app(list->screen->ui), &list->ask, list->has_from ? &list->from : NULL);
}

static void ask(void *owner, struct table *table, const struct table_ask *asked)
{
    struct screen *screen = owner;
    struct list *list = screen->state;
    struct demo *demo = ui_app(screen->ui);

    demo->asks++;
    demo->table = table;
    if (!demo->late) {
        answer(list, demo, asked, asked->from);
        return;
    }
    list->ask = *asked;
    list->ask.from = NULL;
    list->has_from = asked->from != NULL;
    if (asked->from)
        memcpy(&list->from, asked->from, sizeof list->from);
    loop_stop(ui_loop(screen->ui), &list->timer);
    list->timer = loop_after(ui_loop(screen->ui), 0, late_answer, list);
}

static void count(void *owner, struct table *table, unsigned ticket)
{
    struct screen *screen = owner;
    struct list *list = screen->state;
    struct demo *demo = ui_app(screen->ui);
    int64_t found = 0;

    demo->counts++;
    list->count_ticket = ticket;
    if (demo->late || demo->fail)
        return;
    for (int64_t id = 1; id <= rows_of(demo); id++) {
        struct demo_row row;

        if (!list->filter.search[0] && !list->filter.team[0]) {
            found = rows_of(demo);
            break;
        }
        make_row(id, &row);
        found += answers(list, &row);
    }
    table_counted(table, ticket, found);
}

static int64_t row_id(const void *row)
{
    return ((const struct demo_row *)row)->id;
}

static enum role bound_role(const void *row)
{
    return ((const struct demo_row *)row)->bound ? ROLE_VALUE : ROLE_WARN;
}

#define ROW(member) .offset = offsetof(struct demo_row, member)

static const struct column columns[] = {
    {.name = "name",
     .title = "姓名",
     .flags = COLUMN_KEY | COLUMN_SORT | COLUMN_FROZEN,
     .min = 12,
     .want = 18,
     .grow = 1,
     ROW(name)},
    {.name = "team", .title = "班组", .min = 8, .want = 12, ROW(team)},
    {.name = "trade", .title = "工种", .min = 6, .want = 8, ROW(trade)},
    {.name = "state", .title = "状态", .min = 4, .want = 6, ROW(state)},
    {.name = "bound",
     .title = "绑卡",
     .kind = COLUMN_YES_NO,
     .min = 4,
     .role = bound_role,
     ROW(bound)},
    {.name = "days",
     .title = "天数",
     .kind = COLUMN_INT,
     .flags = COLUMN_RIGHT | COLUMN_SORT,
     .min = 4,
     ROW(days)},
    {.name = "tail", .title = "证件尾号", .flags = COLUMN_SPARE, .min = 4, ROW(tail)},
    {.name = NULL},
};

static const struct table_spec spec = {
    .name = "people",
    .columns = columns,
    .row_size = sizeof(struct demo_row),
    .row_id = row_id,
    .empty = "No workers yet. F2 enrols the first.",
    .flags = TABLE_MARKS,
    .ask = ask,
    .count = count,
};

static const struct field filter_fields[] = {
    {.name = "search", .label = "查找", .width = 16, FIELD_AT(struct filter, search)},
    {.name = "team",
     .label = "班组",
     .kind = FIELD_CHOICE,
     .width = 12,
     .no_text = "全部",
     FIELD_AT(struct filter, team)},
    {.name = NULL},
};

static bool open_list(struct screen *screen, const void *arg, struct err *err)
{
    struct list *list = screen->state;
    struct demo *demo = ui_app(screen->ui);
    struct choice teams[7] = {{"", "全部", NULL, "qb"}};

    (void)arg;
    (void)err;
    list->screen = screen;
    for (int i = 0; i < 6; i++)
        teams[i + 1] = (struct choice){team_names[i], team_names[i], NULL, NULL};
    list->form = form_new(screen, filter_fields, &list->filter, FORM_LINE, NULL, screen);
    form_choices(list->form, "team", teams, 7);
    demo->form = list->form;
    demo->table = table_new(screen, &spec, screen);
    if (!screen_add(screen, form_widget(list->form)) ||
        !screen_add(screen, table_widget(demo->table)))
        return false;
    table_filters(demo->table, list->form);
    screen_focus_on(screen, table_widget(demo->table));
    return true;
}

static void close_list(struct screen *screen)
{
    struct list *list = screen->state;

    loop_stop(ui_loop(screen->ui), &list->timer);
}

static bool has_row(const struct screen *screen)
{
    return table_current(((struct demo *)ui_app(screen->ui))->table) != NULL;
}

static enum handled act_open(struct screen *screen)
{
    struct demo *demo = ui_app(screen->ui);

    demo->opened = table_current_id(demo->table);
    return H_DONE;
}

static enum handled act_enrol(struct screen *screen)
{
    struct err err = {0};

    if (!ui_push(screen->ui, &demo_form_screen, NULL, &err))
        ui_fail(screen->ui, &err);
    return H_DONE;
}

static const struct action actions[] = {
    {.name = "enrol",
     .keys = "F2",
     .label = "Enrol",
     .help = "Enrols a worker.",
     .need = "worker_enrol",
     .run = act_enrol},
    {.name = "open",
     .keys = "Enter F3",
     .label = "Open",
     .help = "Shows the worker.",
     .flags = ACTION_MAIN,
     .enabled = has_row,
     .run = act_open},
    {.name = NULL},
};

const struct screen_ops demo_list_screen = {
    .name = "list",
    .title = "工人",
    .help = "The workers of the project.",
    .state_size = sizeof(struct list),
    .actions = actions,
    .open = open_list,
    .close = close_list,
};

/* ---- a month: 31 narrow columns behind two frozen ones ---- */

static void day_mark(const void *row, char *out, size_t size)
{
    snprintf(out, size, "%s", ((const struct demo_row *)row)->bound ? "*" : "o");
}

#define DAY(n)                                                                                     \
    {                                                                                              \
        .name = "day" #n, .title = #n, .kind = COLUMN_CALL, .min = 3, .flags = COLUMN_TIGHT,       \
        .text = day_mark                                                                           \
    }

static const struct column month_columns[] = {
    {.name = "name", .title = "姓名", .flags = COLUMN_KEY | COLUMN_FROZEN, .min = 12, ROW(name)},
    {.name = "days",
     .title = "天数",
     .kind = COLUMN_INT,
     .flags = COLUMN_RIGHT | COLUMN_FROZEN,
     .min = 4,
     ROW(days)},
    DAY(1),
    DAY(2),
    DAY(3),
    DAY(4),
    DAY(5),
    DAY(6),
    DAY(7),
    DAY(8),
    DAY(9),
    DAY(10),
    DAY(11),
    DAY(12),
    DAY(13),
    DAY(14),
    DAY(15),
    DAY(16),
    DAY(17),
    DAY(18),
    DAY(19),
    DAY(20),
    DAY(21),
    DAY(22),
    DAY(23),
    DAY(24),
    DAY(25),
    DAY(26),
    DAY(27),
    DAY(28),
    DAY(29),
    DAY(30),
    DAY(31),
    {.name = NULL},
};

static const struct table_spec month_spec = {
    .name = "month",
    .columns = month_columns,
    .row_size = sizeof(struct demo_row),
    .row_id = row_id,
};

static bool open_month(struct screen *screen, const void *arg, struct err *err)
{
    struct demo *demo = ui_app(screen->ui);
    struct demo_row rows[40];

    (void)arg;
    (void)err;
    for (int i = 0; i < 40; i++)
        make_row(i + 1, &rows[i]);
    demo->table = table_new(screen, &month_spec, screen);
    table_put(demo->table, rows, 40);
    return screen_add(screen, table_widget(demo->table));
}

const struct screen_ops demo_month_screen = {
    .name = "month",
    .title = "考勤月表",
    .open = open_month,
};

const struct screen_ops *const demo_screens[] = {&demo_form_screen, &demo_list_screen,
                                                 &demo_month_screen, NULL};

static bool may(void *app, const char *need)
{
    (void)need;
    return !((struct demo *)app)->denied;
}

static bool login(struct ui *ui, const char *phone, const char *password, struct err *err)
{
    struct demo *demo = ui_app(ui);

    if (strcmp(password, "anxin-demo-1") != 0)
        return err_set(err, ERR_DENIED, NULL, "wrong number or password", NULL);
    demo->signed_in = phone[0] != '\0';
    return ui_push(ui, &demo_list_screen, NULL, err);
}

static bool signed_in(void *app)
{
    return ((struct demo *)app)->signed_in;
}

const struct ui_hooks demo_hooks = {.may = may, .login = login, .signed_in = signed_in};
