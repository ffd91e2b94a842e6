#include "model/unit.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/fold.h"
#include "model/table.h"

struct unit_table {
    unit *units;
    size_t n, cap;
    map by_name;  /* names and aliases, folded, case kept: MW and mW are two */
    map by_lower; /* the same in lower case, AMBIGUOUS where two units share it */
    arena *text;  /* copies of names and keys */
};
enum { NAME_BYTES = 64 };
#define AMBIGUOUS (UINT32_MAX - 1)

/* （亿元）, 单位：亿元 and 亿元 are one. False when it cannot be a unit. */
static bool fold_name(str name, unsigned how, char buf[NAME_BYTES], str *ret)
{
    str s = {buf, 0};
    if (!fold_text(name, how, buf, NAME_BYTES, &s.n))
        return false;
    if (str_starts(s, S("计量单位:")))
        s = str_from(s, S("计量单位:").n);
    else if (str_starts(s, S("单位:")))
        s = str_from(s, S("单位:").n);
    if (s.n > 2 && s.p[0] == '(' && s.p[s.n - 1] == ')')
        s = str_sub(s, 1, s.n - 2);
    *ret = s;
    return s.n > 0;
}

const unit *unit_find(const unit_table *t, str name)
{
    char buf[NAME_BYTES];
    str key;
    uint32_t i = map_get(&t->by_name, name);
    if (i == MAP_NONE && fold_name(name, FOLD_CASE, buf, &key))
        i = map_get(&t->by_name, key);
    if (i == MAP_NONE && fold_name(name, FOLD_LOWER, buf, &key))
        i = map_get(&t->by_lower, key);
    return i == MAP_NONE || i == AMBIGUOUS ? NULL : &t->units[i];
}

str unit_said(const unit_table *t, str name, lang l)
{
    /* what an index compares with is no quantity, and so in no table */
    static const char *const bases[][2] = {{"上年同月=100", "same month of last year = 100"},
                                           {"上年同期=100", "same period of last year = 100"},
                                           {"上月=100", "last month = 100"}};
    const unit *u = l == LANG_EN ? unit_find(t, name) : NULL;
    for (size_t i = 0; l == LANG_EN && i < COUNT_OF(bases); i++)
        if (str_eqz(name, bases[i][0]))
            return str_of(bases[i][1]);
    return u && u->name_en.n ? u->name_en : name;
}

/* ---- loading ---- */

static bool put(cx *c, unit_table *t, map *m, str key, uint32_t value)
{
    str copy;
    if (!arena_str(t->text, key, &copy) || !map_put(m, copy, value))
        return fail_memory(c);
    return true;
}

static bool add_name(cx *c, unit_table *t, const table *from, str name, uint32_t value)
{
    char buf[NAME_BYTES];
    str key;
    if (!fold_name(name, FOLD_CASE, buf, &key))
        return fail(c, ERR_FORMAT, "%s 第 %u 行：单位名为空、过长或不是 UTF-8",
                    "%s line %u: unit name empty, too long or not UTF-8", from->name, from->r.line);
    uint32_t old = map_get(&t->by_name, key);
    if (old != MAP_NONE && old != value)
        return fail(c, ERR_FORMAT, "%s 第 %u 行：单位“%.*s”重复",
                    "%s line %u: unit \"%.*s\" appears twice", from->name, from->r.line,
                    STR_ARG(name));
    TRY(put(c, t, &t->by_name, key, value));
    if (!fold_name(name, FOLD_LOWER, buf, &key))
        return true;
    old = map_get(&t->by_lower, key);
    return put(c, t, &t->by_lower, key, old == MAP_NONE || old == value ? value : AMBIGUOUS);
}

static bool factor_parse(cx *c, const table *from, str s, unit *u)
{
    ptrdiff_t slash = str_find(s, S("/"));
    str num = slash < 0 ? s : str_sub(s, 0, (size_t)slash);
    u->factor_den = 1;
    if (dec_parse(num, &u->factor_num) != DEC_OK || u->factor_num.coef <= 0 ||
        (slash >= 0 && !str_int(str_from(s, (size_t)slash + 1), &u->factor_den)) ||
        u->factor_den <= 0)
        return fail(
            c, ERR_FORMAT, "%s 第 %u 行：换算系数“%.*s”应为正数或 1/15 这样的比",
            "%s line %u: factor \"%.*s\" is neither a positive number nor a ratio like 1/15",
            from->name, from->r.line, STR_ARG(s));
    return true;
}

enum { UNIT, NAME_EN, DIMENSION, FACTOR, ALIASES };

