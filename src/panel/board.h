/* board.h: one area in one period, a row per indicator (contract section 6 `board`): everything
 * that the desk says of a figure, worked out once. Faces only print it. */
#ifndef DIAODU_BOARD_H
#define DIAODU_BOARD_H
#include "rights/rights.h"
#include "panel/contribution.h"
#include "panel/light.h"
#include "panel/rank.h"
#include "panel/target.h"

typedef struct board_place { /* one entry of `ranks` */
    str set;
    rank_by by;
    standing at;
} board_place;

typedef struct board_check {
    str name; /* H1, Y, … */
    checkpoint at;
} board_check;

/* Fields that can be null for a cause. */
typedef struct null_reason {
    const char *field;
    reason why;
} null_reason;

typedef struct board_row {
    spot s; /* s.t = the row's own period */
    bool stale;
    value v;
    growth g;
    single single;
    single_growth period_growth;
    double mom;
    double since_year_start, since_year_start_last_year, more_or_less, since_prev;
    double change_year, change_prev;
    double vs_parent, vs_nation, vs_benchmark;
    standing by_level, by_growth;
    board_place *places;
    uint32_t n_places;
    double share, contribution, pull;
    year_target target;
    double vs_target, vs_expected, owed_pp;
    ceiling ceiling;
    progress progress;
    board_check *checks;
    uint32_t n_checks;
    light light;
    null_reason nulls[16];
    int n_nulls;
    uint16_t rank_published;
} board_row;

typedef struct board {
    area_id area, parent;
    period period;
    int64_t as_of;
    board_row *rows;
    uint32_t n;
} board;

typedef struct board_options {
    bool all;            /* rows without anything to show too */
    str checkpoint;      /* one more, "" = none */
    const double *delta; /* by indicator id, NULL = the default for all */
    ind_id only;         /* one indicator, ID_NONE = all */
    const subject *who;  /* whose rights: rows they may not read are not there; NULL = all */
    int64_t as_of;       /* as asked for; INT64_MAX = now: the release day is not consulted */
} board_options;

/* The latest period for which the release calendar has a figure of `i` on a board of `asked`;
 * false when there is none (January of a joint indicator). */
bool board_period(const indicator *i, period asked, int64_t as_of, period *ret);
/* The day on which the figure of t comes out: its release day (the first of the month where none is
 * named), in the month after t's last and as many later as it lags. */
int64_t board_release(const indicator *i, period t);
bool board_make(cx *c, const panel *p, area_id a, period asked, const board_options *o,
                board *ret) CHECKED;
/* One row; `s.t` is the row's own period. */
bool board_row_make(cx *c, spot s, const board_options *o, board_row *ret) CHECKED;

#endif
