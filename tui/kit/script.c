#include "config.h"

#include "tui/kit/script.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/script_private.h"
#include "tui/kit/ui.h"
#include "tui/kit/ui_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MOST = 4096, WORDS_MOST = 32, RECHECK_MS = 10, LIMIT_S = 20 };

struct verb {
    const char *name;
    int least, most; /* words behind it */
    enum script_done (*run)(struct script *, const struct step *);
};

static const struct verb verbs[] = {
    {"login", 2, 2, script_login},
    {"open", 1, 2, script_open},
    {"do", 1, 1, script_do},
    {"set", 2, 2, script_set},
    {"key", 1, SCRIPT_WORDS, script_key},
    {"type", 1, SCRIPT_WORDS, script_type},
    {"paste", 1, SCRIPT_WORDS, script_paste},
    {"wait", 1, SCRIPT_WORDS, script_wait},
    {"wait-not", 1, SCRIPT_WORDS, script_wait_not},
    {"wait-screen", 1, 1, script_wait_screen},
    {"wait-idle", 0, 0, script_wait_idle},
    {"expect", 1, SCRIPT_WORDS, script_expect},
    {"expect-not", 1, SCRIPT_WORDS, script_expect_not},
    {"note", 2, 3, script_note},
    {"save-screen", 1, 1, script_save_screen},
    {"size", 1, 1, script_size},
    {"limit", 1, 1, script_limit},
    {"card", 1, SCRIPT_WORDS, script_sim},
    {"finger", 1, SCRIPT_WORDS, script_sim},
    {"lift", 0, SCRIPT_WORDS, script_sim},
    {"plug", 1, SCRIPT_WORDS, script_sim},
    {"unplug", 1, SCRIPT_WORDS, script_sim},
    {"sim", 1, SCRIPT_WORDS, script_sim_words},
    {"quit", 0, 0, script_quit},
    {NULL, 0, 0, NULL},
};

int script_words(char *line, char **words, int most)
{
    int count = 0;
    char *from = line;

    for (;;) {
        char *to;

        from += strspn(from, " \t\r\n");
        if (*from == '\0' || *from == '#' || count == most)
            return count;
        words[count++] = to = from;
        if (*from != '"') {
            from += strcspn(from, " \t\r\n");
            if (*from)
                *from++ = '\0';
            continue;
        }
        for (from++; *from && *from != '"'; from++) {
            if (*from == '\\' && from[1]) {
                from++;
                *to++ = *from == 'n' ? '\n' : *from;
            } else {
                *to++ = *from;
            }
        }
        if (*from != '"')
            return -1;
        from++;
        *to = '\0';
    }
}

/* ---- reading ---- */

static bool bad_line(struct err *err, const char *file, int line, const char *what)
{
    char said[256];

    snprintf(said, sizeof said, "%s:%d: %s", file, line, what);
    return err_set(err, ERR_INPUT, NULL, said, _("see anxin-script(7)"));
}

static bool add_step(struct script *script, int line, char **words, int count, struct err *err)
{
    const struct verb *verb = verbs;
    struct step *more, *step;
    const char *wrong;

    while (verb->name && strcmp(verb->name, words[0]) != 0)
        verb++;
    if (!verb->name)
        return bad_line(err, script->file, line, _("no such word"));
    if (count - 1 < verb->least || count - 1 > verb->most)
        return bad_line(err, script->file, line, _("too few or too many words behind it"));
    more = realloc(script->steps, ((size_t)script->count + 1) * sizeof *more);
    if (!more)
        return err_set(err, ERR_BUG, NULL, _("out of memory"), NULL);
    script->steps = more;
    step = &script->steps[script->count];
    memset(step, 0, sizeof *step);
    step->verb = verb;
    step->line = line;
    for (; step->count < count - 1; step->count++) {
        step->words[step->count] = strdup(words[step->count + 1]);
        if (!step->words[step->count])
            return err_set(err, ERR_BUG, NULL, _("out of memory"), NULL);
    }
    script->count++;
    wrong = script_notes_read(script, step);
    return !wrong || bad_line(err, script->file, line, wrong);
}

