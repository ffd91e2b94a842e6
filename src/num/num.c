#include "num/num.h"

#define TIE 1e-9

/* Loops over columns run on the widest registers there are; the arithmetic of a cell is the same
 * everywhere. Instrumented programs cannot choose at load time. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDE
#endif

double num_growth(double v, double base)
{
    if (!has(v) || !has(base) || base <= 0)
        return MISSING;
    return (v / base - 1) * 100;
}

bool num_same(double a, double b)
{
    return a == b || fabs(a - b) <= TIE * fmax(fabs(a), fabs(b));
}

void num_add(num_adder *a, double v)
{
    double t = a->sum + v;
    a->lost += fabs(a->sum) >= fabs(v) ? (a->sum - t) + v : (v - t) + a->sum;
    a->sum = t;
    a->n++;
}

double num_sum(const double *v, size_t n)
{
    num_adder a = {0};
    for (size_t i = 0; i < n; i++)
        num_add(&a, v[i]);
    return a.sum + a.lost;
}

static int cmp_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double num_median(double *v, size_t n)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (has(v[i]))
            v[m++] = v[i];
    if (m == 0)
        return MISSING;
    qsort(v, m, sizeof *v, cmp_double);
    return m % 2 ? v[m / 2] : (v[m / 2 - 1] + v[m / 2]) / 2;
}

num_place num_rank_of(const double *v, size_t n, size_t own, bool lower)
{
    num_place p = {0};
    int better = 0, worse = 0, same = 0;
    double mine = own < n ? v[own] : MISSING;
    for (size_t i = 0; i < n; i++) {
        if (!has(v[i]))
            continue;
        p.ranked++;
        if (!has(mine))
            continue;
        if (num_same(v[i], mine))
            same++;
        else if ((v[i] > mine) != lower)
            better++;
        else
            worse++;
    }
    if (has(mine)) {
        p.rank = 1 + better;
        p.from_bottom = 1 + worse;
        p.tied = same > 1;
    }
    return p;
}

/* Eight members at a time, in the widest registers there are. */
typedef double v8d __attribute__((vector_size(64)));
typedef int64_t v8i __attribute__((vector_size(64)));

/* Small groups (the usual case: counties of a city): counting beats sorting. */
WIDE static void ranks_by_counting(const double *v, size_t n, bool lower, uint32_t *ret)
{
    double sign = lower ? -1 : 1;
    for (size_t i = 0; i < n; i += 8) {
        v8d bar;
        v8i better = {0};
        for (size_t k = 0; k < 8; k++) {
            double mine = i + k < n ? v[i + k] * sign : MISSING;
            bar[k] = mine + TIE * fabs(mine);
        }
        for (size_t j = 0; j < n; j++) {
            double x = v[j] * sign;
            better -= (v8d){x, x, x, x, x, x, x, x} > bar;
        }
        for (size_t k = 0; k < 8 && i + k < n; k++)
            ret[i + k] = has(v[i + k]) ? (uint32_t)better[k] + 1 : 0;
    }
}

/* Large groups: insertion of indices by merge sort, values descending after the sign. */
static void sort_indices(const double *v, double sign, uint32_t *idx, uint32_t *tmp, size_t n)
{
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t lo = 0; lo < n; lo += 2 * width) {
            size_t mid = lo + width < n ? lo + width : n;
            size_t hi = lo + 2 * width < n ? lo + 2 * width : n;
            size_t a = lo, b = mid;
            for (size_t k = lo; k < hi; k++)
                tmp[k] = a < mid && (b >= hi || v[idx[a]] * sign >= v[idx[b]] * sign) ? idx[a++]
                                                                                      : idx[b++];
        }
        memcpy(idx, tmp, n * sizeof *idx);
    }
}

void num_ranks(const double *v, size_t n, bool lower, uint32_t *ret_rank, uint32_t *scratch)
{
    double sign = lower ? -1 : 1;
    if (n <= 128) {
        ranks_by_counting(v, n, lower, ret_rank);
        return;
    }
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (has(v[i]))
            scratch[m++] = (uint32_t)i;
    sort_indices(v, sign, scratch, ret_rank, m); /* ret_rank serves as the merge buffer */
    uint32_t *order = scratch;
    memset(ret_rank, 0, n * sizeof *ret_rank);
    for (size_t k = 0, first = 0; k < m; k++) {
        /* a rank starts where the value falls clearly below the first of the tie */
        if (k > 0 && !num_same(v[order[k]], v[order[first]]))
            first = k;
        ret_rank[order[k]] = (uint32_t)first + 1;
    }
}

