#include "store/chunk.h"
#include "base/mem.h"
#include "base/str.h"

#define BLOCK 128   /* rows that share a least value and a width */
#define PACK_MAX 57 /* widest value that one unaligned 64-bit word always holds */
#define COEF_MAX INT64_C(1000000000000000000) /* 18 digits */
enum { HAS_GROWTH = 1, HAS_BASE = 2, HAS_EXTRA = 4, HAS_ALL = 7 };
enum {
    X_UNIT = 1,
    X_SOURCE = 2,
    X_NOTE = 4,
    X_SERIES_BASIS = 8,
    X_RELEASED = 16,
    X_LOW = 32,
    X_HIGH = 64,
    X_REST = 128
};

/* ---- bytes ---- */

static uint64_t le64(const void *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

static void put_le64(void *p, uint64_t v)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    memcpy(p, &v, 8);
}

static uint64_t zigzag(int64_t v)
{
    return (uint64_t)v << 1 ^ (uint64_t)(v >> 63);
}

static int64_t unzigzag(uint64_t v)
{
    return (int64_t)(v >> 1 ^ -(v & 1));
}

static size_t varint_to(uint8_t *p, uint64_t v)
{
    size_t n = 0;
    for (; v >= 0x80; v >>= 7)
        p[n++] = (uint8_t)(v | 0x80);
    p[n++] = (uint8_t)v;
    return n;
}

static void put_varint(sb *out, uint64_t v)
{
    uint8_t b[10];
    sb_put(out, (str){(char *)b, varint_to(b, v)});
}

static void put_text(sb *out, str s)
{
    put_varint(out, s.n);
    sb_put(out, s);
}

#define XX1 UINT64_C(0x9E3779B185EBCA87)
#define XX2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define XX3 UINT64_C(0x165667B19E3779F9)
#define XX4 UINT64_C(0x85EBCA77C2B2AE63)
#define XX5 UINT64_C(0x27D4EB2F165667C5)

static uint64_t rotl(uint64_t v, int n)
{
    return v << n | v >> (64 - n);
}

static uint64_t xx_round(uint64_t acc, uint64_t v)
{
    return rotl(acc + v * XX2, 31) * XX1;
}

static uint64_t xx_tail(uint64_t h, const uint8_t *p, const uint8_t *end)
{
    for (; end - p >= 8; p += 8)
        h = rotl(h ^ xx_round(0, le64(p)), 27) * XX1 + XX4;
    if (end - p >= 4) {
        uint64_t v = p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
        h = rotl(h ^ v * XX1, 23) * XX2 + XX3;
        p += 4;
    }
    for (; p < end; p++)
        h = rotl(h ^ *p * XX5, 11) * XX1;
    h = (h ^ h >> 33) * XX2;
    h = (h ^ h >> 29) * XX3;
    return h ^ h >> 32;
}

uint64_t chunk_sum(str s)
{
    const uint8_t *p = (const uint8_t *)s.p, *end = p + s.n;
    uint64_t h = XX5;
    if (s.n >= 32) {
        uint64_t v[4] = {XX1 + XX2, XX2, 0, 0 - XX1};
        for (; end - p >= 32; p += 32)
            for (int i = 0; i < 4; i++)
                v[i] = xx_round(v[i], le64(p + 8 * i));
        h = rotl(v[0], 1) + rotl(v[1], 7) + rotl(v[2], 12) + rotl(v[3], 18);
        for (int i = 0; i < 4; i++)
            h = (h ^ xx_round(0, v[i])) * XX1 + XX4;
    }
    return xx_tail(h + s.n, p, end);
}

/* ---- writing ---- */

#define RUN_MIN 4 /* shorter repetitions are cheaper one by one */

/* Where the next repetition worth a token starts at or after `i`; its length in *len (0 = none). */
static size_t next_run(const uint64_t *v, size_t i, size_t n, size_t *len)
{
    while (i < n) {
        size_t j = i + 1;
        while (j < n && v[j] == v[i])
            j++;
        if (j - i >= RUN_MIN) {
            *len = j - i;
            return i;
        }
        i = j;
    }
    *len = 0;
    return n;
}

/* Values as tokens; `bytes`: single ones are written as one byte each. */
static void put_tokens(sb *out, const uint64_t *v, size_t n, bool bytes)
{
    for (size_t i = 0; i < n;) {
        size_t len, run = next_run(v, i, n, &len);
        if (run > i)
            put_varint(out, (run - i) << 1);
        for (; i < run; i++) {
            if (bytes)
                sb_putc(out, (char)v[i]);
            else
                put_varint(out, v[i]);
        }
        if (len) {
            put_varint(out, len << 1 | 1);
            put_varint(out, v[i]);
            i += len;
        }
    }
}

