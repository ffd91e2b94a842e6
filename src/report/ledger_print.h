/* ledger_print.h: rows of a ledger as a table: in the columns that offices print ("print" of the type), or
 * as its list has them; as a document, a workbook, or as CSV with codes that can be imported again.
 * Always all the rows that are given. */
#ifndef DIAODU_REPORT_LEDGER_PRINT_H
#define DIAODU_REPORT_LEDGER_PRINT_H
#include "flow/ledgers.h"
#include "report/write.h"

#define LEDGER_PRINT_ROWS 20000  /* of a .docx or .pdf */
#define LEDGER_SHEET_ROWS 200000 /* of a workbook or a page */

typedef struct print_wanted {
    const uint32_t *rows; /* of the type that is held, as they shall stand */
    size_t n;
    const type_print *form;  /* a printed form; NULL = as its list has them */
    const uint32_t *columns; /* fields that were asked for instead; NULL */
    uint32_t n_columns;
    str office; /* 制表单位; "" = not said */
} print_wanted;
/* ERR_LIMIT: more rows than that format takes; which ones take them all. Lets go of the books (ledger_done())
 * before the file is written, which takes long: nobody who writes waits for it. */
bool ledger_print_file(cx *c, ledger_hold *h, const print_wanted *w, report_format f,
                       sb *out) CHECKED;
bool ledger_print(cx *c, ledger_hold *h, const print_wanted *w, doc *ret) CHECKED;
/* Codes and exact numbers under headings that an import knows; without columns all that are entered. */
bool ledger_print_csv(cx *c, const ledger_hold *h, const print_wanted *w, sb *out) CHECKED;

#endif
