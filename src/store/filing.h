/* filing.h: what units hand in, as it stands now, and what was done with it. A draft is overwritten
 * with every save; each act is a commit as well, in the chain, with a table ".filing" of exactly what
 * stood then. `version` counts saves and acts: who writes says which one they saw.
 *
 * Periods, forms and organisations are texts here: what they mean is others' business. */
#ifndef DIAODU_STORE_FILING_H
#define DIAODU_STORE_FILING_H
#include "store/store.h"

#define FILING_TEXT_TABLE ".filing" /* its SHA-256 is what a signature is printed with */
#define FILING_SCAN_TABLE ".scan"   /* a signed paper */

typedef struct filing_key {
    str form, org, period; /* "" = any, where several are asked for */
} filing_key;
typedef struct filing {
    filing_key key;
    int64_t version; /* 0 = nobody has begun it */
    str state, filler;
    str body;         /* CSV: area,indicator,level,growth,note,verdict,reason,by */
    int64_t extended; /* another last day, as FREQ_D ordinal; 0 = none */
    int64_t changed_at;
} filing;
typedef struct filing_event {
    filing_key key;
    int64_t version;
    str act, state, login, post, note;
    str hash; /* of what stood, 64 hex digits */
    int64_t at, commit_id;
} filing_event;

/* By form, period, organisation; texts in c->a. */
bool filings_load(cx *c, store *s, filing_key of, filing **ret, size_t *ret_n) CHECKED;
/* Oldest first within a submission. */
bool filing_events_load(cx *c, store *s, filing_key of, filing_event **ret, size_t *ret_n) CHECKED;
bool filing_event_by_hash(cx *c, store *s, str hash, filing_event *ret, bool *ret_found) CHECKED;
/* One submission; version 0 and empty texts when nobody has begun it. */
bool filing_find(cx *c, store *s, filing_key key, filing *ret) CHECKED;
/* A table of that commit by its name (FILING_TEXT_TABLE, FILING_SCAN_TABLE), in c->a; ERR_UNKNOWN. */
bool filing_text(cx *c, store *s, int64_t commit_id, str name, str *ret) CHECKED;

/* Several readings of one state, while others write: `look` reads with the functions here. */
typedef bool (*filing_look_fn)(cx *c, store *s, void *user);
bool filing_still(cx *c, store *s, filing_look_fn look, void *user) CHECKED;
/* Every FILING_TEXT_TABLE of the history, oldest first; the text is valid during the call. `fn`
 * returning false stops with that failure, and reads nothing itself. */
typedef bool (*filing_text_fn)(void *user, int64_t commit_id, str text);
bool filing_each_text(cx *c, store *s, filing_text_fn fn, void *user) CHECKED;

/* Write the row; `f->version` is what it becomes, one more than stands there, else ERR_CONFLICT and
 * nothing is written. */
/* A transaction of its own, no event: a save of a draft. */
bool filing_save(cx *c, store *s, const filing *f) CHECKED;
/* The same within store_begin(). */
bool filing_save_within(cx *c, store *s, const filing *f) CHECKED;
/* Within store_begin(): the row, what was done (key, version, state, commit and hash are filled in), and
 * the table ".filing" of `text`, which says all of it. */
bool filing_put(cx *c, store *s, const filing *f, filing_event *e, str text) CHECKED;

#endif
