#include "http/params.h"
#include "base/str.h"

static int nibble(char ch)
{
    return ch >= '0' && ch <= '9'                 ? ch - '0'
           : (ch | 32) >= 'a' && (ch | 32) <= 'f' ? (ch | 32) - 'a' + 10
                                                  : -1;
}

static bool bad(cx *c, str s)
{
    return fail(c, ERR_USAGE, "网址中的“" STR_FMT "”编码有误；请用 UTF-8 并按 %% 转义",
                "\"" STR_FMT "\" in the address is not encoded right; use UTF-8 with %% escapes",
                STR_ARG(str_sub(s, 0, 80)));
}

bool percent_decode(cx *c, str s, bool plus, str *ret)
{
    char *out = cx_alloc(c, s.n + 1);
    size_t n = 0;
    if (!out)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        int hi, lo;
        if (s.p[i] != '%') {
            out[n++] = plus && s.p[i] == '+' ? ' ' : s.p[i];
        } else if (i + 2 < s.n && (hi = nibble(s.p[i + 1])) >= 0 &&
                   (lo = nibble(s.p[i + 2])) >= 0) {
            out[n++] = (char)(hi << 4 | lo);
            i += 2;
        } else {
            return bad(c, s);
        }
        if ((unsigned char)out[n - 1] < ' ' || out[n - 1] == 0x7F)
            return bad(c, s);
    }
    *ret = (str){out, n};
    return utf8_valid(*ret) || bad(c, s);
}

bool params_get(const params *p, const char *name, str *ret)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_eqz(p->list[i].name, name)) {
            *ret = p->list[i].value;
            return true;
        }
    return false;
}

static bool add(cx *c, params *p, str name, str value)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_eq(p->list[i].name, name))
            return fail(c, ERR_USAGE, "参数 " STR_FMT " 给了两次",
                        "parameter " STR_FMT " is given twice", STR_ARG(name));
    if (p->n == PARAMS_MAX)
        return fail(c, ERR_USAGE, "参数太多", "too many parameters");
    p->list[p->n++] = (param){name, value};
    return true;
}

bool params_parse(cx *c, str query, params *ret)
{
    str part, name, value;
    ret->n = 0;
    while (query.n && str_split(&query, '&', &part)) {
        ptrdiff_t eq = str_find(part, S("="));
        if (!part.n)
            continue;
        TRY(percent_decode(c, eq < 0 ? part : str_sub(part, 0, (size_t)eq), true, &name));
        TRY(percent_decode(c, eq < 0 ? (str){"", 0} : str_from(part, (size_t)eq + 1), true,
                           &value));
        TRY(add(c, ret, name, value));
    }
    return true;
}
