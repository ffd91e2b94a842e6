#include "flow/ledger_sums.h"
#include "base/str.h"
#include "flow/ledger_said.h"
#include "flow/ledgers_impl.h"

#define WHERE_MAX 8

const type_summary *ledger_summary_of(const ledger_type *t, str code)
{
    for (uint32_t i = 0; i < t->n_summaries; i++)
        if (!code.n || str_eq(t->summaries[i].code, code))
            return &t->summaries[i];
    return NULL;
}

/* Groups that appear though nothing was entered for them. */
static bool all_groups(cx *c, const ledger_hold *h, const ledger_type *t, const type_summary *s,
                       const str **ret, uint32_t *ret_n)
{
    const catalog *k = h->d->k;
    const type_field *f = s->by < t->n_fields ? &t->fields[s->by] : NULL;
    bool orgs = str_eqz(s->all, "org"), areas = str_eqz(s->all, "areas");
    uint32_t n = 0, cap = (orgs ? k->n_orgs : areas ? k->n_areas : f ? f->n_options : 0) + 1;
    str *list = cx_alloc(c, cap * sizeof *list);
    TRY(list);
    for (uint32_t i = 0; orgs && i < k->n_orgs; i++)
        if (!s->all_of.n || str_eq(k->orgs[i].kind, s->all_of))
            list[n++] = k->orgs[i].code;
    for (uint32_t i = 0; areas && i < k->n_areas; i++)
        if (h->d->home != ID_NONE && k->areas[i].parent == h->d->home && !k->areas[i].withdrawn)
            list[n++] = k->areas[i].code;
    for (uint32_t i = 0; f && str_eqz(s->all, "options") && i < f->n_options; i++)
        list[n++] = f->options[i].code;
    *ret = list;
    *ret_n = n;
    return true;
}

bool ledger_sum(cx *c, ledger_hold *h, const book *b, const type_summary *s, const find_ask *ask,
                find_table *ret)
{
    const expr *where[WHERE_MAX], **values = cx_alloc(c, (s->n_columns + 1) * sizeof *values);
    find_ask all = *ask;
    find_sums what = {.by = s->by, .by2 = s->by2, .n_values = s->n_columns, .only = s->only};
    TRY(values && all_groups(c, h, b->type, s, &what.all, &what.n_all));
    for (uint32_t i = 0; i < s->n_columns; i++)
        values[i] = s->columns[i].value;
    what.values = values;
    all.where = where;
    all.n_where = 0;
    MUST(ask->n_where < WHERE_MAX);
    if (s->where)
        where[all.n_where++] = s->where;
    for (uint32_t i = 0; i < ask->n_where; i++)
        where[all.n_where++] = ask->where[i];
    return find_sum(c, b, &h->view, &all, &what, ret);
}

bool ledger_group_said(cx *c, const ledger_hold *h, const ledger_type *t, uint32_t by, str key,
                       str *ret)
{
    *ret = key;
    if (by < t->n_fields)
        return ledger_said_code(c, h, &t->fields[by], key, ret);
    uint32_t stage = by == TYPE_NAME_STAGE ? type_stage_of(t, key) : UINT32_MAX;
    if (stage != UINT32_MAX)
        *ret = type_said(t->stages[stage].name, c->lang);
    return true;
}

bool ledger_other_rows_seen(cx *c, const ledger_hold *h, book *b, const bool **ret)
{
    ledger_hold other = *h;
    *ret = h->seen;
    if (b == h->b)
        return true;
    other.type = b->type;
    other.b = b;
    TRY(ledger_rows_seen(c, &other));
    *ret = other.seen;
    return true;
}
