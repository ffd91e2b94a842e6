#include "io/wide_int.h"

/* One text into one facet: the text is cut into known pieces so that as little as possible stays
 * unread (shortest path over the characters); what stays unread is said. */

#define TEXT_MAX 96 /* characters; longer texts are prose */
#define PIECE_MAX 24
#define COST_UNREAD 1000

typedef enum piece_type { P_UNREAD, P_PUNCT, P_WORD, P_IND, P_AREA, P_PERIOD, P_UNIT } piece_type;
typedef struct piece {
    uint8_t type, n; /* characters */
    bool many;
    uint32_t id;
    period_text when;
} piece;

typedef struct cut {
    wide *x;
    want wt;
    str s;
    uint32_t n;
    uint32_t at[TEXT_MAX + 1]; /* byte offsets of the characters */
    uint32_t cp[TEXT_MAX];
    uint32_t cost[TEXT_MAX + 1];
    piece best[TEXT_MAX + 1]; /* piece that ends here */
} cut;

static bool is_punct(uint32_t cp)
{
    static const char marks[] = "()[]<>{},;:/|_.\"'!?*=-+&";
    if (cp < 0x80)
        return strchr(marks, (int)cp) != NULL && cp != 0;
    switch (cp) {
    case 0x3001: /* 、 */
    case 0x3002:
    case 0x00B7: /* · */
    case 0x2014: /* — */
    case 0x2013:
    case 0x2015:
    case 0x201C: /* “ ” ‘ ’ */
    case 0x201D:
    case 0x2018:
    case 0x2019:
    case 0x300A: /* 《 》 */
    case 0x300B:
    case 0x3014:
    case 0x3015:
    case 0x25B2: /* ▲ ★ ● ◆ ○ ■ □ */
    case 0x2605:
    case 0x25CF:
    case 0x25C6:
    case 0x25CB:
    case 0x25A0:
    case 0x25A1:
    case 0xFF5E:
    case 0x7C:
        return true;
    default:
        return false;
    }
}

static str piece_of(const cut *t, uint32_t from, uint32_t n)
{
    return (str){t->s.p + t->at[from], t->at[from + n] - t->at[from]};
}

static void cut_free(cut **t)
{
    mem_free(*t);
}

static bool cut_open(cut *t, wide *x, want wt, str s)
{
    t->x = x;
    t->wt = wt;
    t->s = s;
    t->n = 0;
    for (size_t i = 0; i < s.n;) {
        uint32_t cp;
        size_t len = utf8_decode(str_from(s, i), &cp);
        if (!len || t->n >= TEXT_MAX)
            return false;
        t->at[t->n] = (uint32_t)i;
        t->cp[t->n++] = cp;
        i += len;
    }
    t->at[t->n] = (uint32_t)s.n;
    return true;
}

static void offer(cut *t, uint32_t from, piece p, uint32_t cost)
{
    uint32_t end = from + p.n, sum = t->cost[from] + cost;
    if (sum < t->cost[end]) {
        t->cost[end] = sum;
        t->best[end] = p;
    }
}

static bool edge_left(const cut *t, uint32_t i)
{
    return i == 0 || is_punct(t->cp[i - 1]);
}

static bool edge_right(const cut *t, uint32_t i)
{
    return i >= t->n || is_punct(t->cp[i]);
}

static bool may_start_period(uint32_t cp)
{
    switch (cp) {
    case 0x4E00: /* 一二三四五六七八九十 */
    case 0x4E8C:
    case 0x4E09:
    case 0x56DB:
    case 0x4E94:
    case 0x516D:
    case 0x4E03:
    case 0x516B:
    case 0x4E5D:
    case 0x5341:
    case 0x524D: /* 前 */
    case 0x4E0A: /* 上 */
    case 0x4E0B: /* 下 */
    case 0x5168: /* 全 */
    case 0x7B2C: /* 第 */
    case 0x622A: /* 截 */
    case 'q':
        return true;
    default:
        return cp >= '0' && cp <= '9';
    }
}

static bool digit_at(const cut *t, uint32_t i)
{
    return i < t->n && t->cp[i] >= '0' && t->cp[i] <= '9';
}

