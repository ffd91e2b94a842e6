#include "api/why.h"
#include "base/str.h"
#include "flow/state.h"

/* What goes into a figure; each input is a stored value or an answer of the row itself. */
enum input {
    IN_END,
    IN_LEVEL,
    IN_GROWTH,
    IN_BASE,
    IN_LAST_YEAR,
    IN_PREVIOUS,
    IN_PREVIOUS_LY,
    IN_SINGLE,
    IN_GROWTH_LY,
    IN_GROWTH_PREV,
    IN_PARENT_LEVEL,
    IN_PARENT_BASE,
    IN_PARENT_GROWTH,
    IN_NATION_GROWTH,
    IN_BENCHMARK_GROWTH,
    IN_TARGET,
    IN_YEAR_START,
    IN_YEAR_START_LY,
    IN_YEAR_END_LY,
    IN_EXPECTED,
    IN_RANKING
};

static const struct explanation {
    const char *field, *formula, *zh, *en;
    enum input in[6];
} table[] = {
    {"level",
     "V",
     "最新核定数，没有则为最新快报数；缺报时由成员汇总",
     "the newest final figure, else the newest flash one; else computed from members",
     {IN_LEVEL}},
    {"growth",
     "published, else (V / B - 1) * 100",
     "有公布增速的用公布增速；否则按指标的价格口径由可比基数计算",
     "the published growth where there is one, else computed over the comparable base by the "
     "indicator's price basis",
     {IN_GROWTH, IN_LEVEL, IN_BASE, IN_LAST_YEAR}},
    {"growth_computed",
     "(V / V_ly - 1) * 100",
     "与上年同期库存数直接相比",
     "the plain ratio over last year's stored level",
     {IN_LEVEL, IN_LAST_YEAR}},
    {"growth_nominal",
     "(V / V_ly - 1) * 100",
     "名义增速：按现价总量直接相比，不是公布的实际增速",
     "nominal: the ratio of current-price levels, not the published real growth",
     {IN_LEVEL, IN_LAST_YEAR}},
    {"period_level",
     "C(t) - C(t-1)",
     "当期值：有报告的用报告数，否则为累计数之差",
     "the single period: as reported, else the difference of cumulative figures",
     {IN_SINGLE, IN_LEVEL, IN_PREVIOUS}},
    {"period_growth",
     "((C_t - C_t-1) / (B_t - B_t-1) - 1) * 100",
     "当期同比：公布优先；否则按可比基数推算，舍入误差不超过1个百分点时才给出",
     "growth of the single period: published, else derived on comparable bases when rounding moves "
     "it by at most one point",
     {IN_LEVEL, IN_PREVIOUS, IN_LAST_YEAR, IN_PREVIOUS_LY}},
    {"mom",
     "(m_t / m_t-1 - 1) * 100",
     "环比：与上一个单期相比",
     "on the previous single period",
     {IN_SINGLE}},
    {"since_year_start",
     "S - S_Dec",
     "比年初增减",
     "since the end of last year",
     {IN_LEVEL, IN_YEAR_START}},
    {"more_or_less",
     "(S - S_Dec) - (S_ly - S_Dec,ly)",
     "同比多增（少增）",
     "more or less than the increase of a year earlier",
     {IN_LEVEL, IN_YEAR_START, IN_LAST_YEAR, IN_YEAR_START_LY}},
    {"growth_change_year",
     "g_t - g_t-1y",
     "比上年同期增减百分点",
     "points against a year ago",
     {IN_GROWTH, IN_GROWTH_LY}},
    {"growth_change_prev",
     "g_t - g_t-1",
     "比上期增减百分点",
     "points against the previous figure",
     {IN_GROWTH, IN_GROWTH_PREV}},
    {"vs_parent",
     "g - g_parent",
     "与上级相差百分点",
     "points against the parent",
     {IN_GROWTH, IN_PARENT_GROWTH}},
    {"vs_nation",
     "g - g_nation",
     "与全国相差百分点",
     "points against the nation",
     {IN_GROWTH, IN_NATION_GROWTH}},
    {"vs_benchmark",
     "g - g_benchmark",
     "与标杆相差百分点",
     "points against the benchmark",
     {IN_GROWTH, IN_BENCHMARK_GROWTH}},
    {"rank_growth",
     "1 + #{better}",
     "增速位次：同级名单内并列同名次",
     "competition rank by growth among the roster",
     {IN_GROWTH, IN_RANKING}},
    {"rank_level",
     "1 + #{better}",
     "总量位次：同级名单内并列同名次",
     "competition rank by level among the roster",
     {IN_LEVEL, IN_RANKING}},
    {"share_of_parent",
     "V / V_parent * 100",
     "占上级比重",
     "share of the parent's level",
     {IN_LEVEL, IN_PARENT_LEVEL}},
    {"contribution_to_parent",
     "(V - B) / (V_p - B_p) * 100",
     "贡献率；不变价指标为 w·g/g_p，w 为上年同期比重",
     "contribution; for constant prices w*g/g_p with last year's weights",
     {IN_LEVEL, IN_BASE, IN_PARENT_LEVEL, IN_PARENT_BASE, IN_GROWTH}},
    {"pull_on_parent",
     "(V - B) / B_p * 100",
     "拉动点；不变价指标为 w·g，w 为上年同期比重",
     "pull; for constant prices w*g with last year's weights",
     {IN_LEVEL, IN_BASE, IN_PARENT_BASE, IN_GROWTH}},
    {"vs_target",
     "g - g_T",
     "与目标相差百分点",
     "points against the target",
     {IN_GROWTH, IN_TARGET}},
    {"vs_expected",
     "g - g_E",
     "与预期相差百分点",
     "points against the expectation",
     {IN_GROWTH, IN_EXPECTED}},
    {"owed_pp", "g_T - g", "增速欠账百分点", "points owed", {IN_GROWTH, IN_TARGET}},
    {"progress",
     "C / T * 100",
     "完成年度目标的百分比（余额类为增量之比）",
     "percent of the year's target (for stocks increment over increment)",
     {IN_LEVEL, IN_TARGET}},
    {"progress_last_year",
     "C_ly(t) / C_ly(12) * 100",
     "上年同期完成全年的百分比",
     "percent of the year delivered by then last year",
     {IN_LAST_YEAR, IN_YEAR_END_LY}},
    {"used",
     "C / T * 100",
     "控制数已用百分比",
     "percent of the ceiling used",
     {IN_LEVEL, IN_TARGET}},
    {"room", "T - C", "控制数余量", "room below the ceiling", {IN_LEVEL, IN_TARGET}},
    {"checkpoints_H1_owed",
     "max(0, T_H1 - C)",
     "上半年目标欠账",
     "owed against the half-year checkpoint",
     {IN_LEVEL, IN_TARGET, IN_YEAR_END_LY}},
    {"checkpoints_Y_owed",
     "max(0, T - C)",
     "全年目标欠账",
     "owed against the year's target",
     {IN_LEVEL, IN_TARGET}},
};

