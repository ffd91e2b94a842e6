/* ledger_letter.h: a letter of a ledger row, or of several (ledger/letter.h) as a document: by its kind in the layout of
 * GB/T 9704: letters under the office's name and a double line, notices and circulars with number and
 * line, minutes under their own heading, forms as a table to sign. Same row, same day: same bytes. */
#ifndef DIAODU_REPORT_LEDGER_LETTER_H
#define DIAODU_REPORT_LEDGER_LETTER_H
#include "flow/ledger_issue.h"
#include "io/doc.h"

typedef struct letter_facts {
    str number; /* as it was issued; "" = a draft: room is left for it */
    int64_t day;
    str office; /* who issues it; "" = room is left */
} letter_facts;
/* ERR_DATA where it does not apply to the row as it stands. */
bool ledger_letter(cx *c, ledger_hold *h, const letter_subject *about, const type_letter *l,
                   const letter_facts *f, doc *ret) CHECKED;

#endif
