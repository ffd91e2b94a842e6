/* From a request to its reply: who may ask, what is asked, of which state, from where it comes. */
#include "base/embed.h"
#include "base/str.h"
#include "http/jobs.h"
#include "http/server_int.h"
#include <strings.h>

/* ---- who may ask ---- */
static bool reads(str method)
{
    return str_eqz(method, "GET") || str_eqz(method, "HEAD") || str_eqz(method, "OPTIONS");
}

/* A page elsewhere that fetches what it may not read (an img, a no-cors fetch) only costs work. */
static bool of_elsewhere(const request *rq)
{
    return str_ieqz(rq->fetch_site, "cross-site") && !str_ieqz(rq->fetch_mode, "navigate");
}

/* A page elsewhere may link here (a navigation), but neither read nor write nor make us work. */
static bool allowed(cx *c, const server *s, const request *rq, int *status)
{
    if (!host_ours(s, rq->host)) {
        *status = 421;
        return fail(c, ERR_USAGE, "主机名“" STR_FMT "”不在服务之列；请用 %s://%s:%d",
                    "host \"" STR_FMT "\" is not served here; use %s://%s:%d",
                    STR_ARG(str_sub(rq->host, 0, 80)), s->tls ? "https" : "http", s->host, s->port);
    }
    if (((rq->origin.n || !reads(rq->method)) && !origin_ours(s, rq)) || of_elsewhere(rq)) {
        *status = 403;
        return fail(c, ERR_USAGE, "只接受本机页面的请求，不接受来自“" STR_FMT "”的",
                    "only pages of this machine may ask, not \"" STR_FMT "\"",
                    STR_ARG(str_sub(rq->origin.n ? rq->origin : rq->fetch_site, 0, 80)));
    }
    return true;
}

/* ---- language ---- */
static int quality(str tag)
{
    ptrdiff_t q = str_find(tag, S("q="));
    if (q < 0)
        return 1000;
    str v = str_from(tag, (size_t)q + 2);
    int r = v.n && v.p[0] == '1' ? 1000 : 0;
    for (size_t i = 2, unit = 100; r == 0 && i < v.n && unit && v.p[i] >= '0' && v.p[i] <= '9';
         unit /= 10)
        r = 0, r += (v.p[i++] - '0') * (int)unit;
    return r;
}

lang request_lang(const request *rq)
{
    str rest = rq->accept_language, one, query = rq->query;
    int zh = 0, en = 0;
    while (query.n && str_split(&query, '&', &one)) {
        if (str_eqz(one, "lang=en"))
            return LANG_EN;
        if (str_eqz(one, "lang=zh"))
            return LANG_ZH;
    }
    while (rest.n && str_split(&rest, ',', &one)) {
        one = str_trim(one);
        int q = quality(one);
        if (one.n >= 2 && !strncasecmp(one.p, "zh", 2) && q > zh)
            zh = q;
        if (one.n >= 2 && !strncasecmp(one.p, "en", 2) && q > en)
            en = q;
    }
    return en > zh ? LANG_EN : LANG_ZH;
}

/* ---- what is asked ---- */
static bool find(cx *c, const request *rq, const route **ret, str *at, int *status, reply *r)
{
    bool wrong;
    str path;
    char allow[64];
    *ret = NULL;
    TRY(percent_decode(c, rq->path, false, &path));
    *ret = route_find(rq->method, path, at, &wrong, allow);
    if (*ret)
        return true;
    if (wrong || (!route_is_api(path) && !reads(rq->method))) {
        *status = 405;
        r->allow = cx_strdup(c, str_of(wrong ? allow : "GET, HEAD"));
        return fail(c, ERR_USAGE, STR_FMT " 不能 " STR_FMT, STR_FMT " takes no " STR_FMT,
                    STR_ARG(str_sub(path, 0, 200)), STR_ARG(str_sub(rq->method, 0, 20)));
    }
    *at = path;
    return !route_is_api(path) ||
           fail(c, ERR_UNKNOWN, "没有 " STR_FMT "；见 /openapi.json",
                "there is no " STR_FMT "; see /openapi.json", STR_ARG(str_sub(path, 0, 200)));
}

/* Allow must outlive the context: the table's rows give few different texts. */
static const char *allow_text(const char *z)
{
    static const char *const known[] = {"GET, HEAD", "GET, HEAD, DELETE", "GET, HEAD, POST", "PUT",
                                        "POST"};
    for (size_t i = 0; z && i < COUNT_OF(known); i++)
        if (!strcmp(z, known[i]))
            return known[i];
    return z ? "GET, HEAD" : NULL;
}

