/* paper_handover.h: inside of the handover of a post; for src/api/paper_handover*.c only. */
#ifndef DIAODU_API_PAPER_HANDOVER_H
#define DIAODU_API_PAPER_HANDOVER_H
#include "api/papers.h"

/* Rows of ledgers that are not final and name the post or its holder, by their day: a table, or that
 * there are none. */
bool handover_rows(cx *c, const desk *d, const post *p, doc *out) CHECKED;

#endif
