/* Decimals: what is read is printed so that it reads the same, and is the double strtod gives. */
#include "fuzz.h"
#include "base/dec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dec d, again, shifted;
    char text[DEC_TEXT_MAX];
    size_t n;

    if (dec_parse((str){(const char *)data, size}, &d) != DEC_OK)
        return 0;
    n = dec_print(d, text);
    MUST(n < DEC_TEXT_MAX && text[n] == '\0');
    MUST(dec_parse((str){text, n}, &again) == DEC_OK);
    MUST(again.coef == d.coef && again.scale == d.scale && dec_same(d, again));
    MUST(dec_double(d) == strtod(text, NULL));
    for (int k = -20; k <= 20; k++)
        if (dec_shift(d, k, &shifted) && dec_shift(shifted, -k, &again))
            MUST(dec_same(d, again));
    if (dec_mul_ratio(d, 10000, 1, &shifted) && dec_mul_ratio(shifted, 1, 10000, &again))
        MUST(dec_same(d, again));
    if (dec_from_double(dec_double(d), 15, &again))
        MUST(dec_print(again, text) < DEC_TEXT_MAX);
    return 0;
}
