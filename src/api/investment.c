/* What the projects in the library still carry. */
#include "api/investment.h"
#include "base/dec.h"
#include "base/str.h"
#include "flow/ledger_said.h"
#include "num/num.h"

#define TREND_MONTHS 13
#define HIGH_GROWTH 10   /* from here on growth is high: what remains must not fall with it */
#define FALLING_MONTHS 2 /* months without a new entry are ordinary; two in a row are a trend */

/* ---- what was asked ---- */
static bool month_word(cx *c, query_word word, void *user, const char *name, period *ret)
{
    str text;
    *ret = PERIOD_NONE;
    if (!word(user, name, &text) || !text.n)
        return true;
    TRY(need_period(c, text, ret));
    if (ret->f == FREQ_D || ret->f == FREQ_W || ret->f == FREQ_T)
        return fail(c, ERR_USAGE, "--%s 须为月份，如 2024-05", "--%s is a month, such as 2024-05",
                    name);
    *ret = period_as_month(*ret);
    return true;
}

static bool whole_word(cx *c, query_word word, void *user, const char *name, uint32_t absent,
                       uint32_t max, uint32_t *ret)
{
    str text;
    int64_t v = absent;
    *ret = absent;
    if (!word(user, name, &text) || !text.n)
        return true;
    if (!str_int(text, &v) || v < 0 || v > max)
        return fail(c, ERR_USAGE, "%s 须为 0 到 %u 的整数", "%s is a whole number from 0 to %u",
                    name, max);
    *ret = (uint32_t)v;
    return true;
}

static bool target_word(cx *c, query_word word, void *user, double *ret)
{
    str text;
    dec v;
    *ret = MISSING;
    if (!word(user, "target", &text) || !text.n)
        return true;
    if (dec_parse(text, &v) != DEC_OK || dec_double(v) <= -100)
        return fail(c, ERR_USAGE, "--target 须为增速（%%），如 15",
                    "--target is a growth in percent, such as 15");
    *ret = dec_double(v);
    return true;
}

bool investment_query_read(cx *c, query_word word, void *user, investment_query *q)
{
    const struct {
        const char *name;
        str *to;
    } words[] = {{"area", &q->area}, {"type", &q->type}, {"why", &q->why}};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (!word(user, words[i].name, words[i].to))
            *words[i].to = S("");
    TRY(month_word(c, word, user, "period", &q->period) &&
        month_word(c, word, user, "horizon", &q->asked.horizon) &&
        target_word(c, word, user, &q->asked.target) &&
        whole_word(c, word, user, "top", INVESTMENT_TOP, INVESTMENT_TOP_MAX, &q->top) &&
        whole_word(c, word, user, "limit", INVESTMENT_PAGE, INVESTMENT_PAGE_MAX, &q->limit) &&
        whole_word(c, word, user, "cursor", 0, INT32_MAX, &q->cursor));
    return q->period.f != FREQ_NONE ||
           fail(c, ERR_USAGE, "须给出 --period，如 2024-05", "--period is needed, such as 2024-05");
}

/* ---- shared ---- */
#define DECIMALS 9
void put_investment_figure(json *j, const char *key, double v)
{
    json_num(j, key, num_round(v, DECIMALS));
}

void put_investment_head(cx *c, json *j, const investment *v)
{
    const catalog *k = v->d->k;
    const indicator *i = &k->inds[catalog_ind(k, v->what->indicator)];
    json_obj(j, NULL);
    put_area(j, "area", k, v->area, c->lang);
    put_period(j, "period", v->t);
    put_time(j, "as_of", desk_instant(v->d));
    json_str(j, "type", v->h.type->code);
    json_str(j, "type_name", type_said(v->h.type->name, c->lang));
    json_str(j, "indicator", i->code);
    put_ind_name(j, "name", i, c->lang);
    json_str(j, "unit", unit_said(k->units, i->unit, c->lang));
    json_int(j, "unseen", v->unseen);
}

