/* remaining.h: what the projects in the statistical library can still carry (F28, F29, R24): remaining
 * investment and why it changed, how much of it can be done by a day to come, how far investment can grow on
 * it, how much is missing and has to enter the library; a year's investment by its entry into the library and
 * by domain (F57). Amounts of one unit, growths and shares in percent, months FREQ_M ordinals; missing is
 * NaN. A project stands in the library from the end of the month in which it entered to that before the
 * one in which it left. Pure. */
#ifndef DIAODU_PROJECT_REMAINING_H
#define DIAODU_PROJECT_REMAINING_H
#include "base/base.h"

#define INVEST_NONE INT32_MIN         /* no month */
#define INVEST_ALWAYS (INT32_MIN + 1) /* nobody said since when */
#define INVEST_ACTIVE_MONTHS 12       /* that a project's pace is looked up in */
#define INVEST_BLOCK 64 /* projects whose months are in the cache together: sum up by blocks */
#define INVEST_ENTRY_MONTHS 24 /* how long ago projects entered that tell the first-year rate */

typedef struct invest_project {
    double total;       /* as it stands after all adjustments; NaN: nothing is known to remain */
    double before;      /* done up to and including before_to; NaN = the months are all there is */
    double land;        /* in the total, booked already and in no month; NaN = none */
    double capacity;    /* what it can do a month; NaN = to be worked out */
    double probability; /* of the expected entry, percent; NaN = not said */
    int32_t before_to;  /* NONE: up to the month before the first one */
    int32_t entered, left, expected, stopped; /* stopped: from this month on, or ALWAYS */
    bool apart; /* told by another figure: in no estimate of what can be done (real estate) */
    /* By month, `n` from `first` on; NaN = not reported, not planned, not adjusted. NULL: none at all. */
    const double *actual, *plan, *adjust;
    int32_t first;
    uint32_t n;
    /* What invest_settle() has worked out: `at` 0 = nothing yet. */
    int32_t at;
    double total_at, done_at;
} invest_project;
/* Keep what stands at the end of a month that is asked for often. */
void invest_settle(invest_project *p, int32_t month);

bool invest_in_library(const invest_project *p, int32_t month); /* at its end */
bool invest_halted(const invest_project *p, int32_t month);     /* stopped by then */
bool invest_counts(const invest_project *p, int32_t month); /* in it, not stopped, total known */
/* As they stood at the end of a month: the total less later adjustments, what was done since the
 * beginning, max(0, total − land − done). NaN: the total is not known. */
double invest_total(const invest_project *p, int32_t month);
double invest_done(const invest_project *p, int32_t month);
double invest_remaining(const invest_project *p, int32_t month);
double invest_actual(const invest_project *p, int32_t from, int32_t to); /* sum; none reported: 0 */
bool invest_reported(const invest_project *p, int32_t month);

/* ---- F28, first half: R ---- */
/* What ends in _add adds its n projects to what is there already; begin with {0}. */
typedef struct invest_standing {
    double remaining, total, done; /* of those that count */
    double overrun;                /* Σ done above the total */
    uint32_t in_library, counted, stopped, without_total, finished, silent;
    /* finished: they count, nothing remains; silent: in it, not stopped, not reported in this month */
} invest_standing;
void invest_standing_add(const invest_project *p, size_t n, int32_t month, invest_standing *add);
/* R at the end of each of `count` months up to `last`; oldest first. */
void invest_trend_add(const invest_project *p, size_t n, int32_t last, uint32_t count, double *add);
/* How many months in a row it fell, up to the last. */
uint32_t invest_falling(const double *remaining, uint32_t count);

/* ---- F29 ---- */
/* after − before = entered − invested − left − stopped + adjusted + overrun, whatever the rows say.
 * entered: what remained before the first month of those that came in; invested: in these months by all
 * that counted at their beginning or end; left, stopped: what remained when they did; overrun: what was
 * done above the total takes nothing from what remains. */
typedef struct invest_change {
    double before, after, entered, invested, left, stopped, adjusted, overrun;
} invest_change;
/* From the end of `from` to the end of `to`, month by month. */
void invest_change_add(const invest_project *p, size_t n, int32_t from, int32_t to,
                       invest_change *add);

