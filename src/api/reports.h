/* reports.h: which reports there are, for every face. */
#ifndef DIAODU_API_REPORTS_H
#define DIAODU_API_REPORTS_H
#include "base/err.h"
#include "base/sb.h"

/* {rows: [{name, title, title_zh, title_en, parameters, blocks: [{kind, what}]}], formats: [{name, type,
 * ready}], total}; `ready`: a file of that format can be made on this machine. */
bool answer_reports(cx *c, sb *out) CHECKED;

#endif
