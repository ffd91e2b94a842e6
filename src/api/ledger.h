/* ledger.h: ledgers as JSON: the types there are, a list, a card, a summary. Command line and HTTP call
 * the same; the shapes are in openapi/schemas.json. */
#ifndef DIAODU_API_LEDGER_H
#define DIAODU_API_LEDGER_H
#include "api/answers.h"
#include "flow/ledgers.h"
#include "ledger/find.h"
#include "ledger/nodes.h"

#define LEDGER_PAGE 100
#define LEDGER_PAGE_MAX 1000

typedef struct ledger_query {
    str type, code;
    str where, q, view, sort; /* of a list or summary; view = the code of one of the type's */
    str columns;              /* comma-separated fields; "" = all */
    str summary, period;
    str group, sum; /* a summary by any field: its groups, the number field added up; "" = none */
    str end;        /* of a schedule: another last day, a date */
    uint32_t days;  /* nodes due within so many */
    bool withdrawn; /* those that were removed too */
    uint32_t cursor, limit; /* rows to skip; 0 = LEDGER_PAGE */
    bool all;               /* no pages: an export */
} ledger_query;
bool ledger_query_read(cx *c, query_word word, void *user, ledger_query *q) CHECKED;

/* Types they may see, with how many rows they see and how many of them are not final. */
bool answer_ledgers(cx *c, const desk *d, sb *out) CHECKED;
bool answer_ledger_type(cx *c, const desk *d, const ledger_query *q, sb *out) CHECKED;
bool answer_ledger_list(cx *c, const desk *d, const ledger_query *q, sb *out) CHECKED;
bool answer_ledger_card(cx *c, const desk *d, const ledger_query *q, sb *out) CHECKED;
bool answer_ledger_summary(cx *c, const desk *d, const ledger_query *q, sb *out) CHECKED;

/* The rows that a list would show, as a project package of the OC4IDS standard; ERR_UNKNOWN: there are none. q->type
 * "" = the ledger that goes with it. */
bool answer_ledger_oc4ids(cx *c, const desk *d, const ledger_query *q, sb *out) CHECKED;

/* Rows of all ledgers in which every word of q->q stands; a few of each type, `total` counts all. */
bool answer_ledger_search(cx *c, const desk *d, const ledger_query *q, sb *out) CHECKED;

/* ---- in time (gantt of the type; ledger_schedule.c) ---- */
#define LEDGER_NODES_DAYS 7
bool answer_ledger_schedule(cx *c, const desk *d, const ledger_query *q, sb *out) CHECKED;
bool answer_ledger_gantt(cx *c, const desk *d, const ledger_query *q, sb *out) CHECKED;
/* The nodes of the row q->code worked out up to q->end, or to the end of its plan; nodes_done() them. ERR_UNKNOWN,
 * ERR_USAGE: rows of that type have none, ERR_DATA: they cannot be worked out. */
bool ledger_nodes_of(cx *c, const ledger_hold *h, const ledger_query *q, uint32_t *ret_row,
                     int64_t *ret_asked, nodes *ret) CHECKED;
/* A date field of a row; INT64_MIN = none, also where there is no such field (UINT32_MAX). */
int64_t ledger_day_of(const ledger_hold *h, uint32_t row, uint32_t field);
/* Nodes that are late or due within q->days, of the rows that answer. */
bool answer_ledger_nodes(cx *c, const desk *d, const ledger_query *q, sb *out) CHECKED;

/* ---- shared ---- */
/* Type, its name, as of when, today: the members that an answer about rows begins with, in an object that
 * is left open. */
void put_ledger_head(cx *c, json *j, const ledger_hold *h);
void put_ledger_cursor(json *j, const ledger_query *q, const find_page *page);
/* A page of the rows that a list asks for. */
bool ledger_page_of(cx *c, ledger_hold *h, const ledger_query *q, find_page *ret) CHECKED;
/* One row as an object; fields NULL = all. */
bool put_ledger_row(cx *c, json *j, const char *key, const ledger_hold *h, uint32_t row,
                    const uint32_t *fields, uint32_t n) CHECKED;
/* The rows that a list asks for, filtered and sorted, all of them; in c->a. */
bool ledger_rows_of(cx *c, ledger_hold *h, const ledger_query *q, uint32_t **ret,
                    uint32_t *ret_n) CHECKED;
/* What a list is sorted by: as asked, else as its view or type says. */
bool ledger_keys_of(cx *c, const ledger_hold *h, const ledger_query *q, find_key ret[FIND_MAX_KEYS],
                    uint32_t *ret_n) CHECKED;
/* Fields by their codes, with commas; *ret NULL for "". In c->a. */
bool ledger_columns_of(cx *c, const ledger_type *t, str text, const uint32_t **ret,
                       uint32_t *ret_n) CHECKED;
/* The hold of a list: its view and filter joined by and. */
bool ledger_open_query(cx *c, const desk *d, const ledger_query *q, ledger_hold *ret) CHECKED;
#endif
