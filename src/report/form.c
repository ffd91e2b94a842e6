/* What all forms are made of: headers from text, cells of figures. */
#include "report/form.h"

#define HEADS_MAX 32
#define FORM_ROWS_MAX 4000

static bool zh(const report *r)
{
    return r->c->lang == LANG_ZH;
}

/* ---- header ---- */
typedef struct heads {
    str group[HEADS_MAX], name[HEADS_MAX];
    uint32_t n;
    bool grouped;
} heads;

static heads heads_of(const char *text)
{
    heads h = {.n = 0};
    str rest = str_of(text), one;
    while (str_split(&rest, '|', &one)) {
        MUST(h.n < HEADS_MAX);
        ptrdiff_t cut = str_find(one, S("/"));
        h.group[h.n] = cut < 0 ? S("") : str_sub(one, 0, (size_t)cut);
        h.name[h.n++] = cut < 0 ? one : str_from(one, (size_t)cut + 1);
        h.grouped |= cut >= 0;
    }
    return h;
}

bool form_new(report *r, str title, const char *zh_heads, const char *en_heads, uint32_t rows,
              doc_table **ret)
{
    heads h = heads_of(zh(r) ? zh_heads : en_heads);
    uint32_t top = h.grouped ? 2 : 1;
    if (rows > FORM_ROWS_MAX)
        return fail(r->c, ERR_LIMIT, "表超过 %d 行", "a table of more than %d rows", FORM_ROWS_MAX);
    TRY(doc_table_new(r->doc, title, h.n, top + (rows ? rows : 1), top, ret));
    r->nothing = rows == 0;
    if (rows == 0) { /* said, not left open */
        TRY(doc_put_text(r->doc, *ret, top, 0, zh(r) ? S("无") : S("none")));
        doc_span(*ret, top, 0, 1, h.n);
    }
    for (uint32_t k = 0; k < h.n; k++) {
        bool in = h.group[k].n > 0, first = k == 0 || !str_eq(h.group[k], h.group[k - 1]);
        uint32_t wide = 1;
        if (!in) {
            TRY(doc_put_text(r->doc, *ret, 0, k, h.name[k]));
            if (h.grouped)
                doc_span(*ret, 0, k, 2, 1);
            continue;
        }
        TRY(doc_put_text(r->doc, *ret, 1, k, h.name[k]));
        while (k + wide < h.n && str_eq(h.group[k + wide], h.group[k]))
            wide++;
        if (first) {
            TRY(doc_put_text(r->doc, *ret, 0, k, h.group[k]));
            if (wide > 1)
                doc_span(*ret, 0, k, 1, wide);
        }
    }
    return true;
}

/* ---- cells ---- */
void form_pct(doc_table *t, uint32_t row, uint32_t col, double v)
{
    doc_put_number(t, row, col, has(v) ? num_round(v, 1) : v, 1);
}

static doc_mark mark_of(growth_source source, const indicator *i)
{
    return source != SOURCE_COMPUTED      ? MARK_NONE
           : i->price == PRICE_COMPARABLE ? MARK_REPORTED
                                          : MARK_COMPUTED;
}

void form_growth(doc_table *t, uint32_t row, uint32_t col, double g, growth_source source,
                 const indicator *i)
{
    form_pct(t, row, col, g);
    doc_at(t, row, col)->mark = mark_of(source, i);
}

void form_points(doc_table *t, uint32_t row, uint32_t col, double v)
{
    form_pct(t, row, col, v);
    doc_at(t, row, col)->signed_ = true;
}

void form_whole(doc_table *t, uint32_t row, uint32_t col, int v, bool known)
{
    doc_put_number(t, row, col, known ? v : MISSING, 0);
}

void form_level(doc_table *t, uint32_t row, uint32_t col, double v)
{
    doc_put_number(t, row, col, v, -1);
}

void form_live(doc_table *t, uint32_t row, uint32_t col, const char *formula)
{
    doc_at(t, row, col)->formula = formula;
}

double form_difference(double a, double b)
{
    return num_round(num_round(a, 1) - num_round(b, 1), 1);
}

double form_on_parent(const board_row *row)
{
    return measure_by_points(row->s.ind) ? num_round(row->vs_parent, 1)
                                         : form_difference(row->g.g, row->g.g - row->vs_parent);
}

const standing *standing_of(const board_row *row)
{
    return measure_by_points(row->s.ind) ? &row->by_level : &row->by_growth;
}

bool form_indicator(report *r, doc_table *t, uint32_t row, uint32_t col, const board_row *b)
{
    const char *when = "";
    if (b->stale) {
        const char *said;
        TRY(said = period_said(r->c, b->s.ind, b->s.b, b->s.t, period_year(r->asked)));
        TRY(when = cx_printf(r->c, zh(r) ? "（%s）" : " (%s)", said));
    }
    const char *text = cx_printf(r->c, STR_FMT "%s", STR_ARG(name_of(r, b->s.ind)), when);
    return text && doc_put_text(r->doc, t, row, col, str_of(text));
}
