/* The wall chart: how the sheet is shared, its head, legend and foot. */
#include "report/wallchart.h"
#include "base/str.h"
#include "report/wallchart_impl.h"

static const struct {
    const char *name;
    double width, height; /* mm */
    double k;             /* of strokes */
    double margin;
    double small;   /* the smallest text */
    double tallest; /* of a row */
} papers[WALL_PAPER_MAX_] = {
    [WALL_A3] = {"A3", 420, 297, 1, 10, 1.8, 22},
    [WALL_A0] = {"A0", 1189, 841, 2, 20, 2.5, 50},
};
#define LINE_LEAST 1.38 /* of the text in it */
#define WIDEST_TEXT 4.2 /* mm on A3 */

bool wall_paper_parse(str name, wall_paper *ret)
{
    for (*ret = 0; *ret < WALL_PAPER_MAX_; ++*ret)
        if (str_ieqz(name, papers[*ret].name))
            return true;
    return false;
}

const char *wall_paper_name(wall_paper p)
{
    return papers[p].name;
}

/* What stands above and below the rows. */
static void frame(wall_sheet *s, wall_paper p)
{
    double k = papers[p].k, m = s->margin = papers[p].margin;
    s->width = papers[p].width;
    s->height = papers[p].height;
    s->k = k;
    s->small = papers[p].small;
    s->head = m + 21 * k;
    s->top = s->head + 8 * k;
    s->bottom = s->height - m - 13 * k;
}

uint32_t wall_capacity(wall_paper p)
{
    wall_sheet s = {0};
    frame(&s, p);
    return (uint32_t)((s.bottom - s.top) / (s.small * LINE_LEAST));
}

/* ---- sizes ---- */
static double widest(const wall_chart *w, str (*of)(const wall_row *r), str head, double size)
{
    double most = head.n ? wall_width(head, size) : 0;
    for (uint32_t i = 0; i < w->n_rows; i++) {
        double one = wall_width(of(&w->rows[i]), size);
        most = one > most ? one : most;
    }
    return most;
}

static str name_of(const wall_row *r)
{
    return r->name;
}

static str second_of(const wall_row *r)
{
    return r->second;
}

static str note_of(const wall_row *r)
{
    return r->note;
}

static double at_most(double v, double most)
{
    return v < most ? v : most;
}

/* A column of texts: short ones on one line, long ones on two where there is room. */
static double column_for(const wall_sheet *s, double text, double most)
{
    bool two = s->line >= s->text * 2.6 && text > 12 * s->text;
    return at_most((two ? text * 0.62 : text) + 2 * s->text, most);
}

/* Columns as wide as their texts, the names at most a fifth of the sheet, the days get the rest. */
static void columns(wall_sheet *s)
{
    const wall_chart *w = s->w;
    double inner = s->width - 2 * s->margin, name = widest(w, name_of, w->column, s->text),
           second = widest(w, second_of, w->second, s->text),
           note = widest(w, note_of, S(""), s->text);
    s->name_x = s->margin + 8 * s->k;
    s->name_w = column_for(s, name, inner * 0.21);
    s->second_x = s->name_x + s->name_w;
    s->second_w = second > 0 ? column_for(s, second, inner * 0.14) : 0;
    s->left = s->second_x + s->second_w + s->k;
    s->note_w = note > 0 ? column_for(s, note * 1.06, inner * 0.12) : 0;
    s->right = s->width - s->margin - s->note_w;
}

static void widen(int64_t day, wall_sheet *s)
{
    if (day == WALL_NONE)
        return;
    s->from = s->from == WALL_NONE || day < s->from ? day : s->from;
    s->to = s->to == WALL_NONE || day > s->to ? day : s->to;
}

