#include "panel/target.h"
#include "base/str.h"

#define ABOUT 0.2 /* points by which 左右 may be missed (R29) */
#define HAIR 1e-9 /* 5.8 − 6 is a little below −0.2 */

target_class target_class_of(const indicator *i)
{
    switch (i->nature) {
    case NATURE_STOCK:
        return CLASS_STOCK;
    case NATURE_RATE:
    case NATURE_INDEX:
    case NATURE_PER_CAPITA:
        return CLASS_LEVEL;
    case NATURE_COUNT:
        if (!ind_event_count(i))
            return CLASS_STOCK; /* a count of what exists moves like a stock */
        /* fall through */
    default:
        return i->direction == DIR_LOWER ? CLASS_CEILING : CLASS_FLOW;
    }
}

const char *check_state_name(check_state s)
{
    static const char *const words[] = {NULL, "open", "reached", "missed", "within", "exceeded"};
    return words[s];
}

const char *feasible_name(feasible f)
{
    static const char *const words[] = {NULL, "within_reach", "effort", "hard"};
    return words[f];
}

/* ---- what is stored ---- */
target target_tier(spot s, period t, tier level)
{
    target r = {
        .level = MISSING, .growth = MISSING, .low = MISSING, .high = MISSING, .tier = level};
    if (t.f != FREQ_D)
        t = period_as_month(t);
    stored x = panel_stored(s.p, s.ind->id, s.b, KIND_TARGET, level, t, s.a);
    const target_note *n =
        panel_note(s.p, obs_key_make(s.ind->id, s.b, KIND_TARGET, level, t, s.a));
    r.level = x.level;
    r.growth = x.growth;
    if (n) {
        r.low = n->low;
        r.high = n->high;
        r.comparison = n->comparison;
        r.assess = n->assess;
    }
    double bound = r.comparison == CMP_AT_MOST ? r.high : r.low;
    if (r.comparison == CMP_POSITIVE && !has(bound))
        bound = 0;
    if (!has(r.level) && s.ind->nature == NATURE_RATE)
        r.level = bound;
    else if (!has(r.growth) && !has(r.level))
        r.growth = bound;
    r.given = has(r.level) || has(r.growth);
    return r;
}

target target_stored(spot s, period t)
{
    target r = target_tier(s, t, TIER_ASSIGNED);
    for (tier k = TIER_SET; !r.given && k <= TIER_STRIVE; k++)
        r = target_tier(s, t, k);
    return r;
}

bool target_below(const indicator *i, const target *t)
{
    return i->direction == DIR_LOWER || t->comparison == CMP_AT_MOST;
}

static bool judged_by_growth(const indicator *i, const target *t)
{
    if (!has(t->growth) || !has(t->level))
        return has(t->growth);
    if (t->assess != ASSESS_NONE)
        return t->assess == ASSESS_GROWTH;
    return i->price == PRICE_CONSTANT || i->price == PRICE_COMPARABLE;
}

/* The cumulative level of an earlier period on the basis of s.t; NaN across a break. */
static double carried(spot s, period older)
{
    return cumulative_at(spot_period(s, older)) * measure_link(s, older);
}

/* Last year's figure at the same place in the year as month `m` of t's year. */
static double last_year_at(spot s, period m)
{
    period p;
    if (!period_point(m, s.t.f, &p))
        return MISSING;
    return carried(s, period_years(p, -1));
}

double stock_start(spot s)
{
    return carried(s, year_end(s.ind, period_years(s.t, -1)));
}

/* Differences that only rounding in binary makes are none. */
static double gap_of(double more, double less)
{
    double gap = more - less;
    return fabs(gap) <= HAIR * fmax(fabs(more), fabs(less)) ? 0 : gap;
}

/* May a level be derived from a growth target? Only where the ratio of levels is the growth that
 * counts (F8). */
static bool may_derive(spot s)
{
    const indicator *i = s.ind;
    if (target_class_of(i) == CLASS_LEVEL)
        return false;
    if (target_class_of(i) == CLASS_STOCK)
        return true;
    return (i->price == PRICE_CURRENT || i->price == PRICE_EMPTY) && !has(value_at(s).growth);
}

