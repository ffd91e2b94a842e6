/* For those who watch the process: alive, ready, figures in Prometheus text. */
#include "base/embed.h"
#include "base/str.h"
#include "http/server_int.h"
#include <unistd.h>

static bool text(cx *c, sb *b, reply *r)
{
    r->type = "text/plain";
    r->body = body_take(b);
    return r->body || fail_memory(c);
}

bool get_healthz(cx *c, const call *k, reply *r)
{
    sb b CLEANUP(sb_done) = {0};
    (void)k;
    sb_init(&b, 64);
    sb_putz(&b, "ok\n");
    return text(c, &b, r);
}

/* The store answers (asked on a worker, which has one), and what it holds is what is served. */
bool get_readyz(cx *c, const call *k, reply *r)
{
    sb b CLEANUP(sb_done) = {0};
    commit head;
    sb_init(&b, 64);
    if (!store_head(c, k->st, STORE_NOW, &head)) {
        r->status = 503;
        return false;
    }
    if (atomic_load(&k->srv->stale)) {
        r->status = 503;
        return fail(c, ERR_DB, "无法读入新的提交；答复停留在此前的状态，见服务日志",
                    "new commits cannot be taken in; answers stay as they were, see the log");
    }
    sb_printf(&b, "ok %lld\n", (long long)head.id);
    return text(c, &b, r);
}

static double resident_bytes(void)
{
    FILE *f = fopen("/proc/self/statm", "re");
    char line[128] = "";
    if (!f)
        return 0;
    bool got = fgets(line, sizeof line, f) != NULL;
    fclose(f);
    char *second = got ? strchr(line, ' ') : NULL;
    return second ? (double)strtoul(second, NULL, 10) * (double)sysconf(_SC_PAGESIZE) : 0;
}

static void put_help(sb *b, const char *name, const char *type, const char *help)
{
    sb_printf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_gauges(sb *b, server *s)
{
    const snapshot *now = live_now(s->live);
    desk d = snapshot_desk(now, NULL);
    const struct {
        const char *name, *type, *help;
        double value;
    } rows[] = {
        {"diaodu_connections", "gauge", "open connections", (double)atomic_load(&s->connections)},
        {"diaodu_streams", "gauge", "open event streams", (double)atomic_load(&s->streams)},
        {"diaodu_body_bytes", "gauge", "request bodies in memory, read or waiting for a worker",
         (double)atomic_load(&s->body_bytes)},
        {"diaodu_refresh_failures_total", "counter", "new commits that could not be taken in",
         (double)atomic_load(&s->refresh_failures)},
        {"diaodu_sent_bytes_total", "counter", "bytes sent", (double)atomic_load(&s->bytes_out)},
        {"diaodu_cache_hits_total", "counter", "answers from the cache",
         (double)atomic_load(&s->cache_hits)},
        {"diaodu_cache_misses_total", "counter", "answers made",
         (double)atomic_load(&s->cache_misses)},
        {"diaodu_commit", "gauge", "newest commit served", (double)d.head.id},
        {"diaodu_commit_timestamp_seconds", "gauge", "when it was recorded",
         (double)d.head.recorded_at / 1e6},
        {"diaodu_panel_bytes", "gauge", "memory of the values", (double)panel_bytes(d.p)},
        {"process_resident_memory_bytes", "gauge", "resident memory", resident_bytes()},
        {"diaodu_uptime_seconds", "gauge", "since the start", os_monotonic() - s->started},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        put_help(b, rows[i].name, rows[i].type, rows[i].help);
        sb_printf(b, "%s ", rows[i].name);
        sb_double(b, rows[i].value);
        sb_putc(b, '\n');
    }
    snapshot_release(now);
}

bool get_metrics(cx *c, const call *k, reply *r)
{
    sb b CLEANUP(sb_done) = {0};
    server *s = k->srv;
    sb_init(&b, 256 << 10);
    put_help(&b, "diaodu_build_info", "gauge", "the program");
    sb_printf(&b, "diaodu_build_info{version=\"%s\"} 1\n", diaodu_version);
    put_gauges(&b, s);
    put_help(&b, "diaodu_responses_total", "counter", "responses by status");
    for (int i = 0; i < STATUS_MAX; i++)
        if (atomic_load(&s->status[i]))
            sb_printf(&b, "diaodu_responses_total{status=\"%d\"} %llu\n", i,
                      (unsigned long long)atomic_load(&s->status[i]));
    put_help(&b, "diaodu_request_seconds", "summary", "time to answer by route");
    for (size_t i = 0; i < n_routes; i++) {
        uint64_t n = atomic_load(&s->route_count[i]);
        if (!n)
            continue;
        sb_printf(&b, "diaodu_request_seconds_count{method=\"%s\",route=\"%s\"} %llu\n",
                  routes[i].method, routes[i].path, (unsigned long long)n);
        sb_printf(&b, "diaodu_request_seconds_sum{method=\"%s\",route=\"%s\"} %.6f\n",
                  routes[i].method, routes[i].path, (double)atomic_load(&s->route_us[i]) / 1e6);
    }
    return text(c, &b, r);
}
