/* ledger_writing.h: one transaction of a ledger in the making. For src/flow/ledger*.c only. */
#ifndef DIAODU_LEDGER_WRITING_H
#define DIAODU_LEDGER_WRITING_H
#include "flow/ledger_draft.h"

typedef struct writing {
    cx *c;
    const ledger_order *o;
    store *w;
    ledger_hold h;
    sb text, other; /* rows of the type; of another type that come with them */
    str other_type;
    ledger_refusal *why;
} writing;

/* Opens the database, takes the writer's lock, reads the books as they are then. */
bool writing_begin(cx *c, const desk *d, const ledger_order *o, const char *act,
                   writing *w) CHECKED;
/* Puts the texts and commits. */
bool writing_finish(cx *c, writing *w) CHECKED;
void writing_end(writing *w); /* rolls back what was not committed */
/* The row of the order, its version and the right to write it. */
bool writing_row(cx *c, writing *w, act a, uint32_t *ret) CHECKED;
bool writing_version(cx *c, const ledger_hold *h, uint32_t row, int64_t version) CHECKED;
bool writing_may(cx *c, const ledger_hold *h, uint32_t row, act a) CHECKED;
bool writing_there(cx *c, const ledger_hold *h, uint32_t row) CHECKED; /* not removed */
/* One line of a text of series or milestones; none where it says what stands (ledger_parts.c). */
bool ledger_cell_line(cx *c, ledger_hold *h, uint32_t row, const ledger_cell *x, sb *out) CHECKED;
bool ledger_step_line(cx *c, ledger_hold *h, uint32_t row, const ledger_step *x, sb *out) CHECKED;
/* What a move needs holds for the draft: its fields and its condition; ERR_DATA says what does not
 * (ledger_write.c). */
bool ledger_move_ready(cx *c, draft *r, const type_move *m) CHECKED;
#endif
