/* contribution.h: who made the growth (F13-F16, R9, R21): pulls, contributions, growth without some
 * members, plates. */
#ifndef DIAODU_CONTRIBUTION_H
#define DIAODU_CONTRIBUTION_H
#include "panel/measure.h"

/* One member of a whole: an area of one indicator, or an indicator in one area. */
typedef struct member {
    spot at;
    str code, name;
    bool excluded;
    /* answers; NaN = null */
    double weight; /* B_i / B × 100 */
    double growth, contribution, pull;
    double level, base;
    bool missing;
} member;

typedef enum contribution_method {
    METHOD_LEVELS,   /* (V − B) / parent's base */
    METHOD_CONSTANT, /* last year's weights × published growth */
    METHOD_WEIGHTS   /* weights table or last year's levels, growth only */
} contribution_method;

typedef struct contributions {
    member *rows;
    uint32_t n;
    contribution_method method;
    double growth; /* the parent's */
    double parent_level, parent_base;
    double sum_of_pulls, residual; /* NaN when no pull is known */
    double excluded_growth;        /* NaN unless something is excluded */
    reason why;                    /* why contributions are null although pulls stand */
    uint32_t n_missing;
} contributions;

/* Fill in the answers for members (their `at`, code, name, excluded given) of the parent figure. */
bool contributions_make(cx *c, spot parent, member *rows, uint32_t n, contributions *ret) CHECKED;
/* Default members: areas whose additive_to is the parent, valid in the period. */
bool contribution_areas(cx *c, spot parent, member **ret, uint32_t *n) CHECKED;
/* Components: indicators whose `parent` is this one, in the same area. */
bool contribution_components(cx *c, spot parent, member **ret, uint32_t *n) CHECKED;

/* A sum without a published parent (a plate): ΣV and ΣV/ΣB − 1, or Σwg/Σw. NaN with the missing
 * members counted when one has no figure. */
typedef struct plate {
    double level, growth;
    growth_source source;
    uint32_t n, n_missing;
    area_id first_missing;
} plate;
bool plate_make(cx *c, spot s, const area_id *members, uint32_t n, plate *ret) CHECKED;

#endif
