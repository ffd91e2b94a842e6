/* The forms 1 to 3 of statistics section 2 as tables: the month, the areas. */
#include "flow/sees.h"
#include "report/form.h"

#define TOP 3

static bool zh(const report *r)
{
    return r->c->lang == LANG_ZH;
}

/* ---- 1 and the short table of the bulletin ---- */
static double parent_growth(const board_row *b)
{
    return measure_by_points(b->s.ind) ? MISSING : num_round(b->g.g - b->vs_parent, 1);
}

/* Against the previous figure: of growths as displayed, of levels for rates. */
static double shown_change(const board_row *b)
{
    double now = measure_by_points(b->s.ind) ? b->v.level : b->g.g;
    return form_difference(now, now - b->change_prev);
}

static bool brief(report *r, str title)
{
    doc_table *t;
    TRY(form_new(
        r, title,
        "指标|单位|总量|同比（%）|较上期（百分点）|较上级（百分点）|位次|完成年度目标（%）",
        "Indicator|Unit|Level|Growth (%)|On previous (points)|On parent (points)|Rank|Of target "
        "(%)",
        r->b.n, &t));
    for (uint32_t i = 0; i < r->b.n; i++) {
        const board_row *b = &r->b.rows[i];
        uint32_t row = t->header + i;
        TRY(form_indicator(r, t, row, 0, b));
        TRY(doc_put_text(r->doc, t, row, 1, unit_of(r, b->s.ind)));
        form_level(t, row, 2, b->v.level);
        form_growth(t, row, 3, b->g.g, b->g.source, b->s.ind);
        form_points(t, row, 4, shown_change(b));
        form_points(t, row, 5, form_on_parent(b));
        int place = standing_shown(standing_of(b), b->rank_published);
        form_whole(t, row, 6, place, place > 0);
        form_pct(t, row, 7, b->progress.of_target);
    }
    return true;
}

/* What the nation grew; for an area whose parent is the nation the parent's column stays empty. */
static double nation_growth(const board_row *b)
{
    return measure_by_points(b->s.ind) ? MISSING : num_round(b->g.g - b->vs_nation, 1);
}

static bool under_nation(const report *r)
{
    return r->b.parent != ID_NONE && r->d->k->areas[r->b.parent].parent == ID_NONE;
}

static void rank_cells(doc_table *t, uint32_t row, uint32_t col, const board_row *b)
{
    const standing *st = standing_of(b);
    form_whole(t, row, col, b->rank_published ? b->rank_published : st->rank,
               b->rank_published || st->rank > 0);
    form_whole(t, row, col + 1, st->change, st->has_change && st->rank > 0);
    doc_at(t, row, col + 1)->signed_ = true;
}

static bool flow_row(report *r, doc_table *t, uint32_t row, const board_row *b)
{
    form_level(t, row, 2, b->single.level);
    form_growth(t, row, 3, b->period_growth.g, b->period_growth.source, b->s.ind);
    form_level(t, row, 4, b->v.level);
    form_growth(t, row, 5, b->g.g, b->g.source, b->s.ind);
    form_points(t, row, 6, shown_change(b));
    form_pct(t, row, 7, nation_growth(b));
    form_pct(t, row, 8, under_nation(r) ? MISSING : parent_growth(b));
    rank_cells(t, row, 9, b);
    form_level(t, row, 11, b->target.level);
    form_pct(t, row, 12, b->progress.of_target);
    bool flow = target_class_of(b->s.ind) == CLASS_FLOW;
    double share = flow ? b->v.level / b->target.level * 100 : MISSING;
    if (has(share) && has(b->progress.of_target) && num_same(share, b->progress.of_target)) {
        doc_at(t, row, 12)->v = share;
        form_live(t, row, 12, "{4}/{11}*100");
    }
    form_points(t, row, 13,
                has(b->progress.of_target)
                    ? form_difference(b->progress.of_target, b->progress.time)
                    : MISSING);
    return true;
}

static bool stock_row(report *r, doc_table *t, uint32_t row, const board_row *b)
{
    form_level(t, row, 2, b->v.level);
    form_growth(t, row, 3, b->g.g, b->g.source, b->s.ind);
    form_level(t, row, 4, b->since_year_start);
    doc_at(t, row, 4)->signed_ = true;
    form_level(t, row, 5, b->more_or_less);
    doc_at(t, row, 5)->signed_ = true;
    form_pct(t, row, 6, nation_growth(b));
    form_pct(t, row, 7, under_nation(r) ? MISSING : parent_growth(b));
    rank_cells(t, row, 8, b);
    return true;
}

