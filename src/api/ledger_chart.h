/* ledger_chart.h: wall charts of ledgers (report/wallchart.h): the schedule of one row, or the bars and nodes
 * of all rows that answer, on one sheet. Command line and HTTP call the same: the same question gives the
 * same bytes. */
#ifndef DIAODU_API_LEDGER_CHART_H
#define DIAODU_API_LEDGER_CHART_H
#include "api/ledger.h"
#include "report/wallchart.h"

typedef struct ledger_chart {
    ledger_query q; /* `code`: that row's schedule; "" = a list, whose first sorting field gives the
                     * headings of groups where it holds codes */
    wall_paper paper;
    bool pdf; /* else SVG */
    str by;   /* who asks, where there are no accounts: whose office makes it */
} ledger_chart;
/* "" = A3, SVG. ERR_USAGE. */
bool ledger_chart_read(cx *c, str paper, str format, ledger_chart *ret) CHECKED;
/* ERR_USAGE: rows of that type are not drawn in time; ERR_LIMIT: more than the sheet takes; ERR_SYSTEM: a PDF
 * is wanted and rsvg-convert is not there or fails. */
bool ledger_chart_write(cx *c, const desk *d, const ledger_chart *w, sb *out) CHECKED;

#endif
