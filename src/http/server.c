#include "http/jobs.h"
#include "http/server_int.h"
#include "base/str.h"
#include <errno.h>
#include <event2/thread.h>
#include <netdb.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LOOK_MS 200 /* how often the store is asked for new commits */

/* ---- addresses ---- */
static bool split_address(cx *c, const char *listen, char host[64], char port[16])
{
    str s = str_of(listen);
    ptrdiff_t colon = -1;
    int64_t n;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == ':' && (i + 1 == s.n || !memchr(s.p + i, ']', s.n - i)))
            colon = (ptrdiff_t)i;
    str h = colon < 0 ? s : str_sub(s, 0, (size_t)colon);
    str p = colon < 0 ? S("8080") : str_from(s, (size_t)colon + 1);
    if (!h.n || h.n >= 64 || !str_int(p, &n) || n < 0 || n > 65535)
        return fail(c, ERR_USAGE, "--listen 须为 地址:端口，如 127.0.0.1:8080，不能是“%s”",
                    "--listen is ADDRESS:PORT, such as 127.0.0.1:8080, not \"%s\"", listen);
    snprintf(host, 64, STR_FMT, STR_ARG(h));
    snprintf(port, 16, "%d", (int)n);
    return true;
}

static bool is_loopback(const struct sockaddr *a)
{
    if (a->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)a)->sin_addr.s_addr) >> 24 == 127;
    return a->sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)a)->sin6_addr);
}

static bool resolve(cx *c, const char *host, const char *port, bool guarded, bool *local,
                    struct sockaddr_storage *ret, socklen_t *n)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *list = NULL;
    char bare[64];
    size_t len = strlen(host);
    snprintf(bare, sizeof bare, "%s", host);
    if (len > 2 && host[0] == '[' && host[len - 1] == ']') {
        memmove(bare, host + 1, len - 2);
        bare[len - 2] = 0;
    }
    if (getaddrinfo(bare, port, &hints, &list) != 0 || !list)
        return fail(c, ERR_USAGE, "--listen 的地址“%s”不存在", "there is no address \"%s\"", host);
    *local = is_loopback(list->ai_addr);
    memcpy(ret, list->ai_addr, list->ai_addrlen);
    *n = list->ai_addrlen;
    freeaddrinfo(list);
    return *local || guarded ||
           fail(c, ERR_USAGE,
                "不能在 %s "
                "上服务：本库没有账号，谁都可写，只能用本机地址（127.0.0.1、localhost、[::1]）；"
                "先建账号：diaodu user add",
                "cannot serve on %s: this desk has no accounts and anybody could write, so only "
                "this "
                "machine's own addresses (127.0.0.1, localhost, [::1]) are allowed; make accounts "
                "first: diaodu user add",
                host);
}

static int bound_port(int fd)
{
    struct sockaddr_storage a = {0};
    socklen_t n = sizeof a;
    if (getsockname(fd, (struct sockaddr *)&a, &n) != 0)
        return 0;
    struct sockaddr_in in; /* the port lies at the same place in both families */
    memcpy(&in, &a, sizeof in);
    return ntohs(in.sin_port);
}

/* Every thread has a socket of its own on the same port: the kernel shares out the connections. */
static bool listen_on(cx *c, server *s, struct sockaddr_storage *a, socklen_t n, int i)
{
    int on = 1, fd = socket(a->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    s->threads[i].listen_fd = fd;
    if (i > 0 && a->ss_family == AF_INET)
        ((struct sockaddr_in *)a)->sin_port = htons((uint16_t)s->port);
    else if (i > 0)
        ((struct sockaddr_in6 *)a)->sin6_port = htons((uint16_t)s->port);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0)
        return fail_errno(c, "无法监听", "cannot listen on", s->host);
    /* The first without SO_REUSEPORT would not let the others in; a second server is told apart by
     * trying without it before. */
    if (i == 0 && s->port) {
        int probe = socket(a->ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        bool free_port = probe >= 0 &&
                         setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
                         bind(probe, (struct sockaddr *)a, n) == 0;
        if (probe >= 0)
            close(probe);
        if (!free_port)
            return fail(c, ERR_SYSTEM, "端口 %d 已被占用；换一个：--listen 127.0.0.1:端口",
                        "port %d is taken; choose another: --listen 127.0.0.1:PORT", s->port);
    }
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0 ||
        bind(fd, (struct sockaddr *)a, n) != 0 || listen(fd, 1024) != 0)
        return fail_errno(c, "无法监听", "cannot listen on", s->host);
    s->port = bound_port(fd);
    return true;
}

