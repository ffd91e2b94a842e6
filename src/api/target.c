/* Targets: what is set, split, reconciled, claimed (M18-M20, M46). */
#include "api/answers.h"
#include "base/csv.h"
#include "base/str.h"
#include "panel/split.h"

/* ---- claims: table `claims` (area,indicator,leader,org), later rows over earlier ones ---- */
struct claims {
    cx *c;
    str area, indicator; /* looked for */
    str leader, org;
};

static bool see_claims(void *user, const commit *k, str name, str text)
{
    struct claims *w = user;
    (void)k;
    if (!str_eqz(name, "claims"))
        return true;
    csv r;
    csv_init(&r, text);
    while (csv_next(w->c, &r))
        if (r.n >= 4 && str_eq(r.fields[0], w->area) && str_eq(r.fields[1], w->indicator)) {
            char *l = cx_strdup(w->c, r.fields[2]), *o = cx_strdup(w->c, r.fields[3]);
            if (l && o) {
                w->leader = str_of(l);
                w->org = str_of(o);
            }
        }
    csv_done(&r);
    return w->c->err.code == ERR_NONE;
}

bool target_claim_of(cx *c, const desk *d, area_id a, ind_id i, str *leader, str *org)
{
    struct claims w = {c, d->k->areas[a].code, d->k->inds[i].code, {"", 0}, {"", 0}};
    TRY(store_each_table(c, d->s, 0, desk_instant(d), see_claims, &w));
    *leader = w.leader;
    *org = w.org;
    return true;
}

static bool put_claim(cx *c, const desk *d, json *j, const area *a, const indicator *i)
{
    struct claims w = {0};
    TRY(target_claim_of(c, d, a->id, i->id, &w.leader, &w.org));
    json_str(j, "leader", w.leader.n ? w.leader : i->leader_post);
    json_str(j, "org", w.org.n ? w.org : i->owner_org);
    json_bool(j, "claimed", w.leader.n > 0 && w.org.n > 0);
    return true;
}

static void put_head(cx *c, json *j, const desk *d, area_id a, period p)
{
    json_init(j, j->b);
    json_obj(j, NULL);
    put_area(j, "area", d->k, a, c->lang);
    put_period(j, "period", p);
    put_time(j, "as_of", desk_instant(d));
    (void)c;
}

static bool put_target_row(cx *c, const desk *d, json *j, spot s, period at, const target *t)
{
    const area *a = &d->k->areas[s.a];
    json_obj(j, NULL);
    json_str(j, "area", a->code);
    json_str(j, "area_name", area_said(a, c->lang));
    json_str(j, "indicator", s.ind->code);
    put_ind_name(j, "name", s.ind, c->lang);
    json_str(j, "unit", unit_said(d->k->units, s.ind->unit, c->lang));
    put_period(j, "period", at);
    json_strz(j, "tier", tier_name(t->tier));
    json_num(j, "level", t->level);
    json_num(j, "growth", t->growth);
    json_num(j, "low", t->low);
    json_num(j, "high", t->high);
    json_strz(j, "comparison", t->comparison ? comparison_name(t->comparison) : NULL);
    json_strz(j, "assess", t->assess ? assess_name(t->assess) : NULL);
    TRY(put_claim(c, d, j, a, s.ind));
    json_end(j, '}');
    return true;
}

static bool each_target(cx *c, const desk *d, json *j, spot s, int64_t *n, int64_t *unclaimed)
{
    for (int month = 1; month <= 12; month++)
        for (tier k = TIER_ASSIGNED; k <= TIER_STRIVE; k++) {
            period at = {FREQ_M, period_year(s.t) * 12 + month - 1};
            target t = target_tier(s, at, k);
            if (!t.given)
                continue;
            TRY(put_target_row(c, d, j, s, at, &t));
            (*n)++;
            str leader, org;
            TRY(target_claim_of(c, d, s.a, s.ind->id, &leader, &org));
            *unclaimed += month == 12 && k == TIER_ASSIGNED && !leader.n;
        }
    return true;
}

