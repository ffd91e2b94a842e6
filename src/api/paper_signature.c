/* 签报表: a submission on paper, to be signed or as it was signed. */
#include "api/papers.h"
#include "base/str.h"
#include "flow/filing_check.h"

typedef struct paper_signed {
    cx *c;
    doc *doc;
    const desk *d; /* as it stood when it was signed; now, where it is not */
    desk past;
    submission s;             /* with the cells as they are printed */
    const filing_event *sign; /* NULL = unsigned */
    bool zh;
} paper_signed;

/* ---- which one ---- */
static bool is_act(const filing_event *e, filing_act a)
{
    return str_eqz(e->act, filing_act_name(a));
}

/* The signature that is asked for: by its hash, or the one that stands. */
static bool find_signature(paper_signed *p, str hash)
{
    const submission *s = &p->s;
    bool stands = s->state == FILING_SIGNED || s->state == FILING_ACCEPTED;
    if (!hash.n) {
        p->sign = stands ? s->signed_ : NULL;
        return true;
    }
    for (size_t i = 0; i < s->n_events; i++)
        if (is_act(&s->events[i], FILING_SIGN) && str_eq(s->events[i].hash, hash))
            p->sign = &s->events[i];
    return p->sign || fail(p->c, ERR_UNKNOWN, "本表没有校验码为 " STR_FMT " 的签字",
                           "nothing was signed under " STR_FMT " for this form",
                           STR_ARG(str_sub(hash, 0, 64)));
}

/* The frozen cells, and the desk of that time. */
static bool read_frozen(paper_signed *p)
{
    str text;
    desk_options o = {.as_of = p->sign->at, .only = ID_NONE};
    TRY(filing_text(p->c, p->d->s, p->sign->commit_id, S(FILING_TEXT_TABLE), &text));
    TRY(desk_open_on(p->c, p->d->s, &o, &p->past));
    p->past.who = p->d->who;
    p->d = &p->past;
    const form *f = catalog_form(p->d->k, p->s.form->code);
    const org *g = catalog_org(p->d->k, p->s.org->code);
    if (f && g) { /* as they were called then */
        p->s.form = f;
        p->s.org = g;
    }
    TRY(filing_read_text(p->c, p->d->k, text, &p->s.cells, &p->s.n));
    for (uint32_t i = 0; i < p->s.n; i++) {
        filing_cell *x = &p->s.cells[i];
        x->period = period_containing(period_as_month(p->s.period), p->d->k->inds[x->ind].freqs[0]);
        x->verdict = VERDICT_OPEN; /* found what was found before it was decided on */
    }
    return true;
}

/* ---- the figures ---- */
static bool put_figures(paper_signed *p)
{
    const catalog *k = p->d->k;
    doc_table *t;
    TRY(paper_table(p->doc, S(""),
                    p->zh ? "地区|指标|计量单位|本期数|增速%|上年同期|情况说明"
                          : "Area|Indicator|Unit|Figure|Growth %|A year ago|Explanation",
                    p->s.n, &t));
    for (uint32_t i = 0; i < p->s.n; i++) {
        const filing_cell *x = &p->s.cells[i];
        const indicator *n = &k->inds[x->ind];
        filing_facts f = filing_facts_of(p->d, &p->s, x);
        bool held = filing_held(&f, x);
        uint32_t row = i + 1;
        TRY(doc_put_text(p->doc, t, row, 0, area_said(&k->areas[x->area], p->c->lang)));
        TRY(doc_put_text(p->doc, t, row, 1, p->zh || !n->name_en.n ? n->name : n->name_en));
        TRY(doc_put_text(p->doc, t, row, 2, unit_said(k->units, n->unit, p->c->lang)));
        /* exactly the text that is hashed, no digit more or less */
        TRY(doc_put_text(p->doc, t, row, 3, x->level.n ? x->level : S("—")));
        TRY(doc_put_text(p->doc, t, row, 4, x->growth.n ? x->growth : S("—")));
        if (held) {
            doc_put_number(t, row, 3, f.held_level, n->decimals);
            doc_put_number(t, row, 4, f.held_growth, 1);
        }
        doc_put_number(t, row, 5, f.x.last_year, n->decimals);
        TRY(doc_put_text(p->doc, t, row, 6,
                         x->note.n ? x->note
                         : held    ? p->zh ? S("系统已有，未另填") : S("held by the system")
                                   : S("")));
    }
    return true;
}

