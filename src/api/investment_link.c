/* How the ledger's projects make up the published investment. */
#include "api/investment.h"
#include "base/str.h"
#include "num/num.h"
#include "panel/measure.h"

#define DOMAINS_MAX 40

/* One domain: the ledger's and the published amount. */
typedef struct slot {
    double published, growth;
    num_adder ledger;
    uint32_t projects;
    uint32_t within; /* another domain of the list contains it; UINT32_MAX = none */
} slot;

typedef struct linkage {
    invest_year all; /* sums */
    uint32_t inside, enters, leaves, outside, should_enter;
    double enters_amount, leaves_amount, should_amount, estate_ledger;
    uint32_t estate_projects;
    double level, growth, estate; /* published */
    slot domains[DOMAINS_MAX];
    num_adder twice; /* of projects in several domains: what is counted again */
    double without_domain;
    uint32_t n_without_domain;
} linkage;

static double published(const investment *v, str code, double *ret_growth)
{
    spot s;
    *ret_growth = MISSING;
    if (!investment_spot(v, investment_indicator(v, code), &s))
        return MISSING;
    value now = value_at(s);
    *ret_growth = growth_of(s, &now).g;
    return now.level;
}

/* The domain of the list that tells an indicator; UINT32_MAX = none does. */
static uint32_t listed(const investment *v, str indicator)
{
    for (uint32_t i = 0; i < v->what->n_domains && i < DOMAINS_MAX; i++)
        if (str_eq(v->what->domains[i].indicator, indicator))
            return i;
    return UINT32_MAX;
}

static void add_domains(const investment *v, size_t i, double amount, linkage *l)
{
    uint32_t at[DOMAINS_MAX], n = investment_domains(v, i, at, DOMAINS_MAX);
    bool estate = false;
    for (uint32_t k = 0; k < n; k++) {
        num_add(&l->domains[at[k]].ledger, amount);
        l->domains[at[k]].projects++;
        estate |= v->what->real_estate.n &&
                  str_eq(v->what->domains[at[k]].indicator, v->what->real_estate);
    }
    if (n > 1)
        num_add(&l->twice, amount * (n - 1));
    if (!n) {
        l->without_domain += amount;
        l->n_without_domain++;
    }
    if (estate) {
        l->estate_ledger += amount;
        l->estate_projects++;
    }
}

bool investment_should_enter(const investment *v, size_t i, const invest_year *y)
{
    return y->outside > 0 && v->p[i].total >= v->enter_from;
}

static void add_project(const investment *v, size_t i, linkage *l)
{
    invest_year y = invest_year_of(&v->p[i], v->t.ord);
    l->all.early += y.early;
    l->all.late += y.late;
    l->all.outside += y.outside;
    l->outside += y.outside != 0;
    if (investment_should_enter(v, i, &y)) {
        l->should_enter++;
        l->should_amount += y.outside;
    }
    l->enters += y.enters;
    l->enters_amount += y.enters ? y.inside : 0;
    l->leaves += y.leaves;
    l->leaves_amount += y.leaves ? y.inside : 0;
    if (y.inside == 0)
        return;
    l->inside++;
    l->all.inside += y.inside;
    add_domains(v, i, y.inside, l);
}

static void link_of(const investment *v, linkage *l)
{
    const type_investment *w = v->what;
    double unused;
    *l = (linkage){0};
    l->level = published(v, w->indicator, &l->growth);
    l->estate = w->real_estate.n ? published(v, w->real_estate, &unused) : MISSING;
    for (uint32_t i = 0; i < w->n_domains && i < DOMAINS_MAX; i++) {
        slot *s = &l->domains[i];
        s->published = published(v, w->domains[i].indicator, &s->growth);
        s->within = w->domains[i].within.n ? listed(v, w->domains[i].within) : UINT32_MAX;
    }
    for (size_t i = 0; i < v->n; i++)
        add_project(v, i, l);
}

/* ---- line by line ---- */
static void put_line(json *j, const linkage *l, const char *code, const char *zh, const char *en,
                     lang said, double amount, int64_t projects)
{
    json_obj(j, NULL);
    json_strz(j, "code", code);
    json_strz(j, "name", said == LANG_EN ? en : zh);
    put_investment_figure(j, "amount", amount);
    put_investment_figure(j, "share", l->level > 0 ? amount / l->level * 100 : MISSING);
    if (projects < 0)
        json_nil(j, "projects");
    else
        json_int(j, "projects", projects);
    json_end(j, '}');
}

/* published = in the library + real estate + below the ledger; the last is what is left over. Where real
 * estate is not published, its projects stay with the others. */
static void put_lines(json *j, const linkage *l, lang said)
{
    bool apart = has(l->estate);
    double ledger = l->all.inside - (apart ? l->estate_ledger : 0);
    double rest = l->level - ledger - (apart ? l->estate : 0);
    json_arr(j, "lines");
    put_line(j, l, "library", "在库项目", "Projects in the library", said, ledger,
             l->inside - (apart ? l->estate_projects : 0));
    if (apart)
        put_line(j, l, "real_estate", "房地产开发", "Real estate development", said, l->estate, -1);
    put_line(j, l, "below", "台账以外（余项）", "Below the ledger (what is left over)", said, rest,
             -1);
    put_line(j, l, "published", "公布数", "Published", said, l->level, -1);
    json_end(j, ']');
}

