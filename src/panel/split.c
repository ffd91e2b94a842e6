#include "panel/split.h"
#include "base/dec.h"

#define UNITS_MAX 9e15 /* whole numbers are exact in a double up to here */
#define DECIMALS_MAX 9

/* Points of the year at which the indicator reports: months (from February for joint ones),
 * quarters, halves. */
static uint32_t year_points(spot s, period out[12])
{
    uint32_t n = 0;
    int year = period_year(s.t);
    for (int month = 1; month <= 12; month++) {
        period m = {FREQ_M, year * 12 + month - 1}, p;
        if (s.ind->freqs[0] <= FREQ_M && !period_point(m, s.ind->freqs[0], &p))
            continue;
        if (s.ind->joint_jan_feb && month == 1)
            continue;
        out[n++] = m;
    }
    return n;
}

/* Last year's delivered share by that point; NaN without history. */
static double curve_share(spot s, period at)
{
    period own, last;
    if (!period_point(at, s.ind->freqs[0], &own))
        return MISSING;
    last = year_end(s.ind, own);
    double part = cumulative_at(spot_period(s, period_years(own, -1)));
    double whole = cumulative_at(spot_period(s, period_years(last, -1)));
    if (s.ind->nature == NATURE_STOCK) {
        double s0 = cumulative_at(spot_period(s, period_years(last, -2)));
        part -= s0;
        whole -= s0;
    }
    return whole != 0 ? part / whole : MISSING;
}

static split_why divisible(spot s, double whole)
{
    return !has(whole)                             ? SPLIT_NO_TARGET
           : target_class_of(s.ind) == CLASS_LEVEL ? SPLIT_HOLDS
                                                   : SPLIT_OK;
}

/* A whole given more finely than the indicator is written (0.05 at one decimal) cannot be made up
 * from its decimals: then those of the whole serve. Counts stay whole. */
static int decimals_of(const indicator *i, double whole, double reserve, int decimals)
{
    const double parts[] = {whole, reserve};
    if (i->nature == NATURE_COUNT)
        return 0;
    for (size_t k = 0; k < COUNT_OF(parts); k++) {
        dec d;
        if (!dec_from_double(parts[k], 15, &d))
            continue;
        while (d.scale > decimals && d.coef % 10 == 0) {
            d.coef /= 10;
            d.scale--;
        }
        decimals = d.scale > decimals ? d.scale : decimals;
    }
    decimals = decimals < DECIMALS_MAX ? decimals : DECIMALS_MAX;
    while (decimals > 0 && fabs(whole) * pow(10, decimals) > UNITS_MAX)
        decimals--;
    return decimals;
}

static double settle(spot s, double v, double whole, int decimals)
{
    if (s.ind->nature == NATURE_COUNT)
        return fmin(whole, fmax(1, ceil(v - 1e-9)));
    return num_round(v, decimals);
}

/* Last year's cumulative may have fallen (a revision, a negative month); a target does not ask for
 * less than before, nor for more than the year. Balances do rise and fall within a year. */
static double no_fall(spot s, double share, double before)
{
    if (s.ind->nature == NATURE_STOCK || !has(share))
        return share;
    return fmax(before, fmin(share, 1));
}

bool split_time(cx *c, spot s, double whole, split_method m, int decimals, split *ret)
{
    period points[12];
    uint32_t n = year_points(s, points);
    double before = 0;
    double start =
        s.ind->nature == NATURE_STOCK
            ? value_at(
                  spot_period(
                      s, year_end(s.ind,
                                  period_years(period_containing(points[0], s.ind->freqs[0]), -1))))
                  .level
            : 0;
    *ret = (split){.whole = whole, .why = divisible(s, whole)};
    ret->pieces = cx_alloc(c, 12 * sizeof *ret->pieces);
    if (!ret->pieces || ret->why != SPLIT_OK)
        return ret->pieces != NULL;
    decimals = decimals_of(s.ind, whole, 0, decimals);
    for (uint32_t i = 0; i < n; i++) {
        double share = no_fall(
            s, m == SPLIT_EVEN ? period_last_month(points[i]) / 12.0 : curve_share(s, points[i]),
            before);
        double v = start + (whole - start) * share;
        if (m == SPLIT_MANUAL)
            share = v = MISSING;
        else if (!has(v)) {
            ret->why = SPLIT_NO_HISTORY;
            ret->n = 0;
            return true;
        }
        before = share;
        double level = i == n - 1 ? whole : has(v) ? settle(s, v, whole, decimals) : MISSING;
        ret->pieces[ret->n++] = (split_piece){s.a, points[i], share, level, {"", 0}};
    }
    return true;
}

