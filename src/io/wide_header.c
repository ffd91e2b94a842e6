#include "io/wide_int.h"

/* Columns of a table: the path of header texts above each, read level by level, and what kind of
 * contents stand below. */

#define COLUMNS_MAX 4096

typedef struct head_cell {
    str text;
    uint64_t from; /* the cell it came from: row << 32 | col; 0 text = none */
} head_cell;

typedef struct col_stat {
    uint32_t numbers, masks, texts, dates, digits; /* digits: texts with a figure in them */
    uint32_t areas, inds, units, periods, measures, codes, sampled;
    int64_t prev;
    uint32_t steps; /* whole numbers that follow the one above by 1 */
    uint32_t years, months;
} col_stat;

/* ---- the header block as a matrix ---- */
/* 1 2 3 … as a header are months. */
static bool month_label(cx *c, const grid_row *r, const cell *v, str *text)
{
    int64_t n;
    if (!r->years || !str_int(str_trim(v->text), &n) || n < 1 || n > 12)
        return true;
    char *s = cx_printf(c, "%d月", (int)n);
    *text = str_of(s);
    return s != NULL;
}

static bool fill_cells(wide *x, const grid *g, const wtable *t, head_cell *m, uint32_t n_cols)
{
    for (uint32_t i = t->header_from; i < t->header_to; i++) {
        const sheet_row *r = &g->s->rows[i];
        if (g->rows[i].kind == ROW_COUNT)
            continue;
        for (uint32_t j = 0; j < r->n; j++) {
            if (r->cells[j].col >= n_cols)
                break;
            head_cell *h = &m[(i - t->header_from) * n_cols + r->cells[j].col];
            TRY(grid_label(x->c, &r->cells[j], &h->text));
            TRY(month_label(x->c, &g->rows[i], &r->cells[j], &h->text));
            h->text = str_trim(h->text);
            h->from = (uint64_t)r->row << 32 | r->cells[j].col;
        }
    }
    return true;
}

static void spread_merge(const grid *g, const wtable *t, head_cell *m, uint32_t n_cols,
                         const merge *e)
{
    const cell *top = sheet_cell(g->s, e->row0, e->col0);
    if (!top || e->col0 >= n_cols)
        return;
    head_cell src = {{"", 0}, 0};
    for (uint32_t i = t->header_from; i < t->header_to; i++)
        if (g->s->rows[i].row == e->row0)
            src = m[(i - t->header_from) * n_cols + e->col0];
    if (!src.text.n)
        return;
    uint32_t last = e->col1 < n_cols ? e->col1 : n_cols - 1;
    for (uint32_t i = t->header_from; i < t->header_to; i++) {
        if (g->s->rows[i].row < e->row0 || g->s->rows[i].row > e->row1)
            continue;
        for (uint32_t c = e->col0; c <= last; c++)
            m[(i - t->header_from) * n_cols + c] = src;
    }
}

/* Without merges, a text over the first of several sub-headers means them all. */
static void spread_right(const grid *g, const wtable *t, head_cell *m, uint32_t n_cols)
{
    uint32_t levels = t->header_to - t->header_from;
    for (uint32_t l = 0; l + 1 < levels; l++) {
        bool merged = false;
        uint32_t row = g->s->rows[t->header_from + l].row;
        for (uint32_t i = 0; i < g->s->n_merges && !merged; i++)
            merged = g->s->merges[i].row0 == row && g->s->merges[i].col1 > g->s->merges[i].col0;
        if (merged)
            continue;
        for (uint32_t c = 1; c < n_cols; c++) {
            head_cell *here = &m[l * n_cols + c], *before = here - 1;
            bool below = false, below_before = false;
            for (uint32_t k = l + 1; k < levels; k++) {
                below = below || m[k * n_cols + c].text.n;
                below_before = below_before || m[k * n_cols + c - 1].text.n;
            }
            bool parted = l > 0 && m[(l - 1) * n_cols + c].from != m[(l - 1) * n_cols + c - 1].from;
            if (!here->text.n && before->text.n && below && below_before && !parted)
                *here = *before;
        }
    }
}

