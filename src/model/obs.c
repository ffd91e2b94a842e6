#include "model/obs.h"
#include "base/str.h"

const obs_extra obs_extra_none = {.released = INT64_MIN};

/* ---- columns ---- */

void obs_batch_init(obs_batch *b, arena *a)
{
    *b = (obs_batch){.a = a};
}

/* Open addressing over the extras: slot = index + 1, 0 = free. */
struct obs_extra_map {
    uint32_t *slots;
    uint32_t *hashes; /* by extra index */
    size_t cap, cap_hashes;
    uint32_t last; /* what was interned last: rows of one file share their extra */
};

void obs_batch_done(obs_batch *b)
{
    mem_free(b->key);
    mem_free(b->level);
    mem_free(b->level_st);
    mem_free(b->growth);
    mem_free(b->growth_st);
    mem_free(b->base);
    mem_free(b->base_st);
    mem_free(b->extra);
    mem_free(b->line);
    mem_free(b->extras);
    if (b->dedup) {
        mem_free(b->dedup->slots);
        mem_free(b->dedup->hashes);
        mem_free(b->dedup);
    }
    *b = (obs_batch){.a = b->a};
}

void obs_batch_clear(obs_batch *b)
{
    b->n = 0;
    b->n_extras = 0;
    if (b->dedup) {
        if (b->dedup->slots)
            memset(b->dedup->slots, 0, b->dedup->cap * sizeof *b->dedup->slots);
        b->dedup->last = 0;
    }
}

static bool resize(void **col, size_t size, size_t cap)
{
    void *p = mem_realloc(*col, cap * size);
    if (!p)
        return false;
    *col = p;
    return true;
}

/* Columns that do not exist stay so. */
static bool resize_optional(void **col, size_t size, size_t cap)
{
    return !*col || resize(col, size, cap);
}

#define COL(c) ((void **)&(c)), sizeof *(c)

bool obs_batch_reserve(obs_batch *b, size_t n)
{
    if (n <= b->cap)
        return true;
    if (n >= UINT32_MAX)
        return false;
    size_t cap = b->cap < 64 ? 64 : b->cap + b->cap / 2;
    if (cap < n)
        cap = n;
    TRY(resize(COL(b->key), cap));
    TRY(resize(COL(b->level), cap));
    TRY(resize(COL(b->level_st), cap));
    TRY(resize_optional(COL(b->growth), cap));
    TRY(resize_optional(COL(b->growth_st), cap));
    TRY(resize_optional(COL(b->base), cap));
    TRY(resize_optional(COL(b->base_st), cap));
    TRY(resize_optional(COL(b->extra), cap));
    TRY(resize_optional(COL(b->line), cap));
    b->cap = cap;
    return true;
}

static bool need(obs_batch *b, void **col, size_t size)
{
    if (*col)
        return true;
    *col = mem_zalloc(b->cap ? b->cap : 1, size);
    return *col != NULL;
}

/* The states come last: whoever looks at them may rely on the values. */
bool obs_batch_need_growth(obs_batch *b)
{
    return need(b, COL(b->growth)) && need(b, COL(b->growth_st));
}

bool obs_batch_need_base(obs_batch *b)
{
    return need(b, COL(b->base)) && need(b, COL(b->base_st));
}

bool obs_batch_need_extra(obs_batch *b)
{
    return need(b, COL(b->extra));
}

bool obs_batch_need_line(obs_batch *b)
{
    return need(b, COL(b->line));
}

bool obs_batch_add(obs_batch *b, obs_key k, size_t *ret)
{
    size_t i = b->n;
    if (i == b->cap)
        TRY(obs_batch_reserve(b, i + 1));
    b->key[i] = k;
    b->level[i] = 0;
    b->level_st[i] = 0;
    if (b->growth_st)
        b->growth[i] = 0, b->growth_st[i] = 0;
    if (b->base_st)
        b->base[i] = 0, b->base_st[i] = 0;
    if (b->extra)
        b->extra[i] = 0;
    if (b->line)
        b->line[i] = 0;
    b->n++;
    *ret = i;
    return true;
}

static void put_part(int64_t *coef, uint8_t *st, part_state s, dec v)
{
    bool has = s == PART_VALUE;
    MUST(!has || (v.scale >= 0 && v.scale <= 18));
    *coef = has ? v.coef : 0;
    *st = PART(s, has ? v.scale : 0);
}

bool obs_batch_set_level(obs_batch *b, size_t i, part_state s, dec v)
{
    MUST(i < b->n);
    put_part(&b->level[i], &b->level_st[i], s, v);
    return true;
}

bool obs_batch_set_growth(obs_batch *b, size_t i, part_state s, dec v)
{
    MUST(i < b->n);
    TRY(obs_batch_need_growth(b));
    put_part(&b->growth[i], &b->growth_st[i], s, v);
    return true;
}

