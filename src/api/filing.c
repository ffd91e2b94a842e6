#include "api/filing.h"
#include "base/str.h"
#include "flow/filing_check.h"

void put_round(json *j, period p, lang l)
{
    char name[64];
    put_period(j, "period", p);
    period_name(p, p.f == FREQ_D ? BASIS_PERIOD : BASIS_YTD, l, name);
    json_strz(j, "period_name", name);
}

void put_may(json *j, const desk *d, const submission *s)
{
    json_arr(j, "may");
    for (filing_act a = 0; a < FILING_ACT_MAX_; a++)
        if (filing_may(d, s, a, NULL))
            json_strz(j, NULL, filing_act_name(a));
    json_end(j, ']');
}

static void put_person(json *j, const desk *d, const char *key, const char *name_key, str login)
{
    const person *p = login.n ? catalog_person(d->k, login) : NULL;
    json_str(j, key, login);
    json_str(j, name_key, p ? p->name : login);
}

static void put_post(json *j, const desk *d, str code)
{
    str title = code;
    for (uint32_t i = 0; i < d->k->n_posts; i++)
        if (str_eq(d->k->posts[i].code, code))
            title = d->k->posts[i].title;
    json_str(j, "post", code);
    json_str(j, "post_title", title);
}

/* ---- the head ---- */
static void put_form(json *j, const form *f, lang l)
{
    json_obj(j, "form");
    json_str(j, "code", f->code);
    json_str(j, "name", l == LANG_EN && f->name_en.n ? f->name_en : f->name);
    json_strz(j, "kind", form_kind_name(f->kind));
    json_str(j, "table_no", f->table_no);
    json_str(j, "authority", f->authority);
    json_str(j, "approval", f->approval);
    put_day(j, "valid_to", f->valid_to == INT64_MAX ? INT64_MAX : f->valid_to - 1);
    json_int(j, "steps", f->steps);
    json_strz(j, "accept", f->by_itself ? "auto" : "statistics");
    json_str(j, "note", f->note);
    json_end(j, '}');
}

static const char *who_unlocks(const submission *s, lang l)
{
    bool zh = l == LANG_ZH;
    switch (s->lock.who) {
    case ACT_ACCEPT:
        return zh ? "统计部门" : "statistics";
    case ACT_CHECK:
        return zh ? "本单位审核人" : "the unit's checker";
    case ACT_REVIEW:
        return zh ? "本单位复核人" : "the unit's reviewer";
    case ACT_SIGN:
        return zh ? "本单位主要负责人" : "the unit's principal";
    case ACT_CATALOGUE:
        return zh ? "报表管理人员" : "who keeps the forms";
    default:
        return NULL;
    }
}

static bool put_lock(cx *c, json *j, const submission *s)
{
    if (s->lock.rule == FILING_OPEN) {
        json_nil(j, "lock");
        return true;
    }
    const char *text = filing_lock_text(c, s);
    if (!text)
        return false;
    json_obj(j, "lock");
    json_strz(j, "rule", filing_rule_name(s->lock.rule));
    json_strz(j, "text", text);
    json_strz(j, "who", who_unlocks(s, c->lang));
    put_day(j, "until", s->lock.until);
    json_end(j, '}');
    return true;
}

static void put_days_left(json *j, const submission *s)
{
    bool handed = s->state == FILING_SIGNED || s->state == FILING_ACCEPTED;
    int64_t last = s->row.extended > s->days.due ? s->row.extended : s->days.due;
    if (handed)
        json_nil(j, "days_left");
    else
        json_int(j, "days_left", last - s->today);
}

static bool put_head(cx *c, json *j, const desk *d, const submission *s)
{
    put_form(j, s->form, c->lang);
    json_str(j, "org", s->org->code);
    json_str(j, "org_name", s->org->name);
    put_round(j, s->period, c->lang);
    json_strz(j, "state", filing_state_name(s->state));
    json_int(j, "version", s->row.version);
    put_person(j, d, "filler", "filler_name", s->row.filler);
    put_day(j, "opens", s->days.opens);
    put_day(j, "due", s->days.due);
    put_day(j, "closes", s->days.closes);
    put_day(j, "extended", s->row.extended);
    put_days_left(j, s);
    json_strz(j, "timeliness", filing_time_name(s->time));
    TRY(put_lock(c, j, s));
    put_may(j, d, s);
    return true;
}

/* ---- the cells ---- */
static void put_text(json *j, const char *key, str text)
{
    if (text.n)
        json_str(j, key, text);
    else
        json_nil(j, key);
}

