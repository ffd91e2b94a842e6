/* A connection: bytes in, a request, a reply, bytes out; deadlines for everything. */
#include "base/str.h"
#include "http/server_int.h"
#include "http/stream.h"
#include "http/tls.h"
#include <errno.h>
#include <math.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

typedef enum conn_state {
    CONN_SHAKE,  /* agreeing on keys */
    CONN_HEAD,   /* reading a head */
    CONN_BODY,   /* reading a body */
    CONN_WAIT,   /* a worker has it */
    CONN_WRITE,  /* writing a reply */
    CONN_STREAM, /* server-sent events */
    CONN_LINGER  /* refused before the body was read: let the other side notice */
} conn_state;

struct conn {
    thread *t;
    conn *next, *prev;
    wire w;
    conn_state state;
    bool reading, writing; /* events that are added */
    bool plain;            /* speaks in the clear to a port that does not: told so, no more */
    struct event in, out;
    double deadline, body_start, write_start;
    char *buf; /* what was read and not yet used: [at, n) */
    size_t at, n, cap;
    size_t head_n; /* of the request being answered; it starts at buf + at */
    request rq;
    sb body;
    size_t body_room; /* counted in server.body_bytes */
    chunked chunks;
    bool keep_alive, drop_body;
    char head[2048]; /* of the reply */
    size_t head_len, sent;
    body *reply_body;
    str reply_bytes; /* of reply_body, plain or compressed */
    task *task;
    stream *stream;
    lang lang;
};

static void process(conn *k);

void conn_peer(const conn *k, char out[64])
{
    struct sockaddr_storage a = {0};
    socklen_t n = sizeof a;
    out[0] = 0;
    if (getpeername(k->w.fd, (struct sockaddr *)&a, &n) == 0)
        (void)getnameinfo((struct sockaddr *)&a, n, out, 64, NULL, 0, NI_NUMERICHOST);
}

/* ---- life ---- */
static void conn_close(conn *k)
{
    thread *t = k->t;
    if (k->reading)
        event_del(&k->in);
    if (k->writing)
        event_del(&k->out);
    wire_close(&k->w);
    if (k->task)
        k->task->conn = NULL;
    if (k->stream)
        atomic_fetch_sub(&t->srv->streams, 1);
    stream_free(k->stream);
    body_release(k->reply_body);
    atomic_fetch_sub(&t->srv->body_bytes, k->body_room);
    sb_done(&k->body);
    if (k->prev)
        k->prev->next = k->next;
    else
        t->conns = k->next;
    if (k->next)
        k->next->prev = k->prev;
    t->n_conns--;
    atomic_fetch_sub(&t->srv->connections, 1);
    mem_free(k->buf);
    mem_free(k);
}

static void want_read(conn *k, bool on)
{
    if (on == k->reading)
        return;
    k->reading = on;
    if (on)
        event_add(&k->in, NULL);
    else
        event_del(&k->in);
}

static void want_write(conn *k, bool on)
{
    if (on == k->writing)
        return;
    k->writing = on;
    if (on)
        event_add(&k->out, NULL);
    else
        event_del(&k->out);
}

/* The body is a task's now, or no longer needed. */
static void leave_room(conn *k)
{
    atomic_fetch_sub(&k->t->srv->body_bytes, k->body_room);
    k->body_room = 0;
}

/* ---- out ---- */
static void release_reply(conn *k)
{
    body_release(k->reply_body);
    k->reply_body = NULL;
    k->reply_bytes = (str){NULL, 0};
    leave_room(k);
    sb_done(&k->body);
}

static void linger(conn *k)
{
    wire_end_writing(&k->w);
    k->state = CONN_LINGER;
    k->deadline = k->t->now + LINGER_S;
    k->at = k->n = 0;
    want_write(k, false);
    want_read(k, true);
}

/* The reply is out: take the next request, or part. */
static void reply_over(conn *k)
{
    release_reply(k);
    want_write(k, false);
    if (k->stream) {
        k->state = CONN_STREAM;
        k->deadline = INFINITY;
        want_read(k, true);
        server_wake(k->t);
        return;
    }
    if (!k->keep_alive || k->t->stopping) {
        linger(k);
        return;
    }
    k->at += k->head_n;
    k->head_n = 0;
    k->state = CONN_HEAD;
    k->deadline = k->t->now + (k->at < k->n ? HEAD_S : IDLE_S);
}