/* Sorted best first, those within the tie of one value stand together around it. */
void num_places(const double *v, size_t n, bool lower, num_place *ret, double *ret_gap,
                uint32_t *scratch)
{
    size_t m = 0, from = 0, to = 0;
    for (size_t i = 0; i < n; i++)
        if (has(v[i]))
            scratch[m++] = (uint32_t)i;
    sort_indices(v, lower ? -1 : 1, scratch, scratch + n, m);
    for (size_t i = 0; i < n; i++) {
        ret[i] = (num_place){.ranked = (int)m};
        ret_gap[i] = MISSING;
    }
    for (size_t k = 0; k < m; k++) {
        double mine = v[scratch[k]];
        while (!num_same(v[scratch[from]], mine))
            from++;
        while (to < m && num_same(v[scratch[to]], mine))
            to++;
        num_place *p = &ret[scratch[k]];
        p->rank = (int)from + 1;
        p->from_bottom = (int)(m - to) + 1;
        p->tied = to - from > 1;
        if (from > 0)
            ret_gap[scratch[k]] = v[scratch[from - 1]] - mine;
    }
}

WIDE void num_growths(const double *restrict v, const double *restrict base, size_t n,
                      double *restrict ret)
{
    for (size_t i = 0; i < n; i++) {
        double b = base[i] > 0 ? base[i] : MISSING;
        ret[i] = (v[i] / b - 1) * 100;
    }
}

WIDE void num_shares(const double *restrict v, double sum, size_t n, double *restrict ret)
{
    double whole = sum > 0 ? sum : MISSING;
    for (size_t i = 0; i < n; i++)
        ret[i] = v[i] / whole * 100;
}

WIDE void num_pulls(const double *restrict v, const double *restrict base, double parent_base,
                    size_t n, double *restrict ret)
{
    double whole = parent_base > 0 ? parent_base : MISSING;
    for (size_t i = 0; i < n; i++)
        ret[i] = (v[i] - base[i]) / whole * 100;
}

WIDE double num_total(const double *v, size_t n)
{
    double lane[8] = {0};
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (size_t k = 0; k < 8; k++)
            lane[k] += v[i + k];
    for (size_t k = 0; i < n; i++, k++)
        lane[k] += v[i];
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) +
           ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

double num_pull(double v, double b, double parent_base)
{
    if (!has(v) || !has(b) || !has(parent_base) || parent_base <= 0)
        return MISSING;
    return (v - b) / parent_base * 100;
}

bool num_grew(double level, double base)
{
    return has(level) && has(base) && level - base > 1e-9 * fabs(base);
}

double num_contribution(double v, double b, double level, double base)
{
    if (!has(v) || !has(b) || !num_grew(level, base))
        return MISSING;
    return (v - b) / (level - base) * 100;
}

double num_growth_needed(double target, double growth, double share_elapsed)
{
    if (!has(target) || !has(growth) || !has(share_elapsed) || share_elapsed < 0 ||
        share_elapsed >= 1)
        return MISSING;
    return (target - share_elapsed * growth) / (1 - share_elapsed);
}

double num_mean_growth(const double *growth, size_t n)
{
    double product = 1;
    for (size_t i = 0; i < n; i++)
        product *= 1 + growth[i] / 100;
    if (n == 0 || !has(product) || product <= 0)
        return MISSING;
    return (pow(product, 1.0 / (double)n) - 1) * 100;
}

double num_round(double v, int decimals)
{
    if (!isfinite(v))
        return v;
    double scale = pow(10, decimals);
    /* A figure is decimal: 0.15 stored as 0.1499…9 still rounds away from zero. */
    double shifted = fabs(v) * scale;
    double r = floor(shifted + 0.5 + shifted * 1e-14) / scale;
    return r == 0 ? 0 : copysign(r, v);
}
