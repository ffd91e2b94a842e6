/* Reading what was committed: heads, tables, and chunks decoded by several threads. */
#include "base/mem.h"
#include "base/os.h"
#include "base/str.h"
#include "store/chunk.h"
#include "store/store_impl.h"

uint64_t store_chunks_read;

/* ---- commits ---- */

bool store_commit_row(cx *c, const db_rows *r, arena *a, commit *ret)
{
    *ret = (commit){.id = db_int(r, 0), .recorded_at = db_int(r, 1), .rows = db_int(r, 7)};
    str file = db_bytes(r, 6), chain = db_bytes(r, 8);
    if (file.n == sizeof ret->file_sha256)
        memcpy(&ret->file_sha256, file.p, file.n);
    if (chain.n == sizeof ret->chain)
        memcpy(&ret->chain, chain.p, chain.n);
    return (arena_str(a, db_bytes(r, 2), &ret->recorded_by) &&
            arena_str(a, db_bytes(r, 3), &ret->action) &&
            arena_str(a, db_bytes(r, 4), &ret->reason) &&
            arena_str(a, db_bytes(r, 5), &ret->source)) ||
           fail_memory(c);
}

void commit_list_done(commit_list *l)
{
    mem_free(l->list);
    *l = (commit_list){0};
}

bool store_load_commits(cx *c, store *s, int64_t after, int64_t as_of, arena *a, commit_list *ret)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    TRY(db_query(c, s->d, "commits_between", DB_ARGS(DB_I(after), DB_I(as_of)), &r));
    for (bool more;;) {
        TRY(db_next(c, r, &more));
        if (!more)
            return true;
        if (!MEM_GROW(ret->list, ret->cap, ret->n + 1))
            return fail_memory(c);
        TRY(store_commit_row(c, r, a, &ret->list[ret->n]));
        ret->n++;
    }
}

const commit *commit_list_find(const commit_list *l, int64_t id)
{
    size_t lo = 0, hi = l->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (l->list[mid].id < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < l->n && l->list[lo].id == id ? &l->list[lo] : NULL;
}

static bool ready(cx *c, store *s)
{
    return s->in_tx || db_revive(c, s->d);
}

bool store_head(cx *c, store *s, int64_t as_of, commit *ret)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    bool more;
    *ret = (commit){0};
    TRY(ready(c, s));
    TRY(db_query(c, s->d, "head_at", DB_ARGS(DB_I(as_of)), &r));
    TRY(db_next(c, r, &more));
    return !more || store_commit_row(c, r, c->a, ret);
}

bool store_commits(cx *c, store *s, int64_t after, int64_t as_of, commit **ret, size_t *ret_n)
{
    commit_list l CLEANUP(commit_list_done) = {0};
    *ret = NULL;
    *ret_n = 0;
    TRY(ready(c, s));
    TRY(store_load_commits(c, s, after, as_of, c->a, &l));
    if (!l.n)
        return true;
    TRY(*ret = cx_alloc(c, l.n * sizeof **ret));
    memcpy(*ret, l.list, l.n * sizeof **ret);
    *ret_n = l.n;
    return true;
}

/* ---- a scan: the commits in question, in memory of its own ---- */

typedef struct scan {
    arena *a;
    commit_list commits;
    int64_t from, to; /* ids, inclusive; to < from: nothing */
} scan;

static void scan_done(scan *n)
{
    commit_list_done(&n->commits);
    arena_free(n->a);
    n->a = NULL;
}

static bool scan_start(cx *c, store *s, int64_t after, int64_t as_of, scan *n)
{
    *n = (scan){.a = arena_new(0), .from = after + 1, .to = after};
    if (!n->a)
        return fail_memory(c);
    TRY(ready(c, s));
    TRY(store_load_commits(c, s, after, as_of, n->a, &n->commits));
    if (n->commits.n)
        n->to = n->commits.list[n->commits.n - 1].id;
    return true;
}

static bool lost(cx *c, store *s, int64_t commit_id)
{
    return fail(
        c, ERR_DB, "数据库 %s 第 %lld 次提交的数据不完整：请运行 diaodu doctor，并用备份恢复",
        "database %s: commit %lld is not complete: run diaodu doctor, then restore a backup",
        db_label(s->d), (long long)commit_id);
}

/* ---- tables ---- */

/* Up to one page of tables after (*id, *seq), told to fn. */
static bool table_page(cx *c, store *s, const scan *n, int64_t *id, int64_t *seq, store_table_fn fn,
                       void *user, bool *any)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    TRY(db_query(c, s->d, "tables_open_after", DB_ARGS(DB_I(*id), DB_I(*seq), DB_I(n->to)), &r));
    *any = false;
    for (bool more;;) {
        TRY(db_next(c, r, &more));
        if (!more)
            return true;
        *any = true;
        *id = db_int(r, 0);
        *seq = db_int(r, 1);
        const commit *k = commit_list_find(&n->commits, *id);
        if (!k)
            return lost(c, s, *id);
        TRY(fn(user, k, db_bytes(r, 2), db_bytes(r, 4)));
    }
}

