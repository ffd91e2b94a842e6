/* lists.h: what there is: the desk itself, areas, indicators, sets, versions, commits, and how to
 * find them. JSON like the answers; lists come in pages that say the full count. */
#ifndef DIAODU_LISTS_H
#define DIAODU_LISTS_H
#include "api/answers.h"

typedef struct list_query {
    str q, parent, level, domain;                   /* empty = not asked */
    str code;                                       /* of one entry */
    str area, indicator, period, basis, kind, tier; /* versions */
    str who, action, since;                         /* commits */
    uint32_t cursor, limit;                         /* entries to skip; a page's size, 0 = 100 */
} list_query;

/* {home, as_of, commit, version, demo, counts, periods: [{frequency, basis, first, last}] …} */
bool answer_desk(cx *c, const desk *d, const list_query *q, sb *out) CHECKED;
/* {rows, total, next}: below `parent`, of `level`, matching `q`; in order of codes */
bool answer_areas(cx *c, const desk *d, const list_query *q, sb *out) CHECKED;
/* one by code or unambiguous name, with ancestors and children */
bool answer_area(cx *c, const desk *d, const list_query *q, sb *out) CHECKED;
bool answer_indicators(cx *c, const desk *d, const list_query *q, sb *out) CHECKED;
bool answer_indicator(cx *c, const desk *d, const list_query *q, sb *out) CHECKED;
bool answer_sets(cx *c, const desk *d, const list_query *q, sb *out) CHECKED;
/* the code list of causes (table cause_codes) */
bool answer_causes(cx *c, const desk *d, const list_query *q, sb *out) CHECKED;
/* areas and indicators by code, name, alias, pinyin initials; best first */
bool answer_search(cx *c, const desk *d, const list_query *q, sb *out) CHECKED;
/* every version of one value: who, when, reason, source; oldest first. Reads the store. */
bool answer_versions(cx *c, const desk *d, const list_query *q, sb *out) CHECKED;
/* {…, rows: [{recorded_at, recorded_by, by_name, action, what, kind, tier, basis, change, before, after,
 * reason, source, commit, chain}], total, next}: all that touched one figure, newest first: its versions of
 * every kind and basis, targets, causes and plans of that month, claims, the indicator's definition. `change` says in
 * words what differs; `chain` only for who may audit. Filters as below. Reads the store. */
bool answer_audit(cx *c, const desk *d, const list_query *q, sb *out) CHECKED;
/* newest first; of one person, of one action, since a time. Reads the store. */
bool answer_commits(cx *c, const desk *d, const list_query *q, sb *out) CHECKED;

/* Does a text match what was typed? 0 no; else the better the smaller: 1 exactly, 2 at the
 * beginning, 3 pinyin initials exactly, 4 at their beginning, 5 inside. `typed` is folded. */
int match_text(str text, str typed);

/* The shape of a page: rows were counted, those of the page written. */
typedef struct pager {
    json *j;
    uint32_t skip, room, total;
} pager;
void pager_start(pager *w, json *j, const list_query *q); /* opens "rows" */
bool pager_wants(pager *w);                               /* count one; true: write it */
void pager_end(pager *w, const list_query *q);            /* closes rows, writes total and next */

#endif
