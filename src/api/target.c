/* Targets: what is set, reconciled, claimed (M18-M20, M46). */
#include "api/answers.h"
#include "base/str.h"
#include "flow/claims.h"
#include "panel/split.h"

static void put_claim(json *j, const claims *w, const area *a, const indicator *i)
{
    const claim *k = claims_find(w, a->code, i->code);
    bool leader = k && k->leader.n, org = k && k->org.n;
    json_str(j, "leader", leader ? k->leader : i->leader_post);
    json_str(j, "org", org ? k->org : i->owner_org);
    json_bool(j, "claimed", leader && org);
}

static void put_head(cx *c, json *j, const desk *d, area_id a, period p)
{
    json_init(j, j->b);
    json_obj(j, NULL);
    put_area(j, "area", d->k, a, c->lang);
    put_period(j, "period", p);
    put_time(j, "as_of", desk_instant(d));
}

struct listing {
    const desk *d;
    const claims *w;
    json *j;
    lang lang;
    int64_t n, unclaimed;
};

static void put_target_row(const struct listing *l, spot s, period at, const target *t)
{
    const desk *d = l->d;
    json *j = l->j;
    const area *a = &d->k->areas[s.a];
    json_obj(j, NULL);
    json_str(j, "area", a->code);
    json_str(j, "area_name", area_said(a, l->lang));
    json_str(j, "indicator", s.ind->code);
    put_ind_name(j, "name", s.ind, l->lang);
    json_str(j, "unit", unit_said(d->k->units, s.ind->unit, l->lang));
    put_period(j, "period", at);
    json_strz(j, "tier", tier_name(t->tier));
    json_num(j, "level", t->level);
    json_num(j, "growth", t->growth);
    json_num(j, "low", t->low);
    json_num(j, "high", t->high);
    json_strz(j, "comparison", t->comparison ? comparison_name(t->comparison) : NULL);
    json_strz(j, "assess", t->assess ? assess_name(t->assess) : NULL);
    put_claim(j, l->w, a, s.ind);
    json_end(j, '}');
}

static void each_target(struct listing *l, spot s)
{
    for (int month = 1; month <= 12; month++)
        for (tier k = TIER_ASSIGNED; k <= TIER_STRIVE; k++) {
            period at = {FREQ_M, period_year(s.t) * 12 + month - 1};
            target t = target_tier(s, at, k);
            if (!t.given)
                continue;
            put_target_row(l, s, at, &t);
            l->n++;
            const claim *w = claims_find(l->w, l->d->k->areas[s.a].code, s.ind->code);
            l->unclaimed += month == 12 && k == TIER_ASSIGNED && !(w && w->leader.n);
        }
}

bool answer_targets(cx *c, const desk *d, const query *q, sb *out)
{
    area_id a;
    period p;
    ind_id only = ID_NONE;
    json j = {.b = out};
    claims w;
    struct listing l = {.d = d, .w = &w, .j = &j, .lang = c->lang};
    TRY(desk_need_area(c, d, q->area, &a));
    TRY(need_period(c, q->period, &p));
    if (q->indicator.n)
        TRY(desk_need_ind(c, d, q->indicator, &only));
    if (!claims_load(c, d->s, desk_instant(d), &w)) {
        claims_done(&w);
        return false;
    }
    put_head(c, &j, d, a, p);
    json_arr(&j, "rows");
    for (ind_id i = 0; i < d->k->n_inds; i++)
        if ((only == ID_NONE || only == i) && desk_sees(d, a, i))
            each_target(&l, spot_at(d->p, i, a, p));
    claims_done(&w);
    json_end(&j, ']');
    json_obj(&j, "total");
    json_int(&j, "targets", l.n);
    json_int(&j, "unclaimed", l.unclaimed);
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
    TRY(desk_need_area(c, d, q->area, &a));
    TRY(need_period(c, q->period, &p));
    if (q->indicator.n)
        TRY(desk_need_ind(c, d, q->indicator, &only));
    put_head(c, &j, d, a, p);
    json_arr(&j, "rows");
    for (ind_id i = 0; i < d->k->n_inds; i++) {
        spot s = spot_at(d->p, i, a, period_containing(period_as_month(p), d->k->inds[i].freqs[0]));
        if ((only != ID_NONE && only != i) || !desk_sees(d, a, i))
            continue;
        reconciliation r = reconcile_areas(s);
        bool all = desk_sees_all(d, d->k->areas[a].additive, d->k->areas[a].n_additive, i);
        if (!has(r.target) && !has(r.target_growth) && r.missing == r.n && only == ID_NONE)
            continue;
        bool levels = all && adds_up(s), rates = !all || measure_by_points(s.ind);
        json_obj(&j, NULL);
        json_str(&j, "indicator", s.ind->code);
        put_ind_name(&j, "name", s.ind, c->lang);
        json_num(&j, "level", r.target);
        json_num(&j, "sum", levels ? r.sum : MISSING);
        json_num(&j, "reserve", levels ? r.reserve : MISSING);
        json_num(&j, "growth", r.target_growth);
        json_num(&j, "weighted_growth", rates ? MISSING : r.weighted_growth);
        json_int(&j, "members", r.n);
        json_int(&j, "missing", all ? r.missing : 0);
        json_end(&j, '}');
    }
    json_end(&j, ']');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
