/* target.h: what is aimed at, how far it is, and what the rest of the time must deliver (F7-F12, R2,
 * R14, R18, R19, R29; contract section 3 "Targets", "Checkpoints", "Progress" and section 9). */
#ifndef DIAODU_TARGET_H
#define DIAODU_TARGET_H
#include "panel/measure.h"

/* What kind of target an indicator takes. */
typedef enum target_class {
    CLASS_FLOW,   /* flows and event counts: divided by time */
    CLASS_STOCK,  /* from last December's end to the target */
    CLASS_LEVEL,  /* rate, per capita, index: the target holds at every checkpoint */
    CLASS_CEILING /* flow or event count with direction lower: used and room */
} target_class;
target_class target_class_of(const indicator *i);

/* A target as stored for one point (the year's end or a checkpoint); NaN = not given. */
typedef struct target {
    bool given;
    double level, growth; /* growth: as given, else the low (high for at_most) bound */
    double low, high;
    comparison comparison;
    assess assess;
    tier tier;
} target;
/* Is less better: direction lower, or a target said as at_most? */
bool target_below(const indicator *i, const target *t);
/* Stored for the point `t` (any frequency; targets lie at months), tier assigned, else set, strive. */
target target_stored(spot s, period t);
target target_tier(spot s, period t, tier tier);

double stock_start(spot s); /* S0: the stock at the end of last year */

/* The year's target of a figure and how it is judged. */
typedef struct year_target {
    target stored;
    double level, growth; /* level may be derived from the growth (F8) */
    bool derived;         /* level was derived */
    bool by_growth;       /* judged by growth */
} year_target;
year_target target_of_year(spot s);

typedef enum check_state {
    STATE_NONE,
    STATE_OPEN,
    STATE_REACHED,
    STATE_MISSED,
    STATE_WITHIN,
    STATE_EXCEEDED
} check_state;
const char *check_state_name(check_state s);
typedef enum feasible {
    FEASIBLE_UNKNOWN,
    FEASIBLE_WITHIN_REACH,
    FEASIBLE_EFFORT,
    FEASIBLE_HARD
} feasible;
const char *feasible_name(feasible f);

/* One checkpoint of a figure. Exists only where there is a target. */
typedef struct checkpoint {
    bool exists;
    double target, done, owed, surplus; /* done in percent of the target */
    double owed_pp;                     /* by growth, rates: positive when short */
    bool due; /* what is short is owed: the time has come, or less is done than usually by now */
    check_state state;
    double months_left; /* with days of a month as a fraction */
    double required_per_month, required_growth, max_ever_per_month;
    feasible feasible;
} checkpoint;
/* `at`: Q1 H1 Q3 Y as the month they end (FREQ_M) or a day (FREQ_D). */
checkpoint checkpoint_at(spot s, period at);
/* A stored target and the figure it is held against: of its own point, of the year the newest. */
typedef struct target_standing {
    period at; /* of the figure */
    double level, growth;
    double done, owed_pp; /* as of a checkpoint */
    check_state state;
} target_standing;
/* `s.t`: the newest period that is due; `at`: a month. False while the point is to come. */
bool target_stands(spot s, period at, tier tier, target_standing *ret);
/* "Q1" "H1" "Q3" "Y", a month or a date, in the year of t. */
bool checkpoint_parse(str text, period t, period *ret);
bool checkpoint_stored(spot s, period at);

typedef struct progress {
    double of_target; /* C / T × 100; stocks: increment over increment */
    double time;      /* 序时进度, t/12 × 100 */
    double last_year, usual;
} progress;
progress progress_at(spot s, const year_target *t);

/* Ceilings. */
typedef struct ceiling {
    double used, room, per_month;
} ceiling;
ceiling ceiling_at(spot s, const year_target *t);

/* Points short of the growth (or level of a rate): positive when short; for direction lower when
 * above. */
double target_owed_pp(spot s, const year_target *t, double growth, double level);

#endif
