#include "project/remaining.h"
#include "num/num.h"

#define MONTHS 12

static double known(double v)
{
    return has(v) ? v : 0;
}

static int32_t month_of_year(int32_t month, int of)
{
    return month - month % MONTHS + of;
}

/* ---- one project ---- */
bool invest_in_library(const invest_project *p, int32_t month)
{
    return p->entered != INVEST_NONE && p->entered <= month &&
           (p->left == INVEST_NONE || p->left > month);
}

bool invest_halted(const invest_project *p, int32_t month)
{
    return p->stopped == INVEST_ALWAYS || (p->stopped != INVEST_NONE && p->stopped <= month);
}

bool invest_counts(const invest_project *p, int32_t month)
{
    return invest_in_library(p, month) && !invest_halted(p, month) && has(p->total);
}

/* From the place of a month on, up to that of another: both within the array. */
static uint32_t place_from(const invest_project *p, int32_t month)
{
    int64_t at = (int64_t)month - p->first;
    return at < 0 ? 0 : at < p->n ? (uint32_t)at : p->n;
}

static uint32_t place_after(const invest_project *p, int32_t month)
{
    return month == INT32_MAX ? p->n : place_from(p, month + 1);
}

static double sum_of(const double *v, uint32_t from, uint32_t to)
{
    double sum = 0;
    for (uint32_t i = from; v && i < to; i++)
        sum += known(v[i]);
    return sum;
}

double invest_actual(const invest_project *p, int32_t from, int32_t to)
{
    return sum_of(p->actual, place_from(p, from), place_after(p, to));
}

/* What a series says of a month; not there: NaN. */
static double in_month(const invest_project *p, const double *v, int32_t month)
{
    int64_t at = (int64_t)month - p->first;
    return v && at >= 0 && at < p->n ? v[at] : MISSING;
}

static double in_month_or_0(const invest_project *p, const double *v, int32_t month)
{
    return known(in_month(p, v, month));
}

bool invest_reported(const invest_project *p, int32_t month)
{
    return has(in_month(p, p->actual, month));
}

double invest_total(const invest_project *p, int32_t month)
{
    if (month == p->at)
        return p->total_at;
    return p->total - sum_of(p->adjust, place_after(p, month), p->n);
}

/* What stands in `before` is counted once; months within it can be taken out again. */
double invest_done(const invest_project *p, int32_t month)
{
    if (month == p->at)
        return p->done_at;
    if (!has(p->before) || p->before_to == INVEST_NONE)
        return known(p->before) + invest_actual(p, INT32_MIN, month);
    if (month >= p->before_to)
        return p->before + invest_actual(p, p->before_to + 1, month);
    return p->before - invest_actual(p, month + 1, p->before_to);
}

void invest_settle(invest_project *p, int32_t month)
{
    p->at = 0;
    p->total_at = invest_total(p, month);
    p->done_at = invest_done(p, month);
    p->at = month;
}

/* What decimals leave behind when they cancel each other is nothing. */
static double snapped(const invest_project *p, double v)
{
    return fabs(v) <= 1e-12 * fabs(p->total) ? 0 : v;
}

static double rest_at(const invest_project *p, int32_t month)
{
    return snapped(p, invest_total(p, month) - known(p->land) - invest_done(p, month));
}

double invest_remaining(const invest_project *p, int32_t month)
{
    double left = rest_at(p, month);
    return has(left) ? fmax(0, left) : MISSING;
}

/* ---- R ---- */
static void add_standing(const invest_project *p, int32_t month, invest_standing *add)
{
    bool halted = invest_halted(p, month);
    add->in_library++;
    add->stopped += halted;
    add->silent += !halted && !invest_reported(p, month);
    add->without_total += !halted && !has(p->total);
    if (halted || !has(p->total))
        return;
    double rest = rest_at(p, month);
    add->counted++;
    add->finished += rest <= 0;
    add->total += invest_total(p, month);
    add->done += invest_done(p, month);
    add->remaining += fmax(0, rest);
    add->overrun += fmax(0, -rest);
}

void invest_standing_add(const invest_project *p, size_t n, int32_t month, invest_standing *add)
{
    for (size_t i = 0; i < n; i++)
        if (invest_in_library(&p[i], month))
            add_standing(&p[i], month, add);
}

/* From the last month backwards, so that each month of a project is looked at once. */
static void add_trend(const invest_project *p, int32_t last, uint32_t count, double *add)
{
    double rest = rest_at(p, last);
    int32_t month = last;
    for (uint32_t i = count; i-- > 0; month--) {
        if (invest_counts(p, month))
            add[i] += fmax(0, rest);
        rest = snapped(p, rest + in_month_or_0(p, p->actual, month) -
                              in_month_or_0(p, p->adjust, month));
    }
}

void invest_trend_add(const invest_project *p, size_t n, int32_t last, uint32_t count, double *add)
{
    for (size_t i = 0; i < n; i++)
        if (p[i].entered != INVEST_NONE && has(p[i].total))
            add_trend(&p[i], last, count, add);
}

