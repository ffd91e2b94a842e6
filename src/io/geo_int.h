/* geo_int.h: what the files geo*.c share. */
#ifndef DIAODU_GEO_INT_H
#define DIAODU_GEO_INT_H
#include "io/geo.h"

typedef struct geo_point {
    int32_t x, y;
} geo_point;
typedef struct geo_ring {
    uint32_t from, n; /* points, the closing one left off; n >= 1 */
    uint32_t feature;
} geo_ring;
typedef struct geo_feature {
    str area, name, from, to; /* in c->a */
    uint32_t number;          /* in the file, from 1 */
    bool unclosed;
} geo_feature;
typedef struct geo_map {
    geo_point *points;
    uint8_t *keep; /* by point, made by geo_simplify() */
    size_t n_points, points_cap;
    geo_ring *rings;
    size_t n_rings, rings_cap;
    geo_feature *features;
    size_t n_features, features_cap;
    uint32_t left_out; /* features without a polygon */
} geo_map;

bool geo_parse(cx *c, str data, const catalog *k, geo_map *m) CHECKED;
/* Mark the points to keep: at most `tolerance` grid units from the line that is left; the same for both
 * neighbours of a border. Every ring keeps three points, if it has three. */
bool geo_simplify(cx *c, geo_map *m, int tolerance) CHECKED;
void geo_map_done(geo_map *m);

#endif
