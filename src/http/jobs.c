#include "http/jobs.h"
#include "base/os.h"
#include "base/str.h"
#include <pthread.h>
#include <stdatomic.h>
#include <sys/random.h>

#define KEPT 200
#define KEPT_S 3600
#define KEPT_BYTES ((size_t)32 << 20) /* of their answers */

struct job {
    _Atomic uint32_t refs;
    job *next;
    char id[17];
    char *key, *owner;
    uint64_t print;
    _Atomic bool cancel;
    pthread_mutex_t lock; /* what stands below */
    job_state state;
    char what[32];
    uint64_t done, total, serial;
    int64_t created;
    double ended;
    int status;
    const char *type;
    body *body;
};

struct jobs {
    pthread_mutex_t lock;
    job *list; /* newest first */
    size_t n;
};

jobs *jobs_new(void)
{
    jobs *t = mem_zalloc(1, sizeof *t);
    if (t)
        pthread_mutex_init(&t->lock, NULL);
    return t;
}

void jobs_free(jobs *t)
{
    if (!t)
        return;
    for (job *j = t->list, *next; j; j = next) {
        next = j->next;
        job_release(j);
    }
    pthread_mutex_destroy(&t->lock);
    mem_free(t);
}

job *job_hold(job *j)
{
    atomic_fetch_add(&j->refs, 1);
    return j;
}

void job_release(job *j)
{
    if (!j || atomic_fetch_sub(&j->refs, 1) != 1)
        return;
    body_release(j->body);
    pthread_mutex_destroy(&j->lock);
    mem_free(j->key);
    mem_free(j->owner);
    mem_free(j);
}

bool job_over(job *j)
{
    pthread_mutex_lock(&j->lock);
    bool over = j->state >= JOB_DONE;
    pthread_mutex_unlock(&j->lock);
    return over;
}

/* `bytes`: of the answers that are kept so far. */
static bool forgotten(job *j, size_t at, double now, size_t *bytes)
{
    pthread_mutex_lock(&j->lock);
    size_t cost = j->body ? body_cost(j->body) : 0;
    bool old = j->state >= JOB_DONE &&
               (at >= KEPT || now - j->ended > KEPT_S || (at && *bytes + cost > KEPT_BYTES));
    *bytes += old ? 0 : cost;
    pthread_mutex_unlock(&j->lock);
    return old;
}

static void forget_old(jobs *t)
{
    double now = os_monotonic();
    size_t at = 0, bytes = 0;
    for (job **p = &t->list; *p;) {
        job *j = *p;
        if (forgotten(j, at, now, &bytes)) {
            *p = j->next;
            job_release(j);
        } else {
            at++;
            p = &j->next;
        }
    }
}

static char *copy_of(str s)
{
    char *z = mem_alloc(s.n + 1);
    if (!z)
        return NULL;
    memcpy(z, s.p ? s.p : "", s.n);
    z[s.n] = 0;
    return z;
}

static job *job_new(str owner, str key, uint64_t print)
{
    job *j = mem_zalloc(1, sizeof *j);
    uint8_t id[8];
    if (!j || !(j->key = copy_of(key)) || !(j->owner = copy_of(owner)) ||
        getrandom(id, sizeof id, 0) != sizeof id) {
        if (j) {
            mem_free(j->key);
            mem_free(j->owner);
        }
        mem_free(j);
        return NULL;
    }
    os_hex(id, sizeof id, j->id);
    pthread_mutex_init(&j->lock, NULL);
    j->print = print;
    j->created = os_now_us();
    j->serial = 1;
    atomic_init(&j->refs, 2); /* the table's and the caller's */
    return j;
}

static bool keeps_key(job *j)
{
    pthread_mutex_lock(&j->lock);
    bool keeps = j->state < JOB_DONE || j->status < 500;
    pthread_mutex_unlock(&j->lock);
    return keeps;
}

job *jobs_of_key(jobs *t, str owner, str key, uint64_t print, bool *ret_new)
{
    job *found = NULL;
    pthread_mutex_lock(&t->lock);
    for (job *j = t->list; key.n && j && !found; j = j->next)
        if (str_eqz(key, j->key) && str_eqz(owner, j->owner) && keeps_key(j))
            found = job_hold(j);
    *ret_new = !found;
    if (!found && (found = job_new(owner, key, print))) {
        found->next = t->list;
        t->list = found;
        forget_old(t);
    }
    pthread_mutex_unlock(&t->lock);
    return found;
}