static int width_of(uint64_t range)
{
    int w = range ? 64 - __builtin_clzll(range) : 0;
    return w > PACK_MAX ? 64 : w;
}

static void put_block(sb *out, const int64_t *v, size_t n)
{
    int64_t least = v[0], most = v[0];
    for (size_t i = 1; i < n; i++) {
        least = v[i] < least ? v[i] : least;
        most = v[i] > most ? v[i] : most;
    }
    MUST(least > -COEF_MAX && most < COEF_MAX);
    int w = width_of((uint64_t)most - (uint64_t)least);
    uint8_t b[16 + BLOCK * 8 + 8] = {0};
    size_t head = varint_to(b, zigzag(least));
    b[head++] = (uint8_t)w;
    for (size_t i = 0, bit = 0; w && i < n; i++, bit += (size_t)w) {
        uint8_t *p = b + head + (bit >> 3);
        put_le64(p, le64(p) | ((uint64_t)v[i] - (uint64_t)least) << (bit & 7));
    }
    sb_put(out, (str){(char *)b, head + (n * (size_t)w + 7) / 8});
}

static void put_part(sb *out, const uint8_t *st, const int64_t *coef, size_t n, uint64_t *tmp)
{
    for (size_t i = 0; i < n; i++)
        tmp[i] = st[i];
    put_tokens(out, tmp, n, true);
    for (size_t i = 0; i < n; i += BLOCK)
        put_block(out, coef + i, n - i < BLOCK ? n - i : BLOCK);
}

static void put_keys(sb *out, const obs_key *key, size_t n, uint64_t *tmp)
{
    MUST(key[n - 1] >> 63 == 0);
    put_varint(out, key[0]);
    for (size_t i = 1; i < n; i++) {
        MUST(key[i] > key[i - 1]);
        tmp[i - 1] = key[i] - key[i - 1];
    }
    put_tokens(out, tmp, n - 1, false);
}

static void put_decimal(sb *out, uint8_t st, int64_t coef)
{
    sb_putc(out, (char)st);
    put_varint(out, zigzag(coef));
}

#define ANEW 0x80u /* beside the way of assessment */

static int which_fields(const obs_extra *x)
{
    const struct {
        int bit;
        bool there;
    } fields[] = {
        {X_UNIT, x->unit.n},
        {X_SOURCE, x->source.n},
        {X_NOTE, x->note.n},
        {X_SERIES_BASIS, x->series_basis.n},
        {X_RELEASED, x->released != INT64_MIN},
        {X_LOW, x->low_st || x->low},
        {X_HIGH, x->high_st || x->high},
        {X_REST, x->comparison || x->assess || x->rank_published || x->anew},
    };
    int which = 0;
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        which |= fields[i].there ? fields[i].bit : 0;
    return which;
}

static void put_extra(sb *out, const obs_extra *x)
{
    int which = which_fields(x);
    sb_putc(out, (char)which);
    if (which & X_UNIT)
        put_text(out, x->unit);
    if (which & X_SOURCE)
        put_text(out, x->source);
    if (which & X_NOTE)
        put_text(out, x->note);
    if (which & X_SERIES_BASIS)
        put_text(out, x->series_basis);
    if (which & X_RELEASED)
        put_varint(out, zigzag(x->released));
    if (which & X_LOW)
        put_decimal(out, x->low_st, x->low);
    if (which & X_HIGH)
        put_decimal(out, x->high_st, x->high);
    if (which & X_REST) {
        sb_putc(out, (char)x->comparison);
        sb_putc(out, (char)(x->assess | (x->anew ? ANEW : 0)));
        put_varint(out, x->rank_published);
    }
}

/* The extras that these rows use, numbered in the order of their first row. */
static bool put_extras(sb *out, const obs_batch *b, size_t from, size_t n, uint64_t *tmp)
{
    uint32_t *local = mem_zalloc(b->n_extras + 1, sizeof *local);
    uint32_t *used = mem_alloc(n * sizeof *used);
    bool ok = local && used;
    if (ok) {
        uint32_t count = 0;
        for (size_t i = 0; i < n; i++) {
            uint32_t e = b->extra[from + i];
            if (e && !local[e]) {
                used[count] = e;
                local[e] = ++count;
            }
            tmp[i] = local[e];
        }
        put_varint(out, count);
        for (uint32_t i = 0; i < count; i++)
            put_extra(out, &b->extras[used[i] - 1]);
        put_tokens(out, tmp, n, false);
    }
    mem_free(local);
    mem_free(used);
    return ok;
}

