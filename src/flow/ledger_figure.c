/* Figures of the desk in formulas of ledgers: level(), growth(), base(). */
#include "flow/ledgers_impl.h"
#include "panel/measure.h"
#include <math.h>

double ledger_figure(void *user, view_figure f, str indicator, str area, str period_said)
{
    const ledger_hold *h = user;
    const desk *d = h->d;
    ind_id i = catalog_ind(d->k, indicator);
    area_id a = catalog_area(d->k, area);
    period t;
    if (i == ID_NONE || a == ID_NONE || !d->p || !period_parse_iso(period_said, &t))
        return NAN;
    if (!h->whole && !desk_sees(d, a, i))
        return NAN;
    spot s = spot_at(d->p, i, a, t);
    if (f == VIEW_LEVEL)
        return value_at(s).level;
    growth g = growth_at(s);
    return f == VIEW_GROWTH ? g.g : g.base;
}
