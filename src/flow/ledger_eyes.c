/* Figures in ledgers, by who asks. What a type computes is worked out once for everybody; where it looks at
 * figures of the desk, that would show them to people who may not read them. Whoever does not see every
 * figure asks books of such types that were worked out with what they may know. */
#include "base/str.h"
#include "flow/ledgers_impl.h"

bool ledger_sees_figures(const desk *d)
{
    return rights_see(d->who, d->k, ID_NONE, ID_NONE, SECRET_NOT);
}

/* Do figures come into what rows of the type say, here or where they look. */
static bool shows_figures(ledgers *l, str code, const char **been, uint32_t *n)
{
    const ledger_entry *e = ledgers_find(l, code);
    if (!e || !e->type || *n == TYPE_MAX_USES)
        return false;
    for (uint32_t i = 0; i < *n; i++)
        if (been[i] == e->code.p)
            return false;
    been[(*n)++] = e->code.p;
    if (e->type->figures)
        return true;
    for (uint32_t i = 0; i < e->type->uses.n; i++)
        if (e->type->uses.values[i] && shows_figures(l, e->type->uses.list[i], been, n))
            return true;
    return false;
}

bool ledger_needs_eyes(const ledger_hold *h, str type, const type_uses *uses)
{
    const char *been[TYPE_MAX_USES];
    uint32_t n = 0;
    if (h->l != h->d->books || !h->d->who || ledger_sees_figures(h->d))
        return false;
    if (shows_figures(h->l, type, been, &n))
        return true;
    for (uint32_t i = 0; uses && i < uses->n; i++)
        if (uses->values[i] && shows_figures(h->l, uses->list[i], been, &n))
            return true;
    return false;
}

static ledger_eyes *place_for(ledgers *l, uint64_t print)
{
    ledger_eyes *oldest = &l->eyes[0];
    for (uint32_t i = 0; i < l->n_eyes; i++) {
        if (l->eyes[i].print == print)
            return &l->eyes[i];
        if (l->eyes[i].used < oldest->used)
            oldest = &l->eyes[i];
    }
    if (l->n_eyes < LEDGER_EYES)
        return &l->eyes[l->n_eyes++];
    ledgers_release(oldest->l);
    *oldest = (ledger_eyes){0};
    return oldest;
}

bool ledger_eyes_of(cx *c, const desk *d, ledgers **ret)
{
    ledgers *l = d->books;
    bool ok = true;
    pthread_mutex_lock(&l->eyes_lock);
    ledger_eyes *at = place_for(l, d->who->print);
    if (!at->l)
        ok = ledgers_new(c, &at->l);
    at->print = d->who->print;
    at->used = ++l->turn;
    *ret = at->l;
    ledgers_hold(at->l);
    pthread_mutex_unlock(&l->eyes_lock);
    return ok;
}

void ledger_eyes_drop(ledgers *l)
{
    pthread_mutex_lock(&l->eyes_lock);
    for (uint32_t i = 0; i < l->n_eyes; i++)
        ledgers_release(l->eyes[i].l);
    l->n_eyes = 0;
    pthread_mutex_unlock(&l->eyes_lock);
}
