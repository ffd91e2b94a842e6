#include "base/text.h"
#include "base/str.h"
#include <errno.h>
#include <iconv.h>

#define MARK_UTF8 "\xEF\xBB\xBF"

encoding text_guess(str s)
{
    if (str_starts(s, S(MARK_UTF8)))
        return ENC_UTF8_BOM;
    if (str_starts(s, S("\xFF\xFE")))
        return ENC_UTF16LE;
    if (str_starts(s, S("\xFE\xFF")))
        return ENC_UTF16BE;
    return utf8_valid(s) ? ENC_UTF8 : ENC_GB18030;
}

static bool bad_byte(cx *c, size_t at, const char *name)
{
    return fail(c, ERR_FORMAT, "第 %zu 字节不是有效的 %s 文字；请另存为 UTF-8 后再导入",
                "byte %zu is not valid %s text; save the file as UTF-8 and import again", at, name);
}

static bool convert(cx *c, str in, const char *from, str mark, str *ret)
{
    size_t skip = str_starts(in, mark) ? mark.n : 0;
    iconv_t cd = iconv_open("UTF-8", from);
    if (cd == (iconv_t)-1)
        return fail_errno(c, "无法转换编码", "cannot convert from", from);
    size_t cap =
        in.n * 2 + 16; /* UTF-8 needs at most 1.5 times GB18030's or twice UTF-16's bytes */
    char *out = cx_alloc(c, cap), *w = out;
    char *p = (char *)str_from(in, skip).p;
    size_t left = in.n - skip, room = cap;
    bool ok = out != NULL;
    if (ok && iconv(cd, &p, &left, &w, &room) == (size_t)-1)
        ok = bad_byte(c, (size_t)(p - in.p) + 1, from);
    iconv_close(cd);
    if (ok)
        *ret = (str){out, (size_t)(w - out)};
    return ok;
}

bool text_to_utf8(cx *c, str s, encoding from, str *ret)
{
    size_t skip = 0;
    if (from != ENC_UTF16LE && from != ENC_UTF16BE && s.n && memchr(s.p, 0, s.n))
        return fail(c, ERR_FORMAT,
                    "既不是工作簿也不是文本；请用 Excel 另存为 .xlsx 或 CSV 后再导入",
                    "neither a workbook nor text; save it as .xlsx or CSV and import again");
    switch (from) {
    case ENC_UTF16LE:
        return convert(c, s, "UTF-16LE", S("\xFF\xFE"), ret);
    case ENC_UTF16BE:
        return convert(c, s, "UTF-16BE", S("\xFE\xFF"), ret);
    case ENC_GB18030:
        return convert(c, s, "GB18030", S("\x84\x31\x95\x33"), ret);
    case ENC_UTF8_BOM:
        skip = str_starts(s, S(MARK_UTF8)) ? strlen(MARK_UTF8) : 0;
        break;
    case ENC_UTF8:
        break;
    }
    if (!utf8_valid(s)) {
        size_t i = 0, n;
        uint32_t cp;
        while ((n = utf8_decode(str_from(s, i), &cp)) > 0)
            i += n;
        return bad_byte(c, i + 1, "UTF-8");
    }
    *ret = str_from(s, skip);
    return true;
}
