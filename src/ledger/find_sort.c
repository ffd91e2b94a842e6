/* Rows in order. Each key is looked at as 64-bit numbers that sort as it does (of a text eight bytes at a
 * time), which are sorted by their digits; what is still equal goes on to the next bytes or the next key,
 * but only where the page wanted lies. */
#include "ledger/find_impl.h"

bool find_keys(cx *c, const ledger_type *t, str text, find_key ret[FIND_MAX_KEYS], uint32_t *ret_n)
{
    str one;
    expr_kind kind;
    *ret_n = 0;
    if (!text.n)
        return true;
    while (str_split(&text, ',', &one)) {
        find_key k = {0};
        one = str_trim(one);
        k.down = str_starts(one, S("-"));
        one = str_trim(str_from(one, k.down));
        if (!type_name_id(t, one, &k.name, &kind))
            return fail(c, ERR_USAGE, "排序：没有字段“" STR_FMT "”",
                        "sort: there is no field \"" STR_FMT "\"", STR_ARG(str_sub(one, 0, 80)));
        if (*ret_n == FIND_MAX_KEYS)
            return fail(c, ERR_USAGE, "排序最多 %d 个字段", "sort: at most %d fields",
                        FIND_MAX_KEYS);
        ret[(*ret_n)++] = k;
    }
    return true;
}

typedef struct entry {
    uint64_t k;
    uint32_t row;
} entry;

typedef struct key {
    uint32_t name;
    bool down, text;
    coded coded;
    uint32_t *places; /* by number: in the order of the type; NULL = by value */
} key;

typedef struct sorter {
    const book *b;
    key keys[FIND_MAX_KEYS];
    uint32_t n_keys;
    entry *list, *other;
    size_t from, to; /* the page */
} sorter;

static const uint64_t none = UINT64_MAX; /* missing: behind everything */

