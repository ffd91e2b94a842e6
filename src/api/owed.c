#include "api/answers.h"
#include "base/str.h"
#include "flow/sees.h"

void put_owed(json *j, spot s, const checkpoint *at, double level, lang l)
{
    const area *a = &s.p->k->areas[s.a];
    json_str(j, "area", a->code);
    json_str(j, "area_name", area_said(a, l));
    json_str(j, "indicator", s.ind->code);
    put_ind_name(j, "name", s.ind, l);
    json_str(j, "unit", unit_said(s.p->k->units, s.ind->unit, l));
    put_period(j, "period", s.t);
    json_num(j, "target", at->target);
    json_num(j, "level", level);
    json_num(j, "done", at->done);
    json_num(j, "owed", at->owed);
    json_num(j, "surplus", at->surplus);
    json_num(j, "owed_pp", at->owed_pp);
    json_bool(j, "due", at->due);
    json_strz(j, "state", check_state_name(at->state));
    json_num(j, "months_left", at->exists ? at->months_left : MISSING);
    json_num(j, "required_per_month", at->required_per_month);
    json_num(j, "required_growth", at->required_growth);
    json_strz(j, "feasible", feasible_name(at->feasible));
}

static void put_row(json *j, const owed_row *r, lang l)
{
    json_obj(j, NULL);
    put_owed(j, r->s, &r->at, r->level, l);
    json_end(j, '}');
}

/* Sums over members tell of those who may not be seen: then there are none. */
static void put_total(json *j, const char *key, const owed_list *l, bool all)
{
    json_obj(j, key);
    json_str(j, "indicator", l->parent.ind->code);
    json_num(j, "target", l->parent_at.target);
    json_num(j, "owed_sum", all ? l->total.owed_sum : MISSING);
    json_num(j, "surplus_sum", all ? l->total.surplus_sum : MISSING);
    json_num(j, "reserve", all ? l->total.reserve : MISSING);
    json_num(j, "unallocated", all ? l->total.unallocated : MISSING);
    json_num(j, "parent_gap", all ? l->total.parent_gap : MISSING);
    json_int(j, "missing", all ? l->total.n_missing : 0);
    json_end(j, '}');
}

static bool any_target(const owed_list *l)
{
    bool any = l->parent_at.exists;
    for (uint32_t i = 0; i < l->n; i++)
        any |= l->rows[i].at.exists;
    return any;
}

/* Ceilings have room, never arrears. */
static bool listed(const indicator *i, const owed_list *l)
{
    return any_target(l) && target_class_of(i) != CLASS_CEILING;
}

bool answer_owed(cx *c, const desk *d, const query *q, sb *out)
{
    area_id a;
    period asked, at;
    ind_id only = ID_NONE;
    uint32_t n = 0;
    TRY(desk_need_area(c, d, q->area, &a));
    TRY(need_period(c, q->period, &asked));
    if (q->indicator.n)
        TRY(desk_need_ind(c, d, q->indicator, &only));
    str name = q->checkpoint.n ? q->checkpoint : period_last_month(asked) <= 6 ? S("H1") : S("Y");
    TRY(need_checkpoint(c, name, asked, &at));
    owed_list *lists = cx_alloc(c, (d->k->n_inds + 1) * sizeof *lists);
    bool *all = cx_alloc(c, (d->k->n_inds + 1) * sizeof *all);
    if (!lists || !all)
        return false;
    for (ind_id i = 0; i < d->k->n_inds; i++) {
        spot s = spot_at(d->p, i, a, asked);
        if ((only != ID_NONE && i != only) || !desk_sees(d, a, i) ||
            !board_period(s.ind, asked, d->as_of, &s.t))
            continue;
        (void)checkpoint_parse(name, s.t, &at); /* of the row's own year */
        TRY(owed_make(c, s, at, &lists[n]));
        all[n] = desk_seen_owed(d, &lists[n]);
        n += listed(s.ind, &lists[n]) || only == i;
    }
    json j;
    json_init(&j, out);
    json_obj(&j, NULL);
    put_area(&j, "area", d->k, a, c->lang);
    put_period(&j, "period", asked);
    json_str(&j, "checkpoint", name);
    put_time(&j, "as_of", desk_instant(d));
    json_arr(&j, "rows");
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t r = 0; r < lists[i].n; r++)
            put_row(&j, &lists[i].rows[r], c->lang);
    json_end(&j, ']');
    if (only != ID_NONE && n == 1) {
        put_total(&j, "total", &lists[0], all[0]);
    } else {
        json_arr(&j, "total");
        for (uint32_t i = 0; i < n; i++)
            put_total(&j, NULL, &lists[i], all[i]);
        json_end(&j, ']');
    }
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
