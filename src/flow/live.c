#include "flow/live.h"
#include "flow/ledgers.h"
#include <pthread.h>
#include <stdatomic.h>

#define KEPT 4 /* states other than the newest */

/* Catalogue and what is made from it, shared by the snapshots between two changes of it. */
struct shared {
    _Atomic uint32_t refs;
    catalog *k;
    double *delta;
};

struct snapshot {
    _Atomic uint32_t refs;
    desk d; /* without a store */
    struct shared *k;
};

struct kept {
    const snapshot *s;
    desk_options o;
    int64_t seen; /* newest commit of the store when it was read */
    uint64_t used;
};

struct live {
    char *url;
    store *s; /* of whoever refreshes */
    pthread_mutex_t refreshing;
    pthread_mutex_t reading; /* of other times: one at once, each takes the memory of a desk */
    pthread_mutex_t lock;    /* what stands below */
    const snapshot *now;
    struct kept kept[KEPT];
    uint64_t clock;
};

static void shared_release(struct shared *k)
{
    if (!k || atomic_fetch_sub(&k->refs, 1) != 1)
        return;
    catalog_free(k->k);
    mem_free(k->delta);
    mem_free(k);
}

void snapshot_release(const snapshot *s)
{
    snapshot *w = (snapshot *)s;
    if (!w || atomic_fetch_sub(&w->refs, 1) != 1)
        return;
    panel_free(w->d.p);
    ledgers_release(w->d.books);
    shared_release(w->k);
    mem_free(w);
}

static const snapshot *hold(const snapshot *s)
{
    atomic_fetch_add(&((snapshot *)s)->refs, 1);
    return s;
}

/* Takes over panel, catalogue and delta of `d` (the catalogue only when `k` is NULL); on failure too. */
static bool snapshot_of(cx *c, const desk *d, struct shared *k, const snapshot **ret)
{
    snapshot *s = mem_zalloc(1, sizeof *s);
    if (k) {
        atomic_fetch_add(&k->refs, 1);
    } else if ((k = mem_zalloc(1, sizeof *k))) {
        *k = (struct shared){.k = d->k, .delta = d->delta};
        atomic_init(&k->refs, 1);
    } else {
        catalog_free(d->k);
        mem_free(d->delta);
    }
    if (!s || !k) {
        panel_free(d->p);
        shared_release(k);
        mem_free(s);
        return fail_memory(c);
    }
    s->d = *d;
    s->d.s = NULL;
    ledgers_hold(s->d.books);
    s->d.head = (commit){.id = d->head.id,
                         .recorded_at = d->head.recorded_at,
                         .rows = d->head.rows,
                         .chain = d->head.chain};
    s->k = k;
    atomic_init(&s->refs, 1);
    *ret = s;
    return true;
}

static bool open_at(cx *c, const char *url, const desk_options *o, store **ret_s,
                    const snapshot **ret)
{
    desk d;
    desk_options w = {.url = url,
                      .mode = STORE_READ,
                      .as_of = o->as_of,
                      .released_by = o->released_by,
                      .kinds = o->kinds,
                      .only = ID_NONE};
    TRY(desk_open(c, &w, &d));
    bool ok = snapshot_of(c, &d, NULL, ret);
    ledgers_release(d.books);
    if (!ok) {
        store_close(d.s);
        return false;
    }
    if (ret_s)
        *ret_s = d.s;
    else
        store_close(d.s);
    return true;
}

bool live_open(cx *c, const char *url, live **ret)
{
    live *l = mem_zalloc(1, sizeof *l);
    char *copy = l ? mem_alloc(strlen(url) + 1) : NULL;
    desk_options o = {.as_of = STORE_NOW};
    if (!copy) {
        mem_free(l);
        return fail_memory(c);
    }
    memcpy(copy, url, strlen(url) + 1);
    l->url = copy;
    pthread_mutex_init(&l->refreshing, NULL);
    pthread_mutex_init(&l->reading, NULL);
    pthread_mutex_init(&l->lock, NULL);
    if (!open_at(c, url, &o, &l->s, &l->now)) {
        live_close(l);
        return false;
    }
    *ret = l;
    return true;
}

