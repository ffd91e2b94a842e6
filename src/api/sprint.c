/* The days before a period closes (M25, F42): what the area and its members forecast from day to day,
 * how far it still is, and how fast it goes. */
#include "api/answers.h"
#include "filing/rollup.h"
#include "flow/forecasts.h"
#include "panel/board.h"
#include "panel/forecast.h"

#define PACE_DAYS 7 /* daily figures: the pace is that of the last week */

/* The forecast that stood at the end of a day. */
struct day {
    int64_t day;
    double level, growth;
};
struct days {
    struct day *list; /* oldest first; a day without a new one is not there */
    size_t n;
};

struct runner {
    spot s; /* in the period that closes */
    struct days days;
    forecast f; /* the newest */
    double done, target;
    period done_at; /* of the newest figure; FREQ_NONE = none yet */
    pace pace;
};

static double growth_said(spot s, const forecast_event *e)
{
    value v = {.level = e->level, .growth = e->growth, .base = MISSING, .kind = KIND_FORECAST};
    return growth_of(s, &v).g;
}

static bool days_of(cx *c, spot s, const forecast_log *log, struct days *ret)
{
    *ret = (struct days){cx_alloc(c, (log->n + 1) * sizeof *ret->list), 0};
    TRY(ret->list);
    for (size_t i = 0; i < log->n; i++) {
        const forecast_event *e = &log->list[i];
        if (obs_key_area(e->key) != s.a || obs_key_ind(e->key) != s.ind->id ||
            obs_key_basis(e->key) != s.b || period_cmp(obs_key_period(e->key), s.t) != 0 ||
            e->kind != KIND_FORECAST)
            continue;
        int64_t day = time_day(e->at);
        bool again = ret->n && ret->list[ret->n - 1].day == day;
        ret->list[again ? ret->n - 1 : ret->n++] = (struct day){day, e->level, growth_said(s, e)};
    }
    return true;
}

/* Cumulative at the end of a day, where figures come daily: a figure, else a forecast of that day. */
static double daily(spot s, int64_t day)
{
    period t = {FREQ_D, (int32_t)day};
    double v = value_at(spot_period(s, t)).level;
    return has(v) ? v : value_as(spot_period(s, t), KIND_FORECAST).level;
}

static bool pace_by_days(spot s, int64_t today, pace_known *k)
{
    int64_t first = period_first_day((period){FREQ_Y, period_year(s.t)});
    int64_t last = today < k->end ? today : k->end;
    for (k->now_day = last; k->now_day >= first && k->now_day > last - 31; k->now_day--)
        if (has(k->now = daily(s, k->now_day)))
            break;
    if (!has(k->now))
        return false;
    for (k->before_day = k->now_day - PACE_DAYS; k->before_day < k->now_day; k->before_day++)
        if (k->before_day >= first && has(k->before = daily(s, k->before_day)))
            return true;
    return false;
}

/* By months: the newest figure of the year and the one before it; a year's flows begin at 0. */
static void pace_by_periods(const struct runner *r, pace_known *k)
{
    spot s = spot_period(r->s, r->done_at);
    period before = period_previous(s.ind, s.b, s.t);
    bool first = period_year(before) != period_year(s.t);
    k->now = r->done;
    k->now_day = period_last_day(s.t);
    k->before_day = period_last_day(before);
    k->before = first && s.b == BASIS_YTD
                    ? 0
                    : value_at(spot_period(s, before)).level * measure_link(s, before);
}

static bool runner_make(cx *c, spot s, const forecast_log *log, int64_t today, struct runner *r)
{
    pace_known k = {.now = MISSING, .before = MISSING, .today = today, .end = period_last_day(s.t)};
    *r = (struct runner){.s = s, .f = forecast_at(s), .done = MISSING};
    TRY(days_of(c, s, log, &r->days));
    r->target = checkpoint_at(s, period_as_month(s.t)).target;
    k.target = r->target;
    if (forecast_last_known(s, &r->done_at))
        r->done = value_at(spot_period(s, r->done_at)).level;
    if (!forecast_adds(s.ind) || s.b == BASIS_PERIOD)
        k.now = MISSING;
    else if (ind_has_freq(s.ind, FREQ_D) && pace_by_days(s, today, &k)) {
        r->done_at = (period){FREQ_D, (int32_t)k.now_day};
        r->done = k.now;
    } else if (has(r->done))
        pace_by_periods(r, &k);
    r->pace = pace_of(&k);
    return true;
}

static double change_of(const struct days *l, size_t i)
{
    return i ? l->list[i].level - l->list[i - 1].level : MISSING;
}

static void put_pace(json *j, const struct runner *r)
{
    json_num(j, "target", r->target);
    json_num(j, "done", r->done);
    if (r->done_at.f == FREQ_NONE)
        json_nil(j, "done_period");
    else
        put_period(j, "done_period", r->done_at);
    json_int(j, "days_left", r->pace.days_left);
    json_num(j, "owed", r->pace.owed);
    json_num(j, "pace", r->pace.recent);
    json_num(j, "pace_needed", r->pace.needed);
    json_num(j, "expected_close", r->pace.expected_close);
    json_num(j, "implied_month", r->f.single ? r->f.v.level - r->f.previous : MISSING);
    json_num(j, "last_year_month", r->f.last_year_month);
}

