#include "store/filing.h"
#include "base/str.h"
#include "store/store_impl.h"

/* ---- reading ---- */
static bool keep(cx *c, const db_rows *r, int column, str *ret)
{
    return arena_str(c->a, db_bytes(r, column), ret) || fail_memory(c);
}

static bool key_of(cx *c, const db_rows *r, filing_key *ret)
{
    return keep(c, r, 0, &ret->form) && keep(c, r, 1, &ret->org) && keep(c, r, 2, &ret->period);
}

static bool filing_row(cx *c, const db_rows *r, filing *ret)
{
    *ret = (filing){.version = db_int(r, 3), .extended = db_int(r, 7), .changed_at = db_int(r, 8)};
    return key_of(c, r, &ret->key) && keep(c, r, 4, &ret->state) && keep(c, r, 5, &ret->filler) &&
           keep(c, r, 6, &ret->body);
}

static bool filing_event_row(cx *c, const db_rows *r, filing_event *ret)
{
    *ret = (filing_event){.version = db_int(r, 3), .at = db_int(r, 8), .commit_id = db_int(r, 10)};
    return key_of(c, r, &ret->key) && keep(c, r, 4, &ret->act) && keep(c, r, 5, &ret->state) &&
           keep(c, r, 6, &ret->login) && keep(c, r, 7, &ret->post) && keep(c, r, 9, &ret->note) &&
           keep(c, r, 11, &ret->hash);
}

STORE_ROWS_INTO(filing, filing_row)
STORE_ROWS_INTO(filing_event, filing_event_row)

bool filings_load(cx *c, store *s, filing_key of, filing **ret, size_t *ret_n)
{
    return filing_rows(c, s, "filings_of", DB_ARGS(DB_T(of.form), DB_T(of.org), DB_T(of.period)),
                       ret, ret_n);
}

bool filing_events_load(cx *c, store *s, filing_key of, filing_event **ret, size_t *ret_n)
{
    return filing_event_rows(c, s, "filing_acts_of",
                             DB_ARGS(DB_T(of.form), DB_T(of.org), DB_T(of.period)), ret, ret_n);
}

bool filing_event_by_hash(cx *c, store *s, str hash, filing_event *ret, bool *ret_found)
{
    filing_event *list;
    size_t n;
    TRY(filing_event_rows(c, s, "filing_act_by_hash", DB_ARGS(DB_T(hash)), &list, &n));
    *ret_found = n > 0;
    if (n)
        *ret = list[0];
    return true;
}

bool filing_find(cx *c, store *s, filing_key key, filing *ret)
{
    filing *list;
    size_t n;
    MUST(key.form.n && key.org.n && key.period.n);
    TRY(filings_load(c, s, key, &list, &n));
    *ret = n ? list[0] : (filing){.key = key, .state = S(""), .filler = S(""), .body = S("")};
    return true;
}

bool filing_text(cx *c, store *s, int64_t commit_id, str name, str *ret)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    bool more;
    TRY(s->in_tx || db_revive(c, s->d));
    TRY(db_query(c, s->d, "filing_text", DB_ARGS(DB_I(commit_id), DB_T(name)), &r) &&
        db_next(c, r, &more));
    if (!more)
        return fail(c, ERR_UNKNOWN, "第 %lld 次提交中没有这份内容",
                    "commit %lld holds no such text", (long long)commit_id);
    return keep(c, r, 1, ret);
}

bool filing_still(cx *c, store *s, filing_look_fn look, void *user)
{
    MUST(!s->in_tx);
    TRY(db_revive(c, s->d) &&
        db_run(c, s->d, db_is_pg(s->d) ? "begin_snapshot" : "begin_read", DB_NO_ARGS, NULL));
    s->in_tx = true; /* what is read belongs to it */
    bool ok = look(c, s, user);
    s->in_tx = false;
    db_rollback(s->d);
    return ok;
}

static bool some_texts(cx *c, store *s, int64_t *after, filing_text_fn fn, void *user, bool *any)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    TRY(db_query(c, s->d, "filing_texts_after", DB_ARGS(DB_T(S(FILING_TEXT_TABLE)), DB_I(*after)),
                 &r));
    *any = false;
    for (bool more;;) {
        TRY(db_next(c, r, &more));
        if (!more)
            return true;
        *any = true;
        *after = db_int(r, 0);
        TRY(fn(user, *after, db_bytes(r, 1)));
    }
}

bool filing_each_text(cx *c, store *s, filing_text_fn fn, void *user)
{
    int64_t after = 0;
    TRY(s->in_tx || db_revive(c, s->d));
    for (bool any = true; any;)
        TRY(some_texts(c, s, &after, fn, user, &any));
    return true;
}

/* ---- writing ---- */
static bool stale(cx *c, const filing *f, int64_t stands)
{
    return fail(c, ERR_CONFLICT,
                "“" STR_FMT "”" STR_FMT " " STR_FMT
                " 此后已被改动（现为第 %lld 版，您看到的是第 %lld 版）；请看过新的内容再决定",
                "form \"" STR_FMT "\" of " STR_FMT " for " STR_FMT
                " was changed since (version %lld now, you saw %lld); look at what stands now and "
                "decide again",
                STR_ARG(f->key.form), STR_ARG(f->key.org), STR_ARG(f->key.period),
                (long long)stands, (long long)(f->version - 1));
}

static bool write_row(cx *c, store *s, const filing *f)
{
    filing now;
    const db_arg args[] = {DB_T(f->key.form), DB_T(f->key.org),  DB_T(f->key.period),
                           DB_I(f->version),  DB_T(f->state),    DB_T(f->filler),
                           DB_T(f->body),     DB_I(f->extended), DB_I(os_now_us())};
    TRY(filing_find(c, s, f->key, &now));
    if (now.version + 1 != f->version)
        return stale(c, f, now.version);
    return db_run(c, s->d, now.version ? "filing_update" : "filing_add", args, COUNT_OF(args),
                  NULL);
}

bool filing_save(cx *c, store *s, const filing *f)
{
    MUST(!s->in_tx && s->mode != STORE_READ);
    TRY(db_revive(c, s->d) && store_tx_begin(c, s->d));
    s->in_tx = true; /* what is read belongs to the transaction */
    bool ok = write_row(c, s, f);
    s->in_tx = false;
    if (ok && store_tx_commit(c, s->d))
        return true;
    db_rollback(s->d);
    return false;
}

bool filing_save_within(cx *c, store *s, const filing *f)
{
    MUST(s->in_tx);
    return write_row(c, s, f);
}

bool filing_put(cx *c, store *s, const filing *f, filing_event *e, str text)
{
    char hex[65];
    sha256 hash = os_sha256(text);
    MUST(s->in_tx);
    os_hex(hash.b, sizeof hash.b, hex);
    e->key = f->key;
    e->version = f->version;
    e->state = f->state;
    e->commit_id = s->cur.id;
    TRY(arena_str(c->a, str_of(hex), &e->hash) || fail_memory(c));
    return write_row(c, s, f) &&
           db_run(c, s->d, "filing_act_add",
                  DB_ARGS(DB_T(e->key.form), DB_T(e->key.org), DB_T(e->key.period),
                          DB_I(e->version), DB_T(e->act), DB_T(e->state), DB_T(e->login),
                          DB_T(e->post), DB_I(e->at), DB_T(e->note), DB_I(e->commit_id),
                          DB_T(e->hash)),
                  NULL) &&
           store_put_table(c, s, S(FILING_TEXT_TABLE), text);
}
