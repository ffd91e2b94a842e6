/* trend.h: what stands out in a series (F21-F23, R25): lowest or highest since, first time below a
 * line, changes of sign, multiples. */
#ifndef DIAODU_TREND_H
#define DIAODU_TREND_H
#include "panel/measure.h"

typedef enum trend_kind {
    TREND_LOWEST,
    TREND_HIGHEST,
    TREND_BELOW_10,
    TREND_TO_POSITIVE,
    TREND_TO_NEGATIVE,
    TREND_MULTIPLE,
    TREND_TWO_YEAR,
    TREND_BASE_HIGH,
    TREND_BASE_LOW
} trend_kind;
const char *trend_name(trend_kind k);

typedef struct finding {
    trend_kind kind;
    period
        since; /* lowest_since: the earliest period of the run; first_below: the last time below */
    bool from_start; /* the run reaches the first reading stored: 有数据以来 */
    bool equalled;   /* an equal value ended the run: 与…持平 */
    int periods;     /* how many readings, this one included */
    double value;
} finding;

#define TREND_MAX 9
/* Findings of the growth (level for rates) at s; returns how many were written. */
int trend_find(spot s, finding out[TREND_MAX]);

#endif
