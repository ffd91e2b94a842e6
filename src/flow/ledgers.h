/* ledgers.h: the ledgers of a desk: types (built in, or defined by this desk) and their books, read from the
 * store when somebody asks for them and carried on by what was committed since. One object serves all
 * states of a database that speak of now, and all threads; a desk of another time has its own.
 *
 * What stands in the store (flow/ledger_text.c; docs/formats.md): ".type:CODE" the JSON of a type,
 * ".ledger:TYPE" what was written to its rows, ".blob:HASH" the bytes of a file. */
#ifndef DIAODU_LEDGERS_H
#define DIAODU_LEDGERS_H
#include "flow/desk.h"
#include "ledger/view.h"

typedef struct ledgers ledgers;
bool ledgers_new(cx *c, ledgers **ret) CHECKED;
void ledgers_hold(ledgers *l);    /* one more holder; NULL-safe */
void ledgers_release(ledgers *l); /* NULL-safe */

/* Books held for one question: nobody changes them until ledger_done(). Not for two at once by one
 * thread. */
typedef struct ledger_hold {
    const desk *d;
    ledgers *l;
    bool held;
    const ledger_type *type;
    book *b;
    ledger_view view;  /* who asks, today, other types, figures */
    const expr *where; /* of ledger_hold_where() */
    bool *seen;        /* by row: may they see it; NULL = all */
    int64_t commit;    /* up to which the books are read */
    ledgers *own;      /* books worked out with what they may know, held; NULL = everybody's */
    bool whole;        /* figures are told whoever asks: while everybody's books are worked out */
} ledger_hold;

/* A type by its code. ERR_UNKNOWN: there is no such type. Reads through d->s. */
bool ledger_open(cx *c, const desk *d, str type, ledger_hold *ret) CHECKED;
/* The same, with a filter ("" = none) compiled and what it looks into prepared. */
bool ledger_open_where(cx *c, const desk *d, str type, str where, ledger_hold *ret) CHECKED;
/* Their filter has been answered: what is worked out from here on is the type's, with all rows it looks
 * into. Until then it looks only at rows and figures that whoever asks may see. */
void ledger_asks_no_more(ledger_hold *h);
/* The books as the open transaction of `w` finds them, for a write: d's catalogue and rights. */
bool ledger_open_within(cx *c, const desk *d, store *w, str type, ledger_hold *ret) CHECKED;
/* A type that one looks into, for showing its rows: with what who asks may know of its figures. Only while
 * `h` is held; ledger_done() it first. */
bool ledger_open_beside(cx *c, const ledger_hold *h, str type, ledger_hold *ret) CHECKED;
void ledger_done(ledger_hold *h); /* safe twice; for CLEANUP */
/* Another type, of those that this one looks into. */
book *ledger_other(const ledger_hold *h, str type);

/* Every type: code, name and the rest, in the order of their files, then of their definition. `fn` is
 * called with the type, or, where a stored one cannot be read, with why. */
typedef bool (*ledger_type_fn)(cx *c, void *user, const ledger_type *t);
bool ledgers_each_type(cx *c, const desk *d, ledger_type_fn fn, void *user) CHECKED;

/* ---- rights ---- */
/* Fills h->seen for the book that is held; ledger_open() has done it. */
bool ledger_rows_seen(cx *c, ledger_hold *h) CHECKED;
/* Rows that count in summaries for whoever asks: of single respondents also those of areas they may read.
 * *ret_more: there are some that they may not see one by one; then only counts may be told, and nothing of
 * what they ask for may pick rows. NULL = all. */
bool ledger_rows_counted(cx *c, const ledger_hold *h, const bool **ret, bool *ret_more) CHECKED;
bool ledger_row_seen(const ledger_hold *h, uint32_t row);
/* The same for a row of another type's book. */
bool ledger_other_seen(const ledger_hold *h, const book *b, uint32_t row);
/* ACT_LEDGER or ACT_DISPATCH for a row; row BOOK_NO_ROW: anywhere. */
bool ledger_may(const ledger_hold *h, act a, uint32_t row);
/* The same for values that are about to be written (area and organisation as they will be). */
bool ledger_may_for(const ledger_hold *h, act a, str area, str org);
/* A row of type `t` that is a part of another (type.belongs), by its link: whoever may that one. */
bool ledger_may_part(const ledger_hold *h, const ledger_type *t, act a, str link);
/* Do they see anything of the type at all. */
bool ledger_type_seen(const desk *d, const ledger_type *t);
str ledger_me(const desk *d, str by); /* who is recorded */

#define LEDGER_TYPE_PREFIX ".type:"
#define LEDGER_TEXT_PREFIX ".ledger:"
#define LEDGER_BLOB_PREFIX ".blob:"
/* "prefix" and code as a name; in c->a. */
bool ledger_named(cx *c, const char *prefix, str code, str *ret) CHECKED;
#endif