static period month_of(spot s, int month)
{
    return (period){FREQ_M, period_year(s.t) * 12 + month - 1};
}

static year_target year_target_from(spot s, target stored)
{
    year_target r = {.stored = stored, .level = MISSING, .growth = MISSING};
    r.level = r.stored.level;
    r.growth = r.stored.growth;
    r.by_growth = judged_by_growth(s.ind, &r.stored);
    if (!has(r.level) && has(r.growth) && may_derive(s)) {
        double from = target_class_of(s.ind) == CLASS_STOCK ? stock_start(s)
                                                            : last_year_at(s, month_of(s, 12));
        r.level = from * (1 + r.growth / 100);
        r.derived = has(r.level);
    }
    if (!has(r.growth) && has(r.level) && s.ind->nature == NATURE_INDEX &&
        s.ind->index_base == IDX_LY)
        r.growth = r.level - 100;
    return r;
}

year_target target_of_year(spot s)
{
    return year_target_from(s, target_stored(s, month_of(s, 12)));
}

/* ---- checkpoints ---- */
bool checkpoint_parse(str text, period t, period *ret)
{
    static const struct {
        const char *word;
        int month;
    } named[] = {{"Q1", 3}, {"H1", 6}, {"Q2", 6}, {"Q3", 9}, {"Q4", 12}, {"H2", 12}, {"Y", 12}};
    for (size_t i = 0; i < COUNT_OF(named); i++)
        if (str_ieqz(text, named[i].word)) {
            *ret = (period){FREQ_M, period_year(t) * 12 + named[i].month - 1};
            return true;
        }
    if (!period_parse_iso(text, ret))
        return false;
    if (ret->f != FREQ_D)
        *ret = period_as_month(*ret);
    return true;
}

bool checkpoint_stored(spot s, period at)
{
    return target_stored(s, at).given;
}

/* Elapsed share of the year at a checkpoint: whole months, and days of the month of a date. */
static double months_until(period at)
{
    int month = period_last_month(at);
    if (at.f != FREQ_D)
        return month;
    int y, m, d;
    date_split(at.ord, &y, &m, &d);
    return m - 1 + (double)d / date_days_in_month(y, m);
}

static double target_level_at(spot s, period at, const year_target *y, const target *own,
                              target_class class)
{
    double share = months_until(at) / 12;
    if (has(own->level))
        return own->level;
    if (class == CLASS_LEVEL)
        return y->stored.level;
    if (share >= 1)
        return y->level;
    if (has(own->growth))
        return may_derive(s) ? last_year_at(s, at) * (1 + own->growth / 100) : MISSING;
    if (class == CLASS_CEILING)
        return MISSING;
    if (class == CLASS_STOCK) {
        double s0 = stock_start(s);
        return s0 + (y->level - s0) * share;
    }
    if (y->derived)
        return last_year_at(s, at) * (1 + y->growth / 100);
    if (!has(y->level))
        return MISSING;
    if (s.ind->nature == NATURE_COUNT) {
        double t = ceil(y->level * share - 1e-9);
        return fmin(y->level, fmax(1, t));
    }
    return y->level * share;
}

/* The largest single month up to the period; pairs of months left out; quarters divided by 3. */
static double max_month(spot s)
{
    int32_t first, last;
    double best = MISSING, months = s.t.f == FREQ_Q   ? 3
                                    : s.t.f == FREQ_H ? 6
                                    : s.t.f == FREQ_Y ? 12
                                                      : 1;
    if (s.ind->nature == NATURE_STOCK || s.b == BASIS_END || s.t.f > FREQ_M ||
        !panel_span(s.p, s.ind->id, s.b, s.t.f, &first, &last))
        return MISSING;
    for (int32_t o = first; o <= s.t.ord && o <= last; o++) {
        double v = single_at(spot_period(s, (period){s.t.f, o})).level / months;
        if (has(v) && !(best >= v))
            best = v;
    }
    return best;
}

