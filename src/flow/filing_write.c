/* Filling and the acts of a submission: one transaction each. */
#include "base/csv.h"
#include "base/dec.h"
#include "base/str.h"
#include "flow/filing.h"
#include "flow/filing_check.h"
#include "model/cell.h"

#define NOTE_MAX 2000
#define SCAN_MAX ((size_t)10 << 20)

static str who_of(const desk *d, const filing_order *o)
{
    return d->who ? d->who->login : o->by.n ? o->by : str_of(os_user());
}

static bool open_order(cx *c, const desk *d, const filing_order *o, submission *s)
{
    TRY(filing_open(c, d, o->key.form, o->key.org, o->key.period, s));
    if (o->version >= 0 && o->version != s->row.version)
        return fail(c, ERR_CONFLICT,
                    "此后已被改动（现为第 %lld 版，您看到的是第 %lld 版）；请看过新的内容再决定",
                    "it was changed since (version %lld now, you saw %lld); look at what stands "
                    "now and decide again",
                    (long long)s->row.version, (long long)o->version);
    return true;
}

static bool not_now(cx *c, const submission *s, filing_act a)
{
    static const char *const zh[] = {"填写", "提交", "审核", "复核", "签字",   "退回",
                                     "撤回", "接收", "重开", "延期", "写说明", "上传签报表"};
    cx words = {.a = c->a, .lang = LANG_ZH};
    const char *why_zh = filing_lock_text(&words, s);
    words.lang = LANG_EN;
    const char *why_en = filing_lock_text(&words, s);
    if (!why_zh || !why_en)
        return fail_memory(c);
    if (!*why_zh || filing_unlocked(s->lock.rule, a)) {
        why_zh = "没有这一步的权限，或还没到这一步，或这是您自己填的数";
        why_en = "it is not yours to do, not this step's turn, or you filled it yourself";
    }
    return fail(c, ERR_DENIED, "现在不能%s%.0s：%s%.0s", "%.0s%s cannot be done now: %.0s%s", zh[a],
                filing_act_name(a), why_zh, why_en);
}

static bool check_text(cx *c, str text, const char *what_zh, const char *what_en)
{
    if (text.n > NOTE_MAX)
        return fail(c, ERR_USAGE, "%s%.0s过长（至多 %d 字节）",
                    "%.0s%s is too long (at most %d bytes)", what_zh, what_en, NOTE_MAX);
    return true;
}

/* ---- the body ---- */
static bool body_of(cx *c, const catalog *k, const submission *s, str *ret)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, (size_t)16 << 20);
    sb_putz(&b, "area,indicator,level,growth,note,verdict,reason,by\n");
    for (uint32_t i = 0; i < s->n; i++) {
        const filing_cell *x = &s->cells[i];
        const str cells[] = {k->areas[x->area].code,
                             k->inds[x->ind].code,
                             x->level,
                             x->growth,
                             x->note,
                             str_of(verdict_name(x->verdict)),
                             x->reason,
                             x->by};
        if (!x->level.n && !x->growth.n && !x->note.n && !x->reason.n && !x->by.n &&
            x->verdict == VERDICT_OPEN)
            continue;
        for (size_t f = 0; f < COUNT_OF(cells); f++) {
            sb_putz(&b, f ? "," : "");
            csv_put(&b, cells[f]);
        }
        sb_putc(&b, '\n');
    }
    sb_put(&b, s->rest);
    return (sb_ok(&b) && arena_str(c->a, sb_str(&b), ret)) || fail_memory(c);
}

/* A number as typed becomes its exact decimal; what is none stays as it was typed, and is found. */
static bool typed(cx *c, str text, cell_column column, str *ret)
{
    char out[DEC_TEXT_MAX];
    cell_read r = cell_parse(text, column);
    if (r.state == CELL_VALUE && !r.points) {
        dec_print(r.v, out);
        text = str_of(out);
    } else if (r.state != CELL_BAD && r.state != CELL_VALUE) {
        text = S("");
    }
    return arena_str(c->a, str_sub(text, 0, text.n < 200 ? text.n : 200), ret) || fail_memory(c);
}

