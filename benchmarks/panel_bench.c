/* panel_bench: the panel job of the bar (P1, P2, P3, P6, P9). benchmarks/panel.sh runs it.
 *   panel_bench gen DIR [CITIES INDICATORS MONTHS]   areas.csv indicators.csv obs.csv
 *   panel_bench panel DIR      load the CSV into a panel, derive, checksums
 *   panel_bench durable DIR    import the CSV into DIR/bench.db, open it again
 *   panel_bench month DIR N    N times: one month for all areas arrives in DIR/bench.db
 * Results are lines "name value", times in seconds unless the name ends in _ms. */
#include "base/mem.h"
#include "base/os.h"
#include "base/sb.h"
#include "base/str.h"
#include "flow/desk.h"
#include "flow/import.h"
#include "flow/tidy_obs.h"
#include "panel/derive.h"
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNTIES 29 /* of each city */
#define FIRST_YEAR 2015
#define MAX_TEXT ((size_t)4 << 30)

/* ---- the file ---- */
typedef struct shape {
    int cities, inds, months;
} shape;

static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

/* A level in hundredths: its size by area and indicator, growing, with a season and chance. */
static int64_t level_of(uint64_t area, uint64_t ind, uint64_t month)
{
    int64_t size = 10000 + (int64_t)(mix(area * 977 + ind) % 1000000);
    int64_t chance = (int64_t)(mix((area * 977 + ind) * 4099 + month) % 121) - 60;
    int64_t season = (int64_t)((month % 12) * 7 % 12) * 9;
    return size * (1000 + 5 * (int64_t)month + season + chance) / 1000;
}

static void put_row(sb *b, int area, int ind, int month)
{
    int64_t v = level_of((uint64_t)area, (uint64_t)ind, (uint64_t)month);
    sb_printf(b, "%d,%d,%d-%02d,final,%lld.%02d\n", area, 101 + ind, FIRST_YEAR + month / 12,
              month % 12 + 1, (long long)(v / 100), (int)(v % 100));
}

static int city_code(int city)
{
    return 100100 + city * 100;
}

static void put_month(sb *b, const shape *s, int ind, int month)
{
    for (int c = 0; c < s->cities; c++)
        put_row(b, city_code(c), ind, month);
    for (int c = 0; c < s->cities; c++)
        for (int i = 1; i <= COUNTIES; i++)
            put_row(b, city_code(c) + i, ind, month);
}

#define OBS_HEADER "area,indicator,period,kind,level\n"

static bool write_obs(cx *c, const char *dir, const shape *s)
{
    FILE *f = fopen(cx_printf(c, "%s/obs.csv", dir), "w");
    sb b CLEANUP(sb_done);
    sb_init(&b, 0);
    sb_putz(&b, OBS_HEADER);
    bool ok = f != NULL;
    for (int m = 0; ok && m < s->months; m++)
        for (int i = 0; ok && i < s->inds; i++) {
            put_month(&b, s, i, m);
            ok = fwrite(b.p, 1, b.n, f) == b.n;
            sb_reset(&b);
        }
    return ((f && fclose(f) == 0) && ok) || fail_errno(c, "", "cannot write", dir);
}

static bool gen(cx *c, const char *dir, const shape *s)
{
    sb b CLEANUP(sb_done), d CLEANUP(sb_done);
    sb_init(&b, 0);
    sb_init(&d, 0);
    sb_putz(&b, "code,name,level,parent\n100000,省,province,\n");
    for (int i = 0; i < s->cities; i++)
        sb_printf(&b, "%d,市%d,prefecture,100000\n", city_code(i), i);
    for (int i = 0; i < s->cities; i++)
        for (int k = 1; k <= COUNTIES; k++)
            sb_printf(&b, "%d,县%d之%d,county,%d\n", city_code(i) + k, i, k, city_code(i));
    sb_putz(&d, "code,name,unit,nature,frequency,domain,direction,aggregation\n");
    for (int i = 0; i < s->inds; i++)
        sb_printf(&d, "%d,指标%d,亿元,flow,M,x,higher,sum\n", 101 + i, i);
    (void)!mkdir(dir, 0777);
    return os_write_file(c, cx_printf(c, "%s/areas.csv", dir), sb_str(&b)) &&
           os_write_file(c, cx_printf(c, "%s/indicators.csv", dir), sb_str(&d)) &&
           write_obs(c, dir, s);
}

/* ---- saying ---- */
/* Time since the start of a piece, on the clock and of all our cores. */
typedef struct watch {
    double wall, cpu;
} watch;

static double cpu_now(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

static watch watch_start(void)
{
    return (watch){os_monotonic(), cpu_now()};
}

static void watch_say(const char *name, watch from)
{
    printf("%s_s %.6f\n%s_cpu_s %.6f\n", name, os_monotonic() - from.wall, name,
           cpu_now() - from.cpu);
    fflush(stdout);
}

static void say_memory(const char *name)
{
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f && fscanf(f, "%*d %ld", &pages) != 1)
        pages = 0;
    if (f)
        fclose(f);
    printf("%s_mb %.1f\n", name, (double)pages * (double)sysconf(_SC_PAGESIZE) / 1e6);
}