/* Sums in floating point may differ in the last place: that is no fall. */
uint32_t invest_falling(const double *remaining, uint32_t count)
{
    uint32_t k = 0;
    while (k + 1 < count && remaining[count - 1 - k] < remaining[count - 2 - k] &&
           !num_same(remaining[count - 1 - k], remaining[count - 2 - k]))
        k++;
    return k;
}

/* ---- F29 ---- */
/* One month: `rest` is the total less what is done at its end. */
static void change_in(const invest_project *p, int32_t month, double rest, invest_change *add)
{
    bool was = invest_counts(p, month - 1), is = invest_counts(p, month);
    if (!was && !is)
        return;
    double did = in_month_or_0(p, p->actual, month);
    double adjusted = was ? in_month_or_0(p, p->adjust, month) : 0;
    /* what came in during the month stands as it was adjusted in it */
    double begun = snapped(p, rest + did - adjusted), opening = fmax(0, begun),
           left = fmax(0, rest);
    add->invested += did;
    add->adjusted += adjusted;
    add->entered += was ? 0 : opening;
    add->overrun += fmax(0, -rest) - fmax(0, -begun);
    if (!is && invest_in_library(p, month))
        add->stopped += left;
    else if (!is)
        add->left += left;
}

/* From the last month backwards, as the trend. */
static void change_of(const invest_project *p, int32_t from, int32_t to, invest_change *add)
{
    double rest = rest_at(p, to);
    add->after += invest_counts(p, to) ? fmax(0, rest) : 0;
    for (int32_t month = to; month > from; month--) {
        change_in(p, month, rest, add);
        rest = snapped(p, rest + in_month_or_0(p, p->actual, month) -
                              in_month_or_0(p, p->adjust, month));
    }
    add->before += invest_counts(p, from) ? fmax(0, rest) : 0;
}

void invest_change_add(const invest_project *p, size_t n, int32_t from, int32_t to,
                       invest_change *add)
{
    for (size_t i = 0; i < n; i++)
        if (p[i].entered != INVEST_NONE && has(p[i].total))
            change_of(&p[i], from, to, add);
}

/* ---- what can be done ---- */
const char *invest_pace_name(invest_pace p)
{
    static const char *const names[] = {"unknown", "plan", "capacity", "months", "rate"};
    return names[p];
}

static double active_mean(const invest_project *p, int32_t t)
{
    double sum = 0;
    uint32_t n = 0;
    uint32_t end = place_after(p, t);
    for (uint32_t i = place_from(p, t - INVEST_ACTIVE_MONTHS + 1); p->actual && i < end; i++)
        if (p->actual[i] > 0) {
            sum += p->actual[i];
            n++;
        }
    return n ? sum / n : MISSING;
}

static double capacity(const invest_project *p, const invest_window *w, invest_pace *ret)
{
    double mean = has(p->capacity) ? MISSING : active_mean(p, w->t);
    *ret = has(p->capacity)                      ? PACE_FIELD
           : has(mean)                           ? PACE_MONTHS
           : has(w->first_year) && has(p->total) ? PACE_RATE
                                                 : PACE_UNKNOWN;
    switch (*ret) {
    case PACE_FIELD:
        return p->capacity;
    case PACE_MONTHS:
        return mean;
    case PACE_RATE:
        return p->total * w->first_year / 100 / MONTHS;
    default:
        return MISSING;
    }
}

/* What it would do from … to if nothing ran out. */
static double pace_over(const invest_project *p, double a_month, int32_t from, int32_t to,
                        bool *ret_planned)
{
    double sum = 0;
    int32_t last = from - 1;
    for (int32_t month = from; p->plan && month <= to; month++)
        if (has(in_month(p, p->plan, month))) {
            sum += in_month(p, p->plan, month);
            last = month;
        }
    *ret_planned = last >= from;
    return sum + (last < to ? known(a_month) * (to - last) : 0);
}

/* From the first month in which it can: months before `from` use up what remains. */
static invest_doing doing(const invest_project *p, const invest_window *w, int32_t first)
{
    invest_doing r = {0, MISSING, PACE_UNKNOWN};
    bool planned, ignored;
    int32_t from = w->from > first ? w->from : first;
    double rest = invest_remaining(p, w->t);
    r.capacity = capacity(p, w, &r.pace);
    if (first < from)
        rest = fmax(0, rest - fmax(0, pace_over(p, r.capacity, first, from - 1, &ignored)));
    double can = fmax(0, pace_over(p, r.capacity, from, w->to, &planned));
    if (planned)
        r.pace = PACE_PLAN;
    r.amount = has(rest) ? fmin(rest, can) : 0;
    return r;
}

invest_doing invest_executable(const invest_project *p, const invest_window *w)
{
    return doing(p, w, w->t + 1);
}

bool invest_expected(const invest_project *p, const invest_window *w)
{
    return p->expected != INVEST_NONE && p->expected > w->t && p->expected <= w->to &&
           !invest_in_library(p, w->t) && !invest_halted(p, w->t);
}

