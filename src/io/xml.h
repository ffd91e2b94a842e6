/* xml.h: expat with the doors shut: no DTD, no entities, bounded depth, tokens and memory. Names
 * come without their namespace prefix. */
#ifndef DIAODU_IO_XML_H
#define DIAODU_IO_XML_H
#include "base/base.h"
#include "io/reader.h"
#include "io/zipin.h"

/* Each returns false when it has described a failure in the reader's context. */
typedef struct xml_hooks {
    bool (*start)(void *user, const char *name, const char **attr);
    bool (*end)(void *user, const char *name);
    bool (*text)(void *user, str s); /* pieces of character data; may be NULL */
} xml_hooks;

/* Parse the part `name` of the archive. */
bool xml_part(reader *r, zip_in *z, const char *name, const xml_hooks *h, void *user) CHECKED;
/* Parse text that stands in memory; `name` for messages. */
bool xml_parse(reader *r, str data, const char *name, const xml_hooks *h, void *user) CHECKED;

/* Is it well-formed, within the bounds above? `what` names the file, `part` the place, in messages. */
bool xml_check(cx *c, str data, const char *what, const char *part) CHECKED;

/* The attribute with this local name; NULL when absent. */
const char *xml_attr(const char **attr, const char *name);
bool xml_is(const char *name, const char *wanted);
bool xml_true(const char *value); /* "1", "true", "on" */
/* Decimal number 0..max; false when it is anything else (value NULL included). */
bool xml_uint(const char *value, uint64_t max, uint64_t *ret) CHECKED;

#endif
