/* Which rows answer a question. */
#include "ledger/find_impl.h"

/* ---- codes ---- */
coded coded_name(const book *b, uint32_t name)
{
    coded k = {.b = b};
    if (name == TYPE_NAME_STAGE) {
        k.by = CODED_STAGE;
        k.n = b->type->n_stages ? b->type->n_stages : 1;
    } else if (name == TYPE_NAME_LIGHT) {
        k.by = CODED_LIGHT;
        k.n = MARK_GREY + 1;
    } else if (name < b->type->n_fields && b->columns[name].at) {
        k.by = CODED_COLUMN;
        k.at = b->columns[name].at;
        k.n = b->columns[name].n_values ? b->columns[name].n_values : 1;
    }
    return k;
}

uint32_t find_place(const ledger_type *t, uint32_t name, str code)
{
    if (name == TYPE_NAME_STAGE)
        return type_stage_of(t, code);
    if (name == TYPE_NAME_LIGHT) {
        for (uint32_t m = MARK_RED; m <= MARK_GREY; m++)
            if (str_eqz(code, light_mark_name((light_mark)m)))
                return m;
        return UINT32_MAX;
    }
    if (name < t->n_fields)
        for (uint32_t i = 0; i < t->fields[name].n_options; i++)
            if (str_eq(t->fields[name].options[i].code, code))
                return i;
    return UINT32_MAX;
}

/* ---- conditions ---- */
typedef struct looking {
    const book *b;
    coded coded;
    uint32_t name;
    bool row; /* at more than one thing, or at what is not numbered */
} looking;

static void look_at(void *user, bool function, uint32_t id, str text)
{
    looking *w = user;
    if (function && id == FN_ME)
        return;
    uint32_t name = function && (id == FN_FINAL || id == FN_IN_STAGE) ? TYPE_NAME_STAGE
                    : function                                        ? UINT32_MAX
                                                                      : id;
    coded k = coded_name(w->b, name);
    w->row |= k.by == CODED_NOT || (w->coded.by != CODED_SAME && w->name != name);
    w->coded = k;
    w->name = name;
}

bool probe_new(cx *c, const book *b, const expr *e, probe **ret)
{
    const expr *parts[2] = {NULL, NULL};
    probe *p = *ret = CX_NEW(c, probe);
    if (!p || !expr_split(c, e, &p->joint, &parts[0], &parts[1]))
        return false;
    p->e = e;
    if (p->joint != EXPR_WHOLE)
        return probe_new(c, b, parts[0], &p->a) &&
               (p->joint == EXPR_NOT || probe_new(c, b, parts[1], &p->b));
    looking w = {.b = b, .coded = {.by = CODED_SAME, .n = 1}};
    expr_uses(e, look_at, &w);
    p->coded = w.coded;
    if (w.row ||
        (w.coded.n > 64 && w.coded.n > b->n / 2)) /* hardly a value twice: as fast without */
        return true;
    p->memo = cx_alloc(c, w.coded.n * sizeof *p->memo);
    for (size_t i = 0; p->memo && i < w.coded.n; i++)
        p->memo[i] = INFINITY;
    return p->memo != NULL;
}

double probe_value(probe *p, view_row *at, const expr_env *env)
{
    switch (p->joint) {
    case EXPR_AND:
        return probe_value(p->a, at, env) > 0 && probe_value(p->b, at, env) > 0;
    case EXPR_OR:
        return probe_value(p->a, at, env) > 0 || probe_value(p->b, at, env) > 0;
    case EXPR_NOT:
        return !(probe_value(p->a, at, env) > 0);
    default:
        break;
    }
    if (!p->memo)
        return expr_eval(p->e, env).num;
    double *known = &p->memo[coded_row(&p->coded, at->row)];
    if (isinf(*known))
        *known = expr_eval(p->e, env).num;
    return *known;
}

/* ---- words ---- */
typedef struct word {
    const char *p; /* folded: lower case, ASCII half-width */
    size_t n;
    bool plain;        /* nothing in it has another case or width */
    uint8_t skip[256]; /* of a plain one: how far to go on by the two bytes at hand, hashed */
    char upper;        /* of others: the first byte in its other case */
} word;

enum { KNOWN = 1 << FIND_MAX_WORDS };
typedef struct search {
    const book *b;
    const find_ask *ask;
    word words[FIND_MAX_WORDS];
    uint32_t n_words;
    struct searched {
        uint32_t field;
        uint16_t *memo; /* by value: bit a word that stands in it, and KNOWN; NULL: row by row */
    } * fields;
    uint32_t n_fields;
} search;

/* One character folded: full-width ASCII half-width, lower case; others byte by byte. */
static inline size_t fold_byte(const unsigned char *p, size_t left, unsigned char *ret)
{
    size_t n = 1;
    unsigned char x = p[0];
    if (x == 0xEF && left >= 3 &&
        ((p[1] == 0xBC && p[2] > 0x80) || (p[1] == 0xBD && p[2] < 0x9F))) {
        x = (unsigned char)(p[1] == 0xBC ? p[2] - 0x60 : p[2] - 0x20);
        n = 3;
    }
    *ret = x >= 'A' && x <= 'Z' ? (unsigned char)(x + 32) : x;
    return n;
}