bool obs_batch_set_base(obs_batch *b, size_t i, part_state s, dec v)
{
    MUST(i < b->n);
    TRY(obs_batch_need_base(b));
    put_part(&b->base[i], &b->base_st[i], s, v);
    return true;
}

/* ---- extras ---- */

static uint32_t extra_hash(const obs_extra *x)
{
    uint64_t h = 0x9E3779B97F4A7C15u;
    const uint64_t parts[] = {
        str_hash(x->unit),
        str_hash(x->source),
        str_hash(x->note),
        str_hash(x->series_basis),
        (uint64_t)x->released,
        (uint64_t)x->low,
        (uint64_t)x->high,
        (uint64_t)x->low_st << 40 | (uint64_t)x->high_st << 32 | x->rank_published,
        (uint64_t)x->anew << 16 | (uint64_t)x->comparison << 8 | (uint64_t)x->assess,
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        h = (h ^ parts[i]) * 0xFF51AFD7ED558CCDu;
        h ^= h >> 32;
    }
    return (uint32_t)h;
}

bool obs_extra_same(const obs_extra *x, const obs_extra *y)
{
    return x->released == y->released && x->low == y->low && x->high == y->high &&
           x->low_st == y->low_st && x->high_st == y->high_st && x->comparison == y->comparison &&
           x->assess == y->assess && x->anew == y->anew && x->rank_published == y->rank_published &&
           str_eq(x->unit, y->unit) && str_eq(x->source, y->source) && str_eq(x->note, y->note) &&
           str_eq(x->series_basis, y->series_basis);
}

static bool copy_texts(arena *a, const obs_extra *x, obs_extra *to)
{
    *to = *x;
    return arena_str(a, x->unit, &to->unit) && arena_str(a, x->source, &to->source) &&
           arena_str(a, x->note, &to->note) && arena_str(a, x->series_basis, &to->series_basis);
}

static bool map_grow(struct obs_extra_map *m, size_t n)
{
    if (m->slots && n * 2 < m->cap)
        return true;
    size_t cap = m->cap ? m->cap * 2 : 64;
    uint32_t *slots = mem_zalloc(cap, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < n; i++) {
        size_t at = m->hashes[i] & (cap - 1);
        while (slots[at])
            at = (at + 1) & (cap - 1);
        slots[at] = (uint32_t)i + 1;
    }
    mem_free(m->slots);
    m->slots = slots;
    m->cap = cap;
    return true;
}

static bool add_extra(obs_batch *b, const obs_extra *x, uint32_t hash, size_t slot)
{
    struct obs_extra_map *m = b->dedup;
    TRY(MEM_GROW(b->extras, b->cap_extras, b->n_extras + 1));
    TRY(MEM_GROW(m->hashes, m->cap_hashes, b->n_extras + 1));
    TRY(copy_texts(b->a, x, &b->extras[b->n_extras]));
    m->hashes[b->n_extras] = hash;
    m->slots[slot] = m->last = (uint32_t)++b->n_extras;
    return true;
}

bool obs_batch_intern(obs_batch *b, const obs_extra *x, uint32_t *ret)
{
    struct obs_extra_map *m = b->dedup;
    if (m && m->last && obs_extra_same(x, &b->extras[m->last - 1])) {
        *ret = m->last;
        return true;
    }
    *ret = 0;
    if (obs_extra_same(x, &obs_extra_none))
        return true;
    if (!m) {
        TRY(m = b->dedup = mem_zalloc(1, sizeof *m));
    }
    TRY(map_grow(m, b->n_extras));
    uint32_t hash = extra_hash(x);
    size_t at = hash & (m->cap - 1);
    for (; m->slots[at]; at = (at + 1) & (m->cap - 1)) {
        uint32_t e = m->slots[at];
        if (m->hashes[e - 1] == hash && obs_extra_same(x, &b->extras[e - 1])) {
            *ret = m->last = e;
            return true;
        }
    }
    TRY(add_extra(b, x, hash, at));
    *ret = m->last;
    return true;
}

bool obs_batch_set_extra(obs_batch *b, size_t i, const obs_extra *x)
{
    MUST(i < b->n);
    uint32_t e;
    TRY(obs_batch_intern(b, x, &e));
    if (!e && !b->extra)
        return true;
    TRY(obs_batch_need_extra(b));
    b->extra[i] = e;
    return true;
}

const obs_extra *obs_batch_extra(const obs_batch *b, size_t i)
{
    return b->extra && b->extra[i] ? &b->extras[b->extra[i] - 1] : &obs_extra_none;
}

