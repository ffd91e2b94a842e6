/* Worker threads: they take tasks in turn and post the replies home. */
#include "http/jobs.h"
#include "http/server_int.h"

void task_free(task *w)
{
    if (!w)
        return;
    sb_done(&w->body);
    atomic_fetch_sub(&w->home->srv->body_bytes, w->room);
    body_release(w->reply.body);
    job_release(w->job);
    mem_free(w->head);
    mem_free(w);
}

bool pool_add(pool *p, task *w)
{
    pthread_mutex_lock(&p->lock);
    bool room = p->waiting < p->max && !p->stop;
    if (room) {
        w->next = NULL;
        if (p->last)
            p->last->next = w;
        else
            p->first = w;
        p->last = w;
        p->waiting++;
        pthread_cond_signal(&p->more);
    }
    pthread_mutex_unlock(&p->lock);
    return room;
}

/* The next task, the one before being done; NULL when the pool stops. */
static task *take(pool *p, bool first)
{
    pthread_mutex_lock(&p->lock);
    p->busy -= !first;
    while (!p->first && !p->stop)
        pthread_cond_wait(&p->more, &p->lock);
    task *w = p->first;
    if (w) {
        p->first = w->next;
        if (!p->first)
            p->last = NULL;
        p->waiting--;
        p->busy++;
    }
    pthread_mutex_unlock(&p->lock);
    return w;
}

/* A reader keeps its store open; one that cannot be opened is a problem of the request. */
static bool open_store(server *s, store **st, task *w)
{
    cx c;
    if (*st)
        return true;
    if (!cx_init(&c, w->lang)) {
        problem_status(503, w->lang, (str){"", 0}, &w->reply);
        return false;
    }
    bool ok = store_open(&c, s->url, STORE_READ, st);
    if (!ok)
        problem(&c, 503, (str){"", 0}, &w->reply);
    cx_done(&c);
    return ok;
}

/* Whatever came of it, its job is over and its home hears of it. */
static void over(task *w)
{
    if (w->job)
        job_end(w->job, &w->reply);
    server_post(w);
}

static void *work(void *user)
{
    pool *p = user;
    store *st = NULL;
    bool first = true;
    for (task *w; (w = take(p, first)); first = false) {
        if (open_store(p->srv, &st, w))
            respond_task(w, st);
        over(w);
    }
    store_close(st);
    return NULL;
}

bool pool_start(cx *c, server *s, pool *p, int n, size_t max)
{
    *p = (pool){.srv = s, .max = max};
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->more, NULL);
    for (; p->n < n; p->n++)
        if (pthread_create(&p->threads[p->n], NULL, work, p) != 0)
            return fail(c, ERR_SYSTEM, "无法建立工作线程", "a worker thread cannot be made");
    return true;
}

void pool_close(pool *p)
{
    pthread_mutex_lock(&p->lock);
    task *w = p->first;
    p->first = p->last = NULL;
    p->waiting = 0;
    p->stop = true;
    pthread_cond_broadcast(&p->more);
    pthread_mutex_unlock(&p->lock);
    for (task *next; w; w = next) {
        next = w->next;
        problem_status(503, w->lang, (str){"", 0}, &w->reply);
        over(w);
    }
}

bool pool_busy(pool *p)
{
    pthread_mutex_lock(&p->lock);
    bool busy = p->busy > 0;
    pthread_mutex_unlock(&p->lock);
    return busy;
}

void pool_stop(pool *p)
{
    if (!p->srv) /* never started */
        return;
    pool_close(p);
    for (int i = 0; i < p->n; i++)
        pthread_join(p->threads[i], NULL);
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->more);
}
