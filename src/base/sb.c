#include "base/sb.h"
#include "base/mem.h"
#include "base/str.h"
#include <float.h>
#include <math.h>

#define DEFAULT_MAX ((size_t)1 << 30)

void sb_init(sb *b, size_t max)
{
    *b = (sb){.max = max ? max : DEFAULT_MAX};
}

void sb_done(sb *b)
{
    mem_free(b->p);
    *b = (sb){.max = b->max};
}

void sb_reset(sb *b)
{
    b->n = 0;
    b->bad = false;
}

bool sb_ok(const sb *b)
{
    return !b->bad;
}

str sb_str(const sb *b)
{
    return (str){b->p ? b->p : "", b->bad ? 0 : b->n};
}

/* Room for n more bytes and a NUL; poisons when that cannot be. */
static bool room(sb *b, size_t n)
{
    size_t need;
    if (b->bad || __builtin_add_overflow(b->n, n, &need) || need >= b->max ||
        !MEM_GROW(b->p, b->cap, need + 1))
        b->bad = true;
    return !b->bad;
}

char *sb_cstr(sb *b)
{
    if (!room(b, 0))
        return NULL;
    b->p[b->n] = 0;
    return b->p;
}

void sb_put(sb *b, str s)
{
    if (s.n && room(b, s.n)) {
        memcpy(b->p + b->n, s.p, s.n);
        b->n += s.n;
    }
}

void sb_putz(sb *b, const char *z)
{
    sb_put(b, str_of(z));
}

void sb_putc(sb *b, char c)
{
    if (room(b, 1))
        b->p[b->n++] = c;
}

void sb_printf(sb *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0 || !room(b, (size_t)n)) {
        b->bad = true;
        return;
    }
    va_start(ap, fmt);
    vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->n += (size_t)n;
}

void sb_pad(sb *b, size_t n)
{
    while (n-- > 0)
        sb_putc(b, ' ');
}

/* Digits and exponent of the shortest decimal that reads back as v. */
static int shortest(double v, char digits[20], int *exponent)
{
    char buf[40];
    /* 15 digits always survive the way through a double, but for the subnormal ones. */
    for (int p = v < DBL_MIN ? 1 : 15; p <= 17; p++) {
        snprintf(buf, sizeof buf, "%.*e", p - 1, v);
        if (p == 17 || strtod(buf, NULL) == v)
            break;
    }
    int n = 0;
    const char *q = buf;
    for (; *q && *q != 'e'; q++)
        if (*q >= '0' && *q <= '9')
            digits[n++] = *q;
    *exponent = *q ? (int)strtol(q + 1, NULL, 10) : 0;
    while (n > 1 && digits[n - 1] == '0')
        n--;
    return n;
}

void sb_double(sb *b, double v)
{
    char digits[20] = "";
    int exponent;
    if (!isfinite(v)) {
        sb_putz(b, "null");
        return;
    }
    if (v == 0) {
        sb_putc(b, '0');
        return;
    }
    int n = shortest(fabs(v), digits, &exponent);
    if (v < 0)
        sb_putc(b, '-');
    if (exponent >= 21 || exponent < -7) {
        sb_putc(b, digits[0]);
        if (n > 1)
            sb_printf(b, ".%.*s", n - 1, digits + 1);
        sb_printf(b, "e%+d", exponent);
    } else if (exponent < 0) {
        sb_putz(b, "0.");
        for (int i = -1; i > exponent; i--)
            sb_putc(b, '0');
        sb_printf(b, "%.*s", n, digits);
    } else {
        for (int i = 0; i <= exponent || i < n; i++) {
            if (i == exponent + 1)
                sb_putc(b, '.');
            sb_putc(b, i < n ? digits[i] : '0');
        }
    }
}

/* ---- sinks ---- */
void json_put(sb *b, str s)
{
    size_t from = 0; /* of the run that needs no escape */
    sb_putc(b, '"');
    for (size_t i = 0, n; i < s.n; i += n) {
        uint8_t c = (uint8_t)s.p[i];
        uint32_t cp;
        n = c < 0x80 ? 1 : utf8_decode(str_from(s, i), &cp);
        if (n > 0 && c >= 0x20 && c != '"' && c != '\\' && c != 0x7F)
            continue;
        sb_put(b, str_sub(s, from, i - from));
        if (n == 0) { /* never let bad bytes out */
            sb_putz(b, "\\ufffd");
            n = 1;
        } else if (c == '"' || c == '\\') {
            sb_putc(b, '\\');
            sb_putc(b, (char)c);
        } else if (c == '\n') {
            sb_putz(b, "\\n");
        } else {
            sb_printf(b, "\\u%04x", c);
        }
        from = i + n;
    }
    sb_put(b, str_from(s, from));
    sb_putc(b, '"');
}

static size_t digits_at(str s, size_t i)
{
    size_t n = 0;
    while (i + n < s.n && s.p[i + n] >= '0' && s.p[i + n] <= '9')
        n++;
    return n;
}

