/* Which computed field needs which, and what looks beyond its own row. */
#include "ledger/type_json.h"

#define COST_MAX                                                                                   \
    10000 /* of one formula, in formulas and conditions below it: a draft works them out anew */

/* What is worked out: computed fields, and checklists whose items apply under conditions. */
typedef struct looks {
    reading *r;
    uint32_t of;     /* the field that is looked at; UINT32_MAX = none */
    uint32_t *needs; /* n_fields × n_fields: how often */
    bool asker;      /* depends on who asks */
    bool lacking;    /* the next name is looked into by lacking() */
    bool *shifts; /* by field: looks at other rows or figures by itself, then also through others */
    bool shifted; /* what is looked at does */
} looks;

static void see(void *user, bool function, uint32_t id, str name)
{
    looks *w = user;
    ledger_type *t = w->r->t;
    bool lacking = w->lacking;
    (void)name;
    w->lacking = function && id == FN_LACKING;
    if (!function) {
        w->shifted |= id < t->n_fields && w->shifts[id];
        if (id < t->n_fields && w->of != UINT32_MAX &&
            (t->fields[id].formula || (lacking && t->fields[id].kind == FIELD_CHECKLIST)))
            w->needs[w->of * t->n_fields + id]++;
        if (id == TYPE_NAME_LIGHT)
            w->asker = true; /* the light comes last */
        return;
    }
    bool beyond = id >= FN_OF && id <= FN_BASE;
    t->shifting |= beyond;
    w->shifted |= beyond;
    if (beyond && w->of != UINT32_MAX)
        w->shifts[w->of] = true;
    t->figures |= id == FN_LEVEL || id == FN_GROWTH || id == FN_BASE;
    w->asker |= id == FN_ME || id == FN_MINE;
    bool schedule = id >= FN_SLACK && id <= FN_SCHEDULE_END;
    if (schedule && w->of != UINT32_MAX && t->fields[t->gantt.plan.to].formula)
        w->needs[w->of * t->n_fields + t->gantt.plan.to]++; /* its end */
}

static void look_at(looks *w, uint32_t field)
{
    const type_field *f = &w->r->t->fields[field];
    w->of = field;
    if (f->formula)
        expr_uses(f->formula, see, w);
    for (uint32_t i = 0; i < f->n_options; i++)
        if (f->options[i].when)
            expr_uses(f->options[i].when, see, w);
}

static bool is_node(const type_field *f)
{
    return f->formula || f->kind == FIELD_CHECKLIST;
}

/* What needs a field that shifts, shifts. */
static void spread(const ledger_type *t, const uint32_t *needs, bool *shifts)
{
    uint32_t n = t->n_fields;
    for (bool any = true; any;) {
        any = false;
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t k = 0; k < n && !shifts[i]; k++)
                if (needs[i * n + k] && shifts[k])
                    any = shifts[i] = true;
    }
}

static void look_at_alerts(looks *w)
{
    ledger_type *t = w->r->t;
    w->of = UINT32_MAX;
    for (uint32_t i = 0; i < t->n_alerts; i++) {
        w->shifted = false;
        expr_uses(t->alerts[i].when, see, w);
        if (w->shifted)
            t->shifting_alerts |= 1u << i;
    }
}

/* Is everything that field i needs placed; what it then costs. */
static bool placed(const ledger_type *t, const uint32_t *needs, const uint32_t *cost, uint32_t i,
                   uint32_t *ret)
{
    uint64_t sum = 1;
    for (uint32_t k = 0; k < t->n_fields; k++) {
        uint32_t times = needs[i * t->n_fields + k];
        if (times && !cost[k])
            return false;
        sum += (uint64_t)times * cost[k];
    }
    *ret = sum > COST_MAX ? COST_MAX + 1 : (uint32_t)sum;
    return true;
}

static bool bad_field(reading *r, uint32_t i, const char *zh, const char *en)
{
    (void)type_in(r, "fields", (int)i);
    return type_bad(r, r->t->fields[i].formula ? "formula" : "options", zh, en);
}

static bool settle(reading *r, const uint32_t *needs, uint32_t *order)
{
    ledger_type *t = r->t;
    uint32_t n = t->n_fields, done = 0;
    uint32_t *cost = TYPE_NEW(r, n, uint32_t);
    TRY(cost);
    for (bool any = true; any;) {
        any = false;
        for (uint32_t i = 0; i < n; i++) {
            if (!is_node(&t->fields[i]) || cost[i] || !placed(t, needs, cost, i, &cost[i]))
                continue;
            any = true;
            if (cost[i] > COST_MAX)
                return bad_field(r, i, "公式层层引用，计算次数过多",
                                 "the formulas use each other too often to be worked out");
            if (t->fields[i].formula)
                order[done++] = i;
        }
    }
    t->order = order;
    t->n_order = done;
    for (uint32_t i = 0; i < n; i++)
        if (is_node(&t->fields[i]) && !cost[i])
            return bad_field(r, i, "公式互相引用成了圈",
                             "the formulas refer to each other in a circle");
    return true;
}

bool type_depend(reading *r)
{
    ledger_type *t = r->t;
    uint32_t n = t->n_fields;
    looks w = {.r = r,
               .of = UINT32_MAX,
               .needs = TYPE_NEW(r, (size_t)n * n, uint32_t),
               .shifts = TYPE_NEW(r, n, bool)};
    uint32_t *order = TYPE_NEW(r, n, uint32_t);
    TRY(w.needs && w.shifts && order);
    for (uint32_t i = 0; i < n; i++) {
        look_at(&w, i);
        if (t->fields[i].kind == FIELD_LINK)
            TRY(type_use(r->c, r->a, &t->uses, t->fields[i].to));
    }
    if (w.asker)
        return type_bad(r, "fields", "公式不能用 me()、mine()、light",
                        "a formula may not use me(), mine() or light");
    spread(t, w.needs, w.shifts);
    t->shifts = w.shifts;
    look_at_alerts(&w);
    if (w.asker)
        return type_bad(r, "alerts", "预警不能用 me()、mine()、light",
                        "an alert may not use me(), mine() or light");
    for (uint32_t i = 0; i < t->n_children; i++)
        TRY(type_want_field(r->c, r->a, &t->uses, t->children[i].type, t->children[i].field));
    for (uint32_t i = 0; i < t->n_moves; i++)
        if (t->moves[i].creates.n)
            TRY(type_use(r->c, r->a, &t->uses, t->moves[i].creates));
    return settle(r, w.needs, order);
}
