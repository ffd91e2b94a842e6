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

/* A row of a stored text; all borrowed for the call. */
typedef struct table_row {
    const commit *k; /* NULL: as it stands */
    const str *names, *fields;
    size_t n; /* of both */
    bool withdrawn;
    str code, area, indicator; /* "" where the table has no such column */
} table_row;
typedef bool (*row_fn)(void *user, const table_row *w);
/* Each row of a table's text of commit `k`; a stored row that was torn at a line break is left out. */
bool rows_of_text(cx *c, const commit *k, str text, row_fn fn, void *user) CHECKED;

/* {table, as_of, columns: [{name, required, type, words}], rows: [{column: text}], total, next,
 * history}; history (oldest first) only where code, or area and indicator, are given, else null.
 * ERR_UNKNOWN: no such table. Reads the store. */
bool answer_rows(cx *c, const desk *d, const rows_query *q, sb *out) CHECKED;

/* Has a row of the same code (claims: area and indicator) as one in `csv` been written after
 * commit `since`? Then members "yours" and "current", as in history. Within the writer's lock. */
bool put_rows_conflict(cx *c, store *s, str table, str csv, int64_t since, json *j,
                       bool *ret_changed) CHECKED;

#endif
