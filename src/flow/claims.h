/* claims.h: who claimed which indicator of which area: table `claims` (area,indicator,leader,org).
 * A later row replaces the earlier one of its area and indicator; one without leader and org gives
 * the claim back. */
#ifndef DIAODU_CLAIMS_H
#define DIAODU_CLAIMS_H
#include "base/map.h"
#include "base/sb.h"
#include "store/store.h"

#define CLAIM_COLUMNS "*area *indicator leader org withdrawn"

typedef struct claim {
    str area, indicator, leader, org; /* in c->a */
} claim;
typedef struct claims {
    claim *list; /* in order of first appearance; those given back stay, empty */
    uint32_t n, cap;
    map at;
} claims;

/* What stands as of a time. *ret is to be released by claims_done() whatever is returned. */
bool claims_load(cx *c, store *s, int64_t as_of, claims *ret) CHECKED;
void claims_done(claims *w);
/* NULL when nobody ever claimed it. */
const claim *claims_find(const claims *w, str area, str indicator);
/* What stands as CSV: area,indicator,leader,org. */
bool claims_export(cx *c, store *s, int64_t as_of, sb *out) CHECKED;
bool claims_put(cx *c, claims *w, const claim *one) CHECKED;

#endif