static void put_days(json *j, const struct days *l)
{
    json_arr(j, "days");
    for (size_t i = 0; i < l->n; i++) {
        json_obj(j, NULL);
        put_period(j, "day", (period){FREQ_D, (int32_t)l->list[i].day});
        json_num(j, "level", l->list[i].level);
        json_num(j, "growth", l->list[i].growth);
        json_num(j, "change", change_of(l, i));
        json_end(j, '}');
    }
    json_end(j, ']');
}

static void put_runner(json *j, const struct runner *r, lang l)
{
    const area *a = &r->s.p->k->areas[r->s.a];
    const struct days *d = &r->days;
    double gap = r->target - r->f.v.level;
    json_obj(j, NULL);
    json_str(j, "area", a->code);
    json_str(j, "area_name", area_said(a, l));
    if (d->n)
        put_period(j, "day", (period){FREQ_D, (int32_t)d->list[d->n - 1].day});
    else
        json_nil(j, "day");
    json_num(j, "level", r->f.v.level);
    json_num(j, "growth", r->f.growth);
    json_num(j, "before", d->n > 1 ? d->list[d->n - 2].level : MISSING);
    json_num(j, "change", d->n ? change_of(d, d->n - 1) : MISSING);
    json_num(j, "short", gap > 0 || !has(gap) ? gap : 0);
    put_pace(j, r);
    json_end(j, '}');
}

/* The area itself and those of its members that may be seen. */
static bool load(cx *c, const desk *d, spot s, forecast_log *log)
{
    const area *own = &d->k->areas[s.a];
    bool *asked = cx_alloc(c, (d->k->n_areas + 1) * sizeof *asked);
    TRY(asked);
    asked[s.a] = true;
    for (uint32_t i = 0; i < own->n_additive; i++)
        asked[own->additive[i]] = true;
    forecast_ask ask = {.ind = s.ind->id, .areas = asked, .from = s.t, .to = s.t};
    return forecasts_load(c, d, &ask, log);
}

static bool put_members(cx *c, json *j, const desk *d, const struct runner *own,
                        const forecast_log *log, int64_t today)
{
    const area *a = &d->k->areas[own->s.a];
    struct runner r;
    json_arr(j, "rows");
    put_runner(j, own, c->lang);
    for (uint32_t i = 0; i < a->n_additive; i++) {
        if (!area_valid(d->k, a->additive[i], own->s.t) ||
            !desk_sees(d, a->additive[i], own->s.ind->id))
            continue;
        TRY(runner_make(c, spot_area(own->s, a->additive[i]), log, today, &r));
        put_runner(j, &r, c->lang);
    }
    json_end(j, ']');
    return true;
}

static bool put_sprint(cx *c, json *j, const desk *d, spot s, const forecast_log *log)
{
    struct runner own;
    int64_t today = time_day(answer_instant(d));
    TRY(runner_make(c, s, log, today, &own));
    json_obj(j, NULL);
    put_area(j, "area", d->k, s.a, c->lang);
    json_str(j, "indicator", s.ind->code);
    put_ind_name(j, "name", s.ind, c->lang);
    json_str(j, "unit", unit_said(d->k->units, s.ind->unit, c->lang));
    put_period(j, "period", s.t);
    put_period(j, "today", (period){FREQ_D, (int32_t)today});
    put_period(j, "end", (period){FREQ_D, (int32_t)period_last_day(s.t)});
    put_days(j, &own.days);
    put_pace(j, &own);
    TRY(put_members(c, j, d, &own, log, today));
    json_end(j, '}');
    return true;
}

bool answer_sprint(cx *c, const desk *d, const query *q, sb *out)
{
    ind_id ind;
    area_id a;
    period asked;
    forecast_log log;
    json j;
    TRY(need_own_area(c, d, q->area, &a) && desk_need_ind(c, d, q->indicator, &ind));
    if (!desk_sees(d, a, ind))
        return catalog_no_area(c, d->k->areas[a].name);
    TRY(need_period(c, q->period, &asked));
    spot s = spot_at(d->p, ind, a, asked);
    if (!period_point(asked, s.ind->freqs[0], &s.t) || !period_exists(s.ind, s.b, s.t))
        return fail(c, ERR_USAGE, "该指标没有“" STR_FMT "”的数",
                    "there is no figure of this indicator for \"" STR_FMT "\"", STR_ARG(q->period));
    TRY(load(c, d, s, &log));
    json_init(&j, out);
    bool ok = put_sprint(c, &j, d, s, &log);
    forecasts_done(&log);
    return ok && (sb_ok(out) || fail_memory(c));
}