bool store_each_table(cx *c, store *s, int64_t after_commit, int64_t as_of, store_table_fn fn,
                      void *user)
{
    scan n CLEANUP(scan_done) = {0};
    TRY(scan_start(c, s, after_commit, as_of, &n));
    int64_t id = n.from, seq = -1;
    for (bool any = n.to >= n.from; any;)
        TRY(table_page(c, s, &n, &id, &seq, fn, user, &any));
    return true;
}

/* ---- which chunks ---- */

static int range_cmp(const void *x, const void *y)
{
    const key_range *a = x, *b = y;
    return a->min < b->min ? -1 : a->min > b->min;
}

/* Sorted, overlapping ones joined; empty ones dropped. */
static size_t ranges_join(key_range *r, size_t n)
{
    size_t kept = 0;
    if (n)
        qsort(r, n, sizeof *r, range_cmp);
    for (size_t i = 0; i < n; i++) {
        if (r[i].min > r[i].max)
            continue;
        if (kept && r[i].min <= r[kept - 1].max) {
            if (r[i].max > r[kept - 1].max)
                r[kept - 1].max = r[i].max;
        } else {
            r[kept++] = r[i];
        }
    }
    return kept;
}

static bool ranges_touch(const key_range *r, size_t n, obs_key min, obs_key max)
{
    size_t lo = 0, hi = n; /* the first range that does not end before `min` */
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (r[mid].max < min)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && r[lo].min <= max;
}

/* A chunk to be read. `place` is its position among all between the two outermost keys: without a
 * gap in it, several come with one query. */
typedef struct want {
    int64_t commit_id, seq, n;
    size_t place;
} want;
typedef struct wants {
    want *list;
    size_t n, cap;
    int64_t key_min, key_max, rows;
} wants;

static void wants_done(wants *w)
{
    mem_free(w->list);
}

static bool wants_load(cx *c, store *s, const scan *n, const key_range *ranges, size_t n_ranges,
                       wants *w)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    TRY(db_query(c, s->d, "chunk_index",
                 DB_ARGS(DB_I(n->from - 1), DB_I(n->to), DB_I(w->key_min), DB_I(w->key_max)), &r));
    for (size_t place = 0;; place++) {
        bool more;
        TRY(db_next(c, r, &more));
        if (!more)
            return true;
        if (n_ranges &&
            !ranges_touch(ranges, n_ranges, (obs_key)db_int(r, 2), (obs_key)db_int(r, 3)))
            continue;
        if (!MEM_GROW(w->list, w->cap, w->n + 1))
            return fail_memory(c);
        w->list[w->n++] = (want){db_int(r, 0), db_int(r, 1), db_int(r, 4), place};
        w->rows += db_int(r, 4);
    }
}

static bool wants_find(cx *c, store *s, const scan *n, const key_range *ranges, size_t n_ranges,
                       wants *w)
{
    key_range *own = NULL;
    size_t n_own = 0;
    *w = (wants){.key_min = 0, .key_max = INT64_MAX};
    if (n_ranges) {
        own = mem_alloc(n_ranges * sizeof *own);
        if (!own)
            return fail_memory(c);
        memcpy(own, ranges, n_ranges * sizeof *own);
        n_own = ranges_join(own, n_ranges);
    }
    if (n_own) {
        w->key_min = (int64_t)own[0].min;
        w->key_max = own[n_own - 1].max > INT64_MAX ? INT64_MAX : (int64_t)own[n_own - 1].max;
    }
    /* Ranges that are all empty want nothing; no ranges want everything. */
    bool ok = (n_ranges && !n_own) || wants_load(c, s, n, own, n_own, w);
    mem_free(own);
    return ok;
}

/* ---- decoding in windows ---- */

typedef struct slot {
    sb body;
    arena *a;
    obs_batch b;
    chunk_status status;
} slot;
#define SLOTS 16
typedef struct window {
    slot list[SLOTS];
    int cap, n, threads;
} window;

static void window_done(window *w)
{
    for (int i = 0; i < SLOTS; i++) {
        sb_done(&w->list[i].body);
        obs_batch_done(&w->list[i].b);
        arena_free(w->list[i].a);
    }
    mem_free(w);
}

static window *window_new(void)
{
    window *w = mem_zalloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->threads = store_thread_count();
    w->cap = w->threads * 2 < SLOTS ? w->threads * 2 : SLOTS;
    for (int i = 0; i < SLOTS; i++) {
        sb_init(&w->list[i].body, 0);
        obs_batch_init(&w->list[i].b, NULL);
    }
    return w;
}

#define SLOT_TEXT_MAX (1u << 20) /* texts of extras kept from chunk to chunk */

