/* docx_fill.h: an office's own .docx with placeholders, filled in. {{name}} is a value; a paragraph
 * with {{table NAME}} becomes a native table, one with {{text NAME}} is repeated for each paragraph;
 * {{#LOOP}} … {{/LOOP}} in one table row repeats the row, in paragraphs of their own what stands
 * between them. Word splits what is typed over runs: a placeholder is joined into the run in which it
 * begins. Body, headers and footers are filled; every other part stays byte for byte. */
#ifndef DIAODU_DOCX_FILL_H
#define DIAODU_DOCX_FILL_H
#include "base/sb.h"
#include "io/doc.h"

/* Where values come from. `item` is the index within the innermost loop, -1 outside. Each sets *known
 * to false for a name it does not have; false is a failure described in the context. */
typedef struct fill_source {
    void *user;
    bool (*value)(void *user, str name, int item, sb *out, bool *known);
    bool (*loop)(void *user, str name, uint32_t *n, bool *known);
    bool (*table)(void *user, str name, const doc_table **ret, bool *known);
    bool (*text)(void *user, str name, const doc_block **first, bool *known); /* paragraphs */
} fill_source;

/* ERR_FORMAT when it is not a .docx, ERR_DATA naming a placeholder that nobody knows or a loop
 * without its end, ERR_LIMIT when all filled parts together pass 128 MiB. */
bool docx_fill(cx *c, str docx, const fill_source *from, sb *out) CHECKED;

#endif