/* Level delivered between two points of an earlier year, on the basis of s.t. */
static double stretch(spot s, period from, period to, int years_back)
{
    return carried(s, period_years(to, -years_back)) - carried(s, period_years(from, -years_back));
}

static feasible judge(spot s, period to, double needed)
{
    double so_far = growth_at(s).g, best = MISSING;
    if (!has(needed))
        return FEASIBLE_UNKNOWN;
    if (has(so_far) && needed <= so_far)
        return FEASIBLE_WITHIN_REACH;
    for (int y = 1; y <= 5; y++) {
        double g = num_growth(stretch(s, s.t, to, y), stretch(s, s.t, to, y + 1));
        if (has(g) && !(best >= g))
            best = g;
    }
    if (!has(best))
        return FEASIBLE_UNKNOWN;
    return needed <= best ? FEASIBLE_EFFORT : FEASIBLE_HARD;
}

static bool reached_growth(const target *t, double g, bool lower)
{
    double slack = HAIR + (t->comparison == CMP_ABOUT ? ABOUT : 0);
    if (t->comparison == CMP_POSITIVE)
        return g > 0;
    return lower ? g <= t->growth + slack : g >= t->growth - slack;
}

/* Fill in what follows from target and current level: flows, counts and stocks. */
static void judge_level(spot s, checkpoint *r, target_class class, period at, double now)
{
    double s0 = class == CLASS_STOCK ? stock_start(s) : 0;
    bool falling = class == CLASS_STOCK && s.ind->direction == DIR_LOWER;
    double gap = falling ? gap_of(now, r->target) : gap_of(r->target, now);
    if (!has(now))
        return;
    if (r->target != s0)
        r->done = (now - s0) / (r->target - s0) * 100;
    if (!has(gap))
        return;
    r->owed = fmax(0, gap);
    r->surplus = fmax(0, -gap);
    bool met = gap <= 0;
    bool over = r->months_left <= 0;
    r->state = met ? STATE_REACHED : over ? STATE_MISSED : STATE_OPEN;
    if (met) {
        r->required_per_month = 0;
        return;
    }
    period to;
    if (over)
        return;
    r->required_per_month = r->owed / r->months_left;
    if (class == CLASS_FLOW && at.f == FREQ_M && period_point(at, s.t.f, &to)) {
        r->required_growth = num_growth(r->owed, stretch(s, s.t, to, 1));
        r->feasible = judge(s, to, r->required_growth);
    }
}

/* Judged by growth: the rest must grow by F11 with last year's share of the elapsed part. */
static void judge_growth(spot s, checkpoint *r, const target *t, period at)
{
    bool lower = target_below(s.ind, t);
    double g = growth_at(s).g;
    bool over = r->months_left <= 0;
    r->owed_pp = lower ? g - t->growth : t->growth - g;
    if (!has(r->owed_pp))
        return;
    if (over) {
        r->state = reached_growth(t, g, lower) ? STATE_REACHED : STATE_MISSED;
        return;
    }
    r->state = STATE_OPEN;
    period to;
    if (target_class_of(s.ind) != CLASS_FLOW || at.f != FREQ_M || !period_point(at, s.t.f, &to))
        return;
    double share = cumulative_at(spot_period(s, period_years(s.t, -1))) /
                   cumulative_at(spot_period(s, period_years(to, -1)));
    r->required_growth = num_growth_needed(t->growth, g, share);
    r->feasible = judge(s, to, r->required_growth);
}

static void judge_ceiling(spot s, checkpoint *r, double now)
{
    (void)s;
    if (has(now) && has(r->target))
        r->state = gap_of(now, r->target) <= 0 ? STATE_WITHIN : STATE_EXCEEDED;
}

/* A per-capita figure is held against its growth where that is given, as its light is. */
static bool growth_says(const indicator *i, const target *t)
{
    return i->nature == NATURE_PER_CAPITA && has(t->growth);
}