struct writer {
    cx *c;
    const desk *d;
    json *j;
};

/* Where the newest stored version under a spot came from. */
static bool put_origin(struct writer *w, spot s, kind only)
{
    static const kind kinds[] = {KIND_FINAL, KIND_FLASH};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        kind k = only != KIND_NONE ? only : kinds[i];
        period t = k == KIND_TARGET ? period_as_month(s.t) : s.t;
        obs_key key = obs_key_make(s.ind->id, s.b, k, TIER_ASSIGNED, t, s.a);
        key_range r = {key, key};
        state st;
        TRY(state_load(w->c, w->d->s, desk_instant(w->d), &r, 1, s.a, &st));
        if (st.b.n) {
            const obs_extra *x = obs_batch_extra(&st.b, 0);
            const commit *k0 = &st.commits[st.b.line[0]];
            json_str(w->j, "source", x->source.n ? x->source : k0->source);
            put_time(w->j, "recorded_at", k0->recorded_at);
            json_str(w->j, "recorded_by", k0->recorded_by);
            json_str(w->j, "reason", k0->reason);
            json_int(w->j, "version", st.version[0]);
            state_done(&st);
            return true;
        }
        state_done(&st);
        if (only != KIND_NONE)
            break;
    }
    json_nil(w->j, "source");
    json_nil(w->j, "recorded_at");
    return true;
}

static bool put_input(struct writer *w, const char *name, spot s, double v, kind k)
{
    json_obj(w->j, NULL);
    json_strz(w->j, "name", name);
    json_str(w->j, "area", s.p->k->areas[s.a].code);
    put_period(w->j, "period", s.t);
    json_num(w->j, "value", v);
    TRY(put_origin(w, s, k));
    json_end(w->j, '}');
    return true;
}

static bool put_area_input(struct writer *w, const char *name, spot s, area_id a, enum input in)
{
    if (a == ID_NONE)
        return true;
    spot q = spot_area(s, a);
    growth g = growth_at(q);
    double v = in == IN_PARENT_LEVEL  ? value_at(q).level
               : in == IN_PARENT_BASE ? (s.ind->price == PRICE_CONSTANT ? g.last_year : g.base)
                                      : measure_points(q);
    return put_input(w, name, q, v, KIND_NONE);
}

static bool put_ranking(struct writer *w, const board_row *r, const char *field)
{
    ranking list;
    if (r->rank_published && strcmp(field, "rank_level") != 0)
        TRY(put_input(w, "rank_published", r->s, r->rank_published, KIND_NONE));
    TRY(ranking_make(w->c, r->s, strcmp(field, "rank_level") ? BY_GROWTH : BY_LEVEL, NULL, 0,
                     &list));
    for (uint32_t i = 0; i < list.n; i++) {
        spot s = spot_area(r->s, list.areas[i]);
        const area *a = &s.p->k->areas[s.a];
        json_obj(w->j, NULL);
        json_str(w->j, "name", area_said(a, w->c->lang));
        json_str(w->j, "area", a->code);
        put_period(w->j, "period", s.t);
        json_num(w->j, "value", list.values[i]);
        TRY(put_origin(w, s, KIND_NONE));
        json_end(w->j, '}');
    }
    return true;
}