static bool begins(const unsigned char *p, size_t left, const word *w)
{
    for (size_t i = 0, at = 0; i < w->n; i++) {
        unsigned char x;
        if (at >= left)
            return false;
        at += fold_byte(p + at, left - at, &x);
        if (x != (unsigned char)w->p[i])
            return false;
    }
    return true;
}

static inline uint8_t two(const unsigned char *p)
{
    return (uint8_t)(p[0] - (p[-1] << 3));
}

/* A word of which nothing can be written otherwise: by its ends, skipping what cannot match. */
static bool stands_plain(str s, const word *w)
{
    const unsigned char *p = (const unsigned char *)s.p;
    for (size_t at = w->n - 1; at < s.n;) {
        uint8_t skip = w->skip[two(p + at)];
        if (!skip && memcmp(p + at + 1 - w->n, w->p, w->n) == 0)
            return true;
        at += skip ? skip : 1;
    }
    return false;
}

static bool stands_at(str s, char first, const word *w)
{
    const char *p = s.p, *end = s.p + s.n;
    while (p < end && (p = memchr(p, first, (size_t)(end - p)))) {
        if (begins((const unsigned char *)p, (size_t)(end - p), w))
            return true;
        p++;
    }
    return false;
}

static bool stands_in(str s, const word *w)
{
    if (w->plain || !s.n)
        return s.n && stands_plain(s, w);
    return stands_at(s, w->p[0], w) || (w->upper != w->p[0] && stands_at(s, w->upper, w)) ||
           stands_at(s, '\xEF', w); /* a full-width one */
}

static void prepare(word *w)
{
    size_t far = w->n - 1 < UINT8_MAX ? w->n - 1 : UINT8_MAX;
    w->upper = (char)(w->p[0] >= 'a' && w->p[0] <= 'z' ? w->p[0] - 32 : w->p[0]);
    memset(w->skip, (int)far, sizeof w->skip);
    for (size_t i = 1; i < w->n; i++)
        if (w->n - 1 - i <= far)
            w->skip[two((const unsigned char *)w->p + i)] = (uint8_t)(w->n - 1 - i);
}

/* The words of those in `left` that stand in the text, a bit each. */
static uint32_t words_in(const search *w, str s, uint32_t left)
{
    uint32_t got = 0;
    for (uint32_t i = 0; i < w->n_words; i++)
        if (left >> i & 1 && stands_in(s, &w->words[i]))
            got |= 1u << i;
    return got;
}

static size_t gap(str s)
{
    uint32_t cp;
    size_t n = utf8_decode(s, &cp);
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xA0 || cp == 0x3000 ? n : 0;
}

static bool add_word(cx *c, search *w, str text)
{
    char *out = cx_alloc(c, text.n);
    if (!out)
        return false;
    if (w->n_words == FIND_MAX_WORDS)
        return fail(c, ERR_USAGE, "一次最多搜索 %d 个词",
                    "at most %d words are searched for at once", FIND_MAX_WORDS);
    word *one = &w->words[w->n_words++];
    one->p = out;
    one->plain = true;
    for (size_t at = 0; at < text.n;) {
        unsigned char x;
        at += fold_byte((const unsigned char *)text.p + at, text.n - at, &x);
        out[one->n++] = (char)x;
        one->plain &= x >= 0x80;
    }
    prepare(one);
    return true;
}

static uint32_t all_words(const search *w)
{
    return (1u << w->n_words) - 1;
}

static bool read_words(cx *c, search *w, str q)
{
    if (!utf8_valid(q))
        return fail(c, ERR_USAGE, "搜索的文字不是 UTF-8", "what is searched for is not UTF-8");
    while (q.n > 0) {
        size_t n = 0, skip;
        uint32_t cp;
        while (n < q.n && !gap(str_from(q, n)))
            n += utf8_decode(str_from(q, n), &cp);
        if (n > 0)
            TRY(add_word(c, w, str_sub(q, 0, n)));
        q = str_from(q, n);
        skip = q.n ? gap(q) : 0;
        q = str_from(q, skip);
    }
    return true;
}

static bool searchable(const type_field *f)
{
    return f->kind != FIELD_NUMBER && f->kind != FIELD_DATE && f->kind != FIELD_FLAG &&
           f->kind != FIELD_FILE;
}

static bool choose_fields(cx *c, search *w)
{
    const book *b = w->b;
    w->fields = cx_alloc(c, (b->type->n_fields + 1) * sizeof *w->fields);
    if (!w->fields)
        return false;
    for (uint32_t f = 0; f < b->type->n_fields; f++) {
        if (!searchable(&b->type->fields[f]) || (!b->columns[f].n_values && !b->results[f].text))
            continue;
        struct searched *one = &w->fields[w->n_fields++];
        one->field = f;
        if (b->columns[f].at && b->columns[f].n_values <= b->n / 2 + 64) {
            one->memo = cx_alloc(c, b->columns[f].n_values * sizeof *one->memo);
            if (!one->memo)
                return false;
        }
    }
    return true;
}