/* Before a body is read: it may be theirs to send. */
static bool admitted(cx *c, server *s, const route *r, const request *rq, int *status)
{
    caller by;
    const snapshot *now = live_now(s->live);
    bool ok = caller_of(c, s, rq, now, "", &by) && caller_may(c, &by, r, rq, now, status);
    snapshot_release(now);
    return ok;
}

bool respond_admit(thread *t, const request *rq, const route **ret, lang *l, reply *r)
{
    cx c;
    str at;
    int status = 0;
    *ret = NULL;
    *l = request_lang(rq);
    if (!cx_init(&c, *l)) {
        r->status = 503;
        return false;
    }
    bool ok = allowed(&c, t->srv, rq, &status) && find(&c, rq, ret, &at, &status, r) &&
              (!*ret || admitted(&c, t->srv, *ret, rq, &status));
    if (!ok) {
        const char *allow = allow_text(r->allow);
        problem(&c, status, rq->path, r);
        r->allow = allow;
    }
    cx_done(&c);
    return ok;
}

void respond_plain(const server *s, const request *rq, reply *r)
{
    cx c;
    if (!cx_init(&c, request_lang(rq))) {
        problem_status(503, LANG_ZH, rq->path, r);
        return;
    }
    (void)fail(&c, ERR_USAGE, "此端口只接受加密连接（TLS）：请用 https://%s:%d",
               "this port speaks TLS only: use https://%s:%d", s->host, s->port);
    problem(&c, 400, rq->path, r);
    cx_done(&c);
}

/* ---- answering ---- */
/* The state a request speaks of: now, or as its parameters say (that may take long). */
static bool state_of(cx *c, server *s, const params *p, const snapshot **ret)
{
    desk_options o = {0};
    str none;
    bool asks = params_get(p, "as_of", &none) || params_get(p, "released_by", &none) ||
                params_get(p, "kinds", &none);
    if (!asks) {
        *ret = live_now(s->live);
        return true;
    }
    TRY(query_desk(c, params_word, (void *)p, &o));
    return live_at(c, s->live, &o, ret);
}

static bool needs_worker(const route *r, const params *p)
{
    static const char *const slow[] = {"why", "since", "as_of", "released_by", "kinds"};
    str v;
    if (!(r->flags & ROUTE_PANEL))
        return true;
    for (size_t i = 0; i < COUNT_OF(slow); i++)
        if (params_get(p, slow[i], &v))
            return true;
    return false;
}

/* A conversion takes seconds and a program of hundreds of megabytes: it waits in a queue of its own,
 * so that no other answer waits for it. */
static bool is_pdf(const route *r, const params *p)
{
    str v;
    bool letter = r->fn == get_ledger_letter;
    return (letter || r->fn == get_report || r->fn == get_paper || r->fn == get_ledger_export ||
            r->fn == get_ledger_chart) &&
           params_get(p, letter ? "document" : "format", &v) && str_eqz(v, "pdf");
}

/* What an answer depends on, as a key and as an entity tag: the state, the question and the program,
 * whose next version may say it otherwise. */
static bool cache_key(cx *c, const server *srv, const snapshot *s, const request *rq,
                      const caller *by, lang l, str *ret, char etag[128])
{
    char tag[SNAPSHOT_TAG_MAX];
    snapshot_tag(s, tag);
    char *key = cx_printf(c, "%s %s %016llx %d%016llx %c " STR_FMT, tag, diaodu_version,
                          (unsigned long long)srv->build, by->who != NULL,
                          (unsigned long long)(by->who ? by->who->print : 0),
                          l == LANG_EN ? 'e' : 'z', STR_ARG(rq->target));
    if (!key)
        return false;
    *ret = str_of(key);
    snprintf(etag, 128, "%s-%016llx", tag, (unsigned long long)str_hash(*ret));
    return true;
}

static void count_route(server *s, const route *r, double began)
{
    size_t i = (size_t)(r - routes);
    atomic_fetch_add_explicit(&s->route_count[i], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&s->route_us[i], (uint64_t)((os_monotonic() - began) * 1e6),
                              memory_order_relaxed);
}

static bool cached(server *s, str key, const char *etag, reply *r)
{
    r->body = cache_get(s->cache, key);
    if (!r->body)
        return false;
    atomic_fetch_add_explicit(&s->cache_hits, 1, memory_order_relaxed);
    memcpy(r->etag, etag, sizeof r->etag);
    r->type = "application/json";
    r->keep = KEEP_CHECKED;
    return true;
}

/* Run the handler; what it says of a cached route is kept. An answer for another time is looked for
 * here: only now is it known of which state it speaks. */
