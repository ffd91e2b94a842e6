#include "io/wide_int.h"

#define RANK_MAX 10000

/* Figures into tidy lines. Cells of one row that speak of the same thing become one line. */

typedef struct line {
    area_id area; /* ID_NONE, as is ind: unknown, `name` as it stands */
    ind_id ind;
    str name;
    period p;
    uint8_t basis, kind;
    bool from_base; /* last year's value out of a 去年同期 column */
    const char *comparison;
    str unit;
    str level, growth, base, low, high;
    uint32_t rank;
    wide_place at;
    bool at_level;
    bool bad;        /* a cell of it cannot be read: kept as it stands, to be mended */
    uint32_t number; /* of the line of text it became */
} line;

/* A finding, and the line that falls with it. */
typedef struct fall {
    size_t finding, line;
} fall;

typedef struct apply {
    bool guess; /* leave out what is unknown */
    wide *x;
    const grid *g;
    const wtable *t;
    issues *list;
    line *lines;
    size_t n, cap, row_from; /* lines of the row under way begin here */
    fall *falls;
    size_t n_falls, cap_falls;
} apply;

/* ---- findings ---- */
/* `zh` and `en` go behind the place and the text: 'Sheet!B7 的“x”' + zh. */
static bool finding(apply *a, issue_severity s, uint32_t row, uint32_t col, str text,
                    const char *zh, const char *en)
{
    char place[96];
    cx *c = a->x->c;
    sheet_place(a->x->w, a->g->s, row, col, place);
    char *p = cx_strdup(c, str_of(place));
    char *z = cx_printf(c, "%s 的“" STR_FMT "”%s", place, STR_ARG(text), zh);
    char *e = cx_printf(c, "%s: \"" STR_FMT "\" %s", place, STR_ARG(text), en);
    return p && z && e && wide_say(c, a->list, s, a->t->cols[col].header, str_of(p), z, e);
}

/* ---- lines ---- */
static line *line_for(apply *a, const mean *m, uint32_t row, uint32_t col)
{
    for (size_t i = a->row_from; i < a->n; i++) {
        line *l = &a->lines[i];
        if (l->area == m->area && l->ind == m->ind && l->basis == m->basis && l->kind == m->kind &&
            l->p.f == m->p.f && l->p.ord == m->p.ord && l->from_base == m->old)
            return l;
    }
    if (!MEM_GROW(a->lines, a->cap, a->n + 1))
        return NULL;
    line *l = &a->lines[a->n++];
    *l = (line){.area = m->area, .ind = m->ind, .p = m->p, .basis = m->basis, .kind = m->kind};
    l->at = (wide_place){a->t->sheet, row, col};
    return l;
}

static str *slot_of(line *l, const mean *m)
{
    return m->ms == MS_BASE                                 ? &l->base
           : m->ms == MS_GROWTH || m->ms == MS_INDEX_GROWTH ? &l->growth
                                                            : &l->level;
}

/* The last finding refuses this line: the figures beside the bad one wait with it to be mended. */
static bool falls(apply *a, const line *l)
{
    if (!MEM_GROW(a->falls, a->cap_falls, a->n_falls + 1))
        return fail_memory(a->x->c);
    a->falls[a->n_falls++] = (fall){a->list->n - 1, (size_t)(l - a->lines)};
    return true;
}

/* A cell that cannot be read; its text stands in the line as it is. */
static bool bad_cell(apply *a, const mean *m, uint32_t row, uint32_t col, str text, const char *zh,
                     const char *en)
{
    size_t before = a->list->n;
    char *z = cx_printf(a->x->c, "读不出：%s", zh ? zh : "不是数");
    char *e = cx_printf(a->x->c, "cannot be read: %s", en ? en : "not a number");
    TRY(z && e && finding(a, ISSUE_ERROR, row, col, text, z, e));
    line *l = line_for(a, m, row, col);
    if (!l)
        return fail_memory(a->x->c);
    l->bad = true;
    *slot_of(l, m) = text;
    if (!l->unit.n)
        l->unit = m->unit;
    return a->list->n == before || falls(a, l);
}

