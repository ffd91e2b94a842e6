/* What the areas below forecast, put together (M57): the sum, the area's own figure, the target, last
 * year, and what the last single period would have to be. Who is missing is named, never taken for 0. */
#include "api/filing.h"
#include "base/mem.h"
#include "base/str.h"
#include "filing/rollup.h"
#include "panel/board.h"
#include "panel/forecast.h"

/* Submissions of the period that are not handed in. */
struct unsigned_list {
    submission *list;
    size_t n, cap;
    int64_t until; /* as it stood then; INT64_MAX = now */
};

struct row {
    spot s; /* the area's own */
    forecast own;
    rollup all, official; /* of the members; of the area's own */
    const area_id *members;
    const forecast *f; /* by member */
    uint32_t n;
    uint32_t known; /* members without a forecast whose figure has come */
    bool foretold;  /* somebody forecasts it */
    double target, target_growth;
};

static rollup_member member_of(const forecast *f)
{
    return (rollup_member){f->v.level, f->growth, f->base, f->previous, f->last_year_month};
}

/* What was forecast, else the figure where it has come: nobody is asked for what is known. */
static forecast best_at(spot s, bool *ret_told)
{
    forecast f = forecast_at(s);
    *ret_told = f.given;
    return f.given ? f : forecast_known_at(s);
}

/* The target at the end of the period, and the year's growth where that is what is judged. */
static void aim(struct row *r)
{
    year_target y = target_of_year(r->s);
    r->target = checkpoint_at(r->s, period_as_month(r->s.t)).target;
    r->target_growth = y.by_growth ? y.growth : MISSING;
}

/* The members whose figures add up to the area's, unless one of them may not be seen. */
static bool gather(cx *c, const desk *d, struct row *r, bool partial)
{
    const area *a = &d->k->areas[r->s.a];
    area_id *list = cx_alloc(c, (a->n_additive + 1) * sizeof *list);
    forecast *f = cx_alloc(c, (a->n_additive + 1) * sizeof *f);
    rollup_member *m = cx_alloc(c, (a->n_additive + 1) * sizeof *m);
    if (!list || !f || !m)
        return false;
    for (uint32_t i = 0; i < a->n_additive; i++)
        if (area_valid(d->k, a->additive[i], r->s.t))
            list[r->n++] = a->additive[i];
    if (!desk_sees_all(d, list, r->n, r->s.ind->id))
        r->n = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        bool told;
        f[i] = best_at(spot_area(r->s, list[i]), &told);
        m[i] = member_of(&f[i]);
        r->foretold |= told;
        r->known += f[i].given && !told;
    }
    bool own_told;
    r->own = best_at(r->s, &own_told);
    r->foretold |= own_told;
    rollup_rule rule = {.price = r->s.ind->price,
                        .adds = forecast_adds(r->s.ind),
                        .partial = partial,
                        .single = r->own.single,
                        .periods_before = r->own.periods_before};
    rollup_member own = member_of(&r->own);
    r->members = list;
    r->f = f;
    r->all = rollup_of(m, r->n, &rule);
    r->official = rollup_own(&own, &rule);
    aim(r);
    return true;
}

static void put_missing(json *j, const struct row *r, lang l)
{
    json_arr(j, "missing");
    for (uint32_t i = 0; i < r->n; i++)
        if (!r->f[i].given)
            put_area(j, NULL, r->s.p->k, r->members[i], l);
    json_end(j, ']');
}

/* ---- who has not signed ---- */
static bool handed_in(const submission *s, int64_t until)
{
    filing_state at = until == INT64_MAX ? s->state : FILING_DRAFT;
    for (size_t i = 0; until != INT64_MAX && i < s->n_events; i++)
        if (s->events[i].at <= until)
            (void)filing_state_parse(s->events[i].state, &at);
    return at == FILING_SIGNED || at == FILING_ACCEPTED;
}

static bool take_unsigned(cx *c, void *user, const submission *s)
{
    struct unsigned_list *u = user;
    if (handed_in(s, u->until))
        return true;
    if (!MEM_GROW(u->list, u->cap, u->n + 1))
        return fail_memory(c);
    u->list[u->n++] = *s;
    return true;
}

/* Of the forms that forecast, or the one that is asked for. */
static bool load_unsigned(cx *c, const desk *d, const form *only, period asked,
                          struct unsigned_list *ret)
{
    *ret = (struct unsigned_list){.until = d->as_of == STORE_NOW ? INT64_MAX : d->as_of};
    for (uint32_t i = 0; i < d->k->n_forms; i++) {
        const form *f = &d->k->forms[i];
        char text[PERIOD_TEXT_MAX];
        period p;
        if ((only && only != f) || f->kind != FORM_FORECAST || f->freq == FREQ_D ||
            !period_point(asked, f->freq, &p))
            continue;
        period_print(p, text);
        query of = {.form = f->code, .period = str_of(text)};
        TRY(each_round(c, d, &of, take_unsigned, ret));
    }
    return true;
}

static void unsigned_done(struct unsigned_list *u)
{
    mem_free(u->list);
}

