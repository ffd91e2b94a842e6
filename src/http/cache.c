#include "http/cache.h"
#include "base/map.h"
#include "base/mem.h"
#include <pthread.h>

struct generation {
    map at; /* key -> index into list */
    body **list;
    char **keys;
    size_t n, cap, cap_keys, bytes;
};

struct cache {
    pthread_mutex_t lock;
    size_t max; /* of one generation */
    struct generation young, old;
};

cache *cache_new(size_t max_bytes)
{
    cache *k = mem_zalloc(1, sizeof *k);
    if (!k)
        return NULL;
    pthread_mutex_init(&k->lock, NULL);
    k->max = max_bytes / 2;
    return k;
}

static void generation_done(struct generation *g)
{
    for (size_t i = 0; i < g->n; i++) {
        body_release(g->list[i]);
        mem_free(g->keys[i]);
    }
    mem_free(g->list);
    mem_free(g->keys);
    map_done(&g->at);
    *g = (struct generation){0};
}

void cache_free(cache *k)
{
    if (!k)
        return;
    generation_done(&k->young);
    generation_done(&k->old);
    pthread_mutex_destroy(&k->lock);
    mem_free(k);
}

static void put(cache *k, str key, body *b)
{
    struct generation *g = &k->young;
    if (map_get(&g->at, key) != MAP_NONE)
        return;
    if (g->bytes + body_cost(b) > k->max && g->n) {
        generation_done(&k->old);
        k->old = *g;
        *g = (struct generation){0};
    }
    char *copy = mem_alloc(key.n + 1);
    if (!copy)
        return;
    memcpy(copy, key.p, key.n);
    if (!MEM_GROW(g->list, g->cap, g->n + 1) || !MEM_GROW(g->keys, g->cap_keys, g->n + 1) ||
        !map_put(&g->at, (str){copy, key.n}, (uint32_t)g->n)) {
        mem_free(copy);
        return;
    }
    g->keys[g->n] = copy;
    g->list[g->n++] = body_hold(b);
    g->bytes += body_cost(b) + key.n;
}

body *cache_get(cache *k, str key)
{
    body *b = NULL;
    pthread_mutex_lock(&k->lock);
    uint32_t i = map_get(&k->young.at, key);
    if (i != MAP_NONE) {
        b = body_hold(k->young.list[i]);
    } else if ((i = map_get(&k->old.at, key)) != MAP_NONE) {
        b = body_hold(k->old.list[i]);
        put(k, key, b);
    }
    pthread_mutex_unlock(&k->lock);
    return b;
}

void cache_put(cache *k, str key, body *b)
{
    if (body_cost(b) > k->max / 4)
        return;
    pthread_mutex_lock(&k->lock);
    put(k, key, b);
    pthread_mutex_unlock(&k->lock);
}
