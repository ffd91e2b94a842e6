/* csv_out.h: CSV as Excel and WPS open it without questions: UTF-8 with its mark when wanted, every
 * field escaped and guarded by csv_put. */
#ifndef DIAODU_CSV_OUT_H
#define DIAODU_CSV_OUT_H
#include "base/base.h"
#include "base/err.h"
#include "base/sb.h"

void csv_out_begin(sb *b, bool mark); /* with the byte-order mark Excel recognises UTF-8 by */
void csv_out_row(sb *b, const str *fields, size_t n);
/* What was built, to `path` (atomically) or to standard output when it is NULL or "-". */
bool csv_out_save(cx *c, const char *path, const sb *b) CHECKED;

#endif
