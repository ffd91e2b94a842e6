/* Rows of a type that invests, as plain figures. */
#include "flow/investment.h"
#include "base/str.h"
#include "model/cell.h"
#include "num/num.h"

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
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (r->points[mid].series < series)
            lo = mid + 1;
        else
            hi = mid;
    }
    return r->points + lo;
}

/* Both series of a row, by month. Points stand by series, then period. */
static uint32_t months_of(const investment *v, const book_row *r, const scales *s,
                          invest_month *out)
{
    const type_investment *w = v->what;
    const book_point *end = r->points + r->n_points;
    const book_point *a = first_of(r, w->series), *b = first_of(r, w->adjust);
    uint32_t n = 0;
    for (;;) {
        bool more = a < end && a->series == w->series, adjusts = b < end && b->series == w->adjust;
        if (!more && !adjusts)
            return n;
        int32_t at = more && (!adjusts || a->ord <= b->ord) ? a->ord : b->ord;
        invest_month m = {at, MISSING, MISSING, MISSING};
        if (more && a->ord == at) {
            m.actual = a->actual * s->series;
            m.plan = a++->plan * s->series;
        }
        if (adjusts && b->ord == at)
            m.adjust = b++->actual * s->adjust;
        out[n++] = m;
    }
}

static void read_row(const investment *v, uint32_t row, const scales *s, invest_month *room,
                     invest_project *p)
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
        .stopped = stop_of(v, row),
        .months = room,
        .n = months_of(v, &v->h.b->rows[row], s, room)};
}

/* ---- all of them ---- */
static bool pick_rows(cx *c, investment *v, size_t *ret_points)
{
    const book *b = v->h.b;
    places in;
    *ret_points = 0;
    TRY(places_new(c, v, &in) && (v->rows = cx_alloc(c, (b->n + 1) * sizeof *v->rows)));
    for (uint32_t i = 0; i < b->n; i++) {
        if (b->rows[i].withdrawn || !row_in_place(v, i, &in))
            continue;
        if (!ledger_row_seen(&v->h, i)) {
            v->unseen += !v->h.type->private_; /* what is private is nobody else's to count */
            continue;
        }
        v->rows[v->n++] = i;
        *ret_points += b->rows[i].n_points;
    }
    return true;
}

static bool read_rows(cx *c, investment *v)
{
    scales s = {0};
    size_t points;
    TRY(scales_of(c, v, &s) && pick_rows(c, v, &points));
    invest_month *room = cx_alloc(c, (points + 1) * sizeof *room);
    TRY(room && (v->p = cx_alloc(c, (v->n + 1) * sizeof *v->p)));
    for (size_t i = 0; i < v->n; i++) {
        read_row(v, v->rows[i], &s, room, &v->p[i]);
        room += v->p[i].n;
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
