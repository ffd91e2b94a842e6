/* set.h: one value typed by a person, and a value taken back: a row of the table observations. */
#ifndef DIAODU_SET_H
#define DIAODU_SET_H
#include "base/sb.h"
#include "model/catalog.h"

/* Texts as typed; levels stay exact decimals. Empty = not said; kind "" = final. */
typedef struct set_values {
    str area, indicator, period, basis, kind, level, growth, base_level, unit, tier, comparison,
        note;
    bool withdraw; /* take back what stands: no figures then, and import_options.retract */
} set_values;
/* Header and row for import_text(); area and indicator may be names. ERR_USAGE unless there is a
 * figure or `withdraw`. */
bool set_text(cx *c, const catalog *k, const set_values *v, sb *out) CHECKED;

#endif