static bool put_found(paper_signed *p)
{
    const catalog *k = p->d->k;
    entry_finding list[ENTRY_MAX];
    uint32_t rows = 0, row = 0;
    doc_table *t;
    for (uint32_t i = 0; i < p->s.n; i++) {
        filing_facts f = filing_facts_of(p->d, &p->s, &p->s.cells[i]);
        rows += (uint32_t)filing_findings(&f, &p->s.cells[i], list);
    }
    if (!rows)
        return paper_line(p->doc, DOC_NOTE, "%s",
                          p->zh ? "检查：没有需要说明的问题。" : "Checks: nothing to explain.");
    TRY(paper_table(p->doc, p->zh ? S("检查发现及说明") : S("What was found, and why"),
                    p->zh ? "地区|指标|检查发现|情况说明" : "Area|Indicator|Found|Explanation",
                    rows, &t));
    for (uint32_t i = 0; i < p->s.n; i++) {
        const filing_cell *x = &p->s.cells[i];
        const indicator *n = &k->inds[x->ind];
        filing_facts f = filing_facts_of(p->d, &p->s, x);
        size_t found = filing_findings(&f, x, list);
        for (size_t m = 0; m < found; m++) {
            row++;
            TRY(doc_put_text(p->doc, t, row, 0, area_said(&k->areas[x->area], p->c->lang)));
            TRY(doc_put_text(p->doc, t, row, 1, p->zh || !n->name_en.n ? n->name : n->name_en));
            TRY(doc_put_text(p->doc, t, row, 2, str_of(p->zh ? list[m].zh : list[m].en)));
            TRY(doc_put_text(p->doc, t, row, 3, x->note.n ? x->note : S("—")));
        }
    }
    return true;
}

/* ---- the names ---- */
/* Who did that step last, up to the signature; NULL = nobody yet. */
static const filing_event *who_did(const paper_signed *p, filing_act a)
{
    const filing_event *last = NULL;
    for (size_t i = 0; i < p->s.n_events; i++) {
        const filing_event *e = &p->s.events[i];
        if (p->sign && e->version > p->sign->version)
            break;
        if (is_act(e, FILING_WITHDRAW) ||
            (str_eqz(e->state, filing_state_name(FILING_RETURNED)) && !is_act(e, FILING_COMMENT)))
            last = NULL; /* it began anew */
        else if (is_act(e, a))
            last = e;
    }
    return last;
}

/* Who did it; whoever stood in for the post's holder is said to. */
static str doer_of(const paper_signed *p, const filing_event *e)
{
    const catalog *k = p->d->k;
    str name = paper_person(k, e->login);
    for (uint32_t i = 0; i < k->n_posts; i++) {
        const post *at = &k->posts[i];
        if (!str_eq(at->code, e->post) || !validity_on(at->valid, time_day(e->at)))
            continue;
        if (!at->holder.n || str_eq(at->holder, e->login))
            return name;
        const char *said = cx_printf(
            p->c, p->zh ? STR_FMT "（代 " STR_FMT "）" : STR_FMT " (standing in for " STR_FMT ")",
            STR_ARG(name), STR_ARG(paper_person(k, at->holder)));
        return said ? str_of(said) : name;
    }
    return name;
}

