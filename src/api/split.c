/* A year's target over time or areas: by last year's curve, evenly, by hand (M19). Sums are made
 * from the decimals as they are written, so that 0.1 + 0.2 is 0.3 and what is left over is exact. */
#include "api/answers.h"
#include "base/str.h"
#include "model/cell.h"

static const char *const why_zh[] = {
    [SPLIT_NO_TARGET] = "没有年度总量目标可分解；请先设定总量目标，或另给总量",
    [SPLIT_HOLDS] = "比率、人均、指数类目标在各时点、各地同样适用，不作分解",
    [SPLIT_NO_MEMBERS] = "没有计入本地区的下级地区，不能分解到地区",
    [SPLIT_NO_HISTORY] = "没有上年完整数据，不能按上年进度分解；可平均分解或手工分解",
};
static const char *const why_en[] = {
    [SPLIT_NO_TARGET] =
        "there is no annual level to split; set one first, or give the level to split",
    [SPLIT_HOLDS] = "a rate, a per-capita figure or an index holds at every point and in every "
                    "area: it is not split",
    [SPLIT_NO_MEMBERS] = "no areas add up to this one, so it cannot be split over areas",
    [SPLIT_NO_HISTORY] = "last year is not complete, so its curve cannot be used; split evenly or "
                         "by hand",
};

bool split_need(cx *c, split_why why)
{
    return why == SPLIT_OK || fail(c, ERR_DATA, "%s%.0s", "%.0s%s", why_zh[why], why_en[why]);
}

/* ---- exact sums ---- */
typedef struct total {
    dec sum;
    double about; /* where the decimals do not suffice */
    bool exact;
} total;

static void add_dec(total *t, dec v)
{
    t->about += dec_double(v);
    t->exact = t->exact && dec_add(t->sum, v, &t->sum);
}

static void add_number(total *t, double v)
{
    dec d;
    if (has(v) && dec_from_double(v, 15, &d)) {
        add_dec(t, d);
        return;
    }
    t->exact = false;
    t->about += v;
}

static void add_total(total *t, const total *less)
{
    dec minus = {-less->sum.coef, less->sum.scale};
    t->about -= less->about;
    t->exact = t->exact && less->exact && dec_add(t->sum, minus, &t->sum);
}

static void put_total(json *j, const char *key, const total *t)
{
    char text[DEC_TEXT_MAX];
    if (!t->exact) {
        json_num(j, key, t->about);
        return;
    }
    size_t n = dec_print(t->sum, text);
    if (t->sum.scale) /* 12.50 is 12.5 in a sum */
        while (n > 1 && text[n - 1] == '0')
            n--;
    if (t->sum.scale && text[n - 1] == '.')
        n--;
    json_raw(j, key, (str){text, n});
}

/* ---- by hand ---- */
static bool same_point(const desk *d, const split_piece *p, const split_query *q, str at, cx *c,
                       bool *ret)
{
    if (q->over_areas) {
        area_id a;
        TRY(desk_need_area(c, d, at, &a));
        *ret = a == p->area;
        return true;
    }
    period asked;
    TRY(need_period(c, at, &asked));
    *ret = period_last_day(asked) == period_last_day(p->at);
    return true;
}

static bool take_part(cx *c, const desk *d, const split_query *q, const split_part *part, split *s)
{
    for (uint32_t i = 0; i < s->n; i++) {
        split_piece *p = &s->pieces[i];
        bool same;
        TRY(same_point(d, p, q, part->at, c, &same));
        if (!same)
            continue;
        cell_read r = cell_parse(part->level, CELL_LEVEL);
        double level = r.state == CELL_VALUE ? dec_double(r.v) : MISSING;
        bool end = !q->over_areas && i + 1 == s->n;
        if (end && r.state == CELL_VALUE && level != s->whole)
            return fail(c, ERR_DATA, "年末一格即年度目标 %.15g，不能另填；要改年度目标请先改目标",
                        "the last point is the year's target %.15g; to change it change the "
                        "target first",
                        s->whole);
        if (!end) {
            p->text = str_trim(part->level);
            p->level = level;
            p->share = s->whole != 0 ? level / s->whole : MISSING;
        }
        return true;
    }
    return fail(c, ERR_DATA, "“" STR_FMT "”不在分解之列",
                "\"" STR_FMT "\" is no piece of this split", STR_ARG(str_sub(part->at, 0, 80)));
}

/* ---- the answer ---- */
static bool make(cx *c, spot s, const split_query *q, bool over_areas, split_method m, double whole,
                 split *ret)
{
    int decimals = s.ind->decimals >= 0 ? s.ind->decimals : 2;
    return over_areas ? split_areas(c, s, whole, q->reserve, m, decimals, ret)
                      : split_time(c, s, whole, m, decimals, ret);
}

