/* The forms of statistics section 2 as tables. A header is text: columns by |, a group before /. */
#include "flow/sees.h"
#include "panel/arrears.h"
#include "report/report.h"

#define HEADS_MAX 32
#define FORM_ROWS_MAX 4000
#define TOP 3

static bool zh(const report *r)
{
    return r->c->lang == LANG_ZH;
}

/* ---- header ---- */
typedef struct heads {
    str group[HEADS_MAX], name[HEADS_MAX];
    uint32_t n;
    bool grouped;
} heads;

static heads heads_of(const char *text)
{
    heads h = {.n = 0};
    str rest = str_of(text), one;
    while (str_split(&rest, '|', &one)) {
        MUST(h.n < HEADS_MAX);
        ptrdiff_t cut = str_find(one, S("/"));
        h.group[h.n] = cut < 0 ? S("") : str_sub(one, 0, (size_t)cut);
        h.name[h.n++] = cut < 0 ? one : str_from(one, (size_t)cut + 1);
        h.grouped |= cut >= 0;
    }
    return h;
}

static bool form_new(report *r, str title, const char *zh_heads, const char *en_heads,
                     uint32_t rows, doc_table **ret)
{
    heads h = heads_of(zh(r) ? zh_heads : en_heads);
    uint32_t top = h.grouped ? 2 : 1;
    if (rows > FORM_ROWS_MAX)
        return fail(r->c, ERR_LIMIT, "表超过 %d 行", "a table of more than %d rows", FORM_ROWS_MAX);
    TRY(doc_table_new(r->doc, title, h.n, top + (rows ? rows : 1), top, ret));
    if (rows == 0) { /* said, not left open */
        TRY(doc_put_text(r->doc, *ret, top, 0, zh(r) ? S("无") : S("none")));
        doc_span(*ret, top, 0, 1, h.n);
    }
    for (uint32_t k = 0; k < h.n; k++) {
        bool in = h.group[k].n > 0, first = k == 0 || !str_eq(h.group[k], h.group[k - 1]);
        uint32_t wide = 1;
        if (!in) {
            TRY(doc_put_text(r->doc, *ret, 0, k, h.name[k]));
            if (h.grouped)
                doc_span(*ret, 0, k, 2, 1);
            continue;
        }
        TRY(doc_put_text(r->doc, *ret, 1, k, h.name[k]));
        while (k + wide < h.n && str_eq(h.group[k + wide], h.group[k]))
            wide++;
        if (first) {
            TRY(doc_put_text(r->doc, *ret, 0, k, h.group[k]));
            if (wide > 1)
                doc_span(*ret, 0, k, 1, wide);
        }
    }
    return true;
}

/* ---- cells ---- */
static void pct(doc_table *t, uint32_t row, uint32_t col, double v)
{
    doc_put_number(t, row, col, has(v) ? num_round(v, 1) : v, 1);
}

static void points(doc_table *t, uint32_t row, uint32_t col, double v)
{
    pct(t, row, col, v);
    doc_at(t, row, col)->signed_ = true;
}

static void whole(doc_table *t, uint32_t row, uint32_t col, int v, bool known)
{
    doc_put_number(t, row, col, known ? v : MISSING, 0);
}

static void level(doc_table *t, uint32_t row, uint32_t col, double v)
{
    doc_put_number(t, row, col, v, -1);
}

static void live(doc_table *t, uint32_t row, uint32_t col, const char *formula)
{
    doc_at(t, row, col)->formula = formula;
}

static double shown_difference(double a, double b)
{
    return num_round(num_round(a, 1) - num_round(b, 1), 1);
}

static const standing *standing_of(const board_row *row)
{
    return measure_by_points(row->s.ind) ? &row->by_level : &row->by_growth;
}

