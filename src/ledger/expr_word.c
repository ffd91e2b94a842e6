/* Expressions, word by word, and where in them something is wrong. */
#include "base/dec.h"
#include "ledger/expr_impl.h"

bool(expr_bad)(expr_reader *r, uint32_t where, const char *zh, const char *en, ...)
{
    char said[2][512], near[32];
    str rest = str_from(r->all, where);
    size_t n = 0;
    va_list ap;
    for (uint32_t cp; n < rest.n && n < sizeof near - 8;)
        n += utf8_decode(str_from(rest, n), &cp);
    memcpy(near, rest.n ? rest.p : "", n);
    near[n] = '\0';
    va_start(ap, en);
    vsnprintf(said[0], sizeof said[0], zh, ap);
    va_end(ap);
    va_start(ap, en);
    vsnprintf(said[1], sizeof said[1], en, ap);
    va_end(ap);
    unsigned at = (unsigned)utf8_count(str_sub(r->all, 0, where)) + 1;
    if (n == 0)
        return fail(r->c, ERR_USAGE, "表达式第 %u 个字（末尾）：%s%.0s",
                    "expression, character %u (its end): %.0s%s", at, said[0], said[1]);
    return fail(r->c, ERR_USAGE, "表达式第 %u 个字（“%s”）：%s%.0s",
                "expression, character %u (\"%s\"): %.0s%s", at, near, said[0], said[1]);
}

/* The next character with full-width signs made narrow; its length in bytes, 0 at the end. */
static size_t peek(const expr_reader *r, size_t at, uint32_t *ret)
{
    static const struct {
        uint32_t cp, as;
    } signs[] = {{0x2264, 'l'}, {0x2265, 'g'}, {0x2260, 'x'},
                 {0xD7, '*'},   {0xF7, '/'},   {0x2212, '-'}};
    uint32_t cp = 0;
    size_t n = at < r->all.n ? utf8_decode(str_from(r->all, at), &cp) : 0;
    *ret = cp;
    if (cp < 0x80)
        return n;
    if (cp > 0xFF00 && cp < 0xFF5F && strchr("()+,-*/<=>", (int)(cp - 0xFEE0)))
        *ret = cp - 0xFEE0;
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (signs[i].cp == cp)
            *ret = signs[i].as | 0x80000000u; /* apart from the letters l, g, x */
    return n;
}

static bool starts_name(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || cp == '_' ||
           (cp >= 0x3400 && cp <= 0x9FFF);
}

static bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

static bool is_quote(uint32_t cp)
{
    return cp == '\'' || cp == 0x2018 || cp == 0x2019 || cp == 0xFF07;
}

static bool is_gap(uint32_t cp)
{
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xA0 || cp == 0x3000 || cp == 0xFEFF;
}

/* 'text' with the closing quote doubled inside; r->w.to is at the opening one. */
static bool read_quoted(expr_reader *r)
{
    uint32_t open, cp;
    size_t at = r->w.to, n;
    char *out = arena_alloc(r->a, r->all.n - at + 1);
    if (!out)
        return fail_memory(r->c);
    r->w.text = (str){out, 0};
    at += peek(r, at, &open);
    uint32_t shut = open == 0x2018 ? 0x2019 : open;
    while ((n = peek(r, at, &cp)) > 0) {
        if (cp == shut) {
            size_t second = peek(r, at + n, &cp);
            if (second == 0 || cp != shut) {
                r->w.to = (uint32_t)(at + n);
                return true;
            }
            at += n;
        }
        memcpy(out + r->w.text.n, r->all.p + at, n);
        r->w.text.n += n;
        at += n;
    }
    return expr_bad(r, r->w.from, "文字没有结束，缺少右引号 '",
                    "the text does not end: its closing ' is missing");
}

static bool read_number(expr_reader *r)
{
    uint32_t cp;
    size_t at = r->w.from;
    dec d;
    while (at < r->all.n && (is_digit((unsigned char)r->all.p[at]) || r->all.p[at] == '.'))
        at++;
    str s = str_sub(r->all, r->w.from, at - r->w.from);
    size_t sign = at + 1;
    if (peek(r, at, &cp) && (cp == 'e' || cp == 'E')) {
        sign += sign < r->all.n && strchr("+-", r->all.p[sign]) != NULL;
        while (sign < r->all.n && is_digit((unsigned char)r->all.p[sign]))
            s.n = ++sign - r->w.from;
    }
    dec_status status = dec_parse(s, &d);
    if (status == DEC_RANGE)
        return expr_bad(r, r->w.from, "数最多 18 位有效数字", "a number has at most 18 digits");
    if (status != DEC_OK)
        return expr_bad(r, r->w.from, "这不是数，应如 12.5",
                        "this is no number; write it like 12.5");
    r->w.to = r->w.from + (uint32_t)s.n;
    r->w.is = 'N';
    r->w.value = dec_double(d);
    return true;
}

/* A name with its dots, a word of the language, or date'2024-06-30'. */
static bool read_name(expr_reader *r)
{
    static const struct {
        const char *z;
        char is;
        double value;
    } own[] = {
        {"and", '&', 0}, {"or", '|', 0}, {"not", '!', 0}, {"true", 'B', 1}, {"false", 'B', 0}};
    size_t at = r->w.from, n;
    uint32_t cp;
    while ((n = peek(r, at, &cp)) > 0 &&
           (starts_name(cp) || is_digit(cp) || (cp == '.' && at > r->w.from)))
        at += n;
    r->w.to = (uint32_t)at;
    r->w.is = 'A';
    r->w.text = str_sub(r->all, r->w.from, at - r->w.from);
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        if (str_ieqz(r->w.text, own[i].z)) {
            r->w.is = own[i].is;
            r->w.value = own[i].value;
            return true;
        }
    }
    if (!is_quote(cp) || n == 0 || !str_eqz(r->w.text, "date"))
        return true;
    TRY(read_quoted(r));
    r->w.is = 'D';
    return expr_run_date(r->w.text, &r->w.value) ||
           expr_bad(r, r->w.from, "日期应写作 date'2024-06-30'，且确有这一天",
                    "write a date like date'2024-06-30', of a day that exists");
}

/* An operator or bracket, of one or two signs; `cp` is the first, as peek() has it. */
static void read_sign(expr_reader *r, uint32_t cp, size_t n)
{
    uint32_t second;
    r->w.is = '?';
    r->w.to += (uint32_t)n;
    if (cp & 0x80000000u)
        r->w.is = (char)(cp & 0x7F);
    else if (cp < 0x80 && cp != 0 && strchr("()+,-*/<=>", (int)cp))
        r->w.is = (char)cp;
    if (cp != '<' && cp != '>')
        return;
    n = peek(r, r->w.to, &second);
    if (n == 0 || (second != '=' && !(cp == '<' && second == '>')))
        return;
    r->w.is = second == '>' ? 'x' : cp == '<' ? 'l' : 'g';
    r->w.to += (uint32_t)n;
}

bool expr_next(expr_reader *r)
{
    uint32_t cp, second;
    size_t at = r->w.to, n;
    while ((n = peek(r, at, &cp)) > 0 && is_gap(cp))
        at += n;
    r->w = (expr_word){.from = (uint32_t)at, .to = (uint32_t)at};
    if (n == 0)
        return true;
    if (is_quote(cp)) {
        r->w.is = 'T';
        return read_quoted(r);
    }
    if (is_digit(cp) || (cp == '.' && peek(r, at + n, &second) && is_digit(second)))
        return read_number(r);
    if (starts_name(cp))
        return read_name(r);
    read_sign(r, cp, n);
    return true;
}
