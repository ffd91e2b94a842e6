#include "base/dec.h"
#include "base/str.h"
#include "flow/filing_check.h"
#include "panel/target.h"

/* ---- what was typed ---- */
static double number_of(str text, bool *bad)
{
    dec d;
    if (!text.n)
        return MISSING;
    if (dec_parse(text, &d) == DEC_OK)
        return dec_double(d);
    *bad = true;
    return MISSING;
}

/* ---- what is known ---- */
static void look_at_history(spot s, entry_context *x)
{
    int32_t first, last;
    x->max_month = MISSING;
    if (!panel_span(s.p, s.ind->id, s.b, s.t.f, &first, &last))
        return;
    for (int32_t o = first; o < s.t.ord && o <= last; o++) {
        spot at = spot_period(s, (period){s.t.f, o});
        double month = single_at(at).level;
        x->ever_negative |= value_at(at).level < 0 || month < 0;
        if (has(month) && !(x->max_month >= month))
            x->max_month = month;
    }
}

static entry_context context_of(spot s)
{
    const indicator *i = s.ind;
    spot ago = spot_period(s, period_years(s.t, -1));
    period before = period_previous(i, s.b, s.t);
    entry_context x = {.nature = i->nature,
                       .basis = s.b,
                       .price = i->price,
                       .index_base = i->index_base,
                       .joint_jan_feb = i->joint_jan_feb,
                       .percent = str_eqz(i->unit, "%"),
                       .decimals = i->decimals,
                       .period = s.t,
                       .last_year = value_at(ago).level * measure_link(s, ago.t),
                       .last_month = single_at(ago).level * measure_link(s, ago.t),
                       .last_level = MISSING,
                       .last_growth = MISSING};
    if (before.f != FREQ_NONE) {
        spot last = spot_period(s, before);
        x.last_growth = growth_at(last).g;
        if (s.b != BASIS_YTD || period_year(before) == period_year(s.t))
            x.last_level = value_at(last).level * measure_link(s, before);
    }
    look_at_history(s, &x);
    return x;
}

/* ---- what the desk holds ---- */
static void look_held(const submission *s, const filing_cell *x, filing_facts *f)
{
    value v = value_stored(f->s);
    f->held_level = f->held_growth = MISSING;
    if (has(v.level) || has(v.growth)) {
        f->held_level = v.level;
        f->held_growth = v.growth;
        f->held = has(v.level) ? v.kind : v.growth_kind;
        return;
    }
    /* What stands may be this submission's own, or, where rounds are shorter than the figure's period, that
     * of the round before, which is to be told anew. */
    if (s->form->kind != FORM_FORECAST || s->signed_ || x->verdict != VERDICT_OPEN ||
        s->form->freq != x->period.f)
        return;
    stored k = panel_stored(f->s.p, x->ind, f->s.b, KIND_FORECAST, TIER_ASSIGNED, f->s.t, x->area);
    if (!has(k.level) && !has(k.growth))
        return;
    f->held_level = k.level;
    f->held_growth = k.growth;
    f->held = KIND_FORECAST;
}

filing_facts filing_facts_of(const desk *d, const submission *s, const filing_cell *x)
{
    filing_facts f = {.s = spot_at(d->p, x->ind, x->area, x->period)};
    f.target = f.target_growth = f.expected = MISSING;
    f.typed.level = number_of(x->level, &f.typed.bad_level);
    f.typed.growth = number_of(x->growth, &f.typed.bad_growth);
    f.x = context_of(f.s);
    f.month = entry_month(&f.typed, &f.x);
    f.computed = entry_growth(&f.typed, &f.x);
    look_held(s, x, &f);
    if (s->form->kind != FORM_FORECAST)
        return f;
    year_target t = target_of_year(f.s);
    f.target = t.level;
    f.target_growth = t.growth;
    f.expected =
        panel_stored(d->p, x->ind, f.s.b, KIND_EXPECTED, TIER_ASSIGNED, f.s.t, x->area).growth;
    return f;
}

bool filing_held(const filing_facts *f, const filing_cell *x)
{
    return f->held != KIND_NONE && !x->level.n && !x->growth.n;
}

size_t filing_findings(const filing_facts *f, const filing_cell *x, entry_finding out[ENTRY_MAX])
{
    if (x->verdict == VERDICT_ACCEPTED || filing_held(f, x))
        return 0;
    return entry_check(&f->typed, &f->x, out);
}

bool filing_ready(cx *c, const desk *d, const submission *s)
{
    entry_finding list[ENTRY_MAX], first = {0};
    const filing_cell *at = NULL;
    int mandatory = 0, unexplained = 0;
    for (uint32_t i = 0; i < s->n; i++) {
        const filing_cell *x = &s->cells[i];
        filing_facts f = filing_facts_of(d, s, x);
        size_t n = filing_findings(&f, x, list);
        bool explained = entry_explained(x->note);
        for (size_t k = 0; k < n; k++) {
            bool must = list[k].grade == ENTRY_MANDATORY;
            if (!must && explained)
                continue;
            if (!at || (must && first.grade != ENTRY_MANDATORY)) {
                at = x;
                first = list[k];
            }
            mandatory += must;
            unexplained += !must;
        }
    }
    if (!at)
        return true;
    const indicator *i = &d->k->inds[at->ind];
    return fail(c, ERR_DATA,
                "还不能提交：%d 处必须改正，%d 处须写明情况；第一处：" STR_FMT " " STR_FMT
                "：%s%.0s",
                "it cannot be submitted yet: %d to mend, %d to explain; the first: " STR_FMT
                ", " STR_FMT ": %.0s%s",
                mandatory, unexplained, STR_ARG(d->k->areas[at->area].name), STR_ARG(i->name),
                first.zh, first.en);
}
