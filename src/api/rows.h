/* rows.h: a table row by row as its text stands: columns (for a form), rows, and who wrote a row
 * when. Catalogue tables and claims; figures have versions (lists.h). */
#ifndef DIAODU_API_ROWS_H
#define DIAODU_API_ROWS_H
#include "api/answers.h"

typedef struct rows_query {
    str table;
    str code, area, indicator; /* of the rows wanted; empty = all */
    uint32_t cursor, limit;    /* as list_query's */
} rows_query;

/* {table, as_of, columns: [{name, required, type, words}], rows: [{column: text}], total, next,
 * history}; history (oldest first) only where code, or area and indicator, are given, else null.
 * ERR_UNKNOWN: no such table. Reads the store. */
bool answer_rows(cx *c, const desk *d, const rows_query *q, sb *out) CHECKED;

/* Has a row of the same code (claims: area and indicator) as one in `csv` been written after
 * commit `since`? Then members "yours" and "current", as in history. Within the writer's lock. */
bool put_rows_conflict(cx *c, store *s, str table, str csv, int64_t since, json *j,
                       bool *ret_changed) CHECKED;

#endif
