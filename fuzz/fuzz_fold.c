/* Slices: folding valid text gives valid text, trimming and splitting stay inside. */
#include "fuzz.h"
#include "base/str.h"

static void inside(str part, str whole)
{
    MUST(part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str s = {(const char *)data, size}, part, rest, folded;
    size_t pieces = 0, separators = 0;
    int64_t number;
    arena *a = arena_new(0);

    MUST(a);
    inside(str_trim(s), s);
    for (size_t i = 0; i < size; i++)
        separators += data[i] == ';';
    rest = s;
    while (str_split(&rest, ';', &part)) {
        inside(part, s);
        pieces++;
    }
    MUST(pieces <= separators + 1 && pieces >= separators);
    if (!str_int(s, &number))
        number = 0;
    if (utf8_valid(s)) {
        MUST(utf8_count(s) <= s.n);
        MUST(utf8_width(s) <= 2 * utf8_count(s));
        MUST(str_fold(a, s, &folded));
        MUST(utf8_valid(folded) && folded.n <= s.n);
    }
    arena_free(a);
    return 0;
}
