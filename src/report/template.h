/* template.h: the office's own .docx filled from the desk. Names: docs/formats.md, "Templates". */
#ifndef DIAODU_TEMPLATE_H
#define DIAODU_TEMPLATE_H
#include "report/report.h"

bool template_fill(cx *c, const desk *d, area_id a, period p, str docx, sb *out) CHECKED;

#endif
