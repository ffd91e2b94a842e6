#include "model/period.h"

/* Years that a canonical spelling may name: up to there a day still packs into 20 bits. */
enum { ORD_LIMIT = 1 << 20, YEAR_MIN = 1000, YEAR_MAX = 2869 };

/* Months in a period of Y H Q M; 0 for the others. */
static int months_in(freq f)
{
    static const uint8_t n[] = {[FREQ_Y] = 12, [FREQ_H] = 6, [FREQ_Q] = 3, [FREQ_M] = 1};
    return (unsigned)f <= FREQ_M ? n[f] : 0;
}

static period make(freq f, int64_t ord)
{
    return ord >= 0 && ord < ORD_LIMIT ? (period){f, (int32_t)ord} : PERIOD_NONE;
}

/* ---- weeks: the week of a day is the one its Thursday's year counts ---- */

static int64_t week_monday(int64_t ord)
{
    return 2 + 7 * ord;
}

static int64_t week_of(int y, int w)
{
    return (date_ord(y, 1, 4) + 5) / 7 - 1 + (w - 1);
}

static int weeks_in_year(int y)
{
    return (int)(week_of(y + 1, 1) - week_of(y, 1));
}

static void week_split(int64_t ord, int *y, int *w)
{
    int m, d;
    date_split(week_monday(ord) + 3, y, &m, &d);
    *w = (int)(ord - week_of(*y, 1)) + 1;
}

/* ---- text ---- */

static int two(const char *p)
{
    unsigned a = (unsigned char)p[0] - '0', b = (unsigned char)p[1] - '0';
    return a > 9 || b > 9 ? -1 : (int)(a * 10 + b);
}

static bool set(period *ret, freq f, int64_t ord)
{
    *ret = (period){f, (int32_t)ord};
    return true;
}

static bool parse_tail(const char *p, size_t n, int y, period *ret)
{
    int m = n < 2 ? -1 : two(p);
    if (n == 2) {
        if (m >= 1 && m <= 12)
            return set(ret, FREQ_M, y * 12 + m - 1);
        if (p[0] == 'Q' && p[1] >= '1' && p[1] <= '4')
            return set(ret, FREQ_Q, y * 4 + p[1] - '1');
        if (p[0] == 'H' && (p[1] == '1' || p[1] == '2'))
            return set(ret, FREQ_H, y * 2 + p[1] - '1');
        return false;
    }
    if (n == 3) {
        int w = p[0] == 'W' ? two(p + 1) : -1;
        return w >= 1 && w <= weeks_in_year(y) && set(ret, FREQ_W, week_of(y, w));
    }
    if (n != 5 || m < 1 || m > 12 || p[2] != '-')
        return false;
    if (p[3] == 'T')
        return p[4] >= '1' && p[4] <= '3' && set(ret, FREQ_T, (y * 12 + m - 1) * 3 + p[4] - '1');
    int d = two(p + 3);
    return d >= 1 && d <= date_days_in_month(y, m) && set(ret, FREQ_D, date_ord(y, m, d));
}

bool period_parse_iso(str s, period *ret)
{
    if (s.n < 4)
        return false;
    int hi = two(s.p), lo = two(s.p + 2), y = hi * 100 + lo;
    if (hi < 0 || lo < 0 || y < YEAR_MIN || y > YEAR_MAX)
        return false;
    if (s.n == 4)
        return set(ret, FREQ_Y, y);
    return s.p[4] == '-' && parse_tail(s.p + 5, s.n - 5, y, ret);
}

static char *put2(char *o, int v)
{
    *o++ = (char)('0' + v / 10 % 10);
    *o++ = (char)('0' + v % 10);
    return o;
}

static char *put_tail(char *o, char letter, int v)
{
    *o++ = '-';
    if (letter)
        *o++ = letter;
    if (letter == 0 || letter == 'W')
        return put2(o, v);
    *o++ = (char)('0' + v);
    return o;
}

size_t period_print(period p, char out[PERIOD_TEXT_MAX])
{
    int y = period_year(p), m = 0, d = 0;
    char *o = out;
    *o = 0;
    if (p.f == FREQ_NONE || p.ord < 0 || p.ord >= ORD_LIMIT)
        return 0;
    if (p.f == FREQ_W)
        week_split(p.ord, &y, &m);
    if (p.f == FREQ_D)
        date_split(p.ord, &y, &m, &d);
    if (y < 10000)
        o = put2(put2(o, y / 100), y % 100);
    else
        o += snprintf(o, 8, "%d", y);
    switch (p.f) {
    case FREQ_H:
        o = put_tail(o, 'H', p.ord % 2 + 1);
        break;
    case FREQ_Q:
        o = put_tail(o, 'Q', p.ord % 4 + 1);
        break;
    case FREQ_M:
        o = put_tail(o, 0, p.ord % 12 + 1);
        break;
    case FREQ_T:
        o = put_tail(put_tail(o, 0, p.ord / 3 % 12 + 1), 'T', p.ord % 3 + 1);
        break;
    case FREQ_W:
        o = put_tail(o, 'W', m);
        break;
    case FREQ_D:
        o = put_tail(put_tail(o, 0, m), 0, d);
        break;
    default:
        break;
    }
    *o = 0;
    return (size_t)(o - out);
}

