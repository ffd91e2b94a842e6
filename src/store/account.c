#include "store/account.h"
#include "base/str.h"
#include "store/store_impl.h"

static const char *const kinds[CRED_MAX_] = {"session", "token", "link"};

const char *credential_kind_name(credential_kind k)
{
    MUST(k < CRED_MAX_);
    return kinds[k];
}

/* ---- reading ---- */
static bool keep(cx *c, str text, str *ret)
{
    return arena_str(c->a, text, ret) || fail_memory(c);
}

bool accounts_mark(cx *c, store *s, str *ret)
{
    return store_meta_get(c, s, "accounts", ret);
}

static bool account_row(cx *c, const db_rows *r, account *ret)
{
    *ret = (account){.totp_step = db_int(r, 3),
                     .failed = db_int(r, 4),
                     .locked_until = db_int(r, 5),
                     .disabled = db_int(r, 6) != 0,
                     .made_at = db_int(r, 7),
                     .changed_at = db_int(r, 8)};
    return keep(c, db_bytes(r, 0), &ret->login) && keep(c, db_bytes(r, 1), &ret->secret) &&
           keep(c, db_bytes(r, 2), &ret->totp);
}

static bool credential_row(cx *c, const db_rows *r, credential *ret)
{
    str hash = db_bytes(r, 0), kind = db_bytes(r, 3);
    *ret = (credential){.kind = CRED_MAX_,
                        .made_at = db_int(r, 5),
                        .expires_at = db_int(r, 6),
                        .used_at = db_int(r, 8)};
    for (credential_kind k = 0; k < CRED_MAX_; k++)
        if (str_eqz(kind, kinds[k]))
            ret->kind = k;
    if (hash.n != sizeof ret->hash || ret->kind == CRED_MAX_)
        return fail(c, ERR_DB, "表 credentials 中有不认识的行", "an unknown row in credentials");
    memcpy(&ret->hash, hash.p, hash.n);
    return keep(c, db_bytes(r, 1), &ret->id) && keep(c, db_bytes(r, 2), &ret->login) &&
           keep(c, db_bytes(r, 4), &ret->name) && keep(c, db_bytes(r, 7), &ret->origin);
}

static bool signin_row(cx *c, const db_rows *r, signin *ret)
{
    *ret = (signin){.at = db_int(r, 0)};
    return keep(c, db_bytes(r, 1), &ret->login) && keep(c, db_bytes(r, 2), &ret->outcome) &&
           keep(c, db_bytes(r, 3), &ret->origin);
}

STORE_ROWS_INTO(account, account_row)
STORE_ROWS_INTO(credential, credential_row)
STORE_ROWS_INTO(signin, signin_row)

bool accounts_load(cx *c, store *s, account **ret, size_t *ret_n)
{
    return account_rows(c, s, "accounts_all", DB_NO_ARGS, ret, ret_n);
}

bool account_find(cx *c, store *s, str login, account *ret, bool *ret_found)
{
    account *list;
    size_t n;
    TRY(account_rows(c, s, "account_get", DB_ARGS(DB_T(login)), &list, &n));
    *ret_found = n == 1;
    if (n)
        *ret = list[0];
    return true;
}

bool credentials_load(cx *c, store *s, credential **ret, size_t *ret_n)
{
    return credential_rows(c, s, "credentials_all", DB_NO_ARGS, ret, ret_n);
}

bool signins_load(cx *c, store *s, str login, signin **ret, size_t *ret_n)
{
    return signin_rows(c, s, "signins_of", DB_ARGS(DB_T(login)), ret, ret_n);
}

/* ---- writing, within the lock ---- */
bool store_mark_accounts(cx *c, db *d)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)os_now_us());
    return db_run(c, d, "meta_update", DB_ARGS(DB_T(S("accounts")), DB_T(str_of(text))), NULL);
}

static bool write_account(cx *c, store *s, const account *a, bool create)
{
    int64_t changed = 0;
    const db_arg args[] = {DB_T(a->login),     DB_T(a->secret),  DB_T(a->totp),
                           DB_I(a->totp_step), DB_I(a->failed),  DB_I(a->locked_until),
                           DB_I(a->disabled),  DB_I(a->made_at), DB_I(a->changed_at)};
    return db_run(c, s->d, create ? "account_add" : "account_update", args, COUNT_OF(args),
                  &changed);
}

