/* engines.h: every test of the store runs on SQLite and on a PostgreSQL server of its own. */
#ifndef ENGINES_H
#define ENGINES_H
#include "store/store_test.h"
#include "store/db.h"
#include "store/store.h"
#include "store/store_impl.h"
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

static char server_url[200]; /* "" = PostgreSQL is not there: those tests are skipped */
static char server_dir[64];  /* "" = somebody else's server (DIAODU_TEST_PG) */

static inline bool pg_sh(const char *verb, char *out, size_t n)
{
    char cmd[512];
    const char *root = getenv("DIAODU_ROOT");
    snprintf(cmd, sizeof cmd, "%s/tools/pg.sh %s %s", root ? root : ".", verb, server_dir);
    FILE *f = popen(cmd, "r");
    if (!f)
        return false;
    if (out && !fgets(out, (int)n, f))
        out[0] = 0;
    if (out)
        out[strcspn(out, "\n")] = 0;
    return pclose(f) == 0;
}

/* A server of our own, which a test may stop and start. */
static inline int engines_up_own(void **state)
{
    snprintf(server_dir, sizeof server_dir, "/tmp/diaodu-store-%ld", (long)getpid());
    if (pg_sh("have", NULL, 0))
        return pg_sh("start", server_url, sizeof server_url) ? 0 : -1;
    printf("SKIPPED: everything on PostgreSQL (not installed: apt-get install postgresql)\n");
    server_dir[0] = 0;
    return 0;
}

static inline int engines_up(void **state)
{
    const char *url = getenv("DIAODU_TEST_PG");
    if (!url || !*url)
        return engines_up_own(state);
    snprintf(server_url, sizeof server_url, "%s", url);
    return 0;
}

static inline int engines_down(void **state)
{
    if (!server_dir[0])
        return 0;
    char cmd[96];
    snprintf(cmd, sizeof cmd, "rm -rf %s", server_dir);
    bool stopped = pg_sh("stop", NULL, 0);
    return stopped && system(cmd) == 0 ? 0 : -1;
}

static inline bool on_pg(void **state)
{
    return *(const char *)*state == 'p';
}