/* The name as the board has it; an older figure says its period, unpublished bases their †. */
static bool indicator_cell(report *r, doc_table *t, uint32_t row, uint32_t col, const board_row *b)
{
    const char *when = "", *dagger = "";
    if (b->stale) {
        const char *said;
        TRY(said = period_said(r->c, b->s.ind, b->s.b, b->s.t, period_year(r->asked)));
        TRY(when = cx_printf(r->c, zh(r) ? "（%s）" : " (%s)", said));
    }
    if (b->g.source == SOURCE_COMPUTED && b->s.ind->price == PRICE_COMPARABLE)
        dagger = "†";
    const char *text = cx_printf(r->c, STR_FMT "%s%s", STR_ARG(name_of(r, b->s.ind)), dagger, when);
    return text && doc_put_text(r->doc, t, row, col, str_of(text));
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
    return shown_difference(now, now - b->change_prev);
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
        TRY(indicator_cell(r, t, row, 0, b));
        TRY(doc_put_text(r->doc, t, row, 1, unit_of(r, b->s.ind)));
        level(t, row, 2, b->v.level);
        pct(t, row, 3, b->g.g);
        points(t, row, 4, shown_change(b));
        points(t, row, 5, has(b->vs_parent) ? shown_difference(b->g.g, parent_growth(b)) : MISSING);
        if (measure_by_points(b->s.ind))
            points(t, row, 5, b->vs_parent);
        whole(t, row, 6, b->rank_published ? b->rank_published : standing_of(b)->rank,
              standing_of(b)->rank > 0 || b->rank_published);
        pct(t, row, 7, b->progress.of_target);
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
    whole(t, row, col, b->rank_published ? b->rank_published : st->rank,
          b->rank_published || st->rank > 0);
    whole(t, row, col + 1, st->change, st->has_change && st->rank > 0);
    doc_at(t, row, col + 1)->signed_ = true;
}

static bool flow_row(report *r, doc_table *t, uint32_t row, const board_row *b)
{
    level(t, row, 2, b->single.level);
    pct(t, row, 3, b->period_growth.g);
    level(t, row, 4, b->v.level);
    pct(t, row, 5, b->g.g);
    points(t, row, 6, shown_change(b));
    pct(t, row, 7, nation_growth(b));
    pct(t, row, 8, under_nation(r) ? MISSING : parent_growth(b));
    rank_cells(t, row, 9, b);
    level(t, row, 11, b->target.level);
    pct(t, row, 12, b->progress.of_target);
    bool flow = target_class_of(b->s.ind) == CLASS_FLOW;
    double share = flow ? b->v.level / b->target.level * 100 : MISSING;
    if (has(share) && has(b->progress.of_target) && num_same(share, b->progress.of_target)) {
        doc_at(t, row, 12)->v = share;
        live(t, row, 12, "{4}/{11}*100");
    }
    points(t, row, 13,
           has(b->progress.of_target) ? shown_difference(b->progress.of_target, b->progress.time)
                                      : MISSING);
    return true;
}

static bool stock_row(report *r, doc_table *t, uint32_t row, const board_row *b)
{
    level(t, row, 2, b->v.level);
    pct(t, row, 3, b->g.g);
    level(t, row, 4, b->since_year_start);
    doc_at(t, row, 4)->signed_ = true;
    level(t, row, 5, b->more_or_less);
    doc_at(t, row, 5)->signed_ = true;
    pct(t, row, 6, nation_growth(b));
    pct(t, row, 7, under_nation(r) ? MISSING : parent_growth(b));
    rank_cells(t, row, 8, b);
    return true;
}