static bool write_credentials(cx *c, store *s, str login, const account_change *x)
{
    int64_t gone = 0;
    if (x->drop_one)
        for (credential_kind k = 0; k < CRED_MAX_; k++) {
            int64_t n = 0;
            TRY(db_run(c, s->d, "credential_drop",
                       DB_ARGS(DB_T(login), DB_T(x->drop), DB_T(str_of(kinds[k]))), &n));
            gone += n;
        }
    if (x->drop_one && !gone)
        return fail(c, ERR_UNKNOWN, "没有这个会话或令牌", "there is no such session or token");
    for (credential_kind k = 0; k < CRED_MAX_; k++)
        if (x->drop_kinds >> k & 1)
            TRY(db_run(
                c, s->d, "credentials_drop",
                DB_ARGS(DB_T(login), DB_T(str_of(kinds[k])), DB_T(x->drop.n ? x->drop : S("-"))),
                NULL));
    const credential *n = x->add;
    return !n || db_run(c, s->d, "credential_add",
                        DB_ARGS(DB_B(n->hash.b, sizeof n->hash.b), DB_T(n->id), DB_T(login),
                                DB_T(str_of(kinds[n->kind])), DB_T(n->name), DB_I(n->made_at),
                                DB_I(n->expires_at), DB_T(n->origin), DB_I(n->made_at)),
                        NULL);
}

static bool note(cx *c, store *s, str login, const account_change *x)
{
    int64_t last, at;
    if (!x->outcome)
        return true;
    TRY(signin_newest(c, s, &last, &at));
    return db_run(c, s->d, "signin_add",
                  DB_ARGS(DB_I(last + 1), DB_I(os_now_us()), DB_T(login), DB_T(str_of(x->outcome)),
                          DB_T(x->origin)),
                  NULL);
}

static bool same_account(const account *a, const account *b)
{
    return str_eq(a->secret, b->secret) && str_eq(a->totp, b->totp) &&
           a->totp_step == b->totp_step && a->failed == b->failed &&
           a->locked_until == b->locked_until && a->disabled == b->disabled;
}

static bool apply(cx *c, store *s, str login, const account_change *x, account *ret)
{
    bool found;
    account a = {.login = login, .secret = S(""), .totp = S("")}, old;
    TRY(account_find(c, s, login, &a, &found));
    if (found && x->create)
        return fail(c, ERR_CONFLICT, "账号“" STR_FMT "”已经存在",
                    "account \"" STR_FMT "\" exists already", STR_ARG(login));
    if (!found && !x->create)
        return fail(c, ERR_UNKNOWN, "没有账号“" STR_FMT "”；见 diaodu user list",
                    "there is no account \"" STR_FMT "\"; see diaodu user list", STR_ARG(login));
    old = a;
    if (!found)
        a.made_at = os_now_us();
    TRY(!x->edit || x->edit(c, x->user, &a));
    a.login = login;
    if (!found || !same_account(&a, &old)) {
        a.changed_at = os_now_us();
        TRY(write_account(c, s, &a, !found));
    }
    TRY(write_credentials(c, s, login, x) && note(c, s, login, x) && store_mark_accounts(c, s->d));
    if (ret)
        *ret = a;
    return true;
}

bool account_apply(cx *c, store *s, str login, const account_change *x, account *ret)
{
    TRY(signins_seal(c, s));
    if (x->event) {
        TRY(store_begin(c, s, x->event));
        if (apply(c, s, login, x, ret))
            return store_commit(c, s, NULL);
        store_rollback(s);
        return false;
    }
    MUST(!s->in_tx && s->mode != STORE_READ);
    TRY(db_revive(c, s->d) && store_tx_begin(c, s->d));
    if (apply(c, s, login, x, ret) && store_tx_commit(c, s->d))
        return true;
    db_rollback(s->d);
    return false;
}

static bool write_uses(cx *c, store *s, const credential_use *list, size_t n, int64_t idle_before)
{
    int64_t gone = 0, changed = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t one = 0;
        TRY(db_run(c, s->d, "credential_used",
                   DB_ARGS(DB_B(list[i].hash.b, sizeof list[i].hash.b), DB_I(list[i].at)), &one));
        changed += one;
    }
    TRY(db_run(c, s->d, "sessions_idle", DB_ARGS(DB_I(idle_before)), &gone));
    return (!gone && !changed) || store_mark_accounts(c, s->d);
}

/* Without the writer's lock on PostgreSQL: these rows are nobody else's history. */
bool credentials_used(cx *c, store *s, const credential_use *list, size_t n, int64_t idle_before)
{
    MUST(!s->in_tx && s->mode != STORE_READ);
    TRY(db_revive(c, s->d));
    TRY(db_is_pg(s->d) || db_run(c, s->d, "no_wait", DB_NO_ARGS, NULL));
    if (db_run(c, s->d, "begin_write", DB_NO_ARGS, NULL) &&
        write_uses(c, s, list, n, idle_before) && store_tx_commit(c, s->d))
        return true;
    db_rollback(s->d);
    return false;
}

bool credentials_sweep(cx *c, store *s)
{
    int64_t gone = 0;
    TRY(db_revive(c, s->d) && store_tx_begin(c, s->d));
    bool ok = db_run(c, s->d, "credentials_expired", DB_ARGS(DB_I(os_now_us())), &gone) &&
              (!gone || store_mark_accounts(c, s->d)) && store_tx_commit(c, s->d);
    if (!ok)
        db_rollback(s->d);
    return ok;
}
