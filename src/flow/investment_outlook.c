/* How far the projects in the library carry: the figures of the desk around them (F28, R24). */
#include "flow/investment.h"
#include "base/str.h"
#include "num/num.h"
#include "panel/measure.h"

/* Words for what is not known, beside those of panel/measure.h. */
#define WHY_GROWTH_ONLY "growth_only" /* a growth is published and no level */
#define WHY_NO_LEDGER "no_ledger_last_year"
#define WHY_NEGATIVE "not_positive"

/* ---- the horizon ---- */
static period default_horizon(period t)
{
    int month = period_last_month(t), end = (month + 2) / 3 * 3 + 3;
    return period_add(t, (end > 12 && month < 12 ? 12 : end) - month);
}

static bool horizon_of(cx *c, const investment *v, const invest_asked *asked, invest_outlook *o)
{
    period h = asked->horizon.f == FREQ_NONE ? default_horizon(v->t) : asked->horizon;
    if (asked->horizon.f != FREQ_NONE &&
        (h.ord <= v->t.ord || period_year(h) > period_year(v->t) + 1))
        return fail(c, ERR_USAGE, "--horizon 须在时期之后，至迟到次年年底",
                    "--horizon lies after the period, at most at the end of the next year");
    bool crosses = period_year(h) > period_year(v->t);
    o->horizon = h;
    o->window = (invest_window){.t = v->t.ord,
                                .from = crosses ? period_year(h) * 12 : v->t.ord + 1,
                                .to = h.ord,
                                .first_year = MISSING};
    o->months = o->window.to - o->window.from + 1;
    return true;
}

static bool crosses(const invest_outlook *o)
{
    return o->window.from > o->window.t + 1;
}

/* ---- comparable bases ---- */
/* Level of the horizon a year before it; carried to the basis of the present. */
static double last_at_horizon(spot s, const invest_outlook *o)
{
    period then = period_years(o->horizon, -1);
    return value_at(spot_period(s, then)).level *
           (period_cmp(then, s.t) <= 0 ? measure_link(s, then) : MISSING);
}

/* What turns last year's levels into the comparable base of the present; NaN when not known. */
static double base_ratio(spot s, const growth *g)
{
    (void)s;
    return g->last_year > 0 ? g->base / g->last_year : MISSING;
}

/* Base of the months that are still to come. */
static double base_rest(spot s, const growth *g, double ratio, const invest_outlook *o)
{
    double end = last_at_horizon(s, o);
    return crosses(o) ? end : (end - g->last_year) * ratio;
}

static const char *why_of(reason r, reason otherwise)
{
    return reason_name(r != REASON_NONE ? r : otherwise);
}

static void base_of_horizon(spot s, const growth *g, const value *now, const target *t,
                            invest_outlook *o)
{
    double stored = value_at(spot_period(s, o->horizon)).base;
    double last = last_at_horizon(s, o), ratio = base_ratio(s, g);
    o->known.base = MISSING;
    if (has(stored)) {
        o->known.base = stored;
        o->base_from = "base_level";
    } else if (crosses(o)) {
        o->known.base = last;
        o->base_from = "published";
    } else {
        o->known.base = invest_scaled(last, g->base, g->last_year);
        o->base_from = ratio == 1 ? "published" : "comparable";
    }
    if (!has(o->known.base)) {
        o->known.base = invest_base_of_target(t->level, t->growth);
        o->base_from = "target";
    }
    if (has(o->known.base))
        return;
    o->base_from = NULL;
    o->why_base = !has(now->level) && has(g->g) ? WHY_GROWTH_ONLY
                  : !has(now->level)            ? reason_name(REASON_NOT_REPORTED)
                                                : why_of(g->why, REASON_NO_BASE);
}

/* ---- targets ---- */
static target target_of(spot s, const invest_asked *asked, invest_outlook *o)
{
    spot at = spot_period(s, o->horizon);
    target t = target_stored(at, o->horizon);
    o->target_from = period_last_month(o->horizon) == 12 ? "year" : "checkpoint";
    if (has(asked->target)) {
        t = (target){.given = true, .growth = asked->target, .level = MISSING};
        o->target_from = "asked";
    } else if (!t.given) {
        year_target y = target_of_year(at);
        t = y.stored;
        o->target_from = "year";
        t.level = has(t.growth) ? MISSING : checkpoint_at(at, o->horizon).target;
    }
    if (!t.given)
        o->target_from = NULL;
    return t;
}