/* Write what there is; true when all of it is out. */
static bool flush_reply(conn *k)
{
    size_t total = k->head_len + k->reply_bytes.n;
    while (k->sent < total) {
        struct iovec v[2];
        int n = 0;
        if (k->sent < k->head_len)
            v[n++] = (struct iovec){k->head + k->sent, k->head_len - k->sent};
        size_t into = k->sent > k->head_len ? k->sent - k->head_len : 0;
        if (k->reply_bytes.n > into)
            v[n++] = (struct iovec){(char *)k->reply_bytes.p + into, k->reply_bytes.n - into};
        ssize_t got = wire_write(&k->w, v, n);
        if (got == WIRE_AGAIN)
            return false;
        if (got < 0) {
            k->sent = total; /* nobody listens any more */
            k->keep_alive = false;
            return true;
        }
        k->sent += (size_t)got;
        k->deadline = k->t->now + STALL_S;
    }
    atomic_fetch_add_explicit(&k->t->srv->bytes_out, total, memory_order_relaxed);
    return true;
}

static const char page_policy[] =
    "Content-Security-Policy: default-src 'self'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n";
static const char data_policy[] =
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";

/* `gz`: the body is compressed; `same_gz`: the one that the client has is. */
static void put_head(conn *k, const reply *r, bool gz, bool same_gz, bool varies)
{
    static const char *const keeps[] = {"no-store", "private, no-cache",
                                        "public, max-age=31536000, immutable"};
    sb b;
    int status = r->status ? r->status : 200;
    sb_init(&b, sizeof k->head);
    sb_printf(&b, "HTTP/1.1 %d %s\r\nDate: %s\r\nServer: diaodu\r\n", status, status_phrase(status),
              k->t->date);
    if (r->type)
        sb_printf(&b, "Content-Type: %s%s\r\n", r->type,
                  strncmp(r->type, "text/", 5) ? "" : "; charset=utf-8");
    if (k->stream)
        k->keep_alive = false;
    else if (status != 304 && status != 204)
        sb_printf(&b, "Content-Length: %zu\r\n", k->reply_bytes.n);
    if (gz)
        sb_putz(&b, "Content-Encoding: gzip\r\n");
    if (varies)
        sb_putz(&b, "Vary: Accept-Encoding, Accept-Language\r\n");
    if (r->etag[0])
        sb_printf(&b, "ETag: \"%s%s\"\r\n", r->etag, gz || same_gz ? "+gz" : "");
    if (r->location[0])
        sb_printf(&b, "Location: %s\r\n", r->location);
    if (r->disposition[0])
        sb_printf(&b, "Content-Disposition: %s\r\n", r->disposition);
    if (r->cookie[0])
        sb_printf(&b, "Set-Cookie: %s\r\n", r->cookie);
    if (status == 401)
        sb_putz(&b, "WWW-Authenticate: Bearer\r\n");
    if (r->allow)
        sb_printf(&b, "Allow: %s\r\n", r->allow);
    if (r->retry_after)
        sb_printf(&b, "Retry-After: %d\r\n", r->retry_after);
    sb_printf(&b, "Cache-Control: %s\r\n", keeps[r->keep]);
    if (r->style)
        sb_printf(&b,
                  "Content-Security-Policy: default-src 'none'; style-src 'sha256-%s'; "
                  "frame-ancestors 'none'\r\n",
                  r->style);
    else
        sb_putz(&b, r->page ? page_policy : data_policy);
    if (host_secure(k->t->srv, k->rq.host))
        sb_putz(&b, "Strict-Transport-Security: max-age=31536000\r\n");
    sb_putz(&b, "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
                "Cross-Origin-Resource-Policy: same-origin\r\n");
    sb_printf(&b, "Connection: %s\r\n\r\n", k->keep_alive ? "keep-alive" : "close");
    MUST(sb_ok(&b));
    memcpy(k->head, b.p, b.n);
    k->head_len = b.n;
    sb_done(&b);
}

/* Does an entity tag in the list name this one, compressed (*gz) or not? */
static bool tag_matches(str list, const char *etag, bool *gz)
{
    str one;
    while (list.n && str_split(&list, ',', &one)) {
        one = str_trim(one);
        if (str_eqz(one, "*"))
            return true;
        if (str_starts(one, S("W/")))
            one = str_from(one, 2);
        if (one.n < 2 || one.p[0] != '"' || one.p[one.n - 1] != '"')
            continue;
        one = str_sub(one, 1, one.n - 2);
        *gz = str_ends(one, S("+gz"));
        if (*gz)
            one.n -= 3;
        if (str_eqz(one, etag))
            return true;
    }
    return false;
}

