#include "panel/light.h"

const char *light_name(light_color c)
{
    static const char *const words[] = {"grey", "green", "yellow", "red"};
    return words[c];
}

static void figure(light *l, const char *name, double v)
{
    if (has(v) && l->n_figures < (int)COUNT_OF(l->figures))
        l->figures[l->n_figures++] = (light_figure){name, v};
}

/* Points behind schedule that make red: tighter when the year runs out. */
#define BEHIND_TIME 5.0
#define BEHIND_USUAL 2.0
#define BEHIND_TIME_LATE 2.5
#define BEHIND_USUAL_LATE 1.0
#define LATE_MONTH 9
#define NEAR 0.3    /* points a rate may lie outside before it is red */
#define OVERUSE 5.0 /* points by which a ceiling may be used ahead of time */
#define ABOUT 0.2   /* points by which 左右 may be missed */
#define HAIR 1e-9   /* differences of decimals are not exact: 5.8 − 6 is below −0.2 */

static light by_schedule(const light_input *in)
{
    light l = {.rule = "flow_level"};
    double a = in->progress->of_target - in->progress->time;
    double b = in->progress->of_target - in->progress->usual;
    int month = period_last_month(in->s.t);
    bool late = month >= LATE_MONTH;
    if (!has(b))
        b = a;
    figure(&l, "progress", in->progress->of_target);
    figure(&l, "progress_time", in->progress->time);
    figure(&l, "progress_usual", in->progress->usual);
    figure(&l, "ahead_of_time", a);
    figure(&l, "ahead_of_usual", b);
    if (!has(a))
        return l;
    if (a >= -HAIR && b >= -1 - HAIR)
        l.color = LIGHT_GREEN;
    else if (a < -(late ? BEHIND_TIME_LATE : BEHIND_TIME) - HAIR &&
             b < -(late ? BEHIND_USUAL_LATE : BEHIND_USUAL) - HAIR)
        l.color = LIGHT_RED;
    else
        l.color = LIGHT_YELLOW;
    /* One or two pieces a year: nothing is late before the autumn. */
    if (in->s.ind->nature == NATURE_COUNT && in->target->level <= 2 && !late &&
        l.color == LIGHT_RED)
        l.color = LIGHT_YELLOW;
    return l;
}

static light by_growth(const light_input *in)
{
    light l = {.rule = "growth_target"};
    double g = in->growth, t = in->target->growth, p = in->parent_growth;
    double sign = target_below(in->s.ind, &in->target->stored) ? -1 : 1;
    double slack = in->target->stored.comparison == CMP_ABOUT ? ABOUT : 0;
    figure(&l, "growth", g);
    figure(&l, "target_growth", t);
    figure(&l, "parent_growth", p);
    figure(&l, "delta", in->delta);
    if (!has(g) || !has(t))
        return l;
    bool at_target = (g - t) * sign >= -slack - HAIR;
    bool at_parent = !has(p) || (g - p) * sign >= -HAIR;
    if (at_target && at_parent)
        l.color = LIGHT_GREEN;
    else if ((sign > 0 && g < 0 && t >= 0) || (t - g) * sign > in->delta + HAIR)
        l.color = LIGHT_RED;
    else
        l.color = LIGHT_YELLOW;
    return l;
}

static light by_stock(const light_input *in)
{
    light l = {.rule = "stock"};
    double p = in->progress->of_target, time = in->progress->time;
    double sign = target_below(in->s.ind, &in->target->stored) ? -1 : 1, t = in->target->growth;
    if (!has(t)) /* the growth that the level means */
        t = num_growth(in->target->level, stock_start(in->s));
    figure(&l, "progress", p);
    figure(&l, "progress_time", time);
    figure(&l, "growth", in->growth);
    figure(&l, "target_growth", t);
    double gap = (in->growth - t) * sign;
    if (!has(p) && !has(gap))
        return l;
    if (p >= time - HAIR || gap >= -HAIR)
        l.color = LIGHT_GREEN;
    else
        l.color = gap >= -1 - HAIR ? LIGHT_YELLOW : LIGHT_RED;
    return l;
}

/* Rates by their level, indices by level or growth, whichever the target gives. */
static light by_rate(const light_input *in)
{
    light l = {.rule = "rate"};
    const target *t = &in->target->stored;
    bool points = in->s.ind->nature == NATURE_RATE || has(t->level);
    double now = points ? in->level : in->growth, bound = points ? t->level : t->growth;
    double slack = !points && t->comparison == CMP_ABOUT ? ABOUT : 0; /* widens growth only */
    bool lower = target_below(in->s.ind, t);
    double low = t->comparison == CMP_RANGE ? t->low : lower ? MISSING : bound - slack;
    double high = t->comparison == CMP_RANGE ? t->high : lower ? bound + slack : MISSING;
    figure(&l, points ? "level" : "growth", now);
    figure(&l, "low", low);
    figure(&l, "high", high);
    if (!has(now))
        return l;
    double outside = fmax(has(low) ? low - now : 0, has(high) ? now - high : 0);
    l.color = outside <= HAIR ? LIGHT_GREEN : outside <= NEAR + HAIR ? LIGHT_YELLOW : LIGHT_RED;
    return l;
}

static light by_ceiling(const light_input *in)
{
    light l = {.rule = "ceiling"};
    double used = in->ceiling->used, time = in->progress->time;
    figure(&l, "used", used);
    figure(&l, "progress_time", time);
    figure(&l, "room", in->ceiling->room);
    if (!has(in->ceiling->room))
        return l;
    if (in->ceiling->room < 0)
        l.color = LIGHT_RED;
    else
        l.color = used > time + OVERUSE + HAIR ? LIGHT_YELLOW : LIGHT_GREEN;
    return l;
}

static light by_parent(const light_input *in)
{
    light l = {.rule = "vs_parent"};
    double gap = in->s.ind->direction == DIR_LOWER ? -in->vs_parent : in->vs_parent;
    figure(&l, "vs_parent", in->vs_parent);
    if (!has(gap) || in->s.ind->direction == DIR_NONE)
        return l;
    l.color = gap >= -HAIR ? LIGHT_GREEN : gap >= -1 - HAIR ? LIGHT_YELLOW : LIGHT_RED;
    return l;
}

light light_of(const light_input *in)
{
    const year_target *t = in->target;
    target_class class = target_class_of(in->s.ind);
    if (!has(in->level) && !has(in->growth))
        return (light){.rule = "no_value"};
    if (!t->stored.given)
        return by_parent(in);
    if (class == CLASS_CEILING && has(t->level))
        return by_ceiling(in);
    if (class == CLASS_STOCK)
        return by_stock(in);
    if (class == CLASS_LEVEL && (in->s.ind->nature == NATURE_INDEX || !has(t->growth)))
        return by_rate(in);
    if (t->by_growth || !has(in->progress->of_target))
        return by_growth(in);
    return by_schedule(in);
}