static bool add_unit(cx *c, unit_table *t, const table *from)
{
    unit u = {0};
    uint32_t id = (uint32_t)t->n;
    TRY(factor_parse(c, from, from->f[FACTOR], &u));
    if (from->f[DIMENSION].n == 0)
        return fail(c, ERR_FORMAT, "%s 第 %u 行：没有量纲", "%s line %u: no dimension", from->name,
                    from->r.line);
    if (!arena_str(t->text, from->f[UNIT], &u.name) ||
        !arena_str(t->text, from->f[NAME_EN], &u.name_en) ||
        !arena_str(t->text, from->f[DIMENSION], &u.dimension) ||
        !MEM_GROW(t->units, t->cap, t->n + 1))
        return fail_memory(c);
    t->units[t->n++] = u;
    TRY(add_name(c, t, from, u.name, id));
    str rest = from->f[ALIASES], alias;
    while (str_split(&rest, ';', &alias))
        if (str_trim(alias).n > 0)
            TRY(add_name(c, t, from, str_trim(alias), id));
    return true;
}

static bool load(cx *c, str data, unit_table *t)
{
    static const char *const columns[] = {"unit",   "name_en", "dimension",
                                          "factor", "aliases", NULL};
    table from;
    bool ok = table_open(c, "units.csv", data, columns, &from);
    while (ok && table_next(c, &from))
        ok = add_unit(c, t, &from);
    table_done(&from);
    return ok && c->err.code == ERR_NONE;
}

bool unit_table_load(cx *c, str data, unit_table **ret)
{
    unit_table *t = mem_zalloc(1, sizeof(*t));
    if (t)
        t->text = arena_new(0);
    if (!t || !t->text || !load(c, data, t)) {
        if (c->err.code == ERR_NONE)
            (void)fail_memory(c);
        unit_table_free(t);
        return false;
    }
    *ret = t;
    return true;
}

void unit_table_free(unit_table *t)
{
    if (!t)
        return;
    map_done(&t->by_name);
    map_done(&t->by_lower);
    arena_free(t->text);
    mem_free(t->units);
    mem_free(t);
}

/* ---- conversion ---- */

typedef __int128 wide;
#define WIDE_LIMIT ((wide)1000000000000000000 * 1000000000000000000)

static wide gcd(wide a, wide b)
{
    while (b != 0) {
        wide r = a % b;
        a = b;
        b = r;
    }
    return a;
}

/* *num × 10, keeping num/den in lowest terms; false past the limit. */
static bool times_ten(wide *num, wide *den)
{
    wide f = 10;
    for (int p = 2; p <= 5; p += 3) {
        if (*den % p == 0) {
            *den /= p;
            f /= p;
        }
    }
    if (*num > WIDE_LIMIT / f)
        return false;
    *num *= f;
    return true;
}

/* k when v is 10^k, else -1. */
static int power_of_ten(wide v)
{
    int k = 0;
    for (; v > 1; v /= 10, k++)
        if (v % 10 != 0)
            return -1;
    return k;
}

static bool same_name(str a, str b)
{
    char x[NAME_BYTES], y[NAME_BYTES];
    str p, q;
    if (str_eq(a, b))
        return true;
    return fold_name(a, FOLD_CASE, x, &p) && fold_name(b, FOLD_CASE, y, &q) && str_eq(p, q);
}

/* v × from / to. Powers of ten only move the point, so that 12.50 stays 12.50. */
static bool scale(dec v, const unit *from, const unit *to, dec *ret)
{
    wide num = (wide)from->factor_num.coef * to->factor_den;
    wide den = (wide)to->factor_num.coef * from->factor_den;
    wide g = gcd(num, den);
    num /= g;
    den /= g;
    for (int k = from->factor_num.scale; k < to->factor_num.scale; k++)
        TRY(times_ten(&num, &den));
    for (int k = to->factor_num.scale; k < from->factor_num.scale; k++)
        TRY(times_ten(&den, &num));
    int up = power_of_ten(num), down = power_of_ten(den);
    if (up >= 0 && down >= 0 && dec_shift(v, up - down, ret))
        return true;
    if (num > INT64_MAX || den > INT64_MAX)
        return false;
    return dec_mul_ratio(v, (int64_t)num, (int64_t)den, ret);
}

unit_status unit_convert(const unit_table *t, dec v, str from, str to, dec *ret)
{
    if (same_name(from, to)) {
        *ret = v;
        return UNIT_OK;
    }
    const unit *a = unit_find(t, from), *b = unit_find(t, to);
    if (!a || !b)
        return UNIT_UNKNOWN;
    if (a == b) {
        *ret = v;
        return UNIT_OK;
    }
    if (!str_eq(a->dimension, b->dimension))
        return UNIT_DIMENSION;
    return scale(v, a, b, ret) ? UNIT_OK : UNIT_INEXACT;
}
