/* owed.h: the arrears list: who owes what at a checkpoint, reconciled up the tree (M24, R13). */
#ifndef DIAODU_OWED_H
#define DIAODU_OWED_H
#include "panel/board.h"

typedef struct owed_row {
    spot s;
    checkpoint at;
    double level;
} owed_row;

/* T_parent − C_parent = Σ owed − Σ surplus + reserve − unallocated. NaN where a side is missing. */
typedef struct owed_total {
    double owed_sum, surplus_sum, reserve, unallocated, parent_gap;
    uint32_t n_missing; /* members without target or level: then reserve and unallocated are NaN */
} owed_total;

typedef struct owed_list {
    spot parent;
    checkpoint parent_at;
    owed_row *rows;
    uint32_t n;
    owed_total total;
} owed_list;

/* The level a checkpoint is judged on: now, or at the checkpoint's own month when that is past. */
double owed_level(spot s, period at);
/* Members: the areas additive to s.a (市本级 too); an area without any is its own only row.
 * `at` as checkpoint_parse() gives it. */
bool owed_make(cx *c, spot s, period at, owed_list *ret) CHECKED;

#endif
