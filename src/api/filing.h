/* filing.h: handing in, as JSON: one submission with what stands beside its cells; the rounds with
 * who is late; what waits for whoever asks; the forms and their burden. Read from the store, never
 * from a cache: a draft is no commit. */
#ifndef DIAODU_API_FILING_H
#define DIAODU_API_FILING_H
#include "api/answers.h"
#include "flow/filing.h"

bool answer_filing(cx *c, const desk *d, const query *q, sb *out) CHECKED;
/* Rounds of q->form, q->period, q->org, q->area, q->state; without a period those that are open, due
 * or not yet done. */
bool answer_filings(cx *c, const desk *d, const query *q, sb *out) CHECKED;
bool answer_todo(cx *c, const desk *d, const query *q, sb *out) CHECKED;
bool answer_forms(cx *c, const desk *d, const query *q, sb *out) CHECKED;
bool answer_burden(cx *c, const desk *d, const query *q, sb *out) CHECKED;

/* ---- shared ---- */
/* Refuses another time: drafts are no history. */
bool need_now(cx *c, const desk *d) CHECKED;
/* A submission as an object. */
bool put_filing(cx *c, json *j, const char *key, const desk *d, const submission *s) CHECKED;
/* "may": what may be done now. */
void put_may(json *j, const desk *d, const submission *s);
/* "2024-06", "1—6月" of a round. */
void put_round(json *j, period p, lang l);

/* Every round that is asked for, with its submission as it stands: form by form, period by period. */
typedef bool (*round_fn)(cx *c, void *user, const submission *s);
bool each_round(cx *c, const desk *d, const query *q, round_fn fn, void *user) CHECKED;

#endif
