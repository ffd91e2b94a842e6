/* unit.h: units of measure as data (catalogue/units.csv): name, English name, dimension, factor, aliases.
 * Quantities of one dimension convert exactly in decimal; currencies are dimensions of their own
 * and never convert. 1 公顷 = 15 亩 is the one ratio that is not a power of ten. */
#ifndef DIAODU_UNIT_H
#define DIAODU_UNIT_H
#include "base/base.h"
#include "base/dec.h"
#include "base/err.h"

typedef struct unit {
    str name, name_en, dimension;
    dec factor_num; /* value in the dimension's base = v × num / den */
    int64_t factor_den;
} unit;
typedef struct unit_table unit_table;
/* Parse catalogue/units.csv (unit,name_en,dimension,factor,aliases); factor "15" or "1/15" or "0.0001". */
bool unit_table_load(cx *c, str data, unit_table **ret) CHECKED;
void unit_table_free(unit_table *t);
/* Find by name or alias, spelling folded (（亿元）, 单位：亿元 and 亿元 are one); letters in any
 * case unless two units differ only there. NULL when unknown. A name given to two units is
 * ERR_FORMAT. */
const unit *unit_find(const unit_table *t, str name);
/* The unit as it is said in a language; as it stands where no English name is known. */
str unit_said(const unit_table *t, str name, lang l);
typedef enum unit_status { UNIT_OK, UNIT_UNKNOWN, UNIT_DIMENSION, UNIT_INEXACT } unit_status;
/* Convert v given in `from` into `to`. Equal names always work, even when unknown to the table.
 * Powers of ten only move the point: 12.50 万元 is 0.001250 亿元. UNIT_INEXACT: no decimal of 18
 * digits is the answer (10 亩 in 公顷). *ret is set by UNIT_OK only. */
unit_status unit_convert(const unit_table *t, dec v, str from, str to, dec *ret);

#endif
