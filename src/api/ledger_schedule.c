/* Rows in time: the schedule of one, bars and nodes of many, what is due in the next days. */
#include "api/ledger.h"
#include "base/str.h"
#include "ledger/nodes.h"
#include <math.h>

/* ---- one row's schedule ---- */
static bool end_asked(cx *c, const ledger_query *q, int64_t *ret)
{
    period p;
    *ret = SCHEDULE_NONE;
    if (!q->end.n)
        return true;
    if (!period_parse_iso(q->end, &p) || p.f != FREQ_D)
        return fail(c, ERR_USAGE, "end 须为日期，如 2026-12-31",
                    "end is a date such as 2026-12-31");
    *ret = p.ord;
    return true;
}

int64_t ledger_day_of(const ledger_hold *h, uint32_t row, uint32_t field)
{
    double v = field == UINT32_MAX ? NAN : book_get(h->b, row, field).num;
    return isnan(v) ? SCHEDULE_NONE : (int64_t)v;
}

static void put_codes(json *j, const char *key, str list)
{
    str rest = list, one;
    json_arr(j, key);
    while (list.n && str_split(&rest, ';', &one))
        json_str(j, NULL, one);
    json_end(j, ']');
}

static void put_node(json *j, lang l, const book_milestone *m, const schedule_slot *s)
{
    bool done = s->state == SCHEDULE_DONE;
    json_obj(j, NULL);
    json_str(j, "milestone", m->code);
    json_str(j, "name", m->name);
    json_num(j, "days", m->days);
    put_codes(j, "depends_on", m->depends_on);
    put_day(j, "plan", m->plan);
    put_day(j, "forecast", m->forecast);
    put_day(j, "actual", m->actual);
    put_day(j, "started", m->started);
    put_day(j, "baseline", m->baseline);
    put_day(j, "early_start", s->early_start);
    put_day(j, "early_finish", s->early_finish);
    put_day(j, "late_start", done ? SCHEDULE_NONE : s->late_start);
    put_day(j, "late_finish", done ? SCHEDULE_NONE : s->late_finish);
    if (done)
        json_nil(j, "slack");
    else
        json_int(j, "slack", s->slack);
    json_bool(j, "critical", s->critical);
    json_strz(j, "state", schedule_state_name(s->state));
    json_strz(j, "state_name", schedule_state_said(s->state, l));
    json_str(j, "owner", m->owner);
    json_end(j, '}');
}

/* Codes of nodes for which it holds, in the order of their days. */
typedef bool (*node_test)(const book_milestone *m, const schedule_slot *s, int64_t today);

static bool is_critical(const book_milestone *m, const schedule_slot *s, int64_t today)
{
    return s->critical;
}

/* What wants something in the next days: it should be finished, or be begun, by then. */
static bool is_next(const book_milestone *m, const schedule_slot *s, int64_t today)
{
    int64_t by = today + LEDGER_NODES_DAYS;
    return s->state != SCHEDULE_DONE &&
           ((m->plan != SCHEDULE_NONE && m->plan <= by) || s->late_finish <= by ||
            (m->started == SCHEDULE_NONE && s->late_start <= by));
}

typedef struct at_day {
    uint32_t at;
    int64_t day;
} at_day;

