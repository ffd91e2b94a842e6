/* split.h: a year's target over time and over areas (F43, M19): by last year's curve or evenly;
 * rounding leaves no residue: over areas by largest remainder, over time every cumulative is rounded
 * and the last is the whole. The reserve is explicit. */
#ifndef DIAODU_SPLIT_H
#define DIAODU_SPLIT_H
#include "panel/target.h"

typedef enum split_method { SPLIT_CURVE, SPLIT_EVEN, SPLIT_MANUAL } split_method;
/* Why there are no pieces. */
typedef enum split_why {
    SPLIT_OK,
    SPLIT_NO_TARGET,  /* no level of the year to divide */
    SPLIT_HOLDS,      /* rates, per-capita figures, indices: the target is not divided */
    SPLIT_NO_MEMBERS, /* no area adds up to this one */
    SPLIT_NO_HISTORY  /* by curve: last year is not complete */
} split_why;
typedef struct split_piece {
    area_id area;
    period at;    /* the point whose cumulative target this is (FREQ_M) */
    double share; /* of the whole, 0..1; NaN by hand */
    double level; /* rounded (see split_time); by hand: NaN until it is given */
    str text;     /* by hand: the level as typed, exactly; else empty */
} split_piece;

typedef struct split {
    split_piece *pieces;
    uint32_t n;
    double whole,
        reserve;   /* whole = Σ pieces + reserve (areas); the last cumulative = whole (time) */
    split_why why; /* not SPLIT_OK: no pieces */
} split;

/* By hand (SPLIT_MANUAL) the pieces come without levels, except the year's end in time: the whole.
 * Cumulative targets at the end of every period of the year (months or quarters by the indicator's
 * frequency). `s.t` anywhere in the year. Event counts are whole and at least 1.
 * `decimals`: those of the indicator; a whole or a reserve given more finely is divided as finely. Of a
 * flow or a count no point stands below the one before it or above the whole. */
bool split_time(cx *c, spot s, double whole, split_method m, int decimals, split *ret) CHECKED;
/* Over the areas additive to s.a by last year's levels (curve) or evenly; `reserve` is kept back.
 * The pieces add up to whole − reserve (a count's: to its whole part), each lies within one unit of the last decimal of its exact
 * share: none is negative where the whole and last year's levels are not. */
bool split_areas(cx *c, spot s, double whole, double reserve, split_method m, int decimals,
                 split *ret) CHECKED;

/* Do the parts make up the whole? Levels: difference = whole − Σ − reserve-to-be; growths: Σ w·g
 * against g with last year's weights (NaN without them). */
typedef struct reconciliation {
    double target, sum, reserve; /* levels; reserve = target − sum, negative: 层层加码 */
    double target_growth, weighted_growth;
    uint32_t n, missing;
} reconciliation;
reconciliation reconcile_areas(spot s);

#endif
