/* Rows of a type that invests, as plain figures. */
#include "flow/investment.h"
#include "base/str.h"
#include "model/cell.h"
#include "num/num.h"

/* Months that any answer looks at, before and after the one asked: last year's, 24 of entries, a horizon. */
#define MONTHS_BACK 36
#define MONTHS_ON 24
#define ENTER_FROM_YUAN 5000000 /* 500 万元: what a project must cost to be counted one by one */

/* ---- the type ---- */
typedef struct seeking {
    const char *code;
} seeking;

static bool seek(cx *c, void *user, const ledger_type *t)
{
    seeking *s = user;
    if (s->code || !t->investment.is)
        return true;
    return (s->code = cx_strdup(c, t->code)) != NULL;
}

static bool open_type(cx *c, const desk *d, str type, investment *v)
{
    seeking s = {NULL};
    if (!type.n) {
        TRY(ledgers_each_type(c, d, seek, &s));
        if (!s.code)
            return fail(c, ERR_UNKNOWN, "没有登记投资的台账",
                        "no ledger has the member “investment”");
        type = str_of(s.code);
    }
    TRY(ledger_open(c, d, type, &v->h));
    v->what = &v->h.type->investment;
    return v->what->is ||
           fail(c, ERR_USAGE, "台账 " STR_FMT " 没有“investment”一项，不能测算投资",
                "ledger " STR_FMT " has no member “investment”: its rows invest nothing",
                STR_ARG(v->h.type->code));
}

ind_id investment_indicator(const investment *v, str code)
{
    ind_id i = code.n ? catalog_ind(v->d->k, code) : ID_NONE;
    return i != ID_NONE && desk_sees(v->d, v->area, i) ? i : ID_NONE;
}

bool investment_spot(const investment *v, ind_id ind, spot *ret)
{
    if (ind == ID_NONE || !v->d->p)
        return false;
    *ret = spot_at(v->d->p, ind, v->area, v->t);
    return period_point(v->t, ret->ind->freqs[0], &ret->t) &&
           period_exists(ret->ind, ret->b, ret->t);
}

/* ---- units ---- */
typedef struct scales {
    double total, before, land, capacity, series, adjust;
} scales;

/* By what an amount of `from` is multiplied. */
static bool scale_of(cx *c, const investment *v, str from, str to, double *ret)
{
    dec one, out;
    MUST(dec_parse(S("1"), &one) == DEC_OK);
    *ret = 1;
    if (!from.n || str_eq(from, to))
        return true;
    if (unit_convert(v->d->k->units, one, from, to, &out) != UNIT_OK)
        return fail(c, ERR_DATA, "台账 " STR_FMT "：“" STR_FMT "”不能换算成“" STR_FMT "”",
                    "ledger " STR_FMT ": \"" STR_FMT "\" does not convert to \"" STR_FMT "\"",
                    STR_ARG(v->h.type->code), STR_ARG(from), STR_ARG(to));
    *ret = dec_double(out);
    return true;
}

static str unit_of_field(const ledger_type *t, uint32_t field)
{
    return field == UINT32_MAX ? S("") : t->fields[field].unit;
}

static bool scales_of(cx *c, investment *v, scales *ret)
{
    const ledger_type *t = v->h.type;
    const type_investment *w = v->what;
    ind_id ind = catalog_ind(v->d->k, w->indicator);
    if (ind == ID_NONE)
        return catalog_no_ind(c, w->indicator);
    str to = v->d->k->inds[ind].unit;
    double yuan;
    ret->capacity = 1;
    TRY(scale_of(c, v, unit_of_field(t, w->total), to, &ret->total) &&
        scale_of(c, v, unit_of_field(t, w->before), to, &ret->before) &&
        scale_of(c, v, unit_of_field(t, w->land), to, &ret->land) &&
        scale_of(c, v, t->series[w->series].unit, to, &ret->series) &&
        scale_of(c, v, w->adjust == UINT32_MAX ? S("") : t->series[w->adjust].unit, to,
                 &ret->adjust));
    /* 亿元 and 亿元/月 are both said of what can be done a month */
    str capacity = unit_of_field(t, w->capacity), whole = capacity;
    TRY(!str_split(&whole, '/', &capacity) || scale_of(c, v, capacity, to, &ret->capacity));
    TRY(scale_of(c, v, S("元"), to, &yuan));
    v->enter_from = has(w->enter_from) ? w->enter_from * ret->total : ENTER_FROM_YUAN * yuan;
    return true;
}

