/* A series recomputed on the boundary of another day (contract section 2, validity): the areas that
 * made up the territory in each period, summed; null with `no_history` where one is unknown. */
#include "api/answers.h"
#include "base/str.h"
#include "model/boundary.h"
#include "panel/contribution.h"

static bool put_row(cx *c, json *j, spot s, int64_t day, bool *any)
{
    boundary b;
    plate now = {.level = MISSING, .growth = MISSING};
    TRY(boundary_on(c, s.p->k, s.a, day, s.t, &b));
    if (b.n_parts)
        TRY(plate_make(c, s, b.parts, b.n_parts, &now));
    *any = has(now.level) || has(now.growth);
    if (!*any && !b.n_missing && !has(value_at(s).level))
        return true;
    json_obj(j, NULL);
    put_period(j, "period", s.t);
    json_num(j, "level", now.level);
    json_num(j, "growth", now.growth);
    json_arr(j, "parts");
    for (uint32_t i = 0; i < b.n_parts; i++)
        json_str(j, NULL, s.p->k->areas[b.parts[i]].code);
    json_end(j, ']');
    json_arr(j, "missing");
    for (uint32_t i = 0; i < b.n_missing; i++)
        json_str(j, NULL, s.p->k->areas[b.missing[i]].code);
    json_end(j, ']');
    json_strz(j, "reason",
              b.n_missing ? reason_name(REASON_NO_HISTORY)
              : *any      ? NULL
                          : reason_name(REASON_NOT_REPORTED));
    json_end(j, '}');
    return true;
}

static bool each_period(cx *c, json *j, spot s, int64_t day, period from, period to)
{
    int32_t first, last;
    freq f = s.ind->freqs[0];
    if (!panel_span(s.p, s.ind->id, s.b, f, &first, &last))
        return true;
    for (int32_t o = first; o <= last; o++) {
        bool any;
        spot at = spot_period(s, (period){f, o});
        if ((from.f != FREQ_NONE && period_last_day(at.t) < period_last_day(from)) ||
            (to.f != FREQ_NONE && period_last_day(at.t) > period_last_day(to)) ||
            !period_exists(s.ind, s.b, at.t))
            continue;
        TRY(put_row(c, j, at, day, &any));
    }
    return true;
}

bool answer_boundary(cx *c, const desk *d, const query *q, sb *out)
{
    ind_id ind;
    area_id a;
    period day, from = PERIOD_NONE, to = PERIOD_NONE;
    TRY(desk_need_figure(c, d, q->area, q->indicator, &a, &ind));
    TRY(need_period(c, q->boundary, &day));
    if (q->from.n)
        TRY(need_period(c, q->from, &from));
    if (q->to.n)
        TRY(need_period(c, q->to, &to));
    json j;
    json_init(&j, out);
    json_obj(&j, NULL);
    json_str(&j, "indicator", d->k->inds[ind].code);
    put_ind_name(&j, "name", &d->k->inds[ind], c->lang);
    json_str(&j, "unit", unit_said(d->k->units, d->k->inds[ind].unit, c->lang));
    put_area(&j, "area", d->k, a, c->lang);
    json_str(&j, "boundary", q->boundary);
    put_time(&j, "as_of", desk_instant(d));
    json_arr(&j, "rows");
    TRY(each_period(c, &j, spot_at(d->p, ind, a, from), period_last_day(day), from, to));
    json_end(&j, ']');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
