/* xlsx_csv.h: a table of text as a workbook: numbers as numbers, header bold and frozen. */
#ifndef DIAODU_XLSX_CSV_H
#define DIAODU_XLSX_CSV_H
#include "base/base.h"
#include "base/err.h"

/* `csv` with header line. Cells that are plain decimals become numbers except codes (columns named
 * code, area, indicator, parent, member, additive_to, replaced_by). ERR_DISK, ERR_SYSTEM. */
bool xlsx_write_csv(cx *c, const char *path, str sheet, str csv) CHECKED;

#endif
