#include "panel/forecast.h"

bool forecast_adds(const indicator *i)
{
    return i->nature == NATURE_FLOW || i->nature == NATURE_STOCK || i->nature == NATURE_COUNT;
}

/* Single periods of its year before t: five before June, one before the second quarter. */
static int periods_before(period t)
{
    return period_last_month(t) * freq_per_year(t.f) / 12 - 1;
}

static void add_single(spot s, forecast *r)
{
    bool pair = s.ind->joint_jan_feb && s.t.f == FREQ_M && period_last_month(s.t) <= 2;
    if (s.b != BASIS_YTD || !forecast_adds(s.ind) || pair || s.t.f > FREQ_M)
        return;
    r->single = true;
    r->periods_before = periods_before(s.t);
    r->previous = 0;
    if (r->periods_before > 0) {
        period before = period_previous(s.ind, s.b, s.t);
        r->previous = value_at(spot_period(s, before)).level * measure_link(s, before);
    }
    r->last_year_month = single_at(spot_period(s, period_years(s.t, -1))).level;
}

static forecast forecast_of(spot s, value v)
{
    forecast r = {.v = v, .previous = MISSING, .last_year_month = MISSING};
    growth g = growth_of(s, &r.v);
    r.given = has(r.v.level) || has(r.v.growth);
    r.growth = g.g;
    r.base = has(g.base) ? g.base : g.last_year;
    add_single(s, &r);
    return r;
}

forecast forecast_at(spot s)
{
    return forecast_of(s, value_as(s, KIND_FORECAST));
}

forecast forecast_known_at(spot s)
{
    return forecast_of(s, value_stored(s));
}

bool forecast_last_known(spot s, period *ret)
{
    for (period t = s.t; period_year(t) == period_year(s.t); t = period_add(t, -1))
        if (has(value_at(spot_period(s, t)).level)) {
            *ret = t;
            return true;
        }
    return false;
}
