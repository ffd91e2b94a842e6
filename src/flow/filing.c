#include "flow/filing.h"
#include "base/csv.h"
#include "base/embed.h"
#include "base/str.h"
#include "flow/who.h"
#include "panel/measure.h"

const char *verdict_name(verdict v)
{
    static const char *const names[] = {"open", "accepted", "returned"};
    MUST(v < COUNT_OF(names));
    return names[v];
}

static verdict verdict_of(str s)
{
    for (verdict v = 0; v <= VERDICT_RETURNED; v++)
        if (str_eqz(s, verdict_name(v)))
            return v;
    return VERDICT_OPEN;
}

/* ---- rounds ---- */
bool filing_period(cx *c, const form *f, str text, period *ret)
{
    if (period_parse_iso(text, ret) && ret->f == f->freq)
        return true;
    return fail(c, ERR_USAGE, "报表“" STR_FMT "”的时期应写作 %s，而不是“" STR_FMT "”",
                "a period of form \"" STR_FMT "\" is written %s, not \"" STR_FMT "\"",
                STR_ARG(f->code),
                f->freq == FREQ_M   ? "2024-06"
                : f->freq == FREQ_Q ? "2024-Q2"
                                    : "2024-06-18",
                STR_ARG(str_sub(text, 0, 40)));
}

static bool no_form(cx *c, str code)
{
    return fail(c, ERR_UNKNOWN, "没有报表“" STR_FMT "”；见 diaodu form list",
                "there is no form \"" STR_FMT "\"; see diaodu form list",
                STR_ARG(str_sub(code, 0, 40)));
}

static bool no_unit(cx *c, const form *f, str org)
{
    return fail(c, ERR_UNKNOWN, "单位“" STR_FMT "”不填报“" STR_FMT "”，或不归您填报、审核",
                "organisation \"" STR_FMT "\" does not fill form \"" STR_FMT
                "\", or it is not yours to fill or check",
                STR_ARG(str_sub(org, 0, 40)), STR_ARG(f->code));
}

static bool in_round(const form_unit *u, period p)
{
    return validity_on(u->valid, period_last_day(p));
}

bool filing_unit_asked(const catalog *k, const form *f, str org, period p)
{
    for (uint32_t i = 0; i < k->n_form_units; i++) {
        const form_unit *u = &k->form_units[i];
        if (&k->forms[u->form] == f && str_eq(u->org, org) && in_round(u, p))
            return true;
    }
    return false;
}

