/* overview.h: counts over a board and over a ranking (F19, F20, F44, T1, T19): how many are above the
 * parent, first, last; how many areas grew or fell, how far they lie apart. */
#ifndef DIAODU_OVERVIEW_H
#define DIAODU_OVERVIEW_H
#include "panel/board.h"

typedef struct board_counts {
    int indicators; /* rows with a value */
    int above_parent, below_parent;
    int first, top3, last, second_last; /* by growth (rates: by level), ties counted */
    int ranked;                         /* rows with such a rank */
    double mean_rank;
    int ahead_of_time, behind_time; /* progress against 序时进度 */
    int below_expected;
    int green, yellow, red;
} board_counts;
board_counts board_count(const board *b);

/* Spread of a ranking's values. Standard deviation and range in the values' own unit (points for
 * growths), never a coefficient of variation (R26). */
typedef struct spread {
    int up, down, flat, missing; /* > 0, < 0, = 0 as displayed at one decimal */
    double max, min, range, stdev, mean;
    area_id max_area, min_area;
} spread;
spread spread_of(const ranking *r);

/* Points to the area one place better; NaN for the first or an unranked one. */
double gap_ahead(const ranking *r, area_id a);

/* F50: level against the same period of a base year (percent), and the average growth since then by
 * the chain of growths. NaN with the reason. */
typedef struct base_year {
    double recovery, mean_growth;
    int years;
    reason why;
} base_year;
base_year base_year_at(spot s, int year);

#endif
