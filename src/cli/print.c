/* An answer for people and spreadsheets, made from its JSON so that every format says the same. */
#include "base/str.h"
#include "cli/cli.h"
#include "num/num.h"
#include <jansson.h>

/* ---- CSV: nested fields joined with `_` ---- */
static void put_text(sb *b, const json_t *v)
{
    const char *key;
    const json_t *e;
    size_t i;
    if (json_is_string(v))
        sb_put(b, (str){json_string_value(v), json_string_length(v)});
    else if (json_is_number(v))
        sb_double(b, json_number_value(v));
    else if (json_is_boolean(v))
        sb_putz(b, json_is_true(v) ? "true" : "false");
    else if (json_is_array(v))
        json_array_foreach((json_t *)v, i, e)
        {
            sb_putz(b, i ? ";" : "");
            put_text(b, json_object_get(e, "text") ? json_object_get(e, "text") : e);
        }
    else if (json_is_object(v)) {
        bool more = false;
        json_object_foreach((json_t *)v, key, e)
        {
            sb_printf(b, "%s%s=", more ? " " : "", key);
            put_text(b, e);
            more = true;
        }
    }
}

/* Lists become one text: reasons their sentences, ranks `set=… by=… rank=…`, joined by `;`. */
static void flat_value(sb *b, const json_t *v)
{
    if (json_is_string(v))
        csv_put(b, (str){json_string_value(v), json_string_length(v)});
    else if (json_is_number(v))
        sb_double(b, json_number_value(v));
    else if (json_is_boolean(v))
        sb_putz(b, json_is_true(v) ? "true" : "false");
    else if (json_is_array(v)) {
        sb t CLEANUP(sb_done) = {0};
        sb_init(&t, 0);
        put_text(&t, v);
        csv_put(b, sb_str(&t));
        b->bad |= !sb_ok(&t);
    }
}

/* The list of an answer: most have rows, a submission its cells, the burden its units. */
static json_t *rows_of(const json_t *root)
{
    static const char *const names[] = {"rows", "cells", "units", "nodes"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (json_object_get(root, names[i]))
            return json_object_get(root, names[i]);
    return NULL;
}

struct columns {
    char **names;
    size_t n, cap;
    cx *c;
};

static bool add_column(struct columns *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (!strcmp(l->names[i], name))
            return true;
    if (!MEM_GROW(l->names, l->cap, l->n + 1))
        return fail_memory(l->c);
    l->names[l->n++] = cx_strdup(l->c, str_of(name));
    return l->names[l->n - 1] != NULL;
}

/* What a checkpoint has, so that the columns are the same where there is none. */
static bool add_checkpoint(struct columns *l, const char *name)
{
    static const char *const fields[] = {"target",
                                         "done",
                                         "owed",
                                         "surplus",
                                         "owed_pp",
                                         "due",
                                         "state",
                                         "months_left",
                                         "required_per_month",
                                         "required_growth",
                                         "max_ever_per_month",
                                         "feasible"};
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        const char *t = cx_printf(l->c, "%s_%s", name, fields[i]);
        if (!t || !add_column(l, t))
            return false;
    }
    return true;
}

static bool walk_columns(struct columns *l, const char *prefix, const json_t *o)
{
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)o, key, v)
    {
        const char *name = cx_printf(l->c, "%s%s%s", prefix, *prefix ? "_" : "", key);
        if (!name)
            return false;
        if (json_is_null(v) && !strcmp(prefix, "checkpoints")) {
            if (!add_checkpoint(l, name))
                return false;
            continue;
        }
        if (!strcmp(key, "null_reasons")) {
            if (!add_column(l, name))
                return false;
            continue;
        }
        if (json_is_object(v) ? !walk_columns(l, name, v) : !add_column(l, name))
            return false;
    }
    return true;
}

/* The value under a joined name: the longest key that fits is followed. */
static const json_t *find(const json_t *o, const char *name)
{
    const json_t *v = json_object_get(o, name);
    if (v || !json_is_object(o))
        return v;
    const char *key;
    json_t *child;
    json_object_foreach((json_t *)o, key, child)
    {
        size_t n = strlen(key);
        if (!strncmp(name, key, n) && name[n] == '_' && json_is_object(child) &&
            (v = find(child, name + n + 1)))
            return v;
    }
    return NULL;
}

