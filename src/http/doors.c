#include "http/doors.h"
#include "base/str.h"
#include <pthread.h>

struct doors {
    store *s; /* of whoever refreshes */
    pthread_mutex_t refreshing;
    pthread_mutex_t lock; /* what stands below */
    cx *now;              /* whose arena holds the lists */
    str mark;
    bool guarded;
    credential *list; /* by hash */
    size_t n;
};

static int by_hash(const void *x, const void *y)
{
    return memcmp(&((const credential *)x)->hash, &((const credential *)y)->hash, sizeof(sha256));
}

static bool let_in(const account *all, size_t n, const credential *k)
{
    if (k->kind == CRED_LINK)
        return false;
    for (size_t i = 0; i < n; i++)
        if (str_eq(all[i].login, k->login))
            return !all[i].disabled;
    return false;
}

/* One state of the tables, in an arena of its own. */
static bool read_all(cx *c, doors *d, str *mark, credential **list, size_t *n, bool *guarded)
{
    account *all;
    size_t n_all, kept = 0;
    TRY(accounts_mark(c, d->s, mark)); /* first: what changes meanwhile is read again */
    TRY(accounts_load(c, d->s, &all, &n_all) && credentials_load(c, d->s, list, n));
    *guarded = n_all > 0;
    for (size_t i = 0; i < *n; i++)
        if (let_in(all, n_all, &(*list)[i]))
            (*list)[kept++] = (*list)[i];
    *n = kept;
    if (kept)
        qsort(*list, kept, sizeof **list, by_hash);
    return true;
}

static void cx_free(cx *c)
{
    if (c)
        cx_done(c);
    mem_free(c);
}

static bool refresh(cx *c, doors *d)
{
    str mark;
    TRY(accounts_mark(c, d->s, &mark));
    if (d->now && str_eq(mark, d->mark))
        return true;
    cx *next = mem_zalloc(1, sizeof *next);
    credential *list;
    size_t n;
    bool guarded;
    if (!next || !cx_init(next, c->lang)) {
        mem_free(next);
        return fail_memory(c);
    }
    if (!read_all(next, d, &mark, &list, &n, &guarded)) {
        bool told = fail(c, next->err.code, "%s%.0s", "%.0s%s", next->err.zh, next->err.en);
        cx_free(next);
        return told;
    }
    pthread_mutex_lock(&d->lock);
    cx *old = d->now;
    d->now = next;
    d->mark = mark;
    d->list = list;
    d->n = n;
    d->guarded = guarded;
    pthread_mutex_unlock(&d->lock);
    cx_free(old);
    return true;
}

bool doors_refresh(cx *c, doors *d)
{
    pthread_mutex_lock(&d->refreshing);
    bool ok = refresh(c, d);
    pthread_mutex_unlock(&d->refreshing);
    return ok;
}

bool doors_open(cx *c, const char *url, doors **ret)
{
    doors *d = mem_zalloc(1, sizeof *d);
    *ret = NULL;
    if (!d)
        return fail_memory(c);
    pthread_mutex_init(&d->refreshing, NULL);
    pthread_mutex_init(&d->lock, NULL);
    if (store_open(c, url, STORE_READ, &d->s) && doors_refresh(c, d)) {
        *ret = d;
        return true;
    }
    doors_close(d);
    return false;
}

void doors_close(doors *d)
{
    if (!d)
        return;
    cx_free(d->now);
    store_close(d->s);
    pthread_mutex_destroy(&d->refreshing);
    pthread_mutex_destroy(&d->lock);
    mem_free(d);
}

bool doors_guarded(doors *d)
{
    pthread_mutex_lock(&d->lock);
    bool guarded = d->guarded;
    pthread_mutex_unlock(&d->lock);
    return guarded;
}

bool doors_find(cx *c, doors *d, str token, credential *ret)
{
    credential key = {.hash = who_hash(token)};
    pthread_mutex_lock(&d->lock);
    const credential *k = d->n ? bsearch(&key, d->list, d->n, sizeof key, by_hash) : NULL;
    bool found = k && k->expires_at > os_now_us();
    if (found) {
        *ret = *k;
        ret->name = ret->origin = S("");
        found = arena_str(c->a, k->login, &ret->login) && arena_str(c->a, k->id, &ret->id);
    }
    pthread_mutex_unlock(&d->lock);
    return found;
}
