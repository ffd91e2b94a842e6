/* wide.h: the Excel that offices already have. A mapping says what the rows and columns of a sheet
 * mean; it is proposed from the sheet, shown, corrected, remembered under a fingerprint of the header
 * and applied: the result is a tidy table (contract section 4, table `observations`) as CSV text with
 * the place of every line, which then takes the same way as any tidy file. */
#ifndef DIAODU_WIDE_H
#define DIAODU_WIDE_H
#include "base/base.h"
#include "base/err.h"
#include "base/sb.h"
#include "io/sheet.h"
#include "model/catalog.h"
#include "model/issue.h"

/* What the caller knows that the sheet may not say. */
typedef struct wide_hint {
    area_id home; /* "my region": 全市 / 全省 rows and tables without areas are its own; ID_NONE */
    int64_t today; /* day ord, to read 24年 or a month without a year as the newest possible */
    kind kind;     /* KIND_NONE = as the title says, else final */
} wide_hint;

typedef struct mapping mapping; /* lives in the context's arena */

/* Does the workbook look like a tidy table (a header row with the contract's column names)? */
bool sheet_is_tidy(const sheet *s, str *ret_table);
/* Propose a mapping for every sheet that holds figures. `unclear` gets one entry a point that is
 * uncertain (an ambiguous or unknown name, no period found, a column of unknown meaning): with
 * none the proposal is certain. Points that waive rows or tables are errors, all others warnings. Unknown sheets are skipped with a note. */
bool wide_propose(cx *c, const workbook *w, const catalog *k, const wide_hint *h, mapping **ret,
                  issues *unclear) CHECKED;
bool mapping_to_json(cx *c, const mapping *m, const catalog *k, sb *out) CHECKED;
/* `today` as in wide_hint: periods without their year are read as of then. */
bool mapping_from_json(cx *c, str json, const catalog *k, int64_t today, mapping **ret) CHECKED;
/* Same header, same fingerprint: 64 hex digits over folded header texts and shape, without periods
 * and figures, so that next month's file is recognised. */
bool wide_fingerprint(cx *c, const workbook *w, char out[65]) CHECKED;
/* Show what the mapping says, for a person: one line a column / row role. */
bool mapping_describe(cx *c, const mapping *m, const catalog *k, sb *out) CHECKED;

/* What the mapping takes a cell for, for people: value, area, indicator, period, unit, stub, code,
 * ignore, header, total, skip; "" outside its tables. Of a proposal; a mapping that was read from
 * JSON knows its columns only after it was applied. */
const char *mapping_role(const mapping *m, const workbook *w, uint32_t sheet, uint32_t row,
                         uint32_t col);

typedef struct wide_place {
    uint32_t sheet, row, col; /* of the main cell of the line */
} wide_place;
typedef struct wide_rows {
    sb csv; /* header line first; line i + 2 is places[i] */
    wide_place *places;
    size_t n, cap;
    size_t left_out; /* rows, columns and tables with figures that were not read, each named */
} wide_rows;
void wide_rows_done(wide_rows *r);
/* Read the figures. Unreadable cells, subtotals that do not match their parts (合计/总计/小计: checked,
 * never stored), points in growth cells go to `list` as findings with the cell's place in `text`;
 * `line` is 0 there. What is not clear (unknown names, no period) is named there too and its figures
 * are left out: as warnings when `guess` (the best reading was asked for), else as errors, so that
 * nothing vanishes under a mapping that knows the columns only. Without `guess` a row whose area or
 * indicator is unknown becomes lines with the name as it stands, for the reader of tidy tables to
 * refuse and the person to mend. Columns that a mapping read back knows are always warnings. */
bool wide_apply(cx *c, const workbook *w, const mapping *m, const catalog *k, bool guess,
                wide_rows *ret, issues *list) CHECKED;
/* The mapping as it understands this very workbook, for mapping_describe(). */
bool wide_understood(cx *c, const workbook *w, const mapping *m, const catalog *k,
                     mapping **ret) CHECKED;

#endif