static void put_reasons(sb *b, const json_t *o)
{
    sb t CLEANUP(sb_done) = {0};
    const char *key;
    const json_t *v;
    bool more = false;
    sb_init(&t, 0);
    json_object_foreach((json_t *)o, key, v)
    {
        sb_printf(&t, "%s%s=", more ? ";" : "", key);
        put_text(&t, v);
        more = true;
    }
    csv_put(b, sb_str(&t));
    b->bad |= !sb_ok(&t);
}

static bool print_csv(cx *c, const json_t *root, sb *b)
{
    struct columns l = {.c = c};
    const json_t *rows = rows_of(root), *r;
    size_t i;
    bool ok = true;
    json_array_foreach((json_t *)rows, i, r) ok = ok && walk_columns(&l, "", r);
    for (size_t k = 0; ok && k < l.n; k++)
        sb_printf(b, "%s%s", k ? "," : "", l.names[k]);
    if (l.n)
        sb_putc(b, '\n');
    json_array_foreach((json_t *)rows, i, r)
    {
        for (size_t k = 0; ok && k < l.n; k++) {
            if (k)
                sb_putc(b, ',');
            const json_t *v = find(r, l.names[k]);
            if (v && !strcmp(l.names[k], "null_reasons"))
                put_reasons(b, v);
            else if (v)
                flat_value(b, v);
        }
        sb_putc(b, '\n');
    }
    mem_free(l.names);
    return ok && (sb_ok(b) || fail_memory(c));
}

/* ---- tables ---- */
#define COLUMNS_MAX CLI_COLUMNS_MAX
typedef cli_column column;

