/* Periods: what is taken prints and reads again as itself, has its days in order, and lies within
 * the text it was found in. Instants print and read again as themselves. */
#include "fuzz.h"
#include "base/str.h"
#include "model/period.h"

static void check(period p)
{
    char text[PERIOD_TEXT_MAX], name[64];
    period again;
    size_t n = period_print(p, text);
    MUST(n > 0 && period_parse_iso((str){text, n}, &again));
    MUST(again.f == p.f && again.ord == p.ord);
    MUST(period_first_day(p) <= period_last_day(p));
    MUST(period_cmp(p, again) == 0);
    for (freq f = FREQ_Y; f <= FREQ_D; f++)
        MUST(period_last_day(period_containing(p, f)) >= period_last_day(p));
    for (basis b = BASIS_NONE; b <= BASIS_END; b++) {
        period_text t;
        period_name(p, b, LANG_EN, name);
        MUST(*name);
        period_name(p, b, LANG_ZH, name);
        MUST(atoi(text) < 1900 || atoi(text) > 2199 || period_parse_text(str_of(name), &t));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str s = {(const char *)data, size}, where;
    period p;
    period_text t;
    int64_t us, again;
    char text[TIME_TEXT_MAX];

    if (period_parse_iso(s, &p))
        check(p);
    if (period_parse_text(s, &t)) {
        MUST(t.cumulative + t.single + t.end <= 1);
        if (period_text_in(t, 2024, &p))
            check(p);
    }
    if (period_find(s, &t, &where))
        MUST(where.n > 0 && where.p >= s.p && where.p + where.n <= s.p + s.n);
    if (time_parse(s, &us)) {
        time_print(us, text);
        MUST(!time_parse(str_of(text), &again) || again == us);
    }
    return 0;
}
