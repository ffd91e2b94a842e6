/* Functions of a row. */
#include "ledger/view.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/nodes.h"
#include "num/num.h"
#include <math.h>

#define VIEW_DEPTH 4 /* linked() within linked() */

static expr_value num_of(expr_kind kind, double v)
{
    return (expr_value){.kind = kind, .num = v, .text = {"", 0}};
}

static expr_value text_of(str s)
{
    return (expr_value){.kind = EXPR_TEXT, .num = NAN, .text = s};
}

static const book_row *row_of(const view_row *at)
{
    static const book_row fresh = {.event = UINT32_MAX, .first_event = UINT32_MAX};
    return at->row == BOOK_NO_ROW ? &fresh : &at->b->rows[at->row];
}

static uint32_t stage_of(const view_row *at)
{
    return at->draft ? at->draft->stage : row_of(at)->stage;
}

static const book_value *entered(const view_row *at, uint32_t field)
{
    static const book_value missing = {{"", 0}, NAN};
    if (at->draft && at->draft->has[field])
        return &at->draft->values[field];
    return at->row == BOOK_NO_ROW ? &missing : book_entered(at->b, at->row, field);
}

str view_text(const view_row *at, uint32_t field)
{
    return entered(at, field)->text;
}

/* ---- series ---- */
static double amount(const book_point *p, bool plan)
{
    return plan ? p->plan : p->actual;
}

/* The points of a series; they stand together. */
static const book_point *points_of(const view_row *at, uint32_t name, uint32_t *n, bool *plan)
{
    uint32_t series = (name - TYPE_NAME_SERIES) / 2, from = 0;
    const book_row *r = row_of(at);
    *plan = (name - TYPE_NAME_SERIES) % 2;
    while (from < r->n_points && r->points[from].series < series)
        from++;
    *n = from;
    while (*n < r->n_points && r->points[*n].series == series)
        ++*n;
    *n -= from;
    return r->points ? r->points + from : NULL;
}

static period point_period(const view_row *at, const book_point *p)
{
    return (period){at->b->type->series[p->series].f, p->ord};
}

static str period_text_of(const view_row *at, period p)
{
    char out[PERIOD_TEXT_MAX];
    str s = {"", 0};
    size_t n = period_print(p, out);
    return arena_str(at->v->c->a, (str){out, n}, &s) ? s : (str){"", 0};
}

static expr_value series_call(const view_row *at, uint32_t fn, const expr_value *args,
                              uint32_t name)
{
    uint32_t n;
    bool plan;
    const book_point *list = points_of(at, name, &n, &plan), *last = NULL;
    double sum = NAN, found = NAN, ytd = NAN;
    int year = 0;
    period want;
    bool seeks = fn == FN_AT && period_parse_iso(args[1].text, &want);
    for (uint32_t i = 0; i < n; i++) {
        double v = amount(&list[i], plan);
        if (isnan(v))
            continue;
        last = &list[i];
        sum = isnan(sum) ? v : sum + v;
        ytd = isnan(ytd) || period_year(point_period(at, last)) != year ? v : ytd + v;
        year = period_year(point_period(at, last));
        if (seeks && period_cmp(point_period(at, last), want) == 0)
            found = v;
    }
    if (fn == FN_SUM || fn == FN_YTD)
        return num_of(EXPR_NUM, fn == FN_SUM ? sum : ytd);
    if (fn == FN_AT)
        return num_of(EXPR_NUM, found);
    if (fn == FN_LAST)
        return num_of(EXPR_NUM, last ? amount(last, plan) : NAN);
    return text_of(last ? period_text_of(at, point_period(at, last)) : S(""));
}

/* F40: the month in which the cumulative of the newest year reaches the line; as long as it has not, at the
 * mean of the months so far, months that are not told counting with the next that is. */
static expr_value reach(const view_row *at, const expr_value *args, uint32_t name)
{
    uint32_t n;
    bool plan;
    const book_point *list = points_of(at, name, &n, &plan);
    double line = args[1].num, sum = 0;
    int year = 0, month = 0;
    period reached = {FREQ_NONE, 0};
    for (uint32_t i = 0; i < n; i++) {
        double v = amount(&list[i], plan);
        period p = point_period(at, &list[i]);
        if (isnan(v))
            continue;
        if (period_year(p) != year) { /* thresholds are of a calendar year */
            year = period_year(p);
            sum = 0;
            reached.f = FREQ_NONE;
        }
        sum += v;
        month = period_last_month(p);
        if (sum >= line && reached.f == FREQ_NONE)
            reached = (period){FREQ_M, year * 12 + month - 1};
    }
    if (reached.f != FREQ_NONE)
        return text_of(period_text_of(at, reached));
    if (isnan(line) || !month || sum <= 0)
        return text_of(S(""));
    double more = ceil((line - sum) / (sum / month) - 1e-9);
    if (month + more > 12)
        return text_of(S(""));
    return text_of(period_text_of(at, (period){FREQ_M, year * 12 + month - 1 + (int)more}));
}