static bool header_matrix(wide *x, const grid *g, const wtable *t, uint32_t n_cols, head_cell **ret)
{
    uint32_t levels = t->header_to - t->header_from;
    *ret = cx_alloc(x->c, sizeof(head_cell) * n_cols * (levels ? levels : 1));
    if (!*ret)
        return false;
    TRY(fill_cells(x, g, t, *ret, n_cols));
    if (!levels)
        return true;
    uint32_t top = g->s->rows[t->header_from].row, end = g->s->rows[t->header_to - 1].row;
    for (uint32_t i = 0; i < g->s->n_merges; i++)
        if (g->s->merges[i].row0 >= top && g->s->merges[i].row0 <= end)
            spread_merge(g, t, *ret, n_cols, &g->s->merges[i]);
    spread_right(g, t, *ret, n_cols);
    return true;
}

/* ---- what stands below ---- */
static bool sample_text(wide *x, str text, col_stat *s)
{
    facet f;
    if (s->sampled >= 500 || text.n > 200)
        return true;
    s->sampled++;
    TRY(wide_read(x, text, WANT_ANY, &f));
    bool any_area = f.area != ID_NONE || (f.flags & FL_MANY_AREAS) || f.parent || f.own || f.total;
    if (f.ind != ID_NONE || (f.flags & FL_MANY_INDS))
        s->inds++;
    else if (any_area)
        s->areas++;
    else if (f.left.n)
        return true;
    else if (f.has_period)
        s->periods++;
    else if (f.known == f.n_units || unit_find(x->k->units, text))
        s->units += f.n_units > 0;
    else if (f.flags & FL_MEASURES || f.basis)
        s->measures++;
    return true;
}

static void count_number(const wide *x, const cell *v, col_stat *s)
{
    int64_t n;
    s->numbers++;
    if (!str_int(str_trim(v->text), &n))
        return;
    s->steps += n == s->prev + 1;
    s->prev = n;
    s->years += n >= 1949 && n <= 2100;
    s->months += n >= 1 && n <= 12;
    if (n > 99999)
        s->codes += catalog_area(x->k, str_trim(v->text)) != ID_NONE;
}

static bool count_cell(wide *x, const cell *v, col_stat *s)
{
    switch (grid_value(v)) {
    case VAL_NONE:
        return true;
    case VAL_NUMBER:
        count_number(x, v, s);
        return true;
    case VAL_BROKEN:
        s->numbers++;
        return true;
    case VAL_MASK:
        s->masks++;
        return true;
    case VAL_DATE:
        s->dates++;
        s->periods++;
        s->sampled++;
        s->texts++;
        return true;
    case VAL_TEXT:
        break;
    }
    s->texts++;
    for (size_t i = 0; i < v->text.n; i++)
        if (v->text.p[i] >= '0' && v->text.p[i] <= '9') {
            s->digits++;
            break;
        }
    return sample_text(x, str_trim(v->text), s);
}

static bool count_columns(wide *x, const grid *g, const wtable *t, col_stat *s, uint32_t n_cols)
{
    for (uint32_t i = t->data_from; i < t->data_to; i++) {
        if (g->rows[i].kind == ROW_NOTE || g->rows[i].kind == ROW_COUNT)
            continue;
        const sheet_row *r = &g->s->rows[i];
        for (uint32_t j = 0; j < r->n && r->cells[j].col < n_cols; j++)
            TRY(count_cell(x, &r->cells[j], &s[r->cells[j].col]));
    }
    return true;
}

/* ---- one column ---- */
/* Below an indicator: 其中：工业 under 固定资产投资 is 工业投资. */
static bool as_part(wide *x, facet *f, ind_id whole)
{
    ind_id part;
    str text = f->left.n ? f->left : f->ind_text;
    if (whole == ID_NONE || !text.n || (f->left.n && f->ind != ID_NONE))
        return true;
    TRY(names_child(x, text, whole, &part));
    if (part == ID_NONE)
        return true;
    f->ind = part;
    f->ind_text = text;
    f->left = (str){"", 0};
    return true;
}

/* 规模以上 / 工业增加值 broken over two rows. */
static bool read_joined(wide *x, const str *level, uint32_t n, facet *ret)
{
    CLEANUP(sb_done) sb b;
    sb_init(&b, 4096);
    for (int turn = 0; turn < 2; turn++) { /* 投资 / 工业 is 工业投资 */
        sb_reset(&b);
        for (uint32_t i = 0; i < n; i++)
            sb_put(&b, level[turn ? n - 1 - i : i]);
        if (!sb_ok(&b))
            return true;
        char *s = cx_strdup(x->c, sb_str(&b));
        facet f;
        if (!s)
            return false;
        TRY(wide_read(x, str_of(s), WANT_ANY, &f));
        if (f.left.n || !f.known || (turn && (n != 2 || f.ind == ID_NONE)))
            continue;
        *ret = f;
        return true;
    }
    return true;
}

