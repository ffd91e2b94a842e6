/* filing_check.h: what stands beside a cell while it is filled, and what is found of it. */
#ifndef DIAODU_FLOW_FILING_CHECK_H
#define DIAODU_FLOW_FILING_CHECK_H
#include "filing/entry.h"
#include "flow/filing.h"
#include "panel/measure.h"

typedef struct filing_facts {
    spot s;
    entry_figure typed;
    entry_context x;                        /* last year, last period, the largest month … */
    double month;                           /* implied single period */
    double computed;                        /* growth that level and base say */
    double target, target_growth, expected; /* beside forecasts only */
    /* What the desk holds already and nobody is asked for again: a figure that has come in, or a
     * forecast accepted on another form. KIND_NONE = nothing. */
    kind held;
    double held_level, held_growth;
} filing_facts;
filing_facts filing_facts_of(const desk *d, const submission *s, const filing_cell *x);
/* Nothing was typed and nothing need be. */
bool filing_held(const filing_facts *f, const filing_cell *x);
/* The findings of a cell; none of one that is held. */
size_t filing_findings(const filing_facts *f, const filing_cell *x, entry_finding out[ENTRY_MAX]);
/* May it be submitted: no mandatory finding, every other one explained; else ERR_DATA, which says how
 * many and names the first. */
bool filing_ready(cx *c, const desk *d, const submission *s) CHECKED;

#endif
