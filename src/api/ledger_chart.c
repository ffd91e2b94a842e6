/* From a ledger to a wall chart. */
#include "api/ledger_chart.h"
#include "base/str.h"
#include "flow/ledger_issue.h"
#include "flow/ledger_said.h"
#include "report/pdf.h"

#define SOON LEDGER_NODES_DAYS

bool ledger_chart_read(cx *c, str paper, str format, ledger_chart *ret)
{
    ret->paper = WALL_A3;
    ret->pdf = str_eqz(format, "pdf");
    if (paper.n && !wall_paper_parse(paper, &ret->paper))
        return fail(c, ERR_USAGE, "纸张须为 A3 或 A0", "the paper is A3 or A0");
    return !format.n || ret->pdf || str_eqz(format, "svg") ||
           fail(c, ERR_USAGE, "挂图的格式须为 svg 或 pdf", "a wall chart is written as svg or pdf");
}

typedef struct charting {
    cx *c;
    ledger_hold *h;
    const ledger_chart *w;
    wall_chart chart;
    wall_row *rows;
} charting;

static bool zh(const charting *k)
{
    return k->c->lang == LANG_ZH;
}

static bool said_day(const charting *k, int64_t day, str *ret)
{
    return ledger_said_day(k->c, (double)day, SAID_PAPER, ret);
}

/* ---- who answers for a row ---- */
static uint32_t first_post(const ledger_type *t)
{
    for (uint32_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].kind == FIELD_POST)
            return i;
    return UINT32_MAX;
}

static bool told(const charting *k, uint32_t row, uint32_t field, str *ret)
{
    ledger_told v;
    *ret = S("");
    if (field == UINT32_MAX)
        return true;
    TRY(ledger_tell_name(k->c, k->h, k->h->b, row, field, SAID_TABLE, &v));
    *ret = v.text;
    return true;
}

/* Leader and organisation. */
static bool second_of(const charting *k, uint32_t row, str *ret)
{
    str leader, org;
    TRY(told(k, row, first_post(k->h->type), &leader) && told(k, row, k->h->type->org, &org));
    *ret = leader.n ? leader : org;
    if (!leader.n || !org.n)
        return true;
    char *both = cx_printf(k->c, STR_FMT " · " STR_FMT, STR_ARG(leader), STR_ARG(org));
    *ret = str_of(both);
    return both != NULL;
}

/* ---- a row's schedule ---- */
/* The first day of a task of so many working days that ends on a day. */
static int64_t begin_of(const calendar *days, int64_t end, int32_t n)
{
    if (end == WALL_NONE || n < 1)
        return WALL_NONE;
    if (!calendar_is_workday(days, end))
        return calendar_add_workdays(days, end, -n);
    return n == 1 ? end : calendar_add_workdays(days, end, 1 - n);
}

/* Working days by which it came, or stands, behind its plan; 0 = it does not. */
static int64_t behind(const charting *k, const book_milestone *m)
{
    int64_t day = m->actual != WALL_NONE ? m->actual : k->h->view.today;
    return m->plan == WALL_NONE || day <= m->plan
               ? 0
               : calendar_workdays_between(k->h->view.days, m->plan, day);
}

/* What it is at, how far behind its plan, and how much room the end leaves. */
static bool node_note(const charting *k, const book_milestone *m, const schedule_slot *s, str *ret)
{
    const char *state = schedule_state_said(s->state, k->c->lang);
    sb b CLEANUP(sb_done) = {0};
    int64_t late = behind(k, m);
    sb_init(&b, 0);
    sb_putz(&b, state);
    if (late)
        sb_printf(&b,
                  !zh(k)                      ? ", %lld d late"
                  : s->state == SCHEDULE_LATE ? "%lld天"
                                              : " 逾%lld天",
                  (long long)late);
    if (s->state != SCHEDULE_DONE && s->slack < 0)
        sb_printf(&b, zh(k) ? " 差%d天" : ", %d d short", -s->slack);
    else if (s->state != SCHEDULE_DONE && !late && s->slack > 0)
        sb_printf(&b, zh(k) ? " 余%d天" : ", %d d spare", s->slack);
    return (sb_ok(&b) && arena_str(k->c->a, sb_str(&b), ret)) || fail_memory(k->c);
}

