#include "io/wide_int.h"

/* Rows of a table: what their stub cells say together, what they inherit from rows above. */

#define DEPTH_MAX 12

typedef struct level {
    uint32_t depth;
    ind_id ind;
} level;

typedef struct stub {
    wide *x;
    const grid *g;
    wtable *t;
    uint32_t panel;
    uint32_t cols[32]; /* the panel's stub columns */
    uint32_t n;
    str *above;  /* last text of each stub column, to fill down */
    str *merged; /* per (row, stub column): text of a range merged downwards */
    level stack[DEPTH_MAX];
    uint32_t n_stack;
    ind_id top;     /* last indicator that stood at the margin */
    facet group;    /* from headings without figures */
    facet last_ind; /* the last row that named an indicator */
} stub;

static bool is_stub(col_role r)
{
    return r == COL_AREA || r == COL_IND || r == COL_STUB || r == COL_PERIOD || r == COL_UNIT ||
           r == COL_CODE;
}

/* Index of the first row of the sheet at or below `row`. */
static uint32_t row_index(const sheet *s, uint32_t row)
{
    uint32_t lo = 0, hi = s->n_rows;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (s->rows[mid].row < row)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static bool fill_merged(stub *b)
{
    const sheet *s = b->g->s;
    uint32_t n_rows = b->t->data_to - b->t->data_from;
    b->merged = cx_alloc(b->x->c, sizeof(str) * ((size_t)n_rows * b->n + 1));
    b->above = cx_alloc(b->x->c, sizeof(str) * (b->n + 1u));
    if (!b->merged || !b->above)
        return false;
    for (uint32_t i = 0; i < s->n_merges; i++) {
        const merge *m = &s->merges[i];
        if (m->row1 == m->row0)
            continue;
        for (uint32_t k = 0; k < b->n; k++) {
            if (b->cols[k] != m->col0)
                continue;
            str text;
            TRY(grid_label(b->x->c, sheet_cell(s, m->row0, m->col0), &text));
            uint32_t from = row_index(s, m->row0);
            for (uint32_t r = from; r < s->n_rows && s->rows[r].row <= m->row1; r++)
                if (r >= b->t->data_from && r < b->t->data_to)
                    b->merged[(size_t)(r - b->t->data_from) * b->n + k] = text;
        }
    }
    return true;
}

/* ---- one cell of the stub ---- */
static uint32_t indent(str raw)
{
    uint32_t n = 0;
    while (raw.n) {
        uint32_t cp;
        size_t len = utf8_decode(raw, &cp);
        if (!len || !(cp == ' ' || cp == 0x3000 || cp == 0xA0 || cp == '\t'))
            break;
        n += cp == ' ' || cp == 0xA0 ? 1 : 2;
        raw = str_from(raw, len);
    }
    return n;
}

static bool read_units(wide *x, str text, facet *f)
{
    str norm, part;
    TRY(str_fold(x->c->a, text, &norm) || fail_memory(x->c));
    if (!norm.n || cell_is_missing_mark(norm))
        return true;
    if (unit_find(x->k->units, norm)) {
        facet_add_unit(f, norm);
        f->flags |= str_eqz(norm, "%") ? FL_PERCENT : 0;
        return true;
    }
    while (norm.n && strchr("()", norm.p[0]))
        norm = str_from(norm, 1);
    while (norm.n && strchr("()", norm.p[norm.n - 1]))
        norm.n--;
    TRY(wide_read_new(x, norm, WANT_UNIT, f));
    if (f->n_units)
        f->left = (str){"", 0};
    else if (str_split(&norm, '/', &part))
        facet_add_unit(f, part);
    uint32_t keep = f->flags & (FL_PERCENT | FL_POINTS);
    facet units = facet_none;
    memcpy(units.unit, f->unit, sizeof(units.unit));
    units.n_units = f->n_units;
    units.flags = keep;
    *f = units;
    return true;
}

/* 5 under 月份, 2023 under 年份. */
static bool read_period(wide *x, str text, const wcol *w, facet *f)
{
    int64_t v;
    if (str_int(text, &v) && v >= 1 && v <= 12) {
        char *s = cx_printf(x->c, str_contains(w->header, "季") ? "第%d季度" : "%d月", (int)v);
        if (!s)
            return false;
        text = str_of(s);
    }
    return wide_read(x, text, WANT_PERIOD, f);
}

static bool read_code(wide *x, str text, facet *f)
{
    if (text.n && (text.p[0] < '0' || text.p[0] > '9'))
        return wide_read(x, text, WANT_AREA, f); /* 合计 where the code stands in other rows */
    char code[32];
    size_t n = text.n < sizeof(code) ? text.n : sizeof(code) - 1;
    memcpy(code, text.p, n);
    area_id a = catalog_area(x->k, (str){code, n});
    while (a == ID_NONE && n > 6 && code[n - 1] == '0')
        a = catalog_area(x->k, (str){code, --n});
    if (a != ID_NONE) {
        f->area = a;
        f->known = 1;
    }
    return true;
}

/* The text as a part of an indicator above it: of the nearest that is less indented, of the last
 * one at the margin. */
static bool read_part(stub *b, uint32_t depth, facet *f)
{
    wide *x = b->x;
    str text = f->left.n ? f->left : f->ind_text;
    bool sub = (f->flags & FL_SUB) || depth > 0;
    if (!text.n || (f->left.n && f->ind != ID_NONE))
        return true;
    ind_id part = ID_NONE;
    for (uint32_t i = b->n_stack; sub && i > 0 && part == ID_NONE; i--)
        if (b->stack[i - 1].depth < depth || (f->flags & FL_SUB))
            TRY(names_child(x, text, b->stack[i - 1].ind, &part));
    if (part == ID_NONE && b->top != ID_NONE && (f->left.n || sub)) {
        TRY(names_child(x, text, b->top, &part));
        if (part != ID_NONE && !sub && !names_is_part(x->k, part, b->top))
            part = ID_NONE;
    }
    if (part == ID_NONE)
        return true;
    f->ind = part;
    f->ind_text = text;
    f->left = (str){"", 0};
    f->flags &= ~FL_MANY_INDS;
    return true;
}

/* 投资 | 工业: the text of an outer column completes the name. */
static bool read_category(wide *x, str category, facet *f)
{
    str text = f->left.n ? f->left : f->ind_text;
    if (!category.n || !text.n || (f->left.n && f->ind != ID_NONE))
        return true;
    for (int turn = 0; turn < (f->left.n ? 2 : 1); turn++) {
        str a = turn ? text : category, b = turn ? category : text, norm;
        char *s = cx_printf(x->c, STR_FMT STR_FMT, STR_ARG(a), STR_ARG(b));
        bool many = false;
        if (!s)
            return false;
        TRY(wide_norm(x->c, str_of(s), &norm));
        ind_id i = names_ind(x, norm, &many);
        if (i == ID_NONE)
            continue;
        f->ind = i;
        f->ind_text = norm;
        f->left = (str){"", 0};
        return true;
    }
    return true;
}

static void push_level(stub *b, uint32_t depth, const facet *f)
{
    if (f->flags & FL_SUB)
        depth += 2;
    while (b->n_stack && b->stack[b->n_stack - 1].depth >= depth)
        b->n_stack--;
    if (f->ind == ID_NONE)
        return;
    if (b->n_stack < DEPTH_MAX)
        b->stack[b->n_stack++] = (level){depth, f->ind};
    if (depth == 0)
        b->top = f->ind;
}

static bool read_cell(stub *b, const wcol *w, str raw, facet *f)
{
    wide *x = b->x;
    str text = str_trim(raw);
    *f = facet_none;
    switch (w->role) {
    case COL_UNIT:
        return read_units(x, text, f);
    case COL_CODE:
        return read_code(x, text, f);
    case COL_PERIOD:
        return read_period(x, text, w, f);
    case COL_AREA:
        return wide_read(x, text, WANT_AREA, f);
    case COL_IND:
    case COL_STUB:
    case COL_VALUE:
    case COL_IGNORE:
        break;
    }
    TRY(wide_read(x, text, w->role == COL_IND ? WANT_IND : WANT_ANY, f));
    uint32_t depth = indent(raw);
    TRY(read_part(b, depth, f));
    push_level(b, depth, f);
    return true;
}

/* ---- one row ---- */
static bool raw_text(stub *b, uint32_t i, uint32_t k, str *ret)
{
    const cell *v = grid_cell(b->g, i, b->cols[k]);
    *ret = (str){"", 0};
    if (v && v->type == CELL_T_TEXT)
        *ret = v->text;
    else if (v)
        TRY(grid_label(b->x->c, v, ret));
    if (!str_trim(*ret).n)
        *ret = b->merged[(size_t)(i - b->t->data_from) * b->n + k];
    return true;
}

/* An outer stub cell left blank repeats the one above, if an inner one says something. */
static void fill_down(stub *b, str *raw)
{
    uint32_t inner = 0;
    for (uint32_t k = 0; k < b->n; k++) {
        col_role r = b->t->cols[b->cols[k]].role;
        if (raw[k].n && r != COL_UNIT && r != COL_CODE)
            inner = k + 1;
    }
    for (uint32_t k = 0; k < b->n; k++) {
        col_role r = b->t->cols[b->cols[k]].role;
        if (r == COL_UNIT || r == COL_CODE)
            continue;
        if (raw[k].n)
            for (uint32_t j = k; j < b->n; j++) /* a new outer text ends what stood inside */
                b->above[j] = (str){"", 0};
        else if (k < inner && b->above[k].n)
            raw[k] = b->above[k];
        if (raw[k].n)
            b->above[k] = raw[k];
    }
}

/* 合计 written where the number of the row stands, often merged over the name beside it. */
static bool name_in_margin(stub *b, uint32_t i, facet *f)
{
    for (uint32_t k = 0; k < b->t->n_cols; k++) {
        const wcol *w = &b->t->cols[k];
        const cell *v = grid_cell(b->g, i, w->col);
        facet one;
        if (w->panel != b->panel || (w->role != COL_IGNORE && w->role != COL_VALUE))
            continue;
        if (w->role == COL_VALUE)
            return true;
        if (!v || v->type != CELL_T_TEXT || !str_trim(v->text).n)
            continue;
        TRY(wide_read(b->x, str_trim(v->text), WANT_AREA, &one));
        if (!one.left.n && (one.total || one.parent))
            facet_under(f, &one);
    }
    return true;
}

static bool row_facet(stub *b, uint32_t i, facet *f, bool *ret_clash)
{
    str raw[COUNT_OF(b->cols)];
    area_id by_code = ID_NONE;
    *f = facet_none;
    for (uint32_t k = 0; k < b->n; k++)
        TRY(raw_text(b, i, k, &raw[k]));
    fill_down(b, raw);
    str left = {"", 0};
    bool outer_area = false; /* an unknown area is never the name of a group */
    for (uint32_t k = 0; k < b->n; k++) {
        const wcol *w = &b->t->cols[b->cols[k]];
        facet one;
        if (!str_trim(raw[k]).n)
            continue;
        TRY(read_cell(b, w, raw[k], &one));
        if (w->role == COL_CODE && one.area != ID_NONE && !one.left.n) {
            by_code = one.area;
            continue;
        }
        TRY(read_category(b->x, left, &one));
        if (one.left.n)
            left = one.left;
        else if (one.ind != ID_NONE && !like_area(left) && !outer_area)
            left = (str){"", 0}; /* it was the name of a group */
        outer_area = outer_area || (w->role == COL_AREA && one.left.n);
        facet_under(f, &one);
    }
    f->left = left;
    if (!f->known && !left.n)
        TRY(name_in_margin(b, i, f));
    if (f->total && f->ind != ID_NONE)
        f->total = false; /* 合计 under the name of an indicator is the indicator itself */
    if (by_code != ID_NONE && !f->total && !f->parent) {
        *ret_clash = f->area != ID_NONE && f->area != by_code;
        f->area = by_code;
        f->flags &= ~FL_MANY_AREAS;
        if (f->ind == ID_NONE)
            f->left = (str){"", 0};
    }
    return true;
}

static void inherit(const facet *from, facet *f, bool period)
{
    bool has_area =
        f->area != ID_NONE || f->parent || f->own || f->total || (f->flags & FL_MANY_AREAS);
    if (f->ind == ID_NONE && from->ind != ID_NONE && !f->left.n && !(f->flags & FL_MANY_INDS)) {
        f->ind = from->ind;
        f->ind_text = from->ind_text;
        if (!f->n_units && from->n_units) {
            memcpy(f->unit, from->unit, sizeof(f->unit));
            f->n_units = from->n_units;
        }
    }
    if (!has_area) {
        f->area = from->area;
        f->parent = from->parent;
        f->own = from->own;
    }
    if (period && !f->has_period && from->has_period) {
        f->has_period = true;
        f->has_month = from->has_month;
        f->when = from->when;
    }
}

static bool add_row(stub *b, uint32_t i, const facet *f, row_role role)
{
    wtable *t = b->t;
    size_t r = (size_t)b->panel * t->n_rows + (i - t->data_from);
    t->rows[r].i = i;
    t->rows[r].role = (uint8_t)role;
    t->rows[r].f = (uint32_t)t->n_facets;
    MUST(t->n_facets < t->cap_facets);
    t->facets[t->n_facets++] = *f;
    return true;
}

/* Has the row figures in the panel's own columns? */
static bool has_figures(const stub *b, uint32_t i)
{
    const sheet_row *r = &b->g->s->rows[i];
    for (uint32_t j = 0; j < r->n; j++) {
        if (r->cells[j].col >= b->t->n_cols)
            break;
        const wcol *w = &b->t->cols[r->cells[j].col];
        if (w->role == COL_VALUE && w->panel == b->panel && grid_value(&r->cells[j]) != VAL_NONE)
            return true;
    }
    return false;
}

static bool read_row(stub *b, uint32_t i)
{
    facet f;
    bool clash = false;
    uint8_t kind = b->g->rows[i].kind;
    if (kind == ROW_NOTE || kind == ROW_BLANK || kind == ROW_COUNT)
        return add_row(b, i, &facet_none, RR_SKIP);
    bool figures = has_figures(b, i);
    TRY(row_facet(b, i, &f, &clash));
    if (!figures) {
        bool says = f.ind != ID_NONE || f.area != ID_NONE || f.has_period || f.n_units || f.parent;
        if (kind == ROW_SINGLE || kind == ROW_TEXTS)
            b->group = says ? f : facet_none;
        if (f.ind != ID_NONE)
            b->last_ind = f;
        return add_row(b, i, &f, RR_GROUP);
    }
    if (clash)
        f.flags |= FL_MANY_AREAS;
    inherit(&b->group, &f, true);
    if (f.ind != ID_NONE)
        b->last_ind = f;
    else
        inherit(&b->last_ind, &f, false);
    return add_row(b, i, &f, f.total && f.area == ID_NONE && !f.parent ? RR_TOTAL : RR_DATA);
}

static bool read_panel(wide *x, const grid *g, wtable *t, uint32_t panel)
{
    stub b = {.x = x, .g = g, .t = t, .panel = panel, .top = ID_NONE};
    b.group = b.last_ind = facet_none;
    for (uint32_t i = 0; i < t->n_cols && b.n < COUNT_OF(b.cols); i++)
        if (is_stub(t->cols[i].role) && t->cols[i].panel == panel)
            b.cols[b.n++] = i;
    TRY(fill_merged(&b));
    for (uint32_t i = t->data_from; i < t->data_to; i++)
        TRY(read_row(&b, i));
    return true;
}

bool wide_stub(wide *x, const grid *g, wtable *t)
{
    t->n_rows = t->data_to - t->data_from;
    size_t n = (size_t)t->n_rows * t->n_panels;
    t->rows = cx_alloc(x->c, sizeof(wrow) * (n + 1));
    t->facets = cx_alloc(x->c, sizeof(facet) * (n + 1));
    if (!t->rows || !t->facets)
        return false;
    t->cap_facets = n + 1;
    for (uint32_t p = 0; p < t->n_panels; p++)
        TRY(read_panel(x, g, t, p));
    return true;
}