static void judge_rate(spot s, checkpoint *r, const target *t, double now)
{
    bool lower = target_below(s.ind, t);
    double gap = lower ? gap_of(now, r->target) : gap_of(r->target, now);
    if (s.ind->nature != NATURE_PER_CAPITA) /* money is not points */
        r->owed_pp = lower ? now - r->target : r->target - now;
    if (!has(now))
        return;
    bool met = t->comparison == CMP_RANGE && has(t->high)
                   ? gap_of(t->low, now) <= 0 && gap_of(now, t->high) <= 0
                   : gap <= 0;
    r->state = r->months_left > 0 ? STATE_OPEN : met ? STATE_REACHED : STATE_MISSED;
}

/* A checkpoint that is past is judged on its own last month. False where the indicator has no figure
 * for that month (half-year of a yearly one). */
static bool at_checkpoint(spot s, period at, double *months_left, spot *ret)
{
    double left = months_until(at) - period_last_month(s.t);
    period own;
    if (period_year(at) < period_year(s.t))
        left = -1;
    *months_left = fmax(0, left);
    *ret = s;
    if (left >= 0)
        return true;
    if (s.t.f > FREQ_M)
        own = period_containing(at, s.t.f);
    else if (!period_point(period_as_month(at), s.t.f, &own))
        return false;
    ret->t = own;
    return true;
}

/* Share of what was delivered by `to` that stood at s.t, in the year `back` years ago: C_t / C_12, for
 * stocks increment over increment; in percent. */
static double share_of(spot s, period to, int back)
{
    spot then = spot_period(s, period_years(s.t, -back));
    spot end = spot_period(then, period_years(to, -back));
    double c = cumulative_at(then), whole = cumulative_at(end);
    if (target_class_of(s.ind) == CLASS_STOCK) {
        double s0 = stock_start(then);
        c -= s0;
        whole -= s0;
    }
    if (!has(c) || !has(whole) || whole == 0 || measure_break(end, then.t))
        return MISSING;
    return c / whole * 100;
}

/* The median of the last five complete years; NaN under two. */
static double usual_share(spot s, period to)
{
    double shares[5];
    int n = 0;
    for (int back = 1; back <= 5; back++) {
        double v = share_of(s, to, back);
        if (has(v))
            shares[n++] = v;
    }
    return n >= 2 ? num_median(shares, (size_t)n) : MISSING;
}

/* Owed by now, or only still to go? Once the checkpoint has come what is short is owed; before it, when
 * less is done than usually by then (without history: than the share of time). A growth or a rate holds
 * at every time. */
static bool is_due(spot s, const checkpoint *r, period at)
{
    period to;
    double share = MISSING;
    if (!has(r->owed))
        return r->owed_pp > 0;
    if (!(r->owed > 0) || r->months_left <= 0)
        return r->owed > 0;
    if (at.f == FREQ_M && period_point(at, s.t.f, &to))
        share = usual_share(s, to);
    if (!has(share))
        share = (1 - r->months_left / months_until(at)) * 100;
    return has(r->done) && gap_of(share, r->done) > 0;
}

