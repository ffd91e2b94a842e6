/* What can be asked, and with which words: the command line and HTTP read the same tables. */
#include "base/str.h"
#include "api/filing.h"

const answer answers[] = {
    {"board", answer_board, "area period", "area period indicator all since checkpoint why"},
    {"rank", answer_rank, "indicator period", "indicator parent area period by set"},
    {"owed", answer_owed, "area period", "area period checkpoint indicator"},
    {"arrears", answer_arrears, "area period", "area period checkpoint indicator"},
    {"gaps", answer_gaps, "area indicator", "area indicator"},
    {"contribution", answer_contribution, "indicator area period",
     "indicator area period by exclude"},
    {"series", answer_series, "indicator area", "indicator area from to boundary"},
    {"trend", answer_trend, "indicator area period", "indicator area period base_year"},
    {"plates", answer_plates, "indicator period", "indicator period parent area"},
    {"map", answer_map, "area period", "area period set"},
    {"coverage", answer_coverage, "set area period", "set area period"},
    {"targets", answer_targets, "area period", "area period indicator all"},
    {"reconcile", answer_reconcile, "area period", "area period indicator"},
    {"filing", answer_filing, "form org period", "form org period"},
    {"filings", answer_filings, "", "form org area period state"},
    {"todo", answer_todo, "", "form org area period"},
    {"forms", answer_forms, "", ""},
    {"burden", answer_burden, "", ""},
    {"rollup", answer_rollup, "period", "area period form indicator partial"},
    {"accuracy", answer_accuracy, "", "area indicator from to"},
    {"sprint", answer_sprint, "indicator period", "area indicator period"},
    {"calendar", answer_calendar, "", "area from to all"},
};
const size_t n_answers = COUNT_OF(answers);

const answer *answer_find(str name)
{
    for (size_t i = 0; i < n_answers; i++)
        if (str_eqz(name, answers[i].name))
            return &answers[i];
    return NULL;
}

static bool parse_year(cx *c, str text, int *ret)
{
    int64_t year;
    if (!str_int(text, &year) || year < 1900 || year > 2200)
        return fail(c, ERR_USAGE, "--base-year 须为年份，如 2019",
                    "--base-year is a year like 2019");
    *ret = (int)year;
    return true;
}

bool query_since(cx *c, str text, int64_t *ret)
{
    return time_parse(text, ret) ||
           fail(c, ERR_USAGE, "--since “" STR_FMT "”无法识别；请写成 2024-06-18T09:00",
                "--since \"" STR_FMT "\" cannot be read; write 2024-06-18T09:00", STR_ARG(text));
}

bool query_read(cx *c, query_word word, void *user, query *q)
{
    const struct {
        const char *name;
        str *at;
    } words[] = {
        {"area", &q->area},
        {"indicator", &q->indicator},
        {"period", &q->period},
        {"parent", &q->parent},
        {"checkpoint", &q->checkpoint},
        {"by", &q->by},
        {"exclude", &q->exclude},
        {"from", &q->from},
        {"to", &q->to},
        {"why", &q->why},
        {"set", &q->set},
        {"boundary", &q->boundary},
        {"form", &q->form},
        {"org", &q->org},
        {"state", &q->state},
    };
    *q = (query){0};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        (void)word(user, words[i].name, words[i].at);
    str text = {"", 0};
    q->all = word(user, "all", &text);
    q->partial = word(user, "partial", &text);
    if (word(user, "base_year", &text))
        TRY(parse_year(c, text, &q->base_year));
    return !word(user, "since", &text) || query_since(c, text, &q->since);
}

bool query_desk(cx *c, query_word word, void *user, desk_options *o)
{
    str rest, one, day;
    period p;
    if (word(user, "as_of", &rest) && !time_parse(rest, &o->as_of))
        return fail(c, ERR_USAGE,
                    "--as-of “" STR_FMT "”无法识别；请写成 2024-06-18 或 2024-06-18T09:00:00+08:00",
                    "--as-of \"" STR_FMT
                    "\" cannot be read; write 2024-06-18 or 2024-06-18T09:00:00+08:00",
                    STR_ARG(rest));
    if (word(user, "kinds", &rest))
        while (rest.p && str_split(&rest, ',', &one)) {
            kind k;
            if (!kind_parse(str_trim(one), &k))
                return fail(c, ERR_USAGE, "--kinds 不认识“" STR_FMT "”",
                            "--kinds does not know \"" STR_FMT "\"", STR_ARG(one));
            o->kinds |= (uint8_t)(1u << k);
        }
    if (!word(user, "released_by", &day))
        return true;
    if (!period_parse_iso(day, &p) || p.f != FREQ_D)
        return fail(c, ERR_USAGE, "--released-by 须为日期，如 2024-06-18",
                    "--released-by is a date like 2024-06-18");
    o->released_by = p.ord;
    return true;
}

static bool number(cx *c, query_word word, void *user, const char *name, double missing,
                   double *ret)
{
    dec v;
    str text;
    *ret = missing;
    if (!word(user, name, &text))
        return true;
    if (dec_parse(text, &v) != DEC_OK)
        return fail(c, ERR_USAGE, "--%s 须为数字", "--%s is a number", name);
    *ret = dec_double(v);
    return true;
}

bool query_split(cx *c, query_word word, void *user, split_query *q)
{
    str method = {"", 0}, across = {"", 0}, tier = {"", 0};
    *q = (split_query){.tier = TIER_ASSIGNED};
    (void)word(user, "area", &q->area);
    (void)word(user, "indicator", &q->indicator);
    (void)word(user, "period", &q->period);
    (void)word(user, "method", &method);
    (void)word(user, "across", &across);
    if (word(user, "tier", &tier) && !tier_parse(tier, &q->tier))
        return fail(c, ERR_USAGE, "层级须为 assigned、set 或 strive",
                    "tier is assigned, set or strive");
    TRY(number(c, word, user, "level", MISSING, &q->whole));
    TRY(number(c, word, user, "reserve", 0, &q->reserve));
    bool manual = str_eqz(method, "manual");
    if ((method.n && !manual && !str_eqz(method, "curve") && !str_eqz(method, "even")) ||
        (across.n && !str_eqz(across, "time") && !str_eqz(across, "areas")))
        return fail(c, ERR_USAGE, "--method 为 curve、even 或 manual，--across 为 time 或 areas",
                    "--method is curve, even or manual, --across is time or areas");
    q->method = manual ? SPLIT_MANUAL : str_eqz(method, "even") ? SPLIT_EVEN : SPLIT_CURVE;
    q->over_areas = str_eqz(across, "areas");
    return true;
}
