/* A row planned anew, backward from its end. */
#include "base/str.h"
#include "flow/ledger_writing.h"
#include "flow/ledgers_impl.h"
#include "ledger/nodes.h"
#include <math.h>

typedef struct replanning {
    writing w;
    const ledger_replan *p;
    uint32_t row;
    draft r;
    int64_t end;
    bool fields; /* the row itself changes */
} replanning;

static bool day_text(cx *c, int64_t day, str *ret)
{
    char out[PERIOD_TEXT_MAX];
    *ret = S("");
    if (day == SCHEDULE_NONE)
        return true;
    size_t n = period_print((period){FREQ_D, (int32_t)day}, out);
    return arena_str(c->a, (str){out, n}, ret) || fail_memory(c);
}

static bool is_entered(const ledger_type *t, uint32_t field)
{
    return field != UINT32_MAX && !t->fields[field].formula;
}

static bool keep_field(cx *c, replanning *w, uint32_t from, uint32_t to)
{
    if (!is_entered(w->w.h.type, from) || !is_entered(w->w.h.type, to))
        return true;
    return draft_take(c, &w->r, to, book_entered(w->w.h.b, w->row, from)->text, true);
}

/* The fields of the row: its baseline, its end. */
static bool plan_row(cx *c, replanning *w)
{
    const type_gantt *g = &w->w.h.type->gantt;
    if (w->p->baseline)
        TRY(keep_field(c, w, g->plan.from, g->baseline.from) &&
            keep_field(c, w, g->plan.to, g->baseline.to));
    if (w->p->end.p)
        TRY(draft_take(c, &w->r, g->plan.to, w->p->end, false));
    TRY(draft_check(c, &w->r, ACT_LEDGER));
    str end = draft_value(&w->r, g->plan.to);
    period p;
    w->end = period_parse_iso(end, &p) ? p.ord : SCHEDULE_NONE;
    w->fields = !draft_nothing(&w->r);
    ledger_line line = draft_line(&w->r);
    return !w->fields || ledger_text_rows(c, w->r.t, &line, 1, &w->w.text);
}

static bool plan_node(cx *c, replanning *w, const book_milestone *m, const schedule_slot *s)
{
    str baseline, plan;
    bool moves = w->p->plan && s->state != SCHEDULE_DONE;
    TRY(day_text(c, m->plan, &baseline) && day_text(c, s->late_finish, &plan));
    ledger_step x = {.milestone = m->code};
    if (moves)
        x.plan = plan;
    if (w->p->baseline)
        x.baseline = baseline;
    return ledger_step_line(c, &w->w.h, w->row, &x, &w->w.other);
}

static bool plan_nodes(cx *c, replanning *w)
{
    const book_row *r = &w->w.h.b->rows[w->row];
    nodes s;
    if (w->p->plan && w->end == SCHEDULE_NONE)
        return fail(c, ERR_USAGE, "没有完成日期，不能倒排；请给出 end",
                    "there is no last day to plan backward from: give `end`");
    if (!nodes_run(r->milestones, r->n_milestones, w->w.h.view.days, w->w.h.view.today, w->end, &s))
        return fail_memory(c);
    bool ok = s.fault == SCHEDULE_FINE || nodes_sound(c, r->milestones, &s);
    sb_putz(&w->w.other, LEDGER_MILESTONES_HEAD);
    for (uint32_t i = 0; ok && i < s.n; i++)
        ok = plan_node(c, w, &r->milestones[i], &s.slots[i]);
    nodes_done(&s);
    if (ok && !sb_ok(&w->w.other))
        return fail_memory(c);
    if (w->w.other.n == sizeof LEDGER_MILESTONES_HEAD - 1)
        w->w.other.n = 0; /* nothing to write */
    w->w.other_type = w->w.o->type;
    return ok;
}

static bool replan(cx *c, replanning *w)
{
    const ledger_type *t = w->w.h.type;
    if (!t->gantt.is || !t->milestones)
        return fail(c, ERR_USAGE, "这种台账没有工期安排（类型文件中的 gantt 与 milestones）",
                    "rows of this ledger have no schedule (gantt and milestones of its type)");
    if (!w->p->plan && !w->p->baseline && !w->p->end.p)
        return fail(c, ERR_USAGE, "须给出 end、plan 或 baseline",
                    "one of end, plan and baseline is wanted");
    return writing_row(c, &w->w, ACT_LEDGER, &w->row) && writing_there(c, &w->w.h, w->row) &&
           draft_begin(c, &w->w.h, w->w.h.b, w->row, w->w.why, &w->r) && plan_row(c, w) &&
           plan_nodes(c, w);
}

bool ledger_reschedule(cx *c, const desk *d, const ledger_order *o, const ledger_replan *p,
                       ledger_refusal *why)
{
    replanning w = {.w = {.c = c, .o = o, .why = why}, .p = p};
    bool ok = writing_begin(c, d, o, "reschedule", &w.w) && replan(c, &w) &&
              ((!w.fields && !w.w.other.n) || writing_finish(c, &w.w));
    writing_end(&w.w);
    return ok;
}
