#include "io/doc.h"
#include <math.h>

const char *const doc_mark_text[MARK_MAX_] = {"", "‡", "†"};

void doc_init(doc *d, cx *c)
{
    *d = (doc){.c = c, .lang = c->lang};
}

static doc_block *add(doc *d, doc_kind k)
{
    doc_block *b = CX_NEW(d->c, doc_block);
    if (!b)
        return NULL;
    b->kind = k;
    if (d->last)
        d->last->next = b;
    else
        d->first = b;
    return d->last = b;
}

bool doc_text(doc *d, doc_kind k, str text)
{
    doc_block *b = add(d, k);
    return b && (arena_str(d->c->a, text, &b->text) || fail_memory(d->c));
}

bool doc_table_new(doc *d, str name, uint32_t cols, uint32_t rows, uint32_t header, doc_table **ret)
{
    MUST(cols > 0 && cols < 512 && rows < 1u << 20 && header <= rows);
    doc_block *b = add(d, DOC_TABLE);
    doc_table *t = b ? CX_NEW(d->c, doc_table) : NULL;
    if (!t)
        return false;
    *t = (doc_table){.cols = cols, .rows = rows, .header = header};
    TRY(t->cells = cx_alloc(d->c, (size_t)cols * rows * sizeof *t->cells));
    b->table = *ret = t;
    return arena_str(d->c->a, name, &t->name) || fail_memory(d->c);
}

bool doc_chart_add(doc *d, const doc_chart *chart)
{
    doc_block *b = add(d, DOC_CHART);
    TRY(b && (b->chart = CX_NEW(d->c, doc_chart)));
    *b->chart = *chart;
    return true;
}

doc_cell *doc_at(doc_table *t, uint32_t row, uint32_t col)
{
    MUST(row < t->rows && col < t->cols);
    return &t->cells[(size_t)row * t->cols + col];
}

bool doc_put_text(doc *d, doc_table *t, uint32_t row, uint32_t col, str text)
{
    return arena_str(d->c->a, text, &doc_at(t, row, col)->text) || fail_memory(d->c);
}

void doc_put_number(doc_table *t, uint32_t row, uint32_t col, double v, int decimals)
{
    doc_cell *c = doc_at(t, row, col);
    c->number = true;
    c->v = v;
    c->decimals = decimals;
}

void doc_span(doc_table *t, uint32_t row, uint32_t col, uint32_t rows, uint32_t cols)
{
    for (uint32_t r = 0; r < rows; r++)
        for (uint32_t k = 0; k < cols; k++)
            doc_at(t, row + r, col + k)->covered = r + k > 0;
    doc_at(t, row, col)->rows = (uint16_t)rows;
    doc_at(t, row, col)->cols = (uint16_t)cols;
}

/* Half away from zero as the text shows it: 2.675 is 2.68, -0.04 is 0.0. */
static double rounded(double v, int decimals)
{
    double p = pow(10, decimals), r = round(fabs(v) * p * (1 + 1e-15)) / p;
    return r == 0 ? 0 : copysign(r, v);
}

int doc_cell_places(const doc_cell *c)
{
    if (c->decimals >= 0 || !isfinite(c->v))
        return c->decimals < 0 ? 0 : c->decimals;
    double cents = round(fabs(rounded(c->v, 2)) * 100);
    return fmod(cents, 10) != 0 ? 2 : fmod(cents, 100) != 0 ? 1 : 0;
}

str doc_cell_text(const doc_cell *c, char out[DOC_CELL_MAX])
{
    if (!c->number)
        return c->text;
    if (!isfinite(c->v))
        return S("—");
    int places = doc_cell_places(c);
    double v = rounded(c->v, places);
    int n = snprintf(out, DOC_CELL_MAX, "%s%.*f%s", c->signed_ && v > 0 ? "+" : "", places, v,
                     doc_mark_text[c->mark]);
    MUST(n > 0 && n < DOC_CELL_MAX);
    return (str){out, (size_t)n};
}
