#include "http/body.h"
#include "base/mem.h"
#include <pthread.h>
#include <stdatomic.h>
#include <zlib.h>

#define WORTH_PACKING 1024
#define LEVEL 5 /* 9 takes three times as long for one percent */

struct body {
    _Atomic uint32_t refs;
    str bytes, gz;
    char *own, *own_gz;
    pthread_mutex_t packing;
    bool packed; /* tried */
};

static body *body_new(void)
{
    body *b = mem_zalloc(1, sizeof *b);
    if (!b)
        return NULL;
    atomic_init(&b->refs, 1);
    pthread_mutex_init(&b->packing, NULL);
    return b;
}

body *body_take(sb *from)
{
    body *b = sb_ok(from) ? body_new() : NULL;
    if (!b)
        return NULL;
    b->own = from->p;
    b->bytes = (str){from->p, from->n};
    from->p = NULL;
    from->n = from->cap = 0;
    return b;
}

body *body_fixed(str bytes, str gz)
{
    body *b = body_new();
    if (!b)
        return NULL;
    b->bytes = bytes;
    b->gz = gz;
    b->packed = gz.n > 0;
    return b;
}

body *body_hold(body *b)
{
    atomic_fetch_add(&b->refs, 1);
    return b;
}

void body_release(body *b)
{
    if (!b || atomic_fetch_sub(&b->refs, 1) != 1)
        return;
    mem_free(b->own);
    mem_free(b->own_gz);
    pthread_mutex_destroy(&b->packing);
    mem_free(b);
}

str body_bytes(const body *b)
{
    return b->bytes;
}

static void pack(body *b)
{
    z_stream z = {0};
    size_t room = b->bytes.n - b->bytes.n / 8; /* less gain is none */
    char *out = mem_alloc(room);
    if (!out || deflateInit2(&z, LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        mem_free(out);
        return;
    }
    z.next_in = (Bytef *)b->bytes.p;
    z.avail_in = (uInt)b->bytes.n;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    if (deflate(&z, Z_FINISH) == Z_STREAM_END) {
        b->gz = (str){out, room - z.avail_out};
        char *less = mem_realloc(out, b->gz.n);
        b->own_gz = less ? less : out;
        b->gz.p = b->own_gz;
    } else {
        mem_free(out);
    }
    deflateEnd(&z);
}

bool body_gzip(body *b, str *ret)
{
    if (b->bytes.n < WORTH_PACKING || b->bytes.n > UINT32_MAX / 2)
        return false;
    pthread_mutex_lock(&b->packing);
    if (!b->packed) {
        b->packed = true;
        pack(b);
    }
    pthread_mutex_unlock(&b->packing);
    if (b->gz.n > 0)
        *ret = b->gz;
    return b->gz.n > 0;
}

size_t body_cost(const body *b)
{
    return sizeof *b + (b->own ? b->bytes.n + b->bytes.n / 4 : 0);
}
