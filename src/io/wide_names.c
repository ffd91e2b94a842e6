#include "io/wide_int.h"

/* ---- text ---- */
static bool replace_all(cx *c, str s, str from, str to, str *ret)
{
    *ret = s;
    if (!from.n || str_find(s, from) < 0)
        return true;
    CLEANUP(sb_done) sb b;
    sb_init(&b, 0);
    for (ptrdiff_t at; (at = str_find(s, from)) >= 0; s = str_from(s, (size_t)at + from.n)) {
        sb_put(&b, str_sub(s, 0, (size_t)at));
        sb_put(&b, to);
    }
    sb_put(&b, s);
    if (!sb_ok(&b))
        return fail_memory(c);
    char *p = cx_strdup(c, sb_str(&b));
    *ret = str_of(p);
    return p != NULL;
}

/* 二〇二四年 → 2024年 */
static bool chinese_years(cx *c, str s, str *ret)
{
    static const char *const digits[] = {"〇", "一", "二", "三", "四", "五",
                                         "六", "七", "八", "九", "零", "○"};
    ptrdiff_t at = str_find(s, S("年"));
    *ret = s;
    if (at < 12)
        return true;
    char year[5] = "";
    for (int k = 0; k < 4; k++) {
        str one = str_sub(s, (size_t)at - 12 + 3 * (size_t)k, 3);
        int v = -1;
        for (size_t d = 0; d < COUNT_OF(digits); d++)
            if (str_eqz(one, digits[d]))
                v = d < 10 ? (int)d : 0;
        if (v < 0)
            return true;
        year[k] = (char)('0' + v);
    }
    char *p = cx_printf(c, STR_FMT "%s" STR_FMT, STR_ARG(str_sub(s, 0, (size_t)at - 12)), year,
                        STR_ARG(str_from(s, (size_t)at)));
    *ret = str_of(p);
    return p != NULL;
}

bool wide_norm(cx *c, str s, str *ret)
{
    str f;
    if (!str_fold(c->a, s, &f))
        return fail_memory(c);
    TRY(chinese_years(c, f, &f));
    for (size_t i = 0; i < wide_n_rewrites; i++)
        TRY(replace_all(c, f, str_of(wide_rewrites[i][0]), str_of(wide_rewrites[i][1]), &f));
    *ret = f;
    return true;
}

str wide_bare(cx *c, str norm)
{
    char *p = cx_strdup(c, norm);
    size_t n = 0;
    if (!p)
        return (str){NULL, 0};
    for (size_t i = 0; i < norm.n;) {
        uint32_t cp;
        size_t len = utf8_decode(str_from(norm, i), &cp);
        if (!len)
            len = 1;
        bool drop =
            cp < 0x80 ? strchr("()[],;:/|_.-*\"'", (int)cp) != NULL
                      : cp == 0x3001 || cp == 0xB7 || cp == 0x2014 || cp == 0x201C || cp == 0x201D;
        if (!drop) {
            memmove(p + n, norm.p + i, len);
            n += len;
        }
        i += len;
    }
    return (str){p, n};
}

/* ---- indexes ---- */
static void index_done(name_index *x)
{
    map_done(&x->at);
    mem_free(x->e);
}

static bool index_add(wide *x, name_index *ix, str norm, uint32_t id, bool by_name)
{
    if (!norm.n)
        return true;
    uint32_t at = map_get(&ix->at, norm);
    if (at == MAP_NONE) {
        if (!MEM_GROW(ix->e, ix->cap, ix->n + 1) || !map_put(&ix->at, norm, (uint32_t)ix->n))
            return fail_memory(x->c);
        ix->e[ix->n++] = (name_entry){id, by_name, false};
        uint32_t n = (uint32_t)utf8_count(norm);
        if (n > ix->longest)
            ix->longest = n;
        return true;
    }
    name_entry *e = &ix->e[at];
    if (e->id == id) {
        e->by_name = e->by_name || by_name;
    } else if (by_name && !e->by_name) {
        *e = (name_entry){id, true, false};
    } else if (by_name == e->by_name) {
        e->many = true;
    }
    return true;
}

