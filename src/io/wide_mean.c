#include "io/wide_int.h"
#include "model/obs.h"

/* What one figure means: its row's facet, its column's, the table's, laid together. Pure. */

static bool refuse(mean *m, unclear_why u, where at)
{
    m->unclear = u;
    m->at = (uint8_t)at;
    return false;
}

static bool ignore(mean *m, ignored why)
{
    m->why = why;
    return false;
}

static void doubt(mean *m, unclear_why u, where at)
{
    if (m->doubt == UN_NONE) {
        m->doubt = u;
        m->at = (uint8_t)at;
    }
}

/* ---- indicator ---- */
static bool mean_ind(const wide *x, const wtable *t, const facet *row, const wcol *w, mean *m)
{
    const facet *c = &w->f;
    if (c->left.n)
        return refuse(m, c->ind == ID_NONE && row->ind == ID_NONE ? UN_IND : UN_COLUMN, AT_COLUMN);
    if (c->flags & FL_MANY_INDS)
        return refuse(m, UN_IND_MANY, AT_COLUMN);
    if (row->flags & FL_MANY_INDS)
        return refuse(m, UN_IND_MANY, AT_ROW);
    if (row->left.n && !row->total)
        return refuse(m, c->ind != ID_NONE || row->area != ID_NONE ? UN_AREA : UN_IND, AT_ROW);
    if (row->ind != ID_NONE && c->ind != ID_NONE && row->ind != c->ind)
        return refuse(m, UN_IND_CLASH, AT_COLUMN);
    m->ind = row->ind != ID_NONE ? row->ind : c->ind != ID_NONE ? c->ind : t->ctx.ind;
    if (m->ind == ID_NONE)
        return refuse(m,
                      t->header_from == t->header_to  ? UN_NO_HEADER
                      : (t->ctx.flags & FL_MANY_INDS) ? UN_IND_MANY
                                                      : UN_IND_NONE,
                      !c->known && !w->header.n ? AT_COLUMN : AT_TABLE);
    if (row->ind != ID_NONE ? row->remark.n : c->remark.n)
        doubt(m, UN_REMARK, row->ind != ID_NONE ? AT_ROW : AT_COLUMN);
    (void)x;
    return true;
}

/* ---- area ---- */
static bool row_area(const wide *x, const wtable *t, const facet *row, mean *m)
{
    m->area = row->area;
    m->total = row->total && row->area == ID_NONE && !row->parent;
    if (m->total)
        m->area = t->common;
    else if (row->parent)
        m->area = names_parent(x, row->parent, t->common);
    else if (row->own)
        m->area = names_own(x, t->common);
    if (m->area == ID_NONE && (row->parent || row->own))
        return refuse(m, row->own ? UN_AREA_OWN : UN_AREA, AT_ROW);
    return true;
}

static bool col_area(const wide *x, const wtable *t, const facet *c, mean *m)
{
    area_id from = m->area != ID_NONE ? m->area : t->common;
    if (c->parent || c->own) {
        m->area = c->own ? names_own(x, from) : names_parent(x, c->parent, from);
        if (m->area == ID_NONE)
            return refuse(m, c->own ? UN_AREA_OWN : UN_AREA, AT_COLUMN);
    } else if (c->area != ID_NONE) {
        if (m->area != ID_NONE && !wide_below(x->k, m->area, c->area))
            return refuse(m, UN_AREA_CLASH, AT_COLUMN);
        m->area = c->area;
    }
    return true;
}

static bool mean_area(const wide *x, const wtable *t, const facet *row, const wcol *w, mean *m)
{
    if (w->f.total)
        return ignore(m, IG_TOTAL_COLUMN);
    if (row->flags & FL_MANY_AREAS)
        return refuse(m, UN_AREA_MANY, AT_ROW);
    if (w->f.flags & FL_MANY_AREAS)
        return refuse(m, UN_AREA_MANY, AT_COLUMN);
    TRY(row_area(x, t, row, m) && col_area(x, t, &w->f, m));
    if (m->area == ID_NONE && t->areas_down) {
        if ((row->flags & FL_NOISE) && !row->known)
            return ignore(m, IG_SUMMARY);
        return refuse(m, UN_AREA, AT_ROW);
    }
    if (m->area == ID_NONE)
        m->area = t->area;
    return m->area != ID_NONE || refuse(m, UN_AREA_NONE, AT_TABLE);
}

