/* server.h: the desk over HTTP (contract section 8). N threads with an event loop each; a request is
 * answered from one immutable snapshot; what takes long runs on worker threads. Beyond loopback only
 * where the desk has accounts. */
#ifndef DIAODU_HTTP_SERVER_H
#define DIAODU_HTTP_SERVER_H
#include "base/base.h"
#include "base/err.h"

typedef struct server_options {
    const char *url;    /* of the database */
    const char *listen; /* host:port; port 0 = any free one */
    const char *names;  /* further host names it is known by, by commas; NULL = none */
    const char
        *proxy; /* origin of the reverse proxy in front of it: https://desk.example; NULL = none */
    const char *cert, *key; /* PEM files: serve TLS; NULL = in the clear */
    int idle_minutes;       /* a session that rests so long has ended */
    int threads;            /* 0 = one a processor, at most 8 */
    /* Told once the sockets are open. */
    void (*ready)(void *user, const char *address);
    /* Told, from any thread, what whoever runs the server should know: a line without its end. */
    void (*say)(void *user, const char *line);
    void *user;
} server_options;

/* Serve until SIGTERM or SIGINT; finishes what is in flight. ERR_USAGE names an address that is not
 * of this machine alone on a desk without accounts, ERR_SYSTEM one that is taken. Beyond this machine and
 * with neither a certificate nor a proxy it says that nothing is encrypted. SIGHUP reads the certificate
 * again; that it ends soon is said at once and every day. */
bool server_run(cx *c, const server_options *o) CHECKED;

#endif
