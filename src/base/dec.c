#include "base/dec.h"
#include "base/str.h"
#include <math.h>

#define MAX_DIGITS 18

static const int64_t pow10i[19] = {1,
                                   10,
                                   100,
                                   1000,
                                   10000,
                                   100000,
                                   1000000,
                                   10000000,
                                   100000000,
                                   1000000000,
                                   10000000000,
                                   100000000000,
                                   1000000000000,
                                   10000000000000,
                                   100000000000000,
                                   1000000000000000,
                                   10000000000000000,
                                   100000000000000000,
                                   1000000000000000000};
static const double pow10d[23] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* coef × 10^-scale into the stored form: scale 0..18, at most 18 digits. */
static dec_status settle(int64_t coef, int64_t scale, dec *ret)
{
    if (scale >= 0 && scale <= MAX_DIGITS) {
        *ret = (dec){coef, (int8_t)scale};
        return DEC_OK;
    }
    if (coef == 0)
        scale = 0;
    while (scale > MAX_DIGITS && coef % 10 == 0) {
        coef /= 10;
        scale--;
    }
    while (scale < 0) {
        if (__builtin_mul_overflow(coef, 10, &coef) || llabs(coef) >= pow10i[18])
            return DEC_RANGE;
        scale++;
    }
    if (scale > MAX_DIGITS)
        return DEC_RANGE;
    *ret = (dec){coef, (int8_t)scale};
    return DEC_OK;
}

/* After the e: far out is as good as out of range, so the sum stops growing. */
static bool exponent(const char *p, const char *end, int64_t *ret)
{
    bool negative = p < end && *p == '-';
    int64_t e = 0;
    p += p < end && (*p == '-' || *p == '+');
    if (p == end)
        return false;
    for (; p < end; p++) {
        unsigned d = (unsigned)(uint8_t)*p - '0';
        if (d > 9)
            return false;
        if (e < 1000000)
            e = e * 10 + d;
    }
    *ret = negative ? -e : e;
    return true;
}

static inline const char *digits_into(const char *p, const char *end, uint64_t *coef)
{
    uint64_t c = *coef;
    for (unsigned d; p < end && (d = (unsigned)(uint8_t)*p - '0') <= 9; p++)
        c = c * 10 + d; /* wraps past 19 digits, which is refused by their count */
    *coef = c;
    return p;
}

static inline const char *zeros(const char *p, const char *end)
{
    while (p < end && *p == '0')
        p++;
    return p;
}

dec_status dec_parse(str s, dec *ret)
{
    if (s.n == 0)
        return DEC_SYNTAX;
    const char *p = s.p, *end = p + s.n, *start, *whole;
    uint64_t coef = 0;
    int64_t scale = 0, digits, e = 0;
    bool negative = p < end && *p == '-', any;
    p += p < end && (*p == '-' || *p == '+');
    start = p;
    whole = zeros(p, end);
    p = digits_into(whole, end, &coef);
    digits = p - whole;
    any = p > start;
    if (p < end && *p == '.') {
        const char *point = ++p;
        const char *first = digits ? point : zeros(p, end);
        p = digits_into(first, end, &coef);
        digits += p - first;
        scale = p - point;
        any = any || scale > 0;
    }
    if (!any)
        return DEC_SYNTAX;
    if (p < end && ((*p != 'e' && *p != 'E') || !exponent(p + 1, end, &e)))
        return DEC_SYNTAX;
    if (digits > MAX_DIGITS)
        return DEC_RANGE;
    return settle(negative ? -(int64_t)coef : (int64_t)coef, scale - e, ret);
}

double dec_double(dec d)
{
    int64_t magnitude = d.coef < 0 ? -d.coef : d.coef;
    if (magnitude <= (int64_t)1 << 53) /* both exact: one correctly rounded division */
        return (double)d.coef / pow10d[d.scale];
    char text[DEC_TEXT_MAX];
    dec_print(d, text);
    return strtod(text, NULL);
}

size_t dec_print(dec d, char out[DEC_TEXT_MAX])
{
    char back[DEC_TEXT_MAX]; /* from the last digit to the first */
    uint64_t m = d.coef < 0 ? -(uint64_t)d.coef : (uint64_t)d.coef;
    size_t n = 0, len;
    for (int i = 0; m > 0 || i <= d.scale; i++, m /= 10) {
        if (i == d.scale && i > 0)
            back[n++] = '.';
        back[n++] = (char)('0' + m % 10);
    }
    if (d.coef < 0)
        back[n++] = '-';
    for (len = 0; n > 0; len++)
        out[len] = back[--n];
    out[len] = 0;
    return len;
}

static dec trim(dec d)
{
    while (d.scale > 0 && d.coef % 10 == 0) {
        d.coef /= 10;
        d.scale--;
    }
    return d;
}

bool dec_same(dec a, dec b)
{
    a = trim(a);
    b = trim(b);
    return a.coef == b.coef && a.scale == b.scale;
}

bool dec_add(dec a, dec b, dec *ret)
{
    int8_t scale = a.scale > b.scale ? a.scale : b.scale;
    __int128 x = (__int128)a.coef * pow10i[scale - a.scale];
    __int128 y = (__int128)b.coef * pow10i[scale - b.scale];
    __int128 sum = x + y;
    if (sum >= pow10i[18] || sum <= -pow10i[18])
        return false;
    *ret = (dec){(int64_t)sum, scale};
    return true;
}

bool dec_shift(dec a, int k, dec *ret)
{
    return settle(a.coef, (int64_t)a.scale - k, ret) == DEC_OK;
}

bool dec_mul_ratio(dec a, int64_t num, int64_t den, dec *ret)
{
    __int128 v = (__int128)a.coef * num;
    int scale = a.scale;
    if (den <= 0)
        return false;
    while (v % den != 0 && scale < MAX_DIGITS && v < (__int128)pow10i[18] * pow10i[18] &&
           -v < (__int128)pow10i[18] * pow10i[18]) {
        v *= 10;
        scale++;
    }
    if (v % den != 0)
        return false;
    v /= den;
    while (scale > 0 && v % 10 == 0 && (scale > a.scale || v >= pow10i[18] || -v >= pow10i[18])) {
        v /= 10;
        scale--;
    }
    if (v >= pow10i[18] || -v >= pow10i[18])
        return false;
    *ret = (dec){(int64_t)v, (int8_t)scale};
    return true;
}

/* The usual cell: few decimals. A decimal of at most 15 digits that reads back as v is the one
 * that "%.15g" prints (both ways through a double keep 15 digits), found without printing. */
static bool short_decimal(double v, dec *ret)
{
    for (int k = 0; k <= 6; k++) {
        double r = nearbyint(v * pow10d[k]);
        if (fabs(r) >= 1e15)
            return false;
        if (r / pow10d[k] == v) {
            *ret = (dec){(int64_t)r, (int8_t)k};
            return true;
        }
    }
    return false;
}

bool dec_from_double(double v, int digits, dec *ret)
{
    char buf[48];
    if (!isfinite(v))
        return false;
    if (digits == 15 && short_decimal(v, ret))
        return true;
    snprintf(buf, sizeof buf, "%.*g", digits, v);
    return dec_parse(str_of(buf), ret) == DEC_OK;
}
