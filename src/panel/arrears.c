#include "panel/arrears.h"
#include "base/sb.h"
#include "base/str.h"

#define HAIR 1e-9 /* sums of decimals are not exact */

const char *plan_state_name(plan_state s)
{
    static const char *const words[] = {NULL, "open", "kept", "missed"};
    return words[s];
}

const char *triage_name(triage t)
{
    static const char *const words[] = {NULL, "low", "falling", "potential", "sure"};
    return words[t];
}

/* ---- M28 ---- */
triage triage_of(const board_row *r)
{
    const indicator *i = r->s.ind;
    double sign = target_below(i, &r->target.stored) ? -1 : 1;
    const standing *rank = measure_by_points(i) ? &r->by_level : &r->by_growth;
    bool lower = r->change_prev * sign < -HAIR;
    bool behind = r->vs_parent * sign < -HAIR;
    bool losing = rank->has_change && rank->change < 0;
    if (r->light.color == LIGHT_GREY)
        return TRIAGE_NONE;
    if (r->light.color == LIGHT_RED)
        return TRIAGE_LOW;
    if (lower && (losing || behind))
        return TRIAGE_FALLING;
    return r->light.color == LIGHT_GREEN ? TRIAGE_SURE : TRIAGE_POTENTIAL;
}

/* ---- promises held against figures ---- */
/* What an amount of this plan adds to. */
static double figure_at(spot s, bool points)
{
    const indicator *i = s.ind;
    if (!points)
        return target_class_of(i) == CLASS_LEVEL ? value_at(s).level : cumulative_at(s);
    if (measure_by_points(i) || (i->nature == NATURE_INDEX && i->index_base != IDX_LY))
        return value_at(s).level;
    return growth_at(s).g;
}

/* The last figure of the calendar that ends by the end of `month`. */
static period figure_by(spot s, period month)
{
    period t = period_containing(month, s.t.f);
    if (period_last_day(t) > period_last_day(month))
        t = period_add(t, -1);
    return period_exists(s.ind, s.b, t) ? t : period_previous(s.ind, s.b, t);
}

/* The first figure of the calendar that ends at or after the end of `month`. */
static period figure_from(spot s, period month)
{
    period t = period_containing(month, s.t.f);
    return period_exists(s.ind, s.b, t) ? t : period_add(t, 1);
}

/* The figure a plan starts from, on the basis of `end`. What is cumulated within a year starts that
 * year from nothing. */
static double start_figure(spot end, const gap_plan *p, reason *why)
{
    period t = figure_by(end, p->period);
    target_class class = target_class_of(end.ind);
    if (!p->points && class == CLASS_FLOW && period_year(t) < period_year(end.t))
        return 0;
    double v = figure_at(spot_period(end, t), p->points);
    if (!has(v))
        *why = REASON_NO_BASE;
    else if (!p->points && !has(v *= measure_link(end, t)))
        *why = REASON_BASIS_BREAK;
    return v;
}

static bool same_plan(const gap_plan *a, const gap_plan *b)
{
    return a->checkpoint.ord == b->checkpoint.ord && a->period.ord == b->period.ord &&
           a->points == b->points;
}

static double promised_by(const plan_view *all, uint32_t n, const gap_plan *p)
{
    double sum = MISSING;
    for (uint32_t i = 0; i < n; i++) {
        const gap_plan *q = all[i].plan;
        if (same_plan(p, q) && q->due.ord <= p->due.ord && has(q->amount))
            sum = (has(sum) ? sum : 0) + q->amount;
    }
    return sum;
}

static void hold(spot s, double sign, const plan_view *all, uint32_t n, plan_view *v)
{
    const gap_plan *p = v->plan;
    v->promised = v->delivered = MISSING;
    v->state = PLAN_UNKNOWN;
    spot end = spot_period(s, figure_from(s, p->due));
    bool due = period_last_day(end.t) <= period_last_day(s.t);
    if (!due) {
        v->state = PLAN_OPEN;
        v->promised = promised_by(all, n, p);
        return;
    }
    if (!has(p->amount)) {
        v->why = REASON_NO_AMOUNT;
        return;
    }
    v->promised = promised_by(all, n, p);
    if (target_class_of(s.ind) == CLASS_CEILING) {
        v->why = REASON_CEILING;
        return;
    }
    double now = figure_at(end, p->points), from = start_figure(end, p, &v->why);
    if (!has(now))
        v->why = REASON_NOT_REPORTED;
    v->delivered = sign * (now - from);
    if (has(v->delivered))
        v->state =
            v->delivered >= v->promised - HAIR * fmax(1, fabs(now)) ? PLAN_KEPT : PLAN_MISSED;
}