static chunk_status decode_slot(slot *t)
{
    obs_batch_clear(&t->b);
    if (!t->a || arena_used(t->a) > SLOT_TEXT_MAX) {
        arena_free(t->a);
        t->b.a = t->a = arena_new(0);
        if (!t->a)
            return CHUNK_MEMORY;
    }
    return chunk_read(sb_str(&t->body), &t->b);
}

static void decode_slots(void *arg, int index)
{
    window *w = arg;
    for (int i = index; i < w->n; i += w->threads)
        w->list[i].status = decode_slot(&w->list[i]);
}

/* Bodies of wants [from, from + n) into slots at `at`: neighbours, so one query brings them. */
static bool fetch_run(cx *c, store *s, const wants *all, size_t from, int n, window *w, int at)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    const want *first = &all->list[from], *last = first + n - 1;
    TRY(db_query(c, s->d, "chunks_span",
                 DB_ARGS(DB_I(first->commit_id), DB_I(first->seq), DB_I(last->commit_id),
                         DB_I(last->seq), DB_I(all->key_min), DB_I(all->key_max)),
                 &r));
    for (int i = 0; i < n; i++) {
        bool more;
        TRY(db_next(c, r, &more));
        if (!more || db_int(r, 0) != first[i].commit_id || db_int(r, 1) != first[i].seq)
            return lost(c, s, first[i].commit_id);
        sb_reset(&w->list[at + i].body);
        sb_put(&w->list[at + i].body, db_bytes(r, 6));
        if (!sb_ok(&w->list[at + i].body))
            return fail_memory(c);
        store_chunks_read++;
    }
    return true;
}

static bool fetch_window(cx *c, store *s, const wants *all, size_t from, window *w)
{
    w->n = 0;
    while (w->n < w->cap && from + (size_t)w->n < all->n) {
        size_t at = from + (size_t)w->n;
        int run = 1;
        while (w->n + run < w->cap && at + (size_t)run < all->n &&
               all->list[at + (size_t)run].place == all->list[at].place + (size_t)run)
            run++;
        TRY(fetch_run(c, s, all, at, run, w, w->n));
        w->n += run;
    }
    return true;
}

static bool slot_ok(cx *c, store *s, const want *k, const slot *t)
{
    switch (t->status) {
    case CHUNK_OK:
        return (int64_t)t->b.n == k->n || lost(c, s, k->commit_id);
    case CHUNK_MEMORY:
        return fail_memory(c);
    case CHUNK_NEWER:
        return fail(c, ERR_DB, "数据库 %s 第 %lld 次提交由更新的程序写成：请升级 diaodu",
                    "database %s: commit %lld was written by a newer program: upgrade diaodu",
                    db_label(s->d), (long long)k->commit_id);
    default:
        return fail(
            c, ERR_DB,
            "数据库 %s 第 %lld 次提交的第 %lld 个数据块已损坏：请用备份恢复（diaodu restore）",
            "database %s: commit %lld, chunk %lld is damaged: restore a backup (diaodu restore)",
            db_label(s->d), (long long)k->commit_id, (long long)k->seq);
    }
}

static bool deliver(cx *c, store *s, const scan *n, const wants *all, size_t from, window *w,
                    store_obs_fn fn, void *user)
{
    if (w->n > 1 && w->threads > 1)
        os_parallel(w->threads, decode_slots, w);
    else
        for (int i = 0; i < w->threads; i++)
            decode_slots(w, i);
    for (int i = 0; i < w->n; i++) {
        const want *k = &all->list[from + (size_t)i];
        TRY(slot_ok(c, s, k, &w->list[i]));
        const commit *by = commit_list_find(&n->commits, k->commit_id);
        if (!by)
            return lost(c, s, k->commit_id);
        TRY(fn(user, by, &w->list[i].b));
    }
    return true;
}

static bool each_want(cx *c, store *s, const scan *n, const wants *all, store_obs_fn fn, void *user)
{
    window *w = window_new();
    if (!w)
        return fail_memory(c);
    bool ok = true;
    uint64_t rows = 0;
    for (size_t from = 0; ok && from < all->n; from += (size_t)w->n) {
        ok = cx_progress(c, "load", rows, (uint64_t)all->rows) &&
             fetch_window(c, s, all, from, w) && deliver(c, s, n, all, from, w, fn, user);
        for (int i = 0; i < w->n; i++)
            rows += w->list[i].b.n;
    }
    window_done(w);
    return ok;
}

bool store_each_chunk(cx *c, store *s, int64_t after_commit, int64_t as_of, const key_range *ranges,
                      size_t n_ranges, store_obs_fn fn, void *user)
{
    scan n CLEANUP(scan_done) = {0};
    wants w CLEANUP(wants_done) = {0};
    TRY(scan_start(c, s, after_commit, as_of, &n));
    TRY(wants_find(c, s, &n, ranges, n_ranges, &w));
    return each_want(c, s, &n, &w, fn, user);
}
