#include "base/secret.h"
#include "base/str.h"
#include <argon2.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <sys/random.h>

#define PASSES 2
#define MEMORY_KIB (19 * 1024)
#define SALT 16
#define HASH 32
#define AT_ONCE 2 /* each takes MEMORY_KIB */

static void random_bytes(uint8_t *p, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t got = getrandom(p + done, n - done, 0);
        MUST(got > 0);
        done += (size_t)got;
    }
}

void secret_random(char *out, size_t n)
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
    _Static_assert(sizeof letters == 33, "5 bits a letter");
    for (size_t i = 0; i < n; i++) {
        uint8_t b;
        random_bytes(&b, 1);
        out[i] = letters[b & 31];
    }
    out[n] = 0;
}

/* ---- passwords ---- */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t room = PTHREAD_COND_INITIALIZER;
static int busy;

static void enter(void)
{
    pthread_mutex_lock(&lock);
    while (busy >= AT_ONCE)
        pthread_cond_wait(&room, &lock);
    busy++;
    pthread_mutex_unlock(&lock);
}

static void leave(void)
{
    pthread_mutex_lock(&lock);
    busy--;
    pthread_cond_signal(&room);
    pthread_mutex_unlock(&lock);
}

bool secret_hash(cx *c, str password, char out[SECRET_TEXT_MAX])
{
    uint8_t salt[SALT];
    random_bytes(salt, sizeof salt);
    enter();
    int r = argon2id_hash_encoded(PASSES, MEMORY_KIB, 1, password.p ? password.p : "", password.n,
                                  salt, sizeof salt, HASH, out, SECRET_TEXT_MAX);
    leave();
    return r == ARGON2_OK || fail_memory(c);
}

/* Of a password nobody has: what an unknown account is compared with. */
static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ibw$"
                             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

bool secret_fits(str password, str hash)
{
    char text[SECRET_TEXT_MAX];
    bool ours = hash.n && hash.n < sizeof text && str_starts(hash, S("$argon2id$"));
    snprintf(text, sizeof text, STR_FMT, STR_ARG(ours ? hash : str_of(nobody)));
    if (password.n > SECRET_PASSWORD_MAX)
        return false;
    enter();
    int r = argon2id_verify(text, password.p ? password.p : "", password.n);
    leave();
    return r == ARGON2_OK && ours;
}

/* All one character, or each the next of the one before: aaaaaaaaaa, 1234567890, abcdefghij. */
static bool monotonous(str s)
{
    bool same = true, up = true, down = true;
    for (size_t i = 1; i < s.n; i++) {
        int step = (unsigned char)s.p[i] - (unsigned char)s.p[i - 1];
        same &= step == 0;
        up &= step == 1 || (s.p[i - 1] == '9' && s.p[i] == '0');
        down &= step == -1;
    }
    return same || up || down;
}

static bool common(str s)
{
    static const char *const most[] = {
        "password",  "passw0rd", "qwertyuiop", "qwerty123",  "1q2w3e4r", "1qaz2wsx",
        "admin",     "letmein",  "iloveyou",   "5201314",    "woaini",   "abc123",
        "123456789", "111111",   "000000",     "diaodu2024", "88888888", "a123456"};
    char low[64];
    size_t n = s.n < sizeof low ? s.n : sizeof low;
    for (size_t i = 0; i < n; i++)
        low[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
    for (size_t i = 0; i < COUNT_OF(most); i++)
        if (str_starts((str){low, n}, str_of(most[i])) && n < strlen(most[i]) + 5)
            return true;
    return false;
}

bool secret_acceptable(cx *c, str password, str login)
{
    if (password.n > SECRET_PASSWORD_MAX)
        return fail(c, ERR_DATA, "密码不能超过 %d 个字节", "a password has at most %d bytes",
                    SECRET_PASSWORD_MAX);
    if (!utf8_valid(password) || utf8_count(password) < SECRET_PASSWORD_MIN)
        return fail(c, ERR_DATA, "密码至少 %d 个字符；可用一句好记的话",
                    "a password has at least %d characters; a phrase is easy to remember",
                    SECRET_PASSWORD_MIN);
    if (monotonous(password) || common(password) ||
        (login.n && str_starts(password, login) && password.n < login.n + 5))
        return fail(c, ERR_DATA, "这个密码太容易猜到；请换一个",
                    "this password is too easy to guess; choose another");
    return true;
}

bool secret_equal(str a, str b)
{
    return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}

/* ---- second factor ---- */
static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void totp_new(char out[TOTP_SECRET_MAX])
{
    for (size_t i = 0; i + 1 < TOTP_SECRET_MAX; i++) {
        uint8_t b;
        random_bytes(&b, 1);
        out[i] = base32[b & 31];
    }
    out[TOTP_SECRET_MAX - 1] = 0;
}

int64_t totp_step(int64_t now_us)
{
    return now_us / 30000000;
}

static bool from_base32(str s, uint8_t *out, size_t *n)
{
    uint32_t bits = 0;
    int have = 0;
    *n = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *at = s.p[i] ? strchr(base32, s.p[i]) : NULL;
        if (!at || *n >= 64)
            return false;
        bits = bits << 5 | (uint32_t)(at - base32);
        have += 5;
        if (have >= 8)
            out[(*n)++] = (uint8_t)(bits >> (have -= 8));
    }
    return *n > 0;
}

int totp_code(str secret, int64_t step)
{
    uint8_t key[64], msg[8], mac[EVP_MAX_MD_SIZE];
    size_t n;
    unsigned len = 0;
    if (!from_base32(secret, key, &n))
        return -1;
    for (int i = 0; i < 8; i++)
        msg[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    if (!HMAC(EVP_sha1(), key, (int)n, msg, sizeof msg, mac, &len) || len < 20)
        return -1;
    const uint8_t *p = mac + (mac[19] & 15);
    uint32_t v = (uint32_t)(p[0] & 127) << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    return (int)(v % 1000000);
}

bool totp_fits(str secret, str code, int64_t now_us, int64_t used, int64_t *ret_step)
{
    bool fits = false;
    int64_t now = totp_step(now_us);
    for (int64_t step = now - 1; step <= now + 1; step++) {
        char text[16];
        int v = totp_code(secret, step);
        snprintf(text, sizeof text, "%06d", v);
        if (v >= 0 && step > used && secret_equal(str_of(text), code) && !fits) {
            fits = true;
            *ret_step = step;
        }
    }
    return fits;
}
