#include "store/store.h"
#include "base/mem.h"
#include "base/os.h"
#include "base/str.h"
#include "store/chunk.h"
#include "store/store_impl.h"
#include <time.h>

int store_threads;

int store_thread_count(void)
{
    int n = store_threads ? store_threads : os_cpus();
    return n < 1 ? 1 : n > 8 ? 8 : n;
}

/* ---- opening ---- */

static bool check_schema(cx *c, store *s)
{
    int v, newest = store_schema_built_in();
    TRY(store_schema_of(c, s->d, &v));
    if (s->mode == STORE_CREATE) {
        if (v)
            return fail(c, ERR_CONFLICT, "数据库 %s 已经存在，未作改动",
                        "database %s exists already and was not touched", db_label(s->d));
        return store_apply(c, s->d, 0);
    }
    if (!v)
        return fail(c, ERR_UNKNOWN, "数据库 %s 是空的：先用 diaodu init 建立",
                    "database %s is empty: make it with diaodu init", db_label(s->d));
    if (v < newest)
        return fail(c, ERR_DB, "数据库 %s 是旧版结构 %d（本程序为 %d）：运行 diaodu migrate 升级",
                    "database %s has the older schema %d (this program: %d): run diaodu migrate",
                    db_label(s->d), v, newest);
    if (v > newest)
        return fail(c, ERR_DB, "数据库 %s 的结构 %d 比本程序（%d）新：请升级 diaodu",
                    "database %s has schema %d, newer than this program (%d): upgrade diaodu",
                    db_label(s->d), v, newest);
    return true;
}

bool store_open_any(cx *c, const char *url, store_mode mode, store **ret)
{
    static const db_mode modes[] = {
        [STORE_READ] = DB_READ, [STORE_WRITE] = DB_WRITE, [STORE_CREATE] = DB_CREATE};
    *ret = NULL;
    store *s = mem_zalloc(1, sizeof *s);
    if (!s)
        return fail_memory(c);
    s->mode = mode;
    sb_init(&s->manifest, 0);
    sb_init(&s->chunks, 0);
    if (!db_open(c, url, modes[mode], &s->d)) {
        store_close(s);
        return false;
    }
    *ret = s;
    return true;
}

bool store_open(cx *c, const char *url, store_mode mode, store **ret)
{
    TRY(store_open_any(c, url, mode, ret));
    if (check_schema(c, *ret))
        return true;
    store_close(*ret);
    *ret = NULL;
    return false;
}

void store_close(store *s)
{
    if (!s)
        return;
    if (s->d)
        store_rollback(s);
    db_close(s->d);
    sb_done(&s->manifest);
    sb_done(&s->chunks);
    mem_free(s);
}

bool store_is_postgres(const store *s)
{
    return db_is_pg(s->d);
}

const char *store_url(const store *s)
{
    return db_label(s->d);
}

/* ---- transactions ---- */

static void nap(int ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000L};
    nanosleep(&t, NULL);
}

/* PostgreSQL: the lock is a row. Asked for without waiting so that the user can interrupt. */
static bool begin_pg(cx *c, db *d)
{
    for (double end = os_monotonic() + db_wait_ms / 1e3;;) {
        TRY(db_run(c, d, "begin_write", DB_NO_ARGS, NULL));
        if (db_run(c, d, "lock_writer", DB_NO_ARGS, NULL))
            return true;
        bool again = db_last(d) == DB_BUSY && os_monotonic() < end;
        db_rollback(d);
        if (!again)
            return false;
        cx_clear(c);
        TRY(cx_progress(c, "wait", 0, 0));
        nap(20);
    }
}

/* While we waited, a restore may have put another file in the place of the one we hold. */
static bool begin_sqlite(cx *c, db *d)
{
    TRY(db_run(c, d, "begin_write", DB_NO_ARGS, NULL));
    if (db_current(d))
        return true;
    db_rollback(d);
    return db_revive(c, d) && db_run(c, d, "begin_write", DB_NO_ARGS, NULL);
}

bool store_tx_begin(cx *c, db *d)
{
    return db_is_pg(d) ? begin_pg(c, d) : begin_sqlite(c, d);
}

bool store_tx_commit(cx *c, db *d)
{
    return db_run(c, d, "commit", DB_NO_ARGS, NULL);
}

static bool commit_before(cx *c, store *s)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    bool more;
    s->before = (commit){0};
    TRY(db_query(c, s->d, "commit_last", DB_NO_ARGS, &r));
    TRY(db_next(c, r, &more));
    if (!more)
        return true;
    s->before.id = db_int(r, 0);
    s->before.recorded_at = db_int(r, 1);
    str chain = db_bytes(r, 2);
    if (chain.n == sizeof s->before.chain)
        memcpy(&s->before.chain, chain.p, chain.n);
    return true;
}

