/* The rows of the wall chart: bars, nodes, what follows what. */
#include "base/str.h"
#include "report/wallchart_impl.h"

typedef struct box {
    double x, w;
    bool any;
} box;

static double at_most(double v, double most)
{
    return v < most ? v : most;
}

/* The part of a span that the sheet shows; an end that is not known is where the other one is. */
static box visible(const wall_sheet *s, int64_t from, int64_t to)
{
    from = from == WALL_NONE ? to : from;
    to = to == WALL_NONE ? from : to;
    if (from == WALL_NONE || from > to || to < s->from || from > s->to)
        return (box){0};
    from = from < s->from ? s->from : from;
    to = to > s->to ? s->to : to;
    double x = wall_x(s, from), w = wall_x(s, to + 1) - x;
    return (box){x, w > 0.15 * s->k ? w : 0.15 * s->k, true};
}

void wall_sign_at(wall_sheet *s, wall_sign k, double x, double y, double w, double h)
{
    double in = h * 0.2, thin = at_most(0.4 * s->k, h * 0.12);
    switch (k) {
    case SIGN_PLAN:
    case SIGN_CRITICAL:
        wall_rect(s, x, y, w, h, "#ffffff", WALL_INK,
                  k == SIGN_PLAN ? at_most(0.22 * s->k, thin) : at_most(0.75 * s->k, 2 * thin));
        break;
    case SIGN_ACTUAL:
        wall_rect(s, x, y + in, w, h - 2 * in, WALL_BLUE, NULL, 0);
        break;
    case SIGN_FORECAST:
    case SIGN_OVER:
        wall_hatch(s, x, y + in, w, h - 2 * in, k == SIGN_OVER ? WALL_RED : WALL_BLUE,
                   k == SIGN_OVER);
        break;
    case SIGN_BASELINE:
        wall_line(s, x, y + h, x + w, y + h, thin, WALL_GREY, NULL);
        wall_line(s, x, y + h - in, x, y + h + in, thin, WALL_GREY, NULL);
        wall_line(s, x + w, y + h - in, x + w, y + h + in, thin, WALL_GREY, NULL);
        break;
    case SIGN_LINK:
        wall_line(s, x, y + h / 2, x + w - s->k, y + h / 2, 0.25 * s->k, WALL_INK, NULL);
        sb_printf(s->out, "<path d=\"M%.2f %.2fl%.2f %.2fl0 %.2fZ\" fill=\"%s\"/>\n", x + w,
                  y + h / 2, -1.3 * s->k, -0.6 * s->k, 1.2 * s->k, WALL_INK);
        break;
    default:
        wall_diamond(s, x + w / 2, y + h / 2, h * 0.5, WALL_WAITING);
    }
}