static bool print_dec(apply *a, dec v, str *ret)
{
    char out[DEC_TEXT_MAX];
    size_t n = dec_print(v, out);
    char *p = cx_strdup(a->x->c, (str){out, n});
    *ret = str_of(p);
    return p != NULL;
}

/* Last year's value: becomes an observation where none stands. */
static bool add_base(apply *a, const mean *m, str text, uint32_t row, uint32_t col)
{
    mean old = *m;
    old.p = period_years(m->p, -1);
    old.kind = KIND_FINAL;
    if (!MEM_GROW(a->lines, a->cap, a->n + 1))
        return fail_memory(a->x->c);
    line *l = &a->lines[a->n++];
    *l = (line){.area = old.area, .ind = old.ind, .p = old.p, .basis = old.basis, .kind = old.kind};
    l->from_base = true;
    l->level = text;
    l->unit = m->unit;
    l->at = (wide_place){a->t->sheet, row, col};
    return true;
}

/* ---- values ---- */
typedef struct value {
    cell_read r;
    bool percent; /* written or formatted as a percentage */
    str unit;     /* written behind the number */
    const char *comparison;
    bool has_low, has_high;
    dec low, high;
} value;

/* 293.48亿元: a unit written behind the number. */
static bool trailing_unit(const wide *x, str text, value *v)
{
    str norm;
    if (!str_fold(x->c->a, text, &norm))
        return false;
    size_t i = 0;
    while (i < norm.n && (strchr("0123456789.,+-", norm.p[i]) != NULL))
        i++;
    if (i == 0 || i >= norm.n)
        return false;
    const unit *u = unit_find(x->k->units, str_from(norm, i));
    if (!u || str_eqz(u->name, "%"))
        return false;
    v->r = cell_parse(str_sub(norm, 0, i), CELL_LEVEL);
    v->unit = u->name;
    return v->r.state == CELL_VALUE;
}

/* 6.5%左右, 5%以上, 6%-7%, 正增长: how targets are worded. */
static bool worded_target(const wide *x, str text, value *v)
{
    static const struct {
        const char *word, *cmp;
    } words[] = {{"左右", "about"},      {"以上", "at_least"},  {"不低于", "at_least"},
                 {"≥", "at_least"},      {">=", "at_least"},    {"高于", "at_least"},
                 {"不少于", "at_least"}, {"以内", "at_most"},   {"以下", "at_most"},
                 {"不高于", "at_most"},  {"≤", "at_most"},      {"<=", "at_most"},
                 {"控制在", "at_most"},  {"不超过", "at_most"}, {"力争", ""},
                 {"达到", ""},           {"增长", ""},          {"约", "about"}};
    str norm;
    if (!str_fold(x->c->a, text, &norm))
        return false;
    if (str_eqz(norm, "正增长") || str_contains(norm, "同步")) {
        v->comparison = str_contains(norm, "同步") ? "synchronous" : "positive";
        v->r.state = CELL_BLANK;
        v->percent = true;
        return true;
    }
    char *buf = cx_strdup(x->c, norm);
    if (!buf)
        return false;
    str rest = str_of(buf);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        ptrdiff_t at = str_find(rest, str_of(words[i].word));
        if (at < 0)
            continue;
        size_t n = strlen(words[i].word);
        memmove(buf + at, buf + at + n, rest.n - (size_t)at - n + 1);
        rest = str_of(buf);
        if (words[i].cmp[0])
            v->comparison = words[i].cmp;
    }
    for (size_t i = 1; i + 1 < rest.n; i++) {
        if (rest.p[i] != '-')
            continue;
        cell_read a = cell_parse(str_sub(rest, 0, i), CELL_GROWTH);
        cell_read b = cell_parse(str_from(rest, i + 1), CELL_GROWTH);
        if (a.state == CELL_VALUE && b.state == CELL_VALUE) {
            v->low = a.v;
            v->high = b.v;
            v->has_low = v->has_high = true;
            v->comparison = "range";
            v->percent = a.percent || b.percent;
            v->r.state = CELL_BLANK;
            return true;
        }
    }
    if (trailing_unit(x, rest, v))
        return true;
    v->r = cell_parse(rest, CELL_GROWTH);
    v->percent = v->percent || v->r.percent;
    return v->r.state == CELL_VALUE;
}

