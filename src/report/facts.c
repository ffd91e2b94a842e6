/* From a row of the board to what can be said of it. */
#include "panel/trend.h"
#include "report/report.h"

str name_of(const report *r, const indicator *i)
{
    return ind_said(i, r->c->lang);
}

str area_name(const report *r, area_id a)
{
    return area_said(&r->d->k->areas[a], r->c->lang);
}

/* Behind a figure no second one may stand: 34598 hundred million yuan. */
str unit_of(const report *r, const indicator *i)
{
    static const char *const words[][2] = {{"100 ", "hundred "}, {"10 ", "ten "}};
    str u = unit_said(r->d->k->units, i->unit, r->c->lang);
    for (size_t k = 0; k < COUNT_OF(words); k++)
        if (str_starts(u, str_of(words[k][0]))) {
            const char *said = cx_printf(r->c, "%s" STR_FMT, words[k][1],
                                         STR_ARG(str_from(u, strlen(words[k][0]))));
            return said ? str_of(said) : u;
        }
    return u;
}

const char *period_said(cx *c, const indicator *i, basis b, period t, int this_year)
{
    static const int per_year[] = {0, 1, 2, 4, 12};
    char text[64];
    bool zh = c->lang == LANG_ZH;
    int year = period_year(t);
    if (b == BASIS_YTD && year == this_year - 1 && period_last_month(t) == 12)
        return zh ? "上年全年" : "the full year before";
    if (t.f <= FREQ_M && t.f != FREQ_NONE && (year == this_year || year == this_year - 1) &&
        t.f > FREQ_Y)
        t.ord -= year * per_year[t.f];
    period_name(t, b, c->lang, text);
    if (year == this_year || period_year(t) == year)
        return cx_printf(c, "%s", text);
    (void)i;
    return cx_printf(c, zh ? "上年%s" : "%s of the year before", text);
}

const char *area_word(const area *a, lang l, bool adjective)
{
    static const char *const zh[][2] = {{"自治区", "全区"}, {"省", "全省"}, {"州", "全州"},
                                        {"市", "全市"},     {"区", "全区"}, {"县", "全县"},
                                        {"盟", "全盟"},     {"旗", "全旗"}};
    if (l == LANG_ZH) {
        for (size_t i = 0; a->level != LEVEL_NATION && i < COUNT_OF(zh); i++)
            if (str_ends(a->name, str_of(zh[i][0])))
                return zh[i][1];
        return a->level == LEVEL_NATION ? "全国" : "全域";
    }
    switch (a->level) {
    case LEVEL_NATION:
        return adjective ? "national" : "nation";
    case LEVEL_PROVINCE:
        return adjective ? "provincial" : "province";
    case LEVEL_PREFECTURE:
        return adjective ? "municipal" : "city";
    case LEVEL_COUNTY:
        return "county";
    default:
        return adjective ? "overall" : "area";
    }
}

static double growth_in(spot s, period t)
{
    return t.f == FREQ_NONE ? MISSING : growth_at(spot_period(s, t)).g;
}

/* A published place is the superior's, from figures we do not see (statistics R12): ours from the
 * bottom is said beside it only where both places are the same. */
static bool rank_facts(const report *r, const board_row *row, facts *f)
{
    const standing *st = measure_by_points(row->s.ind) ? &row->by_level : &row->by_growth;
    bool tells = standing_tells(st), tied = st->tied;
    if (row->rank_published) {
        f->v[FIG_RANK] = row->rank_published;
        TRY(ranking_published_tie(r->c, row->s, row->rank_published, &tied));
        f->v[FIG_TIED] = tied;
    }
    if (!tells)
        return true;
    f->v[FIG_RANKED] = st->ranked;
    if (!row->rank_published || row->rank_published == st->rank)
        f->v[FIG_BOTTOM] = st->from_bottom;
    if (!row->rank_published) {
        f->v[FIG_RANK] = st->rank;
        f->v[FIG_TIED] = tied;
    }
    if (st->has_change)
        f->v[FIG_MOVED] = st->change;
    return true;
}

