/* wallchart_impl.h: what the files of the wall chart share. */
#ifndef DIAODU_WALLCHART_IMPL_H
#define DIAODU_WALLCHART_IMPL_H
#include "report/wallchart.h"

/* Print shops and old copiers drop thinner strokes and paler greys. */
#define WALL_INK "#222222"
#define WALL_BLUE "#2b5a8c"
#define WALL_RED "#c00000"
#define WALL_GREY "#7a7a7a"

typedef struct wall_sheet {
    const wall_chart *w;
    sb *out;
    double width, height, margin, k; /* mm; k: strokes and marks against those of A3 */
    double small;                    /* the smallest text */
    double left, right;              /* of the chart: where its days begin and end */
    double name_x, name_w, second_x, second_w, note_w;
    double head, top, bottom; /* of the axis, of the rows, below the rows */
    double line, heading;     /* heights of a row, of the heading of a group */
    double text;              /* size of text in rows */
    double axis;              /* of the axis and beside nodes */
    double bar;               /* height of a bar */
    uint32_t groups;          /* headings */
    int64_t from, to;         /* days shown */
    bool free_days;           /* wide enough to shade them */
    bool used[8];             /* wall_sign: what the legend has to explain */
} wall_sheet;

typedef enum wall_sign {
    SIGN_PLAN,
    SIGN_ACTUAL,
    SIGN_FORECAST,
    SIGN_OVER,
    SIGN_BASELINE,
    SIGN_CRITICAL,
    SIGN_NODE,
    SIGN_LINK
} wall_sign;

typedef enum wall_anchor { WALL_START, WALL_MIDDLE, WALL_END } wall_anchor;

/* ---- wallchart_svg.c: strokes and text ---- */
/* Width of a text in mm at a size: never less than what the usual fonts need. */
double wall_width(str s, double size);
/* As much of `s` as fits, with … where it was cut. */
void wall_text(wall_sheet *s, double x, double y, double size, double room, wall_anchor a,
               const char *fill, bool bold, str text);
/* The same from x on, on at most two lines around the middle y if `two`; bold where it has a colour. */
void wall_two_lines(wall_sheet *s, double x, double y, double size, double room, bool two,
                    const char *fill, str text);
void wall_line(wall_sheet *s, double x1, double y1, double x2, double y2, double stroke,
               const char *colour, const char *dash);
void wall_rect(wall_sheet *s, double x, double y, double w, double h, const char *fill,
               const char *colour, double stroke);
/* Diagonal lines within a box; twice: both ways. */
void wall_hatch(wall_sheet *s, double x, double y, double w, double h, const char *colour,
                bool twice);
void wall_diamond(wall_sheet *s, double x, double y, double r, wall_state state);
void wall_light(wall_sheet *s, double x, double y, double r, light_mark m);

/* ---- wallchart_axis.c ---- */
double wall_x(const wall_sheet *s, int64_t day); /* the day's beginning */
void wall_axis(wall_sheet *s);
void wall_marked_days(wall_sheet *s); /* today, and the end that is kept */

/* ---- wallchart_rows.c ---- */
void wall_bars(wall_sheet *s, double *middle); /* middle: room for a number a row */
/* A bar or mark by itself, as the rows have it. */
void wall_sign_at(wall_sheet *s, wall_sign k, double x, double y, double w, double h);

#endif
