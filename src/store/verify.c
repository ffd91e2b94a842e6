/* Is everything still what was committed? */
#include "base/mem.h"
#include "base/os.h"
#include "base/str.h"
#include "store/chunk.h"
#include "store/store_impl.h"

#define FINDINGS_MAX 1000 /* a ruined file must not fill the memory with complaints */

typedef struct verify {
    cx *c;
    store *s;
    arena *a;
    commit_list commits;
    sb *manifests; /* one a commit, in the order of the list */
    sb *sm3;       /* the same by SM3; NULL = links were not asked for */
    store_link *links;
    sb findings;
    size_t n;
} verify;

static void finding(verify *v, const char *zh, const char *en, int64_t commit_id, int64_t seq)
{
    if (v->n++ >= FINDINGS_MAX)
        return;
    if (v->c->lang == LANG_ZH)
        sb_printf(&v->findings, "第 %lld 次提交", (long long)commit_id);
    else
        sb_printf(&v->findings, "commit %lld", (long long)commit_id);
    if (seq >= 0)
        sb_printf(&v->findings, "/%lld", (long long)seq);
    sb_putz(&v->findings, v->c->lang == LANG_ZH ? ":" : ": ");
    sb_putz(&v->findings, v->c->lang == LANG_ZH ? zh : en);
    sb_putc(&v->findings, '\n');
}

/* What the engine said about a damaged file is a finding, not a failure of the check. */
static bool as_finding(verify *v)
{
    if (v->c->err.code != ERR_DB)
        return false;
    v->n++;
    sb_putz(&v->findings, cx_message(v->c));
    sb_putc(&v->findings, '\n');
    cx_clear(v->c);
    return true;
}

static sb *manifest_of(const verify *v, sb *manifests, int64_t commit_id)
{
    const commit *k = commit_list_find(&v->commits, commit_id);
    return k && manifests ? &manifests[k - v->commits.list] : NULL;
}

static bool same_hash(str stored, const sha256 *h)
{
    return str_eq(stored, (str){(const char *)h->b, sizeof h->b});
}

/* ---- the engine's own check ---- */

static bool check_engine(verify *v)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    if (db_is_pg(v->s->d))
        return true;
    TRY(db_query(v->c, v->s->d, "integrity", DB_NO_ARGS, &r));
    for (bool more;;) {
        TRY(db_next(v->c, r, &more));
        if (!more)
            return true;
        if (str_eq(db_bytes(r, 0), S("ok")) || v->n++ >= FINDINGS_MAX)
            continue;
        /* SQLite tells want of memory (its code 7) like damage; memory is no matter of the file */
        if (str_contains(db_bytes(r, 0), "error code=7"))
            return fail_memory(v->c);
        sb_put(&v->findings, db_bytes(r, 0));
        sb_putc(&v->findings, '\n');
    }
}

static bool check_orphans(verify *v)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    bool more;
    TRY(db_query(v->c, v->s->d, "orphans", DB_NO_ARGS, &r));
    TRY(db_next(v->c, r, &more));
    if (more && (db_int(r, 0) || db_int(r, 1)))
        finding(v, "有数据块或表不属于任何提交", "there are chunks or tables of no commit", 0, -1);
    return true;
}

/* ---- tables and chunks ---- */

static void check_table(verify *v, const db_rows *r, int64_t expected)
{
    int64_t id = db_int(r, 0), seq = db_int(r, 1);
    sb *m = manifest_of(v, v->manifests, id), *m3 = manifest_of(v, v->sm3, id);
    sha256 h = os_sha256(db_bytes(r, 4));
    if (seq != expected)
        finding(v, "前面缺少表", "a table before this one is missing", id, seq);
    if (!same_hash(db_bytes(r, 3), &h))
        finding(v, "表的内容与其哈希不符", "the text of a table does not match its hash", id, seq);
    if (m)
        chain_table(m, seq, db_bytes(r, 2), &h);
    if (m3) {
        h = os_sm3(db_bytes(r, 4));
        chain_table(m3, seq, db_bytes(r, 2), &h);
    }
}

