/* ledger_steps.h: the milestones of rows as they will stand after what is about to be written: may it be
 * written at all. A circle, or a node that depends on one that is not there, is refused. */
#ifndef DIAODU_LEDGER_STEPS_H
#define DIAODU_LEDGER_STEPS_H
#include "flow/ledger.h"
#include "ledger/book.h"

typedef struct steps_row {
    uint32_t row, n;
    size_t cap;
    book_milestone *list;
    bool checked;
    err why; /* once checked; code ERR_NONE = sound */
} steps_row;

typedef struct steps_plan {
    steps_row *rows; /* in the order in which they were named */
    size_t n, cap;
    uint32_t *at; /* by row of the book: its place in rows, plus 1 */
} steps_plan;

/* One more step of a row of the book. Texts are borrowed. */
bool steps_take(cx *c, steps_plan *p, const book *b, uint32_t row, const ledger_step *x) CHECKED;
/* Fails with what nodes_sound() says of the row. */
bool steps_check(cx *c, steps_plan *p, uint32_t row) CHECKED;
bool steps_check_all(cx *c, steps_plan *p) CHECKED;
void steps_done(steps_plan *p);
#endif
