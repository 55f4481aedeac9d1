/* The program around a screen, in a test: a memory canvas, a signed-in wage officer with an open
 * project, the database of fake_db.h, no devices but those a test says. Linked in place of
 * tui/app.c. */
#ifndef ANXIN_TESTS_FAKE_APP_H
#define ANXIN_TESTS_FAKE_APP_H

#include "drivers/driver.h"
#include "tui/app.h"

/* A window of this size. The project's name and the person stand in the title row. */
struct ui *fake_app_new(int rows, int cols);
/* The same on a canvas, and a terminal, of the caller's. Both are taken; NULL: no keyboard. */
struct ui *fake_app_on(struct canvas *canvas, struct term *term);
/* Runs on its terminal, the database answering, until left. Returns the exit status. */
int fake_app_run(void);
void fake_app_free(void);

/* What the person may; NULL ends the list. Everything at first. */
void fake_duties(const char *const *duties);
void fake_online(bool online);
void fake_devices(const struct device_info *devices, size_t n);

/* Whether APP_DEVICE is told; `event` may be of any kind. */
void fake_device_event(const struct device_event *event);
/* The last request asked of a device; 0: none. */
unsigned fake_device_asked(void);

/* The argument the enrolment page was opened with; NULL: it was not. It stands on the screen. */
const char *fake_enrolling(void);

/* Waits until the screen shows `text`, or does not; false after 20 s. */
bool fake_shows(const char *text);
bool fake_hides(const char *text);
/* Types: words of key_parse() apart by spaces, "…" for text as it stands: F3 "reason" Enter. */
void fake_keys(const char *keys);

/* Lets the database answer, runs timers that are due, paints. */
void fake_settle(void);

#endif
