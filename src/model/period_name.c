#include "model/period.h"

/* Where in its year a period stands: month and, for the short ones, ten days, week or day. */
typedef struct place {
    freq f;
    int year; /* 0: leave the year out */
    int month, part;
} place;

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static place place_of(period p)
{
    place r = {p.f, period_year(p), period_last_month(p), 0};
    char iso[PERIOD_TEXT_MAX];
    if (p.f == FREQ_W) { /* a week is named by its own year, which may not be its last day's */
        int month;
        date_split(period_first_day(p) + 3, &r.year, &month, &r.part);
        period_print(p, iso);
        r.part = atoi(strchr(iso, 'W') + 1);
    }
    if (p.f == FREQ_D) {
        int y, m;
        date_split(p.ord, &y, &m, &r.part);
    }
    if (p.f == FREQ_T)
        r.part = p.ord % 3 + 1;
    return r;
}

static bool is_short(place at)
{
    return at.f == FREQ_T || at.f == FREQ_W || at.f == FREQ_D;
}

/* ---- Chinese ---- */

static void zh_short(place at, char *o, size_t n)
{
    static const char *const tenth[] = {"上旬", "中旬", "下旬"};
    if (at.f == FREQ_T)
        snprintf(o, n, "%d月%s", at.month, tenth[at.part - 1]);
    else if (at.f == FREQ_W)
        snprintf(o, n, "第%d周", at.part);
    else
        snprintf(o, n, "%d月%d日", at.month, at.part);
}

static void zh_ytd(place at, char *o, size_t n)
{
    static const char *const special[] = {
        [1] = "1月", [3] = "一季度", [6] = "上半年", [9] = "前三季度", [12] = "全年"};
    if (special[at.month])
        snprintf(o, n, "%s", special[at.month]);
    else
        snprintf(o, n, "1—%d月", at.month);
}

static void zh_single(place at, char *o, size_t n)
{
    static const char *const quarter[] = {"一季度", "二季度", "三季度", "四季度"};
    if (at.f == FREQ_Y)
        snprintf(o, n, "%s", at.year ? "" : "全年");
    else if (at.f == FREQ_H)
        snprintf(o, n, "%s", at.month == 6 ? "上半年" : "下半年");
    else if (at.f == FREQ_Q)
        snprintf(o, n, "%s", quarter[at.month / 3 - 1]);
    else
        snprintf(o, n, "%d月", at.month);
}

static void name_zh(place at, basis b, char out[64])
{
    char year[16] = "", body[32];
    if (at.year)
        snprintf(year, sizeof(year), "%d年", at.year);
    const char *front = "", *back = "";
    if (is_short(at)) {
        zh_short(at, body, sizeof(body));
        front = b == BASIS_YTD ? "截至" : "";
        back = b == BASIS_END && at.f != FREQ_D ? "末" : "";
    } else if (b == BASIS_YTD) {
        zh_ytd(at, body, sizeof(body));
    } else if (b == BASIS_END) {
        if (at.f == FREQ_Y)
            snprintf(body, sizeof(body), "%s", at.year ? "" : "年");
        else
            snprintf(body, sizeof(body), "%d月", at.month);
        back = "末";
    } else {
        zh_single(at, body, sizeof(body));
    }
    snprintf(out, 64, "%s%s%s%s", front, year, body, back);
}

/* ---- English ---- */

static const char *en_long(place at, basis b)
{
    if (b == BASIS_YTD) {
        static const char *const special[] = {
            [3] = "Q1", [6] = "first half", [9] = "first three quarters", [12] = "full year"};
        return special[at.month];
    }
    static const char *const quarter[] = {"Q1", "Q2", "Q3", "Q4"};
    if (at.f == FREQ_H)
        return at.month == 6 ? "first half" : "second half";
    return at.f == FREQ_Q ? quarter[at.month / 3 - 1] : "year";
}

/* The body, and in *link what stands between it and the year. */
static void en_body(place at, basis b, char *o, size_t n, const char **link)
{
    static const char *const tenth[] = {"first ten days", "second ten days", "last days"};
    const char *m = months[at.month - 1];
    *link = " ";
    if (at.f == FREQ_T) {
        snprintf(o, n, "%s of %s", tenth[at.part - 1], m);
    } else if (at.f == FREQ_W) {
        snprintf(o, n, "week %d", at.part);
        *link = " of ";
    } else if (at.f == FREQ_D) {
        snprintf(o, n, "%d %s", at.part, m);
    } else if (b == BASIS_END) {
        snprintf(o, n, "%s", at.f == FREQ_Y ? "" : m);
        *link = at.f == FREQ_Y ? "" : " ";
    } else if (b == BASIS_YTD && at.month % 3 != 0) {
        snprintf(o, n, "%s%s", at.month == 1 ? "" : "Jan-", m);
    } else if (b != BASIS_YTD && at.f == FREQ_M) {
        snprintf(o, n, "%s", m);
    } else if (b != BASIS_YTD && at.f == FREQ_Y && at.year) {
        *o = 0;
        *link = "";
    } else {
        const char *s = en_long(at, b);
        snprintf(o, n, "%s", s);
        *link = *s == 'Q' || strcmp(s, "full year") == 0 ? " " : " of ";
    }
}

static void name_en(place at, basis b, char out[64])
{
    char body[32], year[16] = "";
    const char *link, *front = "";
    en_body(at, b, body, sizeof(body), &link);
    if (at.year)
        snprintf(year, sizeof(year), "%d", at.year);
    if (b == BASIS_END && at.f != FREQ_D)
        front = at.year || at.f != FREQ_Y ? "end of " : "end of year";
    else if (b == BASIS_YTD && is_short(at))
        front = "to ";
    snprintf(out, 64, "%s%s%s%s", front, body, at.year ? link : "", year);
}

void period_name(period p, basis b, lang l, char out[64])
{
    out[0] = 0;
    if (p.f == FREQ_NONE || p.ord < 0)
        return;
    if (l == LANG_EN)
        name_en(place_of(p), b, out);
    else
        name_zh(place_of(p), b, out);
}
