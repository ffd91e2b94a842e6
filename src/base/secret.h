/* secret.h: passwords, tokens and second factors. Nothing here says whether somebody exists: that is
 * for whoever asks. */
#ifndef DIAODU_SECRET_H
#define DIAODU_SECRET_H
#include "base/base.h"
#include "base/err.h"

#define SECRET_TEXT_MAX 160 /* an argon2id string and NUL */
#define SECRET_PASSWORD_MIN 10
#define SECRET_PASSWORD_MAX 1024 /* bytes */

/* Random bytes of the system as letters and digits without look-alikes, `n` of them and NUL: 5 bits
 * each. Never fails: without randomness the program stops. */
void secret_random(char *out, size_t n);
/* Hash of a password (argon2id, 19 MiB, 2 passes). At most two are worked on at a time, whoever asks;
 * others wait. */
bool secret_hash(cx *c, str password, char out[SECRET_TEXT_MAX]) CHECKED;
/* Does the password fit? An empty or foreign `hash` takes as long and never does. */
bool secret_fits(str password, str hash);
/* Long enough, not the login, not one of the most used, not one character or a run. ERR_DATA says
 * why not. */
bool secret_acceptable(cx *c, str password, str login) CHECKED;
bool secret_equal(str a, str b); /* in time that depends on the lengths alone */

/* ---- second factor (RFC 6238: SHA-1, six digits, 30 s) ---- */
#define TOTP_SECRET_MAX 33 /* 32 letters of base32 and NUL: 160 bits */
void totp_new(char out[TOTP_SECRET_MAX]);
int64_t totp_step(int64_t now_us);
/* The code of a step; -1 when `secret` is no base32. */
int totp_code(str secret, int64_t step);
/* Does `code` fit now or one step away, and was not used before (`used` = the last step that was)?
 * *ret_step is the step it belongs to. */
bool totp_fits(str secret, str code, int64_t now_us, int64_t used, int64_t *ret_step);

#endif
