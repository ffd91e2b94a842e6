/* 增长面: how many industries of an indicator grew (statistics section 3, line 48). */
#include "base/csv.h"
#include "base/embed.h"
#include "report/report.h"

#define BREADTH_LEAST 3 /* of fewer no share is told */

/* Names of the divisions (行业大类) of GB/T 4754, once for a document. */
static bool divisions(report *r)
{
    const embedded *e = embed_find("catalogue/gbt4754_2017.csv");
    csv k CLEANUP(csv_done) = {0};
    uint32_t room = 0;
    str text;
    MUST(e);
    text = (str){(const char *)e->data, e->size};
    for (size_t i = 0; i < text.n; i++)
        room += text.p[i] == '\n';
    TRY(r->divisions = cx_alloc(r->c, (room + 1) * sizeof *r->divisions));
    csv_init(&k, text);
    while (csv_next(r->c, &k))
        if (k.n == 4 && str_eqz(k.fields[2], "2") &&
            !arena_str(r->c->a, k.fields[3], &r->divisions[r->n_divisions++]))
            return fail_memory(r->c);
    return r->c->err.code == ERR_NONE;
}

static bool is_industry(const report *r, str name)
{
    for (uint32_t i = 0; i < r->n_divisions; i++)
        if (str_starts(name, r->divisions[i]))
            return true;
    return false;
}

bool breadth_facts(report *r, const board_row *row, facts *f)
{
    const indicator *whole = row->s.ind;
    int n = 0, up = 0;
    if (whole->n_components < BREADTH_LEAST)
        return true;
    if (!r->divisions)
        TRY(divisions(r));
    for (uint32_t i = 0; i < whole->n_components; i++) {
        const indicator *part = &r->d->k->inds[whole->components[i]];
        period t;
        if (!is_industry(r, part->name) || !period_point(row->s.t, part->freqs[0], &t))
            continue;
        double g = num_round(growth_at(spot_at(r->d->p, part->id, row->s.a, t)).g, 1);
        n += has(g);
        up += g > 0;
    }
    if (n >= BREADTH_LEAST) {
        f->v[FIG_N] = n;
        f->v[FIG_A] = up;
    }
    return true;
}
