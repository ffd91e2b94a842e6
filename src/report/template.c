#include "report/template.h"
#include "io/docx_fill.h"
#include "report/form.h"

typedef struct source {
    report r;
    doc doc; /* blocks made on demand are taken from here */
} source;

static bool row_text(report *r, const board_row *row, const char *group, sb *out)
{
    facts f;
    TRY(row_facts(r, row, &f));
    (void)sentence_compose(r->s, group, &f, out);
    return sb_ok(out) || fail_memory(r->c);
}

static void put(sb *out, double v, int decimals)
{
    char text[DOC_CELL_MAX];
    doc_cell c = {.number = true, .decimals = decimals, .v = v};
    sb_put(out, doc_cell_text(&c, text));
}

static double rank_shown(const board_row *row)
{
    const standing *st = measure_by_points(row->s.ind) ? &row->by_level : &row->by_growth;
    int rank = standing_shown(st, row->rank_published);
    return rank > 0 ? rank : MISSING;
}

/* One field of a row of the board. */
static bool row_field(source *s, const board_row *row, str field, sb *out, bool *known)
{
    const struct {
        const char *name;
        double v;
        int decimals;
    } numbers[] = {
        {"level", row->v.level, -1},
        {"growth", num_round(row->g.g, 1), 1},
        {"period_level", row->single.level, -1},
        {"period_growth", num_round(row->period_growth.g, 1), 1},
        {"change_prev", num_round(row->change_prev, 1), 1},
        {"change_year", num_round(row->change_year, 1), 1},
        {"vs_parent", form_on_parent(row), 1},
        {"rank", rank_shown(row), 0},
        {"share", num_round(row->share, 1), 1},
        {"target", row->target.level, -1},
        {"target_growth", num_round(row->target.growth, 1), 1},
        {"progress", num_round(row->progress.of_target, 1), 1},
        {"progress_time", num_round(row->progress.time, 1), 1},
    };
    *known = true;
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        if (str_eqz(field, numbers[i].name)) {
            put(out, numbers[i].v, numbers[i].decimals);
            return true;
        }
    if (str_eqz(field, "name"))
        sb_put(out, name_of(&s->r, row->s.ind));
    else if (str_eqz(field, "unit"))
        sb_put(out, unit_of(&s->r, row->s.ind));
    else if (str_eqz(field, "sentence"))
        return row_text(&s->r, row, row_composite(row), out);
    else
        *known = false;
    return true;
}

static bool give_value(void *user, str name, int item, sb *out, bool *known)
{
    source *s = user;
    ptrdiff_t dot = str_find(name, S("."));
    if (report_word(&s->r, name, out, known) && *known)
        return true;
    TRY(s->r.c->err.code == ERR_NONE);
    if (dot < 0)
        return item < 0 || (uint32_t)item >= s->r.b.n ||
               row_field(s, &s->r.b.rows[item], name, out, known);
    for (uint32_t i = 0; i < s->r.b.n; i++)
        if (str_eq(s->r.b.rows[i].s.ind->code, str_sub(name, 0, (size_t)dot)))
            return row_field(s, &s->r.b.rows[i], str_from(name, (size_t)dot + 1), out, known);
    /* an indicator of the catalogue without a figure here prints as missing */
    if (catalog_ind(s->r.d->k, str_sub(name, 0, (size_t)dot)) != ID_NONE) {
        sb_putz(out, "—");
        *known = true;
    }
    return true;
}

static bool give_loop(void *user, str name, uint32_t *n, bool *known)
{
    source *s = user;
    *known = str_eqz(name, "rows");
    *n = s->r.b.n;
    return true;
}

/* What a block adds to an empty document. */
static bool block(source *s, const char *kind, str what, const doc_block **first, bool *known)
{
    doc_init(&s->doc, s->r.c);
    TRY(report_block(&s->r, str_of(kind), what, S(""), known));
    *first = s->doc.first;
    return true;
}

static bool give_table(void *user, str name, const doc_table **ret, bool *known)
{
    const doc_block *first = NULL;
    TRY(block(user, "table", name, &first, known));
    while (first && first->kind != DOC_TABLE)
        first = first->next;
    *ret = first ? first->table : NULL;
    return true;
}

static bool give_text(void *user, str name, const doc_block **first, bool *known)
{
    return block(user, "text", name, first, known);
}

bool template_fill(cx *c, const desk *d, area_id a, period p, str docx, sb *out)
{
    source s = {0};
    fill_source from = {&s, give_value, give_loop, give_table, give_text};
    TRY(report_open(c, d, a, p, &s.doc, &s.r));
    return docx_fill(c, docx, &from, out);
}