/* ---- F28, second half: what can be done ---- */
typedef enum invest_pace {
    PACE_UNKNOWN, /* no plan, no capacity, no active month, no first-year rate */
    PACE_PLAN,    /* its plan of these months */
    PACE_FIELD,   /* the capacity that was given */
    PACE_MONTHS,  /* mean of its active months of the last twelve */
    PACE_RATE     /* the first-year rate of the library over twelve */
} invest_pace;
const char *invest_pace_name(invest_pace p); /* unknown plan capacity months rate */

/* Months to look at: `t` the last one that is known; what is asked for is from … to (both after t). */
typedef struct invest_window {
    int32_t t, from, to;
    double first_year; /* rate in percent; NaN */
} invest_window;

typedef struct invest_doing {
    double amount;   /* min(what remains then, pace); 0 when the pace is unknown */
    double capacity; /* a month; NaN where the plan says it all, or nothing does */
    invest_pace pace;
} invest_doing;
/* Of a project that counts at t. Months between t and `from` use up what remains. Months before the last one
 * planned for and without a plan are planned as none; those after it are done at capacity. */
invest_doing invest_executable(const invest_project *p, const invest_window *w);
/* Of one that is expected to enter after t and by `to`: from the month of its entry on, times the
 * probability; without one 0. */
bool invest_expected(const invest_project *p, const invest_window *w);
invest_doing invest_entry(const invest_project *p, const invest_window *w);
/* Expected by t, and still not there. */
bool invest_overdue(const invest_project *p, int32_t t);

/* What is done in the first `months` (1 … 12) months in the library: Σ done / Σ totals in percent, over those
 * that entered in the last 24 months, whose months are over and stand in the series, not in `before`. NaN:
 * there are none. */
typedef struct invest_rate {
    double percent, done, total;
    uint32_t projects;
} invest_rate;
void invest_first_add(const invest_project *p, size_t n, int32_t t, uint32_t months,
                      invest_rate *add);
/* Does it count in that rate, and with what. */
bool invest_first_of(const invest_project *p, int32_t t, uint32_t months, double *ret_done);

/* ---- how far it carries ---- */
/* Last year's level on the comparable base of the present: level × base now / last year's level now. */
double invest_scaled(double level, double base_now, double last_year_now);
/* F8: the base that a target told as amount and as growth implies. */
double invest_base_of_target(double level, double growth);

typedef struct invest_known {
    double level;        /* C_t, 0 when the horizon lies in the year after */
    double base;         /* B_H, comparable */
    double growth;       /* g_T; NaN = no target, or only a level */
    double target_level; /* at the horizon; NaN = base and growth say it */
    double executable, expected;
    double real_estate, below;     /* estimated apart; NaN = not known */
    double first_year, in_horizon; /* rates, percent */
} invest_known;

typedef struct invest_support {
    double target_level, target_growth; /* the one that was not given follows from the other */
    double required;                    /* target_level − C_t, not below 0 */
    double level_stock, level_max;      /* that can be reached: without, with expected entries */
    double growth_stock, growth_max;    /* over the base */
    double ratio;                       /* what can be done / required, percent */
    double missing_stock, missing;      /* required − what can be done, not below 0 */
    double entries, entries_in_horizon; /* totals that have to enter, by either rate */
    double entries_stock;               /* without those that are expected */
    bool reached;                       /* nothing is required any more */
    bool partial;                       /* real estate or what is below the ledger is not known */
} invest_support;
invest_support invest_support_of(const invest_known *k);
/* What an item told apart can bring: its comparable base of the months to come, at its growth now. NaN when
 * one is missing, or the base is not above 0. */
double invest_estimate(double base_rest, double growth);

/* ---- a year's investment by its entry ---- */
typedef struct invest_year {
    double inside;       /* of projects in the library at some time of the year, up to leaving it */
    double early;        /* of that: before the month of entry, taken along when entering */
    double late;         /* after leaving */
    double outside;      /* of projects that were not in it this year */
    bool enters, leaves; /* this year */
} invest_year;
invest_year invest_year_of(const invest_project *p, int32_t t); /* January to t */

/* ---- F57 ---- */
typedef struct invest_joined {
    double sum, overlaps, joined,
        unexplained;  /* joined = sum − overlaps, unexplained = total − joined */
    uint32_t missing; /* domains without a figure: contained in `unexplained` */
} invest_joined;
/* An overlap that is not known leaves joined and unexplained unknown. */
invest_joined invest_join(double total, const double *domains, size_t n, const double *overlaps,
                          size_t m);
#endif
