/* board, rank, owed, contribution, series, trend: one answer each, printed as asked. */
#include "base/str.h"
#include "cli/cli.h"

static const struct {
    const char *name;
    answer_fn fn;
    const char *needs; /* options that must be given */
    bool one_indicator;
} answers[] = {
    {"board", answer_board, "area period", false},
    {"rank", answer_rank, "indicator period", true},
    {"owed", answer_owed, "area period", false},
    {"contribution", answer_contribution, "indicator area period", false},
    {"series", answer_series, "indicator area", true},
    {"trend", answer_trend, "indicator area period", true},
    {"plates", answer_plates, "indicator period", true},
    {"coverage", answer_coverage, "set area period", false},
};

static bool need_options(cx *c, const args *a, const char *needs)
{
    str rest = str_of(needs), word;
    while (str_split(&rest, ' ', &word)) {
        char name[32];
        snprintf(name, sizeof name, STR_FMT, STR_ARG(word));
        if (!arg_on(a, name))
            return fail(c, ERR_USAGE, "%s 需要 --%s；见 diaodu help %s",
                        "%s needs --%s; see diaodu help %s", a->command, name, a->command);
    }
    return true;
}

static bool extra_kinds(cx *c, const args *a, uint8_t *ret)
{
    str rest = arg_str(a, "kinds"), word;
    *ret = 0;
    while (rest.p && str_split(&rest, ',', &word)) {
        kind k;
        if (!kind_parse(str_trim(word), &k))
            return fail(c, ERR_USAGE, "--kinds 不认识“" STR_FMT "”",
                        "--kinds does not know \"" STR_FMT "\"", STR_ARG(word));
        *ret |= (uint8_t)(1u << k);
    }
    return true;
}

bool cli_desk(cx *c, const args *a, bool no_values, ind_id only, desk *ret)
{
    desk_options o = {
        .url = a->db, .mode = STORE_READ, .as_of = a->as_of, .no_values = no_values, .only = only};
    const char *by = arg(a, "released-by");
    period day;
    TRY(extra_kinds(c, a, &o.kinds));
    if (by && (!period_parse_iso(str_of(by), &day) || day.f != FREQ_D))
        return fail(c, ERR_USAGE, "--released-by 须为日期，如 2024-06-18",
                    "--released-by is a date like 2024-06-18");
    if (by)
        o.released_by = day.ord;
    return desk_open(c, &o, ret);
}

static bool read_query(cx *c, const args *a, query *q)
{
    *q = (query){.area = arg_str(a, "area"),
                 .indicator = arg_str(a, "indicator"),
                 .period = arg_str(a, "period"),
                 .parent = arg_str(a, "parent"),
                 .checkpoint = arg_str(a, "checkpoint"),
                 .by = arg_str(a, "by"),
                 .exclude = arg_str(a, "exclude"),
                 .from = arg_str(a, "from"),
                 .to = arg_str(a, "to"),
                 .why = arg_str(a, "why"),
                 .set = arg_str(a, "set"),
                 .boundary = arg_str(a, "boundary"),
                 .all = arg_on(a, "all")};
    const char *since = arg(a, "since");
    int64_t year;
    if (arg_on(a, "base-year")) {
        if (!str_int(arg_str(a, "base-year"), &year) || year < 1900 || year > 2200)
            return fail(c, ERR_USAGE, "--base-year 须为年份，如 2019",
                        "--base-year is a year like 2019");
        q->base_year = (int)year;
    }
    if (since && !time_parse(str_of(since), &q->since))
        return fail(c, ERR_USAGE, "--since “%s”无法识别；请写成 2024-06-18T09:00",
                    "--since \"%s\" cannot be read; write 2024-06-18T09:00", since);
    return true;
}

bool run_answer(cx *c, const args *a)
{
    query q;
    desk d;
    size_t i = 0;
    while (strcmp(answers[i].name, a->command) != 0)
        i++;
    if (a->n_rest)
        return fail(c, ERR_USAGE, "多余的参数“%s”；见 diaodu help %s",
                    "unexpected argument \"%s\"; see diaodu help %s", a->rest[0], a->command);
    if (arg_on(a, "why") && !arg_on(a, "indicator"))
        return fail(c, ERR_USAGE, "--why 需要 --indicator：一次问一个数",
                    "--why needs --indicator: it explains one figure");
    TRY(need_options(c, a, answers[i].needs));
    TRY(read_query(c, a, &q));
    TRY(cli_desk(c, a, false, ID_NONE, &d));
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    bool ok = answers[i].fn(c, &d, &q, &out) && cli_print(c, a, sb_str(&out));
    desk_close(&d);
    return ok;
}
