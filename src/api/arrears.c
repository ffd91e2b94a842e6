/* Arrears with their causes and the plans to make up for them (M17, M24, M27, M28). */
#include "panel/arrears.h"
#include "api/lists.h"
#include "base/str.h"

static void put_causes(json *j, const arrears_row *r, lang l)
{
    const catalog *k = r->b->s.p->k;
    json_arr(j, "causes");
    for (uint32_t i = 0; i < r->n_causes; i++) {
        const gap_cause *g = &r->causes[i];
        const cause_code *v = &k->cause_codes[g->cause];
        json_obj(j, NULL);
        put_period(j, "period", g->period);
        json_str(j, "cause", v->code);
        json_str(j, "name", l == LANG_EN && v->name_en.n ? v->name_en : v->name);
        json_strz(j, "side", gap_side_name(g->side));
        json_str(j, "text", g->text);
        json_str(j, "org", g->org);
        json_str(j, "person", g->person);
        json_str(j, "route", l == LANG_EN && v->route_en.n ? v->route_en : v->route);
        json_end(j, '}');
    }
    json_end(j, ']');
    json_bool(j, "causes_old", r->causes_old);
}

static void put_plan(json *j, const plan_view *v, const catalog *k, const indicator *i, lang l)
{
    const gap_plan *p = v->plan;
    json_obj(j, NULL);
    json_str(j, "item", p->item);
    put_period(j, "checkpoint", p->checkpoint);
    put_period(j, "period", p->period);
    put_period(j, "due", p->due);
    json_str(j, "measure", p->measure);
    json_str(j, "support", p->support);
    json_str(j, "amount_text", p->amount_text);
    json_str(j, "unit_text", p->unit);
    json_str(j, "unit", unit_said(k->units, p->unit.n ? p->unit : i->unit, l));
    json_num(j, "amount", p->amount);
    json_bool(j, "points", p->points);
    json_str(j, "org", p->org);
    json_str(j, "leader", p->leader);
    json_str(j, "person", p->person);
    json_str(j, "note", p->note);
    json_strz(j, "state", plan_state_name(v->state));
    json_num(j, "promised", v->promised);
    json_num(j, "delivered", v->delivered);
    json_obj(j, "null_reasons");
    if (v->state == PLAN_UNKNOWN)
        json_strz(j, "state", reason_name(v->why));
    json_end(j, '}');
    json_end(j, '}');
}

/* M27: what to take hold of first: the member that owes most, else the largest plan row. */
static void put_lever(json *j, const arrears_row *r, lang l)
{
    const catalog *k = r->b->s.p->k;
    str unit = unit_said(k->units, r->b->s.ind->unit, l);
    if (!r->debtor && !r->lever) {
        json_nil(j, "lever");
        return;
    }
    json_obj(j, "lever");
    if (r->debtor) {
        const area *a = &k->areas[r->debtor->b->s.a];
        json_strz(j, "what", "area");
        json_str(j, "code", a->code);
        json_str(j, "name", area_said(a, l));
        json_num(j, "amount", r->debtor->at.owed);
        json_str(j, "unit", unit);
    } else {
        const gap_plan *p = r->lever->plan;
        json_strz(j, "what", "plan");
        json_str(j, "code", p->item);
        json_str(j, "name", p->support.n ? p->support : p->measure);
        json_num(j, "amount", p->amount);
        json_str(j, "unit", p->points ? unit_said(k->units, S("百分点"), l) : unit);
    }
    json_end(j, '}');
}

static bool put_row(cx *c, json *j, const arrears_row *r)
{
    const char *cause = arrears_cause_text(c, r);
    const char *measure = arrears_plan_text(c, r, PLAN_MEASURE);
    TRY(cause && measure);
    json_obj(j, NULL);
    put_owed(j, r->b->s, &r->at, r->level, c->lang);
    json_bool(j, "owes", r->owes);
    json_strz(j, "light", light_name(r->b->light.color));
    json_strz(j, "triage", triage_name(triage_of(r->b)));
    json_strz(j, "cause", cause);
    put_causes(j, r, c->lang);
    json_strz(j, "measure", measure);
    json_arr(j, "plans");
    for (uint32_t i = 0; i < r->n_plans; i++)
        put_plan(j, &r->plans[i], r->b->s.p->k, r->b->s.ind, c->lang);
    json_end(j, ']');
    json_num(j, "planned", r->planned);
    json_num(j, "planned_pp", r->planned_pp);
    json_num(j, "planned_per_month", r->planned_per_month);
    json_num(j, "late", r->late);
    json_num(j, "late_pp", r->late_pp);
    json_num(j, "uncovered", r->uncovered);
    json_num(j, "uncovered_pp", r->uncovered_pp);
    json_int(j, "kept", r->kept);
    json_int(j, "missed", r->missed);
    json_int(j, "open", r->open);
    json_bool(j, "without_cause", (r->red || r->owes) && !r->n_causes);
    json_bool(j, "without_plan", (r->red || r->owes) && !r->n_plans);
    put_lever(j, r, c->lang);
    json_end(j, '}');
    return true;
}

