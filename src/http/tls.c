#include "http/tls.h"
#include "base/mem.h"
#include "base/os.h"
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define RECORD_MAX 16384 /* bytes of one record of TLS */

struct tls {
    const char *cert_file, *key_file;
    pthread_mutex_t lock;
    SSL_CTX *now;
    int64_t ends; /* seconds since 1970 UTC */
};

/* ---- the certificate ---- */
/* The first reason OpenSSL gives; its queue is empty after that. */
static bool fail_ssl(cx *c, const char *zh, const char *en, const char *file)
{
    char why[160];
    unsigned long e = ERR_peek_error();
    const char *reason = e ? ERR_reason_error_string(e) : NULL;
    snprintf(why, sizeof why, "%s", reason ? reason : "?");
    ERR_clear_error();
    return fail(c, ERR_DATA, "%s%.0s：%s（%s）", "%.0s%s: %s (%s)", zh, en, file, why);
}

/* A key that others may read is no secret; a group may (Debian's ssl-cert). */
static bool check_key_file(cx *c, const char *file)
{
    struct stat st;
    if (stat(file, &st) != 0)
        return fail_errno(c, "无法读取 TLS 密钥", "cannot read the TLS key", file);
    return !(st.st_mode & S_IRWXO) ||
           fail(c, ERR_DATA, "TLS 密钥 %s 本机其他人也能读写（权限 %o）：先 chmod o-rwx %s",
                "the TLS key %s can be read or written by others of this machine (mode %o): "
                "chmod o-rwx %s",
                file, (unsigned)st.st_mode & 07777, file);
}

static bool check_cert_file(cx *c, const char *file)
{
    return access(file, R_OK) == 0 ||
           fail_errno(c, "无法读取 TLS 证书", "cannot read the TLS certificate", file);
}

static int64_t end_of(const X509 *x)
{
    int days = 0, seconds = 0;
    if (!x || !ASN1_TIME_diff(&days, &seconds, NULL, X509_get0_notAfter(x)))
        return 0;
    return os_now_us() / 1000000 + (int64_t)days * 86400 + seconds;
}

