/* rollup.h: what many units hand in, put together: the sum and what it implies (M57, F41), how true
 * their forecasts were (M58, F41), and what is still to come each day (M25, F42). Pure. Missing is NaN;
 * growths are in percent, levels in the indicator's own unit. */
#ifndef DIAODU_ROLLUP_H
#define DIAODU_ROLLUP_H
#include "model/names.h"

/* ---- roll-up ---- */
/* One unit's figure of the period, and what is known of it. */
typedef struct rollup_member {
    double level, growth;   /* as handed in; both NaN: missing */
    double last_year;       /* its comparable base: level of the same period a year before */
    double previous;        /* cumulative before the last single period, of this year */
    double last_year_month; /* that single period a year before */
} rollup_member;
static inline bool rollup_reported(const rollup_member *m)
{
    return m->level == m->level || m->growth == m->growth;
}

typedef struct rollup_rule {
    price price;
    bool adds;    /* levels add up over areas: no rate, index or figure a head */
    bool partial; /* the sum of those that are there is asked for, and marked */
    bool single;  /* the last single period can be told: level less the cumulative before it */
    double periods_before; /* single periods that `previous` is made of: 5 for January-May */
} rollup_rule;

typedef struct rollup {
    uint32_t members, reported;
    bool partial;           /* some member is missing, and the figures are those of the others */
    double sum;             /* NaN while a member has no level, unless partial */
    double last_year;       /* Σ of their comparable bases; NaN when one has none */
    double growth;          /* of the sum; constant prices: Σ base·growth / Σ base */
    double previous, month; /* Σ before, and the single period that the sum implies */
    double last_year_month;
    double k; /* month over the mean single period so far (sentence 28) */
} rollup;
/* Nobody is silently left out or taken for zero: with a member missing everything is NaN but the
 * counts, unless `partial` is asked for; then all figures are of those that reported. */
rollup rollup_of(const rollup_member *m, size_t n, const rollup_rule *r);
/* One figure alone (an area's own), by the same rules. */
rollup rollup_own(const rollup_member *m, const rollup_rule *r);
/* Official figure less the sum of the members: what nobody below accounts for. */
double rollup_residual(double official, const rollup *r);

/* ---- accuracy of forecasts ---- */
#define ACCURACY_PERIODS 6 /* fewer say nothing about a unit (R27) */
typedef enum accuracy_side {
    SIDE_LEVEL, /* now above, now below */
    SIDE_OVER,  /* forecasts lie too high */
    SIDE_UNDER  /* forecasts lie too low */
} accuracy_side;
const char *accuracy_side_name(accuracy_side s); /* level over under */
typedef struct accuracy {
    uint32_t n;         /* periods with both a forecast and a figure */
    double size;        /* mean |error|: percent of the figure (MAPE), or points */
    double bias;        /* mean error = figure − forecast, in the same measure */
    accuracy_side side; /* the same sign in five of six; level under six periods */
    bool good;          /* at most 3 percent, or 1 point */
} accuracy;
/* Pairs with a part missing are left out; so are figures of 0 where errors are in percent. `points`:
 * the values are growths or rates, and the errors points. */
accuracy accuracy_of(const double *forecast, const double *figure, size_t n, bool points);
/* League: 1 is the smallest error, ties share a place; 0 = under ACCURACY_PERIODS, not ranked. */
void accuracy_ranks(const accuracy *a, size_t n, uint32_t *ret_rank);

/* ---- the days left ---- */
typedef struct pace_known {
    double now, before;          /* cumulative at the end of two days */
    int64_t now_day, before_day; /* FREQ_D ordinals, before < now */
    double target;               /* at the end of the period */
    int64_t today, end;
} pace_known;
typedef struct pace {
    int64_t days_left; /* end − today; 0 when it is over */
    double owed;       /* max(0, target − now) */
    double recent;     /* a day, between the two days */
    double needed; /* owed over the days left; 0 when nothing is owed; NaN when no day is left */
    double expected_close; /* now + recent × days from now_day to the end */
} pace;
pace pace_of(const pace_known *k);

#endif
