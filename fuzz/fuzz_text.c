/* Encodings: whatever is guessed, the result is valid UTF-8 or a described failure. */
#include "fuzz.h"
#include "base/str.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str s = {(const char *)data, size}, out;
    encoding all[] = {text_guess(s), ENC_UTF8, ENC_UTF8_BOM, ENC_UTF16LE, ENC_UTF16BE, ENC_GB18030};

    for (size_t i = 0; i < COUNT_OF(all); i++) {
        cx c;

        MUST(cx_init(&c, LANG_ZH));
        if (text_to_utf8(&c, s, all[i], &out))
            MUST(utf8_valid(out));
        else
            MUST(c.err.code != ERR_NONE && c.err.zh[0] && c.err.en[0]);
        cx_done(&c);
    }
    return 0;
}
