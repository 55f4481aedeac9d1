/* An application, or the project it became, as a page of facts (SPEC 5.1). */
#ifndef ANXIN_TUI_APPLICATION_FACTS_H
#define ANXIN_TUI_APPLICATION_FACTS_H

#include "core/application.h"
#include "tui/app.h"
#include "tui/screens/facts.h"

/* What the four pages say; between facts_begin and facts_end. */
void application_facts(struct facts *facts, struct app *app, const struct application *a);

/* How far it is: submitted, decided by whom and why. `rows` of struct application_decision, or
 * NULL. */
void application_way(struct facts *facts, const struct application *a, const struct db_rows *rows);

#endif