/* ---- sums of a row ---- */
static void add(double *sum, double v)
{
    if (has(v))
        *sum = (has(*sum) ? *sum : 0) + v;
}

/* Coverage counts the newest plan only: a later one takes the place of those before it. */
static void cover(arrears_row *r, period at)
{
    const plan_view *newest = NULL;
    for (uint32_t i = 0; i < r->n_plans; i++)
        if (!newest || r->plans[i].plan->period.ord > newest->plan->period.ord)
            newest = &r->plans[i];
    for (uint32_t i = 0; i < r->n_plans; i++) {
        const plan_view *v = &r->plans[i];
        const gap_plan *p = v->plan;
        r->kept += v->state == PLAN_KEPT;
        r->missed += v->state == PLAN_MISSED;
        r->open += v->state == PLAN_OPEN;
        if (v->state != PLAN_OPEN || p->period.ord != newest->plan->period.ord)
            continue;
        if (p->due.ord > period_as_month(at).ord)
            add(p->points ? &r->late_pp : &r->late, p->amount);
        else
            add(p->points ? &r->planned_pp : &r->planned, p->amount);
        if (has(p->amount) && (!r->lever || p->amount > r->lever->plan->amount))
            r->lever = v;
    }
}

static double rest(double owed, double planned)
{
    if (!(owed > 0))
        return MISSING;
    double left = owed - (has(planned) ? planned : 0);
    return left > HAIR * owed ? left : 0;
}

static bool take_plans(cx *c, const board_row *b, period at, period asked, arrears_row *r)
{
    uint32_t n;
    spot s = b->s;
    const gap_plan *all = catalog_gap_plans(s.p->k, s.a, s.ind->id, &n);
    double sign = target_below(s.ind, &b->target.stored) ? -1 : 1;
    r->plans = cx_alloc(c, ((size_t)n + 1) * sizeof *r->plans);
    if (!r->plans)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (all[i].checkpoint.ord == period_as_month(at).ord &&
            all[i].period.ord <= period_as_month(asked).ord)
            r->plans[r->n_plans++] = (plan_view){.plan = &all[i]};
    for (uint32_t i = 0; i < r->n_plans; i++)
        hold(s, sign, r->plans, r->n_plans, &r->plans[i]);
    cover(r, at);
    return true;
}

static void take_causes(const board_row *b, period asked, arrears_row *r)
{
    uint32_t n, first;
    const gap_cause *all = catalog_gap_causes(b->s.p->k, b->s.a, b->s.ind->id, &n);
    while (n && all[n - 1].period.ord > period_as_month(asked).ord)
        n--;
    if (!n || period_year(all[n - 1].period) != period_year(b->s.t))
        return;
    for (first = n - 1; first && all[first - 1].period.ord == all[n - 1].period.ord;)
        first--;
    r->causes = all + first;
    r->n_causes = n - first;
    r->causes_old = all[first].period.ord < period_as_month(b->s.t).ord;
}

bool arrears_row_make(cx *c, const board_row *b, str checkpoint, period asked, arrears_row *ret)
{
    arrears_row r = {.b = b,
                     .red = b->light.color == LIGHT_RED,
                     .planned = MISSING,
                     .planned_pp = MISSING,
                     .planned_per_month = MISSING,
                     .late = MISSING,
                     .late_pp = MISSING,
                     .uncovered = MISSING,
                     .uncovered_pp = MISSING};
    period at;
    MUST(checkpoint_parse(checkpoint, b->s.t, &at));
    r.at = checkpoint_at(b->s, at);
    r.level = owed_level(b->s, at);
    r.owes =
        target_class_of(b->s.ind) != CLASS_CEILING && (r.at.owed > HAIR || r.at.owed_pp > HAIR);
    take_causes(b, asked, &r);
    TRY(take_plans(c, b, at, asked, &r));
    r.uncovered = rest(r.at.owed, r.planned);
    r.uncovered_pp = rest(r.at.owed_pp, r.planned_pp);
    if (r.at.months_left > 0)
        r.planned_per_month = r.planned / r.at.months_left;
    *ret = r;
    return true;
}

/* ---- in words ---- */
static const char *side_text(gap_side s, lang l)
{
    static const char *const words[][2] = {
        {"", ""}, {"客观", "objective"}, {"主观", "subjective"}, {"主客观", "both"}};
    return words[s][l == LANG_EN];
}

static const char *taken(cx *c, sb *b)
{
    if (!sb_ok(b)) {
        (void)fail_memory(c);
        return NULL;
    }
    return cx_strdup(c, sb_str(b));
}