/* ---- where a row lies ---- */
static bool inside(const investment *v, area_id a)
{
    for (; a != ID_NONE; a = v->d->k->areas[a].parent)
        if (a == v->area)
            return true;
    return false;
}

/* Rows without an area are the desk's own. */
static bool row_inside(const investment *v, uint32_t row)
{
    str code = book_get(v->h.b, row, v->h.type->area).text;
    return inside(v, code.n ? catalog_area(v->d->k, code) : v->d->home);
}

/* Areas are entered: each of them is looked up once. */
typedef struct places {
    const book_column *column;
    char *in; /* by value: 0 = not looked up, 1 = outside, 2 = inside */
} places;

static bool places_new(cx *c, const investment *v, places *ret)
{
    *ret = (places){&v->h.b->columns[v->h.type->area], NULL};
    ret->in = cx_alloc(c, ret->column->n_values + 1);
    return ret->in != NULL;
}

static bool row_in_place(const investment *v, uint32_t row, const places *m)
{
    if (v->h.type->fields[v->h.type->area].formula)
        return row_inside(v, row);
    char *in = &m->in[book_entered(v->h.b, row, v->h.type->area) - m->column->values];
    if (!*in)
        *in = row_inside(v, row) ? 2 : 1;
    return *in == 2;
}

/* ---- one row ---- */
static double amount(const investment *v, uint32_t row, uint32_t field, double scale)
{
    return field == UINT32_MAX ? MISSING : book_get(v->h.b, row, field).num * scale;
}

static int32_t month(const investment *v, uint32_t row, uint32_t field)
{
    period p;
    if (field == UINT32_MAX)
        return INVEST_NONE;
    expr_value at = book_get(v->h.b, row, field);
    if (at.kind == EXPR_DATE)
        return has(at.num) ? period_as_month((period){FREQ_D, (int32_t)at.num}).ord : INVEST_NONE;
    return period_parse_iso(at.text, &p) ? period_as_month(p).ord : INVEST_NONE;
}

static int32_t stop_of(const investment *v, uint32_t row)
{
    uint32_t f = v->what->stopped;
    if (f == UINT32_MAX || v->h.type->fields[f].kind != FIELD_FLAG)
        return month(v, row, f);
    return book_get(v->h.b, row, f).num > 0 ? INVEST_ALWAYS : INVEST_NONE;
}

/* The first point of a series or of a later one. */
static const book_point *first_of(const book_row *r, uint32_t series)
{
    uint32_t lo = 0, hi = r->n_points;
    if (!hi || r->points[0].series >= series)
        return r->points;
    if (r->points[hi - 1].series < series)
        return r->points + hi;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (r->points[mid].series < series)
            lo = mid + 1;
        else
            hi = mid;
    }
    return r->points + lo;
}

/* Points of one series of a row within the months that are looked at. */
typedef struct stretch {
    const book_point *from, *to;
    double before, after; /* actuals of months that lie outside */
} stretch;

/* What came before `since` stands elsewhere already. */
static stretch stretch_of(const book_row *r, uint32_t series, int32_t t, int32_t since)
{
    const book_point *p = first_of(r, series), *end = r->points + r->n_points;
    stretch s = {0};
    for (; p < end && p->series == series && p->ord < t - MONTHS_BACK; p++)
        s.before += has(p->actual) && p->ord > since ? p->actual : 0;
    for (s.from = p; p < end && p->series == series && p->ord <= t + MONTHS_ON;)
        p++;
    for (s.to = p; p < end && p->series == series; p++)
        s.after += has(p->actual) ? p->actual : 0;
    return s;
}

/* An array by month of what the points say; NULL where they say nothing. */
static bool laid_out(cx *c, const stretch *s, bool plan, double scale, const invest_project *p,
                     const double **ret)
{
    double *out = NULL;
    for (const book_point *at = s->from; at < s->to; at++) {
        double v = plan ? at->plan : at->actual;
        if (!has(v))
            continue;
        if (!out) {
            TRY(out = cx_alloc(c, p->n * sizeof *out));
            for (uint32_t i = 0; i < p->n; i++)
                out[i] = MISSING;
        }
        out[at->ord - p->first] = v * scale;
    }
    *ret = out;
    return true;
}

static void span(const stretch *s, int32_t *first, int32_t *last)
{
    if (s->from == s->to)
        return;
    *first = s->from->ord < *first ? s->from->ord : *first;
    *last = s->to[-1].ord > *last ? s->to[-1].ord : *last;
}