/* ---- what is told apart ---- */
static void real_estate_of(const investment *v, double ratio, invest_outlook *o)
{
    spot s;
    invest_apart *r = &o->real_estate;
    *r = (invest_apart){MISSING, MISSING, MISSING, MISSING, MISSING, NULL};
    if (v->real_estate == ID_NONE)
        return;
    r->why = reason_name(REASON_NOT_REPORTED);
    if (!investment_spot(v, v->real_estate, &s))
        return;
    growth g = growth_at(s);
    double own = base_ratio(s, &g);
    r->level = value_at(s).level;
    r->base = g.base;
    r->growth = g.g;
    r->base_rest = base_rest(s, &g, has(own) ? own : ratio, o);
    r->estimate = invest_estimate(r->base_rest, r->growth);
    r->why = has(r->estimate)     ? NULL
             : !has(r->growth)    ? why_of(g.why, REASON_NOT_REPORTED)
             : !has(r->base_rest) ? why_of(g.why, REASON_NO_BASE)
                                  : WHY_NEGATIVE;
}

/* Projects of the domain that the real-estate figure is about are in it, where it can be estimated. */
static void mark_apart(investment *v, bool told)
{
    const type_investment *w = v->what;
    uint32_t at[16];
    for (size_t i = 0; i < v->n; i++) {
        uint32_t n = told ? investment_domains(v, i, at, COUNT_OF(at)) : 0;
        v->p[i].apart = false;
        for (uint32_t k = 0; k < n; k++)
            v->p[i].apart |= str_eq(w->domains[at[k]].indicator, w->real_estate);
    }
}

/* What the projects that are not told apart did from January on: this year, last year as far, last year up to
 * the month of the horizon; and the rates of first months. By blocks: their months are read once. */
enum { THIS_YEAR, LAST_YEAR, LAST_HORIZON, YEARS };

static void gather(const investment *v, invest_outlook *o, double years[YEARS])
{
    const int32_t to[YEARS] = {v->t.ord, v->t.ord - 12, o->horizon.ord - 12};
    uint32_t horizon = o->months < 1 ? 1 : o->months > 12 ? 12 : (uint32_t)o->months;
    for (int k = 0; k < YEARS; k++)
        years[k] = 0;
    for (size_t from = 0; from < v->n || !from; from += INVEST_BLOCK) {
        const invest_project *p = v->p + from;
        size_t n = v->n - from < INVEST_BLOCK ? v->n - from : INVEST_BLOCK;
        invest_first_add(p, n, v->t.ord, 12, &o->first_year);
        invest_first_add(p, n, v->t.ord, horizon, &o->in_horizon);
        for (size_t i = 0; i < n; i++)
            for (int k = 0; k < YEARS && !p[i].apart; k++)
                years[k] += invest_year_of(&p[i], to[k]).inside;
    }
}

#define NEARLY_ALL 0.9

static bool reported_in(const invest_project *p, int32_t from, int32_t to)
{
    for (int32_t m = from; m < to; m++)
        if (invest_reported(p, m))
            return true;
    return false;
}

/* Did nearly all projects that stood in the library last year report then: what a few of them did is not
 * the ledger's last year. */
static bool reported_last_year(const investment *v)
{
    int32_t year = period_year(v->t) * 12;
    size_t there = 0, told = 0;
    for (size_t i = 0; i < v->n; i++) {
        const invest_project *p = &v->p[i];
        if (p->entered == INVEST_NONE || p->entered >= year ||
            (p->left != INVEST_NONE && p->left < year - 12))
            continue;
        there++;
        told += reported_in(p, year - 12, year);
    }
    return there && (double)told >= NEARLY_ALL * (double)there;
}

static double or_zero(bool told, double v)
{
    return told ? v : 0;
}

/* The rest of the figure: neither in the ledger nor told apart. Its growth is that of the rest now, its base
 * the rest of last year's months to come. */
