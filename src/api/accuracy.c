/* How true forecasts were (M58, F41, R27): the last one before the figure came against the figure that
 * stands, per area and indicator. */
#include "api/answers.h"
#include "api/league.h"

static void put_result(json *j, const desk *d, const league *l, const league_result *r, lang g)
{
    const area *a = &d->k->areas[r->area];
    const accuracy *of = league_counted(l, r);
    json_obj(j, NULL);
    json_str(j, "area", a->code);
    json_str(j, "area_name", area_said(a, g));
    json_str(j, "indicator", l->ind->code);
    put_ind_name(j, "name", l->ind, g);
    json_int(j, "n", of->n);
    json_num(j, "mape", r->level.size);
    json_num(j, "mae_points", r->points.size);
    json_strz(j, "by", l->by_points ? "points" : "level");
    json_num(j, "bias", of->bias);
    json_strz(j, "side", accuracy_side_name(of->side));
    json_bool(j, "good", of->good);
    if (r->rank)
        json_int(j, "rank", r->rank);
    else
        json_nil(j, "rank");
    json_end(j, '}');
}

static bool put_leagues(cx *c, json *j, const desk *d, const forecast_log *log, league *l)
{
    for (size_t from = 0, to; from < log->n; from = to) {
        ind_id ind = obs_key_ind(log->list[from].key);
        for (to = from + 1; to < log->n && obs_key_ind(log->list[to].key) == ind; to++)
            ;
        l->ind = &d->k->inds[ind];
        TRY(league_make(c, d, log->list + from, to - from, l));
        for (uint32_t i = 0; i < l->n; i++)
            if (league_counted(l, &l->list[i])->n && desk_sees(d, l->list[i].area, ind))
                put_result(j, d, l, &l->list[i], c->lang);
    }
    return true;
}

static bool members(cx *c, const desk *d, area_id a, bool *asked, league *l)
{
    const area *own = &d->k->areas[a];
    l->list = cx_alloc(c, (own->n_additive + 1) * sizeof *l->list);
    TRY(l->list);
    l->list[l->n++].area = a;
    for (uint32_t i = 0; i < own->n_additive; i++)
        l->list[l->n++].area = own->additive[i];
    for (uint32_t i = 0; i < l->n; i++)
        asked[l->list[i].area] = true;
    return true;
}

bool answer_accuracy(cx *c, const desk *d, const query *q, sb *out)
{
    area_id a;
    forecast_log log;
    forecast_ask ask = {.ind = ID_NONE};
    league l = {0};
    json j;
    TRY(need_own_area(c, d, q->area, &a));
    TRY(!q->indicator.n || desk_need_ind(c, d, q->indicator, &ask.ind));
    TRY(!q->from.n || need_period(c, q->from, &ask.from));
    TRY(!q->to.n || need_period(c, q->to, &ask.to));
    bool *asked = cx_alloc(c, (d->k->n_areas + 1) * sizeof *asked);
    ask.areas = asked;
    TRY(asked && members(c, d, a, asked, &l) && forecasts_load(c, d, &ask, &log));
    json_init(&j, out);
    json_obj(&j, NULL);
    put_area(&j, "area", d->k, a, c->lang);
    put_time(&j, "as_of", desk_instant(d));
    json_arr(&j, "rows");
    bool ok = put_leagues(c, &j, d, &log, &l);
    json_end(&j, ']');
    json_int(&j, "periods_needed", ACCURACY_PERIODS);
    json_end(&j, '}');
    forecasts_done(&log);
    return ok && (sb_ok(out) || fail_memory(c));
}
