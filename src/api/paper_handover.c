/* 岗位交接清单: what a new holder of a post takes over (M13). */
#include "api/paper_handover.h"
#include "base/str.h"
#include "flow/claims.h"
#include "flow/who.h"
#include "panel/target.h"

#define OPEN_MAX 400

typedef struct handover {
    cx *c;
    doc *doc;
    const desk *d;
    bool zh;
    const post *post;
    const org *org; /* NULL where the post's is not in the catalogue */
    int64_t today;
    claims claims;
    submission *open;
    uint32_t n_open;
} handover;

/* The holder, whoever keeps the people, the administrator: what others may not see is not there. */
static bool may_take(const desk *d, str code)
{
    if (!d->who || rights_may(d->who, d->k, ACT_PEOPLE, ID_NONE, ID_NONE))
        return true;
    for (uint32_t i = 0; i < d->who->n; i++)
        if (str_eq(d->who->list[i].post, code))
            return true;
    return false;
}

static bool find_post(handover *h, str code)
{
    for (uint32_t i = 0; i < h->d->k->n_posts; i++) {
        const post *p = &h->d->k->posts[i];
        if (str_eq(p->code, code) && (!h->post || validity_on(p->valid, h->today)))
            h->post = p;
    }
    if (!h->post || !may_take(h->d, code))
        return fail(h->c, ERR_UNKNOWN, "没有岗位“" STR_FMT "”；见 diaodu post list",
                    "there is no post \"" STR_FMT "\"; see diaodu post list",
                    STR_ARG(str_sub(code, 0, 40)));
    h->org = catalog_org(h->d->k, h->post->org);
    return true;
}

static str ind_name(const handover *h, const indicator *i)
{
    return h->zh || !i->name_en.n ? i->name : i->name_en;
}

static bool none(handover *h)
{
    return paper_line(h->doc, DOC_PARA, "%s", h->zh ? "无。" : "None.");
}

/* ---- forms ---- */
static bool is_ours(const handover *h, const form_unit *u)
{
    return h->org && str_eq(u->org, h->org->code) && validity_on(u->valid, h->today) &&
           filing_in_force(&h->d->k->forms[u->form], h->today);
}

static str due_day(const handover *h, form_day d)
{
    const char *text =
        d.months ? cx_printf(h->c, h->zh ? "次月%d日" : "day %d of the next month", d.day)
                 : cx_printf(h->c, h->zh ? "当期末月%d日" : "day %d of its last month", d.day);
    return str_of(text);
}

static bool put_forms(handover *h)
{
    const catalog *k = h->d->k;
    uint32_t rows = 0, row = 0;
    doc_table *t;
    for (uint32_t i = 0; i < k->n_form_units; i++)
        rows += is_ours(h, &k->form_units[i]);
    if (!rows)
        return none(h);
    TRY(paper_table(h->doc, S(""),
                    h->zh ? "报表|地区|指标数|频率|截止" : "Form|Area|Figures|Frequency|Due", rows,
                    &t));
    for (uint32_t i = 0; i < k->n_form_units; i++) {
        const form_unit *u = &k->form_units[i];
        const form *f = &k->forms[u->form];
        const char *freq = f->freq == FREQ_M   ? h->zh ? "月" : "month"
                           : f->freq == FREQ_Q ? h->zh ? "季" : "quarter"
                           : h->zh             ? "日"
                                               : "day";
        if (!is_ours(h, u))
            continue;
        row++;
        TRY(doc_put_text(h->doc, t, row, 0, h->zh || !f->name_en.n ? f->name : f->name_en));
        TRY(doc_put_text(h->doc, t, row, 1, area_said(&k->areas[u->area], h->c->lang)));
        doc_put_number(t, row, 2, u->n_inds, 0);
        TRY(doc_put_text(h->doc, t, row, 3, str_of(freq)));
        TRY(doc_put_text(h->doc, t, row, 4, f->freq == FREQ_D ? S("—") : due_day(h, f->due)));
    }
    return true;
}

/* ---- open submissions ---- */
static bool keep_open(cx *c, void *user, const submission *s)
{
    handover *h = user;
    (void)c;
    if (s->state != FILING_ACCEPTED && h->n_open < OPEN_MAX)
        h->open[h->n_open++] = *s;
    return true;
}

