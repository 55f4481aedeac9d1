/* The project application form (SPEC 5.1, 5.2), filled in, to be signed, sealed, scanned and
 * attached. */
#ifndef ANXIN_PRINT_APPLICATION_FORM_H
#define ANXIN_PRINT_APPLICATION_FORM_H

#include <stddef.h>

/* One line: what it is and what was filled in; both are shown as they are, translated already. */
struct print_row {
    const char *label, *value;
};

/* One page of the form. */
struct print_section {
    const char *title;
    const struct print_row *rows;
    size_t count;
};

struct application_form {
    const char *project_name;
    const char *general_contractor;
    const char *state;   /* "pending", in words; shown at the head */
    const char *printed; /* when and by whom, at the foot of every page */
    const struct print_section *sections;
    size_t count;
};

/* The document for print_begin; give it to paper_json_free. NULL: no memory is left. */
char *application_form_json(const struct application_form *form);

#endif