/* Months of a series, from a day to a day: a period counts where its last day lies. */
static expr_value stretch(const view_row *at, uint32_t fn, const expr_value *args, uint32_t name)
{
    uint32_t n;
    bool plan;
    const book_point *list = points_of(at, name, &n, &plan);
    int64_t from = INT64_MIN, to = INT64_MAX;
    double sum = NAN;
    period p, q;
    if (!period_parse_iso(args[1].text, &p) ||
        (fn == FN_BETWEEN && !period_parse_iso(args[2].text, &q)))
        return num_of(EXPR_NUM, NAN);
    if (fn == FN_UPTO)
        to = period_last_day(p);
    else
        from = fn == FN_AFTER ? period_last_day(p) + 1 : period_first_day(p);
    if (fn == FN_BETWEEN)
        to = period_last_day(q);
    for (uint32_t i = 0; i < n; i++) {
        double v = amount(&list[i], plan);
        int64_t day = period_last_day(point_period(at, &list[i]));
        if (!isnan(v) && day >= from && day <= to)
            sum = isnan(sum) ? v : sum + v;
    }
    return num_of(EXPR_NUM, sum);
}

/* ---- milestones ---- */
/* The last day of the row's plan: entered, or worked out. */
static double plan_end(const view_row *at)
{
    view_row row = *at;
    expr_env env;
    view_env(&row, &env);
    return env.name(env.user, at->b->type->gantt.plan.to).num;
}

/* The schedule of the row; its end is the last day of its plan. */
static expr_value schedule_call(const view_row *at, uint32_t fn)
{
    const book_row *r = row_of(at);
    double planned = plan_end(at);
    uint32_t late = 0;
    nodes s;
    int64_t end = isnan(planned) ? SCHEDULE_NONE : (int64_t)planned;
    if (!r->n_milestones ||
        !nodes_run(r->milestones, r->n_milestones, at->v->days, at->v->today, end, &s))
        return num_of(fn == FN_SCHEDULE_END ? EXPR_DATE : EXPR_NUM,
                      fn == FN_SHOULD_START && !r->n_milestones ? 0 : NAN);
    for (uint32_t i = 0; s.fault == SCHEDULE_FINE && i < s.n; i++) {
        bool begun = s.tasks[i].started != SCHEDULE_NONE;
        late += s.slots[i].state == SCHEDULE_SHOULD_START ||
                (s.slots[i].state == SCHEDULE_LATE && !begun);
    }
    bool known = s.fault == SCHEDULE_FINE;
    double slack = known && s.sum.open && end != SCHEDULE_NONE ? s.sum.slack : NAN;
    nodes_done(&s);
    if (fn == FN_SCHEDULE_END)
        return num_of(EXPR_DATE, known ? (double)s.sum.finish : NAN);
    return num_of(EXPR_NUM, fn == FN_SLACK ? slack : known ? late : NAN);
}

static expr_value due_milestones(const view_row *at, double days)
{
    const book_row *r = row_of(at);
    uint32_t due = 0;
    for (uint32_t i = 0; i < r->n_milestones; i++) {
        const book_milestone *m = &r->milestones[i];
        due += m->actual == INT64_MIN && m->plan != INT64_MIN && m->plan >= at->v->today &&
               (double)(m->plan - at->v->today) <= days;
    }
    return num_of(EXPR_NUM, isnan(days) ? NAN : due);
}

static expr_value milestone_call(const view_row *at, uint32_t fn)
{
    const book_row *r = row_of(at);
    uint32_t late = 0, done = 0;
    int64_t next = INT64_MAX;
    for (uint32_t i = 0; i < r->n_milestones; i++) {
        const book_milestone *m = &r->milestones[i];
        done += m->actual != INT64_MIN;
        if (m->actual != INT64_MIN || m->plan == INT64_MIN)
            continue;
        late += m->plan < at->v->today;
        next = m->plan < next ? m->plan : next;
    }
    if (fn == FN_NEXT_MILESTONE)
        return num_of(EXPR_DATE, next == INT64_MAX ? NAN : (double)next);
    return num_of(EXPR_NUM, fn == FN_LATE_MILESTONES ? late
                            : fn == FN_MILESTONES    ? r->n_milestones
                                                     : done);
}

