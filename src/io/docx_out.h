/* docx_out.h: a document as .docx in the layout of GB/T 9704-2012: A4, top 37 mm, left 28 mm, text
 * area 156 × 225 mm, 22 lines of 28 characters in 3号仿宋, headings 黑体 and 楷体, page numbers as
 * the standard wants them. Tables are Word's own (header rows repeat), charts native DrawingML with
 * their workbook inside. Same document, same bytes. */
#ifndef DIAODU_DOCX_OUT_H
#define DIAODU_DOCX_OUT_H
#include "base/sb.h"
#include "io/doc.h"

bool docx_write(cx *c, const doc *d, sb *out) CHECKED;
/* One table as the XML of a body element, for templates. */
void docx_table_xml(sb *out, const doc_table *t, bool landscape);

#endif
