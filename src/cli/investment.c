/* investment: what the projects in the library carry, and how they make up the published investment. */
#include "api/investment.h"
#include "base/str.h"
#include "cli/cli.h"
#include "num/num.h"
#include <jansson.h>

/* What stands above the rows in a table: a figure by its path. */
typedef struct figure {
    const char *path;           /* support.base; a list: lines[] of name and amount */
    const char *zh, *en, *unit; /* unit NULL = the answer's own */
} figure;

static const figure of_remaining[] = {
    {"remaining", "在库剩余投资", "remaining investment", NULL},
    {"library.projects", "在库项目", "projects in the library", ""},
    {"library.halted", "其中停缓建、已竣工", "of these halted or completed", ""},
    {"library.without_total", "其中缺总投资", "of these without a total", ""},
    {"concentration.share", "前几项占比", "share of the largest", "%"},
    {"change.before", "上月末剩余", "remaining a month ago", NULL},
    {"change.entered", "＋新入库", "+ entered", NULL},
    {"change.invested", "－本月完成", "- invested", NULL},
    {"change.left", "－退库", "- left", NULL},
    {"change.stopped", "－停缓建、竣工", "- stopped, completed", NULL},
    {"change.adjusted", "±总投资调整", "± totals adjusted", NULL},
    {"change.overrun", "＋超总投资部分", "+ above the total", NULL},
    {"support.horizon", "测算至", "horizon", ""},
    {"support.level", "累计投资（公布）", "published so far", NULL},
    {"support.base", "可比基数", "comparable base", NULL},
    {"support.target_growth", "目标增速", "target growth", "%"},
    {"support.required", "尚需完成", "required", NULL},
    {"support.executable", "在库可完成", "can be done in the library", NULL},
    {"support.expected", "预期新入库可完成", "expected entries can do", NULL},
    {"support.real_estate.estimate", "房地产估计", "real estate, estimated", NULL},
    {"support.below.estimate", "台账以外估计", "below the ledger, estimated", NULL},
    {"support.growth_stock", "在库支撑增速", "growth on the stock", "%"},
    {"support.growth_max", "最高增速", "growth at most", "%"},
    {"support.missing", "缺口", "missing", NULL},
    {"support.entries", "需新入库总投资", "new entries needed", NULL},
};
static const figure of_link[] = {
    {"lines[]", "", "", NULL},
    {"ledger.total", "台账全部完成投资", "all the ledger’s investment", NULL},
    {"ledger.entered", "其中本年新入库", "of it: entered this year", NULL},
    {"ledger.outside", "未入库完成投资", "not in the library", NULL},
    {"ledger.should_enter", "其中应入库", "of it: should enter", NULL},
    {"joined.published.unexplained", "分领域未解释", "not explained by domains", NULL},
};

static const json_t *at_path(const json_t *o, const char *path)
{
    str rest = str_of(path), one;
    while (o && rest.n && str_split(&rest, '.', &one)) {
        char key[40];
        snprintf(key, sizeof key, STR_FMT, STR_ARG(one));
        o = json_object_get(o, key);
    }
    return o;
}

static void put_value(sb *b, const json_t *v, const char *unit, bool en)
{
    if (json_is_string(v))
        sb_putz(b, json_string_value(v));
    else if (json_is_number(v))
        sb_double(b,
                  json_is_integer(v) ? json_number_value(v) : num_round(json_number_value(v), 4));
    else
        sb_putz(b, "—");
    if (json_is_number(v))
        sb_printf(b, "%s%s", en && *unit && *unit != '%' ? " " : "", unit);
    sb_putc(b, '\n');
}

static void put_line(sb *b, const char *name, bool en)
{
    sb_printf(b, en ? "%s: " : "%s：", name);
}

static void put_lines(sb *b, const json_t *list, const char *unit, bool en)
{
    size_t i;
    json_t *one;
    json_array_foreach((json_t *)list, i, one)
    {
        put_line(b, json_string_value(json_object_get(one, "name")), en);
        put_value(b, json_object_get(one, "amount"), unit, en);
    }
}

static bool put_head(cx *c, const json_t *root, const figure *list, size_t n)
{
    bool en = c->lang == LANG_EN;
    const char *unit = json_string_value(json_object_get(root, "unit"));
    const char *sentence = json_string_value(json_object_get(root, "sentence"));
    sb b CLEANUP(sb_done) = {0};
    size_t i;
    json_t *one;
    sb_init(&b, 0);
    if (sentence)
        sb_printf(&b, "%s\n", sentence);
    json_array_foreach(json_object_get(root, "alerts"), i, one)
        sb_printf(&b, "! %s\n", json_string_value(json_object_get(one, "text")));
    for (i = 0; i < n; i++) {
        if (str_ends(str_of(list[i].path), S("[]"))) {
            put_lines(&b, json_object_get(root, "lines"), unit, en);
            continue;
        }
        put_line(&b, en ? list[i].en : list[i].zh, en);
        put_value(&b, at_path(root, list[i].path), list[i].unit ? list[i].unit : unit, en);
    }
    sb_putc(&b, '\n');
    return sb_ok(&b) ? cli_out(c, sb_str(&b)) : fail_memory(c);
}

static bool print(cx *c, const args *a, str json, const figure *list, size_t n)
{
    static const cli_column columns[] = {
        {"code", "编号", "code", -1, false},           {"title", "项目", "project", -1, false},
        {"area_name", "地区", "area", -1, false},      {"amount", "数额", "amount", -2, false},
        {"total", "总投资", "total", -2, false},       {"done", "累计完成", "done", -2, false},
        {"remaining", "剩余", "remaining", -2, false}, {"entered", "入库", "entered", -1, false}};
    if (a->format == OUT_TABLE) {
        json_t *root = json_loadb(json.p, json.n, 0, NULL);
        bool ok = root ? put_head(c, root, list, n) : fail_memory(c);
        json_decref(root);
        TRY(ok);
    }
    return cli_print_with(c, a, columns, COUNT_OF(columns), json);
}

bool run_investment(cx *c, const args *a)
{
    investment_query q;
    desk d;
    sb out CLEANUP(sb_done) = {0};
    bool link = a->n_rest == 1 && !strcmp(a->rest[0], "link");
    sb_init(&out, 0);
    if (!link && (a->n_rest != 1 || strcmp(a->rest[0], "remaining") != 0))
        return fail(c, ERR_USAGE, "用法：diaodu investment remaining|link --area A --period P",
                    "usage: diaodu investment remaining|link --area A --period P");
    TRY(investment_query_read(c, cli_word, (void *)a, &q) && cli_desk(c, a, false, ID_NONE, &d));
    bool ok = link ? answer_investment_link(c, &d, &q, &out) &&
                         print(c, a, sb_str(&out), of_link, COUNT_OF(of_link))
                   : answer_investment_remaining(c, &d, &q, &out) &&
                         print(c, a, sb_str(&out), of_remaining, COUNT_OF(of_remaining));
    desk_close(&d);
    return ok;
}
