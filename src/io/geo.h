/* geo.h: GeoJSON (RFC 7946) and TopoJSON in: polygons of areas become rows of the table `shapes`
 * (model/outline.h), on a grid of 1/1000 degree and simplified for schematic maps. Points that two
 * areas share stay shared. Coordinates are longitude, latitude in degrees. */
#ifndef DIAODU_GEO_H
#define DIAODU_GEO_H
#include "base/sb.h"
#include "model/catalog.h"

#define GEO_MAX_BYTES ((size_t)64 << 20)
#define GEO_MAX_FEATURES 20000u
#define GEO_MAX_POINTS 2000000u /* on the grid, equal neighbours once */
#define GEO_MAX_READ 10000000u  /* as they stand in the file, arcs as often as they are named */

typedef struct geo_table {
    str csv;            /* area,from,to,outline; in c->a */
    const char **names; /* line i + 2 of the text is "feature 7 (济南市)" of the file; in c->a */
    uint32_t n;
    int tolerance; /* of the simplification, 1/1000 degree */
} geo_table;

/* Does the text begin as JSON? */
bool geo_looks(str data);
/* Which area a feature is: the first of the properties code, adcode, area, area_code, gb, id,
 * 区划代码, 行政区划代码, 代码, the feature's id, that the catalogue knows; else its name, if one area
 * has it. Unknown ones stay as they were written (the table's reader refuses them). Validity:
 * properties valid_from, valid_to of the feature, else of the collection. Features of one area and
 * validity are one row. Features without a polygon are left out with a warning, unclosed rings
 * closed with a note (line 0). ERR_DATA names feature, ring and point; ERR_LIMIT beyond the above.
 * Tells its progress and can be cancelled. */
bool geo_read(cx *c, str data, const catalog *k, geo_table *ret, issues *list) CHECKED;

#endif
