/* 预计数报送情况表 and the monthly notice: who has handed in, and how true it was. */
#include "api/league.h"
#include "api/papers.h"
#include "base/mem.h"
#include "base/str.h"
#include <stdlib.h>

#define WORST_MAX 20 /* errors that a notice lists */

/* The error of one figure of a unit: forecast against what came. */
typedef struct missed {
    const submission *s;
    area_id area;
    const indicator *ind;
    period period;
    double said, came; /* levels, or growths where points count */
    double error;      /* figure − forecast: percent, or points */
    bool points;
    const league_result *of;
    double weight; /* error over what is good: percent and points beside each other */
} missed;

typedef struct rounds {
    cx *c;
    doc *doc;
    const desk *d;
    bool zh;
    submission *list;
    size_t n, cap;
    forecast_log log;
    league *leagues; /* one an indicator */
    size_t n_leagues;
    missed *missed;
    size_t n_missed;
    int64_t units, by_time[FILING_TIME_MAX_];
} rounds;

/* ---- gathering ---- */
static bool keep(cx *c, void *user, const submission *s)
{
    rounds *r = user;
    if (!MEM_GROW(r->list, r->cap, r->n + 1))
        return fail_memory(c);
    r->list[r->n++] = *s;
    r->units++;
    r->by_time[s->time]++;
    return true;
}

static bool ask_log(rounds *r, bool *areas, uint32_t *ret_n)
{
    forecast_ask ask = {.ind = ID_NONE, .areas = areas};
    *ret_n = 0;
    for (size_t i = 0; i < r->n; i++)
        for (uint32_t k = 0; k < r->list[i].n; k++) {
            area_id a = r->list[i].cells[k].area;
            *ret_n += !areas[a];
            areas[a] = true;
        }
    return forecasts_load(r->c, r->d, &ask, &r->log);
}

/* A league an indicator, over the areas of the rounds; none of them stands above the others. */
static bool make_leagues(rounds *r)
{
    uint32_t n_areas;
    bool *areas = cx_alloc(r->c, (r->d->k->n_areas + 1) * sizeof *areas);
    TRY(areas && ask_log(r, areas, &n_areas));
    TRY(r->leagues = cx_alloc(r->c, (r->d->k->n_inds + 1) * sizeof *r->leagues));
    const forecast_event *e = r->log.list;
    for (size_t from = 0, to; from < r->log.n; from = to) {
        ind_id ind = obs_key_ind(e[from].key);
        for (to = from + 1; to < r->log.n && obs_key_ind(e[to].key) == ind; to++)
            ;
        league *l = &r->leagues[r->n_leagues++];
        *l = (league){.ind = &r->d->k->inds[ind]};
        TRY(l->list = cx_alloc(r->c, (n_areas + 1) * sizeof *l->list));
        l->list[l->n++].area = ID_NONE;
        for (area_id a = 0; a < r->d->k->n_areas; a++)
            if (areas[a] && desk_sees(r->d, a, ind))
                l->list[l->n++].area = a;
        TRY(league_make(r->c, r->d, e + from, to - from, l));
    }
    return true;
}

static const league *league_of(const rounds *r, ind_id ind)
{
    for (size_t i = 0; i < r->n_leagues; i++)
        if (r->leagues[i].ind->id == ind)
            return &r->leagues[i];
    return NULL;
}

static bool pair_at(const rounds *r, const filing_cell *x, period at, forecast_pair *ret)
{
    const forecast_event *e = r->log.list;
    for (size_t i = 0, to; i < r->log.n; i = to) {
        for (to = i + 1; to < r->log.n && e[to].key == e[i].key; to++)
            ;
        if (obs_key_ind(e[i].key) == x->ind && obs_key_area(e[i].key) == x->area &&
            period_cmp(obs_key_period(e[i].key), at) == 0)
            return forecast_pair_of(r->d, e + i, to - i, ret);
    }
    return false;
}

static bool measure(const rounds *r, const submission *s, const filing_cell *x, period at,
                    missed *ret)
{
    forecast_pair p;
    const league *l = league_of(r, x->ind);
    if (!l || !desk_sees(r->d, x->area, x->ind) || !pair_at(r, x, at, &p))
        return false;
    *ret = (missed){.s = s, .area = x->area, .ind = l->ind, .period = at, .points = l->by_points};
    ret->said = l->by_points ? p.growth[0] : p.level[0];
    ret->came = l->by_points ? p.growth[1] : p.level[1];
    if (!has(ret->said) || !has(ret->came) || (!l->by_points && ret->came == 0))
        return false;
    ret->error = ret->came - ret->said;
    if (!l->by_points)
        ret->error *= 100 / fabs(ret->came);
    ret->weight = fabs(ret->error) / (l->by_points ? 1.0 : 3.0);
    for (uint32_t i = 1; i < l->n; i++)
        if (l->list[i].area == x->area)
            ret->of = &l->list[i];
    return true;
}

