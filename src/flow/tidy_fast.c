#include "flow/tidy_fast.h"
#include "base/mem.h"

/* A spelling of at most 16 bytes, filled with zeros. */
typedef struct word {
    uint64_t lo, hi;
} word;
#define WORD_MAX 16
#define SAFE 32 /* bytes that must follow where a word is loaded */

/* Open addressing; what finds no place within PROBES takes the first. */
#define CONTEXTS 4096
#define PROBES 8
typedef struct known_area {
    word code;
    uint32_t area; /* + 1; 0 = free */
} known_area;

/* What a row says beside its area and figures, and the key without the area that this means. */
typedef struct context {
    word text[4]; /* indicator, period, basis, kind */
    obs_key key;
    bool used;
} context;

/* Fields beside each other that name the context, and their text in the row before: rows mostly
 * repeat it. */
#define SPAN_MAX 64
typedef struct span {
    size_t fields; /* from the role where it stands; 0 = no span begins here */
    char text[SPAN_MAX + 8];
    size_t n; /* 0 = not known */
} span;

struct tidy_fast {
    fast_role roles[FAST_FIELDS];
    span spans[FAST_FIELDS];
    size_t n;
    char sep;
    context last;
    known_area *areas;
    size_t cap_areas; /* a power of two */
    context contexts[CONTEXTS];
};

static bool names_context(fast_role r)
{
    return (r >= FAST_INDICATOR && r <= FAST_KIND) || r == FAST_EMPTY;
}

/* A span ends with a separator, so not with the line. */
static void find_spans(tidy_fast *f)
{
    for (size_t i = 0, k; i < f->n; i = k) {
        for (k = i; k < f->n && names_context(f->roles[k]);)
            k++;
        f->spans[i].fields = k < f->n ? k - i : 0;
        k += k == i;
    }
}

