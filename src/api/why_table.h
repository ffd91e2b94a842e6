/* why_table.h: which figures can be asked for their "why", by what formula each comes about and what
 * goes into it. One row a way to come to a figure. */
#ifndef DIAODU_WHY_TABLE_H
#define DIAODU_WHY_TABLE_H
#include <stddef.h>

/* What goes into a figure; each input is a stored value or an answer of the row itself. */
enum input {
    IN_END,
    IN_LEVEL,
    IN_GROWTH,
    IN_BASE,
    IN_LAST_YEAR,
    IN_PREVIOUS,
    IN_PREVIOUS_LY,
    IN_SINGLE,
    IN_GROWTH_LY,
    IN_GROWTH_PREV,
    IN_PARENT_LEVEL,
    IN_PARENT_BASE,
    IN_PARENT_GROWTH,
    IN_NATION_GROWTH,
    IN_BENCHMARK_GROWTH,
    IN_TARGET,
    IN_TARGET_LEVEL,
    IN_TARGET_GROWTH,
    IN_POINT_TARGET,
    IN_POINT_GROWTH,
    IN_POINT_LEVEL,
    IN_POINT_GROWN,
    IN_POINT_LY,
    IN_POINT_OWED,
    IN_MONTHS_LEFT,
    IN_YEAR_START,
    IN_YEAR_START_LY,
    IN_YEAR_END_LY,
    IN_EXPECTED,
    IN_RANKING
};

/* Which rows an explanation is for: of several for one field the first that fits says it. */
enum fits {
    FITS_ALL,
    FITS_OWN,     /* the checkpoint has a target of its own */
    FITS_GROWN,   /* the level was worked out from a growth target */
    FITS_YEAR,    /* the checkpoint is the year's end */
    FITS_STOCK,   /* moves from last December's end to its target */
    FITS_FALLING, /* a stock that is to fall */
    FITS_HOLDS,   /* rate, per capita, index: the target holds all year */
    FITS_COUNT,   /* events are whole */
    FITS_BELOW,   /* less is better, judged by growth */
    FITS_PACE,    /* judged by growth */
    FITS_INDEX    /* the growth aimed at is that of an index on last year = 100 */
};

/* A `*` in a field is a checkpoint: checkpoints_*_owed is asked as checkpoints_H1_owed. */
typedef struct explanation {
    const char *field, *formula, *zh, *en;
    enum input in[6];
    enum fits fits;
} explanation;
extern const explanation why_table[];
extern const size_t why_rows;

#endif