static filing_cell *cell_of(cx *c, const desk *d, const submission *s, const filing_entry *e)
{
    for (uint32_t i = 0; i < s->n; i++) {
        filing_cell *x = &s->cells[i];
        if (str_eq(d->k->areas[x->area].code, e->area) && str_eq(d->k->inds[x->ind].code, e->ind))
            return x;
    }
    for (uint32_t i = 0; i < s->n; i++) { /* by name, as people write them */
        filing_cell *x = &s->cells[i];
        const area *a = &d->k->areas[x->area];
        if ((str_eq(a->name, e->area) || str_eq(a->code, e->area)) &&
            (str_eq(d->k->inds[x->ind].name, e->ind) || str_eq(d->k->inds[x->ind].code, e->ind)))
            return x;
    }
    (void)fail(c, ERR_USAGE, "本表不填 " STR_FMT " 的 " STR_FMT,
               "the form does not ask " STR_FMT " for " STR_FMT, STR_ARG(str_sub(e->area, 0, 40)),
               STR_ARG(str_sub(e->ind, 0, 40)));
    return NULL;
}

static bool take_entry(cx *c, const desk *d, submission *s, const filing_entry *e, str by)
{
    filing_cell *x = cell_of(c, d, s, e);
    TRY(x && check_text(c, e->note, "说明", "the explanation"));
    str level = x->level, growth = x->growth;
    TRY(!e->has_level || typed(c, e->level, CELL_LEVEL, &x->level));
    TRY(!e->has_growth || typed(c, e->growth, CELL_GROWTH, &x->growth));
    bool same = str_eq(level, x->level) && str_eq(growth, x->growth);
    if (x->verdict == VERDICT_ACCEPTED && same)
        return true; /* said again as it stands */
    if (x->verdict == VERDICT_ACCEPTED)
        return fail(c, ERR_DENIED,
                    STR_FMT " 的 " STR_FMT
                            " 已由统计部门接收，不能再改；确需改动请统计部门重新打开",
                    STR_FMT ", " STR_FMT " was accepted by statistics and stands; they can open it "
                            "again",
                    STR_ARG(d->k->areas[x->area].name), STR_ARG(d->k->inds[x->ind].name));
    if (!str_eq(level, x->level) || !str_eq(growth, x->growth))
        x->by = by;
    return !e->has_note || arena_str(c->a, e->note, &x->note) || fail_memory(c);
}

/* The row after the cells were filled in. */
static bool filled(cx *c, const desk *d, const filing_order *o, filing *ret)
{
    submission s;
    TRY(open_order(c, d, o, &s));
    if (!filing_may(d, &s, FILING_SAVE, NULL))
        return not_now(c, &s, FILING_SAVE);
    for (size_t i = 0; i < o->n; i++)
        TRY(take_entry(c, d, &s, &o->entries[i], who_of(d, o)));
    *ret = s.row;
    ret->version++;
    ret->state = str_of(filing_state_name(s.state));
    ret->filler = who_of(d, o);
    return body_of(c, d->k, &s, &ret->body);
}

bool filing_fill(cx *c, const desk *d, const filing_order *o)
{
    filing row;
    store *w = NULL;
    TRY(filled(c, d, o, &row));
    bool ok = store_open(c, o->url, STORE_WRITE, &w) && filing_save(c, w, &row);
    store_close(w);
    return ok;
}

bool filing_fill_within(cx *c, const desk *d, store *w, const filing_order *o)
{
    filing row;
    return filled(c, d, o, &row) && filing_save_within(c, w, &row);
}

bool filing_fill_try(cx *c, const desk *d, const filing_order *o)
{
    filing row;
    return filled(c, d, o, &row);
}

/* ---- acts ---- */
typedef struct doing {
    const desk *d;
    const filing_order *o;
    submission s; /* as it will be */
    filing row;
    filing_event e;
    sb text;
} doing;

/* With the writer's lock held: nobody was quicker, the row and what was done. */
static bool put_doing(cx *c, store *w, void *user)
{
    doing *x = user;
    sb_reset(&x->text);
    x->e.at = os_now_us();
    x->s.row = x->row;
    TRY(filing_text_of(c, x->d->k, &x->s, &x->e, &x->text));
    TRY(filing_put(c, w, &x->row, &x->e, sb_str(&x->text)));
    return !x->o->scan.n || store_put_table(c, w, S(FILING_SCAN_TABLE), x->o->scan);
}

static const char *reason_of(cx *c, const doing *x)
{
    return cx_printf(c, "%s " STR_FMT " " STR_FMT " " STR_FMT "%s" STR_FMT,
                     filing_act_name(x->o->act), STR_ARG(x->e.key.form), STR_ARG(x->e.key.org),
                     STR_ARG(x->e.key.period), x->o->note.n ? ": " : "", STR_ARG(x->o->note));
}