/* Of the round's own period where its figures are out, else of the one before it. */
static bool make_missed(rounds *r)
{
    size_t cells = 1;
    for (size_t i = 0; i < r->n; i++)
        cells += r->list[i].n;
    TRY(r->missed = cx_alloc(r->c, cells * sizeof *r->missed));
    for (size_t i = 0; i < r->n; i++)
        for (uint32_t k = 0; k < r->list[i].n; k++) {
            const filing_cell *x = &r->list[i].cells[k];
            const indicator *ind = &r->d->k->inds[x->ind];
            missed *m = &r->missed[r->n_missed];
            r->n_missed +=
                measure(r, &r->list[i], x, x->period, m) ||
                measure(r, &r->list[i], x, period_previous(ind, ind->basis, x->period), m);
        }
    return true;
}

static bool gather(rounds *r, const paper_wanted *w)
{
    TRY(each_round(r->c, r->d, &w->q, keep, r));
    if (!r->n)
        return fail(r->c, ERR_UNKNOWN, "这一时期没有要报的表", "no form is due for this period");
    return make_leagues(r) && make_missed(r);
}

static void rounds_done(rounds *r)
{
    forecasts_done(&r->log);
    mem_free(r->list);
}

/* ---- words ---- */
static str name_of(const rounds *r, const form *f)
{
    return r->zh || !f->name_en.n ? f->name : f->name_en;
}

static str ind_name(const rounds *r, const indicator *i)
{
    return r->zh || !i->name_en.n ? i->name : i->name_en;
}

static const char *time_word(const rounds *r, const submission *s)
{
    static const char *const words[FILING_TIME_MAX_][2] = {[FILING_NOT_DUE] = {"未到期", "not due"},
                                                           [FILING_ON_TIME] = {"按时", "on time"},
                                                           [FILING_LATE] = {"迟报", "late"},
                                                           [FILING_UNSIGNED] = {"未签", "unsigned"},
                                                           [FILING_MISSING] = {"未报", "missing"}};
    int64_t days = s->signed_on - s->days.due;
    if (s->time == FILING_LATE && days > 0)
        return cx_printf(r->c, r->zh ? "迟报%lld天" : "late by %lld days", (long long)days);
    return words[s->time][!r->zh];
}

static const char *side_word(const rounds *r, const league_result *x, bool points)
{
    const accuracy *a = !x ? NULL : points ? &x->points : &x->level;
    if (!a || a->n < ACCURACY_PERIODS)
        return "—";
    switch (a->side) {
    case SIDE_OVER:
        return r->zh ? "偏高" : "too high";
    case SIDE_UNDER:
        return r->zh ? "偏低" : "too low";
    case SIDE_LEVEL:
        break;
    }
    return r->zh ? "无明显偏向" : "no side";
}

static const char *error_word(const rounds *r, double error, bool points)
{
    double shown = fabs(error) < 0.05 ? 0 : error; /* no −0.0 */
    return cx_printf(r->c, points ? r->zh ? "%+.1f个百分点" : "%+.1f points" : "%+.1f%%", shown);
}

static int64_t count(const submission *s, filing_state to)
{
    int64_t n = 0;
    for (size_t i = 0; i < s->n_events; i++)
        n += str_eqz(s->events[i].state, filing_state_name(to)) &&
             !str_eqz(s->events[i].act, filing_act_name(FILING_COMMENT));
    return n;
}

/* When it was handed in: the first signature that was not taken back. */
static str handed_at(const rounds *r, const submission *s)
{
    int64_t at = 0;
    for (size_t i = 0; i < s->n_events; i++) {
        const filing_event *e = &s->events[i];
        if (str_eqz(e->act, filing_act_name(FILING_WITHDRAW)) && i &&
            str_eqz(s->events[i - 1].state, filing_state_name(FILING_SIGNED)))
            at = 0;
        else if (!at && str_eqz(e->act, filing_act_name(FILING_SIGN)))
            at = e->at;
    }
    return paper_time(r->c, at);
}

static str comment_of(const submission *s)
{
    str ret = S("");
    for (size_t i = 0; i < s->n_events; i++)
        if (str_eqz(s->events[i].act, filing_act_name(FILING_COMMENT)))
            ret = s->events[i].note;
    return ret;
}

