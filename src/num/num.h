/* num.h: the arithmetic of comparison. Arrays in, numbers out; no I/O, no clock, no memory.
 * Missing is NaN everywhere and never 0. Growths, shares, pulls and contributions are in percent;
 * differences of percents are percentage points. Formula numbers F1-F60: docs/formulas.md. */
#ifndef DIAODU_NUM_H
#define DIAODU_NUM_H
#include "base/base.h"
#include <math.h>

#define MISSING NAN
static inline bool has(double v)
{
    return !isnan(v);
}

/* F1: (v / base − 1) × 100; NaN when one is missing or base <= 0. */
double num_growth(double v, double base);
/* Equal for ranking: within 1e-9 relative. */
bool num_same(double a, double b);
/* Sum with compensation (Neumaier); NaN when one is missing. n 0 gives 0. */
double num_sum(const double *v, size_t n);
/* The same one by one: begin with {0}, the sum is sum + lost. */
typedef struct num_adder {
    double sum, lost;
    uint32_t n;
} num_adder;
void num_add(num_adder *a, double v);
/* Median of the n values given (NaN entries skipped); NaN when none. Reorders `v`. */
double num_median(double *v, size_t n);

/* F18, competition ranking (1, 2, 2, 4). `lower` ranks the smallest first. Members without a value
 * have no rank and do not count. */
typedef struct num_place {
    int rank;        /* 1 + how many are strictly better; 0 = no own value */
    int from_bottom; /* 1 + how many are strictly worse; 0 likewise */
    int ranked;      /* how many have a value */
    bool tied;
} num_place;
num_place num_rank_of(const double *v, size_t n, size_t own, bool lower);
/* Ranks of a whole group at once (0 = no value). `scratch` holds n indices. */
void num_ranks(const double *v, size_t n, bool lower, uint32_t *ret_rank, uint32_t *scratch);
/* num_rank_of() of every member at once, n log n; ret_gap[i] = the nearest better value less the own,
 * NaN for the first and those without a value. Values are finite or NaN; `scratch` holds 2n. */
void num_places(const double *v, size_t n, bool lower, num_place *ret, double *ret_gap,
                uint32_t *scratch);

/* Whole columns at once: the same answers as the single ones, cell by cell. Results must not overlap
 * what they are made from. */
/* F1 of every cell. */
void num_growths(const double *v, const double *base, size_t n, double *ret);
/* v / sum × 100; all missing unless sum > 0. */
void num_shares(const double *v, double sum, size_t n, double *ret);
/* F13 of every member: (v − base) / parent_base × 100; all missing unless parent_base > 0. */
void num_pulls(const double *v, const double *base, double parent_base, size_t n, double *ret);
/* Sum of a column in eight interleaved lanes (error below n/8 rounding steps); NaN when one is
 * missing. For columns of thousands; where a total must agree to the last digit: num_sum(). */
double num_total(const double *v, size_t n);

/* F13-F15 on levels: pull of a member, its contribution, and the growth of the rest. `base` and
 * `level` are the parent's. */
double num_pull(double v, double b, double parent_base);
/* NaN when the parent did not grow: V − B <= 1e-9·|B|. */
double num_contribution(double v, double b, double level, double base);
bool num_grew(double level, double base);
/* F11: growth needed in the rest, g_b = (g_T − s·g) / (1 − s); s = last year's share of the elapsed
 * part, 0 <= s < 1. */
double num_growth_needed(double target, double growth, double share_elapsed);
/* F50 (R16): mean growth of n years, (Π(1 + g/100))^(1/n) − 1 in percent. */
double num_mean_growth(const double *growth, size_t n);
/* Rounded half away from zero at `decimals` places, never -0. */
double num_round(double v, int decimals);

#endif