/* All days of all rows, with a little room at both ends. */
static void days(wall_sheet *s)
{
    const wall_chart *w = s->w;
    s->from = s->to = WALL_NONE;
    for (uint32_t i = 0; i < w->n_rows; i++) {
        const wall_row *r = &w->rows[i];
        const wall_span spans[] = {r->plan, r->forecast, r->actual, r->baseline};
        for (size_t k = 0; k < COUNT_OF(spans); k++) {
            widen(spans[k].from, s);
            widen(spans[k].to, s);
        }
        for (uint32_t k = 0; k < r->n_nodes; k++)
            widen(r->nodes[k].day, s);
    }
    widen(w->end, s);
    if (s->from == WALL_NONE)
        s->from = s->to = w->today;
    int64_t room = (s->to - s->from) / 60 + 2;
    s->from = w->from != WALL_NONE ? w->from : s->from - room;
    s->to = w->to != WALL_NONE ? w->to : s->to + room;
    s->to = s->to < s->from ? s->from : s->to;
}

static void measure(wall_sheet *s)
{
    const wall_chart *w = s->w;
    frame(s, w->paper);
    double most = WIDEST_TEXT * (w->paper == WALL_A3 ? 1 : 2.2), room = s->bottom - s->top;
    uint32_t lines = w->n_rows + s->groups;
    s->line = s->heading = room / (lines ? lines : 1);
    if (s->heading > 6 * s->k && w->n_rows) { /* headings need no more; rows take the rest */
        s->heading = 6 * s->k;
        s->line = at_most((room - s->groups * s->heading) / w->n_rows, papers[w->paper].tallest);
    }
    s->text = at_most(s->line / LINE_LEAST, most);
    /* two lines of a name find room before the text grows */
    if (s->text > 1.25 * s->small && s->line < s->text * 2.6)
        s->text = s->line / 2.6 > 1.25 * s->small ? s->line / 2.6 : 1.25 * s->small;
    s->axis = s->text * 0.85 > s->small ? at_most(s->text * 0.85, 2.4 * s->k) : s->small;
    s->bar = at_most(s->line * 0.56, 5 * s->k);
    days(s);
    columns(s);
    s->free_days = (s->right - s->left) / (double)(s->to - s->from + 1) >= 0.55 * s->k;
}

/* ---- what stands around ---- */
static void put_head(wall_sheet *s)
{
    const wall_chart *w = s->w;
    double m = s->margin, size = 8 * s->k, room = s->width - 2 * m;
    while (size > 4 * s->k && wall_width(w->title, size) * 1.06 > room)
        size *= 0.95;
    wall_text(s, s->width / 2, m + 8 * s->k, size, room, WALL_MIDDLE, NULL, true, w->title);
    wall_text(s, m, m + 16 * s->k, 3 * s->k, room * 0.48, WALL_START, NULL, false, w->left);
    wall_text(s, s->width - m, m + 16 * s->k, 3 * s->k, room * 0.48, WALL_END, NULL, false,
              w->right);
}

static void put_columns(wall_sheet *s)
{
    const wall_chart *w = s->w;
    bool zh = w->lang == LANG_ZH;
    double m = s->margin, y = (s->head + s->top) / 2, size = s->text;
    size = at_most(size, 3.2 * s->k);
    wall_rect(s, m, s->head, s->left - m, s->top - s->head, "#eef2f6", NULL, 0);
    if (s->note_w > 0)
        wall_rect(s, s->right, s->head, s->note_w, s->top - s->head, "#eef2f6", NULL, 0);
    wall_text(s, s->name_x - 1.6 * s->k, y + size * 0.36, size, 8 * s->k, WALL_END, NULL, true,
              zh ? S("序号") : S("No."));
    wall_text(s, s->name_x, y + size * 0.36, size, s->name_w, WALL_START, NULL, true, w->column);
    if (s->second_w > 0)
        wall_text(s, s->second_x, y + size * 0.36, size, s->second_w, WALL_START, NULL, true,
                  w->second);
    if (s->note_w > 0)
        wall_text(s, s->right + 0.8 * s->k, y + size * 0.36, size, s->note_w - 0.8 * s->k,
                  WALL_START, NULL, true, zh ? S("情况") : S("State"));
}