/* Late is what should have begun or been done by now, for the end or by its own plan. */
static wall_state node_state(const charting *k, const book_milestone *m, const schedule_slot *s)
{
    if (m->actual == WALL_NONE && behind(k, m))
        return WALL_LATE;
    switch (s->state) {
    case SCHEDULE_DONE:
        return WALL_DONE;
    case SCHEDULE_LATE:
    case SCHEDULE_SHOULD_START:
        return WALL_LATE;
    case SCHEDULE_RUNNING:
        return WALL_RUNNING;
    default:
        return WALL_WAITING;
    }
}

static bool node_row(charting *k, const book_milestone *m, const schedule_task *t,
                     const schedule_slot *s, wall_row *r)
{
    const calendar *days = k->h->view.days;
    bool done = s->state == SCHEDULE_DONE;
    wall_node *n = cx_alloc(k->c, sizeof *n);
    TRY(n);
    int64_t plan = m->plan != WALL_NONE ? m->plan : s->late_finish;
    *r = (wall_row){.name = m->name.n ? m->name : m->code,
                    .second = m->owner,
                    .plan = {begin_of(days, plan, t->days), plan},
                    .baseline = {begin_of(days, m->baseline, t->days), m->baseline},
                    .actual = {m->started, m->actual},
                    .forecast = {WALL_NONE, WALL_NONE},
                    .nodes = n,
                    .n_nodes = 1,
                    .critical = s->critical};
    if (done && m->started == WALL_NONE)
        r->actual.from = s->early_start;
    if (!done)
        r->forecast = (wall_span){s->early_start, s->early_finish};
    n->day = done ? m->actual : plan;
    n->state = node_state(k, m, s);
    r->late = !done && (s->slack < 0 || n->state == WALL_LATE);
    int y, month, day;
    if (n->day != WALL_NONE) {
        date_split(n->day, &y, &month, &day);
        char *z = cx_printf(k->c, zh(k) ? "%d月%d日" : "%d-%02d", month, day);
        n->name = str_of(z);
        TRY(z);
    }
    return node_note(k, m, s, &r->note);
}

typedef struct placed {
    int64_t start, finish;
    uint32_t at;
} placed;

static int by_start(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->finish != y->finish)
        return x->finish < y->finish ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Which milestone stands on which line: what begins first is at the top. */
static bool order_of(cx *c, const nodes *s, uint32_t **ret)
{
    placed *list = cx_alloc(c, ((size_t)s->n + 1) * sizeof *list);
    TRY(list && (*ret = cx_alloc(c, ((size_t)s->n + 1) * sizeof **ret)));
    for (uint32_t i = 0; i < s->n; i++)
        list[i] = (placed){s->slots[i].early_start, s->slots[i].early_finish, i};
    if (s->n)
        qsort(list, s->n, sizeof *list, by_start);
    for (uint32_t i = 0; i < s->n; i++)
        (*ret)[i] = list[i].at;
    return true;
}

static bool put_links(charting *k, const nodes *s, const uint32_t *order)
{
    uint32_t *line = cx_alloc(k->c, ((size_t)s->n + 1) * sizeof *line), n = 0, most = 0;
    TRY(line);
    for (uint32_t i = 0; i < s->n; i++) {
        line[order[i]] = i;
        most += s->tasks[i].n_after;
    }
    wall_link *list = cx_alloc(k->c, ((size_t)most + 1) * sizeof *list);
    TRY(list);
    for (uint32_t i = 0; i < s->n; i++)
        for (uint32_t p = 0; p < s->tasks[i].n_after; p++) {
            uint32_t from = s->tasks[i].after[p];
            list[n++] =
                (wall_link){line[from], line[i], s->slots[i].critical && s->slots[from].critical};
        }
    k->chart.links = list;
    k->chart.n_links = n;
    return true;
}

static bool schedule_heads(charting *k, uint32_t row, int64_t asked, const nodes *s)
{
    str title, end = S(""), finish = S(""), second;
    int64_t last = asked != WALL_NONE ? asked : ledger_day_of(k->h, row, k->h->type->gantt.plan.to);
    TRY(told(k, row, k->h->type->title, &title) && second_of(k, row, &second));
    char *head =
        cx_printf(k->c, zh(k) ? STR_FMT "　倒排工期图" : STR_FMT ": schedule", STR_ARG(title));
    TRY(head);
    k->chart.title = str_of(head);
    k->chart.right = second;
    k->chart.column = zh(k) ? S("节点") : S("Node");
    k->chart.second = zh(k) ? S("责任人") : S("Owner");
    TRY((last == WALL_NONE || said_day(k, last, &end)) &&
        (s->sum.finish == WALL_NONE || said_day(k, s->sum.finish, &finish)));
    k->chart.end = last;
    if (!end.n)
        end = zh(k) ? S("（未定）") : S("(not set)");
    char *left =
        cx_printf(k->c,
                  zh(k) ? "完成节点：" STR_FMT "　按现在的进展预计：" STR_FMT "　机动：%d个工作日"
                        : "End: " STR_FMT "   forecast: " STR_FMT "   slack: %d working days",
                  STR_ARG(end), STR_ARG(finish), s->sum.slack);
    k->chart.left = str_of(left);
    return left != NULL;
}

