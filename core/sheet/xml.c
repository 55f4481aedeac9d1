#include "config.h"

#include "core/sheet/xml.h"

#include <expat.h>
#include <limits.h>
#include <string.h>

enum { PIECE = 65536 };

static const char *local(const char *name)
{
    const char *colon = strchr(name, ':');

    return colon ? colon + 1 : name;
}

const char *xml_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(local(attributes[0]), name) == 0)
            return attributes[1];
    return NULL;
}

void xml_done(struct xml *xml)
{
    xml->done = true;
    XML_StopParser(xml->parser, XML_FALSE);
}

void xml_stop(struct xml *xml, enum sheet_fault fault, const char *why)
{
    if (xml->fault == SHEET_GOOD)
        xml->fault = sheet_fault_of(xml->out, fault, why);
    XML_StopParser(xml->parser, XML_FALSE);
}

/* A stopped parser may still end the element it stood in. */
static bool over(const struct xml *xml)
{
    return xml->done || xml->fault != SHEET_GOOD;
}

static void start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct xml *xml = data;

    if (over(xml))
        return;
    if (++xml->depth > XML_DEPTH)
        xml_stop(xml, SHEET_BAD, "XML too deep");
    else
        xml->calls->start(xml, local(name), attributes);
}

static void end(void *data, const XML_Char *name)
{
    struct xml *xml = data;

    if (over(xml))
        return;
    xml->depth--;
    if (xml->calls->end)
        xml->calls->end(xml, local(name));
}

static void text(void *data, const XML_Char *bytes, int n)
{
    struct xml *xml = data;

    if (!over(xml) && xml->calls->text)
        xml->calls->text(xml, bytes, (size_t)n);
}

static void doctype(void *data, const XML_Char *name, const XML_Char *system,
                    const XML_Char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    xml_stop(data, SHEET_BAD, "a document type in a workbook");
}

static bool begin(struct xml *xml, const struct xml_calls *calls, void *owner,
                  struct sheet_out *out)
{
    XML_Parser parser = XML_ParserCreate(NULL);

    *xml = (struct xml){.calls = calls, .owner = owner, .out = out, .parser = parser};
    if (!parser) {
        xml->fault = sheet_fault_of(out, SHEET_MEMORY, "memory");
        return false;
    }
    XML_SetUserData(parser, xml);
    XML_SetElementHandler(parser, start, end);
    XML_SetCharacterDataHandler(parser, text);
    XML_SetStartDoctypeDeclHandler(parser, doctype);
    return true;
}

/* False: no more is wanted, or it is wrong. */
static bool feed(struct xml *xml, const char *bytes, size_t n, bool last)
{
    if (XML_Parse(xml->parser, bytes, (int)n, last) == XML_STATUS_ERROR && !over(xml))
        xml->fault =
            sheet_fault_of(xml->out, SHEET_BAD, XML_ErrorString(XML_GetErrorCode(xml->parser)));
    return !over(xml);
}

enum sheet_fault xml_walk_bytes(const char *bytes, size_t n, const struct xml_calls *calls,
                                void *owner, struct sheet_out *out)
{
    struct xml xml;

    if (n > INT_MAX)
        return sheet_fault_of(out, SHEET_LARGE, "a part is too large");
    if (begin(&xml, calls, owner, out))
        feed(&xml, bytes, n, true);
    XML_ParserFree(xml.parser);
    return xml.fault;
}

static void read_all(struct xml *xml, zip_file_t *file)
{
    char bytes[PIECE];
    zip_int64_t n;
    size_t all = 0;

    do {
        n = zip_fread(file, bytes, sizeof bytes);
        if (n < 0) {
            xml->fault = sheet_fault_of(xml->out, SHEET_BAD, "a part cannot be unpacked");
            return;
        }
        all += (size_t)n;
        if (all > SHEET_PART_MOST) {
            xml->fault = sheet_fault_of(xml->out, SHEET_LARGE, "a part is too large");
            return;
        }
    } while (feed(xml, bytes, (size_t)n, n == 0) && n > 0);
}

enum sheet_fault xml_walk(zip_t *zip, const char *name, const struct xml_calls *calls, void *owner,
                          struct sheet_out *out)
{
    zip_stat_t about;
    zip_file_t *file;
    struct xml xml;

    if (zip_stat(zip, name, ZIP_FL_NOCASE, &about) != 0)
        return sheet_fault_of(out, SHEET_BAD, "a part is missing");
    if (about.valid & ZIP_STAT_ENCRYPTION_METHOD && about.encryption_method != ZIP_EM_NONE)
        return sheet_fault_of(out, SHEET_ENCRYPTED, "a part is encrypted");
    if (about.valid & ZIP_STAT_SIZE && about.size > SHEET_PART_MOST)
        return sheet_fault_of(out, SHEET_LARGE, "a part is too large");
    file = zip_fopen_index(zip, about.index, 0);
    if (!file)
        return sheet_fault_of(out, SHEET_BAD, "a part cannot be opened");
    if (begin(&xml, calls, owner, out))
        read_all(&xml, file);
    XML_ParserFree(xml.parser);
    zip_fclose(file);
    return xml.fault;
}
