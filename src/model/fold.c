#include "model/fold.h"
#include "base/str.h"

bool fold_is_space(uint32_t cp)
{
    if (cp < 0x80)
        return cp == ' ' || (cp >= '\t' && cp <= '\r');
    return cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200D) || cp == 0x2028 ||
           cp == 0x2029 || cp == 0x202F || cp == 0x205F || cp == 0x2060 || cp == 0x3000 ||
           cp == 0xFEFF;
}

bool fold_text(str s, unsigned how, char *out, size_t cap, size_t *ret_n)
{
    size_t n = 0;
    bool gap = false;
    while (s.n > 0) {
        uint32_t cp = (unsigned char)*s.p;
        size_t len = cp < 0x80 ? 1 : utf8_decode(s, &cp);
        if (len == 0)
            return false;
        s = (str){s.p + len, s.n - len};
        if (fold_is_space(cp)) {
            gap = (how & FOLD_GAPS) && n > 0;
            continue;
        }
        if (cp >= 0xFF01 && cp <= 0xFF5E)
            cp -= 0xFEE0;
        if ((how & FOLD_LOWER) && cp >= 'A' && cp <= 'Z')
            cp += 'a' - 'A';
        char bytes[4] = {(char)cp};
        len = cp < 0x80 ? 1 : utf8_encode(cp, bytes);
        if (n + gap + len > cap)
            return false;
        if (gap)
            out[n++] = ' ';
        gap = false;
        memcpy(out + n, bytes, len);
        n += len;
    }
    *ret_n = n;
    return true;
}