/* Is this figure of the row among what the unit is asked for. */
static bool asked_for(const submission *s, const struct row *r)
{
    for (uint32_t i = 0; i < s->n; i++) {
        const filing_cell *x = &s->cells[i];
        if (x->ind != r->s.ind->id || x->period.f != r->s.t.f || x->period.ord != r->s.t.ord)
            continue;
        if (x->area == r->s.a)
            return true;
        for (uint32_t m = 0; m < r->n; m++)
            if (r->members[m] == x->area)
                return true;
    }
    return false;
}

static uint32_t put_unsigned(json *j, const struct unsigned_list *u, const struct row *r)
{
    uint32_t n = 0;
    json_arr(j, "unsigned");
    for (size_t i = 0; i < u->n; i++) {
        const submission *s = &u->list[i];
        if (!asked_for(s, r))
            continue;
        json_obj(j, NULL);
        json_str(j, "org", s->org->code);
        json_str(j, "name", s->org->name);
        json_end(j, '}');
        n++;
    }
    json_end(j, ']');
    return n;
}

static uint32_t put_row(json *j, const struct row *r, const struct unsigned_list *u, lang l)
{
    bool sum = has(r->all.sum) || has(r->all.growth);
    const rollup *of = sum ? &r->all : &r->official;
    json_obj(j, NULL);
    json_str(j, "indicator", r->s.ind->code);
    put_ind_name(j, "name", r->s.ind, l);
    json_str(j, "unit", unit_said(r->s.p->k->units, r->s.ind->unit, l));
    put_period(j, "period", r->s.t);
    json_num(j, "sum", r->all.sum);
    json_bool(j, "partial", sum && r->all.partial);
    json_int(j, "members", r->all.members);
    json_int(j, "reported", r->all.reported);
    json_int(j, "known", r->known);
    uint32_t unsigned_n = put_unsigned(j, u, r);
    put_missing(j, r, l);
    json_num(j, "official", r->own.v.level);
    json_num(j, "official_growth", r->own.growth);
    json_strz(j, "official_kind", measure_kind_name(r->own.v.kind));
    json_num(j, "residual", rollup_residual(r->own.v.level, &r->all));
    json_num(j, "target", r->target);
    json_num(j, "target_growth", r->target_growth);
    json_strz(j, "of", sum ? "sum" : r->own.given ? "official" : NULL);
    json_num(j, "last_year", of->last_year);
    json_num(j, "growth", of->growth);
    json_num(j, "implied_month", of->month);
    json_num(j, "last_year_month", of->last_year_month);
    json_num(j, "to_target", sum && r->all.partial ? MISSING : r->target - of->sum);
    json_num(j, "k", of->k);
    json_end(j, '}');
    return unsigned_n;
}

static bool wanted(const struct row *r, const query *q)
{
    return q->indicator.n || q->form.n || r->foretold;
}

static bool on_form(const form *f, ind_id i)
{
    for (uint32_t n = 0; f && n < f->n_inds; n++)
        if (f->inds[n] == i)
            return true;
    return !f;
}

/* What is asked, and what of it is complete: everybody reported and signed. */
struct asked {
    area_id area;
    period t;
    const form *form;
    ind_id only;
    uint32_t n, complete;
};

static bool put_rows(cx *c, json *j, const desk *d, const query *q, struct asked *ask,
                     const struct unsigned_list *u)
{
    json_arr(j, "rows");
    for (ind_id i = 0; i < d->k->n_inds; i++) {
        const indicator *ind = &d->k->inds[i];
        struct row r = {.s = spot_at(d->p, i, ask->area, ask->t)};
        if ((ask->only != ID_NONE && ask->only != i) || !on_form(ask->form, i) ||
            !desk_sees(d, ask->area, i) || ind->withdrawn ||
            !period_point(ask->t, ind->freqs[0], &r.s.t) || !period_exists(ind, ind->basis, r.s.t))
            continue;
        TRY(gather(c, d, &r, q->partial));
        if (!wanted(&r, q))
            continue;
        uint32_t open = put_row(j, &r, u, c->lang);
        ask->n++;
        ask->complete += r.n > 0 && r.all.reported == r.n && !open;
    }
    json_end(j, ']');
    return true;
}

static bool put_answer(cx *c, json *j, const desk *d, const query *q, struct asked *ask)
{
    struct unsigned_list u;
    json_obj(j, NULL);
    put_area(j, "area", d->k, ask->area, c->lang);
    put_period(j, "period", ask->t);
    if (ask->form)
        json_str(j, "form", ask->form->code);
    else
        json_nil(j, "form");
    put_time(j, "as_of", desk_instant(d));
    bool ok = load_unsigned(c, d, ask->form, ask->t, &u) && put_rows(c, j, d, q, ask, &u);
    unsigned_done(&u);
    TRY(ok);
    json_obj(j, "total");
    json_int(j, "indicators", ask->n);
    json_int(j, "complete", ask->complete);
    json_end(j, '}');
    json_end(j, '}');
    return true;
}

bool answer_rollup(cx *c, const desk *d, const query *q, sb *out)
{
    struct asked ask = {.only = ID_NONE};
    json j;
    TRY(need_own_area(c, d, q->area, &ask.area) && need_period(c, q->period, &ask.t));
    TRY(!q->form.n || need_form(c, d, q->form, &ask.form));
    TRY(!q->indicator.n || desk_need_ind(c, d, q->indicator, &ask.only));
    json_init(&j, out);
    TRY(put_answer(c, &j, d, q, &ask));
    return sb_ok(out) || fail_memory(c);
}
