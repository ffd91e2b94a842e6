/* The days to come (M5, M60): when forms open, are due and close, when reporting nets open and close,
 * when sources release their figures; with what is missing and how long there is. */
#include "api/filing.h"
#include "base/mem.h"
#include "base/str.h"
#include "panel/board.h"

#define RANGE_DAYS 31
#define RANGE_MAX 400

typedef enum what { WHAT_OPENS, WHAT_DUE, WHAT_CLOSES, WHAT_WINDOW, WHAT_RELEASE } what;
static const char *const what_names[] = {"opens", "due", "closes", "window", "release"};

struct entry {
    int64_t day, at; /* at: the instant that the hours run to */
    what what;
    str code, name, detail, domain;
    period period; /* FREQ_NONE: of a net */
    bool counted;
    uint32_t missing, of;
};

struct diary {
    cx *c;
    const desk *d;
    area_id area;
    int64_t from, to, now;
    bool all;
    struct entry *list;
    size_t n, cap;
};

/* The instant at which a day begins in Shanghai. */
static int64_t day_begins(int64_t day)
{
    return ((day - date_ord(1970, 1, 1)) * 24 - 8) * 3600 * 1000000;
}

static bool note(struct diary *w, const struct entry *e)
{
    if (e->day < w->from || e->day > w->to)
        return true;
    if (!MEM_GROW(w->list, w->cap, w->n + 1))
        return fail_memory(w->c);
    w->list[w->n++] = *e;
    return true;
}

static bool period_said(struct diary *w, period p, basis b, str *ret)
{
    char text[64];
    period_name(p, b, w->c->lang, text);
    return arena_str(w->c->a, str_of(text), ret) || fail_memory(w->c);
}

/* ---- forms ---- */
struct round_count {
    uint32_t of, missing;
    filing_days days;
};

static bool count_round(cx *c, void *user, const submission *s)
{
    struct round_count *n = user;
    (void)c;
    n->of++;
    n->missing += s->state != FILING_SIGNED && s->state != FILING_ACCEPTED;
    n->days = s->days;
    return true;
}

static bool note_round(struct diary *w, const form *f, period p)
{
    struct round_count n = {0};
    char text[PERIOD_TEXT_MAX];
    period_print(p, text);
    query of = {.form = f->code, .period = str_of(text)};
    TRY(each_round(w->c, w->d, &of, count_round, &n));
    if (!n.of)
        return true; /* nobody's whom they may see */
    const struct {
        what what;
        int64_t day;
    } days[] = {{WHAT_OPENS, n.days.opens}, {WHAT_DUE, n.days.due}, {WHAT_CLOSES, n.days.closes}};
    struct entry e = {.code = f->code,
                      .name = w->c->lang == LANG_EN && f->name_en.n ? f->name_en : f->name,
                      .period = p,
                      .counted = true,
                      .missing = n.missing,
                      .of = n.of,
                      .domain = S("")};
    TRY(period_said(w, p, BASIS_YTD, &e.detail));
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        e.what = days[i].what;
        e.day = days[i].day;
        if (e.day == INT64_MAX || !filing_in_force(f, e.day))
            continue;
        e.at = day_begins(e.day + (e.what != WHAT_OPENS));
        TRY(note(w, &e));
    }
    return true;
}

static bool note_forms(struct diary *w)
{
    for (uint32_t i = 0; i < w->d->k->n_forms; i++) {
        const form *f = &w->d->k->forms[i];
        if (f->freq == FREQ_D)
            continue; /* every day is one */
        period p = period_add(period_containing((period){FREQ_D, (int32_t)w->from}, f->freq), -3);
        for (; period_first_day(p) <= w->to; p = period_add(p, 1)) {
            filing_days d = filing_days_of(f, p, NULL);
            int64_t last = d.closes == INT64_MAX || d.closes < d.due ? d.due : d.closes;
            if (d.opens <= w->to && last + 15 >= w->from) /* working days move a day that far */
                TRY(note_round(w, f, p));
        }
    }
    return true;
}

/* ---- releases ---- */
static bool has_figure(spot s)
{
    value v = value_stored(s);
    return has(v.level) || has(v.growth);
}

/* Did the area report the indicator in the year before: then it is expected to. */
static bool reports(spot s)
{
    period t = s.t;
    for (int i = 0; i < freq_per_year(s.t.f); i++) {
        t = period_previous(s.ind, s.b, t);
        if (has_figure(spot_period(s, t)))
            return true;
    }
    return false;
}

static void count_one(const struct diary *w, spot s, struct entry *e)
{
    if (!area_valid(w->d->k, s.a, s.t) || !desk_sees(w->d, s.a, s.ind->id))
        return;
    bool there = has_figure(s);
    if (!there && !reports(s))
        return;
    e->of++;
    e->missing += !there;
}

/* The area itself and its members. */
static void count_all(const struct diary *w, const indicator *i, period t, struct entry *e)
{
    const area *a = &w->d->k->areas[w->area];
    spot s = spot_at(w->d->p, i->id, w->area, t);
    count_one(w, s, e);
    for (uint32_t m = 0; m < a->n_additive; m++)
        count_one(w, spot_area(s, a->additive[m]), e);
    e->counted = true;
}

static bool note_release(struct diary *w, const indicator *i, period t)
{
    struct entry e = {.day = board_release(i, t),
                      .what = WHAT_RELEASE,
                      .code = i->code,
                      .name = ind_said(i, w->c->lang),
                      .domain = i->domain,
                      .period = t};
    if (e.day < w->from || e.day > w->to)
        return true;
    e.at = day_begins(e.day);
    count_all(w, i, t, &e);
    if (!e.of && !w->all)
        return true;
    TRY(period_said(w, t, i->basis, &e.detail));
    return note(w, &e);
}

