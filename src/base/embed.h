/* embed.h: the files below catalogue/ and sql/ as they were when the program was built. Adding a
 * file there needs no change in C: tools/embed.py writes the table, the build notices. */
#ifndef DIAODU_EMBED_H
#define DIAODU_EMBED_H
#include "base/base.h"

typedef struct embedded {
    const char *name;          /* path in the repository: "catalogue/areas.csv" */
    const unsigned char *data; /* `size` bytes, then one NUL that is not counted */
    size_t size;
} embedded;

const embedded *embed_find(const char *name); /* NULL when there is no such file */
/* All files, sorted bytewise by name: "sql/001_init.sql" stands before "sql/002_x.sql". */
const embedded *embed_all(size_t *n);

extern const char diaodu_version[]; /* "0.1.0", from meson.build */

#endif
