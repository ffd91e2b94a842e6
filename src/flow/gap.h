/* gap.h: why a target is missed, and one row of the plan to make up for it, as a person enters them:
 * one row of table gap_causes or gap_plans, one commit with its reason, through the import. */
#ifndef DIAODU_GAP_H
#define DIAODU_GAP_H
#include "flow/import.h"

/* Texts as typed; area and indicator may be names. Empty = not said. */
typedef struct gap_values {
    str area, indicator, period;
    str org, person;
    str cause, side, text; /* of a cause */
    str checkpoint;        /* of a plan: Q1 H1 Q3 Y or a period; "" = H1 till June, then Y */
    str item;              /* "" = the next number */
    str due, measure, support, amount, unit, leader, note;
    bool withdraw; /* the row no longer stands; the history keeps it */
} gap_values;
typedef enum gap_table { GAP_CAUSE, GAP_PLAN } gap_table;
/* o->reason is required (ERR_USAGE). ERR_DATA says the first thing wrong with the row; ERR_UNKNOWN
 * when there is nothing to withdraw; ERR_CONFLICT when somebody wrote between `d` and this and the
 * row was to get the next number. import_result_done() whatever is returned. */
bool gap_write(cx *c, const char *url, const desk *d, gap_table t, const gap_values *v,
               const import_options *o, import_result *ret) CHECKED;

#endif
