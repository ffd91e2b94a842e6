/* wallchart.h: 挂图作战: the bars and nodes of many rows on one sheet of paper, as an SVG whose unit is
 * the millimetre. Only draws what it is given: no dates are worked out here. What is planned, done,
 * expected and late differs by pattern and shape as well as by colour, so that a black-and-white print
 * says the same. Nothing overflows: rows share the sheet's height, texts are cut to their place. Pure;
 * same input, same bytes. */
#ifndef DIAODU_WALLCHART_H
#define DIAODU_WALLCHART_H
#include "base/sb.h"
#include "ledger/type.h"
#include "model/calendar.h"

#define WALL_NONE INT64_MIN /* no such day */

typedef enum wall_paper { WALL_A3, WALL_A0, WALL_PAPER_MAX_ } wall_paper; /* landscape */
bool wall_paper_parse(str name, wall_paper *ret);                         /* A3 A0, either case */
const char *wall_paper_name(wall_paper p);

typedef enum wall_state { WALL_WAITING, WALL_DUE, WALL_RUNNING, WALL_DONE, WALL_LATE } wall_state;

typedef struct wall_span { /* days, both ends belong to it; WALL_NONE = not known */
    int64_t from, to;
} wall_span;

typedef struct wall_node {
    str name;
    int64_t day;
    wall_state state;
} wall_node;

typedef struct wall_row {
    str name, second; /* second: who answers for it */
    str group;        /* a heading stands where it differs from that of the row before */
    str note;         /* at the right end of the row */
    wall_span plan, forecast, actual, baseline;
    const wall_node *nodes;
    uint32_t n_nodes;
    bool critical; /* on the critical path: a thick frame */
    bool late;     /* its note is red, with a mark */
    bool lit;
    light_mark light; /* where lit */
} wall_row;

typedef struct wall_link { /* rows: `to` begins after `from` */
    uint32_t from, to;
    bool critical;
} wall_link;

typedef struct wall_chart {
    str title, left, right; /* below the title: data as of …; whose chart, units */
    str mark, made;         /* foot: 内部资料, 示例数据; made on */
    str column, second;     /* headings of the two text columns */
    int64_t from, to;       /* what the axis shows; WALL_NONE: what the rows need */
    int64_t today, end;     /* both marked; end WALL_NONE = none: the day that is to be kept */
    const calendar *days; /* free days are shaded where there is room; NULL = Saturdays, Sundays */
    const wall_row *rows;
    uint32_t n_rows;
    const wall_link *links;
    uint32_t n_links;
    wall_paper paper;
    lang lang;
} wall_chart;

/* How many lines (rows and headings of groups) a sheet takes and can still be read. */
uint32_t wall_capacity(wall_paper p);
/* ERR_LIMIT: more lines than the sheet takes; how many it takes, and what to do instead. */
bool wall_fits(cx *c, wall_paper p, size_t lines) CHECKED;
/* Appends the SVG. ERR_LIMIT as above. */
bool wall_draw(cx *c, const wall_chart *w, sb *out) CHECKED;

#endif
