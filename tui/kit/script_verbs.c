/* What each word of a script does. */
#include "config.h"

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/kit/script_private.h"
#include "tui/kit/ui.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static enum script_done failed(struct script *script, const char *why)
{
    text_copy(script->why, sizeof script->why, why);
    return SCRIPT_FAILED;
}

static enum script_done failed_err(struct script *script, const struct err *err)
{
    return failed(script, err->text);
}

/* The words behind a verb as one text, a space between. */
static void joined(const struct step *step, char *out, size_t size)
{
    size_t at = 0;

    out[0] = '\0';
    for (int i = 0; i < step->count && at < size; i++) {
        snprintf(out + at, size - at, "%s%s", i ? " " : "", step->words[i]);
        at = strlen(out);
    }
}

/* ---- driving ---- */

enum script_done script_login(struct script *script, const struct step *step)
{
    const struct ui_hooks *hooks = ui_hooks(script->ui);
    struct err err = {0};

    if (!hooks || !hooks->login || !hooks->signed_in)
        return failed(script, _("nobody signs in here"));
    if (script->stage == 0 && !hooks->login(script->ui, step->words[0], step->words[1], &err))
        return failed_err(script, &err);
    script->stage = 1;
    text_copy(script->why, sizeof script->why, _("not signed in"));
    return hooks->signed_in(ui_app(script->ui)) ? SCRIPT_DONE : SCRIPT_AGAIN;
}

enum script_done script_open(struct script *script, const struct step *step)
{
    struct err err = {0};

    if (ui_open(script->ui, step->words[0], step->count > 1 ? step->words[1] : NULL, &err))
        return SCRIPT_DONE;
    return failed_err(script, &err);
}

enum script_done script_do(struct script *script, const struct step *step)
{
    struct err err = {0};

    if (ui_do(script->ui, step->words[0], &err))
        return SCRIPT_DONE;
    return failed_err(script, &err);
}

enum script_done script_set(struct script *script, const struct step *step)
{
    struct err err = {0};

    switch (ui_set(script->ui, step->words[0], step->words[1], &err)) {
    case SET_DONE:
        return SCRIPT_DONE;
    case SET_WAIT:
        text_copy(script->why, sizeof script->why, _("its list did not come"));
        return SCRIPT_AGAIN;
    default:
        return failed_err(script, &err);
    }
}

enum script_done script_key(struct script *script, const struct step *step)
{
    for (int i = 0; i < step->count; i++)
        if (key_parse(step->words[i], NULL) == K_NONE)
            return failed(script, _("no such key"));
    for (int i = 0; i < step->count && !loop_ended(ui_loop(script->ui)); i++) {
        ui_key(script->ui, key_parse(step->words[i], NULL));
        ui_refresh(script->ui);
    }
    return SCRIPT_DONE;
}

enum script_done script_type(struct script *script, const struct step *step)
{
    char text[4096];
    const char *at = text;
    uint32_t code;

    joined(step, text, sizeof text);
    while (text_next(&at, &code)) {
        ui_key(script->ui, (int)code);
        ui_refresh(script->ui);
    }
    return SCRIPT_DONE;
}

enum script_done script_paste(struct script *script, const struct step *step)
{
    char text[4096];

    joined(step, text, sizeof text);
    ui_paste(script->ui, text, strlen(text));
    return SCRIPT_DONE;
}

enum script_done script_size(struct script *script, const struct step *step)
{
    char *end, *rows;
    long cols = strtol(step->words[0], &end, 10), lines;

    if (*end != 'x')
        return failed(script, _("write it like 80x24"));
    rows = end + 1;
    lines = strtol(rows, &end, 10);
    if (*end || end == rows || cols < 1 || lines < 1 || cols > 1000 || lines > 1000)
        return failed(script, _("write it like 80x24"));
    if (ui_canvas(script->ui)->ops)
        return failed(script, _("a real terminal keeps its own size"));
    ui_resize(script->ui, (int)lines, (int)cols);
    return SCRIPT_DONE;
}

enum script_done script_limit(struct script *script, const struct step *step)
{
    char *end;
    long seconds = strtol(step->words[0], &end, 10);

    if (*end || seconds < 1 || seconds > 3600)
        return failed(script, _("write a number of seconds"));
    script->limit_ms = seconds * 1000;
    return SCRIPT_DONE;
}

enum script_done script_quit(struct script *script, const struct step *step)
{
    (void)step;
    ui_leave(script->ui, 0);
    return SCRIPT_DONE;
}

/* ---- looking ---- */

static bool on_screen(struct script *script, const struct step *step)
{
    char wanted[4096], *screen = ui_text(script->ui);
    bool found;

    joined(step, wanted, sizeof wanted);
    found = screen && strstr(screen, wanted);
    free(screen);
    return found;
}

