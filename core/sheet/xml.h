/* One part of a workbook, walked as XML. A document type, which is where entity bombs live, ends
 * the walk; so do more than XML_DEPTH elements within each other. */
#ifndef ANXIN_SHEET_XML_H
#define ANXIN_SHEET_XML_H

#include "core/sheet/take_private.h"

enum { XML_DEPTH = 64 };

struct xml;

/* Names come without their prefix. `text` may come in pieces. */
struct xml_calls {
    void (*start)(struct xml *xml, const char *name, const char **attributes);
    void (*end)(struct xml *xml, const char *name);
    void (*text)(struct xml *xml, const char *bytes, size_t n);
};

struct xml {
    const struct xml_calls *calls;
    void *owner;
    struct sheet_out *out;
    void *parser;
    int depth;
    bool done; /* the rest is not wanted */
    enum sheet_fault fault;
};

/* Walks the part of this name. */
enum sheet_fault xml_walk(zip_t *zip, const char *name, const struct xml_calls *calls, void *owner,
                          struct sheet_out *out);
/* The same with bytes that are there already, for the fuzzer. */
enum sheet_fault xml_walk_bytes(const char *bytes, size_t n, const struct xml_calls *calls,
                                void *owner, struct sheet_out *out);

/* From within a call: that is enough, or that is wrong. */
void xml_done(struct xml *xml);
void xml_stop(struct xml *xml, enum sheet_fault fault, const char *why);

/* The value of an attribute, by its name without prefix; NULL. */
const char *xml_attribute(const char **attributes, const char *name);

#endif