invest_doing invest_entry(const invest_project *p, const invest_window *w)
{
    invest_doing r = doing(p, w, p->expected);
    r.amount *= known(p->probability) / 100;
    return r;
}

bool invest_overdue(const invest_project *p, int32_t t)
{
    return p->expected != INVEST_NONE && p->expected <= t &&
           (p->entered == INVEST_NONE || p->entered > t) && !invest_halted(p, t);
}

/* Entered before the months begin: what it did at first is somewhere in `before`. */
static bool begun_before(const invest_project *p)
{
    return p->before > 0 && p->before_to >= p->entered && (!p->n || p->first > p->entered);
}

bool invest_first_of(const invest_project *p, int32_t t, uint32_t months, double *ret_done)
{
    int32_t last = p->entered + (int32_t)months - 1;
    if (p->entered == INVEST_NONE || p->apart || !(p->total > 0) ||
        p->entered <= t - INVEST_ENTRY_MONTHS || last > t || begun_before(p))
        return false;
    *ret_done = invest_actual(p, p->entered, last);
    return true;
}

void invest_first_add(const invest_project *p, size_t n, int32_t t, uint32_t months,
                      invest_rate *add)
{
    for (size_t i = 0; i < n; i++) {
        double done;
        if (!invest_first_of(&p[i], t, months, &done))
            continue;
        add->projects++;
        add->done += done;
        add->total += p[i].total;
    }
    add->percent = add->total > 0 ? add->done / add->total * 100 : MISSING;
}

/* ---- how far it carries ---- */
double invest_scaled(double level, double base_now, double last_year_now)
{
    return last_year_now > 0 ? level * base_now / last_year_now : MISSING;
}

double invest_base_of_target(double level, double growth)
{
    return growth > -100 ? level / (1 + growth / 100) : MISSING;
}

double invest_estimate(double base_rest, double growth)
{
    return base_rest >= 0 && growth >= -100 ? base_rest * (1 + growth / 100) : MISSING;
}

static void fill_targets(const invest_known *k, invest_support *r)
{
    r->target_level = k->target_level;
    r->target_growth = k->growth;
    if (!has(r->target_level))
        r->target_level = k->base * (1 + k->growth / 100);
    if (!has(r->target_growth))
        r->target_growth = num_growth(k->target_level, k->base);
}

static double above_zero(double v)
{
    return has(v) ? fmax(0, v) : MISSING;
}

static double by_rate(double missing, double percent)
{
    return missing == 0 ? 0 : percent > 0 ? missing / (percent / 100) : MISSING;
}

invest_support invest_support_of(const invest_known *k)
{
    invest_support r = {.partial = !has(k->real_estate) || !has(k->below)};
    double stock = known(k->real_estate) + known(k->below) + k->executable;
    double all = stock + k->expected;
    fill_targets(k, &r);
    double short_of = r.target_level - k->level;
    r.reached = short_of <= 0;
    r.required = above_zero(short_of);
    r.level_stock = k->level + stock;
    r.level_max = k->level + all;
    r.growth_stock = num_growth(r.level_stock, k->base);
    r.growth_max = num_growth(r.level_max, k->base);
    r.ratio = r.required > 0 ? all / r.required * 100 : MISSING;
    r.missing_stock = above_zero(r.required - stock);
    r.missing = above_zero(r.required - all);
    r.entries = by_rate(r.missing, k->first_year);
    r.entries_stock = by_rate(r.missing_stock, k->first_year);
    r.entries_in_horizon = by_rate(r.missing, k->in_horizon);
    return r;
}

/* ---- a year by entry ---- */
invest_year invest_year_of(const invest_project *p, int32_t t)
{
    int32_t january = month_of_year(t, 0);
    invest_year r = {0};
    bool gone = p->left != INVEST_NONE && p->left < january;
    if (p->entered == INVEST_NONE || p->entered > t || gone) {
        r.outside = invest_actual(p, january, t);
        return r;
    }
    int32_t last = p->left != INVEST_NONE && p->left < t ? p->left : t;
    r.enters = p->entered >= january;
    r.leaves = p->left != INVEST_NONE && p->left <= t;
    r.inside = invest_actual(p, january, last);
    r.early = r.enters ? invest_actual(p, january, p->entered - 1) : 0;
    r.late = last < t ? invest_actual(p, last + 1, t) : 0;
    return r;
}

/* ---- F57 ---- */
invest_joined invest_join(double total, const double *domains, size_t n, const double *overlaps,
                          size_t m)
{
    invest_joined r = {0};
    num_adder sum = {0};
    for (size_t i = 0; i < n; i++)
        if (has(domains[i]))
            num_add(&sum, domains[i]);
        else
            r.missing++;
    r.sum = sum.sum + sum.lost;
    r.overlaps = num_sum(overlaps, m);
    r.joined = r.sum - r.overlaps;
    r.unexplained = total - r.joined;
    return r;
}
