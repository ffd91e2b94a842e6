#include "filing/rollup.h"
#include "num/num.h"

#define GOOD_PERCENT 3
#define GOOD_POINTS 1

/* ---- roll-up ---- */
/* Σ of a column over the members that count; NaN when one of them lacks it, or none counts. */
static double total(const num_adder *a)
{
    return a->n ? a->sum + a->lost : MISSING;
}

/* Figures are of those that have a level; where nobody has one, of those that have a growth. */
static bool counts(const rollup_member *m, bool levels)
{
    return levels ? has(m->level) : has(m->growth);
}

static void grow(rollup *r, const rollup_rule *rule, bool levels, const num_adder *weighted)
{
    bool by_levels = levels && rule->price != PRICE_CONSTANT;
    if (by_levels)
        r->growth = num_growth(r->sum, r->last_year);
    else if (r->last_year > 0)
        r->growth = total(weighted) / r->last_year;
}

static void imply(rollup *r, const rollup_rule *rule)
{
    if (!rule->single)
        return;
    r->month = rule->periods_before > 0 ? r->sum - r->previous : r->sum;
    if (rule->periods_before > 0 && r->previous > 0)
        r->k = r->month / (r->previous / rule->periods_before);
}

rollup rollup_of(const rollup_member *m, size_t n, const rollup_rule *rule)
{
    rollup r = {.members = (uint32_t)n,
                .sum = MISSING,
                .last_year = MISSING,
                .growth = MISSING,
                .previous = MISSING,
                .month = MISSING,
                .last_year_month = MISSING,
                .k = MISSING};
    num_adder sum = {0}, base = {0}, weighted = {0}, before = {0}, month = {0};
    bool levels = false;
    uint32_t used = 0;
    for (size_t i = 0; i < n; i++) {
        r.reported += rollup_reported(&m[i]);
        levels |= has(m[i].level);
    }
    for (size_t i = 0; i < n; i++) {
        if (!counts(&m[i], levels))
            continue;
        used++;
        num_add(&sum, m[i].level);
        num_add(&base, m[i].last_year);
        num_add(&weighted, m[i].last_year * m[i].growth);
        num_add(&before, m[i].previous);
        num_add(&month, m[i].last_year_month);
    }
    r.partial = used < n;
    if (!rule->adds || !used || (r.partial && !rule->partial))
        return r;
    r.sum = total(&sum);
    r.last_year = total(&base);
    grow(&r, rule, levels, &weighted);
    r.previous = total(&before);
    r.last_year_month = total(&month);
    imply(&r, rule);
    return r;
}

rollup rollup_own(const rollup_member *m, const rollup_rule *rule)
{
    rollup_rule own = *rule;
    own.adds = true;
    rollup r = rollup_of(m, 1, &own);
    if (has(m->growth)) /* as it was handed in */
        r.growth = m->growth;
    return r;
}

double rollup_residual(double official, const rollup *r)
{
    return r->partial ? MISSING : official - r->sum;
}

/* ---- accuracy ---- */
const char *accuracy_side_name(accuracy_side s)
{
    static const char *const words[] = {"level", "over", "under"};
    return words[s];
}

accuracy accuracy_of(const double *forecast, const double *figure, size_t n, bool points)
{
    accuracy r = {.size = MISSING, .bias = MISSING};
    num_adder size = {0}, bias = {0};
    uint32_t above = 0, below = 0;
    for (size_t i = 0; i < n; i++) {
        double e = figure[i] - forecast[i];
        if (!points)
            e = figure[i] == 0 ? MISSING : e / fabs(figure[i]) * 100;
        if (!has(e))
            continue;
        num_add(&size, fabs(e));
        num_add(&bias, e);
        above += e > 0;
        below += e < 0;
    }
    if (!(r.n = size.n))
        return r;
    r.size = total(&size) / r.n;
    r.bias = total(&bias) / r.n;
    r.good = r.size <= (points ? GOOD_POINTS : GOOD_PERCENT) + 1e-9;
    if (r.n >= ACCURACY_PERIODS)
        r.side = above * 6 >= r.n * 5 ? SIDE_UNDER : below * 6 >= r.n * 5 ? SIDE_OVER : SIDE_LEVEL;
    return r;
}

void accuracy_ranks(const accuracy *a, size_t n, uint32_t *ret_rank)
{
    for (size_t i = 0; i < n; i++) {
        ret_rank[i] = a[i].n >= ACCURACY_PERIODS;
        for (size_t k = 0; ret_rank[i] && k < n; k++)
            ret_rank[i] += a[k].n >= ACCURACY_PERIODS && a[k].size < a[i].size &&
                           !num_same(a[k].size, a[i].size);
    }
}

/* ---- days ---- */
pace pace_of(const pace_known *k)
{
    pace p = {.owed = MISSING, .recent = MISSING, .needed = MISSING, .expected_close = MISSING};
    p.days_left = k->end > k->today ? k->end - k->today : 0;
    if (has(k->target) && has(k->now))
        p.owed = fmax(0, k->target - k->now);
    if (p.owed == 0)
        p.needed = 0;
    else if (p.days_left)
        p.needed = p.owed / (double)p.days_left;
    if (k->now_day > k->before_day)
        p.recent = (k->now - k->before) / (double)(k->now_day - k->before_day);
    p.expected_close = k->now + p.recent * (double)(k->end - k->now_day);
    return p;
}