/* Every way there is, and why it is none here. */
static bool put_methods(cx *c, json *j, spot s, const split_query *q, double whole)
{
    static const char *const names[] = {"curve", "even", "manual"};
    json_arr(j, "methods");
    for (int over = 0; over < 2; over++)
        for (split_method m = SPLIT_CURVE; m <= SPLIT_MANUAL; m++) {
            split one;
            TRY(make(c, s, q, over, m, whole, &one));
            json_obj(j, NULL);
            json_strz(j, "across", over ? "areas" : "time");
            json_strz(j, "method", names[m]);
            json_strz(j, "reason", (c->lang == LANG_EN ? why_en : why_zh)[one.why]);
            json_end(j, '}');
        }
    json_end(j, ']');
    return true;
}

static void put_pieces(cx *c, json *j, spot at, const split *s, tier tier)
{
    const catalog *k = at.p->k;
    const indicator *ind = at.ind;
    json_arr(j, "rows");
    for (uint32_t i = 0; i < s->n; i++) {
        const split_piece *p = &s->pieces[i];
        target stands = target_tier(spot_area(at, p->area), p->at, tier);
        json_obj(j, NULL);
        json_str(j, "area", k->areas[p->area].code);
        json_str(j, "area_name", area_said(&k->areas[p->area], c->lang));
        json_str(j, "indicator", ind->code);
        put_ind_name(j, "name", ind, c->lang);
        json_str(j, "unit", unit_said(k->units, ind->unit, c->lang));
        put_period(j, "period", p->at);
        json_num(j, "share", p->share * 100);
        json_num(j, "level", p->level);
        json_num(j, "stands", stands.given ? stands.level : MISSING);
        json_end(j, '}');
    }
    json_end(j, ']');
}

static void put_sums(json *j, const split_query *q, const split *s)
{
    total whole = {.exact = true}, sum = {.exact = true}, reserve = {.exact = true}, left;
    add_number(&whole, s->whole);
    add_number(&reserve, q->over_areas ? q->reserve : 0);
    for (uint32_t i = q->over_areas || !s->n ? 0 : s->n - 1; i < s->n; i++) {
        cell_read r = cell_parse(s->pieces[i].text, CELL_LEVEL);
        if (r.state == CELL_VALUE)
            add_dec(&sum, r.v);
        else if (has(s->pieces[i].level))
            add_number(&sum, s->pieces[i].level);
    }
    if (!s->n)
        add_number(&sum, MISSING);
    left = whole;
    add_total(&left, &sum);
    add_total(&left, &reserve);
    json_obj(j, "total");
    put_total(j, "target", &whole);
    put_total(j, "sum", &sum);
    put_total(j, "reserve", &reserve);
    put_total(j, "unallocated", &left);
    json_end(j, '}');
}

bool answer_split(cx *c, const desk *d, const split_query *q, split *ret, sb *out)
{
    area_id a;
    ind_id i;
    period p;
    json j;
    TRY(desk_need_figure(c, d, q->area, q->indicator, &a, &i));
    TRY(need_period(c, q->period, &p));
    period own = period_containing(period_as_month(p), d->k->inds[i].freqs[0]);
    spot s = spot_at(d->p, i, a, own);
    double whole = has(q->whole) ? q->whole : target_of_year(s).level;
    if (has(whole) && !(q->reserve >= 0 && q->reserve <= fmax(whole, 0)))
        return fail(c, ERR_USAGE, "--reserve 须在 0 与目标 %.10g 之间",
                    "--reserve lies between 0 and the target %.10g", whole);
    TRY(make(c, s, q, q->over_areas, q->method, whole, ret));
    for (uint32_t n = 0; n < ret->n && ret->why == SPLIT_OK; n++)
        if (!desk_sees(d, ret->pieces[n].area, i))
            *ret = (split){.why = SPLIT_NO_MEMBERS, .whole = ret->whole};
    for (size_t n = 0; ret->why == SPLIT_OK && n < q->n_parts; n++)
        TRY(take_part(c, d, q, &q->parts[n], ret));
    json_init(&j, out);
    json_obj(&j, NULL);
    put_area(&j, "area", d->k, a, c->lang);
    put_period(&j, "period", p);
    put_time(&j, "as_of", desk_instant(d));
    put_pieces(c, &j, s, ret, q->tier);
    put_sums(&j, q, ret);
    json_strz(&j, "reason", (c->lang == LANG_EN ? why_en : why_zh)[ret->why]);
    TRY(put_methods(c, &j, s, q, whole));
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