static bool copy_meta(cx *c, store *s, const commit *meta)
{
    const str texts[] = {meta->recorded_by, meta->action, meta->reason, meta->source};
    str *const to[] = {&s->cur.recorded_by, &s->cur.action, &s->cur.reason, &s->cur.source};
    s->cur = *meta;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (!utf8_valid(texts[i]) || (texts[i].n && memchr(texts[i].p, 0, texts[i].n)))
            return fail(c, ERR_USAGE, "操作人、理由或来源不是有效的 UTF-8 文字",
                        "user, reason or source is not valid UTF-8 text");
        if (!arena_str(s->tx_arena, texts[i], to[i]))
            return fail_memory(c);
    }
    return true;
}

static void tx_forget(store *s)
{
    arena_free(s->tx_arena);
    s->tx_arena = NULL;
    s->in_tx = s->tx_bad = false;
    sb_reset(&s->manifest);
    sb_reset(&s->chunks);
}

bool store_begin(cx *c, store *s, const commit *meta)
{
    MUST(!s->in_tx && s->mode != STORE_READ);
    TRY(db_revive(c, s->d));
    s->n_tables = s->n_chunks = s->n_obs = 0;
    s->tx_arena = arena_new(0);
    if (!s->tx_arena)
        return fail_memory(c);
    if (!copy_meta(c, s, meta) || !store_tx_begin(c, s->d)) {
        tx_forget(s);
        return false;
    }
    s->in_tx = true;
    if (!commit_before(c, s)) {
        store_rollback(s);
        return false;
    }
    s->cur.id = s->before.id + 1;
    return true;
}

void store_rollback(store *s)
{
    if (!s->in_tx)
        return;
    db_rollback(s->d);
    tx_forget(s);
}

static bool add_commit(cx *c, store *s)
{
    commit *k = &s->cur;
    int64_t now = os_now_us();
    k->recorded_at = now > s->before.recorded_at ? now : s->before.recorded_at + 1;
    k->rows = k->rows ? k->rows : s->n_obs;
    sb_put(&s->manifest, sb_str(&s->chunks));
    if (!sb_ok(&s->manifest) || !sb_ok(&s->chunks))
        return fail_memory(c);
    TRY(chain_close(c, os_sha256, k, sb_str(&s->manifest), &s->before.chain, &k->chain));
    return db_run(c, s->d, "commit_add",
                  DB_ARGS(DB_I(k->id), DB_I(k->recorded_at), DB_T(k->recorded_by), DB_T(k->action),
                          DB_T(k->reason), DB_T(k->source),
                          DB_B(&k->file_sha256, sizeof k->file_sha256), DB_I(k->rows),
                          DB_B(&k->chain, sizeof k->chain)),
                  NULL);
}

/* The connection broke while it said "commit": look whether it was heard. */
static bool was_heard(store *s)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    bool more, heard = false;
    if (!db_revive(NULL, s->d) ||
        !db_query(NULL, s->d, "commit_chain", DB_ARGS(DB_I(s->cur.id)), &r))
        return false;
    while (db_next(NULL, r, &more) && more)
        heard = str_eq(db_bytes(r, 0), (str){(char *)s->cur.chain.b, sizeof s->cur.chain.b});
    return heard;
}

static bool finish(cx *c, store *s)
{
    TRY(add_commit(c, s));
    if (store_tx_commit(c, s->d))
        return true;
    if (db_last(s->d) != DB_GONE || !was_heard(s))
        return false;
    cx_clear(c);
    return true;
}

/* Texts are copied before anything is final: afterwards nothing may fail any more. */
static bool copy_texts(cx *c, const commit *k, commit *ret)
{
    return (arena_str(c->a, k->recorded_by, &ret->recorded_by) &&
            arena_str(c->a, k->action, &ret->action) && arena_str(c->a, k->reason, &ret->reason) &&
            arena_str(c->a, k->source, &ret->source)) ||
           fail_memory(c);
}

bool store_commit(cx *c, store *s, commit *ret)
{
    MUST(s->in_tx);
    commit texts = {0};
    bool ok = !s->tx_bad;
    if (!ok)
        fail(c, ERR_DB, "本次写入此前已失败，未保存", "an earlier step failed: nothing was saved");
    if (!ok || (ret && !copy_texts(c, &s->cur, &texts)) || !finish(c, s)) {
        store_rollback(s);
        return false;
    }
    if (ret) {
        *ret = s->cur;
        ret->recorded_by = texts.recorded_by;
        ret->action = texts.action;
        ret->reason = texts.reason;
        ret->source = texts.source;
    }
    tx_forget(s);
    return true;
}

/* ---- putting ---- */