static void sign(wall_sheet *s, wall_sign k, box b, double y, double h)
{
    if (!b.any)
        return;
    s->used[k] = true;
    wall_sign_at(s, k, b.x, y, b.w, h);
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Where work stands now: it ended, or runs until today. */
static wall_span worked(const wall_sheet *s, const wall_row *r)
{
    wall_span a = r->actual;
    if (a.from != WALL_NONE && a.to == WALL_NONE)
        a.to = s->w->today > a.from ? s->w->today : a.from;
    return a;
}

/* What is still expected: behind what was done; what goes beyond the plan is drawn apart. */
static void put_forecast(wall_sheet *s, const wall_row *r, double y, double h)
{
    wall_span a = worked(s, r), f = r->forecast;
    bool ended = r->actual.to != WALL_NONE;
    int64_t end = r->plan.to;
    if (f.to == WALL_NONE || ended)
        return;
    if (a.to != WALL_NONE)
        f.from = a.to + 1;
    else if (f.from == WALL_NONE)
        f.from = r->plan.from != WALL_NONE ? sooner(r->plan.from, f.to) : f.to;
    if (f.from > f.to)
        return;
    if (end == WALL_NONE || f.to <= end) {
        sign(s, SIGN_FORECAST, visible(s, f.from, f.to), y, h);
        return;
    }
    if (f.from <= end)
        sign(s, SIGN_FORECAST, visible(s, f.from, end), y, h);
    sign(s, SIGN_OVER, visible(s, f.from > end ? f.from : end + 1, f.to), y, h);
}

/* The right end of what put_bars() draws. */
static double bars_end(const wall_sheet *s, const wall_row *r)
{
    const wall_span a = worked(s, r), spans[] = {r->plan, r->forecast, a, r->baseline};
    double end = s->left;
    for (size_t i = 0; i < COUNT_OF(spans); i++) {
        box b = visible(s, spans[i].from, spans[i].to);
        end = b.any && b.x + b.w > end ? b.x + b.w : end;
    }
    return end;
}

static void put_bars(wall_sheet *s, const wall_row *r, double middle)
{
    double h = s->bar, y = middle - h / 2;
    sign(s, SIGN_BASELINE, visible(s, r->baseline.from, r->baseline.to), y + h * 0.12, h);
    box plan = r->plan.from != WALL_NONE ? visible(s, r->plan.from, r->plan.to) : (box){0};
    sign(s, r->critical ? SIGN_CRITICAL : SIGN_PLAN, plan, y, h);
    put_forecast(s, r, y, h);
    wall_span a = worked(s, r);
    if (a.from != WALL_NONE)
        sign(s, SIGN_ACTUAL, visible(s, a.from, a.to), y, h);
}

/* How far right of a node its name may go: up to the next node. */
static double room_of(const wall_sheet *s, const wall_row *r, uint32_t i, double x, double radius)
{
    const wall_node *n = &r->nodes[i];
    double room = s->right - x;
    for (uint32_t k = 0; k < r->n_nodes; k++) {
        int64_t day = r->nodes[k].day;
        if (day == WALL_NONE || day < n->day || (day == n->day && k <= i))
            continue;
        room = at_most(room, wall_x(s, day) - radius - x);
    }
    return room;
}

/* What a node is called stands above the bar, or behind it, or nowhere: never on it. */
static void put_name(wall_sheet *s, const wall_row *r, uint32_t i, double x, double middle)
{
    const wall_node *n = &r->nodes[i];
    double radius = s->bar * 0.5, size = s->axis, w = wall_width(n->name, size);
    double room = room_of(s, r, i, x, radius), behind = radius * 1.4;
    const char *colour = n->state == WALL_LATE ? WALL_RED : NULL;
    if (!n->name.n)
        return;
    if (x + radius >= bars_end(s, r) && w <= room - behind)
        wall_text(s, x + behind, middle + size * 0.36, size, w + size, WALL_START, colour, false,
                  n->name);
    else if ((s->line - s->bar) / 2 >= size * 1.1 && w <= room + radius * 0.4)
        wall_text(s, x - radius * 0.6, middle - s->bar / 2 - size * 0.3, size, w + size, WALL_START,
                  colour, false, n->name);
}

static void put_nodes(wall_sheet *s, const wall_row *r, double middle)
{
    for (uint32_t i = 0; i < r->n_nodes; i++) {
        const wall_node *n = &r->nodes[i];
        if (n->day == WALL_NONE || n->day < s->from || n->day > s->to)
            continue;
        double x = (wall_x(s, n->day) + wall_x(s, n->day + 1)) / 2;
        s->used[SIGN_NODE] = true;
        wall_diamond(s, x, middle, s->bar * 0.5, n->state);
        put_name(s, r, i, x, middle);
    }
}

/* ---- what follows what ---- */
/* Where its bars begin. */
static int64_t first_day(const wall_row *r)
{
    const int64_t begins[] = {r->actual.from,
                              r->actual.from == WALL_NONE ? r->forecast.from : WALL_NONE};
    int64_t d = r->plan.from;
    for (size_t i = 0; i < COUNT_OF(begins); i++)
        if (begins[i] != WALL_NONE && (d == WALL_NONE || begins[i] < d))
            d = begins[i];
    return d != WALL_NONE ? d : r->plan.to;
}

static int64_t last_day(const wall_row *r)
{
    int64_t d = r->actual.to != WALL_NONE     ? r->actual.to
                : r->forecast.to != WALL_NONE ? r->forecast.to
                                              : r->plan.to;
    return d != WALL_NONE ? d : r->plan.from;
}

/* From the end of one bar down (or up) and into the beginning of the other. */
static void put_link(wall_sheet *s, const double *middle, const wall_link *l)
{
    const wall_row *a = &s->w->rows[l->from], *b = &s->w->rows[l->to];
    int64_t end = last_day(a), begin = first_day(b);
    if (end == WALL_NONE || begin == WALL_NONE || end < s->from || end > s->to || begin < s->from ||
        begin > s->to)
        return;
    double x1 = wall_x(s, end + 1), y1 = middle[l->from], x2 = wall_x(s, begin), y2 = middle[l->to],
           out = 1.2 * s->k, head = 1.3 * s->k;
    double stroke = (l->critical ? 0.6 : 0.25) * s->k, gap = y2 > y1 ? s->line / 2 : -s->line / 2;
    s->used[SIGN_LINK] = true;
    sb_printf(s->out, "<path d=\"M%.2f %.2f", x1, y1);
    if (x2 - head >= x1 + out) /* straight down between them */
        sb_printf(s->out, "H%.2fV%.2fH%.2f", x1 + out, y2, x2 - head * 0.8);
    else /* round: it began before the other ended */
        sb_printf(s->out, "H%.2fV%.2fH%.2fV%.2fH%.2f", x1 + out, y2 - gap, x2 - head - out, y2,
                  x2 - head * 0.8);
    sb_printf(s->out, "\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.2f\"/>\n", WALL_INK, stroke);
    sb_printf(s->out, "<path d=\"M%.2f %.2fl%.2f %.2fl0 %.2fZ\" fill=\"%s\"/>\n", x2, y2, -head,
              -head * 0.45, head * 0.9, WALL_INK);
}

/* ---- rows ---- */
static void put_names(wall_sheet *s, uint32_t i, double middle)
{
    const wall_row *r = &s->w->rows[i];
    char number[16];
    double size = s->text, pad = 0.8 * s->k;
    bool two = s->line >= size * 2.6;
    double light = r->lit ? size * 1.1 : 0;
    snprintf(number, sizeof number, "%u", i + 1);
    wall_text(s, s->name_x - 2 * pad, middle + size * 0.36, size, 8 * s->k, WALL_END, WALL_GREY,
              false, str_of(number));
    if (r->lit)
        wall_light(s, s->name_x + size * 0.36, middle, size * 0.36, r->light);
    wall_two_lines(s, s->name_x + light, middle, size, s->name_w - light - pad, two, NULL, r->name);
    if (s->second_w > 0)
        wall_two_lines(s, s->second_x, middle, size, s->second_w - pad, two, NULL, r->second);
    if (s->note_w > 0)
        wall_two_lines(s, s->right + pad, middle, size, s->note_w - pad, two,
                       r->late ? WALL_RED : NULL, r->note);
}

static void put_group(wall_sheet *s, double y, str name)
{
    double size = at_most(s->heading / 1.3, s->text * 1.1);
    wall_rect(s, s->margin, y, s->width - 2 * s->margin, s->heading, "#dfe6ee", NULL, 0);
    wall_text(s, s->margin + s->k, y + s->heading / 2 + size * 0.36, size,
              s->left - s->margin - 2 * s->k, WALL_START, NULL, true, name);
}

/* Where each row has its middle: headings of groups stand between them. */
static void put_lines(wall_sheet *s, double *middle)
{
    double y = s->top;
    str group = S("");
    for (uint32_t i = 0; i < s->w->n_rows; i++) {
        const wall_row *r = &s->w->rows[i];
        if (r->group.n && !str_eq(r->group, group)) {
            put_group(s, y, r->group);
            y += s->heading;
        }
        group = r->group;
        middle[i] = y + s->line / 2;
        y += s->line;
        wall_line(s, s->margin, y, s->width - s->margin, y, 0.08 * s->k, "#c4c4c4", NULL);
        put_names(s, i, middle[i]);
    }
}

void wall_bars(wall_sheet *s, double *middle)
{
    put_lines(s, middle);
    for (uint32_t i = 0; i < s->w->n_rows; i++)
        put_bars(s, &s->w->rows[i], middle[i]);
    for (uint32_t i = 0; i < s->w->n_links; i++)
        put_link(s, middle, &s->w->links[i]);
    for (uint32_t i = 0; i < s->w->n_rows; i++)
        put_nodes(s, &s->w->rows[i], middle[i]);
}
