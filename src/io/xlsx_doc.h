/* xlsx_doc.h: the tables of a document as a workbook: headers of several levels stay merged and
 * frozen, numbers are numbers, formulas live and carry their computed values. A sheet a table;
 * charts become native ones beside their figures. Same document, same bytes. */
#ifndef DIAODU_XLSX_DOC_H
#define DIAODU_XLSX_DOC_H
#include "base/sb.h"
#include "io/doc.h"

bool xlsx_doc_write(cx *c, const doc *d, sb *out) CHECKED;

#endif