double half_forecast(spot s)
{
    period june, m = {FREQ_M, period_year(s.t) * 12 + 5};
    return period_point(m, s.t.f, &june)
               ? panel_stored(s.p, s.ind->id, s.b, KIND_FORECAST, TIER_ASSIGNED, june, s.a).level
               : MISSING;
}

/* While the half-year task is open: what the first half is forecast at, in May also what June must
 * deliver for it. */
static void forecast_facts(const board_row *row, int month, facts *f)
{
    if (month >= 6 || !(f->v[FIG_C] < f->v[FIG_T]))
        return;
    f->v[FIG_FORECAST] = half_forecast(row->s);
    if (month == 5)
        f->v[FIG_JUNE] = f->v[FIG_FORECAST] - f->v[FIG_C];
}

static void target_facts(const board_row *row, facts *f, lang l)
{
    int month = period_last_month(row->s.t);
    bool half = month <= 6;
    if (target_class_of(row->s.ind) == CLASS_FLOW || target_class_of(row->s.ind) == CLASS_STOCK) {
        f->v[FIG_PROGRESS] = row->progress.of_target;
        f->v[FIG_TIME] = row->progress.time;
        f->v[FIG_PROGRESS_LAST] = row->progress.last_year;
    }
    f->v[FIG_C] = cumulative_at(row->s);
    f->v[FIG_MONTHS_T] = month;
    f->w[WORD_GOAL] = l == LANG_ZH ? (half ? S("上半年") : S("全年"))
                      : half       ? S("half-year")
                                   : S("annual");
    for (uint32_t i = 0; i < row->n_checks; i++) {
        const checkpoint *k = &row->checks[i].at;
        bool h1 = str_eqz(row->checks[i].name, "H1"), y = str_eqz(row->checks[i].name, "Y");
        if (!k->exists || (!h1 && !y))
            continue;
        if (h1 && half && has(k->target)) {
            f->v[FIG_T] = k->target;
            f->v[FIG_AT_END] = month == 6;
        }
        if (h1 == half) {
            f->v[FIG_OWED] = k->owed;
            f->v[FIG_MONTHS] = k->months_left;
            f->v[FIG_R] = k->required_per_month;
        }
        if (y && row->target.by_growth && row->owed_pp > 0 && k->months_left > 0) {
            f->v[FIG_G_NEEDED] = k->required_growth;
            f->v[FIG_G_TARGET] = row->target.growth;
            f->v[FIG_MONTHS] = k->months_left;
        }
    }
    forecast_facts(row, month, f);
}

static bool trend_facts(report *r, const board_row *row, facts *f)
{
    finding found[TREND_MAX];
    int n = trend_find(row->s, found);
    for (int i = 0; i < n; i++) {
        const finding *t = &found[i];
        if ((t->kind == TREND_LOWEST || t->kind == TREND_HIGHEST) && !has(f->v[FIG_RUN])) {
            f->v[FIG_RUN] = t->periods;
            f->v[FIG_LOW] = t->kind == TREND_LOWEST;
            f->v[FIG_EQUAL] = t->equalled;
            if (t->from_start)
                f->v[FIG_SINCE] = period_year(t->since);
            period before = period_previous(row->s.ind, row->s.b, t->since);
            char name[64] = "";
            if (before.f != FREQ_NONE)
                period_name(before, row->s.b, f->lang, name);
            TRY(arena_str(r->c->a, str_of(name), &f->w[WORD_B]) || fail_memory(r->c));
        }
        if (t->kind == TREND_BELOW_10)
            f->v[FIG_YEARS] = period_year(row->s.t) - period_year(t->since);
        if (t->kind == TREND_TWO_YEAR)
            f->v[FIG_MEAN2] = t->value;
        if (t->kind == TREND_BASE_HIGH || t->kind == TREND_BASE_LOW)
            f->v[FIG_BASE_HIGH] = t->kind == TREND_BASE_HIGH;
    }
    bool quarters = row->s.t.f == FREQ_Q;
    f->w[WORD_SPAN] = f->lang == LANG_ZH ? (quarters ? S("季度") : S("月"))
                      : quarters         ? S("quarters")
                                         : S("months");
    if (row->s.t.f != FREQ_Q && row->s.t.f != FREQ_M)
        f->v[FIG_RUN] = MISSING;
    return true;
}

