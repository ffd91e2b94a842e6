/* What who asks may see, by the newest catalogue's rights. */
#include "flow/sees.h"
#include "base/csv.h"
#include "base/str.h"
#include "flow/claims.h"

bool desk_sees(const desk *d, area_id a, ind_id i)
{
    return rights_see(d->who, d->k, a, i, SECRET_NOT);
}

bool desk_sees_all(const desk *d, const area_id *list, uint32_t n, ind_id i)
{
    for (uint32_t m = 0; d->who && m < n; m++)
        if (!desk_sees(d, list[m], i))
            return false;
    return true;
}

bool desk_knows_ind(const desk *d, ind_id i)
{
    return rights_somewhere(d->who, d->k, ACT_READ, i) ||
           rights_somewhere(d->who, d->k, ACT_RANK, i);
}

bool desk_need_area(cx *c, const desk *d, str text, area_id *ret)
{
    TRY(catalog_need_area(c, d->k, text, ret));
    return rights_area(d->who, d->k, ACT_READ, *ret) || catalog_no_area(c, text);
}

bool desk_need_ranked(cx *c, const desk *d, str text, area_id *ret)
{
    TRY(catalog_need_area(c, d->k, text, ret));
    return rights_area(d->who, d->k, ACT_READ, *ret) || rights_area(d->who, d->k, ACT_RANK, *ret) ||
           catalog_no_area(c, text);
}

bool desk_need_ind(cx *c, const desk *d, str text, ind_id *ret)
{
    TRY(catalog_need_ind(c, d->k, text, ret));
    return desk_knows_ind(d, *ret) || catalog_no_ind(c, text);
}

bool desk_need_figure(cx *c, const desk *d, str area, str ind, area_id *ret_area, ind_id *ret_ind)
{
    TRY(desk_need_ind(c, d, ind, ret_ind) && desk_need_area(c, d, area, ret_area));
    return desk_sees(d, *ret_area, *ret_ind) || catalog_no_area(c, area);
}

bool desk_need_table(cx *c, const desk *d, str table)
{
    table_rule r = rights_table(table);
    bool may = r == TABLE_PERSON ? rights_may(d->who, d->k, ACT_PEOPLE, ID_NONE, ID_NONE)
               : r == TABLE_LOG  ? rights_may(d->who, d->k, ACT_AUDIT, ID_NONE, ID_NONE)
                                 : rights_somewhere(d->who, d->k, ACT_READ, ID_NONE) ||
                                      rights_somewhere(d->who, d->k, ACT_RANK, ID_NONE);
    return may || fail(c, ERR_UNKNOWN, "没有名为“" STR_FMT "”的表",
                       "there is no table \"" STR_FMT "\"", STR_ARG(str_sub(table, 0, 40)));
}

/* ---- lists ---- */
uint32_t desk_seen_members(const desk *d, member *rows, uint32_t n)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++)
        if (desk_sees(d, rows[i].at.a, rows[i].at.ind->id))
            rows[kept++] = rows[i];
    return kept;
}

bool desk_seen_owed(const desk *d, owed_list *l)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < l->n; i++)
        if (desk_sees(d, l->rows[i].s.a, l->rows[i].s.ind->id))
            l->rows[kept++] = l->rows[i];
    bool all = kept == l->n;
    l->n = kept;
    return all;
}

/* ---- tables ---- */
struct columns {
    size_t area, ind, code; /* code: of table indicators only */
};

static struct columns columns_of(const csv *r, bool indicators)
{
    struct columns w = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    for (size_t i = 0; i < r->n; i++) {
        str name = r->fields[i];
        w.area = str_eqz(name, "area") ? i : w.area;
        w.ind = str_eqz(name, "indicator") ? i : w.ind;
        w.code = indicators && str_eqz(name, "code") ? i : w.code;
    }
    return w;
}

static bool row_seen(const desk *d, const csv *r, const struct columns *w)
{
    if (w->code < r->n)
        return desk_knows_ind(d, catalog_ind(d->k, r->fields[w->code]));
    return w->area < r->n && w->ind < r->n &&
           desk_sees(d, catalog_area(d->k, r->fields[w->area]),
                     catalog_ind(d->k, r->fields[w->ind]));
}

static bool filter(cx *c, const desk *d, bool indicators, str text, sb *out)
{
    csv r;
    csv_init(&r, text);
    bool header = true;
    struct columns w = {0};
    while (csv_next(c, &r)) {
        if (header)
            w = columns_of(&r, indicators);
        for (size_t i = 0; (header || row_seen(d, &r, &w)) && i < r.n; i++) {
            sb_putz(out, i ? "," : "");
            csv_put(out, r.fields[i]);
            sb_putz(out, i + 1 == r.n ? "\n" : "");
        }
        header = false;
    }
    csv_done(&r);
    return c->err.code == ERR_NONE && (sb_ok(out) || fail_memory(c));
}

static bool whole_table(cx *c, const desk *d, str table, sb *out)
{
    return str_eqz(table, "claims") ? claims_export(c, d->s, desk_instant(d), out)
                                    : catalog_export(c, d->k, table, out);
}

bool desk_table(cx *c, const desk *d, str table, sb *out)
{
    sb text CLEANUP(sb_done) = {0};
    bool indicators = str_eqz(table, "indicators");
    TRY(desk_need_table(c, d, table));
    if (!d->who || (rights_table(table) != TABLE_FIGURE && !indicators))
        return whole_table(c, d, table, out);
    sb_init(&text, 0);
    return whole_table(c, d, table, &text) && filter(c, d, indicators, sb_str(&text), out);
}
