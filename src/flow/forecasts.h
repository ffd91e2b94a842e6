/* forecasts.h: what was forecast when: every version of the forecasts of an indicator, and when its
 * figures came. For the accuracy of forecasts (F41) and their way from day to day (F42); what stands is
 * in the panel. */
#ifndef DIAODU_FLOW_FORECASTS_H
#define DIAODU_FLOW_FORECASTS_H
#include "flow/desk.h"

/* One commit's word on one figure. */
typedef struct forecast_event {
    obs_key key;        /* of the forecast, for figures too */
    int64_t commit, at; /* microseconds */
    kind kind;          /* forecast; or flash, final: a figure came, or was taken back */
    bool gone;          /* nothing was said but that it goes */
    double level,
        growth; /* of a forecast: what stands after this commit, in the indicator's unit; NaN */
} forecast_event;
typedef struct forecast_log {
    forecast_event *list; /* sorted by key, commit, kind */
    size_t n, cap;
} forecast_log;

/* Whose, and of which periods (FREQ_NONE: open); in the indicator's own basis. */
typedef struct forecast_ask {
    ind_id ind;        /* ID_NONE = all that have forecasts */
    const bool *areas; /* by id */
    period from, to;
} forecast_ask;
/* As of the desk's instant. Reads the store. */
bool forecasts_load(cx *c, const desk *d, const forecast_ask *ask, forecast_log *ret) CHECKED;
void forecasts_done(forecast_log *l); /* safe twice */

/* The forecast that counts: the last one committed before the figure first came (before the one that
 * stands, where an earlier one was taken back). Of events of one key; NULL when there is none. */
const forecast_event *forecast_counted(const forecast_event *e, size_t n);

#endif