/* ---- measure ---- */
static bool percent_only(const facet *f)
{
    for (uint8_t i = 0; i < f->n_units; i++)
        if (!str_eqz(f->unit[i], "%"))
            return false;
    return f->n_units > 0;
}

static bool index_unit(const facet *f)
{
    return f->n_units && str_ends(f->unit[0], S("=100"));
}

static const facet *nearest_units(const wtable *t, const facet *row, const wcol *w)
{
    return row->n_units ? row : w->f.n_units ? &w->f : &t->ctx;
}

static bool is_ratio(const indicator *i)
{
    return i->nature == NATURE_RATE || i->nature == NATURE_INDEX || str_eqz(i->unit, "%");
}

/* Row and column both say what kind of figure it is. */
static bool both_measures(const facet *row, const row_sum *rs, mean *m)
{
    measure r = row->flags & FL_MEASURES || row->why ? facet_measure(row) : MS_NONE;
    if (r == MS_IGNORE)
        return ignore(m, facet_why(row));
    if (m->ms == MS_NONE) {
        m->ms = r;
        return true;
    }
    if (r == MS_GROWTH && m->ms == MS_LEVEL)
        m->ms = MS_GROWTH;
    else if (r == MS_GROWTH && m->ms == MS_GROWTH && rs->level)
        return ignore(m, IG_POINTS);
    else if ((r == MS_GROWTH && m->ms == MS_BASE) || (r == MS_BASE && m->ms == MS_GROWTH))
        return ignore(m, IG_OLD_GROWTH);
    else if (m->ms == MS_LEVEL && r != MS_NONE && r != MS_LEVEL)
        m->ms = (uint8_t)r;
    return true;
}

static bool mean_measure(const wide *x, const wtable *t, const facet *row, const row_sum *rs,
                         const wcol *w, mean *m)
{
    const indicator *ind = &x->k->inds[m->ind];
    const facet *u = nearest_units(t, row, w);
    m->ms = w->ms;
    if (w->ms == MS_IGNORE)
        return ignore(m, (ignored)w->why);
    TRY(both_measures(row, rs, m));
    if (m->ms == MS_NONE) {
        bool title = (t->ctx.flags & FL_GROWTH) && !(t->ctx.flags & FL_LEVEL) && u == &t->ctx &&
                     (!u->n_units || (u->flags & FL_PERCENT));
        m->ms = title && !is_ratio(ind) ? MS_GROWTH : MS_LEVEL;
    }
    if (m->ms == MS_LEVEL && percent_only(u) && !is_ratio(ind))
        m->ms = MS_GROWTH;
    if (m->ms == MS_LEVEL && index_unit(u) && ind->nature != NATURE_INDEX)
        m->ms = MS_INDEX_GROWTH;
    if (m->ms == MS_GROWTH || m->ms == MS_INDEX_GROWTH) {
        bool ly = ind->nature == NATURE_INDEX && ind->index_base == IDX_LY;
        if (is_ratio(ind) && !ly)
            return ignore(m, IG_RATE_GROWTH);
        if ((w->f.flags & FL_DIFF) && !((w->f.flags | t->ctx.flags) & FL_PERCENT) &&
            !(w->f.flags & FL_GROWTH) && !percent_only(u))
            doubt(m, UN_DIFF, AT_COLUMN);
    }
    if (m->ms == MS_RANK && w->by_level && t->has_growth && !is_ratio(ind))
        return ignore(m, IG_LEVEL_RANK);
    return true;
}

/* ---- period and basis ---- */
static bool only_year(const period_text *p)
{
    return p->p.f == FREQ_Y && !p->cumulative;
}

/* Row, column and title together; *ret_own: row or column said it, not the title alone. */
static bool find_when(const wtable *t, const facet *row, const wcol *w, period_text *ret,
                      bool *ret_own)
{
    const facet *near = row, *far = &w->f;
    if (!row->has_period || (only_year(&row->when) && w->f.has_period)) {
        near = &w->f;
        far = row;
    }
    period_text own;
    *ret_own = facet_when(&near->when, near->has_period, &far->when, far->has_period, &own);
    if (*ret_own && only_year(&own) && own.year && own.year != t->ctx.when.year && !t->year_pairs) {
        *ret = own; /* 2023年 alone beside 1-5月 of 2024 is the whole year */
        return true;
    }
    return facet_when(&own, *ret_own, &t->ctx.when, t->ctx.has_period, ret);
}

