#include "io/numfmt.h"
#include "base/str.h"
#include <math.h>

numfmt numfmt_builtin(uint32_t id)
{
    switch (id) {
    case 9:
    case 10:
        return FMT_PERCENT;
    case 14 ... 16:
    case 22:
    case 28 ... 31:
    case 51:
    case 53:
    case 54:
    case 58:
        return FMT_DATE;
    case 17:
    case 27:
    case 36:
    case 50:
    case 52:
    case 57:
        return FMT_MONTH;
    case 18 ... 21:
    case 32 ... 35:
    case 45 ... 47:
    case 55:
    case 56:
        return FMT_TIME;
    default:
        return FMT_NUMBER;
    }
}

/* Length of what stands at s and says nothing about the kind: "text", \x, _x, *x, [colour]. */
static size_t literal(str s)
{
    const char *end;
    uint32_t cp;
    switch (s.p[0]) {
    case '"':
        end = memchr(s.p + 1, '"', s.n - 1);
        return end ? (size_t)(end - s.p) + 1 : s.n;
    case '[':
        end = memchr(s.p, ']', s.n);
        return end ? (size_t)(end - s.p) + 1 : s.n;
    case '\\':
    case '_':
    case '*': {
        size_t n = s.n > 1 ? utf8_decode(str_from(s, 1), &cp) : 0;
        return n ? 1 + n : (s.n > 1 ? 2 : 1);
    }
    default:
        return 0;
    }
}

static bool elapsed(str s)
{
    return s.n > 2 && s.p[0] == '[' && strchr("hHmMsS", s.p[1]) &&
           (s.p[2] == ']' || s.p[2] == s.p[1]);
}

/* Length of the words that are made of date letters and mean no date; 0 = none here. */
static size_t word(str s)
{
    static const char *const words[] = {"general", "am/pm", "a/p", "e+", "e-"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_ieqz(str_sub(s, 0, strlen(words[i])), words[i]))
            return strlen(words[i]);
    return 0;
}

/* What stands at s: its letter (0 = nothing that counts) and its length. e is a year too. */
static char token(str s, size_t *ret_n)
{
    char ch = (char)(s.p[0] | 0x20);
    if (elapsed(s)) {
        *ret_n = literal(s);
        return 'h';
    }
    *ret_n = literal(s);
    if (!*ret_n)
        *ret_n = word(s);
    if (*ret_n)
        return 0;
    *ret_n = 1;
    if (s.p[0] == '%')
        return '%';
    if (!strchr("ymdhse", ch))
        return 0;
    while (*ret_n < s.n && (s.p[*ret_n] | 0x20) == ch)
        ++*ret_n;
    return ch == 'e' ? 'y' : ch;
}

/* The letters of the first section, a run of equal ones counting once. */
static size_t tokens(str code, char *out, size_t max)
{
    size_t n = 0;
    while (code.n > 0 && code.p[0] != ';' && n < max) {
        size_t len;
        out[n] = token(code, &len);
        n += out[n] != 0;
        code = str_from(code, len);
    }
    return n;
}

/* An m next to an hour or before a second is minutes. */
static bool is_month(const char *t, size_t n, size_t i)
{
    return t[i] == 'm' && !(i > 0 && t[i - 1] == 'h') && !(i + 1 < n && t[i + 1] == 's');
}

numfmt numfmt_code(str code)
{
    char t[33];
    size_t n = tokens(code, t, sizeof t - 1);
    bool month = false;
    t[n] = 0;
    for (size_t i = 0; i < n; i++)
        month = month || is_month(t, n, i);
    bool time = strpbrk(t, "hs") != NULL;
    if (strchr(t, 'd'))
        return FMT_DATE;
    if (month)
        return FMT_MONTH;
    if (strchr(t, 'y'))
        return time ? FMT_DATE : FMT_YEAR;
    if (time)
        return FMT_TIME;
    return strchr(t, '%') ? FMT_PERCENT : FMT_NUMBER;
}

bool numfmt_date(double serial, bool from1904, char out[11])
{
    if (!(serial >= 0 && serial < 2958466))
        return false;
    int64_t day = (int64_t)serial;
    if (from1904)
        day += 1462;
    else if (day == 0)
        return false;
    else if (day < 60)
        day++;
    if (day >= 2958466)
        return false;
    /* days since 0000-03-01; serial 25569 is 1970-01-01 */
    int64_t z = day - 25569 + 719468, era = z / 146097, doe = z % 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    unsigned d = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
    unsigned m = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
    unsigned y = (unsigned)(yoe + era * 400 + (m <= 2));
    snprintf(out, 11, "%04u-%02u-%02u", y % 10000, m % 100, d % 100);
    return true;
}

bool numfmt_time(double serial, char out[16])
{
    if (!(serial >= 0 && serial < 100000))
        return false;
    unsigned s = (unsigned)llround(serial * 86400 > 4e9 ? 0 : serial * 86400);
    snprintf(out, 16, "%02u:%02u:%02u", s / 3600 % 100000, s / 60 % 60, s % 60);
    return true;
}