/* One number as a spreadsheet reads it: -1,234.50 +3 -.5e-3 -5%. Nothing that it would have to
 * work out: -1+2 and -E1 are formulas. */
static bool is_number(str s)
{
    size_t i = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+'), whole = digits_at(s, i), fraction = 0;
    i += whole;
    while (whole > 0 && whole <= 3 && i < s.n && s.p[i] == ',' && digits_at(s, i + 1) == 3)
        i += 4;
    if (i < s.n && s.p[i] == '.') {
        fraction = digits_at(s, i + 1);
        i += 1 + fraction;
    }
    if (whole + fraction == 0)
        return false;
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        i++;
        i += i < s.n && (s.p[i] == '-' || s.p[i] == '+');
        if (digits_at(s, i) == 0)
            return false;
        i += digits_at(s, i);
    }
    i += i < s.n && s.p[i] == '%';
    return i == s.n;
}

static bool missing_mark(str s)
{
    static const char *const marks[] = {"-", "—",  "–", "―", "——", "…",   "...",  "/",
                                        "X", "XX", "x", "*", "**", "N/A", "不详", "暂无"};
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (str_eqz(s, marks[i]))
            return true;
    return false;
}

void csv_put(sb *b, str s)
{
    bool quote = false;
    bool guard =
        s.n > 0 && s.p[0] != 0 && strchr("=+-@\t\r", s.p[0]) && !is_number(s) && !missing_mark(s);
    for (size_t i = 0; i < s.n; i++)
        quote |= s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r';
    if (quote)
        sb_putc(b, '"');
    if (guard)
        sb_putc(b, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            sb_putc(b, '"');
        sb_putc(b, s.p[i]);
    }
    if (quote)
        sb_putc(b, '"');
}

void xml_put(sb *b, str s)
{
    for (size_t i = 0, n; i < s.n; i += n) {
        uint8_t c = (uint8_t)s.p[i];
        uint32_t cp = c;
        n = c < 0x80 ? 1 : utf8_decode(str_from(s, i), &cp);
        if (n != 1) { /* bad bytes and what XML forbids would spoil the whole document */
            sb_put(b,
                   n == 0 || cp == 0xFFFE || cp == 0xFFFF ? S("\xEF\xBF\xBD") : str_sub(s, i, n));
            n += n == 0;
            continue;
        }
        switch (c) {
        case '&':
            sb_putz(b, "&amp;");
            break;
        case '<':
            sb_putz(b, "&lt;");
            break;
        case '>':
            sb_putz(b, "&gt;");
            break;
        case '"':
            sb_putz(b, "&quot;");
            break;
        default:
            if (c >= 0x20 || c == '\t' || c == '\n' || c == '\r')
                sb_putc(b, (char)c);
        }
    }
}

/* ---- JSON writer ---- */
void json_init(json *j, sb *b)
{
    *j = (json){.b = b};
}

static bool in_object(const json *j)
{
    return j->objects >> j->depth & 1;
}

static void before(json *j, const char *key)
{
    bool more = j->more >> j->depth & 1;
    MUST(in_object(j) == (key != NULL));
    MUST(!more || j->depth > 0); /* one value at the top */
    if (more)
        sb_putc(j->b, ',');
    j->more |= (uint64_t)1 << j->depth;
    if (key) {
        json_put(j->b, str_of(key));
        sb_putc(j->b, ':');
    }
}

static void opening(json *j, const char *key, char c)
{
    before(j, key);
    sb_putc(j->b, c);
    MUST(j->depth < 63);
    uint64_t bit = (uint64_t)1 << ++j->depth;
    j->more &= ~bit;
    j->objects = c == '{' ? j->objects | bit : j->objects & ~bit;
}

void json_obj(json *j, const char *key)
{
    opening(j, key, '{');
}

void json_arr(json *j, const char *key)
{
    opening(j, key, '[');
}

void json_end(json *j, char close)
{
    MUST(j->depth > 0 && close == (in_object(j) ? '}' : ']'));
    j->depth--;
    sb_putc(j->b, close);
}

void json_str(json *j, const char *key, str v)
{
    before(j, key);
    json_put(j->b, v);
}

void json_strz(json *j, const char *key, const char *v)
{
    before(j, key);
    if (v)
        json_put(j->b, str_of(v));
    else
        sb_putz(j->b, "null");
}

void json_num(json *j, const char *key, double v)
{
    before(j, key);
    sb_double(j->b, v);
}

void json_int(json *j, const char *key, int64_t v)
{
    before(j, key);
    sb_printf(j->b, "%lld", (long long)v);
}

void json_bool(json *j, const char *key, bool v)
{
    before(j, key);
    sb_putz(j->b, v ? "true" : "false");
}

void json_nil(json *j, const char *key)
{
    before(j, key);
    sb_putz(j->b, "null");
}

void json_raw(json *j, const char *key, str v)
{
    before(j, key);
    sb_put(j->b, v);
}