static bool any_set(const uint8_t *st, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (st[i])
            return true;
    return false;
}

static int columns_of(const obs_batch *b, size_t from, size_t n)
{
    int flags = 0;
    if (b->growth_st && any_set(b->growth_st + from, n))
        flags |= HAS_GROWTH;
    if (b->base_st && any_set(b->base_st + from, n))
        flags |= HAS_BASE;
    for (size_t i = 0; b->extra && i < n && !(flags & HAS_EXTRA); i++)
        if (b->extra[from + i])
            flags |= HAS_EXTRA;
    return flags;
}

bool chunk_write(const obs_batch *b, size_t from, size_t to, sb *out)
{
    MUST(from < to && to <= b->n && to - from <= CHUNK_ROWS);
    size_t n = to - from, start = out->n;
    int flags = columns_of(b, from, n);
    uint64_t *tmp = mem_alloc(n * sizeof *tmp);
    if (!tmp)
        return false;
    sb_putc(out, CHUNK_VERSION);
    sb_putc(out, (char)flags);
    put_varint(out, n);
    put_keys(out, b->key + from, n, tmp);
    put_part(out, b->level_st + from, b->level + from, n, tmp);
    if (flags & HAS_GROWTH)
        put_part(out, b->growth_st + from, b->growth + from, n, tmp);
    if (flags & HAS_BASE)
        put_part(out, b->base_st + from, b->base + from, n, tmp);
    bool ok = !(flags & HAS_EXTRA) || put_extras(out, b, from, n, tmp);
    mem_free(tmp);
    if (!ok || !sb_ok(out))
        return false;
    char sum[8];
    put_le64(sum, chunk_sum(str_from(sb_str(out), start)));
    sb_put(out, (str){sum, 8});
    return sb_ok(out);
}

bool chunk_encode(cx *c, const obs_batch *b, size_t from, size_t to, sb *out)
{
    return chunk_write(b, from, to, out) || fail_memory(c);
}

/* ---- reading ---- */

/* `end` is where the sum starts: eight bytes after it are always there to be loaded. */
typedef struct rd {
    const uint8_t *p, *end;
    bool bad;
} rd;

static uint8_t get_byte(rd *r)
{
    if (r->p >= r->end) {
        r->bad = true;
        return 0;
    }
    return *r->p++;
}

static uint64_t get_varint_long(rd *r)
{
    uint64_t v = 0;
    for (int shift = 0; shift < 64 && r->p < r->end; shift += 7) {
        uint8_t b = *r->p++;
        v |= (uint64_t)(b & 0x7F) << shift;
        if (b < 0x80) {
            r->bad |= shift == 63 && b > 1;
            return v;
        }
    }
    r->bad = true;
    return 0;
}

static inline uint64_t get_varint(rd *r)
{
    if (r->p < r->end && *r->p < 0x80)
        return *r->p++;
    return get_varint_long(r);
}

/* Length of the next token, at most `left`; *run says whether one value repeats. 0 = damaged. */
static size_t get_token(rd *r, size_t left, bool *run)
{
    uint64_t h = get_varint(r);
    *run = h & 1;
    r->bad |= h >> 1 == 0 || h >> 1 > left;
    return r->bad ? 0 : (size_t)(h >> 1);
}

static void get_keys(rd *r, obs_key *key, size_t n)
{
    uint64_t k = get_varint(r), high = k;
    bool zero = false, run;
    key[0] = k;
    for (size_t i = 1, len; i < n && (len = get_token(r, n - i, &run)); i += len) {
        obs_key *to = key + i;
        uint64_t d = run ? get_varint(r) : 0;
        zero |= run && !d;
        high |= d;
        for (size_t j = 0; run && j < len; j++) {
            to[j] = k + d * (j + 1);
            high |= to[j];
        }
        if (run)
            k += d * len;
        for (size_t j = 0; !run && j < len; j++) {
            d = get_varint(r);
            zero |= !d;
            high |= d | (k += d);
            to[j] = k;
        }
    }
    r->bad |= zero || high >> 63;
}