static bool rate_row(report *r, doc_table *t, uint32_t row, const board_row *b)
{
    (void)r;
    form_level(t, row, 2, b->v.level);
    form_points(t, row, 3, shown_change(b));
    form_points(t, row, 4, form_difference(b->v.level, b->v.level - b->change_year));
    form_points(t, row, 5, b->vs_nation);
    rank_cells(t, row, 6, b);
    return true;
}

/* The form has one table for flows, one for balances, one for rates and shares. */
typedef enum month_class { MONTH_FLOW, MONTH_STOCK, MONTH_RATE } month_class;

static month_class month_class_of(const indicator *i)
{
    return measure_by_points(i) ? MONTH_RATE : i->nature == NATURE_STOCK ? MONTH_STOCK : MONTH_FLOW;
}

static const struct {
    const char *zh, *en, *zh_heads, *en_heads;
    bool (*put)(report *r, doc_table *t, uint32_t row, const board_row *b);
} month_tables[] = {
    {NULL, NULL,
     "指标名称|计量单位|本期/总量|本期/同比（%）|累计/总量|累计/同比（%）|累计/比上期±（百分点）|"
     "比较/全国增速（%）|比较/上级增速（%）|位次/增速位次|位次/较上期±|年度目标/目标|"
     "年度目标/完成（%）|年度目标/较序时±（百分点）",
     "Indicator|Unit|Period/Level|Period/Growth (%)|Cumulative/Level|Cumulative/Growth (%)|"
     "Cumulative/On previous (points)|Compared/Nation (%)|Compared/Parent (%)|Rank/Growth|"
     "Rank/Change|Target/Year|Target/Done (%)|Target/On schedule (points)",
     flow_row},
    {"余额类指标", "Balances",
     "指标名称|计量单位|期末余额|同比（%）|比年初增减|同比多（少）增|比较/全国增速（%）|"
     "比较/上级增速（%）|位次/增速位次|位次/较上期±",
     "Indicator|Unit|Balance|Growth (%)|Since January|More (less) than last year|"
     "Compared/Nation (%)|Compared/Parent (%)|Rank/Growth|Rank/Change",
     stock_row},
    {"比重、率类指标", "Rates and shares",
     "指标名称|计量单位|本期|增减/比上期（百分点）|增减/比上年同期（百分点）|"
     "与全国差（百分点）|位次/位次|位次/较上期±",
     "Indicator|Unit|Value|Change/On previous (points)|Change/On last year (points)|"
     "On nation (points)|Rank/Rank|Rank/Change",
     rate_row},
};

static bool monthly(report *r, str title)
{
    for (month_class m = MONTH_FLOW; m <= MONTH_RATE; m++) {
        doc_table *t;
        uint32_t n = 0, row;
        for (uint32_t i = 0; i < r->b.n; i++)
            n += month_class_of(r->b.rows[i].s.ind) == m;
        if (n == 0 && m != MONTH_FLOW)
            continue;
        const char *name = zh(r) ? month_tables[m].zh : month_tables[m].en;
        TRY(form_new(r, name ? str_of(name) : title, month_tables[m].zh_heads,
                     month_tables[m].en_heads, n, &t));
        row = t->header;
        for (uint32_t i = 0; i < r->b.n; i++) {
            const board_row *b = &r->b.rows[i];
            if (month_class_of(b->s.ind) != m)
                continue;
            TRY(form_indicator(r, t, row, 0, b));
            TRY(doc_put_text(r->doc, t, row, 1, unit_of(r, b->s.ind)));
            TRY(month_tables[m].put(r, t, row++, b));
        }
    }
    return true;
}

/* ---- 2 and 3: area by area ---- */
typedef struct group {
    area_id whole;
    area_id *members;
    uint32_t n;
    const board_row **rows; /* indicators in which at least two members have a growth */
    uint32_t n_rows;
} group;

/* The areas to compare: those below when they have figures, else the sisters. */
static bool group_of(report *r, group *g)
{
    area_id top = r->b.area;
    *g = (group){.whole = ID_NONE};
    TRY(g->rows = cx_alloc(r->c, (r->b.n + 1) * sizeof *g->rows));
    for (int up = 0; up < 2 && top != ID_NONE && g->n_rows == 0; up++) {
        g->whole = top;
        TRY(ranking_below(r->c, r->d->k, top, r->asked, &g->members, &g->n));
        for (uint32_t i = 0; i < r->b.n; i++) {
            const board_row *b = &r->b.rows[i];
            int known = 0;
            if (!desk_sees(r->d, top, b->s.ind->id) ||
                !desk_sees_all(r->d, g->members, g->n, b->s.ind->id))
                continue;
            for (uint32_t m = 0; m < g->n && known < 2; m++)
                known += has(value_at(spot_area(b->s, g->members[m])).level);
            if (known >= 2)
                g->rows[g->n_rows++] = b;
        }
        top = r->d->k->areas[top].parent;
    }
    return true;
}