tidy_fast *tidy_fast_new(const fast_role *roles, size_t n, char sep, size_t areas)
{
    if (n > FAST_FIELDS || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (roles[i] == FAST_OTHER)
            return NULL;
    tidy_fast *f = mem_zalloc(1, sizeof *f);
    if (!f)
        return NULL;
    for (f->cap_areas = 64; f->cap_areas < 2 * areas;)
        f->cap_areas *= 2;
    f->areas = mem_zalloc(f->cap_areas, sizeof *f->areas);
    if (!f->areas) {
        mem_free(f);
        return NULL;
    }
    memcpy(f->roles, roles, n * sizeof *roles);
    f->n = n;
    find_spans(f);
    f->sep = sep;
    return f;
}

void tidy_fast_free(tidy_fast *f)
{
    if (f)
        mem_free(f->areas);
    mem_free(f);
}

/* ---- words ---- */
#define EACH UINT64_C(0x0101010101010101)

static inline uint64_t load(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* High bit of the lowest byte that equals c (higher ones may be wrong). */
static inline uint64_t match(uint64_t v, char c)
{
    uint64_t x = v ^ EACH * (unsigned char)c;
    return (x - EACH) & ~x & EACH * 0x80;
}

static inline uint64_t low_bytes(uint64_t v, unsigned n)
{
    return n == 0 ? 0 : v & ~UINT64_C(0) >> (64 - 8 * n);
}

/* The word at p up to a separator or line end; NULL when it is longer than a word. At least SAFE
 * bytes must be there. */
static inline const char *take_word(const char *p, char sep, word *w)
{
    uint64_t v = load(p), end = match(v, sep) | match(v, '\n'), v2 = 0;
    unsigned n = 0;
    if (!end) {
        v2 = load(p + 8);
        end = match(v2, sep) | match(v2, '\n');
        n = 8;
    }
    if (!end)
        return NULL;
    n += (unsigned)__builtin_ctzll(end) / 8;
    if (p[n] == '\n' && n > 0 && p[n - 1] == '\r')
        n--;
    *w = n <= 8 ? (word){low_bytes(v, n), 0} : (word){v, low_bytes(v2, n - 8)};
    return p + n;
}

static bool word_of(str s, word *w)
{
    char b[WORD_MAX] = {0};
    if (s.n > WORD_MAX)
        return false;
    if (s.n)
        memcpy(b, s.p, s.n);
    *w = (word){load(b), load(b + 8)};
    return true;
}

static inline size_t word_hash(word w)
{
    return (size_t)(((w.lo ^ w.hi * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93)) >>
                    40);
}

static inline bool word_same(word a, word b)
{
    return !((a.lo ^ b.lo) | (a.hi ^ b.hi));
}

/* ---- what is known ---- */
static inline bool texts_same(const word a[4], const word b[4])
{
    return word_same(a[0], b[0]) && word_same(a[1], b[1]) && word_same(a[2], b[2]) &&
           word_same(a[3], b[3]);
}

/* Where the code is, else where it may be put: a free place or its first. */
static inline known_area *area_slot(tidy_fast *f, word code)
{
    size_t mask = f->cap_areas - 1, h = word_hash(code);
    for (size_t i = 0; i < PROBES; i++) {
        known_area *a = &f->areas[(h + i) & mask];
        if (!a->area || word_same(a->code, code))
            return a;
    }
    return &f->areas[h & mask];
}

static context *context_slot(tidy_fast *f, const word text[4])
{
    size_t h = 0;
    for (int i = 0; i < 4; i++)
        h = h * 31 + word_hash(text[i]);
    for (size_t i = 0; i < PROBES; i++) {
        context *k = &f->contexts[(h + i) & (CONTEXTS - 1)];
        if (!k->used || texts_same(k->text, text))
            return k;
    }
    return &f->contexts[h & (CONTEXTS - 1)];
}

void tidy_fast_learn(tidy_fast *f, const str *fields, size_t n, obs_key key)
{
    word w, text[4] = {{0}};
    if (n > f->n)
        return;
    for (size_t i = 0; i < n; i++) {
        if (f->roles[i] > FAST_KIND)
            continue;
        if (!word_of(fields[i], &w))
            return;
        if (f->roles[i] != FAST_AREA)
            text[f->roles[i] - FAST_INDICATOR] = w;
        else
            *area_slot(f, w) = (known_area){w, obs_key_area(key) + 1};
    }
    context *k = context_slot(f, text);
    *k = (context){.key = key >> 20 << 20, .used = true};
    memcpy(k->text, text, sizeof text);
}

/* ---- rows ---- */
typedef struct figure {
    int64_t coef;
    uint8_t st;
} figure;

/* n characters from the low end of v, digits with at most one point inside: all at once. */
static inline bool short_number(uint64_t v, unsigned n, bool minus, figure *ret)
{
    uint64_t point = match(v, '.') & (n == 8 ? ~UINT64_C(0) : (UINT64_C(1) << 8 * n) - 1);
    unsigned scale = 0;
    if (point) {
        unsigned at = (unsigned)__builtin_ctzll(point) / 8;
        if (at == 0 || at == n - 1)
            return false;
        v = low_bytes(v, at) | v >> 8 >> 8 * at << 8 * at;
        scale = --n - at;
    }
    v <<= 64 - 8 * n; /* leading zeros fill it up */
    if (n < 8)
        v |= EACH * '0' >> 8 * n;
    if (((v & EACH * 0xF0) | ((v + EACH * 6) & EACH * 0xF0) >> 4) != EACH * 0x33)
        return false;
    v = (v & EACH * 15) * 2561 >> 8;
    v = (v & UINT64_C(0x00FF00FF00FF00FF)) * 6553601 >> 16;
    v = (v & UINT64_C(0x0000FFFF0000FFFF)) * UINT64_C(42949672960001) >> 32;
    *ret = (figure){minus ? -(int64_t)v : (int64_t)v, PART(PART_VALUE, scale)};
    return true;
}

/* -?digits[.digits] of at most 18 digits, as cell_parse() takes it; NULL when it is anything else.
 * An empty field is an absent figure. */
static const char *long_number(const char *p, bool minus, char sep, figure *ret)
{
    const char *first = p, *point = NULL;
    uint64_t v = 0;
    for (;; p++) {
        unsigned d = (unsigned char)*p - '0';
        if (d <= 9) {
            v = v * 10 + d;
        } else if (*p == '.' && !point) {
            point = p;
        } else {
            break;
        }
        if (p - first > 18)
            return NULL;
    }
    if (*p != sep && *p != '\n' && *p != '\r')
        return NULL;
    if (p == first) {
        *ret = (figure){0, 0};
        return minus ? NULL : p;
    }
    if (point == first || point == p - 1 || (!point && p - first > 18))
        return NULL;
    int scale = point ? (int)(p - point) - 1 : 0;
    *ret = (figure){minus ? -(int64_t)v : (int64_t)v, PART(PART_VALUE, scale)};
    return p;
}

static inline const char *take_number(const char *p, char sep, figure *ret)
{
    bool minus = *p == '-';
    p += minus;
    uint64_t v = load(p), end = match(v, sep) | match(v, '\n');
    unsigned n = end ? (unsigned)__builtin_ctzll(end) / 8 : 8;
    char after = p[n];
    if (after == '\n' && n > 0 && p[n - 1] == '\r')
        n--;
    if (n > 0 && (end || after == sep || after == '\n' || after == '\r') &&
        short_number(v, n, minus, ret))
        return p + n;
    return long_number(p, minus, sep, ret);
}

typedef struct fast_row {
    word area, text[4];
    figure level, growth, base;
} fast_row;

/* One field; NULL when it is not for us. */
static inline const char *take_field(const tidy_fast *f, fast_role role, const char *p, fast_row *r)
{
    switch (role) {
    case FAST_AREA:
        return take_word(p, f->sep, &r->area);
    case FAST_LEVEL:
        return take_number(p, f->sep, &r->level);
    case FAST_GROWTH:
        return take_number(p, f->sep, &r->growth);
    case FAST_BASE:
        return take_number(p, f->sep, &r->base);
    case FAST_EMPTY:
        return p;
    default:
        return take_word(p, f->sep, &r->text[role - FAST_INDICATOR]);
    }
}

static inline bool same_span(const span *s, const char *p)
{
    uint64_t differ = 0;
    size_t i = 0;
    for (; i + 8 <= s->n; i += 8)
        differ |= load(p + i) ^ load(s->text + i);
    return !(differ | low_bytes(load(p + i) ^ load(s->text + i), (unsigned)(s->n - i)));
}

static void keep_span(span *s, const char *from, const char *to)
{
    s->n = 0;
    if (to - from > SPAN_MAX)
        return;
    s->n = (size_t)(to - from);
    memcpy(s->text, from, s->n);
}

/* The line at p; returns the start of the next one, NULL when it is not for us. *same stays true
 * while all that names the context is as in the row before. */
static inline const char *take_row(tidy_fast *f, const char *p, const char *end, fast_row *r,
                                   bool *same)
{
    for (size_t i = 0; i < f->n;) {
        span *s = &f->spans[i];
        const char *from = p;
        size_t fields = s->fields ? s->fields : 1;
        if (end - p < SPAN_MAX + SAFE)
            return NULL;
        if (s->fields && s->n && same_span(s, p)) {
            p += s->n;
            i += fields;
            continue;
        }
        *same &= !names_context(f->roles[i]);
        for (size_t k = i + fields; i < k; i++)
            if (end - p < SAFE || !(p = take_field(f, f->roles[i], p, r)) ||
                (i + 1 < f->n && *p++ != f->sep))
                return NULL;
        if (s->fields)
            keep_span(s, from, p);
    }
    p += *p == '\r';
    return *p == '\n' ? p + 1 : NULL;
}

static inline bool key_of(tidy_fast *f, const fast_row *r, bool same, obs_key *ret)
{
    const known_area *a = area_slot(f, r->area);
    if (!a->area || !word_same(a->code, r->area))
        return false;
    if (!same && !(f->last.used && texts_same(f->last.text, r->text))) {
        const context *k = context_slot(f, r->text);
        if (!k->used || !texts_same(k->text, r->text))
            return false;
        f->last = *k;
    }
    *ret = f->last.key | (a->area - 1);
    return true;
}

static bool row_fits(obs_batch *b, const fast_row *r)
{
    return b->n < b->cap && r->level.st && (!r->growth.st || obs_batch_need_growth(b)) &&
           (!r->base.st || obs_batch_need_base(b));
}

static inline void put_row(obs_batch *b, obs_key key, const fast_row *r, uint32_t line)
{
    size_t i = b->n++;
    b->key[i] = key;
    b->level[i] = r->level.coef;
    b->level_st[i] = r->level.st;
    if (b->line)
        b->line[i] = line;
    if (b->growth_st) {
        b->growth[i] = r->growth.coef;
        b->growth_st[i] = r->growth.st;
    }
    if (b->base_st) {
        b->base[i] = r->base.coef;
        b->base_st[i] = r->base.st;
    }
    if (b->extra)
        b->extra[i] = 0;
}

str tidy_fast_rows(tidy_fast *f, str text, obs_batch *b, uint32_t *line)
{
    const char *p = text.p, *end = text.p + text.n, *next;
    fast_row r = {0};
    obs_key key;
    bool same = false; /* `r` is empty */
    for (size_t i = 0; i < f->n; i++)
        f->spans[i].n = 0;
    while ((next = take_row(f, p, end, &r, &same)) && key_of(f, &r, same, &key) &&
           row_fits(b, &r)) {
        put_row(b, key, &r, ++*line);
        p = next;
        same = true;
    }
    return (str){p, (size_t)(end - p)};
}
