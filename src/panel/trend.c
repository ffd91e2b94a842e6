#include "panel/trend.h"

const char *trend_name(trend_kind k)
{
    static const char *const words[] = {"lowest_since",     "highest_since",   "first_below_10",
                                        "turned_positive",  "turned_negative", "multiple",
                                        "two_year_average", "base_high",       "base_low"};
    return words[k];
}

/* Readings that make a run worth telling (R25). */
static int worth_telling(freq f)
{
    return f == FREQ_Q ? 4 : f == FREQ_M ? 6 : f == FREQ_Y || f == FREQ_H ? 3 : 12;
}

/* The run of readings, this one included, none of which is lower (sign 1) or higher (sign -1). */
static bool run_of(spot s, double sign, finding *f)
{
    double now = measure_points(s);
    int32_t first, last;
    if (!has(now) || !panel_span(s.p, s.ind->id, s.b, s.t.f, &first, &last))
        return false;
    *f = (finding){.kind = sign > 0 ? TREND_LOWEST : TREND_HIGHEST,
                   .since = s.t,
                   .periods = 1,
                   .value = now,
                   .from_start = true};
    for (period t = period_previous(s.ind, s.b, s.t); t.ord >= first;
         t = period_previous(s.ind, s.b, t)) {
        double v = measure_points(spot_period(s, t));
        if (measure_break(s, t)) {
            f->from_start = false;
            break;
        }
        if (!has(v)) { /* nothing is said across a gap, nor that records begin there */
            f->from_start = false;
            break;
        }
        if (num_same(v, now) || (v - now) * sign < 0) {
            f->equalled = num_same(v, now);
            f->from_start = false;
            break;
        }
        f->since = t;
        f->periods++;
    }
    return f->periods >= worth_telling(s.t.f);
}

/* First time below ten percent: not since at least three years (F21). */
static bool first_below(spot s, finding *f)
{
    double now = measure_points(s);
    int32_t first, last;
    if (!(now < 10) || measure_by_points(s.ind) ||
        !panel_span(s.p, s.ind->id, s.b, s.t.f, &first, &last))
        return false;
    int n = 0;
    for (period t = period_previous(s.ind, s.b, s.t); t.ord >= first;
         t = period_previous(s.ind, s.b, t), n++) {
        double v = measure_points(spot_period(s, t));
        if (!has(v) || measure_break(s, t))
            return false;
        if (v < 10) {
            *f = (finding){.kind = TREND_BELOW_10, .since = t, .periods = n, .value = now};
            return period_year(s.t) - period_year(t) >= 3;
        }
    }
    return false;
}

static bool sign_change(spot s, finding *f)
{
    period before = period_previous(s.ind, s.b, s.t);
    double now = measure_points(s), then = measure_points(spot_period(s, before));
    if (measure_by_points(s.ind) || !(now * then < 0))
        return false;
    *f = (finding){.kind = now > 0 ? TREND_TO_POSITIVE : TREND_TO_NEGATIVE,
                   .since = before,
                   .periods = 1,
                   .value = now};
    return true;
}

static bool multiple(spot s, finding *f)
{
    growth g = growth_at(s);
    if (!has(g.g) || g.g < 100)
        return false;
    *f = (finding){.kind = TREND_MULTIPLE,
                   .since = period_years(s.t, -1),
                   .periods = 1,
                   .value = 1 + g.g / 100};
    return true;
}

/* Two-year average of published growths, and whether last year was a high or low base (R16). */
static int averages(spot s, finding *f)
{
    double g[5];
    int n = 0;
    if (measure_by_points(s.ind))
        return 0;
    for (int y = 0; y < 5; y++)
        g[y] = growth_at(spot_period(s, period_years(s.t, -y))).g;
    if (has(g[0]) && has(g[1]) && !measure_break(s, period_years(s.t, -2)))
        f[n++] = (finding){.kind = TREND_TWO_YEAR,
                           .since = period_years(s.t, -2),
                           .periods = 2,
                           .value = num_mean_growth(g, 2)};
    double before = (g[2] + g[3] + g[4]) / 3;
    if (has(g[1] - before) && fabs(g[1] - before) >= 2)
        f[n++] = (finding){.kind = g[1] > before ? TREND_BASE_HIGH : TREND_BASE_LOW,
                           .since = period_years(s.t, -1),
                           .periods = 3,
                           .value = g[1] - before};
    return n;
}

int trend_find(spot s, finding out[TREND_MAX])
{
    int n = 0;
    n += run_of(s, 1, &out[n]);
    n += run_of(s, -1, &out[n]);
    n += first_below(s, &out[n]);
    n += sign_change(s, &out[n]);
    n += multiple(s, &out[n]);
    n += averages(s, &out[n]);
    return n;
}
