/* Which computed field needs which, and what looks beyond its own row. */
#include "ledger/type_json.h"

typedef struct looks {
    reading *r;
    uint32_t of;    /* the field whose formula is looked at; UINT32_MAX = none */
    uint8_t *needs; /* n_fields × n_fields */
    bool asker;     /* depends on who asks */
} looks;

static void see(void *user, bool function, uint32_t id, str name)
{
    looks *w = user;
    ledger_type *t = w->r->t;
    (void)name;
    if (!function) {
        if (id < t->n_fields && w->of != UINT32_MAX && t->fields[id].formula)
            w->needs[w->of * t->n_fields + id] = 1;
        if (id == TYPE_NAME_LIGHT)
            w->asker = true; /* the light comes last */
        return;
    }
    t->shifting |= (id >= FN_OF && id <= FN_BASE);
    w->asker |= id == FN_ME || id == FN_MINE;
}

static bool settle(reading *r, const uint8_t *needs, uint32_t *order)
{
    ledger_type *t = r->t;
    uint32_t n = t->n_fields, done = 0;
    bool *put = TYPE_NEW(r, n, bool);
    TRY(put);
    for (bool any = true; any;) {
        any = false;
        for (uint32_t i = 0; i < n; i++) {
            bool ready = t->fields[i].formula && !put[i];
            for (uint32_t k = 0; ready && k < n; k++)
                ready = !needs[i * n + k] || put[k];
            if (!ready)
                continue;
            put[i] = any = true;
            order[done++] = i;
        }
    }
    t->order = order;
    t->n_order = done;
    for (uint32_t i = 0; i < n; i++)
        if (t->fields[i].formula && !put[i]) {
            type_in(r, "fields", (int)i);
            return type_bad(r, "formula", "公式互相引用成了圈",
                            "the formulas refer to each other in a circle");
        }
    return true;
}

bool type_depend(reading *r)
{
    ledger_type *t = r->t;
    uint32_t n = t->n_fields;
    looks w = {.r = r, .of = UINT32_MAX, .needs = TYPE_NEW(r, (size_t)n * n, uint8_t)};
    uint32_t *order = TYPE_NEW(r, n, uint32_t);
    TRY(w.needs && order);
    for (uint32_t i = 0; i < n; i++) {
        w.of = i;
        if (t->fields[i].formula)
            expr_uses(t->fields[i].formula, see, &w);
        if (t->fields[i].kind == FIELD_LINK)
            TRY(type_use(r->c, r->a, &t->uses, t->fields[i].to));
    }
    w.of = UINT32_MAX;
    if (w.asker)
        return type_bad(r, "fields", "公式不能用 me()、mine()、light",
                        "a formula may not use me(), mine() or light");
    for (uint32_t i = 0; i < t->n_alerts; i++)
        expr_uses(t->alerts[i].when, see, &w);
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