static void say_peak(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    printf("peak_mb %.1f\n", (double)u.ru_maxrss / 1e3);
}

/* ---- panel ---- */
static bool add_table(cx *c, catalog_builder *b, const char *dir, const char *name, issues *list)
{
    os_file f;
    TRY(os_map(c, cx_printf(c, "%s/%s.csv", dir, name), MAX_TEXT, &f));
    bool ok = catalog_add_table(c, b, str_of(name), f.data, list);
    os_unmap(&f);
    return ok;
}

static bool read_catalog(cx *c, const char *dir, catalog **ret)
{
    catalog_builder *b = NULL;
    issues list;
    str units;
    issues_init(&list, c->a);
    bool ok = desk_units(&units) && catalog_builder_new(c, units, &b) &&
              add_table(c, b, dir, "areas", &list) && add_table(c, b, dir, "indicators", &list) &&
              catalog_finish(c, b, &list, ret);
    MUST(!ok || list.errors == 0);
    catalog_builder_free(b);
    issues_done(&list);
    return ok;
}

static bool load_panel(cx *c, const char *dir, const catalog *k, panel **ret)
{
    os_file f;
    tidy_obs t;
    issues list;
    issues_init(&list, c->a);
    watch all = watch_start();
    TRY(os_map(c, cx_printf(c, "%s/obs.csv", dir), MAX_TEXT, &f));
    TRY(tidy_obs_parse(c, k, f.data, os_cpus(), &list, &t));
    watch_say("load_parse", all);
    watch apply = watch_start();
    TRY(panel_new(c, k, ret));
    TRY(panel_apply_all(c, *ret, t.parts, (size_t)t.n_parts, os_cpus()));
    TRY(panel_seal(c, *ret));
    watch_say("load_apply", apply);
    MUST(list.errors == 0 && t.rows == t.lines);
    tidy_obs_done(&t);
    os_unmap(&f);
    watch_say("load", all);
    issues_done(&list);
    return true;
}

static void add(double *sum, double *lost, double v)
{
    double t = *sum + v;
    *lost += fabs(*sum) >= fabs(v) ? (*sum - t) + v : (v - t) + *sum;
    *sum = t;
}

static void checksums(const panel *p, const derived *d)
{
    uint64_t n = 0, n_yoy = 0, ranks = 0;
    double s[3] = {0}, lost[3] = {0};
    for (uint32_t i = 0; i < p->n_cubes; i++)
        for (uint32_t t = 0; t < p->cubes[i].n; t++) {
            const cube *q = &p->cubes[i];
            const derived_slice *e = derived_at(d, p, q, q->first + (int32_t)t);
            for (uint32_t a = 0; e && a < e->n; a++) {
                n += has(q->slices[t]->level[a]);
                n_yoy += has(e->yoy[a]);
                ranks += e->rank[a];
                const double v[3] = {e->yoy[a], e->share[a], e->pull[a]};
                for (int j = 0; j < 3; j++)
                    if (has(v[j]))
                        add(&s[j], &lost[j], v[j]);
            }
        }
    printf("rows %llu\nn_yoy %llu\nsum_yoy %.15g\nsum_rank %llu\nsum_share %.15g\nsum_pull %.15g\n",
           (unsigned long long)n, (unsigned long long)n_yoy, s[0] + lost[0],
           (unsigned long long)ranks, s[1] + lost[1], s[2] + lost[2]);
}

static bool bench_panel(cx *c, const char *dir)
{
    catalog *k;
    panel *p;
    derived *d, *again;
    TRY(read_catalog(c, dir, &k));
    TRY(load_panel(c, dir, k, &p));
    say_memory("loaded");
    watch w = watch_start();
    TRY(derive_new(c, p, &d));
    watch_say("derive", w);
    say_memory("resident");
    say_peak();
    checksums(p, d);
    TRY(derive_refresh(c, d, p, &again));
    MUST(derived_fresh(again) == 0);
    derive_free(again);
    derive_free(d);
    panel_free(p);
    catalog_free(k);
    return true;
}

/* ---- durable ---- */
static bool import_one(cx *c, const char *url, const char *path, uint64_t *rows)
{
    import_options o = {.by = S("bench")};
    import_result r;
    bool ok = import_file(c, url, path, &o, &r);
    *rows = r.added;
    import_result_done(&r);
    return ok;
}

static bool bench_durable(cx *c, const char *dir)
{
    const char *db = cx_printf(c, "%s/bench.db", dir);
    store *s;
    uint64_t n;
    desk d;
    for (int i = 0; i < 3; i++)
        unlink(cx_printf(c, "%s%s", db, i == 0 ? "" : i == 1 ? "-wal" : "-shm"));
    TRY(store_open(c, db, STORE_CREATE, &s));
    store_close(s);
    TRY(import_one(c, db, cx_printf(c, "%s/areas.csv", dir), &n));
    TRY(import_one(c, db, cx_printf(c, "%s/indicators.csv", dir), &n));
    watch w = watch_start();
    TRY(import_one(c, db, cx_printf(c, "%s/obs.csv", dir), &n));
    watch_say("durable", w);
    printf("rows %llu\n", (unsigned long long)n);
    say_peak();
    struct stat st;
    if (stat(db, &st) == 0)
        printf("file_mb %.1f\n", (double)st.st_size / 1e6);
    w = watch_start();
    TRY(desk_open(c, &(desk_options){.url = db, .only = ID_NONE}, &d));
    watch_say("reopen", w);
    MUST(panel_values(d.p) == n);
    desk_close(&d);
    return true;
}