void live_close(live *l)
{
    if (!l)
        return;
    snapshot_release(l->now);
    for (size_t i = 0; i < KEPT; i++)
        snapshot_release(l->kept[i].s);
    store_close(l->s);
    pthread_mutex_destroy(&l->refreshing);
    pthread_mutex_destroy(&l->reading);
    pthread_mutex_destroy(&l->lock);
    mem_free(l->url);
    mem_free(l);
}

const char *live_url(const live *l)
{
    return l->url;
}

const snapshot *live_now(live *l)
{
    pthread_mutex_lock(&l->lock);
    const snapshot *s = hold(l->now);
    pthread_mutex_unlock(&l->lock);
    return s;
}

/* ---- other times ---- */
/* What was read of the past stays true; what ends with the newest commit, until the next one. */
static bool still(const struct kept *k, const desk_options *o, int64_t newest)
{
    return k->s && k->o.as_of == o->as_of && k->o.released_by == o->released_by &&
           k->o.kinds == o->kinds && (k->seen == newest || k->s->d.head.id < k->seen);
}

static const snapshot *find_kept(live *l, const desk_options *o)
{
    const snapshot *found = NULL;
    pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < KEPT && !found; i++)
        if (still(&l->kept[i], o, l->now->d.head.id)) {
            l->kept[i].used = ++l->clock;
            found = hold(l->kept[i].s);
        }
    pthread_mutex_unlock(&l->lock);
    return found;
}

static void keep(live *l, const desk_options *o, const snapshot *s, int64_t seen)
{
    pthread_mutex_lock(&l->lock);
    struct kept *oldest = &l->kept[0];
    for (size_t i = 1; i < KEPT; i++)
        if (l->kept[i].used < oldest->used)
            oldest = &l->kept[i];
    const snapshot *old = oldest->s;
    *oldest = (struct kept){hold(s), *o, seen, ++l->clock};
    pthread_mutex_unlock(&l->lock);
    snapshot_release(old);
}

static bool read_past(cx *c, live *l, const desk_options *o, const snapshot **ret)
{
    const snapshot *now = live_now(l);
    int64_t seen = now->d.head.id;
    snapshot_release(now);
    TRY(open_at(c, l->url, o, NULL, ret));
    keep(l, o, *ret, seen);
    return true;
}

bool live_at(cx *c, live *l, const desk_options *o, const snapshot **ret)
{
    desk_options w = {
        .as_of = o->as_of ? o->as_of : STORE_NOW, .released_by = o->released_by, .kinds = o->kinds};
    if (w.as_of == STORE_NOW && !w.released_by && !w.kinds) {
        *ret = live_now(l);
        return true;
    }
    *ret = find_kept(l, &w);
    if (*ret)
        return true;
    pthread_mutex_lock(&l->reading);
    *ret = find_kept(l, &w); /* by whom we waited for */
    bool ok = *ret || read_past(c, l, &w, ret);
    pthread_mutex_unlock(&l->reading);
    return ok;
}

bool live_refresh(cx *c, live *l, bool *ret_changed)
{
    desk next;
    pthread_mutex_lock(&l->refreshing);
    const snapshot *old = live_now(l), *fresh = NULL;
    bool ok = desk_next(c, &old->d, l->s, &next, ret_changed);
    if (ok && *ret_changed) {
        ok = snapshot_of(c, &next, next.k == old->d.k ? old->k : NULL, &fresh);
        ledgers_release(next.books);
    }
    if (ok && *ret_changed) {
        pthread_mutex_lock(&l->lock);
        const snapshot *was = l->now;
        l->now = fresh;
        pthread_mutex_unlock(&l->lock);
        snapshot_release(was);
    }
    snapshot_release(old);
    pthread_mutex_unlock(&l->refreshing);
    return ok;
}

desk snapshot_desk(const snapshot *s, store *st)
{
    desk d = s->d;
    d.s = st;
    return d;
}

void snapshot_tag(const snapshot *s, char out[SNAPSHOT_TAG_MAX])
{
    char hex[17];
    os_hex(s->d.head.chain.b, 8, hex);
    snprintf(out, SNAPSHOT_TAG_MAX, "%lld-%s", (long long)s->d.head.id, hex);
}

int64_t snapshot_commit(const snapshot *s)
{
    return s->d.head.id;
}
