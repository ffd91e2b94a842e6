/* xlsx_csv.h: a table of text as a workbook: numbers as numbers, header bold and frozen. */
#ifndef DIAODU_XLSX_CSV_H
#define DIAODU_XLSX_CSV_H
#include "base/base.h"
#include "base/err.h"

/* `csv` with header line, of `table`, which names the sheet. Cells in its columns of numbers
 * (model/catalog.h) that are plain decimals become numbers, all others stay text: what is read from the
 * workbook again is what was written. ERR_DISK, ERR_SYSTEM. */
bool xlsx_write_csv(cx *c, const char *path, str table, str csv) CHECKED;

#endif
