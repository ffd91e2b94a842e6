/* ledger.h: writing rows of ledgers: one transaction each, whole or not at all. Every write is a commit
 * whose texts say what was written (flow/ledger_text.h); what is refused names the field and what to do.
 * Rights are asked here, by d->who; versions are held against what the writer saw. */
#ifndef DIAODU_FLOW_LEDGER_H
#define DIAODU_FLOW_LEDGER_H
#include "flow/ledgers.h"

#define LEDGER_NOTE_MAX 2000
#define LEDGER_BULK_MAX 5000

typedef struct ledger_input { /* one field as typed; text "" takes the value away */
    str field, text;
} ledger_input;

typedef struct ledger_order {
    const char *url; /* of the database that is written */
    str type, code;  /* code "" = the next automatic one, of an addition */
    int64_t version; /* that they saw; -1 = whatever stands */
    const ledger_input *fields;
    size_t n;
    str move; /* its code */
    str note; /* said with it, or the reason */
    str by;   /* recorded where there are no accounts */
} ledger_order;

/* What was refused, beside the error in the context: the field it is about, "" = the row. */
typedef struct ledger_refusal {
    str field; /* code; in c->a */
} ledger_refusal;

/* *ret_code: of the new row, in c->a. `why` may be NULL everywhere. */
bool ledger_add(cx *c, const desk *d, const ledger_order *o, str *ret_code,
                ledger_refusal *why) CHECKED;
/* ERR_CONFLICT when somebody else wrote first. Equal values write nothing. */
bool ledger_set(cx *c, const desk *d, const ledger_order *o, ledger_refusal *why) CHECKED;
/* A move, with the fields that go with it; *ret_created (may be NULL): the code of a row of another type that
 * came with it, "" = none. ERR_DENIED: not theirs or not now, ERR_DATA: what is still missing. */
bool ledger_move(cx *c, const desk *d, const ledger_order *o, str *ret_created,
                 ledger_refusal *why) CHECKED;
/* Out of the lists, with a reason; the row and its history stay, and it can come back. */
bool ledger_remove(cx *c, const desk *d, const ledger_order *o, bool restore) CHECKED;
bool ledger_comment(cx *c, const desk *d, const ledger_order *o) CHECKED; /* o->note is the text */

/* ---- series and milestones ---- */
typedef struct ledger_cell { /* NULL p = as it stood, "" = taken away */
    str series, period, plan, actual;
} ledger_cell;
bool ledger_series(cx *c, const desk *d, const ledger_order *o, const ledger_cell *cells, size_t n,
                   ledger_refusal *why) CHECKED;
typedef struct ledger_step {
    str milestone, name, plan, forecast, actual, depends_on, days, owner, started, baseline;
    bool removed;
} ledger_step;
bool ledger_milestones(cx *c, const desk *d, const ledger_order *o, const ledger_step *steps,
                       size_t n, ledger_refusal *why) CHECKED;

/* Plan a row backward from its end: what is planned becomes its baseline, then its last day `end`, and
 * the plan of every node that is not done the latest finish that keeps it. One commit; equal values
 * write nothing. ERR_USAGE: the type has no gantt, nothing is asked, or there is no end. */
typedef struct ledger_replan {
    str end;       /* NULL p = as it stands */
    bool plan;     /* the nodes follow */
    bool baseline; /* keep the plan that stands as baseline first */
} ledger_replan;
bool ledger_reschedule(cx *c, const desk *d, const ledger_order *o, const ledger_replan *p,
                       ledger_refusal *why) CHECKED;

/* ---- files ---- */
typedef struct ledger_upload {
    str field, name, media, bytes; /* media "" = by the name's ending */
} ledger_upload;
/* Stored once by its hash; a file that is there already under this field changes nothing. */
bool ledger_attach(cx *c, const desk *d, const ledger_order *o, const ledger_upload *u,
                   ledger_refusal *why) CHECKED;
bool ledger_detach(cx *c, const desk *d, const ledger_order *o, str field, str hash) CHECKED;
/* The bytes of a file of a row that they may see; ERR_UNKNOWN. */
bool ledger_file_bytes(cx *c, const desk *d, str type, str code, str hash, str *ret_bytes,
                       str *ret_name, str *ret_media) CHECKED;

/* ---- many ---- */
typedef struct ledger_item {
    str code;
    int64_t version;
    /* filled in */
    bool ok;
    str error;
} ledger_item;
/* The same fields or move for many rows, in one commit: rows that are refused say why and do not stop the
 * others. */
bool ledger_bulk(cx *c, const desk *d, const ledger_order *o, ledger_item *items, size_t n) CHECKED;

/* ---- types ---- */
/* Define a type, or define it anew; ERR_FORMAT says what is wrong with it. *ret_code in c->a. */
bool ledger_define(cx *c, const desk *d, const char *url, const char *file, str json, str by,
                   str *ret_code) CHECKED;

/* ---- what may be done (for faces) ---- */
/* May this move be made now: NULL = yes, else why not in the context's language; the fields still missing
 * go to `needs` (at most max), *ret_n of them. */
const char *ledger_move_lock(cx *c, ledger_hold *h, uint32_t row, const type_move *m,
                             uint32_t *needs, uint32_t max, uint32_t *ret_n);
/* What a new row would begin with, by field as stored ("" = nothing); in c->a. */
bool ledger_start_values(cx *c, ledger_hold *h, const str **ret) CHECKED;
/* Makes a code of what was typed: areas, organisations and the like by code or name, links by code. */
bool ledger_resolve(cx *c, void *hold, const type_field *f, str text, str *ret) CHECKED;

#endif