bool put_investment_row(cx *c, json *j, const investment *v, size_t i)
{
    const ledger_type *t = v->h.type;
    str name, code = book_get(v->h.b, v->rows[i], t->area).text;
    TRY(ledger_said_code(c, &v->h, &t->fields[t->area], code, &name));
    json_obj(j, NULL);
    json_str(j, "code", v->h.b->rows[v->rows[i]].code);
    json_str(j, "title", book_get(v->h.b, v->rows[i], t->title).text);
    json_str(j, "area", code);
    json_str(j, "area_name", name);
    return true;
}

const char *investment_amount_said(cx *c, const investment *v, double amount)
{
    const catalog *k = v->d->k;
    const indicator *i = &k->inds[catalog_ind(k, v->what->indicator)];
    str unit = unit_said(k->units, i->unit, c->lang);
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    sb_double(&b, num_round(amount, i->decimals < 0 ? 2 : i->decimals));
    sb_printf(&b, c->lang == LANG_EN ? " " STR_FMT : STR_FMT, STR_ARG(unit));
    return sb_ok(&b) ? cx_strdup(c, sb_str(&b)) : NULL;
}

/* ---- what stands ---- */
static void put_standing(json *j, const invest_standing *s)
{
    put_investment_figure(j, "remaining", s->remaining);
    json_obj(j, "library");
    json_int(j, "projects", s->in_library);
    json_int(j, "counted", s->counted);
    put_investment_figure(j, "total", s->total);
    put_investment_figure(j, "done", s->done);
    put_investment_figure(j, "overrun", s->overrun);
    json_int(j, "halted", s->stopped);
    json_int(j, "without_total", s->without_total);
    json_int(j, "finished", s->finished);
    json_int(j, "silent", s->silent);
    json_end(j, '}');
}

typedef struct largest {
    double left;
    uint32_t at;
} largest;

/* The largest few, largest first: k is small. */
static uint32_t pick_largest(const investment *v, uint32_t k, largest *ret)
{
    uint32_t n = 0;
    for (size_t i = 0; i < v->n; i++) {
        if (!invest_counts(&v->p[i], v->t.ord))
            continue;
        double left = invest_remaining(&v->p[i], v->t.ord);
        uint32_t at = n < k ? n++ : n;
        if (at == k && (!k || left <= ret[k - 1].left))
            continue;
        at = at == k ? k - 1 : at;
        for (; at > 0 && ret[at - 1].left < left; at--)
            ret[at] = ret[at - 1];
        ret[at] = (largest){left, (uint32_t)i};
    }
    return n;
}

static bool put_concentration(cx *c, json *j, const investment *v, uint32_t k, double remaining)
{
    largest top[INVESTMENT_TOP_MAX];
    num_adder sum = {0};
    uint32_t n = pick_largest(v, k, top);
    for (uint32_t i = 0; i < n; i++)
        num_add(&sum, top[i].left);
    double amount = sum.sum + sum.lost;
    json_obj(j, "concentration");
    json_int(j, "top", k);
    put_investment_figure(j, "amount", amount);
    put_investment_figure(j, "share", remaining > 0 ? amount / remaining * 100 : MISSING);
    json_arr(j, "rows");
    for (uint32_t i = 0; i < n; i++) {
        TRY(put_investment_row(c, j, v, top[i].at));
        put_investment_figure(j, "remaining", top[i].left);
        put_investment_figure(j, "share", remaining > 0 ? top[i].left / remaining * 100 : MISSING);
        json_end(j, '}');
    }
    json_end(j, ']');
    json_end(j, '}');
    return true;
}

static void put_change(json *j, const char *key, const invest_change *x, int32_t from)
{
    json_obj(j, key);
    put_period(j, "from", (period){FREQ_M, from});
    put_investment_figure(j, "before", x->before);
    put_investment_figure(j, "after", x->after);
    put_investment_figure(j, "change", x->after - x->before);
    put_investment_figure(j, "entered", x->entered);
    put_investment_figure(j, "invested", x->invested);
    put_investment_figure(j, "left", x->left);
    put_investment_figure(j, "stopped", x->stopped);
    put_investment_figure(j, "adjusted", x->adjusted);
    put_investment_figure(j, "overrun", x->overrun);
    json_end(j, '}');
}

