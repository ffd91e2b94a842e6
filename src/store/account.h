/* account.h: who may come in: accounts, what was handed out to them (sessions, API tokens, one-time
 * links; only hashes are kept), and who tried. Not part of the history: overwritten and deleted; that
 * an account was made or changed is an event in the chain of commits all the same.
 *
 * Every write is one transaction under the writer's lock and gives accounts_mark() another value, so
 * that processes that keep a copy know when to read again. Times are microseconds since 1970 UTC. */
#ifndef DIAODU_STORE_ACCOUNT_H
#define DIAODU_STORE_ACCOUNT_H
#include "store/store.h"

typedef struct account {
    str login;
    str secret;           /* argon2id (base/secret.h); "" = no password yet */
    str totp;             /* base32; "" = no second factor; "?…" = offered, not yet proved */
    int64_t totp_step;    /* the last step that was used */
    int64_t failed;       /* wrong attempts since the last right one */
    int64_t locked_until; /* 0 = not locked */
    bool disabled;
    int64_t made_at, changed_at;
} account;

typedef enum credential_kind { CRED_SESSION, CRED_TOKEN, CRED_LINK, CRED_MAX_ } credential_kind;
const char *credential_kind_name(credential_kind k); /* session token link */
typedef struct credential {
    sha256 hash;
    str id; /* public, for listing and ending */
    str login;
    credential_kind kind;
    str name, origin; /* given by people; where it was made from */
    int64_t made_at, expires_at;
    int64_t used_at; /* as last written down (credentials_used) */
} credential;

/* Another value after every write of this header. */
bool accounts_mark(cx *c, store *s, str *ret) CHECKED;
/* All, by login; texts in c->a. */
bool accounts_load(cx *c, store *s, account **ret, size_t *ret_n) CHECKED;
bool account_find(cx *c, store *s, str login, account *ret, bool *ret_found) CHECKED;
/* All, oldest first, expired ones too; texts in c->a. */
bool credentials_load(cx *c, store *s, credential **ret, size_t *ret_n) CHECKED;

/* What a change does besides the account's own fields; zeroed = nothing. */
typedef struct account_change {
    bool create; /* must not be there yet (ERR_CONFLICT); else must be (ERR_UNKNOWN) */
    /* Sees the account as it stands within the lock and edits it; NULL = no edit. False refuses. */
    bool (*edit)(cx *c, void *user, account *a);
    void *user;
    const credential *add; /* handed out; id and hash are new */
    str drop;              /* id of the credential that ends; with all_but the one that stays */
    bool drop_one;         /* `drop` of `kind` ends; ERR_UNKNOWN when it is not there */
    uint32_t drop_kinds;   /* bit per kind: all of the account but `drop` end */
    const char *outcome;   /* of a sign-in, to be noted; NULL = none; `edit` may still set it */
    str origin;
    const commit *event; /* recorded in the chain; NULL = not */
} account_change;
/* One transaction. *ret (may be NULL) is the account after it, texts in c->a. */
bool account_apply(cx *c, store *s, str login, const account_change *x, account *ret) CHECKED;
/* End what has expired; cheap. */
bool credentials_sweep(cx *c, store *s) CHECKED;

typedef struct credential_use {
    sha256 hash;
    int64_t at;
} credential_use;
/* Write down when sessions and tokens were used, and end sessions not used since `idle_before`. Does not wait: false
 * (ERR_DB or ERR_CONFLICT, nothing written) where somebody else writes; try again later. */
bool credentials_used(cx *c, store *s, const credential_use *list, size_t n,
                      int64_t idle_before) CHECKED;

/* Sign-ins are noted one row each and are in the chain by days: the first one of a day (UTC+8) is
 * preceded by a commit `signins` over all rows that no such commit covers yet: its reason says which
 * ("1-57"), its rows how many, its file's hash is made of them. So guessing adds rows, not commits, and
 * store_verify() finds what was changed, removed or reordered before today. */
typedef struct signin {
    int64_t at;
    str login, outcome, origin;
} signin;
/* The last 50 attempts for an account, newest first; texts in c->a. */
bool signins_load(cx *c, store *s, str login, signin **ret, size_t *ret_n) CHECKED;

#endif