/* A stored text and what people call the codes in it. */
static uint32_t words_of(const search *w, const type_field *f, str text, uint32_t left)
{
    str rest = text, code;
    uint32_t got = words_in(w, text, left);
    if (f->kind == FIELD_TEXT || f->kind == FIELD_PERIOD)
        return got;
    while (str_split(&rest, ';', &code)) {
        for (uint32_t i = 0; i < f->n_options; i++)
            if (str_eq(f->options[i].code, code))
                got |= words_in(w, f->options[i].name.zh, left & ~got) |
                       words_in(w, f->options[i].name.en, left & ~got);
        if (!f->n_options && w->ask->said)
            got |= words_in(w, w->ask->said(w->ask->user, f, code), left & ~got);
    }
    return got;
}

/* What a value of a numbered field has of the words. */
static uint32_t words_of_value(const search *w, const struct searched *s, uint32_t id)
{
    const type_field *f = &w->b->type->fields[s->field];
    const book_column *k = &w->b->columns[s->field];
    if (!(s->memo[id] & KNOWN))
        s->memo[id] = (uint16_t)(KNOWN | words_of(w, f, k->values[id].text, all_words(w)));
    return s->memo[id] & all_words(w);
}

static uint32_t words_of_field(const search *w, const struct searched *s, uint32_t row,
                               uint32_t left)
{
    const book_column *k = &w->b->columns[s->field];
    uint32_t id = k->at ? k->at[row] : 1;
    if (id == 0)
        return 0;
    if (s->memo)
        return words_of_value(w, s, id);
    return words_of(w, &w->b->type->fields[s->field],
                    k->at ? k->values[id].text : w->b->results[s->field].text[row], left);
}

/* Rows are looked at one by one: the texts of one lie close together. */
static bool has_words(const search *w, uint32_t row)
{
    uint32_t left = all_words(w);
    if (left)
        left &= ~words_in(w, w->b->rows[row].code, left);
    for (uint32_t i = 0; left && i < w->n_fields; i++)
        left &= ~words_of_field(w, &w->fields[i], row, left);
    return !left;
}

/* Fields of few values of which none has any of the words need not be asked at each row. */
static void drop_fields(search *w)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < w->n_fields; i++) {
        const struct searched s = w->fields[i];
        size_t values = w->b->columns[s.field].n_values;
        uint32_t any = !s.memo || values > 4096;
        for (uint32_t id = 1; !any && id < values; id++)
            any = words_of_value(w, &s, id);
        if (any)
            w->fields[n++] = s;
    }
    w->n_fields = n;
}

/* ---- rows ---- */
static bool all_hold(probe *const *probes, uint32_t n, view_row *at, const expr_env *env)
{
    for (uint32_t i = 0; i < n; i++)
        if (!(probe_value(probes[i], at, env) > 0))
            return false;
    return true;
}

bool find_rows(cx *c, const book *b, ledger_view *v, const find_ask *ask, uint32_t **ret,
               size_t *ret_n)
{
    search w = {.b = b, .ask = ask};
    view_row at = {.v = v, .b = b};
    expr_env env;
    uint32_t *rows = cx_alloc(c, (b->n + 1) * sizeof *rows);
    probe **probes = cx_alloc(c, (ask->n_where + 1) * sizeof(probe *));
    size_t n = 0;
    TRY(rows && probes && read_words(c, &w, ask->q) && (!w.n_words || choose_fields(c, &w)));
    for (uint32_t i = 0; i < ask->n_where; i++)
        TRY(probe_new(c, b, ask->where[i], &probes[i]));
    drop_fields(&w);
    view_env(&at, &env);
    map counts = {0};
    v->counts = &counts;
    for (uint32_t row = 0; row < b->n; row++) {
        if ((b->rows[row].withdrawn && !ask->withdrawn) || (ask->seen && !ask->seen[row]))
            continue;
        at.row = row;
        if (all_hold(probes, ask->n_where, &at, &env) && has_words(&w, row))
            rows[n++] = row;
    }
    v->counts = NULL;
    map_done(&counts);
    *ret = rows;
    *ret_n = n;
    return true;
}

bool find_list(cx *c, const book *b, ledger_view *v, const find_ask *ask, const find_key *keys,
               uint32_t n_keys, size_t from, size_t limit, find_page *ret)
{
    uint32_t *rows;
    size_t n;
    TRY(find_rows(c, b, v, ask, &rows, &n));
    TRY(find_sort(c, b, keys, n_keys, rows, n, from, limit));
    *ret = (find_page){.total = n};
    if (from >= n)
        return true;
    ret->rows = rows + from;
    ret->n = n - from < limit ? n - from : limit;
    return true;
}
