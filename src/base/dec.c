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
    while (scale > MAX_DIGITS && coef % 10 == 0 && coef != 0) {
        coef /= 10;
        scale--;
    }
    if (coef == 0 && (scale > MAX_DIGITS || scale < 0))
        scale = 0;
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

static dec_status exponent(str s, size_t i, int64_t *ret)
{
    int64_t e;
    if (i >= s.n || !str_int(str_from(s, i), &e))
        return DEC_SYNTAX;
    if (e > 100 || e < -100)
        return DEC_RANGE;
    *ret = e;
    return DEC_OK;
}

dec_status dec_parse(str s, dec *ret)
{
    size_t i = 0, digits = 0;
    int64_t coef = 0, scale = 0, e = 0;
    bool negative = false, point = false, any = false, wide = false;
    if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
        negative = s.p[i++] == '-';
    for (; i < s.n; i++) {
        unsigned d = (unsigned)(uint8_t)s.p[i] - '0';
        if (d <= 9) {
            any = true;
            if (digits > 0 || d > 0)
                digits++;
            if (digits > MAX_DIGITS) {
                wide = true;
                continue;
            }
            coef = coef * 10 + d;
            scale += point;
        } else if (s.p[i] == '.' && !point) {
            point = true;
        } else {
            break;
        }
    }
    if (!any)
        return DEC_SYNTAX;
    if (i < s.n) {
        if (s.p[i] != 'e' && s.p[i] != 'E')
            return DEC_SYNTAX;
        dec_status st = exponent(s, i + 1, &e);
        if (st != DEC_OK)
            return st;
    }
    if (wide)
        return DEC_RANGE;
    return settle(negative ? -coef : coef, scale - e, ret);
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
    int64_t m = d.coef < 0 ? -d.coef : d.coef;
    int n;
    if (d.scale == 0)
        n = snprintf(out, DEC_TEXT_MAX, "%s%lld", d.coef < 0 ? "-" : "", (long long)m);
    else
        n = snprintf(out, DEC_TEXT_MAX, "%s%lld.%0*lld", d.coef < 0 ? "-" : "",
                     (long long)(m / pow10i[d.scale]), d.scale, (long long)(m % pow10i[d.scale]));
    return (size_t)n;
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
    while (scale > 0 && v % 10 == 0 && scale > a.scale) {
        v /= 10;
        scale--;
    }
    if (v >= pow10i[18] || -v >= pow10i[18])
        return false;
    *ret = (dec){(int64_t)v, (int8_t)scale};
    return true;
}

bool dec_from_double(double v, int digits, dec *ret)
{
    char buf[48];
    if (!isfinite(v))
        return false;
    snprintf(buf, sizeof buf, "%.*g", digits, v);
    return dec_parse(str_of(buf), ret) == DEC_OK;
}