/* ---- a month arrives ---- */
#define POLL_MS 200

/* The second process: looks every POLL_MS, derives, says when it had it. */
static void other_process(const char *db, int out)
{
    cx c;
    desk d;
    derived *r, *next;
    bool changed;
    if (!cx_init(&c, LANG_EN) || !desk_open(&c, &(desk_options){.url = db, .only = ID_NONE}, &d) ||
        !derive_new(&c, d.p, &r))
        _exit(1);
    double at = 0;
    while (write(out, &at, sizeof at) == sizeof at) {
        for (changed = false; !changed; usleep(changed ? 0 : POLL_MS * 1000))
            if (getppid() == 1 || !desk_refresh(&c, &d, &changed))
                _exit(1);
        if (!derive_refresh(&c, r, d.p, &next))
            _exit(1);
        derive_free(r);
        r = next;
        at = os_monotonic();
    }
    _exit(0);
}

static bool month_text(const desk *d, sb *b)
{
    int month = 0;
    shape s = {(int)(d->k->n_areas - 1) / (COUNTIES + 1), (int)d->k->n_inds, 0};
    for (uint32_t i = 0; i < d->p->n_cubes; i++) {
        const cube *q = &d->p->cubes[i];
        int next = q->first + (int)q->n - FIRST_YEAR * 12;
        month = next > month ? next : month;
    }
    sb_reset(b);
    sb_putz(b, OBS_HEADER);
    for (int i = 0; i < s.inds; i++)
        put_month(b, &s, i, month);
    return sb_ok(b);
}

/* One month: committed, on our boards, in the other process. */
static bool one_month(cx *c, const char *db, desk *d, derived **r, int from_watcher)
{
    sb b CLEANUP(sb_done);
    import_options o = {.by = S("bench"), .reason = S("month")};
    import_result res;
    derived *next;
    bool changed;
    double seen;
    sb_init(&b, 0);
    MUST(month_text(d, &b));
    double t0 = os_monotonic();
    bool ok = import_text(c, db, S("observations"), sb_str(&b), &o, &res);
    double t1 = os_monotonic();
    import_result_done(&res);
    TRY(ok);
    TRY(desk_refresh(c, d, &changed));
    double t2 = os_monotonic();
    TRY(derive_refresh(c, *r, d->p, &next));
    double t3 = os_monotonic();
    uint32_t fresh = derived_fresh(next);
    derive_free(*r);
    *r = next;
    MUST(changed && read(from_watcher, &seen, sizeof seen) == sizeof seen);
    printf("values %llu fresh %u import_ms %.2f refresh_ms %.2f derive_ms %.2f board_ms %.2f "
           "other_ms %.1f\n",
           (unsigned long long)res.added, fresh, (t1 - t0) * 1e3, (t2 - t1) * 1e3, (t3 - t2) * 1e3,
           (t3 - t1) * 1e3, (seen - t1) * 1e3);
    fflush(stdout);
    return true;
}

static bool bench_month(cx *c, const char *dir, int times)
{
    const char *db = cx_printf(c, "%s/bench.db", dir);
    int pipes[2];
    desk d;
    derived *r;
    double ready;
    if (pipe(pipes) != 0)
        return fail_errno(c, "", "no pipe", "");
    pid_t pid = fork();
    if (pid == 0)
        other_process(db, pipes[1]);
    TRY(desk_open(c, &(desk_options){.url = db, .only = ID_NONE}, &d));
    TRY(derive_new(c, d.p, &r));
    bool ok = read(pipes[0], &ready, sizeof ready) == sizeof ready;
    for (int i = 0; ok && i < times; i++)
        ok = one_month(c, db, &d, &r, pipes[0]);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    derive_free(r);
    desk_close(&d);
    return ok;
}

int main(int argc, char **argv)
{
    cx c CLEANUP(cx_done);
    bool ok = false;
    if (argc < 3 || !cx_init(&c, LANG_EN))
        return 2;
    shape s = {argc > 3 ? atoi(argv[3]) : 100, argc > 4 ? atoi(argv[4]) : 35,
               argc > 5 ? atoi(argv[5]) : 120};
    if (!strcmp(argv[1], "gen"))
        ok = gen(&c, argv[2], &s);
    else if (!strcmp(argv[1], "panel"))
        ok = bench_panel(&c, argv[2]);
    else if (!strcmp(argv[1], "durable"))
        ok = bench_durable(&c, argv[2]);
    else if (!strcmp(argv[1], "month"))
        ok = bench_month(&c, argv[2], argc > 3 ? atoi(argv[3]) : 5);
    if (!ok)
        fprintf(stderr, "%s\n", cx_message(&c));
    return ok ? 0 : 1;
}
