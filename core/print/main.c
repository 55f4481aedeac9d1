/* anxin-print: one JSON document from standard input, one PDF to standard output; README.md beside
 * this file. It opens no file of its own but fonts, and its exit status says what was wrong. */
#include "config.h"

#include "core/print/block.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { SECONDS = 60, MEMORY_MB = 1024 };

/* A document that would keep the processor or fill the memory ends this program, nothing else. */
static void limit_self(void)
{
    struct rlimit cpu = {SECONDS, SECONDS};

    setrlimit(RLIMIT_CPU, &cpu);
#ifndef ANXIN_SANITIZERS /* which map terabytes */
    struct rlimit memory = {(rlim_t)MEMORY_MB << 20, (rlim_t)MEMORY_MB << 20};

    setrlimit(RLIMIT_AS, &memory);
#endif
}

static char *read_input(size_t *n)
{
    size_t room = DOCUMENT_BYTES + 1;
    char *bytes = malloc(room);

    *n = 0;
    while (bytes && *n < room) {
        ssize_t got = read(STDIN_FILENO, bytes + *n, room - *n);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        *n += (size_t)got;
    }
    return bytes;
}

static cairo_status_t write_out(void *closure, const unsigned char *bytes, unsigned int n)
{
    bool counts = closure == NULL; /* the first time the pages are only counted */

    while (!counts && n > 0) {
        ssize_t done = write(STDOUT_FILENO, bytes, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return CAIRO_STATUS_WRITE_ERROR;
        bytes += done;
        n -= (unsigned int)done;
    }
    return CAIRO_STATUS_SUCCESS;
}

struct outcome {
    int pages, unknown;
    enum document_fault fault;
    const char *why;
};

static bool has_between(const char *json, const char *low, const char *high)
{
    for (; *json; json++)
        if (strncmp(json, low, strlen(low)) >= 0 && strncmp(json, high, strlen(high)) <= 0)
            return true;
    return false;
}

/* Letters of the document that no installed font has at all: better no paper than one of boxes. */
static bool has_fonts(struct page *page, struct outcome *outcome)
{
    char *json = cJSON_PrintUnformatted(page->document);

    if (json && has_between(json, "\xE4\xB8\x80", "\xE9\xBF\xBF") &&
        !page_has_letters(page, LETTERS_HAN))
        outcome->why = "no font for Chinese is installed";
    else if (json && has_between(json, "\xD8\x80", "\xDB\xBF") &&
             !page_has_letters(page, LETTERS_ARABIC))
        outcome->why = "no font for Uyghur is installed";
    cJSON_free(json);
    if (outcome->why)
        outcome->fault = DOCUMENT_FONT;
    return !outcome->why;
}

static void set_document(const cJSON *document, int total, void *to, struct outcome *outcome)
{
    cairo_surface_t *surface;
    struct page page;
    double width, height;
    cairo_t *cr;

    page_size(document, &width, &height);
    surface = cairo_pdf_surface_create_for_stream(write_out, to, width, height);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
                                   document_text(document, "title"));
    cr = cairo_create(surface);
    page_open(&page, cr, document, total);
    if (total > 0 || has_fonts(&page, outcome))
        blocks_set(&page, document);
    page_close(&page);
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS && outcome->fault == DOCUMENT_GOOD) {
        outcome->fault = DOCUMENT_WRITE;
        outcome->why = cairo_status_to_string(cairo_surface_status(surface));
    }
    cairo_surface_destroy(surface);
    outcome->pages = page.number;
    outcome->unknown = page.unknown;
    if (page.number >= DOCUMENT_PAGES) {
        outcome->fault = DOCUMENT_LARGE;
        outcome->why = "the document has too many pages";
    }
}

static int fail(enum document_fault fault, const char *why)
{
    fprintf(stderr, "anxin-print: %s\n", why);
    return (int)fault;
}

static int print(const cJSON *document)
{
    struct outcome outcome = {.fault = DOCUMENT_GOOD};

    set_document(document, 0, NULL, &outcome);
    if (outcome.fault == DOCUMENT_GOOD)
        set_document(document, outcome.pages, &outcome, &outcome);
    if (outcome.fault != DOCUMENT_GOOD)
        return fail(outcome.fault, outcome.why);
    if (outcome.unknown > 0)
        fprintf(stderr, "unknown letters: %d\n", outcome.unknown);
    return DOCUMENT_GOOD;
}

#ifdef ANXIN_SANITIZERS
/* What the libraries keep until the end. It is said here, since the terminal passes nothing on. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libpango\nleak:libcairo\nleak:libharfbuzz\n"
           "leak:libglib-2.0\nleak:libgobject-2.0\n";
}
#endif

int main(int argc, char **argv)
{
    enum document_fault fault = DOCUMENT_GOOD;
    char why[256] = "";
    char *json;
    cJSON *document;
    size_t n;
    int status;

    (void)argv;
    if (argc > 1) {
        fprintf(stderr, "usage: anxin-print < DOCUMENT.json > PAPER.pdf\n");
        return 1;
    }
    limit_self();
    json = read_input(&n);
    if (!json)
        return fail(DOCUMENT_LARGE, "no memory is left");
    document = document_parse(json, n, &fault, why, sizeof why);
    free(json);
    status = document ? print(document) : fail(fault, why);
    cJSON_Delete(document);
    return status;
}
