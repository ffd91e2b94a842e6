#include "io/wide_int.h"

#define OPEN_ROWS_MAX 200

bool wide_say(cx *c, issues *l, issue_severity s, str column, str text, const char *zh,
              const char *en)
{
    return issue_add(c, l, s, 0, column, text, "%s%.0s", "%.0s%s", zh, en);
}

/* ---- tidy tables are not wide ---- */
static bool in_list(const char *columns, str name, bool *ret_required)
{
    str rest = str_of(columns), one;
    while (rest.n && str_split(&rest, ' ', &one)) {
        one = str_trim(one);
        bool required = str_starts(one, S("*"));
        if (required)
            one = str_from(one, 1);
        if (one.n && str_eq(one, name)) {
            *ret_required = required;
            return true;
        }
    }
    return false;
}

static uint32_t required_of(const char *columns)
{
    uint32_t n = 0;
    for (const char *p = columns; *p; p++)
        n += *p == '*';
    return n;
}

static const table_def observations = {
    "observations",
    "*area *indicator *period basis *kind level growth base_level series_basis rank_published low "
    "high comparison tier assess unit source released note area_name indicator_name"};

/* How many header cells are columns of this table; 0 when a required one is missing. */
static uint32_t matches(const table_def *d, const sheet_row *r)
{
    uint32_t known = 0, required = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        bool needed = false;
        if (r->cells[i].type != CELL_T_TEXT ||
            !in_list(d->columns, str_trim(r->cells[i].text), &needed))
            continue;
        known++;
        required += needed;
    }
    bool obs = d == &observations && required >= 3;
    return required == required_of(d->columns) || obs ? known : 0;
}

bool sheet_is_tidy(const sheet *s, str *ret_table)
{
    if (!s->n_rows)
        return false;
    const table_def *best = NULL;
    uint32_t most = matches(&observations, &s->rows[0]);
    if (most)
        best = &observations;
    for (const table_def *d = catalog_tables; d->name; d++) {
        uint32_t n = matches(d, &s->rows[0]);
        if (n > most) {
            most = n;
            best = d;
        }
    }
    if (!best || most * 2 < s->rows[0].n)
        return false;
    *ret_table = str_of(best->name);
    return true;
}

/* ---- all tables of a workbook ---- */
static void show_rows(const grid *g, wtable *t)
{
    const sheet_row *r = g->s->rows;
    t->shown[0] = r[t->header_from < t->header_to ? t->header_from : t->data_from].row;
    t->shown[1] = t->header_from < t->header_to ? r[t->header_to - 1].row : t->shown[0];
    t->shown[2] = t->data_from < g->s->n_rows ? r[t->data_from].row : t->shown[1];
    t->shown[3] = t->data_to > t->data_from ? r[t->data_to - 1].row : t->shown[2];
}

static bool one_table(wide *x, const mapping *fix, const grid *g, wtable *t)
{
    show_rows(g, t);
    names_near(x, t->area);
    TRY(wide_header(x, g, t));
    TRY(table_fingerprint(x->c, t));
    const wtable *said = fix && fix->loaded ? overlay_find(fix, t) : NULL;
    if (said) {
        overlay_table(said, t);
        overlay_columns(said, t);
    }
    TRY(wide_stub(x, g, t));
    if (said)
        overlay_rows(x, g, said, t);
    TRY(wide_roles(x, g, t));
    if (said)
        overlay_measures(said, t);
    return true;
}

/* One sheet says 2024年1-5月 and the others nothing: it holds for all, if no two disagree. */
static void lend_periods(wtable *tables, uint32_t n, const facet *cover)
{
    const facet *said = cover->has_period && cover->when.year ? cover : NULL;
    for (uint32_t i = 0; i < n; i++) {
        const facet *f = &tables[i].ctx;
        if (!f->has_period || !f->when.year)
            continue;
        if (said && (said->when.p.f != f->when.p.f || said->when.p.ord != f->when.p.ord))
            return;
        said = f;
    }
    for (uint32_t i = 0; said && i < n; i++) {
        facet *f = &tables[i].ctx;
        period_text t;
        if ((f->has_period && f->when.year) ||
            !facet_when(&f->when, f->has_period, &said->when, true, &t))
            continue;
        f->when = t;
        f->has_month = f->has_month || said->has_month;
        f->has_period = true;
    }
}

