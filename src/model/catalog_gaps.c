/* Why targets are missed, and the plans to make up for it: code list, causes, plan rows. */
#include "model/catalog_impl.h"
#include <math.h>

/* ---- cells ---- */
period read_month(reader *r, int column)
{
    period p;
    str s = r->cells[column];
    if (s.n == 0)
        return PERIOD_NONE;
    if (period_parse_iso(s, &p) && p.f != FREQ_D && p.f != FREQ_W)
        return period_as_month(p);
    BAD(r, column, "时期应写作 2024-05、2024-Q2、2024-H1 或 2024",
        "a period is written 2024-05, 2024-Q2, 2024-H1 or 2024");
    return PERIOD_NONE;
}

void read_cause_code(reader *r, void *item)
{
    cause_code *v = item;
    v->code = read_code(r, C_CODE, ";,");
    v->name = r->cells[C_NAME];
    v->name_en = r->cells[C_NAME_EN];
    v->parent = r->cells[C_PARENT];
    v->route = r->cells[C_ROUTE];
    v->route_en = r->cells[C_ROUTE_EN];
}

void read_gap_cause(reader *r, void *item)
{
    cause_row *row = item;
    row->area = r->cells[G_AREA];
    row->ind = r->cells[G_INDICATOR];
    row->cause = r->cells[G_CAUSE];
    row->v.period = read_month(r, G_PERIOD);
    if (!gap_side_parse(r->cells[G_SIDE], &row->v.side))
        BAD(r, G_SIDE, "应为以下之一：%s", "must be one of: %s", "objective subjective mixed");
    row->v.text = r->cells[G_TEXT];
    row->v.org = r->cells[G_ORG];
    row->v.person = r->cells[G_PERSON];
}

static void read_amount(reader *r, gap_plan *p)
{
    dec d;
    p->amount = NAN;
    p->amount_text = r->cells[M_AMOUNT];
    p->unit = r->cells[M_UNIT];
    if (p->amount_text.n == 0)
        return;
    if (dec_parse(p->amount_text, &d) == DEC_OK && dec_double(d) > 0)
        p->amount = dec_double(d);
    else
        BAD(r, M_AMOUNT, "补欠数额应为正数；说不出数额的请留空",
            "an amount is a positive number; leave it empty where none can be said");
}

void read_gap_plan(reader *r, void *item)
{
    plan_row *row = item;
    gap_plan *p = &row->v;
    row->area = r->cells[M_AREA];
    row->ind = r->cells[M_INDICATOR];
    p->checkpoint = read_month(r, M_CHECKPOINT);
    p->item = read_code(r, M_ITEM, ";,");
    p->period = read_month(r, M_PERIOD);
    p->due = read_month(r, M_DUE);
    p->measure = r->cells[M_MEASURE];
    p->support = r->cells[M_SUPPORT];
    read_amount(r, p);
    p->org = r->cells[M_ORG];
    p->leader = r->cells[M_LEADER];
    p->person = r->cells[M_PERSON];
    p->note = r->cells[M_NOTE];
    if (!r->bad && p->due.ord <= p->period.ord)
        BAD(r, M_DUE, "完成时限须晚于起算时期（period）", "due must be later than period");
}

/* ---- finishing ---- */
/* Where a code stands in k->cause_codes: withdrawn ones have no place there. */
static uint32_t place_of(const finisher *f, str code)
{
    uint32_t row = map_get(&f->b->t[TABLE_CAUSE_CODES].keys, code);
    return row == MAP_NONE ? ID_NONE : f->cause_at[row];
}

static void finish_codes(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_CAUSE_CODES;
    k->cause_codes = keep_array(f, f->b->t[t].n, sizeof *k->cause_codes);
    f->cause_at = keep_array(f, f->b->t[t].n, sizeof *f->cause_at);
    for (size_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        f->cause_at[i] = usable(f, t, i) ? k->n_cause_codes : ID_NONE;
        if (!usable(f, t, i))
            continue;
        cause_code v = *(const cause_code *)f->b->t[t].rows[i].item;
        str *texts[] = {&v.code, &v.name, &v.name_en, &v.parent, &v.route, &v.route_en};
        for (size_t j = 0; j < COUNT_OF(texts); j++)
            *texts[j] = keep(f, *texts[j]);
        k->cause_codes[k->n_cause_codes++] = v;
    }
    for (size_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        str parent = ((const cause_code *)f->b->t[t].rows[i].item)->parent;
        if (usable(f, t, i) && parent.n && place_of(f, parent) == ID_NONE)
            TELL(f, ISSUE_ERROR, t, i, C_PARENT, parent,
                 "上级原因“" STR_FMT "”不存在：请改正编码，或先导入该原因",
                 "the parent cause \"" STR_FMT
                 "\" does not exist: correct the code or import it first",
                 STR_ARG(parent));
    }
}

static int by_gap(const void *x, const void *y)
{
    const gap_cause *a = x, *b = y;
    if (a->area != b->area)
        return a->area < b->area ? -1 : 1;
    if (a->ind != b->ind)
        return a->ind < b->ind ? -1 : 1;
    if (a->period.ord != b->period.ord)
        return a->period.ord < b->period.ord ? -1 : 1;
    return (a->cause > b->cause) - (a->cause < b->cause);
}

