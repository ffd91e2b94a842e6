#include "io/wide_int.h"

/* What the columns of a table mean together: 增速 beside 总量 is the growth of the same thing. */

/* ---- columns that lean on the one to their left ---- */
/* 规上工业 over 总产值 and 增速: the growth is not that of the group. */
static bool named_group(const wcol *left, const wcol *w)
{
    uint8_t l = w->ind_level;
    return w->n_levels > l + 1 && left->n_levels > l + 1 && left->ind_level > l &&
           left->from[l] == w->from[l] && left->f.ind != ID_NONE;
}

static bool same_thing(const wcol *left, const wcol *w)
{
    if (w->f.ind != ID_NONE && left->f.ind != w->f.ind && !named_group(left, w))
        return false;
    if (w->f.area != ID_NONE && left->f.area != w->f.area)
        return false;
    return true;
}

static uint8_t basis_said(const wcol *w)
{
    if (w->f.basis)
        return w->f.basis;
    return w->f.has_period && w->f.when.cumulative ? BASIS_YTD : BASIS_NONE;
}

static void lean(wcol *w, const wcol *left)
{
    if ((w->f.ind == ID_NONE && !(w->f.flags & FL_MANY_INDS)) || named_group(left, w)) {
        w->f.ind = left->f.ind;
        w->f.ind_text = left->f.ind_text;
        w->f.flags |= left->f.flags & FL_MANY_INDS;
        if (left->f.left.n)
            w->f.left = left->f.left;
    }
    if (w->f.area == ID_NONE && !w->f.parent && !w->f.own && !w->f.total) {
        w->f.area = left->f.area;
        w->f.parent = left->f.parent;
        w->f.own = left->f.own;
        w->f.total = left->f.total;
    }
    if (!w->f.has_period && (!w->f.basis || w->f.basis == basis_said(left))) {
        if (!w->f.basis)
            w->f.basis = left->f.basis;
        w->f.has_period = left->f.has_period;
        w->f.has_month = left->f.has_month;
        w->f.when = left->f.when;
        w->f.flags |= left->f.flags & FL_QUARTER;
    }
    if (!w->f.kind)
        w->f.kind = left->f.kind;
}

/* The nearest column to the left that a growth, rank or base can belong to. */
static const wcol *lean_on(const wtable *t, uint32_t i)
{
    const wcol *w = &t->cols[i], *other = NULL;
    for (uint32_t j = i; j > 0; j--) {
        const wcol *v = &t->cols[j - 1];
        if (v->panel != w->panel)
            break;
        if (v->role != COL_VALUE)
            continue;
        bool carries = v->ms == MS_LEVEL || v->ms == MS_NONE ||
                       ((w->ms == MS_RANK || w->f.parent) && v->ms == MS_GROWTH);
        if (!carries || (v->f.parent && !w->f.parent) || !same_thing(v, w))
            continue;
        uint8_t said = basis_said(v);
        if (!w->f.basis || w->f.has_period || !said || said == w->f.basis)
            return v;
        if (!other)
            other = v; /* 累计同比 beside 本月: rather the column of the same basis */
    }
    return other;
}

/* 2024年1-6月 | 2023年1-6月 | 同比: the growth is of the newer one. */
static const wcol *newer_than(const wtable *t, const wcol *v)
{
    if (!v || !v->f.has_period || !v->f.when.year)
        return v;
    for (uint32_t j = 0; j < t->n_cols; j++) {
        const wcol *u = &t->cols[j];
        if (u->role == COL_VALUE && u->panel == v->panel && u->ms == v->ms && u < v &&
            u->f.has_period && u->f.when.year == v->f.when.year + 1 && same_thing(u, v) &&
            period_last_month(u->f.when.p) == period_last_month(v->f.when.p))
            return u;
    }
    return v;
}

