#include "panel/contribution.h"
#include "base/str.h"

/* Weight of a member from the weights table of the year; NaN when it has none. */
static double table_weight(spot parent, const member *m)
{
    const weight *w =
        catalog_weight(parent.p->k, parent.a, parent.ind->id, period_year(parent.t), m->code);
    return w ? w->weight : MISSING;
}

/* Weights for growth-only sets: the table of the year for the whole set, else last year's levels of
 * the same period; divided by their sum. False when neither covers every member with a growth. */
static bool set_weights(spot parent, member *rows, uint32_t n)
{
    for (int attempt = 0; attempt < 2; attempt++) {
        double sum = 0;
        bool whole = n > 0;
        for (uint32_t i = 0; i < n; i++) {
            spot ly = spot_period(rows[i].at, period_years(rows[i].at.t, -1));
            rows[i].weight = attempt == 0 ? table_weight(parent, &rows[i]) : value_at(ly).level;
            whole &= has(rows[i].weight);
            sum += has(rows[i].weight) ? rows[i].weight : 0;
        }
        if (!whole || sum <= 0)
            continue;
        for (uint32_t i = 0; i < n; i++)
            rows[i].weight /= sum;
        return true;
    }
    for (uint32_t i = 0; i < n; i++)
        rows[i].weight = MISSING;
    return false;
}

static void read_members(contributions *r, bool *any_level, bool *any_base)
{
    *any_level = *any_base = false;
    for (uint32_t i = 0; i < r->n; i++) {
        member *m = &r->rows[i];
        value v = value_at(m->at);
        growth g = growth_of(m->at, &v);
        m->level = v.level;
        m->growth = g.g;
        m->base = m->at.ind->price == PRICE_CONSTANT ? g.last_year : g.base;
        m->weight = m->pull = m->contribution = MISSING;
        *any_level |= has(v.level);
        *any_base |= has(m->base);
    }
}

static void by_levels(contributions *r)
{
    bool grew = num_grew(r->parent_level, r->parent_base);
    for (uint32_t i = 0; i < r->n; i++) {
        member *m = &r->rows[i];
        m->pull = num_pull(m->level, m->base, r->parent_base);
        m->contribution = num_contribution(m->level, m->base, r->parent_level, r->parent_base);
        if (has(m->base) && has(r->parent_base) && r->parent_base > 0)
            m->weight = m->base / r->parent_base * 100;
        m->missing = !has(m->level) || !has(m->base);
    }
    if (!grew)
        r->why = !has(r->parent_level)  ? REASON_NOT_REPORTED
                 : !has(r->parent_base) ? REASON_NO_BASE
                                        : REASON_PARENT_NOT_POSITIVE;
}

/* Weights × growths; `w` in each row as a share of one. */
static void by_weights(contributions *r)
{
    bool grew = r->growth > 1e-7;
    for (uint32_t i = 0; i < r->n; i++) {
        member *m = &r->rows[i];
        m->pull = m->weight * m->growth;
        m->contribution = grew ? m->pull / r->growth * 100 : MISSING;
        m->weight *= 100;
        m->missing = !has(m->pull); /* a weight or a growth is not there */
    }
    if (!grew)
        r->why = has(r->growth) ? REASON_PARENT_NOT_POSITIVE : REASON_NO_BASE;
}

static double excluded_levels(const contributions *r)
{
    double v = r->parent_level, b = r->parent_base;
    for (uint32_t i = 0; i < r->n; i++)
        if (r->rows[i].excluded) {
            v -= r->rows[i].level;
            b -= r->rows[i].base;
        }
    return num_growth(v, b);
}

static double excluded_weights(const contributions *r)
{
    double g = r->growth, w = 0;
    for (uint32_t i = 0; i < r->n; i++)
        if (r->rows[i].excluded) {
            g -= r->rows[i].pull;
            w += r->rows[i].weight / 100;
        }
    return w < 1 ? g / (1 - w) : MISSING;
}

static bool totals(cx *c, contributions *r)
{
    double *pulls = cx_alloc(c, (r->n ? r->n : 1) * sizeof *pulls);
    if (!pulls)
        return false;
    size_t m = 0;
    bool excluded = false;
    for (uint32_t i = 0; i < r->n; i++) {
        if (has(r->rows[i].pull))
            pulls[m++] = r->rows[i].pull;
        r->n_missing += r->rows[i].missing;
        excluded |= r->rows[i].excluded;
    }
    r->sum_of_pulls = m ? num_sum(pulls, m) : MISSING;
    r->residual = r->growth - r->sum_of_pulls;
    r->excluded_growth = MISSING;
    if (excluded)
        r->excluded_growth = r->method == METHOD_LEVELS ? excluded_levels(r) : excluded_weights(r);
    return true;
}

