/* The stable words of the answers as a table says them. English is the word itself. */
#include "base/str.h"
#include "cli/cli.h"

typedef struct entry {
    const char *word, *zh;
} entry;

static const entry values[] = {
    {"ytd", "累计"},
    {"period", "当期"},
    {"end", "期末"},
    {"instant", "时点"},
    {"final", "核定"},
    {"flash", "快报"},
    {"forecast", "预计"},
    {"expected", "预期"},
    {"target", "目标"},
    {"published", "公布"},
    {"computed", "计算"},
    {"derived", "推算"},
    {"reported", "上报"},
    {"given", "下达"},
    {"within_reach", "可实现"},
    {"effort", "需努力"},
    {"hard", "有难度"},
    {"reached", "已达到"},
    {"open", "未到期"},
    {"missed", "未完成"},
    {"within", "控制内"},
    {"exceeded", "超控制"},
    {"assigned", "下达"},
    {"set", "自定"},
    {"strive", "力争"},
    {"kept", "已兑现"},
    {"low", "低"},
    {"falling", "有落后趋势"},
    {"potential", "有挖潜空间"},
    {"sure", "有把握"},
    {"objective", "客观"},
    {"subjective", "主观"},
    {"gap_causes", "原因"},
    {"gap_plans", "计划"},
    {"yes", "是"},
    {"no", "否"},
    {"lowest_since", "以来最低"},
    {"highest_since", "以来最高"},
    {"first_below_10", "以来首次低于10%"},
    {"turned_negative", "由正转负"},
    {"turned_positive", "由负转正"},
    {"multiple", "上年同期的倍数"},
    {"base_high", "基数较高"},
    {"base_low", "基数较低"},
    {"two_year_average", "两年平均增速"},
    {"green", "● 绿"},
    {"yellow", "▲ 黄"},
    {"red", "■ 红"},
    {"grey", "○ 灰"},
    {"import", "导入"},
    {"withdraw", "撤回"},
    {"ok", "正常"},
    {"warning", "注意"},
    {"error", "错误"},
};

static const entry labels[] = {
    {"rows", "行数"},
    {"value", "数值"},
    {"ranked", "参排"},
    {"members", "成员"},
    {"mixed", "时期不一"},
    {"up", "上升"},
    {"down", "下降"},
    {"flat", "持平"},
    {"missing", "缺报"},
    {"max", "最高"},
    {"max_area", "最高地区"},
    {"min", "最低"},
    {"min_area", "最低地区"},
    {"range", "极差"},
    {"stdev", "标准差"},
    {"indicator", "指标"},
    {"indicators", "指标数"},
    {"sum", "合计"},
    {"turned_positive", "由负转正"},
    {"turned_negative", "由正转负"},
    {"bad", "有错"},
    {"target", "目标"},
    {"owed_sum", "欠账合计"},
    {"surplus_sum", "超额合计"},
    {"reserve", "预留"},
    {"unallocated", "未分解"},
    {"parent_gap", "上级缺口"},
    {"growth", "增速"},
    {"sum_of_pulls", "拉动合计"},
    {"residual", "残差"},
    {"excluded_growth", "剔除后增速"},
    {"findings", "发现"},
    {"base_year", "基年"},
    {"recovery", "恢复程度"},
    {"mean_growth", "平均增速"},
    {"reason", "原因"},
    {"covered", "已覆盖"},
    {"percent", "百分比"},
    {"owing", "欠账"},
    {"without_cause", "缺原因"},
    {"without_plan", "缺措施"},
    {"red_without_both", "红灯而无原因无措施"},
    {"kept", "已兑现"},
    {"missed", "未兑现"},
    {"open", "未到期"},
    {"targets", "目标数"},
    {"unclaimed", "未认领"},
    {"level", "总量"},
    {"above_parent", "高于上级"},
    {"below_parent", "低于上级"},
    {"mean_rank", "平均位次"},
    {"first", "第一"},
    {"top3", "前三"},
    {"last", "末位"},
    {"second_last", "倒数第二"},
    {"ahead_of_time", "超序时"},
    {"behind_time", "落后序时"},
    {"below_expected", "低于预期"},
    {"green", "绿"},
    {"yellow", "黄"},
    {"red", "红"},
    {"name", "项"},
    {"area", "地区"},
    {"period", "时期"},
    {"source", "出处"},
    {"recorded_at", "记录时间"},
    {"recorded_by", "记录人"},
    {"version", "版本"},
};

static const char *say(cx *c, const entry *list, size_t n, const char *word)
{
    for (size_t i = 0; c->lang == LANG_ZH && i < n; i++)
        if (!strcmp(word, list[i].word))
            return list[i].zh;
    char *t = c->lang == LANG_EN ? cx_strdup(c, str_of(word)) : NULL;
    for (char *p = t; p && *p; p++)
        if (*p == '_')
            *p = ' ';
    return t ? t : word;
}

const char *cli_value_word(cx *c, const char *word)
{
    return say(c, values, COUNT_OF(values), word);
}

const char *cli_label(cx *c, const char *field)
{
    return say(c, labels, COUNT_OF(labels), field);
}
