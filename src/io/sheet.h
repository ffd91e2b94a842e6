/* sheet.h: what a spreadsheet or CSV file says, cell by cell, before anybody interprets it.
 * Readers fill it; tidy tables and mappings of wide tables read it. Sparse in rows: a million
 * empty columns cost nothing. Everything lives in the workbook's own arena. */
#ifndef DIAODU_SHEET_H
#define DIAODU_SHEET_H
#include "base/base.h"
#include "base/err.h"

typedef enum cell_type {
    CELL_T_EMPTY,
    CELL_T_TEXT,     /* every cell of a CSV file is text: nothing there says more */
    CELL_T_NUMBER,   /* text = the number as shown at 15 significant digits */
    CELL_T_PERCENT,  /* percent-formatted number: text is already multiplied by 100, no % sign */
    CELL_T_DATE,     /* text = ISO date (a date cell in a header is a period); a time of day is
                        dropped. A format that shows only the year gives text "2024年", one that
                        shows only a time gives text "12:30:00" */
    CELL_T_BOOL,     /* text = TRUE or FALSE */
    CELL_T_NO_CACHE, /* a formula without a stored value: missing, and reported */
    CELL_T_ERROR     /* #REF! and its like: text is the code */
} cell_type;

typedef struct cell {
    uint32_t col; /* 0-based */
    cell_type type;
    bool formula;   /* the value came from a formula's cache */
    bool month_fmt; /* date cell whose format shows no day: it means the month */
    str text;       /* UTF-8; untrimmed for text cells */
} cell;

typedef struct sheet_row {
    uint32_t row; /* 0-based position in the file: names the line or Excel row (row + 1) */
    uint32_t n;
    cell *cells; /* ascending by column; empty cells left out */
} sheet_row;

typedef struct merge {
    uint32_t row0, col0, row1, col1; /* inclusive */
} merge;

typedef struct sheet {
    str name; /* "" for CSV */
    bool hidden;
    uint32_t n_rows, n_cols; /* n_rows = number of sheet_row entries; n_cols = highest column + 1 */
    sheet_row *rows;         /* ascending; blank rows left out */
    uint32_t n_merges;
    merge *merges;       /* ascending by row0, col0 */
    uint32_t *merge_max; /* index of sheet_covering; NULL = search one by one */
} sheet;

typedef enum file_format { FILE_UNKNOWN, FILE_CSV, FILE_XLSX, FILE_XLS, FILE_ODS } file_format;

typedef struct workbook {
    arena *a;
    file_format format;
    str path; /* as given, for messages */
    uint32_t n_sheets;
    sheet *sheets;
    uint32_t no_cache; /* formulas without a stored value, in all sheets */
} workbook;

/* Limits against bombs; 0 = the default in brackets. */
typedef struct sheet_limits {
    uint64_t file_bytes;  /* [1 GiB]   of the file as it lies there */
    uint64_t total_bytes; /* [2 GiB]   unpacked */
    uint32_t entries;     /* [10,000]  files in the archive */
    uint32_t ratio;       /* [200]     unpacked/packed of one entry beyond its first MiB */
    uint64_t cells;       /* [20 million] */
    uint32_t columns;     /* [16,384] */
    uint32_t cell_bytes;  /* [32,767 × 4] */
} sheet_limits;

/* Open any of the formats, recognised by content, not by name. ERR_UNKNOWN no such file,
 * ERR_FORMAT damaged or password-protected (says so), ERR_LIMIT. xls is parsed in a confined
 * worker process; its crash or hang is one ERR_FORMAT. */
bool workbook_open(cx *c, const char *path, const sheet_limits *limits, workbook **ret) CHECKED;
bool workbook_parse(cx *c, str data, const char *path, const sheet_limits *limits,
                    workbook **ret) CHECKED;
void workbook_free(workbook *w);

const cell *sheet_cell(const sheet *s, uint32_t row, uint32_t col); /* NULL when empty */
/* The cell that covers (row, col): the top left one of a merged range it lies in. */
const cell *sheet_covering(const sheet *s, uint32_t row, uint32_t col);
/* "B7" (with sheet name when there are several: "1季度!B7") into out; for messages. */
void sheet_place(const workbook *w, const sheet *s, uint32_t row, uint32_t col, char out[96]);

#endif
