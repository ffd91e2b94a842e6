/* The forms 4 to 6 of statistics section 2: progress, the half-year task, arrears. */
#include "flow/sees.h"
#include "panel/arrears.h"
#include "report/form.h"

static bool zh(const report *r)
{
    return r->c->lang == LANG_ZH;
}

/* ---- 4: progress ---- */
static const char *verdict_word(const board_row *b, bool in_zh)
{
    static const char *const words[][2] = {
        {"", ""}, {"达到", "on track"}, {"接近", "close"}, {"滞后", "behind"}};
    return words[b->light.color][!in_zh];
}

static const board_check *check_of(const board_row *b, const char *name)
{
    for (uint32_t i = 0; i < b->n_checks; i++)
        if (str_eqz(b->checks[i].name, name) && b->checks[i].at.exists)
            return &b->checks[i];
    return NULL;
}

bool form_progress(report *r, str title)
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
        form_whole(t, row, 0, (int)(row - t->header) + 1, true);
        TRY(form_indicator(r, t, row, 1, b));
        TRY(doc_put_text(r->doc, t, row, 2, unit_of(r, b->s.ind)));
        TRY(doc_put_text(r->doc, t, row, 3, b->s.ind->leader_post));
        TRY(doc_put_text(r->doc, t, row, 4, b->s.ind->owner_org));
        form_level(t, row, 5, b->target.level);
        form_pct(t, row, 6, b->target.growth);
        form_level(t, row, 7, cumulative_at(b->s));
        form_growth(t, row, 8, b->g.g, b->g.source, b->s.ind);
        form_pct(t, row, 9, b->progress.of_target);
        if (has(b->progress.of_target) && target_class_of(b->s.ind) == CLASS_FLOW) {
            doc_at(t, row, 9)->v = b->progress.of_target;
            form_live(t, row, 9, "{7}/{5}*100");
        }
        form_points(t, row, 10,
                    has(b->progress.of_target)
                        ? form_difference(b->progress.of_target, b->progress.time)
                        : MISSING);
        form_pct(t, row, 11, b->progress.last_year);
        const board_check *year = check_of(b, "Y"); /* a falling stock owes the other way round */
        form_level(t, row, 12, year ? year->at.owed : MISSING);
        TRY(doc_put_text(r->doc, t, row, 13, str_of(verdict_word(b, zh(r)))));
        row++;
    }
    return true;
}

/* ---- 5: 双过半 ---- */
typedef struct half_figures {
    double year, half, done, forecast, june, last_june, growth;
    growth_source source;
} half_figures;

/* June's cumulative: what was forecast; in June, what was reached. */
static half_figures half_of(const board_row *b)
{
    half_figures h = {b->target.level, MISSING, cumulative_at(b->s), MISSING, MISSING,
                      MISSING,         MISSING, SOURCE_NONE};
    const board_check *k = check_of(b, "H1");
    period june, ago;
    if (k)
        h.half = k->at.target;
    period m = {FREQ_M, period_year(b->s.t) * 12 + 5};
    if (!period_point(m, b->s.t.f, &june))
        return h;
    ago = period_years(june, -1);
    h.last_june = single_at(spot_period(b->s, ago)).level;
    if (period_cmp(b->s.t, june) >= 0) {
        growth g = growth_at(spot_period(b->s, june));
        h.forecast = value_at(spot_period(b->s, june)).level;
        h.june = single_at(spot_period(b->s, june)).level;
        h.growth = g.g;
        h.source = g.source;
        return h;
    }
    h.forecast = half_forecast(b->s);
    h.june = h.forecast - h.done;
    h.growth = num_growth(h.forecast, value_at(spot_period(b->s, ago)).level);
    if (b->s.ind->price == PRICE_CONSTANT)
        h.growth = MISSING; /* never from current-price levels (R1) */
    return h;
}