static bool rate_row(report *r, doc_table *t, uint32_t row, const board_row *b)
{
    (void)r;
    level(t, row, 2, b->v.level);
    points(t, row, 3, shown_change(b));
    points(t, row, 4, shown_difference(b->v.level, b->v.level - b->change_year));
    points(t, row, 5, b->vs_nation);
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
            TRY(indicator_cell(r, t, row, 0, b));
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

/* Who stands in the ranking of `top`, 市本级 apart. */
static bool members_of(report *r, area_id top, group *g)
{
    const catalog *k = r->d->k;
    const area *a = &k->areas[top];
    uint32_t max = a->n_children + 64;
    area_level l = LEVEL_NONE;
    for (uint32_t i = 0; i < a->n_additive && l == LEVEL_NONE; i++)
        if (k->areas[a->additive[i]].level != LEVEL_OWN && area_valid(k, a->additive[i], r->asked))
            l = k->areas[a->additive[i]].level;
    TRY(g->members = cx_alloc(r->c, max * sizeof *g->members));
    g->n = l == LEVEL_NONE ? 0 : area_roster(k, top, l, r->asked, g->members, max);
    g->whole = top;
    return true;
}

/* The areas to compare: those below when they have figures, else the sisters. */
static bool group_of(report *r, group *g)
{
    area_id top = r->b.area;
    *g = (group){.whole = ID_NONE};
    TRY(g->rows = cx_alloc(r->c, (r->b.n + 1) * sizeof *g->rows));
    for (int up = 0; up < 2 && top != ID_NONE && g->n_rows == 0; up++) {
        TRY(members_of(r, top, g));
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
    level(t, row, 1, value_at(s).level);
    whole(t, row, 2, by_level.rank, by_level.rank > 0);
    pct(t, row, at[0], growth_at(s).g);
    whole(t, row, at[1], by_growth.rank, by_growth.rank > 0);
    whole(t, row, at[2], rates ? by_level.change : by_growth.change,
          rates ? by_level.has_change : by_growth.has_change);
    doc_at(t, row, at[2])->signed_ = true;
    return true;
}

/* A row that is not ranked: the whole, and its own part (市本级) where that has figures. */
static bool plain_row(report *r, doc_table *t, uint32_t row, spot s)
{
    TRY(doc_put_text(r->doc, t, row, 0, area_name(r, s.a)));
    level(t, row, 1, value_at(s).level);
    pct(t, row, 3, growth_at(s).g);
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
            pct(t, row, 3, adds && all > 0 ? value_at(s).level / all * 100 : MISSING);
            points(t, row, 6, shown_difference(growth_at(s).g, up));
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
            whole(t, row, 1 + i, st.rank, st.rank > 0);
            n += st.rank > 0;
            sum += st.rank;
            top += st.rank > 0 && st.rank <= TOP;
            bottom += st.rank > 0 && st.from_bottom <= TOP;
        }
        whole(t, row, 1 + g.n_rows, top, true);
        live(t, row, 1 + g.n_rows, first);
        whole(t, row, 2 + g.n_rows, bottom, true);
        doc_put_number(t, row, 3 + g.n_rows, n ? (double)sum / n : MISSING, 1);
        if (n)
            live(t, row, 3 + g.n_rows, mean);
    }
    return true;
}

/* ---- 4: progress ---- */
static const char *verdict_word(const board_row *b, bool in_zh)
{
    static const char *const words[][2] = {
        {"", ""}, {"达到", "on track"}, {"接近", "close"}, {"滞后", "behind"}};
    return words[b->light.color][!in_zh];
}

static bool targets(report *r, str title)
{
    doc_table *t;
    uint32_t n = 0, row;
    for (uint32_t i = 0; i < r->b.n; i++)
        n += r->b.rows[i].target.stored.given;
    TRY(form_new(
        r, title,
        "序号|指标|单位|分管领导|牵头单位|年度目标/总量|年度目标/增速（%）|累计/完成|累计/"
        "增速（%）|"
        "进度/完成（%）|进度/较序时±（百分点）|进度/上年同期（%）|差距|研判|下步措施",
        "No.|Indicator|Unit|Leader|Lead office|Target/Level|Target/Growth (%)|Cumulative/Done|"
        "Cumulative/Growth (%)|Progress/Done (%)|Progress/On schedule (points)|Progress/Last year "
        "(%)|"
        "Short|Verdict|Next steps",
        n, &t));
    row = t->header;
    for (uint32_t i = 0; i < r->b.n; i++) {
        const board_row *b = &r->b.rows[i];
        if (!b->target.stored.given)
            continue;
        whole(t, row, 0, (int)(row - t->header) + 1, true);
        TRY(indicator_cell(r, t, row, 1, b));
        TRY(doc_put_text(r->doc, t, row, 2, unit_of(r, b->s.ind)));
        TRY(doc_put_text(r->doc, t, row, 3, b->s.ind->leader_post));
        TRY(doc_put_text(r->doc, t, row, 4, b->s.ind->owner_org));
        level(t, row, 5, b->target.level);
        pct(t, row, 6, b->target.growth);
        level(t, row, 7, cumulative_at(b->s));
        pct(t, row, 8, b->g.g);
        pct(t, row, 9, b->progress.of_target);
        if (has(b->progress.of_target) && target_class_of(b->s.ind) == CLASS_FLOW) {
            doc_at(t, row, 9)->v = b->progress.of_target;
            live(t, row, 9, "{7}/{5}*100");
        }
        points(t, row, 10,
               has(b->progress.of_target)
                   ? shown_difference(b->progress.of_target, b->progress.time)
                   : MISSING);
        pct(t, row, 11, b->progress.last_year);
        level(t, row, 12, fmax(0, b->target.level - cumulative_at(b->s)));
        if (!has(b->target.level) || !has(cumulative_at(b->s)))
            doc_at(t, row, 12)->v = MISSING;
        TRY(doc_put_text(r->doc, t, row, 13, str_of(verdict_word(b, zh(r)))));
        row++;
    }
    return true;
}