static bool put_schedule(charting *k, uint32_t row, int64_t asked, const nodes *s)
{
    const book_row *r = &k->h->b->rows[row];
    uint32_t *order;
    TRY(schedule_heads(k, row, asked, s) && order_of(k->c, s, &order));
    k->rows = cx_alloc(k->c, ((size_t)s->n + 1) * sizeof *k->rows);
    TRY(k->rows);
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t at = order[i];
        TRY(node_row(k, &r->milestones[at], &s->tasks[at], &s->slots[at], &k->rows[i]));
    }
    k->chart.n_rows = s->n;
    return put_links(k, s, order);
}

static bool draw(charting *k, sb *out)
{
    str day;
    TRY(said_day(k, k->h->view.today, &day));
    char *made = cx_printf(k->c, zh(k) ? STR_FMT "制" : "made on " STR_FMT, STR_ARG(day));
    TRY(made);
    k->chart.made = str_of(made);
    k->chart.mark = zh(k) ? S("内部资料　注意保存") : S("Internal");
    k->chart.from = k->chart.to = WALL_NONE;
    k->chart.today = k->h->view.today;
    k->chart.days = k->h->view.days;
    k->chart.paper = k->w->paper;
    k->chart.lang = k->c->lang;
    k->chart.rows = k->rows;
    return wall_draw(k->c, &k->chart, out);
}

/* ---- a list ---- */
static bool list_nodes(charting *k, const book_row *b, wall_row *r, uint32_t *ret_late)
{
    int64_t today = k->h->view.today;
    wall_node *list = cx_alloc(k->c, ((size_t)b->n_milestones + 1) * sizeof *list);
    TRY(list);
    *ret_late = 0;
    for (uint32_t i = 0; i < b->n_milestones; i++) {
        const book_milestone *m = &b->milestones[i];
        bool done = m->actual != WALL_NONE;
        list[i] = (wall_node){m->name, done ? m->actual : m->plan, WALL_WAITING};
        if (done)
            list[i].state = WALL_DONE;
        else if (m->plan != WALL_NONE && m->plan < today)
            list[i].state = WALL_LATE;
        else if (m->plan != WALL_NONE && m->plan <= today + SOON)
            list[i].state = WALL_DUE;
        else if (m->started != WALL_NONE)
            list[i].state = WALL_RUNNING;
        *ret_late += list[i].state == WALL_LATE;
    }
    r->nodes = list;
    r->n_nodes = b->n_milestones;
    return true;
}

static wall_span span_of(const charting *k, uint32_t row, type_span s)
{
    return (wall_span){ledger_day_of(k->h, row, s.from), ledger_day_of(k->h, row, s.to)};
}

/* The stage, and how many nodes are late. */
static bool list_note(charting *k, const book_row *b, uint32_t late, str *ret)
{
    *ret = type_said(k->h->type->stages[b->stage].name, k->c->lang);
    if (!late)
        return true;
    char *z =
        cx_printf(k->c, zh(k) ? STR_FMT " %u节点逾期" : STR_FMT ", %u late", STR_ARG(*ret), late);
    *ret = str_of(z);
    return z != NULL;
}

static bool list_row(charting *k, uint32_t row, uint32_t by, wall_row *r)
{
    const type_gantt *g = &k->h->type->gantt;
    const book_row *b = &k->h->b->rows[row];
    uint32_t late;
    *r = (wall_row){.plan = span_of(k, row, g->plan),
                    .forecast = span_of(k, row, g->forecast),
                    .actual = span_of(k, row, g->actual),
                    .baseline = span_of(k, row, g->baseline),
                    .lit = true,
                    .light = b->light};
    TRY(told(k, row, k->h->type->title, &r->name) && second_of(k, row, &r->second) &&
        list_nodes(k, b, r, &late) && list_note(k, b, late, &r->note));
    r->late = late || b->light == MARK_RED;
    if (by == UINT32_MAX)
        return true;
    TRY(told(k, row, by, &r->group));
    if (!r->group.n)
        r->group = zh(k) ? S("（未填）") : S("(none)");
    return true;
}