static const struct layout_def {
    const char *command;
    column columns[COLUMNS_MAX];
} layouts[] = {
    {"board",
     {{"name", "指标", "indicator", -1, false},
      {"period", "时期", "period", -1, false},
      {"level", "总量", "level", -2, false},
      {"unit", "单位", "unit", -1, false},
      {"growth", "增速%", "growth%", 1, false},
      {"growth_change_prev", "较上期±", "vs prev", 1, true},
      {"vs_parent", "与上级±", "vs parent", 1, true},
      {"rank_level", "总量位次", "rank(lvl)", 0, false},
      {"rank_growth", "增速位次", "rank(gr)", 0, false},
      {"rank_growth_change", "位次±", "moved", -3, true},
      {"share_of_parent", "占上级%", "share%", 1, false},
      {"target_level", "目标", "target", -2, false},
      {"target_growth", "目标增速%", "target%", 1, false},
      {"progress", "完成%", "done%", 1, false},
      {"light", "灯", "light", -4, false}}},
    {"user",
     {{"login", "账号", "login", -1, false},
      {"name", "姓名", "name", -1, false},
      {"password", "有密码", "password", -1, false},
      {"second_factor", "动态码", "2nd factor", -1, false},
      {"locked", "锁定", "locked", -1, false},
      {"disabled", "停用", "disabled", -1, false}}},
    {"post",
     {{"post", "岗位", "post", -1, false},
      {"title", "名称", "title", -1, false},
      {"org", "单位", "organisation", -1, false},
      {"holder", "任职人", "holder", -1, false},
      {"name", "姓名", "name", -1, false},
      {"valid_from", "起", "from", -1, false},
      {"valid_to", "止", "to", -1, false}}},
    {"role",
     {{"subject", "对象", "subject", -1, false},
      {"role", "角色", "role", -1, false},
      {"area", "地区", "area", -1, false},
      {"scope", "范围", "scope", -1, false},
      {"domains", "领域", "domains", -1, false},
      {"valid_from", "起", "from", -1, false},
      {"valid_to", "止", "to", -1, false}}},
    {"rank",
     {{"rank", "位次", "rank", 0, false},
      {"area", "代码", "code", -1, false},
      {"name", "地区", "area", -1, false},
      {"value", "数值", "value", -2, false},
      {"change", "较上期±", "moved", -3, true}}},
    {"owed",
     {{"area_name", "地区", "area", -1, false},
      {"name", "指标", "indicator", -1, false},
      {"period", "时期", "period", -1, false},
      {"unit", "单位", "unit", -1, false},
      {"target", "目标", "target", -2, false},
      {"level", "完成", "level", -2, false},
      {"done", "完成%", "done%", 1, false},
      {"due", "欠否", "owed?", -4, false},
      {"owed", "差额", "short", -2, false},
      {"surplus", "超额", "surplus", -2, false},
      {"owed_pp", "差百分点", "short pp", 1, false},
      {"months_left", "余月", "months", 1, false},
      {"required_per_month", "月均需完成", "per month", -2, false},
      {"required_growth", "需增速%", "needed%", 1, false},
      {"feasible", "研判", "feasible", -4, false}}},
    {"arrears",
     {{"area_name", "地区", "area", -1, false},
      {"name", "指标", "indicator", -1, false},
      {"light", "灯", "light", -4, false},
      {"triage", "分类", "triage", -4, false},
      {"due", "欠否", "owed?", -4, false},
      {"owed", "差额", "short", -2, false},
      {"owed_pp", "差百分点", "short pp", 1, false},
      {"required_per_month", "月均需完成", "per month", -2, false},
      {"planned", "计划补欠", "planned", -2, false},
      {"planned_pp", "计划补(百分点)", "planned pp", 1, false},
      {"uncovered", "未落实", "uncovered", -2, false},
      {"uncovered_pp", "未落实(百分点)", "uncovered pp", 1, false},
      {"kept", "兑现", "kept", 0, false},
      {"missed", "落空", "missed", 0, false},
      {"open", "未到期", "open", 0, false},
      {"cause", "原因", "cause", -1, false},
      {"measure", "措施", "measure", -1, false}}},
    {"gaps",
     {{"recorded_at", "记录时间", "recorded", -1, false},
      {"recorded_by", "谁", "who", -1, false},
      {"table", "表", "table", -4, false},
      {"withdrawn", "撤回", "withdrawn", -1, false},
      {"cells_period", "时期", "period", -1, false},
      {"cells_item", "序号", "item", -1, false},
      {"cells_cause", "原因", "cause", -1, false},
      {"cells_side", "主客观", "side", -4, false},
      {"cells_text", "说明", "text", -1, false},
      {"cells_due", "时限", "due", -1, false},
      {"cells_measure", "措施", "measure", -1, false},
      {"cells_amount", "数额", "amount", -1, false},
      {"reason", "为何登记", "reason", -1, false}}},
    {"plates",
     {{"name", "板块", "plate", -1, false},
      {"level", "总量", "level", -2, false},
      {"growth", "增速%", "growth%", 1, false},
      {"growth_change_year", "较上年同期±", "vs last year", 1, true},
      {"members", "成员", "members", 0, false},
      {"missing", "缺", "missing", 0, false},
      {"first_missing", "首个缺报", "first missing", -1, false}}},
    {"rollup",
     {{"name", "指标", "indicator", -1, false},
      {"unit", "单位", "unit", -1, false},
      {"sum", "下级合计", "sum", -2, false},
      {"partial", "部分", "partial", -4, false},
      {"reported", "已报", "reported", 0, false},
      {"members", "应报", "members", 0, false},
      {"missing", "未报", "missing", -1, false},
      {"unsigned", "未签", "unsigned", -1, false},
      {"official", "本级预计", "own", -2, false},
      {"residual", "差额", "residual", -2, true},
      {"target", "目标", "target", -2, false},
      {"to_target", "距目标", "to target", -2, false},
      {"last_year", "上年同期", "last year", -2, false},
      {"growth", "增速%", "growth%", 1, false},
      {"implied_month", "末月需完成", "last month", -2, false},
      {"last_year_month", "上年当月", "a year ago", -2, false},
      {"k", "月均倍数", "times mean", 2, false}}},
    {"accuracy",
     {{"area_name", "地区", "area", -1, false},
      {"name", "指标", "indicator", -1, false},
      {"n", "期数", "periods", 0, false},
      {"mape", "误差%", "error%", 1, false},
      {"mae_points", "误差(百分点)", "error pp", 1, false},
      {"bias", "偏差", "bias", 1, true},
      {"side", "偏向", "side", -4, false},
      {"rank", "名次", "place", 0, false}}},
    {"sprint",
     {{"area_name", "地区", "area", -1, false},
      {"day", "预计日", "day", -1, false},
      {"before", "上次", "before", -2, false},
      {"level", "预计", "forecast", -2, false},
      {"change", "变动", "moved", -2, true},
      {"target", "目标", "target", -2, false},
      {"done", "已完成", "done", -2, false},
      {"done_period", "截至", "as of", -1, false},
      {"days_left", "剩余天数", "days left", 0, false},
      {"owed", "尚差", "owed", -2, false},
      {"pace", "近期日均", "a day", -2, false},
      {"pace_needed", "日均需", "needed", -2, false},
      {"expected_close", "按此可达", "would close", -2, false},
      {"implied_month", "末月需完成", "last month", -2, false}}},
    {"calendar",
     {{"day", "日期", "day", -1, false},
      {"what", "事项", "what", -4, false},
      {"name", "名称", "name", -1, false},
      {"detail", "时期", "of", -1, false},
      {"missing", "缺", "missing", 0, false},
      {"of", "共", "of", 0, false},
      {"hours_left", "剩余小时", "hours", 0, false}}},
    {"map",
     {{"area", "代码", "code", -1, false},
      {"name", "地区", "area", -1, false},
      {"valid_from", "起", "from", -1, false},
      {"valid_to", "止", "to", -1, false}}},
    {"coverage",
     {{"indicator", "代码", "code", -1, false},
      {"name", "指标", "indicator", -1, false},
      {"figure", "有数", "figure", -4, false},
      {"target", "有目标", "target", -4, false},
      {"owner", "有人认领", "owner", -4, false},
      {"reported", "已报", "reported", 0, false},
      {"roster", "应报", "due", 0, false}}},
    {"filing",
     {{"area_name", "地区", "area", -1, false},
      {"name", "指标", "indicator", -1, false},
      {"unit", "单位", "unit", -1, false},
      {"level", "数值", "level", -1, false},
      {"growth", "增速%", "growth%", -1, false},
      {"last_year", "上年同期", "last year", -2, false},
      {"last_period", "上期累计", "last period", -2, false},
      {"month", "当期", "single", -2, false},
      {"verdict", "处理", "verdict", -4, false},
      {"findings", "问题", "findings", -1, false},
      {"note", "说明", "note", -1, false},
      {"reason", "退回理由", "why returned", -1, false}}},
    {"filings",
     {{"form", "报表", "form", -1, false},
      {"period", "时期", "period", -1, false},
      {"org_name", "单位", "unit", -1, false},
      {"state", "状态", "state", -4, false},
      {"timeliness", "时效", "timeliness", -4, false},
      {"due", "截止", "due", -1, false},
      {"days_late", "迟(天)", "days late", 0, false},
      {"filled", "已填", "filled", 0, false},
      {"cells", "应填", "cells", 0, false},
      {"returns", "退回次数", "returns", 0, false},
      {"signer", "签字人", "signer", -1, false},
      {"signed_at", "签字时间", "signed", -1, false},
      {"version", "版本", "version", 0, false}}},
    {"todo",
     {{"what", "办什么", "what", -4, false},
      {"form_name", "报表", "form", -1, false},
      {"org_name", "单位", "unit", -1, false},
      {"period", "时期", "period", -1, false},
      {"due", "截止", "due", -1, false},
      {"days_left", "剩(天)", "days left", 0, false},
      {"urge", "提醒", "urge", -4, false}}},
    {"forms",
     {{"code", "编码", "code", -1, false},
      {"name", "报表", "form", -1, false},
      {"kind", "种类", "kind", -4, false},
      {"frequency", "频率", "every", -1, false},
      {"table_no", "表号", "table no.", -1, false},
      {"approval", "文号", "approval", -1, false},
      {"valid_to", "有效期至", "valid to", -1, false},
      {"steps", "步数", "steps", 0, false},
      {"units", "单位数", "units", 0, false},
      {"next_due", "下次截止", "next due", -1, false}}},
    {"burden",
     {{"org", "编码", "code", -1, false},
      {"name", "单位", "unit", -1, false},
      {"forms", "报表数", "forms", 0, false},
      {"cells_year", "全年格数", "cells a year", 0, false},
      {"known", "系统已有", "known already", 0, false}}},
    {"contribution",
     {{"code", "代码", "code", -1, false},
      {"name", "名称", "name", -1, false},
      {"weight", "权重%", "weight%", 2, false},
      {"growth", "增速%", "growth%", 1, false},
      {"contribution", "贡献率%", "contrib%", 1, false},
      {"pull", "拉动(百分点)", "pull pp", 2, false}}},
    {"series",
     {{"period", "时期", "period", -1, false},
      {"basis", "口径", "basis", -4, false},
      {"kind", "种类", "kind", -4, false},
      {"level_text", "报告数", "reported", -1, false},
      {"unit_reported", "报告单位", "as", -1, false},
      {"level", "总量", "level", -2, false},
      {"unit", "单位", "unit", -1, false},
      {"growth", "增速%", "growth%", 1, false},
      {"growth_source", "来源", "source", -4, false},
      {"period_level", "当期", "single", -2, false},
      {"mom", "环比%", "mom%", 1, false},
      {"version", "版本", "version", 0, false},
      {"recorded_at", "记录时间", "recorded", -1, false},
      {"source", "出处", "from", -1, false}}},
    {"target",
     {{"area_name", "地区", "area", -1, false},
      {"name", "指标", "indicator", -1, false},
      {"period", "时点", "point", -1, false},
      {"tier", "层级", "tier", -4, false},
      {"share", "占比%", "share%", 2, false},
      {"level", "目标", "target", -2, false},
      {"growth", "目标增速%", "growth%", 1, false},
      {"low", "下限", "low", -2, false},
      {"high", "上限", "high", -2, false},
      {"figure_period", "数据时期", "figure of", -1, false},
      {"figure_level", "完成数", "figure", -2, false},
      {"done", "完成%", "done%", 1, false},
      {"state", "状态", "state", -4, false},
      {"sum", "下级合计", "sum", -2, false},
      {"reserve", "预留", "reserve", -2, false},
      {"weighted_growth", "加权增速%", "weighted%", 2, false},
      {"missing", "未定", "missing", 0, false},
      {"leader", "分管领导", "leader", -1, false},
      {"org", "牵头单位", "org", -1, false}}},
    {"report", {{"name", "报告", "report", -1, false}, {"title", "名称", "called", -1, false}}},
    {"audit",
     {{"text", "不符之处", "what does not hold", -1, false},
      {"id", "提交", "commit", 0, false},
      {"recorded_at", "时间", "when", -1, false},
      {"recorded_by", "何人", "who", -1, false},
      {"action", "动作", "action", -1, false},
      {"what", "对象", "of", -4, false},
      {"kind", "种类", "kind", -4, false},
      {"tier", "层级", "tier", -4, false},
      {"change", "改动", "change", -1, false},
      {"rows", "行数", "rows", 0, false},
      {"source", "出处", "source", -1, false},
      {"reason", "原因", "reason", -1, false}}},
    {"doctor",
     {{"check", "检查", "check", -1, false},
      {"state", "结果", "state", -4, false},
      {"text", "说明", "text", -1, false}}},
    {"trend",
     {{"finding", "发现", "finding", -4, false},
      {"since", "自", "since", -1, false},
      {"periods", "期数", "periods", 0, false},
      {"value", "数值", "value", 2, false}}},
};