static void read_value(const wide *x, const cell *c, const mean *m, value *v)
{
    memset(v, 0, sizeof(*v));
    bool growth = m->ms == MS_GROWTH || m->ms == MS_INDEX_GROWTH;
    str text = str_trim(c->text);
    v->r = cell_parse(text, m->ms == MS_RANK ? CELL_RANK : growth ? CELL_GROWTH : CELL_LEVEL);
    v->percent = c->type == CELL_T_PERCENT || v->r.percent;
    if (v->r.state != CELL_BAD)
        return;
    if (m->ms == MS_RANK) { /* 3/14 */
        str rest = text, head;
        if (str_split(&rest, '/', &head))
            v->r = cell_parse(head, CELL_RANK);
        return;
    }
    value other = {0};
    if (m->kind == KIND_TARGET && worded_target(x, text, &other))
        *v = other;
    else if (!growth && trailing_unit(x, text, &other))
        *v = other;
    else if (!growth) {
        cell_read r = cell_parse(text, CELL_GROWTH); /* 增长5.2% in a column of amounts */
        if (r.state == CELL_VALUE && r.percent) {
            v->r = r;
            v->percent = true;
        }
    }
}

static bool is_ratio(const indicator *i)
{
    return i->nature == NATURE_RATE || i->nature == NATURE_INDEX || str_eqz(i->unit, "%");
}

/* A figure in % among amounts is a growth; a price index of 0.3 is one too. */
static void by_value(const wide *x, const value *v, mean *m)
{
    const indicator *i = &x->k->inds[m->ind];
    if (m->ms != MS_LEVEL)
        return;
    if (v->percent && !is_ratio(i)) {
        m->ms = MS_GROWTH;
    } else if (i->nature == NATURE_INDEX && i->index_base == IDX_LY && v->r.state == CELL_VALUE) {
        double d = dec_double(v->r.v);
        if (d < 50 && d > -50)
            m->ms = MS_GROWTH;
    }
}

static bool minus_hundred(dec v, dec *ret)
{
    int64_t hundred = 100;
    for (int i = 0; i < v.scale; i++)
        if (__builtin_mul_overflow(hundred, 10, &hundred))
            return false;
    ret->scale = v.scale;
    return !__builtin_sub_overflow(v.coef, hundred, &ret->coef);
}

static bool put_base(apply *a, const mean *m, str text, uint32_t row, uint32_t col)
{
    line *l = line_for(a, m, row, col);
    if (!l)
        return fail_memory(a->x->c);
    l->base = text;
    if (!l->unit.n)
        l->unit = m->unit;
    return add_base(a, m, text, row, col);
}

static bool contradicts(apply *a, const line *l, const cell *c, uint32_t row, str text)
{
    size_t before = a->list->n;
    return finding(a, ISSUE_ERROR, row, c->col, text,
                   "与同一行另一列说的是同一个数，却不相等；请在映射中指明各列",
                   "contradicts another column of the row that says the same thing; tell the "
                   "columns apart in the mapping") &&
           (a->list->n == before || falls(a, l));
}

