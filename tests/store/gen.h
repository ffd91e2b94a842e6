/* gen.h: observations for the tests of src/store: random, or regular as offices send them. */
#ifndef GEN_H
#define GEN_H
#include "base/base.h"
#include "model/obs.h"

static uint64_t gen_state = 1;
static inline void gen_seed(uint64_t s)
{
    gen_state = s * 2 + 1;
}
static inline uint64_t gen_next(void)
{
    gen_state ^= gen_state << 13;
    gen_state ^= gen_state >> 7;
    gen_state ^= gen_state << 17;
    return gen_state * UINT64_C(0x2545F4914F6CDD1D);
}
static inline uint64_t gen_below(uint64_t n)
{
    return (gen_next() >> 11) % n;
}
static inline obs_key gen_key(void)
{
    ind_id i = (ind_id)gen_below(gen_below(3) ? 4 : IND_MAX);
    period p = {FREQ_M, (int32_t)(24000 + gen_below(60))};
    return obs_key_make(i, (basis)(1 + gen_below(3)), (kind)(1 + gen_below(5)), (tier)gen_below(3),
                        p, (area_id)gen_below(gen_below(3) ? 300 : AREA_MAX));
}
static inline dec gen_dec(void)
{
    static const int64_t size[] = {10, 1000, 1000000, INT64_C(1000000000000),
                                   INT64_C(1000000000000000000)};
    int64_t v = (int64_t)gen_below((uint64_t)size[gen_below(5)]);
    return (dec){gen_below(3) ? v : -v, (int8_t)gen_below(gen_below(2) ? 3 : 19)};
}
static inline part_state gen_part(void)
{
    return gen_below(3) ? PART_VALUE : (part_state)gen_below(5);
}
static inline str gen_text(void)
{
    static const char *const t[] = {"",       "亿元",     "万元",   "统计局",
                                    "表 1\n", "初步核算", "a,b\"c", "2024年快报"};
    const char *z = t[gen_below(COUNT_OF(t))];
    return (str){z, strlen(z)};
}
static inline obs_extra gen_extra(void)
{
    obs_extra x = obs_extra_none;
    x.unit = gen_text();
    x.source = gen_text();
    if (!gen_below(3))
        x.note = gen_text();
    if (!gen_below(3))
        x.released = (int64_t)gen_below(800000) - 10;
    if (!gen_below(4)) {
        x.low = (int64_t)gen_below(1000) - 500;
        x.low_st = PART(PART_VALUE, 1);
        x.high = x.low + 5;
        x.high_st = PART(PART_VALUE, 1);
        x.comparison = CMP_RANGE;
        x.assess = ASSESS_GROWTH;
    }
    if (!gen_below(4))
        x.rank_published = (uint32_t)gen_below(100);
    return x;
}

/* `n` rows sorted without duplicates (fewer when keys meet). `columns`: bits growth, base, extra. */
static inline bool gen_batch(obs_batch *b, size_t n, int columns)
{
    size_t kept = 0;
    for (size_t i = 0, at; i < n; i++)
        TRY(obs_batch_add(b, gen_key(), &at));
    TRY(obs_batch_sort(b));
    for (size_t i = 0; i < b->n; i++)
        if (!kept || b->key[kept - 1] != b->key[i])
            b->key[kept++] = b->key[i];
    b->n = kept;
    for (size_t i = 0; i < b->n; i++) {
        TRY(obs_batch_set_level(b, i, gen_part(), gen_dec()));
        if (columns & 1)
            TRY(obs_batch_set_growth(b, i, gen_part(), gen_dec()));
        if (columns & 2 && gen_below(2))
            TRY(obs_batch_set_base(b, i, gen_part(), gen_dec()));
        if (columns & 4 && gen_below(3)) {
            obs_extra x = gen_extra();
            TRY(obs_batch_set_extra(b, i, &x));
        }
    }
    return true;
}

/* Regular: every area, `months` months from 2015-01 on, `inds` indicators; level with two decimals,
 * growth with one where asked. */
static inline bool gen_panel(obs_batch *b, uint32_t areas, uint32_t inds, int months, int first,
                             bool growth)
{
    TRY(obs_batch_reserve(b, b->n + (size_t)areas * inds * (size_t)months));
    if (growth)
        TRY(obs_batch_need_growth(b));
    for (uint32_t i = 0; i < inds; i++)
        for (int m = 0; m < months; m++)
            for (uint32_t a = 0; a < areas; a++) {
                size_t at;
                period p = {FREQ_M, 2015 * 12 + first + m};
                TRY(obs_batch_add(b, obs_key_make(i, BASIS_YTD, KIND_FINAL, 0, p, a), &at));
                int64_t v = (int64_t)(50000 + a * 37 + i * 1000) * (m % 12 + 1);
                b->level[at] = v + (int64_t)gen_below((uint64_t)v / 8);
                b->level_st[at] = PART(PART_VALUE, 2);
                if (growth) {
                    b->growth[at] = (int64_t)gen_below(300) - 100;
                    b->growth_st[at] = PART(PART_VALUE, 1);
                }
            }
    return true;
}

static inline bool gen_same_part(const int64_t *v, const uint8_t *st, size_t i, const int64_t *w,
                                 const uint8_t *su, size_t j)
{
    uint8_t a = st ? st[i] : 0, b = su ? su[j] : 0;
    return a == b && (a == 0 || v[i] == w[j]);
}
/* Row i of b and row j of c say the same. */
static inline bool gen_same_row(const obs_batch *b, size_t i, const obs_batch *c, size_t j)
{
    return b->key[i] == c->key[j] &&
           gen_same_part(b->level, b->level_st, i, c->level, c->level_st, j) &&
           gen_same_part(b->growth, b->growth_st, i, c->growth, c->growth_st, j) &&
           gen_same_part(b->base, b->base_st, i, c->base, c->base_st, j) &&
           obs_extra_same(obs_batch_extra(b, i), obs_batch_extra(c, j));
}

#endif
