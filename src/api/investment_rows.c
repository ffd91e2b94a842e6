/* Which projects make up a number: one row of a table says who counts in it, and with what. */
#include "api/investment.h"
#include "base/str.h"
#include "num/num.h"

typedef struct asking {
    const investment *v;
    const invest_outlook *o; /* NULL: of the link */
    uint32_t domain;
} asking;

/* Does project i count, and with what: the amounts of all add up to the number. */
typedef bool (*part_fn)(const asking *a, size_t i, double *ret);

static const invest_project *project(const asking *a, size_t i)
{
    return &a->v->p[i];
}

static int32_t now(const asking *a)
{
    return a->v->t.ord;
}

/* ---- of what remains ---- */
static bool of_remaining(const asking *a, size_t i, double *ret)
{
    *ret = invest_remaining(project(a, i), now(a));
    return invest_counts(project(a, i), now(a));
}

static bool of_finished(const asking *a, size_t i, double *ret)
{
    return of_remaining(a, i, ret) && !(*ret > 0);
}

static bool of_overrun(const asking *a, size_t i, double *ret)
{
    const invest_project *p = project(a, i);
    double land = has(p->land) ? p->land : 0;
    *ret = invest_done(p, now(a)) + land - invest_total(p, now(a));
    return invest_counts(p, now(a)) && *ret > 0;
}

static bool of_halted(const asking *a, size_t i, double *ret)
{
    const invest_project *p = project(a, i);
    *ret = invest_remaining(p, now(a));
    return invest_in_library(p, now(a)) && invest_halted(p, now(a));
}

static bool of_without_total(const asking *a, size_t i, double *ret)
{
    const invest_project *p = project(a, i);
    *ret = invest_done(p, now(a));
    return invest_in_library(p, now(a)) && !invest_halted(p, now(a)) && !has(p->total);
}

static bool of_silent(const asking *a, size_t i, double *ret)
{
    const invest_project *p = project(a, i);
    *ret = invest_remaining(p, now(a));
    return invest_in_library(p, now(a)) && !invest_halted(p, now(a)) && !invest_reported(p, now(a));
}

static bool of_executable(const asking *a, size_t i, double *ret)
{
    const invest_project *p = project(a, i);
    if (p->apart || !invest_counts(p, now(a)))
        return false;
    *ret = invest_executable(p, &a->o->window).amount;
    return true;
}

static bool of_unknown_pace(const asking *a, size_t i, double *ret)
{
    const invest_project *p = project(a, i);
    *ret = invest_remaining(p, now(a));
    return !p->apart && invest_counts(p, now(a)) &&
           invest_executable(p, &a->o->window).pace == PACE_UNKNOWN;
}

static bool of_expected(const asking *a, size_t i, double *ret)
{
    const invest_project *p = project(a, i);
    if (p->apart || !invest_expected(p, &a->o->window))
        return false;
    *ret = invest_entry(p, &a->o->window).amount;
    return true;
}

static bool of_overdue(const asking *a, size_t i, double *ret)
{
    const invest_project *p = project(a, i);
    *ret = invest_remaining(p, now(a));
    return !p->apart && invest_overdue(p, now(a));
}

static bool of_first_year(const asking *a, size_t i, double *ret)
{
    return invest_first_of(project(a, i), now(a), 12, ret);
}

static bool of_in_horizon(const asking *a, size_t i, double *ret)
{
    int m = a->o->months;
    return invest_first_of(project(a, i), now(a), m < 1 ? 1 : m > 12 ? 12 : (uint32_t)m, ret);
}

static bool of_apart(const asking *a, size_t i, double *ret)
{
    return project(a, i)->apart && of_remaining(a, i, ret);
}

/* ---- of its change ---- */
static invest_change changed(const asking *a, size_t i, int32_t from)
{
    invest_change r = {0};
    invest_change_add(project(a, i), 1, from, now(a), &r);
    return r;
}

static invest_change of_month(const asking *a, size_t i)
{
    return changed(a, i, now(a) - 1);
}

static invest_change of_year(const asking *a, size_t i)
{
    return changed(a, i, now(a) - now(a) % 12 - 1);
}