/* The official working days, read once; NULL where there is no memory for them. */
static const calendar *workdays(cx *c)
{
    static const calendar *known;
    const calendar *k = __atomic_load_n(&known, __ATOMIC_ACQUIRE);
    const embedded *h = embed_find("catalogue/calendar/holidays.csv"),
                   *f = embed_find("catalogue/calendar/spring_festival.csv");
    calendar *made = NULL;
    if (k || !h || !f)
        return k;
    if (!calendar_load(c, (str){(const char *)h->data, h->size},
                       (str){(const char *)f->data, f->size}, &made))
        return NULL;
    if (!__atomic_compare_exchange_n(&known, &k, made, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        calendar_free(made);
        return k;
    }
    return made;
}

/* ---- cells ---- */
/* Does a figure of this indicator belong to the round, and to which period of its own? */
bool filing_cell_period(const indicator *i, period round, period *ret)
{
    *ret = period_containing(period_as_month(round), i->freqs[0]);
    return period_exists(i, i->basis, *ret);
}

/* Two rows of a unit may ask for the same figure; those of an area stand together. */
static bool asked_already(const submission *s, area_id a, ind_id i)
{
    for (uint32_t n = s->n; n-- && s->cells[n].area == a;)
        if (s->cells[n].ind == i)
            return true;
    return false;
}

static bool asks_unit(const catalog *k, const form_unit *u, const submission *s)
{
    return &k->forms[u->form] == s->form && str_eq(u->org, s->org->code) && in_round(u, s->period);
}

static bool asked_cells(cx *c, const catalog *k, submission *s)
{
    uint32_t cap = 0;
    for (uint32_t i = 0; i < k->n_form_units; i++)
        if (asks_unit(k, &k->form_units[i], s))
            cap += k->form_units[i].n_inds;
    TRY(s->cells = cx_alloc(c, (cap + 1) * sizeof *s->cells));
    for (uint32_t i = 0; i < k->n_form_units; i++) {
        const form_unit *u = &k->form_units[i];
        if (!asks_unit(k, u, s))
            continue;
        for (uint32_t n = 0; n < u->n_inds; n++) {
            filing_cell x = {.area = u->area, .ind = u->inds[n]};
            x.level = x.growth = x.note = x.reason = x.by = S("");
            if (!asked_already(s, x.area, x.ind) &&
                filing_cell_period(&k->inds[x.ind], s->period, &x.period))
                s->cells[s->n++] = x;
        }
    }
    return true;
}

static filing_cell *cell_at(const submission *s, const catalog *k, str area, str ind)
{
    for (uint32_t i = 0; i < s->n; i++)
        if (str_eq(k->areas[s->cells[i].area].code, area) &&
            str_eq(k->inds[s->cells[i].ind].code, ind))
            return &s->cells[i];
    return NULL;
}

static bool read_cell(cx *c, const csv *r, size_t at, filing_cell *x)
{
    x->verdict = verdict_of(r->fields[at + 3]);
    return (arena_str(c->a, r->fields[at], &x->level) &&
            arena_str(c->a, r->fields[at + 1], &x->growth) &&
            arena_str(c->a, r->fields[at + 2], &x->note) &&
            arena_str(c->a, r->fields[at + 4], &x->reason) &&
            arena_str(c->a, r->n > at + 5 ? r->fields[at + 5] : S(""), &x->by)) ||
           fail_memory(c);
}

bool filing_read_body(cx *c, const catalog *k, str body, submission *s)
{
    csv r;
    bool ok = true;
    sb rest CLEANUP(sb_done) = {0};
    sb_init(&rest, (size_t)16 << 20);
    csv_init(&r, body);
    for (bool head = true; ok && csv_next(c, &r); head = false) {
        if (head || r.n < 7)
            continue;
        filing_cell *x = cell_at(s, k, r.fields[0], r.fields[1]);
        if (x)
            ok = read_cell(c, &r, 2, x);
        for (size_t f = 0; !x && f < r.n; f++) { /* not asked any more */
            csv_put(&rest, r.fields[f]);
            sb_putc(&rest, f + 1 < r.n ? ',' : '\n');
        }
    }
    csv_done(&r);
    if (ok && !c->err.code && !(sb_ok(&rest) && arena_str(c->a, sb_str(&rest), &s->rest)))
        return fail_memory(c);
    return ok && !c->err.code;
}

bool filing_read_text(cx *c, const catalog *k, str text, filing_cell **ret, uint32_t *ret_n)
{
    csv r;
    bool ok = true;
    uint32_t lines = 1;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    *ret_n = 0;
    TRY(*ret = cx_alloc(c, lines * sizeof **ret));
    csv_init(&r, text);
    for (bool head = true; ok && csv_next(c, &r); head = false) {
        filing_cell x = {.area = ID_NONE, .ind = ID_NONE};
        if (head || r.n < 17)
            continue;
        x.area = catalog_area(k, r.fields[9]);
        x.ind = catalog_ind(k, r.fields[10]);
        if (x.area == ID_NONE || x.ind == ID_NONE)
            continue;
        ok = read_cell(c, &r, 12, &x);
        (*ret)[(*ret_n)++] = x;
    }
    csv_done(&r);
    return ok && !c->err.code;
}

/* ---- opening ---- */
/* What the unit itself took back counts as not handed in; what statistics returned was. */
static void look_at_events(submission *s)
{
    for (size_t i = 0; i < s->n_events; i++) {
        const filing_event *e = &s->events[i];
        if (str_eqz(e->act, filing_act_name(FILING_WITHDRAW))) {
            /* a signature is taken back; a second try that was not signed yet takes back nothing */
            if (i && str_eqz(s->events[i - 1].state, filing_state_name(FILING_SIGNED))) {
                s->signed_ = NULL;
                s->signed_on = 0;
            }
        } else if (str_eqz(e->act, filing_act_name(FILING_SIGN))) {
            s->signed_ = e;
            s->signed_on = s->signed_on ? s->signed_on : time_day(e->at);
        }
    }
}

/* What statistics sent back is mended whenever that was; what the unit itself sent back keeps its window. */
static void hold_closed(submission *s)
{
    const filing_event *back = NULL, *before = NULL;
    int64_t closes = s->row.extended > s->days.closes ? s->row.extended : s->days.closes;
    for (size_t i = 0; i < s->n_events; i++)
        if (str_eqz(s->events[i].act, filing_act_name(FILING_RETURN)) ||
            str_eqz(s->events[i].act, filing_act_name(FILING_ACCEPT)) ||
            str_eqz(s->events[i].act, filing_act_name(FILING_REOPEN))) {
            back = &s->events[i];
            before = i ? &s->events[i - 1] : NULL;
        }
    bool by_unit = back && str_eqz(back->act, filing_act_name(FILING_RETURN)) &&
                   !(before && str_eqz(before->state, filing_state_name(FILING_SIGNED)));
    if (s->state == FILING_RETURNED && s->lock.rule == FILING_OPEN && by_unit && s->today > closes)
        s->lock = (filing_lock){FILING_CLOSED, ACT_ACCEPT, false, INT64_MAX};
}

bool filing_make(cx *c, const desk *d, const form *f, const org *o, period p, const filing *row,
                 filing_event *events, size_t n_events, submission *ret)
{
    *ret = (submission){.form = f,
                        .org = o,
                        .period = p,
                        .row = *row,
                        .events = events,
                        .n_events = n_events,
                        .today = who_today()};
    if (row->version && !filing_state_parse(row->state, &ret->state))
        return fail(c, ERR_DB, "报送记录中的状态“" STR_FMT "”不认识：请运行 diaodu doctor",
                    "a submission has the unknown state \"" STR_FMT "\": run diaodu doctor",
                    STR_ARG(row->state));
    TRY(asked_cells(c, d->k, ret) && filing_read_body(c, d->k, row->body, ret));
    const calendar *k = f->workday ? workdays(c) : NULL;
    if (f->workday && !k)
        return false;
    ret->days = filing_days_of(f, p, k);
    if (row->extended > ret->days.due) /* statistics gave it more time: it is not late by then */
        ret->days.due = row->extended;
    ret->lock = filing_lock_of(f, &ret->days, ret->state, row->extended, ret->today);
    look_at_events(ret);
    hold_closed(ret);
    ret->time = filing_time_of(&ret->days, ret->state, ret->signed_on, ret->today);
    return true;
}

static bool open_key(cx *c, const desk *d, const form *f, const org *o, period p, submission *ret)
{
    char text[PERIOD_TEXT_MAX];
    period_print(p, text);
    str at;
    filing row;
    filing_event *events;
    size_t n;
    TRY(arena_str(c->a, str_of(text), &at) || fail_memory(c));
    filing_key key = {f->code, o->code, at};
    TRY(filing_find(c, d->s, key, &row) && filing_events_load(c, d->s, key, &events, &n));
    return filing_make(c, d, f, o, p, &row, events, n, ret);
}

bool filing_open(cx *c, const desk *d, str form_code, str org_code, str period_text,
                 submission *ret)
{
    period p;
    const form *f = catalog_form(d->k, form_code);
    const org *o = catalog_org(d->k, org_code);
    if (!f)
        return no_form(c, form_code);
    TRY(filing_period(c, f, period_text, &p));
    if (!o || !filing_unit_asked(d->k, f, o->code, p))
        return no_unit(c, f, org_code);
    TRY(open_key(c, d, f, o, p, ret));
    return filing_sees(d, ret) || no_unit(c, f, org_code);
}

/* ---- rights ---- */
/* Over every figure of the unit. */
static bool has_right(const desk *d, const submission *s, act a, str *ret_post)
{
    if (ret_post)
        *ret_post = S("");
    for (uint32_t i = 0; i < s->n; i++) {
        const filing_cell *x = &s->cells[i];
        if (a == ACT_ACCEPT
                ? !rights_may(d->who, d->k, a, x->area, x->ind)
                : !rights_of_unit(d->who, d->k, a, s->org->code, x->area, x->ind, ret_post))
            return false;
    }
    return s->n > 0;
}

bool filing_sees(const desk *d, const submission *s)
{
    static const act parts[] = {ACT_SUBMIT, ACT_CHECK, ACT_REVIEW, ACT_SIGN, ACT_ACCEPT};
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (has_right(d, s, parts[i], NULL))
            return true;
    return false;
}

/* Is any of the figures theirs? On a desk without accounts nobody is known apart from the next. */
static bool typed_by(const submission *s, const subject *who)
{
    bool own = who && str_eq(who->login, s->row.filler);
    for (uint32_t i = 0; who && !own && i < s->n; i++)
        own = str_eq(who->login, s->cells[i].by);
    return own;
}

bool filing_has(const desk *d, const submission *s, act a)
{
    return has_right(d, s, a, NULL);
}

bool filing_sees_state(const desk *d, const submission *s)
{
    for (uint32_t i = 0; i < s->n; i++)
        if (!rights_area(d->who, d->k, ACT_READ, s->cells[i].area))
            return filing_sees(d, s);
    return s->n > 0 || filing_sees(d, s);
}

bool filing_may(const desk *d, const submission *s, filing_act a, str *ret_post)
{
    filing_state next;
    if (!filing_unlocked(s->lock.rule, a) || !filing_next(s->state, a, s->form->steps, &next) ||
        !(has_right(d, s, filing_right(a, s->state), ret_post) ||
          /* the unit's word on its delay is also its principal's */
          (a == FILING_COMMENT && has_right(d, s, ACT_SIGN, ret_post))))
        return false;
    return filing_own(a) || !typed_by(s, d->who);
}

/* ---- words ---- */
static void day_print(int64_t day, char out[PERIOD_TEXT_MAX])
{
    period_print((period){FREQ_D, (int32_t)day}, out);
}

const char *filing_lock_text(cx *c, const submission *s)
{
    bool zh = c->lang == LANG_ZH;
    char day[PERIOD_TEXT_MAX];
    switch (s->lock.rule) {
    case FILING_OPEN:
        return "";
    case FILING_NOT_YET:
        day_print(s->days.opens, day);
        return cx_printf(c, zh ? "%s 开始填报" : "opens on %s", day);
    case FILING_EXPIRED:
        day_print(s->form->valid_to - 1, day);
        return cx_printf(c,
                         zh ? "报表有效期到 %s 止，不得再发；由管理报表的人员延期后方可填报"
                            : "the form's validity ended on %s and it may not be issued; whoever "
                              "keeps the forms can renew it",
                         day);
    case FILING_CLOSED:
        day_print(s->row.extended > s->days.closes ? s->row.extended : s->days.closes, day);
        return cx_printf(c,
                         zh ? "填报窗口已于 %s 关闭；统计部门可以为本单位延期"
                            : "the window closed on %s; statistics can extend it for this unit",
                         day);
    case FILING_UNDERWAY:
        return zh ? "已提交，待审核、签字；要改须先退回或撤回"
                  : "submitted, waits for check or signature; to change it, return or withdraw it";
    case FILING_HANDED:
        return zh ? "已签字报出，待统计部门接收；本单位可以撤回"
                  : "signed and handed in, waits for statistics; the unit can withdraw it";
    case FILING_DONE:
        return zh ? "统计部门已接收；由统计部门重新打开后方可修改"
                  : "accepted by statistics, who can open it again";
    }
    return "";
}

/* ---- the text that is hashed ---- */
/* What the row says besides the cells, and when. */
static void print_rest(const submission *s, const filing_event *e, char extended[PERIOD_TEXT_MAX],
                       char at[TIME_TEXT_MAX])
{
    extended[0] = 0;
    if (s->row.extended)
        day_print(s->row.extended, extended);
    time_print(e->at, at);
}

bool filing_text_of(cx *c, const catalog *k, const submission *s, const filing_event *e, sb *out)
{
    char version[24], extended[PERIOD_TEXT_MAX], at[TIME_TEXT_MAX];
    snprintf(version, sizeof version, "%lld", (long long)e->version);
    print_rest(s, e, extended, at);
    sb_putz(out, "form,org,period,version,act,state,by,post,note,area,indicator,unit,level,growth,"
                 "explanation,verdict,reason,typed_by,filler,extended,at\n");
    for (uint32_t i = 0; i < s->n || i == 0; i++) {
        const filing_cell *x = i < s->n ? &s->cells[i] : NULL;
        const str cells[FILING_TEXT_COLUMNS] = {e->key.form,
                                                e->key.org,
                                                e->key.period,
                                                str_of(version),
                                                e->act,
                                                e->state,
                                                e->login,
                                                e->post,
                                                e->note,
                                                x ? k->areas[x->area].code : S(""),
                                                x ? k->inds[x->ind].code : S(""),
                                                x ? k->inds[x->ind].unit : S(""),
                                                x ? x->level : S(""),
                                                x ? x->growth : S(""),
                                                x ? x->note : S(""),
                                                x ? str_of(verdict_name(x->verdict)) : S(""),
                                                x ? x->reason : S(""),
                                                x ? x->by : S(""),
                                                s->row.filler,
                                                str_of(extended),
                                                str_of(at)};
        for (size_t f = 0; f < COUNT_OF(cells); f++) {
            sb_putz(out, f ? "," : "");
            csv_put(out, cells[f]);
        }
        sb_putc(out, '\n');
    }
    return sb_ok(out) || fail_memory(c);
}
