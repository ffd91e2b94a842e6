#include "base/str.h"

size_t utf8_decode(str s, uint32_t *ret_cp)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (s.n == 0)
        return 0;
    uint8_t c = (uint8_t)s.p[0];
    size_t n = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    uint32_t cp = c;
    if (n == 1) {
        *ret_cp = cp;
        return 1;
    }
    if (c < 0xC2 || c > 0xF4 || s.n < n)
        return 0;
    cp &= 0xFFu >> (n + 1);
    for (size_t i = 1; i < n; i++) {
        if (((uint8_t)s.p[i] & 0xC0) != 0x80)
            return 0;
        cp = cp << 6 | ((uint8_t)s.p[i] & 0x3F);
    }
    if (cp < smallest[n] || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        return 0;
    *ret_cp = cp;
    return n;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

bool utf8_valid(str s)
{
    size_t i = 0;
    while (i < s.n) {
        uint64_t eight;
        if (s.n - i >= 8) { /* plain ASCII goes by eight */
            memcpy(&eight, s.p + i, 8);
            if (!(eight & 0x8080808080808080u)) {
                i += 8;
                continue;
            }
        }
        uint32_t cp;
        size_t n = utf8_decode(str_from(s, i), &cp);
        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

/* East Asian Width W and F, as far as terminals show them in two columns. */
static bool is_wide(uint32_t c)
{
    static const uint32_t ranges[][2] = {
        {0x1100, 0x115F}, {0x2E80, 0x303E},   {0x3041, 0x33FF},  {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},
        {0xA000, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE30, 0xFE6F}, {0xFF00, 0xFF60},
        {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};
    for (size_t i = 0; i < COUNT_OF(ranges); i++)
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return true;
    return false;
}

size_t utf8_width(str s)
{
    size_t w = 0;
    for (size_t i = 0, n; i < s.n; i += n) {
        uint32_t cp = 0;
        n = utf8_decode(str_from(s, i), &cp);
        if (n == 0)
            n = 1;
        if (cp == 0x200B || cp == 0xFEFF || (cp >= 0x300 && cp < 0x370) ||
            (cp >= 0xFE00 && cp <= 0xFE0F))
            continue;
        w += is_wide(cp) ? 2 : 1;
    }
    return w;
}

size_t utf8_count(str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((uint8_t)s.p[i] & 0xC0) != 0x80;
    return n;
}

static uint32_t fold(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5D && c != 0xFF0D) /* the dashes － ～ are not '-' and '~' yet */
        c -= 0xFEE0;
    switch (c) {
    case 0x3010:
    case 0x3014:
        return '[';
    case 0x3011:
    case 0x3015:
        return ']';
    default:
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
}

static bool is_space(uint32_t c)
{
    return c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || c == 0x3000 || c == 0xFEFF ||
           c == 0x200B;
}

static bool is_dash(uint32_t c)
{
    return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == '~' || c == 0xFF0D || c == 0xFF5E;
}

bool str_fold(arena *a, str s, str *ret)
{
    char *out = arena_alloc(a, s.n + 4);
    size_t n = 0;
    bool digit_before = false;
    if (!out)
        return false;
    for (size_t i = 0, step; i < s.n; i += step) {
        uint32_t cp, next = 0;
        step = utf8_decode(str_from(s, i), &cp);
        if (step == 0) {
            out[n++] = s.p[i];
            step = 1;
            continue;
        }
        if (is_space(cp))
            continue;
        cp = fold(cp);
        if (is_dash(cp) && digit_before) {
            size_t j = i + step, m;
            while ((m = utf8_decode(str_from(s, j), &next)) > 0 && is_space(next))
                j += m;
            next = m ? fold(next) : 0;
            if (next >= '0' && next <= '9')
                cp = '-';
        }
        digit_before = cp >= '0' && cp <= '9';
        n += utf8_encode(cp, out + n);
    }
    *ret = (str){out, n};
    return true;
}
