#include "panel/owed.h"

double owed_level(spot s, period at)
{
    period own;
    if (period_last_day(at) < period_last_day(s.t)) {
        if (!period_point(period_as_month(at), s.t.f, &own))
            return MISSING;
        s.t = own;
    }
    return cumulative_at(s);
}

static void reconcile(owed_list *l, double parent_level)
{
    owed_total *t = &l->total;
    double targets = 0, levels = 0;
    for (uint32_t i = 0; i < l->n; i++) {
        const owed_row *r = &l->rows[i];
        targets += r->at.target;
        levels += r->level;
        t->owed_sum += has(r->at.owed) ? r->at.owed : 0;
        t->surplus_sum += has(r->at.surplus) ? r->at.surplus : 0;
        t->n_missing += !has(r->at.owed);
    }
    if (t->n_missing == l->n)
        t->owed_sum = t->surplus_sum = MISSING;
    /* of a stock that should fall, owed is level − target: all signs turn */
    const indicator *i = l->parent.ind;
    double sign = target_class_of(i) == CLASS_STOCK && i->direction == DIR_LOWER ? -1 : 1;
    t->reserve = sign * (l->parent_at.target - targets);
    t->unallocated = sign * (parent_level - levels);
    t->parent_gap = sign * (l->parent_at.target - parent_level);
}

static void add_row(owed_list *l, spot s, period at)
{
    owed_row *r = &l->rows[l->n++];
    r->s = s;
    r->at = checkpoint_at(s, at);
    r->level = owed_level(s, at);
}

bool owed_make(cx *c, spot s, period at, owed_list *ret)
{
    const catalog *k = s.p->k;
    const area *a = &k->areas[s.a];
    owed_list l = {.parent = s, .parent_at = checkpoint_at(s, at)};
    l.rows = cx_alloc(c, ((size_t)a->n_additive + 1) * sizeof *l.rows);
    if (!l.rows)
        return false;
    for (uint32_t i = 0; i < a->n_additive; i++)
        if (area_valid(k, a->additive[i], s.t))
            add_row(&l, spot_area(s, a->additive[i]), at);
    if (l.n == 0)
        add_row(&l, s, at);
    reconcile(&l, owed_level(s, at));
    *ret = l;
    return true;
}