static bool put_value(apply *a, const mean *m, const value *v, const cell *c, uint32_t row)
{
    str text = str_trim(c->text);
    dec d = v->r.v;
    if (v->r.state == CELL_VALUE) {
        if (m->ms == MS_INDEX_GROWTH && !minus_hundred(d, &d))
            return true;
        TRY(print_dec(a, d, &text));
    } else if (v->comparison) {
        text = (str){"", 0};
    }
    if (m->ms == MS_BASE)
        return v->r.state != CELL_VALUE || put_base(a, m, text, row, c->col);
    if (m->ms == MS_RANK && v->r.state != CELL_VALUE)
        return true;
    line *l = line_for(a, m, row, c->col);
    if (!l)
        return fail_memory(a->x->c);
    if (m->ms == MS_RANK) {
        if (!l->rank || !a->t->cols[c->col].by_level)
            l->rank = (uint32_t)dec_double(d);
        return true;
    }
    if (v->comparison)
        l->comparison = v->comparison;
    if (v->has_low) {
        TRY(print_dec(a, v->low, &l->low));
        TRY(print_dec(a, v->high, &l->high));
    }
    l->from_base = l->from_base || m->old;
    str *slot = slot_of(l, m);
    if (l->bad && slot->n)
        return true; /* what cannot be read stands there */
    if (slot->n && !str_eq(*slot, text) && v->r.state == CELL_VALUE && !cell_is_missing_mark(*slot))
        return contradicts(a, l, c, row, text);
    if (!slot->n || v->r.state == CELL_VALUE)
        *slot = text;
    if (m->ms == MS_LEVEL || !l->unit.n)
        l->unit = v->unit.n ? v->unit : m->unit;
    if (m->ms == MS_LEVEL && !l->at_level) {
        l->at = (wide_place){a->t->sheet, row, c->col};
        l->at_level = true;
    }
    return true;
}

/* A row of an unknown area or indicator becomes lines with the name as it stands. */
static bool unknown_name(apply *a, const wrow *at, const row_sum *rs, const cell *c, uint32_t r,
                         mean *m)
{
    const wcol *w = &a->t->cols[c->col];
    value_state vs = grid_value(c);
    bool row = m->at == AT_ROW && (m->unclear == UN_AREA || m->unclear == UN_IND);
    value v;
    if (!row || a->guess || (vs != VAL_NUMBER && vs != VAL_TEXT) ||
        !wide_mean_unknown(a->x, a->t, &a->t->facets[at->f], rs, w, m))
        return true;
    read_value(a->x, c, m, &v);
    line *l = line_for(a, m, r, c->col);
    if (!l)
        return fail_memory(a->x->c);
    str *slot = slot_of(l, m);
    l->name = wide_row_name(a->g, a->t, w->panel, at->i);
    if (m->ms == MS_RANK)
        l->rank = v.r.state == CELL_VALUE ? (uint32_t)dec_double(v.r.v) : 0;
    else
        *slot = str_trim(c->text);
    if (v.unit.n || !l->unit.n)
        l->unit = v.unit.n ? v.unit : m->unit;
    return true;
}

static bool broken(apply *a, const cell *c, uint32_t row)
{
    if (c->type == CELL_T_NO_CACHE)
        return finding(a, ISSUE_WARNING, row, c->col, S("=…"),
                       "是没有存下结果的公式，按缺失处理；请在电子表格中重算并保存",
                       "is a formula without a stored result and counts as missing; recalculate "
                       "and save the file");
    return finding(a, ISSUE_WARNING, row, c->col, c->text, "是错误值，按缺失处理",
                   "is an error value and counts as missing");
}

static bool note_points(apply *a, const cell *c, uint32_t r)
{
    return finding(a, ISSUE_WARNING, r, c->col, str_trim(c->text), "是百分点变化，不是增速，未读入",
                   "is a change in points, not a growth; it was left out");
}

/* A rate has no growth, but its change stands nowhere else where last year's is not given. */
static bool lost_points(const row_sum *rs, const mean *m, const cell *c)
{
    return m->why == IG_RATE_GROWTH && !rs->base && c->type == CELL_T_TEXT &&
           cell_parse(str_trim(c->text), CELL_GROWTH).points;
}

