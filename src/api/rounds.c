/* Rounds: who has handed in, who is late, what waits for whom; the forms and what they ask of whom. */
#include "api/filing.h"
#include "base/str.h"
#include "flow/filing_check.h"
#include "flow/who.h"

/* ---- which rounds ---- */
#define STILL_TOLD 40 /* days after its due day that a round is shown without being asked for */

typedef struct walk {
    cx *c;
    const desk *d;
    const query *q;
    round_fn fn;
    void *user;
} walk;

static filing none_of(filing_key key)
{
    return (filing){.key = key, .state = S(""), .filler = S(""), .body = S("")};
}

/* Events are sorted by organisation within a round: those of one stand together. */
static filing_event *events_of(filing_event *list, size_t n, str org, size_t *ret_n)
{
    size_t at = 0;
    while (at < n && !str_eq(list[at].key.org, org))
        at++;
    *ret_n = 0;
    while (at + *ret_n < n && str_eq(list[at + *ret_n].key.org, org))
        ++*ret_n;
    return list + at;
}

static bool in_area(const walk *w, const submission *s, area_id top)
{
    for (uint32_t i = 0; i < s->n; i++)
        if (area_below(w->d->k, s->cells[i].area, top))
            return true;
    return false;
}

static bool tell(walk *w, const submission *s)
{
    area_id top;
    if (!filing_sees_state(w->d, s) ||
        (w->q->state.n && !str_eqz(w->q->state, filing_state_name(s->state))))
        return true;
    if (w->q->area.n) {
        TRY(desk_need_area(w->c, w->d, w->q->area, &top));
        if (!in_area(w, s, top))
            return true;
    }
    return w->fn(w->c, w->user, s);
}

static bool each_unit(walk *w, const form *f, period p)
{
    const catalog *k = w->d->k;
    filing *rows;
    filing_event *events;
    size_t n_rows, n_events;
    char text[PERIOD_TEXT_MAX];
    str at, last = S("");
    period_print(p, text);
    TRY(arena_str(w->c->a, str_of(text), &at) || fail_memory(w->c));
    filing_key of = {f->code, w->q->org, at};
    TRY(filings_load(w->c, w->d->s, of, &rows, &n_rows) &&
        filing_events_load(w->c, w->d->s, of, &events, &n_events));
    for (uint32_t i = 0; i < k->n_form_units; i++) {
        const form_unit *u = &k->form_units[i];
        if (&k->forms[u->form] != f || str_eq(u->org, last) ||
            (w->q->org.n && !str_eq(w->q->org, u->org)))
            continue;
        last = u->org;
        const org *o = catalog_org(k, u->org);
        if (!o || !filing_unit_asked(k, f, u->org, p))
            continue;
        filing row = none_of((filing_key){f->code, o->code, at});
        for (size_t r = 0; r < n_rows; r++)
            if (str_eq(rows[r].key.org, o->code))
                row = rows[r];
        size_t n;
        filing_event *own = events_of(events, n_events, o->code, &n);
        submission s;
        TRY(filing_make(w->c, w->d, f, o, p, &row, own, n, &s) && tell(w, &s));
    }
    return true;
}

/* Open, or due not long ago. */
static bool is_current(const form *f, period p, int64_t today)
{
    filing_days d = filing_days_of(f, p, NULL);
    return d.opens <= today &&
           (d.due + STILL_TOLD >= today || (d.closes != INT64_MAX && d.closes >= today));
}

static bool each_period(walk *w, const form *f)
{
    period p;
    int64_t today = who_today();
    if (w->q->period.n)
        return filing_period(w->c, f, w->q->period, &p) && each_unit(w, f, p);
    period now = period_containing((period){FREQ_D, (int32_t)today}, f->freq);
    for (int back = f->freq == FREQ_D ? 7 : 3; back >= -1; back--) {
        p = period_add(now, -back);
        if (p.f != FREQ_NONE && is_current(f, p, today))
            TRY(each_unit(w, f, p));
    }
    return true;
}

bool each_round(cx *c, const desk *d, const query *q, round_fn fn, void *user)
{
    walk w = {c, d, q, fn, user};
    bool any = false;
    for (uint32_t i = 0; i < d->k->n_forms; i++) {
        const form *f = &d->k->forms[i];
        period p;
        if (q->form.n && !str_eq(q->form, f->code))
            continue;
        any = true;
        /* a period of another frequency is no round of this form */
        if (!q->form.n && q->period.n && !(period_parse_iso(q->period, &p) && p.f == f->freq))
            continue;
        TRY(each_period(&w, f));
    }
    return any || !q->form.n ||
           fail(c, ERR_UNKNOWN, "没有报表“" STR_FMT "”；见 diaodu forms",
                "there is no form \"" STR_FMT "\"; see diaodu forms", STR_ARG(q->form));
}

