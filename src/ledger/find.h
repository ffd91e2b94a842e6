/* find.h: which rows of a book answer a question, in which order, a page of them, and what they sum up
 * to. A piece of a condition that looks at a single column is worked out once for each distinct value of
 * it; nothing is written to the book, so that many may ask at a time. Pure. */
#ifndef DIAODU_LEDGER_FIND_H
#define DIAODU_LEDGER_FIND_H
#include "ledger/view.h"

#define FIND_MAX_WORDS 15
#define FIND_MAX_KEYS 8
#define FIND_MAX_CELLS ((size_t)4 << 20) /* of a summary by two fields: groups times groups */

typedef struct find_ask {
    const expr *const *where; /* conditions of the book's type; all must hold */
    uint32_t n_where;
    /* Words between white space, each of which must stand in the code of the row or in one of its texts,
     * codes or their names, whatever its case or width. "" = anything. */
    str q;
    bool withdrawn;   /* rows that were taken out too */
    const bool *seen; /* by row: may it be shown; NULL = all */
    /* What people call a code of an area, organisation, person, row …; NULL = only codes are searched.
     * Choices are known from the type. */
    str (*said)(void *user, const type_field *f, str code);
    void *user;
} find_ask;

/* The rows that answer it, in the order in which they were added. In c->a. ERR_USAGE: too many words. */
bool find_rows(cx *c, const book *b, ledger_view *v, const find_ask *ask, uint32_t **ret,
               size_t *ret_n) CHECKED;

typedef struct find_key {
    uint32_t name; /* a field or TYPE_NAME_* */
    bool down;
} find_key;
/* "due,-amount": names, - for the greatest first. ERR_USAGE names what there is not. "" = no key. */
bool find_keys(cx *c, const ledger_type *t, str text, find_key ret[FIND_MAX_KEYS],
               uint32_t *ret_n) CHECKED;
/* Put rows in order: numbers and dates by value, choices, stages and lights as the type lists them, texts by
 * their bytes; missing last in both directions; what is equal stays as it was. Only what lies at `from`
 * and the `limit` - 1 after it is sure to be in its place: a page costs less than the whole. */
bool find_sort(cx *c, const book *b, const find_key *keys, uint32_t n_keys, uint32_t *rows,
               size_t n, size_t from, size_t limit) CHECKED;

typedef struct find_page {
    const uint32_t *rows; /* of this page */
    size_t n, total;
} find_page;
bool find_list(cx *c, const book *b, ledger_view *v, const find_ask *ask, const find_key *keys,
               uint32_t n_keys, size_t from, size_t limit, find_page *ret) CHECKED;

/* ---- summaries ---- */
typedef struct find_sums {
    uint32_t by,
        by2;        /* names; UINT32_MAX = none. Of a list a row counts in the group of each code */
    const str *all; /* keys of groups by `by` that appear though they have no rows, in this order */
    uint32_t n_all;
    const expr *const *values; /* one a column: aggregates of the book's type */
    uint32_t n_values;
    const expr
        *only; /* over the columns: names are their places; lines that are kept. NULL = all */
} find_sums;

typedef struct find_line {
    str key, key2; /* as stored; "" = missing, or no such grouping */
    uint32_t rows;
    const expr_value *values;
} find_line;
typedef struct find_table {
    const find_line *lines;
    size_t n;
    find_line total; /* over all rows that answer, each counted once */
} find_table;
/* Lines stand in the order of `all`, then as find_sort() has it, missing last. In c->a. ERR_LIMIT: more
 * than FIND_MAX_CELLS. */
bool find_sum(cx *c, const book *b, ledger_view *v, const find_ask *ask, const find_sums *what,
              find_table *ret) CHECKED;

#endif
