#include "model/period.h"

enum { DAYS_TO_1970 = 719528, OFFSET_SHANGHAI = 8 * 3600 };
#define US 1000000

/* Days counted from 1 March of year 0, so that the leap day ends the year. */
int64_t date_ord(int y, int m, int d)
{
    int64_t yy = (int64_t)y - (m <= 2);
    int64_t era = (yy >= 0 ? yy : yy - 399) / 400;
    int64_t yoe = yy - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe + 60;
}

void date_split(int64_t ord, int *y, int *m, int *d)
{
    int64_t z = ord - 60;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *d = (int)(doy - (153 * mp + 2) / 5 + 1);
    *m = (int)(mp < 10 ? mp + 3 : mp - 9);
    *y = (int)(yoe + era * 400 + (*m <= 2));
}

int date_days_in_month(int y, int m)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    MUST(m >= 1 && m <= 12);
    bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    return days[m - 1] + (m == 2 && leap);
}

/* Reads exactly `n` digits at *at; -1 when there are not that many. */
static int digits(str s, size_t *at, size_t n)
{
    int v = 0;
    if (s.n - *at < n)
        return -1;
    for (size_t i = 0; i < n; i++) {
        unsigned d = (unsigned char)s.p[*at + i] - '0';
        if (d > 9)
            return -1;
        v = v * 10 + (int)d;
    }
    *at += n;
    return v;
}

static bool skip(str s, size_t *at, char c)
{
    if (*at >= s.n || s.p[*at] != c)
        return false;
    *at += 1;
    return true;
}

/* hh:mm, hh:mm:ss, hh:mm:ss.ffffff as microseconds of the day. */
static bool clock_parse(str s, size_t *at, int64_t *ret)
{
    int h = digits(s, at, 2), m = -1, sec = 0;
    int64_t frac = 0;
    if (skip(s, at, ':'))
        m = digits(s, at, 2);
    if (h < 0 || h > 23 || m < 0 || m > 59)
        return false;
    if (skip(s, at, ':')) {
        sec = digits(s, at, 2);
        if (sec < 0 || sec > 59)
            return false;
        if (skip(s, at, '.') || skip(s, at, ',')) {
            int64_t unit = US / 10;
            int d = digits(s, at, 1);
            if (d < 0)
                return false;
            for (; d >= 0; d = digits(s, at, 1), unit /= 10)
                frac += d * unit;
        }
    }
    *ret = ((h * 60 + m) * 60 + sec) * (int64_t)US + frac;
    return true;
}

/* Nothing (Shanghai), Z, +hh, +hhmm, +hh:mm, as seconds east. */
static bool offset_parse(str s, size_t *at, int *ret)
{
    *ret = OFFSET_SHANGHAI;
    if (*at == s.n)
        return true;
    if (skip(s, at, 'Z') || skip(s, at, 'z')) {
        *ret = 0;
        return *at == s.n;
    }
    int sign = s.p[*at] == '+' ? 1 : -1, m = 0;
    if (!skip(s, at, '+') && !skip(s, at, '-'))
        return false;
    int h = digits(s, at, 2);
    if (*at < s.n) {
        (void)skip(s, at, ':');
        m = digits(s, at, 2);
    }
    *ret = sign * (h * 60 + m) * 60;
    return h >= 0 && h <= 18 && m >= 0 && m <= 59 && *at == s.n;
}

bool time_parse(str s, int64_t *ret_us)
{
    size_t at = 0;
    int64_t of_day = 86400LL * US - 1;
    int offset = OFFSET_SHANGHAI;
    int y = digits(s, &at, 4), m = -1, d = -1;
    if (skip(s, &at, '-'))
        m = digits(s, &at, 2);
    if (skip(s, &at, '-'))
        d = digits(s, &at, 2);
    if (y < 1 || m < 1 || m > 12 || d < 1 || d > date_days_in_month(y, m))
        return false;
    if (at < s.n) {
        if (!skip(s, &at, 'T') && !skip(s, &at, 't') && !skip(s, &at, ' '))
            return false;
        if (!clock_parse(s, &at, &of_day) || !offset_parse(s, &at, &offset))
            return false;
    }
    *ret_us = ((date_ord(y, m, d) - DAYS_TO_1970) * 86400 - offset) * US + of_day;
    return true;
}

int64_t time_day(int64_t us)
{
    int64_t sec = us / US + OFFSET_SHANGHAI;
    return DAYS_TO_1970 + sec / 86400 - (sec % 86400 < 0);
}

void time_print(int64_t us, char out[TIME_TEXT_MAX])
{
    int64_t sec = us / US, frac = us % US;
    if (frac < 0) {
        frac += US;
        sec--;
    }
    sec += OFFSET_SHANGHAI;
    int64_t day = sec / 86400, of_day = sec % 86400;
    if (of_day < 0) {
        of_day += 86400;
        day--;
    }
    int y, m, d, t = (int)of_day;
    date_split(day + DAYS_TO_1970, &y, &m, &d);
    int n = snprintf(out, TIME_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02d", y, m, d, t / 3600,
                     t / 60 % 60, t % 60);
    if (frac != 0)
        n += snprintf(out + n, TIME_TEXT_MAX - (size_t)n, ".%06d", (int)frac);
    snprintf(out + n, TIME_TEXT_MAX - (size_t)n, "+08:00");
}