/* `own`: what is stored for the point; `y`: for the year. */
static checkpoint check_against(spot s, period at, const target *own, const year_target *y)
{
    checkpoint r = {.target = MISSING,
                    .done = MISSING,
                    .owed = MISSING,
                    .surplus = MISSING,
                    .owed_pp = MISSING,
                    .required_per_month = MISSING,
                    .required_growth = MISSING,
                    .max_ever_per_month = MISSING};
    target_class class = target_class_of(s.ind);
    bool past = months_until(at) < period_last_month(s.t);
    const target *t = own->given ? own : &y->stored;
    bool by_growth = judged_by_growth(s.ind, t);
    r.target = target_level_at(s, at, y, own, class);
    r.exists = class == CLASS_CEILING ? own->given : own->given || y->stored.given;
    if (!r.exists)
        return r;
    spot now;
    if (!at_checkpoint(s, at, &r.months_left, &now))
        return r;
    double level = class == CLASS_LEVEL ? value_at(now).level : cumulative_at(now);
    target g = *t;
    if (!has(g.growth))
        g.growth = y->growth;
    if (class == CLASS_CEILING)
        judge_ceiling(now, &r, level);
    else if (class == CLASS_LEVEL && has(r.target) && !growth_says(s.ind, &g))
        judge_rate(now, &r, t, level);
    else if (class != CLASS_LEVEL && has(r.target) && (!by_growth || may_derive(s)))
        judge_level(now, &r, class, at, level);
    else {
        if (class != CLASS_LEVEL)
            r.target = MISSING;
        judge_growth(now, &r, &g, at);
    }
    if ((by_growth || t->assess == ASSESS_BOTH) && !has(r.owed_pp) && class != CLASS_CEILING) {
        double v = growth_at(now).g;
        r.owed_pp = target_below(s.ind, t) ? v - g.growth : g.growth - v;
    }
    r.due = is_due(now, &r, at);
    if (class == CLASS_FLOW)
        r.max_ever_per_month = max_month(s);
    if (past)
        r.required_per_month = r.required_growth = MISSING;
    return r;
}

checkpoint checkpoint_at(spot s, period at)
{
    year_target y = target_of_year(s);
    target own = target_stored(s, at);
    return check_against(s, at, &own, &y);
}

bool target_stands(spot s, period at, tier level, target_standing *ret)
{
    bool year = period_last_month(at) == 12;
    double left;
    spot judged;
    *ret = (target_standing){s.t, MISSING, MISSING, MISSING, MISSING, STATE_NONE};
    if (period_year(s.t) != period_year(at) ||
        (!year && period_last_month(at) > period_last_month(s.t)) ||
        !at_checkpoint(s, at, &left, &judged))
        return false;
    target own = target_tier(s, at, level), whole = target_tier(s, month_of(s, 12), level);
    year_target y = whole.given ? year_target_from(s, whole) : target_of_year(s);
    checkpoint k = check_against(s, at, &own, &y);
    ret->at = judged.t;
    ret->level = value_at(judged).level;
    ret->growth = growth_at(judged).g;
    ret->done = k.done;
    ret->owed_pp = k.owed_pp;
    ret->state = k.state;
    return true;
}

/* ---- progress ---- */
progress progress_at(spot s, const year_target *t)
{
    progress r = {MISSING, MISSING, MISSING, MISSING};
    target_class class = target_class_of(s.ind);
    if (class == CLASS_LEVEL)
        return r;
    r.time = period_last_month(s.t) / 12.0 * 100;
    period end = year_end(s.ind, s.t);
    r.last_year = share_of(s, end, 1);
    r.usual = usual_share(s, end);
    if (class == CLASS_CEILING || !has(t->level) ||
        (class == CLASS_FLOW && t->by_growth && !may_derive(s)))
        return r;
    double now = cumulative_at(s), s0 = class == CLASS_STOCK ? stock_start(s) : 0;
    if (t->level != s0)
        r.of_target = (now - s0) / (t->level - s0) * 100;
    return r;
}

ceiling ceiling_at(spot s, const year_target *t)
{
    ceiling r = {MISSING, MISSING, MISSING};
    double now = cumulative_at(s);
    int left = 12 - period_last_month(s.t);
    if (target_class_of(s.ind) != CLASS_CEILING || !has(t->level) || !has(now))
        return r;
    if (t->level > 0)
        r.used = now / t->level * 100;
    r.room = gap_of(t->level, now);
    if (left > 0)
        r.per_month = fmax(0, r.room) / left;
    return r;
}

double target_owed_pp(spot s, const year_target *t, double g, double level)
{
    bool lower = target_below(s.ind, &t->stored);
    if (measure_by_points(s.ind) ||
        (s.ind->nature == NATURE_INDEX && s.ind->index_base != IDX_LY)) {
        double gap = t->stored.level - level;
        return lower ? -gap : gap;
    }
    if (target_class_of(s.ind) == CLASS_CEILING || !has(t->growth))
        return MISSING;
    return lower ? g - t->growth : t->growth - g;
}