/* Both series of a row, by month; what lies long before stands in `before` then. */
static bool read_months(cx *c, const investment *v, uint32_t row, const scales *s,
                        invest_project *p)
{
    const book_row *r = &v->h.b->rows[row];
    int32_t t = v->t.ord, first = INT32_MAX, last = INT32_MIN;
    int32_t since = has(p->before) ? p->before_to : INVEST_NONE;
    stretch done = stretch_of(r, v->what->series, t, since);
    stretch adjusted = stretch_of(r, v->what->adjust, t, since);
    span(&done, &first, &last);
    span(&adjusted, &first, &last);
    p->first = first;
    p->n = last >= first ? (uint32_t)(last - first + 1) : 0;
    p->total -= adjusted.after * s->adjust;
    if (done.before != 0) {
        p->before_to =
            has(p->before) && p->before_to == INVEST_NONE ? INVEST_NONE : t - MONTHS_BACK - 1;
        p->before = done.before * s->series + (has(p->before) ? p->before : 0);
    }
    return laid_out(c, &done, false, s->series, p, &p->actual) &&
           laid_out(c, &done, true, s->series, p, &p->plan) &&
           laid_out(c, &adjusted, false, s->adjust, p, &p->adjust);
}

static bool read_row(cx *c, const investment *v, uint32_t row, const scales *s, invest_project *p)
{
    const type_investment *w = v->what;
    *p = (invest_project){
        .total = amount(v, row, w->total, s->total),
        .before = amount(v, row, w->before, s->before),
        .land = amount(v, row, w->land, s->land),
        .capacity = amount(v, row, w->capacity, s->capacity),
        .probability = w->probability == UINT32_MAX ? 100 : amount(v, row, w->probability, 1),
        .before_to = month(v, row, w->before_to),
        .entered = month(v, row, w->entered),
        .left = month(v, row, w->left),
        .expected = month(v, row, w->expected),
        .stopped = stop_of(v, row)};
    return read_months(c, v, row, s, p);
}

/* ---- all of them ---- */
static bool pick_rows(cx *c, investment *v)
{
    const book *b = v->h.b;
    places in;
    TRY(places_new(c, v, &in) && (v->rows = cx_alloc(c, (b->n + 1) * sizeof *v->rows)));
    for (uint32_t i = 0; i < b->n; i++) {
        if (b->rows[i].withdrawn || !row_in_place(v, i, &in))
            continue;
        if (!ledger_row_seen(&v->h, i)) {
            v->unseen += !v->h.type->private_; /* what is private is nobody else's to count */
            continue;
        }
        v->rows[v->n++] = i;
    }
    return true;
}

static bool read_rows(cx *c, investment *v)
{
    scales s = {0};
    TRY(scales_of(c, v, &s) && pick_rows(c, v));
    TRY(v->p = cx_alloc(c, (v->n + 1) * sizeof *v->p));
    for (size_t i = 0; i < v->n; i++) {
        TRY(read_row(c, v, v->rows[i], &s, &v->p[i]));
        invest_settle(&v->p[i], v->t.ord);
    }
    return true;
}

bool investment_open(cx *c, const desk *d, str type, str area, period at, investment *ret)
{
    MUST(at.f == FREQ_M);
    *ret = (investment){.d = d, .ind = ID_NONE, .real_estate = ID_NONE, .area = ID_NONE, .t = at};
    TRY(desk_need_area(c, d, area, &ret->area));
    if (open_type(c, d, type, ret)) {
        ret->ind = investment_indicator(ret, ret->what->indicator);
        ret->real_estate = investment_indicator(ret, ret->what->real_estate);
        if (read_rows(c, ret))
            return true;
    }
    investment_done(ret);
    return false;
}

void investment_done(investment *v)
{
    ledger_done(&v->h);
}

uint32_t investment_domains(const investment *v, size_t i, uint32_t *ret, uint32_t max)
{
    uint32_t n = 0;
    if (v->what->domain == UINT32_MAX)
        return 0;
    str rest = book_get(v->h.b, v->rows[i], v->what->domain).text, one;
    while (rest.n && n < max && str_split(&rest, ';', &one))
        for (uint32_t k = 0; k < v->what->n_domains && n < max; k++)
            if (str_eq(v->what->domains[k].domain, one)) {
                ret[n++] = k;
                break;
            }
    return n;
}
