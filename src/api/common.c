#include "api/answers.h"
#include "base/str.h"

void put_area(json *j, const char *key, const catalog *k, area_id a)
{
    if (a == ID_NONE) {
        json_nil(j, key);
        return;
    }
    json_obj(j, key);
    json_str(j, "code", k->areas[a].code);
    json_str(j, "name", k->areas[a].name);
    json_end(j, '}');
}

void put_period(json *j, const char *key, period p)
{
    char text[PERIOD_TEXT_MAX];
    period_print(p, text);
    json_strz(j, key, text);
}

void put_time(json *j, const char *key, int64_t us)
{
    char text[TIME_TEXT_MAX];
    time_print(us, text);
    json_strz(j, key, text);
}

void put_ind_name(json *j, const char *key, const indicator *i, lang l)
{
    json_str(j, key, l == LANG_EN && i->name_en.n ? i->name_en : i->name);
}

bool need_period(cx *c, str text, period *ret)
{
    period_text t;
    if (text.n && (period_parse_iso(text, ret) ||
                   (period_parse_text(text, &t) && t.year != 0 && (*ret = t.p).f != FREQ_NONE)))
        return true;
    return fail(c, ERR_USAGE, "时期“" STR_FMT "”无法识别；请写成 2024、2024-H1、2024-Q1 或 2024-05",
                "period \"" STR_FMT "\" cannot be read; write 2024, 2024-H1, 2024-Q1 or 2024-05",
                STR_ARG(text));
}
