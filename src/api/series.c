#include "api/answers.h"
#include "base/str.h"
#include "flow/state.h"
#include "panel/measure.h"

static bool wanted(const desk *d, const state *s, size_t i, period from, period to)
{
    period t = obs_key_period(s->b.key[i]);
    part_state level = part_state_of(s->b.level_st[i]);
    bool growth = s->b.growth_st && part_state_of(s->b.growth_st[i]) == PART_VALUE;
    if (level != PART_VALUE && level != PART_NEGLIGIBLE && level != PART_MASKED && !growth)
        return false;
    if (obs_batch_extra(&s->b, i)->released > d->p->released_by)
        return false;
    return (from.f == FREQ_NONE || period_last_day(t) >= period_first_day(from)) &&
           (to.f == FREQ_NONE || period_last_day(t) <= period_last_day(to));
}

/* Whose figures a row shows: what stands, or, of a flash that a final has overtaken, its own. */
static kind row_kind(spot s, kind k)
{
    stored final = panel_stored(s.p, s.ind->id, s.b, KIND_FINAL, TIER_ASSIGNED, s.t, s.a);
    return k == KIND_FLASH && has(final.level) ? KIND_FLASH : KIND_NONE;
}

/* A row of kind final or flash shows what the desk makes of it; others only what was said. */
static void put_row(json *j, const desk *d, const state *s, size_t i, lang l)
{
    obs_key k = s->b.key[i];
    const obs_extra *x = obs_batch_extra(&s->b, i);
    const indicator *ind = &d->k->inds[obs_key_ind(k)];
    kind kind = obs_key_kind(k);
    spot at = {d->p, ind, obs_key_basis(k), obs_key_area(k), obs_key_period(k)};
    bool real = kind == KIND_FINAL || kind == KIND_FLASH;
    enum kind own = row_kind(at, kind);
    value v = value_as(at, own);
    growth g = growth_of(at, &v);
    char text[DEC_TEXT_MAX], day[PERIOD_TEXT_MAX];
    bool value = part_state_of(s->b.level_st[i]) == PART_VALUE;
    bool growth_said = s->b.growth_st && part_state_of(s->b.growth_st[i]) == PART_VALUE;
    if (value)
        dec_print(part_dec(s->b.level[i], s->b.level_st[i]), text);
    json_obj(j, NULL);
    put_period(j, "period", at.t);
    json_strz(j, "basis", basis_name(at.b));
    json_strz(j, "kind", kind_name(kind));
    if (kind == KIND_TARGET)
        json_strz(j, "tier", tier_name(obs_key_tier(k)));
    json_num(j, "level", obs_canonical(d->k, &s->b, i, 'l'));
    json_strz(j, "level_text",
              value                                                ? text
              : part_state_of(s->b.level_st[i]) == PART_NEGLIGIBLE ? "…"
                                                                   : NULL);
    json_str(j, "unit", unit_said(d->k->units, ind->unit, l));
    json_str(j, "unit_reported", x->unit.n ? x->unit : ind->unit);
    double said = growth_said ? dec_double(part_dec(s->b.growth[i], s->b.growth_st[i])) : MISSING;
    json_num(j, "growth", growth_said ? said : real ? g.g : MISSING);
    json_strz(j, "growth_source",
              kind == KIND_TARGET ? NULL
              : growth_said       ? "published"
              : real              ? growth_source_name(g.source)
                                  : NULL);
    json_num(j, "growth_computed", real ? g.computed : MISSING);
    json_num(j, "base_level", obs_canonical(d->k, &s->b, i, 'b'));
    json_num(j, "period_level", real ? single_as(at, own).level : MISSING);
    json_num(j, "mom", real ? single_mom_as(at, own) : MISSING);
    json_int(j, "version", s->version[i]);
    put_time(j, "recorded_at", s->commits[s->b.line[i]].recorded_at);
    if (x->released != INT64_MIN) {
        period_print((period){FREQ_D, (int32_t)x->released}, day);
        json_strz(j, "released", day);
    } else {
        json_nil(j, "released");
    }
    json_str(j, "source", x->source.n ? x->source : s->commits[s->b.line[i]].source);
    json_str(j, "series_basis", x->series_basis);
    json_str(j, "note", x->note);
    json_end(j, '}');
}

bool answer_series(cx *c, const desk *d, const query *q, sb *out)
{
    if (q->boundary.n)
        return answer_boundary(c, d, q, out);
    ind_id ind;
    area_id a;
    period from = PERIOD_NONE, to = PERIOD_NONE;
    state s;
    TRY(desk_need_figure(c, d, q->area, q->indicator, &a, &ind));
    if (q->from.n)
        TRY(need_period(c, q->from, &from));
    if (q->to.n)
        TRY(need_period(c, q->to, &to));
    key_range r = {obs_key_first(ind), obs_key_last(ind)};
    TRY(state_load(c, d->s, d->k, desk_instant(d), &r, 1, a, &s));
    json j;
    json_init(&j, out);
    json_obj(&j, NULL);
    json_str(&j, "indicator", d->k->inds[ind].code);
    put_ind_name(&j, "name", &d->k->inds[ind], c->lang);
    json_str(&j, "unit", unit_said(d->k->units, d->k->inds[ind].unit, c->lang));
    put_area(&j, "area", d->k, a, c->lang);
    put_time(&j, "as_of", desk_instant(d));
    json_arr(&j, "rows");
    int64_t n = 0;
    for (size_t i = 0; i < s.b.n; i++)
        if (wanted(d, &s, i, from, to)) {
            put_row(&j, d, &s, i, c->lang);
            n++;
        }
    json_end(&j, ']');
    bool ok = put_events(c, &j, d->k, ind, a);
    json_obj(&j, "total");
    json_int(&j, "rows", n);
    json_end(&j, '}');
    json_end(&j, '}');
    state_done(&s);
    return ok && (sb_ok(out) || fail_memory(c));
}
