/* measure.h: one figure of one area in one period, and everything that is said of it by comparing
 * it with itself: growth, base, single period, changes (contract section 3; F1-F4, R1-R3, R10, R11,
 * R15). Pure functions over a snapshot. */
#ifndef DIAODU_MEASURE_H
#define DIAODU_MEASURE_H
#include "panel/panel.h"

/* Where a figure stands. */
typedef struct spot {
    const panel *p;
    const indicator *ind;
    basis b;
    area_id a;
    period t;
} spot;
spot spot_at(const panel *p, ind_id i, area_id a, period t); /* in the indicator's own basis */
static inline spot spot_period(spot s, period t)
{
    s.t = t;
    return s;
}
static inline spot spot_area(spot s, area_id a)
{
    s.a = a;
    return s;
}

/* Why something is null. */
#define REASON_TABLE(X)                                                                            \
    X(NONE, "")                                                                                    \
    X(NOT_REPORTED, "not_reported")                                                                \
    X(NO_BASE, "no_base")                                                                          \
    X(BASE_NOT_POSITIVE, "base_not_positive")                                                      \
    X(REAL_NOT_PUBLISHED, "real_growth_not_published")                                             \
    X(BASIS_BREAK, "basis_break")                                                                  \
    X(NOT_ADDITIVE, "not_additive")                                                                \
    X(PARENT_NOT_POSITIVE, "parent_growth_not_positive")                                           \
    X(NO_WEIGHTS, "no_weights")                                                                    \
    X(NO_HISTORY, "no_history")                                                                    \
    X(MEMBERS_MISSING, "members_missing")                                                          \
    X(MIXED, "mixed")                                                                              \
    X(ROSTER_CHANGED, "roster_changed")                                                            \
    X(NOT_RANKED, "not_ranked")                                                                    \
    X(NO_AMOUNT, "no_amount")                                                                      \
    X(CEILING, "ceiling")
typedef enum reason {
#define X(id, word) REASON_##id,
    REASON_TABLE(X)
#undef X
} reason;
const char *reason_name(reason r);

#define KIND_COMPUTED ((kind)6)        /* made from its members by the indicator's aggregation */
const char *measure_kind_name(kind k); /* NULL for KIND_NONE */

/* The newest final, else flash, separately for level and growth; else, for areas, what the
 * aggregation computes from members that all have a value. */
typedef struct value {
    double level, growth; /* growth as published */
    double base;          /* comparable base published beside it */
    kind kind, growth_kind;
    uint16_t sbasis, rank;
    bool computed;
} value;
value value_at(spot s);
/* Only what is stored, never computed from members. */
value value_stored(spot s);
/* What one kind alone says; KIND_NONE: value_at(). So a flash that a final has overtaken is told as
 * it was. */
value value_as(spot s, kind k);

typedef enum growth_source {
    SOURCE_NONE,
    SOURCE_PUBLISHED,
    SOURCE_COMPUTED,
    SOURCE_INDEX
} growth_source;
const char *growth_source_name(growth_source g); /* NULL for none */
typedef enum turn { TURN_NONE, TURN_TO_PROFIT, TURN_TO_LOSS, TURN_LOSS_LESS, TURN_LOSS_MORE } turn;
const char *turn_name(turn t); /* 扭亏为盈 …; NULL for none */

typedef struct growth {
    double g; /* NaN = null, then `why` says it */
    growth_source source;
    double computed;  /* the plain ratio over last year's stored level */
    double nominal;   /* the same for constant-price indicators, printed only as 名义 */
    double base;      /* level a year ago on a comparable base, in level units; NaN = none */
    double last_year; /* last year's stored level, carried over a linkable break */
    reason why;
    turn turn;
} growth;
growth growth_at(spot s);
/* The same when the value is at hand already. */
growth growth_of(spot s, const value *v);

/* What an indicator is compared by: growths, or levels for rates and diffusion indices. */
bool measure_by_points(const indicator *i);
double measure_points(spot s); /* that figure; NaN */

/* The span alone: reported where stored, else C(t) − C(t−1). */
typedef struct single {
    double level;
    bool derived;
} single;
single single_at(spot s);
single single_as(spot s, kind k); /* of one kind; what it is taken from stands as it does */
double single_mom(spot s);        /* percent on the previous single period */
double single_mom_as(spot s, kind k);
typedef struct single_growth {
    double g;
    growth_source source; /* PUBLISHED or COMPUTED (= derived) */
} single_growth;
single_growth single_growth_at(spot s);

/* The calendar's previous figure of the same series (February of a joint indicator: December). */
period period_previous(const indicator *i, basis b, period t);
/* Does the calendar know a figure of this indicator for t at all? (no January of a joint one) */
bool period_exists(const indicator *i, basis b, period t);
double change_year(spot s); /* points */
double change_previous(spot s);

/* Cumulative level to t within the year, as targets see it: the level itself for ytd and end, the
 * sum of the year's periods for `period` (NaN when one is missing). */
double cumulative_at(spot s);
period year_end(const indicator *i, period t); /* the year's last figure, in t's frequency */
/* Is there a break that cannot be linked between the two periods of this series? */
bool measure_break(spot s, period older);
/* By what a level of the older period is multiplied to stand on the basis of s: 1 within one basis,
 * the factor of a break that links, NaN across one that does not. */
double measure_link(spot s, period older);

#endif
