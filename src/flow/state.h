/* state.h: what stands under each key at a time: the fold of all versions, newest parts over older
 * ones. Used where text, source and versions matter (series, export, why, import); arithmetic uses
 * the panel. */
#ifndef DIAODU_STATE_H
#define DIAODU_STATE_H
#include "store/store.h"

typedef struct state {
    obs_batch b; /* sorted, one row a key; line[i] = index into commits of the newest version */
    uint32_t *version; /* how many versions made it */
    commit *commits;   /* texts in c->a */
    size_t n_commits;
} state;

/* Fold the versions up to as_of within the ranges (sorted and disjoint; none = all); `area` ID_NONE =
 * all areas. Level and base of a row are said in one unit, that of the newest level (of the base
 * where no level stands): what was said in another is restated by the units of `k`, and a base that
 * cannot be restated does not stand. The catalogue must know every indicator of the keys. */
bool state_load(cx *c, store *s, const catalog *k, int64_t as_of, const key_range *ranges, size_t n,
                area_id area, state *ret) CHECKED;
/* What of the history is folded. */
typedef struct state_filter {
    const key_range *ranges; /* as for state_load() */
    size_t n_ranges;
    const bool *areas;   /* by id: only these; NULL = all */
    const int64_t *skip; /* commits that are left out as if they had not been; ascending */
    size_t n_skip;
} state_filter;
bool state_load_where(cx *c, store *s, const catalog *k, const state_filter *f, state *ret) CHECKED;
void state_done(state *s);
/* Does row i give a figure of any kind, or say how one is judged? Marks do not. */
bool state_said(const state *s, size_t i);
/* Row of a key, SIZE_MAX when nothing stands. */
size_t state_find(const state *s, obs_key k);
/* All versions of one key, oldest first, unfolded (for "who did what to this number"). */
bool state_versions(cx *c, store *s, int64_t as_of, obs_key k, state *ret) CHECKED;

#endif
