#include "http/doors.h"
#include "base/str.h"
#include <pthread.h>

#define NOTE_S 60           /* how often it is written down who was here */
#define MARGIN_US 300000000 /* another process may know of a use that is not yet written down */

struct doors {
    store *s;     /* of whoever refreshes */
    store *w;     /* of doors_note() */
    int64_t idle; /* microseconds */
    double noted;
    pthread_mutex_t refreshing;
    pthread_mutex_t lock; /* what stands below */
    cx *now;              /* whose arena holds the lists */
    str mark;
    bool guarded;
    credential *list; /* by hash; used_at as this process knows it */
    size_t n;
    bool *fresh; /* used since it was written down */
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

static credential *entry_of(doors *d, const sha256 *hash)
{
    credential key = {.hash = *hash};
    return d->n ? bsearch(&key, d->list, d->n, sizeof key, by_hash) : NULL;
}

/* What is not yet written down is not forgotten. */
static void carry_use(doors *d, credential *k, bool *fresh)
{
    const credential *was = entry_of(d, &k->hash);
    if (was && was->used_at > k->used_at) {
        k->used_at = was->used_at;
        *fresh = d->fresh[was - d->list];
    }
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
    bool *fresh = cx_alloc(next, n + 1);
    if (!fresh) {
        cx_free(next);
        return fail_memory(c);
    }
    memset(fresh, 0, n + 1);
    pthread_mutex_lock(&d->lock);
    for (size_t i = 0; i < n; i++)
        carry_use(d, &list[i], &fresh[i]);
    cx *old = d->now;
    d->now = next;
    d->fresh = fresh;
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

static bool take_uses(cx *c, doors *d, credential_use **ret, size_t *n)
{
    *n = 0;
    pthread_mutex_lock(&d->lock);
    *ret = cx_alloc(c, (d->n + 1) * sizeof **ret);
    for (size_t i = 0; *ret && i < d->n; i++)
        if (d->fresh[i]) {
            (*ret)[(*n)++] = (credential_use){d->list[i].hash, d->list[i].used_at};
            d->fresh[i] = false;
        }
    pthread_mutex_unlock(&d->lock);
    return *ret != NULL;
}

static void give_back(doors *d, const credential_use *list, size_t n)
{
    pthread_mutex_lock(&d->lock);
    for (size_t i = 0; i < n; i++) {
        const credential *k = entry_of(d, &list[i].hash);
        if (k)
            d->fresh[k - d->list] = true;
    }
    pthread_mutex_unlock(&d->lock);
}

static void note(cx *c, doors *d)
{
    credential_use *list;
    size_t n;
    if (!doors_guarded(d) || !take_uses(c, d, &list, &n))
        return;
    if (!credentials_used(c, d->w, list, n, os_now_us() - d->idle - MARGIN_US)) {
        give_back(d, list, n);
        cx_clear(c); /* somebody else writes; nothing is lost */
    }
}

void doors_note(cx *c, doors *d)
{
    double now = os_monotonic();
    if (now - d->noted < NOTE_S)
        return;
    d->noted = now;
    note(c, d);
}

bool doors_open(cx *c, const char *url, int idle_minutes, doors **ret)
{
    doors *d = mem_zalloc(1, sizeof *d);
    *ret = NULL;
    if (!d)
        return fail_memory(c);
    d->idle = (int64_t)idle_minutes * 60000000;
    d->noted = os_monotonic();
    pthread_mutex_init(&d->refreshing, NULL);
    pthread_mutex_init(&d->lock, NULL);
    if (store_open(c, url, STORE_READ, &d->s) && store_open(c, url, STORE_WRITE, &d->w) &&
        doors_refresh(c, d)) {
        *ret = d;
        return true;
    }
    doors_close(d);
    return false;
}

void doors_close(doors *d)
{
    cx c;
    if (!d)
        return;
    if (d->s && d->w && d->now && cx_init(&c, LANG_ZH)) {
        note(&c, d);
        cx_done(&c);
    }
    cx_free(d->now);
    store_close(d->s);
    store_close(d->w);
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
    const sha256 hash = who_hash(token);
    int64_t now = os_now_us();
    pthread_mutex_lock(&d->lock);
    credential *k = entry_of(d, &hash);
    bool found =
        k && k->expires_at > now && (k->kind != CRED_SESSION || k->used_at > now - d->idle);
    if (found) {
        d->fresh[k - d->list] = true;
        k->used_at = now > k->used_at ? now : k->used_at;
    }
    if (found) {
        *ret = *k;
        ret->name = ret->origin = S("");
        found = arena_str(c->a, k->login, &ret->login) && arena_str(c->a, k->id, &ret->id);
    }
    pthread_mutex_unlock(&d->lock);
    return found;
}
