/* store_bench: how fast observations are coded, committed and read again.
 *   store_bench [URL] [AREAS INDICATORS MONTHS]     default /tmp/store_bench.db 3000 35 120 */
#include "base/base.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/os.h"
#include "base/sb.h"
#include "../tests/store/gen.h"
#include "store/chunk.h"
#include "store/store.h"
#include "store/store_impl.h"
#include <sys/resource.h>
#include <unistd.h>

static double started;

static void line(const char *what, size_t rows)
{
    double t = os_monotonic() - started;
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    printf("%-34s %8.3f s %9.1f M rows/s   peak %ld MB\n", what, t, (double)rows / t / 1e6,
           u.ru_maxrss / 1024);
    started = os_monotonic();
}

static bool count_rows(void *user, const commit *k, const obs_batch *b)
{
    *(uint64_t *)user += b->n;
    return true;
}

static bool bench_code(cx *c, const obs_batch *b)
{
    sb out CLEANUP(sb_done);
    obs_batch d CLEANUP(obs_batch_done);
    sb_init(&out, 0);
    obs_batch_init(&d, c->a);
    size_t bytes = 0, n = 0;
    double encode = 0, decode = 0, sum = 0, hash = 0;
    for (size_t from = 0; from < b->n; from += CHUNK_ROWS) {
        size_t to = b->n - from < CHUNK_ROWS ? b->n : from + CHUNK_ROWS;
        sb_reset(&out);
        obs_batch_clear(&d);
        double t0 = os_monotonic();
        TRY(chunk_encode(c, b, from, to, &out));
        double t1 = os_monotonic();
        TRY(chunk_decode(c, sb_str(&out), &d));
        double t2 = os_monotonic();
        n += chunk_sum(sb_str(&out)) != 0;
        double t3 = os_monotonic();
        n += os_sha256(sb_str(&out)).b[0] == 255;
        double t4 = os_monotonic();
        encode += t1 - t0;
        decode += t2 - t1;
        sum += t3 - t2;
        hash += t4 - t3;
        bytes += out.n;
    }
    printf("%zu rows, %.1f MB, %.2f bytes a row (%zu)\n", b->n, (double)bytes / 1e6,
           (double)bytes / (double)b->n, n);
    printf("encode %.3f s (%.0f M rows/s), decode %.3f s (%.0f M rows/s), of that sum %.3f; "
           "SHA-256 %.3f s\n",
           encode, (double)b->n / encode / 1e6, decode, (double)b->n / decode / 1e6, sum, hash);
    started = os_monotonic();
    return true;
}

static bool bench_load(cx *c, const char *url, size_t rows)
{
    store *s;
    for (int threads = 1; threads <= 2; threads++) {
        uint64_t n = 0;
        store_threads = threads;
        started = os_monotonic();
        TRY(store_open(c, url, STORE_READ, &s));
        bool good = store_each_chunk(c, s, 0, STORE_NOW, NULL, 0, count_rows, &n);
        store_close(s);
        TRY(good);
        MUST(n == rows);
        line(threads == 1 ? "open and load all, 1 thread" : "open and load all, 2 threads", n);
    }
    return true;
}

static bool commit_batch(cx *c, store *s, const obs_batch *b)
{
    TRY(store_begin(c, s, &(commit){.recorded_by = S("bench"), .action = S("import")}));
    TRY(store_put_obs(c, s, b));
    return store_commit(c, s, NULL);
}

/* One month of all areas more, and what another process sees of it. */
static bool bench_month(cx *c, store *s, const char *url, uint32_t areas, uint32_t inds, int months)
{
    obs_batch b CLEANUP(obs_batch_done);
    obs_batch_init(&b, c->a);
    TRY(gen_panel(&b, areas, inds, 1, months, false));
    store *other;
    commit head;
    uint64_t n = 0;
    TRY(store_open(c, url, STORE_READ, &other));
    TRY(store_head(c, other, STORE_NOW, &head));
    started = os_monotonic();
    bool good = commit_batch(c, s, &b);
    line("commit one month more", b.n);
    good = good && store_each_chunk(c, other, head.id, STORE_NOW, NULL, 0, count_rows, &n);
    line("another connection reads it", (size_t)n);
    store_close(other);
    return good;
}

static bool bench_store(cx *c, const char *url, const obs_batch *b, uint32_t areas, uint32_t inds,
                        int months)
{
    store *s;
    TRY(store_open(c, url, STORE_CREATE, &s));
    started = os_monotonic();
    bool good = commit_batch(c, s, b);
    line("durable commit of all", b->n);
    good = good && bench_load(c, url, b->n) && bench_month(c, s, url, areas, inds, months);
    str findings;
    size_t n = 0;
    started = os_monotonic();
    good = good && store_verify(c, s, &findings, &n);
    line("verify", b->n);
    MUST(!good || n == 0);
    store_close(s);
    return good;
}

int main(int argc, char **argv)
{
    const char *url = argc > 1 ? argv[1] : "/tmp/store_bench.db";
    uint32_t areas = argc > 2 ? (uint32_t)atoi(argv[2]) : 3000;
    uint32_t inds = argc > 3 ? (uint32_t)atoi(argv[3]) : 35;
    int months = argc > 4 ? atoi(argv[4]) : 120;
    cx c CLEANUP(cx_done);
    obs_batch b CLEANUP(obs_batch_done);
    if (!cx_init(&c, LANG_EN))
        return 3;
    obs_batch_init(&b, c.a);
    if (argc < 2)
        unlink(url);
    started = os_monotonic();
    if (!gen_panel(&b, areas, inds, months, 0, getenv("GROWTH") != NULL))
        return 3;
    line("make rows", b.n);
    if (!bench_code(&c, &b) || !bench_store(&c, url, &b, areas, inds, months)) {
        fprintf(stderr, "%s\n", cx_message(&c));
        return 3;
    }
    return 0;
}