/* A bare number is a period only when it is a year or year and month standing alone. */
static bool plausible_period(const cut *t, uint32_t from, uint32_t n, const period_text *p)
{
    if (from > 0 && digit_at(t, from - 1) && digit_at(t, from))
        return false;
    if (digit_at(t, from + n - 1) && digit_at(t, from + n))
        return false;
    bool bare = true;
    for (uint32_t i = from; i < from + n; i++)
        if (t->cp[i] > 0x7F)
            bare = false;
    if (!bare || p->p.f == FREQ_Q || p->p.f == FREQ_H || p->p.f == FREQ_W)
        return true;
    if (p->year < 1949 || p->year > 2100)
        return false;
    return edge_left(t, from) || edge_right(t, from + n) || n == 4;
}

/* 累计 and 当月 behind a period are words of their own: they say the basis outright. */
static bool ends_in_basis(str s)
{
    static const char *const ends[] = {"累计", "当月", "本月", "单月", "当季", "当季度", "单季"};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_ends(s, str_of(ends[i])) && s.n > strlen(ends[i]))
            return true;
    return false;
}

static void offer_period(cut *t, uint32_t i)
{
    if (!may_start_period(t->cp[i]))
        return;
    uint32_t most = t->n - i < 18 ? t->n - i : 18;
    for (uint32_t n = 2; n <= most; n++) {
        period_text p;
        str s = piece_of(t, i, n);
        if (ends_in_basis(s) || !period_parse_text(s, &p) || !plausible_period(t, i, n, &p))
            continue;
        if (p.year && (p.year < 1900 || p.year > 2100))
            continue;
        offer(t, i, (piece){.type = P_PERIOD, .n = (uint8_t)n, .when = p}, 10);
    }
}

static bool is_index_unit(str s)
{
    return str_ends(s, S("=100")) || str_ends(s, S("为100"));
}

static void offer_unit(cut *t, uint32_t i)
{
    if (t->cp[i] == '%') {
        offer(t, i, (piece){.type = P_UNIT, .n = 1}, 5);
        return;
    }
    if (is_punct(t->cp[i]))
        return;
    uint32_t most = t->n - i < 12 ? t->n - i : 12;
    for (uint32_t n = 1; n <= most; n++) {
        if (t->cp[i + n - 1] == '(' || t->cp[i + n - 1] == ',')
            return;
        if (is_punct(t->cp[i + n - 1]) || !edge_right(t, i + n) || (n == 1 && !edge_left(t, i)))
            continue;
        str s = piece_of(t, i, n);
        if (unit_find(t->x->k->units, s) || (is_index_unit(s) && edge_left(t, i)))
            offer(t, i, (piece){.type = P_UNIT, .n = (uint8_t)n}, 11);
    }
}

static void offer_names(cut *t, uint32_t i)
{
    wide *x = t->x;
    uint32_t most = t->n - i,
             longest = x->inds.longest > x->areas.longest ? x->inds.longest : x->areas.longest;
    if (longest < PIECE_MAX)
        longest = PIECE_MAX;
    if (most > longest)
        most = longest;
    for (uint32_t n = 1; n <= most; n++) {
        str s = piece_of(t, i, n);
        uint32_t w = map_get(&x->words, s);
        if (w != MAP_NONE && (!wide_words[w].arg || wide_words[w].type != W_OWN || n == t->n))
            offer(t, i, (piece){.type = P_WORD, .n = (uint8_t)n, .id = w}, 12);
        if (n < 2)
            continue;
        bool many = false;
        ind_id ind = names_ind(x, s, &many);
        if (ind != ID_NONE || many)
            offer(t, i, (piece){.type = P_IND, .n = (uint8_t)n, .id = ind, .many = many}, 10);
        many = false;
        area_id a = names_area_short(x, s, &many);
        if (a != ID_NONE || many)
            offer(t, i, (piece){.type = P_AREA, .n = (uint8_t)n, .id = a, .many = many}, 11);
    }
}

