/* audit.h: proof that nothing of the history was changed, removed or put in another order, and that
 * it is the same history as the one whose heads were written down elsewhere. The chain alone shows
 * a change of a part; a whole history written anew has a sound chain, but other heads. */
#ifndef DIAODU_AUDIT_H
#define DIAODU_AUDIT_H
#include "base/sb.h"
#include "store/store.h"

typedef struct audit {
    str findings; /* lines, in the language of c; in c->a */
    size_t n_findings;
    store_link *links; /* oldest first; in c->a */
    size_t n_links;
} audit;

/* Verify everything that is stored, and that what was handed in stands in its tables as the chain says
 * (audit_filings). False only when the check itself could not run. */
bool audit_run(cx *c, store *s, audit *ret) CHECKED;
/* The last commit of every day (UTC+8) as CSV: day,commit,recorded_at,sha256,sm3. To be printed,
 * sent away or read out: whoever holds it can check later. */
bool audit_heads(cx *c, const audit *a, sb *out) CHECKED;
/* Hold the history against such a table, made earlier; `file` names it in messages. What does not
 * agree is added to the findings. ERR_DATA with the line where the table cannot be read. */
bool audit_against(cx *c, audit *a, str csv, const char *file) CHECKED;
/* The tables filings and filing_acts against the texts in the chain: every act there once and as it was
 * done, every submission as its last act left it. A draft since then is in no chain: of it only that it
 * is one, and leaves alone what was accepted. What does not agree is added to the findings. */
bool audit_filings(cx *c, store *s, audit *a) CHECKED;

#endif
