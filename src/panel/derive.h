/* derive.h: what is asked of every figure again and again, worked out once for all of them: growth
 * on the year before, place, share and pull among the siblings. Plain arithmetic on the stored
 * levels: published growths, breaks and rosters are measure.h's and rank.h's.
 *
 * Siblings of an area: those of the same parent and level that are in the cube. An area without a
 * parent has none, so no rank, share or pull. The siblings' sum is missing when one of them that is
 * valid in the period has no value: nothing is a share of a part.
 *
 * Immutable once made and read by many threads, like the snapshot it belongs to; the next one
 * shares every slice whose own level and last year's did not change. */
#ifndef DIAODU_DERIVE_H
#define DIAODU_DERIVE_H
#include "panel/panel.h"

/* Columns over the areas of one slice, in the order of the cube's layout. */
typedef struct derived_slice {
    uint32_t n;
    const double *yoy;    /* num_growth() on the level of the same period a year before */
    const double *share;  /* percent of the siblings' sum */
    const double *pull;   /* (v − v a year ago) / the siblings' sum a year ago, percent */
    const uint32_t *rank; /* by level, the largest first, ties share the better place; 0 = none */
} derived_slice;

typedef struct derived derived;
/* Only cubes of kinds that may stand for a value. */
bool derive_new(cx *c, const panel *p, derived **ret) CHECKED;
/* The same for a later snapshot, from the one before. `before` stays valid. */
bool derive_refresh(cx *c, const derived *before, const panel *p, derived **ret) CHECKED;
void derive_free(derived *d); /* NULL-safe */
/* NULL where the snapshot has no slice. `q` is a cube of the snapshot it was made from. */
const derived_slice *derived_at(const derived *d, const panel *p, const cube *q, int32_t ord);
size_t derived_bytes(const derived *d);
uint32_t derived_fresh(const derived *d); /* slices worked out for this one, not taken over */

#endif