/* Decimals that say something: none after the last that is not 0, at most two. */
static int decimals_of(double v)
{
    double cents = fabs(num_round(v * 100, 0));
    return fmod(cents, 10) != 0 ? 2 : fmod(cents, 100) != 0 ? 1 : 0;
}

static const char *plain_number(cx *c, double v)
{
    return cx_printf(c, "%.*f", decimals_of(v), num_round(v, 2));
}

/* Figures of one unit below each other have the same decimals; -1 where units differ. */
static int shared_decimals(const json_t *root, const column *k)
{
    size_t i;
    const json_t *r;
    int ret = 0;
    if (k->decimals != -2 || !json_is_string(json_object_get(root, "unit")))
        return -1;
    json_array_foreach(rows_of(root), i, r)
    {
        const json_t *v = find(r, k->field);
        if (json_is_number(v) && decimals_of(json_number_value(v)) > ret)
            ret = decimals_of(json_number_value(v));
    }
    return ret;
}

/* Points of difference as a reader redoes them from the growths printed (statistics R15). */
static double shown_gap(const char *field, const json_t *row, double d)
{
    const json_t *g = json_object_get(row, "growth");
    if (!json_is_number(g) || (strcmp(field, "growth_change_prev") && strcmp(field, "vs_parent") &&
                               strcmp(field, "growth_change_year")))
        return d;
    return num_round(json_number_value(g), 1) - num_round(json_number_value(g) - d, 1);
}