static bool open_sockets(cx *c, server *s, const char *address)
{
    struct sockaddr_storage a = {0};
    socklen_t n = 0;
    char port[16];
    bool local = true;
    TRY(split_address(c, address, s->host, port));
    TRY(resolve(c, s->host, port, doors_guarded(s->doors), &local, &a, &n));
    s->open = !local;
    s->port = (int)strtol(port, NULL, 10); /* 0 = any; the first socket says which */
    for (int i = 0; i < s->n_threads; i++)
        TRY(listen_on(c, s, &a, n, i));
    return true;
}

/* ---- threads ---- */
void server_wake(thread *t)
{
    uint64_t one = 1;
    (void)!write(t->wake_fd, &one, sizeof one);
}

void server_post(task *w)
{
    thread *t = w->home;
    pthread_mutex_lock(&t->lock);
    w->next = t->done;
    t->done = w;
    pthread_mutex_unlock(&t->lock);
    server_wake(t);
}

static void say(server *s, const char *line)
{
    if (s->say)
        s->say(s->user, line);
}

bool server_refresh(cx *c, server *s)
{
    bool changed = false, ok = live_refresh(c, s->live, &changed) && doors_refresh(c, s->doors);
    bool failed = atomic_exchange(&s->stale, !ok);
    for (int i = 0; ok && changed && i < s->n_threads; i++)
        server_wake(&s->threads[i]);
    if (!ok)
        atomic_fetch_add(&s->refresh_failures, 1);
    if (!ok && !failed) {
        char *line = cx_printf(c, "%s%s",
                               c->lang == LANG_EN ? "new commits cannot be taken in: "
                                                  : "无法读入新的提交：",
                               cx_message(c));
        say(s, line ? line : cx_message(c));
    } else if (ok && failed) {
        say(s, c->lang == LANG_EN ? "new commits are taken in again" : "已恢复读入新的提交");
    }
    return ok;
}

static void on_wake(evutil_socket_t fd, short what, void *user)
{
    thread *t = user;
    uint64_t n;
    (void)what;
    (void)!read(fd, &n, sizeof n);
    pthread_mutex_lock(&t->lock);
    task *w = t->done;
    t->done = NULL;
    pthread_mutex_unlock(&t->lock);
    while (w) {
        task *next = w->next;
        conn_done(t, w);
        w = next;
    }
    t->now = os_monotonic();
    conn_news(t);
}

static void set_date(thread *t)
{
    time_t now = (time_t)(os_now_us() / 1000000);
    struct tm tm;
    if (now == t->date_of)
        return;
    t->date_of = now;
    gmtime_r(&now, &tm);
    strftime(t->date, sizeof t->date, "%a, %d %b %Y %H:%M:%S GMT", &tm);
}

static void on_tick(evutil_socket_t fd, short what, void *user)
{
    thread *t = user;
    (void)fd;
    (void)what;
    t->now = os_monotonic();
    set_date(t);
    if (atomic_load(&t->srv->stop) && !t->stopping) {
        t->stop_by = t->now + GRACE_S;
        event_del(&t->accept);
        close(t->listen_fd);
        t->listen_fd = -1;
        conn_stop(t);
    }
    conn_sweep(t);
    if (t->stopping && (t->n_conns == 0 || t->now > t->stop_by))
        event_base_loopbreak(t->base);
}

static void *run_thread(void *user)
{
    thread *t = user;
    struct timeval every = {0, 100000};
    t->now = os_monotonic();
    set_date(t);
    event_assign(&t->accept, t->base, t->listen_fd, EV_READ | EV_PERSIST, conn_accept, t);
    event_assign(&t->wake, t->base, t->wake_fd, EV_READ | EV_PERSIST, on_wake, t);
    event_assign(&t->tick, t->base, -1, EV_PERSIST, on_tick, t);
    t->accepting = true;
    event_add(&t->accept, NULL);
    event_add(&t->wake, NULL);
    event_add(&t->tick, &every);
    event_base_dispatch(t->base);
    return NULL;
}