static void put_exact(json *j, const char *key, double v)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 64);
    if (has(v))
        sb_double(&b, v);
    put_text(j, key, sb_str(&b));
}

typedef struct cells_told {
    json *j;
    const desk *d;
    const submission *s;
    const filing_cell *before; /* of the last signature but this one */
    uint32_t n_before;
    int64_t mandatory, unexplained, returned;
    lang lang;
} cells_told;

static void put_findings(cells_told *w, const filing_facts *f, const filing_cell *x)
{
    entry_finding list[ENTRY_MAX];
    size_t n = filing_findings(f, x, list);
    bool explained = entry_explained(x->note);
    json_arr(w->j, "findings");
    for (size_t i = 0; i < n; i++) {
        bool must = list[i].grade == ENTRY_MANDATORY;
        json_obj(w->j, NULL);
        json_strz(w->j, "grade", entry_grade_name(list[i].grade));
        json_strz(w->j, "rule", list[i].rule);
        json_strz(w->j, "text", w->lang == LANG_ZH ? list[i].zh : list[i].en);
        json_bool(w->j, "explained", !must && explained);
        json_end(w->j, '}');
        w->mandatory += must;
        w->unexplained += !must && !explained;
    }
    json_end(w->j, ']');
}

static void put_before(cells_told *w, const filing_cell *x)
{
    const filing_cell *b = NULL;
    for (uint32_t i = 0; i < w->n_before; i++)
        if (w->before[i].area == x->area && w->before[i].ind == x->ind)
            b = &w->before[i];
    if (!b || (str_eq(b->level, x->level) && str_eq(b->growth, x->growth))) {
        json_nil(w->j, "before");
        return;
    }
    json_obj(w->j, "before");
    put_text(w->j, "level", b->level);
    put_text(w->j, "growth", b->growth);
    json_end(w->j, '}');
}

static void put_facts(json *j, const filing_facts *f)
{
    json_num(j, "last_year", f->x.last_year);
    json_num(j, "last_period", f->x.last_level);
    json_num(j, "last_period_growth", f->x.last_growth);
    json_num(j, "last_year_month", f->x.last_month);
    json_num(j, "month", f->month);
    json_num(j, "growth_computed", f->computed);
    json_num(j, "target", f->target);
    json_num(j, "target_growth", f->target_growth);
    json_num(j, "expected_growth", f->expected);
}

static void put_cell(cells_told *w, const filing_cell *x)
{
    json *j = w->j;
    const catalog *k = w->d->k;
    const indicator *i = &k->inds[x->ind];
    const area *a = &k->areas[x->area];
    filing_facts f = filing_facts_of(w->d, w->s, x);
    bool held = filing_held(&f, x);
    json_obj(j, NULL);
    json_str(j, "area", a->code);
    json_str(j, "area_name", area_said(a, w->lang));
    json_str(j, "indicator", i->code);
    put_ind_name(j, "name", i, w->lang);
    json_str(j, "unit", unit_said(k->units, i->unit, w->lang));
    json_int(j, "decimals", i->decimals);
    json_strz(j, "basis", basis_name(f.s.b));
    put_period(j, "period", x->period);
    if (held) {
        put_exact(j, "level", f.held_level);
        put_exact(j, "growth", f.held_growth);
    } else {
        put_text(j, "level", x->level);
        put_text(j, "growth", x->growth);
    }
    json_str(j, "note", x->note);
    json_bool(j, "filled_by_system", held);
    put_facts(j, &f);
    json_strz(j, "verdict", verdict_name(x->verdict));
    json_str(j, "reason", x->reason);
    put_before(w, x);
    put_findings(w, &f, x);
    json_end(j, '}');
    w->returned += x->verdict == VERDICT_RETURNED;
}

/* What was signed last, before what stands now: so that a second look sees what changed. */
static bool load_before(cx *c, const desk *d, const submission *s, cells_told *w)
{
    const filing_event *at = NULL;
    bool signed_now = s->state == FILING_SIGNED || s->state == FILING_ACCEPTED;
    str text;
    for (size_t i = 0; i < s->n_events; i++)
        if (str_eqz(s->events[i].act, filing_act_name(FILING_SIGN)) &&
            !(signed_now && &s->events[i] == s->signed_))
            at = &s->events[i];
    if (!at)
        return true;
    filing_cell *list;
    TRY(filing_text(c, d->s, at->commit_id, S(FILING_TEXT_TABLE), &text) &&
        filing_read_text(c, d->k, text, &list, &w->n_before));
    w->before = list;
    return true;
}

