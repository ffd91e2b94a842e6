/* ledger_draft.h: a row as it is about to be written: read, checked, turned into text. For
 * src/flow/ledger*.c only. */
#ifndef DIAODU_LEDGER_DRAFT_H
#define DIAODU_LEDGER_DRAFT_H
#include "flow/ledger.h"
#include "flow/ledger_text.h"

typedef struct draft {
    ledger_hold *h;
    const ledger_type *t; /* of the hold, or another type that comes with it */
    const book *b;
    uint32_t row; /* BOOK_NO_ROW = a new one */
    str code;
    bool *has;
    book_value *values;
    uint32_t stage;
    const char *act;
    str note;
    ledger_refusal *why;
} draft;

bool draft_begin(cx *c, ledger_hold *h, const book *b, uint32_t row, ledger_refusal *why,
                 draft *ret) CHECKED;
/* The row of a code that they see; ERR_UNKNOWN. */
bool draft_find(cx *c, const ledger_hold *h, str code, uint32_t *ret) CHECKED;
/* Values as typed. What stands already is left out. `free_` passes over locks (what the type itself sets). */
bool draft_take(cx *c, draft *w, uint32_t field, str text, bool free_) CHECKED;
bool draft_inputs(cx *c, draft *w, const ledger_input *list, size_t n) CHECKED;
bool draft_set(cx *c, draft *w, uint32_t field,
               const expr *e) CHECKED; /* what an expression gives */
/* A link to a row that is being made as well. */
bool draft_take_code(cx *c, draft *w, uint32_t field, str code) CHECKED;
bool draft_code(cx *c, str code) CHECKED;  /* may a row be called so (ledger_write.c) */
bool draft_start(cx *c, draft *w) CHECKED; /* values of a new row that nobody gave */
/* Required fields, checks, rights for where the row will belong. */
bool draft_check(cx *c, draft *w, act a) CHECKED;
str draft_value(const draft *w, uint32_t field); /* as it will stand */
void draft_row(draft *w, view_draft *room, view_row *ret);
bool draft_nothing(const draft *w); /* every value stands already */
ledger_line draft_line(const draft *w);
/* False with ERR_DATA about a field. */
bool draft_refuse(cx *c, draft *w, uint32_t field, const char *zh, const char *en);
#endif
