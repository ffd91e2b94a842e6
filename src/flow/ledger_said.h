/* ledger_said.h: values of ledgers as people read them: names instead of codes, dates and periods as
 * offices write them, numbers with the decimals of their field. One way for answers, printed forms and
 * letters. Texts are in c->a or live as long as the hold. */
#ifndef DIAODU_FLOW_LEDGER_SAID_H
#define DIAODU_FLOW_LEDGER_SAID_H
#include "base/sb.h"
#include "flow/ledgers.h"

typedef enum said_as {
    SAID_TABLE, /* 2024-06-18, 2024-05 */
    SAID_PAPER  /* 2024年6月18日, 18 June 2024 */
} said_as;

/* The name of one code of a field: option, area, organisation, post with its holder, person, indicator,
 * title of the linked row (only of a row that they may see), file by its hash; the code itself where it
 * has none, text as it is. */
bool ledger_said_code(cx *c, const ledger_hold *h, const type_field *f, str code, str *ret) CHECKED;

typedef struct ledger_told {
    bool number; /* v, shown with `decimals` (-1: at most 2); else text */
    double v;
    int decimals;
    str text; /* "" = missing */
} ledger_told;
/* A value of a row of `b` (h->b, or another type's book) by name (TYPE_NAME_*, a field). */
bool ledger_tell_name(cx *c, ledger_hold *h, const book *b, uint32_t row, uint32_t name, said_as as,
                      ledger_told *ret) CHECKED;
/* What an expression of that type gives; a bare field, of() and persons are named like fields. */
bool ledger_tell(cx *c, ledger_hold *h, const book *b, uint32_t row, const expr *e, said_as as,
                 ledger_told *ret) CHECKED;
/* A worked-out value that belongs to no field: an aggregate. */
bool ledger_tell_value(cx *c, expr_value v, said_as as, ledger_told *ret) CHECKED;
/* The same as text at the end of `out`; nothing where it is missing. */
bool ledger_said(cx *c, ledger_hold *h, const book *b, uint32_t row, const expr *e, said_as as,
                 sb *out) CHECKED;
bool ledger_told_put(const ledger_told *t, sb *out); /* false = it is missing */
/* A worked-out value as it is stored: exact number, ISO day, yes or no, codes. Text in c->a. */
bool ledger_value_text(cx *c, expr_value v, str *ret) CHECKED;
/* A day as offices write it. Text in c->a; "" for a day that is none. */
bool ledger_said_day(cx *c, double day, said_as as, str *ret) CHECKED;

#endif