static bool put_name(paper_signed *p, doc_table *t, uint32_t row, const char *what, filing_act a)
{
    const filing_event *e = who_did(p, a);
    TRY(doc_put_text(p->doc, t, row, 0, str_of(what)));
    if (!e)
        return true;
    TRY(doc_put_text(p->doc, t, row, 1, doer_of(p, e)));
    return doc_put_text(p->doc, t, row, 3, paper_time(p->c, e->at));
}

static bool put_names(paper_signed *p)
{
    static const struct {
        const char *zh, *en;
        filing_act act;
    } lines[] = {{"填表人", "Filled by", FILING_SUBMIT},
                 {"审核人", "Checked by", FILING_CHECK},
                 {"复核人", "Reviewed by", FILING_REVIEW},
                 {"单位负责人", "Head of the unit", FILING_SIGN}};
    doc_table *t;
    TRY(paper_table(p->doc, S(""), p->zh ? "签报|姓名|签字|时间" : "Signatures|Name|Signed|Time",
                    COUNT_OF(lines) + 1, &t));
    for (uint32_t i = 0; i < COUNT_OF(lines); i++)
        TRY(put_name(p, t, i + 1, p->zh ? lines[i].zh : lines[i].en, lines[i].act));
    return doc_put_text(p->doc, t, COUNT_OF(lines) + 1, 0, p->zh ? S("公章") : S("Seal"));
}

/* Eight digits at a time: so that a person can compare them. */
static bool put_hash(paper_signed *p)
{
    const filing_event *e = p->sign;
    str doer = doer_of(p, e);
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 256);
    for (size_t i = 0; i < e->hash.n; i += 8)
        sb_printf(&b, "%s" STR_FMT, i ? " " : "", STR_ARG(str_sub(e->hash, i, 8)));
    if (!sb_ok(&b))
        return fail_memory(p->c);
    return paper_line(p->doc, DOC_NOTE,
                      p->zh ? "签字：" STR_FMT "，" STR_FMT "　校验码（SHA-256）：" STR_FMT
                            : "Signed by " STR_FMT ", " STR_FMT "; hash (SHA-256): " STR_FMT,
                      STR_ARG(doer), STR_ARG(paper_time(p->c, e->at)), STR_ARG(sb_str(&b)));
}

static bool put_head(paper_signed *p)
{
    const form *f = p->s.form;
    str name = p->zh || !f->name_en.n ? f->name : f->name_en;
    if (!p->sign)
        p->doc->mark = p->zh ? S("未签字　不作上报依据") : S("Unsigned: not handed in");
    return paper_line(p->doc, DOC_TITLE, p->zh ? STR_FMT "签报表" : STR_FMT ": signature sheet",
                      STR_ARG(name)) &&
           paper_line(p->doc, DOC_SUBTITLE, p->zh ? STR_FMT "　" STR_FMT : STR_FMT ", " STR_FMT,
                      STR_ARG(p->s.org->name), STR_ARG(paper_round(p->c, p->s.period))) &&
           paper_form_head(p->doc, f);
}

static bool put_foot(paper_signed *p)
{
    if (p->sign)
        return put_hash(p);
    return paper_line(
        p->doc, DOC_NOTE, "%s",
        p->zh ? "本件尚未签字，没有校验码；在系统中签字后再打印，方可盖章、上传扫描件。"
              : "Not signed, so there is no hash yet: sign it in the system, then print, "
                "seal and scan it.");
}

bool paper_signature(cx *c, const desk *d, const paper_wanted *w, doc *ret)
{
    paper_signed p = {.c = c, .doc = ret, .d = d, .zh = c->lang == LANG_ZH};
    TRY(filing_open(c, d, w->q.form, w->q.org, w->q.period, &p.s) && find_signature(&p, w->hash));
    bool frozen = p.sign != NULL;
    bool ok = !frozen || read_frozen(&p);
    ok = ok && put_head(&p) && put_figures(&p) && put_found(&p) && put_names(&p) && put_foot(&p);
    if (frozen && p.d == &p.past)
        desk_close(&p.past);
    return ok;
}
