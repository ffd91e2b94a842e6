/* The chain of commits: see store_impl.h for what it is made of. */
#include "base/str.h"
#include "store/store_impl.h"

static void put_hash(sb *m, const sha256 *h)
{
    char hex[65];
    os_hex(h->b, sizeof h->b, hex);
    sb_putz(m, hex);
}

static void put_sized(sb *m, str s)
{
    sb_printf(m, " %zu:", s.n);
    sb_put(m, s);
}

void chain_table(sb *m, int64_t seq, str name, const sha256 *h)
{
    sb_printf(m, "table %lld", (long long)seq);
    put_sized(m, name);
    sb_putc(m, ' ');
    put_hash(m, h);
    sb_putc(m, '\n');
}

void chain_chunk(sb *m, int64_t seq, int64_t key_min, int64_t key_max, int64_t n, const sha256 *h)
{
    sb_printf(m, "chunk %lld %lld %lld %lld ", (long long)seq, (long long)key_min,
              (long long)key_max, (long long)n);
    put_hash(m, h);
    sb_putc(m, '\n');
}

bool chain_close(cx *c, hash_fn hash, const commit *k, str manifest, const sha256 *before,
                 sha256 *ret)
{
    sb m CLEANUP(sb_done) = {0};
    sb_init(&m, 0);
    sb_printf(&m, "commit %lld %lld %lld ", (long long)k->id, (long long)k->recorded_at,
              (long long)k->rows);
    put_hash(&m, &k->file_sha256);
    put_sized(&m, k->recorded_by);
    put_sized(&m, k->action);
    put_sized(&m, k->reason);
    put_sized(&m, k->source);
    sb_putc(&m, '\n');
    sb_put(&m, manifest);
    sb_putz(&m, "after ");
    put_hash(&m, before);
    sb_putc(&m, '\n');
    if (!sb_ok(&m))
        return fail_memory(c);
    *ret = hash(sb_str(&m));
    return true;
}