/* ---- the board of who is late ---- */
typedef struct counted {
    json j;
    const desk *d;
    int64_t units, by_time[FILING_TIME_MAX_], accepted;
} counted;

static const filing_event *last_of(const submission *s, filing_act a)
{
    const filing_event *at = NULL;
    for (size_t i = 0; i < s->n_events; i++)
        if (str_eqz(s->events[i].act, filing_act_name(a)))
            at = &s->events[i];
    return at;
}

static void put_when(json *j, const char *key, const filing_event *e)
{
    if (e)
        put_time(j, key, e->at);
    else
        json_nil(j, key);
}

static void put_areas(json *j, const desk *d, const submission *s, lang l)
{
    json_arr(j, "areas");
    for (uint32_t i = 0; i < s->n; i++)
        if (i == 0 || s->cells[i].area != s->cells[i - 1].area)
            json_str(j, NULL, area_said(&d->k->areas[s->cells[i].area], l));
    json_end(j, ']');
}

static void put_progress(json *j, const submission *s)
{
    int64_t returns = 0, filled = 0, accepted = 0, returned = 0;
    for (size_t i = 0; i < s->n_events; i++)
        returns += str_eqz(s->events[i].state, filing_state_name(FILING_RETURNED)) &&
                   !str_eqz(s->events[i].act, filing_act_name(FILING_COMMENT));
    for (uint32_t i = 0; i < s->n; i++) {
        filled += s->cells[i].level.n || s->cells[i].growth.n;
        accepted += s->cells[i].verdict == VERDICT_ACCEPTED;
        returned += s->cells[i].verdict == VERDICT_RETURNED;
    }
    json_int(j, "returns", returns);
    json_int(j, "cells", s->n);
    json_int(j, "filled", filled);
    json_int(j, "accepted", accepted);
    json_int(j, "returned", returned);
}

static void put_names(json *j, const submission *s, lang l)
{
    json_str(j, "form", s->form->code);
    json_str(j, "form_name", l == LANG_EN && s->form->name_en.n ? s->form->name_en : s->form->name);
    json_strz(j, "kind", form_kind_name(s->form->kind));
    json_str(j, "org", s->org->code);
    json_str(j, "org_name", s->org->name);
    put_round(j, s->period, l);
}

static void put_days(json *j, const submission *s)
{
    bool handed = s->state == FILING_SIGNED || s->state == FILING_ACCEPTED;
    int64_t until = s->signed_on ? s->signed_on : s->today;
    put_day(j, "opens", s->days.opens);
    put_day(j, "due", s->days.due);
    put_day(j, "closes", s->days.closes);
    if (handed)
        json_nil(j, "days_left");
    else
        json_int(j, "days_left", s->days.due - s->today);
    json_strz(j, "timeliness", filing_time_name(s->time));
    json_int(j, "days_late", until > s->days.due ? until - s->days.due : 0);
    json_strz(j, "urge", filing_urge_name(filing_urge_of(s->form, &s->days, s->state, s->today)));
}

static bool put_unit(cx *c, void *user, const submission *s)
{
    counted *w = user;
    json *j = &w->j;
    const filing_event *comment = last_of(s, FILING_COMMENT);
    const person *signer = s->signed_ ? catalog_person(w->d->k, s->signed_->login) : NULL;
    json_obj(j, NULL);
    put_names(j, s, c->lang);
    put_areas(j, w->d, s, c->lang);
    json_strz(j, "state", filing_state_name(s->state));
    json_int(j, "version", s->row.version);
    put_days(j, s);
    put_when(j, "submitted_at", last_of(s, FILING_SUBMIT));
    put_when(j, "signed_at", s->signed_);
    json_str(j, "signer", signer ? signer->name : s->signed_ ? s->signed_->login : S(""));
    put_when(j, "accepted_at",
             s->state == FILING_ACCEPTED
                 ? last_of(s, s->form->by_itself ? FILING_SIGN : FILING_ACCEPT)
                 : NULL);
    put_progress(j, s);
    json_str(j, "comment", comment ? comment->note : S(""));
    json_bool(j, "open", filing_sees(w->d, s));
    put_may(j, w->d, s);
    json_end(j, '}');
    w->units++;
    w->by_time[s->time]++;
    w->accepted += s->state == FILING_ACCEPTED;
    return true;
}

