#include "api/answers.h"
#include "base/os.h"
#include "base/str.h"

void put_area(json *j, const char *key, const catalog *k, area_id a, lang l)
{
    if (a == ID_NONE) {
        json_nil(j, key);
        return;
    }
    json_obj(j, key);
    json_str(j, "code", k->areas[a].code);
    json_str(j, "name", area_said(&k->areas[a], l));
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
    json_str(j, key, ind_said(i, l));
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

bool need_checkpoint(cx *c, str text, period asked, period *ret)
{
    if (!checkpoint_parse(text, asked, ret))
        return fail(c, ERR_USAGE, "--checkpoint 可为 Q1、H1、Q3、Y 或日期，不能是“" STR_FMT "”",
                    "--checkpoint is Q1, H1, Q3, Y or a date, not \"" STR_FMT "\"", STR_ARG(text));
    if (period_year(*ret) != period_year(asked))
        return fail(c, ERR_USAGE, "节点“" STR_FMT "”不在 %d 年内；节点须与时期同年",
                    "checkpoint \"" STR_FMT "\" is not in %d; it must lie in the period's year",
                    STR_ARG(text), period_year(asked));
    return true;
}

void put_day(json *j, const char *key, int64_t day)
{
    if (day == INT64_MIN || day == INT64_MAX || day == 0)
        json_nil(j, key);
    else
        put_period(j, key, (period){FREQ_D, (int32_t)day});
}

void put_validity(json *j, validity v)
{
    put_day(j, "valid_from", v.from);
    put_day(j, "valid_to", v.to);
}

bool need_form(cx *c, const desk *d, str code, const form **ret)
{
    *ret = catalog_form(d->k, code);
    return *ret ||
           fail(c, ERR_UNKNOWN, "没有代码为“" STR_FMT "”的表；见 diaodu export forms",
                "no form with the code \"" STR_FMT "\"; see diaodu export forms", STR_ARG(code));
}

/* The desk's own area, or, where they may not read that, the first that they may; ID_NONE. */
static area_id own_area(const desk *d)
{
    area_id home = d->home != ID_NONE ? d->home : d->k->nation;
    if (!d->who || (home != ID_NONE && rights_area(d->who, d->k, ACT_READ, home)))
        return home;
    for (uint32_t i = 0; i < d->who->n; i++) {
        const right *r = &d->who->list[i];
        if ((r->acts >> ACT_READ & 1) && r->area < d->k->n_areas)
            return r->area;
    }
    return ID_NONE;
}

bool need_own_area(cx *c, const desk *d, str text, area_id *ret)
{
    *ret = own_area(d);
    if (text.n)
        return desk_need_area(c, d, text, ret);
    return *ret != ID_NONE || fail(c, ERR_USAGE, "不知道是哪个地区；请加 --area",
                                   "which area is not known; add --area");
}

int64_t answer_instant(const desk *d)
{
    return d->as_of == STORE_NOW ? os_now_us() : d->as_of;
}