static void cut_solve(cut *t)
{
    for (uint32_t i = 0; i <= t->n; i++)
        t->cost[i] = UINT32_MAX / 2;
    t->cost[0] = 0;
    for (uint32_t i = 0; i < t->n; i++) {
        if (is_punct(t->cp[i]))
            offer(t, i, (piece){.type = P_PUNCT, .n = 1}, 1);
        else
            offer(t, i, (piece){.type = P_UNREAD, .n = 1}, COST_UNREAD);
        offer_names(t, i);
        offer_period(t, i);
        offer_unit(t, i);
    }
}

/* ---- pieces into the facet ---- */
static void take_word(facet *f, const word *w)
{
    f->known += w->type != W_NOISE;
    switch ((word_type)w->type) {
    case W_LEVEL:
        f->flags |= FL_LEVEL;
        break;
    case W_GROWTH:
        f->flags |= FL_GROWTH;
        break;
    case W_INDEX_GROWTH:
        f->flags |= FL_INDEX_GROWTH;
        break;
    case W_DIFF:
        f->flags |= FL_DIFF;
        break;
    case W_PM:
        f->flags |= FL_PM;
        break;
    case W_BASE:
        f->flags |= FL_BASE;
        break;
    case W_RANK_LEVEL:
        f->ranks_level = true;
        f->flags |= FL_RANK;
        break;
    case W_RANK_GROWTH:
        f->ranks_growth = true;
        f->flags |= FL_RANK;
        break;
    case W_RANK:
        f->flags |= FL_RANK;
        break;
    case W_IGNORE:
        f->why = w->arg;
        break;
    case W_QUARTER:
        f->flags |= FL_QUARTER;
        f->basis = BASIS_PERIOD;
        break;
    case W_BASIS:
        f->basis = w->arg;
        break;
    case W_KIND:
        f->kind = w->arg;
        break;
    case W_LAST_YEAR:
        f->flags |= FL_LAST_YEAR;
        break;
    case W_PARENT:
        f->parent = (char)w->arg;
        break;
    case W_OWN:
        f->own = true;
        break;
    case W_TOTAL:
        f->total = true;
        break;
    case W_SUB:
        f->flags |= FL_SUB;
        break;
    case W_UNIT:
        f->flags |= FL_POINTS;
        break;
    case W_NOISE:
        f->flags |= FL_NOISE;
        break;
    case W_NONE:
        break;
    }
}

static void take_period(facet *f, const period_text *p)
{
    f->known++;
    bool month = p->p.f != FREQ_Y || p->cumulative;
    if (!f->has_period) {
        f->when = *p;
        f->has_period = true;
        f->has_month = month;
        return;
    }
    if (month == f->has_month)
        return; /* the first one stands */
    period_text both;
    if (facet_when(month ? p : &f->when, true, month ? &f->when : p, true, &both))
        f->when = both;
    f->has_month = true;
}

static void take_area(const wide *x, facet *f, const piece *p)
{
    f->known++;
    if (p->many || p->id == ID_NONE) {
        f->flags |= FL_MANY_AREAS;
        return;
    }
    if (f->area == ID_NONE || wide_below(x->k, p->id, f->area))
        f->area = p->id;
}

static void take_ind(facet *f, const piece *p, str s)
{
    f->known++;
    if (p->many || p->id == ID_NONE || (f->ind != ID_NONE && f->ind != p->id)) {
        f->flags |= FL_MANY_INDS;
        f->ind_text = s;
        return;
    }
    f->ind = p->id;
    f->ind_text = s;
}

static bool take_unread(wide *x, str *left, str s)
{
    char *p = cx_printf(x->c, STR_FMT STR_FMT, STR_ARG(*left), STR_ARG(s));
    if (!p)
        return false;
    *left = str_of(p);
    return true;
}

/* (人民币) behind 金融机构存款余额 belongs somewhere inside the name: try where. */
static bool remark_into_name(wide *x, facet *f)
{
    for (size_t i = 0; i <= f->ind_text.n; i++) {
        if (i < f->ind_text.n && ((unsigned char)f->ind_text.p[i] & 0xC0) == 0x80)
            continue;
        str front = str_sub(f->ind_text, 0, i), back = str_from(f->ind_text, i), norm;
        char *s = cx_printf(x->c, STR_FMT STR_FMT STR_FMT, STR_ARG(front), STR_ARG(f->remark),
                            STR_ARG(back));
        if (!s)
            return false;
        TRY(wide_norm(x->c, str_of(s), &norm));
        bool many = false;
        ind_id ind = names_ind(x, norm, &many);
        if (ind != ID_NONE) {
            f->ind = ind;
            f->remark = (str){"", 0};
            return true;
        }
    }
    return true;
}

