#include "store/named.h"
#include "base/str.h"
#include "store/store_impl.h"

static bool ready(cx *c, store *s)
{
    return s->in_tx || db_revive(c, s->d);
}

/* Up to one page of texts after (*id, *seq). */
static bool page(cx *c, store *s, str name, int64_t *id, int64_t *seq, int64_t to,
                 store_named_fn fn, void *user, bool *any)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    TRY(db_query(c, s->d, "named_after", DB_ARGS(DB_T(name), DB_I(*id), DB_I(*seq), DB_I(to)), &r));
    *any = false;
    for (bool more;;) {
        TRY(db_next(c, r, &more));
        if (!more)
            return true;
        *any = true;
        *id = db_int(r, 0);
        *seq = db_int(r, 1);
        commit k = {.id = *id,
                    .recorded_at = db_int(r, 3),
                    .recorded_by = db_bytes(r, 4),
                    .reason = db_bytes(r, 5)};
        TRY(fn(user, &k, db_bytes(r, 2)));
    }
}

bool store_each_named(cx *c, store *s, str name, int64_t after, int64_t to, store_named_fn fn,
                      void *user)
{
    int64_t id = after + 1, seq = -1;
    TRY(ready(c, s));
    for (bool any = true; any;)
        TRY(page(c, s, name, &id, &seq, to, fn, user, &any));
    return true;
}

bool store_named(cx *c, store *s, str prefix, int64_t after, int64_t to, str **ret, size_t *ret_n)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    size_t cap = 16;
    *ret_n = 0;
    TRY(*ret = cx_alloc(c, cap * sizeof **ret));
    TRY(ready(c, s));
    TRY(db_query(c, s->d, "named_names", DB_ARGS(DB_T(prefix), DB_I(after), DB_I(to)), &r));
    for (bool more;;) {
        TRY(db_next(c, r, &more));
        if (!more)
            return true;
        if (*ret_n == cap) {
            str *wider = cx_alloc(c, 2 * cap * sizeof *wider);
            TRY(wider);
            memcpy(wider, *ret, cap * sizeof *wider);
            *ret = wider;
            cap *= 2;
        }
        TRY(arena_str(c->a, db_bytes(r, 0), &(*ret)[(*ret_n)++]) || fail_memory(c));
    }
}

bool store_named_newest(cx *c, store *s, str name, int64_t to, str *ret, int64_t *ret_commit)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    bool more;
    *ret = S("");
    *ret_commit = 0;
    TRY(ready(c, s));
    TRY(db_query(c, s->d, "named_newest", DB_ARGS(DB_T(name), DB_I(to)), &r));
    TRY(db_next(c, r, &more));
    if (!more)
        return true;
    *ret_commit = db_int(r, 0);
    return arena_str(c->a, db_bytes(r, 1), ret) || fail_memory(c);
}

bool store_chain_of(cx *c, store *s, int64_t commit_id, sha256 *ret, bool *ret_found)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    TRY(ready(c, s));
    TRY(db_query(c, s->d, "commit_chain", DB_ARGS(DB_I(commit_id)), &r));
    TRY(db_next(c, r, ret_found));
    if (*ret_found && db_bytes(r, 0).n == sizeof *ret)
        memcpy(ret, db_bytes(r, 0).p, sizeof *ret);
    return true;
}
