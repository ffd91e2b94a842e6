/* forecast.h: a forecast beside what is known: its base, what came before it, and the single period that
 * it implies (M57). Forecasts never stand in for figures: what came before are figures. Pure. */
#ifndef DIAODU_PANEL_FORECAST_H
#define DIAODU_PANEL_FORECAST_H
#include "panel/measure.h"

typedef struct forecast {
    value v;
    bool given;             /* a level or a growth stands */
    double growth;          /* as given, else from levels where they may say it */
    double base;            /* comparable level of the same period a year before */
    bool single;            /* the last single period can be told from cumulative levels */
    double previous;        /* cumulative before it, of the same year; 0 before the first */
    double periods_before;  /* single periods that `previous` is made of */
    double last_year_month; /* that single period a year before */
} forecast;
forecast forecast_at(spot s); /* s.t in the indicator's own frequency */
/* The same of a figure that has come: nobody forecasts what is known. */
forecast forecast_known_at(spot s);
/* Do levels of the indicator add up over areas. */
bool forecast_adds(const indicator *i);
/* The period of the newest figure of s.t's year up to s.t; false when there is none. */
bool forecast_last_known(spot s, period *ret);

#endif