static bool settle_remark(wide *x, facet *f)
{
    if (!f->remark.n)
        return true;
    if (f->ind != ID_NONE && utf8_count(f->remark) <= 12)
        TRY(remark_into_name(x, f));
    if (f->remark.n && f->ind == ID_NONE && f->area == ID_NONE) {
        TRY(take_unread(x, &f->left, f->remark));
        f->remark = (str){"", 0};
    }
    return true;
}

static bool cut_take(cut *t, facet *f)
{
    piece pieces[TEXT_MAX];
    uint32_t from[TEXT_MAX], n = 0;
    for (uint32_t end = t->n; end > 0;) {
        pieces[n] = t->best[end];
        end -= t->best[end].n;
        from[n++] = end;
    }
    int depth = 0;
    while (n-- > 0) {
        const piece *p = &pieces[n];
        str s = piece_of(t, from[n], p->n);
        switch ((piece_type)p->type) {
        case P_UNREAD: {
            uint32_t run = p->n;
            while (n > 0 && pieces[n - 1].type == P_UNREAD)
                run += pieces[--n].n;
            s = (str){s.p, t->at[(uint32_t)(from[n] + pieces[n].n)] - (size_t)(s.p - t->s.p)};
            if (run && !take_unread(t->x, depth > 0 ? &f->remark : &f->left, s))
                return false;
            break;
        }
        case P_PUNCT:
            depth += str_eqz(s, "(") ? 1 : str_eqz(s, ")") ? -1 : 0;
            break;
        case P_WORD:
            take_word(f, &wide_words[p->id]);
            break;
        case P_IND:
            take_ind(f, p, s);
            break;
        case P_AREA:
            take_area(t->x, f, p);
            break;
        case P_PERIOD:
            take_period(f, &p->when);
            break;
        case P_UNIT:
            f->known++;
            if (str_eqz(s, "%"))
                f->flags |= FL_PERCENT;
            facet_add_unit(f, s);
            break;
        }
    }
    return true;
}

/* ---- what stands in front of and behind a name ---- */
static bool in_set(uint32_t cp, const char *set)
{
    str s = str_of(set);
    while (s.n) {
        uint32_t one;
        size_t len = utf8_decode(s, &one);
        if (one == cp)
            return true;
        s = str_from(s, len);
    }
    return false;
}

/* Length in bytes of 一、 1. (二) ① at the start; 0 when there is none. */
static size_t number_prefix(str s)
{
    size_t i = 0, digits = 0;
    uint32_t cp;
    size_t len = utf8_decode(s, &cp);
    if (!len)
        return 0;
    if ((cp >= 0x2460 && cp <= 0x24FF) || (cp >= 0x2776 && cp <= 0x2793))
        return len;
    bool paren = cp == '(', latin = false;
    if (paren)
        i = len;
    while (i < s.n) {
        len = utf8_decode(str_from(s, i), &cp);
        if (!len)
            return 0;
        if (!in_set(cp, "0123456789一二三四五六七八九十ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"))
            break;
        latin = cp < 0x80;
        digits++;
        i += len;
    }
    if (!digits || digits > 3 || i >= s.n)
        return 0;
    if (paren)
        return cp == ')' ? i + len : 0;
    if (cp == 0x3001 || cp == ')')
        return i + len;
    if (cp != '.' && cp != ',')
        return 0;
    uint32_t next = 0;
    size_t l2 = i + len < s.n ? utf8_decode(str_from(s, i + len), &next) : 0;
    return latin && l2 && next >= '0' && next <= '9' ? 0 : i + len;
}