/* ---- arithmetic ---- */

/* The month (year*12 + 0..11) of the last day. */
static int64_t last_month(period p)
{
    int y, m, d;
    if (months_in(p.f))
        return ((int64_t)p.ord + 1) * months_in(p.f) - 1;
    if (p.f == FREQ_T)
        return p.ord / 3;
    if (p.f == FREQ_NONE)
        return 0;
    date_split(p.f == FREQ_D ? p.ord : week_monday(p.ord) + 6, &y, &m, &d);
    return (int64_t)y * 12 + m - 1;
}

int period_year(period p)
{
    return (int)(last_month(p) / 12);
}

int period_last_month(period p)
{
    return (int)(last_month(p) % 12) + 1;
}

static int64_t month_first_day(int64_t month)
{
    return date_ord((int)(month / 12), (int)(month % 12) + 1, 1);
}

int64_t period_first_day(period p)
{
    if (months_in(p.f))
        return month_first_day((int64_t)p.ord * months_in(p.f));
    if (p.f == FREQ_T)
        return month_first_day(p.ord / 3) + p.ord % 3 * 10;
    return p.f == FREQ_W ? week_monday(p.ord) : p.ord;
}

int64_t period_last_day(period p)
{
    if (months_in(p.f))
        return month_first_day(((int64_t)p.ord + 1) * months_in(p.f)) - 1;
    if (p.f == FREQ_T && p.ord % 3 < 2)
        return month_first_day(p.ord / 3) + p.ord % 3 * 10 + 9;
    if (p.f == FREQ_T)
        return month_first_day(p.ord / 3 + 1) - 1;
    return p.f == FREQ_W ? week_monday(p.ord) + 6 : p.ord;
}

period period_add(period p, int n)
{
    return make(p.f, (int64_t)p.ord + n);
}

period period_years(period p, int n)
{
    int y, m, d;
    if (p.f == FREQ_NONE)
        return PERIOD_NONE;
    if (p.f != FREQ_W && p.f != FREQ_D)
        return make(p.f, p.ord + (int64_t)freq_per_year(p.f) * n);
    if (p.f == FREQ_W)
        week_split(p.ord, &y, &m);
    else
        date_split(p.ord, &y, &m, &d);
    int64_t to = (int64_t)y + n;
    if (to < 0 || to > (p.f == FREQ_W ? 20000 : YEAR_MAX + 1))
        return PERIOD_NONE;
    y = (int)to;
    if (p.f == FREQ_W)
        return make(FREQ_W, week_of(y, m < weeks_in_year(y) ? m : weeks_in_year(y)));
    int days = date_days_in_month(y, m);
    return make(FREQ_D, date_ord(y, m, d < days ? d : days));
}

period period_as_month(period p)
{
    return p.f == FREQ_NONE ? PERIOD_NONE : make(FREQ_M, last_month(p));
}

bool period_point(period p, freq to, period *ret)
{
    int n = months_in(to);
    if (!n || !months_in(p.f) || (last_month(p) + 1) % n != 0)
        return false;
    *ret = make(to, last_month(p) / n);
    return true;
}

period period_containing(period p, freq to)
{
    if (p.f == FREQ_NONE || to == FREQ_NONE)
        return PERIOD_NONE;
    if (months_in(to))
        return make(to, last_month(p) / months_in(to));
    if (to == p.f)
        return p;
    int64_t day = period_last_day(p);
    if (to == FREQ_D)
        return make(FREQ_D, day);
    if (to == FREQ_W)
        return day < 2 ? PERIOD_NONE : make(FREQ_W, (day - 2) / 7);
    int64_t tenth = (day - month_first_day(last_month(p))) / 10;
    return make(FREQ_T, last_month(p) * 3 + (tenth < 2 ? tenth : 2));
}

int period_cmp(period a, period b)
{
    int64_t x = period_last_day(a), y = period_last_day(b);
    return x != y ? (x > y) - (x < y) : (a.f > b.f) - (a.f < b.f);
}

/* ---- frequencies ---- */

static const struct {
    char letter;
    uint16_t per_year;
} freqs[] = {
    [FREQ_NONE] = {0, 0}, [FREQ_Y] = {'Y', 1},  [FREQ_H] = {'H', 2},  [FREQ_Q] = {'Q', 4},
    [FREQ_M] = {'M', 12}, [FREQ_T] = {'T', 36}, [FREQ_W] = {'W', 52}, [FREQ_D] = {'D', 365}};

freq freq_parse(char c)
{
    char up = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    for (size_t i = 1; i < COUNT_OF(freqs); i++)
        if (freqs[i].letter == up)
            return (freq)i;
    return FREQ_NONE;
}

char freq_char(freq f)
{
    MUST((size_t)f < COUNT_OF(freqs));
    return freqs[f].letter;
}

int freq_per_year(freq f)
{
    MUST((size_t)f < COUNT_OF(freqs));
    return freqs[f].per_year;
}