/* The forecasts accepted by this act as a table; those accepted before may have been corrected since.
 * Rows 0 = none. */
static bool figures_of(cx *c, doing *x, sb *out, uint32_t *ret_n)
{
    const catalog *k = x->d->k;
    const submission *s = &x->s;
    char at[PERIOD_TEXT_MAX];
    sb source CLEANUP(sb_done) = {0};
    sb_init(&source, 4096);
    sb_printf(&source, "form " STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(x->e.key.form),
              STR_ARG(x->e.key.org), STR_ARG(x->e.key.period));
    sb_putz(out, "area,indicator,period,kind,level,growth,source,note\n");
    *ret_n = 0;
    for (uint32_t i = 0; i < s->n; i++) {
        const filing_cell *v = &s->cells[i];
        if (v->verdict != VERDICT_ACCEPTED || v->stood || (!v->level.n && !v->growth.n))
            continue;
        period_print(v->period, at);
        const str cells[] = {k->areas[v->area].code,
                             k->inds[v->ind].code,
                             str_of(at),
                             S("forecast"),
                             v->level,
                             v->growth,
                             sb_str(&source),
                             v->note};
        for (size_t f = 0; f < COUNT_OF(cells); f++) {
            sb_putz(out, f ? "," : "");
            csv_put(out, cells[f]);
        }
        sb_putc(out, '\n');
        ++*ret_n;
    }
    return (sb_ok(out) && sb_ok(&source)) || fail_memory(c);
}

static bool commit_alone(cx *c, doing *x)
{
    store *w = NULL;
    const char *reason = reason_of(c, x);
    TRY(reason);
    commit meta = {.recorded_by = x->e.login,
                   .action = str_of(filing_act_name(x->o->act)),
                   .reason = str_of(reason),
                   .source = S("")};
    bool ok = store_open(c, x->o->url, STORE_WRITE, &w) && store_begin(c, w, &meta) &&
              put_doing(c, w, x) && store_commit(c, w, NULL);
    store_close(w); /* rolls back what was not committed */
    return ok;
}

static bool commit_figures(cx *c, doing *x, str figures)
{
    import_result r;
    const char *reason = reason_of(c, x);
    TRY(reason);
    import_options io = {.reason = str_of(reason),
                         .by = x->e.login,
                         /* what stands by itself does so by the form's rule, not by the signer's
                            right */
                         .who = x->o->act == FILING_ACCEPT ? x->d->who : NULL,
                         .action = str_of(filing_act_name(x->o->act)),
                         .always = true,
                         .today = x->s.today,
                         .guard = put_doing,
                         .guard_user = x};
    bool ok = import_text(c, x->o->url, S("observations"), figures, &io, &r);
    if (!ok && c->err.code == ERR_DATA)
        import_first_error(c, &r);
    import_result_done(&r);
    return ok;
}

static bool commit_doing(cx *c, doing *x)
{
    sb figures CLEANUP(sb_done) = {0};
    uint32_t n = 0;
    sb_init(&figures, (size_t)16 << 20);
    bool decides = x->o->act == FILING_ACCEPT || (x->o->act == FILING_SIGN && x->s.form->by_itself);
    if (x->s.form->kind == FORM_FORECAST && decides)
        TRY(figures_of(c, x, &figures, &n));
    return n ? commit_figures(c, x, sb_str(&figures)) : commit_alone(c, x);
}

/* Accept all but those that go back; a form without statistics' step accepts itself. */
static bool decide(cx *c, doing *x)
{
    submission *s = &x->s;
    uint32_t returned = 0;
    for (uint32_t i = 0; i < s->n; i++) {
        s->cells[i].stood = s->cells[i].verdict == VERDICT_ACCEPTED;
        s->cells[i].verdict = VERDICT_ACCEPTED;
    }
    for (size_t i = 0; i < x->o->n; i++) {
        const filing_entry *e = &x->o->entries[i];
        filing_cell *v = cell_of(c, x->d, s, e);
        TRY(v && check_text(c, e->reason, "理由", "the reason"));
        if (!e->returned)
            continue;
        if (!str_trim(e->reason).n)
            return fail(c, ERR_USAGE, "退回 " STR_FMT " 的 " STR_FMT " 须写明理由",
                        "returning " STR_FMT ", " STR_FMT " needs a reason",
                        STR_ARG(x->d->k->areas[v->area].name), STR_ARG(x->d->k->inds[v->ind].name));
        v->verdict = VERDICT_RETURNED;
        TRY(arena_str(c->a, e->reason, &v->reason) || fail_memory(c));
        returned++;
    }
    if (returned)
        s->state = FILING_RETURNED;
    return true;
}

