#include "flow/ledger_steps.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/nodes.h"
#include <math.h>

static steps_row *known(const steps_plan *p, uint32_t row)
{
    return p->at && p->at[row] ? &p->rows[p->at[row] - 1] : NULL;
}

static bool begin(cx *c, steps_plan *p, const book *b, uint32_t row, steps_row **ret)
{
    const book_row *r = &b->rows[row];
    if (!p->at)
        p->at = mem_zalloc(b->n + 1, sizeof *p->at);
    if (!p->at || !MEM_GROW(p->rows, p->cap, p->n + 1))
        return fail_memory(c);
    *ret = &p->rows[p->n];
    **ret = (steps_row){.row = row, .n = r->n_milestones};
    if (!MEM_GROW((*ret)->list, (*ret)->cap, r->n_milestones + 1))
        return fail_memory(c);
    p->at[row] = (uint32_t)++p->n;
    if (r->n_milestones)
        memcpy((*ret)->list, r->milestones, r->n_milestones * sizeof *r->milestones);
    return true;
}

bool steps_take(cx *c, steps_plan *p, const book *b, uint32_t row, const ledger_step *x)
{
    static const type_field number = {.kind = FIELD_NUMBER};
    steps_row *r = known(p, row);
    str code = str_trim(x->milestone);
    uint32_t i = 0;
    if (!r)
        TRY(begin(c, p, b, row, &r));
    while (i < r->n && !str_eq(r->list[i].code, code))
        i++;
    if (x->removed) {
        if (i < r->n)
            r->list[i] = r->list[--r->n];
        return true;
    }
    if (i == r->n) {
        if (!MEM_GROW(r->list, r->cap, r->n + 1))
            return fail_memory(c);
        r->list[r->n++] = (book_milestone){.code = code,
                                           .plan = SCHEDULE_NONE,
                                           .forecast = SCHEDULE_NONE,
                                           .actual = SCHEDULE_NONE,
                                           .started = SCHEDULE_NONE,
                                           .baseline = SCHEDULE_NONE,
                                           .days = NAN};
    }
    if (x->depends_on.p)
        r->list[i].depends_on = str_trim(x->depends_on);
    if (x->days.p)
        r->list[i].days = book_number(&number, x->days);
    if (x->name.p)
        r->list[i].name = str_trim(x->name);
    return true;
}

static bool look(cx *c, steps_row *r)
{
    nodes s;
    if (r->checked)
        return true;
    if (!nodes_run(r->list, r->n, NULL, 0, SCHEDULE_NONE, &s))
        return fail_memory(c);
    bool ok = nodes_sound(c, r->list, &s);
    nodes_done(&s);
    if (!ok && c->err.code == ERR_MEMORY)
        return false;
    r->checked = true;
    r->why = c->err;
    cx_clear(c);
    return true;
}

bool steps_check(cx *c, steps_plan *p, uint32_t row)
{
    steps_row *r = known(p, row);
    if (!r)
        return true;
    TRY(look(c, r));
    c->err = r->why;
    return r->why.code == ERR_NONE;
}

bool steps_check_all(cx *c, steps_plan *p)
{
    for (size_t i = 0; i < p->n; i++)
        TRY(steps_check(c, p, p->rows[i].row));
    return true;
}

void steps_done(steps_plan *p)
{
    for (size_t i = 0; i < p->n; i++)
        mem_free(p->rows[i].list);
    mem_free(p->rows);
    mem_free(p->at);
    *p = (steps_plan){0};
}
