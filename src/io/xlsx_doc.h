/* xlsx_doc.h: the tables of a document as a workbook: headers of several levels stay merged and
 * frozen, numbers are numbers, formulas live and carry their computed values. A sheet a table;
 * charts become native ones beside their figures. Same document, same bytes. */
#ifndef DIAODU_XLSX_DOC_H
#define DIAODU_XLSX_DOC_H
#include "base/sb.h"
#include "io/doc.h"

/* `path` is where it will stand: the library works in a file beside it. */
bool xlsx_doc_write(cx *c, const doc *d, const char *path, sb *out) CHECKED;

#endif