/* Words of the key that name no word of the contract. */
static bool keys_ok(const obs_key *key, size_t n)
{
    uint64_t bad = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t k = key[i];
        bad |= (uint64_t)((k >> 45 & 7) > KIND_FINAL) | (uint64_t)((k >> 43 & 3) > TIER_STRIVE);
    }
    return !bad;
}

static bool state_ok(uint8_t st)
{
    return st >> 5 <= PART_WITHDRAWN && (st & 31) <= 18;
}

static void get_states(rd *r, uint8_t *st, size_t n)
{
    bool run, bad = false;
    for (size_t i = 0, len; i < n && (len = get_token(r, n - i, &run)); i += len) {
        if (run) {
            uint64_t v = get_varint(r);
            bad |= v > 255 || !state_ok((uint8_t)v);
            memset(st + i, (int)(v & 255), len);
            continue;
        }
        if ((size_t)(r->end - r->p) < len) {
            r->bad = true;
            return;
        }
        memcpy(st + i, r->p, len);
        r->p += len;
        for (size_t j = 0; j < len; j++)
            bad |= !state_ok(st[i + j]);
    }
    r->bad |= bad;
}

static void unpack(const uint8_t *p, int64_t *v, size_t n, uint64_t least, unsigned w)
{
    if (w > PACK_MAX) {
        for (size_t i = 0; i < n; i++)
            v[i] = (int64_t)(least + le64(p + 8 * i));
        return;
    }
    uint64_t mask = (UINT64_C(1) << w) - 1;
    for (size_t i = 0, bit = 0; i < n; i++, bit += w)
        v[i] = (int64_t)(least + (le64(p + (bit >> 3)) >> (bit & 7) & mask));
}

static void get_block(rd *r, int64_t *v, size_t n)
{
    int64_t least = unzigzag(get_varint(r));
    unsigned w = get_byte(r);
    size_t bytes = (n * w + 7) / 8;
    if (r->bad || (w > PACK_MAX && w != 64) || bytes > (size_t)(r->end - r->p)) {
        r->bad = true;
        return;
    }
    unpack(r->p, v, n, (uint64_t)least, w);
    r->p += bytes;
    if (w < PACK_MAX && least > -COEF_MAX && least < COEF_MAX - (INT64_C(1) << w))
        return;
    for (size_t i = 0; i < n; i++)
        r->bad |= v[i] <= -COEF_MAX || v[i] >= COEF_MAX;
}

static void get_part(rd *r, uint8_t *st, int64_t *coef, size_t n)
{
    get_states(r, st, n);
    for (size_t i = 0; i < n && !r->bad; i += BLOCK)
        get_block(r, coef + i, n - i < BLOCK ? n - i : BLOCK);
}

static str get_text(rd *r, bool there)
{
    uint64_t n = there ? get_varint(r) : 0;
    if (n > (uint64_t)(r->end - r->p)) {
        r->bad = true;
        n = 0;
    }
    str s = {(const char *)r->p, (size_t)n};
    r->p += n;
    return s;
}

static int64_t get_decimal(rd *r, bool there, uint8_t *st)
{
    *st = there ? get_byte(r) : 0;
    int64_t v = there ? unzigzag(get_varint(r)) : 0;
    r->bad |= !state_ok(*st) || v <= -COEF_MAX || v >= COEF_MAX;
    return v;
}

static void get_extra(rd *r, obs_extra *x)
{
    int which = get_byte(r);
    *x = obs_extra_none;
    x->unit = get_text(r, which & X_UNIT);
    x->source = get_text(r, which & X_SOURCE);
    x->note = get_text(r, which & X_NOTE);
    x->series_basis = get_text(r, which & X_SERIES_BASIS);
    if (which & X_RELEASED)
        x->released = unzigzag(get_varint(r));
    x->low = get_decimal(r, which & X_LOW, &x->low_st);
    x->high = get_decimal(r, which & X_HIGH, &x->high_st);
    if (which & X_REST) {
        unsigned comparison_ = get_byte(r), flags = get_byte(r), assess_ = flags & ~ANEW;
        uint64_t rank = get_varint(r);
        r->bad |= comparison_ > CMP_SYNCHRONOUS || assess_ > ASSESS_BOTH || rank > UINT32_MAX;
        x->comparison = (comparison)comparison_;
        x->assess = (assess)assess_;
        x->anew = flags & ANEW;
        x->rank_published = (uint32_t)rank;
    }
}