/* The whole goes back, or, where cells are named, these alone. */
static bool send_back(cx *c, doing *x)
{
    submission *s = &x->s;
    for (uint32_t i = 0; i < s->n; i++)
        if (!x->o->n) {
            s->cells[i].verdict = VERDICT_RETURNED;
            s->cells[i].reason = x->o->note;
        }
    for (size_t i = 0; i < x->o->n; i++) {
        filing_cell *v = cell_of(c, x->d, s, &x->o->entries[i]);
        TRY(v);
        v->verdict = VERDICT_RETURNED;
        v->reason = x->o->entries[i].reason.n ? x->o->entries[i].reason : x->o->note;
    }
    return true;
}

static bool take_scan(cx *c, const filing_order *o, const submission *s)
{
    if (!o->scan.n || o->scan.n > SCAN_MAX)
        return fail(c, ERR_LIMIT, "签报表扫描件须为 1 字节到 10 MB", "a scan has 1 byte to 10 MB");
    if (!s->signed_ || !str_eq(str_trim(o->note), s->signed_->hash))
        return fail(c, ERR_DATA, "扫描件上的校验码与本次签字的不符：请核对是否为同一份签报表",
                    "the hash on the scan is not that of this signature: is it the same paper?");
    return true;
}

/* What the act does to the cells and the row besides the state. */
static bool work(cx *c, doing *x, filing_state before)
{
    submission *s = &x->s;
    const filing_order *o = x->o;
    switch (o->act) {
    case FILING_SUBMIT:
        for (uint32_t i = 0; i < s->n; i++)
            if (s->cells[i].verdict == VERDICT_RETURNED)
                s->cells[i].verdict = VERDICT_OPEN;
        return filing_ready(c, x->d, s);
    case FILING_SIGN:
        if (!s->form->by_itself)
            return true;
        s->state = FILING_ACCEPTED;
        return decide(c, x);
    case FILING_ACCEPT:
        return decide(c, x);
    case FILING_RETURN:
        return before != FILING_SIGNED || send_back(c, x);
    case FILING_REOPEN:
        return send_back(c, x);
    case FILING_EXTEND:
        if (o->until < s->today)
            return fail(c, ERR_USAGE, "延期须到今天或以后的某一天",
                        "an extension reaches today or a later day");
        x->row.extended = o->until;
        return true;
    case FILING_SCAN:
        return take_scan(c, o, s);
    case FILING_SAVE:
    case FILING_CHECK:
    case FILING_REVIEW:
    case FILING_WITHDRAW:
    case FILING_COMMENT:
    case FILING_ACT_MAX_:
        break;
    }
    return true;
}

static bool may_do(cx *c, doing *x)
{
    const filing_order *o = x->o;
    if (o->act == FILING_SAVE || !filing_may(x->d, &x->s, o->act, &x->e.post))
        return not_now(c, &x->s, o->act);
    if (filing_needs_reason(o->act) && !str_trim(o->note).n)
        return fail(c, ERR_USAGE, "须写明理由", "a reason is needed");
    return check_text(c, o->note, "说明", "the note");
}

bool filing_do(cx *c, const desk *d, const filing_order *o)
{
    doing x = {.d = d, .o = o};
    filing_state before;
    TRY(open_order(c, d, o, &x.s) && may_do(c, &x));
    before = x.s.state;
    x.row = x.s.row;
    MUST(filing_next(before, o->act, x.s.form->steps, &x.s.state)); /* may_do() asked */
    TRY(work(c, &x, before));
    x.row.version++;
    x.row.state = str_of(filing_state_name(x.s.state));
    x.e.key = x.row.key;
    x.e.version = x.row.version;
    x.e.state = x.row.state;
    x.e.act = str_of(filing_act_name(o->act));
    x.e.login = who_of(d, o);
    x.e.note = o->note;
    if (o->act == FILING_SUBMIT && !x.row.filler.n)
        x.row.filler = x.e.login;
    sb_init(&x.text, (size_t)16 << 20);
    bool ok = body_of(c, d->k, &x.s, &x.row.body) && commit_doing(c, &x);
    sb_done(&x.text);
    return ok;
}