static void put_frame(wall_sheet *s)
{
    double m = s->margin, right = s->width - m, end = s->bottom;
    wall_line(s, m, s->top, right, s->top, 0.35 * s->k, WALL_INK, NULL);
    wall_line(s, m, s->head, right, s->head, 0.35 * s->k, WALL_INK, NULL);
    wall_line(s, m, end, right, end, 0.35 * s->k, WALL_INK, NULL);
    wall_line(s, s->left, s->head, s->left, end, 0.25 * s->k, WALL_INK, NULL);
    if (s->note_w > 0)
        wall_line(s, s->right, s->head, s->right, end, 0.25 * s->k, WALL_INK, NULL);
}

/* ---- legend ---- */
typedef struct legend {
    wall_sheet *s;
    double x, y, size;
} legend;

static bool named(legend *l, double mark, const char *zh, const char *en, double *ret_x)
{
    wall_sheet *s = l->s;
    str name = str_of(s->w->lang == LANG_ZH ? zh : en);
    double w = wall_width(name, l->size), m = s->margin;
    if (l->x + mark + w + 2 * s->k > s->width - m)
        return false;
    *ret_x = l->x;
    wall_text(s, l->x + mark + 1.2 * s->k, l->y + l->size * 0.36, l->size, w + l->size, WALL_START,
              NULL, false, name);
    l->x += mark + w + 5 * s->k;
    return true;
}

static void legend_signs(legend *l)
{
    static const struct {
        wall_sign k;
        const char *zh, *en;
    } signs[] = {{SIGN_PLAN, "计划", "plan"},
                 {SIGN_CRITICAL, "关键线路", "critical"},
                 {SIGN_ACTUAL, "实际", "actual"},
                 {SIGN_FORECAST, "预计", "forecast"},
                 {SIGN_OVER, "超出计划", "beyond plan"},
                 {SIGN_BASELINE, "基线", "baseline"},
                 {SIGN_LINK, "前后关系", "dependency"}};
    double w = 9 * l->s->k, h = 2.8 * l->s->k, x;
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (l->s->used[signs[i].k] && named(l, w, signs[i].zh, signs[i].en, &x))
            wall_sign_at(l->s, signs[i].k, x, l->y - h / 2, w, h);
}

static bool has_state(const wall_chart *w, wall_state k)
{
    for (uint32_t i = 0; i < w->n_rows; i++)
        for (uint32_t n = 0; n < w->rows[i].n_nodes; n++)
            if (w->rows[i].nodes[n].state == k)
                return true;
    return false;
}

static bool has_light(const wall_chart *w, light_mark m)
{
    for (uint32_t i = 0; i < w->n_rows; i++)
        if (w->rows[i].lit && w->rows[i].light == m)
            return true;
    return false;
}

static void put_legend(wall_sheet *s)
{
    static const struct {
        wall_state k;
        const char *zh, *en;
    } states[] = {{WALL_DONE, "节点完成", "node done"},
                  {WALL_RUNNING, "进行中", "at work"},
                  {WALL_DUE, "近期到期", "due soon"},
                  {WALL_WAITING, "未到", "to come"},
                  {WALL_LATE, "逾期", "late"}};
    static const struct {
        light_mark m;
        const char *zh, *en;
    } lights[] = {{MARK_RED, "红灯", "red"},
                  {MARK_YELLOW, "黄灯", "yellow"},
                  {MARK_BLUE, "蓝灯", "blue"},
                  {MARK_GREEN, "绿灯", "green"}};
    legend l = {s, s->margin, s->bottom + 4.5 * s->k, 2.3 * s->k};
    double x, r = 1.4 * s->k;
    wall_text(s, l.x, l.y + l.size * 0.36, l.size, 20 * s->k, WALL_START, NULL, true,
              s->w->lang == LANG_ZH ? S("图例") : S("Legend"));
    l.x += 10 * s->k;
    legend_signs(&l);
    for (size_t i = 0; i < COUNT_OF(states); i++)
        if (has_state(s->w, states[i].k) && named(&l, 2 * r, states[i].zh, states[i].en, &x))
            wall_diamond(s, x + r, l.y, r, states[i].k);
    for (size_t i = 0; i < COUNT_OF(lights); i++)
        if (has_light(s->w, lights[i].m) && named(&l, 2 * r, lights[i].zh, lights[i].en, &x))
            wall_light(s, x + r, l.y, r * 0.8, lights[i].m);
}