static bool ind_current(const indicator *i)
{
    return i->valid.to == INT64_MAX && i->replaced_by == ID_NONE;
}

static bool index_ind(wide *x, const indicator *i)
{
    str norm, aliases = i->aliases, one;
    TRY(wide_norm(x->c, i->name, &norm));
    TRY(index_add(x, &x->inds, norm, i->id, true));
    while (aliases.n && str_split(&aliases, ';', &one)) {
        one = str_trim(one);
        if (utf8_count(one) < 2)
            continue;
        TRY(wide_norm(x->c, one, &norm));
        TRY(index_add(x, &x->inds, norm, i->id, false));
    }
    return true;
}

/* Near: worth reading inside longer texts by its short name. */
static bool area_near(const wide *x, const area *a)
{
    if (a->level == LEVEL_PROVINCE || a->level == LEVEL_NATION)
        return true;
    area_id home = x->hint.home;
    if (home == ID_NONE)
        return a->level == LEVEL_PREFECTURE;
    if (wide_below(x->k, a->id, home) || wide_below(x->k, home, a->id))
        return true;
    for (area_id up = home; up != ID_NONE; up = x->k->areas[up].parent)
        if (a->parent == x->k->areas[up].parent)
            return true;
    return false;
}

static const char *const area_suffixes[] = {"特别行政区", "自治区", "自治州", "自治县", "自治旗",
                                            "地区",       "林区",   "特区",   "省",     "市",
                                            "县",         "区",     "州",     "盟",     "旗"};

static str area_core(str norm)
{
    for (size_t i = 0; i < COUNT_OF(area_suffixes); i++) {
        str suf = str_of(area_suffixes[i]);
        if (norm.n >= suf.n + 6 && str_ends(norm, suf))
            return str_sub(norm, 0, norm.n - suf.n);
    }
    return norm;
}

static bool index_area(wide *x, const area *a)
{
    str norm; /* no rewriting touches the name of an area */
    TRY(str_fold(x->c->a, a->name, &norm) || fail_memory(x->c));
    if (utf8_count(norm) >= 2 && map_get(&x->words, norm) == MAP_NONE)
        TRY(index_add(x, &x->areas, norm, a->id, true));
    str core = area_core(norm);
    if (core.n < norm.n && area_near(x, a) && map_get(&x->words, core) == MAP_NONE)
        TRY(index_add(x, &x->areas, core, a->id, false));
    return true;
}

bool names_build(wide *x)
{
    for (size_t i = 0; i < wide_n_words; i++) {
        str norm;
        TRY(wide_norm(x->c, str_of(wide_words[i].text), &norm));
        if (!map_put(&x->words, norm, (uint32_t)i))
            return fail_memory(x->c);
    }
    for (int pass = 0; pass < 2; pass++) /* what is in force comes first */
        for (uint32_t i = 0; i < x->k->n_inds; i++)
            if (!x->k->inds[i].withdrawn && ind_current(&x->k->inds[i]) == (pass == 0))
                TRY(index_ind(x, &x->k->inds[i]));
    for (uint32_t i = 0; i < x->k->n_areas; i++)
        if (!x->k->areas[i].withdrawn)
            TRY(index_area(x, &x->k->areas[i]));
    return true;
}

bool wide_init(wide *x, cx *c, const workbook *w, const catalog *k, const wide_hint *h)
{
    memset(x, 0, sizeof(*x));
    x->c = c;
    x->w = w;
    x->k = k;
    x->hint = *h;
    x->near = ID_NONE;
    return names_build(x);
}

void wide_done(wide *x)
{
    map_done(&x->words);
    index_done(&x->inds);
    index_done(&x->areas);
    for (size_t i = 0; i < COUNT_OF(x->seen); i++)
        map_done(&x->seen[i]);
    mem_free(x->facets);
}

void names_near(wide *x, area_id near)
{
    if (near == x->near)
        return;
    x->near = near;
    for (size_t i = 0; i < COUNT_OF(x->seen); i++)
        map_done(&x->seen[i]);
    memset(x->seen, 0, sizeof(x->seen));
}

