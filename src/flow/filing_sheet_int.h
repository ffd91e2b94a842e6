/* filing_sheet_int.h: the columns of the workbook of a submission, for its writer and its reader. */
#ifndef DIAODU_FLOW_FILING_SHEET_INT_H
#define DIAODU_FLOW_FILING_SHEET_INT_H
#include "flow/filing_check.h"
#include "flow/filing_sheet.h"

#define SHEET_MARK "diaodu-filing-1"

typedef enum sheet_col {
    /* hidden */
    COL_AREA_CODE,
    COL_IND_CODE,
    COL_WAS_LEVEL,
    COL_WAS_GROWTH,
    COL_WAS_NOTE,
    /* shown */
    COL_AREA,
    COL_IND,
    COL_UNIT,
    COL_LAST_YEAR,
    COL_LAST,
    COL_LAST_GROWTH,
    COL_TARGET, /* these three beside forecasts only (R4) */
    COL_TARGET_GROWTH,
    COL_EXPECTED,
    COL_LEVEL,
    COL_GROWTH,
    COL_NOTE,
    COL_FOUND,
    COL_MAX_
} sheet_col;
#define COL_HIDDEN COL_AREA
typedef struct sheet_column {
    const char *zh, *en;
    uint8_t width;
} sheet_column;
extern const sheet_column sheet_columns[COL_MAX_];

/* What a person may change of a cell. */
typedef enum sheet_part { PART_LEVEL, PART_GROWTH, PART_NOTE, PART_MAX_ } sheet_part;

/* A row as it came: what is shown instead of what stands, and what is wrong with it. */
typedef struct sheet_row_in {
    bool there;
    str text[PART_MAX_];
    const char *fault[PART_MAX_]; /* NULL = none */
} sheet_row_in;
/* One that fits no cell of the form. */
typedef struct sheet_stray {
    str area, ind;
    const char *fault;
} sheet_stray;
typedef struct sheet_in {
    sheet_row_in *rows; /* a cell of the submission each; NULL = nothing came */
    sheet_stray *strays;
    size_t n_strays;
    uint32_t faults; /* with the strays */
} sheet_in;

/* What the cell shows, as text: that of the system where it is held. */
void sheet_shown(cx *c, const filing_facts *f, const filing_cell *x, str ret[PART_MAX_]);
bool sheet_write(cx *c, const desk *d, const submission *s, bool empty, const sheet_in *in,
                 sb *out) CHECKED;

#endif