bool compared_area(report *r, area_id *ret)
{
    group g;
    TRY(group_of(r, &g));
    *ret = g.n_rows ? g.whole : r->b.area;
    return true;
}

static bool caption(report *r, const board_row *b, str *ret)
{
    const char *said, *text;
    TRY(said = period_said(r->c, b->s.ind, b->s.b, b->s.t, period_year(r->asked)));
    TRY(text = cx_printf(r->c, zh(r) ? STR_FMT "（%s，" STR_FMT "）" : STR_FMT " (%s, " STR_FMT ")",
                         STR_ARG(name_of(r, b->s.ind)), said, STR_ARG(unit_of(r, b->s.ind))));
    *ret = str_of(text);
    return true;
}

/* `at`: the columns of growth, its rank, the change of rank. */
static bool area_row(report *r, doc_table *t, uint32_t row, spot s, const uint32_t at[3])
{
    standing by_level, by_growth;
    bool rates = measure_by_points(s.ind);
    TRY(standing_at(r->c, s, BY_LEVEL, NULL, &by_level));
    TRY(standing_at(r->c, s, BY_GROWTH, NULL, &by_growth));
    TRY(doc_put_text(r->doc, t, row, 0, area_name(r, s.a)));
    growth g = growth_at(s);
    form_level(t, row, 1, value_at(s).level);
    form_whole(t, row, 2, by_level.rank, by_level.rank > 0);
    form_growth(t, row, at[0], g.g, g.source, s.ind);
    form_whole(t, row, at[1], by_growth.rank, by_growth.rank > 0);
    form_whole(t, row, at[2], rates ? by_level.change : by_growth.change,
               rates ? by_level.has_change : by_growth.has_change);
    doc_at(t, row, at[2])->signed_ = true;
    return true;
}

/* A row that is not ranked: the whole, and its own part (市本级) where that has figures. */
static bool plain_row(report *r, doc_table *t, uint32_t row, spot s)
{
    TRY(doc_put_text(r->doc, t, row, 0, area_name(r, s.a)));
    growth g = growth_at(s);
    form_level(t, row, 1, value_at(s).level);
    form_growth(t, row, 3, g.g, g.source, s.ind);
    return true;
}

static area_id own_part(const report *r, const group *g, const board_row *b)
{
    const area *a = &r->d->k->areas[g->whole];
    for (uint32_t i = 0; i < a->n_additive; i++)
        if (r->d->k->areas[a->additive[i]].level == LEVEL_OWN &&
            desk_sees(r->d, a->additive[i], b->s.ind->id) &&
            has(value_at(spot_area(b->s, a->additive[i])).level))
            return a->additive[i];
    return ID_NONE;
}

static bool no_areas(report *r)
{
    r->nothing = true;
    return doc_text(r->doc, DOC_PARA,
                    zh(r) ? S("没有两个以上地区有数的指标。")
                          : S("No indicator has figures of two areas or more."));
}

static bool areas(report *r, str title)
{
    (void)title;
    group g;
    TRY(group_of(r, &g));
    if (g.n_rows == 0)
        return no_areas(r);
    for (uint32_t i = 0; i < g.n_rows; i++) {
        const board_row *b = g.rows[i];
        area_id own = own_part(r, &g, b);
        doc_table *t;
        str name;
        TRY(caption(r, b, &name));
        TRY(form_new(r, name, "地区|总量/数值|总量/位次|增速/同比（%）|增速/位次|增速/较上期±",
                     "Area|Level/Value|Level/Rank|Growth/Percent|Growth/Rank|Growth/Change",
                     g.n + 1 + (own != ID_NONE), &t));
        uint32_t row = t->header;
        TRY(plain_row(r, t, row++, spot_area(b->s, g.whole)));
        if (own != ID_NONE)
            TRY(plain_row(r, t, row++, spot_area(b->s, own)));
        for (uint32_t m = 0; m < g.n; m++)
            TRY(area_row(r, t, row++, spot_area(b->s, g.members[m]), (const uint32_t[]){3, 4, 5}));
    }
    return true;
}

