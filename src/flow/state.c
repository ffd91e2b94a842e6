#include "flow/state.h"

struct collect {
    cx *c;
    state *s;
    const key_range *ranges;
    size_t n_ranges;
    area_id area;
    const int64_t *skip; /* commits left out, ascending */
    size_t n_skip;
};

/* Ranges are sorted and disjoint. */
static bool in_ranges(const struct collect *w, obs_key k)
{
    size_t lo = 0, hi = w->n_ranges;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (w->ranges[mid].max < k)
            lo = mid + 1;
        else
            hi = mid;
    }
    return w->n_ranges == 0 || (lo < w->n_ranges && w->ranges[lo].min <= k);
}

static uint32_t commit_index(state *s, int64_t id)
{
    size_t lo = 0, hi = s->n_commits;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (s->commits[mid].id < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return (uint32_t)lo;
}

static bool take(void *user, const commit *k, const obs_batch *b)
{
    struct collect *w = user;
    uint32_t commit = commit_index(w->s, k->id);
    for (size_t i = 0; i < w->n_skip; i++)
        if (k->id == w->skip[i])
            return true;
    if (!obs_batch_need_line(&w->s->b))
        return fail_memory(w->c);
    for (size_t i = 0; i < b->n; i++) {
        if (!in_ranges(w, b->key[i]) || (w->area != ID_NONE && obs_key_area(b->key[i]) != w->area))
            continue;
        size_t at;
        if (!obs_batch_copy(&w->s->b, b, i, &at))
            return fail_memory(w->c);
        w->s->b.line[at] = commit;
    }
    return true;
}

static bool collect(cx *c, store *s, int64_t as_of, const key_range *ranges, size_t n, area_id area,
                    const int64_t *skip, size_t n_skip, state *ret)
{
    *ret = (state){0};
    obs_batch_init(&ret->b, c->a);
    struct collect w = {c, ret, ranges, n, area, skip, n_skip};
    if (!store_commits(c, s, 0, as_of, &ret->commits, &ret->n_commits) ||
        !store_each_chunk(c, s, 0, as_of, ranges, n, take, &w) ||
        !(obs_batch_sort(&ret->b) || fail_memory(c)) ||
        !((ret->version = mem_zalloc(ret->b.n + 1, sizeof *ret->version)) || fail_memory(c))) {
        state_done(ret);
        return false;
    }
    return true;
}

/* A mask stands only where nothing stood; everything else that is said replaces. */
static void fold_part(int64_t *coef, uint8_t *st, int64_t new_coef, uint8_t new_st)
{
    part_state s = part_state_of(new_st), stood = part_state_of(*st);
    if (s == PART_ABSENT || ((s == PART_MASKED || s == PART_NEGLIGIBLE) && stood != PART_ABSENT &&
                             stood != PART_WITHDRAWN))
        return;
    *coef = new_coef;
    *st = new_st;
}

static void fold_text(str *to, str from)
{
    if (from.n)
        *to = from;
}

/* The unit goes with level and base (an import says both in one unit); the rest is kept until
 * something else is said. */
static obs_extra fold_extra(const obs_extra *old, const obs_extra *x, bool amount_said)
{
    obs_extra r = x->anew ? obs_extra_none : *old;
    r.unit = old->unit;
    if (amount_said)
        r.unit = x->unit;
    fold_text(&r.source, x->source);
    fold_text(&r.note, x->note);
    fold_text(&r.series_basis, x->series_basis);
    if (x->released != INT64_MIN)
        r.released = x->released;
    if (x->low_st) {
        r.low = x->low;
        r.low_st = x->low_st;
    }
    if (x->high_st) {
        r.high = x->high;
        r.high_st = x->high_st;
    }
    if (x->comparison)
        r.comparison = x->comparison;
    if (x->assess)
        r.assess = x->assess;
    if (x->rank_published)
        r.rank_published = x->rank_published;
    return r;
}

/* Rows i..j-1 are the versions of one key, oldest first: fold them into row `at`. */
static bool fold_key(state *s, size_t at, size_t i, size_t j)
{
    obs_batch *b = &s->b;
    int64_t level = 0, growth = 0, base = 0;
    uint8_t level_st = 0, growth_st = 0, base_st = 0;
    obs_extra x = obs_extra_none;
    for (size_t r = i; r < j; r++) {
        fold_part(&level, &level_st, b->level[r], b->level_st[r]);
        if (b->growth_st)
            fold_part(&growth, &growth_st, b->growth[r], b->growth_st[r]);
        if (b->base_st)
            fold_part(&base, &base_st, b->base[r], b->base_st[r]);
        x = fold_extra(&x, obs_batch_extra(b, r),
                       part_state_of(b->level_st[r]) == PART_VALUE ||
                           (b->base_st && part_state_of(b->base_st[r]) == PART_VALUE));
    }
    b->key[at] = b->key[i];
    b->line[at] = b->line[j - 1];
    b->level[at] = level;
    b->level_st[at] = level_st;
    if (b->growth_st) {
        b->growth[at] = growth;
        b->growth_st[at] = growth_st;
    }
    if (b->base_st) {
        b->base[at] = base;
        b->base_st[at] = base_st;
    }
    s->version[at] = (uint32_t)(j - i);
    if (b->extra && j - i > 1)
        return obs_batch_set_extra(b, at, &x);
    if (b->extra)
        b->extra[at] = b->extra[i];
    return true;
}

static bool fold_all(cx *c, state *ret)
{
    obs_batch *b = &ret->b;
    size_t at = 0;
    for (size_t i = 0, j; i < b->n; i = j) {
        for (j = i + 1; j < b->n && b->key[j] == b->key[i]; j++)
            ;
        if (!fold_key(ret, at++, i, j)) {
            state_done(ret);
            return fail_memory(c);
        }
    }
    b->n = at;
    return true;
}

bool state_load(cx *c, store *s, int64_t as_of, const key_range *ranges, size_t n, area_id area,
                state *ret)
{
    return collect(c, s, as_of, ranges, n, area, NULL, 0, ret) && fold_all(c, ret);
}

bool state_load_without(cx *c, store *s, const int64_t *commit_ids, size_t n, state *ret)
{
    return collect(c, s, STORE_NOW, NULL, 0, ID_NONE, commit_ids, n, ret) && fold_all(c, ret);
}

bool state_versions(cx *c, store *s, int64_t as_of, obs_key k, state *ret)
{
    key_range r = {k, k};
    return collect(c, s, as_of, &r, 1, ID_NONE, NULL, 0, ret);
}

void state_done(state *s)
{
    obs_batch_done(&s->b);
    mem_free(s->version);
    s->version = NULL;
}

size_t state_find(const state *s, obs_key k)
{
    size_t lo = 0, hi = s->b.n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (s->b.key[mid] < k)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < s->b.n && s->b.key[lo] == k ? lo : SIZE_MAX;
}
