/* reader.h: what the readers of the formats share (private to this room): the workbook under
 * construction with its limits, and how a stored number becomes a cell. */
#ifndef DIAODU_READER_H
#define DIAODU_READER_H
#include "base/base.h"
#include "base/err.h"
#include "io/numfmt.h"
#include "io/sheet.h"

#define READER_MAX_ROW 1048576u

typedef struct reader {
    cx *c;
    workbook *w;
    sheet_limits lim;  /* no zeros */
    uint64_t cells;    /* kept so far */
    uint64_t unpacked; /* bytes that came out of the archive so far */
    char *pool;        /* rest of the block from which short texts are cut */
    size_t pool_n;
    sheet *sheets;
    size_t n_sheets, cap_sheets;
    bool open; /* the last sheet is being filled */
    sheet_row *rows;
    size_t n_rows, cap_rows;
    cell *cur; /* cells of the row being filled */
    size_t n_cur, cap_cur;
    uint32_t cur_row;
    bool cells_mixed, rows_mixed; /* came out of order */
    merge *merges;
    size_t n_merges, cap_merges;
} reader;

/* A reader that failed is only released; `path` is for messages. */
bool reader_init(reader *r, cx *c, const char *path, const sheet_limits *lim,
                 file_format f) CHECKED;
bool reader_finish(reader *r, workbook **ret) CHECKED;
void reader_done(reader *r);

bool reader_sheet(reader *r, str name, bool hidden) CHECKED; /* closes the one before */
/* A cell that is not empty; its text must live as long as the workbook. */
bool reader_cell(reader *r, uint32_t row, const cell *k) CHECKED;
/* Row `row`, just filled (or empty), stands `times` times from there on; its cells are shared. */
bool reader_repeat_row(reader *r, uint32_t row, uint64_t times) CHECKED;
bool reader_merge(reader *r, merge m) CHECKED;
/* Is column `col` (0-based) within the limit? Says where if not. */
bool reader_column(reader *r, uint32_t row, uint32_t col) CHECKED;
/* Text into the workbook's arena, packed. */
bool reader_text(reader *r, str s, str *ret) CHECKED;
/* The number `raw` (as written in the file) under a number format: fills type, text, month_fmt. */
bool reader_number(reader *r, str raw, numfmt f, bool from1904, cell *k) CHECKED;
bool reader_double(reader *r, double v, numfmt f, bool from1904, cell *k) CHECKED;
/* A date written as ISO text in the file; what is none stays text. */
bool reader_iso_date(reader *r, str raw, numfmt f, cell *k) CHECKED;

/* Failures: the file is named in front. Always false. `detail` names the place, may be "". */
bool reader_bad(reader *r, const char *zh, const char *en, const char *detail);
/* At cell (row, col) of the sheet being filled. */
bool reader_bad_cell(reader *r, uint32_t row, uint32_t col, const char *zh, const char *en);
bool reader_limit(reader *r, const char *zh, const char *en, uint64_t limit);
bool reader_password(reader *r); /* the file is protected by one */
bool reader_progress(reader *r, uint64_t done, uint64_t total) CHECKED;

/* Sorts the merges of s and builds its index; false when out of memory or when they overlap. */
bool sheet_index_merges(arena *a, sheet *s, bool *ret_overlap) CHECKED;

/* The readers. */
struct zip_in;
bool csv_read(reader *r, str text) CHECKED;
bool xlsx_read(reader *r, struct zip_in *z) CHECKED;
bool ods_read(reader *r, struct zip_in *z) CHECKED;
bool ods_content(reader *r, str xml) CHECKED; /* content.xml alone: for fuzzing */
bool xls_read(reader *r, str data) CHECKED;

#endif
