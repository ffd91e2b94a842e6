/* server.h: the desk over HTTP (contract section 8). N threads with an event loop each; a request is
 * answered from one immutable snapshot; what takes long runs on worker threads. Loopback only: there
 * is no sign-in yet. */
#ifndef DIAODU_HTTP_SERVER_H
#define DIAODU_HTTP_SERVER_H
#include "base/base.h"
#include "base/err.h"

typedef struct server_options {
    const char *url;    /* of the database */
    const char *listen; /* host:port; port 0 = any free one */
    int threads;        /* 0 = one a processor, at most 8 */
    /* Told once the sockets are open. */
    void (*ready)(void *user, const char *address);
    /* Told, from any thread, what whoever runs the server should know: a line without its end. */
    void (*say)(void *user, const char *line);
    void *user;
} server_options;

/* Serve until SIGTERM or SIGINT; finishes what is in flight. ERR_USAGE names an address that is not
 * of this machine alone, ERR_SYSTEM one that is taken. */
bool server_run(cx *c, const server_options *o) CHECKED;

#endif