/* M28: all indicators of the area itself. */
static void put_triage(json *j, const arrears *l, lang lang)
{
    json_obj(j, "triage");
    for (triage t = TRIAGE_LOW; t < TRIAGE_MAX_; t++) {
        json_arr(j, triage_name(t));
        for (uint32_t i = 0; i < l->own->n; i++) {
            const board_row *r = &l->own->rows[i];
            if (triage_of(r) != t)
                continue;
            json_obj(j, NULL);
            json_str(j, "indicator", r->s.ind->code);
            put_ind_name(j, "name", r->s.ind, lang);
            json_strz(j, "light", light_name(r->light.color));
            json_num(j, "growth_change_prev", r->change_prev);
            json_num(j, "vs_parent", r->vs_parent);
            json_end(j, '}');
        }
        json_end(j, ']');
    }
    json_end(j, '}');
}

/* M17: how often each cause is named, objective and subjective. */
static bool put_distribution(cx *c, json *j, const catalog *k, const arrears *l)
{
    uint32_t(*n)[SIDE_MIXED + 1] = cx_alloc(c, ((size_t)k->n_cause_codes + 1) * sizeof *n);
    if (!n)
        return false;
    memset(n, 0, ((size_t)k->n_cause_codes + 1) * sizeof *n);
    for (uint32_t i = 0; i < l->n; i++)
        for (uint32_t g = 0; g < l->rows[i].n_causes; g++)
            n[l->rows[i].causes[g].cause][l->rows[i].causes[g].side]++;
    json_arr(j, "causes");
    for (uint32_t i = 0; i < k->n_cause_codes; i++) {
        const cause_code *v = &k->cause_codes[i];
        uint32_t all = n[i][SIDE_OBJECTIVE] + n[i][SIDE_SUBJECTIVE] + n[i][SIDE_MIXED];
        if (!all)
            continue;
        json_obj(j, NULL);
        json_str(j, "cause", v->code);
        json_str(j, "name", c->lang == LANG_EN && v->name_en.n ? v->name_en : v->name);
        json_int(j, "rows", all);
        json_int(j, "objective", n[i][SIDE_OBJECTIVE]);
        json_int(j, "subjective", n[i][SIDE_SUBJECTIVE]);
        json_int(j, "mixed", n[i][SIDE_MIXED]);
        json_end(j, '}');
    }
    json_end(j, ']');
    return true;
}

static bool put_total(cx *c, json *j, const catalog *k, const arrears *l)
{
    int64_t owes = 0, red = 0, cause = 0, plan = 0, both = 0, kept = 0, missed = 0, open = 0;
    for (uint32_t i = 0; i < l->n; i++) {
        const arrears_row *r = &l->rows[i];
        bool due = r->red || r->owes;
        owes += r->owes;
        red += r->red;
        cause += due && !r->n_causes;
        plan += due && !r->n_plans;
        both += r->red && !r->n_causes && !r->n_plans;
        kept += r->kept;
        missed += r->missed;
        open += r->open;
    }
    json_obj(j, "total");
    json_int(j, "owing", owes);
    json_int(j, "red", red);
    json_int(j, "without_cause", cause);
    json_int(j, "without_plan", plan);
    json_int(j, "red_without_both", both);
    json_int(j, "kept", kept);
    json_int(j, "missed", missed);
    json_int(j, "open", open);
    TRY(put_distribution(c, j, k, l));
    json_end(j, '}');
    return true;
}

bool answer_arrears(cx *c, const desk *d, const query *q, sb *out)
{
    area_id a;
    period asked, at;
    arrears l;
    board_options o = {.delta = d->delta, .only = ID_NONE, .who = d->who, .as_of = d->as_of};
    TRY(desk_need_area(c, d, q->area, &a));
    TRY(need_period(c, q->period, &asked));
    if (q->indicator.n)
        TRY(desk_need_ind(c, d, q->indicator, &o.only));
    o.checkpoint = q->checkpoint.n                 ? q->checkpoint
                   : period_last_month(asked) <= 6 ? S("H1")
                                                   : S("Y");
    TRY(need_checkpoint(c, o.checkpoint, asked, &at));
    TRY(arrears_make(c, d->p, a, asked, &o, &l));
    json j;
    json_init(&j, out);
    json_obj(&j, NULL);
    put_area(&j, "area", d->k, a, c->lang);
    put_period(&j, "period", asked);
    json_str(&j, "checkpoint", o.checkpoint);
    put_period(&j, "checkpoint_period", at);
    put_time(&j, "as_of", desk_instant(d));
    json_arr(&j, "rows");
    for (uint32_t i = 0; i < l.n; i++)
        TRY(put_row(c, &j, &l.rows[i]));
    json_end(&j, ']');
    put_triage(&j, &l, c->lang);
    TRY(put_total(c, &j, d->k, &l));
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

bool answer_causes(cx *c, const desk *d, const list_query *q, sb *out)
{
    const catalog *k = d->k;
    bool en = c->lang == LANG_EN;
    json j;
    (void)q;
    json_init(&j, out);
    json_obj(&j, NULL);
    put_time(&j, "as_of", desk_instant(d));
    json_arr(&j, "rows");
    for (uint32_t i = 0; i < k->n_cause_codes; i++) {
        const cause_code *v = &k->cause_codes[i];
        json_obj(&j, NULL);
        json_str(&j, "code", v->code);
        json_str(&j, "name", en && v->name_en.n ? v->name_en : v->name);
        json_str(&j, "parent", v->parent);
        json_str(&j, "route", en && v->route_en.n ? v->route_en : v->route);
        json_end(&j, '}');
    }
    json_end(&j, ']');
    json_int(&j, "total", k->n_cause_codes);
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
