/* The log of sign-ins in the chain: see account.h. */
#include "base/str.h"
#include "store/account.h"
#include "store/store_impl.h"

#define DAY INT64_C(86400000000)
#define BEIJING (8 * INT64_C(3600000000))

bool signin_newest(cx *c, store *s, int64_t *ret_seq, int64_t *ret_at)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    bool more;
    *ret_seq = *ret_at = 0;
    TRY(db_query(c, s->d, "signin_newest", DB_NO_ARGS, &r) && db_next(c, r, &more));
    if (more) {
        *ret_seq = db_int(r, 0);
        *ret_at = db_int(r, 1);
    }
    return true;
}

bool signins_span(str reason, int64_t *after, int64_t *to)
{
    ptrdiff_t dash = str_find(reason, S("-"));
    int64_t first;
    if (dash <= 0 || !str_int(str_sub(reason, 0, (size_t)dash), &first) ||
        !str_int(str_from(reason, (size_t)dash + 1), to) || first < 1 || *to < first)
        return false;
    *after = first - 1;
    return true;
}

static void put_sized(sb *b, str s)
{
    sb_printf(b, " %zu:", s.n);
    sb_put(b, s);
}

static void add_row(sb *b, const db_rows *r, sha256 *h)
{
    sb_reset(b);
    sb_put(b, (str){(const char *)h->b, sizeof h->b});
    sb_printf(b, "%lld %lld", (long long)db_int(r, 0), (long long)db_int(r, 1));
    for (int i = 2; i < 5; i++)
        put_sized(b, db_bytes(r, i));
    sb_putc(b, '\n');
    *h = os_sha256(sb_str(b));
}

/* Some rows after *seq; *any = there were some. */
static bool digest_page(cx *c, store *s, int64_t *seq, int64_t to, sb *b, sha256 *h, int64_t *n,
                        int64_t *gap, bool *any)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    TRY(db_query(c, s->d, "signins_span", DB_ARGS(DB_I(*seq), DB_I(to)), &r));
    *any = false;
    for (bool more;;) {
        TRY(db_next(c, r, &more));
        if (!more)
            return sb_ok(b) || fail_memory(c);
        if (!*gap && db_int(r, 0) != *seq + 1)
            *gap = *seq + 1;
        *any = true;
        *seq = db_int(r, 0);
        ++*n;
        add_row(b, r, h);
    }
}

bool signins_digest(cx *c, store *s, int64_t after, int64_t to, sha256 *ret, int64_t *ret_n,
                    int64_t *ret_gap)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    *ret = (sha256){{0}};
    *ret_n = *ret_gap = 0;
    for (bool any = true; any;)
        TRY(digest_page(c, s, &after, to, &b, ret, ret_n, ret_gap, &any));
    if (!*ret_gap && after != to)
        *ret_gap = after + 1;
    return true;
}

/* The last row that the chain covers. */
static bool sealed_up_to(cx *c, store *s, int64_t *ret)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    int64_t after;
    bool more;
    *ret = 0;
    TRY(db_query(c, s->d, "signins_sealed", DB_NO_ARGS, &r) && db_next(c, r, &more));
    return !more || signins_span(db_bytes(r, 0), &after, ret) ||
           fail(c, ERR_DB, "登录记录的封存无法解读；见 diaodu audit verify",
                "how far sign-ins are sealed cannot be read; see diaodu audit verify");
}

/* Rows of another day that nothing covers: (*after, *to]; none when equal. */
static bool unsealed(cx *c, store *s, int64_t *after, int64_t *to)
{
    int64_t at;
    TRY(signin_newest(c, s, to, &at));
    *after = *to;
    if (!*to || (at + BEIJING) / DAY == (os_now_us() + BEIJING) / DAY)
        return true;
    return sealed_up_to(c, s, after);
}

/* Within the lock. Rows that are missing are the finding of a check, not of whoever comes in. */
static bool seal(cx *c, store *s, bool *ret_done)
{
    int64_t after, to, n, gap;
    sha256 h;
    *ret_done = false;
    TRY(unsealed(c, s, &after, &to));
    if (after >= to)
        return true;
    TRY(signins_digest(c, s, after, to, &h, &n, &gap));
    char *span = cx_printf(c, "%lld-%lld", (long long)after + 1, (long long)to);
    TRY(span && arena_str(s->tx_arena, str_of(span), &s->cur.reason));
    s->cur.file_sha256 = h;
    s->cur.rows = n;
    *ret_done = true;
    return true;
}

bool signins_seal(cx *c, store *s)
{
    int64_t after, to;
    bool done;
    const commit event = {.recorded_by = S("diaodu"),
                          .action = S("signins"),
                          .reason = S(""),
                          .source = S("signins")};
    MUST(!s->in_tx && s->mode != STORE_READ);
    TRY(db_revive(c, s->d) && unsealed(c, s, &after, &to));
    if (after >= to)
        return true;
    TRY(store_begin(c, s, &event));
    if (seal(c, s, &done) && done)
        return store_commit(c, s, NULL);
    store_rollback(s);
    return c->err.code == ERR_NONE;
}