static bool check_chunk(verify *v, const db_rows *r, int64_t expected, obs_batch *b)
{
    int64_t id = db_int(r, 0), seq = db_int(r, 1), n = db_int(r, 4);
    str body = db_bytes(r, 6);
    sb *m = manifest_of(v, v->manifests, id), *m3 = manifest_of(v, v->sm3, id);
    sha256 h = os_sha256(body);
    if (seq != expected)
        finding(v, "前面缺少数据块", "a chunk before this one is missing", id, seq);
    if (!same_hash(db_bytes(r, 5), &h))
        finding(v, "数据块的内容与其哈希不符", "a chunk does not match its hash", id, seq);
    obs_batch_clear(b);
    chunk_status st = chunk_read(body, b);
    if (st == CHUNK_MEMORY)
        return fail_memory(v->c);
    if (st != CHUNK_OK)
        finding(v, "数据块无法解读", "a chunk cannot be read", id, seq);
    else if ((int64_t)b->n != n || (int64_t)b->key[0] != db_int(r, 2) ||
             (int64_t)b->key[b->n - 1] != db_int(r, 3))
        finding(v, "数据块与其目录不符", "a chunk does not match its index", id, seq);
    if (m)
        chain_chunk(m, seq, db_int(r, 2), db_int(r, 3), n, &h);
    if (m3) {
        h = os_sm3(body);
        chain_chunk(m3, seq, db_int(r, 2), db_int(r, 3), n, &h);
    }
    return true;
}

/* One page of tables or chunks after (*id, *seq); *any = there was one. */
static bool check_page(verify *v, bool chunks, int64_t *id, int64_t *seq, obs_batch *b, bool *any)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    TRY(db_query(v->c, v->s->d, chunks ? "chunks_after" : "tables_after",
                 DB_ARGS(DB_I(*id), DB_I(*seq), DB_I(INT64_MAX)), &r));
    *any = false;
    for (bool more;;) {
        TRY(db_next(v->c, r, &more));
        if (!more)
            return true;
        int64_t expected = db_int(r, 0) == *id ? *seq + 1 : 0;
        *any = true;
        *id = db_int(r, 0);
        *seq = db_int(r, 1);
        if (chunks)
            TRY(check_chunk(v, r, expected, b));
        else
            check_table(v, r, expected);
    }
}

static bool check_bodies(verify *v, bool chunks)
{
    obs_batch b;
    obs_batch_init(&b, NULL);
    int64_t id = 0, seq = -1;
    uint64_t pages = 0;
    bool ok = true;
    for (bool any = true; ok && any;) {
        arena_free(b.a);
        obs_batch_clear(&b);
        b.a = arena_new(0);
        ok = (b.a || fail_memory(v->c)) && cx_progress(v->c, "verify", pages++, 0) &&
             check_page(v, chunks, &id, &seq, &b, &any);
    }
    arena_free(b.a);
    obs_batch_done(&b);
    return ok;
}

/* ---- commits ---- */

static bool link_of(verify *v, size_t i, const sha256 *chain)
{
    static const sha256 none;
    const commit *k = &v->commits.list[i];
    store_link *l = &v->links[i];
    *l = (store_link){.commit_id = k->id, .recorded_at = k->recorded_at, .chain = *chain};
    return (sb_ok(&v->sm3[i]) || fail_memory(v->c)) &&
           chain_close(v->c, os_sm3, k, sb_str(&v->sm3[i]), i ? &l[-1].sm3 : &none, &l->sm3);
}

/* Sign-ins of before today; *to: the last row that a commit covers. */
static bool check_signins(verify *v, const commit *k, int64_t *to)
{
    int64_t before = *to, after, n, gap;
    char zh[160], en[160];
    sha256 h;
    if (!str_eqz(k->action, "signins"))
        return true;
    if (!signins_span(k->reason, &after, to) || after != before) {
        finding(v, "登录记录的封存前后不接", "the sign-ins sealed here do not follow those before",
                k->id, -1);
        return true;
    }
    TRY(signins_digest(v->c, v->s, after, *to, &h, &n, &gap));
    if (!gap && n == k->rows && !memcmp(&h, &k->file_sha256, sizeof h))
        return true;
    long long first = gap ? gap : after + 1, last = gap ? gap : *to;
    snprintf(zh, sizeof zh, "登录记录第 %lld 至 %lld 行%s", first, last,
             gap ? "缺失" : "之间被改动或调换");
    snprintf(en, sizeof en, "sign-ins %lld to %lld %s", first, last,
             gap ? "are missing" : "were changed or moved");
    finding(v, zh, en, k->id, -1);
    return true;
}