uint32_t view_lacking(const view_row *at, uint32_t field, str *out, uint32_t max)
{
    const type_field *f = &at->b->type->fields[field];
    str ticked = entered(at, field)->text;
    view_row row = *at;
    expr_env env;
    uint32_t n = 0;
    view_env(&row, &env);
    for (uint32_t i = 0; i < f->n_options; i++) {
        const type_choice *o = &f->options[i];
        if (book_list_has(ticked, o->code) || (o->when && !expr_true(o->when, &env)))
            continue;
        if (n < max)
            out[n] = o->code;
        n++;
    }
    return n;
}

/* ---- other rows ---- */
struct view_inner {
    const ledger_type *type;
    str text;
    const expr *e; /* NULL = it cannot be read */
};

/* An expression over rows of another type, compiled once a question. */
static const expr *inner_of(ledger_view *v, const ledger_type *t, str text)
{
    type_uses uses = {.n = 0};
    size_t cap = v->cap_inner;
    for (uint32_t i = 0; i < v->n_inner; i++)
        if (v->inner[i].type == t && str_eq(v->inner[i].text, text))
            return v->inner[i].e;
    if (!MEM_GROW(v->inner, cap, v->n_inner + 1))
        return NULL;
    v->cap_inner = (uint32_t)cap;
    struct view_inner *one = &v->inner[v->n_inner++];
    *one = (struct view_inner){t, text, NULL};
    if (!type_expression(v->c, t, text, &uses, &one->e)) {
        one->e = NULL;
        cx_clear(v->c);
    }
    return one->e;
}

static bool counts(const ledger_view *v, const book *b, uint32_t row)
{
    return !b->rows[row].withdrawn && (!v->seen || v->seen(v->user, b, row));
}

#define FEW 16 /* rows are counted faster than looked up */

static str count_key(char room[320], const book *other, uint32_t field, const expr *e, str code)
{
    int n = snprintf(room, 320, "%p %u %p " STR_FMT, (const void *)other, field, (const void *)e,
                     STR_ARG(code));
    return n > 0 && n < 320 ? (str){room, (size_t)n} : (str){"", 0};
}

/* Many rows ask for the same: all tasks of an area for how many there are in it. */
static void keep_count(ledger_view *v, str key, uint32_t count)
{
    str kept;
    if (v->counts && key.n && arena_str(v->c->a, key, &kept))
        (void)!map_put(v->counts, kept, count); /* else it is counted again */
}

/* Rows of another type that hold `code` in a field. */
typedef struct held {
    const book *b;
    uint32_t field, n;
    const uint32_t *rows;
} held;

static bool holders(const view_row *at, const expr_value *args, str code, held *ret)
{
    ledger_view *v = at->v;
    ret->b = v->book ? v->book(v->user, args[0].text) : NULL;
    if (!ret->b || !code.n || v->depth >= VIEW_DEPTH)
        return false;
    ret->field = type_field_of(ret->b->type, args[1].text);
    if (ret->field == UINT32_MAX || !book_indexed(ret->b, ret->field))
        return false; /* not prepared: no number rather than a wrong one */
    book_holders(ret->b, ret->field, code, &ret->rows, &ret->n);
    return true;
}

/* How many of them, of those for which the expression holds. */
static double count_held(const view_row *at, const expr_value *args, str code,
                         const expr_value *only)
{
    ledger_view *v = at->v;
    uint32_t count = 0;
    held w;
    if (!holders(at, args, code, &w))
        return NAN;
    const expr *e = only ? inner_of(v, w.b->type, only->text) : NULL;
    if (only && (!e || !expr_is_condition(e)))
        return NAN;
    char room[320];
    str key = v->counts && w.n > FEW ? count_key(room, w.b, w.field, e, code) : S("");
    uint32_t before = key.n ? map_get(v->counts, key) : MAP_NONE;
    if (before != MAP_NONE)
        return before;
    v->depth++;
    for (uint32_t i = 0; i < w.n; i++)
        count += counts(v, w.b, w.rows[i]) && (!e || view_true(v, w.b, w.rows[i], e));
    v->depth--;
    keep_count(v, key, count);
    return count;
}

