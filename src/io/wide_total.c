#include "io/wide_int.h"
#include <math.h>

/* 合计, 总计, 小计 of amounts: the sum of the rows since the last such row, of all rows, or of the
 * subtotals. Checked, never stored. */

typedef struct sums {
    double part, all, subs;
    uint32_t n_part, n_all, n_subs;
    int scale; /* decimals of the parts */
    bool hole; /* a part is missing: nothing can be said */
} sums;

static bool is_part(const wide *x, const wtable *t, const wrow *row)
{
    const facet *f = &t->facets[row->f];
    (void)x;
    return row->role == RR_DATA && !(f->flags & FL_SUB) && !f->parent && f->area != t->common;
}

static void add_part(sums *s, const cell *c)
{
    value_state v = grid_value(c);
    if (v != VAL_NUMBER) {
        s->hole = s->hole || v == VAL_BROKEN || v == VAL_TEXT;
        return;
    }
    cell_read r = cell_parse(c->text, CELL_LEVEL);
    if (r.state != CELL_VALUE)
        return;
    double d = dec_double(r.v);
    s->part += d;
    s->all += d;
    s->n_part++;
    s->n_all++;
    if (r.v.scale > s->scale)
        s->scale = r.v.scale;
}

static bool close_to(double total, double sum, uint32_t n, int scale)
{
    double tol = 0.5 * pow(10, -scale) * (n + 1.0) + 1e-9 * fabs(total);
    return n > 0 && fabs(total - sum) <= tol;
}

static bool check_total(wide *x, const grid *g, const wtable *t, const wcol *w, sums *s,
                        const wrow *row, issues *list)
{
    const cell *c = grid_cell(g, row->i, w->col);
    cell_read r = {0};
    if (grid_value(c) == VAL_NUMBER)
        r = cell_parse(c->text, CELL_LEVEL);
    if (!c || grid_value(c) != VAL_NUMBER || r.state != CELL_VALUE)
        return true;
    double total = dec_double(r.v);
    int scale = r.v.scale > s->scale ? r.v.scale : s->scale;
    bool right = close_to(total, s->part, s->n_part, scale) ||
                 close_to(total, s->all, s->n_all, scale) ||
                 close_to(total, s->subs, s->n_subs, scale);
    double meant = s->n_part ? s->part : s->all;
    bool nothing = s->n_all == 0 || s->hole;
    s->subs += total;
    s->n_subs++;
    s->part = 0;
    s->n_part = 0;
    if (right || nothing)
        return true;
    char place[96];
    sheet_place(x->w, g->s, g->s->rows[row->i].row, w->col, place);
    char *p = cx_strdup(x->c, str_of(place));
    char *z = cx_printf(x->c, "%s 的合计 " STR_FMT " 与各行之和 %.*f 不符；合计不入库，请核对各行",
                        place, STR_ARG(str_trim(c->text)), scale, meant);
    char *e = cx_printf(x->c,
                        "%s: the total " STR_FMT " differs from the sum of the rows, %.*f; totals "
                        "are not stored, check the rows",
                        place, STR_ARG(str_trim(c->text)), scale, meant);
    return p && z && e && wide_say(x->c, list, ISSUE_WARNING, w->header, str_of(p), z, e);
}

static bool adds_up(const wide *x, const wtable *t, const wcol *w)
{
    ind_id i = w->f.ind != ID_NONE ? w->f.ind : t->ctx.ind;
    if (w->role != COL_VALUE || (w->ms != MS_LEVEL && w->ms != MS_NONE && w->ms != MS_BASE))
        return false;
    if (i == ID_NONE || (w->f.flags & FL_PERCENT) || w->f.parent || w->f.left.n)
        return false;
    nature n = x->k->inds[i].nature;
    return n == NATURE_FLOW || n == NATURE_STOCK || n == NATURE_COUNT;
}

bool wide_totals(wide *x, const grid *g, const wtable *t, issues *list)
{
    bool any = false;
    size_t n = (size_t)t->n_rows * t->n_panels;
    for (size_t r = 0; r < n && !any; r++)
        any = t->rows[r].role == RR_TOTAL;
    for (uint32_t i = 0; any && i < t->n_cols; i++) {
        const wcol *w = &t->cols[i];
        sums s = {0};
        if (!adds_up(x, t, w))
            continue;
        for (uint32_t r = 0; r < t->n_rows; r++) {
            const wrow *row = &t->rows[(size_t)w->panel * t->n_rows + r];
            if (row->role == RR_TOTAL)
                TRY(check_total(x, g, t, w, &s, row, list));
            else if (is_part(x, t, row))
                add_part(&s, grid_cell(g, row->i, w->col));
        }
    }
    return true;
}