/* SQL from outside, as somebody with a tool of the engine would run it. */
static inline void outside(const char *url, const char *sql)
{
    if (db_url_is_pg(url)) {
        char cmd[1600];
        snprintf(cmd, sizeof cmd, "psql -qXtA -v ON_ERROR_STOP=1 -c \"%s\" '%s' >/dev/null", sql,
                 url);
        assert_int_equal(system(cmd), 0);
        return;
    }
    sqlite3 *h;
    assert_int_equal(sqlite3_open(url, &h), SQLITE_OK);
    sqlite3_busy_timeout(h, 5000);
    char *why = NULL;
    if (sqlite3_exec(h, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    sqlite3_close(h);
}

/* The URL of a database that does not exist (SQLite) or is empty (PostgreSQL). Skips the test when
 * there is no server. */
static inline const char *fresh(void **state)
{
    static int n;
    static char ring[8][256];
    char *u = ring[n % 8];
    n++;
    if (!on_pg(state)) {
        char name[32];
        snprintf(name, sizeof name, "t%d.db", n);
        snprintf(u, sizeof ring[0], "%s", test_path(name));
        return u;
    }
    if (!server_url[0])
        skip();
    char sql[64];
    snprintf(sql, sizeof sql, "create schema t%ld_%d", (long)getpid(), n);
    outside(server_url, sql);
    snprintf(u, sizeof ring[0], "%s&options=-csearch_path%%3Dt%ld_%d", server_url, (long)getpid(),
             n);
    return u;
}

#define BOTH(f)                                                                                    \
    {#f "_sqlite", f, NULL, NULL, (void *)"sqlite"},                                               \
    {                                                                                              \
#f "_postgresql", f, NULL, NULL, (void *)"postgresql"                                      \
    }
#define ONLY_SQLITE(f)                                                                             \
    {                                                                                              \
#f "_sqlite", f, NULL, NULL, (void *)"sqlite"                                              \
    }
#define ONLY_PG(f)                                                                                 \
    {                                                                                              \
#f "_postgresql", f, NULL, NULL, (void *)"postgresql"                                      \
    }

/* ---- small steps ---- */

#define CX(c)                                                                                      \
    cx c CLEANUP(cx_done);                                                                         \
    assert_true(cx_init(&c, LANG_EN))
#define BATCH(b, c)                                                                                \
    obs_batch b CLEANUP(obs_batch_done);                                                           \
    obs_batch_init(&b, (c).a)

static inline store *open_store(cx *c, const char *url, store_mode m)
{
    store *s;
    ok(c, store_open(c, url, m, &s));
    return s;
}

static const commit by_test = {
    .recorded_by = {"tester", 6}, .action = {"import", 6}, .reason = {"r", 1}, .source = {"s", 1}};

/* One commit with a batch and a table (either may be left out). */
static inline commit put(cx *c, store *s, const obs_batch *b, const char *csv)
{
    commit k;
    ok(c, store_begin(c, s, &by_test));
    if (csv)
        ok(c, store_put_table(c, s, S("areas"), str_of(csv)));
    if (b)
        ok(c, store_put_obs(c, s, b));
    ok(c, store_commit(c, s, &k));
    return k;
}

/* All rows read back, one batch after the other. */
typedef struct gathered {
    obs_batch b;
    int64_t last_commit;
    uint32_t calls;
    bool out_of_order;
} gathered;

static inline bool gather(void *user, const commit *k, const obs_batch *from)
{
    gathered *g = user;
    g->out_of_order |= k->id < g->last_commit;
    g->last_commit = k->id;
    g->calls++;
    TRY(obs_batch_need_growth(&g->b) && obs_batch_need_base(&g->b) && obs_batch_need_extra(&g->b));
    for (size_t i = 0, at; i < from->n; i++) {
        TRY(obs_batch_add(&g->b, from->key[i], &at));
        g->b.level[at] = from->level[i];
        g->b.level_st[at] = from->level_st[i];
        if (from->growth_st) {
            g->b.growth[at] = from->growth[i];
            g->b.growth_st[at] = from->growth_st[i];
        }
        if (from->base_st) {
            g->b.base[at] = from->base[i];
            g->b.base_st[at] = from->base_st[i];
        }
        TRY(obs_batch_set_extra(&g->b, at, obs_batch_extra(from, i)));
    }
    return true;
}

static inline void same_rows(const obs_batch *b, const obs_batch *d, size_t at)
{
    assert_true(at + b->n <= d->n);
    for (size_t i = 0; i < b->n; i++)
        if (!gen_same_row(b, i, d, at + i))
            fail_msg("row %zu differs", i);
}

static inline size_t findings(cx *c, store *s, str *text)
{
    size_t n;
    ok(c, store_verify(c, s, text, &n));
    return n;
}

static inline void sound(cx *c, const char *url)
{
    str text;
    store *s = open_store(c, url, STORE_READ);
    if (findings(c, s, &text))
        fail_msg(STR_FMT, STR_ARG(text));
    store_close(s);
}

/* A child process that must end well. */
static inline pid_t child(void (*fn)(const char *url, int arg), const char *url, int arg)
{
    fflush(NULL);
    pid_t p = fork();
    assert_true(p >= 0);
    if (p == 0) {
        fn(url, arg);
        _exit(0);
    }
    return p;
}
static inline void child_ends(pid_t p)
{
    int st;
    assert_int_equal(waitpid(p, &st, 0), p);
    if (!WIFEXITED(st) || WEXITSTATUS(st))
        fail_msg("child ended with %x", st);
}
/* Inside a child: cmocka's assertions jump, so say it and leave. */
#define CHILD_OK(c, call)                                                                          \
    do {                                                                                           \
        if (!(call)) {                                                                             \
            fprintf(stderr, "child: %s: %s\n", #call, cx_message(c));                              \
            _exit(9);                                                                              \
        }                                                                                          \
    } while (0)

#endif
