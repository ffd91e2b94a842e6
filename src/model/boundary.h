/* boundary.h: an area of one day on the boundary of another. 成都 of 2015 on the boundary of 2017
 * is 成都 and 简阳 (512081, then under 资阳); 莱芜 of 2020 on that of 2018 is two districts of
 * 济南. The catalogue says what it knows by validity, `parent`, `additive_to` and `replaced_by`. */
#ifndef DIAODU_BOUNDARY_H
#define DIAODU_BOUNDARY_H
#include "model/catalog.h"

typedef struct boundary {
    /* Areas valid on the period's last day that together are the wanted territory: their levels add
     * up to it. An area stands for all its members where all of them belong to it, so an area whose
     * boundary did not change gives itself. By id. Empty when something is missing. */
    const area_id *parts;
    uint32_t n_parts;
    /* Members on the wanted boundary that have no history on the period's last day: no area then
     * valid is known to be them, or it reached beyond the boundary. Reason `no_history`. */
    const area_id *missing;
    uint32_t n_missing;
} boundary;

/* The territory that `a` had on `day`, in areas of period p. How it is found: `a` is broken into
 * members by `additive_to` as valid on `day` (not below an area without members_complete); each
 * member that is not valid in p is followed back (areas whose replaced_by names it) or forward (its
 * own replaced_by). A member without predecessor that began under an area on the very day on which
 * another was merged into that area continues the merged one, and the reverse. What is found must
 * lie wholly within the boundary: its own way back to `day` may not leave `a`. False only when out
 * of memory; lists live in c->a. */
bool boundary_on(cx *c, const catalog *k, area_id a, int64_t day, period p, boundary *ret) CHECKED;

#endif
