/* Why a light has its colour, in one sentence. A figure that is missing is not mentioned; when it
 * is the one that decides, its absence is the reason. */
#include "base/sb.h"
#include "panel/light.h"

typedef struct clauses {
    cx *c;
    const light *l;
    sb out;
} clauses;

static double figure_of(const light *l, const char *name)
{
    for (int i = 0; i < l->n_figures; i++)
        if (!strcmp(l->figures[i].name, name))
            return l->figures[i].value;
    return MISSING;
}

typedef enum style { POINTS, SIZE, AMOUNT } style; /* 1.5 or -1.5; 1.5 without sign; 1.25, 3 */

static void print(double v, style how, char text[48])
{
    v = num_round(how == SIZE ? fabs(v) : v, how == AMOUNT ? 2 : 1) + 0.0; /* no -0 */
    size_t n = (size_t)snprintf(text, 48, how == AMOUNT ? "%.2f" : "%.1f", v);
    while (how == AMOUNT && text[n - 1] == '0')
        text[--n] = 0;
    if (how == AMOUNT && text[n - 1] == '.')
        text[--n] = 0;
}

/* Add one clause, "%s" in it being the figure; nothing when that is missing. */
static bool clause(clauses *s, const char *name, style how, const char *zh, const char *en)
{
    double v = figure_of(s->l, name);
    char text[48];
    if (!has(v))
        return false;
    print(v, how, text);
    bool is_en = s->c->lang == LANG_EN;
    if (s->out.n)
        sb_putz(&s->out, is_en ? ", " : "，");
    const char *f = is_en ? en : zh, *at = strstr(f, "%s");
    sb_put(&s->out, (str){f, at ? (size_t)(at - f) : strlen(f)});
    if (at) {
        sb_putz(&s->out, text);
        sb_putz(&s->out, at + 2);
    }
    return true;
}

static void say(clauses *s, const char *zh, const char *en)
{
    if (s->out.n)
        sb_putz(&s->out, s->c->lang == LANG_EN ? ", " : "，");
    sb_putz(&s->out, s->c->lang == LANG_EN ? en : zh);
}

/* "3.0 points ahead of", "behind" or "level with". */
static void ahead(clauses *s, const char *name, const char *const zh[3], const char *const en[3])
{
    double v = num_round(figure_of(s->l, name), 1);
    int way = v > 0 ? 0 : v < 0 ? 1 : 2;
    (void)clause(s, name, SIZE, zh[way], en[way]);
}

static void flow_level(clauses *s)
{
    static const char *const time_zh[] = {"超序时%s个百分点", "落后序时%s个百分点", "与序时持平"};
    static const char *const time_en[] = {"%s points ahead of time", "%s points behind time",
                                          "level with time"};
    static const char *const usual_zh[] = {"比常年快%s个百分点", "比常年慢%s个百分点",
                                           "与常年持平"};
    static const char *const usual_en[] = {"%s points ahead of the usual pace",
                                           "%s points behind the usual pace",
                                           "level with the usual pace"};
    if (!clause(s, "progress", POINTS, "完成年度目标的%s%", "%s% of the year's target done"))
        say(s, "无法计算完成程度", "progress cannot be worked out");
    (void)clause(s, "progress_time", POINTS, "序时进度%s%", "%s% of the time gone");
    ahead(s, "ahead_of_time", time_zh, time_en);
    ahead(s, "ahead_of_usual", usual_zh, usual_en);
}

static void growth_target(clauses *s)
{
    if (!clause(s, "growth", POINTS, "增速%s%", "growth %s%"))
        say(s, "没有可比增速", "no comparable growth");
    if (!clause(s, "target_growth", POINTS, "目标%s%", "target %s%"))
        say(s, "没有目标增速", "no target growth");
    (void)clause(s, "parent_growth", POINTS, "上级%s%", "parent %s%");
}

static void stock(clauses *s)
{
    if (clause(s, "progress", POINTS, "增量完成%s%", "%s% of the increment done"))
        (void)clause(s, "progress_time", POINTS, "时间过去%s%", "%s% of the time gone");
    if (!clause(s, "growth", POINTS, "增速%s%", "growth %s%"))
        say(s, "没有可比增速", "no comparable growth");
    (void)clause(s, "target_growth", POINTS, "目标%s%", "target %s%");
}

static void rate(clauses *s)
{
    double low = figure_of(s->l, "low"), high = figure_of(s->l, "high");
    if (!clause(s, "level", AMOUNT, "现为%s", "stands at %s") &&
        !clause(s, "growth", AMOUNT, "增速%s%", "growth %s%"))
        say(s, "没有数据", "no value");
    if (has(low) && has(high) && fabs(low - high) < 1e-9) {
        (void)clause(s, "low", AMOUNT, "目标为%s", "the target is %s");
        return;
    }
    (void)clause(s, "low", AMOUNT, "应不低于%s", "should not lie below %s");
    (void)clause(s, "high", AMOUNT, "应不高于%s", "should not lie above %s");
}

static void ceiling_used(clauses *s)
{
    if (!clause(s, "used", POINTS, "已用控制数的%s%", "%s% of the ceiling used"))
        say(s, "无法计算已用控制数", "the use of the ceiling cannot be worked out");
    (void)clause(s, "progress_time", POINTS, "时间过去%s%", "%s% of the time gone");
    if (figure_of(s->l, "room") < 0)
        (void)clause(s, "room", AMOUNT, "超出（余量为%s）", "exceeded (room %s)");
    else
        (void)clause(s, "room", AMOUNT, "余量%s", "room %s");
}

static void against_parent(clauses *s)
{
    static const char *const zh[] = {"高于上级%s个百分点", "低于上级%s个百分点", "与上级持平"};
    static const char *const en[] = {"%s points above the parent", "%s points below the parent",
                                     "level with the parent"};
    if (has(figure_of(s->l, "vs_parent")))
        ahead(s, "vs_parent", zh, en);
    else
        say(s, "没有目标，也没有上级可比", "neither a target nor a parent to compare with");
}

static void no_value(clauses *s)
{
    say(s, "没有数据", "no value");
}

const char *light_text(cx *c, const light *l)
{
    static const struct {
        const char *rule;
        void (*tell)(clauses *s);
    } rules[] = {{"no_value", no_value},
                 {"flow_level", flow_level},
                 {"growth_target", growth_target},
                 {"stock", stock},
                 {"rate", rate},
                 {"ceiling", ceiling_used},
                 {"vs_parent", against_parent}};
    clauses s = {.c = c, .l = l};
    const char *ret = NULL;
    sb_init(&s.out, 0);
    for (size_t i = 0; i < COUNT_OF(rules); i++)
        if (!strcmp(rules[i].rule, l->rule))
            rules[i].tell(&s);
    if (!sb_ok(&s.out))
        (void)fail_memory(c);
    else
        ret = cx_strdup(c, sb_str(&s.out));
    sb_done(&s.out);
    return ret;
}
