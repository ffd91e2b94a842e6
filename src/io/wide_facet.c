#include "io/wide_int.h"

const facet facet_none = {.ind = ID_NONE, .area = ID_NONE};

measure facet_measure(const facet *f)
{
    if (f->why != IG_NONE || (f->flags & FL_POINTS))
        return MS_IGNORE;
    if (f->flags & FL_RANK)
        return f->flags & (FL_PM | FL_DIFF | FL_BASE | FL_LAST_YEAR) ? MS_IGNORE : MS_RANK;
    if (f->flags & FL_INDEX_GROWTH)
        return MS_INDEX_GROWTH;
    bool growth = f->flags & (FL_GROWTH | FL_DIFF | FL_PM);
    if (f->flags & FL_BASE)
        return growth ? MS_IGNORE : MS_BASE;
    if (growth)
        return MS_GROWTH;
    return f->flags & FL_LEVEL ? MS_LEVEL : MS_NONE;
}

ignored facet_why(const facet *f)
{
    if (f->why != IG_NONE)
        return (ignored)f->why;
    if (f->flags & FL_POINTS)
        return IG_POINTS;
    if (f->flags & FL_RANK)
        return f->flags & (FL_PM | FL_DIFF) ? IG_RANK_MOVE : IG_RANK_OLD;
    return IG_OLD_GROWTH;
}

void facet_add_unit(facet *f, str unit)
{
    for (uint8_t i = 0; i < f->n_units; i++)
        if (str_eq(f->unit[i], unit))
            return;
    if (f->n_units < WIDE_UNITS)
        f->unit[f->n_units++] = unit;
}

/* Amount or growth said below replaces amount or growth said above; base and rank add up. */
static void lay_flags(facet *upper, const facet *lower)
{
    const uint32_t kind_of = FL_LEVEL | FL_GROWTH | FL_INDEX_GROWTH | FL_DIFF | FL_PM;
    const uint32_t change = FL_GROWTH | FL_DIFF | FL_PM;
    if ((upper->flags & change) && (lower->flags & kind_of) == FL_LEVEL && !lower->has_period)
        upper->why = IG_DIFF; /* 同比增减 / 绝对额 */
    if (lower->flags & kind_of)
        upper->flags &= ~kind_of;
    if (lower->n_units)
        upper->flags &= ~FL_PERCENT;
    upper->flags |= lower->flags;
}

static void lay_area(facet *upper, const facet *lower)
{
    if (lower->area == ID_NONE && !lower->parent && !lower->own && !lower->total &&
        !(lower->flags & FL_MANY_AREAS))
        return;
    upper->area = lower->area;
    upper->parent = lower->parent;
    upper->own = lower->own;
    upper->total = lower->total;
    upper->flags &= ~FL_MANY_AREAS;
    upper->flags |= lower->flags & FL_MANY_AREAS;
}

void facet_under(facet *upper, const facet *lower)
{
    lay_flags(upper, lower);
    lay_area(upper, lower);
    if (lower->ind != ID_NONE || (lower->flags & FL_MANY_INDS)) {
        upper->ind = lower->ind;
        upper->remark = lower->remark;
        upper->ind_text = lower->ind_text;
        if (lower->ind != ID_NONE)
            upper->flags &= ~FL_MANY_INDS;
    }
    if (lower->basis)
        upper->basis = lower->basis;
    if (lower->kind)
        upper->kind = lower->kind;
    if (lower->why)
        upper->why = lower->why;
    upper->ranks_growth = upper->ranks_growth || lower->ranks_growth;
    upper->ranks_level = upper->ranks_level || lower->ranks_level;
    if (lower->n_units) {
        memcpy(upper->unit, lower->unit, sizeof(upper->unit));
        upper->n_units = lower->n_units;
    }
    if (lower->has_period) {
        period_text t;
        if (facet_when(&lower->when, true, &upper->when, upper->has_period, &t))
            upper->when = t;
        upper->has_month = lower->has_month || upper->has_month;
        upper->has_period = true;
    }
    upper->known += lower->known;
}

static bool only_year(const period_text *t)
{
    return t->p.f == FREQ_Y && !t->cumulative;
}

/* The same place in year `y`. */
static period_text in_year(period_text t, int y)
{
    if (t.p.f == FREQ_NONE)
        return t;
    t.p = period_years(t.p, y - period_year(t.p));
    t.year = y;
    return t;
}

bool facet_when(const period_text *near, bool has_near, const period_text *far, bool has_far,
                period_text *ret)
{
    if (!has_near && !has_far)
        return false;
    if (!has_near || !has_far) {
        *ret = has_near ? *near : *far;
        return true;
    }
    if (only_year(near) && near->year && !only_year(far)) {
        *ret = in_year(*far, near->year);
        return true;
    }
    *ret = near->year || !far->year ? *near : in_year(*near, far->year);
    return true;
}