#define CHANGE(field)                                                                              \
    static bool month_##field(const asking *a, size_t i, double *ret)                              \
    {                                                                                              \
        *ret = of_month(a, i).field;                                                               \
        return *ret != 0;                                                                          \
    }                                                                                              \
    static bool year_##field(const asking *a, size_t i, double *ret)                               \
    {                                                                                              \
        *ret = of_year(a, i).field;                                                                \
        return *ret != 0;                                                                          \
    }
CHANGE(entered)
CHANGE(invested)
CHANGE(left)
CHANGE(stopped)
CHANGE(adjusted)
CHANGE(overrun)
#undef CHANGE

/* ---- of the link ---- */
static invest_year this_year(const asking *a, size_t i)
{
    return invest_year_of(project(a, i), now(a));
}

static bool of_inside(const asking *a, size_t i, double *ret)
{
    *ret = this_year(a, i).inside;
    return *ret != 0;
}

static bool of_entered(const asking *a, size_t i, double *ret)
{
    invest_year y = this_year(a, i);
    *ret = y.inside;
    return y.enters;
}

static bool of_early(const asking *a, size_t i, double *ret)
{
    *ret = this_year(a, i).early;
    return *ret != 0;
}

static bool of_left(const asking *a, size_t i, double *ret)
{
    invest_year y = this_year(a, i);
    *ret = y.inside;
    return y.leaves;
}

static bool of_late(const asking *a, size_t i, double *ret)
{
    *ret = this_year(a, i).late;
    return *ret != 0;
}

static bool of_outside(const asking *a, size_t i, double *ret)
{
    *ret = this_year(a, i).outside;
    return *ret != 0;
}

static bool of_should_enter(const asking *a, size_t i, double *ret)
{
    invest_year y = this_year(a, i);
    *ret = y.outside;
    return investment_should_enter(a->v, i, &y);
}

static bool in_domain(const asking *a, size_t i, double *ret)
{
    uint32_t at[40], n = investment_domains(a->v, i, at, COUNT_OF(at));
    *ret = this_year(a, i).inside;
    bool is = !n && a->domain == UINT32_MAX;
    for (uint32_t k = 0; k < n; k++)
        is |= at[k] == a->domain;
    return is && *ret != 0;
}

static const struct part {
    const char *name;
    bool link;
    part_fn fn;
} parts[] = {
    {"remaining", false, of_remaining},
    {"executable", false, of_executable},
    {"expected", false, of_expected},
    {"overdue", false, of_overdue},
    {"unknown_pace", false, of_unknown_pace},
    {"finished", false, of_finished},
    {"library_overrun", false, of_overrun},
    {"halted", false, of_halted},
    {"without_total", false, of_without_total},
    {"silent", false, of_silent},
    {"apart", false, of_apart},
    {"first_year", false, of_first_year},
    {"in_horizon", false, of_in_horizon},
    {"entered", false, month_entered},
    {"invested", false, month_invested},
    {"left", false, month_left},
    {"stopped", false, month_stopped},
    {"adjusted", false, month_adjusted},
    {"overrun", false, month_overrun},
    {"year_entered", false, year_entered},
    {"year_invested", false, year_invested},
    {"year_left", false, year_left},
    {"year_stopped", false, year_stopped},
    {"year_adjusted", false, year_adjusted},
    {"year_overrun", false, year_overrun},
    {"outside", true, of_outside},
    {"should_enter", true, of_should_enter},
    {"inside", true, of_inside},
    {"entered", true, of_entered},
    {"early", true, of_early},
    {"left", true, of_left},
    {"late", true, of_late},
    {"without_domain", true, in_domain},
};

/* ---- which was asked ---- */
#define DOMAIN_WORD "domain:"

static bool unknown_part(cx *c, const asking *a, str why)
{
    sb names CLEANUP(sb_done) = {0};
    sb_init(&names, 0);
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i].link == !a->o)
            sb_printf(&names, "%s%s", names.n ? " " : "", parts[i].name);
    if (!a->o)
        sb_putz(&names, " " DOMAIN_WORD "CODE");
    str s = sb_str(&names);
    return fail(c, ERR_USAGE, "why 不能是“" STR_FMT "”，可为：" STR_FMT,
                "why cannot be \"" STR_FMT "\"; it is one of: " STR_FMT,
                STR_ARG(str_sub(why, 0, 40)), STR_ARG(s));
}