static const char *state_word(const handover *h, filing_state s)
{
    static const char *const words[FILING_STATE_MAX_][2] = {
        [FILING_DRAFT] = {"填报中", "being filled"},
        [FILING_SUBMITTED] = {"已提交", "submitted"},
        [FILING_CHECKED] = {"已审核", "checked"},
        [FILING_REVIEWED] = {"已复核", "reviewed"},
        [FILING_SIGNED] = {"已签字，待接收", "signed, waits for acceptance"},
        [FILING_RETURNED] = {"已退回，待修改", "returned, to be mended"},
        [FILING_ACCEPTED] = {"已接收", "accepted"}};
    return words[s][!h->zh];
}

static bool put_open(handover *h)
{
    query q = {.org = h->org ? h->org->code : S("")};
    doc_table *t;
    TRY(h->open = cx_alloc(h->c, OPEN_MAX * sizeof *h->open));
    if (h->org)
        TRY(each_round(h->c, h->d, &q, keep_open, h));
    if (!h->n_open)
        return none(h);
    TRY(paper_table(h->doc, S(""),
                    h->zh ? "报表|时期|状态|截止|剩余天数" : "Form|Period|State|Due|Days left",
                    h->n_open, &t));
    for (uint32_t i = 0; i < h->n_open; i++) {
        const submission *s = &h->open[i];
        TRY(doc_put_text(h->doc, t, i + 1, 0,
                         h->zh || !s->form->name_en.n ? s->form->name : s->form->name_en));
        TRY(doc_put_text(h->doc, t, i + 1, 1, paper_round(h->c, s->period)));
        TRY(doc_put_text(h->doc, t, i + 1, 2, str_of(state_word(h, s->state))));
        TRY(doc_put_text(h->doc, t, i + 1, 3, paper_day(h->c, s->days.due)));
        if (s->state == FILING_SIGNED) /* handed in: it is statistics' turn */
            TRY(doc_put_text(h->doc, t, i + 1, 4, S("—")));
        else
            doc_put_number(t, i + 1, 4, (double)(s->days.due - s->today), 0);
    }
    return true;
}

/* ---- indicators ---- */
static bool says_us(const handover *h, str org, str leader)
{
    return (leader.n && (str_eq(leader, h->post->code) || str_eq(leader, h->post->title))) ||
           (h->org && org.n && (str_eq(org, h->org->code) || str_eq(org, h->org->name)));
}

static bool owns(const handover *h, const claim *w, area_id *a, ind_id *i)
{
    *a = catalog_area(h->d->k, w->area);
    *i = catalog_ind(h->d->k, w->indicator);
    return says_us(h, w->org, w->leader) && *a != ID_NONE && *i != ID_NONE &&
           desk_sees(h->d, *a, *i);
}

/* The newest period with a figure: beside this year's target where it is of this year. */
static bool put_owned(handover *h, doc_table *t, uint32_t row, area_id a, ind_id i)
{
    const catalog *k = h->d->k;
    const indicator *n = &k->inds[i];
    int32_t first, last;
    TRY(doc_put_text(h->doc, t, row, 0, area_said(&k->areas[a], h->c->lang)));
    TRY(doc_put_text(h->doc, t, row, 1, ind_name(h, n)));
    for (uint32_t col = 2; col < 6; col++)
        TRY(doc_put_text(h->doc, t, row, col, S("—")));
    if (!h->d->p || !panel_span(h->d->p, i, n->basis, n->freqs[0], &first, &last))
        return true;
    for (int32_t o = last; o >= first; o--) {
        spot s = spot_at(h->d->p, i, a, (period){n->freqs[0], o});
        value v = value_stored(s);
        if (!has(v.level) && !has(v.growth))
            continue;
        year_target y = target_of_year(s);
        TRY(doc_put_text(h->doc, t, row, 2, paper_round(h->c, s.t)));
        doc_put_number(t, row, 3, v.level, n->decimals);
        doc_put_number(t, row, 4, growth_at(s).g, 1);
        doc_put_number(t, row, 5, has(y.level) ? y.level : y.growth,
                       has(y.level) ? n->decimals : 1);
        break;
    }
    return true;
}

