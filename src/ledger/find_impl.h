/* find_impl.h: what finding (find.c), sorting (find_sort.c) and summing up (find_sum.c) share. */
#ifndef DIAODU_LEDGER_FIND_IMPL_H
#define DIAODU_LEDGER_FIND_IMPL_H
#include "base/mem.h"
#include "base/str.h"
#include "ledger/find.h"
#include <math.h>

/* ---- codes: whatever gives each row a number below a bound ---- */
typedef enum coded_by { CODED_NOT, CODED_COLUMN, CODED_STAGE, CODED_LIGHT, CODED_SAME } coded_by;
typedef struct coded {
    coded_by by;
    const book *b;
    const uint32_t *at;
    size_t n; /* numbers are below */
} coded;
/* How the values of a name are numbered; CODED_NOT where they are not. */
coded coded_name(const book *b, uint32_t name);
static inline uint32_t coded_row(const coded *k, uint32_t row)
{
    switch (k->by) {
    case CODED_COLUMN:
        return k->at[row];
    case CODED_STAGE:
        return k->b->rows[row].stage;
    case CODED_LIGHT:
        return k->b->rows[row].light;
    default:
        return 0;
    }
}
/* The place of a code in the order the type gives: of an option, stage or light; UINT32_MAX = none. */
uint32_t find_place(const ledger_type *t, uint32_t name, str code);

/* ---- an expression that is worked out as seldom as can be ---- */
typedef struct probe {
    expr_joint joint;
    struct probe *a, *b;
    const expr *e;
    coded coded;
    double *memo; /* by number; INFINITY = not known yet. NULL: row by row */
} probe;
bool probe_new(cx *c, const book *b, const expr *e, probe **ret) CHECKED;
/* `env` is of view_env() for `at`. */
double probe_value(probe *p, view_row *at, const expr_env *env);

#endif
