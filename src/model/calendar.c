#include "model/calendar.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/period.h"
#include "model/table.h"

typedef struct special {
    int64_t day;
    bool work;
    int32_t shift; /* sum of +1 for a working weekend and -1 for a free weekday, up to this one */
    str name;
} special;

enum { SPRING_FIRST = 1900, SPRING_YEARS = 300 };
struct calendar {
    special *days; /* ascending */
    size_t n, cap;
    int64_t *spring; /* one a year from SPRING_FIRST on; 0 = not said */
    arena *text;
};

static bool weekend(int64_t day)
{
    int64_t dow = (day + 5) % 7; /* 0 = Monday; day 2 is one */
    return (dow < 0 ? dow + 7 : dow) >= 5;
}

/* Mondays to Fridays since day 2, up to and including `day`. */
static int64_t weekdays_until(int64_t day)
{
    int64_t n = day - 1; /* days counted */
    int64_t weeks = n / 7, rest = n % 7;
    if (rest < 0) {
        rest += 7;
        weeks--;
    }
    return weeks * 5 + (rest < 5 ? rest : 5);
}

/* How many specials lie at or before `day`. */
static size_t upto(const calendar *k, int64_t day)
{
    size_t lo = 0, hi = k ? k->n : 0;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (k->days[mid].day <= day)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static int64_t workdays_until(const calendar *k, int64_t day)
{
    size_t i = upto(k, day);
    return weekdays_until(day) + (i > 0 ? k->days[i - 1].shift : 0);
}

static const special *special_at(const calendar *k, int64_t day)
{
    size_t i = upto(k, day);
    return i > 0 && k->days[i - 1].day == day ? &k->days[i - 1] : NULL;
}

bool calendar_is_workday(const calendar *k, int64_t day)
{
    const special *s = special_at(k, day);
    return s ? s->work : !weekend(day);
}

str calendar_day_name(const calendar *k, int64_t day)
{
    const special *s = special_at(k, day);
    return s ? s->name : (str){0};
}

bool calendar_knows(const calendar *k, int64_t day)
{
    int y, m, d;
    date_split(day, &y, &m, &d);
    size_t i = upto(k, date_ord(y, 9, 30)); /* October is in every notice, New Year may be early */
    return i < k->n && k->days[i].day <= date_ord(y, 10, 31);
}

int64_t calendar_add_workdays(const calendar *k, int64_t day, int n)
{
    int64_t want = n > 0 ? workdays_until(k, day) + n : workdays_until(k, day - 1) + n + 1;
    int64_t reach = 64, lo, hi; /* the answer is the first day with `want` working days until it */
    while ((workdays_until(k, n < 0 ? day - reach : day + reach) < want) == (n >= 0))
        reach *= 2;
    lo = n < 0 ? day - reach : day - 1;
    hi = n < 0 ? day : day + reach;
    while (hi - lo > 1) {
        int64_t mid = lo + (hi - lo) / 2;
        if (workdays_until(k, mid) < want)
            lo = mid;
        else
            hi = mid;
    }
    return hi;
}

int64_t calendar_workdays_between(const calendar *k, int64_t from, int64_t to)
{
    return workdays_until(k, to) - workdays_until(k, from);
}

bool calendar_spring_festival(const calendar *k, int year, int64_t *ret_day)
{
    if (year < SPRING_FIRST || year >= SPRING_FIRST + SPRING_YEARS)
        return false;
    *ret_day = k->spring[year - SPRING_FIRST];
    return *ret_day != 0;
}

/* ---- loading ---- */

static bool day_parse(cx *c, const table *t, str s, int64_t *ret)
{
    period p;
    if (!period_parse_iso(s, &p) || p.f != FREQ_D)
        return fail(c, ERR_FORMAT, "%s 第 %u 行：“%.*s”不是日期", "%s line %u: \"%.*s\" is no date",
                    t->name, t->r.line, STR_ARG(s));
    *ret = p.ord;
    return true;
}

static int by_day(const void *a, const void *b)
{
    int64_t x = ((const special *)a)->day, y = ((const special *)b)->day;
    return (x > y) - (x < y);
}

static bool fail_both(cx *c, int64_t day)
{
    char text[PERIOD_TEXT_MAX];
    period_print((period){FREQ_D, (int32_t)day}, text);
    return fail(c, ERR_FORMAT, "holidays.csv：%s 既放假又上班",
                "holidays.csv: %s is both off and work", text);
}

/* Sort, drop repeated lines, sum up how far the count of working days is shifted. */
static bool settle(cx *c, calendar *k)
{
    size_t n = 0;
    int32_t shift = 0;
    if (k->n > 0)
        qsort(k->days, k->n, sizeof(*k->days), by_day);
    for (size_t i = 0; i < k->n; i++) {
        special s = k->days[i];
        if (n > 0 && k->days[n - 1].day == s.day) {
            if (k->days[n - 1].work != s.work)
                return fail_both(c, s.day);
            continue;
        }
        shift += s.work ? weekend(s.day) : -!weekend(s.day);
        s.shift = shift;
        k->days[n++] = s;
    }
    k->n = n;
    return true;
}

enum { DATE, NAME, KIND };

static bool add_holiday(cx *c, const table *t, calendar *k)
{
    special s = {.work = str_ieqz(t->f[KIND], "work")};
    TRY(day_parse(c, t, t->f[DATE], &s.day));
    if (!s.work && !str_ieqz(t->f[KIND], "off"))
        return fail(c, ERR_FORMAT, "%s 第 %u 行：kind 只能是 off 或 work",
                    "%s line %u: kind is off or work", t->name, t->r.line);
    if (!arena_str(k->text, t->f[NAME], &s.name) || !MEM_GROW(k->days, k->cap, k->n + 1))
        return fail_memory(c);
    k->days[k->n++] = s;
    return true;
}

static bool load_holidays(cx *c, str data, calendar *k)
{
    static const char *const columns[] = {"date", "name", "kind", NULL};
    table t;
    bool ok = table_open(c, "holidays.csv", data, columns, &t);
    while (ok && table_next(c, &t))
        ok = add_holiday(c, &t, k);
    table_done(&t);
    return ok && c->err.code == ERR_NONE && settle(c, k);
}

enum { SPRING_YEAR, SPRING_DATE };

static bool add_spring(cx *c, const table *t, calendar *k)
{
    int64_t y, day = 0;
    int in_year, m, d;
    TRY(day_parse(c, t, t->f[SPRING_DATE], &day));
    date_split(day, &in_year, &m, &d);
    if (!str_int(t->f[SPRING_YEAR], &y) || y != in_year || y < SPRING_FIRST ||
        y >= SPRING_FIRST + SPRING_YEARS)
        return fail(c, ERR_FORMAT, "%s 第 %u 行：年份与日期不符",
                    "%s line %u: year and date differ", t->name, t->r.line);
    k->spring[y - SPRING_FIRST] = day;
    return true;
}

static bool load_spring(cx *c, str data, calendar *k)
{
    static const char *const columns[] = {"year", "date", NULL};
    table t;
    k->spring = mem_zalloc(SPRING_YEARS, sizeof(*k->spring));
    if (!k->spring)
        return fail_memory(c);
    bool ok = table_open(c, "spring_festival.csv", data, columns, &t);
    while (ok && table_next(c, &t))
        ok = add_spring(c, &t, k);
    table_done(&t);
    return ok && c->err.code == ERR_NONE;
}

bool calendar_load(cx *c, str holidays_csv, str spring_festival_csv, calendar **ret)
{
    calendar *k = mem_zalloc(1, sizeof(*k));
    if (k)
        k->text = arena_new(0);
    if (!k || !k->text || !load_holidays(c, holidays_csv, k) ||
        !load_spring(c, spring_festival_csv, k)) {
        if (c->err.code == ERR_NONE)
            (void)fail_memory(c);
        calendar_free(k);
        return false;
    }
    *ret = k;
    return true;
}

void calendar_free(calendar *k)
{
    if (!k)
        return;
    arena_free(k->text);
    mem_free(k->days);
    mem_free(k->spring);
    mem_free(k);
}