static void put_trend(json *j, const investment *v, const double *remaining)
{
    json_arr(j, "trend");
    for (int i = 0; i < TREND_MONTHS; i++) {
        json_obj(j, NULL);
        put_period(j, "period", period_add(v->t, i - TREND_MONTHS + 1));
        put_investment_figure(j, "remaining", remaining[i]);
        json_end(j, '}');
    }
    json_end(j, ']');
}

/* ---- what it carries ---- */
static void put_rate(json *j, const char *key, const invest_rate *r)
{
    json_obj(j, key);
    put_investment_figure(j, "percent", r->percent);
    put_investment_figure(j, "done", r->done);
    put_investment_figure(j, "total", r->total);
    json_int(j, "projects", r->projects);
    json_end(j, '}');
}

static void put_apart(json *j, const char *key, const invest_apart *a)
{
    json_obj(j, key);
    put_investment_figure(j, "level", a->level);
    put_investment_figure(j, "growth", a->growth);
    put_investment_figure(j, "base_rest", a->base_rest);
    put_investment_figure(j, "estimate", a->estimate);
    json_strz(j, "reason", a->why);
    json_end(j, '}');
}

static void put_reason(json *j, const char *key, bool is_null, const char *why)
{
    if (is_null && why)
        json_strz(j, key, why);
}

/* Why what cannot be told is null: the first thing that lacks. */
static void put_reasons(json *j, const investment *v, const invest_outlook *o)
{
    const invest_support *s = &o->support;
    const char *unseen = v->unseen ? INVEST_WHY_UNSEEN : NULL;
    const char *carries = unseen        ? unseen
                          : o->why_base ? o->why_base
                                        : (has(o->known.level) ? NULL : o->why_level);
    const char *target = o->target_from ? o->why_base : "no_target";
    json_obj(j, "null_reasons");
    put_reason(j, "level", !has(o->level), o->why_level);
    put_reason(j, "base", !has(o->known.base), o->why_base);
    put_reason(j, "executable", !has(o->known.executable), unseen);
    put_reason(j, "expected", !has(o->known.expected), unseen);
    put_reason(j, "growth_max", !has(s->growth_max), carries);
    put_reason(j, "required", !has(s->required), target ? target : o->why_level);
    put_reason(j, "missing", !has(s->missing), unseen ? unseen : target ? target : o->why_level);
    put_reason(j, "entries", has(s->missing) && !has(s->entries), "no_first_year");
    json_end(j, '}');
}

static const char *state_of(const invest_support *s)
{
    if (s->reached)
        return "reached";
    if (!has(s->missing))
        return NULL;
    return s->missing > 0 ? "short" : "carried";
}

static void put_pace(json *j, const invest_outlook *o)
{
    json_arr(j, "by_pace");
    for (int i = PACE_PLAN; i <= PACE_RATE; i++) {
        json_obj(j, NULL);
        json_strz(j, "pace", invest_pace_name((invest_pace)i));
        json_int(j, "projects", o->n_by_pace[i]);
        put_investment_figure(j, "amount", o->by_pace[i]);
        json_end(j, '}');
    }
    json_end(j, ']');
    json_int(j, "unknown_pace", o->n_by_pace[PACE_UNKNOWN]);
    put_investment_figure(j, "unknown_remaining", o->unknown_left);
}