static void put_entry(json *j, const linkage *l)
{
    json_obj(j, "ledger");
    put_investment_figure(j, "total", l->all.inside + l->all.outside + l->all.late);
    put_investment_figure(j, "inside", l->all.inside);
    json_int(j, "inside_projects", l->inside);
    put_investment_figure(j, "entered", l->enters_amount);
    json_int(j, "entered_projects", l->enters);
    put_investment_figure(j, "early", l->all.early);
    put_investment_figure(j, "left", l->leaves_amount);
    json_int(j, "left_projects", l->leaves);
    put_investment_figure(j, "late", l->all.late);
    put_investment_figure(j, "outside", l->all.outside);
    json_int(j, "outside_projects", l->outside);
    put_investment_figure(j, "should_enter", l->should_amount);
    json_int(j, "should_enter_projects", l->should_enter);
    put_investment_figure(j, "real_estate", l->estate_ledger);
    json_int(j, "real_estate_projects", l->estate_projects);
    json_end(j, '}');
}

/* ---- domains ---- */
static str option_name(const investment *v, const type_domain *d, lang l)
{
    const type_field *f =
        v->what->domain == UINT32_MAX ? NULL : &v->h.type->fields[v->what->domain];
    for (uint32_t i = 0; f && d->domain.n && i < f->n_options; i++)
        if (str_eq(f->options[i].code, d->domain))
            return type_said(f->options[i].name, l);
    return S("");
}

static str indicator_name(const investment *v, str code, lang l)
{
    ind_id i = catalog_ind(v->d->k, code);
    return i == ID_NONE ? code : ind_said(&v->d->k->inds[i], l);
}

/* A project of one domain is in those that contain it as well, as in the published figures. */
static double ledger_of(const investment *v, const linkage *l, uint32_t at)
{
    const type_field *f =
        v->what->domain == UINT32_MAX ? NULL : &v->h.type->fields[v->what->domain];
    double sum = l->domains[at].ledger.sum + l->domains[at].ledger.lost;
    for (uint32_t i = 0; f && !f->many && i < v->what->n_domains && i < DOMAINS_MAX; i++)
        if (i != at && l->domains[i].within == at)
            sum += l->domains[i].ledger.sum + l->domains[i].ledger.lost;
    return sum;
}

static void put_domain(json *j, const investment *v, uint32_t at, const linkage *l, lang said)
{
    const type_domain *d = &v->what->domains[at];
    const slot *s = &l->domains[at];
    bool rows = d->domain.n > 0;
    bool within = s->within != UINT32_MAX;
    double ledger = rows ? ledger_of(v, l, at) : MISSING;
    str name = option_name(v, d, said);
    json_obj(j, NULL);
    json_str(j, "domain", d->domain);
    json_str(j, "name", name.n ? name : indicator_name(v, d->indicator, said));
    json_str(j, "indicator", d->indicator);
    json_str(j, "indicator_name", indicator_name(v, d->indicator, said));
    put_investment_figure(j, "published", s->published);
    put_investment_figure(j, "growth", s->growth);
    put_investment_figure(j, "share", l->level > 0 ? s->published / l->level * 100 : MISSING);
    put_investment_figure(j, "ledger", ledger);
    json_int(j, "projects", s->projects);
    put_investment_figure(j, "difference", s->published - ledger);
    json_str(j, "within", within ? d->within : S(""));
    json_str(j, "within_name", within ? indicator_name(v, d->within, said) : S(""));
    json_end(j, '}');
}

static void put_joined(json *j, const char *key, double total, const invest_joined *x)
{
    json_obj(j, key);
    put_investment_figure(j, "total", total);
    put_investment_figure(j, "sum", x->sum);
    put_investment_figure(j, "overlaps", x->overlaps);
    put_investment_figure(j, "joined", x->joined);
    put_investment_figure(j, "unexplained", x->unexplained);
    json_int(j, "missing", x->missing);
    json_end(j, '}');
}

static void put_domains(json *j, const investment *v, const linkage *l, lang said)
{
    double amounts[DOMAINS_MAX], overlaps[DOMAINS_MAX], ledger[DOMAINS_MAX];
    uint32_t n = v->what->n_domains < DOMAINS_MAX ? v->what->n_domains : DOMAINS_MAX, m = 0;
    json_arr(j, "domains");
    for (uint32_t i = 0; i < n; i++) {
        const slot *s = &l->domains[i];
        put_domain(j, v, i, l, said);
        amounts[i] = s->published;
        ledger[i] = s->ledger.sum + s->ledger.lost;
        /* counted twice only where both figures are there */
        if (s->within != UINT32_MAX && has(s->published) && has(l->domains[s->within].published))
            overlaps[m++] = s->published;
    }
    json_end(j, ']');
    double twice = l->twice.sum + l->twice.lost;
    invest_joined all = invest_join(l->level, amounts, n, overlaps, m);
    invest_joined own = invest_join(l->all.inside, ledger, n, &twice, 1);
    json_obj(j, "joined");
    put_joined(j, "published", l->level, &all);
    put_joined(j, "ledger", l->all.inside, &own);
    json_end(j, '}');
    put_investment_figure(j, "without_domain", l->without_domain);
    json_int(j, "without_domain_projects", l->n_without_domain);
}

static bool put_link(cx *c, json *j, const investment *v, const investment_query *q)
{
    linkage l;
    link_of(v, &l);
    put_investment_head(c, j, v);
    put_investment_figure(j, "level", l.level);
    put_investment_figure(j, "growth", l.growth);
    put_lines(j, &l, c->lang);
    put_entry(j, &l);
    put_domains(j, v, &l, c->lang);
    TRY(put_investment_rows(c, j, v, NULL, q));
    json_end(j, '}');
    return true;
}

bool answer_investment_link(cx *c, const desk *d, const investment_query *q, sb *out)
{
    investment v;
    json j;
    json_init(&j, out);
    TRY(investment_open(c, d, q->type, q->area, q->period, &v));
    bool ok = put_link(c, &j, &v, q);
    investment_done(&v);
    return ok && (sb_ok(out) || fail_memory(c));
}