static bool note_releases(struct diary *w)
{
    const catalog *k = w->d->k;
    for (ind_id n = 0; n < k->n_inds; n++) {
        const indicator *i = &k->inds[n];
        bool desk_day = i->freqs[0] == FREQ_D || i->freqs[0] == FREQ_W || i->freqs[0] == FREQ_T;
        if (i->release_day <= 0 || i->withdrawn || desk_day || !desk_knows_ind(w->d, n))
            continue;
        int lag = i->release_lag > 0 ? i->release_lag : 0;
        period month = period_containing((period){FREQ_D, (int32_t)w->from}, FREQ_M);
        period t = period_add(period_containing(period_add(month, -lag - 2), i->freqs[0]), -1);
        for (; period_last_day(t) <= w->to; t = period_add(t, 1))
            if (period_exists(i, i->basis, t))
                TRY(note_release(w, i, t));
    }
    return true;
}

/* ---- reporting nets ---- */
/* What the net brings in: the newest period that has ended by the day it closes. */
static void count_net(const struct diary *w, const net_window *n, struct entry *e)
{
    const catalog *k = w->d->k;
    str rest = n->indicators, code;
    period end = {FREQ_D, (int32_t)time_day(n->closes)};
    while (n->indicators.n && str_split(&rest, ';', &code)) {
        ind_id i = catalog_ind(k, str_trim(code));
        if (i == ID_NONE)
            continue;
        const indicator *ind = &k->inds[i];
        period t = period_containing(end, ind->freqs[0]);
        if (period_last_day(t) > end.ord)
            t = period_add(t, -1);
        if (period_exists(ind, ind->basis, t))
            count_all(w, ind, t, e);
    }
}

static bool note_net(struct diary *w, const net_window *n, what what)
{
    int64_t at = what == WHAT_OPENS ? n->opens : n->closes;
    struct entry e = {.day = time_day(at),
                      .at = at,
                      .what = what,
                      .code = n->code,
                      .name = n->name,
                      .domain = S("")};
    const char *text = cx_printf(w->c, STR_FMT "%s" STR_FMT, STR_ARG(n->level),
                                 n->level.n && n->source.n ? " · " : "", STR_ARG(n->source));
    TRY(text);
    e.detail = str_of(text);
    count_net(w, n, &e);
    return note(w, &e);
}

static bool note_nets(struct diary *w)
{
    for (uint32_t i = 0; i < w->d->k->n_windows; i++) {
        const net_window *n = &w->d->k->windows[i];
        TRY(note_net(w, n, WHAT_OPENS) && note_net(w, n, WHAT_WINDOW));
    }
    return true;
}

/* ---- the answer ---- */
static int by_day(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    if (a->what != b->what)
        return (int)a->what - (int)b->what;
    return str_cmp(a->code, b->code);
}

static void put_entry(json *j, const struct entry *e, int64_t now)
{
    json_obj(j, NULL);
    put_day(j, "day", e->day);
    json_strz(j, "what", what_names[e->what]);
    json_str(j, "code", e->code);
    json_str(j, "name", e->name);
    json_str(j, "domain", e->domain);
    if (e->period.f == FREQ_NONE)
        json_nil(j, "period");
    else
        put_period(j, "period", e->period);
    json_str(j, "detail", e->detail);
    json_num(j, "missing", e->counted ? e->missing : MISSING);
    json_num(j, "of", e->counted ? e->of : MISSING);
    put_time(j, "at", e->at);
    json_num(j, "hours_left", e->at > now ? floor((double)(e->at - now) / 3.6e9) : MISSING);
    json_end(j, '}');
}

static bool range_of(cx *c, const query *q, struct diary *w)
{
    period p;
    w->from = time_day(w->now);
    if (q->from.n) {
        TRY(need_period(c, q->from, &p));
        w->from = period_first_day(p);
    }
    w->to = w->from + RANGE_DAYS;
    if (q->to.n) {
        TRY(need_period(c, q->to, &p));
        w->to = period_last_day(p);
    }
    if (w->to >= w->from && w->to - w->from <= RANGE_MAX)
        return true;
    return fail(c, ERR_USAGE, "起止日期须先后有序，且不超过 %d 天",
                "from comes before to, and at most %d days", RANGE_MAX);
}

bool answer_calendar(cx *c, const desk *d, const query *q, sb *out)
{
    struct diary w = {.c = c, .d = d, .now = answer_instant(d), .all = q->all};
    json j;
    TRY(need_own_area(c, d, q->area, &w.area) && range_of(c, q, &w));
    bool ok = note_forms(&w) && note_nets(&w) && note_releases(&w);
    if (w.n)
        qsort(w.list, w.n, sizeof *w.list, by_day);
    json_init(&j, out);
    json_obj(&j, NULL);
    put_area(&j, "area", d->k, w.area, c->lang);
    put_day(&j, "from", w.from);
    put_day(&j, "to", w.to);
    put_day(&j, "today", time_day(w.now));
    json_arr(&j, "rows");
    for (size_t i = 0; i < w.n; i++)
        put_entry(&j, &w.list[i], w.now);
    json_end(&j, ']');
    json_end(&j, '}');
    mem_free(w.list);
    return ok && (sb_ok(out) || fail_memory(c));
}