/* What is short is owed only once its time has come (panel/target.h). */
static const char *due_word(const cx *c, const json_t *row)
{
    static const char *const short_of[] = {"owed", "owed_pp"};
    bool in_zh = c->lang == LANG_ZH;
    if (json_is_true(json_object_get(row, "due")))
        return in_zh ? "欠账" : "owed";
    for (size_t i = 0; i < COUNT_OF(short_of); i++)
        if (json_number_value(json_object_get(row, short_of[i])) > 0)
            return in_zh ? "距目标" : "to go";
    return "—";
}

/* Behind a growth that nobody published. */
static const char *growth_mark(const json_t *row)
{
    const char *source = json_string_value(json_object_get(row, "growth_source"));
    if (json_is_true(json_object_get(row, "growth_as_reported")))
        return "†";
    return source && !strcmp(source, "computed") ? "‡" : "";
}

/* A list in one cell: the texts of its entries. */
static const char *listed(cx *c, const json_t *v)
{
    const json_t *e;
    size_t i;
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 1 << 16);
    json_array_foreach((json_t *)v, i, e)
    {
        const json_t *name = json_object_get(e, "name"), *text = json_object_get(e, "text");
        sb_putz(&b, i ? ";" : "");
        put_text(&b, name ? name : text ? text : e);
    }
    const char *text = sb_ok(&b) ? cx_strdup(c, sb_str(&b)) : NULL;
    return text && *text ? text : "—";
}

