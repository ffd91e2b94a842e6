/* doc.h: a document before it is a file: headings, paragraphs, tables with headers of several
 * levels, charts. Reports fill it; docx_out, html_out and xlsx_doc write it. Everything lives in the
 * arena it was made with; text is UTF-8. Missing figures are NaN and print as —. */
#ifndef DIAODU_DOC_H
#define DIAODU_DOC_H
#include "base/err.h"
#include "base/str.h"

/* How a growth came about that nobody published: printed behind it, told in a note. */
typedef enum doc_mark {
    MARK_NONE,
    MARK_COMPUTED, /* ‡: from levels */
    MARK_REPORTED, /* †: from levels as reported, not on a comparable base */
    MARK_MAX_
} doc_mark;
extern const char *const doc_mark_text[MARK_MAX_];

typedef struct doc_cell {
    str text;    /* used when `number` is false */
    bool number; /* v is the value, shown with `decimals`; -1: as many as it has, at most 2 */
    int decimals;
    double v;
    uint16_t cols, rows; /* cells it spans; 0 = 1. Cells below a span are left empty */
    bool covered;        /* lies under another cell's span */
    bool left;           /* of text: stands left, whatever its column */
    bool signed_;        /* + in front of what is above zero */
    doc_mark mark;
    const char *formula; /* of workbooks: {3} = column 3 (from 0) of this row, {3:} = that column's
                            body; NULL = a plain value */
} doc_cell;

typedef struct doc_table {
    str name;                    /* stands above it; also the sheet's name */
    str unit;                    /* right above the table, "" = none */
    uint32_t cols, rows, header; /* rows include the `header` first ones */
    bool form;                   /* of two columns: a label and what it says, to be filled in */
    doc_cell *cells;             /* rows × cols */
} doc_table;

typedef struct doc_series {
    str name;
    const double *v;
} doc_series;
typedef struct doc_chart {
    str name, unit; /* unit of the axis */
    bool line;      /* else columns */
    const str *labels;
    uint32_t n;
    const doc_series *series;
    uint32_t n_series;
} doc_chart;

typedef enum doc_kind {
    DOC_TITLE, /* a line end divides it where the medium has lines */
    DOC_SUBTITLE,
    DOC_HEAD1, /* 一、 */
    DOC_HEAD2, /* （一） */
    DOC_PARA,
    DOC_NOTE, /* small print below a table */
    DOC_TABLE,
    DOC_CHART,
    /* of official papers (GB/T 9704) */
    DOC_OFFICE, /* whose paper it is, in red above it */
    DOC_RULE,   /* the red line below; two of them where the text is not "" */
    DOC_CENTER, /* 发文字号 */
    DOC_LEFT,   /* 主送: from the margin */
    DOC_RIGHT,  /* 署名, 成文日期; `indent` from the right */
    DOC_SPLIT,  /* left and right on one line, a tab between them */
    DOC_ANNEX,  /* 附件, on a new page */
    DOC_IMPRINT /* 版记: as DOC_SPLIT, between lines, small */
} doc_kind;
typedef struct doc_block {
    struct doc_block *next;
    doc_kind kind;
    str text;
    int indent; /* half characters */
    doc_table *table;
    doc_chart *chart;
} doc_block;

typedef struct doc {
    cx *c;
    lang lang;
    bool landscape; /* tables wider than a page */
    bool dense;     /* narrow margins: a ledger of many columns */
    str mark;       /* 内部资料 注意保存; "" = none */
    doc_block *first, *last;
} doc;

void doc_init(doc *d, cx *c);
bool doc_text(doc *d, doc_kind k, str text) CHECKED; /* copied */
/* A table of empty cells; fill with doc_put_*(). */
bool doc_table_new(doc *d, str name, uint32_t cols, uint32_t rows, uint32_t header,
                   doc_table **ret) CHECKED;
bool doc_chart_add(doc *d,
                   const doc_chart *chart) CHECKED; /* the struct is copied, not its arrays */

doc_cell *doc_at(doc_table *t, uint32_t row, uint32_t col);
bool doc_put_text(doc *d, doc_table *t, uint32_t row, uint32_t col, str text) CHECKED; /* copied */
void doc_put_number(doc_table *t, uint32_t row, uint32_t col, double v, int decimals);
void doc_span(doc_table *t, uint32_t row, uint32_t col, uint32_t rows, uint32_t cols);
/* The cell as a reader sees it; text in `out` or the cell's own. Missing numbers are —. */
#define DOC_CELL_MAX 400
/* Decimals that a number shows: its own, or for -1 what it has. */
int doc_cell_places(const doc_cell *c);
str doc_cell_text(const doc_cell *c, char out[DOC_CELL_MAX]);

#endif
