/* cache.h: bodies by what they answer. The key names the state of the desk, so an entry is never
 * stale, only no longer asked for; two generations keep what was used lately within the limit. */
#ifndef DIAODU_HTTP_CACHE_H
#define DIAODU_HTTP_CACHE_H
#include "http/body.h"

typedef struct cache cache;
cache *cache_new(size_t max_bytes) CHECKED;
void cache_free(cache *k); /* NULL-safe */
/* Any thread. A hit is held for the caller. */
body *cache_get(cache *k, str key);
void cache_put(cache *k, str key, body *b); /* holds it itself; out of memory: not kept */

#endif