static const char *cell_text(cx *c, const column *k, int shared, const json_t *row, const json_t *v)
{
    if (json_is_string(v) && json_string_length(v) == 0)
        return "—";
    if (json_is_string(v) && !strcmp(k->field, "verdict") && !strcmp(json_string_value(v), "open"))
        return "—"; /* nobody has decided */
    if (json_is_string(v) && (!strcmp(k->field, "recorded_at") || !strcmp(k->field, "signed_at")))
        return cx_printf(c, "%.19s", json_string_value(v));
    if (json_is_string(v))
        return k->decimals == -4 ? cli_value_word(c, json_string_value(v)) : json_string_value(v);
    if (json_is_array(v))
        return listed(c, v);
    if (k->decimals == -4 && !strcmp(k->field, "due"))
        return due_word(c, row);
    if (json_is_true(v))
        return c->lang == LANG_EN ? "yes" : "是";
    if (!json_is_number(v))
        return "—";
    double x = shown_gap(k->field, row, json_number_value(v));
    if (k->decimals == -2)
        return shared < 0 ? plain_number(c, x) : cx_printf(c, "%.*f", shared, num_round(x, 2));
    if (!strcmp(k->field, "growth"))
        return cx_printf(c, "%.1f%s", num_round(x, 1), growth_mark(row));
    return cx_printf(c, k->sign ? "%+.*f" : "%.*f", k->decimals > 0 ? k->decimals : 0,
                     num_round(x, k->decimals > 0 ? k->decimals : 0));
}