static bool put_totals(rounds *r)
{
    const int64_t *n = r->by_time;
    return paper_line(
        r->doc, DOC_PARA,
        r->zh ? "%s，应报%lld份：按时签字报出%lld份，迟报%lld份，已填未签%lld份，未报%"
                "lld份，未到期%lld份。"
              : "%s: %lld due; %lld signed on time, %lld late, %lld filled and unsigned, %lld "
                "missing, %lld not due yet.",
        cx_strdup(r->c, paper_round(r->c, r->list[0].period)), (long long)r->units,
        (long long)n[FILING_ON_TIME], (long long)n[FILING_LATE], (long long)n[FILING_UNSIGNED],
        (long long)n[FILING_MISSING], (long long)n[FILING_NOT_DUE]);
}

/* ---- form 14 ---- */
static const missed *worst_of(const rounds *r, const submission *s)
{
    const missed *worst = NULL;
    for (size_t i = 0; i < r->n_missed; i++)
        if (r->missed[i].s == s && (!worst || r->missed[i].weight > worst->weight))
            worst = &r->missed[i];
    return worst;
}

static bool put_missed(rounds *r, doc_table *t, uint32_t row, uint32_t col, const missed *m)
{
    const char *error = error_word(r, m->error, m->points), *side = side_word(r, m->of, m->points);
    TRY(error && side);
    doc_put_number(t, row, col, m->said, m->points ? 1 : m->ind->decimals);
    doc_put_number(t, row, col + 1, m->came, m->points ? 1 : m->ind->decimals);
    return doc_put_text(r->doc, t, row, col + 2, str_of(error)) &&
           doc_put_text(r->doc, t, row, col + 3, str_of(side));
}

static bool put_unit(rounds *r, doc_table *t, uint32_t row, const submission *s)
{
    const char *word = time_word(r, s);
    const missed *m = worst_of(r, s);
    TRY(word && doc_put_text(r->doc, t, row, 0, s->org->name));
    doc_put_number(t, row, 1, s->n, 0);
    TRY(doc_put_text(r->doc, t, row, 2, paper_day(r->c, s->days.due)));
    TRY(doc_put_text(r->doc, t, row, 3, handed_at(r, s)));
    TRY(doc_put_text(r->doc, t, row, 4, str_of(word)));
    doc_put_number(t, row, 5, (double)count(s, FILING_RETURNED), 0);
    if (m)
        return put_missed(r, t, row, 6, m);
    for (uint32_t col = 6; col < 10; col++)
        TRY(doc_put_text(r->doc, t, row, col, S("—")));
    return true;
}

static bool put_status_of(rounds *r, size_t from, size_t to)
{
    doc_table *t;
    TRY(paper_table(r->doc, name_of(r, r->list[from].form),
                    r->zh ? "单位|指标数|应报时间|实报时间|状态|退回次数|上期预计|实际|误差|偏向"
                          : "Unit|Figures|Due|Handed in|State|Returned|Last forecast|Figure|Error|"
                            "Side",
                    (uint32_t)(to - from), &t));
    for (size_t i = from; i < to; i++)
        TRY(put_unit(r, t, (uint32_t)(i - from) + 1, &r->list[i]));
    return true;
}

/* All figures that came, so that the one line a unit has above can be looked up. */
static bool put_all_missed(rounds *r)
{
    doc_table *t;
    if (!r->n_missed)
        return true;
    TRY(paper_table(r->doc, r->zh ? S("预计与实际") : S("Forecasts and figures"),
                    r->zh ? "单位|地区|指标|时期|预计|实际|误差|偏向"
                          : "Unit|Area|Indicator|Period|Forecast|Figure|Error|Side",
                    (uint32_t)r->n_missed, &t));
    for (uint32_t i = 0; i < r->n_missed; i++) {
        const missed *m = &r->missed[i];
        TRY(doc_put_text(r->doc, t, i + 1, 0, m->s->org->name));
        TRY(doc_put_text(r->doc, t, i + 1, 1, area_said(&r->d->k->areas[m->area], r->c->lang)));
        TRY(doc_put_text(r->doc, t, i + 1, 2, ind_name(r, m->ind)));
        TRY(doc_put_text(r->doc, t, i + 1, 3, paper_round(r->c, m->period)));
        TRY(put_missed(r, t, i + 1, 4, m));
    }
    return true;
}