static uint64_t of_number(double v)
{
    uint64_t bits;
    v += 0.0; /* -0 is 0 */
    memcpy(&bits, &v, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static uint64_t of_text(str s, size_t depth)
{
    unsigned char eight[8] = {0};
    uint64_t k = 0;
    if (s.n > depth)
        memcpy(eight, s.p + depth, s.n - depth < 8 ? s.n - depth : 8);
    for (size_t i = 0; i < 8; i++)
        k = k << 8 | eight[i];
    return k;
}

/* The number of a row by one key; of a text that of its bytes from `depth` on. */
static uint64_t image(const sorter *w, const key *k, uint32_t row, size_t depth)
{
    uint64_t v;
    if (k->places) {
        uint32_t place = k->places[coded_row(&k->coded, row)];
        if (place == UINT32_MAX)
            return none;
        v = (uint64_t)place + 1; /* downwards 0 would be `none` */
    } else if (k->coded.by == CODED_COLUMN) {
        const book_column *f = &w->b->columns[k->name];
        if (!k->coded.at[row])
            return none;
        const book_value *x = &f->values[k->coded.at[row]];
        v = k->text ? of_text(x->text, depth) : of_number(x->num);
        if (!k->text && isnan(x->num))
            return none;
    } else {
        expr_value x = book_get(w->b, row, k->name);
        if (expr_missing(x))
            return none;
        v = k->text ? of_text(x.text, depth) : of_number(x.num);
    }
    return k->down ? ~v : v;
}

static void insert_sort(entry *e, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        entry x = e[i];
        size_t at = i;
        for (; at > 0 && e[at - 1].k > x.k; at--)
            e[at] = e[at - 1];
        e[at] = x;
    }
}

/* By the bytes of the numbers in which they differ, lowest first; keeps the order of equal ones. */
static void digit_sort(entry *e, entry *other, size_t n, uint64_t differ)
{
    entry *from = e, *to = other;
    for (int shift = 0; shift < 64; shift += 8) {
        size_t count[256] = {0}, sum = 0;
        if (!(differ >> shift & 0xFF))
            continue;
        for (size_t i = 0; i < n; i++)
            count[from[i].k >> shift & 0xFF]++;
        for (size_t d = 0; d < 256; d++) {
            size_t here = count[d];
            count[d] = sum;
            sum += here;
        }
        for (size_t i = 0; i < n; i++)
            to[count[from[i].k >> shift & 0xFF]++] = from[i];
        entry *swap = from;
        from = to;
        to = swap;
    }
    if (from != e)
        memcpy(e, from, n * sizeof *e);
}

/* Number lo..hi by a key and sort them; false when all are equal. */
static bool sort_once(sorter *w, const key *k, size_t lo, size_t hi, size_t depth)
{
    uint64_t differ = 0;
    for (size_t i = lo; i < hi; i++) {
        w->list[i].k = image(w, k, w->list[i].row, depth);
        differ |= w->list[i].k ^ w->list[lo].k;
    }
    if (!differ)
        return false;
    if (hi - lo <= 32)
        insert_sort(w->list + lo, hi - lo);
    else
        digit_sort(w->list + lo, w->other, hi - lo, differ);
    return true;
}

/* Is a text cut at eight bytes there: do equal numbers leave more of it to look at. */
static bool goes_on(const key *k, uint64_t v)
{
    return k->text && !k->places && v != none && ((k->down ? ~v : v) & 0xFF);
}

/* Is there anything to put in order that shows on the page. */
static bool matters(const sorter *w, size_t lo, size_t hi)
{
    return hi - lo > 1 && lo < w->to && hi > w->from;
}

static void sort_range(sorter *w, size_t lo, size_t hi, uint32_t at, size_t depth)
{
    if (!matters(w, lo, hi))
        return;
    while (at < w->n_keys) {
        const key *k = &w->keys[at];
        if (sort_once(w, k, lo, hi, depth))
            break;
        bool more = goes_on(k, w->list[lo].k);
        at += !more;
        depth = more ? depth + 8 : 0;
    }
    for (size_t i = lo, end; at < w->n_keys && i < hi; i = end) {
        const uint64_t v = w->list[i].k;
        for (end = i + 1; end < hi && w->list[end].k == v;)
            end++;
        bool more = goes_on(&w->keys[at], v);
        sort_range(w, i, end, more ? at : at + 1, more ? depth + 8 : 0);
    }
}

/* Choices, stages and lights: where their values stand in the type; others of a choice by their number
 * behind them. */
static bool make_places(cx *c, const book *b, key *k)
{
    bool option = k->name < b->type->n_fields && b->type->fields[k->name].n_options &&
                  !b->type->fields[k->name].many && b->type->fields[k->name].kind == FIELD_CHOICE;
    if (k->coded.by != CODED_STAGE && k->coded.by != CODED_LIGHT &&
        !(option && k->coded.by == CODED_COLUMN))
        return true;
    k->places = cx_alloc(c, k->coded.n * sizeof *k->places);
    if (!k->places)
        return false;
    for (uint32_t i = 0; i < k->coded.n; i++) {
        if (!option) {
            k->places[i] = i;
            continue;
        }
        uint32_t place = i ? find_place(b->type, k->name, b->columns[k->name].values[i].text) : 0;
        k->places[i] = i == 0                ? UINT32_MAX
                       : place == UINT32_MAX ? b->type->fields[k->name].n_options + i
                                             : place;
    }
    return true;
}

static bool make_key(cx *c, const book *b, find_key asked, key *ret)
{
    *ret = (key){.name = asked.name, .down = asked.down, .coded = coded_name(b, asked.name)};
    expr_kind kind = EXPR_TEXT;
    if (asked.name < b->type->n_fields)
        kind = field_expr_kind(&b->type->fields[asked.name]);
    else if (asked.name == TYPE_NAME_VERSION || asked.name == TYPE_NAME_CREATED_ON ||
             asked.name == TYPE_NAME_CHANGED_ON)
        kind = EXPR_NUM;
    ret->text = kind == EXPR_TEXT || kind == EXPR_LIST;
    return make_places(c, b, ret);
}

bool find_sort(cx *c, const book *b, const find_key *keys, uint32_t n_keys, uint32_t *rows,
               size_t n, size_t from, size_t limit)
{
    sorter w = {.b = b, .from = from, .to = limit < n - from ? from + limit : n};
    MUST(n_keys <= FIND_MAX_KEYS);
    if (!n_keys || n < 2 || from >= n)
        return true;
    for (; w.n_keys < n_keys; w.n_keys++)
        TRY(make_key(c, b, keys[w.n_keys], &w.keys[w.n_keys]));
    w.list = mem_alloc(2 * n * sizeof *w.list);
    if (!w.list)
        return fail_memory(c);
    w.other = w.list + n;
    for (size_t i = 0; i < n; i++)
        w.list[i] = (entry){0, rows[i]};
    sort_range(&w, 0, n, 0, 0);
    for (size_t i = 0; i < n; i++)
        rows[i] = w.list[i].row;
    mem_free(w.list);
    return true;
}
