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

/* Fold the versions up to as_of within the ranges (none = all); `area` ID_NONE = all areas. */
bool state_load(cx *c, store *s, int64_t as_of, const key_range *ranges, size_t n, area_id area,
                state *ret) CHECKED;
/* The same over everything, as if these commits had not been. */
bool state_load_without(cx *c, store *s, const int64_t *commit_ids, size_t n, state *ret) CHECKED;
void state_done(state *s);
/* Row of a key, SIZE_MAX when nothing stands. */
size_t state_find(const state *s, obs_key k);
/* All versions of one key, oldest first, unfolded (for "who did what to this number"). */
bool state_versions(cx *c, store *s, int64_t as_of, obs_key k, state *ret) CHECKED;

#endif