/* Takes over the reply's body. */
static void send_reply(conn *k, reply *r)
{
    bool gz = false, same_gz = false;
    int status = r->status ? r->status : 200;
    bool varies = r->body && body_bytes(r->body).n > 0;
    if (status == 200 && r->etag[0] && k->rq.if_none_match.n &&
        tag_matches(k->rq.if_none_match, r->etag, &same_gz)) {
        status = r->status = 304; /* names what the client has, as the 200 did */
        body_release(r->body);
        r->body = NULL;
    }
    k->reply_body = r->body;
    k->reply_bytes = r->body ? body_bytes(r->body) : (str){NULL, 0};
    if (r->body && varies && header_lists(k->rq.accept_encoding, "gzip"))
        gz = body_gzip(r->body, &k->reply_bytes);
    put_head(k, r, gz, same_gz && status == 304, varies);
    if (str_eqz(k->rq.method, "HEAD"))
        k->reply_bytes.n = 0;
    atomic_fetch_add_explicit(&k->t->srv->status[status], 1, memory_order_relaxed);
    k->sent = 0;
    k->state = CONN_WRITE;
    k->write_start = k->t->now;
    k->deadline = k->t->now + STALL_S;
    if (flush_reply(k)) {
        reply_over(k);
    } else {
        want_read(k, false);
        want_write(k, true);
    }
}

/* ---- in ---- */
static void refuse(conn *k, int status)
{
    reply r;
    k->keep_alive = false;
    problem_status(status, request_lang(&k->rq), k->rq.path, &r);
    send_reply(k, &r);
}

/* Some bytes from the socket; false when the connection is over. */
static bool fill(conn *k)
{
    size_t room = k->state == CONN_BODY ? 65536 : 1;
    if (k->at && (k->at == k->n || k->cap - k->n < room)) {
        memmove(k->buf, k->buf + k->at, k->n - k->at);
        k->n -= k->at;
        k->at = 0;
    }
    if (k->n > BUFFER_MAX ||
        (k->cap - k->n < room && !MEM_GROW(k->buf, k->cap, k->cap ? k->n + room : 4096)))
        return false;
    ssize_t got = wire_read(&k->w, k->buf + k->n, k->cap - k->n);
    if (got == WIRE_AGAIN_OUT)
        want_write(k, true);
    if (got == WIRE_AGAIN || got == WIRE_AGAIN_OUT)
        return true;
    if (got <= 0)
        return false;
    if (k->state == CONN_HEAD && k->n == k->at)
        k->deadline = k->t->now + HEAD_S;
    k->n += (size_t)got;
    return true;
}

static bool body_whole(const conn *k)
{
    return k->rq.length >= 0 ? k->body.n == (size_t)k->rq.length : k->chunks.state == CHUNK_DONE;
}

/* Count the memory before it is used: many uploads at once must not fill it. */
static bool body_space(conn *k, size_t more)
{
    if (k->body.n + more <= k->body_room)
        return true;
    size_t step = k->body.n + more - k->body_room;
    step = (step + 65535) & ~(size_t)65535;
    if (atomic_fetch_add(&k->t->srv->body_bytes, step) + step > BODIES_MAX) {
        atomic_fetch_sub(&k->t->srv->body_bytes, step);
        return false;
    }
    k->body_room += step;
    return true;
}

/* Move what was read into the body: 0, or the status of a refusal. */
static int take_body(conn *k)
{
    size_t at = k->at + k->head_n, have = k->n - at, used = have, data = have;
    char *p = k->buf + at;
    if (k->rq.length >= 0) {
        size_t left = (size_t)k->rq.length - k->body.n;
        used = data = have < left ? have : left;
    } else if (!chunked_feed(&k->chunks, p, have, &used, &data)) {
        return 400;
    }
    if (k->body.n + data >= k->body.max)
        return 413;
    if (!body_space(k, data))
        return 503;
    sb_put(&k->body, (str){p, data});
    memmove(p, p + used, have - used);
    k->n -= used;
    return sb_ok(&k->body) ? 0 : 503;
}

/* A reply that is a stream makes this connection one, while there is room for more. */
static void listen_in(conn *k, reply *r)
{
    _Atomic size_t *open = &k->t->srv->streams;
    k->stream = stream_of(r);
    if (!k->stream || atomic_fetch_add(open, 1) < MAX_STREAMS)
        return;
    atomic_fetch_sub(open, 1);
    stream_free(k->stream);
    k->stream = NULL;
    problem_status(503, k->lang, k->rq.path, r);
}