static void rank_of(const wtable *t, wcol *w, const wcol *left)
{
    if (w->f.ranks_growth || (w->f.flags & FL_GROWTH))
        w->by_level = false;
    else if (w->f.ranks_level || (w->f.flags & FL_LEVEL))
        w->by_level = true;
    else
        w->by_level = left && left->ms != MS_GROWTH;
    (void)t;
}

/* 位次 | 地区 | 总量: a rank that stands before all figures is of the first one behind it. */
static const wcol *lean_right(const wtable *t, const wcol *w)
{
    for (uint32_t j = 0; w->ms == MS_RANK && j < t->n_cols; j++) {
        const wcol *v = &t->cols[j];
        if (v > w && v->role == COL_VALUE &&
            (v->ms == MS_LEVEL || v->ms == MS_NONE || v->ms == MS_GROWTH))
            return v;
    }
    return NULL;
}

static void lean_columns(wtable *t)
{
    for (uint32_t i = 0; i < t->n_cols; i++) {
        wcol *w = &t->cols[i];
        if (w->role != COL_VALUE)
            continue;
        bool leans = w->ms == MS_GROWTH || w->ms == MS_INDEX_GROWTH || w->ms == MS_BASE ||
                     w->ms == MS_RANK || (w->f.parent && w->ms != MS_IGNORE);
        if (!leans)
            continue;
        const wcol *left = lean_on(t, i);
        if (w->ms != MS_BASE)
            left = newer_than(t, left);
        if (!left)
            left = lean_right(t, w);
        if (w->ms == MS_RANK)
            rank_of(t, w, left);
        if (left)
            lean(w, left);
    }
}

static bool same_months(const facet *a, const facet *b)
{
    return period_last_month(a->when.p) == period_last_month(b->when.p) &&
           a->when.single == b->when.single;
}

/* 上年 alone and 上年1-5月 beside 1-5月 are bases; 上年全年 is a figure of its own. */
static void last_years(wtable *t)
{
    for (uint32_t i = 0; i < t->n_cols; i++) {
        wcol *w = &t->cols[i];
        if (w->role != COL_VALUE || !(w->f.flags & FL_LAST_YEAR) || w->ms == MS_IGNORE)
            continue;
        if (w->ms == MS_GROWTH) {
            w->ms = MS_IGNORE;
            w->why = IG_OLD_GROWTH;
            continue;
        }
        bool base = !w->f.has_period ||
                    (t->ctx.has_period && t->ctx.has_month && same_months(&t->ctx, &w->f));
        for (uint32_t j = 0; j < t->n_cols && !base; j++) {
            const wcol *v = &t->cols[j];
            base = v != w && v->role == COL_VALUE && v->f.has_period &&
                   !(v->f.flags & FL_LAST_YEAR) && same_months(&v->f, &w->f);
        }
        if (base && w->ms != MS_RANK)
            w->ms = MS_BASE;
        else if (!base)
            w->old = true;
    }
}

/* 上年6月 beside 6月预计 is its base. */
static void base_kinds(wtable *t)
{
    for (uint32_t i = 0; i < t->n_cols; i++) {
        wcol *w = &t->cols[i];
        if (w->role != COL_VALUE || w->f.kind || w->ms != MS_BASE)
            continue;
        for (uint32_t j = i; j > 0; j--) {
            const wcol *v = &t->cols[j - 1];
            if (v->role == COL_VALUE && v->f.has_period && w->f.has_period && same_thing(v, w) &&
                period_last_month(v->f.when.p) == period_last_month(w->f.when.p) &&
                v->f.when.single == w->f.when.single) {
                w->f.kind = v->f.kind;
                break;
            }
        }
    }
}

/* ---- 合计 over indicators, not areas, is the whole of the indicator above it ---- */
static void total_columns(wtable *t)
{
    bool areas = false;
    for (uint32_t i = 0; i < t->n_cols; i++)
        areas = areas || (t->cols[i].role == COL_VALUE && t->cols[i].f.area != ID_NONE);
    for (uint32_t i = 0; !areas && i < t->n_cols; i++) {
        wcol *w = &t->cols[i];
        if (w->role != COL_VALUE || !w->f.total || w->f.ind == ID_NONE)
            continue;
        w->f.total = false;
        if (w->ms == MS_NONE)
            w->ms = MS_LEVEL;
    }
}