bool contributions_make(cx *c, spot parent, member *rows, uint32_t n, contributions *ret)
{
    contributions r = {.rows = rows, .n = n, .growth = MISSING};
    bool any_level, any_base;
    value v = value_at(parent);
    growth g = growth_of(parent, &v);
    bool constant = parent.ind->price == PRICE_CONSTANT;
    r.growth = g.g;
    r.parent_level = v.level;
    r.parent_base = constant ? g.last_year : g.base;
    read_members(&r, &any_level, &any_base);
    bool constant_base = constant && has(r.parent_base) && r.parent_base > 0 && any_base;
    if (parent.ind->nature == NATURE_RATE || parent.ind->nature == NATURE_INDEX ||
        parent.ind->nature == NATURE_PER_CAPITA) {
        r.why = REASON_NOT_ADDITIVE;
    } else if (constant_base) {
        r.method = METHOD_CONSTANT;
        for (uint32_t i = 0; i < n; i++)
            rows[i].weight = rows[i].base / r.parent_base;
        by_weights(&r);
    } else if (!constant && any_level) {
        r.method = METHOD_LEVELS;
        by_levels(&r);
    } else {
        r.method = METHOD_WEIGHTS;
        if (set_weights(parent, rows, n))
            by_weights(&r);
        else
            r.why = REASON_NO_WEIGHTS;
        for (uint32_t i = 0; i < n; i++) /* without weights: who has said nothing at all */
            rows[i].missing |= !has(rows[i].level) && !has(rows[i].growth);
    }
    TRY(totals(c, &r));
    *ret = r;
    return true;
}

bool contribution_areas(cx *c, spot parent, member **ret, uint32_t *n)
{
    const catalog *k = parent.p->k;
    const area *p = &k->areas[parent.a];
    member *rows = cx_alloc(c, (p->n_additive ? p->n_additive : 1) * sizeof *rows);
    if (!rows)
        return false;
    *n = 0;
    for (uint32_t i = 0; i < p->n_additive; i++) {
        const area *a = &k->areas[p->additive[i]];
        if (area_valid(k, a->id, parent.t))
            rows[(*n)++] =
                (member){.at = spot_area(parent, a->id), .code = a->code, .name = a->name};
    }
    *ret = rows;
    return true;
}

bool contribution_components(cx *c, spot parent, member **ret, uint32_t *n)
{
    const catalog *k = parent.p->k;
    const indicator *p = parent.ind;
    member *rows = cx_alloc(c, (p->n_components ? p->n_components : 1) * sizeof *rows);
    if (!rows)
        return false;
    *n = 0;
    for (uint32_t i = 0; i < p->n_components; i++) {
        const indicator *d = &k->inds[p->components[i]];
        spot s = parent;
        s.ind = d;
        s.b = d->basis;
        rows[(*n)++] = (member){.at = s, .code = d->code, .name = d->name};
    }
    *ret = rows;
    return true;
}

bool plate_make(cx *c, spot s, const area_id *members, uint32_t n, plate *ret)
{
    double *v = cx_alloc(c, (n + 1) * 3 * sizeof *v);
    if (!v)
        return false;
    double *b = v + n + 1, *wg = b + n + 1;
    *ret = (plate){.level = MISSING, .growth = MISSING, .n = n, .first_missing = ID_NONE};
    bool growth_known = true;
    for (uint32_t i = 0; i < n; i++) {
        spot m = spot_area(s, members[i]);
        value x = value_at(m);
        growth g = growth_of(m, &x);
        double base = s.ind->price == PRICE_CONSTANT || !has(x.level) ? g.last_year : g.base;
        v[i] = x.level;
        b[i] = base;
        wg[i] = base * g.g;
        if (!has(x.level) && !has(g.g)) {
            ret->n_missing++;
            if (ret->first_missing == ID_NONE)
                ret->first_missing = members[i];
        }
        growth_known &= has(base);
    }
    if (n == 0 || ret->n_missing || s.ind->aggregation != AGG_SUM)
        return true;
    ret->level = num_sum(v, n);
    double base = num_sum(b, n);
    bool weighted = s.ind->price == PRICE_CONSTANT || !has(ret->level);
    if (growth_known && base > 0)
        ret->growth = weighted ? num_sum(wg, n) / base : num_growth(ret->level, base);
    ret->source = has(ret->growth) ? SOURCE_COMPUTED : SOURCE_NONE;
    return true;
}