static void answer_now(conn *k)
{
    reply r = {0};
    task *w = NULL;
    str head = {k->buf + k->at, k->head_n};
    k->lang = request_lang(&k->rq);
    k->state = CONN_WAIT;
    bool now = respond(k, k->t, &k->rq, head, &k->body, &r, &w);
    if (!k->body.p)
        leave_room(k);
    if (now) {
        listen_in(k, &r);
        send_reply(k, &r);
        return;
    }
    k->task = w;
    k->deadline = w->job ? k->t->now + WAIT_S : INFINITY;
    want_read(k, false);
}

static void start_body(conn *k, const route *route)
{
    bool large = route->flags & ROUTE_UPLOAD;
    sb_init(&k->body, (large ? BODY_MAX : SMALL_BODY_MAX) + 2);
    k->chunks = (chunked){.state = CHUNK_SIZE};
    k->state = CONN_BODY;
    k->body_start = k->t->now;
    k->deadline = k->t->now + STALL_S;
    if (str_ieqz(k->rq.expect, "100-continue") && k->n == k->at + k->head_n) {
        static char go[] = "HTTP/1.1 100 Continue\r\n\r\n";
        (void)wire_write(&k->w, &(struct iovec){go, sizeof go - 1}, 1);
    }
}

/* A whole head is there: refuse it, wait for its body, or answer. */
static void take_head(conn *k)
{
    const route *route;
    reply r = {0};
    k->keep_alive = k->rq.keep_alive && !k->t->stopping;
    if (k->plain) {
        k->keep_alive = false;
        respond_plain(k->t->srv, &k->rq, &r);
        send_reply(k, &r);
        return;
    }
    if (!respond_admit(k->t, &k->rq, &route, &k->lang, &r)) {
        if (k->rq.length != 0)
            k->keep_alive = false;
        send_reply(k, &r);
        return;
    }
    if (k->rq.length == 0) {
        answer_now(k);
        return;
    }
    if (!route || !route->takes) { /* nothing here takes a body */
        refuse(k, 413);
        return;
    }
    if (k->rq.length > (int64_t)((route->flags & ROUTE_UPLOAD) ? BODY_MAX : SMALL_BODY_MAX)) {
        refuse(k, 413);
        return;
    }
    start_body(k, route);
}

/* One step of a request; false: more bytes are needed. */
static bool step(conn *k)
{
    if (k->state == CONN_HEAD) {
        if (k->at == k->n)
            return false;
        int got = request_parse((str){k->buf + k->at, k->n - k->at}, &k->rq);
        if (got == 0)
            return false;
        if (got < 0) {
            k->rq = (request){0};
            k->head_n = k->n - k->at;
            refuse(k, -got);
            return true;
        }
        k->head_n = (size_t)got;
        take_head(k);
        return true;
    }
    int bad = take_body(k);
    /* The buffer may have moved since the head was read. */
    (void)request_parse((str){k->buf + k->at, k->head_n}, &k->rq);
    if (bad)
        refuse(k, bad);
    else if (!body_whole(k))
        return false;
    else
        answer_now(k);
    return true;
}

static void process(conn *k)
{
    while ((k->state == CONN_HEAD || k->state == CONN_BODY) && step(k))
        ;
    if (k->state != CONN_HEAD && k->state != CONN_BODY)
        return;
    want_read(k, true);
    if (wire_pending(&k->w))
        event_active(&k->in, EV_READ, 0);
}

/* A handshake that is slow has the deadline of a head that is: it was set when it came. */
static void shake(conn *k)
{
    int got = wire_shake(&k->w);
    want_write(k, got == WIRE_AGAIN_OUT);
    if (got == WIRE_AGAIN || got == WIRE_AGAIN_OUT)
        return;
    if (got != 1 && got != WIRE_PLAIN) {
        conn_close(k);
        return;
    }
    k->plain = got == WIRE_PLAIN;
    if (k->plain)
        wire_clear(&k->w);
    k->state = CONN_HEAD;
    if (wire_pending(&k->w))
        event_active(&k->in, EV_READ, 0);
}

static void on_read(evutil_socket_t fd, short what, void *user)
{
    conn *k = user;
    (void)fd;
    (void)what;
    k->t->now = os_monotonic();
    if (k->state == CONN_SHAKE) {
        shake(k);
        return;
    }
    if (!fill(k)) {
        conn_close(k);
        return;
    }
    if (k->state == CONN_LINGER || k->state == CONN_STREAM) {
        k->at = k->n = 0;
        return;
    }
    if (k->state == CONN_BODY)
        k->deadline = k->t->now + STALL_S;
    process(k);
}