static bool put_target_input(struct writer *w, const board_row *r)
{
    spot s = spot_period(r->s, (period){FREQ_M, period_year(r->s.t) * 12 + 11});
    bool growth = !has(r->target.level) || r->target.by_growth;
    return put_input(w, growth ? "target_growth" : "target_level", s,
                     growth ? r->target.growth : r->target.level, KIND_TARGET);
}

static bool put_one(struct writer *w, const board_row *r, const char *field, enum input in)
{
    spot s = r->s, ly = spot_period(s, period_years(s.t, -1));
    spot prev = spot_period(s, period_previous(s.ind, s.b, s.t));
    const area *a = &s.p->k->areas[s.a];
    switch (in) {
    case IN_LEVEL:
        return put_input(w, "level", s, r->v.level, KIND_NONE);
    case IN_GROWTH:
        return put_input(w, "growth", s, measure_points(s), KIND_NONE);
    case IN_BASE:
        return put_input(w, "base", s, r->g.base, KIND_NONE);
    case IN_LAST_YEAR:
        return put_input(w, "last_year", ly, value_at(ly).level, KIND_NONE);
    case IN_PREVIOUS:
        return put_input(w, "previous", prev, value_at(prev).level, KIND_NONE);
    case IN_PREVIOUS_LY:
        ly = spot_period(prev, period_years(prev.t, -1));
        return put_input(w, "previous_last_year", ly, value_at(ly).level, KIND_NONE);
    case IN_SINGLE:
        return put_input(w, "period_level", s, r->single.level, KIND_NONE);
    case IN_GROWTH_LY:
        return put_input(w, "growth_last_year", ly, measure_points(ly), KIND_NONE);
    case IN_GROWTH_PREV:
        return put_input(w, "growth_previous", prev, measure_points(prev), KIND_NONE);
    case IN_PARENT_LEVEL:
        return put_area_input(w, "parent_level", s, a->parent, in);
    case IN_PARENT_BASE:
        return put_area_input(w, "parent_base", s, a->parent, in);
    case IN_PARENT_GROWTH:
        return put_area_input(w, "parent_growth", s, a->parent, in);
    case IN_NATION_GROWTH:
        return put_area_input(w, "nation_growth", s, area_nation(s.p->k, s.a), in);
    case IN_BENCHMARK_GROWTH:
        return put_area_input(w, "benchmark_growth", s, a->benchmark, in);
    case IN_TARGET:
        return put_target_input(w, r);
    case IN_YEAR_START:
        ly = spot_period(s, year_end(s.ind, ly.t));
        return put_input(w, "year_start", ly, value_at(ly).level, KIND_NONE);
    case IN_YEAR_START_LY:
        ly = spot_period(s, year_end(s.ind, period_years(s.t, -2)));
        return put_input(w, "year_start_last_year", ly, value_at(ly).level, KIND_NONE);
    case IN_YEAR_END_LY:
        ly = spot_period(s, year_end(s.ind, ly.t));
        return put_input(w, "last_year_whole", ly, cumulative_at(ly), KIND_NONE);
    case IN_EXPECTED:
        return put_input(w, "expected", s, r->g.g - r->vs_expected, KIND_EXPECTED);
    case IN_RANKING:
        return put_ranking(w, r, field);
    case IN_END:
        break;
    }
    return true;
}

static bool unknown_field(cx *c, str field)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    for (size_t i = 0; i < COUNT_OF(table); i++)
        sb_printf(&b, "%s%s", i ? " " : "", table[i].field);
    char *list = sb_cstr(&b);
    return fail(c, ERR_USAGE, "--why 不认识“" STR_FMT "”；可问：%s",
                "--why does not know \"" STR_FMT "\"; it knows: %s", STR_ARG(field),
                list ? list : "");
}

bool put_why(cx *c, const desk *d, const query *q, const board *b, json *j)
{
    const struct explanation *e = NULL;
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (str_eqz(q->why, table[i].field))
            e = &table[i];
    if (!e)
        return unknown_field(c, q->why);
    struct writer w = {c, d, j};
    json_arr(j, "why");
    for (uint32_t i = 0; i < b->n; i++) {
        json_obj(j, NULL);
        json_str(j, "indicator", b->rows[i].s.ind->code);
        json_strz(j, "field", e->field);
        json_strz(j, "formula", e->formula);
        json_strz(j, "text", c->lang == LANG_EN ? e->en : e->zh);
        json_arr(j, "inputs");
        for (size_t k = 0; k < COUNT_OF(e->in) && e->in[k] != IN_END; k++)
            TRY(put_one(&w, &b->rows[i], e->field, e->in[k]));
        json_end(j, ']');
        json_end(j, '}');
    }
    json_end(j, ']');
    return true;
}
