/* ledger_sums.h: a summary of a ledger type worked out: for answers and for letters. */
#ifndef DIAODU_FLOW_LEDGER_SUMS_H
#define DIAODU_FLOW_LEDGER_SUMS_H
#include "flow/ledgers.h"
#include "ledger/find.h"

const type_summary *ledger_summary_of(const ledger_type *t, str code); /* "" = the first; NULL */
/* Over the rows of `b` (h->b, or another type's) that answer `ask`, whose own conditions are joined by the
 * summary's. */
bool ledger_sum(cx *c, ledger_hold *h, const book *b, const type_summary *s, const find_ask *ask,
                find_table *ret) CHECKED;
/* What a group is called. */
bool ledger_group_said(cx *c, const ledger_hold *h, const ledger_type *t, uint32_t by, str key,
                       str *ret) CHECKED;
/* By row of another type's book: may it be shown. NULL = all; in c->a. */
bool ledger_other_rows_seen(cx *c, const ledger_hold *h, book *b, const bool **ret) CHECKED;

#endif