/* ---- 位次汇总表: small whole numbers under the names of indicators are ranks ---- */
static bool whole_small(const grid *g, const wtable *t, uint32_t col)
{
    uint32_t n = 0;
    for (uint32_t r = 0; r < t->n_rows && r < 500; r++) {
        const cell *v = grid_cell(g, t->rows[r].i, col);
        int64_t k;
        if (grid_value(v) != VAL_NUMBER)
            continue;
        if (!str_int(str_trim(v->text), &k) || k < 1 || k > 60)
            return false;
        n++;
    }
    return n > 0;
}

static void rank_tables(const grid *g, wtable *t)
{
    if (!(t->ctx.flags & FL_RANK))
        return;
    for (uint32_t i = 0; i < t->n_cols; i++) {
        wcol *w = &t->cols[i];
        if (w->role == COL_VALUE && w->ms == MS_NONE && whole_small(g, t, w->col))
            w->ms = MS_RANK;
    }
}

/* ---- 全省 alone beside growths is the province's growth ---- */
static void parent_columns(wtable *t)
{
    uint32_t areas = 0;
    bool growth = false;
    for (uint32_t i = 0; i < t->n_cols; i++) {
        const wcol *w = &t->cols[i];
        if (w->role != COL_VALUE)
            continue;
        areas += w->f.area != ID_NONE;
        growth = growth || w->ms == MS_GROWTH;
    }
    for (uint32_t i = 0; i < t->n_cols && areas < 2 && growth; i++) {
        wcol *w = &t->cols[i];
        if (w->role == COL_VALUE && w->ms == MS_NONE && w->f.parent &&
            (w->f.parent == 'n' || w->f.parent == 'p' || w->f.parent == 'c'))
            w->ms = MS_GROWTH;
    }
}

/* ---- months named without saying whether they are cumulative ---- */
static bool bare(const facet *f)
{
    return f->has_period && f->when.single && f->when.p.f == FREQ_M && !f->basis;
}

typedef struct steps {
    uint32_t up, down;
} steps;

static void step(steps *s, double *last, const cell *v)
{
    if (grid_value(v) != VAL_NUMBER)
        return;
    cell_read r = cell_parse(v->text, CELL_LEVEL);
    if (r.state != CELL_VALUE)
        return;
    double now = dec_double(r.v);
    if (*last == *last) { /* not NaN */
        s->up += now >= *last;
        s->down += now < *last;
    }
    *last = now;
}

/* Amounts that never fall from month to month are cumulative. */
static steps count_steps(const grid *g, const wtable *t, bool across)
{
    steps s = {0, 0};
    uint32_t n_cols = t->n_cols < 400 ? t->n_cols : 400;
    double by_col[400];
    for (uint32_t c = 0; c < n_cols; c++)
        by_col[c] = __builtin_nan("");
    for (uint32_t r = 0; r < t->n_rows && r < 2000; r++) {
        const wrow *w = &t->rows[r];
        const facet *f = &t->facets[w->f];
        double by_row = __builtin_nan("");
        int32_t last_ord = INT32_MIN;
        if (w->role != RR_DATA || (f->flags & (FL_GROWTH | FL_RANK)) || (!across && !bare(f)))
            continue;
        for (uint32_t c = 0; c < n_cols; c++) {
            const wcol *col = &t->cols[c];
            if (col->role != COL_VALUE || (col->ms != MS_LEVEL && col->ms != MS_NONE))
                continue;
            if (!across) {
                step(&s, &by_col[c], grid_cell(g, w->i, col->col));
            } else if (bare(&col->f) && col->f.when.p.ord > last_ord) {
                last_ord = col->f.when.p.ord;
                step(&s, &by_row, grid_cell(g, w->i, col->col));
            }
        }
    }
    return s;
}

