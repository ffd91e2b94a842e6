/* target.h: rows of the table observations that say what is aimed at: one target, the pieces of a
 * split one. What the command line and the interface write is the same text. */
#ifndef DIAODU_FLOW_TARGET_H
#define DIAODU_FLOW_TARGET_H
#include "base/sb.h"
#include "panel/split.h"

/* Texts as typed; empty = not said. */
typedef struct target_words {
    str tier, comparison, assess, level, growth, low, high;
} target_words;
/* Header and one row; `area` and `ind` are codes. */
bool target_text(cx *c, str area, str ind, str period_text, const target_words *w, sb *out) CHECKED;
/* Header and a row a piece that has a level: the text typed, else the shortest that reads back.
 * Of `w` tier, comparison and assess count. */
bool target_split_text(cx *c, const catalog *k, str ind, const split *s, const target_words *w,
                       sb *out) CHECKED;

#endif
