/* The fields of a company's record (SPEC 4.1): of its page, and of the form for one that is not
 * listed. */
#ifndef ANXIN_TUI_COMPANY_FIELDS_H
#define ANXIN_TUI_COMPANY_FIELDS_H

#include "tui/kit/form.h"

#include <stdbool.h>

/* Over a struct company_form; ends with a row whose name is NULL. */
extern const struct field company_fields[];

/* What was certified, and so is never corrected: name, code, legal representative. */
void company_fields_fix_certified(struct form *form, bool fixed);
/* All the others. */
void company_fields_fix_others(struct form *form, bool fixed);

#endif