static void newest_year(const wide *x, const wtable *t, period_text *when)
{
    int y, mo, d;
    date_split(x->hint.today, &y, &mo, &d);
    int month = period_last_month(when->p);
    int year = month > mo || (month == mo && d < 5) ? y - 1 : y;
    when->p = period_years(when->p, year - period_year(when->p));
    when->year = year;
    (void)t;
}

/* A target is the year's unless its own column, or the title that makes the table one of targets,
 * names a part of it: 2024年上半年目标. */
static bool targets_part_year(const wtable *t, const facet *row, const wcol *w)
{
    if (w->f.has_period && w->f.has_month)
        return true;
    bool by_title = !w->f.kind && !row->kind;
    return by_title && t->ctx.has_period && t->ctx.has_month;
}

/* The latest quarter that can be out. What counts from the start of the year must not become last
 * year's: no figure of January and February is one of its fourth quarter. */
static bool latest_quarter(const indicator *ind, const facet *row, const wcol *w, mean *m)
{
    period q = period_add(period_containing(m->p, FREQ_Q), -1);
    bool counts = ind->basis == BASIS_YTD || ind->nature == NATURE_PER_CAPITA;
    if (counts && m->kind != KIND_TARGET && period_year(q) != period_year(m->p))
        return refuse(m, UN_FREQ,
                      row->ind != ID_NONE   ? AT_ROW
                      : w->f.ind != ID_NONE ? AT_COLUMN
                                            : AT_TABLE);
    m->p = q;
    m->moved = true;
    return true;
}

static bool mean_period(const wide *x, const wtable *t, const facet *row, const wcol *w, mean *m)
{
    const indicator *ind = &x->k->inds[m->ind];
    period_text when;
    bool own = false;
    if (w->pin_period || t->pin_period) {
        m->p = w->pin_period ? w->pin : t->pin;
        return true;
    }
    if (!find_when(t, row, w, &when, &own))
        return refuse(m, UN_PERIOD, AT_TABLE);
    if (!when.year) {
        if (!x->hint.today)
            return refuse(m, UN_YEAR, AT_TABLE);
        newest_year(x, t, &when);
        doubt(m, UN_YEAR_GUESS, AT_TABLE);
    }
    if (m->ms == MS_BASE && (w->f.has_period && w->f.when.year) && t->year == w->f.when.year + 1)
        when.p = period_years(when.p, 1);
    if (w->old) {
        if (m->ms != MS_LEVEL)
            return ignore(m, IG_OLD_GROWTH);
        when.p = period_years(when.p, -1);
        m->old = true;
    }
    if (m->kind == KIND_TARGET && !targets_part_year(t, row, w)) {
        m->p = (period){FREQ_Y, period_year(when.p)};
        return true;
    }
    m->p = when.p;
    if (when.p.f == FREQ_D && !ind_has_freq(ind, FREQ_D))
        m->p = period_as_month(when.p);
    if (!own && ind->freqs[0] == FREQ_Q && !ind_has_freq(ind, FREQ_M) && m->p.f == FREQ_M &&
        period_last_month(m->p) % 3 != 0)
        return latest_quarter(ind, row, w, m);
    return true;
}

static uint8_t said_basis(const wtable *t, const facet *row, const wcol *w)
{
    if (w->f.basis)
        return w->f.basis;
    if (row->basis)
        return row->basis;
    const facet *say = w->f.has_period && !only_year(&w->f.when) ? &w->f : row;
    if (!say->has_period || only_year(&say->when))
        return t->ctx.basis;
    if (say->when.p.f == FREQ_Q && say->when.p.ord % 4 == 0)
        return t->ctx.basis; /* the first quarter is both */
    if (say->when.cumulative)
        return BASIS_YTD;
    if (!say->when.single)
        return t->ctx.basis;
    if (say->when.p.f == FREQ_Q)
        return t->ctx.basis ? t->ctx.basis : say->when.p.ord % 4 == 0 ? BASIS_NONE : BASIS_PERIOD;
    return t->bare ? t->bare : t->ctx.basis;
}

