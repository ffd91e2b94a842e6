/* arrears.h: who owes what, why, and what was promised to make up for it: the arrears of an area and
 * its members with causes and plans (M17, M24, M27, M28). Causes and plan rows are tables of the
 * catalogue (gap_causes, gap_plans); everything else is worked out from the board. */
#ifndef DIAODU_ARREARS_H
#define DIAODU_ARREARS_H
#include "panel/owed.h"

typedef enum plan_state { PLAN_UNKNOWN, PLAN_OPEN, PLAN_KEPT, PLAN_MISSED } plan_state;
const char *plan_state_name(plan_state s); /* NULL for UNKNOWN */

/* A plan row held against the figures. Rows of one plan (same checkpoint and period) that are due by
 * the same month share the verdict: no statistic knows the single project. */
typedef struct plan_view {
    const gap_plan *plan;
    plan_state state;
    reason why;                 /* of UNKNOWN */
    double promised, delivered; /* by the end of `due`, since `period`; NaN = cannot be said */
} plan_view;

/* M28: low = red; falling = not red, lower than in the period before and either losing rank or behind
 * the parent; potential = yellow; sure = green. */
typedef enum triage {
    TRIAGE_NONE,
    TRIAGE_LOW,
    TRIAGE_FALLING,
    TRIAGE_POTENTIAL,
    TRIAGE_SURE,
    TRIAGE_MAX_
} triage;
const char *triage_name(triage t); /* NULL for NONE */
triage triage_of(const board_row *r);

typedef struct arrears_row {
    const board_row *b;
    checkpoint at;
    double level; /* judged at the checkpoint, as in owed.h */
    bool owes, red;
    const gap_cause *causes; /* the newest said of this year up to the period */
    uint32_t n_causes;
    bool causes_old; /* said of an earlier period than the row's */
    plan_view *plans;
    uint32_t n_plans;
    double planned, planned_pp; /* open rows of the newest plan due by the checkpoint; NaN = none */
    double planned_per_month;   /* planned over the months left */
    double late, late_pp;       /* open rows due after the checkpoint */
    double uncovered, uncovered_pp; /* owed − planned, at least 0 */
    uint32_t kept, missed, open;
    const struct arrears_row *debtor; /* the member that owes most of this; NULL */
    const plan_view *lever;           /* its largest open plan row; NULL */
} arrears_row;

typedef struct arrears {
    area_id area;
    period period;
    const board *own;  /* the area's own board, for triage of all its indicators */
    arrears_row *rows; /* the area's own first, then its members in order, by indicator */
    uint32_t n;
} arrears;

/* Rows: those that owe at the checkpoint, are red, or have a plan for it. Members as in owed.h.
 * `checkpoint` as board_options.checkpoint. */
bool arrears_make(cx *c, const panel *p, area_id a, period asked, const board_options *o,
                  arrears *ret) CHECKED;
/* The same of one figure whose board row is at hand. */
bool arrears_row_make(cx *c, const board_row *b, str checkpoint, period asked,
                      arrears_row *ret) CHECKED;

/* In the language of c, texts in c->a, "" when nothing was said; NULL when out of memory. Of plans
 * one part of all rows, joined, numbered by their items where there are several. */
const char *arrears_cause_text(cx *c, const arrears_row *r);
typedef enum plan_part {
    PLAN_MEASURE,
    PLAN_SUPPORT, /* with its amount */
    PLAN_DUE,
    PLAN_LEADER,
    PLAN_PERSON,
    PLAN_STATE /* kept, missed, not due yet */
} plan_part;
const char *arrears_plan_text(cx *c, const arrears_row *r, plan_part part);

#endif