static void on_write(evutil_socket_t fd, short what, void *user)
{
    conn *k = user;
    k->t->now = os_monotonic();
    if (k->state != CONN_STREAM && k->state != CONN_WRITE) { /* reading had to write */
        want_write(k, false);
        on_read(fd, what, user);
        return;
    }
    if (k->state == CONN_STREAM) {
        int left = stream_flush(k->stream, &k->w);
        if (left < 0)
            conn_close(k);
        else
            want_write(k, left > 0);
        return;
    }
    if (!flush_reply(k))
        return;
    reply_over(k);
    process(k);
}

void conn_done(thread *t, task *w)
{
    conn *k = w->conn;
    t->now = os_monotonic();
    if (k) {
        k->task = NULL;
        send_reply(k, &w->reply);
        w->reply.body = NULL;
    }
    task_free(w);
    if (k)
        process(k);
}

void conn_news(thread *t)
{
    for (conn *k = t->conns, *next; k; k = next) {
        next = k->next;
        if (k->state != CONN_STREAM || !stream_tell(k->stream, t->srv, t->now))
            continue;
        int left = stream_flush(k->stream, &k->w);
        if (left < 0)
            conn_close(k);
        else
            want_write(k, left > 0);
    }
}

/* ---- deadlines ---- */
static bool too_slow(const conn *k, double now)
{
    if (k->state == CONN_WRITE)
        return (double)k->sent < (now - k->write_start - STALL_S) * REPLY_RATE;
    return k->state == CONN_BODY && (double)k->body.n < (now - k->body_start - STALL_S) * BODY_RATE;
}

static void expire(conn *k)
{
    if ((k->state == CONN_HEAD && k->at < k->n) || k->state == CONN_BODY) {
        if (k->state == CONN_HEAD)
            k->rq = (request){0};
        k->head_n = k->n - k->at;
        refuse(k, 408);
    } else if (k->state == CONN_WAIT) {
        reply r;
        respond_accepted(k->task, &r);
        k->task->conn = NULL; /* its answer is the job's */
        k->task = NULL;
        send_reply(k, &r);
        process(k);
    } else {
        conn_close(k);
    }
}

void conn_sweep(thread *t)
{
    for (conn *k = t->conns, *next; k; k = next) {
        next = k->next;
        if (t->now > k->deadline || too_slow(k, t->now))
            expire(k);
    }
    conn_news(t);
    if (!t->accepting && !t->stopping) {
        t->accepting = true;
        event_add(&t->accept, NULL);
    }
}

void conn_stop(thread *t)
{
    t->stopping = true;
    for (conn *k = t->conns, *next; k; k = next) {
        next = k->next;
        if (k->state == CONN_STREAM || k->state == CONN_SHAKE ||
            (k->state == CONN_HEAD && k->at == k->n))
            conn_close(k);
    }
}

void conn_end(thread *t)
{
    while (t->conns)
        conn_close(t->conns);
    for (task *w = t->done, *next; w; w = next) {
        next = w->next;
        task_free(w);
    }
    t->done = NULL;
}

/* ---- new ones ---- */
static void turn_away(int fd)
{
    static const char busy[] = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n"
                               "Content-Length: 0\r\nConnection: close\r\n\r\n";
    (void)!write(fd, busy, sizeof busy - 1);
    close(fd);
}

static void conn_new(thread *t, int fd)
{
    conn *k = mem_zalloc(1, sizeof *k);
    int on = 1;
    if (!k) {
        turn_away(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    k->t = t;
    k->w = (wire){.fd = fd};
    if (t->srv->tls && !wire_secure(&k->w, t->srv->tls)) {
        mem_free(k);
        return;
    }
    k->state = t->srv->tls ? CONN_SHAKE : CONN_HEAD;
    k->next = t->conns;
    if (t->conns)
        t->conns->prev = k;
    t->conns = k;
    t->n_conns++;
    atomic_fetch_add(&t->srv->connections, 1);
    event_assign(&k->in, t->base, fd, EV_READ | EV_PERSIST, on_read, k);
    event_assign(&k->out, t->base, fd, EV_WRITE | EV_PERSIST, on_write, k);
    k->deadline = t->now + HEAD_S;
    want_read(k, true);
}

void conn_accept(evutil_socket_t fd, short what, void *user)
{
    thread *t = user;
    (void)what;
    t->now = os_monotonic();
    for (int i = 0; i < 64; i++) {
        int one = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (one < 0) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                t->accepting = false; /* until the next tick: some may have gone by then */
                event_del(&t->accept);
            }
            return;
        }
        if (atomic_load(&t->srv->connections) >= MAX_CONNECTIONS)
            turn_away(one);
        else
            conn_new(t, one);
    }
}