/* ---- 5: 双过半 ---- */
typedef struct half_figures {
    double year, half, done, forecast, june, last_june, growth;
} half_figures;

static const board_check *check_of(const board_row *b, const char *name)
{
    for (uint32_t i = 0; i < b->n_checks; i++)
        if (str_eqz(b->checks[i].name, name) && b->checks[i].at.exists)
            return &b->checks[i];
    return NULL;
}

/* Forecast of June's cumulative: what was forecast; from June on, what was reached. */
static half_figures half_of(const board_row *b)
{
    half_figures h = {b->target.level, MISSING, cumulative_at(b->s), MISSING, MISSING,
                      MISSING,         MISSING};
    const board_check *k = check_of(b, "H1");
    period june, ago;
    if (k)
        h.half = k->at.target;
    period m = {FREQ_M, period_year(b->s.t) * 12 + 5};
    if (!period_point(m, b->s.t.f, &june))
        return h;
    h.forecast =
        period_cmp(b->s.t, june) >= 0
            ? value_at(spot_period(b->s, june)).level
            : panel_stored(b->s.p, b->s.ind->id, b->s.b, KIND_FORECAST, TIER_ASSIGNED, june, b->s.a)
                  .level;
    ago = period_years(june, -1);
    h.last_june = single_at(spot_period(b->s, ago)).level;
    if (period_cmp(b->s.t, june) < 0)
        h.june = h.forecast - h.done;
    h.growth = num_growth(h.forecast, value_at(spot_period(b->s, ago)).level);
    if (b->s.ind->price == PRICE_CONSTANT)
        h.growth = MISSING; /* never from current-price levels (R1) */
    return h;
}

static bool half(report *r, str title)
{
    doc_table *t;
    uint32_t n = 0, row;
    for (uint32_t i = 0; i < r->b.n; i++)
        n += check_of(&r->b.rows[i], "H1") != NULL;
    TRY(form_new(
        r, title,
        "指标|单位|全年目标/总量|全年目标/增速（%）|上半年目标|累计/完成|累计/"
        "同比（%）|6月预计|上年6月|"
        "上半年/预计|上半年/同比（%）|上半年/占全年（%）|超（欠）额|能否双过半|主要支撑|存在问题",
        "Indicator|Unit|Year's target/Level|Year's target/Growth (%)|Half-year target|"
        "Cumulative/Done|Cumulative/Growth (%)|June expected|June last year|First "
        "half/Expected|First "
        "half/Growth (%)|First half/Of the year (%)|Over (short)|Half reached|Main "
        "support|Problems",
        n, &t));
    row = t->header;
    for (uint32_t i = 0; i < r->b.n; i++) {
        const board_row *b = &r->b.rows[i];
        if (!check_of(b, "H1"))
            continue;
        half_figures h = half_of(b);
        double over = h.forecast - h.half;
        TRY(indicator_cell(r, t, row, 0, b));
        TRY(doc_put_text(r->doc, t, row, 1, unit_of(r, b->s.ind)));
        level(t, row, 2, h.year);
        pct(t, row, 3, b->target.growth);
        level(t, row, 4, h.half);
        level(t, row, 5, h.done);
        pct(t, row, 6, b->g.g);
        level(t, row, 7, h.june);
        level(t, row, 8, h.last_june);
        level(t, row, 9, h.forecast);
        pct(t, row, 10, h.growth);
        doc_put_number(t, row, 11, h.year > 0 ? h.forecast / h.year * 100 : MISSING, 1);
        level(t, row, 12, over);
        if (has(doc_at(t, row, 11)->v))
            live(t, row, 11, "{9}/{2}*100");
        if (has(over)) {
            live(t, row, 12, "{9}-{4}");
            TRY(doc_put_text(r->doc, t, row, 13,
                             over >= 0 ? (zh(r) ? S("能") : S("yes"))
                             : zh(r)   ? S("否")
                                       : S("no")));
        }
        row++;
    }
    return true;
}

