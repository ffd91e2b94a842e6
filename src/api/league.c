#include "api/league.h"
#include "panel/forecast.h"

/* Forecast and figure of the periods of one series, side by side. */
struct pairs {
    double *level[2], *growth[2]; /* forecast, figure */
    size_t n, cap;
};

static bool is_points(const indicator *i)
{
    return i->nature == NATURE_RATE || i->nature == NATURE_INDEX;
}

static bool pairs_new(cx *c, struct pairs *p, size_t cap)
{
    *p = (struct pairs){.cap = cap};
    for (int k = 0; k < 2; k++) {
        p->level[k] = cx_alloc(c, (cap + 1) * sizeof(double));
        p->growth[k] = cx_alloc(c, (cap + 1) * sizeof(double));
        if (!p->level[k] || !p->growth[k])
            return false;
    }
    return true;
}

/* The figure that stands: what was published, never a forecast, never computed from members. */
static value figure_at(spot s)
{
    value f = value_as(s, KIND_FINAL), flash = value_as(s, KIND_FLASH);
    if (!has(f.level)) {
        f.level = flash.level;
        f.base = flash.base;
        f.kind = flash.kind;
        f.sbasis = flash.sbasis;
    }
    if (!has(f.growth)) {
        f.growth = flash.growth;
        f.growth_kind = flash.growth_kind;
    }
    return f;
}

bool forecast_pair_of(const desk *d, const forecast_event *e, size_t n, forecast_pair *ret)
{
    const forecast_event *f = forecast_counted(e, n);
    if (!f)
        return false;
    const indicator *ind = &d->k->inds[obs_key_ind(e->key)];
    spot s = spot_at(d->p, ind->id, obs_key_area(e->key), obs_key_period(e->key));
    value said = {.level = f->level, .growth = f->growth, .base = MISSING, .kind = KIND_FORECAST};
    value came = figure_at(s);
    bool points = is_points(ind);
    *ret = (forecast_pair){
        {f->level, came.level},
        {points ? f->level : growth_of(s, &said).g, points ? came.level : growth_of(s, &came).g}};
    return true;
}

/* One period: what counts of its events. */
static void add_period(const desk *d, struct pairs *p, const forecast_event *e, size_t n)
{
    forecast_pair x;
    if (p->n == p->cap || !forecast_pair_of(d, e, n, &x))
        return;
    for (int k = 0; k < 2; k++) {
        p->level[k][p->n] = x.level[k];
        p->growth[k][p->n] = x.growth[k];
    }
    p->n++;
}

static void judge(const indicator *i, const struct pairs *p, league_result *r)
{
    r->level = accuracy_of(p->level[0], p->level[1], is_points(i) ? 0 : p->n, false);
    r->points = accuracy_of(p->growth[0], p->growth[1], p->n, true);
}

const accuracy *league_counted(const league *l, const league_result *r)
{
    return l->by_points ? &r->points : &r->level;
}

/* Growth is what counts of real and comparable figures, and where nobody forecasts a level. */
static void choose_measure(league *l)
{
    bool levels = false, points = false;
    bool real = l->ind->price == PRICE_CONSTANT || l->ind->price == PRICE_COMPARABLE;
    for (uint32_t i = 0; i < l->n; i++) {
        levels |= l->list[i].level.n > 0;
        points |= l->list[i].points.n > 0;
    }
    l->by_points = points && (real || !levels);
}

/* Places are among the members; the area itself has none. */
static bool place(cx *c, league *l)
{
    accuracy *a = cx_alloc(c, (l->n + 1) * sizeof *a);
    uint32_t *rank = cx_alloc(c, (l->n + 1) * sizeof *rank);
    if (!a || !rank)
        return false;
    for (uint32_t i = 1; i < l->n; i++)
        a[i - 1] = *league_counted(l, &l->list[i]);
    accuracy_ranks(a, l->n - 1, rank);
    for (uint32_t i = 1; i < l->n; i++)
        l->list[i].rank = rank[i - 1];
    return true;
}

bool league_make(cx *c, const desk *d, const forecast_event *e, size_t n, league *l)
{
    struct pairs p;
    TRY(pairs_new(c, &p, n));
    for (uint32_t i = 0; i < l->n; i++) {
        p.n = 0;
        for (size_t from = 0, to; from < n; from = to) {
            for (to = from + 1; to < n && e[to].key == e[from].key; to++)
                ;
            if (obs_key_area(e[from].key) == l->list[i].area)
                add_period(d, &p, e + from, to - from);
        }
        judge(l->ind, &p, &l->list[i]);
    }
    choose_measure(l);
    return place(c, l);
}