/* Largest remainder: every piece the whole units below its exact share, what is left one unit each
 * to those that lost most. Shares in, levels out; they add up to `whole` in these decimals. */
static void apportion(split_piece *p, uint32_t n, double whole, int decimals)
{
    double unit = pow(10, decimals), units = round(num_round(whole, decimals) * unit), left = units;
    if (fabs(units) > UNITS_MAX) { /* there are no last decimals to share out */
        for (uint32_t i = 0; i < n; i++)
            p[i].level = whole * p[i].share;
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        p[i].level = floor(units * p[i].share);
        left -= p[i].level;
    }
    double step = left > 0 ? 1 : -1;
    for (int64_t over = llabs((int64_t)left); over > 0; over--) {
        uint32_t most = 0;
        for (uint32_t i = 1; i < n; i++)
            if (step * (units * p[i].share - p[i].level) >
                step * (units * p[most].share - p[most].level) + 1e-6)
                most = i;
        p[most].level += step;
    }
    for (uint32_t i = 0; i < n; i++)
        p[i].level /= unit;
}

bool split_areas(cx *c, spot s, double whole, double reserve, split_method m, int decimals,
                 split *ret)
{
    const catalog *k = s.p->k;
    const area *a = &k->areas[s.a];
    double total = 0;
    *ret = (split){.whole = whole, .reserve = reserve, .why = divisible(s, whole)};
    ret->pieces = cx_alloc(c, (a->n_additive + 1) * sizeof *ret->pieces);
    if (!ret->pieces || ret->why != SPLIT_OK)
        return ret->pieces != NULL;
    period at = {FREQ_M, period_year(s.t) * 12 + 11}, last;
    if (!period_point(at, s.ind->freqs[0], &last))
        last = at;
    for (uint32_t i = 0; i < a->n_additive; i++) {
        spot d = spot_period(spot_area(s, a->additive[i]), period_years(last, -1));
        if (!area_valid(k, d.a, s.t))
            continue;
        double w = m == SPLIT_CURVE ? cumulative_at(d) : 1;
        if (!has(w)) {
            ret->why = SPLIT_NO_HISTORY;
            ret->n = 0;
            return true;
        }
        total += w;
        ret->pieces[ret->n++] =
            (split_piece){d.a, at, m == SPLIT_MANUAL ? MISSING : w, MISSING, {"", 0}};
    }
    if (!ret->n || !(total > 0)) {
        ret->why = ret->n ? SPLIT_NO_HISTORY : SPLIT_NO_MEMBERS;
        ret->n = 0;
    }
    if (m == SPLIT_MANUAL || !ret->n)
        return true;
    for (uint32_t i = 0; i < ret->n; i++)
        ret->pieces[i].share /= total;
    double rest = s.ind->nature == NATURE_COUNT ? floor(whole - reserve + 1e-9) : whole - reserve;
    apportion(ret->pieces, ret->n, rest, decimals_of(s.ind, whole, reserve, decimals));
    return true;
}

reconciliation reconcile_areas(spot s)
{
    const catalog *k = s.p->k;
    const area *a = &k->areas[s.a];
    year_target own = target_of_year(s);
    reconciliation r = {
        .target = own.stored.level, .target_growth = own.stored.growth, .weighted_growth = 0};
    double weights = 0;
    period last = year_end(s.ind, s.t);
    for (uint32_t i = 0; i < a->n_additive; i++) {
        spot d = spot_area(s, a->additive[i]);
        if (!area_valid(k, d.a, s.t))
            continue;
        target t = target_of_year(d).stored;
        double w = cumulative_at(spot_period(d, period_years(last, -1)));
        r.n++;
        r.missing += !t.given;
        r.sum += has(t.level) ? t.level : 0;
        r.weighted_growth += w * t.growth;
        weights += w;
    }
    r.weighted_growth = weights > 0 ? r.weighted_growth / weights : MISSING;
    if (r.n == 0 || r.missing == r.n)
        r.sum = MISSING;
    r.reserve = r.target - r.sum;
    return r;
}
