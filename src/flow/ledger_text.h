/* ledger_text.h: the texts that commits keep of ledgers: what was written, row by row. Each begins with
 * a header by which it is known:
 *   code,.act,.stage,.note,FIELD…                              add, set, move:CODE, remove, restore
 *   code,series,period,plan,actual
 *   code,milestone,removed,name,plan,forecast,actual,depends_on,days,owner,started,baseline
 *   code,field,hash,name,media,size,removed
 *   code,text                                                  a comment
 * An empty cell says nothing, "-" takes a value away. A text has the fields that its rows write. */
#ifndef DIAODU_LEDGER_TEXT_H
#define DIAODU_LEDGER_TEXT_H
#include "base/sb.h"
#include "ledger/book.h"

#define LEDGER_SERIES_HEAD "code,series,period,plan,actual\n"
#define LEDGER_MILESTONES_HEAD                                                                     \
    "code,milestone,removed,name,plan,forecast,actual,depends_on,days,owner,started,baseline\n"
str ledger_text_kind(str text); /* rows series milestones files comments; "" for another */

/* A text of rows in the making: `used` says which fields have a column. */
typedef struct ledger_line {
    str code;
    const char *act; /* "add", "move:issue" */
    str stage, note;
    const bool *has; /* by field */
    const book_value *values;
} ledger_line;
bool ledger_text_rows(cx *c, const ledger_type *t, const ledger_line *lines, size_t n,
                      sb *out) CHECKED;
#endif