static bool put_notes(rounds *r)
{
    return paper_line(
        r->doc, DOC_NOTE, "%s",
        r->zh ? "注：误差＝实际－预计，总量为占实际的%，增速为百分点；偏向须满6期，“—”为不"
                "足6期或无实际数。每单位列误差最大的一项。未经主要负责人签字的视为未报。"
              : "Error = figure − forecast: percent of the figure, points of growth; a "
                "side needs 6 periods. Each unit shows its largest error. What the head "
                "of the unit has not signed counts as not handed in.");
}

static bool status(rounds *r)
{
    r->doc->landscape = true;
    TRY(paper_line(r->doc, DOC_TITLE, "%s",
                   r->zh ? "预计数报送情况表" : "Forecasts: who has handed in"));
    TRY(paper_line(r->doc, DOC_SUBTITLE, STR_FMT, STR_ARG(paper_round(r->c, r->list[0].period))));
    TRY(put_totals(r));
    for (size_t from = 0, to; from < r->n; from = to) {
        for (to = from + 1; to < r->n && r->list[to].form == r->list[from].form; to++)
            ;
        TRY(put_status_of(r, from, to));
    }
    return put_notes(r) && put_all_missed(r);
}

bool paper_status(cx *c, const desk *d, const paper_wanted *w, doc *ret)
{
    rounds r = {.c = c, .doc = ret, .d = d, .zh = c->lang == LANG_ZH};
    bool ok = gather(&r, w) && status(&r);
    rounds_done(&r);
    return ok;
}

/* ---- the notice ---- */
static bool head(rounds *r, int *n, const char *zh, const char *en)
{
    static const char *const digits[] = {"一", "二", "三", "四", "五"};
    MUST(*n < (int)COUNT_OF(digits));
    ++*n;
    return r->zh ? paper_line(r->doc, DOC_HEAD1, "%s、%s", digits[*n - 1], zh)
                 : paper_line(r->doc, DOC_HEAD1, "%d. %s", *n, en);
}

static bool is_blamed(const submission *s)
{
    return s->time == FILING_LATE || s->time == FILING_UNSIGNED || s->time == FILING_MISSING;
}

static str said_by(const rounds *r, const submission *s)
{
    str said = comment_of(s);
    return said.n ? said : r->zh ? S("未作说明") : S("no comment");
}

static bool put_blamed(rounds *r)
{
    uint32_t rows = 0, row = 0;
    doc_table *t;
    for (size_t i = 0; i < r->n; i++)
        rows += is_blamed(&r->list[i]);
    if (!rows)
        return paper_line(r->doc, DOC_PARA, "%s",
                          r->zh ? "没有迟报、未签、未报的单位。"
                                : "None is late, unsigned or missing.");
    TRY(paper_table(r->doc, r->zh ? S("迟报、未签、未报单位") : S("Late, unsigned, missing"),
                    r->zh ? "单位|报表|应报时间|实报时间|情况|单位说明"
                          : "Unit|Form|Due|Handed in|State|The unit's comment",
                    rows, &t));
    for (size_t i = 0; i < r->n; i++) {
        const submission *s = &r->list[i];
        const char *word = time_word(r, s);
        TRY(word);
        if (!is_blamed(s))
            continue;
        row++;
        TRY(doc_put_text(r->doc, t, row, 0, s->org->name));
        TRY(doc_put_text(r->doc, t, row, 1, name_of(r, s->form)));
        TRY(doc_put_text(r->doc, t, row, 2, paper_day(r->c, s->days.due)));
        TRY(doc_put_text(r->doc, t, row, 3, handed_at(r, s)));
        TRY(doc_put_text(r->doc, t, row, 4, str_of(word)));
        TRY(doc_put_text(r->doc, t, row, 5, said_by(r, s)));
    }
    return true;
}

static int by_weight(const void *a, const void *b)
{
    const missed *x = a, *y = b;
    return x->weight > y->weight ? -1 : x->weight < y->weight ? 1 : x->area < y->area ? -1 : 1;
}