enum script_done script_wait(struct script *script, const struct step *step)
{
    text_copy(script->why, sizeof script->why, _("never came"));
    return on_screen(script, step) ? SCRIPT_DONE : SCRIPT_AGAIN;
}

enum script_done script_wait_not(struct script *script, const struct step *step)
{
    text_copy(script->why, sizeof script->why, _("never went away"));
    return on_screen(script, step) ? SCRIPT_AGAIN : SCRIPT_DONE;
}

enum script_done script_wait_screen(struct script *script, const struct step *step)
{
    const struct screen *top = ui_top(script->ui);

    text_copy(script->why, sizeof script->why, _("never opened"));
    return top && strcmp(top->ops->name, step->words[0]) == 0 ? SCRIPT_DONE : SCRIPT_AGAIN;
}

enum script_done script_wait_idle(struct script *script, const struct step *step)
{
    const struct ui_hooks *hooks = ui_hooks(script->ui);
    bool idle = !hooks || !hooks->idle || hooks->idle(ui_app(script->ui));

    (void)step;
    text_copy(script->why, sizeof script->why, _("still at work"));
    return ui_is_busy(script->ui) || !idle ? SCRIPT_AGAIN : SCRIPT_DONE;
}

enum script_done script_expect(struct script *script, const struct step *step)
{
    return on_screen(script, step) ? SCRIPT_DONE : failed(script, _("not on the screen"));
}

enum script_done script_expect_not(struct script *script, const struct step *step)
{
    return on_screen(script, step) ? failed(script, _("on the screen")) : SCRIPT_DONE;
}

enum script_done script_save_screen(struct script *script, const struct step *step)
{
    bool out = strcmp(step->words[0], "-") == 0;
    char *screen = ui_text(script->ui);
    FILE *file = out ? stdout : fopen(step->words[0], "w");
    bool good = screen && file && fputs(screen, file) >= 0;

    if (file && (out ? fflush(file) : fclose(file)) != 0)
        good = false;
    free(screen);
    return good ? SCRIPT_DONE : failed(script, strerror(errno));
}

/* ---- the simulator ---- */

void script_hang_up(struct script *script)
{
    if (script->socket >= 0)
        close(script->socket);
    script->socket = -1;
    script->reply_size = 0;
}

static bool send_line(struct script *script, const char *line)
{
    const char *path = getenv("ANXIN_SIM");
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (!path || !path[0]) {
        failed(script, _("there is no simulator: start it as anxin-sim -- anxin ..."));
        return false;
    }
    if (!text_copy(address.sun_path, sizeof address.sun_path, path)) {
        failed(script, strerror(ENAMETOOLONG));
        return false;
    }
    script->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (script->socket < 0 ||
        connect(script->socket, (const struct sockaddr *)&address, sizeof address) != 0 ||
        send(script->socket, line, strlen(line), MSG_NOSIGNAL) != (ssize_t)strlen(line)) {
        failed(script, strerror(errno));
        return false;
    }
    return true;
}

/* The answer is looked for at each turn, so that the program goes on meanwhile. */
static enum script_done answer(struct script *script)
{
    size_t room = sizeof script->reply - 1 - script->reply_size;
    ssize_t n = recv(script->socket, script->reply + script->reply_size, room, MSG_DONTWAIT);
    bool again = n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
    bool good;
    char *end;

    text_copy(script->why, sizeof script->why, _("the simulator does not answer"));
    if (n > 0)
        script->reply_size += (size_t)n;
    script->reply[script->reply_size] = '\0';
    end = strchr(script->reply, '\n');
    if (!end && (again || (n > 0 && script->reply_size < sizeof script->reply - 1)))
        return SCRIPT_AGAIN;
    if (end)
        *end = '\0';
    good = end && strncmp(script->reply, "ok", 2) == 0;
    if (!good && script->reply_size > 0)
        text_copy(script->why, sizeof script->why, script->reply);
    script_hang_up(script);
    return good ? SCRIPT_DONE : SCRIPT_FAILED;
}

static enum script_done tell_sim(struct script *script, const char *first, const struct step *step)
{
    char rest[400], line[512];

    if (script->stage == 0) {
        joined(step, rest, sizeof rest);
        snprintf(line, sizeof line, "%s%s%s\n", first, first[0] && rest[0] ? " " : "", rest);
        if (!send_line(script, line)) {
            script_hang_up(script);
            return SCRIPT_FAILED;
        }
        script->stage = 1;
    }
    return answer(script);
}

enum script_done script_sim(struct script *script, const struct step *step)
{
    return tell_sim(script, script_verb(step), step);
}

enum script_done script_sim_words(struct script *script, const struct step *step)
{
    return tell_sim(script, "", step);
}
