/* docx_chart.h: the parts of a native chart: DrawingML, and the workbook its figures are edited in. */
#ifndef DIAODU_DOCX_CHART_H
#define DIAODU_DOCX_CHART_H
#include "base/sb.h"
#include "io/doc.h"

void chart_xml(sb *out, const doc_chart *h);
bool chart_book(cx *c, const doc_chart *h, sb *out) CHECKED; /* xlsx */

#endif
