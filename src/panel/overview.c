#include "panel/overview.h"

static void count_rank(board_counts *n, const standing *s)
{
    if (s->rank == 0 || !standing_tells(s))
        return;
    n->ranked++;
    n->mean_rank += s->rank;
    n->first += s->rank == 1;
    n->top3 += s->rank <= 3;
    n->last += s->from_bottom == 1;
    n->second_last += s->from_bottom == 2;
}

board_counts board_count(const board *b)
{
    board_counts n = {0};
    for (uint32_t i = 0; i < b->n; i++) {
        const board_row *r = &b->rows[i];
        n.indicators += has(r->v.level) || has(r->g.g);
        n.above_parent += r->vs_parent > 0;
        n.below_parent += r->vs_parent < 0;
        count_rank(&n, measure_by_points(r->s.ind) ? &r->by_level : &r->by_growth);
        n.ahead_of_time += r->progress.of_target >= r->progress.time;
        n.behind_time += r->progress.of_target < r->progress.time;
        n.below_expected += r->vs_expected < 0;
        n.green += r->light.color == LIGHT_GREEN;
        n.yellow += r->light.color == LIGHT_YELLOW;
        n.red += r->light.color == LIGHT_RED;
    }
    n.mean_rank = n.ranked ? n.mean_rank / n.ranked : MISSING;
    return n;
}

spread spread_of(const ranking *r)
{
    spread s = {.max = MISSING, .min = MISSING, .max_area = ID_NONE, .min_area = ID_NONE};
    double sum = 0, squares = 0;
    int n = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        double v = r->values[i];
        if (!has(v)) {
            s.missing++;
            continue;
        }
        double shown = num_round(v, 1);
        s.up += shown > 0;
        s.down += shown < 0;
        s.flat += shown == 0;
        sum += v;
        n++;
        if (!(s.max >= v)) {
            s.max = v;
            s.max_area = r->areas[i];
        }
        if (!(s.min <= v)) {
            s.min = v;
            s.min_area = r->areas[i];
        }
    }
    s.mean = n ? sum / n : MISSING;
    for (uint32_t i = 0; i < r->n; i++)
        if (has(r->values[i]))
            squares += (r->values[i] - s.mean) * (r->values[i] - s.mean);
    s.stdev = n > 1 ? sqrt(squares / (n - 1)) : MISSING;
    s.range = s.max - s.min;
    return s;
}

double gap_ahead(const ranking *r, area_id a)
{
    double own = MISSING, best = MISSING, sign = r->lower ? -1 : 1;
    for (uint32_t i = 0; i < r->n; i++)
        if (r->areas[i] == a)
            own = r->values[i];
    for (uint32_t i = 0; i < r->n; i++) {
        double v = r->values[i];
        if ((v - own) * sign > 0 && !num_same(v, own) && !((best - v) * sign <= 0))
            best = v;
    }
    return best - own;
}

base_year base_year_at(spot s, int year)
{
    base_year r = {MISSING, MISSING, period_year(s.t) - year, REASON_NONE};
    spot then = spot_period(s, period_years(s.t, -r.years));
    double g[64];
    if (r.years < 1 || r.years > (int)COUNT_OF(g)) {
        r.why = REASON_NO_HISTORY;
        return r;
    }
    bool broken = measure_break(s, then.t);
    double base = value_at(then).level;
    if (!broken && base > 0 && s.ind->price != PRICE_CONSTANT)
        r.recovery = value_at(s).level / base * 100;
    for (int y = 0; y < r.years; y++)
        g[y] = growth_at(spot_period(s, period_years(s.t, -y))).g;
    r.mean_growth = num_mean_growth(g, (size_t)r.years);
    if (!has(r.recovery) && !has(r.mean_growth))
        r.why = broken ? REASON_BASIS_BREAK : REASON_NO_HISTORY;
    return r;
}
