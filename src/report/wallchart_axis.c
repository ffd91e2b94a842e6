/* The time axis of the wall chart: two lines of days, weeks, months, quarters or years, as fine as the
 * paper lets them be read. */
#include "base/str.h"
#include "model/period.h"
#include "report/wallchart_impl.h"

typedef enum step { STEP_DAY, STEP_WEEK, STEP_MONTH, STEP_QUARTER, STEP_YEAR } step;

double wall_x(const wall_sheet *s, int64_t day)
{
    double days = (double)(s->to - s->from + 1);
    return s->left + (double)(day - s->from) / days * (s->right - s->left);
}

/* Monday = 0. */
static int weekday(int64_t day)
{
    int64_t from_monday = (day - date_ord(2024, 1, 1)) % 7;
    return (int)((from_monday + 7) % 7);
}

/* Where the step that holds a day begins; years in groups of `by`. */
static int64_t floor_of(int64_t day, step k, int by)
{
    int y, m, d;
    date_split(day, &y, &m, &d);
    switch (k) {
    case STEP_DAY:
        return day;
    case STEP_WEEK:
        return day - weekday(day);
    case STEP_MONTH:
        return date_ord(y, m, 1);
    case STEP_QUARTER:
        return date_ord(y, (m - 1) / 3 * 3 + 1, 1);
    default:
        return date_ord(y / by * by, 1, 1);
    }
}

static int64_t next_of(int64_t day, step k, int by)
{
    int y, m, d;
    date_split(day, &y, &m, &d);
    switch (k) {
    case STEP_DAY:
        return day + 1;
    case STEP_WEEK:
        return day + 7 - weekday(day);
    case STEP_MONTH:
        return m == 12 ? date_ord(y + 1, 1, 1) : date_ord(y, m + 1, 1);
    case STEP_QUARTER:
        m = (m - 1) / 3 * 3 + 4;
        return m > 12 ? date_ord(y + 1, 1, 1) : date_ord(y, m, 1);
    default:
        return date_ord((y / by + 1) * by, 1, 1);
    }
}

/* How a step is called; `top`: on the upper line, where the lower one is finer. */
static void name_of(const wall_sheet *s, int64_t day, step k, bool top, char *out, size_t n)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    bool zh = s->w->lang == LANG_ZH;
    int y, m, d;
    date_split(day, &y, &m, &d);
    if (k == STEP_DAY)
        snprintf(out, n, "%d", d);
    else if (k == STEP_WEEK)
        snprintf(out, n, "%d/%d", m, d);
    else if (k == STEP_MONTH && top)
        zh ? snprintf(out, n, "%d年%d月", y, m) : snprintf(out, n, "%s %d", months[m - 1], y);
    else if (k == STEP_MONTH)
        zh ? snprintf(out, n, "%d月", m) : snprintf(out, n, "%s", months[m - 1]);
    else if (k == STEP_QUARTER)
        zh ? snprintf(out, n, "%d季", (m + 2) / 3) : snprintf(out, n, "Q%d", (m + 2) / 3);
    else
        snprintf(out, n, zh ? "%d年" : "%d", y);
}

/* The finest step whose names find room, and for years how many at a time. */
static step finest(const wall_sheet *s, int *ret_by)
{
    static const double days[] = {1, 7, 28, 90, 365}, ems[] = {1.4, 3.1, 2.7, 2.2, 4.4};
    static const int years[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};
    double day = (s->right - s->left) / (double)(s->to - s->from + 1);
    step k = STEP_DAY;
    size_t i = 0;
    while (k < STEP_YEAR && day * days[k] < ems[k] * s->axis)
        k++;
    while (i + 1 < COUNT_OF(years) && k == STEP_YEAR && day * 365 * years[i] < ems[k] * s->axis)
        i++;
    *ret_by = years[i];
    return k;
}

