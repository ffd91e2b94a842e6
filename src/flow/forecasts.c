#include "flow/forecasts.h"
#include "base/mem.h"

struct reading {
    cx *c;
    const desk *d;
    const forecast_ask *ask;
    forecast_log *log;
};

static bool asked(const struct reading *w, obs_key k)
{
    const catalog *cat = w->d->k;
    ind_id i = obs_key_ind(k);
    period t = obs_key_period(k);
    kind kind = obs_key_kind(k);
    if (kind != KIND_FORECAST && kind != KIND_FLASH && kind != KIND_FINAL)
        return false;
    if (i >= cat->n_inds || obs_key_area(k) >= cat->n_areas || !w->ask->areas[obs_key_area(k)] ||
        obs_key_basis(k) != cat->inds[i].basis || t.f != cat->inds[i].freqs[0])
        return false;
    return (w->ask->from.f == FREQ_NONE || period_last_day(t) >= period_first_day(w->ask->from)) &&
           (w->ask->to.f == FREQ_NONE || period_last_day(t) <= period_last_day(w->ask->to));
}

static double said(const uint8_t *st, size_t i, double v, double stood)
{
    part_state s = st ? part_state_of(st[i]) : PART_ABSENT;
    return s == PART_VALUE ? v : s == PART_WITHDRAWN ? MISSING : stood;
}

static bool any(const obs_batch *b, size_t i, part_state s)
{
    return part_state_of(b->level_st[i]) == s ||
           (b->growth_st && part_state_of(b->growth_st[i]) == s);
}

/* What this version does not speak of stands as before: its place holds it until the fold. */
#define UNSAID (-INFINITY)

static bool take(void *user, const commit *k, const obs_batch *b)
{
    struct reading *w = user;
    for (size_t i = 0; i < b->n; i++) {
        obs_key key = b->key[i];
        bool value = any(b, i, PART_VALUE);
        if ((!value && !any(b, i, PART_WITHDRAWN)) || !asked(w, key))
            continue;
        if (!MEM_GROW(w->log->list, w->log->cap, w->log->n + 1))
            return fail_memory(w->c);
        double growth = b->growth_st ? dec_double(part_dec(b->growth[i], b->growth_st[i])) : 0;
        w->log->list[w->log->n++] = (forecast_event){
            .key = obs_key_make(obs_key_ind(key), obs_key_basis(key), KIND_FORECAST, TIER_ASSIGNED,
                                obs_key_period(key), obs_key_area(key)),
            .commit = k->id,
            .at = k->recorded_at,
            .kind = obs_key_kind(key),
            .gone = !value,
            .level = said(b->level_st, i, obs_canonical(w->d->k, b, i, 'l'), UNSAID),
            .growth = said(b->growth_st, i, growth, UNSAID)};
    }
    return true;
}

static int by_key(const void *x, const void *y)
{
    const forecast_event *a = x, *b = y;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->commit != b->commit)
        return a->commit < b->commit ? -1 : 1;
    return (int)a->kind - (int)b->kind;
}

static void fold(forecast_log *l)
{
    const forecast_event *stands = NULL;
    for (size_t i = 0; i < l->n; i++) {
        forecast_event *e = &l->list[i];
        if (e->kind != KIND_FORECAST)
            continue;
        if (stands && stands->key != e->key)
            stands = NULL;
        if (e->level == UNSAID)
            e->level = stands ? stands->level : MISSING;
        if (e->growth == UNSAID)
            e->growth = stands ? stands->growth : MISSING;
        stands = e;
    }
}

static bool forecast_stored(const panel *p, const indicator *i)
{
    return panel_cube(p, i->id, i->basis, KIND_FORECAST, TIER_ASSIGNED, i->freqs[0]) != NULL;
}

bool forecasts_load(cx *c, const desk *d, const forecast_ask *ask, forecast_log *ret)
{
    struct reading w = {c, d, ask, ret};
    key_range *r = cx_alloc(c, (d->k->n_inds + 1) * sizeof *r);
    size_t n = 0;
    *ret = (forecast_log){0};
    TRY(r);
    for (ind_id i = 0; i < d->k->n_inds; i++) {
        basis b = d->k->inds[i].basis;
        if ((ask->ind != ID_NONE && ask->ind != i) || !forecast_stored(d->p, &d->k->inds[i]))
            continue;
        obs_key first = obs_key_make(i, b, KIND_FORECAST, TIER_ASSIGNED, PERIOD_NONE, 0);
        obs_key end = obs_key_make(i, b, (kind)(KIND_FINAL + 1), TIER_ASSIGNED, PERIOD_NONE, 0);
        r[n++] = (key_range){first, end - 1};
    }
    if (!n)
        return true;
    if (!store_each_chunk(c, d->s, 0, desk_instant(d), r, n, take, &w)) {
        forecasts_done(ret);
        return false;
    }
    if (ret->n)
        qsort(ret->list, ret->n, sizeof *ret->list, by_key);
    fold(ret);
    return true;
}

void forecasts_done(forecast_log *l)
{
    mem_free(l->list);
    *l = (forecast_log){0};
}

/* The last forecast before a commit. */
static const forecast_event *before(const forecast_event *e, size_t n, int64_t commit)
{
    while (n-- > 0)
        if (e[n].kind == KIND_FORECAST && e[n].commit < commit)
            return &e[n];
    return NULL;
}

const forecast_event *forecast_counted(const forecast_event *e, size_t n)
{
    const forecast_event *counted = NULL;
    unsigned stands = 0;
    for (size_t i = 0; i < n; i++) {
        if (e[i].kind == KIND_FORECAST)
            continue;
        unsigned bit = 1u << e[i].kind, now = e[i].gone ? stands & ~bit : stands | bit;
        if (!stands && now)
            counted = before(e, i, e[i].commit);
        if (!now)
            counted = NULL;
        stands = now;
    }
    return counted;
}
