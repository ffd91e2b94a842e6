/* outline.h: the outline of an area as text, the way it is stored, sent and drawn: rings of an SVG
 * path on a grid of 1/1000 degree, "M<x> <y>l<dx> <dy> <dx> <dy> …z", x = longitude × 1000 eastward,
 * y = latitude × 1000 northward. Whole numbers with single blanks, at least three points a ring, the
 * last side closes itself; what lies inside an odd number of rings belongs to the area. */
#ifndef DIAODU_OUTLINE_H
#define DIAODU_OUTLINE_H
#include "base/base.h"

#define OUTLINE_GRID 1000 /* parts of a degree */
#define OUTLINE_MAX_X (180 * OUTLINE_GRID)
#define OUTLINE_MAX_Y (90 * OUTLINE_GRID)

typedef struct outline_size {
    uint32_t rings, points;
    int32_t x0, y0, x1, y1; /* the box around it */
} outline_size;
/* False when the text is no outline or leaves the globe. */
bool outline_measure(str s, outline_size *ret);

#endif