static void put_line(wall_sheet *s, step k, int by, bool top, double y, double h, double foot)
{
    char name[40];
    double size = top ? s->axis * 1.2 : s->axis;
    for (int64_t at = floor_of(s->from, k, by), next; at <= s->to; at = next) {
        next = next_of(at, k, by);
        double x1 = at < s->from ? s->left : wall_x(s, at),
               x2 = next > s->to ? s->right : wall_x(s, next);
        if (at > s->from)
            wall_line(s, x1, y, x1, foot, (top ? 0.25 : 0.1) * s->k, top ? WALL_GREY : "#c4c4c4",
                      NULL);
        name_of(s, at, k, top, name, sizeof name);
        if (wall_width(str_of(name), size) * (top ? 1.07 : 1) <= x2 - x1)
            wall_text(s, (x1 + x2) / 2, y + h * 0.5 + size * 0.36, size, x2 - x1, WALL_MIDDLE, NULL,
                      top, str_of(name));
    }
}

static void shade_free(wall_sheet *s)
{
    for (int64_t d = s->from, end; d <= s->to; d = end + 1) {
        end = d;
        if (calendar_is_workday(s->w->days, d))
            continue;
        while (end < s->to && !calendar_is_workday(s->w->days, end + 1))
            end++;
        wall_rect(s, wall_x(s, d), s->top, wall_x(s, end + 1) - wall_x(s, d), s->bottom - s->top,
                  "#ededed", NULL, 0);
    }
}

void wall_axis(wall_sheet *s)
{
    static const step above[] = {STEP_MONTH, STEP_MONTH, STEP_YEAR, STEP_YEAR, STEP_YEAR};
    int by;
    step k = finest(s, &by);
    double h = (s->top - s->head) / 2;
    if (s->free_days)
        shade_free(s);
    wall_rect(s, s->left, s->head, s->right - s->left, s->top - s->head, "#eef2f6", NULL, 0);
    if (k == STEP_YEAR) {
        put_line(s, k, by, true, s->head, 2 * h, s->bottom);
        return;
    }
    put_line(s, k, 1, false, s->head + h, h, s->bottom);
    put_line(s, above[k], 1, true, s->head, h, s->bottom);
    wall_line(s, s->left, s->head + h, s->right, s->head + h, 0.1 * s->k, WALL_GREY, NULL);
}

/* A line through all rows, its name above the axis; `over`: higher, where two names would meet. */
static void mark_day(wall_sheet *s, int64_t day, const char *zh, const char *en, const char *colour,
                     const char *dash, bool over)
{
    char name[60];
    int y, m, d;
    if (day < s->from || day > s->to)
        return;
    double x = (wall_x(s, day) + wall_x(s, day + 1)) / 2, size = s->axis * 1.1;
    date_split(day, &y, &m, &d);
    if (s->w->lang == LANG_ZH)
        snprintf(name, sizeof name, "%s %d月%d日", zh, m, d);
    else
        snprintf(name, sizeof name, "%s %d-%02d", en, m, d);
    wall_line(s, x, s->head - 0.7 * s->k, x, s->head, 0.4 * s->k, colour, NULL);
    wall_line(s, x, s->top, x, s->bottom, 0.4 * s->k, colour, dash);
    double half = wall_width(str_of(name), size) / 2 * 1.07, at = x;
    at = at - half < s->left ? s->left + half : at + half > s->right ? s->right - half : at;
    wall_text(s, at, s->head - 1.1 * s->k - (over ? size * 1.15 : 0), size, 4 * half, WALL_MIDDLE,
              colour, true, str_of(name));
}

void wall_marked_days(wall_sheet *s)
{
    char dash[24], dots[24];
    int64_t today = s->w->today, end = s->w->end;
    double apart = end == WALL_NONE ? 1e9 : wall_x(s, end) - wall_x(s, today);
    apart = apart < 0 ? -apart : apart;
    snprintf(dash, sizeof dash, "%.1f %.1f", 1.6 * s->k, 0.8 * s->k);
    snprintf(dots, sizeof dots, "%.1f %.1f", 0.5 * s->k, 0.5 * s->k);
    if (end != WALL_NONE)
        mark_day(s, end, "完成节点", "end", WALL_INK, dots, apart < 12 * s->axis);
    mark_day(s, today, "今天", "today", WALL_RED, dash, false);
}