static bool check_commits(verify *v)
{
    const commit none = {0}, *before = &none;
    int64_t sealed = 0;
    for (size_t i = 0; i < v->commits.n; i++) {
        const commit *k = &v->commits.list[i];
        sha256 h;
        if (k->id != before->id + 1)
            finding(v, "前面缺少提交", "a commit before this one is missing", k->id, -1);
        if (k->recorded_at <= before->recorded_at)
            finding(v, "时间早于前一次提交", "its time is not after the one before", k->id, -1);
        if (!sb_ok(&v->manifests[i]))
            return fail_memory(v->c);
        TRY(chain_close(v->c, os_sha256, k, sb_str(&v->manifests[i]), &before->chain, &h));
        if (memcmp(&h, &k->chain, sizeof h))
            finding(v, "链不符：此次提交或其内容被改动、删除或调换",
                    "the chain is broken: this commit or what it carries was changed, removed or "
                    "moved",
                    k->id, -1);
        TRY(check_signins(v, k, &sealed) || as_finding(v));
        if (v->links)
            TRY(link_of(v, i, &h));
        before = k;
    }
    return true;
}

static sb *manifests_new(const verify *v)
{
    sb *m = mem_zalloc(v->commits.n + 1, sizeof *m);
    for (size_t i = 0; m && i < v->commits.n; i++)
        sb_init(&m[i], 0);
    return m;
}

static void manifests_free(const verify *v, sb *m)
{
    for (size_t i = 0; m && i < v->commits.n; i++)
        sb_done(&m[i]);
    mem_free(m);
}

static bool start(verify *v, bool links)
{
    v->a = arena_new(0);
    if (!v->a)
        return fail_memory(v->c);
    TRY(store_load_commits(v->c, v->s, 0, INT64_MAX, v->a, &v->commits));
    v->manifests = manifests_new(v);
    if (!v->manifests)
        return fail_memory(v->c);
    if (!links)
        return true;
    v->sm3 = manifests_new(v);
    v->links = cx_alloc(v->c, (v->commits.n + 1) * sizeof *v->links);
    return (v->sm3 || fail_memory(v->c)) && v->links;
}

static bool check_all(verify *v, bool links)
{
    TRY(check_engine(v) || as_finding(v));
    if (!start(v, links))
        return as_finding(v);
    TRY(check_orphans(v) || as_finding(v));
    TRY(check_bodies(v, false) || as_finding(v));
    TRY(check_bodies(v, true) || as_finding(v));
    return check_commits(v);
}

static bool run(verify *v, bool links, str *ret_findings, size_t *ret_n)
{
    MUST(!v->s->in_tx);
    *ret_findings = S("");
    *ret_n = 0;
    TRY(db_revive(v->c, v->s->d));
    sb_init(&v->findings, 0);
    bool ok = check_all(v, links);
    if (ok)
        ok = (sb_ok(&v->findings) && arena_str(v->c->a, sb_str(&v->findings), ret_findings)) ||
             fail_memory(v->c);
    *ret_n = v->n;
    sb_done(&v->findings);
    manifests_free(v, v->manifests);
    manifests_free(v, v->sm3);
    return ok;
}

bool store_verify(cx *c, store *s, str *ret_findings, size_t *ret_n)
{
    verify v = {.c = c, .s = s};
    bool ok = run(&v, false, ret_findings, ret_n);
    commit_list_done(&v.commits);
    arena_free(v.a);
    return ok;
}

bool store_verify_links(cx *c, store *s, str *ret_findings, size_t *ret_n, store_link **ret_links,
                        size_t *ret_n_links)
{
    verify v = {.c = c, .s = s};
    bool ok = run(&v, true, ret_findings, ret_n);
    *ret_links = v.links;
    *ret_n_links = ok && v.links ? v.commits.n : 0;
    commit_list_done(&v.commits);
    arena_free(v.a);
    return ok;
}