bool wide_analyse(wide *x, const mapping *fix, wtable **ret, uint32_t *ret_n)
{
    *ret = NULL;
    *ret_n = 0;
    facet cover = facet_none;
    x->grids = cx_alloc(x->c, sizeof(grid) * (x->w->n_sheets + 1u));
    if (!x->grids)
        return false;
    for (uint32_t s = 0; s < x->w->n_sheets; s++) {
        uint32_t from = *ret_n;
        if (x->w->sheets[s].hidden)
            continue;
        TRY(grid_open(x->c, &x->w->sheets[s], &x->grids[s]));
        TRY(wide_split(x, s, &x->grids[s], ret, ret_n));
        if (fix && fix->loaded)
            TRY(overlay_split(x, fix, s, &x->grids[s], ret, ret_n, from));
        for (uint32_t i = from; i < *ret_n; i++)
            TRY(wide_context(x, &x->grids[s], &(*ret)[i], i > from ? &(*ret)[i - 1] : NULL));
        if (from == *ret_n)
            TRY(wide_cover(x, &x->grids[s], &cover));
    }
    lend_periods(*ret, *ret_n, &cover);
    for (uint32_t i = 0; i < *ret_n; i++)
        TRY(one_table(x, fix, &x->grids[(*ret)[i].sheet], &(*ret)[i]));
    return true;
}

/* Rows whose name is unknown, for a person to fill in. */
static bool list_open_rows(wide *x, wtable *t)
{
    const grid *g = &x->grids[t->sheet];
    t->pins = cx_alloc(x->c, sizeof(wpin) * OPEN_ROWS_MAX);
    if (!t->pins)
        return false;
    for (size_t r = 0; r < (size_t)t->n_rows * t->n_panels && t->n_pins < OPEN_ROWS_MAX; r++) {
        const wrow *row = &t->rows[r];
        if (row->role != RR_DATA || !t->facets[row->f].left.n)
            continue;
        wpin *p = &t->pins[t->n_pins++];
        *p = (wpin){.row = g->s->rows[row->i].row, .ind = ID_NONE, .area = ID_NONE};
        TRY(row_text(x->c, g, t, (uint32_t)(r / t->n_rows), row->i, &p->text));
    }
    return true;
}

static void remember(mapping *m, wtable *tables, uint32_t n)
{
    m->version = 1;
    m->tables = tables;
    m->n_tables = n;
}

bool wide_propose(cx *c, const workbook *w, const catalog *k, const wide_hint *h, mapping **ret,
                  issues *unclear)
{
    wide x;
    wtable *tables = NULL;
    uint32_t n = 0;
    size_t left = 0;
    mapping *m = CX_NEW(c, mapping);
    if (!m)
        return false;
    m->hint = *h;
    bool ok = wide_init(&x, c, w, k, h) && wide_analyse(&x, NULL, &tables, &n) &&
              wide_fingerprint(c, w, m->fingerprint);
    for (uint32_t i = 0; ok && i < n; i++)
        ok = wide_unclear(&x, &tables[i], POINTS_ASKED, unclear, &left) &&
             list_open_rows(&x, &tables[i]);
    if (ok && n == 0)
        ok = wide_say(c, unclear, ISSUE_WARNING, S(""), w->path, "文件中没有找到带数的表",
                      "no table with figures was found in the file");
    remember(m, tables, n);
    wide_done(&x);
    *ret = m;
    return ok;
}

bool wide_understood(cx *c, const workbook *w, const mapping *fix, const catalog *k, mapping **ret)
{
    wide x;
    wtable *tables = NULL;
    uint32_t n = 0;
    mapping *m = CX_NEW(c, mapping);
    if (!m)
        return false;
    *m = *fix;
    bool ok = wide_init(&x, c, w, k, &fix->hint) && wide_analyse(&x, fix, &tables, &n);
    remember(m, tables, n);
    wide_done(&x);
    *ret = m;
    return ok;
}