static bool start_threads(cx *c, server *s)
{
    for (int i = 0; i < s->n_threads; i++) {
        thread *t = &s->threads[i];
        t->srv = s;
        pthread_mutex_init(&t->lock, NULL);
        t->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        t->base = event_base_new();
        if (t->wake_fd < 0 || !t->base || pthread_create(&t->id, NULL, run_thread, t) != 0) {
            s->n_threads = i;
            return fail(c, ERR_SYSTEM, "无法建立服务线程", "a server thread cannot be made");
        }
    }
    return true;
}

/* ---- the certificate ---- */
#define CERT_SOON 30 /* days before its end that it is spoken of */

static void say_cert(const cx *c, server *s)
{
    char line[160];
    int64_t left = s->tls ? tls_days_left(s->tls) : INT64_MAX;
    bool en = c->lang == LANG_EN;
    if (left > CERT_SOON)
        return;
    if (left < 0)
        snprintf(
            line, sizeof line, "%s",
            en ? "the TLS certificate has expired: browsers will warn; renew it and send SIGHUP"
               : "TLS 证书已过期，浏览器会告警：请换新证书后发送 SIGHUP");
    else
        snprintf(line, sizeof line,
                 en ? "the TLS certificate expires in %lld days: renew it and send SIGHUP"
                    : "TLS 证书还有 %lld 天到期：请换新证书后发送 SIGHUP",
                 (long long)left);
    say(s, line);
}

static void reload_cert(cx *c, server *s)
{
    bool en = c->lang == LANG_EN;
    if (tls_reload(c, s->tls)) {
        say(s, en ? "the TLS certificate was read again" : "已重新读入 TLS 证书");
        say_cert(c, s);
        return;
    }
    char *line =
        cx_printf(c, "%s%s",
                  en ? "the TLS certificate could not be read again, the one before stays: "
                     : "未能重新读入 TLS 证书，仍用原证书：",
                  cx_message(c));
    say(s, line ? line : cx_message(c));
}

/* What goes in the clear is said at the start: nobody notices it otherwise. */
static void say_clear(const cx *c, server *s)
{
    if (!s->open || s->tls || s->origin.n)
        return;
    say(s, c->lang == LANG_EN
               ? "listening beyond this machine without encryption: passwords and figures can be "
                 "read on the way; give a certificate (--tls-cert, --tls-key), or put a reverse "
                 "proxy with TLS in front (--proxy)"
               : "正在本机以外监听且没有加密：密码和数据可被中途读取；请给出证书（--tls-cert、"
                 "--tls-key），或在前面架设 TLS 反向代理（--proxy）");
}

/* ---- life ---- */
/* New commits, of this process or another, until a signal says stop. */
static void look_and_wait(cx *outer, server *s, const sigset_t *signals)
{
    struct timespec wait = {0, LOOK_MS * 1000000};
    double told = os_monotonic();
    for (int got; (got = sigtimedwait(signals, NULL, &wait)) < 0 || got == SIGHUP;) {
        cx c;
        if (!cx_init(&c, outer->lang))
            continue;
        if (got == SIGHUP)
            reload_cert(&c, s);
        else
            (void)!server_refresh(&c, s); /* said there */
        doors_note(&c, s->doors);
        if (os_monotonic() - told > 86400) {
            told = os_monotonic();
            say_cert(&c, s);
        }
        cx_done(&c);
    }
}

static void stop_all(server *s)
{
    double until = os_monotonic() + GRACE_S;
    pool *const pools[] = {&s->readers, &s->pdfs, &s->writer, &s->entry};
    atomic_store(&s->stop, true);
    for (size_t i = 0; i < COUNT_OF(pools); i++)
        if (pools[i]->srv)
            pool_close(pools[i]);
    for (int i = 0; i < s->n_threads; i++) {
        server_wake(&s->threads[i]);
        pthread_join(s->threads[i].id, NULL);
    }
    while (s->writer.srv && pool_busy(&s->writer) && os_monotonic() < until)
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    atomic_store(&s->halt, true);
    jobs_cancel(s->jobs);
    for (size_t i = 0; i < COUNT_OF(pools); i++)
        pool_stop(pools[i]);
    for (int i = 0; i < s->n_threads; i++) {
        thread *t = &s->threads[i];
        conn_end(t);
        event_base_free(t->base);
        close(t->wake_fd);
        pthread_mutex_destroy(&t->lock);
    }
}