bool answer_filings(cx *c, const desk *d, const query *q, sb *out)
{
    counted w = {.d = d};
    TRY(need_now(c, d));
    json_init(&w.j, out);
    json_obj(&w.j, NULL);
    json_arr(&w.j, "rows");
    TRY(each_round(c, d, q, put_unit, &w));
    json_end(&w.j, ']');
    json_obj(&w.j, "total");
    json_int(&w.j, "units", w.units);
    for (filing_time t = 0; t < FILING_TIME_MAX_; t++)
        json_int(&w.j, filing_time_name(t), w.by_time[t]);
    json_int(&w.j, "accepted", w.accepted);
    json_end(&w.j, '}');
    json_end(&w.j, '}');
    return sb_ok(out) || fail_memory(c);
}

/* ---- what waits for whoever asks ---- */
/* Overdue is told to who signs, and, when the form says so, to statistics. */
static bool told_of_delay(const desk *d, const submission *s)
{
    filing_urge u = filing_urge_of(s->form, &s->days, s->state, s->today);
    return (u == URGE_OVERDUE && filing_has(d, s, ACT_SIGN)) ||
           (u == URGE_ESCALATE && (filing_has(d, s, ACT_SIGN) || filing_has(d, s, ACT_ACCEPT)));
}

/* The one act that moves it on, where it is theirs to do; NULL = it waits for somebody else. */
static const char *waits_for(const desk *d, const submission *s)
{
    static const filing_act moves[] = {FILING_CHECK, FILING_REVIEW, FILING_SIGN, FILING_ACCEPT};
    for (size_t i = 0; i < COUNT_OF(moves); i++)
        if (filing_may(d, s, moves[i], NULL))
            return filing_act_name(moves[i]);
    if (!filing_may(d, s, FILING_SUBMIT, NULL))
        return told_of_delay(d, s) ? "late" : NULL;
    return s->state == FILING_RETURNED ? "mend" : "fill";
}

static bool put_waiting(cx *c, void *user, const submission *s)
{
    counted *w = user;
    json *j = &w->j;
    const char *what = waits_for(w->d, s);
    if (!what)
        return true;
    json_obj(j, NULL);
    json_strz(j, "what", what);
    put_names(j, s, c->lang);
    json_strz(j, "state", filing_state_name(s->state));
    json_int(j, "version", s->row.version);
    put_day(j, "due", s->days.due);
    json_int(j, "days_left", s->days.due - s->today);
    json_strz(j, "urge", filing_urge_name(filing_urge_of(s->form, &s->days, s->state, s->today)));
    json_end(j, '}');
    return true;
}

bool answer_todo(cx *c, const desk *d, const query *q, sb *out)
{
    counted w = {.d = d};
    TRY(need_now(c, d));
    json_init(&w.j, out);
    json_obj(&w.j, NULL);
    json_arr(&w.j, "rows");
    TRY(each_round(c, d, q, put_waiting, &w));
    json_end(&w.j, ']');
    json_end(&w.j, '}');
    return sb_ok(out) || fail_memory(c);
}

/* ---- forms ---- */
/* The round to come: the first whose due day is not past. */
static void put_next(json *j, const form *f, int64_t today, lang l)
{
    period now = period_containing((period){FREQ_D, (int32_t)today}, f->freq);
    for (int i = -4; i < 4; i++) {
        period p = period_add(now, i);
        filing_days d = filing_days_of(f, p, NULL);
        if (d.due < today)
            continue;
        json_obj(j, "next");
        put_round(j, p, l);
        put_day(j, "opens", d.opens);
        put_day(j, "due", d.due);
        put_day(j, "closes", d.closes);
        json_end(j, '}');
        return;
    }
    json_nil(j, "next");
}

static int64_t units_of(const catalog *k, uint32_t form, int64_t today)
{
    int64_t n = 0;
    str last = S("");
    for (uint32_t i = 0; i < k->n_form_units; i++) {
        const form_unit *u = &k->form_units[i];
        if (u->form != form || str_eq(u->org, last) || !validity_on(u->valid, today))
            continue;
        last = u->org;
        n++;
    }
    return n;
}