/* Level by level, the lower over the upper. What could not be read matters, unless it is the title
 * of a group and a level below names the indicator. */
static bool read_levels(wide *x, const str *level, uint32_t n, wcol *w, bool *ret_unread)
{
    facet *path = &w->f;
    str group = {"", 0}, unread = {"", 0};
    *path = facet_none;
    for (uint32_t i = 0; i < n; i++) {
        facet f;
        str norm;
        TRY(str_fold(x->c->a, level[i], &norm) || fail_memory(x->c));
        if (n > 1 && wide_head(wide_bare(x->c, norm)) != HEAD_NONE)
            continue; /* 县（市、区） over the names of counties */
        TRY(wide_read(x, level[i], WANT_ANY, &f));
        TRY(as_part(x, &f, path->ind));
        *ret_unread = *ret_unread || f.left.n;
        if (f.left.n && (path->ind != ID_NONE || f.ind != ID_NONE))
            unread = f.left;
        else if (f.left.n)
            group = f.left;
        else if (f.ind != ID_NONE && !like_area(group))
            group = (str){"", 0};
        if (f.ind != ID_NONE && f.ind != path->ind)
            w->ind_level = (uint8_t)i;
        facet_under(path, &f);
    }
    path->left = unread.n ? unread : group;
    return true;
}

static bool col_path(wide *x, const head_cell *m, uint32_t levels, uint32_t n_cols, wcol *w)
{
    str level[WIDE_LEVELS];
    uint32_t n = 0;
    CLEANUP(sb_done) sb name;
    sb_init(&name, 8192);
    for (uint32_t l = 0; l < levels; l++) {
        const head_cell *h = &m[l * n_cols + w->col];
        if (!h->text.n || (l && h->from == m[(l - 1) * n_cols + w->col].from))
            continue;
        if (n)
            sb_putz(&name, " / ");
        sb_put(&name, h->text);
        if (n < COUNT_OF(level)) {
            w->from[n] = h->from;
            level[n++] = h->text;
        }
    }
    char *s = cx_strdup(x->c, sb_ok(&name) ? sb_str(&name) : S("…"));
    if (!s)
        return false;
    w->header = str_of(s);
    bool unread = false;
    TRY(read_levels(x, level, n, w, &unread));
    w->n_levels = (uint8_t)n;
    if (!unread || n < 2)
        return true;
    ind_id before = w->f.ind;
    TRY(read_joined(x, level, n, &w->f));
    if (w->f.ind != before)
        w->ind_level = (uint8_t)(n - 1);
    return true;
}

static head col_head(wide *x, const head_cell *m, uint32_t levels, uint32_t n_cols, uint32_t col)
{
    head found = HEAD_NONE;
    for (uint32_t l = 0; l < levels; l++) {
        const head_cell *h = &m[l * n_cols + col];
        str norm;
        if (!h->text.n || !str_fold(x->c->a, h->text, &norm))
            continue;
        head one = wide_head(wide_bare(x->c, norm));
        if (one != HEAD_NONE)
            found = one;
    }
    return found;
}

