#include "io/wide_int.h"

/* Tables within a sheet: a header of texts, then rows with figures. A second header below starts a
 * second table; texts without figures inside a table are its group headings. */

#define HEADER_ROWS_MAX 6

/* The merged range that begins at this cell, else NULL. */
static const merge *merge_at(const sheet *s, uint32_t row, uint32_t col)
{
    for (uint32_t i = 0; i < s->n_merges; i++)
        if (s->merges[i].row0 == row && s->merges[i].col0 == col)
            return &s->merges[i];
    return NULL;
}

static const cell *first_text(const sheet_row *r)
{
    for (uint32_t i = 0; i < r->n; i++)
        if (grid_value(&r->cells[i]) != VAL_NONE)
            return &r->cells[i];
    return NULL;
}

/* 单位：亿元 | 固定资产投资 | … is a header with the unit in its corner. */
static bool unit_in_corner(wide *x, const sheet_row *r, bool *ret)
{
    uint32_t known = 0;
    for (uint32_t j = 0; j < r->n && j < 64; j++) {
        str label;
        facet f;
        TRY(grid_label(x->c, &r->cells[j], &label));
        TRY(wide_read(x, label, WANT_ANY, &f));
        known += !f.left.n && (f.ind != ID_NONE || facet_measure(&f) != MS_NONE ||
                               (f.area != ID_NONE && !f.has_period));
    }
    *ret = known >= 2;
    return true;
}

/* One text only, yet a level of the header: it spans columns right of the stub, or says nothing
 * but what headers say and does not stand at the left edge. */
static bool single_is_level(wide *x, const grid *g, uint32_t i, uint32_t left, bool *ret)
{
    *ret = false;
    const sheet_row *r = &g->s->rows[i];
    const cell *one = first_text(r);
    if (g->rows[i].unit_line)
        return unit_in_corner(x, r, ret);
    if (!one || one->col <= left)
        return true;
    str label;
    facet f;
    TRY(grid_label(x->c, one, &label));
    TRY(wide_read(x, label, WANT_ANY, &f));
    if (f.left.n || !f.known)
        return true;
    const merge *m = merge_at(g->s, r->row, one->col);
    *ret = (m && m->col1 > m->col0) || one->col > left;
    return true;
}

static bool blank_between(const grid *g, uint32_t upper, uint32_t lower)
{
    uint32_t a = g->s->rows[upper].row, b = g->s->rows[lower].row;
    if (b <= a + 1)
        return false;
    for (uint32_t i = 0; i < g->s->n_merges; i++)
        if (g->s->merges[i].row0 <= a && g->s->merges[i].row1 + 1 >= b)
            return false;
    return true;
}

/* Headings of groups between the header and the first figures belong to the data. */
static uint32_t below_header(const grid *g, uint32_t from, uint32_t data)
{
    uint32_t h = data;
    while (h > from && data - h < 3 && g->rows[h - 1].kind == ROW_SINGLE &&
           !g->rows[h - 1].unit_line && g->rows[h - 1].first <= g->rows[data].first)
        h--;
    bool header =
        h > from && (g->rows[h - 1].kind == ROW_TEXTS || g->rows[h - 1].kind == ROW_COUNT);
    return header ? h : data;
}

static bool header_above(wide *x, const grid *g, uint32_t from, uint32_t data, uint32_t *ret)
{
    uint32_t h = data, left = g->rows[data].first, levels = 0;
    while (h > from && levels < HEADER_ROWS_MAX) {
        const grid_row *r = &g->rows[h - 1];
        if (levels && blank_between(g, h - 1, h))
            break;
        if (r->kind == ROW_TEXTS) {
            levels++;
        } else if (r->kind == ROW_SINGLE) {
            bool level = false;
            TRY(single_is_level(x, g, h - 1, left, &level));
            if (!level)
                break;
            levels++;
        } else if (r->kind != ROW_COUNT && r->kind != ROW_BLANK) {
            break;
        }
        if (r->first < left)
            left = r->first;
        h--;
    }
    while (h < data && g->rows[h].kind == ROW_BLANK)
        h++;
    *ret = h;
    return true;
}

/* Do rows [h, d) below other figures start a new table? They name a stub column and something
 * beside it, or measures and periods. */
static bool is_new_header(wide *x, const grid *g, uint32_t h, uint32_t d, bool *ret)
{
    uint32_t heads = 0, known = 0, strong = 0;
    *ret = false;
    for (uint32_t i = h; i < d; i++) {
        const sheet_row *r = &g->s->rows[i];
        for (uint32_t j = 0; j < r->n && j < 64; j++) {
            value_state v = grid_value(&r->cells[j]);
            if (v != VAL_TEXT && v != VAL_DATE)
                continue;
            str label, norm;
            facet f;
            TRY(grid_label(x->c, &r->cells[j], &label));
            TRY(wide_norm(x->c, label, &norm));
            if (wide_head(wide_bare(x->c, norm)) != HEAD_NONE) {
                heads++;
                continue;
            }
            if (r->cells[j].col == g->rows[i].first)
                continue;
            TRY(wide_read(x, label, WANT_ANY, &f));
            bool unit_only = f.n_units && f.known == f.n_units;
            known += f.known && !f.left.n && !unit_only;
            strong += !f.left.n && (facet_measure(&f) != MS_NONE || f.has_period || f.basis);
        }
    }
    *ret = (heads && known) || strong >= 2 || known >= 3 || heads >= 2;
    return true;
}

bool add_wtable(wide *x, uint32_t sheet, wtable **tables, uint32_t *n, wtable **ret)
{
    wtable *t = *tables;
    if ((*n & (*n - 1u)) == 0) { /* full at powers of two: double */
        t = cx_alloc(x->c, sizeof(wtable) * (*n ? *n * 2u : 1u));
        if (!t)
            return false;
        if (*n)
            memcpy(t, *tables, sizeof(wtable) * *n);
        *tables = t;
    }
    *ret = &t[(*n)++];
    (*ret)->sheet = sheet;
    (*ret)->sheet_name = x->w->sheets[sheet].name;
    (*ret)->area = ID_NONE;
    (*ret)->ctx = facet_none;
    (*ret)->pin_area = (*ret)->pin_ind = ID_NONE;
    return true;
}

static uint32_t titles_above(const grid *g, uint32_t from, uint32_t header)
{
    uint32_t at = header;
    while (at > from && g->rows[at - 1].kind != ROW_NOTE)
        at--;
    return at;
}

bool wide_split(wide *x, uint32_t sheet, grid *g, wtable **tables, uint32_t *n)
{
    uint32_t rows = g->s->n_rows, i = 0, first = *n;
    while (i < rows) {
        uint32_t d = i, h;
        while (d < rows && g->rows[d].kind != ROW_DATA)
            d++;
        if (d == rows)
            break;
        uint32_t e = d + 1;
        while (e < rows && g->rows[e].kind == ROW_DATA)
            e++;
        uint32_t end = below_header(g, i, d);
        TRY(header_above(x, g, i, end, &h));
        if (h == end)
            end = d;
        bool fresh = *n == first;
        if (!fresh && h < end)
            TRY(is_new_header(x, g, h, end, &fresh));
        if (fresh) {
            wtable *t;
            TRY(add_wtable(x, sheet, tables, n, &t));
            t->title_from = *n - 1 == first ? 0 : titles_above(g, i, h);
            t->ordinal = *n - 1 - first;
            t->header_from = h;
            t->header_to = t->data_from = end;
        }
        (*tables)[*n - 1].data_to = e;
        i = e;
    }
    return true;
}