static bool mean_basis(const wide *x, const wtable *t, const facet *row, const row_sum *rs,
                       const wcol *w, mean *m)
{
    const indicator *ind = &x->k->inds[m->ind];
    uint8_t said = m->kind == KIND_TARGET ? BASIS_NONE : said_basis(t, row, w);
    bool both = rs->ytd && rs->single;
    m->basis = (uint8_t)ind->basis;
    if (ind->basis == BASIS_END) {
        if (said == BASIS_PERIOD && both)
            return ignore(m, IG_STOCK_MONTH);
    } else if (ind->basis == BASIS_PERIOD) {
        if (said == BASIS_YTD && both)
            m->basis = BASIS_YTD;
    } else if (said == BASIS_PERIOD) {
        m->basis = BASIS_PERIOD;
    }
    if (m->basis == BASIS_PERIOD && said == BASIS_PERIOD && !w->pin_period) {
        if ((w->f.flags & FL_QUARTER) && period_last_month(m->p) % 3 == 0)
            m->p = period_containing(m->p, FREQ_Q);
        else if ((w->f.basis == BASIS_PERIOD || row->basis == BASIS_PERIOD) &&
                 !(w->f.flags & FL_QUARTER) && (m->p.f == FREQ_Q || m->p.f == FREQ_H) &&
                 ind_has_freq(ind, FREQ_M))
            m->p = period_as_month(m->p);
    }
    period stored;
    if (ind->nature == NATURE_PER_CAPITA && period_point(m->p, ind->freqs[0], &stored))
        m->p = stored; /* income of the year to date is what its quarter holds */
    if (!obs_period(ind, (basis)m->basis, (kind)m->kind, m->p, &stored))
        return refuse(m, UN_FREQ,
                      w->f.has_period   ? AT_COLUMN
                      : row->has_period ? AT_ROW
                                        : AT_TABLE);
    return true;
}

/* ---- unit ---- */
static bool fits(const wide *x, str from, str to)
{
    dec d;
    unit_status s = unit_convert(x->k->units, (dec){1, 0}, from, to, &d);
    return s == UNIT_OK || s == UNIT_INEXACT;
}

/* Income a head in 亿元: the table's unit line does not speak of it. */
static bool absurd(const wide *x, const indicator *i, str unit)
{
    if (i->nature != NATURE_PER_CAPITA)
        return false;
    dec d;
    return unit_convert(x->k->units, (dec){1, 0}, unit, i->unit, &d) == UNIT_OK &&
           dec_double(d) >= 1e6;
}

static bool pick_unit(const wide *x, const indicator *i, const facet *f, str *ret)
{
    for (int own = 1; own >= 0; own--)
        for (uint8_t k = 0; k < f->n_units; k++) {
            if (own ? !str_eq(f->unit[k], i->unit) : !fits(x, f->unit[k], i->unit))
                continue;
            if (absurd(x, i, f->unit[k]))
                continue;
            *ret = f->unit[k];
            return true;
        }
    return false;
}

static bool says_amount(const facet *f)
{
    return f->n_units > 0 && !percent_only(f) && !index_unit(f);
}

/* 进出口总额 in 亿美元 is 进出口总额（美元）. */
static bool other_currency(const wide *x, const facet *f, mean *m)
{
    const indicator *ind = &x->k->inds[m->ind];
    for (uint32_t i = 0; f->n_units && i < x->k->n_inds; i++) {
        const indicator *o = &x->k->inds[i];
        bool named =
            str_starts(o->name, ind->name) && str_starts(str_from(o->name, ind->name.n), S("（"));
        if (!o->withdrawn && (named || o->variant_of == m->ind) && pick_unit(x, o, f, &m->unit)) {
            m->ind = i;
            return true;
        }
    }
    return false;
}