static void finish_causes(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_GAP_CAUSES;
    k->gap_causes = keep_array(f, f->b->t[t].n, sizeof *k->gap_causes);
    for (size_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        const cause_row *row = f->b->t[t].rows[i].item;
        if (!usable(f, t, i))
            continue;
        gap_cause g = row->v;
        g.area = ref_area(f, t, i, G_AREA, row->area);
        g.ind = ref_ind(f, t, i, G_INDICATOR, row->ind);
        g.cause = place_of(f, row->cause);
        if (g.cause == ID_NONE)
            TELL(f, ISSUE_ERROR, t, i, G_CAUSE, row->cause,
                 "没有原因代码“" STR_FMT "”：请从 cause_codes 表中选择，或先导入该代码",
                 "there is no cause \"" STR_FMT
                 "\": choose one of table cause_codes or import it first",
                 STR_ARG(row->cause));
        g.text = keep(f, g.text);
        g.org = keep(f, g.org);
        g.person = keep(f, g.person);
        k->gap_causes[k->n_gap_causes++] = g;
    }
    if (k->n_gap_causes && !f->failed)
        qsort(k->gap_causes, k->n_gap_causes, sizeof *k->gap_causes, by_gap);
}

static int by_plan(const void *x, const void *y)
{
    const gap_plan *a = x, *b = y;
    if (a->area != b->area)
        return a->area < b->area ? -1 : 1;
    if (a->ind != b->ind)
        return a->ind < b->ind ? -1 : 1;
    if (a->checkpoint.ord != b->checkpoint.ord)
        return a->checkpoint.ord < b->checkpoint.ord ? -1 : 1;
    if (a->period.ord != b->period.ord)
        return a->period.ord < b->period.ord ? -1 : 1;
    if (a->due.ord != b->due.ord)
        return a->due.ord < b->due.ord ? -1 : 1;
    return a->item.n != b->item.n ? (a->item.n < b->item.n ? -1 : 1) : str_cmp(a->item, b->item);
}

/* The amount in the indicator's unit; points stay points. */
static void convert_amount(finisher *f, size_t row, gap_plan *p)
{
    dec d, own;
    const enum table_no t = TABLE_GAP_PLANS;
    const indicator *i = &f->k->inds[p->ind];
    const unit *u = unit_find(f->k->units, p->unit);
    p->points = (u && str_eqz(u->dimension, "points")) || i->nature == NATURE_RATE ||
                i->nature == NATURE_INDEX;
    if (p->points || isnan(p->amount) || p->unit.n == 0)
        return;
    unit_status s = dec_parse(p->amount_text, &d) == DEC_OK
                        ? unit_convert(f->k->units, d, p->unit, i->unit, &own)
                        : UNIT_INEXACT;
    if (s == UNIT_OK)
        p->amount = dec_double(own);
    else
        TELL(f, ISSUE_ERROR, t, row, M_UNIT, p->unit,
             "补欠数额的单位“" STR_FMT "”不能换算成指标的单位“" STR_FMT "”；增速请用 百分点",
             "an amount in \"" STR_FMT "\" cannot be converted to the indicator's \"" STR_FMT
             "\"; growth is in 百分点",
             STR_ARG(p->unit), STR_ARG(i->unit));
}

static void finish_plans(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_GAP_PLANS;
    k->gap_plans = keep_array(f, f->b->t[t].n, sizeof *k->gap_plans);
    for (size_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        const plan_row *row = f->b->t[t].rows[i].item;
        if (!usable(f, t, i))
            continue;
        gap_plan p = row->v;
        p.area = ref_area(f, t, i, M_AREA, row->area);
        p.ind = ref_ind(f, t, i, M_INDICATOR, row->ind);
        if (p.ind == ID_NONE)
            continue;
        convert_amount(f, i, &p);
        str *texts[] = {&p.item, &p.measure, &p.support, &p.amount_text, &p.unit,
                        &p.org,  &p.leader,  &p.person,  &p.note};
        for (size_t j = 0; j < COUNT_OF(texts); j++)
            *texts[j] = keep(f, *texts[j]);
        k->gap_plans[k->n_gap_plans++] = p;
    }
    if (k->n_gap_plans && !f->failed)
        qsort(k->gap_plans, k->n_gap_plans, sizeof *k->gap_plans, by_plan);
}

void finish_gaps(finisher *f)
{
    finish_codes(f);
    if (!f->failed)
        finish_causes(f);
    if (!f->failed)
        finish_plans(f);
}

/* ---- asking ---- */
/* First of n sorted rows that begin with (area, indicator) whose pair is not below (a, i). */
static uint32_t lower_bound(const char *rows, uint32_t n, size_t size, area_id a, ind_id i)
{
    uint32_t lo = 0, hi = n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        struct {
            area_id area;
            ind_id ind;
        } at;
        memcpy(&at, rows + (size_t)mid * size, sizeof at);
        if (at.area < a || (at.area == a && at.ind < i))
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

const gap_cause *catalog_gap_causes(const catalog *k, area_id a, ind_id i, uint32_t *n)
{
    const gap_cause *all = k->gap_causes;
    _Static_assert(offsetof(gap_cause, area) == 0 && offsetof(gap_cause, ind) == sizeof(area_id),
                   "rows begin with their key");
    uint32_t from = lower_bound((const char *)all, k->n_gap_causes, sizeof *all, a, i), to = from;
    while (to < k->n_gap_causes && all[to].area == a && all[to].ind == i)
        to++;
    *n = to - from;
    return all + from;
}

const gap_plan *catalog_gap_plans(const catalog *k, area_id a, ind_id i, uint32_t *n)
{
    const gap_plan *all = k->gap_plans;
    _Static_assert(offsetof(gap_plan, area) == 0 && offsetof(gap_plan, ind) == sizeof(area_id),
                   "rows begin with their key");
    uint32_t from = lower_bound((const char *)all, k->n_gap_plans, sizeof *all, a, i), to = from;
    while (to < k->n_gap_plans && all[to].area == a && all[to].ind == i)
        to++;
    *n = to - from;
    return all + from;
}
