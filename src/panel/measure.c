#include "panel/measure.h"
#include "base/str.h"

spot spot_at(const panel *p, ind_id i, area_id a, period t)
{
    const indicator *ind = &p->k->inds[i];
    return (spot){p, ind, ind->basis, a, t};
}

/* ---- words ---- */
const char *reason_name(reason r)
{
    static const char *const words[] = {
#define X(id, word) [REASON_##id] = word,
        REASON_TABLE(X)
#undef X
    };
    return words[r];
}

const char *measure_kind_name(kind k)
{
    return k == KIND_NONE ? NULL : k == KIND_COMPUTED ? "computed" : kind_name(k);
}

const char *growth_source_name(growth_source g)
{
    static const char *const words[] = {NULL, "published", "computed", "index"};
    return words[g];
}

const char *turn_name(turn t)
{
    static const char *const words[] = {NULL, "扭亏为盈", "由盈转亏", "减亏", "增亏"};
    return words[t];
}

/* ---- values ---- */
value value_stored(spot s)
{
    static const kind order[] = {KIND_FINAL, KIND_FLASH, KIND_FORECAST, KIND_EXPECTED, KIND_TARGET};
    value v = {.level = MISSING, .growth = MISSING, .base = MISSING};
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        if (!(s.p->kinds >> order[i] & 1))
            continue;
        stored x = panel_stored(s.p, s.ind->id, s.b, order[i], TIER_ASSIGNED, s.t, s.a);
        if (!has(v.level) && has(x.level)) {
            v.level = x.level;
            v.base = x.base;
            v.kind = order[i];
            v.sbasis = x.sbasis;
        }
        if (!has(v.growth) && has(x.growth)) {
            v.growth = x.growth;
            v.growth_kind = order[i];
            if (!has(v.level))
                v.sbasis = x.sbasis;
        }
        if (!v.rank)
            v.rank = x.rank;
    }
    if (v.kind == KIND_NONE)
        v.kind = v.growth_kind;
    return v;
}

/* Σ of the members that make up the area; NaN when one is missing or the list is not complete. */
static double members_sum(spot s)
{
    const area *parent = &s.p->k->areas[s.a];
    double sum = 0;
    uint32_t n = 0;
    if (!parent->members_complete)
        return MISSING;
    for (uint32_t i = 0; i < parent->n_additive; i++) {
        if (!area_valid(s.p->k, parent->additive[i], s.t))
            continue;
        double v = value_at(spot_area(s, parent->additive[i])).level;
        if (!has(v))
            return MISSING;
        sum += v;
        n++;
    }
    return n ? sum : MISSING;
}

/* Σ level × weight / Σ weight over the members. */
static double members_weighted(spot s)
{
    const area *parent = &s.p->k->areas[s.a];
    spot by = s;
    by.ind = &s.p->k->inds[s.ind->agg_den];
    by.b = by.ind->basis;
    double sum = 0, total = 0;
    if (!parent->members_complete)
        return MISSING;
    for (uint32_t i = 0; i < parent->n_additive; i++) {
        area_id a = parent->additive[i];
        if (!area_valid(s.p->k, a, s.t))
            continue;
        double v = value_at(spot_area(s, a)).level, w = value_at(spot_area(by, a)).level;
        if (!has(v) || !has(w))
            return MISSING;
        sum += v * w;
        total += w;
    }
    return total > 0 ? sum / total : MISSING;
}

static double own_ratio(spot s)
{
    spot num = s, den = s;
    num.ind = &s.p->k->inds[s.ind->agg_num];
    num.b = num.ind->basis;
    den.ind = &s.p->k->inds[s.ind->agg_den];
    den.b = den.ind->basis;
    double n = value_at(num).level, d = value_at(den).level;
    if (!has(n) || !has(d) || d == 0)
        return MISSING;
    return n / d * (str_eqz(s.ind->unit, "%") ? 100 : 1);
}

static double aggregate(spot s)
{
    switch (s.ind->aggregation) {
    case AGG_SUM:
        return members_sum(s);
    case AGG_WEIGHTED:
        return members_weighted(s);
    case AGG_RATIO:
        return own_ratio(s);
    default:
        return MISSING;
    }
}

