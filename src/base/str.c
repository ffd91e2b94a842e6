#include "base/str.h"

str str_of(const char *z)
{
    return (str){z, z ? strlen(z) : 0};
}

bool str_eq(str a, str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_eqz(str a, const char *z)
{
    return str_eq(a, str_of(z));
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_ieqz(str a, const char *z)
{
    if (a.n != strlen(z))
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(z[i]))
            return false;
    return true;
}

int str_cmp(str a, str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int d = n ? memcmp(a.p, b.p, n) : 0;
    return d ? d : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(str s, str prefix)
{
    return s.n >= prefix.n && str_eq((str){s.p, prefix.n}, prefix);
}

bool str_ends(str s, str suffix)
{
    if (suffix.n == 0)
        return true;
    return s.n >= suffix.n && str_eq((str){s.p + (s.n - suffix.n), suffix.n}, suffix);
}

ptrdiff_t str_find(str s, str needle)
{
    if (needle.n == 0)
        return 0;
    if (s.n < needle.n)
        return -1;
    const char *p = memmem(s.p, s.n, needle.p, needle.n);
    return p ? p - s.p : -1;
}

bool str_contains(str s, const char *needle)
{
    return str_find(s, str_of(needle)) >= 0;
}

str str_sub(str s, size_t from, size_t n)
{
    if (from > s.n)
        from = s.n;
    if (n > s.n - from)
        n = s.n - from;
    return (str){s.p ? s.p + from : NULL, n};
}

str str_from(str s, size_t from)
{
    return str_sub(s, from, SIZE_MAX);
}

/* White space as it comes out of office files; its length in bytes, 0 when none. */
static size_t space_at(str s)
{
    static const char *const wide[] = {"\xC2\xA0", "\xE3\x80\x80", "\xEF\xBB\xBF", "\xE2\x80\x8B"};
    if (s.n == 0)
        return 0;
    if (s.p[0] == ' ' || (s.p[0] >= '\t' && s.p[0] <= '\r'))
        return 1;
    for (size_t i = 0; i < COUNT_OF(wide); i++)
        if (str_starts(s, str_of(wide[i])))
            return strlen(wide[i]);
    return 0;
}

str str_trim(str s)
{
    for (size_t n; (n = space_at(s)) > 0;)
        s = str_from(s, n);
    for (;;) {
        size_t cut = 0;
        for (size_t back = 1; back <= 3 && back <= s.n; back++)
            if (space_at(str_from(s, s.n - back)) == back)
                cut = back;
        if (cut == 0)
            return s;
        s.n -= cut;
    }
}

bool str_split(str *s, char sep, str *head)
{
    if (!s->p)
        return false;
    const char *q = s->n ? memchr(s->p, sep, s->n) : NULL;
    if (!q) {
        *head = *s;
        *s = (str){NULL, 0};
        return true;
    }
    *head = (str){s->p, (size_t)(q - s->p)};
    *s = (str){q + 1, s->n - head->n - 1};
    return true;
}

bool str_int(str s, int64_t *ret)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    size_t i = negative || (s.n > 0 && s.p[0] == '+') ? 1 : 0;
    int64_t v = 0;
    if (i == s.n)
        return false;
    for (; i < s.n; i++) { /* downwards: the smallest number has no positive counterpart */
        if (s.p[i] < '0' || s.p[i] > '9' || __builtin_mul_overflow(v, 10, &v) ||
            __builtin_sub_overflow(v, s.p[i] - '0', &v))
            return false;
    }
    if (!negative && v == INT64_MIN)
        return false;
    *ret = negative ? v : -v;
    return true;
}

uint64_t str_hash(str s)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (uint8_t)s.p[i]) * 0x100000001b3u;
    return h ^ h >> 29;
}

size_t str_base64(str data, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t at = 0;
    for (size_t i = 0; i < data.n; i += 3) {
        size_t n = data.n - i < 3 ? data.n - i : 3;
        uint32_t v = 0;
        for (size_t k = 0; k < 3; k++)
            v = v << 8 | (k < n ? (uint8_t)data.p[i + k] : 0u);
        for (size_t k = 0; k < 4; k++)
            out[at++] = k <= n ? digits[v >> (18 - 6 * k) & 63] : '=';
    }
    out[at] = 0;
    return at;
}