static bool bad(store *s)
{
    s->tx_bad = true;
    return false;
}

bool store_put_table(cx *c, store *s, str name, str csv)
{
    MUST(s->in_tx);
    sha256 h = os_sha256(csv);
    int64_t seq = s->n_tables++;
    chain_table(&s->manifest, seq, name, &h);
    return db_run(c, s->d, "table_add",
                  DB_ARGS(DB_I(s->cur.id), DB_I(seq), DB_T(name), DB_B(&h, sizeof h),
                          DB_B(csv.p, csv.n)),
                  NULL) ||
           bad(s);
}

/* One chunk on its way: coded by any thread, written by one. */
typedef struct job {
    const obs_batch *b;
    size_t from, to;
    sb body;
    sha256 hash;
    bool ok;
} job;
#define JOBS 32
typedef struct jobs {
    job list[JOBS];
    int n, threads;
} jobs;

static void encode_jobs(void *arg, int index)
{
    jobs *w = arg;
    for (int i = index; i < w->n; i += w->threads) {
        job *j = &w->list[i];
        sb_reset(&j->body);
        j->ok = chunk_write(j->b, j->from, j->to, &j->body);
        if (j->ok)
            j->hash = os_sha256(sb_str(&j->body));
    }
}

static bool add_chunk(cx *c, store *s, const job *j)
{
    int64_t key_min = (int64_t)j->b->key[j->from], key_max = (int64_t)j->b->key[j->to - 1];
    int64_t n = (int64_t)(j->to - j->from), seq = s->n_chunks++;
    if (!j->ok)
        return fail_memory(c);
    chain_chunk(&s->chunks, seq, key_min, key_max, n, &j->hash);
    s->n_obs += n;
    return db_run(c, s->d, "chunk_add",
                  DB_ARGS(DB_I(s->cur.id), DB_I(seq), DB_I(key_min), DB_I(key_max), DB_I(n),
                          DB_B(&j->hash, sizeof j->hash), DB_B(j->body.p, j->body.n)),
                  NULL);
}

static bool put_window(cx *c, store *s, jobs *w, const obs_batch *b, size_t *from)
{
    int most = w->threads * 4 < JOBS ? w->threads * 4 : JOBS;
    for (w->n = 0; w->n < most && *from < b->n; w->n++) {
        size_t to = b->n - *from < CHUNK_ROWS ? b->n : *from + CHUNK_ROWS;
        job *j = &w->list[w->n];
        j->b = b;
        j->from = *from;
        j->to = *from = to;
    }
    if (w->n > 1 && w->threads > 1)
        os_parallel(w->threads, encode_jobs, w);
    else
        for (int i = 0; i < w->threads; i++)
            encode_jobs(w, i);
    for (int i = 0; i < w->n; i++)
        TRY(add_chunk(c, s, &w->list[i]));
    return true;
}

bool store_put_obs(cx *c, store *s, const obs_batch *b)
{
    MUST(s->in_tx);
    jobs *w = mem_zalloc(1, sizeof *w);
    if (!w)
        return bad(s) || fail_memory(c);
    w->threads = store_thread_count();
    for (int i = 0; i < JOBS; i++)
        sb_init(&w->list[i].body, 0);
    bool ok = true;
    for (size_t from = 0; ok && from < b->n;)
        ok = put_window(c, s, w, b, &from) && cx_progress(c, "save", from, b->n);
    for (int i = 0; i < JOBS; i++)
        sb_done(&w->list[i].body);
    mem_free(w);
    return ok || bad(s);
}

/* ---- settings ---- */

bool store_meta_get(cx *c, store *s, const char *key, str *ret)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    bool more;
    *ret = S("");
    TRY(s->in_tx || db_revive(c, s->d));
    TRY(db_query(c, s->d, "meta_get", DB_ARGS(DB_T(str_of(key))), &r));
    TRY(db_next(c, r, &more));
    return !more || arena_str(c->a, db_bytes(r, 0), ret) || fail_memory(c);
}

bool store_meta_set(cx *c, store *s, const char *key, str value)
{
    MUST(s->mode != STORE_READ);
    int64_t changed = 0;
    TRY(s->in_tx || db_revive(c, s->d));
    TRY(db_run(c, s->d, "meta_update", DB_ARGS(DB_T(str_of(key)), DB_T(value)), &changed));
    if (changed || db_run(c, s->d, "meta_insert", DB_ARGS(DB_T(str_of(key)), DB_T(value)), NULL))
        return true;
    if (db_last(s->d) != DB_TAKEN)
        return false;
    cx_clear(c); /* somebody else was quicker */
    return db_run(c, s->d, "meta_update", DB_ARGS(DB_T(str_of(key)), DB_T(value)), &changed);
}