value value_at(spot s)
{
    value v = value_stored(s);
    if (has(v.level) || s.ind->aggregation == AGG_NONE)
        return v;
    v.level = aggregate(s);
    if (has(v.level)) {
        v.kind = KIND_COMPUTED;
        v.computed = true;
    }
    return v;
}

value value_as(spot s, kind k)
{
    if (k == KIND_NONE)
        return value_at(s);
    stored x = panel_stored(s.p, s.ind->id, s.b, k, TIER_ASSIGNED, s.t, s.a);
    return (value){.level = x.level,
                   .growth = x.growth,
                   .base = x.base,
                   .kind = has(x.level) ? k : KIND_NONE,
                   .growth_kind = has(x.growth) ? k : KIND_NONE,
                   .sbasis = x.sbasis,
                   .rank = x.rank};
}

/* ---- growth ---- */
static bool basis_differs(const indicator *i, uint16_t a, uint16_t b)
{
    if (a == b)
        return false;
    if (i->price == PRICE_CURRENT || i->price == PRICE_EMPTY)
        return a != 0 && b != 0;
    return true;
}

/* A break of the table decides; where it says nothing, the series_basis of the two figures does. */
bool measure_break(spot s, period older)
{
    const series_break *b = catalog_break(s.p->k, s.ind->id, s.a, older, s.t);
    if (b)
        return !b->linkable;
    value now = value_stored(s), then = value_stored(spot_period(s, older));
    return now.kind != KIND_NONE && then.kind != KIND_NONE &&
           basis_differs(s.ind, now.sbasis, then.sbasis);
}

double measure_link(spot s, period older)
{
    const series_break *b = catalog_break(s.p->k, s.ind->id, s.a, older, s.t);
    if (measure_break(s, older))
        return MISSING;
    return b && has(b->factor) ? b->factor : 1;
}

static turn turn_of(double v, double base)
{
    if (!has(v) || !has(base))
        return TURN_NONE;
    if (base < 0)
        return v > 0      ? TURN_TO_PROFIT
               : v > base ? TURN_LOSS_LESS
               : v < base ? TURN_LOSS_MORE
                          : TURN_NONE;
    return base > 0 && v < 0 ? TURN_TO_LOSS : TURN_NONE;
}

/* Last year's level as far as it may be compared with this year's: within one basis, or carried
 * over a break that a factor links. */
static double comparable_last_year(spot s, const value *now, const value *then, reason *why)
{
    const series_break *b = catalog_break(s.p->k, s.ind->id, s.a, period_years(s.t, -1), s.t);
    *why = REASON_NONE;
    if (!has(then->level)) {
        *why = REASON_NO_BASE;
        return MISSING;
    }
    if (b && b->linkable)
        return then->level * (has(b->factor) ? b->factor : 1);
    bool stored_both = now->kind != KIND_NONE && !now->computed && !then->computed;
    if (b || (stored_both && basis_differs(s.ind, now->sbasis, then->sbasis))) {
        *why = REASON_BASIS_BREAK;
        return MISSING;
    }
    return then->level;
}

static double base_of(spot s, const value *v, double last_year)
{
    if (has(v->base))
        return v->base;
    if (has(v->growth) && s.ind->price != PRICE_CONSTANT && v->growth > -100)
        return v->level / (1 + v->growth / 100);
    return last_year;
}

/* Growth of an area that is computed from its members: ΣV/ΣB − 1, for constant prices Σwg/Σw. */
static void members_growth(spot s, growth *r)
{
    const area *parent = &s.p->k->areas[s.a];
    double sum = 0, base = 0, weighted = 0;
    bool constant = s.ind->price == PRICE_CONSTANT;
    for (uint32_t i = 0; i < parent->n_additive; i++) {
        if (!area_valid(s.p->k, parent->additive[i], s.t))
            continue;
        spot m = spot_area(s, parent->additive[i]);
        value v = value_at(m);
        growth g = growth_of(m, &v);
        double b = constant ? g.last_year : g.base;
        if (!has(b) || (constant && !has(g.g))) {
            r->base = MISSING;
            r->why = g.why != REASON_NONE ? g.why : REASON_NO_BASE;
            return;
        }
        sum += v.level;
        base += b;
        weighted += b * g.g;
    }
    r->base = base;
    r->turn = turn_of(sum, base);
    if (base <= 0) {
        r->why = REASON_BASE_NOT_POSITIVE;
        return;
    }
    r->g = constant ? weighted / base : num_growth(sum, base);
    r->source = SOURCE_COMPUTED;
}