static bool compare(report *r, str title)
{
    (void)title;
    group g;
    TRY(group_of(r, &g));
    if (g.n_rows == 0)
        return no_areas(r);
    for (uint32_t i = 0; i < g.n_rows; i++) {
        const board_row *b = g.rows[i];
        doc_table *t;
        str name;
        double all = value_at(spot_area(b->s, g.whole)).level,
               up = growth_at(spot_area(b->s, g.whole)).g;
        bool adds = b->s.ind->nature == NATURE_FLOW || b->s.ind->nature == NATURE_STOCK ||
                    b->s.ind->nature == NATURE_COUNT;
        TRY(caption(r, b, &name));
        TRY(form_new(r, name,
                     "地区|总量/数值|总量/位次|总量/占比（%）|增速/同比（%）|增速/位次|"
                     "增速/与上级差（百分点）|增速/较上期位次±",
                     "Area|Level/Value|Level/Rank|Level/Share (%)|Growth/Percent|Growth/Rank|"
                     "Growth/On parent (points)|Growth/Change of rank",
                     g.n, &t));
        for (uint32_t m = 0; m < g.n; m++) {
            spot s = spot_area(b->s, g.members[m]);
            uint32_t row = t->header + m;
            TRY(area_row(r, t, row, s, (const uint32_t[]){4, 5, 7}));
            form_pct(t, row, 3, adds && all > 0 ? value_at(s).level / all * 100 : MISSING);
            form_points(t, row, 6, form_difference(growth_at(s).g, up));
        }
    }
    return true;
}

/* 位次汇总表: ranks of every area, how often among the first and last three, the mean. */
static bool places_head(report *r, const group *g, str title, doc_table **ret)
{
    static const char *const zh_end[] = {"前三名个数", "后三名个数", "平均位次"},
                             *const en_end[] = {"In first three", "In last three", "Mean rank"};
    TRY(doc_table_new(r->doc, title, g->n_rows + 4, 1 + g->n, 1, ret));
    TRY(doc_put_text(r->doc, *ret, 0, 0, zh(r) ? S("地区") : S("Area")));
    for (uint32_t i = 0; i < g->n_rows; i++)
        TRY(doc_put_text(r->doc, *ret, 0, 1 + i, name_of(r, g->rows[i]->s.ind)));
    for (uint32_t i = 0; i < 3; i++)
        TRY(doc_put_text(r->doc, *ret, 0, 1 + g->n_rows + i, str_of((zh(r) ? zh_end : en_end)[i])));
    return true;
}

static bool places(report *r, str title)
{
    group g;
    doc_table *t;
    TRY(group_of(r, &g));
    if (g.n_rows == 0 || g.n_rows > 200)
        return true;
    const char *mean = cx_printf(r->c, "AVERAGE({1}:{%u})", g.n_rows),
               *first = cx_printf(r->c, "COUNTIF({1}:{%u},\"<=%d\")", g.n_rows, TOP);
    TRY(mean && first && places_head(r, &g, title, &t));
    for (uint32_t m = 0; m < g.n; m++) {
        uint32_t row = 1 + m;
        int n = 0, top = 0, bottom = 0, sum = 0;
        TRY(doc_put_text(r->doc, t, row, 0, area_name(r, g.members[m])));
        for (uint32_t i = 0; i < g.n_rows; i++) {
            standing st;
            spot s = spot_area(g.rows[i]->s, g.members[m]);
            TRY(standing_at(r->c, s, measure_by_points(s.ind) ? BY_LEVEL : BY_GROWTH, NULL, &st));
            form_whole(t, row, 1 + i, st.rank, st.rank > 0);
            n += st.rank > 0;
            sum += st.rank;
            top += st.rank > 0 && st.rank <= TOP;
            bottom += st.rank > 0 && st.from_bottom <= TOP;
        }
        form_whole(t, row, 1 + g.n_rows, top, true);
        form_live(t, row, 1 + g.n_rows, first);
        form_whole(t, row, 2 + g.n_rows, bottom, true);
        doc_put_number(t, row, 3 + g.n_rows, n ? (double)sum / n : MISSING, 1);
        if (n)
            form_live(t, row, 3 + g.n_rows, mean);
    }
    return true;
}

const block_def form_blocks[] = {
    {"table", "brief", brief, TARGETS_PROGRESS}, {"table", "monthly", monthly, TARGETS_OWN},
    {"table", "areas", areas, TARGETS_NONE},     {"table", "compare", compare, TARGETS_NONE},
    {"table", "places", places, TARGETS_NONE},   {"table", "progress", form_progress, TARGETS_OWN},
    {"table", "half", form_half, TARGETS_OWN},   {"table", "owed", form_owed, TARGETS_MEMBERS},
};
const size_t n_form_blocks = COUNT_OF(form_blocks);
