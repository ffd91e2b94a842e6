/* server_int.h: what the files of src/http share; nobody else includes it.
 *
 * An event thread owns its connections: nobody else touches one. What cannot be answered at once
 * becomes a task: a worker fills its reply and posts it to the thread it came from. */
#ifndef DIAODU_HTTP_SERVER_INT_H
#define DIAODU_HTTP_SERVER_INT_H
#include "base/os.h"
#include "flow/live.h"
#include "http/cache.h"
#include "http/doors.h"
#include "http/handlers.h"
#include "http/server.h"
#include "http/tls.h"
#include <event2/event.h>
#include <event2/event_struct.h>
#include <pthread.h>
#include <stdatomic.h>

#define MAX_THREADS 8
#define MAX_CONNECTIONS 4096
#define MAX_STREAMS 2048
#define MAX_QUEUE 512
#define BODY_MAX ((size_t)64 << 20)
#define SMALL_BODY_MAX ((size_t)256 << 10)
#define BODIES_MAX ((size_t)256 << 20) /* of all connections together */
#define CACHE_BYTES ((size_t)16 << 20)
#define IDLE_S 60       /* between requests */
#define HEAD_S 10       /* from the first byte of a head to its last */
#define STALL_S 20      /* without a byte of a body, in or out */
#define WAIT_S 5        /* for a write, before it is answered 202 */
#define LINGER_S 2      /* for the other side to read a refusal */
#define GRACE_S 10      /* to finish what is in flight when stopping */
#define BODY_RATE 8192  /* bytes a second that an upload must reach on average */
#define REPLY_RATE 2048 /* and a download */
#define PDF_QUEUE 8     /* conversions that wait */
#define ENTRY_QUEUE 64  /* sign-ins that wait */
#define BUFFER_MAX (REQUEST_HEAD_MAX + ((size_t)256 << 10)) /* read and not yet used */

typedef struct thread thread;
typedef struct server server;
typedef struct conn conn;

/* A request on its way through a worker. */
typedef struct task {
    struct task *next;
    thread *home;
    conn *conn; /* only its thread looks; NULL when it has gone */
    char *head; /* copy of the request's head */
    size_t head_n;
    const route *route;
    sb body;
    size_t room; /* of the body, counted in server.body_bytes */
    lang lang;
    char peer[64];   /* address it came from */
    struct job *job; /* of a write */
    reply reply;
} task;

/* Threads that take tasks in turn. */
typedef struct pool {
    server *srv;
    pthread_t threads[MAX_THREADS];
    int n;
    pthread_mutex_t lock;
    pthread_cond_t more;
    task *first, *last;
    size_t waiting, max;
    int busy; /* threads that have a task */
    bool stop;
} pool;

struct thread {
    server *srv;
    pthread_t id;
    struct event_base *base;
    int listen_fd, wake_fd;
    struct event accept, wake, tick;
    bool accepting;
    pthread_mutex_t lock;
    task *done; /* posted by workers */
    conn *conns;
    size_t n_conns;
    bool stopping;
    double stop_by, now;
    char date[32];
    time_t date_of;
};

#define STATUS_MAX 600
struct server {
    const char *url;
    live *live;
    cache *cache;
    struct jobs *jobs;
    doors *doors; /* who comes in */
    str names;    /* further host names it is known by, by commas */
    str origin;   /* of a declared reverse proxy, "https://desk.example"; "" = none */
    bool open;    /* listens beyond this machine */
    tls *tls;     /* NULL: in the clear */
    thread threads[MAX_THREADS];
    int n_threads;
    pool readers, pdfs, writer, entry; /* entry: passwords */
    char host[64];                     /* as listened on, without port */
    int port;
    uint64_t build; /* of the program's own bytes: another build may answer otherwise */
    _Atomic bool stop;
    _Atomic bool halt;  /* the time to finish is over: tasks give up */
    _Atomic bool stale; /* new commits could not be taken in */
    _Atomic uint64_t refresh_failures;
    void (*say)(void *user, const char *line);
    void *user;
    _Atomic size_t connections, streams, body_bytes;
    _Atomic uint64_t status[STATUS_MAX], cache_hits, cache_misses, bytes_out;
    _Atomic uint64_t *route_count, *route_us; /* by route */
    double started;
};

/* conn.c */
void conn_accept(evutil_socket_t fd, short what, void *user);
void conn_sweep(thread *t);         /* deadlines; called by the tick */
void conn_news(thread *t);          /* tell streams of the new snapshot */
void conn_done(thread *t, task *w); /* a worker's reply; frees the task */
void conn_stop(thread *t);          /* close what is idle, let the rest finish */
void conn_end(thread *t);           /* whatever is left, after the thread has ended */

/* The address of the other side as text. */
void conn_peer(const conn *k, char out[64]);

/* caller.c */
/* Whose request it is; strings in c->a. ERR_REFUSED: it says who they are, and that is not so (a session
 * that has ended); nobody at all is a caller without a login. */
bool caller_of(cx *c, server *s, const request *rq, const snapshot *now, const char *peer,
               caller *ret) CHECKED;
/* May they do this: the route is theirs (else as if there were none), a browser's write comes from our
 * page. *status: 401, 403, 404. */
bool caller_may(cx *c, const caller *by, const route *r, const request *rq, const snapshot *now,
                int *status) CHECKED;
/* Does a host, an origin, name this server. */
bool host_ours(const server *s, str host);
bool origin_ours(const server *s, const request *rq);
/* Is all that is said to whoever asks for this name encrypted, so that a browser may insist on it from
 * now on; never for this machine's own names, which other servers share. */
bool host_secure(const server *s, str host);
/* Set-Cookie for a session; token "" ends it. */
void caller_cookie(const server *s, const char *token, char out[160]);

/* respond.c */
/* What the client's request leads to: a reply now (true), or a task that was queued (false). */
bool respond(conn *k, thread *t, const request *rq, str head, sb *body, reply *r, task **ret);
/* On a worker: run the handler of a task into its reply. */
void respond_task(task *w, store *st);
/* 202 for a write that takes longer than the client wants to wait. */
void respond_accepted(task *w, reply *r);
/* Checks that need no body, before one is read: false with a refusal in *r. */
bool respond_admit(thread *t, const request *rq, const route **ret, lang *l, reply *r);
/* To a request in the clear where TLS is spoken. */
void respond_plain(const server *s, const request *rq, reply *r);
/* A problem (RFC 9457) of a context's error, or of a bare status. */
void problem(cx *c, int status, str path, reply *r);
/* The same with one more member, whose JSON is given; "" leaves it out. */
/* A lost update: what stands now, and what was sent (JSON; "" = it is none). */
void problem_clash(cx *c, str yours, str current, str path, reply *r);
void problem_with(cx *c, const char *member, str object, str path, reply *r);
void problem_status(int status, lang l, str path, reply *r);
lang request_lang(const request *rq);
const char *status_phrase(int status);

/* work.c */
/* n threads; tasks above `max` that wait are refused. */
bool pool_start(cx *c, server *s, pool *p, int n, size_t max) CHECKED;
void pool_close(pool *p); /* what waits is answered 503, nothing more is taken */
bool pool_busy(pool *p);
void pool_stop(pool *p);         /* closes it and waits for what runs */
bool pool_add(pool *p, task *w); /* false: the queue is full */
void task_free(task *w);         /* NULL-safe */

/* server.c */
void server_post(task *w);
void server_wake(thread *t);
/* Take in new commits and tell who listens. A failure is counted, said once, and makes /readyz 503
 * until one succeeds. */
bool server_refresh(cx *c, server *s) CHECKED;

#endif