static void growth_from_levels(spot s, const value *v, reason why, growth *r)
{
    double base = has(v->base) ? v->base : r->last_year;
    if (!has(v->level)) {
        r->why = REASON_NOT_REPORTED;
    } else if (s.ind->price == PRICE_CONSTANT) {
        r->why = REASON_REAL_NOT_PUBLISHED;
    } else if (!has(base)) {
        r->why = why;
    } else if (base <= 0) {
        r->why = REASON_BASE_NOT_POSITIVE;
    } else {
        r->g = num_growth(v->level, base);
        r->source = SOURCE_COMPUTED;
    }
    if (s.ind->nature != NATURE_RATE && s.ind->nature != NATURE_INDEX)
        r->turn = turn_of(v->level, base);
}

static void growth_of_index(spot s, const value *v, reason why, growth *r)
{
    if (s.ind->index_base == IDX_FIXED) {
        growth_from_levels(s, v, why, r);
    } else if (s.ind->index_base == IDX_LY && has(v->level)) {
        r->g = v->level - 100;
        r->source = SOURCE_INDEX;
    } else if (!has(v->level)) {
        r->why = REASON_NOT_REPORTED;
    }
}

growth growth_of(spot s, const value *v)
{
    growth r = {MISSING, SOURCE_NONE, MISSING, MISSING, MISSING, MISSING, REASON_NONE, TURN_NONE};
    value then = value_at(spot_period(s, period_years(s.t, -1)));
    reason why;
    bool rate = s.ind->nature == NATURE_RATE;
    bool index = s.ind->nature == NATURE_INDEX;
    r.last_year = comparable_last_year(s, v, &then, &why);
    if (!rate && (!index || s.ind->index_base == IDX_FIXED || s.ind->index_base == IDX_NONE))
        r.computed = num_growth(v->level, then.level);
    if (s.ind->price == PRICE_CONSTANT && has(r.last_year))
        r.nominal = num_growth(v->level, r.last_year);
    r.base = has(v->level) ? base_of(s, v, r.last_year) : MISSING;
    if (measure_by_points(s.ind)) {
        r.g = MISSING; /* a rate has no growth, whatever was published as one */
    } else if (has(v->growth)) {
        r.g = v->growth;
        r.source = SOURCE_PUBLISHED;
        if (has(v->level) && has(r.last_year) && !index)
            r.turn = turn_of(v->level, r.last_year);
    } else if (index) {
        growth_of_index(s, v, why, &r);
    } else if (v->computed && s.ind->aggregation == AGG_SUM) {
        members_growth(s, &r);
    } else {
        growth_from_levels(s, v, why, &r);
    }
    return r;
}

growth growth_at(spot s)
{
    value v = value_at(s);
    return growth_of(s, &v);
}

bool measure_by_points(const indicator *i)
{
    return i->nature == NATURE_RATE ||
           (i->nature == NATURE_INDEX && i->index_base == IDX_DIFFUSION);
}

double measure_points(spot s)
{
    return measure_by_points(s.ind) ? value_at(s).level : growth_at(s).g;
}

/* ---- calendar of a series ---- */
bool period_exists(const indicator *i, basis b, period t)
{
    if (!i->joint_jan_feb || t.f != FREQ_M)
        return true;
    int m = period_last_month(t);
    return m > (b == BASIS_PERIOD ? 2 : 1);
}

period period_previous(const indicator *i, basis b, period t)
{
    period q = period_add(t, -1);
    while (!period_exists(i, b, q))
        q = period_add(q, -1);
    return q;
}

static bool first_of_year(const indicator *i, basis b, period t)
{
    return period_year(period_previous(i, b, t)) != period_year(t);
}

/* Growths of two periods may be compared whatever their bases; levels may not. */
static double change_since(spot s, period older)
{
    double link = measure_by_points(s.ind) ? measure_link(s, older) : 1;
    return measure_points(s) - measure_points(spot_period(s, older)) * link;
}

double change_year(spot s)
{
    return change_since(s, period_years(s.t, -1));
}

double change_previous(spot s)
{
    return change_since(s, period_previous(s.ind, s.b, s.t));
}

