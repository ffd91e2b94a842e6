/* table.h: the small tables that come with the program (units, calendars): CSV whose columns are
 * found by the names of its header line. */
#ifndef DIAODU_TABLE_H
#define DIAODU_TABLE_H
#include "base/base.h"
#include "base/csv.h"
#include "base/err.h"

enum { TABLE_COLUMNS = 8 };

typedef struct table {
    const char *name; /* for messages: "units.csv" */
    csv r;
    size_t n, width;
    size_t at[TABLE_COLUMNS];
    str f[TABLE_COLUMNS]; /* the record's fields in the order asked for, trimmed */
} table;

/* Reads the header; `columns` ends with NULL. ERR_FORMAT when one is missing. table_done() also
 * after a failure. */
bool table_open(cx *c, const char *name, str data, const char *const *columns, table *ret) CHECKED;
/* Next record; false at the end, and with c->err set when it cannot be read. */
bool table_next(cx *c, table *t);
void table_done(table *t);

#endif