static bool run(cx *c, server *s, call *k, reply *r)
{
    str key;
    char etag[128];
    bool keeps = k->route->flags & ROUTE_CACHED;
    if (keeps)
        TRY(cache_key(c, s, k->snap, k->rq, k->by, c->lang, &key, etag));
    if (keeps && cached(s, key, etag, r))
        return true;
    if (keeps)
        atomic_fetch_add_explicit(&s->cache_misses, 1, memory_order_relaxed);
    TRY(k->route->fn(c, k, r));
    if (!keeps || (r->status && r->status != 200) || !r->body)
        return true;
    memcpy(r->etag, etag, sizeof etag);
    r->keep = KEEP_CHECKED;
    cache_put(s->cache, key, r->body);
    return true;
}

static void finish(cx *c, bool ok, const request *rq, reply *r)
{
    if (ok)
        return;
    body_release(r->body);
    problem(c, r->status, rq->path, r);
}

static bool from_cache(cx *c, server *s, const snapshot *now, const request *rq, const caller *by,
                       reply *r)
{
    str key;
    char etag[128];
    return cache_key(c, s, now, rq, by, c->lang, &key, etag) && cached(s, key, etag, r);
}

/* Hand it to a worker, with a copy of all it needs. */
static bool defer(cx *c, conn *k, thread *t, pool *to, const route *route, str head, sb *body,
                  job *job, task **ret)
{
    task *w = mem_zalloc(1, sizeof *w);
    char *copy = w ? mem_alloc(head.n) : NULL;
    if (!copy) {
        mem_free(w);
        return fail_memory(c);
    }
    memcpy(copy, head.p, head.n);
    *w = (task){.home = t,
                .conn = k,
                .head = copy,
                .head_n = head.n,
                .route = route,
                .lang = c->lang,
                .job = job ? job_hold(job) : NULL};
    if (body && body->p) {
        w->body = *body;
        *body = (sb){0};
        w->room = w->body.cap; /* counted as long as the task owns it, also after a 202 */
        atomic_fetch_add(&t->srv->body_bytes, w->room);
    }
    if (k)
        conn_peer(k, w->peer);
    *ret = w; /* before a worker may be done with it */
    if (pool_add(to, w))
        return true;
    *ret = NULL;
    task_free(w);
    return fail(c, ERR_DB, "请求太多，请稍后再试", "too many requests; try again shortly");
}

/* "Your write is queued": where to look. */
static bool accepted(cx *c, job *j, reply *r)
{
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(job_json(c, j, &out) && reply_json(c, &out, r));
    r->status = 202;
    snprintf(r->location, sizeof r->location, "/api/v1/jobs/%s", job_id(j));
    return true;
}

void respond_accepted(task *w, reply *r)
{
    cx c;
    *r = (reply){.status = 503};
    if (!cx_init(&c, w->lang))
        return;
    if (!accepted(&c, w->job, r))
        problem(&c, 0, (str){"", 0}, r);
    cx_done(&c);
}

/* The same key with the same request is answered by the first one's job. */
static bool repeated(cx *c, job *j, uint64_t print, reply *r)
{
    if (job_print(j) != print) {
        r->status = 422;
        return fail(c, ERR_DATA, "这个 Idempotency-Key 已用于另一个请求",
                    "this Idempotency-Key was used for another request");
    }
    return job_reply(j, r) || accepted(c, j, r);
}

/* A write that never reached a worker is over all the same. */
static void never_ran(cx *c, job *j, const request *rq)
{
    reply r;
    problem(c, 503, rq->path, &r);
    job_end(j, &r);
    body_release(r.body);
}

static bool write_it(cx *c, conn *k, thread *t, const route *route, const request *rq,
                     const caller *by, str head, sb *body, reply *r, task **ret)
{
    bool fresh;
    str bytes = body && body->p ? sb_str(body) : (str){"", 0};
    uint64_t print = str_hash(rq->target) * 31 + str_hash(bytes);
    bool later = header_lists(rq->prefer, "respond-async");
    if (rq->idempotency_key.n > 200)
        return fail(c, ERR_USAGE, "Idempotency-Key 太长", "the Idempotency-Key is too long");
    job *j = jobs_of_key(t->srv->jobs, by->login, rq->idempotency_key, print, &fresh);
    if (!j)
        return fail_memory(c);
    bool ok;
    if (!fresh) {
        ok = repeated(c, j, print, r);
    } else if (!(ok = defer(c, later ? NULL : k, t, &t->srv->writer, route, head, body, j, ret))) {
        never_ran(c, j, rq);
        r->status = 503;
    } else if (later) {
        *ret = NULL;
        ok = accepted(c, j, r);
    }
    job_release(j);
    return ok;
}