static bool apply_cell(apply *a, const wrow *at, const row_sum *rs, const cell *c, uint32_t r)
{
    const wcol *w = &a->t->cols[c->col];
    const facet *row = &a->t->facets[at->f];
    value_state vs = grid_value(c);
    if (vs == VAL_NONE)
        return true;
    mean m;
    wide_mean(a->x, a->t, row, rs, w, &m);
    if (lost_points(rs, &m, c))
        return note_points(a, c, r);
    if (m.why == IG_NONE && m.unclear != UN_NONE)
        return unknown_name(a, at, rs, c, r, &m);
    if (m.why != IG_NONE || m.total)
        return true;
    if (vs == VAL_BROKEN)
        return broken(a, c, r);
    if (vs == VAL_DATE)
        return bad_cell(a, &m, r, c->col, c->text, "这里应是数，却是日期",
                        "a date where a figure belongs");
    value v;
    read_value(a->x, c, &m, &v);
    if (v.r.state == CELL_BLANK && !v.comparison)
        return true;
    bool no_rank =
        v.r.state == CELL_BAD || (v.r.state == CELL_VALUE && dec_double(v.r.v) > RANK_MAX);
    if (no_rank && m.ms == MS_RANK)
        return finding(a, ISSUE_WARNING, r, c->col, str_trim(c->text), "不是位次，未读入",
                       "is not a rank; it was left out");
    if (v.r.state == CELL_BAD)
        return bad_cell(a, &m, r, c->col, str_trim(c->text), v.r.why_zh, v.r.why_en);
    if (v.r.points)
        return note_points(a, c, r);
    by_value(a->x, &v, &m);
    return put_value(a, &m, &v, c, r);
}

static bool apply_table(apply *a)
{
    const wtable *t = a->t;
    for (uint32_t r = 0; r < t->n_rows; r++) {
        a->row_from = a->n;
        for (uint32_t p = 0; p < t->n_panels; p++) {
            const wrow *row = &t->rows[(size_t)p * t->n_rows + r];
            if (row->role != RR_DATA)
                continue;
            const sheet_row *sr = &a->g->s->rows[row->i];
            row_sum rs = wide_row_sum(a->g, t, p, row->i);
            for (uint32_t j = 0; j < sr->n && sr->cells[j].col < t->n_cols; j++) {
                const wcol *w = &t->cols[sr->cells[j].col];
                if (w->role == COL_VALUE && w->panel == p)
                    TRY(apply_cell(a, row, &rs, &sr->cells[j], sr->row));
            }
        }
        if ((r & 0xFFF) == 0)
            TRY(cx_progress(a->x->c, "wide", r, t->n_rows));
    }
    return true;
}

/* ---- text ---- */
static bool line_key(cx *c, const line *l, str *ret)
{
    char *s = cx_printf(c, "%u %u %d %d %d %d", l->area, l->ind, (int)l->p.f, (int)l->p.ord,
                        (int)l->basis, (int)l->kind);
    *ret = str_of(s);
    return s != NULL;
}

static bool put_line(const wide *x, wide_rows *ret, const line *l)
{
    char p[PERIOD_TEXT_MAX];
    sb *b = &ret->csv;
    size_t n = period_print(l->p, p);
    csv_put(b, l->area == ID_NONE ? l->name : x->k->areas[l->area].code);
    sb_putc(b, ',');
    csv_put(b, l->ind == ID_NONE ? l->name : x->k->inds[l->ind].code);
    sb_putc(b, ',');
    sb_put(b, (str){p, n});
    sb_printf(b, ",%s,%s,", l->basis ? basis_name((basis)l->basis) : "", kind_name((kind)l->kind));
    const str cells[] = {l->level, l->growth, l->base};
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        csv_put(b, cells[i]);
        sb_putc(b, ',');
    }
    if (l->rank)
        sb_printf(b, "%u", l->rank);
    sb_putc(b, ',');
    sb_put(b, l->low);
    sb_putc(b, ',');
    sb_put(b, l->high);
    sb_printf(b, ",%s,", l->comparison ? l->comparison : "");
    csv_put(b, l->unit);
    sb_putz(b, l->from_base ? ",同期栏\n" : ",\n");
    if (!MEM_GROW(ret->places, ret->cap, ret->n + 1))
        return fail_memory(x->c);
    ret->places[ret->n++] = l->at;
    return true;
}