static size_t footnote_suffix(str s)
{
    size_t n = 0;
    while (n < s.n) {
        size_t i = s.n - n;
        do
            i--;
        while (i > 0 && ((unsigned char)s.p[i] & 0xC0) == 0x80);
        uint32_t cp;
        if (!utf8_decode(str_from(s, i), &cp))
            break;
        bool mark = cp == '*' || (cp >= 0x2460 && cp <= 0x2473) || cp == 0xB9 || cp == 0xB2 ||
                    cp == 0xB3 || (cp >= 0x2070 && cp <= 0x2079) || cp == 0x203B;
        if (!mark || i == 0)
            break;
        n = s.n - i;
    }
    if (!n && s.n > 3 && s.p[s.n - 1] == ']') {
        size_t i = s.n - 1;
        while (i > 0 && s.p[i] != '[')
            i--;
        if (i > 0 && s.n - i <= 8)
            n = s.n - i;
    }
    return n;
}

static str strip_marks(str s, uint32_t *flags)
{
    for (int guard = 0; guard < 4 && s.n; guard++) {
        size_t n = number_prefix(s);
        if (n) {
            *flags |= FL_NUMBERED;
        } else {
            uint32_t cp;
            n = utf8_decode(s, &cp);
            if (!n || !in_set(cp, "-—–―·•*★☆●◆◇○■□▲△※"))
                break;
            if (in_set(cp, "-—–―·•"))
                *flags |= FL_SUB;
        }
        if (n >= s.n)
            break;
        s = str_from(s, n);
    }
    size_t tail = footnote_suffix(s);
    return str_sub(s, 0, s.n - tail);
}

/* Investment in Fixed Assets behind 固定资产投资, 3 before 播州区. */
static bool only_latin(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

/* ---- the call ---- */
static bool whole_area(wide *x, str text, facet *f)
{
    bool many = false;
    area_id a = names_area(x, text, &many);
    if (a == ID_NONE && !many)
        return false;
    f->area = a;
    f->flags |= many ? FL_MANY_AREAS : 0;
    f->known++;
    return true;
}

/* An amount in the unit of money under a word for growth is a change, not a growth. */
static void settle(facet *f)
{
    bool percent = f->flags & FL_PERCENT;
    if ((f->flags & (FL_GROWTH | FL_DIFF | FL_PM)) && f->ind == ID_NONE && f->n_units && !percent &&
        f->why == IG_NONE)
        f->why = IG_DIFF;
    if ((f->flags & FL_GROWTH) && (f->flags & FL_LEVEL) && f->kind == KIND_TARGET)
        f->flags &= ~FL_GROWTH;
}

bool wide_read_new(wide *x, str text, want wt, facet *ret)
{
    *ret = facet_none;
    str norm;
    TRY(wide_norm(x->c, text, &norm));
    norm = strip_marks(norm, &ret->flags);
    if (!norm.n)
        return true;
    if (wt == WANT_AREA && map_get(&x->words, norm) == MAP_NONE && whole_area(x, text, ret))
        return true;
    CLEANUP(cut_free) cut *t = mem_alloc(sizeof(*t));
    if (!t)
        return fail_memory(x->c);
    if (!cut_open(t, x, wt, norm)) {
        ret->left = norm;
        return true;
    }
    cut_solve(t);
    uint32_t flags = ret->flags;
    TRY(cut_take(t, ret));
    TRY(settle_remark(x, ret));
    if (ret->left.n && wt != WANT_TITLE) {
        facet whole = facet_none;
        whole.flags = flags;
        if (whole_area(x, norm, &whole))
            *ret = whole;
    }
    if (ret->left.n && ret->known && only_latin(ret->left) && !only_latin(norm))
        ret->left = (str){"", 0};
    settle(ret);
    return true;
}

bool wide_read(wide *x, str text, want wt, facet *ret)
{
    uint32_t at = map_get(&x->seen[wt], text);
    if (at != MAP_NONE) {
        *ret = x->facets[at];
        return true;
    }
    TRY(wide_read_new(x, text, wt, ret));
    if (!MEM_GROW(x->facets, x->cap_facets, x->n_facets + 1) ||
        !map_put(&x->seen[wt], text, (uint32_t)x->n_facets))
        return fail_memory(x->c);
    x->facets[x->n_facets++] = *ret;
    return true;
}