/* Beyond what is good (3 percent, 1 point), the largest first. */
static bool put_worst(rounds *r)
{
    uint32_t rows = 0;
    doc_table *t;
    if (r->n_missed)
        qsort(r->missed, r->n_missed, sizeof *r->missed, by_weight);
    while (rows < r->n_missed && rows < WORST_MAX && r->missed[rows].weight > 1)
        rows++;
    if (!rows)
        return paper_line(r->doc, DOC_PARA, "%s",
                          !r->n_missed ? r->zh ? "实际数尚未反馈，暂不评价。"
                                               : "No figures have come in yet."
                          : r->zh      ? "没有误差超过3%或1个百分点的。"
                                       : "No error is beyond 3 percent or 1 point.");
    TRY(paper_table(
        r->doc, r->zh ? S("预计与实际相差较大的") : S("Far from the figure"),
        r->zh ? "单位|地区|指标|时期|预计|实际|误差|偏向|单位说明"
              : "Unit|Area|Indicator|Period|Forecast|Figure|Error|Side|The unit's comment",
        rows, &t));
    for (uint32_t i = 0; i < rows; i++) {
        const missed *m = &r->missed[i];
        TRY(doc_put_text(r->doc, t, i + 1, 0, m->s->org->name));
        TRY(doc_put_text(r->doc, t, i + 1, 1, area_said(&r->d->k->areas[m->area], r->c->lang)));
        TRY(doc_put_text(r->doc, t, i + 1, 2, ind_name(r, m->ind)));
        TRY(doc_put_text(r->doc, t, i + 1, 3, paper_round(r->c, m->period)));
        TRY(put_missed(r, t, i + 1, 4, m));
        TRY(doc_put_text(r->doc, t, i + 1, 8, said_by(r, m->s)));
    }
    return true;
}

static uint32_t ranked(const rounds *r)
{
    uint32_t n = 0;
    for (size_t i = 0; i < r->n_leagues; i++)
        for (uint32_t k = 1; k < r->leagues[i].n; k++)
            n += r->leagues[i].list[k].rank > 0;
    return n;
}

static bool put_leagues(rounds *r)
{
    doc_table *t;
    uint32_t row = 0;
    TRY(paper_table(r->doc, r->zh ? S("预计精度排名") : S("Accuracy of forecasts"),
                    r->zh ? "指标|位次|地区|期数|平均误差|偏向"
                          : "Indicator|Rank|Area|Periods|Mean error|Side",
                    ranked(r), &t));
    for (size_t i = 0; i < r->n_leagues; i++) {
        const league *l = &r->leagues[i];
        for (uint32_t rank = 1; rank < l->n; rank++)
            for (uint32_t k = 1; k < l->n; k++) {
                const accuracy *a = league_counted(l, &l->list[k]);
                if (l->list[k].rank != rank)
                    continue;
                row++;
                const char *size = cx_printf(
                    r->c, l->by_points ? r->zh ? "%.1f个百分点" : "%.1f points" : "%.1f%%",
                    a->size);
                TRY(size && doc_put_text(r->doc, t, row, 0, ind_name(r, l->ind)));
                doc_put_number(t, row, 1, rank, 0);
                TRY(doc_put_text(r->doc, t, row, 2,
                                 area_said(&r->d->k->areas[l->list[k].area], r->c->lang)));
                doc_put_number(t, row, 3, a->n, 0);
                TRY(doc_put_text(r->doc, t, row, 4, str_of(size)));
                TRY(doc_put_text(r->doc, t, row, 5,
                                 str_of(side_word(r, &l->list[k], l->by_points))));
            }
    }
    return true;
}

static bool notice(rounds *r)
{
    int n = 0;
    str when = paper_round(r->c, r->list[0].period);
    TRY(paper_line(r->doc, DOC_TITLE,
                   r->zh ? "关于" STR_FMT "预计数报送情况的通报"
                         : "Notice on the forecasts for " STR_FMT,
                   STR_ARG(when)));
    TRY(head(r, &n, "总体情况", "Overall") && put_totals(r));
    TRY(head(r, &n, "报送时效", "Punctuality") && put_blamed(r));
    TRY(head(r, &n, "预计质量", "Accuracy") && put_worst(r));
    if (ranked(r))
        TRY(head(r, &n, "精度排名", "League") && put_leagues(r));
    TRY(head(r, &n, "工作要求", "What is asked"));
    TRY(paper_line(
        r->doc, DOC_PARA, "%s",
        r->zh ? "请上述单位核实原因，未报、未签的抓紧补报，主要负责人认真审核、签字确认，如实报送。"
              : "The units named are asked to find the cause, to hand in what is missing or "
                "unsigned, checked and signed by their heads, and to report what is true."));
    return paper_line(
        r->doc, DOC_NOTE, "%s",
        r->zh ? "单位说明为该单位在系统中填写的原文。误差＝实际－预计；精度排名只列满6期的。"
              : "Comments are the units' own words. Error = figure − forecast; the league "
                "lists those with 6 periods.");
}

bool paper_notice(cx *c, const desk *d, const paper_wanted *w, doc *ret)
{
    rounds r = {.c = c, .doc = ret, .d = d, .zh = c->lang == LANG_ZH};
    bool ok = gather(&r, w) && notice(&r);
    rounds_done(&r);
    return ok;
}