/* The column of indices into this chunk's extras, through `local` to those of the batch. */
static void get_extra_column(rd *r, const uint32_t *local, uint64_t count, uint32_t *to, size_t n)
{
    bool run;
    for (size_t i = 0, len; i < n && (len = get_token(r, n - i, &run)); i += len) {
        uint64_t v = 0;
        for (size_t j = 0; j < len; j++) {
            if (!j || !run)
                v = get_varint(r);
            r->bad |= v > count;
            to[i + j] = v > count ? 0 : local[v];
        }
    }
}

static bool get_extras(rd *r, obs_batch *b, uint32_t *to, size_t n)
{
    uint64_t count = get_varint(r);
    if (r->bad || count > n) {
        r->bad = true;
        return true;
    }
    uint32_t *local = mem_zalloc((size_t)count + 1, sizeof *local);
    bool ok = local != NULL;
    for (uint64_t i = 0; ok && i < count && !r->bad; i++) {
        obs_extra x;
        get_extra(r, &x);
        ok = r->bad || obs_batch_intern(b, &x, &local[i + 1]);
    }
    if (ok && !r->bad)
        get_extra_column(r, local, count, to, n);
    mem_free(local);
    return ok;
}

/* Room for the rows and the columns that the chunk brings; what it does not bring reads absent. */
static bool make_room(obs_batch *b, size_t n, int flags)
{
    size_t at = b->n;
    TRY(obs_batch_reserve(b, at + n));
    TRY(!(flags & HAS_GROWTH) || obs_batch_need_growth(b));
    TRY(!(flags & HAS_BASE) || obs_batch_need_base(b));
    TRY(!(flags & HAS_EXTRA) || obs_batch_need_extra(b));
    if (b->growth_st && !(flags & HAS_GROWTH)) {
        memset(b->growth + at, 0, n * sizeof *b->growth);
        memset(b->growth_st + at, 0, n);
    }
    if (b->base_st && !(flags & HAS_BASE)) {
        memset(b->base + at, 0, n * sizeof *b->base);
        memset(b->base_st + at, 0, n);
    }
    if (b->extra && !(flags & HAS_EXTRA))
        memset(b->extra + at, 0, n * sizeof *b->extra);
    if (b->line)
        memset(b->line + at, 0, n * sizeof *b->line);
    return true;
}

static bool get_columns(rd *r, obs_batch *b, size_t n, int flags)
{
    size_t at = b->n;
    get_keys(r, b->key + at, n);
    r->bad |= r->bad || !keys_ok(b->key + at, n);
    if (!r->bad)
        get_part(r, b->level_st + at, b->level + at, n);
    if (flags & HAS_GROWTH && !r->bad)
        get_part(r, b->growth_st + at, b->growth + at, n);
    if (flags & HAS_BASE && !r->bad)
        get_part(r, b->base_st + at, b->base + at, n);
    if (flags & HAS_EXTRA && !r->bad)
        return get_extras(r, b, b->extra + at, n);
    return true;
}

chunk_status chunk_read(str body, obs_batch *b)
{
    if (body.n < 2 + 8)
        return CHUNK_DAMAGED;
    rd r = {(const uint8_t *)body.p, (const uint8_t *)body.p + body.n - 8, false};
    if (chunk_sum((str){body.p, body.n - 8}) != le64(r.end))
        return CHUNK_DAMAGED;
    if (get_byte(&r) != CHUNK_VERSION)
        return CHUNK_NEWER;
    int flags = get_byte(&r);
    uint64_t n = get_varint(&r);
    if (r.bad || flags & ~HAS_ALL || n < 1 || n > CHUNK_ROWS)
        return CHUNK_DAMAGED;
    if (!make_room(b, (size_t)n, flags) || !get_columns(&r, b, (size_t)n, flags))
        return CHUNK_MEMORY;
    if (r.bad || r.p != r.end)
        return CHUNK_DAMAGED;
    b->n += (size_t)n;
    return CHUNK_OK;
}

bool chunk_decode(cx *c, str body, obs_batch *b)
{
    switch (chunk_read(body, b)) {
    case CHUNK_OK:
        return true;
    case CHUNK_MEMORY:
        return fail_memory(c);
    case CHUNK_NEWER:
        return fail(c, ERR_DB, "数据块由更新的程序写成：请升级 diaodu",
                    "a chunk was written by a newer program: upgrade diaodu");
    default:
        return fail(c, ERR_DB, "数据块已损坏：请用备份恢复（diaodu restore）",
                    "a chunk is damaged: restore a backup (diaodu restore)");
    }
}
