#include "io/wide_int.h"

/* A mapping that was read back lies over what is found in the file at hand: tables are recognised
 * by sheet and header, columns by their header without periods, rows by their text. */

static uint32_t index_at(const sheet *s, uint32_t row)
{
    uint32_t i = 0;
    while (i < s->n_rows && s->rows[i].row < row)
        i++;
    return i;
}

/* Tables whose place a person gave. */
bool overlay_split(wide *x, const mapping *fix, uint32_t sheet, const grid *g, wtable **tables,
                   uint32_t *n, uint32_t from)
{
    for (uint32_t i = 0; i < fix->n_tables; i++) {
        const wtable *f = &fix->tables[i];
        if (!f->pin_rows || !str_eq(f->sheet_name, x->w->sheets[sheet].name))
            continue;
        wtable *t = NULL;
        for (uint32_t k = from; k < *n; k++)
            if ((*tables)[k].ordinal == f->ordinal)
                t = &(*tables)[k];
        if (!t) {
            TRY(add_wtable(x, sheet, tables, n, &t));
            t->ordinal = f->ordinal;
        }
        t->header_from = index_at(g->s, f->header_from);
        t->header_to = index_at(g->s, f->header_to);
        t->data_from = index_at(g->s, f->data_from);
        t->data_to = index_at(g->s, f->data_to);
        if (t->header_to < t->header_from)
            t->header_to = t->header_from;
        if (t->data_from < t->header_to)
            t->data_from = t->header_to;
        if (t->data_to < t->data_from)
            t->data_to = t->data_from;
        if (t->title_from > t->header_from)
            t->title_from = t->header_from;
    }
    return true;
}

const wtable *overlay_find(const mapping *fix, const wtable *t)
{
    const wtable *best = NULL;
    int top = 0;
    for (uint32_t i = 0; i < fix->n_tables; i++) {
        const wtable *f = &fix->tables[i];
        bool name = str_eq(f->sheet_name, t->sheet_name), key = strcmp(f->key, t->key) == 0;
        bool place = f->ordinal == t->ordinal;
        int score = (name && key ? 8 : key ? 4 : name && (place || !f->key[0]) ? 2 : 0);
        score += score && place;
        if (score > top) {
            top = score;
            best = f;
        }
    }
    return best;
}

void overlay_table(const wtable *fix, wtable *t)
{
    t->skip = fix->skip;
    if (fix->pin_kind)
        t->kind = t->pin_kind = fix->pin_kind;
    if (fix->pin_period) {
        t->pin_period = true;
        t->pin = fix->pin;
    }
    if (fix->pin_area != ID_NONE)
        t->area = t->pin_area = fix->pin_area;
    if (fix->pin_ind != ID_NONE) {
        t->ctx.ind = t->pin_ind = fix->pin_ind;
        t->ctx.flags &= ~FL_MANY_INDS;
    }
    if (fix->pin_basis)
        t->ctx.basis = t->pin_basis = fix->pin_basis;
    if (fix->pin_unit.n) {
        t->pin_unit = t->ctx.unit[0] = fix->pin_unit;
        t->ctx.n_units = 1;
    }
}

/* The mapping's column for a column: same header, the same one of several; by letter where the
 * mapping gives no header. */
static const wcol *find_column(const wtable *fix, const wtable *t, const wcol *w)
{
    uint32_t nth = 0, seen = 0;
    const wcol *last = NULL;
    for (uint32_t i = 0; i < t->n_cols && &t->cols[i] != w; i++)
        nth += str_eq(t->cols[i].key, w->key);
    for (uint32_t i = 0; i < fix->n_cols; i++) {
        const wcol *f = &fix->cols[i];
        if (!f->header.n && f->col == w->col && !w->header.n)
            return f;
        if (!f->header.n || !str_eq(f->key, w->key))
            continue;
        last = f;
        if (seen++ == nth)
            return f;
    }
    if (last)
        return last;
    for (uint32_t i = 0; i < fix->n_cols; i++)
        if (!fix->cols[i].header.n && fix->cols[i].col == w->col)
            return &fix->cols[i];
    return NULL;
}