static bool put_indicators(handover *h)
{
    area_id a;
    ind_id i;
    uint32_t rows = 0, row = 0;
    doc_table *t;
    for (uint32_t w = 0; w < h->claims.n; w++)
        rows += owns(h, &h->claims.list[w], &a, &i);
    if (!rows)
        return none(h);
    TRY(paper_table(h->doc, S(""),
                    h->zh ? "地区|指标|最新时期|数值|增速%|当年目标"
                          : "Area|Indicator|Newest period|Figure|Growth %|Year's target",
                    rows, &t));
    for (uint32_t w = 0; w < h->claims.n; w++)
        if (owns(h, &h->claims.list[w], &a, &i))
            TRY(put_owned(h, t, ++row, a, i));
    return true;
}

/* ---- what was promised to make up for arrears ---- */
static bool is_promised(const handover *h, const gap_plan *p)
{
    return says_us(h, p->org, p->leader) && desk_sees(h->d, p->area, p->ind) &&
           period_last_day(p->due) >= h->today;
}

static bool put_plans(handover *h)
{
    const catalog *k = h->d->k;
    uint32_t rows = 0, row = 0;
    doc_table *t;
    for (uint32_t i = 0; i < k->n_gap_plans; i++)
        rows += is_promised(h, &k->gap_plans[i]);
    if (!rows)
        return none(h);
    TRY(paper_table(h->doc, S(""),
                    h->zh ? "地区|指标|补欠措施|补欠数额|完成时限"
                          : "Area|Indicator|Measure|Amount|Due",
                    rows, &t));
    for (uint32_t i = 0; i < k->n_gap_plans; i++) {
        const gap_plan *p = &k->gap_plans[i];
        if (!is_promised(h, p))
            continue;
        row++;
        TRY(doc_put_text(h->doc, t, row, 0, area_said(&k->areas[p->area], h->c->lang)));
        TRY(doc_put_text(h->doc, t, row, 1, ind_name(h, &k->inds[p->ind])));
        TRY(doc_put_text(h->doc, t, row, 2, p->measure));
        TRY(doc_put_text(h->doc, t, row, 3, p->amount_text));
        TRY(doc_put_text(h->doc, t, row, 4, paper_day(h->c, period_last_day(p->due))));
    }
    return true;
}

/* ---- the whole ---- */
static bool put_rows(handover *h)
{
    return handover_rows(h->c, h->d, h->post, h->doc);
}

static bool put_all(handover *h)
{
    static const struct {
        const char *zh, *en;
        bool (*fn)(handover *h);
    } parts[] = {{"一、应报报表", "1. Forms to file", put_forms},
                 {"二、未办结的报送", "2. Open submissions", put_open},
                 {"三、负责的指标", "3. Indicators owned", put_indicators},
                 {"四、未到期的补欠承诺", "4. Promises to make up for arrears", put_plans},
                 {"五、在办任务和台账事项", "5. Open tasks and ledger rows", put_rows}};
    str who = paper_person(h->d->k, h->post->holder);
    TRY(paper_line(h->doc, DOC_TITLE, "%s", h->zh ? "岗位交接清单" : "Handover of a post"));
    TRY(paper_line(h->doc, DOC_SUBTITLE, STR_FMT "　" STR_FMT,
                   STR_ARG(h->org ? h->org->name : h->post->org), STR_ARG(h->post->title)));
    TRY(paper_line(h->doc, DOC_PARA, h->zh ? "接任人：" STR_FMT "。" : "Holder: " STR_FMT ".",
                   STR_ARG(who.n ? who : S("—"))));
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        TRY(paper_line(h->doc, DOC_HEAD1, "%s", h->zh ? parts[i].zh : parts[i].en) &&
            parts[i].fn(h));
    return paper_line(
        h->doc, DOC_NOTE, "%s",
        h->zh ? "移交人：　　　　　　接任人：　　　　　　监交人：　　　　　　日期："
              : "Handed over by:            Taken over by:            Witness:            "
                "Date:");
}

bool paper_handover(cx *c, const desk *d, const paper_wanted *w, doc *ret)
{
    handover h = {.c = c, .doc = ret, .d = d, .zh = c->lang == LANG_ZH, .today = who_today()};
    TRY(find_post(&h, w->post));
    bool ok = claims_load(c, d->s, desk_instant(d), &h.claims) && put_all(&h);
    claims_done(&h.claims);
    return ok;
}
