/* filing.h: handing in: what a unit's submission is now, who may do what with it, and doing it. The life
 * itself is in filing/filing.h, the rows in store/filing.h. Statistics' acceptance writes the
 * forecasts in the same transaction. Forms of kind dispatch write no observations: their figures
 * stand in what was accepted. */
#ifndef DIAODU_FLOW_FILING_H
#define DIAODU_FLOW_FILING_H
#include "base/sb.h"
#include "filing/filing.h"
#include "flow/desk.h"
#include "flow/import.h"
#include "store/filing.h"

typedef enum verdict { VERDICT_OPEN, VERDICT_ACCEPTED, VERDICT_RETURNED } verdict;
const char *verdict_name(verdict v); /* open accepted returned */

typedef struct filing_cell {
    area_id area;
    ind_id ind;
    period period;     /* of the indicator, that a figure of this round belongs to */
    str level, growth; /* as exact decimals, or as typed where they cannot be read; "" = none */
    str note;          /* explanation */
    bool stood;        /* within an acceptance: it was accepted before */
    verdict verdict;
    str reason; /* of a return */
    str by;     /* who typed it */
} filing_cell;

/* Texts and arrays in c->a; names and codes belong to the catalogue. */
typedef struct submission {
    const form *form;
    const org *org;
    period period;
    filing row; /* as stored; version 0 = not begun */
    filing_state state;
    filing_cell *cells; /* what the form asks of the unit, in its order */
    str rest;           /* lines of the body that are not asked any more; kept as they are */
    uint32_t n;
    filing_event *events; /* oldest first */
    size_t n_events;
    filing_days days;
    filing_lock lock;
    filing_time time;
    int64_t signed_on;           /* day of the first signature that stood; 0 = never */
    const filing_event *signed_; /* the newest signature; NULL */
    int64_t today;
} submission;

/* A period as typed, of the form's frequency. */
bool filing_period(cx *c, const form *f, str text, period *ret) CHECKED;
/* ERR_UNKNOWN for a form, organisation or round that is not there, and for one that they may not see. */
bool filing_open(cx *c, const desk *d, str form, str org, str period, submission *ret) CHECKED;
/* The same from a row and events that were read with others. */
bool filing_make(cx *c, const desk *d, const form *f, const org *o, period p, const filing *row,
                 filing_event *events, size_t n_events, submission *ret) CHECKED;
/* Whoever has a part in it, or decides on it, sees it; counties do not see each other's. */
bool filing_sees(const desk *d, const submission *s);
/* Who is late is no figure: whoever may read all the unit's areas is told where it stands. */
bool filing_sees_state(const desk *d, const submission *s);
/* Do they have this right in the unit, whatever the state. */
bool filing_has(const desk *d, const submission *s, act a);
/* What may be done now, by whoever asks: state, lock, right, and not with one's own figures.
 * *ret_post (may be NULL): the post they act by. */
bool filing_may(const desk *d, const submission *s, filing_act a, str *ret_post);
/* Does a figure of this indicator belong to a round, and to which period of its own? */
bool filing_cell_period(const indicator *i, period round, period *ret);
/* Does the unit report in that period at all: some row of form_units is valid then. */
bool filing_unit_asked(const catalog *k, const form *f, str org, period p);
/* Texts of the days and locks. */
const char *filing_lock_text(cx *c, const submission *s); /* "" when open; NULL without memory */
/* The submission as the text that is hashed: a line a cell; an act without cells has one line. Each
 * line says what was done, its cell, and at its end who typed it and what the row says besides
 * (s->row): all that the tables filings and filing_acts hold can be told from it (flow/audit.h). */
#define FILING_TEXT_COLUMNS 21
bool filing_text_of(cx *c, const catalog *k, const submission *s, const filing_event *e,
                    sb *out) CHECKED;
/* The cells of a body as stored (row.body of a submission, or of another version); texts in c->a. */
bool filing_read_body(cx *c, const catalog *k, str body, submission *s) CHECKED;
/* The cells of a signed text (store/filing.h, filing_text()), by area and indicator. */
bool filing_read_text(cx *c, const catalog *k, str text, filing_cell **ret,
                      uint32_t *ret_n) CHECKED;

/* ---- doing ---- */
/* A value as typed for one cell; texts NULL = as it stood. */
typedef struct filing_entry {
    str area, ind;
    str level, growth, note;
    bool has_level, has_growth, has_note;
    bool returned; /* of an acceptance: this one goes back */
    str reason;
} filing_entry;
typedef struct filing_order {
    const char *url; /* of the database that is written */
    filing_key key;
    int64_t version; /* that they saw; -1 = whatever stands */
    const filing_entry *entries;
    size_t n;
    filing_act act;
    str note;
    int64_t until; /* of an extension */
    str scan;      /* bytes of a signed paper */
    str by;        /* name recorded where there are no accounts */
} filing_order;
/* Save cells; only while it is at the unit. ERR_CONFLICT when somebody else wrote first. */
bool filing_fill(cx *c, const desk *d, const filing_order *o) CHECKED;
/* The same within a transaction of `w` that is open (store_begin()); d->s is `w`. */
bool filing_fill_within(cx *c, const desk *d, store *w, const filing_order *o) CHECKED;
/* Only whether it could be done. */
bool filing_fill_try(cx *c, const desk *d, const filing_order *o) CHECKED;
/* Do an act. ERR_DENIED, ERR_DATA (why it cannot be), ERR_CONFLICT; then nothing was written. */
bool filing_do(cx *c, const desk *d, const filing_order *o) CHECKED;

#endif
