/* light.h: green, yellow, red, grey, and why (contract section 3 "Lights", statistics section 4).
 * Rank never decides. Thresholds are data: catalogue/lights.csv gives the usual noise of growths. */
#ifndef DIAODU_LIGHT_H
#define DIAODU_LIGHT_H
#include "panel/target.h"

typedef enum light_color { LIGHT_GREY, LIGHT_GREEN, LIGHT_YELLOW, LIGHT_RED } light_color;
const char *light_name(light_color c);

typedef struct light_figure {
    const char *name;
    double value;
} light_figure;
typedef struct light {
    light_color color;
    const char *
        rule; /* stable word: no_value, flow_level, growth_target, stock, rate, ceiling, vs_parent */
    light_figure figures[6];
    int n_figures;
} light;
#define LIGHT_DELTA_DEFAULT 1.0

/* What the light looks at, worked out before by the board. */
typedef struct light_input {
    spot s;
    const year_target *target;
    const progress *progress;
    const ceiling *ceiling;
    double level, growth, vs_parent, parent_growth;
    double delta; /* points a growth may lie below target before it is red */
} light_input;
light light_of(const light_input *in);
/* One sentence in the language; text in c->a, NULL when out of memory. */
const char *light_text(cx *c, const light *l);

#endif