/* Where a request goes that is not answered at once. */
static pool *pool_of(server *s, const route *r, const params *p)
{
    return r->flags & ROUTE_DOOR ? &s->entry : is_pdf(r, p) ? &s->pdfs : &s->readers;
}

/* A route of whoever asks, in the state as it is now. */
static bool take(cx *c, conn *k, thread *t, const call *w, str head, sb *body, reply *r, task **ret)
{
    params p;
    server *s = t->srv;
    call one = *w;
    const route *route = w->route;
    if ((route->flags & ROUTE_CACHED) && from_cache(c, s, w->snap, w->rq, w->by, r))
        return true;
    TRY(params_parse(c, w->rq->query, &p) && route_check(c, route, &p));
    if (route->flags & ROUTE_WRITE)
        return write_it(c, k, t, route, w->rq, w->by, head, body, r, ret);
    if (needs_worker(route, &p))
        return defer(c, k, t, pool_of(s, route, &p), route, head, body, NULL, ret);
    one.p = &p;
    one.body = body && body->p ? sb_str(body) : (str){"", 0};
    return run(c, s, &one, r);
}

static bool dispatch(cx *c, conn *k, thread *t, const request *rq, str head, sb *body, reply *r,
                     task **ret)
{
    const route *route;
    server *s = t->srv;
    caller by;
    str at;
    int status = 0;
    *ret = NULL;
    TRY(find(c, rq, &route, &at, &status, r));
    if (!route) {
        if (get_static(c, at, r))
            return true;
        r->status = 404;
        return fail(c, ERR_UNKNOWN, "没有 " STR_FMT, "there is no " STR_FMT,
                    STR_ARG(str_sub(at, 0, 200)));
    }
    double began = os_monotonic();
    const snapshot *now = live_now(s->live);
    bool ok = caller_of(c, s, rq, now, "", &by) && caller_may(c, &by, route, rq, now, &status);
    if (ok) {
        call w = {.srv = s, .route = route, .rq = rq, .at = at, .snap = now, .by = &by};
        ok = take(c, k, t, &w, head, body, r, ret);
    } else if (!r->status) {
        r->status = status;
    }
    snapshot_release(now);
    if (ok && !*ret)
        count_route(s, route, began);
    return ok;
}

bool respond(conn *k, thread *t, const request *rq, str head, sb *body, reply *r, task **ret)
{
    cx c;
    *ret = NULL;
    if (!cx_init(&c, request_lang(rq))) {
        problem_status(503, LANG_ZH, rq->path, r);
        return true;
    }
    bool ok = dispatch(&c, k, t, rq, head, body, r, ret);
    if (!*ret)
        finish(&c, ok, rq, r);
    cx_done(&c);
    return *ret == NULL;
}

static bool work(cx *c, task *w, store *st, const request *rq)
{
    params p;
    str at, path;
    bool wrong;
    char allow[64];
    server *s = w->home->srv;
    int status = 0;
    caller by;
    const snapshot *snap = NULL;
    const snapshot *now = live_now(s->live);
    bool theirs =
        caller_of(c, s, rq, now, w->peer, &by) && caller_may(c, &by, w->route, rq, now, &status);
    snapshot_release(now);
    if (!theirs) {
        w->reply.status = status;
        return false;
    }
    TRY(percent_decode(c, rq->path, false, &path));
    (void)route_find(rq->method, path, &at, &wrong, allow);
    TRY(params_parse(c, rq->query, &p));
    if (!(w->route->flags & ROUTE_BARE))
        TRY(state_of(c, s, &p, &snap));
    call k = {.srv = s,
              .route = w->route,
              .rq = rq,
              .p = &p,
              .at = at,
              .snap = snap,
              .st = st,
              .body = w->body.p ? sb_str(&w->body) : (str){"", 0},
              .job = w->job,
              .by = &by};
    bool ok = run(c, s, &k, &w->reply);
    snapshot_release(snap);
    return ok;
}

/* A progress_fn: a reader gives up when the server has no more time. */
static bool goes_on(void *user, const char *what, uint64_t done, uint64_t total)
{
    server *s = user;
    return !atomic_load(&s->halt);
}

void respond_task(task *w, store *st)
{
    cx c;
    request rq;
    double began = os_monotonic();
    MUST(request_parse((str){w->head, w->head_n}, &rq) > 0);
    if (!cx_init(&c, w->lang)) {
        problem_status(503, w->lang, rq.path, &w->reply);
        return;
    }
    c.progress = w->job ? job_progress : goes_on;
    c.progress_user = w->job ? (void *)w->job : w->home->srv;
    if (w->job)
        job_start(w->job);
    finish(&c, work(&c, w, st, &rq), &rq, &w->reply);
    count_route(w->home->srv, w->route, began);
    cx_done(&c);
}
