/* obs.h: observations as columns. One row is one version of one value: level, published growth and
 * comparable base each present or absent. Keys pack into 63 bits in the order indicator, basis,
 * kind, tier, frequency, period, area, so that sorting by key gives whole months of all areas. */
#ifndef DIAODU_OBS_H
#define DIAODU_OBS_H
#include "base/base.h"
#include "base/dec.h"
#include "base/err.h"
#include "model/catalog.h"
#include "model/names.h"
#include "model/period.h"

/* bits: indicator 13 | basis 2 | kind 3 | tier 2 | frequency 3 | period 20 | area 20 */
typedef uint64_t obs_key;
static inline obs_key obs_key_make(ind_id i, basis b, kind k, tier t, period p, area_id a)
{
    return (uint64_t)i << 50 | (uint64_t)b << 48 | (uint64_t)k << 45 | (uint64_t)t << 43 |
           (uint64_t)p.f << 40 | (uint64_t)(uint32_t)p.ord << 20 | a;
}
/* The keys of an indicator: first and last, both inclusive. */
static inline obs_key obs_key_first(ind_id i)
{
    return (uint64_t)i << 50;
}
static inline obs_key obs_key_last(ind_id i)
{
    return (((uint64_t)i + 1) << 50) - 1;
}
static inline ind_id obs_key_ind(obs_key k)
{
    return (ind_id)(k >> 50);
}
static inline basis obs_key_basis(obs_key k)
{
    return (basis)(k >> 48 & 3);
}
static inline kind obs_key_kind(obs_key k)
{
    return (kind)(k >> 45 & 7);
}
static inline tier obs_key_tier(obs_key k)
{
    return (tier)(k >> 43 & 3);
}
static inline period obs_key_period(obs_key k)
{
    return (period){(freq)(k >> 40 & 7), (int32_t)(k >> 20 & 0xFFFFF)};
}
static inline area_id obs_key_area(obs_key k)
{
    return (area_id)(k & 0xFFFFF);
}

/* A decimal with a state in one byte: state in the high 3 bits, scale in the low 5. */
typedef enum part_state {
    PART_ABSENT, /* this version says nothing about it: what stood before stands */
    PART_VALUE,
    PART_MASKED,     /* "not published": recorded only where nothing stood */
    PART_NEGLIGIBLE, /* … : below half of the last unit; no figure, prints … again */
    PART_WITHDRAWN   /* taken back by a later version */
} part_state;
#define PART(state, scale) ((uint8_t)((state) << 5 | (scale)))
static inline part_state part_state_of(uint8_t st)
{
    return (part_state)(st >> 5);
}
static inline dec part_dec(int64_t coef, uint8_t st)
{
    return (dec){coef, (int8_t)(st & 31)};
}

/* What few rows carry, or many share: kept once per distinct content. */
typedef struct obs_extra {
    str unit; /* as reported; "" = the indicator's canonical unit */
    str source, note, series_basis;
    int64_t released;  /* day ord; INT64_MIN = not said */
    int64_t low, high; /* decimals with states below (PART_ABSENT = none) */
    uint8_t low_st, high_st;
    comparison comparison;
    assess assess;
    uint32_t rank_published; /* 0 = none */
    bool anew;               /* a withdrawal: of what stood only what is said here stays */
} obs_extra;

/* Columns; growth, base, extra, line are NULL until some row needs them. */
typedef struct obs_batch {
    arena *a; /* text of the extras; borrowed */
    size_t n, cap;
    obs_key *key;
    int64_t *level;
    uint8_t *level_st;
    int64_t *growth;
    uint8_t *growth_st;
    int64_t *base;
    uint8_t *base_st;
    uint32_t *extra; /* index + 1 into extras; 0 = none */
    uint32_t *line;  /* where it came from; for messages */
    obs_extra *extras;
    size_t n_extras, cap_extras;
    struct obs_extra_map *dedup;
} obs_batch;

void obs_batch_init(obs_batch *b, arena *a);
void obs_batch_done(obs_batch *b); /* safe twice; the arena is the caller's */
/* No rows and no extras, but the memory of the columns stays. A column that some earlier row needed
 * stays too and reads as absent. The text of old extras remains in the arena until that is freed. */
void obs_batch_clear(obs_batch *b);
/* Room for `n` rows in all. Fewer than 2^32 rows fit. */
bool obs_batch_reserve(obs_batch *b, size_t n) CHECKED;
/* Make an optional column (absent in every row so far) exist. */
bool obs_batch_need_growth(obs_batch *b) CHECKED;
bool obs_batch_need_base(obs_batch *b) CHECKED;
bool obs_batch_need_extra(obs_batch *b) CHECKED;
bool obs_batch_need_line(obs_batch *b) CHECKED;
/* Append one row with everything absent; returns its index in *ret. */
bool obs_batch_add(obs_batch *b, obs_key k, size_t *ret) CHECKED;
bool obs_batch_set_level(obs_batch *b, size_t i, part_state s, dec v) CHECKED;
bool obs_batch_set_growth(obs_batch *b, size_t i, part_state s, dec v) CHECKED;
bool obs_batch_set_base(obs_batch *b, size_t i, part_state s, dec v) CHECKED;
/* Attach an extra (its text is copied once per distinct content). An all-empty extra is none. */
bool obs_batch_set_extra(obs_batch *b, size_t i, const obs_extra *x) CHECKED;
/* The index + 1 of an extra of this content, kept once; 0 for an all-empty one. */
bool obs_batch_intern(obs_batch *b, const obs_extra *x, uint32_t *ret) CHECKED;
bool obs_extra_same(const obs_extra *x, const obs_extra *y);
const obs_extra *obs_batch_extra(const obs_batch *b, size_t i); /* never NULL */
extern const obs_extra obs_extra_none;
/* Append row i of `from` as it stands, extra and all, without its line; index in *ret. */
bool obs_batch_copy(obs_batch *b, const obs_batch *from, size_t i, size_t *ret) CHECKED;
/* Sort all columns by key, stable; a no-op when they are in order already. Out of memory: false, and
 * the batch is only good for obs_batch_done(). */
bool obs_batch_sort(obs_batch *b) CHECKED;

/* The period under which a value said for `p` is stored (contract sections 1 and 9): points of
 * ytd and end go to the indicator's own frequency; targets to months; `period` keeps its frequency.
 * False when p lies outside the indicator's frequencies. */
bool obs_period(const indicator *i, basis b, kind k, period p, period *ret);
/* `v` said in one unit as it would be said in another; "" is the indicator's own. Exact, or the 17
 * digits of the double where no decimal is. False for units that do not convert. */
bool obs_restate(const catalog *k, ind_id i, dec v, str from, str to, dec *ret) CHECKED;
/* Level of row i in the indicator's canonical unit as double; NaN when it has no value. `which` 'l' level, 'b' base level. */
double obs_canonical(const catalog *k, const obs_batch *b, size_t i, char which);

#endif