static bool serve(cx *c, server *s, const server_options *o)
{
    sigset_t signals;
    char address[96];
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    if (s->tls)
        sigaddset(&signals, SIGHUP); /* else it ends the program, as it always did */
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    int n = s->n_threads;
    bool ok = pool_start(c, s, &s->readers, n > 1 ? n : 2, MAX_QUEUE) &&
              pool_start(c, s, &s->pdfs, 1, PDF_QUEUE) &&
              pool_start(c, s, &s->writer, 1, MAX_QUEUE) &&
              pool_start(c, s, &s->entry, 2, ENTRY_QUEUE);
    if (!ok)
        s->n_threads = 0;
    ok = ok && start_threads(c, s);
    if (ok) {
        say_clear(c, s);
        say_cert(c, s);
        snprintf(address, sizeof address, "%s://%s:%d/", s->tls ? "https" : "http", s->host,
                 s->port);
        if (o->ready)
            o->ready(o->user, address);
        look_and_wait(c, s, &signals);
    }
    stop_all(s);
    return ok;
}

/* 0 where the program's file cannot be read: then the version alone tells builds apart. */
static uint64_t build_of(void)
{
    cx c;
    os_file f;
    uint64_t n = 0;
    if (!cx_init(&c, LANG_ZH))
        return 0;
    if (os_map(&c, "/proc/self/exe", (size_t)1 << 30, &f)) {
        n = str_hash(f.data);
        os_unmap(&f);
    }
    cx_done(&c);
    return n;
}

/* A shell allows 1,024 files, which is fewer connections than are served. */
static void allow_connections(void)
{
    struct rlimit r;
    const rlim_t want = MAX_CONNECTIONS + 512;
    if (getrlimit(RLIMIT_NOFILE, &r) != 0 || r.rlim_cur >= want)
        return;
    r.rlim_cur = r.rlim_max == RLIM_INFINITY || r.rlim_max > want ? want : r.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &r); /* with fewer, connections wait to be taken */
}

bool server_run(cx *c, const server_options *o)
{
    allow_connections();
    server *s = mem_zalloc(1, sizeof *s);
    if (!s)
        return fail_memory(c);
    int n = o->threads ? o->threads : os_cpus();
    s->url = o->url;
    s->n_threads = n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : n;
    for (int i = 0; i < MAX_THREADS; i++)
        s->threads[i].listen_fd = -1;
    s->started = os_monotonic();
    s->build = build_of();
    s->say = o->say;
    s->user = o->user;
    s->names = str_of(o->names);
    s->origin = str_of(o->proxy);
    bool ok = (!o->cert || tls_open(c, o->cert, o->key, &s->tls)) &&
              doors_open(c, o->url, o->idle_minutes, &s->doors) && open_sockets(c, s, o->listen);
    s->route_count = mem_zalloc(n_routes, sizeof *s->route_count);
    s->route_us = mem_zalloc(n_routes, sizeof *s->route_us);
    s->cache = cache_new(CACHE_BYTES);
    s->jobs = jobs_new();
    if (ok && (!s->route_count || !s->route_us || !s->cache || !s->jobs))
        ok = fail_memory(c);
    ok = ok && live_open(c, o->url, &s->live) && serve(c, s, o);
    for (int i = 0; i < MAX_THREADS; i++)
        if (s->threads[i].listen_fd >= 0)
            close(s->threads[i].listen_fd);
    cache_free(s->cache);
    jobs_free(s->jobs);
    live_close(s->live);
    doors_close(s->doors);
    tls_close(s->tls);
    mem_free((void *)s->route_count);
    mem_free((void *)s->route_us);
    mem_free(s);
    return ok;
}
