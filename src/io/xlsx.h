/* xlsx.h: what the two halves of the xlsx reader share (private to this room): the book's tables
 * and the parser of one sheet, which fuzzing also calls with bare XML. */
#ifndef DIAODU_XLSX_H
#define DIAODU_XLSX_H
#include "base/base.h"
#include "base/sb.h"
#include "io/reader.h"
#include "io/zipin.h"

typedef struct xlsx {
    reader *r;
    zip_in *z;
    bool from1904;
    uint8_t *xf; /* numfmt of each cell format */
    size_t n_xf, cap_xf;
    str *strings;
    size_t n_strings, cap_strings;
    sb text; /* character data of the element being read */
} xlsx;

void xlsx_init(xlsx *x, reader *r, zip_in *z);
void xlsx_done(xlsx *x);
/* Read a sheet's cells into the sheet that is open in the reader: the part `name`, or `xml`. */
bool xlsx_sheet_part(xlsx *x, const char *name) CHECKED;
bool xlsx_sheet_xml(xlsx *x, str xml) CHECKED;

/* Append character data, within the limit of a cell. */
bool xlsx_capture(xlsx *x, str s) CHECKED;
/* The captured text with _xHHHH_ escapes undone, kept in the workbook. */
bool xlsx_text(xlsx *x, str *ret) CHECKED;

#endif