static bool put_lines(apply *a, wide_rows *ret)
{
    cx *c = a->x->c;
    map said = {0};
    bool ok = true, bases = false;
    for (size_t i = 0; i < a->n; i++)
        bases = bases || a->lines[i].from_base;
    for (size_t i = 0; bases && ok && i < a->n; i++) {
        str key;
        if (a->lines[i].from_base || !a->lines[i].level.n)
            continue;
        ok = line_key(c, &a->lines[i], &key) && (map_put(&said, key, 1) || fail_memory(c));
    }
    sb_putz(&ret->csv, "area,indicator,period,basis,kind,level,growth,base_level,rank_published,"
                       "low,high,comparison,unit,source\n");
    for (size_t i = 0; ok && i < a->n; i++) {
        line *l = &a->lines[i];
        str key;
        if (!l->level.n && !l->growth.n && !l->comparison && !l->bad)
            continue;
        if (l->from_base) {
            ok = line_key(c, l, &key);
            if (ok && map_get(&said, key) != MAP_NONE)
                continue;
        }
        ok = ok && put_line(a->x, ret, l);
        l->number = (uint32_t)ret->n + 1;
    }
    map_done(&said);
    for (size_t i = 0; ok && i < a->n_falls; i++)
        a->list->list[a->falls[i].finding].refuses = a->lines[a->falls[i].line].number;
    return ok && (sb_ok(&ret->csv) || fail_memory(c));
}

/* ---- notes on what was left out ---- */
static bool note_ignored(apply *a)
{
    for (uint32_t i = 0; i < a->t->n_cols; i++) {
        const wcol *w = &a->t->cols[i];
        bool left_out = w->role == COL_VALUE && w->ms == MS_IGNORE && w->has_figures;
        if (!left_out)
            continue;
        cx *c = a->x->c;
        char *z = cx_printf(c, "“" STR_FMT "”一列%s，未读入", STR_ARG(w->header),
                            ignored_text((ignored)w->why, LANG_ZH));
        char *e = cx_printf(c, "column \"" STR_FMT "\" is %s; it was left out", STR_ARG(w->header),
                            ignored_text((ignored)w->why, LANG_EN));
        TRY(z && e && wide_say(c, a->list, ISSUE_NOTE, w->header, a->t->sheet_name, z, e));
    }
    return true;
}

void wide_rows_done(wide_rows *r)
{
    sb_done(&r->csv);
    mem_free(r->places);
    memset(r, 0, sizeof(*r));
}

bool wide_apply(cx *c, const workbook *w, const mapping *m, const catalog *k, bool guess,
                wide_rows *ret, issues *list)
{
    points_for how = guess ? POINTS_GUESS : m->loaded ? POINTS_KNOWN : POINTS_STRICT;
    wide x;
    wtable *tables = NULL;
    uint32_t n = 0;
    memset(ret, 0, sizeof(*ret));
    sb_init(&ret->csv, 0);
    bool ok = wide_init(&x, c, w, k, &m->hint) && wide_analyse(&x, m, &tables, &n);
    apply a = {.guess = guess, .x = &x, .list = list};
    for (uint32_t i = 0; ok && i < n; i++) {
        a.t = &tables[i];
        a.g = &x.grids[tables[i].sheet];
        if (tables[i].skip)
            continue;
        ok = wide_unclear(&x, a.t, how, list, &ret->left_out) && apply_table(&a) &&
             note_ignored(&a) && wide_totals(&x, a.g, a.t, list);
    }
    ok = ok && put_lines(&a, ret);
    mem_free(a.lines);
    mem_free(a.falls);
    wide_done(&x);
    return ok;
}