/* ---- 6: arrears ---- */
/* Cause, measures, support, due, leader, person, how the plan stands. `Closed` is signed by hand. */
static bool owed_words(report *r, doc_table *t, uint32_t row, const owed_row *o, str checkpoint)
{
    board_row b;
    arrears_row v;
    board_options opt = {.delta = r->d->delta, .only = ID_NONE, .as_of = r->d->as_of};
    static const struct {
        uint32_t column;
        plan_part part;
    } parts[] = {{11, PLAN_MEASURE}, {12, PLAN_SUPPORT}, {13, PLAN_DUE},
                 {14, PLAN_LEADER},  {15, PLAN_PERSON},  {16, PLAN_STATE}};
    TRY(board_row_make(r->c, o->s, &opt, &b));
    TRY(arrears_row_make(r->c, &b, checkpoint, r->asked, &v));
    const char *text = arrears_cause_text(r->c, &v);
    TRY(text && doc_put_text(r->doc, t, row, 10, str_of(text)));
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        text = arrears_plan_text(r->c, &v, parts[i].part);
        TRY(text && doc_put_text(r->doc, t, row, parts[i].column, str_of(text)));
    }
    return true;
}

static bool owed_row_put(report *r, doc_table *t, uint32_t row, const owed_row *o, str checkpoint)
{
    whole(t, row, 0, (int)(row - t->header) + 1, true);
    TRY(doc_put_text(r->doc, t, row, 1, name_of(r, o->s.ind)));
    TRY(doc_put_text(r->doc, t, row, 2, area_name(r, o->s.a)));
    TRY(doc_put_text(r->doc, t, row, 3, unit_of(r, o->s.ind)));
    level(t, row, 4, o->at.target);
    level(t, row, 5, o->level);
    level(t, row, 6, o->at.owed);
    if (has(o->at.owed) && num_same(fmax(0, o->at.target - o->level), o->at.owed))
        live(t, row, 6, "MAX(0,{4}-{5})");
    points(t, row, 7, o->at.owed_pp);
    level(t, row, 8, o->at.required_per_month);
    pct(t, row, 9, o->at.required_growth);
    return owed_words(r, t, row, o, checkpoint);
}

static bool owed(report *r, str title)
{
    doc_table *t;
    uint32_t n = 0, row, n_lists = 0;
    owed_list *lists = cx_alloc(r->c, (r->b.n + 1) * sizeof *lists);
    str name = period_last_month(r->asked) <= 6 ? S("H1") : S("Y");
    TRY(lists);
    for (uint32_t i = 0; i < r->b.n; i++) {
        period at;
        if (target_class_of(r->b.rows[i].s.ind) == CLASS_CEILING ||
            !checkpoint_parse(name, r->b.rows[i].s.t, &at))
            continue;
        owed_list *l = &lists[n_lists++];
        TRY(owed_make(r->c, r->b.rows[i].s, at, l));
        (void)desk_seen_owed(r->d, l);
        for (uint32_t k = 0; k < l->n; k++)
            n += l->rows[k].at.owed > 0 || l->rows[k].at.owed_pp > 0;
    }
    TRY(form_new(
        r, title,
        "序号|指标|责任单位|单位|目标|完成|欠账/数额|欠账/百分点|后期需完成/月均|后期需完成/"
        "增速（%）|"
        "欠账原因（主观/客观）|补欠措施|支撑项目（企业）及金额|完成时限|责任领导|责任人|进展|销号",
        "No.|Indicator|Responsible|Unit|Target|Done|Short/Amount|Short/Points|Still needed/Per "
        "month|"
        "Still needed/Growth (%)|Cause (own or outside)|Measures|Projects (firms) and amount|"
        "Due|Leader|Person|State|Closed",
        n, &t));
    row = t->header;
    for (uint32_t i = 0; i < n_lists; i++)
        for (uint32_t k = 0; k < lists[i].n; k++)
            if (lists[i].rows[k].at.owed > 0 || lists[i].rows[k].at.owed_pp > 0)
                TRY(owed_row_put(r, t, row++, &lists[i].rows[k], name));
    return true;
}

const block_def form_blocks[] = {
    {"table", "brief", brief},     {"table", "monthly", monthly}, {"table", "areas", areas},
    {"table", "compare", compare}, {"table", "places", places},   {"table", "progress", targets},
    {"table", "half", half},       {"table", "owed", owed},
};
const size_t n_form_blocks = COUNT_OF(form_blocks);