const char *arrears_cause_text(cx *c, const arrears_row *r)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    bool en = c->lang == LANG_EN;
    for (uint32_t i = 0; i < r->n_causes; i++) {
        const gap_cause *g = &r->causes[i];
        const cause_code *k = &r->b->s.p->k->cause_codes[g->cause];
        sb_printf(&b, "%s%s%s" STR_FMT, i ? (en ? "; " : "；") : "", side_text(g->side, c->lang),
                  en ? ", " : "·", STR_ARG(en && k->name_en.n ? k->name_en : k->name));
        if (g->text.n)
            sb_printf(&b, "%s" STR_FMT, en ? ": " : "：", STR_ARG(g->text));
    }
    return taken(c, &b);
}

static void put_part(sb *b, const plan_view *v, const indicator *i, const unit_table *units,
                     plan_part part, bool en)
{
    static const char *const states[][2] = {
        {"", ""}, {"未到期", "not due"}, {"已兑现", "kept"}, {"未兑现", "missed"}};
    const gap_plan *p = v->plan;
    char due[PERIOD_TEXT_MAX];
    switch (part) {
    case PLAN_MEASURE:
        sb_put(b, p->measure);
        break;
    case PLAN_SUPPORT:
        sb_put(b, p->support);
        if (p->amount_text.n)
            sb_printf(
                b, "%s" STR_FMT "%s" STR_FMT, p->support.n ? " " : "", STR_ARG(p->amount_text),
                en ? " " : "",
                STR_ARG(unit_said(units, p->unit.n ? p->unit : i->unit, en ? LANG_EN : LANG_ZH)));
        break;
    case PLAN_DUE:
        period_print(p->due, due);
        sb_putz(b, due);
        break;
    case PLAN_LEADER:
        sb_put(b, p->leader);
        break;
    case PLAN_PERSON:
        sb_put(b, p->person);
        break;
    case PLAN_STATE:
        sb_putz(b, states[v->state][en]);
        break;
    }
}

const char *arrears_plan_text(cx *c, const arrears_row *r, plan_part part)
{
    sb b CLEANUP(sb_done) = {0}, one CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    sb_init(&one, 0);
    bool en = c->lang == LANG_EN;
    for (uint32_t i = 0; i < r->n_plans; i++) {
        sb_reset(&one);
        put_part(&one, &r->plans[i], r->b->s.ind, r->b->s.p->k->units, part, en);
        if (one.n == 0)
            continue;
        if (b.n)
            sb_putz(&b, en ? "; " : "；");
        if (r->n_plans > 1)
            sb_printf(&b, STR_FMT "%s", STR_ARG(r->plans[i].plan->item), en ? ". " : "．");
        sb_put(&b, sb_str(&one));
    }
    b.bad |= !sb_ok(&one);
    return taken(c, &b);
}

/* ---- the area and its members ---- */
static bool add_area(cx *c, const board *b, const board_options *o, arrears *l)
{
    for (uint32_t i = 0; i < b->n; i++) {
        arrears_row *r = &l->rows[l->n];
        TRY(arrears_row_make(c, &b->rows[i], o->checkpoint, l->period, r));
        l->n += r->owes || r->red || r->n_plans;
    }
    return true;
}

/* The member that owes most of what the area owes. */
static void find_debtors(arrears *l)
{
    for (uint32_t i = 0; i < l->n && l->rows[i].b->s.a == l->area; i++)
        for (uint32_t k = i + 1; k < l->n; k++) {
            const arrears_row *m = &l->rows[k], *now = l->rows[i].debtor;
            if (m->b->s.a == l->area || m->b->s.ind != l->rows[i].b->s.ind || !(m->at.owed > HAIR))
                continue;
            if (!now || m->at.owed > now->at.owed)
                l->rows[i].debtor = m;
        }
}

bool arrears_make(cx *c, const panel *p, area_id a, period asked, const board_options *o,
                  arrears *ret)
{
    const area *v = &p->k->areas[a];
    arrears l = {.area = a, .period = asked};
    board *boards = cx_alloc(c, ((size_t)v->n_additive + 1) * sizeof *boards);
    size_t n = 0, all = 0;
    if (!boards)
        return false;
    TRY(board_make(c, p, a, asked, o, &boards[n++]));
    for (uint32_t i = 0; i < v->n_additive; i++)
        if (area_valid(p->k, v->additive[i], asked))
            TRY(board_make(c, p, v->additive[i], asked, o, &boards[n++]));
    for (size_t i = 0; i < n; i++)
        all += boards[i].n;
    l.rows = cx_alloc(c, (all + 1) * sizeof *l.rows);
    if (!l.rows)
        return false;
    for (size_t i = 0; i < n; i++)
        TRY(add_area(c, &boards[i], o, &l));
    find_debtors(&l);
    l.own = &boards[0];
    *ret = l;
    return true;
}