static int by_day(const void *a, const void *b)
{
    const at_day *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static bool put_chosen(cx *c, json *j, const char *key, const ledger_hold *h, const book_row *r,
                       const nodes *s, node_test test)
{
    at_day *list = cx_alloc(c, ((size_t)s->n + 1) * sizeof *list);
    uint32_t n = 0;
    TRY(list);
    for (uint32_t i = 0; i < s->n; i++)
        if (test(&r->milestones[i], &s->slots[i], h->view.today))
            list[n++] = (at_day){i, s->slots[i].late_finish};
    if (n)
        qsort(list, n, sizeof *list, by_day);
    json_arr(j, key);
    for (uint32_t i = 0; i < n; i++)
        json_str(j, NULL, r->milestones[list[i].at].code);
    json_end(j, ']');
    return true;
}

static bool put_schedule(cx *c, json *j, const ledger_hold *h, uint32_t row, int64_t asked,
                         const nodes *s)
{
    const book_row *r = &h->b->rows[row];
    put_ledger_head(c, j, h);
    json_str(j, "code", r->code);
    json_int(j, "version", r->version);
    json_str(j, "title", book_get(h->b, row, h->type->title).text);
    put_day(j, "end", ledger_day_of(h, row, h->type->gantt.plan.to));
    put_day(j, "end_asked", asked);
    put_day(j, "forecast_end", s->sum.finish);
    if (s->sum.open)
        json_int(j, "slack", s->sum.slack);
    else
        json_nil(j, "slack");
    int64_t last = asked != SCHEDULE_NONE ? asked : s->sum.end;
    json_bool(j, "holidays_known", last == SCHEDULE_NONE || calendar_knows(h->view.days, last));
    TRY(put_chosen(c, j, "critical", h, r, s, is_critical) &&
        put_chosen(c, j, "next", h, r, s, is_next));
    json_arr(j, "nodes");
    for (uint32_t i = 0; i < s->n; i++)
        put_node(j, c->lang, &r->milestones[i], &s->slots[i]);
    json_end(j, ']');
    json_end(j, '}');
    return sb_ok(j->b) || fail_memory(c);
}

bool ledger_nodes_of(cx *c, const ledger_hold *h, const ledger_query *q, uint32_t *ret_row,
                     int64_t *ret_asked, nodes *ret)
{
    uint32_t row = *ret_row = book_find(h->b, q->code);
    if (!ledger_row_seen(h, row))
        return fail(c, ERR_UNKNOWN, "台账 " STR_FMT " 没有 " STR_FMT,
                    "ledger " STR_FMT " has no row " STR_FMT, STR_ARG(q->type),
                    STR_ARG(str_sub(q->code, 0, 80)));
    if (!h->type->gantt.is || !h->type->milestones)
        return fail(c, ERR_USAGE, "这种台账没有工期安排（类型文件中的 gantt 与 milestones）",
                    "rows of this ledger have no schedule (gantt and milestones of its type)");
    TRY(end_asked(c, q, ret_asked));
    const book_row *r = &h->b->rows[row];
    int64_t end =
        *ret_asked != SCHEDULE_NONE ? *ret_asked : ledger_day_of(h, row, h->type->gantt.plan.to);
    if (!nodes_run(r->milestones, r->n_milestones, h->view.days, h->view.today, end, ret))
        return fail_memory(c);
    if (ret->fault == SCHEDULE_FINE || nodes_sound(c, r->milestones, ret))
        return true;
    nodes_done(ret);
    return false;
}

static bool schedule_of(cx *c, const ledger_hold *h, const ledger_query *q, json *j)
{
    nodes s;
    int64_t asked;
    uint32_t row;
    TRY(ledger_nodes_of(c, h, q, &row, &asked, &s));
    bool ok = put_schedule(c, j, h, row, asked, &s);
    nodes_done(&s);
    return ok;
}

bool answer_ledger_schedule(cx *c, const desk *d, const ledger_query *q, sb *out)
{
    ledger_hold h;
    json j;
    json_init(&j, out);
    TRY(ledger_open(c, d, q->type, &h));
    bool ok = schedule_of(c, &h, q, &j);
    ledger_done(&h);
    return ok;
}

/* ---- bars of many ---- */
static void put_span(json *j, const char *key, const ledger_hold *h, uint32_t row, type_span s)
{
    json_arr(j, key);
    put_day(j, NULL, ledger_day_of(h, row, s.from));
    put_day(j, NULL, ledger_day_of(h, row, s.to));
    json_end(j, ']');
}

static bool is_late(const book_milestone *m, int64_t today)
{
    return m->actual == INT64_MIN && m->plan != INT64_MIN && m->plan < today;
}

static void put_bars(cx *c, json *j, const ledger_hold *h, uint32_t row)
{
    const book_row *r = &h->b->rows[row];
    const type_gantt *g = &h->type->gantt;
    const type_stage *s = &h->type->stages[r->stage];
    json_obj(j, NULL);
    json_str(j, "code", r->code);
    json_str(j, "title", book_get(h->b, row, h->type->title).text);
    json_str(j, "stage", s->code);
    json_str(j, "stage_name", type_said(s->name, c->lang));
    json_strz(j, "light", light_mark_name(r->light));
    put_span(j, "plan", h, row, g->plan);
    put_span(j, "forecast", h, row, g->forecast);
    put_span(j, "actual", h, row, g->actual);
    put_span(j, "baseline", h, row, g->baseline);
    json_arr(j, "nodes");
    for (uint32_t i = 0; i < r->n_milestones; i++) {
        const book_milestone *m = &r->milestones[i];
        json_arr(j, NULL);
        json_str(j, NULL, m->code);
        json_str(j, NULL, m->name);
        put_day(j, NULL, m->plan);
        put_day(j, NULL, m->forecast);
        put_day(j, NULL, m->actual);
        json_bool(j, NULL, is_late(m, h->view.today));
        json_end(j, ']');
    }
    json_end(j, ']');
    json_end(j, '}');
}

typedef struct reach {
    int64_t from, to;
} reach;

static void reach_day(reach *w, int64_t day)
{
    if (day == SCHEDULE_NONE)
        return;
    w->from = day < w->from ? day : w->from;
    w->to = day > w->to ? day : w->to;
}

/* From the first day to the last of all rows that answer, so that the axis stands still while pages come. */
static reach reach_of(const ledger_hold *h, const uint32_t *rows, size_t n)
{
    const type_gantt *g = &h->type->gantt;
    const type_span spans[] = {g->plan, g->forecast, g->actual, g->baseline};
    reach w = {INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < n; i++) {
        const book_row *r = &h->b->rows[rows[i]];
        for (size_t k = 0; k < COUNT_OF(spans); k++) {
            reach_day(&w, ledger_day_of(h, rows[i], spans[k].from));
            reach_day(&w, ledger_day_of(h, rows[i], spans[k].to));
        }
        for (uint32_t m = 0; m < r->n_milestones; m++) {
            reach_day(&w, r->milestones[m].plan);
            reach_day(&w, r->milestones[m].forecast);
            reach_day(&w, r->milestones[m].actual);
        }
    }
    return w.from > w.to ? (reach){SCHEDULE_NONE, SCHEDULE_NONE} : w;
}

static bool gantt_of(cx *c, ledger_hold *h, const ledger_query *q, json *j)
{
    find_page page;
    ledger_query every = *q;
    if (!h->type->gantt.is)
        return fail(c, ERR_USAGE, "这种台账没有横道图（类型文件中的 gantt）",
                    "rows of this ledger are not drawn in time (gantt of its type)");
    every.cursor = 0;
    every.all = true;
    TRY(ledger_page_of(c, h, &every, &page));
    reach all = reach_of(h, page.rows, page.n);
    size_t from = q->cursor < page.n ? q->cursor : page.n,
           limit = q->limit ? q->limit : LEDGER_PAGE;
    page.rows += from;
    page.n = page.n - from < limit ? page.n - from : limit;
    put_ledger_head(c, j, h);
    put_ledger_cursor(j, q, &page);
    put_day(j, "from", all.from);
    put_day(j, "to", all.to);
    json_arr(j, "rows");
    for (size_t i = 0; i < page.n; i++)
        put_bars(c, j, h, page.rows[i]);
    json_end(j, ']');
    json_end(j, '}');
    return sb_ok(j->b) || fail_memory(c);
}

bool answer_ledger_gantt(cx *c, const desk *d, const ledger_query *q, sb *out)
{
    ledger_hold h;
    json j;
    json_init(&j, out);
    TRY(ledger_open_query(c, d, q, &h));
    bool ok = gantt_of(c, &h, q, &j);
    ledger_done(&h);
    return ok;
}

/* ---- what is due ---- */
typedef struct due_node {
    uint32_t row;
    const book_milestone *m;
} due_node;

static int by_plan(const void *a, const void *b)
{
    const due_node *x = a, *y = b;
    if (x->m->plan != y->m->plan)
        return x->m->plan < y->m->plan ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return x->m < y->m ? -1 : x->m > y->m;
}

static bool gather_due(cx *c, const ledger_hold *h, const find_page *page, uint32_t days,
                       due_node **ret, size_t *ret_n)
{
    size_t n = 0, cap = 0;
    for (size_t i = 0; i < page->n; i++)
        cap += h->b->rows[page->rows[i]].n_milestones;
    due_node *list = cx_alloc(c, (cap + 1) * sizeof *list);
    TRY(list);
    for (size_t i = 0; i < page->n; i++) {
        const book_row *r = &h->b->rows[page->rows[i]];
        bool final = h->type->stages[r->stage].final;
        for (uint32_t k = 0; !final && k < r->n_milestones; k++) {
            const book_milestone *m = &r->milestones[k];
            if (m->actual == INT64_MIN && m->plan != INT64_MIN &&
                m->plan <= h->view.today + (int64_t)days)
                list[n++] = (due_node){page->rows[i], m};
        }
    }
    if (n)
        qsort(list, n, sizeof *list, by_plan);
    *ret = list;
    *ret_n = n;
    return true;
}

static void put_due(cx *c, json *j, const ledger_hold *h, const due_node *x)
{
    const book_row *r = &h->b->rows[x->row];
    json_obj(j, NULL);
    json_str(j, "code", r->code);
    json_str(j, "title", book_get(h->b, x->row, h->type->title).text);
    json_str(j, "stage_name", type_said(h->type->stages[r->stage].name, c->lang));
    json_str(j, "milestone", x->m->code);
    json_str(j, "milestone_name", x->m->name);
    put_day(j, "plan", x->m->plan);
    put_day(j, "forecast", x->m->forecast);
    json_str(j, "owner", x->m->owner);
    json_bool(j, "late", is_late(x->m, h->view.today));
    json_int(j, "days", x->m->plan - h->view.today);
    json_end(j, '}');
}

static bool nodes_of(cx *c, ledger_hold *h, const ledger_query *q, json *j)
{
    find_page page;
    due_node *list;
    size_t n, limit = q->all ? SIZE_MAX : q->limit ? q->limit : LEDGER_PAGE;
    ledger_query every = *q;
    if (!h->type->milestones)
        return fail(c, ERR_USAGE, "这种台账没有节点", "rows of this ledger have no milestones");
    every.cursor = 0;
    every.all = true;
    TRY(ledger_page_of(c, h, &every, &page) &&
        gather_due(c, h, &page, q->days, &list, &n));
    size_t from = q->cursor < n ? q->cursor : n, shown = n - from < limit ? n - from : limit;
    put_ledger_head(c, j, h);
    put_ledger_cursor(j, q, &(find_page){.n = shown, .total = n});
    json_arr(j, "rows");
    for (size_t i = from; i < from + shown; i++)
        put_due(c, j, h, &list[i]);
    json_end(j, ']');
    json_end(j, '}');
    return sb_ok(j->b) || fail_memory(c);
}

bool answer_ledger_nodes(cx *c, const desk *d, const ledger_query *q, sb *out)
{
    ledger_hold h;
    json j;
    json_init(&j, out);
    TRY(ledger_open_query(c, d, q, &h));
    bool ok = nodes_of(c, &h, q, &j);
    ledger_done(&h);
    return ok;
}