/* The field that the list is sorted by first, where it puts rows into groups. */
static bool group_field(charting *k, uint32_t *ret)
{
    find_key keys[FIND_MAX_KEYS];
    uint32_t n;
    const ledger_type *t = k->h->type;
    *ret = UINT32_MAX;
    TRY(ledger_keys_of(k->c, k->h, &k->w->q, keys, &n));
    if (!n)
        return true;
    uint32_t f = keys[0].name;
    bool coded = f < t->n_fields && !t->fields[f].many &&
                 (t->fields[f].kind == FIELD_CHOICE ||
                  (t->fields[f].kind >= FIELD_AREA && t->fields[f].kind <= FIELD_LINK));
    if (coded || f == TYPE_NAME_STAGE || f == TYPE_NAME_LIGHT)
        *ret = f;
    return true;
}

static bool list_heads(charting *k, uint32_t n)
{
    const ledger_type *t = k->h->type;
    str day, name = type_said(t->name, k->c->lang);
    str office = ledger_office(k->h->d, k->h->d->who ? k->h->view.me : k->w->by, k->h->view.today);
    TRY(said_day(k, k->h->view.today, &day));
    char *head = cx_printf(k->c, zh(k) ? STR_FMT "　挂图作战图" : STR_FMT ": wall chart",
                           STR_ARG(name)),
         *left =
             cx_printf(k->c, zh(k) ? "数据截至" STR_FMT "　共%u项" : "As of " STR_FMT "; rows: %u",
                       STR_ARG(day), n),
         *right =
             cx_printf(k->c, office.n ? zh(k) ? "制图单位：" STR_FMT : "By: " STR_FMT : STR_FMT,
                       STR_ARG(office));
    TRY(head && left && right);
    k->chart.title = str_of(head);
    k->chart.left = str_of(left);
    k->chart.right = str_of(right);
    k->chart.end = WALL_NONE;
    k->chart.column = type_said(t->fields[t->title].name, k->c->lang);
    k->chart.second = zh(k) ? S("责任领导·单位") : S("Leader · unit");
    return true;
}

static bool draw_list(charting *k, sb *out)
{
    uint32_t *rows, n, by;
    if (!k->h->type->gantt.is)
        return fail(k->c, ERR_USAGE, "这种台账没有挂图（类型文件中的 gantt）",
                    "rows of this ledger are not drawn in time (gantt of its type)");
    TRY(ledger_rows_of(k->c, k->h, &k->w->q, &rows, &n) && wall_fits(k->c, k->w->paper, n) &&
        group_field(k, &by) && list_heads(k, n));
    k->rows = cx_alloc(k->c, ((size_t)n + 1) * sizeof *k->rows);
    TRY(k->rows);
    for (uint32_t i = 0; i < n; i++)
        TRY(list_row(k, rows[i], by, &k->rows[i]));
    k->chart.n_rows = n;
    return draw(k, out);
}

static bool draw_schedule(charting *k, sb *out)
{
    uint32_t row;
    int64_t asked;
    nodes s;
    TRY(ledger_nodes_of(k->c, k->h, &k->w->q, &row, &asked, &s));
    bool ok = wall_fits(k->c, k->w->paper, s.n) && put_schedule(k, row, asked, &s) && draw(k, out);
    nodes_done(&s);
    return ok;
}

/* The books are let go of before a PDF is made of it, which takes long. */
bool ledger_chart_write(cx *c, const desk *d, const ledger_chart *w, sb *out)
{
    ledger_hold h;
    sb svg CLEANUP(sb_done) = {0};
    bool one = w->q.code.n > 0;
    TRY(one ? ledger_open(c, d, w->q.type, &h) : ledger_open_query(c, d, &w->q, &h));
    charting k = {.c = c, .h = &h, .w = w};
    sb_init(&svg, 0);
    sb *to = w->pdf ? &svg : out;
    bool ok = one ? draw_schedule(&k, to) : draw_list(&k, to);
    ledger_done(&h);
    return ok && (!w->pdf || pdf_of_svg(c, sb_str(&svg), PDF_SECONDS, out));
}