/* ---- single periods ---- */
static spot spot_single(spot s)
{
    s.b = BASIS_PERIOD;
    return s;
}

single single_as(spot s, kind k)
{
    single r = {MISSING, false};
    if (s.b != BASIS_YTD) {
        r.level = value_as(s, k).level;
        return r;
    }
    r.level =
        k == KIND_NONE ? value_stored(spot_single(s)).level : value_as(spot_single(s), k).level;
    if (has(r.level))
        return r;
    if (s.ind->nature == NATURE_RATE || s.ind->nature == NATURE_INDEX ||
        (s.ind->joint_jan_feb && s.t.f == FREQ_M && period_last_month(s.t) <= 2))
        return r;
    r.derived = true;
    r.level = value_as(s, k).level;
    if (!first_of_year(s.ind, s.b, s.t)) {
        period before = period_previous(s.ind, s.b, s.t);
        r.level =
            measure_break(s, before) ? MISSING : r.level - value_at(spot_period(s, before)).level;
    }
    return r;
}

single single_at(spot s)
{
    return single_as(s, KIND_NONE);
}

double single_mom_as(spot s, kind k)
{
    const indicator *i = s.ind;
    if (i->nature == NATURE_INDEX) {
        double v = value_as(s, k).level;
        if (i->index_base == IDX_PREV)
            return v - 100;
        if (i->index_base != IDX_FIXED)
            return MISSING;
    }
    if (i->nature == NATURE_STOCK || i->nature == NATURE_RATE || i->price == PRICE_CONSTANT ||
        s.b == BASIS_END || s.t.f == FREQ_Y)
        return MISSING;
    if (i->joint_jan_feb && s.t.f == FREQ_M && period_last_month(s.t) <= 3)
        return MISSING;
    period before = period_add(s.t, -1);
    if (measure_break(s, before))
        return MISSING;
    return num_growth(single_as(s, k).level, single_at(spot_period(s, before)).level);
}

double single_mom(spot s)
{
    return single_mom_as(s, KIND_NONE);
}

/* Rounding of published cumulatives may move a derived single-period growth by at most one point
 * (R11): 0.05 × (B_t + B_t−1) / (B_t − B_t−1). */
#define ROUNDING_LIMIT 1.0

single_growth single_growth_at(spot s)
{
    single_growth r = {MISSING, SOURCE_NONE};
    if (s.b != BASIS_YTD) {
        if (s.b == BASIS_PERIOD) {
            growth g = growth_at(s);
            r = (single_growth){g.g, g.source};
        }
        return r;
    }
    value own = value_stored(spot_single(s));
    if (has(own.growth))
        return (single_growth){own.growth, SOURCE_PUBLISHED};
    if (s.ind->nature == NATURE_RATE || s.ind->nature == NATURE_INDEX ||
        (s.ind->joint_jan_feb && s.t.f == FREQ_M && period_last_month(s.t) <= 2))
        return r;
    value v = value_at(s);
    growth g = growth_of(s, &v);
    if (first_of_year(s.ind, s.b, s.t)) /* the first cumulative is the single period */
        return (single_growth){g.g, g.source};
    if (s.ind->price == PRICE_CONSTANT)
        return r;
    spot before = spot_period(s, period_previous(s.ind, s.b, s.t));
    value w = value_at(before);
    double b = g.base, v0 = w.level, b0 = growth_of(before, &w).base;
    if (measure_break(s, before.t))
        return r;
    if (!has(v.level - v0) || !has(b - b0) || b - b0 <= 0 ||
        0.05 * (b + b0) / (b - b0) > ROUNDING_LIMIT)
        return r;
    return (single_growth){((v.level - v0) / (b - b0) - 1) * 100, SOURCE_COMPUTED};
}

/* ---- the year ---- */
double cumulative_at(spot s)
{
    if (s.b != BASIS_PERIOD)
        return value_at(s).level;
    double sum = 0;
    int year = period_year(s.t);
    for (period t = s.t; period_year(t) == year; t = period_add(t, -1))
        if (period_exists(s.ind, s.b, t))
            sum += value_at(spot_period(s, t)).level;
    return sum;
}

period year_end(const indicator *i, period t)
{
    (void)i;
    period d = t;
    while (period_year(period_add(d, 1)) == period_year(t))
        d = period_add(d, 1);
    return d;
}