/* What their amounts sum up to: 0 of no rows, missing where there are rows and none has an amount. */
static double sum_held(const view_row *at, const expr_value *args, str code,
                       const expr_value *amount_text, const expr_value *only)
{
    ledger_view *v = at->v;
    num_adder add = {0};
    uint32_t n = 0;
    held w;
    if (!holders(at, args, code, &w))
        return NAN;
    const expr *x = inner_of(v, w.b->type, amount_text->text);
    const expr *e = only ? inner_of(v, w.b->type, only->text) : NULL;
    if (!x || (only && (!e || !expr_is_condition(e))))
        return NAN;
    v->depth++;
    for (uint32_t i = 0; i < w.n; i++) {
        if (!counts(v, w.b, w.rows[i]) || (e && !view_true(v, w.b, w.rows[i], e)))
            continue;
        double one = view_value(v, w.b, w.rows[i], x).num;
        n++;
        if (!isnan(one))
            num_add(&add, one);
    }
    v->depth--;
    return n && !add.n ? NAN : add.sum + add.lost;
}

static expr_value other_field(const view_row *at, const expr_value *args, uint32_t link)
{
    ledger_view *v = at->v;
    const type_field *f = &at->b->type->fields[link];
    const book *other = v->book ? v->book(v->user, f->to) : NULL;
    uint32_t row = other ? book_find(other, args[0].text) : BOOK_NO_ROW;
    uint32_t field = other ? type_field_of(other->type, args[1].text) : UINT32_MAX;
    expr_value missing = {EXPR_TEXT, NAN, {"", 0}};
    if (field != UINT32_MAX)
        missing.kind = field_expr_kind(&other->type->fields[field]);
    bool hidden = row != BOOK_NO_ROW && v->seen && !v->seen(v->user, other, row);
    return row == BOOK_NO_ROW || field == UINT32_MAX || hidden ? missing
                                                               : book_get(other, row, field);
}

/* ---- all of them ---- */
static expr_value moved(const view_row *at, uint32_t fn, str move)
{
    uint32_t m = type_move_of(at->b->type, move);
    bool none = m == UINT32_MAX || at->row == BOOK_NO_ROW;
    const book_event *e = none ? NULL : book_moved(at->b, at->row, m);
    if (fn == FN_MOVED_ON)
        return num_of(EXPR_DATE, e ? (double)time_day(e->at) : NAN);
    return text_of(e ? book_person(at->b, e->by) : S(""));
}

static expr_value in_stage(const view_row *at, const expr_value *args, uint32_t n)
{
    str now = at->b->type->stages[stage_of(at)].code;
    bool is = false;
    for (uint32_t i = 0; i < n; i++)
        is |= str_eq(args[i].text, now);
    return num_of(EXPR_FLAG, is);
}

static expr_value figure(const view_row *at, view_figure what, const expr_value *args)
{
    const ledger_view *v = at->v;
    bool known = v->figure && args[0].text.n && args[1].text.n && args[2].text.n;
    return num_of(EXPR_NUM,
                  known ? v->figure(v->user, what, args[0].text, args[1].text, args[2].text) : NAN);
}

static expr_value own_call(const view_row *at, uint32_t id, const expr_value *args,
                           const uint32_t *names, uint32_t n)
{
    ledger_view *v = at->v;
    const book_event *staged;
    switch (id) {
    case FN_FINAL:
        return num_of(EXPR_FLAG, at->b->type->stages[stage_of(at)].final);
    case FN_ME:
        return text_of(v->me);
    case FN_MINE:
        return num_of(EXPR_FLAG,
                      at->row != BOOK_NO_ROW && v->mine && v->mine(v->user, at->b, at->row));
    case FN_IN_STAGE:
        return in_stage(at, args, n);
    case FN_DAYS_IN_STAGE:
        staged = at->row == BOOK_NO_ROW ? NULL : book_staged(at->b, at->row);
        return num_of(EXPR_NUM, staged ? (double)(v->today - time_day(staged->at)) : NAN);
    case FN_FILES:
        return num_of(EXPR_NUM, at->row == BOOK_NO_ROW ? 0 : book_files(at->b, at->row, names[0]));
    case FN_LACKING:
        return num_of(EXPR_NUM, view_lacking(at, names[0], NULL, 0));
    default:
        return moved(at, id, args[0].text);
    }
}