ind_id names_ind(const wide *x, str norm, bool *ret_many)
{
    uint32_t at = map_get(&x->inds.at, norm);
    if (at == MAP_NONE)
        return ID_NONE;
    *ret_many = x->inds.e[at].many;
    return x->inds.e[at].many ? ID_NONE : x->inds.e[at].id;
}

/* ---- areas ---- */
bool wide_below(const catalog *k, area_id a, area_id top)
{
    for (int guard = 0; a != ID_NONE && guard < 32; guard++) {
        if (a == top)
            return true;
        a = k->areas[a].parent;
    }
    return false;
}

static area_id province_of(const catalog *k, area_id a)
{
    for (int guard = 0; a != ID_NONE && guard < 32; guard++) {
        if (k->areas[a].level == LEVEL_PROVINCE)
            return a;
        a = k->areas[a].parent;
    }
    return ID_NONE;
}

/* How near an area lies to home: of several with one name the nearest is meant. */
static int nearness(const wide *x, area_id a)
{
    area_id home = x->near != ID_NONE ? x->near : x->hint.home;
    const catalog *k = x->k;
    if (home == ID_NONE)
        return (int)LEVEL_STREET - (int)k->areas[a].level;
    if (a == home)
        return 40;
    if (k->areas[a].parent == home)
        return 39;
    if (wide_below(k, a, home))
        return 38;
    if (wide_below(k, home, a))
        return 37;
    if (k->areas[a].parent == k->areas[home].parent)
        return 36;
    if (province_of(k, a) != ID_NONE && province_of(k, a) == province_of(k, home))
        return 30;
    return (int)LEVEL_STREET - (int)k->areas[a].level;
}

static area_id pick_area(wide *x, str norm, const area_id *list, uint32_t n, bool *ret_many)
{
    area_id best = ID_NONE;
    int top = -1;
    bool tie = false;
    for (uint32_t i = 0; i < n; i++) {
        str name;
        int score = nearness(x, list[i]);
        if (str_fold(x->c->a, x->k->areas[list[i]].name, &name) && str_eq(name, norm))
            score += score >= 30 ? 5 : 15;
        if (x->k->areas[list[i]].valid.to != INT64_MAX)
            score -= 3;
        if (score == top)
            tie = true;
        if (score > top) {
            top = score;
            best = list[i];
            tie = false;
        }
    }
    *ret_many = tie;
    return tie ? ID_NONE : best;
}

/* 务川县, 黔南州: the core begins the full name and the last character is the same. */
static area_id area_by_core(wide *x, str norm, bool *ret_many)
{
    str core = area_core(norm);
    area_id found[8];
    uint32_t n = 0;
    for (uint32_t i = 0; i < x->k->n_areas && n < COUNT_OF(found); i++) {
        const area *a = &x->k->areas[i];
        if (a->withdrawn || !str_starts(a->name, core) || a->level == LEVEL_OWN)
            continue;
        if (core.n < norm.n && !str_ends(a->name, str_from(norm, core.n)))
            continue;
        if (!area_near(x, a) && core.n == norm.n)
            continue;
        found[n++] = i;
    }
    return n ? pick_area(x, norm, found, n, ret_many) : ID_NONE;
}

area_id names_area(wide *x, str text, bool *ret_many)
{
    str norm;
    area_id found[16];
    *ret_many = false;
    if (!str_fold(x->c->a, text, &norm) || utf8_count(norm) < 2)
        return ID_NONE;
    uint32_t n = catalog_find_area(x->k, norm, x->near != ID_NONE ? x->near : x->hint.home,
                                   INT64_MAX, found, (uint32_t)COUNT_OF(found));
    if (n == 0)
        return norm.n >= 6 && norm.n <= 60 ? area_by_core(x, norm, ret_many) : ID_NONE;
    if (n > COUNT_OF(found))
        n = COUNT_OF(found);
    return pick_area(x, norm, found, n, ret_many);
}

area_id names_area_short(const wide *x, str norm, bool *ret_many)
{
    uint32_t at = map_get(&x->areas.at, norm);
    if (at == MAP_NONE)
        return ID_NONE;
    if (x->areas.e[at].many) {
        wide *mine = (wide *)(uintptr_t)x;
        return names_area(mine, norm, ret_many);
    }
    return x->areas.e[at].id;
}