static void put_support(json *j, const investment *v, const invest_outlook *o)
{
    const invest_support *s = &o->support;
    json_obj(j, "support");
    put_period(j, "horizon", o->horizon);
    json_int(j, "months", o->months);
    put_investment_figure(j, "level", o->level);
    put_investment_figure(j, "growth", o->growth);
    put_investment_figure(j, "base_now", o->base_now);
    put_investment_figure(j, "base", o->known.base);
    json_strz(j, "base_source", o->base_from);
    put_investment_figure(j, "target_growth", s->target_growth);
    put_investment_figure(j, "target_level", s->target_level);
    json_strz(j, "target_source", o->target_from);
    put_investment_figure(j, "required", s->required);
    put_investment_figure(j, "executable", o->known.executable);
    put_pace(j, o);
    put_investment_figure(j, "expected", o->known.expected);
    json_int(j, "expected_projects", o->expected);
    json_int(j, "unlikely", o->unlikely);
    json_int(j, "overdue", o->overdue);
    put_apart(j, "real_estate", &o->real_estate);
    put_apart(j, "below", &o->below);
    json_bool(j, "partial", s->partial);
    put_investment_figure(j, "growth_stock", s->growth_stock);
    put_investment_figure(j, "growth_max", s->growth_max);
    put_investment_figure(j, "level_max", s->level_max);
    put_investment_figure(j, "ratio", s->ratio);
    put_investment_figure(j, "missing_stock", s->missing_stock);
    put_investment_figure(j, "missing", s->missing);
    put_rate(j, "first_year", &o->first_year);
    put_rate(j, "in_horizon", &o->in_horizon);
    put_investment_figure(j, "entries_stock", s->entries_stock);
    put_investment_figure(j, "entries", s->entries);
    put_investment_figure(j, "entries_in_horizon", s->entries_in_horizon);
    json_strz(j, "state", state_of(s));
    put_reasons(j, v, o);
    json_end(j, '}');
}

/* ---- in words ---- */
static void said_growth(sb *b, bool en, double g)
{
    g = num_round(g, 1);
    sb_putz(b, en      ? g < 0 ? "fall by no less than " : "grow by at most "
               : g < 0 ? "至少下降"
                       : "最高增长");
    sb_double(b, fabs(g));
    sb_putz(b, "%");
}

/* How far it stays behind the target, and what would have to enter. */
static bool said_gap(cx *c, sb *b, const investment *v, double missing, double entries)
{
    bool en = c->lang == LANG_EN;
    const char *by = investment_amount_said(c, v, missing);
    TRY(by);
    sb_printf(b, en ? " by %s" : "还差%s", by);
    if (!has(entries))
        return true;
    const char *worth = investment_amount_said(c, v, entries);
    TRY(worth);
    sb_printf(b, en ? ", new entries worth %s are missing" : "，缺新入库%s", worth);
    return true;
}

/* Of the present stock. */
static bool said_target(cx *c, sb *b, const investment *v, const invest_outlook *o)
{
    const invest_support *s = &o->support;
    bool en = c->lang == LANG_EN;
    if (!has(s->missing_stock) || !has(s->target_growth))
        return true;
    bool gap = s->missing_stock > 0;
    sb_putz(b, en ? "; " : "，");
    sb_putz(b, en ? gap ? "short of the target of " : "the target of " : gap ? "距" : "");
    sb_double(b, num_round(s->target_growth, 1));
    sb_putz(b, en ? "%" : "%的目标");
    if (gap)
        return said_gap(c, b, v, s->missing_stock, s->entries_stock);
    sb_putz(b, en ? " can be reached" : "可以实现");
    return true;
}

/* With what is expected to enter, where something is. */
static bool said_expected(cx *c, sb *b, const investment *v, const invest_outlook *o)
{
    const invest_support *s = &o->support;
    bool en = c->lang == LANG_EN;
    if (!(o->known.expected > 0))
        return true;
    sb_putz(b, en ? "; with expected entries it can " : "；计入预期新入库，");
    said_growth(b, en, s->growth_max);
    if (!has(s->missing) || !has(s->target_growth) || !(s->missing_stock > 0))
        return true;
    sb_putz(b, en               ? s->missing > 0 ? ", short" : ", which is enough"
               : s->missing > 0 ? "，"
                                : "，够了");
    return s->missing == 0 || said_gap(c, b, v, s->missing, s->entries);
}