/* The form looks forward to June; in June it says what was reached, later it has nothing to say. */
static bool half_period(report *r)
{
    char when[PERIOD_TEXT_MAX];
    if (period_last_month(r->asked) <= 6)
        return true;
    period_print(r->asked, when);
    return fail(
        r->c, ERR_USAGE,
        "“双过半”预计表只有1—6月的：%s 已过上半年。请用 --period %d-06 看是否过半，或用 progress "
        "看全年进度",
        "the half-year form is for January to June: %s lies behind it. Ask for --period "
        "%d-06 to see whether the half was reached, or for the report progress",
        when, period_year(r->asked));
}

bool form_half(report *r, str title)
{
    doc_table *t;
    uint32_t n = 0, row;
    bool june = period_last_month(r->asked) == 6;
    TRY(half_period(r));
    for (uint32_t i = 0; i < r->b.n; i++)
        n += check_of(&r->b.rows[i], "H1") != NULL;
    TRY(form_new(
        r, title,
        june ? "指标|单位|全年目标/总量|全年目标/增速（%）|上半年目标|累计/完成|累计/"
               "同比（%）|6月完成|上年6月|上半年/完成|上半年/同比（%）|上半年/占全年（%）|"
               "超（欠）额|是否双过半|主要支撑|存在问题"
             : "指标|单位|全年目标/总量|全年目标/增速（%）|上半年目标|累计/完成|累计/"
               "同比（%）|6月预计|上年6月|"
               "上半年/预计|上半年/同比（%）|上半年/"
               "占全年（%）|超（欠）额|能否双过半|主要支撑|存在问题",
        june ? "Indicator|Unit|Year's target/Level|Year's target/Growth (%)|Half-year target|"
               "Cumulative/Done|Cumulative/Growth (%)|June|June last year|First half/Done|First "
               "half/Growth (%)|First half/Of the year (%)|Over (short)|Half reached|Main "
               "support|Problems"
             : "Indicator|Unit|Year's target/Level|Year's target/Growth (%)|Half-year target|"
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
        TRY(form_indicator(r, t, row, 0, b));
        TRY(doc_put_text(r->doc, t, row, 1, unit_of(r, b->s.ind)));
        form_level(t, row, 2, h.year);
        form_pct(t, row, 3, b->target.growth);
        form_level(t, row, 4, h.half);
        form_level(t, row, 5, h.done);
        form_growth(t, row, 6, b->g.g, b->g.source, b->s.ind);
        form_level(t, row, 7, h.june);
        form_level(t, row, 8, h.last_june);
        form_level(t, row, 9, h.forecast);
        form_growth(t, row, 10, h.growth, h.source, b->s.ind);
        doc_put_number(t, row, 11, h.year > 0 ? h.forecast / h.year * 100 : MISSING, 1);
        form_level(t, row, 12, over);
        if (has(doc_at(t, row, 11)->v))
            form_live(t, row, 11, "{9}/{2}*100");
        if (has(over)) {
            form_live(t, row, 12, "{9}-{4}");
            TRY(doc_put_text(r->doc, t, row, 13,
                             over >= 0 ? (!zh(r) ? S("yes")
                                          : june ? S("是")
                                                 : S("能"))
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
    form_whole(t, row, 0, (int)(row - t->header) + 1, true);
    TRY(doc_put_text(r->doc, t, row, 1, name_of(r, o->s.ind)));
    TRY(doc_put_text(r->doc, t, row, 2, area_name(r, o->s.a)));
    TRY(doc_put_text(r->doc, t, row, 3, unit_of(r, o->s.ind)));
    form_level(t, row, 4, o->at.target);
    form_level(t, row, 5, o->level);
    form_level(t, row, 6, o->at.owed);
    if (has(o->at.owed) && num_same(fmax(0, o->at.target - o->level), o->at.owed))
        form_live(t, row, 6, "MAX(0,{4}-{5})");
    form_points(t, row, 7, o->at.owed_pp);
    form_level(t, row, 8, o->at.required_per_month);
    form_pct(t, row, 9, o->at.required_growth);
    return owed_words(r, t, row, o, checkpoint);
}

typedef struct debts {
    owed_list *lists;
    uint32_t n;
    str checkpoint;
} debts;

static bool is_short(const owed_row *o)
{
    return o->at.owed > 0 || o->at.owed_pp > 0;
}

/* The lists of all indicators; are there targets at all? */
static bool debts_of(report *r, debts *d, bool *ret_aimed)
{
    *d = (debts){.checkpoint = period_last_month(r->asked) <= 6 ? S("H1") : S("Y")};
    *ret_aimed = false;
    TRY(d->lists = cx_alloc(r->c, (r->b.n + 1) * sizeof *d->lists));
    for (uint32_t i = 0; i < r->b.n; i++) {
        period at;
        if (target_class_of(r->b.rows[i].s.ind) == CLASS_CEILING ||
            !checkpoint_parse(d->checkpoint, r->b.rows[i].s.t, &at))
            continue;
        owed_list *l = &d->lists[d->n++];
        TRY(owed_make(r->c, r->b.rows[i].s, at, l));
        (void)desk_seen_owed(r->d, l);
        bool members = false;
        for (uint32_t k = 0; k < l->n; k++)
            members |= l->rows[k].at.exists;
        if (!members && l->parent_at.exists) { /* nobody below has a target: its own debt */
            l->n = 1;
            l->rows[0] = (owed_row){l->parent, l->parent_at, owed_level(l->parent, at)};
        }
        *ret_aimed |= members || l->parent_at.exists;
    }
    return true;
}

static uint32_t count_of(const debts *d, bool due)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < d->n; i++)
        for (uint32_t k = 0; k < d->lists[i].n; k++)
            n += is_short(&d->lists[i].rows[k]) && d->lists[i].rows[k].at.due == due;
    return n;
}

/* Those who owe by now, or those who only have some way to go: words differ, columns do not. */
static bool owed_table(report *r, str title, const debts *d, bool due)
{
    static const char heads_zh[] =
        "序号|指标|责任单位|单位|目标|完成|%s/数额|%s/百分点|后期需完成/月均|后期需完成/增速（%%）|"
        "%s原因（主观/客观）|补欠措施|支撑项目（企业）及金额|完成时限|责任领导|责任人|进展|销号",
                      heads_en[] = "No.|Indicator|Responsible|Unit|Target|Done|%s/Amount|%s/"
                                   "Points|Still needed/Per month|"
                                   "Still needed/Growth (%%)|Cause (own or "
                                   "outside)|Measures|Projects (firms) and amount|"
                                   "Due|Leader|Person|State|Closed";
    bool half = str_eqz(d->checkpoint, "H1");
    const char *word = due ? "欠账" : half ? "距上半年目标" : "距全年目标";
    const char *en = due ? "Owed" : half ? "To the half-year target" : "To the year's target";
    const char *zh_heads = cx_printf(r->c, heads_zh, word, word, due ? "欠账" : "差额"),
               *en_heads = cx_printf(r->c, heads_en, en, en);
    doc_table *t;
    uint32_t row, n = count_of(d, due);
    if (n == 0 && (!due || count_of(d, false)))
        return true;
    TRY(zh_heads && en_heads && form_new(r, title, zh_heads, en_heads, n, &t));
    row = t->header;
    for (uint32_t i = 0; i < d->n; i++)
        for (uint32_t k = 0; k < d->lists[i].n; k++) {
            const owed_row *o = &d->lists[i].rows[k];
            if (is_short(o) && o->at.due == due)
                TRY(owed_row_put(r, t, row++, o, d->checkpoint));
        }
    return true;
}

bool form_owed(report *r, str title)
{
    debts d;
    bool aimed;
    TRY(debts_of(r, &d, &aimed) && owed_table(r, title, &d, true));
    bool half = str_eqz(d.checkpoint, "H1");
    TRY(owed_table(r,
                   zh(r) ? (half ? S("距上半年目标还差（时点未到，进度不慢于往年）")
                                 : S("距全年目标还差（时点未到，进度不慢于往年）"))
                   : half ? S("Still to go to the half-year target, in time")
                          : S("Still to go to the year's target, in time"),
                   &d, false));
    r->nothing = !aimed; /* nobody owes: that is something */
    return true;
}
