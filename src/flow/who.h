/* who.h: from a login to what it may do, and the life of accounts: passwords, second factors, sessions,
 * tokens, one-time links. HTTP and the command line call the same. Times are microseconds UTC. */
#ifndef DIAODU_FLOW_WHO_H
#define DIAODU_FLOW_WHO_H
#include "rights/rights.h"
#include "store/account.h"

#define WHO_SESSION_HOURS 12
#define WHO_LINK_HOURS 72
#define WHO_TOKEN_DAYS 366 /* at most */
#define WHO_TRIES 5        /* wrong ones in a row before the lock */
#define WHO_LOCK_MINUTES 15
#define WHO_TOKEN_MAX 64 /* what is handed out, and NUL */

/* Are there accounts at all? Without any the desk asks nobody who they are. */
bool who_any(cx *c, store *s, bool *ret) CHECKED;
/* Today in Beijing as a FREQ_D ordinal: the day on which posts are held. */
int64_t who_today(void);
/* The rights of an account by the newest catalogue. ERR_UNKNOWN: no account of that name, or a
 * disabled one. */
bool who_open(cx *c, store *s, str login, subject *ret) CHECKED;

/* ---- coming in ---- */
typedef struct signin_words {
    str login, password, code; /* code: of the second factor, "" = none given */
    str origin;                /* address, for the list of sessions and attempts */
} signin_words;
/* One failure for all: wrong name, password or code, disabled, locked (ERR_REFUSED); a right password
 * without its second factor says so, so that it can be asked for. `token` opens the session. */
bool who_sign_in(cx *c, store *s, const signin_words *w, char token[WHO_TOKEN_MAX],
                 credential *ret) CHECKED;
/* Use a one-time link: sets the password and signs in; the link and all sessions end. */
bool who_use_link(cx *c, store *s, str link, str password, str origin, char token[WHO_TOKEN_MAX],
                  credential *ret) CHECKED;
bool who_sign_out(cx *c, store *s, str login, str id) CHECKED; /* a session or a token */

/* ---- one's own account ---- */
/* Other sessions end, `keep` stays. */
bool who_set_password(cx *c, store *s, str login, str old, str password, str keep) CHECKED;
/* Offer a second factor: its secret, to be proved by a code before it counts. The password is asked
 * again. */
bool who_totp_offer(cx *c, store *s, str login, str password, char secret[33]) CHECKED;
bool who_totp_prove(cx *c, store *s, str login, str code) CHECKED;
bool who_totp_drop(cx *c, store *s, str login, str password) CHECKED;
bool who_token(cx *c, store *s, str login, str name, int days, char token[WHO_TOKEN_MAX],
               credential *ret) CHECKED;

/* ---- administration; `by` is recorded in the chain of commits ---- */
/* An account without password, and the link by which its owner sets one. The login is a code: letters,
 * digits, . _ - (at most 40). */
bool who_add(cx *c, store *s, str login, str by, char link[WHO_TOKEN_MAX]) CHECKED;
/* A new link; the password and the second factor that were are void, sessions end. */
bool who_reset(cx *c, store *s, str login, str by, char link[WHO_TOKEN_MAX]) CHECKED;
bool who_disable(cx *c, store *s, str login, str by, bool disable) CHECKED;
bool who_unlock(cx *c, store *s, str login, str by) CHECKED;
/* Set a password without knowing the old one (command line at the database). */
bool who_force_password(cx *c, store *s, str login, str password, str by) CHECKED;

/* The hash under which something handed out is kept. */
sha256 who_hash(str token);

#endif