static void below_of(const investment *v, const growth *g, const double done[YEARS],
                     double fai_rest, invest_outlook *o)
{
    bool apart = v->real_estate != ID_NONE;
    const invest_apart *e = &o->real_estate;
    invest_apart *r = &o->below;
    *r = (invest_apart){MISSING, MISSING, MISSING, MISSING, MISSING, NULL};
    r->level = o->known.level - or_zero(apart, e->level) - done[THIS_YEAR];
    r->base = g->base - or_zero(apart, e->base) - done[LAST_YEAR];
    double ledger_rest = done[LAST_HORIZON] - (crosses(o) ? 0 : done[LAST_YEAR]);
    if (!reported_last_year(v)) {
        r->why = WHY_NO_LEDGER;
        return;
    }
    r->growth = r->level >= 0 ? num_growth(r->level, r->base) : MISSING;
    r->base_rest = fai_rest - or_zero(apart, e->base_rest) - ledger_rest;
    r->estimate = invest_estimate(r->base_rest, r->growth);
    if (has(r->estimate))
        return;
    r->why = has(r->level) && has(r->base) && has(r->base_rest) ? WHY_NEGATIVE
                                                                : reason_name(REASON_NO_BASE);
}

/* ---- the projects ---- */
static void projects_of(const investment *v, invest_outlook *o)
{
    num_adder stock = {0}, entries = {0};
    o->window.first_year = o->first_year.percent;
    for (size_t i = 0; i < v->n; i++) {
        const invest_project *p = &v->p[i];
        if (p->apart)
            continue;
        if (invest_counts(p, v->t.ord)) {
            invest_doing d = invest_executable(p, &o->window);
            num_add(&stock, d.amount);
            o->by_pace[d.pace] += d.amount;
            o->n_by_pace[d.pace]++;
            o->unknown_left += d.pace == PACE_UNKNOWN ? invest_remaining(p, v->t.ord) : 0;
        }
        o->overdue += invest_overdue(p, v->t.ord);
        if (!invest_expected(p, &o->window))
            continue;
        o->expected++;
        o->unlikely += !has(p->probability);
        num_add(&entries, invest_entry(p, &o->window).amount);
    }
    o->known.executable = stock.sum + stock.lost;
    o->known.expected = entries.sum + entries.lost;
    o->known.first_year = o->first_year.percent;
    o->known.in_horizon = o->in_horizon.percent;
}

static void without_figures(invest_outlook *o)
{
    o->level = o->growth = o->base_now = MISSING;
    o->known = (invest_known){MISSING, MISSING, MISSING, MISSING, 0, 0, MISSING, MISSING, 0, 0};
    o->real_estate = o->below = (invest_apart){MISSING, MISSING, MISSING, MISSING, MISSING, NULL};
    o->why_level = o->why_base = reason_name(REASON_NOT_REPORTED);
}

static void figures_of(investment *v, spot s, const invest_asked *asked, invest_outlook *o)
{
    double years[YEARS];
    value now = value_at(s);
    growth g = growth_of(s, &now);
    target t = target_of(s, asked, o);
    o->level = now.level;
    o->growth = g.g;
    o->base_now = g.base;
    o->known.level = now.level;
    if (!has(now.level))
        o->why_level = has(g.g) ? WHY_GROWTH_ONLY : reason_name(REASON_NOT_REPORTED);
    else
        o->why_level = NULL;
    o->why_base = NULL;
    base_of_horizon(s, &g, &now, &t, o);
    o->known.growth = t.growth;
    o->known.target_level = has(t.growth) && has(o->known.base) ? MISSING : t.level;
    real_estate_of(v, base_ratio(s, &g), o);
    mark_apart(v, has(o->real_estate.estimate));
    gather(v, o, years);
    below_of(v, &g, years, crosses(o) ? o->known.base : o->known.base - g.base, o);
    o->known.real_estate = v->real_estate == ID_NONE ? 0 : o->real_estate.estimate;
    o->known.below = o->below.estimate;
    if (crosses(o))
        o->known.level = 0;
}

bool investment_outlook(cx *c, investment *v, const invest_asked *asked, invest_outlook *ret)
{
    spot s;
    *ret = (invest_outlook){0};
    TRY(horizon_of(c, v, asked, ret));
    without_figures(ret);
    if (investment_spot(v, v->ind, &s)) {
        figures_of(v, s, asked, ret);
    } else {
        double years[YEARS];
        mark_apart(v, false);
        gather(v, ret, years);
    }
    projects_of(v, ret);
    if (v->unseen) { /* what cannot be seen would be missing in every sum */
        ret->below.estimate = ret->known.below = MISSING;
        ret->below.why = INVEST_WHY_UNSEEN;
        ret->known.executable = ret->known.expected = MISSING;
    }
    ret->support = invest_support_of(&ret->known);
    return true;
}
