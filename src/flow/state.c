#include "flow/state.h"
#include "base/str.h"

struct collect {
    cx *c;
    state *s;
    const state_filter *f;
    area_id area; /* ID_NONE = those of the filter */
};

/* Ranges are sorted and disjoint. */
static bool in_ranges(const struct collect *w, obs_key k)
{
    const state_filter *f = w->f;
    size_t lo = 0, hi = f->n_ranges;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (f->ranges[mid].max < k)
            lo = mid + 1;
        else
            hi = mid;
    }
    return f->n_ranges == 0 || (lo < f->n_ranges && f->ranges[lo].min <= k);
}

static bool in_areas(const struct collect *w, area_id a)
{
    return (w->area == ID_NONE || w->area == a) && (!w->f->areas || w->f->areas[a]);
}

static bool skipped(const state_filter *f, int64_t commit)
{
    size_t lo = 0, hi = f->n_skip;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (f->skip[mid] < commit)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < f->n_skip && f->skip[lo] == commit;
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
    if (skipped(w->f, k->id))
        return true;
    if (!obs_batch_need_line(&w->s->b))
        return fail_memory(w->c);
    for (size_t i = 0; i < b->n; i++) {
        if (!in_ranges(w, b->key[i]) || !in_areas(w, obs_key_area(b->key[i])))
            continue;
        size_t at;
        if (!obs_batch_copy(&w->s->b, b, i, &at))
            return fail_memory(w->c);
        w->s->b.line[at] = commit;
    }
    return true;
}

static bool collect(cx *c, store *s, int64_t as_of, const state_filter *f, area_id area, state *ret)
{
    *ret = (state){0};
    obs_batch_init(&ret->b, c->a);
    struct collect w = {c, ret, f, area};
    if (!store_commits(c, s, 0, as_of, &ret->commits, &ret->n_commits) ||
        !store_each_chunk(c, s, 0, as_of, f->ranges, f->n_ranges, take, &w) ||
        !(obs_batch_sort(&ret->b) || fail_memory(c)) ||
        !((ret->version = mem_zalloc(ret->b.n + 1, sizeof *ret->version)) || fail_memory(c))) {
        state_done(ret);
        return false;
    }
    return true;
}

/* A mask stands only where nothing stood; everything else that is said replaces. */
static void fold_part(dec *v, part_state *st, int64_t new_coef, uint8_t new_st)
{
    part_state s = part_state_of(new_st);
    if (s == PART_ABSENT ||
        ((s == PART_MASKED || s == PART_NEGLIGIBLE) && *st != PART_ABSENT && *st != PART_WITHDRAWN))
        return;
    *v = part_dec(new_coef, new_st);
    *st = s;
}

static void fold_text(str *to, str from)
{
    if (from.n)
        *to = from;
}

/* The unit is folded with level and base; the rest is kept until something else is said. */
static obs_extra fold_extra(const obs_extra *old, const obs_extra *x)
{
    obs_extra r = x->anew ? obs_extra_none : *old;
    r.unit = old->unit;
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

struct folded {
    dec level, growth, base;
    part_state level_st, growth_st, base_st;
    obs_extra x;
};

/* A base in another unit than its level is the same amount in that one. Where it does not convert
 * (the indicator got a unit of another dimension since), no figure is better than a wrong one. */
static void restate_base(const catalog *k, ind_id i, struct folded *f, str from, str to)
{
    if (f->base_st == PART_VALUE && !str_eq(from, to) &&
        !obs_restate(k, i, f->base, from, to, &f->base))
        f->base_st = PART_WITHDRAWN;
}

/* Version r on top of what stands: an import says level and base in one unit, later ones may say one
 * of them in another. */
static void fold_amounts(const catalog *k, struct folded *f, const obs_batch *b, size_t r)
{
    ind_id i = obs_key_ind(b->key[r]);
    str stood = f->x.unit, unit = obs_batch_extra(b, r)->unit;
    bool level = part_state_of(b->level_st[r]) == PART_VALUE,
         base = b->base_st && part_state_of(b->base_st[r]) == PART_VALUE;
    fold_part(&f->level, &f->level_st, b->level[r], b->level_st[r]);
    if (b->base_st)
        fold_part(&f->base, &f->base_st, b->base[r], b->base_st[r]);
    if (!level && !base)
        return;
    bool levels = level || f->level_st != PART_VALUE;
    f->x.unit = levels ? unit : stood;
    if (!base)
        restate_base(k, i, f, stood, unit);
    else if (!levels)
        restate_base(k, i, f, unit, stood);
}

/* Rows i..j-1 are the versions of one key, oldest first: fold them into row `at`. */
static bool fold_key(state *s, const catalog *k, size_t at, size_t i, size_t j)
{
    obs_batch *b = &s->b;
    struct folded f = {.x = obs_extra_none};
    for (size_t r = i; r < j; r++) {
        fold_amounts(k, &f, b, r);
        if (b->growth_st)
            fold_part(&f.growth, &f.growth_st, b->growth[r], b->growth_st[r]);
        f.x = fold_extra(&f.x, obs_batch_extra(b, r));
    }
    b->key[at] = b->key[i];
    b->line[at] = b->line[j - 1];
    s->version[at] = (uint32_t)(j - i);
    if (b->extra && j - i == 1)
        b->extra[at] = b->extra[i];
    return obs_batch_set_level(b, at, f.level_st, f.level) &&
           (!b->growth_st || obs_batch_set_growth(b, at, f.growth_st, f.growth)) &&
           (!b->base_st || obs_batch_set_base(b, at, f.base_st, f.base)) &&
           (!b->extra || j - i == 1 || obs_batch_set_extra(b, at, &f.x));
}

static bool fold_all(cx *c, const catalog *k, state *ret)
{
    obs_batch *b = &ret->b;
    size_t at = 0;
    for (size_t i = 0, j; i < b->n; i = j) {
        for (j = i + 1; j < b->n && b->key[j] == b->key[i]; j++)
            ;
        if (!fold_key(ret, k, at++, i, j)) {
            state_done(ret);
            return fail_memory(c);
        }
    }
    b->n = at;
    return true;
}

bool state_load(cx *c, store *s, const catalog *k, int64_t as_of, const key_range *ranges, size_t n,
                area_id area, state *ret)
{
    state_filter f = {.ranges = ranges, .n_ranges = n};
    return collect(c, s, as_of, &f, area, ret) && fold_all(c, k, ret);
}

bool state_load_where(cx *c, store *s, const catalog *k, const state_filter *f, state *ret)
{
    return collect(c, s, STORE_NOW, f, ID_NONE, ret) && fold_all(c, k, ret);
}

bool state_versions(cx *c, store *s, int64_t as_of, obs_key k, state *ret)
{
    key_range r = {k, k};
    state_filter f = {.ranges = &r, .n_ranges = 1};
    return collect(c, s, as_of, &f, ID_NONE, ret);
}

bool state_said(const state *s, size_t i)
{
    const obs_extra *x = obs_batch_extra(&s->b, i);
    return part_state_of(s->b.level_st[i]) == PART_VALUE ||
           (s->b.growth_st && part_state_of(s->b.growth_st[i]) == PART_VALUE) ||
           (s->b.base_st && part_state_of(s->b.base_st[i]) == PART_VALUE) || x->low_st ||
           x->high_st || x->rank_published || x->comparison == CMP_POSITIVE ||
           x->comparison == CMP_SYNCHRONOUS;
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
