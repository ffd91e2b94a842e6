/* Targets: what is set, reconciled, claimed (M18-M20, M46). */
#include "api/answers.h"
#include "base/str.h"
#include "flow/claims.h"
#include "flow/state.h"
#include "panel/board.h"
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

struct stored_target {
    spot s; /* s.t = the newest period that is due */
    period at;
    target t;
    bool stands; /* its point has come */
    target_standing now;
    obs_key key;
};

struct listing {
    cx *c;
    const desk *d;
    const claims *w;
    json *j;
    struct stored_target *rows;
    size_t n, cap;
    int64_t unclaimed;
    state origins; /* what is stored under the keys of the rows */
};

/* The paper a target comes from, else the file or hand it was written by. */
static str target_source(const struct listing *l, obs_key key)
{
    const state *st = &l->origins;
    size_t at = state_find(st, key);
    if (at == SIZE_MAX)
        return S("");
    const obs_extra *x = obs_batch_extra(&st->b, at);
    return x->source.n ? x->source : st->commits[st->b.line[at]].source;
}

static void put_target_row(const struct listing *l, const struct stored_target *r)
{
    const desk *d = l->d;
    json *j = l->j;
    const target *t = &r->t;
    const indicator *i = r->s.ind;
    const area *a = &d->k->areas[r->s.a];
    json_obj(j, NULL);
    json_str(j, "area", a->code);
    json_str(j, "area_name", area_said(a, l->c->lang));
    json_str(j, "indicator", i->code);
    put_ind_name(j, "name", i, l->c->lang);
    json_str(j, "unit", unit_said(d->k->units, i->unit, l->c->lang));
    put_period(j, "period", r->at);
    json_strz(j, "tier", tier_name(t->tier));
    json_num(j, "level", t->level);
    json_num(j, "growth", t->growth);
    json_num(j, "low", t->low);
    json_num(j, "high", t->high);
    json_strz(j, "comparison", t->comparison ? comparison_name(t->comparison) : NULL);
    json_strz(j, "assess", t->assess ? assess_name(t->assess) : NULL);
    if (r->stands)
        put_period(j, "figure_period", r->now.at);
    else
        json_nil(j, "figure_period");
    json_num(j, "figure_level", r->now.level);
    json_num(j, "figure_growth", r->now.growth);
    json_num(j, "done", r->now.done);
    json_num(j, "owed_pp", r->now.owed_pp);
    json_strz(j, "state", check_state_name(r->now.state));
    json_str(j, "source", target_source(l, r->key));
    put_claim(j, l->w, a, i);
    json_end(j, '}');
}

static bool each_target(struct listing *l, spot s, int year)
{
    for (int month = 1; month <= 12; month++)
        for (tier k = TIER_ASSIGNED; k <= TIER_STRIVE; k++) {
            period at = {FREQ_M, year * 12 + month - 1};
            struct stored_target r = {.s = s, .at = at, .t = target_tier(s, at, k)};
            if (!r.t.given)
                continue;
            if (!MEM_GROW(l->rows, l->cap, l->n + 1))
                return fail_memory(l->c);
            r.stands = target_stands(s, at, k, &r.now);
            r.key = obs_key_make(s.ind->id, s.b, KIND_TARGET, k, at, s.a);
            l->rows[l->n++] = r;
            const claim *w = claims_find(l->w, l->d->k->areas[s.a].code, s.ind->code);
            l->unclaimed += month == 12 && k == TIER_ASSIGNED && !(w && w->leader.n);
        }
    return true;
}

static int cmp_range(const void *x, const void *y)
{
    const key_range *a = x, *b = y;
    return (a->min > b->min) - (a->min < b->min);
}

/* What stands under the keys of the rows, in one reading. */
static bool load_origins(struct listing *l, area_id a)
{
    if (!l->n)
        return true;
    key_range *r = cx_alloc(l->c, l->n * sizeof *r);
    if (!r)
        return false;
    for (size_t i = 0; i < l->n; i++)
        r[i] = (key_range){l->rows[i].key, l->rows[i].key};
    qsort(r, l->n, sizeof *r, cmp_range);
    return state_load(l->c, l->d->s, l->d->k, desk_instant(l->d), r, l->n, a, &l->origins);
}

static bool targets_of(struct listing *l, area_id a, period p, ind_id only)
{
    for (ind_id i = 0; i < l->d->k->n_inds; i++) {
        period due = p;
        if ((only != ID_NONE && only != i) || !desk_sees(l->d, a, i))
            continue;
        if (!board_period(&l->d->k->inds[i], p, l->d->as_of, &due))
            due = p; /* January of a joint indicator: nothing is due yet */
        TRY(each_target(l, spot_at(l->d->p, i, a, due), period_year(p)));
    }
    return true;
}

static bool collect_targets(struct listing *l, const query *q)
{
    area_id a;
    period p;
    ind_id only = ID_NONE;
    TRY(desk_need_area(l->c, l->d, q->area, &a));
    TRY(need_period(l->c, q->period, &p));
    if (q->indicator.n)
        TRY(desk_need_ind(l->c, l->d, q->indicator, &only));
    TRY(targets_of(l, a, p, only));
    const area *own = &l->d->k->areas[a];
    for (uint32_t i = 0; q->all && i < own->n_children; i++)
        TRY(targets_of(l, own->children[i], p, only));
    put_head(l->c, l->j, l->d, a, p);
    return load_origins(l, q->all ? ID_NONE : a);
}

bool answer_targets(cx *c, const desk *d, const query *q, sb *out)
{
    json j = {.b = out};
    claims w;
    struct listing l = {.c = c, .d = d, .w = &w, .j = &j};
    bool ok = claims_load(c, d->s, desk_instant(d), &w) && collect_targets(&l, q);
    if (ok) {
        json_arr(&j, "rows");
        for (size_t i = 0; i < l.n; i++)
            put_target_row(&l, &l.rows[i]);
        json_end(&j, ']');
        json_obj(&j, "total");
        json_int(&j, "targets", (int64_t)l.n);
        json_int(&j, "unclaimed", l.unclaimed);
        json_end(&j, '}');
        json_end(&j, '}');
    }
    claims_done(&w);
    state_done(&l.origins);
    mem_free(l.rows);
    return ok && (sb_ok(out) || fail_memory(c));
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
