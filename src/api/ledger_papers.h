/* ledger_papers.h: what is exported and printed of ledgers: lists, printed forms, letters. Command line
 * and HTTP call the same: the same question gives the same bytes. */
#ifndef DIAODU_API_LEDGER_PAPERS_H
#define DIAODU_API_LEDGER_PAPERS_H
#include "api/ledger.h"
#include "report/write.h"

/* ---- lists ---- */
typedef struct ledger_export {
    ledger_query q; /* filter, order and columns as of a list; all its rows */
    bool csv;
    report_format format; /* where it is not CSV */
    str form; /* a printed form of the type: "print", or another's code; "", "table" = none */
    str by;   /* who asks, where there are no accounts: whose office makes it */
} ledger_export;
/* csv, xlsx, docx, html or pdf; ERR_USAGE. */
bool ledger_export_format(cx *c, str name, ledger_export *ret) CHECKED;
bool ledger_export_write(cx *c, const desk *d, const ledger_export *w, sb *out) CHECKED;

/* ---- letters ---- */
typedef struct ledger_letter_wanted {
    str type, code,
        letter; /* code: of a row; of a letter over a list its organisation's, or its name */
    str number; /* code of its row of type `letter`: as it was issued, from what stood then; "" = a draft */
    report_format format;
    str by; /* as of an export */
} ledger_letter_wanted;
/* ERR_UNKNOWN: no such row, letter or issue of it; ERR_DATA: it does not apply now. */
bool ledger_letter_write(cx *c, const desk *d, const ledger_letter_wanted *w, sb *out) CHECKED;
/* The letters over lists that wait to be written: a row for each organisation; of one letter,
 * or ("") of all that the type has. ERR_UNKNOWN: it has no such letter, ERR_USAGE: it is not over a list. */
bool answer_ledger_letters(cx *c, const desk *d, str type, str letter, sb *out) CHECKED;
/* What was issued: {"code","number","letter"}. */
bool answer_ledger_issued(cx *c, str code, str number, str letter, sb *out) CHECKED;

#endif