bool obs_batch_copy(obs_batch *b, const obs_batch *from, size_t i, size_t *ret)
{
    size_t at;
    TRY(obs_batch_add(b, from->key[i], &at));
    b->level[at] = from->level[i];
    b->level_st[at] = from->level_st[i];
    if (from->growth_st && from->growth_st[i]) {
        TRY(obs_batch_need_growth(b));
        b->growth[at] = from->growth[i];
        b->growth_st[at] = from->growth_st[i];
    }
    if (from->base_st && from->base_st[i]) {
        TRY(obs_batch_need_base(b));
        b->base[at] = from->base[i];
        b->base_st[at] = from->base_st[i];
    }
    *ret = at;
    return !from->extra || !from->extra[i] || obs_batch_set_extra(b, at, obs_batch_extra(from, i));
}

/* ---- sorting ---- */

static bool in_order(const obs_key *k, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (k[i - 1] > k[i])
            return false;
    return true;
}

/* Up to 32 of the key bits that differ at all, moved together: runs of `mask`. */
typedef struct bit_pick {
    int n, bits;
    struct {
        int from, to, len;
    } run[32];
} bit_pick;

/* Take the lowest differing bits of `vary` into p; returns what is left of it. */
static uint64_t pick_bits(uint64_t vary, bit_pick *p)
{
    *p = (bit_pick){0};
    while (vary && p->bits < 32) {
        int from = __builtin_ctzll(vary), len = 0;
        while (p->bits + len < 32 && from + len < 64 && vary >> (from + len) & 1)
            len++;
        p->run[p->n].from = from;
        p->run[p->n].to = p->bits;
        p->run[p->n++].len = len;
        p->bits += len;
        vary &= ~(((UINT64_C(1) << len) - 1) << from);
    }
    return vary;
}

static uint64_t picked(const bit_pick *p, uint64_t key)
{
    uint64_t v = 0;
    for (int r = 0; r < p->n; r++)
        v |= (key >> p->run[r].from & ((UINT64_C(1) << p->run[r].len) - 1)) << p->run[r].to;
    return v;
}

#define DIGIT 11
#define BUCKETS (1u << DIGIT)

/* One pass of least-significant-digit radix sort over the digit at `shift`. */
static void radix_pass(const uint64_t *from, uint64_t *to, size_t n, int shift)
{
    uint32_t at[BUCKETS] = {0};
    for (size_t i = 0; i < n; i++)
        at[from[i] >> shift & (BUCKETS - 1)]++;
    uint32_t sum = 0;
    for (unsigned d = 0; d < BUCKETS; d++) {
        uint32_t count = at[d];
        at[d] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++)
        to[at[from[i] >> shift & (BUCKETS - 1)]++] = from[i];
}

/* Stable order of the keys as row numbers in the low halves of the result (one of the buffers). */
static uint64_t *radix_order(const obs_key *key, size_t n, uint64_t *x, uint64_t *y)
{
    uint64_t any = 0;
    for (size_t i = 0; i < n; i++) {
        any |= key[i] ^ key[0];
        x[i] = i;
    }
    while (any) {
        bit_pick p;
        any = pick_bits(any, &p);
        for (size_t i = 0; i < n; i++) {
            uint32_t row = (uint32_t)x[i];
            x[i] = picked(&p, key[row]) << 32 | row;
        }
        for (int shift = 0; shift < p.bits; shift += DIGIT) {
            radix_pass(x, y, n, 32 + shift);
            uint64_t *t = x;
            x = y, y = t;
        }
    }
    return x;
}

#define PERMUTE(type, col)                                                                         \
    do {                                                                                           \
        if (!(col))                                                                                \
            break;                                                                                 \
        type *to_ = mem_alloc(b->cap * sizeof(type));                                              \
        if (!to_)                                                                                  \
            return false;                                                                          \
        for (size_t i_ = 0; i_ < b->n; i_++)                                                       \
            to_[i_] = (col)[(uint32_t)order[i_]];                                                  \
        mem_free(col);                                                                             \
        (col) = to_;                                                                               \
    } while (0)

static bool permute(obs_batch *b, const uint64_t *order)
{
    PERMUTE(int64_t, b->level);
    PERMUTE(uint8_t, b->level_st);
    PERMUTE(int64_t, b->growth);
    PERMUTE(uint8_t, b->growth_st);
    PERMUTE(int64_t, b->base);
    PERMUTE(uint8_t, b->base_st);
    PERMUTE(uint32_t, b->extra);
    PERMUTE(uint32_t, b->line);
    PERMUTE(obs_key, b->key);
    return true;
}

bool obs_batch_sort(obs_batch *b)
{
    if (in_order(b->key, b->n))
        return true;
    uint64_t *x = mem_alloc(b->n * sizeof *x), *y = mem_alloc(b->n * sizeof *y);
    bool ok = x && y;
    if (ok) {
        uint64_t *order = radix_order(b->key, b->n, x, y);
        if (order != x)
            y = x;
        x = order;
        mem_free(y);
        y = NULL;
        ok = permute(b, x);
    }
    mem_free(x);
    mem_free(y);
    return ok;
}