static uint32_t most(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* A column of texts: what most of them are. */
static col_role text_role(const col_stat *s, head h)
{
    uint32_t top = most(most(s->areas, s->inds), most(s->units, most(s->periods, s->measures)));
    if (h == HEAD_NOTE)
        return COL_IGNORE;
    if (h == HEAD_UNIT || (top && s->units == top))
        return COL_UNIT;
    if (h == HEAD_AREA && (s->areas || !s->inds))
        return s->inds * 3 > s->areas ? COL_STUB : COL_AREA;
    if (h == HEAD_PERIOD && s->periods)
        return COL_PERIOD;
    if (h == HEAD_IND)
        return s->areas * 3 > s->inds + s->sampled ? COL_STUB : COL_IND;
    if (!top || top * 3 < s->sampled)
        return COL_IGNORE;
    if (s->areas == top)
        return s->inds ? COL_STUB : COL_AREA;
    if (s->inds == top)
        return s->areas || s->periods ? COL_STUB : COL_IND;
    return s->periods == top ? COL_PERIOD : COL_STUB;
}

static bool is_sequence(const col_stat *s)
{
    return s->numbers > 1 && s->steps + 1 >= s->numbers && s->prev <= (int64_t)s->numbers + 1;
}

/* A column of numbers that is not of figures: codes, years, 1 2 3. COL_VALUE when it is none. */
static col_role number_role(const wcol *w, const col_stat *s, head h, bool first)
{
    bool codes = s->codes * 2 > s->numbers;
    if (h == HEAD_SEQ || h == HEAD_NOTE)
        return COL_IGNORE;
    if (h == HEAD_CODE || (codes && !w->f.known))
        return codes ? COL_CODE : COL_IGNORE;
    if (h == HEAD_PERIOD && (s->numbers || s->periods))
        return COL_PERIOD;
    if (!first || !s->numbers)
        return COL_VALUE;
    if (!w->header.n && s->years == s->numbers)
        return COL_PERIOD;
    return !w->f.known && h == HEAD_NONE && is_sequence(s) ? COL_IGNORE : COL_VALUE;
}

/* 6.5%左右 among targets: texts, yet figures. */
static bool worded_figures(const wcol *w, const col_stat *s)
{
    bool says = facet_measure(&w->f) != MS_NONE || w->f.kind;
    return says && s->texts && s->digits * 2 >= s->texts + s->numbers && !s->areas && !s->inds;
}

static col_role stub_role(const wcol *w, const col_stat *s, head h, bool first)
{
    col_role r = number_role(w, s, h, first);
    if (r != COL_VALUE || worded_figures(w, s))
        return r;
    if (s->texts && (s->texts > s->numbers || h == HEAD_AREA)) {
        r = text_role(s, h);
        return r == COL_IGNORE && first && h == HEAD_NONE && !s->numbers ? COL_STUB : r;
    }
    return s->numbers || s->masks ? COL_VALUE : COL_IGNORE;
}

/* Columns that share a stub: 地区 | 总量 | 地区 | 总量 are two panels side by side. */
static void set_panels(wtable *t, const head *heads, const col_stat *s)
{
    uint32_t panel = 0;
    head first = HEAD_NONE;
    bool values = false;
    for (uint32_t i = 0; i < t->n_cols; i++) {
        wcol *w = &t->cols[i];
        bool stub = w->role == COL_AREA || w->role == COL_IND || w->role == COL_STUB;
        if (stub && first == HEAD_NONE)
            first = heads[i] == HEAD_NONE ? HEAD_ANY : heads[i];
        else if (stub && values && heads[i] == first && (s[i].areas || s[i].inds)) {
            panel++;
            values = false;
        }
        values = values || w->role == COL_VALUE;
        w->panel = panel;
    }
    t->n_panels = panel + 1;
}

static uint32_t table_columns(const grid *g, const wtable *t)
{
    uint32_t n = 0;
    for (uint32_t i = t->header_from; i < t->data_to; i++)
        for (uint32_t j = g->s->rows[i].n; j > 0; j--)
            if (grid_value(&g->s->rows[i].cells[j - 1]) != VAL_NONE) {
                n = most(n, g->s->rows[i].cells[j - 1].col + 1);
                break;
            }
    return n < COLUMNS_MAX ? n : COLUMNS_MAX;
}

bool wide_header(wide *x, const grid *g, wtable *t)
{
    uint32_t n = table_columns(g, t), levels = t->header_to - t->header_from;
    head_cell *m;
    TRY(header_matrix(x, g, t, n ? n : 1, &m));
    col_stat *s = cx_alloc(x->c, sizeof(col_stat) * (n + 1u));
    head *heads = cx_alloc(x->c, sizeof(head) * (n + 1u));
    t->cols = cx_alloc(x->c, sizeof(wcol) * (n + 1u));
    if (!s || !heads || !t->cols)
        return false;
    t->n_cols = n;
    TRY(count_columns(x, g, t, s, n));
    bool first = true;
    for (uint32_t i = 0; i < n; i++) {
        wcol *w = &t->cols[i];
        w->col = i;
        TRY(col_path(x, m, levels, n, w));
        heads[i] = col_head(x, m, levels, n, i);
        w->role = stub_role(w, &s[i], heads[i], first);
        w->has_figures = s[i].numbers || s[i].masks || (w->role == COL_VALUE && s[i].digits);
        w->why = w->role == COL_IGNORE && s[i].texts ? IG_NOTE : IG_NONE;
        if (w->role == COL_AREA || w->role == COL_IND || w->role == COL_STUB)
            first = false;
    }
    set_panels(t, heads, s);
    return true;
}
