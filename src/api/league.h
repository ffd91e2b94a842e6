/* league.h: how true the forecasts of an indicator were, area by area (M58, F41, R27): the last one before
 * the figure came against the figure that stands. */
#ifndef DIAODU_API_LEAGUE_H
#define DIAODU_API_LEAGUE_H
#include "filing/rollup.h"
#include "flow/forecasts.h"
#include "panel/measure.h"

typedef struct league_result {
    area_id area;
    accuracy level, points; /* errors in percent of levels; in points of growth, or of a rate */
    uint32_t rank;          /* 0 = none */
} league_result;

typedef struct league {
    const indicator *ind;
    league_result
        *list; /* whose areas are set by the caller: an area above the others, then these */
    uint32_t n;
    bool
        by_points; /* what counts: growth of real and comparable figures, or where nobody gives levels */
} league;

/* Fills l->list from the `n` events of l->ind; places are among list[1..]. Memory in c->a. */
bool league_make(cx *c, const desk *d, const forecast_event *e, size_t n, league *l) CHECKED;
const accuracy *league_counted(const league *l, const league_result *r);

/* Forecast and figure of one period side by side, as the league counts them. */
typedef struct forecast_pair {
    double level[2],
        growth[2]; /* forecast, figure; of rates and indices growth is the value itself */
} forecast_pair;
/* Of events of one key; false when nothing was forecast before the figure came. */
bool forecast_pair_of(const desk *d, const forecast_event *e, size_t n, forecast_pair *ret);

#endif
