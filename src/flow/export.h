/* export.h: tables out, in the columns in which they are imported. */
#ifndef DIAODU_EXPORT_H
#define DIAODU_EXPORT_H
#include "base/sb.h"
#include "flow/desk.h"

typedef struct export_options {
    area_id area; /* ID_NONE = all */
    ind_id ind;
    period period, from, to; /* FREQ_NONE = all */
    kind kind;               /* KIND_NONE = all */
} export_options;

/* observations, claims, commits and the tables of the catalogue. Values
 * that are not published or withdrawn are left out of observations. */
bool export_table(cx *c, const desk *d, str table, const export_options *o, sb *out) CHECKED;

#endif