static bool read_lines(struct script *script, FILE *in, struct err *err)
{
    char line[LINE_MOST], *words[WORDS_MOST];

    for (int number = 1; fgets(line, sizeof line, in); number++) {
        int count;

        if (!strchr(line, '\n') && !feof(in))
            return bad_line(err, script->file, number, _("the line is too long"));
        if (!text_is_valid(line, strlen(line)))
            return bad_line(err, script->file, number, _("this is not UTF-8"));
        count = script_words(line, words, WORDS_MOST);
        if (count < 0)
            return bad_line(err, script->file, number, _("a quotation mark is missing"));
        if (count > SCRIPT_WORDS + 1)
            return bad_line(err, script->file, number, _("too few or too many words behind it"));
        if (count > 0 && !add_step(script, number, words, count, err))
            return false;
    }
    return true;
}

struct script *script_read(const char *file, struct err *err)
{
    struct script *script = calloc(1, sizeof *script);
    FILE *in = strcmp(file, "-") == 0 ? stdin : fopen(file, "r");
    bool good = script && in;

    if (!in) {
        err_set(err, ERR_INPUT, NULL, _("the script cannot be opened"), NULL);
        err_detail(err, "%s: %s", file, strerror(errno));
    }
    if (good) {
        script->file = strdup(file);
        script->socket = -1;
        script->limit_ms = LIMIT_S * 1000;
        good = script->file && read_lines(script, in, err);
    }
    if (in && in != stdin)
        fclose(in);
    if (!good)
        script_free(&script);
    return script;
}

void script_detach(struct script *script)
{
    loop_stop(ui_loop(script->ui), &script->timer);
    script->ui->script = NULL;
    script->ui = NULL;
}

void script_step_clear(struct step *step)
{
    for (int i = 0; i < step->count; i++)
        free(step->words[i]);
    step->count = 0;
}

void script_free(struct script **at)
{
    struct script *script = *at;

    if (!script)
        return;
    script_hang_up(script);
    if (script->ui)
        script_detach(script);
    for (int i = 0; i < script->count; i++)
        script_step_clear(&script->steps[i]);
    free(script->steps);
    free(script->file);
    free(script);
    *at = NULL;
}

/* ---- running ---- */

static void fail(struct script *script, const char *why)
{
    const struct step *step = &script->steps[script->at];
    char *screen = ui_text(script->ui);

    fprintf(stderr, "%s:%d: %s", script->file, step->line, step->verb->name);
    /* a password is no part of a message */
    for (int i = 0; i < step->count && strcmp(step->verb->name, "login") != 0; i++)
        fprintf(stderr, " %s", step->words[i]);
    fprintf(stderr, ": %s\n%s", why, screen ? screen : "");
    fflush(stderr);
    free(screen);
    ui_leave(script->ui, 1);
}

static void run_next(void *owner)
{
    struct script *script = owner;
    struct step step;
    enum script_done done = SCRIPT_FAILED;
    int64_t wait = 0;

    script->timer = 0;
    if (loop_ended(ui_loop(script->ui)))
        return;
    if (script->at == script->count) {
        /* on a terminal the person goes on where the script ends */
        if (!ui_has_keyboard(script->ui))
            ui_leave(script->ui, 0);
        return;
    }
    if (script->since == 0)
        script->since = loop_now();
    text_copy(script->why, sizeof script->why, "");
    if (script_notes_put_in(script, &script->steps[script->at], &step))
        done = step.verb->run(script, &step);
    script_step_clear(&step);
    if (done == SCRIPT_AGAIN && loop_now() - script->since > script->limit_ms) {
        fail(script, script->why[0] ? script->why : _("waited too long"));
        return;
    }
    if (done == SCRIPT_FAILED) {
        fail(script, script->why);
        return;
    }
    if (done == SCRIPT_DONE) {
        script->at++;
        script->since = 0;
        script->stage = 0;
    } else {
        wait = RECHECK_MS;
    }
    script->timer = loop_after(ui_loop(script->ui), wait, run_next, script);
}

void script_start(struct script *script, struct ui *ui)
{
    script->ui = ui;
    ui->script = script;
    script->timer = loop_after(ui_loop(ui), 0, run_next, script);
}

const char *script_verb(const struct step *step)
{
    return step->verb->name;
}
