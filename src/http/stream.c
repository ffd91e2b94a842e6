/* Server-sent events: a snapshot event when new data stand, progress events of a job. */
#include "base/str.h"
#include "http/jobs.h"
#include "http/stream.h"
#include "http/server_int.h"

#define PENDING_MAX ((size_t)4 << 20) /* a client that reads slower is let go */
#define HEARTBEAT_S 15
#define SPREAD_MS 10 /* a page asks again; this much of a pause for each that is open */

struct stream {
    sb out;
    size_t sent;
    int64_t commit; /* last one told; -1 = none */
    double spoke;
    job *job; /* held; NULL = snapshots */
    uint64_t serial;
    bool over; /* all was said */
};

static const char stream_type[] = "text/event-stream";

void reply_stream(reply *r, struct job *job)
{
    r->type = stream_type;
    r->job = job;
}

stream *stream_of(reply *r)
{
    if (r->type != stream_type)
        return NULL;
    stream *s = mem_zalloc(1, sizeof *s);
    if (!s) {
        job_release(r->job);
        return NULL;
    }
    s->job = r->job;
    sb_init(&s->out, PENDING_MAX);
    s->commit = -1;
    return s;
}

void stream_free(stream *s)
{
    if (!s)
        return;
    sb_done(&s->out);
    job_release(s->job);
    mem_free(s);
}

/* `spread`: milliseconds over which pages that ask again are to spread, so that a commit is not followed
 * by everybody at once. */
static void put_snapshot(stream *s, const struct server *srv, const snapshot *now)
{
    desk d = snapshot_desk(now, NULL);
    char tag[SNAPSHOT_TAG_MAX];
    json j;
    snapshot_tag(now, tag);
    sb_printf(&s->out, "event: snapshot\nid: %s\ndata: ", tag);
    json_init(&j, &s->out);
    json_obj(&j, NULL);
    json_int(&j, "commit", d.head.id);
    put_time(&j, "as_of", desk_instant(&d));
    json_strz(&j, "tag", tag);
    json_int(&j, "spread", (int64_t)atomic_load(&srv->streams) * SPREAD_MS);
    json_end(&j, '}');
    sb_putz(&s->out, "\n\n");
}

/* Progress, and at the end the job with its result. */
static bool tell_job(stream *s)
{
    cx c;
    bool over = job_over(s->job);
    uint64_t serial = job_serial(s->job);
    if (s->over || serial == s->serial || !cx_init(&c, LANG_ZH))
        return s->over || s->out.n > s->sent;
    s->serial = serial;
    s->over = over;
    sb_printf(&s->out, "event: %s\nid: %llu\ndata: ", over ? "done" : "progress",
              (unsigned long long)serial);
    (void)!job_json(&c, s->job, &s->out); /* what does not fit poisons the builder: let go */
    sb_putz(&s->out, "\n\n");
    cx_done(&c);
    return true;
}

bool stream_tell(stream *s, struct server *srv, double now)
{
    if (s->job)
        return tell_job(s);
    const snapshot *snap = live_now(srv->live);
    if (snapshot_commit(snap) != s->commit) {
        s->commit = snapshot_commit(snap);
        put_snapshot(s, srv, snap);
        s->spoke = now;
    } else if (now - s->spoke > HEARTBEAT_S) {
        sb_putz(&s->out, ": still here\n\n");
        s->spoke = now;
    }
    snapshot_release(snap);
    return s->out.n > s->sent || !sb_ok(&s->out);
}

int stream_flush(stream *s, wire *w)
{
    if (!sb_ok(&s->out))
        return -1;
    while (s->sent < s->out.n) {
        ssize_t got = wire_write(w, &(struct iovec){s->out.p + s->sent, s->out.n - s->sent}, 1);
        if (got < 0)
            return got == WIRE_AGAIN ? 1 : -1;
        s->sent += (size_t)got;
    }
    sb_reset(&s->out);
    s->sent = 0;
    return s->over ? -1 : 0;
}