static void put_cell(sb *b, const char *t, size_t width, bool right, bool last)
{
    size_t w = utf8_width(str_of(t)), pad = width > w ? width - w : 0;
    if (right)
        sb_pad(b, pad);
    sb_putz(b, t);
    if (!right && !last)
        sb_pad(b, pad);
    if (!last)
        sb_putz(b, "  ");
}

/* Columns that are empty in every row are left out: a table as wide as what it says. */
static bool print_rows(cx *c, const struct layout_def *l, const json_t *root, sb *b)
{
    const json_t *rows = rows_of(root);
    size_t n = json_array_size(rows), m = 0, width[COLUMNS_MAX];
    bool used[COLUMNS_MAX] = {false};
    while (m < COUNT_OF(l->columns) && l->columns[m].field)
        m++;
    const char **text = cx_alloc(c, (n * m + 1) * sizeof *text);
    if (!text)
        return false;
    for (size_t k = 0; k < m; k++) {
        int shared = shared_decimals(root, &l->columns[k]);
        width[k] = utf8_width(str_of(c->lang == LANG_EN ? l->columns[k].en : l->columns[k].zh));
        for (size_t i = 0; i < n; i++) {
            const char *t = cell_text(c, &l->columns[k], shared, json_array_get(rows, i),
                                      find(json_array_get(rows, i), l->columns[k].field));
            if (!t)
                return false;
            text[i * m + k] = t;
            used[k] |= strcmp(t, "—") != 0;
            if (utf8_width(str_of(t)) > width[k])
                width[k] = utf8_width(str_of(t));
        }
    }
    size_t last = 0;
    for (size_t k = 0; k < m; k++)
        last = used[k] ? k : last;
    for (size_t i = 0; i <= n && n > 0; i++) {
        for (size_t k = 0; k < m; k++) {
            const column *col = &l->columns[k];
            const char *t =
                i == 0 ? (c->lang == LANG_EN ? col->en : col->zh) : text[(i - 1) * m + k];
            if (used[k])
                put_cell(b, t, width[k], col->decimals != -1 && col->decimals != -4, k == last);
        }
        sb_putc(b, '\n');
    }
    return true;
}

static void put_heading(cx *c, const json_t *root, sb *b)
{
    static const char *const keys[] = {"form",       "org_name",  "area", "parent",
                                       "name",       "indicator", "unit", "period",
                                       "checkpoint", "state",     "as_of"};
    bool any = false;
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        const json_t *v = json_object_get(root, keys[i]);
        const char *t = json_is_object(v) ? json_string_value(json_object_get(v, "name"))
                                          : json_string_value(v);
        if (!t || (!strcmp(keys[i], "parent") && json_object_get(root, "area")) ||
            (!strcmp(keys[i], "indicator") && json_object_get(root, "name")))
            continue;
        if (!strcmp(keys[i], "as_of"))
            sb_printf(b, c->lang == LANG_EN ? "  (as of %.19s)" : "（截至 %.19s）", t);
        else if (!strcmp(keys[i], "unit"))
            sb_printf(b, c->lang == LANG_EN ? " (%s)" : "（%s）", t);
        else
            sb_printf(b, "%s%s", any ? " · " : "",
                      strcmp(keys[i], "state") ? t : cli_value_word(c, t));
        any = true;
    }
    sb_putz(b, any ? "\n" : "");
    const json_t *lock = json_object_get(json_object_get(root, "lock"), "text");
    if (json_is_string(lock))
        sb_printf(b, "%s\n", json_string_value(lock));
    sb_putz(b, any ? "\n" : "");
}

/* Totals and explanations under the table: one line a field. */
static void put_object(cx *c, sb *b, const json_t *o)
{
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)o, key, v)
    {
        if (json_is_null(v) || json_is_object(v) || json_is_array(v))
            continue;
        sb_printf(b, c->lang == LANG_EN ? "  %s: " : "  %s：", cli_label(c, key));
        const char *number = json_is_real(v) ? plain_number(c, json_number_value(v)) : NULL;
        if (number)
            sb_putz(b, number);
        else if (json_is_boolean(v))
            sb_putz(b, cli_value_word(c, json_is_true(v) ? "yes" : "no"));
        else if (json_is_string(v))
            sb_putz(b, json_string_value(v));
        else
            flat_value(b, v);
    }
    sb_putc(b, '\n');
}