static expr_value held_call(const view_row *at, uint32_t id, const expr_value *args, uint32_t n)
{
    bool here = id == FN_LINKED || id == FN_LINKED_SUM;
    uint32_t next = here ? 2 : 3; /* the argument behind the code that is looked for */
    str code = here ? row_of(at)->code : args[2].text;
    if (id == FN_LINKED || id == FN_ROWS)
        return num_of(EXPR_NUM, count_held(at, args, code, n > next ? &args[next] : NULL));
    return num_of(EXPR_NUM,
                  sum_held(at, args, code, &args[next], n > next + 1 ? &args[next + 1] : NULL));
}

static expr_value call(void *user, uint32_t id, const expr_value *args, const uint32_t *names,
                       uint32_t n)
{
    const view_row *at = user;
    switch (id) {
    case FN_SUM:
    case FN_YTD:
    case FN_LAST:
    case FN_LAST_PERIOD:
    case FN_AT:
        return series_call(at, id, args, names[0]);
    case FN_REACH:
        return reach(at, args, names[0]);
    case FN_BETWEEN:
    case FN_UPTO:
    case FN_AFTER:
        return stretch(at, id, args, names[0]);
    case FN_DUE_MILESTONES:
        return due_milestones(at, args[0].num);
    case FN_SLACK:
    case FN_SHOULD_START:
    case FN_SCHEDULE_END:
        return schedule_call(at, id);
    case FN_LATE_MILESTONES:
    case FN_NEXT_MILESTONE:
    case FN_MILESTONES:
    case FN_MILESTONES_DONE:
        return milestone_call(at, id);
    case FN_OF:
        return other_field(at, args, names[0]);
    case FN_LINKED:
    case FN_ROWS:
    case FN_LINKED_SUM:
    case FN_ROWS_SUM:
        return held_call(at, id, args, n);
    case FN_LEVEL:
    case FN_GROWTH:
    case FN_BASE:
        return figure(at,
                      id == FN_LEVEL    ? VIEW_LEVEL
                      : id == FN_GROWTH ? VIEW_GROWTH
                                        : VIEW_BASE,
                      args);
    default:
        return own_call(at, id, args, names, n);
    }
}

/* Of a row that is about to be written: computed fields are worked out of what it will hold. */
static expr_value draft_name(view_row *at, uint32_t id)
{
    const ledger_type *t = at->b->type;
    expr_env env;
    if (id < t->n_fields && t->fields[id].formula) {
        view_env(at, &env);
        return expr_eval(t->fields[id].formula, &env);
    }
    if (id < t->n_fields) {
        expr_kind kind = field_expr_kind(&t->fields[id]);
        const book_value *x = entered(at, id);
        bool text = kind == EXPR_TEXT || kind == EXPR_LIST;
        return (expr_value){
            .kind = kind, .num = text ? NAN : x->num, .text = text ? x->text : S("")};
    }
    if (id == TYPE_NAME_STAGE)
        return text_of(t->stages[stage_of(at)].code);
    if (at->row != BOOK_NO_ROW)
        return book_get(at->b, at->row, id);
    if (id == TYPE_NAME_CREATED_ON || id == TYPE_NAME_CHANGED_ON)
        return num_of(EXPR_DATE, (double)at->v->today);
    if (id == TYPE_NAME_CREATED_BY || id == TYPE_NAME_CHANGED_BY)
        return text_of(at->v->me);
    return id == TYPE_NAME_CODE || id == TYPE_NAME_LIGHT ? text_of(S("")) : num_of(EXPR_NUM, NAN);
}

static expr_value name(void *user, uint32_t id)
{
    view_row *at = user;
    return at->draft || at->row == BOOK_NO_ROW ? draft_name(at, id) : book_get(at->b, at->row, id);
}

void view_env(view_row *at, expr_env *ret)
{
    *ret = (expr_env){.user = at,
                      .name = name,
                      .call = call,
                      .today = at->v->today,
                      .days = at->v->days,
                      .a = at->v->c ? at->v->c->a : NULL};
}

bool view_true(ledger_view *v, const book *b, uint32_t row, const expr *e)
{
    view_row at = {v, b, row, NULL};
    expr_env env;
    view_env(&at, &env);
    return expr_true(e, &env);
}

expr_value view_value(ledger_view *v, const book *b, uint32_t row, const expr *e)
{
    view_row at = {v, b, row, NULL};
    expr_env env;
    view_env(&at, &env);
    return expr_eval(e, &env);
}

void view_done(ledger_view *v)
{
    mem_free(v->inner);
    v->inner = NULL;
    v->n_inner = v->cap_inner = 0;
}
