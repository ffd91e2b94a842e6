/* sees.h: lists of the panel without what who asks may not see. */
#ifndef DIAODU_FLOW_SEES_H
#define DIAODU_FLOW_SEES_H
#include "base/sb.h"
#include "flow/desk.h"
#include "panel/contribution.h"
#include "panel/owed.h"

/* The members of a contribution that may be seen stay, in order; returns how many. What the others
 * did is in the residual. */
uint32_t desk_seen_members(const desk *d, member *rows, uint32_t n);
/* The rows of an arrears list; true when all were kept: only then may its sums be shown. */
bool desk_seen_owed(const desk *d, owed_list *l);
/* A table of the catalogue, or claims, as CSV without the rows they may not see; ERR_UNKNOWN when the
 * table as a whole is not theirs. */
bool desk_table(cx *c, const desk *d, str table, sb *out) CHECKED;

#endif