uint64_t job_print(const job *j)
{
    return j->print;
}

job *jobs_find(jobs *t, str owner, str id)
{
    job *found = NULL;
    pthread_mutex_lock(&t->lock);
    for (job *j = t->list; j && !found; j = j->next)
        if (str_eqz(id, j->id) && str_eqz(owner, j->owner))
            found = job_hold(j);
    pthread_mutex_unlock(&t->lock);
    return found;
}

const char *job_id(const job *j)
{
    return j->id;
}

void job_start(job *j)
{
    pthread_mutex_lock(&j->lock);
    j->state = JOB_RUNNING;
    j->serial++;
    pthread_mutex_unlock(&j->lock);
}

void job_end(job *j, const reply *r)
{
    pthread_mutex_lock(&j->lock);
    j->status = r->status ? r->status : 200;
    j->type = r->type;
    j->body = r->body ? body_hold(r->body) : NULL;
    j->state = j->status == 499 ? JOB_CANCELLED : j->status < 300 ? JOB_DONE : JOB_FAILED;
    j->ended = os_monotonic();
    j->serial++;
    pthread_mutex_unlock(&j->lock);
}

bool job_progress(void *user, const char *what, uint64_t done, uint64_t total)
{
    job *j = user;
    pthread_mutex_lock(&j->lock);
    snprintf(j->what, sizeof j->what, "%s", what);
    j->done = done;
    j->total = total;
    j->serial++;
    pthread_mutex_unlock(&j->lock);
    return !atomic_load(&j->cancel);
}

void job_cancel(job *j)
{
    atomic_store(&j->cancel, true);
}

void jobs_cancel(jobs *t)
{
    pthread_mutex_lock(&t->lock);
    for (job *j = t->list; j; j = j->next)
        job_cancel(j);
    pthread_mutex_unlock(&t->lock);
}

bool job_reply(job *j, reply *r)
{
    pthread_mutex_lock(&j->lock);
    bool over = j->state >= JOB_DONE;
    if (over)
        *r = (reply){
            .status = j->status, .type = j->type, .body = j->body ? body_hold(j->body) : NULL};
    pthread_mutex_unlock(&j->lock);
    return over;
}

uint64_t job_serial(job *j)
{
    pthread_mutex_lock(&j->lock);
    uint64_t n = j->serial;
    pthread_mutex_unlock(&j->lock);
    return n;
}

static void put_job(json *w, job *j)
{
    static const char *const states[] = {"queued", "running", "done", "failed", "cancelled"};
    pthread_mutex_lock(&j->lock);
    json_obj(w, NULL);
    json_strz(w, "id", j->id);
    json_strz(w, "state", states[j->state]);
    json_strz(w, "what", j->what);
    json_int(w, "done", (int64_t)j->done);
    json_int(w, "total", (int64_t)j->total);
    put_time(w, "created", j->created);
    json_num(w, "status", j->state >= JOB_DONE ? j->status : MISSING);
    pthread_mutex_unlock(&j->lock);
}

bool job_json(cx *c, job *j, sb *out)
{
    reply r;
    json w;
    json_init(&w, out);
    put_job(&w, j);
    json_strz(&w, "href", cx_printf(c, "/api/v1/jobs/%s", j->id));
    if (job_reply(j, &r) && r.body) { /* what it answered is JSON already */
        str text = str_trim(body_bytes(r.body));
        json_raw(&w, "result", text);
        body_release(r.body);
    } else {
        json_nil(&w, "result");
    }
    json_end(&w, '}');
    return sb_ok(out) || fail_memory(c);
}

bool jobs_json(cx *c, jobs *t, str owner, sb *out)
{
    json w;
    int64_t n = 0;
    json_init(&w, out);
    json_obj(&w, NULL);
    json_arr(&w, "rows");
    pthread_mutex_lock(&t->lock);
    for (job *j = t->list; j; j = j->next) {
        if (!str_eqz(owner, j->owner))
            continue;
        put_job(&w, j);
        json_end(&w, '}');
        n++;
    }
    pthread_mutex_unlock(&t->lock);
    json_end(&w, ']');
    json_int(&w, "total", n);
    json_end(&w, '}');
    return sb_ok(out) || fail_memory(c);
}