static bool put_cells(cx *c, json *j, const desk *d, const submission *s)
{
    cells_told w = {.j = j, .d = d, .s = s, .lang = c->lang};
    TRY(load_before(c, d, s, &w));
    json_arr(j, "cells");
    for (uint32_t i = 0; i < s->n; i++)
        put_cell(&w, &s->cells[i]);
    json_end(j, ']');
    json_int(j, "mandatory", w.mandatory);
    json_int(j, "unexplained", w.unexplained);
    json_int(j, "returned", w.returned);
    return true;
}

/* ---- what was done ---- */
static void put_act(json *j, const desk *d, const filing_event *e)
{
    json_obj(j, NULL);
    json_int(j, "version", e->version);
    put_time(j, "at", e->at);
    put_person(j, d, "by", "by_name", e->login);
    put_post(j, d, e->post);
    json_str(j, "act", e->act);
    json_str(j, "state", e->state);
    json_str(j, "note", e->note);
    json_str(j, "hash", e->hash);
    json_int(j, "commit", e->commit_id);
    json_end(j, '}');
}

static void put_signed(json *j, const desk *d, const submission *s)
{
    const filing_event *e = s->signed_;
    if (!e) {
        json_nil(j, "signed");
        return;
    }
    json_obj(j, "signed");
    json_str(j, "hash", e->hash);
    put_time(j, "at", e->at);
    put_person(j, d, "by", "by_name", e->login);
    put_post(j, d, e->post);
    json_end(j, '}');
}

/* Told to the unit: where its accepted forecasts went, and how near they came. */
static bool put_uses(cx *c, json *j, const desk *d, const submission *s)
{
    bool zh = c->lang == LANG_ZH;
    uint32_t accepted = 0, known = 0;
    double worst = 0;
    for (uint32_t i = 0; i < s->n; i++) {
        const filing_cell *x = &s->cells[i];
        filing_facts f = filing_facts_of(d, s, x);
        accepted += x->verdict == VERDICT_ACCEPTED;
        if (x->verdict != VERDICT_ACCEPTED || !has(f.held_level) || !has(f.typed.level) ||
            f.held == KIND_FORECAST || f.held_level == 0)
            continue;
        known++;
        worst = fmax(worst, fabs(f.typed.level - f.held_level) / fabs(f.held_level) * 100);
    }
    json_arr(j, "uses");
    if (accepted && s->form->kind == FORM_FORECAST) {
        const char *text =
            cx_printf(c,
                      zh ? "%u 个预计数已进入汇总表和半年任务表"
                         : "%u forecasts stand in the roll-up and the half-year form",
                      accepted);
        TRY(text);
        json_obj(j, NULL);
        json_strz(j, "what", "rollup");
        json_strz(j, "text", text);
        json_end(j, '}');
    }
    if (known) {
        const char *text = cx_printf(c,
                                     zh ? "已有 %u 个实际数，最大误差 %.1f%%"
                                        : "%u have come in, the largest error %.1f%%",
                                     known, worst);
        TRY(text);
        json_obj(j, NULL);
        json_strz(j, "what", "accuracy");
        json_strz(j, "text", text);
        json_end(j, '}');
    }
    json_end(j, ']');
    return true;
}

bool put_filing(cx *c, json *j, const char *key, const desk *d, const submission *s)
{
    json_obj(j, key);
    TRY(put_head(c, j, d, s) && put_cells(c, j, d, s));
    json_arr(j, "acts");
    for (size_t i = 0; i < s->n_events; i++)
        put_act(j, d, &s->events[i]);
    json_end(j, ']');
    put_signed(j, d, s);
    TRY(put_uses(c, j, d, s));
    json_end(j, '}');
    return true;
}

bool need_now(cx *c, const desk *d)
{
    return d->as_of == STORE_NOW || d->as_of == 0 ||
           fail(c, ERR_USAGE,
                "报送情况只有现在的，不能用 --as-of；签过的原文见 diaodu paper signature --hash",
                "handing in is told as it stands now, without --as-of; what was signed: diaodu "
                "paper signature --hash");
}

bool answer_filing(cx *c, const desk *d, const query *q, sb *out)
{
    TRY(need_now(c, d));
    json j;
    submission s;
    TRY(filing_open(c, d, q->form, q->org, q->period, &s));
    json_init(&j, out);
    return put_filing(c, &j, NULL, d, &s) && (sb_ok(out) || fail_memory(c));
}