static bool part_of(cx *c, asking *a, str why, part_fn *ret)
{
    const type_investment *w = a->v->what;
    a->domain = UINT32_MAX;
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i].link == !a->o && (!why.n || str_eqz(why, parts[i].name))) {
            *ret = parts[i].fn;
            return true;
        }
    *ret = in_domain;
    for (uint32_t i = 0; !a->o && str_starts(why, S(DOMAIN_WORD)) && i < w->n_domains; i++)
        if (str_eq(w->domains[i].domain, str_from(why, strlen(DOMAIN_WORD)))) {
            a->domain = i;
            return true;
        }
    return unknown_part(c, a, why);
}

/* ---- the rows ---- */
typedef struct found {
    double amount;
    uint32_t at;
} found;

/* Largest first, what is not known last; equal ones in the order of the ledger. */
static int cmp_found(const void *x, const void *y)
{
    const found *a = x, *b = y;
    double p = has(a->amount) ? a->amount : -INFINITY, q = has(b->amount) ? b->amount : -INFINITY;
    return p != q ? (p < q) - (p > q) : (a->at > b->at) - (a->at < b->at);
}

static void put_month(json *j, const char *key, int32_t month)
{
    if (month == INVEST_NONE)
        json_nil(j, key);
    else
        put_period(j, key, (period){FREQ_M, month});
}

/* How its pace was worked out: of what can be done, and of what is expected. */
static void put_pace(json *j, const asking *a, part_fn fn, const invest_project *p)
{
    invest_doing d = {0, MISSING, PACE_UNKNOWN};
    bool told = a->o && (fn == of_executable || fn == of_expected);
    if (told)
        d = fn == of_expected ? invest_entry(p, &a->o->window)
                              : invest_executable(p, &a->o->window);
    json_strz(j, "pace", told ? invest_pace_name(d.pace) : NULL);
    put_investment_figure(j, "capacity", d.capacity);
}

static bool put_row(cx *c, json *j, const asking *a, part_fn fn, const found *f)
{
    const invest_project *p = project(a, f->at);
    invest_year y = this_year(a, f->at);
    TRY(put_investment_row(c, j, a->v, f->at));
    put_investment_figure(j, "amount", f->amount);
    put_investment_figure(j, "total", invest_total(p, now(a)));
    put_investment_figure(j, "done", invest_done(p, now(a)));
    put_investment_figure(j, "remaining", invest_remaining(p, now(a)));
    put_month(j, "entered", p->entered);
    put_month(j, "left", p->left);
    put_month(j, "expected", p->expected);
    put_investment_figure(j, "probability", p->expected == INVEST_NONE ? MISSING : p->probability);
    put_pace(j, a, fn, p);
    json_bool(j, "should_enter", investment_should_enter(a->v, f->at, &y));
    json_end(j, '}');
    return true;
}

bool put_investment_rows(cx *c, json *j, const investment *v, const invest_outlook *o,
                         const investment_query *q)
{
    asking a = {.v = v, .o = o};
    found *list = cx_alloc(c, (v->n + 1) * sizeof *list);
    num_adder sum = {0};
    size_t n = 0;
    part_fn fn;
    TRY(list && part_of(c, &a, q->why, &fn));
    for (size_t i = 0; i < v->n; i++) {
        list[n].at = (uint32_t)i;
        if (!fn(&a, i, &list[n].amount))
            continue;
        if (has(list[n].amount))
            num_add(&sum, list[n].amount);
        n++;
    }
    qsort(list, n, sizeof *list, cmp_found);
    size_t from = q->cursor < n ? q->cursor : n, to = q->limit < n - from ? from + q->limit : n;
    json_str(j, "why", q->why.n ? q->why : str_of(o ? parts[0].name : "outside"));
    put_investment_figure(j, "amount", sum.sum + sum.lost);
    json_int(j, "total", (int64_t)n);
    if (to < n)
        json_int(j, "cursor", (int64_t)to);
    else
        json_nil(j, "cursor");
    json_arr(j, "rows");
    for (size_t i = from; i < to; i++)
        TRY(put_row(c, j, &a, fn, &list[i]));
    json_end(j, ']');
    return true;
}
