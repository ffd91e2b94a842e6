/* How true forecasts were (M58, F41, R27): the last one before the figure came against the figure that
 * stands, per area and indicator. */
#include "api/answers.h"
#include "base/mem.h"
#include "filing/rollup.h"
#include "flow/forecasts.h"
#include "panel/forecast.h"

/* Forecast and figure of the periods of one series, side by side. */
struct pairs {
    double *level[2], *growth[2]; /* forecast, figure */
    size_t n, cap;
};

struct result {
    area_id area;
    accuracy level, points; /* errors in percent of levels; in points of growth, or of a rate */
    uint32_t rank;
};

/* What an indicator has a league of. */
struct league {
    const indicator *ind;
    struct result *list; /* the area itself, then its members */
    uint32_t n;
    bool by_points;
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

/* One period: what counts of its events. */
static void add_period(const desk *d, struct pairs *p, const forecast_event *e, size_t n)
{
    const forecast_event *f = forecast_counted(e, n);
    if (!f || p->n == p->cap)
        return;
    const indicator *ind = &d->k->inds[obs_key_ind(e->key)];
    spot s = spot_at(d->p, ind->id, obs_key_area(e->key), obs_key_period(e->key));
    value said = {.level = f->level, .growth = f->growth, .base = MISSING, .kind = KIND_FORECAST};
    value came = figure_at(s);
    bool points = is_points(ind);
    p->level[0][p->n] = f->level;
    p->level[1][p->n] = came.level;
    p->growth[0][p->n] = points ? f->level : growth_of(s, &said).g;
    p->growth[1][p->n] = points ? came.level : growth_of(s, &came).g;
    p->n++;
}

static void judge(const indicator *i, const struct pairs *p, struct result *r)
{
    r->level = accuracy_of(p->level[0], p->level[1], is_points(i) ? 0 : p->n, false);
    r->points = accuracy_of(p->growth[0], p->growth[1], p->n, true);
}

static const accuracy *counted(const struct league *l, const struct result *r)
{
    return l->by_points ? &r->points : &r->level;
}

/* Growth is what counts of real and comparable figures, and where nobody forecasts a level. */
static void choose_measure(struct league *l)
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
static bool place(cx *c, struct league *l)
{
    accuracy *a = cx_alloc(c, (l->n + 1) * sizeof *a);
    uint32_t *rank = cx_alloc(c, (l->n + 1) * sizeof *rank);
    if (!a || !rank)
        return false;
    for (uint32_t i = 1; i < l->n; i++)
        a[i - 1] = *counted(l, &l->list[i]);
    accuracy_ranks(a, l->n - 1, rank);
    for (uint32_t i = 1; i < l->n; i++)
        l->list[i].rank = rank[i - 1];
    return true;
}

static bool league_make(cx *c, const desk *d, const forecast_event *e, size_t n, struct league *l)
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

static void put_result(json *j, const desk *d, const struct league *l, const struct result *r,
                       lang g)
{
    const area *a = &d->k->areas[r->area];
    const accuracy *of = counted(l, r);
    json_obj(j, NULL);
    json_str(j, "area", a->code);
    json_str(j, "area_name", area_said(a, g));
    json_str(j, "indicator", l->ind->code);
    put_ind_name(j, "name", l->ind, g);
    json_int(j, "n", of->n);
    json_num(j, "mape", r->level.size);
    json_num(j, "mae_points", r->points.size);
    json_strz(j, "by", l->by_points ? "points" : "level");
    json_num(j, "bias", of->bias);
    json_strz(j, "side", accuracy_side_name(of->side));
    json_bool(j, "good", of->good);
    if (r->rank)
        json_int(j, "rank", r->rank);
    else
        json_nil(j, "rank");
    json_end(j, '}');
}

static bool put_leagues(cx *c, json *j, const desk *d, const forecast_log *log, struct league *l)
{
    for (size_t from = 0, to; from < log->n; from = to) {
        ind_id ind = obs_key_ind(log->list[from].key);
        for (to = from + 1; to < log->n && obs_key_ind(log->list[to].key) == ind; to++)
            ;
        l->ind = &d->k->inds[ind];
        TRY(league_make(c, d, log->list + from, to - from, l));
        for (uint32_t i = 0; i < l->n; i++)
            if (counted(l, &l->list[i])->n && desk_sees(d, l->list[i].area, ind))
                put_result(j, d, l, &l->list[i], c->lang);
    }
    return true;
}

static bool members(cx *c, const desk *d, area_id a, bool *asked, struct league *l)
{
    const area *own = &d->k->areas[a];
    l->list = cx_alloc(c, (own->n_additive + 1) * sizeof *l->list);
    TRY(l->list);
    l->list[l->n++].area = a;
    for (uint32_t i = 0; i < own->n_additive; i++)
        l->list[l->n++].area = own->additive[i];
    for (uint32_t i = 0; i < l->n; i++)
        asked[l->list[i].area] = true;
    return true;
}

bool answer_accuracy(cx *c, const desk *d, const query *q, sb *out)
{
    area_id a;
    forecast_log log;
    forecast_ask ask = {.ind = ID_NONE};
    struct league l = {0};
    json j;
    TRY(need_own_area(c, d, q->area, &a));
    TRY(!q->indicator.n || desk_need_ind(c, d, q->indicator, &ask.ind));
    TRY(!q->from.n || need_period(c, q->from, &ask.from));
    TRY(!q->to.n || need_period(c, q->to, &ask.to));
    bool *asked = cx_alloc(c, (d->k->n_areas + 1) * sizeof *asked);
    ask.areas = asked;
    TRY(asked && members(c, d, a, asked, &l) && forecasts_load(c, d, &ask, &log));
    json_init(&j, out);
    json_obj(&j, NULL);
    put_area(&j, "area", d->k, a, c->lang);
    put_time(&j, "as_of", desk_instant(d));
    json_arr(&j, "rows");
    bool ok = put_leagues(c, &j, d, &log, &l);
    json_end(&j, ']');
    json_int(&j, "periods_needed", ACCURACY_PERIODS);
    json_end(&j, '}');
    forecasts_done(&log);
    return ok && (sb_ok(out) || fail_memory(c));
}