static void bare_months(const grid *g, wtable *t)
{
    uint32_t cols = 0, later = 0, cumulative = 0, rows = 0;
    bool growth = true;
    for (uint32_t i = 0; i < t->n_cols; i++) {
        const wcol *w = &t->cols[i];
        if (w->role != COL_VALUE || w->ms == MS_IGNORE)
            continue;
        cols += bare(&w->f);
        later += bare(&w->f) && period_last_month(w->f.when.p) > 1;
        cumulative += w->f.has_period && w->f.when.cumulative && w->f.when.p.f == FREQ_M;
        growth = growth && w->ms != MS_LEVEL && w->ms != MS_NONE;
    }
    for (uint32_t r = 0; r < t->n_rows; r++) {
        const facet *f = &t->facets[t->rows[r].f];
        rows += t->rows[r].role == RR_DATA && bare(f);
        cumulative += t->rows[r].role == RR_DATA && f->has_period && f->when.cumulative;
        later += bare(f) && period_last_month(f->when.p) > 1;
    }
    t->bare = t->ctx.basis;
    if (t->bare || (!cols && !rows) || (t->ctx.flags & FL_GROWTH))
        return;
    if (cumulative) {
        t->bare = later ? BASIS_PERIOD : BASIS_NONE;
        return;
    }
    if (growth && cols)
        return;
    steps s = count_steps(g, t, cols >= rows || cols > 1);
    if (s.up + s.down >= 2 && s.down * 5 > s.up + s.down)
        t->bare = BASIS_PERIOD;
}

/* ---- months whose year stands in another column or row ---- */
static void give_year(facet *f, int year)
{
    f->when.p = period_years(f->when.p, year - period_year(f->when.p));
    f->when.year = year;
}

static void years_of_columns(wtable *t)
{
    int year = t->ctx.has_period ? t->ctx.when.year : 0;
    t->year = year;
    for (uint32_t i = 0; year && i < t->n_cols; i++) {
        const facet *f = &t->cols[i].f;
        t->year_pairs = t->year_pairs || (t->cols[i].role == COL_VALUE && f->has_period &&
                                          !f->has_month && f->when.year == year);
    }
    for (uint32_t i = 0; !year && i < t->n_cols; i++) {
        const wcol *w = &t->cols[i];
        if (w->role == COL_VALUE && w->ms != MS_BASE && w->f.has_period && w->f.when.year > t->year)
            t->year = w->f.when.year;
    }
    if (year)
        return;
    for (uint32_t i = 0; i < t->n_cols; i++) {
        facet *f = &t->cols[i].f;
        if (t->cols[i].role != COL_VALUE || !f->has_period)
            continue;
        if (f->when.year && t->cols[i].ms == MS_BASE)
            continue;
        if (f->when.year)
            year = f->when.year;
        else if (year)
            give_year(f, year);
    }
    for (uint32_t i = t->n_cols; year && i > 0; i--) { /* and what stands left of all years */
        facet *f = &t->cols[i - 1].f;
        if (t->cols[i - 1].role != COL_VALUE || !f->has_period)
            continue;
        if (f->when.year)
            year = f->when.year;
        else
            give_year(f, year);
    }
}

/* 2023年11月, 12月, 1月: downwards the year is carried on, and turns with the months. */
static void years_of_rows(wtable *t)
{
    int year = 0, month = 0;
    if (t->ctx.has_period && t->ctx.when.year)
        return;
    for (size_t r = 0; r < (size_t)t->n_rows * t->n_panels; r++) {
        facet *f = &t->facets[t->rows[r].f];
        if (!f->has_period || !f->has_month)
            continue;
        int m = period_last_month(f->when.p);
        if (f->when.year)
            year = f->when.year;
        else if (year)
            give_year(f, year = m < month ? year + 1 : year);
        month = m;
    }
}