static void level_facts(const board_row *row, facts *f)
{
    const indicator *i = row->s.ind;
    period before = period_previous(i, row->s.b, row->s.t);
    f->v[FIG_V] = row->v.level;
    f->decimals = i->decimals >= 0 ? i->decimals : 2;
    f->v[FIG_G] = row->g.g;
    f->v[FIG_TURN] = row->g.turn ? (double)row->g.turn : MISSING;
    if (row->g.turn == TURN_LOSS_LESS || row->g.turn == TURN_LOSS_MORE)
        f->v[FIG_TURN_BY] = fabs((row->v.level / row->g.last_year - 1) * 100);
    f->v[FIG_P] = growth_in(row->s, before);
    f->v[FIG_Y] = growth_in(row->s, period_years(row->s.t, -1));
    f->v[FIG_SINCE_START] = row->since_year_start;
    f->v[FIG_LAST_START] = row->since_year_start_last_year;
    f->v[FIG_VS_EXPECTED] = row->vs_expected;
    f->v[FIG_SHARE] = row->share;
    if (i->index_base == IDX_PREV)
        f->v[FIG_G] = row->v.level - 100;
    if (measure_by_points(i)) {
        f->v[FIG_IDX] = row->v.level;
        f->v[FIG_IDX_PREV] =
            before.f == FREQ_NONE ? MISSING : value_at(spot_period(row->s, before)).level;
    }
}

bool row_facts(report *r, const board_row *row, facts *f)
{
    const char *before;
    facts_init(f, r->c->lang);
    level_facts(row, f);
    TRY(before =
            period_said(r->c, row->s.ind, row->s.b, period_previous(row->s.ind, row->s.b, row->s.t),
                        period_year(row->s.t)));
    /* Chinese has no article: "in the first half", but "in Jan-Aug" */
    if (r->c->lang == LANG_EN && !strncmp(before, "first", 5))
        TRY(before = cx_printf(r->c, "the %s", before));
    /* of an index of single months; an average since January has no last month */
    if (row->s.ind->index_base == IDX_LY && row->s.b == BASIS_PERIOD && row->s.t.f == FREQ_M)
        before = r->c->lang == LANG_ZH ? "上月" : "the month before";
    f->w[WORD_A] = str_of(before);
    f->w[WORD_UNIT] = unit_of(r, row->s.ind);
    f->w[WORD_INDICATOR] = name_of(r, row->s.ind);
    if (r->b.parent != ID_NONE) {
        const area *up = &r->d->k->areas[r->b.parent];
        spot s = spot_area(row->s, r->b.parent);
        f->w[WORD_PARENT] = str_of(area_word(up, r->c->lang, false));
        f->w[WORD_PARENT_RATE] = str_of(area_word(up, r->c->lang, true));
        if (!measure_by_points(row->s.ind) && has(row->vs_parent)) {
            f->v[FIG_GP] = growth_in(s, s.t);
            f->v[FIG_GPY] = growth_in(s, period_years(s.t, -1));
        }
        TRY(rank_facts(r, row, f));
    }
    target_facts(row, f, r->c->lang);
    TRY(trend_facts(r, row, f) && breadth_facts(r, row, f));
    facts_finish(f);
    return true;
}

const char *row_composite(const board_row *row)
{
    const indicator *i = row->s.ind;
    if (i->index_base == IDX_DIFFUSION)
        return "diffusions";
    if (i->index_base == IDX_LY)
        return "prices";
    if (i->index_base == IDX_PREV)
        return "months";
    if (measure_by_points(i))
        return "rates";
    return i->nature == NATURE_STOCK ? "stocks" : "flow";
}