static bool mean_unit(const wide *x, const wtable *t, const facet *row, const wcol *w, mean *m)
{
    const indicator *ind = &x->k->inds[m->ind];
    m->unit = (str){"", 0};
    if (pick_unit(x, ind, row, &m->unit) || pick_unit(x, ind, &w->f, &m->unit))
        return true;
    if (!says_amount(row) && !says_amount(&w->f) && pick_unit(x, ind, &t->ctx, &m->unit))
        return true;
    if (is_ratio(ind) || other_currency(x, row, m) || other_currency(x, &w->f, m))
        return true;
    if (m->ms != MS_LEVEL && m->ms != MS_BASE)
        return true;
    if (says_amount(row))
        return refuse(m, UN_UNIT, AT_ROW);
    if (says_amount(&w->f))
        return refuse(m, UN_UNIT, AT_COLUMN);
    if (says_amount(&t->ctx) && ind->nature != NATURE_PER_CAPITA && ind->nature != NATURE_COUNT)
        doubt(m, UN_UNIT_GUESS, AT_TABLE);
    return true;
}

static uint8_t mean_kind(const wtable *t, const facet *row, const wcol *w)
{
    if (w->f.kind)
        return w->f.kind;
    if (row->kind)
        return row->kind;
    bool title = t->kind == KIND_FLASH || !t->kinds_said;
    return title && t->kind ? t->kind : KIND_FINAL;
}

void wide_mean(const wide *x, const wtable *t, const facet *row, const row_sum *rs, const wcol *w,
               mean *ret)
{
    memset(ret, 0, sizeof(*ret));
    ret->area = ID_NONE;
    ret->ind = ID_NONE;
    if (w->ms == MS_IGNORE) {
        ret->why = (ignored)w->why;
        return;
    }
    ret->kind = mean_kind(t, row, w);
    bool ok = mean_ind(x, t, row, w, ret) && mean_area(x, t, row, w, ret) &&
              mean_measure(x, t, row, rs, w, ret) && mean_period(x, t, row, w, ret) &&
              mean_basis(x, t, row, rs, w, ret) && mean_unit(x, t, row, w, ret);
    (void)ok;
}

bool wide_mean_unknown(const wide *x, const wtable *t, const facet *row, const row_sum *rs,
                       const wcol *w, mean *ret)
{
    facet f = *row;
    unclear_why why = ret->unclear;
    f.left = f.remark = (str){"", 0};
    if (why == UN_AREA) { /* as if it were the table's own */
        f.parent = 0;
        f.own = f.total = false;
        f.area = t->common != ID_NONE ? t->common : t->area;
        wide_mean(x, t, &f, rs, w, ret);
        ret->area = ID_NONE;
        return ret->why == IG_NONE && ret->unclear == UN_NONE;
    }
    period_text when;
    bool own = false;
    const facet *u = nearest_units(t, row, w);
    memset(ret, 0, sizeof(*ret));
    ret->ind = ID_NONE;
    ret->kind = mean_kind(t, row, w);
    ret->ms = w->ms == MS_NONE ? MS_LEVEL : w->ms;
    ret->unit = u->n_units && !percent_only(u) ? u->unit[0] : (str){"", 0};
    bool pinned = w->pin_period || t->pin_period;
    if (!mean_area(x, t, &f, w, ret) || (!pinned && !find_when(t, row, w, &when, &own)))
        return false;
    ret->p = w->pin_period ? w->pin : t->pin_period ? t->pin : when.p;
    return pinned || when.year;
}

row_sum wide_row_sum(const grid *g, const wtable *t, uint32_t panel, uint32_t i)
{
    row_sum s = {false, false, false, false};
    const sheet_row *r = &g->s->rows[i];
    for (uint32_t j = 0; j < r->n && r->cells[j].col < t->n_cols; j++) {
        const wcol *w = &t->cols[r->cells[j].col];
        if (w->role != COL_VALUE || w->panel != panel || w->f.parent || w->f.kind == KIND_TARGET)
            continue;
        if (grid_value(&r->cells[j]) != VAL_NUMBER)
            continue;
        s.base = s.base || w->ms == MS_BASE;
        if (w->ms != MS_LEVEL && w->ms != MS_NONE)
            continue;
        s.level = true;
        bool single = w->f.basis == BASIS_PERIOD;
        bool ytd = w->f.basis == BASIS_YTD || w->f.basis == BASIS_END ||
                   (!w->f.basis && w->f.has_period && w->f.when.cumulative);
        s.ytd = s.ytd || ytd;
        s.single = s.single || single;
    }
    return s;
}
