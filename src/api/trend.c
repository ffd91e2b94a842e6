#include "api/answers.h"
#include "panel/board.h"
#include "panel/overview.h"
#include "panel/trend.h"

bool answer_trend(cx *c, const desk *d, const query *q, sb *out)
{
    ind_id ind;
    area_id a;
    period asked;
    finding list[TREND_MAX];
    TRY(desk_need_figure(c, d, q->area, q->indicator, &a, &ind));
    TRY(need_period(c, q->period, &asked));
    spot s = spot_at(d->p, ind, a, asked);
    int n = board_period(s.ind, asked, d->as_of, &s.t) ? trend_find(s, list) : 0;
    json j;
    json_init(&j, out);
    json_obj(&j, NULL);
    json_str(&j, "indicator", s.ind->code);
    put_ind_name(&j, "name", s.ind, c->lang);
    put_area(&j, "area", d->k, a, c->lang);
    put_period(&j, "period", s.t);
    put_time(&j, "as_of", desk_instant(d));
    json_arr(&j, "rows");
    for (int i = 0; i < n; i++) {
        json_obj(&j, NULL);
        json_strz(&j, "finding", trend_name(list[i].kind));
        put_period(&j, "since", list[i].since);
        json_int(&j, "periods", list[i].periods);
        json_num(&j, "value", list[i].value);
        json_bool(&j, "from_start", list[i].from_start);
        json_bool(&j, "equalled", list[i].equalled);
        json_end(&j, '}');
    }
    json_end(&j, ']');
    json_obj(&j, "total");
    json_int(&j, "findings", n);
    if (q->base_year) {
        base_year b = base_year_at(s, q->base_year);
        json_int(&j, "base_year", q->base_year);
        json_num(&j, "recovery", b.recovery);
        json_num(&j, "mean_growth", b.mean_growth);
        json_strz(&j, "reason", b.why == REASON_NONE ? NULL : reason_name(b.why));
    }
    json_end(&j, '}');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