/* HTTP/1.1 and nothing else; whoever does not ask is not told. */
static int choose(SSL *ssl, const unsigned char **out, unsigned char *n, const unsigned char *in,
                  unsigned n_in, void *user)
{
    static const unsigned char ours[] = "\x08http/1.1";
    unsigned char *found;
    (void)ssl;
    (void)user;
    if (SSL_select_next_proto(&found, n, ours, sizeof ours - 1, in, n_in) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = found;
    return SSL_TLSEXT_ERR_OK;
}

static bool fill(cx *c, SSL_CTX *x, const tls *t)
{
    SSL_CTX_set_options(x, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                               SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(x, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                            SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(x, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(x, choose, NULL);
    /* TLS 1.2 only with forward secrecy and authenticated encryption. */
    if (!SSL_CTX_set_min_proto_version(x, TLS1_2_VERSION) ||
        !SSL_CTX_set_cipher_list(x, "ECDHE+AESGCM:ECDHE+CHACHA20"))
        return fail_ssl(c, "无法设置 TLS", "TLS cannot be set up", "OpenSSL");
    if (SSL_CTX_use_certificate_chain_file(x, t->cert_file) != 1)
        return fail_ssl(c, "不是 PEM 证书链", "not a chain of certificates in PEM", t->cert_file);
    if (SSL_CTX_use_PrivateKey_file(x, t->key_file, SSL_FILETYPE_PEM) != 1)
        return fail_ssl(c, "不是本证书的 PEM 密钥（或有口令）",
                        "not this certificate's key in PEM (or it has a password)", t->key_file);
    return SSL_CTX_check_private_key(x) == 1 ||
           fail_ssl(c, "密钥与证书不配", "the key is not the certificate's", t->key_file);
}

/* A key with a password would ask at a terminal that nobody sits at. */
static int no_password(char *out, int n, int writing, void *user)
{
    (void)out;
    (void)n;
    (void)writing;
    (void)user;
    return 0;
}

bool tls_reload(cx *c, tls *t)
{
    TRY(check_cert_file(c, t->cert_file) && check_key_file(c, t->key_file));
    ERR_clear_error();
    SSL_CTX *x = SSL_CTX_new(TLS_server_method());
    if (!x)
        return fail_memory(c);
    SSL_CTX_set_default_passwd_cb(x, no_password);
    if (!fill(c, x, t)) {
        SSL_CTX_free(x);
        return false;
    }
    pthread_mutex_lock(&t->lock);
    SSL_CTX *old = t->now;
    t->now = x;
    t->ends = end_of(SSL_CTX_get0_certificate(x));
    pthread_mutex_unlock(&t->lock);
    SSL_CTX_free(old);
    return true;
}

bool tls_open(cx *c, const char *cert_file, const char *key_file, tls **ret)
{
    *ret = NULL;
    tls *t = mem_zalloc(1, sizeof *t);
    if (!t)
        return fail_memory(c);
    t->cert_file = cert_file;
    t->key_file = key_file;
    pthread_mutex_init(&t->lock, NULL);
    if (!tls_reload(c, t)) {
        tls_close(t);
        return false;
    }
    *ret = t;
    return true;
}

void tls_close(tls *t)
{
    if (!t)
        return;
    SSL_CTX_free(t->now);
    pthread_mutex_destroy(&t->lock);
    mem_free(t);
}

int64_t tls_days_left(tls *t)
{
    pthread_mutex_lock(&t->lock);
    int64_t left = t->ends - os_now_us() / 1000000;
    pthread_mutex_unlock(&t->lock);
    return left < 0 ? -1 - (-left - 1) / 86400 : left / 86400;
}

/* ---- one connection ---- */
bool wire_secure(wire *w, tls *t)
{
    pthread_mutex_lock(&t->lock);
    w->ssl = SSL_new(t->now); /* keeps that certificate as long as it lives */
    pthread_mutex_unlock(&t->lock);
    if (!w->ssl || SSL_set_fd(w->ssl, w->fd) != 1) {
        wire_close(w);
        return false;
    }
    SSL_set_accept_state(w->ssl);
    return true;
}

static ssize_t outcome(const wire *w, int got)
{
    switch (SSL_get_error(w->ssl, got)) {
    case SSL_ERROR_WANT_READ:
        return WIRE_AGAIN;
    case SSL_ERROR_WANT_WRITE:
        return WIRE_AGAIN_OUT;
    case SSL_ERROR_ZERO_RETURN:
        return WIRE_OVER;
    default:
        return WIRE_BROKEN;
    }
}

int wire_shake(wire *w)
{
    unsigned char first;
    if (SSL_in_before(w->ssl)) {
        ssize_t n = recv(w->fd, &first, 1, MSG_PEEK);
        if (n < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? WIRE_AGAIN
                                                                             : WIRE_BROKEN;
        if (n == 0)
            return WIRE_OVER;
        if (first >= 'A' && first <= 'Z') /* a method; a record of TLS begins with 22 */
            return WIRE_PLAIN;
    }
    ERR_clear_error();
    int got = SSL_do_handshake(w->ssl);
    return got == 1 ? 1 : (int)outcome(w, got);
}

ssize_t wire_read(wire *w, void *to, size_t n)
{
    if (!w->ssl) {
        ssize_t got = recv(w->fd, to, n, 0);
        if (got < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? WIRE_AGAIN
                                                                             : WIRE_BROKEN;
        return got;
    }
    ERR_clear_error();
    int got = SSL_read(w->ssl, to, n > RECORD_MAX * 4 ? RECORD_MAX * 4 : (int)n);
    return got > 0 ? got : outcome(w, got);
}

static ssize_t write_clear(const wire *w, const struct iovec *v, int n)
{
    for (;;) {
        ssize_t got = writev(w->fd, v, n);
        if (got >= 0)
            return got;
        if (errno != EINTR)
            return errno == EAGAIN || errno == EWOULDBLOCK ? WIRE_AGAIN : WIRE_BROKEN;
    }
}

ssize_t wire_write(wire *w, const struct iovec *v, int n)
{
    char record[RECORD_MAX];
    size_t have = 0;
    if (!w->ssl)
        return write_clear(w, v, n);
    /* Head and body in one record: one packet for a small answer. */
    for (int i = 0; i < n && have < sizeof record; i++) {
        size_t part = v[i].iov_len < sizeof record - have ? v[i].iov_len : sizeof record - have;
        memcpy(record + have, v[i].iov_base, part);
        have += part;
    }
    ERR_clear_error();
    int got = SSL_write(w->ssl, record, (int)have);
    if (got > 0)
        return got;
    return outcome(w, got) == WIRE_AGAIN_OUT ? WIRE_AGAIN : WIRE_BROKEN;
}

void wire_clear(wire *w)
{
    SSL_free(w->ssl);
    w->ssl = NULL;
}

bool wire_pending(const wire *w)
{
    return w->ssl && SSL_pending(w->ssl) > 0;
}

void wire_end_writing(wire *w)
{
    if (w->ssl) {
        ERR_clear_error();
        (void)SSL_shutdown(w->ssl); /* says that this was all */
        wire_clear(w);
    }
    shutdown(w->fd, SHUT_WR);
}

void wire_close(wire *w)
{
    wire_clear(w); /* NULL-safe */
    close(w->fd);
}