/* 以现有在库项目，2024年上半年固定资产投资最高增长3%，距15%的目标还差…，缺新入库… */
static bool said(cx *c, const investment *v, const invest_outlook *o, double remaining, sb *b)
{
    const invest_support *s = &o->support;
    const indicator *i = &v->d->k->inds[catalog_ind(v->d->k, v->what->indicator)];
    bool en = c->lang == LANG_EN;
    char name[64];
    str what = ind_said(i, c->lang);
    period_name(o->horizon, BASIS_YTD, c->lang, name);
    if (!has(s->growth_stock)) {
        const char *amount = investment_amount_said(c, v, remaining);
        TRY(amount);
        if (en)
            sb_printf(b,
                      "The projects in the library have %s left; how far " STR_FMT
                      " can grow on them in %s cannot be told",
                      amount, STR_ARG(what), name);
        else
            sb_printf(b, "在库项目剩余投资%s；%s" STR_FMT "的支撑增速不能测算", amount, name,
                      STR_ARG(what));
        return true;
    }
    if (en)
        sb_printf(b, "On the present projects in the library " STR_FMT " can ", STR_ARG(what));
    else
        sb_printf(b, "以现有在库项目，%s" STR_FMT, name, STR_ARG(what));
    said_growth(b, en, s->growth_stock);
    if (en)
        sb_printf(b, " in %s", name);
    if (s->partial)
        sb_putz(b, en ? ", investment outside the ledger not estimated" : "，未含库外投资的估计");
    return said_target(c, b, v, o) && said_expected(c, b, v, o);
}

static bool put_sentence(cx *c, json *j, const investment *v, const invest_outlook *o,
                         double remaining)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    TRY(said(c, v, o, remaining, &b));
    sb_putz(&b, c->lang == LANG_EN ? "." : "。");
    if (!sb_ok(&b))
        return fail_memory(c);
    json_str(j, "sentence", sb_str(&b));
    return true;
}

static bool put_alerts(cx *c, json *j, const invest_outlook *o, uint32_t falling)
{
    bool hollow = o->growth > HIGH_GROWTH && falling >= FALLING_MONTHS;
    json_arr(j, "alerts");
    if (hollow) {
        double g = num_round(o->growth, 1);
        const char *text = cx_printf(
            c,
            c->lang == LANG_EN
                ? "High now, hollow later: investment grows by %.15g%%, what remains in the "
                  "library has fallen %u months in a row"
                : "当前增速高、后劲不足：投资增长%.15g%%，在库剩余投资已连续%u个月下降",
            g, falling);
        TRY(text);
        json_obj(j, NULL);
        json_strz(j, "code", "hollow");
        json_strz(j, "text", text);
        json_end(j, '}');
    }
    json_end(j, ']');
    return true;
}

typedef struct sums {
    invest_standing now;
    invest_change month, year;
    double trend[TREND_MONTHS];
    int32_t december; /* of the year before */
} sums;

static void add_up(const investment *v, sums *s)
{
    int32_t t = v->t.ord;
    *s = (sums){.december = t - t % 12 - 1};
    for (size_t i = 0; i < v->n; i += INVEST_BLOCK) {
        size_t n = v->n - i < INVEST_BLOCK ? v->n - i : INVEST_BLOCK;
        invest_standing_add(v->p + i, n, t, &s->now);
        invest_change_add(v->p + i, n, t - 1, t, &s->month);
        invest_change_add(v->p + i, n, s->december, t, &s->year);
        invest_trend_add(v->p + i, n, t, TREND_MONTHS, s->trend);
    }
}

static bool put_remaining(cx *c, json *j, investment *v, const investment_query *q)
{
    invest_outlook o;
    sums s;
    TRY(investment_outlook(c, v, &q->asked, &o));
    add_up(v, &s);
    uint32_t falling = invest_falling(s.trend, TREND_MONTHS);
    put_investment_head(c, j, v);
    put_standing(j, &s.now);
    TRY(put_concentration(c, j, v, q->top, s.now.remaining));
    put_change(j, "change", &s.month, v->t.ord - 1);
    put_change(j, "change_year", &s.year, s.december);
    put_trend(j, v, s.trend);
    json_int(j, "falling_months", falling);
    put_support(j, v, &o);
    TRY(put_sentence(c, j, v, &o, s.now.remaining) && put_alerts(c, j, &o, falling) &&
        put_investment_rows(c, j, v, &o, q));
    json_end(j, '}');
    return true;
}

bool answer_investment_remaining(cx *c, const desk *d, const investment_query *q, sb *out)
{
    investment v;
    json j;
    json_init(&j, out);
    TRY(investment_open(c, d, q->type, q->area, q->period, &v));
    bool ok = put_remaining(c, &j, &v, q);
    investment_done(&v);
    return ok && (sb_ok(out) || fail_memory(c));
}