bool answer_forms(cx *c, const desk *d, const query *q, sb *out)
{
    json j;
    int64_t today = who_today();
    (void)q;
    json_init(&j, out);
    json_obj(&j, NULL);
    json_arr(&j, "rows");
    for (uint32_t i = 0; i < d->k->n_forms; i++) {
        const form *f = &d->k->forms[i];
        char freq[2] = {freq_char(f->freq), 0};
        json_obj(&j, NULL);
        json_str(&j, "code", f->code);
        json_str(&j, "name", c->lang == LANG_EN && f->name_en.n ? f->name_en : f->name);
        json_strz(&j, "kind", form_kind_name(f->kind));
        json_strz(&j, "frequency", freq);
        json_str(&j, "table_no", f->table_no);
        json_str(&j, "authority", f->authority);
        json_str(&j, "approval", f->approval);
        put_day(&j, "valid_to", f->valid_to == INT64_MAX ? INT64_MAX : f->valid_to - 1);
        json_int(&j, "steps", f->steps);
        json_bool(&j, "in_force", filing_in_force(f, today));
        json_int(&j, "units", units_of(d->k, i, today));
        json_arr(&j, "indicators");
        for (uint32_t n = 0; n < f->n_inds; n++) {
            json_obj(&j, NULL);
            json_str(&j, "code", d->k->inds[f->inds[n]].code);
            put_ind_name(&j, "name", &d->k->inds[f->inds[n]], c->lang);
            json_end(&j, '}');
        }
        json_end(&j, ']');
        put_next(&j, f, today, c->lang);
        json_end(&j, '}');
    }
    json_end(&j, ']');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

/* ---- burden ---- */
static int64_t rounds_a_year(const form *f)
{
    return f->freq == FREQ_M ? 12 : f->freq == FREQ_Q ? 4 : 250;
}

static void put_burden_of(json *j, const desk *d, const org *o, int64_t today)
{
    const catalog *k = d->k;
    int64_t forms = 0, cells = 0, known = 0;
    uint32_t last = ID_NONE;
    for (uint32_t i = 0; i < k->n_form_units; i++) {
        const form_unit *u = &k->form_units[i];
        const form *f = &k->forms[u->form];
        if (!str_eq(u->org, o->code) || !validity_on(u->valid, today) || !filing_in_force(f, today))
            continue;
        forms += u->form != last;
        last = u->form;
        cells += u->n_inds * rounds_a_year(f);
        for (uint32_t n = 0; n < u->n_inds; n++) {
            const indicator *ind = &k->inds[u->inds[n]];
            period p = period_containing((period){FREQ_D, (int32_t)today}, ind->freqs[0]);
            value v = value_stored(spot_at(d->p, ind->id, u->area, p));
            known += has(v.level) || has(v.growth);
        }
    }
    if (!forms)
        return;
    json_obj(j, NULL);
    json_str(j, "org", o->code);
    json_str(j, "name", o->name);
    json_int(j, "forms", forms);
    json_int(j, "cells_year", cells);
    json_int(j, "known", known);
    json_end(j, '}');
}

static bool asks(const form_unit *u, ind_id i, int64_t today)
{
    for (uint32_t n = 0; n < u->n_inds; n++)
        if (u->inds[n] == i)
            return validity_on(u->valid, today);
    return false;
}

/* The same figure asked on several forms: told once, at the first of them. */
static void put_duplicate(json *j, const desk *d, uint32_t at, ind_id i, int64_t today, lang l)
{
    const catalog *k = d->k;
    const form_unit *u = &k->form_units[at];
    uint32_t others = 0;
    for (uint32_t o = 0; o < k->n_form_units; o++) {
        const form_unit *v = &k->form_units[o];
        if (v->form == u->form || v->area != u->area || !asks(v, i, today))
            continue;
        if (o < at)
            return;
        others++;
    }
    if (!others)
        return;
    json_obj(j, NULL);
    json_str(j, "area", k->areas[u->area].code);
    json_str(j, "area_name", area_said(&k->areas[u->area], l));
    json_str(j, "indicator", k->inds[i].code);
    put_ind_name(j, "name", &k->inds[i], l);
    json_arr(j, "forms");
    json_str(j, NULL, k->forms[u->form].code);
    for (uint32_t o = at + 1; o < k->n_form_units; o++) {
        const form_unit *v = &k->form_units[o];
        if (v->form != u->form && v->area == u->area && asks(v, i, today))
            json_str(j, NULL, k->forms[v->form].code);
    }
    json_end(j, ']');
    json_end(j, '}');
}

bool answer_burden(cx *c, const desk *d, const query *q, sb *out)
{
    json j;
    int64_t today = who_today();
    const catalog *k = d->k;
    (void)q;
    json_init(&j, out);
    json_obj(&j, NULL);
    json_arr(&j, "units");
    for (uint32_t i = 0; i < k->n_orgs; i++)
        put_burden_of(&j, d, &k->orgs[i], today);
    json_end(&j, ']');
    json_arr(&j, "duplicates");
    for (uint32_t i = 0; i < k->n_form_units; i++)
        for (uint32_t n = 0; n < k->form_units[i].n_inds; n++)
            if (asks(&k->form_units[i], k->form_units[i].inds[n], today))
                put_duplicate(&j, d, i, k->form_units[i].inds[n], today, c->lang);
    json_end(&j, ']');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
