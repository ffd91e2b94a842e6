/* tls.h: the server's own certificate, and the bytes of a connection, encrypted or not. */
#ifndef DIAODU_HTTP_TLS_H
#define DIAODU_HTTP_TLS_H
#include "base/base.h"
#include "base/err.h"
#include <sys/uio.h>

/* A certificate and its key, which can be read again while connections are open. Any thread. */
typedef struct tls tls;
/* PEM: the certificate first, then those that signed it. ERR_SYSTEM: a file cannot be read; ERR_DATA:
 * it is none, the key is not the certificate's, or others of the machine may read it. */
bool tls_open(cx *c, const char *cert_file, const char *key_file, tls **ret) CHECKED;
/* Read both again; on failure what was before stays. */
bool tls_reload(cx *c, tls *t) CHECKED;
void tls_close(tls *t); /* NULL-safe; open connections keep what they need */
/* Whole days until the certificate ends, rounded down; negative: it has ended. */
int64_t tls_days_left(tls *t);

/* ---- one connection ---- */
typedef struct wire {
    int fd;
    struct ssl_st *ssl; /* NULL: in the clear */
} wire;
/* What an operation came to; else the number of bytes. */
enum { WIRE_OVER = 0, WIRE_AGAIN = -1, WIRE_AGAIN_OUT = -2, WIRE_BROKEN = -3, WIRE_PLAIN = -4 };
/* Encrypt what follows. False: no memory. */
bool wire_secure(wire *w, tls *t) CHECKED;
void wire_clear(wire *w); /* go on in the clear; of a handshake that has not begun */
/* One step of the handshake: 1 done; WIRE_PLAIN: the other side does not speak TLS, nothing was read. */
int wire_shake(wire *w);
/* WIRE_AGAIN_OUT: go on when the socket takes bytes (reading may have to write, and no less). */
ssize_t wire_read(wire *w, void *to, size_t n);
/* WIRE_AGAIN: come again with the same bytes first. */
ssize_t wire_write(wire *w, const struct iovec *v, int n);
/* Was more read from the socket than was asked for: then the socket will not tell of it. */
bool wire_pending(const wire *w);
void wire_end_writing(wire *w); /* what follows is read in the clear and thrown away */
void wire_close(wire *w);

#endif