bool answer_targets(cx *c, const desk *d, const query *q, sb *out)
{
    area_id a;
    period p;
    ind_id only = ID_NONE;
    json j = {.b = out};
    int64_t n = 0, unclaimed = 0;
    TRY(catalog_need_area(c, d->k, q->area, &a));
    TRY(need_period(c, q->period, &p));
    if (q->indicator.n)
        TRY(catalog_need_ind(c, d->k, q->indicator, &only));
    put_head(c, &j, d, a, p);
    json_arr(&j, "rows");
    for (ind_id i = 0; i < d->k->n_inds; i++)
        if (only == ID_NONE || only == i)
            TRY(each_target(c, d, &j, spot_at(d->p, i, a, p), &n, &unclaimed));
    json_end(&j, ']');
    json_obj(&j, "total");
    json_int(&j, "targets", n);
    json_int(&j, "unclaimed", unclaimed);
    json_end(&j, '}');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

static void put_pieces(cx *c, json *j, const catalog *k, const indicator *ind, const split *s)
{
    json_arr(j, "rows");
    for (uint32_t i = 0; i < s->n; i++) {
        const split_piece *p = &s->pieces[i];
        json_obj(j, NULL);
        json_str(j, "area", k->areas[p->area].code);
        json_str(j, "area_name", area_said(&k->areas[p->area], c->lang));
        json_str(j, "indicator", ind->code);
        put_ind_name(j, "name", ind, c->lang);
        json_str(j, "unit", unit_said(k->units, ind->unit, c->lang));
        put_period(j, "period", p->at);
        json_num(j, "share", p->share * 100);
        json_num(j, "level", p->level);
        json_end(j, '}');
    }
    json_end(j, ']');
}

bool answer_split(cx *c, const desk *d, const split_query *q, split *ret, sb *out)
{
    area_id a;
    ind_id i;
    period p;
    json j = {.b = out};
    TRY(catalog_need_area(c, d->k, q->area, &a));
    TRY(catalog_need_ind(c, d->k, q->indicator, &i));
    TRY(need_period(c, q->period, &p));
    period own = period_containing(period_as_month(p), d->k->inds[i].freqs[0]);
    spot s = spot_at(d->p, i, a, own);
    double whole = has(q->whole) ? q->whole : target_of_year(s).level;
    if (!has(whole))
        return fail(
            c, ERR_DATA, "没有年度目标可分解；请先 diaodu target set，或用 --level 给出",
            "there is no annual target to split; set one (diaodu target set) or give --level");
    if (!(q->reserve >= 0 && q->reserve <= whole))
        return fail(c, ERR_USAGE, "--reserve 须在 0 与目标 %.10g 之间",
                    "--reserve lies between 0 and the target %.10g", whole);
    int decimals = s.ind->decimals >= 0 ? s.ind->decimals : 2;
    TRY(q->over_areas ? split_areas(c, s, whole, q->reserve, q->method, decimals, ret)
                      : split_time(c, s, whole, q->method, decimals, ret));
    if (ret->why != REASON_NONE)
        return fail(c, ERR_DATA, "没有上年完整数据，不能按进度曲线分解；可用 --method even",
                    "last year is not complete, so its curve cannot be used; try --method even");
    put_head(c, &j, d, a, p);
    put_pieces(c, &j, d->k, s.ind, ret);
    double sum = 0;
    for (uint32_t k = 0; k < ret->n; k++)
        sum = q->over_areas ? sum + ret->pieces[k].level : ret->pieces[k].level;
    json_obj(&j, "total");
    json_num(&j, "target", whole);
    json_num(&j, "sum", sum);
    json_num(&j, "reserve", num_round(whole - sum, 6));
    json_end(&j, '}');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

/* Do the members' targets add up: levels of what adds over areas, none of them growth only? */
static bool adds_up(spot s)
{
    const area *a = &s.p->k->areas[s.a];
    nature of = s.ind->nature;
    bool any = false;
    if (of == NATURE_RATE || of == NATURE_INDEX || of == NATURE_PER_CAPITA)
        return false;
    for (uint32_t i = 0; i < a->n_additive; i++) {
        target t = target_of_year(spot_area(s, a->additive[i])).stored;
        if (!t.given || !area_valid(s.p->k, a->additive[i], s.t))
            continue;
        if (!has(t.level))
            return false;
        any = true;
    }
    return any;
}

bool answer_reconcile(cx *c, const desk *d, const query *q, sb *out)
{
    area_id a;
    period p;
    ind_id only = ID_NONE;
    json j = {.b = out};
    TRY(catalog_need_area(c, d->k, q->area, &a));
    TRY(need_period(c, q->period, &p));
    if (q->indicator.n)
        TRY(catalog_need_ind(c, d->k, q->indicator, &only));
    put_head(c, &j, d, a, p);
    json_arr(&j, "rows");
    for (ind_id i = 0; i < d->k->n_inds; i++) {
        spot s = spot_at(d->p, i, a, period_containing(period_as_month(p), d->k->inds[i].freqs[0]));
        if (only != ID_NONE && only != i)
            continue;
        reconciliation r = reconcile_areas(s);
        if (!has(r.target) && !has(r.target_growth) && r.missing == r.n && only == ID_NONE)
            continue;
        bool levels = adds_up(s), rates = measure_by_points(s.ind);
        json_obj(&j, NULL);
        json_str(&j, "indicator", s.ind->code);
        put_ind_name(&j, "name", s.ind, c->lang);
        json_num(&j, "level", r.target);
        json_num(&j, "sum", levels ? r.sum : MISSING);
        json_num(&j, "reserve", levels ? r.reserve : MISSING);
        json_num(&j, "growth", r.target_growth);
        json_num(&j, "weighted_growth", rates ? MISSING : r.weighted_growth);
        json_int(&j, "members", r.n);
        json_int(&j, "missing", r.missing);
        json_end(&j, '}');
    }
    json_end(&j, ']');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
