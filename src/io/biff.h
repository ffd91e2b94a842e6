/* biff.h: the records of an Excel 97-2003 workbook (BIFF8) or one of Excel 5 and 95 (BIFF5), handed
 * on cell by cell. Runs in the confined worker; needs no files and no clock, and for BIFF5 only
 * conversion tables (iconv). Older versions are left to libfreexl (XLS_OLD). */
#ifndef DIAODU_BIFF_H
#define DIAODU_BIFF_H
#include "base/base.h"
#include "io/numfmt.h"
#include "io/sheet.h"

typedef enum xls_status {
    XLS_OK,
    XLS_DAMAGED,
    XLS_PASSWORD,
    XLS_OLD,     /* before Excel 97 */
    XLS_NO_BOOK, /* a compound file without a workbook: an old Word document, say */
    XLS_MEMORY,
    XLS_STOPPED,    /* the sink said no */
    XLS_UNCONFINED, /* the worker could not shut itself in */
    XLS_STATUS_MAX_
} xls_status;

#define XLS_OWN_TEXT UINT32_MAX
typedef struct xls_cell {
    uint32_t row, col;
    cell_type type; /* NUMBER (number and f), TEXT, BOOL, ERROR, DATE */
    numfmt f;
    bool formula, from1904;
    double number;
    uint32_t shared; /* number of the shared string; XLS_OWN_TEXT = text says */
    str text;
} xls_cell;

/* Each returns false to stop. */
typedef struct xls_sink {
    void *user;
    bool (*string)(void *user, str text); /* the next shared string; all come before the cells */
    bool (*sheet)(void *user, str name, bool hidden);
    bool (*cell)(void *user, const xls_cell *k);
    bool (*merge)(void *user, merge m);
} xls_sink;

/* `data`: the whole file. */
xls_status biff_read(str data, const xls_sink *sink);

#endif