static void fix_column(const wcol *f, wcol *w)
{
    w->role = f->role;
    if (f->f.ind != ID_NONE) {
        w->f.ind = f->f.ind;
        w->f.flags &= ~FL_MANY_INDS;
        w->f.left = w->f.remark = (str){"", 0};
        w->f.known++;
    }
    if (f->f.area != ID_NONE || f->f.parent || f->f.own || f->f.total) {
        w->f.area = f->f.area;
        w->f.parent = f->f.parent;
        w->f.own = f->f.own;
        w->f.total = f->f.total;
        w->f.flags &= ~FL_MANY_AREAS;
    }
    if (f->f.basis)
        w->f.basis = f->f.basis;
    if (f->f.kind)
        w->f.kind = f->f.kind;
    if (f->f.n_units) {
        memcpy(w->f.unit, f->f.unit, sizeof(w->f.unit));
        w->f.n_units = f->f.n_units;
    }
    if (f->ms != MS_NONE && f->role == COL_VALUE && !f->f.left.n) {
        w->f.left = (str){"", 0};
        w->f.known++;
    }
    if (f->pin_period) {
        w->pin_period = true;
        w->pin = f->pin;
    }
}

void overlay_columns(const wtable *fix, wtable *t)
{
    for (uint32_t i = 0; i < t->n_cols; i++) {
        const wcol *f = find_column(fix, t, &t->cols[i]);
        if (f)
            fix_column(f, &t->cols[i]);
    }
}

void overlay_measures(const wtable *fix, wtable *t)
{
    for (uint32_t i = 0; i < t->n_cols; i++) {
        wcol *w = &t->cols[i];
        const wcol *f = find_column(fix, t, w);
        if (!f || w->role != COL_VALUE || f->ms == MS_NONE)
            continue;
        w->ms = f->ms;
        w->by_level = f->by_level;
        if (w->ms == MS_IGNORE && !w->why)
            w->why = IG_USER;
    }
}

static const wpin *find_row(const wtable *fix, uint32_t row, str text)
{
    const wpin *by_text = NULL;
    for (uint32_t i = 0; i < fix->n_pins; i++) {
        const wpin *p = &fix->pins[i];
        bool same = p->text.n && str_eq(p->text, text);
        if (same && (p->row == row || p->row == UINT32_MAX))
            return p;
        if (!p->text.n && p->row == row)
            return p;
        if (same && !by_text)
            by_text = p;
    }
    return by_text;
}

static void fix_row(const wpin *p, wrow *row, facet *f)
{
    if (p->has_role)
        row->role = p->role;
    if (p->ind != ID_NONE) {
        f->ind = p->ind;
        f->left = f->remark = (str){"", 0};
        f->flags &= ~FL_MANY_INDS;
    }
    if (p->area != ID_NONE || p->parent) {
        f->area = p->area;
        f->parent = p->parent;
        f->own = f->total = false;
        f->left = (str){"", 0};
        f->flags &= ~FL_MANY_AREAS;
    }
    if (p->unit.n) {
        f->unit[0] = p->unit;
        f->n_units = 1;
    }
    if (p->pin_period) {
        f->has_period = f->has_month = true;
        f->when = (period_text){.p = p->pin, .year = period_year(p->pin)};
    }
}

bool row_text(cx *c, const grid *g, const wtable *t, uint32_t panel, uint32_t i, str *ret)
{
    *ret = (str){"", 0};
    for (uint32_t k = 0; k < t->n_cols; k++) {
        const wcol *w = &t->cols[k];
        if (w->panel != panel || (w->role != COL_AREA && w->role != COL_IND &&
                                  w->role != COL_STUB && w->role != COL_PERIOD))
            continue;
        str label, folded;
        TRY(grid_label(c, grid_cell(g, i, w->col), &label));
        TRY(str_fold(c->a, label, &folded) || fail_memory(c));
        if (!folded.n)
            continue;
        char *s = ret->n ? cx_printf(c, STR_FMT "|" STR_FMT, STR_ARG(*ret), STR_ARG(folded))
                         : cx_strdup(c, folded);
        if (!s)
            return false;
        *ret = str_of(s);
    }
    return true;
}

void overlay_rows(const wide *x, const grid *g, const wtable *fix, wtable *t)
{
    if (!fix->n_pins)
        return;
    for (size_t r = 0; r < (size_t)t->n_rows * t->n_panels; r++) {
        str text;
        wrow *row = &t->rows[r];
        if (!row_text(x->c, g, t, (uint32_t)(r / t->n_rows), row->i, &text))
            return;
        const wpin *p = find_row(fix, g->s->rows[row->i].row, text);
        if (p)
            fix_row(p, row, &t->facets[row->f]);
    }
}