bool like_area(str s)
{
    static const char *const ends[] = {"区", "县", "市", "州", "镇", "乡", "街道", "园", "旗"};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_ends(s, str_of(ends[i])))
            return true;
    return false;
}

area_id names_parent(const wide *x, char what, area_id from)
{
    static const struct {
        char what;
        const char *end;
    } ends[] = {{'c', "市"}, {'z', "州"}, {'x', "县"}, {'q', "区"}, {'m', "盟"}, {'h', "旗"}};
    if (what == 'n')
        return x->k->nation;
    if (what == 's')
        return from;
    for (int guard = 0; from != ID_NONE && guard < 32; guard++) {
        const area *a = &x->k->areas[from];
        if (what == 'p' && a->level == LEVEL_PROVINCE)
            return from;
        for (size_t i = 0; i < COUNT_OF(ends); i++)
            if (ends[i].what == what && a->level != LEVEL_OWN &&
                str_ends(a->name, str_of(ends[i].end)))
                return from;
        from = a->parent;
    }
    return ID_NONE;
}

area_id names_own(const wide *x, area_id of)
{
    if (of == ID_NONE)
        return ID_NONE;
    area_id found = ID_NONE;
    const area *a = &x->k->areas[of];
    for (uint32_t i = 0; i < a->n_children; i++) {
        const area *child = &x->k->areas[a->children[i]];
        if (child->withdrawn || child->level != LEVEL_OWN)
            continue;
        if (found != ID_NONE)
            return ID_NONE;
        found = a->children[i];
    }
    return found;
}

/* ---- parts ---- */
bool names_is_part(const catalog *k, ind_id i, ind_id whole)
{
    for (int guard = 0; i != ID_NONE && guard < 16; guard++) {
        if (k->inds[i].parent == whole)
            return true;
        i = k->inds[i].parent;
    }
    return false;
}

static bool try_part(wide *x, str head, str tail, ind_id parent, bool loose, ind_id *ret)
{
    char *joined = cx_printf(x->c, STR_FMT STR_FMT, STR_ARG(head), STR_ARG(tail));
    if (!joined)
        return false;
    bool many = false;
    str norm;
    TRY(wide_norm(x->c, str_of(joined), &norm));
    ind_id i = names_ind(x, norm, &many);
    if (i == ID_NONE || i == parent)
        return true;
    const indicator *a = &x->k->inds[i], *p = &x->k->inds[parent];
    if (names_is_part(x->k, i, parent) || (loose && str_eq(a->domain, p->domain)))
        *ret = i;
    return true;
}

bool names_child(wide *x, str child, ind_id parent, ind_id *ret)
{
    *ret = ID_NONE;
    if (parent == ID_NONE || !child.n)
        return true;
    const str name = x->k->inds[parent].name;
    for (int loose = 0; loose < 2; loose++) {
        TRY(try_part(x, child, (str){"", 0}, parent, false, ret));
        if (*ret != ID_NONE)
            return true;
        for (size_t i = 0; i + 6 <= name.n; i++) { /* child + end of the parent's name */
            if (((unsigned char)name.p[i] & 0xC0) == 0x80)
                continue;
            TRY(try_part(x, child, str_from(name, i), parent, loose, ret));
            if (*ret != ID_NONE)
                return true;
        }
        static const char *const ends[] = {"增加值", "投资", "收入", "零售额", "余额", "产值"};
        for (size_t i = 0; i < COUNT_OF(ends); i++) {
            TRY(try_part(x, child, str_of(ends[i]), parent, false, ret));
            if (*ret != ID_NONE)
                return true;
        }
        for (size_t i = name.n; i >= 6; i--) { /* beginning of the parent's name + child */
            if (i < name.n && ((unsigned char)name.p[i] & 0xC0) == 0x80)
                continue;
            TRY(try_part(x, str_sub(name, 0, i), child, parent, loose, ret));
            if (*ret != ID_NONE)
                return true;
        }
    }
    return true;
}