static void put_why_text(cx *c, const json_t *why, sb *b)
{
    size_t i, k;
    const json_t *w, *in;
    json_array_foreach((json_t *)why, i, w)
    {
        sb_printf(b, "\n%s.%s = %s\n  %s\n", json_string_value(json_object_get(w, "indicator")),
                  json_string_value(json_object_get(w, "field")),
                  json_string_value(json_object_get(w, "formula")),
                  json_string_value(json_object_get(w, "text")));
        json_array_foreach(json_object_get(w, "inputs"), k, in) put_object(c, b, in);
    }
}

/* A growth that nobody published says how it was made (R1). */
static void put_footnote(cx *c, const json_t *rows, sb *b)
{
    static const struct {
        const char *mark, *zh, *en;
    } notes[] = {
        {"†", "† 按报告数直接计算，非可比口径\n",
         "† computed from reported figures, not on the comparable basis\n"},
        {"‡", "‡ 增速未公布，由总量推算\n", "‡ no growth published, computed from levels\n"}};
    for (size_t k = 0; k < COUNT_OF(notes); k++) {
        size_t i;
        const json_t *r;
        bool any = false;
        json_array_foreach((json_t *)rows, i, r) any |=
            json_is_number(json_object_get(r, "growth")) && !strcmp(growth_mark(r), notes[k].mark);
        if (any)
            sb_putz(b, c->lang == LANG_EN ? notes[k].en : notes[k].zh);
    }
}

static const struct layout_def *layout_of(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(layouts); i++)
        if (!strcmp(layouts[i].command, name))
            return &layouts[i];
    return NULL;
}

static bool print_table(cx *c, const struct layout_def *l, const char *name, const json_t *root,
                        sb *b)
{
    MUST(l != NULL);
    const json_t *rows = rows_of(root), *total = json_object_get(root, "total");
    put_heading(c, root, b);
    if (json_array_size(rows) == 0 && !strcmp(name, "todo"))
        sb_putz(b, c->lang == LANG_EN ? "nothing waits for you\n" : "没有待办事项\n");
    else if (json_array_size(rows) == 0)
        sb_putz(b, c->lang == LANG_EN ? "no figures for this question; try another period or "
                                        "import data (diaodu import)\n"
                                      : "没有数据；请换一个时期，或先导入（diaodu import）\n");
    TRY(print_rows(c, l, root, b));
    put_footnote(c, rows, b);
    size_t i;
    const json_t *t;
    if (json_is_object(total))
        put_object(c, b, total);
    json_array_foreach((json_t *)total, i, t) put_object(c, b, t);
    put_why_text(c, json_object_get(root, "why"), b);
    return sb_ok(b) || fail_memory(c);
}

static bool print_as(cx *c, const args *a, const struct layout_def *l, str json)
{
    if (a->format == OUT_JSON)
        return cli_out(c, json) && cli_out(c, S("\n"));
    json_error_t e;
    json_t *root = json_loadb(json.p, json.n, 0, &e);
    if (!root)
        return fail(c, ERR_SYSTEM, "答案不是有效的 JSON：%s", "the answer is not valid JSON: %s",
                    e.text);
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    bool ok =
        a->format == OUT_CSV ? print_csv(c, root, &b) : print_table(c, l, a->command, root, &b);
    json_decref(root);
    return ok && cli_out(c, sb_str(&b));
}

bool cli_print(cx *c, const args *a, str json)
{
    return print_as(c, a, layout_of(a->command), json);
}

bool cli_print_with(cx *c, const args *a, const cli_column *columns, size_t n, str json)
{
    struct layout_def l = {.command = a->command};
    for (size_t i = 0; i < n && i < COLUMNS_MAX; i++)
        l.columns[i] = columns[i];
    return print_as(c, a, &l, json);
}
