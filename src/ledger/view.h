/* view.h: what an expression sees of a row and around it: its fields, series, milestones and files, rows
 * of other types, figures of the desk, who asks. One view serves one question of one thread. */
#ifndef DIAODU_LEDGER_VIEW_H
#define DIAODU_LEDGER_VIEW_H
#include "ledger/book.h"
#include "model/calendar.h"

typedef enum view_figure { VIEW_LEVEL, VIEW_GROWTH, VIEW_BASE } view_figure;

typedef struct ledger_view {
    void *user;
    /* The rows of another type; NULL when there is none, or it was not prepared. */
    const book *(*book)(void *user, str type);
    /* NaN when unknown. NULL = there are no figures. */
    double (*figure)(void *user, view_figure f, str indicator, str area, str period);
    str me; /* who asks: a person's code; "" = the administrator */
    /* Is a row theirs: they, a post of theirs or their organisation stand in one of its fields. */
    bool (*mine)(void *user, const book *b, uint32_t row);
    /* Which rows of other types count. NULL = all: what a type works out is the same for everybody. What somebody
     * typed looks only at rows that they may see. */
    bool (*seen)(void *user, const book *b, uint32_t row);
    int64_t today;
    const calendar *days; /* NULL: Monday to Friday */
    cx *c;                /* for texts and for expressions within expressions */
    /* inside */
    struct view_inner *inner; /* compiled once: linked('t','f','…') */
    uint32_t n_inner, cap_inner;
    int depth;
    map *counts; /* of rows(), linked(): kept while the books stand still; NULL = not */
} ledger_view;

/* A row as it would stand: fields that are about to be written, by field. Computed fields follow. */
typedef struct view_draft {
    const bool *has;
    const book_value *values;
    uint32_t stage;
} view_draft;

/* One row, as an environment of expr.h. */
typedef struct view_row {
    ledger_view *v;
    const book *b;
    uint32_t row;            /* BOOK_NO_ROW: one that is not there yet */
    const view_draft *draft; /* NULL = as it stands */
} view_row;
void view_env(view_row *at, expr_env *ret);
/* Shorthands. */
bool view_true(ledger_view *v, const book *b, uint32_t row, const expr *e);
expr_value view_value(ledger_view *v, const book *b, uint32_t row, const expr *e);

/* Bring the columns that are searched by code (column.wanted) up to date: before book_holders(). */
bool book_index(cx *c, book *b) CHECKED;
/* How much of a book is to be worked out anew: rows that were written; of the others also what looks at
 * rows beside them or at figures, which changed; everything, for another day began. */
typedef enum settle_what { SETTLE_WRITTEN, SETTLE_SHIFTED, SETTLE_ALL } settle_what;
/* Work out computed fields and lights. */
bool book_settle(cx *c, book *b, ledger_view *v, settle_what what) CHECKED;
/* Codes of a checklist that apply to the row and are not ticked, in order; returns how many there are. */
uint32_t view_lacking(const view_row *at, uint32_t field, str *out, uint32_t max);
/* A field of it as text, as stored; "" for computed numbers. */
str view_text(const view_row *at, uint32_t field);
void view_done(ledger_view *v);

#endif