static void put_foot(wall_sheet *s)
{
    const wall_chart *w = s->w;
    double m = s->margin, y = s->height - m - 0.5 * s->k, size = 2.3 * s->k;
    double room = (s->width - 2 * m) / 3 - size;
    wall_text(s, m, y, size, room, WALL_START, NULL, true, w->mark);
    wall_text(s, s->width / 2, y, size, room, WALL_MIDDLE, NULL, false, w->made);
    wall_text(s, s->width - m, y, size, room, WALL_END, NULL, false,
              w->lang == LANG_ZH ? S("共1页　第1页") : S("page 1 of 1"));
}

bool wall_fits(cx *c, wall_paper p, size_t lines)
{
    uint32_t here = wall_capacity(p), most = wall_capacity(WALL_A0);
    if (lines <= here)
        return true;
    if (lines <= most)
        return fail(
            c, ERR_LIMIT,
            "一张 %s 至多排 %u 行，现有 %zu 行：改用 A0（至多 %u 行），或用筛选缩小范围",
            "one sheet of %s takes at most %u lines, these are %zu: use A0 (at most %u), or "
            "narrow the filter",
            wall_paper_name(p), here, lines, most);
    return fail(c, ERR_LIMIT, "一张 A0 至多排 %u 行，现有 %zu 行：请用筛选缩小范围",
                "one sheet of A0 takes at most %u lines, these are %zu: narrow the filter", most,
                lines);
}

static uint32_t count_groups(const wall_chart *w)
{
    uint32_t n = 0;
    str group = S("");
    for (uint32_t i = 0; i < w->n_rows; i++) {
        n += w->rows[i].group.n && !str_eq(w->rows[i].group, group);
        group = w->rows[i].group;
    }
    return n;
}

bool wall_draw(cx *c, const wall_chart *w, sb *out)
{
    wall_sheet s = {.w = w, .out = out, .groups = count_groups(w)};
    TRY(wall_fits(c, w->paper, (size_t)w->n_rows + s.groups));
    double *middle = cx_alloc(c, ((size_t)w->n_rows + 1) * sizeof *middle);
    TRY(middle);
    measure(&s);
    sb_printf(out,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg "
              "xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0fmm\" height=\"%.0fmm\" "
              "viewBox=\"0 0 %.0f %.0f\" font-family=\"'Noto Sans CJK SC','Source Han Sans "
              "SC','WenQuanYi Micro Hei','WenQuanYi Zen Hei','Microsoft YaHei','PingFang "
              "SC',sans-serif\" fill=\"%s\" xml:lang=\"%s\">\n",
              s.width, s.height, s.width, s.height, WALL_INK, w->lang == LANG_ZH ? "zh-CN" : "en");
    wall_rect(&s, 0, 0, s.width, s.height, "#ffffff", NULL, 0);
    put_head(&s);
    double below = s.bottom;
    s.bottom = s.top + w->n_rows * s.line + s.groups * s.heading; /* few rows: not far down */
    wall_axis(&s);
    put_columns(&s);
    wall_bars(&s, middle);
    put_frame(&s);
    wall_marked_days(&s);
    s.bottom = below;
    put_legend(&s);
    put_foot(&s);
    sb_putz(out, "</svg>\n");
    return sb_ok(out) || fail_memory(c);
}
