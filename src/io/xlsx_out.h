/* xlsx_out.h: write a workbook cell by cell in little memory. Rows of a sheet are written in
 * ascending order, its cells likewise. The file appears under its name only when it is whole: a full
 * disk leaves what was there before. */
#ifndef DIAODU_XLSX_OUT_H
#define DIAODU_XLSX_OUT_H
#include "base/base.h"
#include "base/dec.h"
#include "base/err.h"

typedef struct xlsx_out xlsx_out;

bool xlsx_out_new(cx *c, const char *path, xlsx_out **ret) CHECKED;
/* A new sheet; all that follows goes there. A name that Excel would refuse (too long, []:*?/\,
 * taken) is made fit. */
bool xlsx_out_sheet(xlsx_out *x, str name) CHECKED;
/* Columns whose width is not set get one from their content. */
void xlsx_out_width(xlsx_out *x, uint32_t col, double characters);
void xlsx_out_freeze(xlsx_out *x, uint32_t rows, uint32_t cols);

typedef enum out_look { LOOK_PLAIN, LOOK_BOLD } out_look;
#define AS_IT_IS (-1)
bool xlsx_out_text(xlsx_out *x, uint32_t row, uint32_t col, str s, out_look look) CHECKED;
/* `decimals` shown; AS_IT_IS = those the number has. More than 15 significant digits, which no
 * spreadsheet can hold, are written as text. */
bool xlsx_out_dec(xlsx_out *x, uint32_t row, uint32_t col, dec d, int decimals) CHECKED;
/* NaN leaves the cell empty. */
bool xlsx_out_number(xlsx_out *x, uint32_t row, uint32_t col, double v, int decimals) CHECKED;
/* Days since 1970-01-01. `month`: shown without its day. */
bool xlsx_out_date(xlsx_out *x, uint32_t row, uint32_t col, int64_t day, bool month) CHECKED;
/* Bold texts from column 0 on, frozen above the rows that follow when it is row 0. */
bool xlsx_out_header(xlsx_out *x, uint32_t row, const str *names, size_t n) CHECKED;

/* Finish: file in place or failure described. */
bool xlsx_out_close(xlsx_out *x) CHECKED;
void xlsx_out_drop(xlsx_out *x); /* after a failure instead of close; NULL-safe */

#endif