/* ---- the parent of what is listed ---- */
static void vote(area_id *cand, uint32_t *votes, uint32_t n, area_id parent)
{
    for (uint32_t i = 0; i < n; i++) {
        if (votes[i] && cand[i] != parent)
            continue;
        cand[i] = parent;
        votes[i]++;
        return;
    }
}

static void common_parent(const wide *x, wtable *t)
{
    area_id cand[32];
    uint32_t votes[32] = {0}, best = 0;
    for (size_t r = 0; r < (size_t)t->n_rows * t->n_panels; r++) {
        area_id a = t->facets[t->rows[r].f].area;
        if (t->rows[r].role == RR_DATA && a != ID_NONE && x->k->areas[a].parent != ID_NONE)
            vote(cand, votes, COUNT_OF(cand), x->k->areas[a].parent);
    }
    for (uint32_t i = 0; i < t->n_cols; i++) {
        area_id a = t->cols[i].f.area;
        if (t->cols[i].role == COL_VALUE && a != ID_NONE && x->k->areas[a].parent != ID_NONE)
            vote(cand, votes, COUNT_OF(cand), x->k->areas[a].parent);
    }
    for (uint32_t i = 1; i < COUNT_OF(cand); i++)
        if (votes[i] > votes[best])
            best = i;
    t->common = votes[best] >= 2 ? cand[best] : t->area;
    if (t->common == ID_NONE)
        t->common = x->hint.home;
}

static const char *orient(const wtable *t)
{
    bool areas = false, inds = false, periods = false, col_inds = false, col_areas = false,
         col_periods = false;
    for (uint32_t i = 0; i < t->n_cols; i++) {
        const wcol *w = &t->cols[i];
        areas = areas || w->role == COL_AREA;
        inds = inds || w->role == COL_IND || w->role == COL_STUB;
        periods = periods || w->role == COL_PERIOD;
        if (w->role != COL_VALUE)
            continue;
        col_inds = col_inds || w->f.ind != ID_NONE;
        col_areas = col_areas || w->f.area != ID_NONE;
        col_periods = col_periods || (w->f.has_period && w->f.has_month);
    }
    if (areas && inds)
        return "long";
    if (areas)
        return col_inds ? "areas_by_indicators" : col_periods ? "areas_by_periods" : "areas";
    if (inds)
        return col_areas     ? "indicators_by_areas"
               : col_periods ? "indicators_by_periods"
                             : "indicators_by_measures";
    return periods ? "periods_by_indicators" : "other";
}

bool wide_roles(wide *x, const grid *g, wtable *t)
{
    for (uint32_t i = 0; i < t->n_cols; i++) {
        wcol *w = &t->cols[i];
        t->areas_down = t->areas_down || w->role == COL_AREA || w->role == COL_CODE;
        if (w->role != COL_VALUE)
            continue;
        w->ms = (uint8_t)facet_measure(&w->f);
        if (w->ms == MS_IGNORE)
            w->why = (uint8_t)facet_why(&w->f);
        if (w->ms == MS_NONE && !w->f.known && !w->f.left.n)
            w->f.left = w->header.n ? w->header : S("?");
    }
    common_parent(x, t);
    years_of_columns(t);
    years_of_rows(t);
    total_columns(t);
    rank_tables(g, t);
    parent_columns(t);
    last_years(t);
    base_kinds(t);
    lean_columns(t);
    for (uint32_t i = 0; i < t->n_cols; i++) {
        const wcol *w = &t->cols[i];
        if (w->role != COL_VALUE)
            continue;
        t->kinds_said = t->kinds_said || w->f.kind == KIND_FORECAST || w->f.kind == KIND_TARGET ||
                        w->f.kind == KIND_EXPECTED;
        t->has_growth = t->has_growth || w->ms == MS_GROWTH;
        t->ranks_growth = t->ranks_growth || (w->ms == MS_RANK && !w->by_level);
    }
    bare_months(g, t);
    t->orientation = orient(t);
    return true;
}
